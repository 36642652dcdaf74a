"""A window that slides, in a browser: played, stepped and pressed; every number is what Python's `convolve` gives."""

import numpy as np
import pytest
from live_page import LivePage, write_page
from waiting import wait_until

from cnnviz_helpers import cnn_model, convolve, export_explorable
from cnnviz_helpers.explorables.kernels import made_kernel
from cnnviz_helpers.networks.rebuild import read_own
from cnnviz_helpers.plots.colours import signed_colours

UPRIGHT, MIDDLE = np.array([[-1, 0, 1]] * 3), np.eye(9)[4].reshape(3, 3)
MADE = {"upright edges": UPRIGHT, "level edges": UPRIGHT.T, "any edge": 9 * MIDDLE - 1, "blur": np.full((3, 3), 1 / 9), "middle": MIDDLE}
SUM, MAP, PHOTO, COUNT = ".x-sum", ".x-pair > :last-child .x-cells", ".x-pair > :first-child .x-cells", ".x-count"
CELLS = "grid => [...document.querySelectorAll(`.x-${grid} > span`)].map((cell) => cell.textContent)"
EMPTY, DONE = (0, 0, 0), ".x-tries li.is-done"  # what a canvas gives where nothing is drawn; a challenge that was reached


@pytest.fixture(scope="module")
def address(serve, tmp_path_factory):
    return serve(write_page(tmp_path_factory.mktemp("sliding"), "sliding"))


@pytest.fixture
def visit(browser, address):
    """A function: the page, opened in a state. At the end nothing failed, and no other host was asked."""
    opened = []

    def start(query="", where=None, **options):
        opened.append(LivePage(browser, where or address, query, **options))
        return opened[-1]

    yield start
    assert [wrong for page in opened for wrong in page.close()] == []


def query(**state):
    """The address of a state."""
    return "#sliding?" + "&".join(f"{key}={value}" for key, value in state.items())


def real(words):
    return float(words.replace("−", "-"))


def shown_sum(page):
    return real(page.page.locator(SUM).inner_text())


def numbers(page, grid):
    """The numbers of one of the grids."""
    return np.array([real(words) for words in page.page.evaluate(CELLS, grid)])


def assert_map(page, expected, filled):
    """The canvas shows the first `filled` numbers on their zero-centred scale, within 3 of 255, and nothing after them."""
    seen = np.array(page.pixels(f"{MAP} canvas"))
    colours = signed_colours(expected, np.abs(expected).max()).astype(int)
    there = np.arange(expected.size).reshape(expected.shape) < filled
    assert seen.shape == colours.shape and np.abs(seen - colours)[there].max() <= 3
    assert (seen[~there] == EMPTY).all()


def test_it_opens_in_the_middle_of_its_way(visit, x_test):
    """Nine pixels times nine weights are nine products, whose sum stands beside them and on the map."""
    page, red = visit(), x_test[16, :, :, 0]
    expected, patch = convolve(red, UPRIGHT), red[9:12, 11:14]
    assert shown_sum(page) == pytest.approx(expected[9, 11], abs=6e-4)
    for grid, values in (("pixels", patch), ("weights", UPRIGHT), ("products", patch * UPRIGHT)):
        assert np.abs(numbers(page, grid) - values.ravel()).max() <= 0.0051, grid
    assert_map(page, expected, 9 * 30 + 12)
    assert page.page.locator(COUNT).inner_text() == "282 of 900"


@pytest.mark.parametrize("zeros", [0, 1])
@pytest.mark.parametrize("kernel", [*MADE, "5", "22"])
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


def test_step_by_step(visit, x_test):
    """From the end of a row to the next one; back to the start, where one number is left; the state stands in the address."""
    page, expected = visit(query(row=4, column=28)), convolve(x_test[16, :, :, 0], UPRIGHT)
    for row, column in ((4, 29), (5, 0), (5, 1)):
        page.page.get_by_role("button", name="Step").click()
        assert shown_sum(page) == pytest.approx(expected[row, column], abs=6e-4)
    assert_map(page, expected, 5 * 30 + 2)
    wait_until(page.page, "location.hash.includes('row=5&column=1')")
    page.page.get_by_role("button", name="Start over").click()
    assert_map(page, expected, 1)


def test_it_plays_when_asked_and_only_then(visit):
    """Nothing moves by itself; the space key plays and pauses on the pictures; the window goes on from where it was."""
    page = visit(query(row=2, column=3))
    count = page.page.locator(COUNT)
    page.page.wait_for_timeout(1200)
    assert count.inner_text() == "64 of 900"
    page.page.get_by_label("speed").fill("2")
    page.page.locator(MAP).focus()
    page.page.keyboard.press("Space")
    assert page.page.get_by_role("button", name="Pause").count() == 1
    wait_until(page.page, "parseInt(document.querySelector('.x-count').textContent) > 70")
    page.page.keyboard.press("Space")
    stopped = count.inner_text()
    page.page.wait_for_timeout(500)
    assert count.inner_text() == stopped and page.page.get_by_role("button", name="Play").count() == 1
    at = int(stopped.split()[0]) - 1
    wait_until(page.page, f"location.hash.includes('row={at // 30}&column={at % 30}')")


def test_played_to_the_end_the_map_is_full(visit, x_test):
    """It stops there, says why the map has so few weights, and a full map stays full under another kernel; Play begins anew."""
    page = visit(query(row=20, column=0))
    page.page.get_by_label("speed").fill("3")
    page.page.get_by_role("button", name="Play").click()
    wait_until(page.page, "document.querySelector('.x-count').textContent === '900 of 900'")
    assert page.page.get_by_role("button", name="Play").count() == 1
    assert page.page.locator(DONE).count() == 0
    page.page.get_by_label("kernel").select_option("blur")
    assert_map(page, convolve(x_test[16, :, :, 0], MADE["blur"]), 900)
    page.page.get_by_label("speed").fill("0")
    page.page.get_by_role("button", name="Play").click()
    assert page.page.locator(COUNT).inner_text() == "1 of 900"


