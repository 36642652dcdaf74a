"""Backwards, in a browser: a weight's slope as a sum over places, and each place's slope as a sum on the way to the loss, against TensorFlow's tape."""

import numpy as np
import pytest
from live_page import PIXELS as CANVAS
from live_page import as_pixels, write_page
from live_visit import FIGURE, LiveVisit
from own_network import MAKERS, NAMES, PIXELS
from thorough import LOOKS, thorough
from touching import tap

from cnnviz_helpers import cnn_model, export_explorable, gates, get_cifar10, number_slopes, slope_by_places, weight_slopes
from cnnviz_helpers.explorables.figures import FIGURES
from cnnviz_helpers.explorables.own import read_network

VALUES = "(all) => all.map((one) => Number(one.dataset.value))"
CELL = ".x-ledger .x-cell"


@pytest.fixture(scope="module")
def address(tmp_path_factory, serve):
    """Where the page with the figure is served."""
    return serve(write_page(tmp_path_factory.mktemp("backwards"), "backwards"))


@pytest.fixture(scope="module")
def photo():
    """The photo that the figure opens with, and its class."""
    images, labels = get_cifar10()
    return images[16], int(labels[16].argmax())


def weight(layer, filter, channel, row, column):
    return f"layer={layer}&filter={filter}&channel={channel}&row={row}&column={column}"


def sums(visit):
    """The slope of the weight; what it read, the slope there and their product at the place of the cursor."""
    visit.drawn()
    (total,) = visit.page.eval_on_selector_all(".x-slope-sum", VALUES)
    return total, *visit.page.eval_on_selector_all(".x-factors .x-name", VALUES)


def amounts(visit):
    """What each line of the ledger adds, and the total."""
    visit.drawn()
    return [float(text.replace("−", "-")) for text in visit.page.locator(".x-ledger li .x-value").all_inner_texts()]


def test_a_weight_place_by_place(browser, address, photo):
    """Of weights in several layers: what was read, the slope, their product and the sum are Python's; the line below gives them. The maps are drawn of them."""
    model, (image, label) = cnn_model(), photo
    every = weight_slopes(model, image, label)
    with LiveVisit(browser, address) as visit:
        found = slope_by_places(model, image, label, "conv1/kernel", (1, 1, 0, 5))
        assert sums(visit) == pytest.approx((found.slope, found.read[2, 16], found.slopes[2, 16], found.products[2, 16]), rel=1e-4)
        names = {"slope_by_places": slope_by_places, "model": model, "x_test": get_cifar10()[0]}
        assert eval(visit.page.locator(".x-foot code").inner_text(), names).slope == found.slope
        drawn = as_pixels(visit.page.eval_on_selector(".x-factors > div:nth-of-type(2) canvas", CANVAS)).astype(int)
        paper = np.abs(drawn - drawn[np.where(found.slopes == 0)][0]).sum(axis=2)
        strong = np.abs(found.slopes) > np.abs(found.slopes).max() / 20
        assert paper[found.slopes == 0].max() == 0 and paper[strong].min() > 0
        for layer, filter, channel, row, column in (("conv4", 40, 10, 2, 0), ("conv5", 3, 17, 0, 1), ("dense", 5, 100, 0, 0), ("conv2", 7, -1, 0, 0)):
            visit.page.evaluate("hash => { location.hash = hash; }", f"#backwards?{weight(layer, filter, channel, row, column)}&y=3&x=4")
            place = (filter,) if channel < 0 else (channel, filter) if layer == "dense" else (row, column, channel, filter)
            wanted = every[f"{layer}/{'bias' if channel < 0 else 'kernel'}"][place]
            visit.wait(f"document.querySelector('.x-weight-picker .x-name')?.textContent.includes('of {layer}')")
            assert sums(visit)[0] == pytest.approx(wanted, rel=1e-4, abs=1e-8), layer


