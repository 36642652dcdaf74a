"""What a page loads: text and looks first, scripts in their order after them."""

from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from cnnbook.look import STATIC
from cnnbook.pages import loading

PAGE = """<!DOCTYPE html><html><head><script>first = 1</script><link rel="preload" as="script" href="_static/b.js">
<link rel="stylesheet" href="_static/a.css"><link rel="modulepreload" href="_static/m.mjs"><script src="_static/options.js?v=1"></script>
<script src="_static/b.js"></script><script defer src="_static/mathjax/tex.js"></script><script type="module" src="_static/m.mjs"></script>
<script>DOCUMENTATION_OPTIONS.a = 1</script><script src="_static/searchtools.js"></script><script src="searchindex.js"></script></head>
<body><main>{}</main><script defer src="_static/c.js"></script></body></html>"""


def parsed(text):
    return BeautifulSoup(text, "html.parser")


def test_scripts_wait_for_the_text(tmp_path):
    """The head holds those that do not hold up the text; the others follow the text, files in one file, in their order."""
    soup = parsed(PAGE)
    loading.drop_search(soup)
    loading.load_scripts_late(SimpleNamespace(soup=soup, file=tmp_path / "a.html"))
    assert [script.get("src", script.get_text()) for script in soup.head.select("script")] == ["first = 1", "_static/mathjax/tex.js", "_static/m.mjs"]
    bundle, late = soup.body.select("script")
    assert soup.body.contents[-2:] == [bundle, late] and late.get_text() == "DOCUMENTATION_OPTIONS.a = 1"
    assert (tmp_path / bundle["src"]).read_text(encoding="utf-8") == "/* options.js b.js c.js */\n"
    assert {tag["fetchpriority"] for tag in soup.select("[href$='m.mjs'], [src$='m.mjs']")} == {"low"} and not soup.select("[as=script]")


def test_only_the_search_has_the_index(tmp_path):
    """Its page keeps the scripts of the search, the index last."""
    soup = parsed(PAGE.format('<div id="search-results"></div>'))
    loading.drop_search(soup)
    loading.load_scripts_late(SimpleNamespace(soup=soup, file=tmp_path / "a.html"))
    assert soup.body.select("script")[-1]["src"] == "searchindex.js"
    assert "searchtools.js" in (tmp_path / soup.body.script["src"]).read_text(encoding="utf-8")


@pytest.mark.parametrize(("n_slanted", "n_fonts"), [(0, 2), (5, 2), (50, 3)])
def test_fonts_come_with_the_style_sheet(n_slanted, n_fonts):
    """The two fonts of text and headings, and where much is slanted its own; they are there, and are those that the style sheet asks for."""
    soup = parsed(PAGE.format("<em>x</em>" * n_slanted))
    loading.load_fonts_early(soup)
    names = [link["href"].removeprefix("_static/fonts/") for link in soup.select("link[rel=preload][as=font]")]
    sheet = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    assert len(names) == n_fonts and all((STATIC / "fonts" / name).is_file() and f"../fonts/{name}" in sheet for name in names)
