"""Words on a sheet: the fonts at hand, signs that they lack, and words too long for their place."""

from functools import cache
from pathlib import Path

from matplotlib import font_manager
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties

DPI = 100  # pixels of the page in what matplotlib calls an inch
SIZE = 10.5  # points: words, where nothing else is said
FONTS = Path(__file__).parent.parent / "fonts"
OURS = ("Hanken Grotesk", "DejaVu Sans")
# What a machine may have for other scripts than Latin, Greek and Cyrillic.
WIDER = (
    *(f"Noto Sans{script}" for script in ("", " CJK JP", " CJK SC", " Devanagari", " Arabic", " Hebrew", " Thai", " Bengali", " Tamil")),
    *("Microsoft YaHei", "Yu Gothic", "Malgun Gothic", "Nirmala UI", "Hiragino Sans", "PingFang SC", "Arial Unicode MS", "WenQuanYi Zen Hei", "Segoe UI"),
)


@cache
def families():
    """The names of the fonts that words are drawn in, the book's first. They are made known to matplotlib."""
    for file in sorted(FONTS.glob("*.ttf")):
        font_manager.fontManager.addfont(file)
    there = {font.name for font in font_manager.fontManager.ttflist}
    return [*OURS, *(name for name in WIDER if name in there)]


@cache
def _signs():
    """The code points that these fonts can draw."""
    files = [font_manager.findfont(FontProperties(family=name)) for name in families()]
    return frozenset().union(*(font_manager.get_font(file).get_charmap() for file in files))


def legible(words):
    """`words` as matplotlib draws all of them: a sign that no font has as its code, such as [732B], and dollars that begin no formula."""
    known = _signs()
    return "".join(sign if ord(sign) in known or sign == "\n" else f"[{ord(sign):X}]" for sign in words).replace("$", r"\$")


def _on_one_line(words):
    return " ".join(str(words).split())


@cache
def _pen():
    return RendererAgg(1, 1, DPI)


def width_of(words, size=SIZE, weight="normal"):
    """How wide `words` are on a sheet, on one line, in pixels of the page."""
    line = legible(_on_one_line(words)).replace(r"\$", "$")
    font = FontProperties(family=families(), size=size, weight=weight)
    return _pen().get_text_width_height_descent(line, font, False)[0]


def widest(texts, size=SIZE, weight="normal"):
    """The width of the widest of `texts`, 0 of none."""
    return max((width_of(text, size, weight) for text in texts), default=0)


def fitted(words, room, size=SIZE, weight="normal"):
    """`words` on one line of `room` pixels of the page: if they are too long, their middle is left out, since names differ at their ends."""
    words = _on_one_line(words)
    for kept in range(min(len(words), max(1, int(room // 2))), 0, -1):  # no letter that counts is narrower than two pixels
        cut = words if kept == len(words) else f"{words[: kept - kept // 2]}…{words[len(words) - kept // 2 :]}"
        if width_of(cut, size, weight) <= room:
            return cut
    return "…"


def fitted_all(texts, room, size=SIZE, weight="normal"):
    """`texts`, each as `fitted`, ready for the ticks of axes."""
    return [legible(fitted(text, room, size, weight)) for text in texts]
