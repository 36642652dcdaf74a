"""The weights of a convolution: kernels, filters, and how filters grew in training."""

import numpy as np

from ..arguments import entries, finite, whole_number, word
from ..palette import CHANNEL_NAMES, MUTED, PAPER, RULE
from .canvas import WIDTH, axes, drawn, place, sheet, write
from .colours import CHANNELS, ink_on, signed_colours
from .inputs import filters, one_of
from .mosaic import Grid, number, scale_bar, signed_tiles, spread


def cells(figure, values, left, top, side, colours, digits=2, size=11):
    """A grid of numbers, each written on its colour. `values` (rows, columns), `colours` (rows, columns, 3)."""
    rows, columns = values.shape
    ax = axes(figure, left, top, columns * side, rows * side)
    ax.imshow(colours, interpolation="nearest", aspect="auto")
    ax.set_xticks(np.arange(1, columns) - 0.5, minor=True)
    ax.set_yticks(np.arange(1, rows) - 0.5, minor=True)
    ax.grid(which="minor", color=PAPER, linewidth=1.5)
    ax.tick_params(which="both", length=0, labelbottom=False, labelleft=False)
    for spine in ax.spines.values():
        spine.set(visible=True, color=RULE)
    for (row, column), value in np.ndenumerate(values):
        ax.text(column, row, number(value, digits), ha="center", va="center", size=size, color=ink_on(colours[row, column]))
    return ax


@drawn
def plot_kernels(weights, filter=0):
    """The kernels of one filter, every weight written on its colour, all on one scale.

    For three channels the kernels come in reds, greens and blues: the channel's colour is positive,
    grey is negative, paper is zero. For other numbers of channels they are small tiles on the signed scale.

    Parameters
    ----------
    weights : (kh, kw, C_in, filters) float, as `get_weights()` gives them
    filter : 0 .. filters - 1
    """
    weights = filters(weights)
    one = weights[..., one_of("filter", filter, weights.shape[3])]  # (kh, kw, C_in)
    limit = spread(one)
    if one.shape[2] != 3 or max(one.shape[:2]) > 7:
        return _kernel_tiles(one, limit)
    side = int(204 / one.shape[1])
    step, height = WIDTH / 3 + 6, one.shape[0] * side
    figure = sheet(height + 76)
    for i, (name, stops) in enumerate(zip(CHANNEL_NAMES, CHANNELS)):
        colours = signed_colours(one[..., i], limit, stops)
        write(figure, i * step, 0, f"{name} kernel", size=11, weight="bold", color=stops[-1])
        cells(figure, one[..., i], i * step, 24, side, colours, size=12 if one.shape[1] <= 3 else 10 if one.shape[1] <= 5 else 7.5)
        scale_bar(figure, i * step, height + 38, limit, width=one.shape[1] * side, stops=stops)
    return figure


def _kernel_tiles(one, limit):
    grid = Grid(one.shape[2], one.shape[:2], 8 if one.shape[2] <= 64 else 16)
    figure = sheet(grid.height + 52)
    grid.draw(figure, signed_tiles(one, limit), 0, 0, [f"map {i}" for i in range(one.shape[2])] if one.shape[2] <= 64 else ())
    scale_bar(figure, 0, grid.height + 14, limit, "one kernel for each input map, one scale")
    return figure


def min_max(values):
    """The smallest number becomes 0, the largest 1."""
    low, high = values.min(), values.max()
    return (values - low) / (high - low) if high > low else np.full_like(values, 0.5)


def zero_centred(values, limit=None):
    """Zero becomes 0.5; the number farthest from zero becomes 0 or 1."""
    limit = limit or spread(values) or 1.0
    return 0.5 + values / (2 * limit)


FORMS = {"min-max": min_max, "zero": zero_centred}


def as_colours(values):
    """Numbers from 0 to 1 as uint8."""
    return np.round(values.clip(0, 1) * 255).astype(np.uint8)


