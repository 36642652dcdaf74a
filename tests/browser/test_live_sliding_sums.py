"""A window that slides: every number is what Python's `convolve` gives, on other networks, too; and which sums solve a try."""

import numpy as np
import pytest
from live_page import write_page
from sliding_page import (  # noqa: F401  (fixtures)
    CELLS,
    COUNT,
    DONE,
    EMPTY,
    MADE,
    MAP,
    PHOTO,
    SUM,
    UPRIGHT,
    address,
    assert_map,
    numbers,
    press,
    query,
    shown_sum,
    visit,
)
from thorough import diagonal
from waiting import wait_until

from cnnviz_helpers import cnn_model, convolve, export_explorable
from cnnviz_helpers.explorables.kernels import made_kernel
from cnnviz_helpers.explorables.own import read_network


def test_it_opens_in_the_middle_of_its_way(visit, x_test):
    """Nine pixels times nine weights are nine products, whose sum stands beside them and on the map."""
    page, red = visit(), x_test[16, :, :, 0]
    expected, patch = convolve(red, UPRIGHT), red[9:12, 11:14]
    assert shown_sum(page) == pytest.approx(expected[9, 11], abs=6e-4)
    for grid, values in (("pixels", patch), ("weights", UPRIGHT), ("products", patch * UPRIGHT)):
        assert np.abs(numbers(page, grid) - values.ravel()).max() <= 0.0051, grid
    assert_map(page, expected, 9 * 30 + 12)
    assert page.page.locator(COUNT).inner_text() == "282 of 900"


@pytest.mark.parametrize(("kernel", "zeros"), diagonal([*MADE, "5", "22"], [0, 1]))
def test_every_number_is_that_of_convolve(visit, x_test, kernel, zeros):
    """Whole maps, and the line of Python below them, for kernels made by hand and learned, with zeros around and without."""
    weights = cnn_model().layers[0].get_weights()[0]
    channel = len(kernel) % 3
    made = MADE[kernel] if kernel in MADE else weights[:, :, channel, int(kernel)]
    expected = convolve(x_test[3, :, :, channel], made, "same" if zeros else "valid")
    page = visit(query(image=3, kernel=kernel, channel=channel, zeros=zeros, row=31, column=31))
    assert_map(page, expected, expected.size)
    page.page.locator(MAP).focus()
    for row, column in ((len(expected) - 1, len(expected) - 1), (len(expected) - 2, len(expected) - 1), (len(expected) - 2, len(expected) - 2)):
        assert shown_sum(page) == pytest.approx(expected[row, column], abs=6e-4)
        names = {"convolve": convolve, "x_test": x_test, "weights": weights, "np": np}
        assert eval(page.page.locator(".x-foot code").inner_text(), names) == pytest.approx(expected[row, column], abs=1e-9)
        page.page.keyboard.press("ArrowUp" if row == len(expected) - 1 else "ArrowLeft")


def test_zeros_around_leave_the_window_on_its_pixels(visit):
    """The map gets as large as the photo; the place moves by one; at the rim, pixels that are missing are zeros with stripes."""
    page = visit()
    before = page.page.locator(SUM).inner_text(), page.page.evaluate(CELLS, "pixels")
    page.page.get_by_role("button", name="zeros around").click()
    assert (page.page.locator(SUM).inner_text(), page.page.evaluate(CELLS, "pixels")) == before
    wait_until(page.page, "location.hash.includes('zeros=1&row=10&column=12')")
    page.page.get_by_role("button", name="Start over").click()
    assert page.page.locator(".x-pixels .is-padding").count() == 5
    assert (numbers(page, "pixels")[[0, 1, 2, 3, 6]] == 0).all()
    assert page.pixels(f"{PHOTO} canvas")[0][5] == list(EMPTY)


def places(condition):
    """[row, column] of the first place that fulfils it."""
    return [int(n) for n in np.argwhere(condition)[0]]


