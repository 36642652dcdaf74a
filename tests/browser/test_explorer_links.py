"""From a figure of a chapter into the explorer: the link carries as much of the figure's state as the explorer has a place for."""

import re

import numpy as np
import pytest
from bs4 import BeautifulSoup
from cnnbook.live import lead_to_the_explorer, write_files
from explorer_ways import place, state_for  # noqa: F401  (fixtures)
from live_visit import LiveVisit
from thorough import some
from waiting import wait_until

from cnnviz_helpers import cnn_model
from cnnviz_helpers.explorables.figures import ALL
from cnnviz_helpers.explorables.kernels import lab_weights

ON_MAP = {"image": 16, "level": "map", "layer": "conv1", "side": "before"}
#: figure, changes of its state, what the explorer gets
CASES = {
    "ten-bars": ({"image": 7, "step": "bytes"}, {"image": 7}),
    "sliding, a made kernel": ({"kernel": "blur"}, {"image": 16}),
    "sliding, a learned one": (
        {"kernel": "22", "row": 4, "column": 0}, {"image": 16, "level": "number", "layer": "conv1", "side": "before", "map": 22, "row": 5, "column": 1}),
    "sliding, zeros around": (
        {"kernel": "22", "row": 4, "zeros": 1}, {"image": 16, "level": "number", "layer": "conv1", "side": "before", "map": 22, "row": 4, "column": 11}),
    "kernel-lab": ({"filter": 22}, {**ON_MAP, "map": 22, "edits": ""}),
    "kernel-lab, by hand": ({"filter": 22, "weights": "4_-0.75 27_0.1"}, {**ON_MAP, "map": 22, "edits": "0.22.4_-0.75 0.22.27_0.1"}),
    "being-born": ({"moment": 3, "filter": 9}, {"level": "map", "layer": "conv1", "side": "before", "map": 9}),
    "one-number": (
        {"layer": "relu3", "map": 4, "row": 2}, {"image": 16, "level": "number", "layer": "conv3", "side": "after", "map": 4, "row": 2, "column": 12}),
    "one-number, of a pool": (
        {"layer": "pool1", "column": 1}, {"image": 16, "level": "number", "layer": "pool1", "pools": 1, "map": 5, "row": 10, "column": 1}),
    "one-number, a score": (
        {"layer": "dense", "row": 0, "column": 0}, {"image": 16, "level": "number", "layer": "dense", "side": "before", "map": 5, "row": 0, "column": 0}),
    "one-number, a pixel": ({"layer": "photo", "row": 3}, {"image": 16, "level": "pixel", "row": 3, "column": 12}),
    "x-ray": ({"scale": "map", "layer": "conv4", "map": 60}, {"image": 16, "layer": "conv4", "side": "after", "map": 60, "scale": "map"}),
    "where": ({"weights": "random", "row": 1}, {"image": 16, "class": 5, "patch": "1.12.8", "weights": "random"}),
    "ablation": ({"off": "relu1 3 31 relu5 9", "layer": "relu5"}, {"layer": "conv5", "side": "after", "off": "1.3 1.31 11.9"}),
    "ablation, at the mean": ({"to": "mean"}, {"layer": "conv1", "side": "after", "off": ""}),
    "calibration": ({"bin": 3}, {}),
    "bench": ({"class": 3}, {"image": 16, "class": 3}),
    "adds-up": ({"class": 3}, {"image": 16, "class": 3}),
    "pixels-go": ({"order": "random"}, {"image": 16}),
    "mosaic": ({"quarter": 2}, {}),
    "mistakes": ({"image": 24, "answer": 4}, {"image": 24, "class": 4}),
    "what-it-uses": ({"change": "grey"}, {"image": 16}),
    "small-push": ({"size": 2}, {"image": 16}),
    "shift-lab": ({"dx": -2, "dy": 1, "layer": "relu2"}, {"image": 16, "layer": "conv2", "side": "after", "map": 3, "shift": "-2.1"}),
    "shift-lab, not moved": ({"dx": 0}, {"image": 16, "layer": "conv1", "side": "before", "map": 3, "shift": ""}),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), CASES.values(), ids=CASES)
