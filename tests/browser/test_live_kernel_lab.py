"""The kernel lab: edited by mouse, touch and keyboard; what it shows is what Keras computes."""

import numpy as np
import pytest
from live_page import LivePage, write_page
from waiting import wait_until

from cnnviz_helpers import cnn_model, layer_outputs
from cnnviz_helpers.plots.colours import signed_colours


@pytest.fixture(scope="module")
def address(serve, tmp_path_factory):
    return serve(write_page(tmp_path_factory.mktemp("lab"), "kernel-lab"))


@pytest.fixture
def lab(browser, address):
    """Opens a page, and at the end asks whether anything was wrong."""
    opened = []

    def start(query="", **options):
        opened.append(LivePage(browser, address, query, **options))
        return opened[-1]

    yield start
    assert [wrong for page in opened for wrong in page.close()] == []


def keras_map(x_test, image, filter, change=lambda weights, bias: None):
    """The feature map and the probabilities of the network after `change(weights, bias)` of conv1."""
    model = cnn_model()
    weights, bias = model.layers[0].get_weights()
    change(weights, bias)
    model.layers[0].set_weights([weights, bias])
    outputs = layer_outputs(model, x_test[image])
    return outputs["conv1"][0, :, :, filter], outputs["softmax"][0]


def assert_shows(page, expected):
    """The canvas shows this map on its own zero-centred scale; the page's colours are rounded, so each may differ by 3 of 255."""
    colours = signed_colours(expected, np.abs(expected).max())
    assert np.abs(np.array(page.pixels("canvas.x-map")) - colours.astype(int)).max() <= 3


def chances(page):
    """The ten numbers beside the bars."""
    return [float(text.removesuffix(" %")) for text in page.page.locator(".x-value").all_text_contents()]


def test_it_opens_on_the_learned_filter(lab, x_test):
    page = lab()
    expected, probabilities = keras_map(x_test, 16, 5)
    assert_shows(page, expected)
    assert np.abs(np.array(chances(page)) - 100 * probabilities).max() <= 0.51
    page.said("The network says dog, 85 %")


def test_a_weight_edited_by_keyboard(lab, x_test):
    """From the chosen cell one cell to the right and up; then a number is typed."""
    page = lab()
    page.page.locator(".x-weight[aria-pressed=true]").focus()
    page.page.keyboard.press("ArrowRight")
    page.page.keyboard.press("ArrowUp")
    assert page.page.evaluate("document.activeElement.ariaLabel").startswith("red, row 0, column 2")
    page.page.get_by_label("weight").first.fill("-0.75")

    def change(weights, bias):
        weights[0, 2, 0, 5] = -0.75

    expected, probabilities = keras_map(x_test, 16, 5, change)
    page.said("changed")
    assert_shows(page, expected)
    assert np.abs(np.array(chances(page)) - 100 * probabilities).max() <= 0.51


def test_presets_reset_and_the_first_challenge(lab, x_test):
    """Zero gives a map of zeros, and the page sees it; reset brings the learned filter back."""
    page = lab()
    page.page.get_by_label("lay in").select_option("zero")
    page.reached(0)
    assert page.page.locator(".x-tries li.is-done").count() == 1
    assert {tuple(pixel) for row in page.pixels("canvas.x-map") for pixel in row} == {(253, 252, 249)}
    page.page.get_by_role("button", name="Reset").click()
    assert_shows(page, keras_map(x_test, 16, 5)[0])


def test_the_second_challenge(lab):
    """A filter blown up changes the answer; the page says so, and not before."""
    page = lab()
    box = page.page.get_by_label("bias").first
    box.fill("0.1")
    page.said("changed")
    assert page.page.locator(".x-tries li.is-done").count() == 0
    for value in ("3", "8", "20"):
        box.fill(value)
        page.page.wait_for_timeout(120)
    page.reached(1)


def test_another_filter_and_photo_from_the_address(lab, x_test):
    page = lab(query="#kernel-lab?image=3&filter=22")
    assert_shows(page, keras_map(x_test, 3, 22)[0])
    page.page.get_by_role("button", name="next photo").click()
    wait_until(page.page, "location.hash.includes('image=4')")
    assert_shows(page, keras_map(x_test, 4, 22)[0])


@pytest.mark.parametrize("query", ["#kernel-lab?image=1000&filter=32", "#kernel-lab?filter=x&preset=nonsense&y=1", "#kernel-lab?image=1e9"])
def test_a_bad_address_opens_what_the_page_opens_with(lab, query, x_test):
    assert_shows(lab(query=query), keras_map(x_test, 16, 5)[0])


def test_by_touch(lab):
    """A tap chooses a weight, and a tap on the slider sets it."""
    page = lab(has_touch=True, width=390)
    page.page.locator(".x-weight").nth(8).tap()
    assert page.page.locator(".x-weight").nth(8).get_attribute("aria-pressed") == "true"
    box = page.page.locator("input[type=range]").first.bounding_box()
    page.page.touchscreen.tap(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2)
    wait_until(page.page, "document.querySelectorAll('.x-weight')[8].textContent > '0.9'")


def test_other_filters_keep_their_learned_weights(lab, x_test):
    """A filter that was changed and then left is as learned again."""
    page = lab()
    page.page.get_by_label("lay in").select_option("blur")
    page.page.get_by_label("filter", exact=True).select_option("6")
    assert_shows(page, keras_map(x_test, 16, 6)[0])
    assert np.abs(np.array(chances(page)) - 100 * keras_map(x_test, 16, 6)[1]).max() <= 0.51


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_accessible_and_never_wider_than_the_window(lab, axe_violations, theme, width):
    page = lab(theme=theme, width=width)
    assert axe_violations(page.page) == []
    assert page.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
