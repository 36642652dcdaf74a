"""Filters being born in a browser, against the snapshots that Python reads."""

import numpy as np
import pytest
from live_page import write_page
from live_visit import FIGURE, LiveVisit
from thorough import LOOKS, diagonal
from touching import swipe

from cnnviz_helpers import conv1_snapshots
from cnnviz_helpers.plots.weights import min_max, zero_centred

SNAPSHOTS = conv1_snapshots()
KERNELS, LOSS = SNAPSHOTS["kernel"], SNAPSHOTS["loss"]  # (S, 3, 3, 3, 32), (S,)
LAST = len(LOSS) - 1
HALF = int(np.argmax(LOSS <= (LOSS[0] + LOSS[-1]) / 2))
SLIDER, TILES, DONE = ".x-row input[type=range]", ".x-born .x-cells", ".x-tries .is-done"
# The middle of every weight's square: 14 pixels a tile, 1 of them margin, 4 pixels a weight.
READ = """(canvas) => { const context = canvas.getContext("2d"), found = [];
  for (let top = 0; top < canvas.height; top += 14) for (let left = 0; left < canvas.width; left += 14)
    for (let row = 0; row < 3; row++) for (let column = 0; column < 3; column++)
      found.push([...context.getImageData(left + 3 + 4 * column, top + 3 + 4 * row, 1, 1).data.slice(0, 3)]);
  return found; }"""

# How high the curve begins, its zero, and the line.
HEIGHTS = """() => { const points = [...document.querySelector(".x-born polyline").points].map(({ y }) => y);
  const zero = [...document.querySelectorAll(".x-born text")].find((text) => text.textContent === "0");
  return [Math.min(...points), zero.y.baseVal[0].value - 4, document.querySelector(".x-born line").y1.baseVal.value]; }"""


@pytest.fixture(scope="module")
def address(tmp_path_factory, serve):
    """Where the page with the figure is served."""
    return serve(write_page(tmp_path_factory.mktemp("born"), "being-born"))


def cosine(a, b):
    """How alike two filters are."""
    return float((a * b).sum() / np.linalg.norm(a) / np.linalg.norm(b))


def expected_tiles(moment, scale, filters=range(32)):
    """(len(filters), 9, 3) colours of the filters at one moment."""
    limit = np.abs(KERNELS).max()
    form = {"one": lambda one: zero_centred(one, limit), "own": min_max}[scale]
    return np.array([form(KERNELS[moment, ..., f]).reshape(9, 3) * 255 for f in filters])


def tiles(visit, selector):
    """(filters, 9, 3) colours on the canvas."""
    return np.array(visit.page.locator(selector).evaluate(READ)).reshape(-1, 9, 3)


@pytest.mark.parametrize(("moment", "scale"), diagonal([0, HALF, LAST], ["one", "own"]))
def test_tiles_have_the_colours_of_the_weights(browser, address, moment, scale):
    """All 32 filters, and the three large pictures of the chosen one."""
    with LiveVisit(browser, address, f"#being-born?moment={moment}&filter=3&scale={scale}") as visit:
        assert np.abs(tiles(visit, f"{TILES} canvas") - expected_tiles(moment, scale)).max() <= 0.51
        three = [expected_tiles(m, scale, [3])[0] for m in (0, moment, LAST)]
        assert np.abs(tiles(visit, ".x-born div > canvas:not(.x-map)") - three).max() <= 0.51


def test_words_and_numbers_are_those_of_python(browser, address):
    """The live region, the mark on the curve and the line of Python, for one state of the address."""
    with LiveVisit(browser, address, f"#being-born?moment={HALF - 1}&filter=3") as visit:
        one = [KERNELS[m, ..., 3] for m in (0, HALF - 1, LAST)]
        visit.says(f"Step {SNAPSHOTS['step'][HALF - 1]} of {SNAPSHOTS['step'][-1]}: loss {LOSS[HALF - 1]:.2f}")
        visit.says(f"Filter 3: cosine {cosine(one[0], one[1]):.2f} with its start, {cosine(one[2], one[1]):.2f} with its end.")
        place = visit.page.locator("svg g").get_attribute("transform").removeprefix("translate(").removesuffix(")").split()
        points = visit.page.locator("polyline").get_attribute("points").split(",")
        assert place == points[2 * (HALF - 1) : 2 * HALF] and len(points) == 2 * len(LOSS)
        heights = np.array(points[1::2], float)
        assert np.abs(np.polyval(np.polyfit(LOSS, heights, 1), LOSS) - heights).max() < 1e-3  # a straight scale
        assert visit.page.locator("svg g text").text_content() == f"{LOSS[HALF - 1]:.2f}"
        line = visit.page.locator(".x-foot code").inner_text()
        assert np.array_equal(eval(line, {"conv1_snapshots": conv1_snapshots}), KERNELS[HALF - 1, ..., 3])


