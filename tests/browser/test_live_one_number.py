"""One number, taken apart: the page's sums are Keras's numbers, and the way into them ends at the pixels."""

import random
import re

import numpy as np
import pytest
from one_number_page import CLOSE, IMAGE, address, network, open_at, open_page, read, real, shown_total  # noqa: F401  (fixtures)
from waiting import wait_until

from cnnviz_helpers import cnn_model, get_cifar10, layer_outputs, receptive_field
from cnnviz_helpers.features import partial_maps

CELLS = [
    ("conv1", 10, 12, 5), ("conv1", 0, 0, 21), ("conv1", 31, 31, 30), ("conv1", 0, 17, 7), ("conv2", 0, 29, 3), ("conv2", 14, 9, 31),
    ("conv3", 14, 14, 63), ("conv3", 7, 0, 8), ("conv4", 0, 4, 20), ("conv4", 8, 8, 1), ("conv5", 6, 0, 93), ("conv5", 3, 3, 127),
    ("relu1", 10, 12, 5), ("relu4", 8, 8, 1), ("pool1", 14, 0, 9), ("pool2", 6, 6, 20), ("relu5", 3, 3, 98), ("gap", 93), ("gap", 0), ("dense", 5), ("dense", 3), ("softmax", 5), ("softmax", 8),
]  # fmt: skip


def test_totals_are_those_of_keras_and_the_terms_add_up(open_page, network):
    """Corners, borders and middles of every kind of layer."""
    _, outputs, _ = network
    page, worst = open_page(), 0
    for layer, *place in CELLS:
        open_at(page, layer, *place)
        lines, expected = read(page), float(outputs[layer][(0, *place)])
        worst = max(worst, abs(shown_total(lines) - expected))
        assert shown_total(lines) == pytest.approx(expected, abs=CLOSE), (layer, place)
        assert real(page.locator(".x-total strong").inner_text().split(": ")[1]) == shown_total(lines)
        amounts = [real(line["amount"]) for line in lines if line["amount"] and not line["isTotal"]]
        if layer.startswith(("conv", "dense")):
            assert sum(amounts) == pytest.approx(expected, abs=CLOSE * (len(amounts) + 1)), (layer, place)
        if layer == "softmax":
            assert np.exp(real(read(page)[place[0]]["cells"][0])) / sum(amounts) == pytest.approx(expected, abs=1e-3)
    print(f"largest difference from Keras, as shown: {worst:.1e}")


def test_the_hand_calculation_of_the_chapter(open_page, network):
    """conv1, map 5, row 10, column 12: three subtotals, the bias, their sum, and what ReLU makes of it."""
    model, _, photo = network
    maps, bias = partial_maps(model, photo, "conv1", 5)
    page = open_page()
    lines = read(page)
    assert [line["name"] for line in lines] == ["red", "green", "blue", "bias", "total", "then ReLU"]
    assert [real(line["amount"]) for line in lines[:4]] == pytest.approx([*maps[10, 12], bias], abs=CLOSE)
    assert [real(cell) for cell in lines[1]["cells"]] == pytest.approx(photo[9:12, 11:14, 1].ravel(), abs=0.0006)
    weights = model.layers[0].get_weights()[0]
    assert [real(cell) for cell in lines[1]["weights"]] == pytest.approx(weights[:, :, 1, 5].ravel(), abs=0.0006)
    assert page.get_by_role("button", name="= 0.0000").count() == 1
    assert "x_test[16]" in page.locator(".x-foot code").inner_text()


def test_terms_are_ranked_and_all_can_be_shown(open_page, network):
    """The six largest first, the rest as one honest sum; then every one of the 64."""
    model, outputs, _ = network
    page = open_page(f"#one-number?image={IMAGE}&layer=conv4&map=20&row=8&column=8")
    parts = np.einsum("ijc,ijc->c", outputs["relu3"][0, 7:10, 7:10], model.get_layer("conv4").get_weights()[0][:, :, :, 20])
    order = np.argsort(-np.abs(parts))
    lines = read(page)
    assert [line["name"] for line in lines[:7]] == [*(f"map {c}" for c in order[:6]), "58 more"]
    assert [real(line["amount"]) for line in lines[:7]] == pytest.approx([*parts[order[:6]], parts[order[6:]].sum()], abs=CLOSE)
    page.get_by_role("button", name="show all").click()
    lines = read(page)
    assert [real(line["amount"]) for line in lines[:64]] == pytest.approx(parts[order], abs=CLOSE)
    page.get_by_role("button", name="show the largest").click()
    assert read(page)[6]["name"] == "58 more"


