"""The built book: what must hold on every page, and each check seen to fail on a planted fault."""

import re
from itertools import accumulate

import page_checks as checks
import pytest
from cnnbook.pages.window import FIGURE as WINDOW

from cnnviz_helpers import palette

EVERY_PAGE = (
    checks.failed_cells,
    checks.poor_alt_texts,
    checks.missing_captions,
    checks.unsized_images,
    checks.foreign_in_html,
    checks.duplicate_ids,
    checks.heading_faults,
    checks.nameless,
    checks.machine_paths,
)
# Pages that Sphinx makes by itself; nobody reads them as a chapter.
MADE_BY_SPHINX = {"search.html", "genindex.html", "py-modindex.html", "404.html"}


@pytest.fixture(scope="module")
def pages(site):
    """{file: parsed page} for every page that somebody wrote."""
    files = [file for file in sorted(site.rglob("*.html")) if file.name not in MADE_BY_SPHINX and "_static" not in file.parts]
    parsed = {file: checks.parse(file.read_text(encoding="utf-8")) for file in files}
    chapters = {file: soup for file, soup in parsed.items() if soup.main}
    assert chapters, f"expected pages with a <main> under {site}, found none: build the book first"
    return chapters


@pytest.mark.parametrize("check", EVERY_PAGE, ids=lambda check: check.__name__)
def test_every_page(pages, check):
    """`check` finds nothing on any page."""
    assert {file.name: found for file, soup in pages.items() if (found := check(soup))} == {}


def test_links_inside_the_book_resolve(pages, site):
    """Every link and every file that a page names is there, with its anchor."""
    assert {file.name: found for file, soup in pages.items() if (found := checks.broken_links(soup, file, site))} == {}


def test_style_sheets_name_files_that_exist(site):
    """Fonts and pictures that a style sheet of ours names are in the book, and none is on another host."""
    sheets = sorted((site / "_static" / "css").glob("*.css"))
    assert sheets, "expected the book's style sheets in _static/css, found none"
    for sheet in sheets:
        assert checks.missing_in_css(sheet) == []
        assert checks.foreign_in_css(sheet.read_text(encoding="utf-8")) == []


def test_style_sheets_close_what_they_open(site):
    """As many braces close as open, and none closes too early: a browser would drop what follows without a word."""
    sheets = [*(site / "_static" / "css").glob("*.css"), *(site / "_static" / "explorables").glob("*.css")]
    for sheet in sheets:
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        depths = list(accumulate({"{": 1, "}": -1}[brace] for brace in re.findall("[{}]", text)))
        assert depths and min(depths) >= 0 and depths[-1] == 0, sheet.name


def test_fonts_asked_for_ahead_are_those_of_the_sheet(pages, site):
    """Those of text and headings, in each page, and those of the figure alone, where it has the whole window:
    else a page would load a font that it does not use, and set its text anew when the other one comes."""
    sheet = site / "_static" / "css" / "tokens.css"
    named = {(sheet.parent / address).resolve() for address in checks.CSS_ADDRESS.findall(sheet.read_text(encoding="utf-8"))}
    for file, soup in pages.items():
        ahead = {(file.parent / link["href"]).resolve() for link in soup.select("link[rel=preload][as=font][crossorigin]")}
        needed = {"hanken-grotesk"} if soup.select_one(WINDOW) else {"source-serif-4", "hanken-grotesk"}
        assert needed <= {font.stem for font in ahead} and ahead <= named, file.name


def test_scripts_of_ours_name_no_other_host(site):
    """The live figures' modules carry no address of another host."""
    found = {file.name: checks.foreign_in_script(file.read_text(encoding="utf-8")) for file in site.rglob("*.mjs")}
    assert {name: addresses for name, addresses in found.items() if addresses} == {}


def test_logo_and_icon(pages):
    """Every page shows the logo, for both themes, and has an icon."""
    for file, soup in pages.items():
        logos = soup.select(".navbar-brand img.logo__image")
        icons = soup.select("link[rel~=icon]")
        assert len(logos) == 2 and icons, file.name
        assert all((file.parent / image["src"].split("?")[0]).is_file() for image in logos), file.name


def test_nothing_heavy_is_left(site):
    """The theme's icon script and the source maps, which no page asks for, are not published."""
    assert list(site.glob("_static/scripts/fontawesome.js*")) == []
    assert list(site.glob("_static/**/*.map")) == []
    mathjax = sum(file.stat().st_size for file in (site / "_static" / "mathjax").rglob("*") if file.is_file())
    assert 1_000_000 < mathjax <= 2_500_000


