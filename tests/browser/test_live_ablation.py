"""The ablation bench in a browser, against Keras with the same filters set to zero, or to their mean."""

import re

import numpy as np
import pytest
from ablation_page import COUNTED, address, counted, keras, switch_off  # noqa: F401  (fixtures)
from live_visit import LiveVisit
from waiting import wait_until

from cnnviz_helpers import active_share, cifar10dict, cnn_model, layer_outputs, predict_without, receptive_field

CASES = {"relu1": [31], "relu2": [9, 13], "relu3": [18, 35, 63], "relu4": [6, 39], "relu5": [79, 111, 116]}
CHEAP = (0, 1, 4, 9, 13, 20, 21, 26)  # eight filters of relu1 that cost 16 photos


def test_counts_are_those_of_keras(browser, address, keras):
    """For every layer, whether its outputs were kept or not: each class's right answers, to the photo; the changed photos; the words."""
    with LiveVisit(browser, address) as visit:
        for layer, off in CASES.items():
            switch_off(visit, layer, off)
            now, before = counted(visit, keras)
            answers = keras.answers(layer, off)
            assert now.tolist() == keras.right(answers).tolist(), layer
            assert before.tolist() == keras.right(keras.whole).tolist()
            share = (answers == keras.labels).mean()
            change = round(100 * share - 76, 1)
            sign = "−" if change < 0 else "+" if change > 0 else ""
            assert f"{100 * share:.1f} % of all photos right ({sign}{abs(change):.1f} points); whole network 76.0 %" in visit.texts(".x-result")[0]
            assert all(re.fullmatch(r"\d+ \([+−]?\d+\.\d\)", words) for words in visit.texts(".x-counts .x-value"))
            lost = np.flatnonzero((keras.whole == keras.labels) & (answers != keras.labels))
            won = np.flatnonzero((keras.whole != keras.labels) & (answers == keras.labels))
            heads = visit.texts(".x-changes > p")
            assert heads[0].startswith(f"right → wrong: {len(lost)}") and heads[1].startswith(f"wrong → right: {len(won)}")
            words = [f"{cifar10dict[int(keras.whole[i])]} → {cifar10dict[int(answers[i])]}" for group in (lost, won) for i in group[:12]]
            assert visit.texts(".x-thumbs li") == words
            pixels = visit.page.eval_on_selector(".x-thumbs canvas", "canvas => [...canvas.getContext('2d').getImageData(0, 0, 32, 32).data]")
            np.testing.assert_array_equal(np.array(pixels).reshape(32, 32, 4)[..., :3], np.round((keras.images[lost[0]] + 0.5) * 255))
            visit.wait(f"() => /^{len(off)} of .* at zero: /.test(document.querySelector('.x-live').textContent)")
            assert f"{len(lost)} photos went from right to wrong, {len(won)} from wrong to right" in visit.texts(".x-live")[0]


def test_counts_at_the_mean(browser, address, keras):
    """Each map's mean over all photos and places in its place: as Keras counts, and as Python's `predict_without`; the words say so."""
    model = cnn_model()
    with LiveVisit(browser, address) as visit:
        for layer, off in {"relu1": [6], "relu5": CASES["relu5"]}.items():
            switch_off(visit, layer, off, "mean")
            now, _ = counted(visit, keras)
            answers = keras.answers(layer, off, "mean")
            assert now.tolist() == keras.right(answers).tolist(), layer
            np.testing.assert_array_equal(predict_without(model, keras.images, layer, off, to="mean").argmax(axis=1), answers)
            assert f'{{"{layer}": [{", ".join(map(str, off))}]}}, to="mean")' in visit.texts(".x-foot code")[0]
            visit.wait("() => document.querySelector('.x-live').textContent.includes(' at their mean: ')")


def test_filters_of_several_layers_at_once(browser, address, keras):
    """The counts are Keras's, and those of the line of Python; a change of layer leaves the others off; a link opens all of it; the words name it."""
    off, to = {"relu1": [31], "relu3": [18, 35], "relu5": [79]}, "mean"
    with LiveVisit(browser, address, f"#ablation?to={to}&off=") as visit:
        page = visit.page
        for layer, filters in off.items():
            page.get_by_label("layer", exact=True).select_option(layer)
            for filter in filters:
                page.get_by_role("button", name=f"filter {filter} off", exact=True).click()
        now, _ = counted(visit, keras)
        answers = keras.answers_without(off, to)
        assert now.tolist() == keras.right(answers).tolist()
        line = page.locator(".x-foot code").inner_text()
        assert line == f'predict_without(model, x_test, {{"relu1": [31], "relu3": [18, 35], "relu5": [79]}}, to="{to}")'
        python = eval(line, {"predict_without": predict_without, "model": cnn_model(), "x_test": keras.images})
        np.testing.assert_array_equal(python.argmax(axis=1), answers)
        visit.wait("() => document.querySelector('.x-live').textContent.startsWith('1 of 32 filters of relu1, 2 of 64 filters of relu3, 1 of 128')")
        assert visit.texts(".x-bench option")[:5] == [f"{layer}: {len(off.get(layer, []))} of {n} off" for layer, n in zip(CASES, (32, 32, 64, 64, 128))]
        visit.wait("() => location.hash.includes('off=relu1+31+relu3+18+35+relu5+79')")
        state = page.evaluate("location.hash")
    with LiveVisit(browser, address, state) as visit:
        assert counted(visit, keras)[0].tolist() == now.tolist()
        visit.page.get_by_label("layer", exact=True).select_option("relu3")
        assert pressed(visit) == [18, 35]
        visit.page.get_by_role("button", name="all off", exact=True).click()  # of this layer
        assert len(pressed(visit)) == 64 and "relu3: 64 of 64 off" in visit.texts(".x-bench option") and "relu5: 1 of 128 off" in visit.texts(".x-bench option")
        visit.page.get_by_role("button", name="none off", exact=True).click()
        assert not any(" 0 of " not in words for words in visit.texts(".x-bench option")[:5])
        assert counted(visit, keras)[0].sum() == 760