def test_padding_is_shown_and_cannot_be_entered(open_page):
    """A corner of conv1: five of nine cells are padding."""
    page = open_page(f"#one-number?image={IMAGE}&layer=conv1&map=5&row=0&column=31")
    assert [line["padding"] for line in read(page)[:3]] == [5, 5, 5]
    page.locator(".x-cell.is-padding").first.click(force=True)
    assert page.locator("[aria-current=true]").inner_text().startswith("conv1")
    page.locator(".x-cell:not(.is-padding)").first.click()
    assert page.locator(".x-total strong").inner_text().startswith("photo, red, row 0, column 30: ")


def test_receptive_fields_are_those_of_python(open_page, network):
    """The box on the photo and its words, for every layer."""
    model, outputs, _ = network
    page, rng = open_page(), random.Random(3)
    for layer in model.layers:
        height, width = outputs[layer.name].shape[1:3] if outputs[layer.name].ndim == 4 else (1, 1)
        field = receptive_field(model, layer.name)
        for row, column in {(0, 0), (height - 1, width - 1), (rng.randrange(height), rng.randrange(width))}:
            open_at(page, layer.name, *((row, column, 1) if height > 1 else (1,)))
            top, left, bottom, right = field.box(row, column)
            style = page.locator(".x-seen .x-cursor").evaluate("({style}) => [style.top, style.left, style.height, style.width].map((part) => parseFloat(part) * 0.32)")
            assert style == pytest.approx([top, left, bottom - top, right - left], abs=0.01), (layer.name, row, column)
            words = page.locator(".x-live").inner_text()
            whole = (top, left, bottom, right) == (0, 0, 32, 32)
            assert ("the whole photo" if whole else f"rows {top} to {bottom - 1}, columns {left} to {right - 1}.") in words


def test_the_map_is_the_map_of_keras(open_page, network):
    """The signs of the drawn cells: more red than blue where the number is above zero, on a scale with zero in the middle."""
    _, outputs, _ = network
    page = open_page(f"#one-number?image={IMAGE}&layer=conv3&map=8&row=7&column=7")
    pixels = np.array(page.evaluate("(() => { const canvas = document.querySelector('.x-one canvas'); return [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]; })()")).reshape(15, 15, 4)
    values = outputs["conv3"][0, :, :, 8]
    clear = np.abs(values) > 0.05 * np.abs(values).max()
    assert clear.sum() > 100
    assert np.array_equal((pixels[..., 0] > pixels[..., 2])[clear], (values > 0)[clear])
    limit = np.abs(values).max()
    assert page.locator(".x-scale").first.inner_text().split() == [f"−{limit:.2f}", f"{limit:.2f}", "this", "map"]


def test_by_keyboard_from_the_answer_to_a_pixel(open_page):
    """"Why dog?", then Enter again and again: every layer once, and the challenge is recognised."""
    page = open_page()
    page.get_by_role("button", name="Why dog").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name=re.compile("^dense")).focus()
    page.keyboard.press("Enter")
    page.locator(".x-cell[tabindex='0']").focus()
    names = []
    for _ in range(14):
        page.keyboard.press("Enter")
        names.append(page.locator(".x-total strong").inner_text().split(",")[0])
    assert names[:13] == ["gap", "relu5", "conv5", "pool2", "relu4", "conv4", "relu3", "conv3", "pool1", "relu2", "conv2", "relu1", "conv1"]
    assert names[13] == "photo"
    assert page.locator(".x-tries .is-done").count() == 1
    assert page.locator(".x-way .is-known").count() == 16
    wait_until(page, "document.querySelector('.x-found').textContent.includes('nothing else lies between')")
    page.get_by_role("button", name=re.compile("^relu5")).click()  # back along the way
    assert page.locator(".x-way .is-known").count() == 4


