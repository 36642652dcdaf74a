"""The bench in a browser: its numbers and Python's, by mouse, touch and keyboard, what an address holds, its tries, another network."""

import json
import re

import numpy as np
import pytest
from live_page import LivePage, write_page
from live_visit import FIGURE
from own_network import MAKERS, PIXELS
from thorough import LOOKS, thorough
from touching import tap

from cnnviz_helpers import attribute, cnn_model, export_explorable, get_cifar10
from cnnviz_helpers.explorables.own import read_network

DOG, PHOTO = 5, 16
WHOLE = "() => document.querySelectorAll('.x-tiles > li').length >= {n} && /keeps/.test(document.querySelector('.x-live').textContent)"
TILES = 9  # three that ask no network, and six layers that forget


@pytest.fixture(scope="module")
def address(tmp_path_factory, serve):
    """Where the page with the figure is served."""
    return serve(write_page(tmp_path_factory.mktemp("bench"), "bench"))


def tiles(page, n=TILES):
    """{name: |r|} of the controls, once all are there."""
    page.wait(WHOLE.format(n=n))
    words = [item.split("\n") for item in page.page.locator(".x-tiles > li").all_inner_texts()]
    return {name: float(r.removeprefix("|r| ")) for name, r in (item[-2:] for item in words)}


def test_the_numbers_are_pythons(browser, address):
    """Logit, sums, |r| with the controls; after a change of the method, the settings and the class by keyboard."""
    model, photo = cnn_model(), get_cifar10()[0][PHOTO]
    page = LivePage(browser, address)
    found = tiles(page)
    evidence = attribute(model, photo, DOG, "evidence")
    for name, words in (("edges", "edges in the photo"), ("centre_first", "centre first")):
        r = abs(np.corrcoef(evidence.pixels.ravel(), attribute(model, photo, DOG, name).pixels.ravel())[0, 1])
        assert abs(found[words] - r) < 0.0051, words
    assert f"Its mean is {evidence.map.mean():.3f}" in page.page.locator(".x-tells").inner_text()
    page.page.get_by_role("button", name="Integrated Gradients").focus()
    page.page.keyboard.press("Enter")
    page.page.locator("summary", has_text="Settings").click()
    page.page.get_by_role("spinbutton", name="steps").fill("5")
    whole = attribute(model, photo, DOG, "integrated_gradients", steps=5).pixels.sum()
    page.page.locator(".x-tells", has_text=f"Adds up to {whole:.3f}").wait_for()
    page.wait("() => location.hash.includes('method=integrated_gradients') && location.hash.includes('steps=5')")
    assert page.page.locator(".x-foot code").inner_text() == 'attribute(model, x_test[16], method="integrated_gradients", baseline=0, steps=5)'
    page.page.get_by_label("class").select_option("cat")
    whole = attribute(model, photo, 3, "integrated_gradients", steps=5).pixels.sum()
    page.page.locator(".x-tells", has_text=f"Adds up to {whole:.3f}".replace("-", "−")).wait_for()
    assert page.close() == []


@pytest.mark.thorough("waits for 100 photos; tries of other figures are recognised in a quick run")
def test_its_tries(browser, address):
    """Guided backpropagation hardly changes; more steps, and the sum is complete; a class that nothing speaks for is black behind a ReLU."""
    page = LivePage(browser, address, width=390, has_touch=True)
    tiles(page)
    assert not page.page.locator(".is-done").count()
    tap(page.page, page.page.get_by_role("button", name="guided backprop"))
    page.reached(0)
    assert tiles(page)["dense random"] >= 0.8
    tap(page.page, page.page.get_by_role("button", name="Integrated Gradients"))
    page.page.wait_for_timeout(300)
    page.page.locator("summary").click()
    page.page.get_by_role("spinbutton", name="steps").fill("256")
    page.reached(1)
    page.page.get_by_role("button", name="evidence").click()
    page.page.get_by_label("drawn").select_option("ReLU, grey")
    assert attribute(cnn_model(), get_cifar10()[0][15], 7).map.max() <= 0 < attribute(cnn_model(), get_cifar10()[0][15]).map.max()
    page.page.get_by_role("spinbutton", name="photo").fill("15")
    page.page.get_by_role("spinbutton", name="photo").press("Enter")
    assert not page.page.locator(".x-tries li:nth-child(3).is-done").count()
    page.page.get_by_label("class").select_option("7")
    page.reached(2)
    assert max(sum(sum(page.pixels(".x-columns .x-map"), []), [])) == 0
    assert "Black: no number is above zero" in page.page.locator(".x-tells").inner_text()
    assert page.overflow() == 0 and page.close() == []


@pytest.mark.thorough("one comes to the same state by another way")
def test_absolute_sizes_and_a_bad_address(browser, address):
    """Sizes are sums of absolute values over the channels; what an address cannot mean is ignored."""
    page = LivePage(browser, address, "#bench?method=guided_backpropagation&show=size&image=3&class=99&n=0&draw=4&noise=7")
    page.wait(WHOLE.format(n=TILES))
    state = {"class": "its answer", "drawn": "absolute"}
    assert all(page.page.get_by_label(name).locator("option:checked").inner_text().startswith(words) for name, words in state.items())
    photo = get_cifar10()[0][3]
    found, edges = attribute(cnn_model(), photo, method="guided_backpropagation"), attribute(cnn_model(), photo, method="edges")
    r = abs(np.corrcoef(found.size.ravel(), edges.pixels.ravel())[0, 1])
    assert abs(tiles(page)["edges in the photo"] - r) < 0.0051
    assert page.close() == []


@pytest.mark.thorough("another network")
@pytest.mark.parametrize("network", ["residual", thorough("chance")])
def test_another_network(browser, serve, tmp_path, network):
    """A network for small grey pictures, and one with a single sigmoid: the gradient, and as many layers that forget as have weights."""
    model = MAKERS[network]()
    export_explorable(model, tmp_path / "network", pixels=PIXELS[network])
    own = read_network(tmp_path / "network")
    page = LivePage(browser, serve(write_page(tmp_path / "page", "bench", own)), "#bench?method=gradient_x_input&image=4&class=1")
    page.wait(WHOLE.format(n=4))
    words = page.page.locator(".x-tells").inner_text()
    if network == "residual":
        expected = attribute(own.model, own.numbers(4), 1, "gradient_x_input").pixels.sum()
        assert abs(float(re.search(r"Adds up to ([−\d.]+);", words)[1].replace("−", "-")) - expected) <= 1e-3 * max(1, abs(expected))
    layers = [
        layer["name"]
        for layer in json.loads((tmp_path / "network/network.json").read_text())["layers"]
        if "filters" in layer or layer["kind"] in ("dense", "depthwise-conv")
    ]
    assert len(tiles(page, 4)) == 3 + len(layers)
    assert page.close() == []


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_accessible(browser, address, axe_violations, width, theme):
    """Nothing for axe to find, and nothing to scroll sideways."""
    page = LivePage(browser, address, width=width, theme=theme)
    tiles(page)
    page.page.locator("summary").click()
    assert axe_violations(page.page, FIGURE) == []
    assert page.overflow() == 0
    page.page.set_viewport_size({"width": 320, "height": 800})
    assert page.overflow() == 0 and page.close() == []