def test_what_the_explorer_has_of_a_figure(state_for, request, changes, expected):
    name = request.node.callspec.id.partition(",")[0]
    assert state_for(name, changes) == expected
    assert set(expected) <= set(ALL["explorer"].state)


@pytest.mark.parametrize("preset", some(["blur", "sharpen", "level edges", "zero", "random"], "sharpen", "random"))
def test_a_filter_that_was_laid_in_is_the_same_there(state_for, preset):
    """Each of its weights, counted kernel by kernel, row by row, and no bias."""
    edits = state_for("kernel-lab", {"filter": 7, "preset": preset, "seed": 4, "weights": "13_0.5"})["edits"].split()
    cells = dict(re.fullmatch(r"0\.7\.(\d+)_(.+)", edit).groups() for edit in edits)
    expected = lab_weights(cnn_model().layers[0], 7, preset, 4, "13_0.5")[..., 0]  # (rows, columns, colours)
    found = np.array([float(cells[str(cell)]) for cell in range(28)])
    assert np.abs(found[:27].reshape(3, 3, 3) - expected.transpose(2, 0, 1)).max() <= 5e-5 and found[27] == 0


def test_the_link_follows_what_a_reader_does(browser, serve, place):
    """It stands in the figure's foot, and leads to the state of the moment, by pointer and by keyboard; what it needs comes no sooner."""
    with LiveVisit(browser, serve(place)) as visit:
        way = visit.page.locator(".x-foot .explorable-way")
        assert way.get_attribute("href") == "explorer.html" and not any("from-figures" in url for url in visit.requests)
        visit.page.get_by_label("filter", exact=True).select_option("22")
        way.hover()
        wait_until(visit.page, "() => document.querySelector('.explorable-way').hash.includes('level=map&layer=conv1&side=before&map=22&edits=')")
        visit.page.get_by_label("filter", exact=True).select_option("9")
        way.focus()
        wait_until(visit.page, "() => document.querySelector('.explorable-way').hash.includes('map=9')")
        assert visit.page.evaluate("document.querySelector('.explorable-way').href").split("#")[0] == visit.address + "explorer.html"


class Builder:
    """Gives addresses as Sphinx does."""

    def get_relative_uri(self, source, target):
        return f"{target.rpartition('/')[2]}.html" if source.startswith("book/") else f"{target}.html"


@pytest.mark.parametrize(
    ("name", "more", "docs", "expected"),
    [
        ("x-ray", "", {"book/explorer"}, ["explorer.html"]),
        ("x-ray", "", {"book/intro"}, []),
        ("x-ray", 'data-files="own.json"', {"book/explorer"}, []),
        ("workbench", "", {"book/explorer"}, []),
    ],
    ids=["in the book", "in a book without the page", "of another network", "of no one figure"],
)
def test_who_gets_a_link(tmp_path, name, more, docs, expected):
    """Figures about the book's network, in a book that has the page."""
    soup = BeautifulSoup(f'<figure data-explorable="{name}" {more}><figcaption>Words.</figcaption></figure>', "html.parser")
    app = type("App", (), {"outdir": tmp_path, "builder": Builder(), "env": type("Env", (), {"found_docs": docs})})
    page = type("Page", (), {"soup": soup, "file": tmp_path / "book" / "01.html", "app": app})
    lead_to_the_explorer(soup.figure, page)
    assert [link["href"] for link in soup.select("figcaption a")] == expected


def test_what_is_imported_is_there(tmp_path):
    """The page's folder holds the module that the link asks for."""
    write_files(tmp_path)
    assert (tmp_path / "explorer" / "from-figures.mjs").is_file()
