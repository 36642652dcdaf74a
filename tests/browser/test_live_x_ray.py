"""The live figure "x-ray" in a real browser: the mosaics of all layers."""

import numpy as np
import pytest
from waiting import wait_until
from x_ray_page import FAULT, address, as_file, colourful, visit  # noqa: F401  (fixtures)

from cnnviz_helpers import layer_outputs
from cnnviz_helpers.plots.colours import signed_colours

GAP = 2
LAYERS = {"before": "conv1 conv2 pool1 conv3 conv4 pool2 conv5 gap dense", "after": "relu1 relu2 pool1 relu3 relu4 pool2 relu5 gap dense"}


def maps_of(model, photo, name):
    """(h, w, n) of one layer; what has no height and width is one pixel high."""
    output = layer_outputs(model, photo, name)[name][0]
    return output if output.ndim == 3 else output[None, None]


@pytest.mark.parametrize(("side", "scale", "order"), [("after", "layer", "number"), ("before", "map", "response"), ("before", "network", "number")])
def test_every_mosaic_shows_what_keras_computes(visit, model, x_test, side, scale, order):
    """Every tile of every layer but at most one colour step that rounding may decide: compared pixel by pixel."""
    here = visit(f"#x-ray?image=16&side={side}&scale={scale}&order={order}")
    arrays = [maps_of(model, x_test[16], name) for name in LAYERS[side].split()]
    after = [maps_of(model, x_test[16], name).mean((0, 1)) for name in LAYERS["after"].split()]
    most = max(abs(maps).max() for maps in arrays)
    for layer, maps in enumerate(arrays):
        assert here.page.locator(".x-wall strong").nth(layer).text_content() == LAYERS[side].split()[layer]
        drawn = here.pixels(here.mosaic(layer).locator("canvas"))
        high, wide, n = maps.shape
        gap = GAP if wide > 1 else 0
        columns = drawn.shape[1] // (wide + gap)
        limit = {"map": abs(maps).max((0, 1)), "layer": np.full(n, abs(maps).max()), "network": np.full(n, most)}[scale]
        ranks = np.argsort(-after[layer], kind="stable") if order == "response" else np.arange(n)
        if order == "response":  # maps that are silent alike may stand in any order: only those that respond are compared
            ranks = ranks[: np.count_nonzero(after[layer] > 0)] if layer < 8 else ranks
        worst = 0
        for tile, index in enumerate(ranks):
            top, left = tile // columns * (high + gap), tile % columns * (wide + gap)
            expected = signed_colours(maps[..., index], limit[index]).astype(int)
            worst = max(worst, abs(expected - drawn[top : top + high, left : left + wide]).max())
        assert worst <= 6, (layer, worst)  # a number on the border of two colours may fall on either side


def test_silent_shares_stand_under_maps_and_over_layers(visit, model, x_test):
    here = visit("#x-ray?image=16")
    silent = (maps_of(model, x_test[16], "relu1") == 0).mean((0, 1))
    words = here.page.locator(".x-wall p").first.text_content()
    assert f"{100 * silent.mean():.0f} %" in words
    drawn = here.pixels(here.mosaic(0).locator("canvas"))
    for index in range(32):
        top, left = index // 4 * 34 + 32, index % 4 * 34
        line = (drawn[top, left : left + 32] == [0xAA, 0xA7, 0x9F]).all(-1).sum()
        assert line == int(np.floor(32 * silent[index] + 0.5))


def test_by_mouse(visit, model, x_test):
    here = visit()
    box = here.mosaic(0).bounding_box()
    maps = maps_of(model, x_test[16], "relu1")

    here.page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.95)  # over map 31
    assert here.page.locator(".x-look > p").text_content().startswith("relu1, map 31 of 32: from 0.00 to ")
    here.page.mouse.move(box["x"] - 5, box["y"] - 5)
    assert here.page.locator(".x-look > p").text_content().startswith("relu1, map 2 of 32")  # the chosen one is back

    here.page.mouse.click(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.05)  # map 1
    here.says(rf"^relu1, map 1 of 32: from 0\.00 to {maps[..., 1].max():.2f}, {100 * (maps[..., 1] == 0).mean():.0f} % of its units silent\. The network says dog, 85 %\.$")
    lens = here.pixels(here.page.locator(".x-look .x-map"))
    assert abs(lens.astype(int) - signed_colours(maps[..., 1], abs(maps).max())).max() <= 6
    assert here.page.locator(".x-foot code").text_content() == 'layer_outputs(model, x_test[16], "relu1")["relu1"][0, :, :, 1]'

    here.page.get_by_role("button", name="after ReLU").click()
    here.says("^conv1, map 1 of 32: from −")
    here.page.get_by_label("scale", exact=True).select_option("map")
    wait_until(here.page, "document.querySelector('.x-network > p').textContent.includes('no two can be compared')")
    here.page.get_by_label("maps", exact=True).select_option("response")
    wait_until(here.page, "location.hash === '#x-ray?image=16&scale=map&side=before&order=response'")


