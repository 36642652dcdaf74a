"""The sheet that every figure is drawn on: the book's paper, fonts and sizes, measured in pixels of the page.

The page shows a figure 704 pixels wide, as its column is; the picture holds twice as many in each direction, for sharp screens.
"""

import io
import zlib
from contextlib import nullcontext
from functools import cache, wraps

import matplotlib
import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.transforms import Bbox
from PIL.PngImagePlugin import PngInfo

from ..palette import INK, MUTED, PAPER, RULE
from ..surroundings import in_the_book
from .dark import in_the_dark
from .lettering import DPI, OURS, SIZE, families, legible

WIDTH = 684  # pixels of the page: the width of what is drawn
PAD = 10  # paper left free on all sides
SHARPNESS = 2  # pixels of the picture for one of the page
PACKING = {"compress_level": 1, "compress_type": zlib.Z_RLE}  # our flat colours pack nearly as well as by default, and faster
VIEW = b"viEw"  # the part of a PNG that holds another view of the same figure: its name, a zero, a PNG. Who does not know it passes it by

STYLE = {
    "axes.edgecolor": RULE,
    "axes.facecolor": "none",
    "axes.labelcolor": MUTED,
    "axes.labelsize": 10.5,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.facecolor": PAPER,
    "font.family": list(OURS),
    "font.size": SIZE,
    "savefig.facecolor": PAPER,
    "text.color": INK,
    "xtick.color": MUTED,
    "xtick.labelsize": 10,
    "ytick.color": MUTED,
    "ytick.labelsize": 10,
}


class BookFigure(Figure):
    """A matplotlib figure that shows itself in a notebook as a sharp, opaque picture, and in the book as the theme of the page wants it.

    narrow : the same for a phone, another `BookFigure`, if this one is too wide there
    """

    narrow = None

    def _repr_png_(self):
        views = {"dark": self.png(is_dark=True)} if in_the_book() else {}
        if in_the_book() and self.narrow:
            views |= {"narrow": self.narrow.png(), "narrow-dark": self.narrow.png(is_dark=True)}
        return self.png(views)

    def png(self, views=(), is_dark=False):
        """The bytes of a PNG, which may hold other `views`, {name: PNG}. In the dark it has no paper: what it stands on shows through."""
        buffer, parts, paper = io.BytesIO(), PngInfo(), "none" if is_dark else PAPER
        for name in views:
            parts.add(VIEW, name.encode() + b"\0" + views[name])
        with matplotlib.rc_context(STYLE), in_the_dark(self, self.pictures()) if is_dark else nullcontext():
            self.savefig(buffer, format="png", dpi=DPI * SHARPNESS, facecolor=paper, pil_kwargs=PACKING | {"pnginfo": parts})
        return buffer.getvalue()

    def pictures(self):
        """The maps and photos on the sheet: (box in its pixels, pixels or None), …"""
        found = self.findobj(lambda artist: isinstance(artist, (Pixels, AxesImage)))
        return [(artist.get_window_extent(), getattr(artist, "pixels", None)) for artist in found]


@cache
def load_fonts():
    """Make the book's fonts known to matplotlib, once, and those of other scripts that are at hand."""
    STYLE["font.family"] = families()


def drawn(function):
    """Decorate a function that draws: the book's style holds while it runs, and no setting is left changed."""

    @wraps(function)
    def in_style(*args, **kwargs):
        load_fonts()
        with matplotlib.rc_context(STYLE):
            return function(*args, **kwargs)

    return in_style


def sheet(height, width=WIDTH):
    """An empty figure with room for `width` × `height` pixels of the page, and paper around them."""
    return BookFigure(figsize=((width + 2 * PAD) / DPI, (height + 2 * PAD) / DPI), dpi=DPI)


def _part(figure, left, top, width, height):
    """A box on the sheet, in pixels of the page from its top left, as matplotlib's fractions from the bottom left."""
    across, down = figure.get_size_inches() * DPI
    return (PAD + left) / across, 1 - (PAD + top + height) / down, width / across, height / down


def axes(figure, left, top, width, height):
    """Axes at a place given in pixels of the page, from the sheet's top left."""
    return figure.add_axes(_part(figure, left, top, width, height))


def packed(picture):
    """(H, W, 3) uint8 -> (H, W) uint32, each pixel one number: red, green, blue and opaque."""
    opaque = np.full((*picture.shape[:2], 1), 255, np.uint8)
    return np.concatenate([picture, opaque], axis=2).view(np.uint32)[..., 0]


class Pixels(Artist):
    """A picture in a box of the sheet, every pixel with sharp edges. matplotlib's own pictures need axes and are resampled: far slower."""

    def __init__(self, picture, part):
        super().__init__()
        self.pixels = packed(picture) if picture.ndim == 3 else picture
        self.part = Bbox.from_bounds(*part)

    def get_window_extent(self, renderer=None):
        return self.part.transformed(self.figure.transSubfigure)

    def draw(self, renderer):
        sharper = renderer.get_image_magnification()  # pixels for a dot: more than 1 in a PDF
        left, bottom, right, top = np.round(self.get_window_extent().extents * sharper).astype(int)
        rows, columns = (((np.arange(n) + 0.5) * size / n).astype(int) for n, size in zip((top - bottom, right - left), self.pixels.shape))
        large = self.pixels.take(columns, axis=1).take(rows[::-1], axis=0)  # matplotlib draws from the bottom row up
        renderer.draw_image(renderer.new_gc(), left / sharper, bottom / sharper, large.view(np.uint8).reshape(*large.shape, 4))


def fill(figure, picture, left, top, width, height):
    """Fill a box of the sheet, in pixels of the page, with a picture: (H, W, 3) uint8 or packed."""
    figure.add_artist(Pixels(picture, _part(figure, left, top, width, height)))


def place(figure, picture, left, top, zoom=1.0):
    """Put a picture, (H, W, 3) uint8 or packed, on the sheet, each of its pixels a square of `zoom` pixels of the page."""
    fill(figure, picture, left, top, picture.shape[1] * zoom, picture.shape[0] * zoom)


def pixel_axes(figure, picture, left, top, zoom=1.0):
    """Axes over a picture that was placed there, one unit for one of its pixels: to draw on it."""
    height, width = picture.shape[:2]
    ax = axes(figure, left, top, width * zoom, height * zoom)
    ax.set(xlim=(-0.5, width - 0.5), ylim=(height - 0.5, -0.5))
    ax.set_axis_off()
    return ax


def write(figure, x, y, words, **style):
    """Write `words` with their top at `y` pixels from the top; `x` is their left unless `ha` says otherwise."""
    across, down = figure.get_size_inches() * DPI
    return figure.text((PAD + x) / across, 1 - (PAD + y) / down, legible(words), **{"va": "top", **style})
