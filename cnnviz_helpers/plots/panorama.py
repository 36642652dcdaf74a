"""One photo on its way through the whole network."""

import numpy as np

from ..labels import chances as as_chances
from ..palette import FAINT, INK, MUTED, ORANGE
from .canvas import SHARPNESS, axes, drawn, place, sheet, write
from .inputs import by_words, maps, picture
from .lettering import SIZE, fitted, fitted_all, widest
from .mosaic import Grid, signed_tiles

STEP = 52  # between large tiles; small ones lie half as far apart
HEIGHT = 8 * STEP
GAP = 24
PHOTO = 256
# For a phone: all tiles equally large, 16 in a row, every word as large as the page's own.
NARROW, SIDE, SMALL_PHOTO, ROW = 344, 17, 136, 21
MOST_BARS = 16  # as many names as stand one above the other


@drawn
def plot_panorama(image, layers, chances):
    """The photo, all maps of several layers, and the probabilities, side by side. The figure's `narrow` is the same for a phone.

    Parameters
    ----------
    image : (H, W, 3), uint8 or float in [-0.5, 0.5] or [0, 1]
    layers : {words: (h, w, C) float}, each on its own zero-centred scale, which ends where 1 % of its numbers lie beyond
    chances : {words: probability}, one for each class; of more than 16 the largest are shown

    Raises
    ------
    ValueError
        Maps, or scores that are no probabilities.
    """
    photo, all_chances = picture("image", image), chances
    chances = _largest(all_chances)
    layers = {words: maps(words, layer) for words, layer in by_words("layers", layers, "maps").items()}
    blocks = [(words, *_block(layer)) for words, layer in layers.items()]
    room = max(72, min(240, widest(chances, 12.5)))
    figure = sheet(HEIGHT + 30, width=PHOTO + sum(grid.width + GAP for _, grid, _ in blocks) + GAP + room + 114)
    zoom = PHOTO / max(photo.shape[:2])
    place(figure, photo, 0, (HEIGHT - photo.shape[0] * zoom) / 2, zoom)
    left = PHOTO + GAP
    for words, grid, tiles in blocks:
        grid.draw(figure, tiles, left, 0)
        write(figure, left, HEIGHT + 10, fitted(words, grid.width + GAP - 8, 12), color=MUTED, size=12)
        left += grid.width + GAP
    shown = f"{MOST_BARS} of {len(all_chances):,}" if len(all_chances) > MOST_BARS else ""
    _draw_chances(figure, chances, (left + room + 12, 0, 100, HEIGHT), room, 12.5, 10)
    write(figure, left, HEIGHT + 10, shown, color=MUTED, size=12)
    figure.narrow = _narrow(photo, layers, chances, shown)
    return figure


def _narrow(photo, layers, chances, shown):
    """The same in the width of a phone: the photo beside the probabilities, and under them the layers."""
    layers = {words: _thinned(layer, SIDE) for words, layer in layers.items()}
    grids = {words: Grid(layer.shape[2], layer.shape[:2], 16, gap=1, label_height=0, step=SIDE) for words, layer in layers.items()}
    zoom, bars = SMALL_PHOTO / max(photo.shape[:2]), len(chances) * ROW
    head = max(SMALL_PHOTO, bars + 22)
    figure = sheet(head + sum(grid.height + GAP for grid in grids.values()), width=NARROW)
    place(figure, photo, 0, 0, zoom)
    _draw_chances(figure, chances, (NARROW - 92, 0, 92, bars), NARROW - SMALL_PHOTO - 112, SIZE, 4)
    write(figure, 0, SMALL_PHOTO + 8, shown, color=MUTED)
    top = head + GAP
    for words, grid in grids.items():
        write(figure, 0, top - 3, fitted(words, NARROW - 16 * SIDE - 8), color=MUTED)
        grid.draw(figure, _tiles(layers[words]), NARROW - 16 * SIDE, top)
        top += grid.height + GAP
    return figure


def _block(layer):
    """The maps as tiles in a grid of 8 rows of large ones or 16 of small ones, all grids equally high."""
    n = layer.shape[2]
    rows = 8 if n <= 32 else 16
    layer = _thinned(layer, HEIGHT / rows)
    grid = Grid(n, layer.shape[:2], -(-n // rows), gap=1, label_height=0, step=HEIGHT / rows)
    return grid, _tiles(layer)


def _thinned(layer, step):
    """Of maps that are too large for tiles `step` apart every second number, or every third, and so on."""
    every = -(-max(layer.shape[:2]) // int(SHARPNESS * (step - 1)))
    return layer[::every, ::every]


def _tiles(layer):
    """The maps as tiles, on one scale."""
    return signed_tiles(layer, np.quantile(np.abs(layer), 0.99))


def _largest(chances):
    """{words: probability} in the order given; of too many the largest, these first."""
    row = as_chances([list(by_words("chances", chances, "probability").values())], "chances")[0]
    words = list(chances) if len(chances) > 1 else ["other", *chances]
    order = range(len(row)) if len(row) <= MOST_BARS else np.argsort(-row, kind="stable")[:MOST_BARS]
    return {words[i]: row[i] for i in order}


def _draw_chances(figure, chances, box, room, size, gap):
    """Probabilities as bars, in the order given, in a box (left, top, width, height); their names, of this size, have `room` beside it."""
    left, top, _, height = box
    words, values = fitted_all(chances, room, size), np.array(list(chances.values()))
    ax = axes(figure, *box)
    colours = [ORANGE if value == values.max() else FAINT for value in values]
    ax.barh(range(len(values)), np.maximum(values, 0.006), color=colours, height=0.5)
    ax.set(xlim=(0, 1), ylim=(len(values) - 0.5, -0.5), xticks=[], yticks=range(len(values)), yticklabels=words)
    ax.tick_params(length=0, labelsize=size, labelcolor=INK)
    ax.spines[:].set_visible(False)
    write(figure, left, top + height + gap, "probability", color=MUTED, size=min(size, 12))
