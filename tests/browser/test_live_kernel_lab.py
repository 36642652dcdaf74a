"""The kernel lab: edited by mouse, touch and keyboard; what it shows is what Keras computes."""

import numpy as np
import pytest
from live_page import LivePage, write_page
from touching import swipe
from waiting import wait_until

from cnnviz_helpers import cnn_model, layer_outputs
from cnnviz_helpers.explorables.kernels import lab_weights
from cnnviz_helpers.plots.colours import signed_colours

MAP, DONE = ".x-lab > div > canvas.x-map", ".x-tries li.is-done"
PAPER = (253, 252, 249)  # what zero looks like on a map


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
    assert np.abs(np.array(page.pixels(MAP)) - colours.astype(int)).max() <= 3


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


def assert_weights(page, weights):
    """The cells show these weights, (3, 3, 3, 1): a still picture draws what the page shows."""
    shown = [float(text.replace("−", "-")) for text in page.texts(".x-weight")]
    assert np.abs(np.array(shown) - weights.transpose(2, 0, 1, 3).ravel()).max() <= 0.0051


def test_presets_and_reset(lab, x_test):
    """Zero gives a map of zeros, and solves nothing, nor does any other preset; reset brings the learned filter back."""
    page = lab()
    lay = page.page.get_by_label("lay in")
    for name in ("blur", "upright edges", "level edges", "sharpen", "zero"):
        lay.select_option(name)
        assert_weights(page, lab_weights(cnn_model().layers[0], 5, name, 0, ""))
    assert {tuple(pixel) for row in page.pixels(MAP) for pixel in row} == {PAPER}
    assert page.page.locator(DONE).count() == 0
    page.page.get_by_role("button", name="Reset").click()
    assert_shows(page, keras_map(x_test, 16, 5)[0])


def set_weights(page, weights):
    """Choose each cell (its number among all 27), and type its weight."""
    for cell, value in weights.items():
        page.page.locator(".x-weight").nth(cell).click()
        page.page.get_by_label("weight").first.fill(value)
        wait_until(page.page, "([cell, value]) => Math.abs(document.querySelectorAll('.x-weight')[cell].textContent.replace('−', '-') - value) < 0.006", arg=[cell, value])


def test_a_filter_for_upright_edges_made_by_hand(lab, x_test):
    """A minus and a plus in the middle row are enough; a plus alone, or above and below, are not."""
    page = lab()
    page.page.get_by_label("lay in").select_option("zero")
    for weights in ({5: "0.5"}, {5: "0", 1: "-0.5", 7: "0.5"}, {1: "0", 7: "0", 3: "-0.5"}):
        set_weights(page, weights)
        assert page.page.locator(DONE).count() == 0, weights
    set_weights(page, {5: "0.5"})
    page.reached(0)

    def change(weights, bias):
        weights[..., 5], bias[5] = 0, 0
        weights[1, 0, 0, 5], weights[1, 2, 0, 5] = -0.5, 0.5

    assert_shows(page, keras_map(x_test, 16, 5, change)[0])


def test_a_filter_for_red_made_by_hand(lab):
    """Red alone also answers to white; green and blue must count against it. What the figure names is so among the learned filters."""
    page = lab()
    page.page.get_by_label("lay in").select_option("zero")
    set_weights(page, {4: "1"})
    page.said("All red gives 0.50, all white 0.50, all black −0.50.")
    set_weights(page, {13: "-0.5"})
    assert page.page.locator(DONE).count() == 0
    set_weights(page, {22: "-0.5"})
    page.said("All red gives 1.00, all white 0.00, all black 0.00.")
    page.reached(1)
    weights, bias = cnn_model().layers[0].get_weights()
    red, green, blue = weights.sum((0, 1)) / 2
    answers = red - green - blue + bias, red + green + blue + bias, bias - red - green - blue
    alike = [f for f in range(32) if answers[0][f] >= 0.2 and max(answers[1][f], answers[2][f]) <= answers[0][f] / 10]
    assert page.texts(".x-found li")[0].endswith(f"Learned filters do it, too: {', '.join(map(str, alike))}.")


