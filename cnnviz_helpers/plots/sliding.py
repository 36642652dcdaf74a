"""A convolution on its way: the window on one channel, the sum under it, and the map as far as it has come."""

import numpy as np

from ..arguments import finite, whole_number
from ..palette import INK, MUTED, ORANGE, PAPER, RULE, VIOLET, to_rgb
from .attribution import box as outline
from .canvas import WIDTH, axes, drawn, fill, pixel_axes, place, sheet, write
from .colours import CHANNELS, SIGNED, ink_on, signed_colours
from .mosaic import number, spread
from .numbers import small_grid
from .weights import cells

PICTURE, TOP, GAP = 288, 24, 46  # pixels of the page: a picture's side, the words above it, the beams below it
GRIDS, BETWEEN, TOTAL = 138, 33, (104, 44)  # a grid's width, the room for a sign, the width and height of the sum's box


@drawn
def plot_sliding(image, kernel, sums, row, column, channel=None, filled=0):
    """A kernel on its way over one channel: the window, the sum under it, and the map as far as it has come.

    Parameters
    ----------
    image : (H, W) float, one channel of a photo
    kernel : (kh, kw) float, up to 5 × 5
    sums : (H - kh + 1, W - kw + 1) float, the whole map, as `convolve(image, kernel)` gives it
    row, column : where the window is, as a place of the map
    channel : 0, 1 or 2 draws image and kernel in reds, greens or blues; `None` on the signed scale
    filled : how many numbers of the map are there, from its first one on; at least as far as the window has come
    """
    image, kernel, sums = finite("image", image), small_grid("kernel", kernel), finite("sums", sums)
    kh, kw = kernel.shape
    if image.ndim != 2 or max(kernel.shape) > 5 or sums.shape != (image.shape[0] - kh + 1, image.shape[1] - kw + 1):
        came = f"{sums.shape} for {kernel.shape} on {image.shape}"
        raise ValueError(f"sums must be the map of a kernel up to 5 × 5 on one channel, got {came}; use convolve.")
    row, column = whole_number("row", row, 0, sums.shape[0] - 1), whole_number("column", column, 0, sums.shape[1] - 1)
    n_there = max(row * sums.shape[1] + column + 1, whole_number("filled", filled, 0))
    stops = SIGNED if channel is None else CHANNELS[whole_number("channel", channel, 0, 2)]
    zoom, side = PICTURE / max(image.shape), GRIDS // kw
    low = TOP + image.shape[0] * zoom + GAP
    figure = sheet(low + kh * side + 24)
    middle = low + kh * side / 2
    shown = signed_colours(image, spread(image), stops)
    window = _picture(figure, shown, 0, zoom, (row, column, kh, kw), f"the image, {image.shape[0]} × {image.shape[1]}")
    words = f"the map, {sums.shape[0]} × {sums.shape[1]}, as far as it has come"
    unit = _picture(figure, _so_far(sums, n_there), WIDTH - PICTURE, zoom, (row, column, 1, 1), words)
    total = float(sums[row, column])
    _beam(figure, window, (0, kw * side), low, MUTED)
    _beam(figure, unit, (WIDTH - TOTAL[0], WIDTH), middle - TOTAL[1] / 2, VIOLET if total < 0 else ORANGE)
    _grids(figure, image[row : row + kh, column : column + kw], kernel, stops, (spread(image), spread(kernel)), low, side)
    _total(figure, total, spread(sums), middle)
    return figure


def _picture(figure, colours, left, zoom, box, words):
    """A picture with words above it and a box (row, column, height, width) on it; gives the box's (left, right, bottom) on the sheet."""
    row, column, height, width = box
    write(figure, left, 0, words, color=MUTED)
    place(figure, colours, left, TOP, zoom)
    ax = pixel_axes(figure, colours, left, TOP, zoom)
    for colour, thick in ((PAPER, 4.5), (INK, 2)):
        ax.add_patch(outline((row, column, row + height, column + width), colour, thick))
    return left + column * zoom, left + (column + width) * zoom, TOP + (row + height) * zoom


def _so_far(sums, n):
    """(h, w, 3) the colours of the first `n` numbers of the map, row by row; what is still to come is grey."""
    colours = signed_colours(sums, spread(sums))
    to_come = np.arange(sums.size).reshape(sums.shape) >= n
    colours[to_come] = [round(255 * part) for part in to_rgb(RULE)]
    return colours


def _beam(figure, box, ends, bottom, colour):
    """A beam from the lower edge of a box (left, right, bottom) down to the line between the `ends` at `bottom`."""
    left, right, top = box
    ax = axes(figure, 0, top, WIDTH, bottom - top)
    ax.set(xlim=(0, WIDTH), ylim=(bottom, top))
    ax.set_axis_off()
    looks = {"facecolor": (*to_rgb(colour), 0.14), "edgecolor": (*to_rgb(colour), 0.6), "linewidth": 1}
    ax.fill([left, right, ends[1], ends[0]], [top, top, bottom, bottom], **looks)


def _grids(figure, patch, kernel, stops, limits, low, side):
    """Pixels × weights = products, each with its numbers, on scales that stay the same from place to place."""
    step, (kh, kw) = kernel.shape[1] * side + BETWEEN, kernel.shape
    scales = ((patch, limits[0], stops), (kernel, limits[1], stops), (patch * kernel, limits[0] * limits[1], SIGNED))
    for i, ((values, limit, colours), word, sign) in enumerate(zip(scales, ("pixels", "weights", "products"), "×=→")):
        cells(figure, values, i * step, low, side, signed_colours(values, limit, colours), size=11 if side > 40 else 9)
        write(figure, i * step + kw * side / 2, low + kh * side + 6, f"{kh * kw} {word}", ha="center", color=MUTED)
        write(figure, (i + 1) * step - BETWEEN / 2, low + kh * side / 2, sign, ha="center", va="center", size=16)


def _total(figure, total, limit, middle):
    """The sum on its colour, as it stands on the map."""
    width, height = TOTAL
    colours = signed_colours(np.full((1, 1), total), limit)
    fill(figure, colours, WIDTH - width, middle - height / 2, width, height)
    words = {"ha": "center", "va": "center", "size": 17, "weight": "bold", "color": ink_on(colours[0, 0])}
    write(figure, WIDTH - width / 2, middle, number(total, 3), **words)
    write(figure, WIDTH - width / 2, middle + height / 2 + 6, "their sum", ha="center", color=MUTED)
