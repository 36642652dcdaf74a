"""A live figure is as high as it will be from the first time one sees it: what stands below stays where it is."""

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


@pytest.fixture(scope="module", params=FIGURES)
def address(request, serve, tmp_path_factory):
    """Where a page with one of the figures is served."""
    return serve(write_page(tmp_path_factory.mktemp(request.param), request.param))


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_a_figure_begins_at_its_full_height(browser, address, width):
    """From its first frame to a second after it has said in words what it shows, a figure neither grows nor shrinks, and no measuring goes in circles."""
    with LiveVisit(browser, address, width=width, script=RECORD) as visit:
        visit.wait("document.querySelector('.x-live').textContent")
        visit.page.wait_for_timeout(1000)
        heights = visit.page.evaluate("window.heights")
    assert len(heights) > 10 and set(heights) == {heights[-1]}