def test_one_weight_moved_a_little_changes_the_answer(lab, x_test):
    """On a photo where two answers are nearly as likely. Moved further, it is not little; on a filter that is not learned, it says nothing."""
    model = cnn_model()
    weights, bias = model.layers[0].get_weights()
    image, little = 412, 0.199  # two answers at nearly the same share
    usual = layer_outputs(model, x_test[image], "softmax")["softmax"].argmax()
    for cell, by in ((cell, by) for cell in range(27) for by in (-little, little)):
        place = (cell % 9 // 3, cell % 3, cell // 9, 5)
        typed = round(float(weights[place]) + by, 3)

        def change(kernel, _, place=place, typed=typed):
            kernel[place] = typed

        if keras_map(x_test, image, 5, change)[1].argmax() != usual:
            break
    page = lab(f"#kernel-lab?image={image}")
    set_weights(page, {cell: str(round(typed + by / 10, 3))})
    page.said("changed")
    assert page.page.locator(DONE).count() == 0
    set_weights(page, {cell: str(typed)})
    page.reached(2)


def test_another_filter_and_photo_from_the_address(lab, x_test):
    page = lab(query="#kernel-lab?image=3&filter=22")
    assert_shows(page, keras_map(x_test, 3, 22)[0])
    page.page.get_by_role("button", name="next photo").click()
    wait_until(page.page, "location.hash.includes('image=4')")
    assert_shows(page, keras_map(x_test, 4, 22)[0])


BAD = ["image=1000&filter=32&cell=27", "filter=x&preset=nonsense&y=1&seed=-1", "image=1e9&seed=10000", "weights=4_1e300", "weights=28_0.5", "weights=4_1.5",
       "weights=4", "weights=-1_0", "weights=4_0.5+%3Cb%3E_1", "weights=4_NaN&cell=1.5"]  # fmt: skip


@pytest.mark.parametrize("query", BAD)
def test_a_bad_address_opens_what_the_page_opens_with(lab, query, x_test):
    assert_shows(lab(query=f"#kernel-lab?{query}"), keras_map(x_test, 16, 5)[0])


def test_of_a_bad_address_the_good_parts_count(lab, x_test):
    assert_shows(lab(query="#kernel-lab?image=3&weights=99_0.5&filter=22"), keras_map(x_test, 3, 22)[0])


@pytest.mark.parametrize("field", ["weight", "bias"])
def test_a_huge_number_typed_then_another_photo(lab, field, x_test):
    """It counts as the largest that the slider can give, on the next photo as well."""
    page = lab()
    page.page.get_by_label(field).first.fill("1e300")
    page.said("changed")
    page.page.get_by_role("button", name="next photo").click()

    def change(weights, bias):
        if field == "weight":
            weights[1, 1, 0, 5] = 1
        else:
            bias[5] = 1

    expected, probabilities = keras_map(x_test, 17, 5, change)
    wait_until(page.page, "document.querySelector('.x-picker .x-photo').getAttribute('aria-label').startsWith('photo 17')")
    assert_shows(page, expected)
    assert np.abs(np.array(chances(page)) - 100 * probabilities).max() <= 0.51
    assert "NaN" not in page.page.locator(".x-frame").inner_text()


def test_a_state_is_in_its_address_and_opens_elsewhere(lab, x_test):
    """Weights and the bias that were changed, to three digits; one that is back where it was is not in it."""
    page = lab("#kernel-lab?filter=22&preset=blur")
    set_weights(page, {8: "0.12345", 20: "-0.9", 3: "0.5"})
    set_weights(page, {3: "0.037"})  # a blur's weights are 1 / 27
    page.page.get_by_label("bias").first.fill("0.25")
    wait_until(page.page, "location.hash === '#kernel-lab?image=16&filter=22&preset=blur&seed=0&cell=3&weights=8_0.123+20_-0.9+27_0.25'")

    def change(weights, bias):
        weights[..., 22] = 1 / 27
        weights[2, 2, 0, 22], weights[0, 2, 2, 22], bias[22] = 0.123, -0.9, 0.25

    expected, probabilities = keras_map(x_test, 16, 22, change)
    other = lab(page.page.evaluate("location.hash"))
    for one in (page, other):
        assert_shows(one, expected)
        assert np.abs(np.array(chances(one)) - 100 * probabilities).max() <= 0.51
    assert other.page.locator(".x-weight[aria-pressed=true]").get_attribute("aria-label").startswith("red, row 1, column 0")


def test_random_weights_are_the_same_for_whom_they_are_shown_to(lab):
    """Chosen again they are others; a link brings the first ones back."""
    page = lab()
    weights = "() => [...document.querySelectorAll('.x-weight')].map((cell) => cell.textContent)"
    page.page.get_by_label("lay in").select_option("random")
    wait_until(page.page, "location.hash.includes('preset=random')")
    first, link = page.page.evaluate(weights), page.page.evaluate("location.hash")
    page.page.get_by_role("button", name="Reset").click()
    page.page.get_by_label("lay in").select_option("random")
    assert page.page.evaluate(weights) != first and len(set(first)) > 10
    assert lab(link).page.evaluate(weights) == first
    other = lab("#kernel-lab?preset=random&seed=7&weights=4_0.75+26_-1+27_0.5&filter=31")
    assert_weights(other, lab_weights(cnn_model().layers[0], 31, "random", 7, "4_0.75 26_-1 27_0.5"))


def test_by_touch(lab):
    """A tap chooses a weight, and a tap on the slider sets it."""
    page = lab(has_touch=True, width=390)
    page.page.locator(".x-weight").nth(8).tap()
    assert page.page.locator(".x-weight").nth(8).get_attribute("aria-pressed") == "true"
    box = page.page.locator("input[type=range]").first.bounding_box()
    page.page.touchscreen.tap(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2)
    wait_until(page.page, "document.querySelectorAll('.x-weight')[8].textContent > '0.9'")


def test_a_finger_that_passes_over_all_photos_chooses_none(lab):
    """To a side and up the photos only move, if at all; a tap chooses."""
    page = lab(has_touch=True, is_mobile=True, width=390)
    page.page.get_by_role("button", name="all photos").tap()
    album = page.page.get_by_role("dialog", name="all photos")
    album.wait_for()
    page.page.touchscreen.tap(195, 400)
    album.wait_for(state="hidden")
    page.page.get_by_role("button", name="all photos").tap()
    album.wait_for()
    for right, down in ((80, 0), (-40, 10), (0, -100)):
        swipe(page.page, (195, 400), right, down)
        assert album.is_visible(), (right, down)


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
