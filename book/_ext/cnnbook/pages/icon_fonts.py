"""The theme's icons with only those drawings that a style sheet names: 3 kB in the place of 156."""

import io
import logging
import re
from functools import cache

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

# It reports each table that it cuts, and Jupyter Book prints all reports.
logging.getLogger("fontTools").setLevel(logging.WARNING)

ICON = re.compile('"([\uf000-\uf8ff])"')  # the place of signs that a font makes up
SOURCE = re.compile(r'src:\s*url\("?([^")]*fontawesome[^")]*)\.woff2"?\)[^;}]*')


def subset_icons(css, folder):
    """The style sheet `css`, to be written to `folder`, with its icon fonts cut down to what it names; the fonts are written to `folder`."""
    codes = frozenset(map(ord, ICON.findall(css)))

    def cut(match):
        font = (folder / f"{match[1]}.ttf").resolve()
        target = folder / f"{font.stem}.woff"
        content = subset(font, codes)
        if not target.exists() or target.read_bytes() != content:
            target.write_bytes(content)
        return f'src:url("{target.name}") format("woff")'

    return SOURCE.sub(cut, css)


@cache
def subset(font, codes):
    """The bytes of a web font with the drawings `codes` of the TrueType font in the file `font`."""
    subsetter, buffer = Subsetter(Options(notdef_outline=True, drop_tables=["GSUB", "GPOS"])), io.BytesIO()
    with TTFont(font, recalcTimestamp=False) as drawing:
        subsetter.populate(unicodes=codes)
        subsetter.subset(drawing)
        drawing.flavor = "woff"
        drawing.save(buffer)
    return buffer.getvalue()
