"""What does it use? in a browser: changed photos and counts are Python's; mouse, touch, keys, the address, stop, its tries."""

import numpy as np
import pytest
from errors_page import DONE, HEAR, NAMES, STOP, figure_page, reals, shares  # noqa: F401  (fixtures)
from live_page import PIXELS, as_pixels
from live_visit import FIGURE, LiveVisit
from thorough import LOOKS, some
from waiting import wait_until

from cnnviz_helpers import accuracy_interval, predict
from cnnviz_helpers.perturbations import pictures

CHANGES = {
    "as it is": lambda x: x,
    "grey": pictures.grey,
    "mirrored": pictures.mirrored,
    "upside down": pictures.upside_down,
    "quarters shuffled": lambda x: pictures.shuffled(x, 2),
    "tiles of 8 × 8": lambda x: pictures.shuffled(x, 4),
    "tiles of 4 × 4": lambda x: pictures.shuffled(x, 8),
}


@pytest.fixture(scope="module")
def seen(browser, figure_page):
    """The page with the figure, all changes counted: stopped at first, and gone on."""
    with LiveVisit(browser, figure_page("what-it-uses"), script=HEAR) as visit:
        stopped, later, most, words, posts = visit.page.evaluate(STOP, "Count all photos")
        assert stopped == later < most and words == "Count all photos" and posts == 0  # that it has stopped
        visit.page.get_by_role("button", name="Count all photos").click()
        wait_until(visit.page, DONE, timeout=120_000)
        assert visit.page.locator(".x-progress progress").get_attribute("max") == "7000"
        yield visit


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_accessible(seen, axe_violations, width, theme):
    """Nothing that axe finds, wide and narrow; no sideways scrolling at 320 pixels either."""
    seen.page.emulate_media(color_scheme=theme)
    seen.page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    seen.page.set_viewport_size({"width": width, "height": 900})
    assert axe_violations(seen.page, FIGURE) == []
    seen.page.set_viewport_size({"width": 320, "height": 700})
    assert seen.overflow() <= 0
    seen.page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.parametrize("name", some(CHANGES, "grey", "quarters shuffled"))
def test_counts_are_pythons(seen, model, x_test, y_test, name):
    """Right answers to all photos, with the interval of 95 %."""
    right = int((predict(model, CHANGES[name](x_test)).argmax(axis=1) == y_test.argmax(axis=1)).sum())
    (words,) = seen.page.locator(".x-rows li", has_text=name).locator(".x-value").all_inner_texts()
    low, high = accuracy_interval(right, 1000)
    assert reals(words.replace("–", " ")) == pytest.approx([right / 10, 100 * low, 100 * high], abs=0.051)


def test_by_mouse_and_keys(seen, model, x_test):
    """The choice and the row do the same; the picture and the bars are Python's, and the line of Python says so; another shuffle is another picture."""
    page = seen.page
    page.locator(".x-rows button", has_text="tiles of 8 × 8").click()
    photo = pictures.shuffled(x_test[16], 4, first=16)
    wait_until(page, "() => location.hash.includes('change=tiles-4')")
    seen.drawn()
    drawn = as_pixels(page.eval_on_selector(".x-uses .x-map", PIXELS))
    assert np.array_equal(drawn, np.round(255 * (photo + 0.5)))
    row = predict(model, photo)[0]
    seen.says(f"tiles of 8 × 8: {NAMES[row.argmax()]}, {100 * row.max():.0f} %.")
    assert page.locator(".x-foot code").inner_text() == "predict(model, shuffled(x_test[16], 4, seed=0, first=16))"
    page.get_by_role("button", name="Shuffle again").click()
    wait_until(page, "() => location.hash.includes('seed=1')")
    seen.drawn()
    again = as_pixels(page.eval_on_selector(".x-uses .x-map", PIXELS))
    assert np.array_equal(again, np.round(255 * (pictures.shuffled(x_test[16], 4, 1, first=16) + 0.5)))
    assert page.locator(".x-rows li", has_text="tiles of 8 × 8").locator(".x-value").inner_text() == "?"  # of the other shuffle nothing is known
    page.get_by_label("change", exact=True).focus()
    page.keyboard.press("ArrowUp")
    wait_until(page, "() => location.hash.includes('change=tiles-2')")
    assert page.locator(".x-rows [aria-pressed=true]").inner_text() == "quarters shuffled"


def test_tries_and_touch(seen, browser, figure_page, shares, x_test, y_test, model):
    """Two counts that are compared; a photo that small tiles leave right, found by a link and a finger."""
    assert seen.page.locator(".x-tries li").nth(0).get_attribute("class") == "is-done"
    rows = predict(model, pictures.shuffled(x_test[:60], 8))
    kept = int(np.flatnonzero(rows.argmax(axis=1) == y_test[:60].argmax(axis=1))[0])
    with LiveVisit(browser, figure_page("what-it-uses"), f"#what-it-uses?image={kept}&change=tiles-9&seed=-3", width=390, has_touch=True) as visit:
        assert visit.page.get_by_label("change", exact=True).input_value() == "tiles-2"
        visit.page.locator(".x-rows button", has_text="tiles of 4 × 4").tap()
        visit.page.wait_for_selector(".x-tries li:nth-child(2).is-done")
        assert visit.texts(".x-found li")[0].startswith(f"{NAMES[rows[kept].argmax()]}, sure {100 * rows[kept].max():.0f} %.")
