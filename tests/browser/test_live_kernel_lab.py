"""The kernel lab: edited by mouse, touch and keyboard; what it shows is what Keras computes."""

import numpy as np
import pytest
from kernel_lab_page import DONE, MAP, address, assert_shows, assert_weights, chances, keras_map, lab, set_weights  # noqa: F401  (fixtures)
from live_visit import FIGURE
from thorough import diagonal
from touching import swipe
from waiting import wait_until

from cnnviz_helpers import cifar10dict, cnn_model, layer_outputs
from cnnviz_helpers.explorables.kernels import lab_weights

ANSWERS = ".x-answers .x-alone"
PAPER = (253, 252, 249)  # what zero looks like on a map


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


def test_presets_and_reset(lab, x_test):
    """Zero gives a map of zeros, and solves nothing, nor does any other preset; reset brings the learned filter back."""
    page = lab()
    lay = page.page.get_by_label("lay in")
    for name in ("blur", "upright edges", "level edges", "sharpen", "zero"):
        lay.select_option(name)
        assert_weights(page, lab_weights(cnn_model().layers[0], 5, name, 0, ""))
    assert {tuple(pixel) for row in page.pixels(MAP) for pixel in row} == {PAPER}
    assert page.texts(".x-scale .x-alone") == ["−1.00", "1.00"]  # a scale of zeros would be none
    assert page.page.locator(DONE).count() == 0
    page.page.get_by_role("button", name="Reset").click()
    assert_shows(page, keras_map(x_test, 16, 5)[0])


@pytest.mark.thorough("a rare way to use it; usual ones are tested in a quick run")
def test_after_an_edit_every_preset_can_be_chosen_again(lab):
    """The one that was edited, too: the menu says that something was changed, also to whoever opens the link."""
    page, layer = lab(), cnn_model().layers[0]
    chosen = "document.querySelector('.x-lay p:nth-child(2) select').selectedOptions[0].textContent"
    for name in ("zero", "learned", "blur"):
        page.page.get_by_label("lay in").select_option(name)
        assert page.page.evaluate(chosen) == name
        set_weights(page, {3: "-1", 5: "1"})
        assert page.page.evaluate(chosen) == "changed"
        page.page.wait_for_timeout(500)  # the address still holds what was laid in before: it follows a little later
        wait_until(page.page, "location.hash.includes('weights=')")
        assert lab(page.page.evaluate("location.hash")).page.evaluate(chosen) == "changed"
        page.page.get_by_label("lay in").select_option(name)
        assert_weights(page, lab_weights(layer, 5, name, 0, ""))
        assert page.page.evaluate(chosen) == name
        assert page.page.locator(".x-lay option", has_text="changed").count() == 0


TOUCHED = """async () => {
  const slider = document.querySelector(".x-weights input[type=range]"), cells = [...document.querySelectorAll(".x-weight")];
  const frames = () => new Promise(requestAnimationFrame);
  const move = async (value) => { slider.value = value; slider.dispatchEvent(new Event("input", { bubbles: true })); await frames(); await frames(); };
  await move(0.2);
  const records = [], seen = new MutationObserver((more) => records.push(...more));
  const about = { subtree: true, childList: true, characterData: true, attributes: true };
  seen.observe(document.querySelector(".x-frame"), about);
  await move(0.21);
  const touched = [...records, ...seen.takeRecords()].map(({ target }) => target.closest ? target : target.parentElement);
  const within = (selector) => new Set(touched.map((one) => one.closest(selector)).filter(Boolean));
  return { cells: [...within(".x-weight")].map((one) => cells.indexOf(one)), all: touched.length,
    still: [...within(".x-lay, .x-picker, .x-tries, .x-title, .x-foot, .x-class")].map((one) => one.className) };
}"""


def test_an_edit_touches_only_what_it_changes(lab):
    """Of the cells the edited one; neither the menus nor the photo. So the browser lays out and paints again only what has changed, in the time of a frame."""
    touched = lab().page.evaluate(TOUCHED)
    assert touched["cells"] == [4] and touched["still"] == [] and 0 < touched["all"] < 60


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
    assert page.texts(ANSWERS) == ["all red gives 0.50", "all white gives 0.50", "all black gives −0.50"]
    set_weights(page, {13: "-0.5"})
    assert page.page.locator(DONE).count() == 0
    set_weights(page, {22: "-0.5"})
    assert page.texts(ANSWERS) == ["all red gives 1.00", "all white gives 0.00", "all black gives 0.00"]
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
    row, column, colour, _ = place
    shown = f"{typed - float(weights[place]):.2f}".replace("-", "−")
    where = f"One weight ({['red', 'green', 'blue'][colour]}, row {row}, column {column}) moved by {shown}: "
    assert page.texts(".x-found li")[0].startswith(where + cifar10dict[int(usual)])


