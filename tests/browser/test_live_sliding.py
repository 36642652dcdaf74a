"""A window that slides, in a browser: played, stepped and pressed; what a link holds of it."""

import pytest
from live_visit import FIGURE
from sliding_page import COUNT, DONE, MADE, MAP, PHOTO, UPRIGHT, address, assert_map, press, query, shown_sum, visit  # noqa: F401  (fixtures)
from thorough import diagonal
from waiting import wait_until

from cnnviz_helpers import convolve


@pytest.mark.thorough("one comes to the same state by another way")
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
    speed = page.page.get_by_label("speed").get_attribute("aria-valuetext")
    assert int(speed.removesuffix(" places a second")) >= 900 / 60  # the whole map in a minute, without touching the speed
    page.page.locator(MAP).focus()
    page.page.keyboard.press("Space")
    assert page.page.get_by_role("button", name="Pause").count() == 1
    page.said(f"The window slides, {speed}")
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


@pytest.mark.thorough("one comes to the same state by another way")
@pytest.mark.parametrize("zeros", [0, 1])
def test_how_far_the_map_is_filled_is_in_the_link(visit, x_test, zeros):
    """The window was at the end, and went back; whoever opens the link sees the map full, or filled as far as it was."""
    side, page = 30 + 2 * zeros, visit(query(zeros=zeros, speed=1))
    press(page, MAP, side - 1, side - 1, side, side)
    press(page, MAP, 3, 4, side, side)
    wait_until(page.page, f"location.hash.includes('row=3&column=4&filled={side * side}&speed=1')")
    expected = convolve(x_test[16, :, :, 0], UPRIGHT, "same" if zeros else "valid")
    other = visit(page.page.evaluate("location.hash"))
    assert_map(other, expected, side * side)
    assert other.page.locator(COUNT).inner_text() == f"{side * side} of {side * side}"
    assert other.page.get_by_label("speed").input_value() == "1"
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


@pytest.mark.parametrize(
    "state",
    [query(image=1000, kernel="x", channel=3), query(zeros=2, row=-1, column="a"), query(kernel=32, row=1.5), query(filled=-1, speed=9)],
)
def test_a_bad_address_opens_what_the_page_opens_with(visit, state, x_test):
    assert shown_sum(visit(state)) == pytest.approx(convolve(x_test[16, :, :, 0], UPRIGHT)[9, 11], abs=6e-4)


@pytest.mark.parametrize(("width", "theme"), diagonal([1280, 390, 320], ["light", "dark"]))
def test_accessible_and_never_wider_than_the_window(visit, axe_violations, theme, width):
    page = visit(theme=theme, width=width)
    assert axe_violations(page.page, FIGURE) == []
    assert page.overflow() == 0
