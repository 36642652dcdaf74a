"""The live figure "ten-bars" in a real browser: the bars against Keras, with the whole preparation and with a step left out."""

import numpy as np
import pytest
from live_page import LivePage, write_page
from live_visit import FIGURE
from thorough import LOOKS, diagonal
from waiting import wait_until
from x_ray_page import as_file, colourful

from cnnviz_helpers import cifar10dict, predict
from cnnviz_helpers.plots.colours import signed_colours

# How the figure's lines of Python prepare a photo, and the end of the scale that its numbers are drawn on.
STEPS = {
    "all": (lambda photo: photo, 0.5),
    "blue-first": (lambda photo: photo[..., ::-1], 0.5),
    "no-shift": (lambda photo: photo + 0.5, 1),
    "bytes": (lambda photo: 255 * (photo + 0.5), 255),
}
INPUT = ".x-ten > div > .x-map"


@pytest.fixture(scope="module")
def address(serve, tmp_path_factory):
    """Where a page with the figure is served."""
    return serve(write_page(tmp_path_factory.mktemp("ten"), "ten-bars"))


@pytest.fixture
def bars(browser, address):
    """A function that opens the page; at the end it is checked that nothing went wrong."""
    visits = []

    def start(state="", **context):
        visits.append(LivePage(browser, address, state, **context))
        return visits[-1]

    yield start
    for visit in visits:
        assert visit.close() == []


def shares(visit):
    """(10,) what the bars say, as shares of 1."""
    return np.array([float(text[:-2]) / 100 for text in visit.texts(".x-ten .x-value")])


def give(visit, folder, data):
    """Choose a file."""
    path = folder / "picture.png"
    path.write_bytes(data)
    visit.page.locator(".x-own input[type=file]").set_input_files(path)


@pytest.mark.parametrize(("step", "image"), diagonal(STEPS, [16, 0, 999]))
def test_bars_and_input_are_those_of_keras(bars, model, x_test, y_test, image, step):
    """As Python prepares the photo in the line that the figure shows."""
    visit = bars(f"#ten-bars?image={image}&step={step}")
    prepare, limit = STEPS[step]
    photo = prepare(x_test[image])
    expected = predict(model, photo)[0]
    assert abs(shares(visit) - expected).max() <= 0.0051
    says, true = cifar10dict[int(expected.argmax())], cifar10dict[int(y_test[image].argmax())]
    visit.said(f"The network says {says}, {100 * expected.max():.0f} %. That is {'right' if says == true else f'wrong: it is “{true}”'}.")
    drawn = np.array(visit.pixels(INPUT))
    for channel in range(3):
        tile = drawn[:, 33 * channel : 33 * channel + 32]
        assert abs(tile - signed_colours(photo[..., channel], limit).astype(int)).max() <= 6
    lines = visit.page.locator(".x-ten .x-mark:visible").count()
    assert lines == (0 if step == "all" else 10)
    names = ["red", "green", "blue"]
    assert visit.texts(".x-inputs span") == (names[::-1] if step == "blue-first" else names)


def test_the_lines_in_the_bars_are_the_whole_preparation(bars, model, x_test):
    visit = bars("#ten-bars?image=16&step=blue-first")
    places = visit.page.evaluate("[...document.querySelectorAll('.x-ten .x-mark')].map((line) => parseFloat(line.style.left) / 100)")
    assert abs(np.array(places) - predict(model, x_test[16])[0]).max() < 1e-4


@pytest.mark.parametrize("step", STEPS)
def test_the_line_of_python_gives_the_same_numbers(bars, model, x_test, step):
    visit = bars(f"#ten-bars?image=3&step={step}")
    line = visit.page.locator(".x-foot code").inner_text()
    assert abs(eval(line, {"predict": predict, "model": model, "x_test": x_test})[0] - shares(visit)).max() <= 0.0051


def test_by_mouse_with_the_state_in_the_address(bars):
    visit = bars()
    visit.page.get_by_role("button", name="next photo").click()
    wait_until(visit.page, "location.hash === '#ten-bars?image=17&step=all'")
    visit.page.get_by_label("preparation").select_option("bytes")
    wait_until(visit.page, "location.hash === '#ten-bars?image=17&step=bytes'")
    assert visit.texts(".x-ten .x-scale span")[-1] == "what the network gets, channel by channel"


def test_by_keyboard(bars, model, x_test):
    visit = bars()
    visit.page.get_by_label("photo", exact=True).focus()
    visit.page.keyboard.press("ArrowUp")
    visit.page.keyboard.press("Enter")
    wait_until(visit.page, "document.querySelector('.x-photo').getAttribute('aria-label').startsWith('photo 17,')")
    assert abs(shares(visit) - predict(model, x_test[17])[0]).max() <= 0.0051
    visit.page.get_by_label("preparation").focus()
    visit.page.keyboard.press("ArrowDown")
    wait_until(visit.page, "location.hash.endsWith('step=blue-first')")