def colour_filters(weights):
    """The weights of a `Conv2D`, (kh, kw, 3, filters) float, if its filters have three kernels each."""
    weights = filters(weights)
    if weights.shape[2] != 3:
        raise ValueError(f"A filter is a colour picture only if it has 3 channels, got {weights.shape[2]}; use plot_kernels to see it.")
    return weights


@drawn
def plot_filter(weights, filter=0, scale=None):
    """One filter of the first layer as a colour picture, with its three kernels as red, green and blue.

    Parameters
    ----------
    weights : (kh, kw, 3, filters) float
    filter : 0 .. filters - 1
    scale : "min-max", "zero" (zero-centred), or None for both side by side
    """
    weights = colour_filters(weights)
    one = weights[..., one_of("filter", filter, weights.shape[3])]
    forms = list(FORMS) if scale is None else [word("scale", scale, tuple(FORMS))]
    words = {"min-max": "min-max: (w − min) / (max − min)", "zero": "zero-centred: 0.5 + w / (2 · max |w|)"}
    side = 240 // one.shape[1]
    figure = sheet(one.shape[0] * side + 30)
    for i, form in enumerate(forms):
        write(figure, i * WIDTH / 2, 0, words[form], size=11)
        place(figure, as_colours(FORMS[form](one)), i * WIDTH / 2, 26, zoom=side)
    return figure


@drawn
def plot_filters(weights, scale="min-max"):
    """All filters of the first layer as colour pictures.

    Parameters
    ----------
    weights : (kh, kw, 3, filters) float
    scale : "min-max", each filter stretched to its own range; "zero", each zero-centred on its own range
    """
    weights = colour_filters(weights)
    form = FORMS[word("scale", scale, tuple(FORMS))]
    tiles = [as_colours(form(one)) for one in np.moveaxis(weights, -1, 0)]
    grid = Grid(len(tiles), weights.shape[:2], 8)
    figure = sheet(grid.height + 4)
    grid.draw(figure, tiles, 0, 0, [str(i) for i in range(len(tiles))])
    return figure


@drawn
def plot_snapshots(snapshots, filters=range(8), n=6):
    """Some filters as they grew: a column for each filter, a row for each moment of training.

    All pictures share one zero-centred scale, so that growing weights show as growing contrast.

    Parameters
    ----------
    snapshots : dict with step (S,), kernel (S, kh, kw, 3, filters) and loss (S,), from `conv1_snapshots`
    filters : which filters, up to 8
    n : how many moments, from the first to the last
    """
    entries("snapshots", snapshots, ("step", "kernel", "loss"))
    kernels = finite("snapshots['kernel']", snapshots["kernel"])
    chosen = [one_of("each of filters", i, kernels.shape[-1]) for i in filters]
    n = whole_number("n, the moments,", n, 2, len(kernels))
    if not 1 <= len(chosen) <= 8:
        raise ValueError(f"plot_snapshots shows 1 to 8 filters, got {len(chosen)}; choose fewer.")
    moments = np.unique(np.linspace(0, len(kernels) - 1, n).round().astype(int))
    limit = spread(kernels[moments][..., chosen])
    tiles = [as_colours(zero_centred(kernels[m, ..., f], limit)) for m in moments for f in chosen]
    grid = Grid(len(tiles), kernels.shape[1:3], len(chosen), WIDTH - 110, gap=6, label_height=0)
    figure = sheet(grid.height + 24)
    for column, name in enumerate(chosen):
        write(figure, 110 + column * grid.step_x, 2, f"filter {name}", color=MUTED, size=9.5)
    for row, moment in enumerate(moments):
        middle = 22 + row * grid.step_y + grid.down / 2
        write(figure, 0, middle - 2, f"step {snapshots['step'][moment]:,}", va="bottom", size=11, weight="bold")
        write(figure, 0, middle + 3, f"loss {number(float(snapshots['loss'][moment]))}", color=MUTED)
    grid.draw(figure, tiles, 110, 22)
    return figure
