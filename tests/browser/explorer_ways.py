"""What the tests of the links into the explorer share."""

import json

import pytest
from live_page import write_page

from cnnviz_helpers.assets import NETWORK
from cnnviz_helpers.explorables.figures import FIGURES
from cnnviz_helpers.explorables.files import data_file

LINK = '<a class="explorable-way" href="explorer.html">Open in the explorer</a></figcaption>'
STATE = """async ([name, state, network]) =>
(await import(new URL("../explorables/explorer/from-figures.mjs", location.href).href)).explorerState(name, state, network)"""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with a page of the kernel lab that has a link to the explorer, as in the book."""
    folder = write_page(tmp_path_factory.mktemp("links"), "kernel-lab")
    page = folder / "index.html"
    page.write_text(page.read_text(encoding="utf-8").replace("</figcaption>", LINK), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def state_for(browser, serve, place):
    """A function: what the explorer gets of a figure in its first state with some changes."""
    network = json.loads(data_file(NETWORK))
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(serve(place) + "css/tokens.css")  # a page without scripts
        yield lambda name, changes: page.evaluate(STATE, [name, {**FIGURES[name].state, **changes}, network])