def test_colours_are_the_figures_colours(site):
    """The page's colours, light and dark, are those of the figures (`cnnviz_helpers.palette`)."""
    sheet = (site / "_static" / "css" / "tokens.css").read_text(encoding="utf-8")
    first = dict(reversed(re.findall(r"--cnn-([\w-]+): (#[0-9a-f]{6});", sheet)))
    ours = {name: getattr(palette, name.upper()) for name in ("paper", "ink", "muted", "rule", "violet", "orange")}
    ours |= dict(zip(palette.CHANNEL_NAMES, palette.CHANNEL_COLOURS))
    ours |= {f"diverging-{i}": colour for i, colour in enumerate(palette.ramp(palette.DIVERGING_STOPS, 9))}
    ours["print"] = palette.PAPER
    assert {name: first.get(name) for name in ours} == ours
    dark = dict(re.findall(r"--cnn-([\w-]+): (#[0-9a-f]{6});", sheet[sheet.index('html[data-theme="dark"] {') :]))
    in_the_dark = {name: palette.IN_THE_DARK[ours[name]] for name in ("ink", "muted", "rule", "violet", "orange", *palette.CHANNEL_NAMES)}
    assert {name: dark.get(name) for name in in_the_dark} == in_the_dark


GOOD = """<html lang="en"><head><title>t</title></head><body><main><h1 id="a">A</h1><h2>B</h2>
<figure><img src="a.png" width="2" height="2" alt="Four small violet maps."><figcaption>Maps.</figcaption></figure>
<a href="https://example.org">elsewhere</a> <a href="#a">here</a><script>const svg = "http://www.w3.org/2000/svg"</script></main></body></html>"""

PLANTED = {
    checks.failed_cells: ('<div class="output stderr">W0000</div>', '<div class="cell_output">Traceback (most recent call last)</div>'),
    checks.poor_alt_texts: ('<img src="b.png">', '<img src="b.png" alt="b.png">', '<figure><img src="b.svg" alt="Two maps"></figure>'),
    checks.missing_captions: ("<figure><img></figure>", "<figure><figcaption> </figcaption></figure>", '<div class="cell_output"><img></div>'),
    checks.unsized_images: ('<img src="b.png" width="3">',),
    checks.foreign_in_html: (
        '<img src="https://a.org/b.png">',
        '<script src="//cdn.example/x.js"></script>',
        '<link rel="preconnect" href="https://fonts.example">',
        "<style>@import 'https://a.org/b.css';</style>",
        '<p style="background: url(https://a.org/b.png)"></p>',
        '<script>import("https://a.org/x.mjs")</script>',
    ),
    checks.duplicate_ids: ('<p id="a"></p>',),
    checks.heading_faults: ("<h1>again</h1>", "<h4>deep</h4>"),
    checks.nameless: ("<button></button>", '<a href="x"><img alt=""></a>'),
    checks.machine_paths: ("<pre>/opt/someone/book/x.py</pre>",),
}


@pytest.mark.parametrize(("check", "fault"), [(check, fault) for check, faults in PLANTED.items() for fault in faults])
def test_checks_can_fail(check, fault):
    """A good page passes, the same page with the fault does not."""
    assert check(checks.parse(GOOD)) == []
    assert check(checks.parse(GOOD.replace("</main>", fault + "</main>"))) != []


@pytest.mark.parametrize("address", ["nowhere.html", "other.html#no-such-place", "#no-such-place", "../outside.html"])
def test_broken_links_are_found(tmp_path, address):
    """A link to a missing file or place, or out of the book, is found; good ones are not."""
    site = tmp_path / "site"
    site.mkdir()
    (tmp_path / "outside.html").write_text("<p>")
    (site / "other.html").write_text('<p id="there">')
    page = site / "page.html"
    for link, expected in (("other.html#there", []), (address, [address])):
        page.write_text(f'<a href="{link}">x</a>')
        checks.anchors.cache_clear()
        assert checks.broken_links(checks.parse(page.read_text()), page, site) == expected


def test_missing_fonts_are_found(tmp_path):
    """A style sheet that names a font which is not there is found."""
    sheet = tmp_path / "a.css"
    sheet.write_text('@font-face { src: url("fonts/b.woff2") } p { background: url(data:image/png;base64,AA) }')
    assert checks.missing_in_css(sheet) == ["fonts/b.woff2"]
