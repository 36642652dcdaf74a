"""The one style sheet of a page: what pages use stays as it was, what none can use goes, and addresses lead where they led."""

from pathlib import Path
from types import SimpleNamespace

import page_checks as checks
import pydata_sphinx_theme
import pytest
from bs4 import BeautifulSoup
from cnnbook.pages import style_sheets
from cnnbook.pages.bundles import drop_old_bundles
from cnnbook.pages.icon_fonts import subset, subset_icons
from fontTools.ttLib import TTFont

WORDS = {"used", "other", "place"}
PAGE = """<!DOCTYPE html><html><head><link href="../_static/a/one.css?v=1" rel="stylesheet"><link href="../_static/two.css" rel="stylesheet">
</head><body><main><p class="used is-{}">words</p></main></body></html>"""


def usable(css):
    """What stays of a style sheet, without line ends."""
    return "".join(style_sheets.usable_rules(style_sheets.parsed(css), WORDS)).replace("\n", "")


@pytest.mark.parametrize(
    "css",
    [
        ".used{color:red}",
        'p > .used:not(.unknown):hover::before{content:"}"}',
        ':is(.unknown, .used) a[class=".x"]{color:red}',
        "#place .used, a:where(.q, p:not(.r, .s)){color:red}".replace(", a", ",a"),
        "@media print{.used{color:red}}",
        "@font-face{font-family:A;src:url(a.woff2)}",
        "@keyframes k{from{top:0}to{top:1px}}",
        ".is-right{color:red}",
        "@layer a;",
        'p{background:url("data:image/svg+xml;charset=utf-8,{;}")}',
    ],
)
def test_what_can_be_used_stays(css):
    """Names in brackets, at-rules, texts with braces in them, names that scripts put together."""
    assert usable(css) == css


@pytest.mark.parametrize(
    ("css", "rest"),
    [
        (".unknown{color:red}", ""),
        (".used .unknown{color:red}p{top:0}", "p{top:0}"),
        (".used,.unknown,#nowhere{color:red}", ".used{color:red}"),
        ("@media print{.unknown{color:red}}", ""),
        ("/* .used { */.unknown{color:red}/* } */", ""),
    ],
)
def test_what_no_page_can_use_goes(css, rest):
    assert usable(css) == rest


LIGHT, DARK = "@media not all and (prefers-color-scheme: dark)", "@media (prefers-color-scheme: dark)"


@pytest.mark.parametrize(
    ("css", "also"),
    [
        ("html[data-theme=dark] p{color:red}", f"{DARK}{{html[data-theme=auto] p{{color:red}}}}"),
        ('html[data-theme="light"] .used,p{top:0}', f"{LIGHT}{{html[data-theme=auto] .used{{top:0}}}}"),
        (':is(html, body)[data-theme="dark"] a{top:0}', f"{DARK}{{:is(html, body)[data-theme=auto] a{{top:0}}}}"),
        ("html[data-theme=dark] a,html[data-theme=light] p{top:0}", f"{LIGHT}{{html[data-theme=auto] p{{top:0}}}}{DARK}{{html[data-theme=auto] a{{top:0}}}}"),
        ("html:not([data-theme=dark]){top:0}", ""),  # is for a page in the theme "auto" as it is
        ("html[data-theme] p{top:0}", ""),
        ("a[data-theme-dark] p{top:0}", ""),
    ],
)
def test_a_theme_without_scripts_is_that_of_the_system(css, also):
    """A rule of one theme is there once more for pages whose theme no script has settled, right after it: what came later still wins."""
    assert usable(css) == css + also
    assert usable(f"@media print{{{css}}}") == f"@media print{{{css}{also}}}"


@pytest.mark.parametrize(
    ("css", "rest"),
    [
        (":root{--bs-red:#f00;--pst-x:1px}p{top:var(--pst-x)}", ":root{--pst-x:1px}p{top:var(--pst-x)}"),
        (":root{--bs-a:var(--bs-b);--bs-b:1px;top:0}", ":root{top:0}"),  # the first was the only one to read the second
        (":root{--bs-a:1px;--own:2px}p{top:var( --bs-a, 3px)}", ":root{--bs-a:1px;--own:2px}p{top:var( --bs-a, 3px)}"),
        (':root{--bs-text:"a;b}"}', ':root{--bs-text:"a;b}"}'),  # where text ends is not looked for
        (":root{--pst-read-by-a-script:1px}", ":root{--pst-read-by-a-script:1px}"),
    ],
)
def test_names_that_nothing_reads_go(css, rest):
    """Of the theme's names for colours and sizes those stay that a rule or a script reads."""
    assert style_sheets.without_unread(css, {"--pst-read-by-a-script"}) == rest