def test_from_a_place_to_the_loss(browser, address, photo, axe_violations):
    """Each slope is the sum of its lines and the tape's; gates and winners are Python's; at the scores it is the share, less 1 for the right class. By keys."""
    model, (image, label) = cnn_model(), photo
    layers = ["conv1", "relu1", "conv2", "relu2", "pool1", "conv3", "relu3", "conv4", "relu4", "pool2", "conv5", "relu5", "gap", "dense"]
    slopes, open_ = number_slopes(model, image, label, layers), gates(model, image)
    with LiveVisit(browser, address) as visit:
        page, seen = visit.page, []
        assert axe_violations(page, FIGURE) == []
        for _ in layers:
            title = page.locator(".x-total").inner_text()
            unit = page.evaluate("new URLSearchParams(location.hash.split('?')[1]).get('unit')")
            name, at = unit.split() if unit else ("conv1", str((2 * 32 + 16) * 32 + 5))
            assert title.startswith(name)
            seen.append(name)
            *lines, total = amounts(visit)
            assert total == pytest.approx(slopes[name].ravel()[int(at)], abs=6e-5) and sum(lines) == pytest.approx(total, abs=6e-4)
            words = page.locator(".x-ledger li").first.inner_text()
            after = {"relu4": "pool2", "relu2": "pool1"}.get(name, f"relu{name[4]}" if name.startswith("conv") else None)
            if after:
                gate = open_[after].ravel()[int(at)]
                assert ("open" in words or ("largest of" in words and "not the" not in words)) == bool(gate), (name, words)
            if name == "dense":
                break
            page.locator(f"{CELL}[tabindex='0']").press("Enter")
            visit.wait(f"() => location.hash.includes('unit=') && !location.hash.includes('unit={unit and unit.replace(' ', '+')}&')")
        assert seen == layers
        shares = model.predict(image[None], verbose=0)[0]
        assert amounts(visit)[0] == pytest.approx(shares[int(at)], abs=6e-5)
        page.locator(".x-tries li:nth-child(2).is-done").wait_for()
        page.get_by_role("button", name="Back to the place").click()
        visit.wait("() => location.hash.includes('unit=&')")


def test_places_by_mouse_and_keys(browser, address, photo):
    """A place whose gate is closed is recognised; a weight that a photo teaches nothing, too."""
    model, (image, label) = cnn_model(), photo
    closed = np.argwhere(gates(model, image)["relu1"][:, :, 5] == 0)[40]
    kernel = weight_slopes(model, image, label)["conv5/kernel"]
    nothing = int(np.flatnonzero(np.abs(kernel).sum(axis=(0, 1, 2)) == 0)[0])
    with LiveVisit(browser, address) as visit:
        page, done = visit.page, ".x-tries li.is-done"
        box = page.locator(".x-factors .x-cells").nth(1).bounding_box()
        assert page.locator(done).count() == 0
        page.mouse.click(box["x"] + (closed[1] + 0.5) / 32 * box["width"], box["y"] + (closed[0] + 0.5) / 32 * box["height"])
        page.locator(".x-tries li:nth-child(1).is-done").wait_for()
        visit.wait(f"() => location.hash.includes('y={closed[0]}&x={closed[1]}')")
        page.locator(".x-factors .x-cells").nth(2).press("ArrowRight")
        visit.wait(f"() => location.hash.includes('x={min(31, closed[1] + 1)}')")
        page.get_by_label("layer", exact=True).select_option("conv5")
        page.get_by_label("filter", exact=True).fill(str(nothing))
        page.keyboard.press("Tab")
        page.locator(".x-tries li:nth-child(3).is-done").wait_for()
        assert sums(visit)[0] == 0


@pytest.mark.thorough("other themes and widths")
@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_looks(browser, address, axe_violations, width, theme):
    """Wide and narrow, light and dark; also at 320 pixels nothing hangs out; a finger goes on to the loss."""
    with LiveVisit(browser, address, width=width, theme=theme, has_touch=True) as visit:
        assert axe_violations(visit.page, FIGURE) == []
        tap(visit.page, visit.page.locator(CELL).first)
        visit.wait("() => location.hash.includes('unit=relu1')")
        visit.page.set_viewport_size({"width": 320, "height": 700})
        assert visit.overflow() <= 0


@pytest.mark.thorough("another network")
@pytest.mark.parametrize("network", [thorough("residual"), thorough("chance"), thorough("large")])
def test_another_network(browser, tmp_path, serve, network):
    """The first weight that it shows: its slope is that of Python, through all that lies behind it."""
    own = read_network(export_explorable(MAKERS[network](), tmp_path / "own", pixels=PIXELS[network], classes=NAMES[network]))
    opened = FIGURES["backwards"].defaults(own)
    image, label = own.numbers(opened["image"]), own.label(opened["image"])
    if label < 0:
        answer = own.model.predict(image[None], verbose=0)[0]
        label = int(answer.argmax() if len(answer) > 1 else answer[0] > 0.5)
    place = tuple(opened[name] for name in ("row", "column", "channel", "filter"))
    with LiveVisit(browser, serve(write_page(tmp_path / "page", "backwards", own))) as visit:
        wanted = weight_slopes(own.model, image, label)[f"{opened['layer']}/kernel"][place]
        assert sums(visit)[0] == pytest.approx(wanted, rel=1e-3, abs=1e-7)
        *lines, total = amounts(visit)
        assert sum(lines) == pytest.approx(total, abs=6e-4)
