"""Visits to the explorer in a window of its own, for its tests."""

import shutil

import pytest
from explorer_window import write_window
from live_page import LivePage

from cnnviz_helpers.explorables.files import FOLDER

DOCK, ANSWER, COLUMNS, LINES = ".x-dock", ".x-says .x-bars", ".x-column:not([hidden])", ".x-drawing g path"


def write_explorer(folder):
    """Write the page into `folder`; the modules as they are written lie beside it, in `source`."""
    write_window(folder)
    shutil.copytree(FOLDER, folder / "source")
    return folder


@pytest.fixture(scope="module")
def explorer_address(serve, tmp_path_factory):
    """Where such a page is served."""
    return serve(write_explorer(tmp_path_factory.mktemp("explorer")))


def visits(browser, address):
    """For a fixture: a function that opens the explorer there: visit(state, width=…, theme=…). Nothing may go wrong on its pages."""
    pages = []

    def visit(state="", height=720, **options):
        page = LivePage(browser, address, state, **options)
        page.page.set_viewport_size({"width": options.get("width", 1280), "height": height})
        page.page.wait_for_selector(".x-explorer.is-ready")
        page.drawn()
        pages.append(page)
        return page

    yield visit
    assert [wrong for page in pages for wrong in page.close()] == []


@pytest.fixture
def explorer(browser, explorer_address):
    """A function that opens the explorer of the book's network."""
    yield from visits(browser, explorer_address)
