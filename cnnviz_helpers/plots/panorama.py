"""One photo on its way through the whole network."""

import numpy as np

from ..palette import INK, MUTED, ORANGE
from .canvas import axes, drawn, place, sheet, write
from .inputs import finite, maps, picture
from .mosaic import Grid, signed_tiles, spread

HEIGHT = 372
GAP = 26


@drawn
def plot_panorama(image, layers, chances):
    """The photo, all maps of several layers, and the probabilities, side by side.

    Parameters
    ----------
    image : (H, W, 3), uint8 or float in [-0.5, 0.5] or [0, 1]
    layers : {words: (h, w, C) float}, each drawn on its own zero-centred scale
    chances : {words: probability}
    """
    photo = picture("image", image)
    blocks = [(words, *_block(maps(words, layer))) for words, layer in layers.items()]
    photo_side = 232
    figure = sheet(HEIGHT + 30, width=photo_side + sum(grid.width + GAP for _, grid, _ in blocks) + GAP + 190)
    place(figure, photo, 0, (HEIGHT - photo_side) / 2, zoom=photo_side / photo.shape[1])
    left = photo_side + GAP
    for words, grid, tiles in blocks:
        grid.draw(figure, tiles, left, 0)
        write(figure, left, HEIGHT + 10, words, color=MUTED, size=12)
        left += grid.width + GAP
    _draw_chances(figure, chances, left + 84, 100)
    return figure


def _block(layer):
    """A grid of tiles about `HEIGHT` high: 8 rows of large maps or 16 of small ones."""
    n = layer.shape[2]
    rows = 8 if n <= 32 else 16
    columns = -(-n // rows)
    gap = 4 if rows == 8 else 2
    side = (HEIGHT + gap) / rows - gap
    grid = Grid(n, layer.shape[:2], columns, width=columns * (side + gap) - gap + 0.01, gap=gap, label_height=0)
    return grid, signed_tiles(layer, spread(layer))


def _draw_chances(figure, chances, left, width):
    """Ten probabilities as bars, in the order given."""
    values = finite("chances", list(chances.values()))
    ax = axes(figure, left, 0, width, HEIGHT)
    colours = [ORANGE if value == values.max() else "#c9c5bb" for value in values]
    ax.barh(range(len(values)), np.maximum(values, 0.006), color=colours, height=0.5)
    ax.set(xlim=(0, 1), ylim=(len(values) - 0.5, -0.5), xticks=[], yticks=range(len(values)), yticklabels=list(chances))
    ax.tick_params(length=0, labelsize=12.5, labelcolor=INK)
    ax.spines[:].set_visible(False)
    write(figure, left, HEIGHT + 10, "probability", color=MUTED, size=12)