def test_by_keyboard(browser, address):
    """Arrow keys move through training and over the filters; a task is solved only where one stops."""
    with LiveVisit(browser, address, f"#being-born?moment={HALF - 1}&filter=0") as visit:
        visit.page.locator(SLIDER).focus()
        assert visit.page.locator(DONE).count() == 0
        visit.page.keyboard.press("ArrowRight")
        assert visit.page.locator(SLIDER).get_attribute("aria-valuetext") == f"Step {SNAPSHOTS['step'][HALF]} of {SNAPSHOTS['step'][-1]}: loss {LOSS[HALF]:.2f}"
        assert "first moment" in visit.texts(DONE)[0]
        visit.page.keyboard.press("End")
        assert visit.page.locator(SLIDER).input_value() == str(LAST)
        visit.page.locator(TILES).focus()
        for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowLeft"):
            visit.page.keyboard.press(key)
        assert visit.page.locator(TILES).get_attribute("aria-label") == "filters, filter 9"
        visit.wait(f"() => location.hash.includes('moment={LAST}&filter=9')")


@pytest.mark.parametrize("moment", [0, HALF, LAST])
def test_cosines_and_the_height_of_half_the_fall(browser, address, moment):
    """How like its start the end is stands there at each moment; a line on the curve is as high as half of the loss's fall."""
    with LiveVisit(browser, address, f"#being-born?moment={moment}&filter=3") as visit:
        start, now, end = (KERNELS[m, ..., 3] for m in (0, moment, LAST))
        words = ["start", "filter 3 now", "end", *(f"cosine {cosine(now, other):.2f}" for other in (start, end))]
        assert [text for text in visit.texts(".x-born p span") if text] == [*words, f"start and end: cosine {cosine(start, end):.2f}"]
        top, bottom, line = visit.page.evaluate(HEIGHTS)
        assert (bottom - line) / (bottom - top) == pytest.approx((LOSS[0] + LOSS[-1]) / 2 / LOSS.max(), abs=0.01)


