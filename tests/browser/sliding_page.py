"""What the tests of the window that slides share: its page, its kernels, and how its numbers and its map are read."""

import numpy as np
import pytest
from live_page import LivePage, write_page

from cnnviz_helpers.plots.colours import signed_colours

UPRIGHT, MIDDLE = np.array([[-1, 0, 1]] * 3), np.eye(9)[4].reshape(3, 3)
MADE = {"upright edges": UPRIGHT, "level edges": UPRIGHT.T, "any edge": 9 * MIDDLE - 1, "blur": np.full((3, 3), 1 / 9), "middle": MIDDLE}
SUM, MAP, PHOTO, COUNT = ".x-sum", ".x-pair > :last-child .x-cells", ".x-pair > :first-child .x-cells", ".x-count"
CELLS = "grid => [...document.querySelectorAll(`.x-${grid} > span`)].map((cell) => cell.textContent)"
EMPTY, DONE = (0, 0, 0), ".x-tries li.is-done"  # what a canvas gives where nothing is drawn; a challenge that was reached


@pytest.fixture(scope="module")
def address(serve, tmp_path_factory):
    return serve(write_page(tmp_path_factory.mktemp("sliding"), "sliding"))


@pytest.fixture
def visit(browser, address):
    """A function: the page, opened in a state. At the end nothing failed, and no other host was asked."""
    opened = []

    def start(query="", where=None, **options):
        opened.append(LivePage(browser, where or address, query, **options))
        return opened[-1]

    yield start
    assert [wrong for page in opened for wrong in page.close()] == []


def query(**state):
    """The address of a state."""
    return "#sliding?" + "&".join(f"{key}={value}" for key, value in state.items())


def real(words):
    return float(words.replace("−", "-"))


def shown_sum(page):
    return real(page.page.locator(SUM).inner_text())


def numbers(page, grid):
    """The numbers of one of the grids."""
    return np.array([real(words) for words in page.page.evaluate(CELLS, grid)])


def assert_map(page, expected, filled):
    """The canvas shows the first `filled` numbers on their zero-centred scale, within 3 of 255, and nothing after them."""
    seen = np.array(page.pixels(f"{MAP} canvas"))
    colours = signed_colours(expected, np.abs(expected).max()).astype(int)
    there = np.arange(expected.size).reshape(expected.shape) < filled
    assert seen.shape == colours.shape and np.abs(seen - colours)[there].max() <= 3
    assert (seen[~there] == EMPTY).all()


def press(page, selector, row, column, rows, columns, tap=False):
    page.page.locator(selector).scroll_into_view_if_needed()
    box = page.page.locator(selector).bounding_box()
    at = box["x"] + box["width"] * (column + 0.5) / columns, box["y"] + box["height"] * (row + 0.5) / rows
    (page.page.touchscreen.tap if tap else page.page.mouse.click)(*at)
