"""One photo on its way through the whole network."""

import numpy as np

from ..arguments import finite
from ..palette import FAINT, INK, MUTED, ORANGE
from .canvas import axes, drawn, place, sheet, write
from .inputs import maps, picture
from .mosaic import Grid, signed_tiles

STEP = 52  # between large tiles; small ones lie half as far apart
HEIGHT = 8 * STEP
GAP = 24
PHOTO = 256


@drawn
def plot_panorama(image, layers, chances):
    """The photo, all maps of several layers, and the probabilities, side by side.

    Parameters
    ----------
    image : (H, W, 3), uint8 or float in [-0.5, 0.5] or [0, 1]
    layers : {words: (h, w, C) float}, each on its own zero-centred scale, which ends where 1 % of its numbers lie beyond
    chances : {words: probability}
    """
    photo = picture("image", image)
    blocks = [(words, *_block(maps(words, layer))) for words, layer in layers.items()]
    figure = sheet(HEIGHT + 30, width=PHOTO + sum(grid.width + GAP for _, grid, _ in blocks) + GAP + 186)
    place(figure, photo, 0, (HEIGHT - PHOTO) / 2, zoom=PHOTO / photo.shape[1])
    left = PHOTO + GAP
    for words, grid, tiles in blocks:
        grid.draw(figure, tiles, left, 0)
        write(figure, left, HEIGHT + 10, words, color=MUTED, size=12)
        left += grid.width + GAP
    _draw_chances(figure, chances, left + 84, 100)
    return figure


def _block(layer):
    """The maps as tiles in a grid of 8 rows of large ones or 16 of small ones, all grids equally high."""
    n = layer.shape[2]
    rows = 8 if n <= 32 else 16
    grid = Grid(n, layer.shape[:2], -(-n // rows), gap=1, label_height=0, step=HEIGHT / rows)
    return grid, signed_tiles(layer, np.quantile(np.abs(layer), 0.99))


def _draw_chances(figure, chances, left, width):
    """Ten probabilities as bars, in the order given."""
    values = finite("chances", list(chances.values()))
    ax = axes(figure, left, 0, width, HEIGHT)
    colours = [ORANGE if value == values.max() else FAINT for value in values]
    ax.barh(range(len(values)), np.maximum(values, 0.006), color=colours, height=0.5)
    ax.set(xlim=(0, 1), ylim=(len(values) - 0.5, -0.5), xticks=[], yticks=range(len(values)), yticklabels=list(chances))
    ax.tick_params(length=0, labelsize=12.5, labelcolor=INK)
    ax.spines[:].set_visible(False)
    write(figure, left, HEIGHT + 10, "probability", color=MUTED, size=12)