def test_arrow_keys(open_page):
    """They walk over the numbers of the sum, and over the cells of the map."""
    page = open_page()
    page.locator(".x-cell").nth(4).focus()
    for key, place in (("ArrowRight", 5), ("ArrowDown", 8), ("ArrowUp", 5), ("ArrowLeft", 4)):
        page.keyboard.press(key)
        assert page.evaluate("[...document.querySelectorAll('.x-cell')].indexOf(document.activeElement)") == place
    page.get_by_role("application", name=re.compile("^one map")).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    wait_until(page, "document.querySelector('.x-total strong').textContent.startsWith('conv1, map 5, row 11, column 13')")
    wait_until(page, "document.querySelector('.x-live').textContent.startsWith('conv1, map 5, row 11, column 13 is')")
    assert "row=11&column=13" in page.evaluate("new Promise((done) => setTimeout(() => done(location.hash), 400))")


def test_by_mouse_and_by_touch(open_page):
    """Pointing at the map, at the maps, at a number."""
    for options in ({}, {"has_touch": True, "viewport": {"width": 360, "height": 780}}):
        page = open_page(**options)
        press = page.touchscreen.tap if options else page.mouse.click
        for place, share, expected in (
            (".x-one canvas", (0.99, 0.01), "conv1, map 5, row 0, column 31"), (".x-all canvas", (0.01, 0.99), "conv1, map 24, row 0, column 31")
        ):  # fmt: skip
            page.locator(place).scroll_into_view_if_needed()
            box = page.locator(place).bounding_box()
            press(box["x"] + share[0] * box["width"], box["y"] + share[1] * box["height"])
            wait_until(page, f"document.querySelector('.x-total strong').textContent.startsWith('{expected}')")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        cell = page.locator(".x-cell:not(.is-padding)").first
        cell.tap() if options else cell.click()
        assert page.locator("[aria-current=true]").inner_text().startswith("photo")


def test_the_number_that_relu_set_to_zero(open_page, network):
    """The second challenge: recognised where a kernel gave more than 0.2, and not elsewhere; and in relu1 only."""
    model, outputs, photo = network
    maps, _ = partial_maps(model, photo, "conv1", 5)
    off = outputs["relu1"][0, :, :, 5] == 0
    page = open_page()
    for mask, count in ((off & (maps.max(axis=-1) < 0.19), 0), (~off & (maps.max(axis=-1) > 0.21), 0), (off & (maps.max(axis=-1) > 0.21), 1)):
        row, column = np.argwhere(mask)[0]
        open_at(page, "conv1", row, column, 5)
        page.locator(".x-ledger .is-next button").click()
        assert page.locator(".x-total strong").inner_text().startswith("relu1, map 5")
        assert page.locator(".x-tries .is-done").count() == count
    parts = np.einsum("ijc,ijcf->cf", outputs["relu3"][0, 7:10, 7:10], model.get_layer("conv4").get_weights()[0]).max(axis=0)
    open_at(page, "relu4", 8, 8, np.flatnonzero((outputs["relu4"][0, 8, 8] == 0) & (parts > 0.5))[0])
    assert page.locator(".x-tries .is-done").count() == 0  # where so many kernels give much, it needs no search


HEIGHTS = "() => ['.x-ledger', '.x-body', '.x-frame'].map((part) => document.querySelector(part).getBoundingClientRect().height)"


@pytest.mark.parametrize("width", [390, 1280])
def test_the_figure_is_as_high_for_each_number(open_page, network, width):
    """Of every layer, of maps and of single numbers, and with all terms listed: what stands below stays where it is."""
    model, outputs, _ = network
    page = open_page(viewport={"width": width, "height": 850})
    seen = {}
    for button in page.locator(".x-way button").all():
        button.click()
        page.wait_for_timeout(10)
        seen[button.inner_text()] = page.evaluate(HEIGHTS)
    page.get_by_role("button", name=re.compile("^conv5")).click()
    page.get_by_role("button", name="show all").click()
    assert len(read(page)) > 64
    seen["all"] = page.evaluate(HEIGHTS)
    assert len(seen) > 17
    assert (np.ptp(list(seen.values()), axis=0) <= 3).all(), seen
    low, high = (page.locator(part).bounding_box() for part in (".x-ledger .is-total", ".x-ledger"))
    assert high["y"] <= low["y"] and low["y"] + low["height"] <= high["y"] + high["height"] + 1  # the total is in sight