@pytest.fixture
def site(tmp_path):
    """The folder of a site with one page that asks for two sheets, one of which imports a third."""
    files = {
        "book/a.html": PAGE,
        "_static/a/one.css": '@charset "UTF-8";@import "../three.css";.used{background:url(one.png)}.unknown{top:0}',
        "_static/two.css": ".used{color:red}",
        "_static/three.css": "p{background:url('three.png')}",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    for name in ("_static/a/one.png", "_static/three.png"):
        (tmp_path / name).touch()
    return tmp_path


@pytest.fixture
def sheet(site):
    """The file that the page asks for, once its HTML is mended; nothing is in it yet."""
    page = site / "book" / "a.html"
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    style_sheets.join_style_sheets(SimpleNamespace(soup=soup, file=page))
    page.write_text(str(soup), encoding="utf-8")
    (link,) = soup.select("link[rel=stylesheet]")
    return (page.parent / link["href"]).resolve()


def filled(site, sheet):
    """The text of the sheet after a build."""
    style_sheets.fill_sheets(SimpleNamespace(outdir=str(site)))
    return sheet.read_text(encoding="utf-8")


def test_a_page_asks_for_one_sheet(site, sheet):
    """It holds the rules of all, in their order, and every file that it names is there."""
    first, text = filled(site, sheet).split("\n", 1)
    places = [text.index(part) for part in ("three.png", "one.png", "color:red")]
    assert first == "/* a/one.css two.css */" and places == sorted(places)
    assert "unknown" not in text and checks.missing_in_css(sheet) == []


def test_a_change_reaches_pages_that_are_not_written_again(site, sheet):
    """The bundle is renewed from its first line, and a second time gives the same."""
    before = filled(site, sheet)
    assert filled(site, sheet) == before
    (site / "_static" / "two.css").write_text(".used{color:green}", encoding="utf-8")
    assert "color:green" in filled(site, sheet) and "color:green" not in before


def test_a_page_can_get_more_sheets(site, sheet):
    """Still in one file: what it had, and what is new, each once. Other pages keep theirs."""
    page, more = site / "book" / "a.html", site / "_static" / "more.css"
    more.write_text(".used{color:blue}", encoding="utf-8")
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    style_sheets.add_style_sheets(SimpleNamespace(soup=soup, file=page), ["two.css", "more.css"])
    (link,) = soup.select("link[rel=stylesheet]")
    new = (page.parent / link["href"]).resolve()
    first, rules = filled(site, new).split("\n", 1)
    assert first == "/* a/one.css two.css more.css */" and "color:blue" in rules and rules.count("color:red") == filled(site, sheet).count("color:red")
    assert "color:blue" not in filled(site, sheet)


def test_a_sheet_that_no_page_asks_for_goes(site, sheet):
    """Also where a file is gone that it was made of."""
    old = sheet.with_name("book-0123abcd.css")
    old.write_text("/* gone.css */\n", encoding="utf-8")
    drop_old_bundles(SimpleNamespace(outdir=str(site)))
    assert sheet.exists() and not old.exists()


def test_icons_are_those_that_the_sheet_names(tmp_path):
    """The font that a sheet gets holds the drawings that its rules name, however they are written, and no other."""
    font = next(Path(pydata_sphinx_theme.__file__).parent.rglob("fa-solid-900.ttf"))
    face = f"""@font-face{{src:url("{font.with_suffix('.woff2')}") format("woff2")}}"""
    source = face + r""".used{content:'\f002'}.other{content:"\f062"}.unknown{content:"\f063"}"""
    css = subset_icons("".join(style_sheets.usable_rules(style_sheets.parsed(source), WORDS)), tmp_path)
    with TTFont(tmp_path / "fa-solid-900.woff") as icons:
        assert set(icons.getBestCmap()) == {0xF002, 0xF062} and 'url("fa-solid-900.woff")' in css


def test_cutting_a_font_says_nothing(caplog, tmp_path):
    """Also to who listens to every report, as Jupyter Book does."""
    caplog.set_level("INFO")
    font = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static"
    icons = next(font.rglob("fa-solid-900.ttf"))
    assert len(subset(icons, frozenset({0xF0C9}))) > 300 and caplog.records == []