def test_a_strong_sum_is_found(visit, x_test):
    """A place with three quarters of the largest sum; one with half of it, where the figure opens, and the most negative one are not."""
    expected = convolve(x_test[16, :, :, 0], UPRIGHT)
    page, share = visit(), expected / expected.max()
    press(page, MAP, *places((share > 0.5) & (share < 0.65)), 30, 30)
    press(page, MAP, *places(expected == expected.min()), 30, 30)
    assert page.page.locator(DONE).count() == 0
    row, column = places((share > 0.695) & (share < 0.8))
    press(page, MAP, row, column, 30, 30)
    page.reached(0)
    asked = page.texts(".x-tries li")[0]
    assert asked.endswith("strongly orange: 70 % of the largest at least.")
    page.said(f"are {expected[row, column]:.3f}. That is {100 * share[row, column]:.0f} % of the map's largest.")


def test_an_edge_that_the_kernel_does_not_see(visit, x_test):
    """A level one. An even place has no edge, and under another kernel it is another question."""
    red = x_test[16, :, :, 0]
    upright, level = convolve(red, UPRIGHT), convolve(red, UPRIGHT.T)
    most = np.abs(upright).max()
    hidden = (np.abs(upright) > 0.1 * most) & (np.abs(upright) < 0.14 * most)  # as of the edges of a photo: none is quite level
    page = visit()
    press(page, MAP, *places(hidden & (np.abs(level) < 0.2 * most)), 30, 30)
    page.page.get_by_label("kernel").select_option("level edges")
    press(page, MAP, *places(hidden & (np.abs(level) > 0.55 * most)), 30, 30)
    assert page.page.locator(DONE).count() == 0
    page.page.get_by_label("kernel").select_option("upright edges")
    page.reached(1)


def test_an_edge_that_padding_has_made(visit, x_test):
    """On the rim, with zeros around: neither every place there, nor a strong edge inside, nor anything without zeros."""
    red = x_test[16, :, :, 0]
    same, rim = convolve(red, UPRIGHT, "same"), np.pad(np.zeros((30, 30), bool), 1, constant_values=True)
    strong = np.abs(same) > 0.55 * np.abs(same).max()
    page = visit()
    page.page.get_by_role("button", name="zeros around").click()
    press(page, MAP, *places(strong & ~rim), 32, 32)
    press(page, MAP, *places(~strong & rim & (np.abs(same) < 0.4 * np.abs(same).max())), 32, 32)
    assert page.page.locator(".x-tries li:nth-child(3).is-done").count() == 0
    press(page, MAP, *places(strong & rim), 32, 32)
    page.reached(2)


@pytest.fixture(scope="module")
def large_windows():
    """A network whose first kernels are 5 × 4, two pixels down and one across from each other, with padding."""
    import keras

    keras.utils.set_random_seed(4)
    wide = keras.layers.Conv2D(6, (5, 4), strides=(2, 1), padding="same", name="wide")
    rest = keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(2, activation="softmax")
    return keras.Sequential([keras.Input((32, 32, 3)), wide, *rest])


def test_another_network_with_other_windows(visit, serve, tmp_path, large_windows, x_test, axe_violations):
    """Sizes and steps are those of the network: a map of 16 × 32, against what Keras makes of one channel."""
    own = read_network(export_explorable(large_windows, tmp_path / "own"))
    where = serve(write_page(tmp_path / "page", "sliding", own))
    page = visit(query(kernel=3, channel=2, zeros=1, row=15, column=31), where)
    expected = np.array(large_windows.get_layer("wide")(x_test[16:17] * [0, 0, 1]))[0, ..., 3]  # a bias of zero, as yet
    assert_map(page, expected, 16 * 32)
    page.page.locator(PHOTO).focus()
    for _ in range(3):
        page.page.keyboard.press("ArrowUp")
    assert shown_sum(page) == pytest.approx(expected[12, 31], abs=6e-4)
    page.page.keyboard.press("ArrowDown")
    assert shown_sum(page) == pytest.approx(expected[13, 31], abs=6e-4)
    assert len(numbers(page, "weights")) == 20
    for name in MADE:
        page.page.get_by_label("kernel").select_option(name)
        assert np.abs(numbers(page, "weights") - made_kernel(name, 5, 4).ravel()).max() <= 0.0051
    assert "NaN" not in page.page.locator(".x-frame").inner_text()
    for width in (1280, 320):
        page.page.set_viewport_size({"width": width, "height": 900})
        assert axe_violations(page.page) == [] and page.overflow() == 0
