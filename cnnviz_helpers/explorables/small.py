"""A list of live figures: of each a small picture, and a question that leads to it."""

import base64
import html
import io
import re

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from ..assets import NETWORK
from ..plots.canvas import SHARPNESS, VIEW
from ..surroundings import in_the_book
from .figures import FIGURES
from .files import data_file
from .own import ShownNetwork

BOX = (288, 160)  # pixels of the page into which a picture fits
DPI = 100 * SHARPNESS  # by this, a page knows how large it shows a picture
COLOURS = 96  # they serve, in a quarter of the bytes


class FigureList:
    """The live figures `questions`, {name: (page, question)}, as links to where they stand in the book; `*words*` in a question are emphasised."""

    def __init__(self, questions):
        self.questions = questions

    def _repr_html_(self):
        return f'<ul class="figure-list">{"".join(self._entry(name, *where) for name, where in self.questions.items())}</ul>'

    def _entry(self, name, page, question):
        figure, words = FIGURES[name], re.sub(r"\*(.+?)\*", r"<em>\1</em>", html.escape(question))
        alt = figure.alt.format(first=ShownNetwork({NETWORK: data_file(NETWORK)}).first)
        picture = base64.b64encode(small(figure.draw(**figure.state))).decode()
        return (
            f'<li><a href="{page}.html#{name}?"><figure><img src="data:image/png;base64,{picture}" alt="{html.escape(alt)}">'
            f"<figcaption>{words}</figcaption></figure></a></li>"
        )


def small(still):
    """The bytes of a PNG: `still`, a `BookFigure`, small; in the book also as it is seen in the dark."""
    parts = PngInfo()
    if in_the_book():
        parts.add(VIEW, b"dark\0" + shrunk(still.png(is_dark=True), "RGBA"))
    return shrunk(still.png(), "RGB", parts)


def shrunk(png, mode, parts=None):
    """A PNG made small, of the `mode` "RGB" or, where something shines through, "RGBA"; with `parts` beside its pixels."""
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        picture = picture.convert(mode)
        picture.thumbnail([SHARPNESS * size for size in BOX], Image.Resampling.LANCZOS)
        few = picture.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        few.save(buffer, format="png", pnginfo=parts, dpi=(DPI, DPI))
    return buffer.getvalue()
