"""A small push, in a browser: the pushed photo, the answer and the counts are Python's; mouse, touch, keys, the address, stop, its tries."""

import numpy as np
import pytest
from errors_page import NAMES, STOP, figure_page, reals, shares  # noqa: F401  (fixtures)
from live_page import PIXELS, as_pixels
from live_visit import FIGURE, LiveVisit
from thorough import LOOKS
from waiting import wait_until

from cnnviz_helpers import accuracy_interval, predict
from cnnviz_helpers.perturbations.pushes import random_push, small_push

DOG, CAT = 5, 3
PICTURES = f"(canvases) => canvases.map({PIXELS})"
# The first three counts, without a push and with the one that is chosen in both directions, are there.
THREE = "() => document.querySelector('.x-progress progress').value > 3000"


@pytest.fixture(scope="module")
def seen(browser, figure_page):
    """The page with the figure; stopped, gone on, and stopped when the push that is chosen has been counted."""
    with LiveVisit(browser, figure_page("small-push"), "#small-push?size=2") as visit:
        stopped, later, most, words, _ = visit.page.evaluate(STOP, "Count all")
        assert stopped == later < most == 11_000 and words == "Count all"
        visit.page.get_by_role("button", name="Count all", exact=True).click()
        wait_until(visit.page, THREE, timeout=120_000)
        visit.page.get_by_role("button", name="Stop", exact=True).click()
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


@pytest.mark.thorough("counts 1,000 photos again; the same numbers are compared without the page in a quick run")
def test_counts_are_pythons(seen, model, x_test, y_test):
    """Of all photos: without a push, along the slope, with random signs; with the interval of 95 %."""
    labels = y_test.argmax(axis=1)
    words = seen.page.locator(".x-chart").get_attribute("aria-label")
    for start, photos in {
        "0/255, along the slope": x_test,
        "2/255, along the slope": small_push(model, x_test, labels, 2 / 255).pictures,
        "2/255, random signs": random_push(x_test, 2 / 255).pictures,
    }.items():
        right = int((predict(model, photos).argmax(axis=1) == labels).sum())
        found = reals(words.partition(f"{start}: ")[2].partition(").")[0].replace("–", " "))
        low, high = accuracy_interval(right, 1000)
        assert abs(found[0] - right / 10) <= (0.11 if "2/255, along" in start else 0.001)  # one photo: a slope may be as good as 0
        assert found[1:] == pytest.approx([100 * low, 100 * high], abs=0.2)
    seen.says("with random signs")
    assert seen.page.locator(".x-tries li").nth(2).get_attribute("class") == "is-done"


def test_a_photo_is_pushed_as_in_python(seen, model, x_test):
    """What is seen: the photo, the difference so much enlarged that it ends at black and white, and the pushed photo; and what the network says of it."""
    for direction, push in (("slope", small_push(model, x_test[16], DOG, 2 / 255)), ("signs", random_push(x_test[16], 2 / 255, first=16))):
        seen.page.get_by_label("direction", exact=True).select_option(direction)
        wait_until(seen.page, "along => location.hash.includes(`along=${along}`)", direction)
        seen.drawn()
        photo, difference, pushed = (as_pixels(got).astype(int) for got in seen.page.eval_on_selector_all(".x-triple canvas", PICTURES))
        assert np.array_equal(photo, np.round(255 * (x_test[16] + 0.5)))
        apart = np.abs(pushed - 255 * (push.pictures[0] + 0.5)) > 0.51
        assert apart.sum() <= 2  # numbers whose slope is as good as 0
        assert (np.abs(difference - np.clip(127.5 + 127.5 * (push.pictures[0] - x_test[16]) * 255 / 2, 0, 255)) > 0.51).sum() <= 2
        row = predict(model, push.pictures)[0]
        words = {"slope": "along the slope", "signs": "random signs"}[direction]
        seen.says(f"2/255 {words}: {NAMES[row.argmax()]}, {100 * row.max():.0f} %")
        assert f": {100 * push.clipped[0]:.0f} % of them move less" in seen.texts(".x-body > .x-was")[0]
    assert "difference, × 64" in seen.texts(".x-triple p")
    assert seen.page.locator(".x-foot code").inner_text() == "predict(model, random_push(x_test[16], 2 / 255, first=16).pictures)"


def test_tries_keys_touch_and_the_address(browser, figure_page, model, x_test):
    """The smallest push that changes the answer is found with the keys; with random signs of that size it stays."""
    sizes = range(1, 17)
    answers = [predict(model, small_push(model, x_test[16], DOG, size / 255).pictures)[0].argmax() for size in sizes]
    least = next(size for size, answer in zip(sizes, answers, strict=True) if answer != DOG)
    with LiveVisit(browser, figure_page("small-push"), f"#small-push?size={least + 2}&along=up", width=390, has_touch=True) as visit:
        page = visit.page
        page.get_by_label("steps of 255").nth(1).focus()
        for size in (least + 1, least):
            assert page.locator(".x-tries .is-done").count() == 0
            page.keyboard.press("ArrowLeft")
            wait_until(page, "size => location.hash.includes(`size=${size}&`)", size)
        page.wait_for_selector(".x-tries li:nth-child(1).is-done")
        assert visit.texts(".x-found li")[0].startswith(f"{least}/255 is enough: dog becomes {NAMES[answers[least - 1]]}.")
        page.get_by_label("direction", exact=True).select_option("signs")
        page.wait_for_selector(".x-tries li:nth-child(2).is-done")
        page.get_by_role("button", name="next photo").tap()
        visit.wait("() => location.hash.includes('image=17')")
        page.get_by_label("steps of 255").nth(0).fill("99")
        visit.wait("() => location.hash.includes('size=16')")
