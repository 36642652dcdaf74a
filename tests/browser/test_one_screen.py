"""Cause and effect of every live figure stand on one screen: from what one moves to what answers, on a phone and on a small laptop."""

import pytest
from live_page import write_page
from live_visit import LiveVisit

from cnnviz_helpers.explorables.figures import FIGURES

SCREENS = [(390, 788), (1280, 850)]
#: for each figure, pairs of selectors: what one moves, and all that answers to it
PAIRS = {
    "where": [(".x-where select, .x-where button, .x-where .x-cells, .x-picked", ".x-over, .x-where .x-cells, .x-where .x-scale, .x-where p, .x-where table")],
    "shift-lab": [(".x-moves, .x-shift .has-grip, .x-picked", ".x-moves .x-strip, .x-shift, .x-scale, .x-bars")],
    "one-number": [(".x-way button, .x-see .x-cells, .x-picked, .x-ledger", ".x-way, .x-seen, .x-see .x-cells, .x-see .x-scale, .x-total, .x-ledger")],
    "kernel-lab": [
        (".x-kernels, .x-weights", ".x-lab > div > .x-map, .x-bars, .x-live"),
        (".x-lay, .x-lab .x-photo, .x-picked", ".x-kernels, .x-lab > div > .x-map, .x-bars"),
    ],
    "sliding": [(".x-player, .x-pair", ".x-stage"), (".x-choices", ".x-stage")],
    "x-ray": [(".x-xray > .x-row, .x-picked, .x-wall, .x-large", ".x-photo, .x-look, .x-wall, .x-large, .x-bars")],
    "ablation": [(".x-bench, .x-switches", ".x-progress, .x-result, .x-counts")],
    "being-born": [(".x-body > .x-row, .x-born .x-cells", ".x-born")],
    "ten-bars": [(".x-picked, .x-ten select", ".x-ten"), (".x-own input[type=file], .x-own button", ".x-bars, .x-live")],
}
#: from the top of the first to the bottom of the last of what is seen
SPAN = """selector => { const boxes = [...document.querySelectorAll(selector)].map((e) => e.getBoundingClientRect()).filter((b) => b.width && b.height);
return [Math.min(...boxes.map((b) => b.top)), Math.max(...boxes.map((b) => b.bottom)), boxes.length]; }"""


def test_every_figure_is_measured():
    assert set(PAIRS) == set(FIGURES)


@pytest.fixture(scope="module")
def address(serve, tmp_path_factory):
    """A function: where a page with the figure `name` is served."""
    known = {}

    def address_of(name):
        if name not in known:
            known[name] = serve(write_page(tmp_path_factory.mktemp(name), name))
        return known[name]

    return address_of


@pytest.mark.parametrize("screen", SCREENS, ids=["phone", "laptop"])
@pytest.mark.parametrize("name", PAIRS)
def test_what_one_moves_and_what_answers_stand_on_one_screen(browser, address, name, screen):
    width, height = screen
    with LiveVisit(browser, address(name), width=width) as visit:
        for moves, answers in PAIRS[name]:
            spans = [visit.page.evaluate(SPAN, selector) for selector in (moves, answers)]
            assert all(count for *_, count in spans), f"{name}: nothing is seen of {moves} or {answers}"
            tops, bottoms, _ = zip(*spans, strict=True)
            assert max(bottoms) - min(tops) <= height, f"{name}: from {moves} to {answers}"
