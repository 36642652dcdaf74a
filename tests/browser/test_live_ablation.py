"""The ablation bench in a browser: its switches by mouse, touch and keyboard, its tries, and what an address may say."""

import numpy as np
import pytest
from ablation_page import COUNTED, address, counted, keras, pressed  # noqa: F401  (fixtures)
from live_page import PIXELS, as_pixels
from live_visit import FIGURE, LiveVisit
from thorough import LOOKS, thorough
from waiting import wait_until

from cnnviz_helpers import active_share, cnn_model, layer_outputs, receptive_field

LEAST = [3, 4, 6, 10, 20, 38, 39, 47]  # eight filters of relu5 that are silent on all photos


@pytest.fixture(scope="module")
def seen(browser, address):
    """The page with the figure, counted to its end: one for all tests that only look at it."""
    with LiveVisit(browser, address) as visit:
        visit.wait(COUNTED)
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


@pytest.mark.thorough("looks at every switch; what excites one filter is compared in a quick run")
def test_each_switch_shows_what_excites_its_filter_most(seen, keras):
    """The patch that the largest of all its numbers sees, cut from its photo; nothing, where no number is above zero."""
    model = cnn_model()
    kernel, bias = model.layers[0].get_weights()
    most = np.max([layer_outputs(model, tenth, "relu1")["relu1"].max(axis=(0, 1, 2)) for tenth in np.split(keras.images, 10)], axis=0)
    maps, field = layer_outputs(model, keras.images, "relu3")["relu3"], receptive_field(model, "relu3")
    seen.page.get_by_label("layer", exact=True).select_option("relu1")
    patches = [patch / 255 - 0.5 for patch in pictures(seen)]
    whole = [f for f, patch in enumerate(patches) if patch.shape == (3, 3, 3)]  # others lie at an edge
    assert len(whole) > 20
    for f in whole:
        assert (patches[f] * kernel[..., f]).sum() + bias[f] == pytest.approx(most[f], abs=1e-4)
    seen.page.get_by_label("layer", exact=True).select_option("relu3")
    right = 0
    for f, patch in enumerate(pictures(seen)):
        photo, row, column = np.unravel_index(maps[..., f].argmax(), maps.shape[:3])
        top, left, bottom, right_end = field.box(row, column)
        expected = np.round((keras.images[photo, max(top, 0) : bottom, max(left, 0) : right_end] + 0.5) * 255)
        right += patch.shape == expected.shape and np.array_equal(patch, expected)
    assert right >= 62  # of 64: the two largest numbers of a filter may be as good as the same
    seen.page.get_by_label("layer", exact=True).select_option("relu5")
    silent = seen.page.eval_on_selector_all(".x-switches button", "cells => cells.map((cell) => Number(cell.style.getPropertyValue('--x-share')) === 0)")
    empty = [not patch.any() for patch in pictures(seen)]
    assert 0 < sum(silent) < 64 and empty == silent


def pictures(visit):
    """The pictures on the switches, (h, w, 3) each."""
    return [as_pixels(got) for got in visit.page.eval_on_selector_all(".x-switches canvas", f"(canvases) => canvases.map({PIXELS})")]


def test_mouse_presets_and_what_is_active(browser, address, keras):
    """A press switches off and on; all, none; the least active filters, one after the other, are those that Python finds."""
    with LiveVisit(browser, address) as visit:
        page = visit.page
        visit.wait(COUNTED)
        page.get_by_role("button", name="filter 3 off", exact=True).click()
        assert pressed(visit) == [3, 31]
        page.get_by_role("button", name="filter 31 off", exact=True).click()
        page.get_by_role("button", name="all off", exact=True).click()
        assert len(pressed(visit)) == 32
        page.get_by_role("button", name="switch off one more, the least active").click()  # there is none
        assert len(pressed(visit)) == 32
        page.get_by_role("button", name="none off", exact=True).click()
        shares = active_share(layer_outputs(cnn_model(), keras.images, "relu1")["relu1"])
        for n in (1, 2, 3):
            page.get_by_role("button", name="switch off one more, the least active").click()
            assert pressed(visit) == sorted(np.argsort(shares)[:n].tolist())
        page.get_by_role("button", name="switch off one more, the most active").click()
        assert pressed(visit) == sorted([*np.argsort(shares)[:3].tolist(), int(shares.argmax())])
        drawn = page.eval_on_selector_all(".x-switches button", "cells => cells.map((cell) => Number(cell.style.getPropertyValue('--x-share')))")
        np.testing.assert_allclose(drawn, shares, atol=1e-4)
        page.get_by_role("button", name="none off", exact=True).click()
        now, before = counted(visit, keras)
        assert pressed(visit) == [] and now.tolist() == before.tolist() and now.sum() == 760
        page.get_by_label("layer", exact=True).select_option("relu5")
        assert page.locator(".x-switches button").count() == 128
        shares = active_share(layer_outputs(cnn_model(), keras.images, "relu5")["relu5"])
        assert shares.min() == 0  # of a filter that is never active, there is nothing to switch off
        page.get_by_role("button", name="switch off one more, the least active").click()
        assert pressed(visit) == [int(np.where(shares > 0, shares, 1).argmin())]


