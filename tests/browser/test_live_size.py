"""A live figure is as high as it will be from the first time one sees it: what stands below stays where it is."""

from contextlib import ExitStack

import pytest
from live_page import write_page
from live_visit import LiveVisit

from cnnviz_helpers.explorables.figures import FIGURES

# Runs before the page: after each frame, how high the live figure was in it.
RECORD = """
const heights = window.heights = [];
requestAnimationFrame(function look() {
  setTimeout(() => { const figure = document.querySelector(".is-live > .explorable-live"); if (figure) heights.push(figure.offsetHeight); });
  requestAnimationFrame(look);
});
"""


WIDTHS = [320, 390, 768, 1280]


@pytest.fixture(scope="module", params=FIGURES)
def heights(request, browser, serve, tmp_path_factory):
    """{width of the window: how high a figure was in each frame}, from the first to a second after it has said in words what it shows."""
    address = serve(write_page(tmp_path_factory.mktemp(request.param), request.param))
    with ExitStack() as all_at_once:
        visits = {width: all_at_once.enter_context(LiveVisit(browser, address, width=width, script=RECORD)) for width in WIDTHS}
        for visit in visits.values():
            visit.wait("document.querySelector('.x-live').textContent")
        visit.page.wait_for_timeout(1000)
        return {width: visit.page.evaluate("window.heights") for width, visit in visits.items()}


@pytest.mark.parametrize("width", WIDTHS)
def test_a_figure_begins_at_its_full_height(heights, width):
    """From its first frame on a figure neither grows nor shrinks, and no measuring goes in circles."""
    assert len(heights[width]) > 10 and set(heights[width]) == {heights[width][-1]}
