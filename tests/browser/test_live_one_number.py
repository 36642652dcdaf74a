"""One number, by keyboard, mouse and touch: the way into it ends at the pixels, a link holds it, and the figure keeps its height."""

import re

import numpy as np
import pytest
from live_visit import FIGURE
from one_number_page import CLOSE, IMAGE, address, network, open_at, open_page, read, shown_total  # noqa: F401  (fixtures)
from thorough import some, thorough
from waiting import wait_until

from cnnviz_helpers import cnn_model, get_cifar10, layer_outputs


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


HEIGHTS = "() => ['.x-ledger', '.x-body', '.x-frame'].map((part) => document.querySelector(part).getBoundingClientRect().height)"


@pytest.mark.parametrize("width", some([390, 1280], 390))
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


@pytest.mark.thorough("one comes to the same state by another way")
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


BAD = ["layer=nothing", "map=500&row=99&column=-3", "image=5000", "layer=dense&row=7&column=x", "map=1.5&row=NaN"]


@pytest.mark.parametrize("bad", some(BAD, *BAD[:2]))
def test_a_bad_address_opens_a_number_all_the_same(open_page, bad):
    """What makes no sense is left out."""
    page = open_page(f"#one-number?{bad}")
    assert re.match(r"(conv1|dense), ", page.locator(".x-total strong").inner_text())
    assert "NaN" not in page.locator(".x-frame").inner_text() and "undefined" not in page.locator(".x-frame").inner_text()


@pytest.mark.parametrize(
    ("width", "scheme", "second"),
    [(1280, "light", ("softmax", 5)), thorough(390, "light", ("gap", 93)), thorough(1280, "dark", ("photo", 3, 3, 1)), (390, "dark", ("dense", 5))],
)
def test_axe(open_page, axe_violations, width, scheme, second):
    """WCAG 2.2 AA, at a sum with padding and at another number; no sideways scrolling."""
    page = open_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    for layer, *place in (("conv4", 0, 4, 20), second):
        open_at(page, layer, *place)
        assert axe_violations(page, FIGURE) == [], layer
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), layer