def test_by_touch_on_a_phone(bars):
    visit = bars(width=390, has_touch=True, is_mobile=True)
    assert visit.overflow() == 0
    visit.page.get_by_role("button", name="photo before").tap()
    wait_until(visit.page, "document.querySelector('.x-photo').getAttribute('aria-label').startsWith('photo 15,')")


@pytest.mark.parametrize("width", [320, 390])
def test_small_phones_scroll_only_down(bars, tmp_path, width):
    visit = bars(width=width)
    give(visit, tmp_path, as_file(colourful(40, 90)))
    visit.said("Nothing else was allowed")
    assert visit.overflow() == 0


def test_a_picture_of_ones_own(bars, model, tmp_path):
    """Its bars are those that Keras gives to the small picture of the steps, with a step left out too; a photo of the book comes back."""
    visit = bars()
    give(visit, tmp_path, as_file(colourful(64, 96)))
    visit.said("That means only: of its 10 answers, this one fits best.")
    assert visit.page.locator(".x-own input[type=file]").input_value().endswith("picture.png")  # its name stands beside the button
    small = np.array(visit.pixels(".x-steps > li:nth-child(2) canvas"), np.float32) / 255 - 0.5
    assert abs(shares(visit) - predict(model, small)[0]).max() <= 0.0051
    assert visit.page.locator(".x-ten .is-true").count() == 0 and visit.page.locator(".x-name").inner_text() == "your own"
    visit.page.get_by_label("preparation").select_option("blue-first")
    wait_until(visit.page, "document.querySelector('.x-foot code').textContent === 'predict(model, x[..., ::-1])  # x: your picture'")
    assert abs(shares(visit) - predict(model, small[..., ::-1])[0]).max() <= 0.0051
    assert visit.page.locator(".x-steps").is_visible()
    visit.page.get_by_role("button", name="next photo").click()
    visit.said("That is")
    assert visit.page.locator(".x-steps").is_hidden() and visit.page.get_by_label("photo", exact=True).input_value() == "17"


def test_a_link_says_that_it_leaves_a_picture_of_ones_own_out(bars, tmp_path):
    visit = bars()
    link = visit.page.get_by_role("button", name="Copy a link to this state")
    link.click()
    assert "cannot hold" not in visit.page.locator(".x-foot").inner_text()
    give(visit, tmp_path, as_file(colourful(64, 96)))
    visit.said("Nothing else was allowed")
    visit.page.locator(".x-foot button").click()
    visit.page.locator(".x-foot", has_text="A link cannot hold your picture").wait_for(timeout=2000)


def test_the_panel_is_open_so_that_one_can_paste_at_once(bars):
    visit = bars()
    assert visit.page.locator(".x-own input[type=file]").is_visible()


def test_every_try_is_recognised(bars, model, x_test, y_test, tmp_path):
    """A wrong answer of less than 50 %, or one to a photo prepared otherwise, is not one that was asked for."""
    right, usual, blue_first = y_test.argmax(1), predict(model, x_test), predict(model, x_test[..., ::-1])
    is_wrong, is_lost = usual.argmax(1) != right, blue_first.argmax(1) != right
    unsure, sure = (int(np.flatnonzero(is_wrong & (abs(usual.max(1) - close) < 0.02))[0]) for close in (0.47, 0.53))
    visit = bars()
    assert "picture of your own" in visit.texts(".x-tries li")[0]  # what needs no luck comes first

    def show(photo):
        visit.page.get_by_label("photo", exact=True).fill(str(photo))
        visit.page.keyboard.press("Enter")
        wait_until(visit.page, "photo => document.querySelector('.x-photo').getAttribute('aria-label').startsWith(`photo ${photo},`)", arg=int(photo))

    show(unsure)
    for step in ("bytes", "no-shift", "blue-first"):
        visit.page.get_by_label("preparation").select_option(step)
    show(np.flatnonzero(is_wrong & is_lost)[0])
    visit.said("It was wrong with all three steps, too.")
    show(np.flatnonzero(~is_wrong & ~is_lost)[0])
    assert visit.page.locator(".x-tries .is-done").count() == 0
    show(np.flatnonzero(~is_wrong & is_lost)[0])
    wait_until(visit.page, "/That is wrong: it is “.+”[.]$/.test(document.querySelector('.x-live').textContent)")
    visit.reached(1)
    visit.page.get_by_label("preparation").select_option("all")
    show(sure)
    visit.reached(2)
    assert visit.page.locator(".x-tries .is-done").count() == 2
    give(visit, tmp_path, as_file(colourful(40, 40)))
    visit.reached(0)


def test_bad_state_is_ignored(bars):
    visit = bars("#ten-bars?image=1000&step=%3Cb%3E&other=1")
    visit.said("The network says dog, 85 %. That is right.")


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_axe_finds_nothing(bars, axe_violations, tmp_path, theme, width):
    visit = bars("#ten-bars?step=blue-first", width=width, theme=theme)
    assert axe_violations(visit.page, FIGURE) == []
    give(visit, tmp_path, as_file(colourful(64, 96)))
    visit.said("Nothing else was allowed")
    assert axe_violations(visit.page, FIGURE) == []
