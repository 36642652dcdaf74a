"""Leave out what the theme brings and no page uses: rules of its style sheets, and icons. The first view of a page is half a megabyte lighter."""

import re
from pathlib import Path

from fontTools import subset

# The sheets of the theme and of other extensions, below `_static`; our own have no rule too many.
SHEETS = ("styles/*-theme.css", "basic.css", "sphinx-design.min.css", "mystnb.*.css")
ICONS = "vendor/fontawesome/webfonts"
# Scripts put the names of these classes together from pieces.
PIECED = "bs-"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
RULE = re.compile(r"(?P<selectors>[^{};]+)\{[^{}]*\}")
NOT = re.compile(r":not\([^()]*\)")
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
CHARACTER = re.compile(r"\\([0-9a-f]{2,6})\b")  # by its number, as a style sheet may write one
# Only the other form of a font is cut to size, and browsers take the first that is named.
FIRST_FORM = re.compile(r'url\([^)]*\.woff2\)\s*format\("woff2"\),')


def setup_slimming(app):
    """Register the slimming with the Sphinx application `app`."""
    app.connect("build-finished", slim, priority=800)  # after the last change of a page


def slim(app, error):
    """Cut sheets and icons to what the pages use. Each build brings them whole again."""
    if error or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    words = words_in(Path(app.outdir))
    for sheet in [file for pattern in SHEETS for file in static.glob(pattern)]:
        sheet.write_text(FIRST_FORM.sub("", prune(sheet.read_text(encoding="utf-8"), words)), encoding="utf-8")
    drawn = set().union(*(characters_in(sheet.read_text(encoding="utf-8")) for sheet in static.rglob("*.css")))
    for font in (static / ICONS).glob("*.ttf"):
        keep_characters(font, drawn)
        font.with_suffix(".woff2").unlink(missing_ok=True)


def words_in(folder):
    """All words of pages and scripts: a class that is none of them is on no page."""
    files = [file for kind in ("*.html", "*.js", "*.mjs") for file in folder.rglob(kind) if "mathjax" not in file.parts and file.name != "searchindex.js"]
    return {word for file in files for word in re.findall(r"[\w-]+", file.read_text(encoding="utf-8"))}


def prune(sheet, words):
    """The style sheet without the rules that apply to no page with these `words`."""
    return RULE.sub(lambda rule: "" if is_idle(rule["selectors"], words) else rule[0], COMMENT.sub("", sheet))


def is_idle(selectors, words):
    """Whether each of the `selectors` asks for a class that no page has."""
    asked = NOT.sub("", selectors)
    if ":not(" in asked:  # one within another: too hard to say
        return False
    return all(any(name not in words and not name.startswith(PIECED) for name in CLASS.findall(one)) for one in asked.split(","))


def characters_in(sheet):
    """The numbers of the characters that a style sheet draws: written by number, or as they are in the range that Unicode leaves to fonts of icons."""
    return {int(code, 16) for code in CHARACTER.findall(sheet)} | set(map(ord, re.findall("[\ue000-\uf8ff]", sheet)))


def keep_characters(file, characters):
    """Cut a font to those of the `characters`, by number, that it has."""
    options = subset.Options(layout_features=[], notdef_outline=True, recalc_timestamp=False)
    font = subset.load_font(str(file), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    subset.save_font(font, str(file), options)