def test_each_switch_shows_what_excites_its_filter_most(browser, address, keras):
    """The patch that the largest of all its numbers sees, cut from its photo; nothing, where no number is above zero."""
    model = cnn_model()
    kernel, bias = model.layers[0].get_weights()
    most = np.max([layer_outputs(model, tenth, "relu1")["relu1"].max(axis=(0, 1, 2)) for tenth in np.split(keras.images, 10)], axis=0)
    maps, field = layer_outputs(model, keras.images, "relu3")["relu3"], receptive_field(model, "relu3")
    with LiveVisit(browser, address) as visit:
        visit.wait(COUNTED)
        patches = [patch / 255 - 0.5 for patch in pictures(visit)]
        whole = [f for f, patch in enumerate(patches) if patch.shape == (3, 3, 3)]  # others lie at an edge
        assert len(whole) > 20
        for f in whole:
            assert (patches[f] * kernel[..., f]).sum() + bias[f] == pytest.approx(most[f], abs=1e-4)
        visit.page.get_by_label("layer", exact=True).select_option("relu3")
        right = 0
        for f, patch in enumerate(pictures(visit)):
            photo, row, column = np.unravel_index(maps[..., f].argmax(), maps.shape[:3])
            top, left, bottom, right_end = field.box(row, column)
            expected = np.round((keras.images[photo, max(top, 0) : bottom, max(left, 0) : right_end] + 0.5) * 255)
            right += patch.shape == expected.shape and np.array_equal(patch, expected)
        assert right >= 62  # of 64: the two largest numbers of a filter may be as good as the same
        visit.page.get_by_label("layer", exact=True).select_option("relu5")
        silent = visit.page.eval_on_selector_all(".x-switches button", "cells => cells.map((cell) => Number(cell.style.getPropertyValue('--x-share')) === 0)")
        empty = [not patch.any() for patch in pictures(visit)]
        assert 0 < sum(silent) < 64 and empty == silent


def pictures(visit):
    """The pictures on the switches, (h, w, 3) each."""
    read = """(canvases) => canvases.map((c) => [c.height, c.width, [...c.getContext("2d").getImageData(0, 0, c.width, c.height).data]])"""
    found = visit.page.eval_on_selector_all(".x-switches canvas", read)
    return [np.array(data).reshape(high, wide, 4)[..., :3] for high, wide, data in found]


def pressed(visit):
    """The filters that are off, of the layer that is shown."""
    return visit.page.evaluate("() => [...document.querySelectorAll('.x-switches [aria-pressed=true]')].map((cell) => Number(cell.textContent))")


def test_a_class_without_a_photo_so_far_has_no_share(browser, address):
    """Of the first three photos one is a cat and two are ships; for the other classes there is nothing to divide by."""
    stuck = "Worker = class { postMessage() { this.onmessage({ data: { task: 0, answers: [3, 8, 1], active: null } }); } terminate() {} };"
    with LiveVisit(browser, address, script=stuck) as visit:
        visit.wait("() => document.querySelector('progress + span')?.textContent.includes(' 3 of ')")
        shares = dict(zip(visit.texts(".x-counts .x-class"), visit.texts(".x-counts .x-value")))
        assert shares == dict.fromkeys(cifar10dict.values(), "none yet") | {"cat": "100 (0.0)", "ship": "50 (0.0)"}
        assert "NaN" not in visit.page.inner_html(".x-counts")


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


