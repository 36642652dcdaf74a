"""Live figures in a built book: a page that has one gets what it needs, named in its head; the others get nothing."""

import re

import pytest
from books import STRICT, build, chapter, make_book

from cnnviz_helpers.explorables import files as explorables


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The folder of a book with one chapter that has a live figure, and one that has none."""
    folder = tmp_path_factory.mktemp("book")
    live = chapter("Live", 'from cnnviz_helpers import explore\n\nexplore("being-born")')
    make_book(folder, {"live": live, "plain": chapter("Plain", "1 + 1")})
    code, printed = build(folder, *STRICT)
    assert code == 0, printed
    return folder / "_build" / "html"


def sheets(pages, name):
    """The style sheets of the page `name`, as the first line of its one sheet names them."""
    page = pages / "book" / f"{name}.html"
    (address,) = re.findall(r'<link href="([^"]*)" rel="stylesheet"', page.read_text(encoding="utf-8"))
    return (page.parent / address).read_text(encoding="utf-8").partition("\n")[0]


def test_the_still_picture_comes_in_a_file(pages):
    """So that the text need not wait for it; its size stands in the page."""
    text = (pages / "book" / "live.html").read_text(encoding="utf-8")
    (still,) = re.findall(r'<img [^>]*class="explorable-still"[^>]*>', text)
    assert "data:image" not in text and re.search(r' width="\d+"', still)
    assert (pages / "book" / re.search(r'src="([^"]*)"', still)[1]).resolve().is_file()


def test_all_modules_are_asked_for_at_once(pages):
    """The head names the figure's module, and every module that it imports, and each is there."""
    page = pages / "book" / "live.html"
    named = re.findall(r'<link [^>]*href="([^"]*)" rel="modulepreload"', page.read_text(encoding="utf-8"))
    assert [address.rpartition("/")[2] for address in named] == explorables.modules("being-born.mjs")
    assert {"engine.mjs", "kit.mjs"} <= {address.rpartition("/")[2] for address in named}
    assert all((page.parent / address).resolve().is_file() for address in named)


def test_the_script_and_its_data_are_there(pages):
    text = (pages / "book" / "live.html").read_text(encoding="utf-8")
    assert text.count('data-explorable="being-born"') == 1 and "explorables/mount.mjs" in text
    assert "explorables/explorables.css" in sheets(pages, "live")
    there = {file.name for file in (pages / "_static" / "explorables").iterdir()}
    assert {"mount.mjs", "engine.wasm", "explorables.css", *explorables.page_data()} <= there
    assert "engine.c" not in there


def test_other_pages_get_nothing(pages):
    assert "explorables" not in (pages / "book" / "plain.html").read_text(encoding="utf-8") + sheets(pages, "plain")
