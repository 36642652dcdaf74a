"""The live figure "x-ray" in a real browser: the small pictures of all layers, and the maps of one layer."""

import itertools

import numpy as np
import pytest
from live_visit import FIGURE
from thorough import LOOKS, thorough
from waiting import wait_until
from x_ray_page import FACT, FAULT, LARGE, LAYERS, LENS, address, as_file, colourful, visit  # noqa: F401  (fixtures)

from cnnviz_helpers import cifar10dict, layer_outputs
from cnnviz_helpers.plots.colours import signed_colours

GAP = 2
FRAME, SHARE = (0xC9, 0xC4, 0xB8), (0x5D, 0x5F, 0x69)
LAYERS_OF = {"before": "conv1 conv2 pool1 conv3 conv4 pool2 conv5 gap dense", "after": "relu1 relu2 pool1 relu3 relu4 pool2 relu5 gap dense"}


def maps_of(model, photo, name):
    """(h, w, n) of one layer; what has no height and width is one pixel high."""
    output = layer_outputs(model, photo, name)[name][0]
    return output if output.ndim == 3 else output[None, None]


def worst_tile(drawn, maps, limits, ranks, columns=None):
    """The largest difference of a colour between a picture of maps, as drawn, and `maps` (h, w, n) in the order `ranks`, each with its limit."""
    high, wide, _ = maps.shape
    gap = GAP if wide > 1 else 0
    columns, worst = columns or drawn.shape[1] // (wide + gap), 0
    for tile, index in enumerate(ranks):
        top, left = tile // columns * (high + gap) + gap // 2, tile % columns * (wide + gap) + gap // 2
        expected = signed_colours(maps[..., index], limits[index]).astype(int)
        worst = max(worst, abs(expected - drawn[top : top + high, left : left + wide]).max())
    return worst


@pytest.mark.parametrize(("side", "scale", "order"), [("after", "layer", "number"), thorough("before", "map", "response"), thorough("before", "network", "number")])
def test_every_layer_shows_what_keras_computes_small_and_large(visit, model, x_test, side, scale, order):
    """Every tile of every layer but at most one colour step that rounding may decide: compared pixel by pixel."""
    here = visit(f"#x-ray?image=16&side={side}&scale={scale}&order={order}")
    arrays = [maps_of(model, x_test[16], name) for name in LAYERS_OF[side].split()]
    after = [maps_of(model, x_test[16], name).mean((0, 1)) for name in LAYERS_OF["after"].split()]
    most = max(abs(maps).max() for maps in arrays)
    for layer, maps in enumerate(arrays):
        name = LAYERS_OF[side].split()[layer]
        assert here.page.locator(".x-wall strong").nth(layer).text_content() == name
        n = maps.shape[-1]
        limit = {"map": abs(maps).max((0, 1)), "layer": np.full(n, abs(maps).max()), "network": np.full(n, most)}[scale]
        ranks = np.argsort(-after[layer], kind="stable") if order == "response" else np.arange(n)
        if order == "response":  # maps that are silent alike may stand in any order: only those that respond are compared
            ranks = ranks[: np.count_nonzero(after[layer] > 0)] if layer < 8 else ranks
        here.page.locator(LAYERS).nth(layer).click()
        here.says(f"^{name}, ")
        for canvas in (here.mosaic(layer), here.page.locator(f"{LARGE} canvas")):
            assert worst_tile(here.pixels(canvas), maps, limit, ranks) <= 6, layer  # a number on the border of two colours may fall on either side


