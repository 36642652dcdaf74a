"""Many small pictures on one sheet, drawn as one large one: far faster than a subplot for each."""

import numpy as np

from ..palette import MUTED
from .canvas import SHARPNESS, WIDTH, fill, packed, place, write
from .colours import SIGNED, signed_colours, table

LABEL_HEIGHT = 17


class Grid:
    """Where tiles lie: `columns` beside each other in `width` pixels of the page, each with a label above it.

    Tiles are enlarged by a whole number of the picture's pixels, so that every pixel of a map is an equal square.
    With `step`, tiles lie exactly so far apart instead, whatever gap that leaves.
    """

    def __init__(self, n, tile_shape, columns, width=WIDTH, gap=6, label_height=LABEL_HEIGHT, step=None):
        self.n, self.columns, self.label_height = n, min(columns, n), label_height
        tile_height, tile_width = tile_shape
        room = (step or (width + gap) // columns) * SHARPNESS - gap * SHARPNESS
        self.enlarged = max(1, int(room // tile_width))
        self.across = self.enlarged * tile_width / SHARPNESS  # a tile's width on the page
        self.down = self.enlarged * tile_height / SHARPNESS
        self.step_x, self.step_y = step or self.across + gap, step or self.down + gap + label_height
        self.rows = -(-n // self.columns)
        self.width = (self.columns - 1) * self.step_x + self.across
        self.height = (self.rows - 1) * self.step_y + self.down + label_height

    def corner(self, i):
        """The left and top of tile `i` on the page, from the grid's own corner."""
        row, column = divmod(i, self.columns)
        return column * self.step_x, row * self.step_y + self.label_height

    def draw(self, figure, tiles, left, top, labels=()):
        """Draw `tiles`, (N, h, w, 3) uint8, and write `labels` above them."""
        canvas = np.zeros((round(self.height * SHARPNESS), round(self.width * SHARPNESS)), np.uint32)  # nothing between the tiles
        for i, tile in enumerate(tiles):
            x, y = (round(part * SHARPNESS) for part in self.corner(i))
            large = packed(tile).repeat(self.enlarged, axis=1).repeat(self.enlarged, axis=0)
            canvas[y : y + len(large), x : x + large.shape[1]] = large
        place(figure, canvas, left, top, zoom=1 / SHARPNESS)
        for i, label in enumerate(labels):
            x, y = self.corner(i)
            write(figure, left + x, top + y - 4, label, va="bottom", color=MUTED, size=9.5)


def scale_bar(figure, left, top, limit, words="", width=180, stops=SIGNED):
    """A colour bar from −limit to +limit, with its ends and its zero written under it."""
    fill(figure, table(stops)[None], left, top, width, 12)
    for value, at, side in ((-limit, 0, "left"), (0, width / 2, "center"), (limit, width, "right")):
        write(figure, left + at, top + 17, number(value), ha=side, color=MUTED, size=10)
    if words:
        write(figure, left + width + 18, top - 1, words, color=MUTED, size=10)


def number(value, digits=None):
    """A number for a label, with a real minus sign; without `digits`, two that count."""
    words = f"{value:.{digits}f}" if digits is not None else f"{value:.2g}" if abs(value) < 10 else f"{value:.0f}"
    if not words.strip("-0."):
        words = words.lstrip("-")  # no minus before a zero
    return words.replace("-", "−")


def signed_tiles(maps, limits):
    """(h, w, C) float -> (C, h, w, 3) uint8; `limits` is one number or C of them."""
    return signed_colours(np.moveaxis(maps, -1, 0), np.reshape(limits, (-1, 1, 1)))


def spread(maps):
    """The largest distance from zero: the end of a zero-centred scale."""
    return float(np.abs(maps).max())