def test_the_bias_moved_a_little_changes_the_answer(lab, x_test):
    """The figure says that it was the bias; what was learned stands beside it."""
    bias = float(cnn_model().layers[0].get_weights()[1][5])

    def answer(by):
        def change(_, biases):
            biases[5] = round(bias + by, 3)

        return int(keras_map(x_test, image, 5, change)[1].argmax())

    image = 412
    before = answer(0)
    by = next(by for by in (-0.19, 0.19) if answer(by) != before)
    page = lab(f"#kernel-lab?image={image}")
    assert page.texts(".x-weights .x-was")[1] == f"learned: {bias:.3f}".replace("-", "−")
    page.page.get_by_label("bias").first.fill(str(round(bias + by, 3)))
    page.reached(2)
    found = f"The bias moved by {by}: {cifar10dict[before]} became {cifar10dict[answer(by)]}. It shifts".replace("-", "−")
    assert page.texts(".x-found li")[0].startswith(found)


@pytest.mark.thorough("a rare way to use it; usual ones are tested in a quick run")
def test_a_half_typed_number_is_not_found(lab):
    """On this photo a bias of 0 changes the answer, and one of −0.25 does not: on the way to that one "-0" is no number."""
    bias = float(cnn_model().layers[0].get_weights()[1][5])
    page = lab("#kernel-lab?image=228")
    field = page.page.get_by_label("bias").first
    field.fill("")
    page.page.wait_for_timeout(1200)
    for key in "-0":
        page.page.keyboard.press(key)
        page.page.wait_for_timeout(1200)
        assert page.page.locator(DONE).count() == 0
    for key in ".25":
        page.page.keyboard.press(key)
        page.page.wait_for_timeout(60)
        assert page.page.locator(DONE).count() == 0, key
    page.page.keyboard.press("Enter")
    page.said("changed")
    assert page.page.locator(DONE).count() == 0
    field.fill("0")
    assert page.page.locator(DONE).count() == 0
    page.page.keyboard.press("Enter")
    page.reached(2)
    assert page.texts(".x-found li")[0].startswith(f"The bias moved by {-bias:.2f}: ")


def test_what_a_slider_only_passes_by_is_not_found(lab):
    """While it is held nothing counts; where it is let go, that does."""
    page = lab("#kernel-lab?image=228")
    box = page.page.locator(".x-weights input[type=range]").last.bounding_box()
    at = [box["x"] + share * (box["width"] - 16) + 8 for share in (0.475, 0.5)]
    page.page.mouse.move(at[0], box["y"] + box["height"] / 2)
    page.page.mouse.down()
    page.page.mouse.move(at[1], box["y"] + box["height"] / 2, steps=8)
    page.page.wait_for_timeout(200)
    assert page.page.locator(DONE).count() == 0
    page.page.mouse.up()
    page.reached(2)


@pytest.mark.thorough("a rare way to use it; usual ones are tested in a quick run")
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


def test_by_touch(lab):
    """A tap chooses a weight, and a tap on the slider sets it."""
    page = lab(has_touch=True, width=390)
    page.page.locator(".x-weight").nth(8).tap()
    assert page.page.locator(".x-weight").nth(8).get_attribute("aria-pressed") == "true"
    box = page.page.locator("input[type=range]").first.bounding_box()
    page.page.touchscreen.tap(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2)
    wait_until(page.page, "document.querySelectorAll('.x-weight')[8].textContent > '0.9'")


@pytest.mark.thorough("a rare way to use it; usual ones are tested in a quick run")
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


@pytest.mark.parametrize(("width", "theme"), diagonal([1280, 390, 320], ["light", "dark"]))
def test_accessible_and_never_wider_than_the_window(lab, axe_violations, theme, width):
    page = lab(theme=theme, width=width)
    assert axe_violations(page.page, FIGURE) == []
    assert page.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
