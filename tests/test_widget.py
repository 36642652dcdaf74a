"""`explore` in a notebook: a widget that carries all it needs. tests/browser/test_live_widget.py has a browser show it."""

import posixpath
import re
import sys

import pytest

from cnnviz_helpers import explore
from cnnviz_helpers.explorables import files
from cnnviz_helpers.explorables.figures import FIGURES
from cnnviz_helpers.surroundings import IN_THE_BOOK


@pytest.fixture(autouse=True)
def outside_the_book(monkeypatch):
    """As in a notebook that a reader opened."""
    monkeypatch.delenv(IN_THE_BOOK, raising=False)


def test_a_figure_becomes_a_widget():
    """One module without imports of files, its styles, the state that was asked for, the first values, and every file that it reads."""
    widget = explore("kernel-lab", filter=7)
    assert widget.state == {**FIGURES["kernel-lab"].state, "filter": 7}
    assert widget.defaults == FIGURES["kernel-lab"].state
    assert widget._esm == files.notebook_module("kernel-lab") and ".x-frame" in widget._css
    assert {*files.DATA, "engine.wasm", "more.wasm"} == set(widget.files)
    assert all(isinstance(data, bytes) and data for data in widget.files.values())
    assert widget.picture["index"] == 16 and widget.picture["label"] == 5


def test_its_state_is_shared_with_the_page():
    """What the page needs travels; what one does in the page comes back."""
    widget = explore("x-ray")
    assert {"state", "defaults", "picture", "files", "_esm", "_css"} <= set(widget.keys)
    widget.set_state({"state": {**widget.state, "scale": "map"}})
    assert widget.state["scale"] == "map"


@pytest.mark.parametrize("name", FIGURES)
def test_every_module_comes_after_those_that_it_imports(name):
    """So that the loader knows the addresses of what a module imports; and it carries all of them."""
    known = []
    for file, text in files.modules(f"figures/{name}.mjs").items():
        imported = re.findall(r'from "(\.[^"]*)"', text)
        assert {posixpath.normpath(posixpath.join(posixpath.dirname(file), address)) for address in imported} <= set(known), file
        known.append(file)
    assert known[-1] == f"figures/{name}.mjs" and "kit/frame.mjs" in known


def test_without_anywidget_one_sentence_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "anywidget", None)
    with pytest.raises(ModuleNotFoundError, match="need the package anywidget: install it with `pip install anywidget`, then start the kernel again"):
        explore("kernel-lab")


def test_a_wrong_name_and_a_wrong_word_are_named():
    with pytest.raises(ValueError, match="There is no live figure 'kernels'; the names are kernel-lab, one-number"):
        explore("kernels")
    with pytest.raises(ValueError, match="The live figure 'kernel-lab' has no 'photo'; it has image, filter, preset"):
        explore("kernel-lab", photo=3)