def test_keyboard(browser, address):
    """Arrow keys go from switch to switch, up and down by rows; space presses; the address follows."""
    with LiveVisit(browser, address) as visit:
        page = visit.page
        page.get_by_role("button", name="filter 0 off", exact=True).focus()
        for key, name in (("ArrowRight", 1), ("ArrowDown", None), ("ArrowUp", 1), ("ArrowUp", 1)):
            page.keyboard.press(key)
            assert name is None or page.evaluate("document.activeElement.textContent") == str(name)
        page.keyboard.press("Space")
        assert page.get_by_role("button", name="filter 1 off", exact=True).get_attribute("aria-pressed") == "true"
        assert page.locator(".x-switches [tabindex='0']").all_inner_texts() == ["1"]
        visit.wait("() => location.hash.includes('off=relu1+31+1')")
        page.get_by_label("set to", exact=True).focus()
        page.keyboard.press("ArrowDown")
        visit.wait("() => location.hash.includes('to=mean')")
        assert page.locator(".x-foot code").inner_text() == 'predict_without(model, x_test, {"relu1": [1, 31]}, to="mean")'


def test_touch(browser, address):
    """A tap does what a click does, and a switch is large enough for it."""
    with LiveVisit(browser, address, width=390, has_touch=True) as visit:
        switch = visit.page.get_by_role("button", name="filter 9 off", exact=True)
        switch.tap()
        assert switch.get_attribute("aria-pressed") == "true"
        box = switch.bounding_box()
        assert min(box["width"], box["height"]) >= 24 and visit.overflow() <= 0
        choice = visit.page.get_by_label("set to", exact=True)
        choice.tap()
        choice.select_option("mean")
        assert choice.bounding_box()["height"] >= 24
        wait_until(visit.page, "() => location.hash.includes('to=mean')")


@pytest.mark.thorough("counts 1,000 photos nine times; tries of other figures are recognised in a quick run, and counts compared")
def test_tries_are_recognised(browser, address, keras):
    """Each once what it asks for has been counted, and not before; what was found quotes the numbers, which are Keras's."""
    done = "() => [...document.querySelectorAll('.x-tries li')].map((item) => item.classList.contains('is-done'))"
    whole = keras.right(keras.whole).sum()
    lost = lambda **layers: f"{(whole - keras.right(keras.answers_without(layers)).sum()) / 10:.1f}"  # noqa: E731
    with LiveVisit(browser, address) as visit:
        page = visit.page
        visit.wait(COUNTED)
        choose(visit, "relu1", 2)  # the most active one; it costs half of what 31 costs
        page.get_by_label("set to", exact=True).select_option("mean")
        choose(visit, "relu1", 28)  # this one is cheap enough, but at its mean it counts for nothing
        assert page.evaluate(done) == [False, False, False]
        page.get_by_label("set to", exact=True).select_option("zero")
        choose(visit, "relu1", 28)
        assert page.evaluate(done) == [True, False, False]
        assert f"Filter 31 costs {lost(relu1=[31])} points, the more active filter 28 only {lost(relu1=[28])}." in visit.texts(".x-found")[0]
        choose(visit, "relu1", 31)
        press(visit, "relu2", 3)
        assert page.evaluate(done) == [True, False, False]  # filter 3 of relu2 was never counted alone
        choose(visit, "relu2", 3)  # in whatever order the three were counted
        assert page.evaluate(done) == [True, True, False]
        costs = whole - keras.right(keras.answers_without({"relu1": [31]})).sum(), whole - keras.right(keras.answers_without({"relu2": [3]})).sum()
        words = f"relu1, 31 and relu2, 3: {lost(relu1=[31])} + {lost(relu2=[3])} = {sum(costs) / 10:.1f} points; both together {lost(relu1=[31], relu2=[3])}."
        assert words in visit.texts(".x-found")[0]
        choose(visit, "relu5", *LEAST[:7])
        assert page.evaluate(done) == [True, True, False]
        press(visit, "relu5", LEAST[7])
        assert page.evaluate(done) == [True, True, True]
        words = f"8 filters of relu5 cost {lost(relu5=LEAST)} points: these photos hardly need them (8 of them are never active here)."
        assert words in visit.texts(".x-found")[0]


def choose(visit, layer, *filters):
    """Switch off these filters of a layer and no others, and wait until all photos are counted."""
    visit.page.get_by_role("button", name="none off", exact=True).click()
    press(visit, layer, *filters)


def press(visit, layer, *filters):
    """Press the switches of these filters of a layer, and wait until all photos are counted."""
    visit.page.get_by_label("layer", exact=True).select_option(layer)
    for filter in filters:
        visit.page.get_by_role("button", name=f"filter {filter} off", exact=True).click()
    visit.wait(COUNTED)


@pytest.mark.parametrize(
    "state, layer, off, to",
    [
        ("layer=relu9&off=1&to=mean", "relu1", ["1"], "mean"),
        ("layer=relu2&off=3,999,3&to=one", "relu2", ["3"], "zero"),
        thorough("layer=relu2&off=<b>", "relu2", [], "zero"),
        ("off=<b>", "relu1", ["31"], "zero"),
        ("layer=relu2&off=relu2+9+relu1+4+relu2+13+9", "relu2", ["9", "13"], "zero"),
        thorough("layer=relu1&off=relu2+9+relu9+4", "relu1", ["31"], "zero"),
        thorough("layer=relu3&off=7+relu1+3", "relu3", ["7"], "zero"),
    ],
)
def test_what_an_address_may_say(browser, address, state, layer, off, to):
    """Unknown layers, filters that are not there, and other words are left out."""
    with LiveVisit(browser, address, f"#ablation?{state}") as visit:
        assert visit.page.get_by_label("layer", exact=True).input_value() == layer
        visit.drawn()
        assert visit.page.locator(".x-switches [aria-pressed=true]").all_inner_texts() == off
        assert visit.page.get_by_label("set to", exact=True).input_value() == to
