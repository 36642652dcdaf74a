"""Cause and effect of every live figure stand on one screen: from what one moves to what answers, on a phone and on a small laptop."""

import pytest
from live_page import write_page
from live_visit import LiveVisit
from thorough import diagonal

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
    "picture-for-a-unit": [(".x-body > .x-row:first-child, .x-climb, .x-ascent .x-cells", ".x-ascent")],
    "name-it": [
        (".x-body > .x-row:first-child", ".x-nine-best, .x-nine-told"),
        (".x-naming, .x-pair-of, .x-body > .x-row:first-child", ".x-nine-best, .x-test"),
    ],
    "neighbours": [(".x-picked, .x-shots", ".x-shots, .x-near p"), (".x-wander, .x-looks", ".x-wander, .x-live")],
    "one-weight": [(".x-weight-picker", ".x-chart, .x-facts"), (".x-weight ~ .x-row select, button.x-play", ".x-chart, .x-facts, .x-progress")],
    "backwards": [(".x-weight-picker", ".x-factors, .x-slope-sum"), (".x-factors, .x-ledger", ".x-chain, .x-total, .x-ledger")],
    "train-it": [(".x-body > .x-row", ".x-charts, .x-legend"), (".x-body > .x-row", ".x-charts, .x-learning")],
    "two-things": [(".x-body > .x-row, .x-two", ".x-lesson, .x-taught"), (".x-picked", ".x-taught, .x-live")],
    "calibration": [(".x-slider, .x-bins", ".x-bins, .x-body > .x-outcome"), (".x-bins", ".x-bins, .x-held")],
    "mistakes": [(".x-confusion", ".x-museum, .x-shots"), (".x-shots", ".x-exhibit, .x-exhibited, .x-terms")],
    "what-it-uses": [(".x-picked, .x-uses select", ".x-uses .x-map, .x-uses .x-bars"), (".x-progress button", ".x-rows")],
    "small-push": [(".x-push", ".x-triple, .x-push-counts .x-bars"), (".x-progress button", ".x-progress")],
    "bench": [(".x-body > .x-row, .x-methods, .x-picked", ".x-methods, .x-columns"), (".x-methods", ".x-methods, .x-tiles")],
    "pixels-go": [(".x-goes ~ .x-row, .x-thin", ".x-goes"), (".x-areas button", ".x-goes, .x-areas"), (".x-progress button", ".x-areas, .x-progress")],
    "adds-up": [(".x-thin, .x-layers", ".x-sentence, .x-shares")],
    "mosaic": [(".x-body > .x-row, .x-four", ".x-mosaic"), (".x-progress button", ".x-progress, .x-outcome")],
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


@pytest.mark.parametrize(("name", "screen"), diagonal(PAIRS, SCREENS))
def test_what_one_moves_and_what_answers_stand_on_one_screen(browser, address, name, screen):
    width, height = screen
    with LiveVisit(browser, address(name), width=width) as visit:
        for moves, answers in PAIRS[name]:
            spans = [visit.page.evaluate(SPAN, selector) for selector in (moves, answers)]
            assert all(count for *_, count in spans), f"{name}: nothing is seen of {moves} or {answers}"
            tops, bottoms, _ = zip(*spans, strict=True)
            assert max(bottoms) - min(tops) <= height, f"{name}: from {moves} to {answers}"
