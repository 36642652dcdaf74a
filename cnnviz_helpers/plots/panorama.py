"""One photo on its way through the whole network."""

import numpy as np

from ..labels import chances as as_chances
from ..palette import FAINT, INK, MUTED, ORANGE
from .canvas import axes, drawn, place, sheet, write
from .inputs import by_words, maps, picture
from .lettering import fitted, fitted_all, widest
from .mosaic import Grid, signed_tiles

STEP = 52  # between large tiles; small ones lie half as far apart
HEIGHT = 8 * STEP
GAP = 24
PHOTO = 256
MOST_BARS = 16  # as many names as stand one above the other


@drawn
def plot_panorama(image, layers, chances):
    """The photo, all maps of several layers, and the probabilities, side by side.

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
    blocks = [(words, *_block(maps(words, layer))) for words, layer in by_words("layers", layers, "maps").items()]
    room = max(72, min(240, widest(chances, 12.5)))
    figure = sheet(HEIGHT + 30, width=PHOTO + sum(grid.width + GAP for _, grid, _ in blocks) + GAP + room + 114)
    zoom = PHOTO / max(photo.shape[:2])
    place(figure, photo, 0, (HEIGHT - photo.shape[0] * zoom) / 2, zoom)
    left = PHOTO + GAP
    for words, grid, tiles in blocks:
        grid.draw(figure, tiles, left, 0)
        write(figure, left, HEIGHT + 10, fitted(words, grid.width + GAP - 8, 12), color=MUTED, size=12)
        left += grid.width + GAP
    _draw_chances(figure, fitted_all(chances, room, 12.5), np.array(list(chances.values())), left + room + 12, 100)
    if len(all_chances) > MOST_BARS:
        write(figure, left, HEIGHT + 10, f"{MOST_BARS} of {len(all_chances):,}", color=MUTED, size=12)
    return figure


def _block(layer):
    """The maps as tiles in a grid of 8 rows of large ones or 16 of small ones, all grids equally high."""
    n = layer.shape[2]
    rows = 8 if n <= 32 else 16
    grid = Grid(n, layer.shape[:2], -(-n // rows), gap=1, label_height=0, step=HEIGHT / rows)
    return grid, signed_tiles(layer, np.quantile(np.abs(layer), 0.99))


def _largest(chances):
    """{words: probability} in the order given; of too many the largest, these first."""
    row = as_chances([list(by_words("chances", chances, "probability").values())], "chances")[0]
    words = list(chances) if len(chances) > 1 else ["other", *chances]
    order = range(len(row)) if len(row) <= MOST_BARS else np.argsort(-row, kind="stable")[:MOST_BARS]
    return {words[i]: row[i] for i in order}


def _draw_chances(figure, words, values, left, width):
    """Probabilities as bars, in the order given."""
    ax = axes(figure, left, 0, width, HEIGHT)
    colours = [ORANGE if value == values.max() else FAINT for value in values]
    ax.barh(range(len(values)), np.maximum(values, 0.006), color=colours, height=0.5)
    ax.set(xlim=(0, 1), ylim=(len(values) - 0.5, -0.5), xticks=[], yticks=range(len(values)), yticklabels=words)
    ax.tick_params(length=0, labelsize=12.5, labelcolor=INK)
    ax.spines[:].set_visible(False)
    write(figure, left, HEIGHT + 10, "probability", color=MUTED, size=12)
