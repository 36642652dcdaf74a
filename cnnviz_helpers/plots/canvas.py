"""The sheet that every figure is drawn on: the book's paper, fonts and sizes, measured in pixels of the page.

The page shows a figure 704 pixels wide, as its column is; the picture holds twice as many in each direction, for sharp screens.
"""

import io
from functools import cache, wraps
from pathlib import Path

import matplotlib
from matplotlib import font_manager
from matplotlib.figure import Figure

from ..palette import INK, MUTED, PAPER, RULE

WIDTH = 684  # pixels of the page: the width of what is drawn
PAD = 10  # paper left free on all sides
DPI = 100  # pixels of the page in what matplotlib calls an inch
SHARPNESS = 2  # pixels of the picture for one of the page
FONTS = Path(__file__).parent.parent / "fonts"

STYLE = {
    "axes.edgecolor": RULE,
    "axes.facecolor": "none",
    "axes.labelcolor": MUTED,
    "axes.labelsize": 10.5,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.facecolor": PAPER,
    "font.family": ["Hanken Grotesk", "DejaVu Sans"],
    "font.size": 10.5,
    "savefig.facecolor": PAPER,
    "text.color": INK,
    "xtick.color": MUTED,
    "xtick.labelsize": 10,
    "ytick.color": MUTED,
    "ytick.labelsize": 10,
}


class BookFigure(Figure):
    """A matplotlib figure that shows itself in a notebook as a sharp, opaque picture."""

    def _repr_png_(self):
        buffer = io.BytesIO()
        with matplotlib.rc_context(STYLE):
            self.savefig(buffer, format="png", dpi=DPI * SHARPNESS, metadata={"Software": None})
        return buffer.getvalue()


@cache
def load_fonts():
    """Make the book's fonts known to matplotlib, once."""
    for file in sorted(FONTS.glob("*.ttf")):
        font_manager.fontManager.addfont(file)


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


def axes(figure, left, top, width, height):
    """Axes at a place given in pixels of the page, from the top left corner."""
    across, down = figure.get_size_inches() * DPI
    return figure.add_axes(((PAD + left) / across, 1 - (PAD + top + height) / down, width / across, height / down))


def place(figure, picture, left, top, zoom=1.0):
    """Put a picture, (H, W, 3) uint8, on the sheet, each of its pixels a square of `zoom` pixels of the page."""
    height, width = picture.shape[:2]
    ax = axes(figure, left, top, width * zoom, height * zoom)
    ax.imshow(picture, interpolation="nearest", aspect="auto")
    ax.set_axis_off()
    return ax


def write(figure, x, y, words, **style):
    """Write `words` with their top at `y` pixels from the top; `x` is their left unless `ha` says otherwise."""
    across, down = figure.get_size_inches() * DPI
    return figure.text((PAD + x) / across, 1 - (PAD + y) / down, words, **{"va": "top", **style})
