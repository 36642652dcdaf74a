"""Rows of the live figures that only just have room on a phone: on narrow ones too nothing lies over anything else, and nothing breaks."""

import pytest
from live_page import write_page
from live_visit import LiveVisit
from thorough import some

WIDTHS = [360, 375, 390]
BOXES = "parts => parts.map((part) => { const b = part.getBoundingClientRect(); return [b.left, b.right, b.top, b.bottom]; })"
# Words that need more than one line.
BROKEN = """parts => parts.filter((part) => { const range = document.createRange(); range.selectNodeContents(part.firstChild);
  return range.getClientRects().length > 1; }).map((part) => part.textContent)"""


@pytest.fixture(scope="module")
def address(serve, tmp_path_factory):
    """A function: where a page with the figure `name` is served."""
    known = {}

    def address_of(name):
        known[name] = known.get(name) or serve(write_page(tmp_path_factory.mktemp(name), name))
        return known[name]

    return address_of


def overlapping(boxes):
    """Pairs of boxes that lie over each other by more than a pixel."""
    return [
        (one, other) for i, one in enumerate(boxes) for other in boxes[:i]
        if min(one[1], other[1]) - max(one[0], other[0]) > 1 and min(one[3], other[3]) - max(one[2], other[2]) > 1
    ]


@pytest.mark.parametrize("width", some(WIDTHS, 360))
@pytest.mark.parametrize(
    ("name", "parts"),
    [("kernel-lab", ".x-lay :is(label, select, button)"), ("x-ray", ".x-look :is(.x-photo, label, input, button, .x-name, .x-scale > span:not(.x-words))")],
)
def test_nothing_lies_over_anything_else(browser, address, name, parts, width):
    with LiveVisit(browser, address(name), width=width) as visit:
        visit.drawn()
        boxes = visit.page.eval_on_selector_all(parts, BOXES)
        assert len(boxes) > 4 and overlapping(boxes) == []


@pytest.mark.parametrize("width", some(WIDTHS, 360))
def test_one_number_keeps_its_lines(browser, address, width):
    """Names of layers are whole; a kernel stands beside its patch, its numbers in their cells."""
    with LiveVisit(browser, address("one-number"), "#one-number?image=16&layer=conv2&map=3&row=9&column=9", width=width) as visit:
        visit.wait("document.querySelector('.x-ledger .is-wide')")
        visit.drawn()
        assert visit.page.eval_on_selector_all(".x-way button", BROKEN) == []
        patch, kernel = visit.page.locator(".x-ledger .is-wide").first.locator(".x-grid").evaluate_all(BOXES)
        assert patch[2] == kernel[2] and patch[1] < kernel[0]
        cut = "cells => cells.filter((cell) => cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.textContent)"
        assert visit.page.eval_on_selector_all(".x-grid > *", cut) == []
        assert visit.page.eval_on_selector(".x-ledger > ol", "list => list.scrollWidth - list.clientWidth") <= 0


@pytest.mark.parametrize("width", some(WIDTHS, 360))
def test_all_layers_of_the_x_ray_on_one_line(browser, address, width):
    with LiveVisit(browser, address("x-ray"), width=width) as visit:
        visit.drawn()
        assert len({box[2] for box in visit.page.eval_on_selector_all(".x-wall button", BOXES)}) == 1
        cut = "names => names.filter((name) => name.scrollWidth > name.clientWidth).map((name) => name.textContent)"
        assert visit.page.eval_on_selector_all(".x-wall strong", cut) == []


def test_no_mark_strikes_the_name_of_its_class(browser, address):
    with LiveVisit(browser, address("shift-lab"), width=390) as visit:
        visit.drawn()
        names, marks = (visit.page.eval_on_selector_all(f".x-bars {part}", BOXES) for part in (".x-class", ".x-mark"))
        assert len(names) == len(marks) == 10
        assert all(mark[2] >= name[3] - 0.5 for name, mark in zip(names, marks, strict=True))


def test_what_one_reads_of_the_strip_stands_below_it(browser, address):
    """Not below the other slider."""
    with LiveVisit(browser, address("shift-lab"), width=390) as visit:
        visit.drawn()
        (strip, words) = visit.page.eval_on_selector_all(".x-strip, .x-moves > p:not(.x-slider, .x-field)", BOXES)
        assert words[0] <= strip[0] + 4 and words[2] >= strip[3]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_frame_of_the_chosen_map_is_seen_against_the_figure(browser, address, theme):
    """Its outer line is as light as words are in the dark, its inner one as dark."""
    with LiveVisit(browser, address("one-number"), width=390, theme=theme) as visit:
        shadow = visit.page.eval_on_selector(".x-all .x-cursor", "cursor => getComputedStyle(cursor).boxShadow")
        inner, outer = (sum(int(byte) for byte in part.split(")")[0].split(",")) for part in shadow.split("rgb(")[1:])
        assert (outer > 2 * inner) == (theme == "dark") and (inner > 2 * outer) == (theme == "light")