def press(page, selector, row, column, rows, columns, tap=False):
    page.page.locator(selector).scroll_into_view_if_needed()
    box = page.page.locator(selector).bounding_box()
    at = box["x"] + box["width"] * (column + 0.5) / columns, box["y"] + box["height"] * (row + 0.5) / rows
    (page.page.touchscreen.tap if tap else page.page.mouse.click)(*at)


@pytest.mark.parametrize("tap", [False, True])
def test_a_pressed_place_is_where_the_window_goes(visit, x_test, tap):
    """On the photo its middle goes there, at the border as near as it can; on the map that number is shown. The map fills as far as that."""
    page, expected = visit(has_touch=tap, width=390 if tap else 1280), convolve(x_test[16, :, :, 0], UPRIGHT)
    for row, column, place in ((20, 7, (19, 6)), (0, 31, (0, 29))):
        press(page, PHOTO, row, column, 32, 32, tap)
        assert shown_sum(page) == pytest.approx(expected[place], abs=6e-4)
    press(page, MAP, 25, 3, 30, 30, tap)
    assert shown_sum(page) == pytest.approx(expected[25, 3], abs=6e-4)
    assert_map(page, expected, 25 * 30 + 4)


def test_by_arrow_keys_on_the_photo(visit):
    """One pixel a key, ten with Shift; at the border it stays."""
    page = visit(query(row=5, column=5))
    page.page.locator(PHOTO).focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowLeft", "Shift+ArrowDown", "Home", "ArrowLeft"):
        page.page.keyboard.press(key)
    assert page.page.locator(PHOTO).get_attribute("aria-label").endswith("row 16, column 0")


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
    """A place with nearly the largest sum; the place where the figure opens, and the most negative one, are not."""
    expected = convolve(x_test[16, :, :, 0], UPRIGHT)
    page = visit()
    press(page, MAP, 0, 0, 30, 30)
    press(page, MAP, *places(expected == expected.min()), 30, 30)
    assert page.page.locator(DONE).count() == 0
    press(page, MAP, *places(expected == expected.max()), 30, 30)
    page.reached(0)


def test_an_edge_that_the_kernel_does_not_see(visit, x_test):
    """A level one. An even place has no edge, and under another kernel it is another question."""
    red = x_test[16, :, :, 0]
    upright, level = convolve(red, UPRIGHT), convolve(red, UPRIGHT.T)
    most, hidden = np.abs(upright).max(), np.abs(upright) < 0.09 * np.abs(upright).max()
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


@pytest.mark.parametrize("zeros", [0, 1])
def test_how_far_the_map_is_filled_is_in_the_link(visit, x_test, zeros):
    """The window was at the end, and went back; whoever opens the link sees the map full, or filled as far as it was."""
    side, page = 30 + 2 * zeros, visit(query(zeros=zeros, speed=2))
    press(page, MAP, side - 1, side - 1, side, side)
    press(page, MAP, 3, 4, side, side)
    wait_until(page.page, f"location.hash.includes('row=3&column=4&filled={side * side}&speed=2')")
    expected = convolve(x_test[16, :, :, 0], UPRIGHT, "same" if zeros else "valid")
    other = visit(page.page.evaluate("location.hash"))
    assert_map(other, expected, side * side)
    assert other.page.locator(COUNT).inner_text() == f"{side * side} of {side * side}"
    assert other.page.get_by_label("speed").input_value() == "2"
    assert_map(visit(query(zeros=zeros, row=3, column=4, filled=500)), expected, 500)
    assert_map(visit(query(zeros=zeros, row=3, column=4, filled=999_999)), expected, side * side)
    page.page.get_by_role("button", name="zeros around").click()  # a full map stays full, at its other size
    assert page.page.locator(COUNT).inner_text() == f"{(62 - side) ** 2} of {(62 - side) ** 2}"


MOTION = """() => [...document.querySelectorAll(".x-stage, .x-stage *")].map((part) => getComputedStyle(part))
    .filter(({ animationName, transitionDuration }) => animationName !== "none" || parseFloat(transitionDuration)).length"""


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_reduced_motion(visit, motion):
    """Where motion is welcome, the products of a step come one after the other; else all are there at once. At first nothing moves for anybody."""
    page = visit(reduced_motion=motion)
    assert page.page.evaluate(MOTION) == 0
    page.page.wait_for_timeout(700)
    page.page.get_by_role("button", name="Step").click()
    assert (page.page.evaluate(MOTION) > 0) == (motion == "no-preference")


@pytest.mark.parametrize("state", [query(image=1000, kernel="x", channel=3), query(zeros=2, row=-1, column="a"), query(kernel=32, row=1.5), query(filled=-1, speed=9)])
def test_a_bad_address_opens_what_the_page_opens_with(visit, state, x_test):
    assert shown_sum(visit(state)) == pytest.approx(convolve(x_test[16, :, :, 0], UPRIGHT)[9, 11], abs=6e-4)


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
    own = read_own(export_explorable(large_windows, tmp_path / "own"))
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


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_accessible_and_never_wider_than_the_window(visit, axe_violations, theme, width):
    page = visit(theme=theme, width=width)
    assert axe_violations(page.page) == []
    assert page.overflow() == 0
