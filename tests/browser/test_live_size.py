"""A live figure is as high as it will be from the first time one sees it: what stands below stays where it is."""

from functools import cache

import pytest
from live_page import write_page
from live_visit import LiveVisit
from thorough import diagonal

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


@pytest.fixture(scope="module")
def address(serve, tmp_path_factory):
    """A function: where a page with the figure `name` is served."""
    return cache(lambda name: serve(write_page(tmp_path_factory.mktemp(name), name)))


@pytest.mark.parametrize(("name", "width"), diagonal(FIGURES, WIDTHS, at_most=4))
def test_a_figure_begins_at_its_full_height(browser, address, name, width):
    """From its first frame to a second after it has said in words what it shows, a figure neither grows nor shrinks, and no measuring goes in circles."""
    with LiveVisit(browser, address(name), width=width, script=RECORD) as visit:
        visit.wait("document.querySelector('.x-live').textContent")
        visit.page.wait_for_timeout(1000)
        heights = visit.page.evaluate("window.heights")
    assert len(heights) > 10 and set(heights) == {heights[-1]}