def test_stop_and_change_while_counting(browser, address, keras):
    """Stop leaves a part, said to be one; a change while counting begins anew, and only its result is shown. The page goes on living."""
    with LiveVisit(browser, address, "#ablation?layer=relu1&off=5") as visit:
        page = visit.page
        page.evaluate("""() => {
          window.longest = 0;
          new PerformanceObserver((list) => list.getEntries().forEach((task) => { window.longest = Math.max(window.longest, task.duration); })).observe({ entryTypes: ["longtask"] });
        }""")
        stop = """() => {
          const button = [...document.querySelectorAll("button")].find((other) => other.textContent === "Stop");
          if (!button || !/right .*whole/.test(document.querySelector(".x-result").textContent) || document.querySelector(".x-row").parentElement.textContent.includes("whole network first")) return false;
          if (document.querySelector("progress + span").textContent.startsWith("0 of")) return false;
          button.click();
          return true;
        }"""
        wait_until(page, stop)
        page.wait_for_timeout(300)
        done, result = page.locator("progress + span").inner_text(), visit.texts(".x-result")[0]
        n = int(done.split()[0])
        assert 0 < n < 1000 and f"of the first {n} right" in result
        right = (keras.answers("relu1", [5])[:n] == keras.labels[:n]).mean()
        assert float(result.split(" %")[0]) == pytest.approx(100 * right, abs=0.051)  # Python and browsers round a half to different sides
        page.get_by_role("button", name="Count again").click()
        page.get_by_role("button", name="filter 5 off", exact=True).click()
        page.get_by_role("button", name="filter 6 off", exact=True).click()
        now, _ = counted(visit, keras)
        assert now.tolist() == keras.right(keras.answers("relu1", [6])).tolist()
        assert page.evaluate("window.longest") < 500


def test_tries_are_recognised(browser, address):
    """None at first; eight cheap filters, but not at their mean; one of each of two layers, once each has been counted alone; a costly one."""
    done = "() => [...document.querySelectorAll('.x-tries li')].map((item) => item.classList.contains('is-done'))"
    with LiveVisit(browser, address, "#ablation?off=relu1+31") as visit:
        page = visit.page
        visit.wait(COUNTED)
        assert page.evaluate(done) == [False, False, False]
        press(visit, *CHEAP, 31)
        page.get_by_label("set to", exact=True).select_option("mean")
        visit.wait(COUNTED)
        assert page.evaluate(done) == [False, False, False]
        page.get_by_label("set to", exact=True).select_option("zero")
        visit.wait(COUNTED)
        assert page.evaluate(done) == [False, False, True]
        page.get_by_role("button", name="none off", exact=True).click()
        press(visit, 31)
        page.get_by_label("layer", exact=True).select_option("relu2")
        press(visit, 3)
        visit.wait(COUNTED)
        assert page.evaluate(done) == [False, False, True]  # filter 3 of relu2 was never counted alone
        page.get_by_role("button", name="none off", exact=True).click()
        press(visit, 3)
        visit.wait(COUNTED)
        page.get_by_label("layer", exact=True).select_option("relu1")
        press(visit, 31)
        visit.wait(COUNTED)
        assert page.evaluate(done) == [False, True, True]
        page.get_by_role("button", name="none off", exact=True).click()
        page.get_by_label("layer", exact=True).select_option("relu2")
        press(visit, 22)
        visit.wait(COUNTED)
        assert page.evaluate(done) == [True, True, True]
        assert "Every filter of the next layer reads this one map." in visit.page.locator(".x-found").inner_text()


def press(visit, *filters):
    """Press the switches of these filters."""
    for filter in filters:
        visit.page.get_by_role("button", name=f"filter {filter} off", exact=True).click()


@pytest.mark.parametrize(
    "state, layer, off, to",
    [
        ("layer=relu9&off=1&to=mean", "relu1", ["1"], "mean"),
        ("layer=relu2&off=3,999,3&to=one", "relu2", ["3"], "zero"),
        ("layer=relu2&off=<b>", "relu2", [], "zero"),
        ("off=<b>", "relu1", ["31"], "zero"),
        ("layer=relu2&off=relu2+9+relu1+4+relu2+13+9", "relu2", ["9", "13"], "zero"),
        ("layer=relu1&off=relu2+9+relu9+4", "relu1", ["31"], "zero"),
        ("layer=relu3&off=7+relu1+3", "relu3", ["7"], "zero"),
    ],
)
def test_what_an_address_may_say(browser, address, state, layer, off, to):
    """Unknown layers, filters that are not there, and other words are left out."""
    with LiveVisit(browser, address, f"#ablation?{state}") as visit:
        assert visit.page.get_by_label("layer", exact=True).input_value() == layer
        assert visit.texts(".x-switches [aria-pressed=true]") == off
        assert visit.page.get_by_label("set to", exact=True).input_value() == to


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_accessible(browser, address, axe_violations, theme):
    """Nothing that axe finds, wide and narrow; no sideways scrolling at 320 pixels either."""
    with LiveVisit(browser, address, theme=theme) as visit:
        visit.wait(COUNTED)
        for width in (1280, 390):
            visit.page.set_viewport_size({"width": width, "height": 900})
            assert axe_violations(visit.page) == []
        visit.page.set_viewport_size({"width": 320, "height": 700})
        assert visit.overflow() <= 0
