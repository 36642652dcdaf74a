"""What the ablation bench counts in a browser, against Keras with the same filters set to zero, or to their mean; stopped midway, too."""

import re

import numpy as np
import pytest
from ablation_page import COUNTED, address, counted, keras, pressed, switch_off  # noqa: F401  (fixtures)
from live_visit import LiveVisit
from thorough import thorough
from waiting import wait_until

from cnnviz_helpers import cifar10dict, cnn_model, predict_without

CASES = {"relu1": [31], "relu2": [9, 13], "relu3": [18, 35, 63], "relu4": [6, 39], "relu5": [79, 111, 116]}


@pytest.mark.parametrize("layers", [["relu5"], thorough(["relu1", "relu2", "relu3", "relu4"])], ids=str)
def test_counts_are_those_of_keras(browser, address, keras, layers):
    """For every layer, whether its outputs were kept or not: each class's right answers, to the photo; the changed photos; the words."""
    with LiveVisit(browser, address) as visit:
        for layer in layers:
            off = CASES[layer]
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


LISTS = '''(press) => {
  press?.click();
  const all = document.querySelector(".x-changes");
  return [all.ariaBusy, ...[...all.querySelectorAll("p")].map(({ textContent }) => textContent), all.querySelectorAll("li").length];
}'''


def test_while_it_counts_the_lists_wait(browser, address):
    """Their names stand from the beginning, without the numbers and photos of the count before."""
    with LiveVisit(browser, address) as visit:
        visit.wait(COUNTED)
        busy, lost, _, photos = visit.page.evaluate(LISTS, None)
        assert busy == "false" and re.match(r"right → wrong: \d", lost) and photos > 2
        switch = visit.page.get_by_role("button", name="filter 9 off", exact=True)
        assert switch.evaluate(LISTS) == ["true", "right → wrong", "wrong → right", 0]
        visit.wait("document.querySelector('.x-changes').ariaBusy === 'false'")


def test_the_choice_of_a_layer_says_what_is_off_in_others(browser, address):
    with LiveVisit(browser, address, "#ablation?layer=relu2&off=relu1+31+relu2+3+4") as visit:
        assert visit.texts(".x-bench option")[:3] == [
            "relu1: 1 of 32 off, 2 in others",
            "relu2: 2 of 32 off, 1 in others",
            "relu3: none of 64 off, 3 in others",
        ]


@pytest.mark.thorough
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
        shown = [
            "1 of 32 off, 3 in others",
            "none of 32 off, 4 in others",
            "2 of 64 off, 2 in others",
            "none of 64 off, 4 in others",
            "1 of 128 off, 3 in others",
        ]
        assert visit.texts(".x-bench option")[:5] == [f"{layer}: {words}" for layer, words in zip(CASES, shown)]
        visit.wait("() => location.hash.includes('off=relu1+31+relu3+18+35+relu5+79')")
        state = page.evaluate("location.hash")
    with LiveVisit(browser, address, state) as visit:
        assert counted(visit, keras)[0].tolist() == now.tolist()
        visit.page.get_by_label("layer", exact=True).select_option("relu3")
        assert pressed(visit) == [18, 35]
        visit.page.get_by_role("button", name="all off", exact=True).click()  # of this layer
        assert len(pressed(visit)) == 64 and visit.texts(".x-bench option")[2:5:2] == ["relu3: 64 of 64 off, 2 in others", "relu5: 1 of 128 off, 65 in others"]
        visit.page.get_by_role("button", name="none off", exact=True).click()
        assert all(re.fullmatch(r"relu\d: none of \d+ off", words) for words in visit.texts(".x-bench option")[:5])
        assert counted(visit, keras)[0].sum() == 760


def test_a_class_without_a_photo_so_far_has_no_share(browser, address):
    """Of the first three photos one is a cat and two are ships; for the other classes there is nothing to divide by."""
    stuck = "Worker = class { postMessage() { this.onmessage({ data: { task: 0, answers: [3, 8, 1], active: null } }); } terminate() {} };"
    with LiveVisit(browser, address, script=stuck) as visit:
        visit.wait("() => document.querySelector('progress + span')?.textContent.includes(' 3 of ')")
        shares = dict(zip(visit.texts(".x-counts .x-class"), visit.texts(".x-counts .x-value")))
        assert shares == dict.fromkeys(cifar10dict.values(), "none yet") | {"cat": "100 (0.0)", "ship": "50 (0.0)"}
        assert "NaN" not in visit.page.inner_html(".x-counts")


def test_stop_and_change_while_counting(browser, address, keras):
    """Stop leaves a part, said to be one; a change while counting begins anew, and only its result is shown. The page goes on living."""
    with LiveVisit(browser, address, "#ablation?layer=relu1&off=5") as visit:
        page = visit.page
        page.evaluate("""() => {
          window.longest = 0;
          const note = ({ duration }) => { window.longest = Math.max(window.longest, duration); };
          new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ entryTypes: ["longtask"] });
        }""")
        stop = """() => {
          const button = [...document.querySelectorAll("button")].find((other) => other.textContent === "Stop");
          if (!button || !/right .*whole/.test(document.querySelector(".x-result").textContent)) return false;
          if (document.querySelector(".x-row").parentElement.textContent.includes("whole network first")) return false;
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