def test_silent_shares_stand_under_maps_and_over_layers(visit, model, x_test):
    """In the frame that each map has: without it a map of zeros would not be seen."""
    here = visit("#x-ray?image=16&layer=conv5")
    silent = (maps_of(model, x_test[16], "relu5") == 0).mean((0, 1))
    words = here.page.locator(LAYERS).nth(6).text_content()
    assert f"{100 * silent.mean():.0f} %" in words
    drawn, (_, columns) = here.pixels(here.page.locator(f"{LARGE} canvas")), here.grid()
    dead = int(np.argmax(silent))
    for index in [0, 5, dead, 127]:
        top, left = index // columns * 9, index % columns * 9
        side = drawn[top + 8, left : left + 9]
        assert (side[1:8] == SHARE).all(-1).sum() == int(np.floor(7 * silent[index] + 0.5))
        assert (drawn[top, left : left + 9] == FRAME).all() and (drawn[top : top + 8, [left, left + 8]] == FRAME).all()
    assert silent[dead] == 1 and (drawn[dead // columns * 9 + 1 : dead // columns * 9 + 8, dead % columns * 9 + 1 : dead % columns * 9 + 8] > 245).all()


def test_maps_are_as_large_as_they_fit(visit):
    """Those of the last convolution, 7 numbers wide, too; each layer's in the same box. On the whole screen larger still; a button leads back."""
    here = visit()
    sizes = {}
    for layer in (0, 6):
        here.page.locator(LAYERS).nth(layer).click()
        wait_until(here.page, f"document.querySelectorAll('{LAYERS}')[{layer}].getAttribute('aria-pressed') === 'true'")
        box, (_, columns) = here.page.locator(LARGE).bounding_box(), here.grid()
        sizes[layer] = box["width"] / columns
    assert sizes[0] >= 60 and sizes[6] >= 34  # pixels of the screen
    here.page.get_by_role("button", name="Full screen", exact=True).click()
    here.page.wait_for_selector(".x-frame:fullscreen")
    wait_until(here.page, f"document.querySelector('{LARGE}').getBoundingClientRect().width / {columns} > {1.3 * sizes[6]}")
    spans = here.page.evaluate("[...document.querySelectorAll('.x-large, .x-answer, .x-look, .x-wall')].map((e) => e.getBoundingClientRect().bottom)")
    assert max(spans) <= 1000 and here.page.evaluate("(e => e.scrollWidth <= e.clientWidth)(document.fullscreenElement)")
    here.page.get_by_role("button", name="Leave full screen").click()
    wait_until(here.page, "!document.fullscreenElement")
    here.page.get_by_role("button", name="Full screen", exact=True).wait_for()


def test_the_whole_screen_with_a_picture_of_ones_own(visit):
    """Its steps stand below: photo, lens, words and bars have their room above each other all the same, and the maps theirs."""
    here = visit()
    here.page.set_viewport_size({"width": 1280, "height": 850})
    here.page.locator(".x-own summary").click()
    here.page.locator(".x-own input[type=file]").set_input_files({"name": "own.png", "mimeType": "image/png", "buffer": as_file(colourful(200, 300))})
    here.page.locator(".x-steps").wait_for()
    here.page.get_by_role("button", name="Full screen", exact=True).click()
    here.page.wait_for_selector(".x-frame:fullscreen")
    here.page.wait_for_timeout(300)
    read = "parts => parts.map((part) => part.getBoundingClientRect()).map(({ top, bottom }) => [top, bottom])"
    boxes = here.page.eval_on_selector_all(".x-look .x-picker, .x-look > div:not(.x-picker), .x-look > p, .x-answer > *, .x-own", read)
    for (_, bottom), (top, _) in itertools.pairwise(sorted(boxes)):
        assert bottom <= top + 1, boxes
    assert here.page.locator(LARGE).bounding_box()["height"] > 300


def test_scores_have_names(visit, model, x_test):
    here = visit("#x-ray?layer=dense&map=5")
    scores = layer_outputs(model, x_test[16], "dense")["dense"][0]
    names = here.page.locator(".x-names span").all_text_contents()
    assert names == [f"{cifar10dict[i]} {score:.1f}".replace("-", "−") for i, score in enumerate(scores)]
    here.page.mouse.click(*here.tile(3))
    here.says(f"^dense, score of cat: {scores[3]:.2f}")


def test_the_chosen_map_is_in_the_link(visit, model, x_test):
    """By pointing, and by a layer that has fewer maps; a link from before opens on the first layer."""
    here = visit("#x-ray?image=16&layer=conv5&map=116")
    here.says("^relu5, map 116 of 128")
    here.page.locator(LAYERS).nth(8).click()
    here.says("^dense, score of truck: ")
    wait_until(here.page, "location.hash.endsWith('layer=dense&map=116')")
    here.page.locator(LAYERS).nth(1).click()
    here.says("^relu2, ")
    here.page.mouse.click(*here.tile(30))
    wait_until(here.page, "location.hash === '#x-ray?image=16&scale=layer&side=after&order=number&layer=conv2&map=30'")
    there = visit("#x-ray?image=16&scale=layer&side=after&order=number&layer=conv2&map=30")
    assert there.page.locator(FACT).text_content() == here.page.locator(FACT).text_content()


def test_by_mouse(visit, model, x_test):
    here = visit()
    maps = maps_of(model, x_test[16], "relu1")

    here.page.mouse.move(*here.tile(31))
    assert here.page.locator(FACT).text_content().startswith("relu1, map 31 of 32: from 0.00 to ")
    here.page.mouse.move(5, 5)
    assert here.page.locator(FACT).text_content().startswith("relu1, map 2 of 32")  # the chosen one is back

    here.page.mouse.click(*here.tile(1))
    silent = 100 * (maps[..., 1] == 0).mean()
    here.says(rf"^relu1, map 1 of 32: from 0\.00 to {maps[..., 1].max():.2f}, {silent:.0f} % of its units silent\. The network says dog, 85 %\.$")
    lens = here.pixels(here.page.locator(LENS))
    assert abs(lens.astype(int) - signed_colours(maps[..., 1], abs(maps).max())).max() <= 6
    assert here.page.locator(".x-foot code").text_content() == 'layer_outputs(model, x_test[16], "relu1")["relu1"][0, :, :, 1]'

    here.page.get_by_role("button", name="Undo ReLU").click()
    here.says("^conv1, map 1 of 32: from −")
    here.page.get_by_label("scale", exact=True).select_option("map")
    wait_until(here.page, "document.querySelector('.x-answer > p').textContent.includes('no two can be compared')")
    here.page.get_by_label("maps", exact=True).select_option("response")
    wait_until(here.page, "location.hash.startsWith('#x-ray?image=16&scale=map&side=before&order=response')")


def test_by_keyboard(visit):
    """Arrow keys go from map to map and from layer to layer; of the layers one is a stop of the Tab key."""
    here = visit()
    _, columns = here.grid()
    here.page.locator(LARGE).focus()
    here.page.keyboard.press("ArrowRight")
    here.says("^relu1, map 3 of 32")
    here.page.keyboard.press("ArrowDown")
    here.says(f"^relu1, map {3 + columns} of 32")
    here.page.keyboard.press("Shift+Tab")
    here.page.keyboard.press("ArrowRight")
    here.says(f"^relu2, map {3 + columns} of 32")
    assert here.page.locator(f"{LAYERS}[tabindex='0']").all_inner_texts()[0].startswith("relu2")
    for _ in range(8):
        here.page.keyboard.press("ArrowRight")
    here.says("^dense, score of truck: ")
    here.page.keyboard.press("Tab")
    here.page.keyboard.press("ArrowLeft")
    here.says("^dense, score of ship: −")
    assert here.page.locator(LARGE).get_attribute("aria-label").startswith("maps, dense, score of ship")
    assert here.page.locator(".x-foot code").text_content() == 'layer_outputs(model, x_test[16], "dense")["dense"][0, 8]'


def test_by_touch_on_a_phone(visit):
    here = visit(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    assert here.page.evaluate("document.documentElement.scrollWidth") == 390
    here.page.locator(LARGE).scroll_into_view_if_needed()
    here.page.touchscreen.tap(*here.tile(9))
    here.says("^relu1, map 9 of 32")
    here.page.get_by_role("button", name="Undo ReLU").tap()
    here.says("^conv1, map 9 of 32")
    here.page.get_by_role("button", name="Apply ReLU").tap()
    here.says("^relu1, map 9 of 32")
    here.page.get_by_role("button", name="Undo ReLU").tap()
    here.says("^conv1, map 9 of 32")
    here.page.locator(LAYERS).nth(3).tap()
    here.says("^conv3, map 9 of 64")


@pytest.mark.parametrize("width", [320, 360])
def test_small_phones_scroll_only_down(visit, width):
    here = visit("#x-ray?side=before&scale=map", viewport={"width": width, "height": 700})
    assert here.page.evaluate("document.documentElement.scrollWidth") <= width
    here.give(as_file(colourful(40, 90)))
    here.page.wait_for_selector(".x-steps")
    assert here.page.evaluate("document.documentElement.scrollWidth") <= width


def test_bad_state_is_ignored(visit):
    here = visit("#x-ray?image=4000&scale=jet&side=left&order=%3Cb%3E&layer=relu9&map=-1&other=1")
    here.says("^relu1, map 2 of 32.*dog, 85 %")
    assert here.page.get_by_label("scale", exact=True).input_value() == "layer"


def test_both_tries_are_recognised(visit, model, x_test):
    outputs = layer_outputs(model, x_test[:60], "relu1")["relu1"]
    photo, map = np.argwhere((outputs == 0).mean((1, 2)) > 0.95)[0]
    here = visit()
    done = here.page.locator(".x-tries .is-done")
    here.page.get_by_label("photo", exact=True).fill(str(photo))
    here.page.keyboard.press("Enter")
    wait_until(here.page, f"document.querySelector('.x-foot code').textContent.includes('x_test[{photo}]')")
    assert done.count() == 0
    here.page.mouse.click(*here.tile(int(map)))
    here.page.wait_for_selector(".x-tries .is-done")
    assert "not dead" in here.page.locator(".x-found").text_content()
    here.give(as_file(colourful(40, 40)))
    wait_until(here.page, "document.querySelectorAll('.x-tries .is-done').length === 2")


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_axe_finds_nothing(visit, axe_violations, theme, width):
    here = visit("#x-ray?side=before", viewport={"width": width, "height": 900}, color_scheme=theme)
    here.give(b"", "empty.png")
    here.page.wait_for_selector(FAULT)
    assert axe_violations(here.page, FIGURE) == []
    here.give(as_file(colourful(64, 96)))
    here.page.wait_for_selector(".x-steps")
    here.says("The network says")
    assert axe_violations(here.page, FIGURE) == []
