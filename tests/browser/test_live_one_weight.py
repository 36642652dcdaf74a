"""One weight, one slope, in a browser: losses and slopes against Python's, steps, and what one can do by mouse, touch and keys."""

import numpy as np
import pytest
from live_page import write_page
from live_visit import FIGURE, LiveVisit
from overheard import LISTEN, heard
from own_network import MAKERS, NAMES, PIXELS
from thorough import LOOKS, some, thorough
from touching import tap

from cnnviz_helpers import cnn_model, export_explorable, get_cifar10, slope_by_neighbours, weight_curve, weight_slopes
from cnnviz_helpers.explorables.figures import FIGURES
from cnnviz_helpers.explorables.own import read_network
from cnnviz_helpers.explorables.stills_learning import _photos

N = 8
FOUND = f"window.heard.some(({{ done }}) => done === {N})"
# layer, filter, channel (-1: the bias), row, column
WEIGHTS = {
    "conv1": ("conv1", 5, 0, 1, 1),
    "conv4": ("conv4", 40, 63, 2, 0),
    "dense": ("dense", 9, 100, 0, 0),
    "bias": ("conv2", 7, -1, 0, 0),
}


@pytest.fixture(scope="module")
def address(tmp_path_factory, serve):
    """Where the page with the figure is served."""
    return serve(write_page(tmp_path_factory.mktemp("one-weight"), "one-weight"))


def state(layer, filter, channel, row, column, **more):
    asked = {"layer": layer, "filter": filter, "channel": channel, "row": row, "column": column, "n": N, **more}
    return "#one-weight?" + "&".join(f"{name}={value}" for name, value in asked.items())


def in_python(layer, filter, channel, row, column):
    """What Python's functions get: the name of the array, and the place in it."""
    if channel < 0:
        return f"{layer}/bias", filter
    return f"{layer}/kernel", (channel, filter) if layer == "dense" else (row, column, channel, filter)


def facts(visit):
    """The numbers beside the curve."""
    return [float(text.replace("−", "-")) for text in visit.texts(".x-facts dd")]


@pytest.mark.parametrize("weight", some(["conv1", "conv4", "dense", "bias"], "conv1"))
def test_losses_and_slopes_are_those_of_python(browser, address, weight):
    """All 21 losses, the two neighbours and the slope backwards, of weights of every kind; the words say them, and the line of Python gives them."""
    model, (images, labels) = cnn_model(), get_cifar10()
    asked = (model, images[:N], labels[:N], *in_python(*WEIGHTS[weight]))
    with LiveVisit(browser, address, state(*WEIGHTS[weight]), script=LISTEN) as visit:
        visit.wait(FOUND)
        (found,) = heard(visit.page, f"({{ done }}) => done === {N}")
        curve = weight_curve(*asked)
        np.testing.assert_allclose(found["losses"][3:], curve.losses, rtol=1e-4, atol=1e-6)
        slope = weight_slopes(*asked[:3])[asked[3]][asked[4]]
        assert found["slope"] == pytest.approx(slope, rel=1e-4, abs=1e-7)
        shown = facts(visit)
        assert shown == pytest.approx([curve.learned, curve.loss, slope_by_neighbours(*asked, step=0.1), slope], abs=6e-4)
        visit.says(f"Over {N} photos the loss is {curve.loss:.4f}")
        names = {"weight_curve": weight_curve, "slope_by_neighbours": slope_by_neighbours, "model": model, "x_test": images, "y_test": labels}
        again, near = eval(visit.page.locator(".x-foot code").inner_text(), names)
        assert again.losses.tolist() == curve.losses.tolist() and near == slope_by_neighbours(*asked, step=0.1)


def test_steps_of_learning(browser, address):
    """Each step goes against the slope, as far as rate times slope; a step too far is recognised; then back again. By keys."""
    with LiveVisit(browser, address, state(*WEIGHTS["conv1"], rate=1), script=LISTEN) as visit:
        visit.wait(FOUND)
        value, loss, _, slope = facts(visit)
        visit.page.get_by_role("button", name="One step").press("Enter")
        visit.wait(f"window.heard.filter(({{ done }}) => done === {N}).length === 2")
        now = facts(visit)
        assert now[0] == pytest.approx(value - slope, abs=2e-3) and now[1] < loss
        assert visit.page.locator(".x-tries li:first-child.is-done").count() == 0
        visit.page.get_by_label("learning rate").select_option("100")
        for _ in range(4):
            if visit.page.locator(".x-tries li:first-child.is-done").count():
                break
            visit.page.get_by_role("button", name="One step").click()
            visit.wait("!document.querySelector('button.x-play').disabled")
        visit.page.locator(".x-tries li:first-child.is-done").wait_for()
        visit.wait("() => /value=-?\\d/.test(location.hash)")
        visit.page.get_by_role("button", name="Back to the learned value").click()
        assert facts(visit)[0] == value
        visit.page.evaluate("window.heard.length = 0")
        visit.page.get_by_label("layer", exact=True).select_option("dense")  # all other weights are as learned again
        visit.wait(FOUND)
        images, labels = get_cifar10()
        curve = weight_curve(cnn_model(), images[:N], labels[:N], "dense/kernel", (0, 5))
        np.testing.assert_allclose(heard(visit.page, f"({{ done }}) => done === {N}")[0]["losses"][3:], curve.losses, rtol=1e-4, atol=1e-6)