def test_least_like_its_start_by_mouse(browser, address):
    """Choosing the filter that changed most is recognised; another is not."""
    likeness = [cosine(KERNELS[0, ..., f], KERNELS[-1, ..., f]) for f in range(32)]
    least = int(np.argmin(likeness))
    with LiveVisit(browser, address) as visit:
        box = visit.page.locator(TILES).bounding_box()
        for f, n in ((int(np.argmax(likeness)), 0), (least, 1)):
            visit.page.mouse.click(box["x"] + box["width"] * (f % 8 + 0.5) / 8, box["y"] + box["height"] * (f // 8 + 0.5) / 4)
            assert visit.page.locator(TILES).get_attribute("aria-label") == f"filters, filter {f}"
            assert visit.page.locator(DONE).count() == n
        visit.says(f"Cosine {min(likeness):.2f}")


def test_play_by_touch_passes_without_solving(browser, address):
    """Play goes on by itself, stops when it is asked to or at the end, and solves nothing on the way."""
    with LiveVisit(browser, address, f"#being-born?moment={HALF - 1}", width=390, has_touch=True) as visit:
        play, pause = (visit.page.get_by_role("button", name=name) for name in ("Play", "Pause"))
        slider = visit.page.locator(SLIDER)
        visit.page.wait_for_timeout(900)
        assert slider.input_value() == str(HALF - 1)  # nothing moves unasked
        play.tap()
        visit.wait(f"() => document.querySelector('{SLIDER}').value > {HALF}")
        pause.tap()
        stopped = slider.input_value()
        assert int(stopped) < LAST and play.count() == 1 and visit.page.locator(DONE).count() == 0
        visit.page.wait_for_timeout(900)
        assert slider.input_value() == stopped
        slider.fill(str(LAST - 1))
        play.tap()
        visit.wait(f"() => document.querySelector('{SLIDER}').value === '{LAST}' && document.querySelector('.x-training').textContent === 'Play'")
        box = visit.page.locator(TILES).bounding_box()
        visit.page.touchscreen.tap(box["x"] + box["width"] * 2.5 / 8, box["y"] + box["height"] * 1.5 / 4)
        assert visit.page.locator(TILES).get_attribute("aria-label") == "filters, filter 10"


def test_who_wants_less_motion_goes_from_moment_to_moment(browser, address):
    """There is no play, but a button for the next moment; after the last one comes the first."""
    with LiveVisit(browser, address, f"#being-born?moment={LAST - 1}", reduced_motion="reduce") as visit:
        slider, onward = visit.page.locator(SLIDER), visit.page.get_by_role("button", name="Next", exact=True)
        assert visit.page.get_by_role("button", name="Play").count() == 0
        for moment in (LAST, 0, 1):
            onward.click()
            assert slider.input_value() == str(moment)
            visit.page.wait_for_timeout(500)
            assert slider.input_value() == str(moment)
        visit.wait("() => location.hash.includes('moment=1&')")


@pytest.mark.thorough("a rare way to use it; usual ones are tested in a quick run")
def test_a_finger_that_passes_over_the_filters_chooses_none(browser, address):
    """Neither to a side nor up or down, also by a small way; a tap does."""
    with LiveVisit(browser, address, width=390, has_touch=True, is_mobile=True) as visit:
        grid = visit.page.locator(TILES)
        grid.scroll_into_view_if_needed()
        box, chosen = grid.bounding_box(), "() => document.querySelector('.x-born .x-cells').getAttribute('aria-label') === 'filters, filter 19'"
        place = box["x"] + box["width"] * 3.5 / 8, box["y"] + box["height"] * 2.5 / 4
        visit.page.touchscreen.tap(*place)
        visit.wait(chosen)
        for right, down in ((90, 5), (-60, 0), (30, 10), (10, -60), (0, 60)):
            swipe(visit.page, (place[0] + 20, place[1] + 20), right, down)
            assert visit.page.evaluate(f"({chosen})()"), (right, down)


def test_dragging_past_solves_nothing(browser, address):
    """A slider that is dragged over the right moment has not found it."""
    with LiveVisit(browser, address) as visit:
        box = visit.page.locator(SLIDER).bounding_box()
        visit.page.mouse.move(box["x"] + 8, box["y"] + box["height"] / 2)
        visit.page.mouse.down()
        visit.page.mouse.move(box["x"] + box["width"] - 4, box["y"] + box["height"] / 2, steps=40)
        visit.page.mouse.up()
        assert visit.page.locator(SLIDER).input_value() == str(LAST) and visit.page.locator(DONE).count() == 0


def test_a_bad_address_is_ignored(browser, address):
    """The figure opens as it would without it."""
    with LiveVisit(browser, address, "#being-born?moment=99&filter=x&scale=huge&other=1") as visit:
        assert visit.page.locator(SLIDER).input_value() == "0"
        assert np.abs(tiles(visit, f"{TILES} canvas") - expected_tiles(0, "one")).max() <= 0.51
        visit.page.get_by_role("button", name="each on its own scale").click()
        assert np.abs(tiles(visit, f"{TILES} canvas") - expected_tiles(0, "own")).max() <= 0.51
        visit.wait("() => location.hash === '#being-born?moment=0&filter=0&scale=own'")


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_accessible(browser, address, axe_violations, width, theme):
    """Nothing for axe to find, and nothing to scroll sideways."""
    with LiveVisit(browser, address, width=width, theme=theme) as visit:
        visit.says("Step 0 of")
        assert axe_violations(visit.page, FIGURE) == []
        assert visit.overflow() == 0
        visit.page.set_viewport_size({"width": 320, "height": 800})
        assert visit.overflow() == 0
