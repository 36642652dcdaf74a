"""The drawing field of the explorer: by mouse, finger and keys; each move of the brush is a new picture, which the network answers."""

import numpy as np
import pytest
from explorer_page import explorer, explorer_address  # noqa: F401  (fixtures)
from picture_bar import FIELD, assert_answered, open_panel, opener, photo, wait_for_photo
from thorough import thorough
from touching import swipe

BLACK, RED, GREY = (0, 0, 0), (200, 40, 30), (128, 128, 128)
SIDE = 32  # pixels of the network's input
SCROLLED = "[scrollY, document.querySelector('.x-panel').scrollTop]"


@pytest.fixture
def drawing(explorer):
    """A function that opens the field, on an empty sheet, with a brush of one pixel."""

    def start(is_empty=True, across=1, **options):
        here = explorer("#explorer?image=16", **options)
        open_panel(here, "Draw", FIELD)
        if is_empty:
            press(here, "Empty")
            assert (photo(here) == GREY).all()
        here.page.locator(".x-draw input[type=range]").fill(str(across))
        return here

    return start


def press(here, name):
    here.page.locator(".x-draw").get_by_role("button", name=name, exact=True).click()


def place(here, row, column):
    """The middle of a pixel of the field, on the page."""
    box = here.page.locator(FIELD).bounding_box()
    return box["x"] + (column + 0.5) * box["width"] / SIDE, box["y"] + (row + 0.5) * box["height"] / SIDE


def drag(here, *places):
    """The mouse goes down at the first place, to all others, and up; the picture after each of them."""
    seen = []
    for i, one in enumerate(places):
        here.page.mouse.move(*place(here, *one))
        if not i:
            here.page.mouse.down()
        seen.append(photo(here))
    here.page.mouse.up()
    return seen


def marked(before, after):
    """{(row, column)} of the pixels that differ."""
    return {tuple(map(int, at)) for at in np.argwhere((before != after).any(-1))}


def test_opening_changes_nothing(drawing, x_test):
    """One draws on the photo that is shown."""
    here = drawing(is_empty=False)
    assert abs(photo(here) / 255 - 0.5 - x_test[16]).max() < 1e-6
    before = photo(here)
    here.page.mouse.click(*place(here, 3, 5))
    assert marked(before, photo(here)) == {(3, 5)} and tuple(photo(here)[3, 5]) == BLACK


def test_each_move_runs_the_network(drawing, model):
    """While the button is still down, the picture has what was drawn so far, and the answer is Keras's; a fast hand leaves no gaps."""
    here = drawing()
    empty = photo(here)
    press(here, "red")
    first, second, third = drag(here, (4, 4), (4, 14), (16, 26))
    assert marked(empty, first) == {(4, 4)} and tuple(first[4, 4]) == RED
    assert marked(empty, second) == {(4, column) for column in range(4, 15)}
    line = marked(second, third)
    assert {row for row, _ in line} >= set(range(5, 17)) and {column for _, column in line} == set(range(15, 27))
    assert_answered(here, model)


@pytest.mark.parametrize(("across", "n"), [thorough(1, 1), thorough(2, 4), thorough(3, 9), (5, 21)])
def test_the_brush_is_round(drawing, across, n):
    here = drawing(across=across)
    before = photo(here)
    here.page.mouse.click(*place(here, 16, 16))
    assert len(marked(before, photo(here))) == n


def test_eraser_fill_undo_and_clear(drawing):
    """The eraser gives back what lies under the drawing; fill stops at lines; undo takes back one change after the other."""
    here = drawing(is_empty=False)
    pure = photo(here)
    drag(here, (0, 8), (31, 8))
    wall = photo(here)
    assert marked(pure, wall) <= {(row, 8) for row in range(SIDE)}
    press(here, "Eraser")
    drag(here, (10, 8), (12, 8))
    assert marked(photo(here), pure) <= {(row, 8) for row in range(SIDE) if not 10 <= row <= 12}
    press(here, "Undo")
    assert (photo(here) == wall).all()
    press(here, "Empty")
    press(here, "Brush")
    drag(here, (0, 8), (31, 8))
    press(here, "Fill")
    press(here, "red")
    here.page.mouse.click(*place(here, 5, 2))
    filled = photo(here)
    assert (filled[:, :8] == RED).all() and (filled[:, 9:] == GREY).all() and (filled[:, 8] == BLACK).all()
    press(here, "Clear")
    assert (photo(here) == GREY).all()
    for _ in range(4):  # the filling, the line, the empty sheet, the first line
        press(here, "Undo")
    assert (photo(here) == wall).all()
    press(here, "Undo")
    assert (photo(here) == pure).all() and here.page.locator(".x-draw").get_by_role("button", name="Undo").is_disabled()


def test_a_colour_of_ones_own(drawing):
    here = drawing()
    here.page.locator(".x-draw input[type=color]").fill("#12ab34")
    here.page.mouse.click(*place(here, 20, 20))
    assert tuple(photo(here)[20, 20]) == (0x12, 0xAB, 0x34)


def test_by_keys_alone(drawing, model):
    """From the bar into the field; arrows move, space paints, U takes it back; the place is said."""
    here = drawing()
    opener(here, "Draw").press("Enter")
    opener(here, "Draw").press("Enter")
    assert here.page.evaluate(f"document.activeElement.matches('{FIELD}')")
    before, keys = photo(here), here.page.keyboard
    for key in ("Home", "ArrowRight", "ArrowRight", "ArrowDown", " ", "ArrowRight", " "):
        keys.press(key)
    assert here.page.locator(FIELD).get_attribute("aria-label") == f"drawing field, row {SIDE // 2 + 1}, column 3"
    assert marked(before, photo(here)) == {(SIDE // 2 + 1, 2), (SIDE // 2 + 1, 3)}
    assert_answered(here, model)
    keys.press("u")
    assert marked(before, photo(here)) == {(SIDE // 2 + 1, 2)}


def test_by_a_finger(drawing):
    """Up and down, too: the field does not move the page, nor the sheet that it lies in."""
    here = drawing(width=390, height=788, has_touch=True)
    before, scrolled = photo(here), here.page.evaluate(SCROLLED)
    swipe(here.page, place(here, 4, 10), down=60)
    here.drawn()
    found = marked(before, photo(here))
    assert {column for _, column in found} == {10} and len(found) > 6
    assert here.page.evaluate(SCROLLED) == scrolled


def test_another_photo_comes_under_the_brush(drawing, x_test):
    """Whatever chose it; and undo brings the drawing back."""
    here = drawing()
    here.page.mouse.click(*place(here, 20, 20))
    drawn = photo(here)
    here.page.get_by_role("button", name="next photo").click()
    wait_for_photo(here, 17)
    here.page.mouse.click(*place(here, 0, 0))
    assert len(marked(np.round((x_test[17] + 0.5) * 255).astype(np.uint8), photo(here))) <= 1
    press(here, "Undo")
    press(here, "Undo")
    assert (photo(here) == drawn).all()
    press(here, "Photo")
    assert abs(photo(here) / 255 - 0.5 - x_test[17]).max() < 1e-6