def test_choosing_a_weight(browser, address, axe_violations):
    """By mouse and arrow keys over the kernels, across the gap between two; layer, filter, bias; many photos stop at a press. Nothing that axe finds."""
    with LiveVisit(browser, address, state(*WEIGHTS["conv1"]), script=LISTEN) as visit:
        page, grid = visit.page, visit.page.locator(".x-weight-picker .x-cells")
        assert axe_violations(page, FIGURE) == []
        for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
            grid.press(key)
        visit.wait("() => location.hash.includes('channel=1&row=2&column=0')")
        assert grid.get_attribute("aria-label").endswith("filter 5 of conv1: kernel 1 (green), row 2, column 0")
        box = grid.bounding_box()
        page.mouse.click(box["x"] + 10.5 / 11 * box["width"], box["y"] + box["height"] / 6)
        visit.wait("() => location.hash.includes('channel=2&row=0&column=2')")
        page.get_by_role("button", name="bias").click()
        visit.wait("() => location.hash.includes('channel=-1')")
        page.get_by_label("layer", exact=True).select_option("conv5")
        page.get_by_label("filter", exact=True).fill("400")
        page.keyboard.press("Tab")
        visit.wait("() => location.hash.includes('layer=conv5&filter=127')")
        page.get_by_label("layer", exact=True).select_option("conv1")
        page.locator(".x-body summary").click()
        page.get_by_label("photos", exact=True).fill("1000")
        page.keyboard.press("Tab")
        visit.wait("window.heard.some(({ n, done }) => n === 1000 && done > 8)")
        page.get_by_role("button", name="Stop").click()
        before = page.evaluate("window.heard.length")
        page.wait_for_timeout(300)
        assert page.evaluate("window.heard.length") <= before + 2  # what was on its way, and that it has stopped
        assert page.get_by_role("button", name="Go on").count() == 1 and "1,000 photos" in page.locator(".x-progress").inner_text()


@pytest.mark.thorough("other themes and widths")
@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_looks(browser, address, axe_violations, width, theme):
    """Wide and narrow, light and dark; also at 320 pixels nothing hangs out."""
    with LiveVisit(browser, address, state(*WEIGHTS["conv1"]), width=width, theme=theme, has_touch=True, script=LISTEN) as visit:
        visit.wait(FOUND)
        assert axe_violations(visit.page, FIGURE) == []
        tap(visit.page, visit.page.get_by_role("button", name="One step"))
        visit.wait(f"window.heard.filter(({{ done }}) => done === {N}).length === 2")
        visit.page.set_viewport_size({"width": 320, "height": 700})
        assert visit.overflow() <= 0


@pytest.mark.thorough("another network")
@pytest.mark.parametrize("network", [thorough("residual"), thorough("chance")])
def test_another_network(browser, tmp_path, serve, network):
    """Its own losses and slopes; without labels each photo counts as what the network says."""
    own = read_network(export_explorable(MAKERS[network](), tmp_path / "own", pixels=PIXELS[network], classes=NAMES[network]))
    opened = FIGURES["one-weight"].defaults(own)
    asked = (own.model, *_photos(own, N), *in_python(*(opened[name] for name in ("layer", "filter", "channel", "row", "column"))))
    with LiveVisit(browser, serve(write_page(tmp_path / "page", "one-weight", own)), f"#one-weight?n={N}", script=LISTEN) as visit:
        visit.wait(FOUND)
        (found,) = heard(visit.page, f"({{ done }}) => done === {N}")
        np.testing.assert_allclose(found["losses"][3:], weight_curve(*asked).losses, rtol=1e-4, atol=1e-5)
        assert found["slope"] == pytest.approx(weight_slopes(*asked[:3])[asked[3]][asked[4]], rel=1e-3, abs=1e-6)