def test_a_link_holds_the_way_and_the_list(open_page, network):
    """From the score of dog to a number of conv5, as the index of each in Keras's outputs; what does not lead on is left out."""
    _, outputs, _ = network
    at = {name: np.ravel_multi_index(place, outputs[name].shape[1:]) for name, place in (("relu5", (3, 3, 98)), ("gap", (98,)), ("dense", (5,)))}
    state = f"#one-number?image={IMAGE}&layer=conv5&map=98&row=3&column=3&all=1&way="
    for way, known in (
        (f"{at['relu5']}-{at['gap']}-{at['dense']}-5", ["conv5", "relu5", "gap", "dense", "softmax"]),
        (f"{at['relu5']}-97-5", ["conv5", "relu5"]), (f"{at['relu5'] + 1}", ["conv5"]), ("99999999", ["conv5"]), ("x", ["conv5"]), ("", ["conv5"]),
        (f"{at['relu5']}-{at['gap']}-{at['dense']}-5-0-0", ["conv5", "relu5", "gap", "dense", "softmax"]),
    ):  # fmt: skip
        page = open_page(state + way)
        assert [words.split()[0] for words in page.locator(".x-way .is-known").all_inner_texts()] == known, way
        assert page.locator(".x-ledger li").count() > 64
    page = open_page()
    page.get_by_role("button", name="Why dog").click()
    for _ in range(3):
        page.locator(".x-cell[tabindex='0']").focus()
        page.keyboard.press("Enter")
    wait_until(page, "/layer=relu5&.*&way=[0-9]+-5-5/.test(location.hash)")
    link = page.evaluate("location.hash")
    assert open_page(link).locator(".x-way").inner_text() == page.locator(".x-way").inner_text()


def test_by_keyboard_all_terms_and_back(open_page):
    """The button is there for the next press; opening has left another figure's address alone."""
    page = open_page("#shift-lab?dx=1")
    assert page.evaluate("new Promise((done) => setTimeout(() => done(location.hash), 400))") == "#shift-lab?dx=1"
    page.get_by_role("button", name="Why dog").press("Enter")
    page.get_by_role("button", name=re.compile("^dense")).press("Enter")
    page.locator(".x-more").focus()
    for words in ("show all", "show the largest", "show all"):
        assert page.locator(".x-more").inner_text() == words
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.className") == "x-more"


def test_another_photo_keeps_the_way(open_page):
    """The same number for the next photo: other terms, the same place."""
    page = open_page()
    before = read(page)
    page.get_by_role("button", name="next photo").click()
    wait_until(page, "document.querySelector('.x-foot code').textContent.includes('x_test[17]')")
    expected = float(layer_outputs(cnn_model(), get_cifar10()[0][17], "conv1")["conv1"][0, 10, 12, 5])
    assert shown_total(read(page)) == pytest.approx(expected, abs=CLOSE) != shown_total(before)


def test_a_step_while_the_next_photo_is_on_its_way(open_page):
    """All maps are those of the new photo, as a link to it shows them."""
    page, pixels = open_page(), "document.querySelector('.x-all canvas').toDataURL()"
    page.evaluate("() => { document.querySelector('[aria-label=\"next photo\"]').click(); document.querySelectorAll('.x-way button')[4].click(); }")
    wait_until(page, "document.querySelector('.x-picker .x-photo').getAttribute('aria-label').startsWith('photo 17,')")
    page.wait_for_timeout(100)
    assert page.evaluate(pixels) == open_page("#one-number?image=17&layer=relu2").evaluate(pixels)


@pytest.mark.parametrize("bad", ["layer=nothing", "map=500&row=99&column=-3", "image=5000", "layer=dense&row=7&column=x", "map=1.5&row=NaN"])
def test_a_bad_address_opens_a_number_all_the_same(open_page, bad):
    """What makes no sense is left out."""
    page = open_page(f"#one-number?{bad}")
    assert re.match(r"(conv1|dense), ", page.locator(".x-total strong").inner_text())
    assert "NaN" not in page.locator(".x-frame").inner_text() and "undefined" not in page.locator(".x-frame").inner_text()


@pytest.mark.parametrize(("width", "scheme", "second"), [(1280, "light", ("softmax", 5)), (390, "light", ("gap", 93)), (1280, "dark", ("photo", 3, 3, 1)), (390, "dark", ("dense", 5))])
def test_axe(open_page, axe_violations, width, scheme, second):
    """WCAG 2.2 AA, at a sum with padding and at another number; no sideways scrolling."""
    page = open_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    for layer, *place in (("conv4", 0, 4, 20), second):
        open_at(page, layer, *place)
        assert axe_violations(page) == [], layer
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), layer
