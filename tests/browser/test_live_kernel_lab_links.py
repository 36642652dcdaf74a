"""The kernel lab's address: what it holds opens elsewhere, and what makes no sense is left out."""

import numpy as np
import pytest
from kernel_lab_page import address, assert_shows, assert_weights, chances, keras_map, lab, set_weights  # noqa: F401  (fixtures)
from thorough import some
from waiting import wait_until

from cnnviz_helpers import cnn_model
from cnnviz_helpers.explorables.kernels import lab_weights


def test_another_filter_and_photo_from_the_address(lab, x_test):
    page = lab(query="#kernel-lab?image=3&filter=22")
    assert_shows(page, keras_map(x_test, 3, 22)[0])
    page.page.get_by_role("button", name="next photo").click()
    wait_until(page.page, "location.hash.includes('image=4')")
    assert_shows(page, keras_map(x_test, 4, 22)[0])


BAD = ["image=1000&filter=32&cell=27", "filter=x&preset=nonsense&y=1&seed=-1", "image=1e9&seed=10000", "weights=4_1e300", "weights=28_0.5", "weights=4_1.5",
       "weights=4", "weights=-1_0", "weights=4_0.5+%3Cb%3E_1", "weights=4_NaN&cell=1.5"]  # fmt: skip


@pytest.mark.parametrize("query", some(BAD, *BAD[:3]))
def test_a_bad_address_opens_what_the_page_opens_with(lab, query, x_test):
    assert_shows(lab(query=f"#kernel-lab?{query}"), keras_map(x_test, 16, 5)[0])


def test_of_a_bad_address_the_good_parts_count(lab, x_test):
    assert_shows(lab(query="#kernel-lab?image=3&weights=99_0.5&filter=22"), keras_map(x_test, 3, 22)[0])


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


def test_a_weight_moved_while_a_photo_is_on_its_way_stays_moved(lab, x_test):
    """The map is that of the new photo and of the moved bias."""
    page = lab()
    held = []
    page.page.route("**/cifar10-1000.png", lambda route: held.append(route))
    page.page.get_by_role("button", name="next photo").click()
    wait_until(page.page, "location.hash.includes('image=17')")
    page.page.get_by_label("bias", exact=True).first.fill("0.5")
    page.page.wait_for_timeout(100)
    held[0].continue_()
    wait_until(page.page, "() => document.querySelector('.x-photo').getAttribute('aria-label').startsWith('photo 17,')")
    page.page.wait_for_timeout(200)

    def change(weights, bias):
        bias[5] = 0.5

    assert_shows(page, keras_map(x_test, 17, 5, change)[0])