def test_by_keyboard(visit):
    here = visit()
    here.mosaic(0).focus()
    here.page.keyboard.press("ArrowRight")
    here.says("^relu1, map 3 of 32")
    here.page.keyboard.press("ArrowDown")
    here.says("^relu1, map 7 of 32")
    here.page.keyboard.press("Tab")
    here.page.keyboard.press("ArrowDown")
    here.says("^relu2, map 4 of 32")
    assert here.mosaic(1).get_attribute("aria-label").startswith("maps, relu2, map 4")
    assert here.page.locator(".is-at").count() == 1
    here.mosaic(8).focus()
    here.page.keyboard.press("ArrowDown")
    here.says("^dense, score of automobile: −")
    assert here.page.locator(".x-foot code").text_content() == 'layer_outputs(model, x_test[16], "dense")["dense"][0, 1]'


def test_by_touch_on_a_phone(visit):
    here = visit(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    assert here.page.evaluate("document.documentElement.scrollWidth") == 390
    here.mosaic(0).scroll_into_view_if_needed()
    box = here.mosaic(0).bounding_box()
    here.page.touchscreen.tap(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.3)  # eight maps in a line here
    here.says("^relu1, map 9 of 32")
    here.page.get_by_role("button", name="after ReLU").tap()
    here.says("^conv1, map 9 of 32")


@pytest.mark.parametrize("width", [320, 360])
def test_small_phones_scroll_only_down(visit, width):
    here = visit("#x-ray?side=before&scale=map", viewport={"width": width, "height": 700})
    assert here.page.evaluate("document.documentElement.scrollWidth") <= width
    here.give(as_file(colourful(40, 90)))
    here.page.wait_for_selector(".x-steps")
    assert here.page.evaluate("document.documentElement.scrollWidth") <= width


def test_bad_state_is_ignored(visit):
    here = visit("#x-ray?image=4000&scale=jet&side=left&order=%3Cb%3E&other=1")
    here.says("^relu1, map 2 of 32.*dog, 85 %")
    assert here.page.get_by_label("scale", exact=True).input_value() == "layer"


def test_both_tries_are_recognised(visit, model, x_test):
    outputs = layer_outputs(model, x_test[:60], "relu1")["relu1"]
    photo, map = np.argwhere((outputs == 0).mean((1, 2)) > 0.95)[0]
    here = visit()
    done = here.page.locator(".x-tries .is-done")
    here.page.get_by_label("photo", exact=True).fill(str(photo))
    here.page.keyboard.press("Enter")
    here.says("The network says")
    assert done.count() == 0
    box = here.mosaic(0).bounding_box()
    wait_until(here.page, f"document.querySelector('.x-foot code').textContent.includes('x_test[{photo}]')")
    here.page.mouse.click(box["x"] + (map % 4 + 0.5) * box["width"] / 4, box["y"] + (map // 4 + 0.5) * box["height"] / 8)
    here.page.wait_for_selector(".x-tries .is-done")
    assert "not dead" in done.text_content()
    here.give(as_file(colourful(40, 40)))
    wait_until(here.page, "document.querySelectorAll('.x-tries .is-done').length === 2")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(visit, axe_violations, theme, width):
    here = visit("#x-ray?side=before", viewport={"width": width, "height": 900}, color_scheme=theme)
    here.give(b"")
    here.page.wait_for_selector(FAULT)
    assert axe_violations(here.page) == []
    here.give(as_file(colourful(64, 96)))
    here.page.wait_for_selector(".x-steps")
    here.says("The network says")
    assert axe_violations(here.page) == []
