"""Sheets and icons of the theme, cut to what the pages use: what applies stays, what applies to nothing goes."""

import re

import pytest
import slimming
from fontTools.ttLib import TTFont

WORDS = {"card", "open", "tooltip"}
RULES = {
    ".card{a:b}": True,
    ".card.open>p,.gone{a:b}": True,
    ".card .gone{a:b}": False,
    ".gone,.lost:hover{a:b}": False,
    "p:not(.gone){a:b}": True,
    ".card:not(:is(.gone)){a:b}": True,
    ".gone:not(.card){a:b}": False,
    ":is(.gone,.card) p{a:b}": True,
    ".bs-tooltip-auto{a:b}": True,
    'html[data-x=".5"] p{a:b}': True,
    "@font-face{src:url(x.woff2)}": True,
    "from{a:b}": True,
}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("frame", ["%s", "@media print{%s}", '@charset "UTF-8";%s', "/* {.card */%s"])
def test_only_idle_rules_go(rule, frame):
    """A rule stays if one of its selectors can apply to a page with these words, alone, in a block, or after a statement."""
    around = re.sub(r"/\*.*?\*/", "", frame)
    expected = around % (rule if RULES[rule] else "")
    assert slimming.prune(frame % f"{rule}p{{c:d}}", WORDS).replace("p{c:d}", "", 1) == expected


def test_characters_are_found_in_both_forms():
    assert slimming.characters_in('a:before{content:"\\f00d"} b{content:"\uf010"}') >= {0xF00D, 0xF010}


def test_the_icons_on_the_pages_are_in_the_font(fork):
    """Those that a sheet draws for a class of a page, and those it draws by itself; the fonts are small for it."""
    static = fork / "_static"
    sheet = (static / "styles" / "pydata-sphinx-theme.css").read_text(encoding="utf-8")
    has = set().union(*(TTFont(file).getBestCmap() for file in (static / slimming.ICONS).glob("*.ttf")))
    icons = {number for number in slimming.characters_in(sheet) if 0xF000 <= number < 0xF900}
    page = (fork / "book" / "intro.html").read_text(encoding="utf-8")
    shown = set(re.findall(r"fa-(?:bars|download|expand|circle-half-stroke|magnifying-glass)\b", page))
    assert len(shown) >= 4 and all(f".{name}" in sheet for name in shown)
    assert len(icons) > 10 and icons <= has
    assert ".woff2" not in sheet and sum(file.stat().st_size for file in (static / slimming.ICONS).iterdir()) < 60_000


def test_sheets_are_small(fork):
    """And still hold what every page needs."""
    sheet = (fork / "_static" / "styles" / "pydata-sphinx-theme.css").read_text(encoding="utf-8")
    assert ".bd-article-container" in sheet and ".dropdown-menu" in sheet and sheet.count("{") == sheet.count("}")
    assert len(sheet) < 200_000
