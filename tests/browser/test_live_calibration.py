"""Is 65 % a 65 %? in a browser: its bins, temperature and noise are Python's; mouse, touch, keys, the address, stop, what it asks of a network."""

import numpy as np
import pytest
from errors_page import DONE, NAMES, STOP, figure_page, reals, shares  # noqa: F401  (fixtures)
from live_page import PIXELS, as_pixels
from live_visit import FIGURE, LiveVisit
from thorough import LOOKS
from waiting import wait_until

from cnnviz_helpers import accuracy_interval, mistakes, predict, reliability, with_temperature
from cnnviz_helpers.perturbations.pictures import uniform_noise

BINS = "cells => cells.map((cell) => cell.getAttribute('aria-label'))"


@pytest.fixture(scope="module")
def seen(browser, figure_page):
    """The page with the figure, counted to its end: one for all tests that only look at it, or set what they look at."""
    with LiveVisit(browser, figure_page("calibration")) as visit:
        visit.wait(DONE)
        yield visit


def set_temperature(visit, value):
    """Type it, and wait until it is drawn."""
    visit.page.get_by_label("temperature", exact=True).first.fill(str(value))
    visit.drawn()


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


def test_bins_are_pythons_at_any_temperature(seen, shares, y_test):
    labels = y_test.argmax(axis=1)
    for temperature in (0.5, 2.05, 1):
        set_temperature(seen, temperature)
        rows = with_temperature(shares, temperature) if temperature != 1 else shares
        expected = reliability(rows, labels)
        for bin, words in enumerate(seen.page.eval_on_selector_all(".x-bins button", BINS)):
            count, right = int(expected.counts[bin]), int(expected.right[bin])
            if not count:
                assert words.endswith("no answer")
                continue
            low, high = accuracy_interval(right, count)
            known = [10 * bin, 10 * bin + 10, count, 100 * expected.confidence[bin], right, 100 * right / count, 100 * low, 100 * high]
            assert reals(words.replace("–", " ")) == pytest.approx(known, abs=0.051)
        sure, right, error = reals(seen.texts(".x-body > .x-outcome")[0])
        assert (sure, right) == pytest.approx((100 * rows.max(axis=1).mean(), 76.0), abs=0.051) and error == pytest.approx(expected.error, abs=6e-4)
    assert (sure, error) == (74.4, 0.026)  # as the chapter has them


def test_a_bin_opens_its_photos(seen, shares, x_test, y_test):
    """First the wrong ones, the surest first; by mouse, and by keys."""
    seen.page.locator(".x-bins button").nth(9).click()
    wrong = [i for i in mistakes(shares, y_test) if shares[i].max() > 0.9]
    words = seen.texts(".x-held .x-shots li")
    for i, said in zip(wrong, words, strict=False):
        lines = [NAMES[shares[i].argmax()] + f" {100 * shares[i].max():.0f} %", f"is: {NAMES[y_test[i].argmax()]}"]
        assert [line.strip() for line in said.split("\n") if line.strip()] == lines
    assert seen.page.locator(".x-held .x-shots .is-wrong").count() == len(wrong) and len(words) == 40
    drawn = as_pixels(seen.page.eval_on_selector(".x-held .x-shots canvas", PIXELS))
    assert np.array_equal(drawn, np.round(255 * (x_test[wrong[0]] + 0.5)))
    assert seen.texts(".x-held > p") == [f"90 to 100 %: {len(wrong)} wrong, {(shares.max(axis=1) > 0.9).sum() - len(wrong)} right, the first 40 (scroll)"]
    seen.page.keyboard.press("ArrowLeft")
    seen.page.keyboard.press("Enter")
    wait_until(seen.page, "() => document.querySelector('.x-bins [aria-pressed=true]') === document.querySelectorAll('.x-bins button')[8]")
    wait_until(seen.page, "() => location.hash.includes('bin=8')")


@pytest.mark.thorough("500 pictures of noise; photos are compared in a quick run")
def test_noise(browser, figure_page, model):
    """At a press of a finger 500 pictures, what they are called and how sure that is; the first of them is Python's, number by number."""
    with LiveVisit(browser, figure_page("calibration"), "#calibration?temperature=1.5&bin=3", width=390, has_touch=True) as visit:
        visit.page.get_by_role("button", name="Show it noise").tap()
        visit.wait("() => document.querySelector('.x-noise .x-outcome')?.textContent.includes(' of 500 ')")
        noise = uniform_noise((500, 32, 32, 3), seed=0)
        rows = predict(model, noise)
        most = np.bincount(rows.argmax(axis=1), minlength=10)
        words = visit.texts(".x-noise .x-outcome")[0]
        assert f"{most.max()} of 500 pictures of noise: “{NAMES[most.argmax()]}”." in words
        assert reals(words)[-1] == pytest.approx(100 * with_temperature(rows, 1.5).max(axis=1).mean(), abs=0.06)
        drawn = as_pixels(visit.page.eval_on_selector(".x-noise .x-shots canvas", PIXELS)).astype(int)
        assert np.abs(drawn - 255 * (noise[0] + 0.5)).max() <= 0.51
        assert visit.page.locator(".x-tries li").nth(2).get_attribute("class") == "is-done"
        visit.page.get_by_role("button", name="Other noise").tap()
        visit.wait("() => location.hash.includes('noise=2')")
        assert visit.page.get_by_label("temperature", exact=True).first.input_value() == "1.50"


def test_tries_and_what_an_address_may_say(browser, figure_page, shares, y_test):
    """What makes no sense is left out; a reader finds what there is to find."""
    with LiveVisit(browser, figure_page("calibration"), "#calibration?temperature=9&bin=12&noise=-1") as visit:
        visit.wait(DONE)
        assert visit.page.locator(".x-bins [aria-pressed=true]").get_attribute("aria-label").startswith("60 to 70 %")
        assert visit.page.locator(".x-noise").count() == 0 and visit.page.get_by_label("temperature", exact=True).first.input_value() == "1.00"
        visit.page.locator(".x-bins button").nth(9).click()
        visit.page.wait_for_selector(".x-tries li:nth-child(1).is-done")
        last = shares.max(axis=1) > 0.9
        wrong = (last & (shares.argmax(axis=1) != y_test.argmax(axis=1))).sum()
        assert visit.texts(".x-found li")[0].startswith(f"{wrong} of {last.sum()} answers are wrong")
        set_temperature(visit, 0.45)
        assert visit.page.locator(".x-tries li").nth(1).get_attribute("class") == "is-done"


def test_counting_stops_and_goes_on(browser, figure_page):
    with LiveVisit(browser, figure_page("calibration")) as visit:
        visit.wait(DONE)
        stopped, later, most, words, _ = visit.page.evaluate(STOP, "Show it noise")
        assert stopped == later < most == 500 and words == "Count"
        visit.page.get_by_role("button", name="Count", exact=True).click()
        visit.wait("() => document.querySelector('.x-noise .x-outcome')?.textContent.includes(' of 500 ')")
