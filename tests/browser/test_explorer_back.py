"""Going back in the explorer changes where one is, and nothing that was done; what is opened, or typed, says all."""

import pytest
from explorer_page import explorer, explorer_address  # noqa: F401  (fixtures)
from picture_bar import FIELD, open_panel, opener, photo, wait_for_photo
from test_explorer_inside import opened, place, state_of

ALL = {"level": "map", "layer": "conv4", "map": "3", "off": "11.93", "paint": "3.4.ff0000", "patch": "2.2.8", "order": "share", "class": "3"}


def at_network(here):
    here.page.locator(".x-inside").wait_for(state="hidden", timeout=8000)
    here.drawn()


def comes_to(here, **expected):
    """Whether the address comes to say this: a slow machine writes it late."""
    words = {key: str(value) for key, value in expected.items()}
    return any(words.items() <= state_of(here).items() for _ in range(20))


def enter_map(here):
    """From the wall into conv5's map 93, by keys; the map has arrived."""
    here.page.locator(".x-column:not([hidden]) .x-cells").nth(4).focus()
    here.page.keyboard.press("Enter")
    opened(here)


def steps_out(page):
    """{name: how one leaves a map}."""
    return {
        "Back": lambda: page.locator(".x-back").click(), "Escape": lambda: page.keyboard.press("Escape"), "browser": page.go_back,
        "trail": lambda: page.locator(".x-trail").get_by_role("button", name="network").click(),
    }  # fmt: skip


@pytest.mark.parametrize("out", ["Back", "Escape", "browser", "trail"])
def test_what_was_done_in_a_map_stays_outside(explorer, out):
    """A filter that was switched off is off, and photo and class are as they were chosen; the address says so."""
    here = explorer(place("network", "conv5", 93))
    enter_map(here)
    here.page.locator(".x-room").get_by_role("button", name="off", exact=True).click()
    here.page.get_by_role("button", name="next photo").click()
    here.page.locator(".x-says .x-bars").get_by_role("button", name="cat").click()
    assert comes_to(here, **{"image": 17, "class": 3, "level": "map"})
    inside = state_of(here)
    assert inside["off"].endswith(".93")
    shares = here.texts(".x-says .x-bars li")
    here.page.locator(".x-back").focus()
    steps_out(here.page)[out]()
    at_network(here)
    assert comes_to(here, **{**inside, "level": "network"})
    assert here.texts(".x-says .x-bars li") == shares


def test_an_address_that_is_typed_says_all(explorer):
    """Of the place and of all that is done; so does the one before it, to which one goes back, and it again, to which one goes forward."""
    here = explorer(place("network", "conv5", 93, off="11.5"))
    first = state_of(here)
    here.page.evaluate("words => { location.hash = words; }", "explorer?" + "&".join(f"{key}={value}" for key, value in ALL.items()))
    opened(here)
    assert comes_to(here, **ALL)
    typed = state_of(here)
    here.page.go_back()
    at_network(here)
    assert comes_to(here, **first)
    here.page.go_forward()
    opened(here)
    assert comes_to(here, **typed)
    here.page.locator(".x-back").click()  # it was opened there: nothing lies behind it
    at_network(here)
    assert comes_to(here, **{**typed, "level": "network"})


def test_the_same_pixel_is_entered_once(explorer):
    """A tap more on it is no step: one step back leads out. There nothing is framed, so nothing is said of frames."""
    here = explorer(width=390, height=788, has_touch=True)
    steps = here.page.evaluate("history.length")
    for _ in range(2):
        here.page.locator(".x-photo-field .x-cells").tap(position={"x": 20, "y": 20})
        here.drawn()
    opened(here)
    for _ in range(2):
        here.page.locator(".x-photo-field .x-cells").tap(position={"x": 20, "y": 20})
        here.drawn()
        assert "framed" not in here.page.locator(".x-dock").text_content()
    assert here.page.evaluate("history.length") == steps + 1
    here.page.go_back()
    at_network(here)


def test_what_is_framed_on_the_wall_is_said_there(explorer):
    here = explorer()
    here.page.locator(".x-photo-field canvas").hover(position={"x": 20, "y": 20})
    here.drawn()
    assert "framed is what it can change" in here.page.locator(".x-dock").inner_text()


def draw(here, row, column):
    """Open the field, if it is not, and paint one spot."""
    if opener(here, "Draw").get_attribute("aria-expanded") != "true":
        open_panel(here, "Draw", FIELD)
    box = here.page.locator(FIELD).bounding_box()
    here.page.mouse.click(box["x"] + (column + 0.5) * box["width"] / 32, box["y"] + (row + 0.5) * box["height"] / 32)
    return photo(here)


def same_photo(here, expected):
    """Whether the stage comes to show it."""
    return any((photo(here) == expected).all() for _ in range(50))


def test_a_drawing_is_a_step(explorer):
    """However much is drawn, the browser's step back shows the photo, with what was done since; a step forward shows the drawing again."""
    here = explorer(place("network", "conv5", 93))
    pure, steps = photo(here), here.page.evaluate("history.length")
    for k in range(3):
        drawn = draw(here, 5, 6 + 4 * k)
    assert (drawn != pure).any() and here.page.evaluate("history.length") == steps + 1
    here.page.locator(".x-says .x-bars").get_by_role("button", name="cat").click()
    here.page.go_back()
    assert same_photo(here, pure)
    assert comes_to(here, **{"image": 16, "class": 3})
    here.page.go_forward()
    assert same_photo(here, drawn)
    assert comes_to(here, **{"image": 16, "class": 3})
    here.page.get_by_role("button", name="next photo").click()
    wait_for_photo(here, 17)
    here.page.go_back()
    here.page.go_forward()
    here.drawn()
    wait_for_photo(here, 17)  # it was chosen in the place of the drawing


@pytest.mark.parametrize("out", ["Back", "Escape"])
def test_a_drawing_stays_when_one_leaves_a_map(explorer, out):
    """Wherever it was begun: inside, and before that."""
    here = explorer(place("network", "conv5", 93))
    enter_map(here)
    drawn = draw(here, 5, 6)
    opener(here, "Draw").click()
    for _ in range(2):
        here.page.locator(".x-back").focus()
        steps_out(here.page)[out]()
        at_network(here)
        assert same_photo(here, drawn)
        enter_map(here)
    assert same_photo(here, drawn)


def test_a_new_picture_is_shown_as_it_is(explorer):
    """Without patch, shift and paint of the photo before; what is done to the picture itself stays while one draws on."""
    here = explorer(place("network", "conv5", 93, patch="2.2.8", shift="3.0", paint="20.20.ff0000", off="11.93"))
    draw(here, 5, 6)
    assert comes_to(here, patch="", shift="", paint="", off="11.93")
    assert not here.page.locator(".x-photo-tools [aria-pressed=true]").count()
    opener(here, "Draw").click()
    here.page.get_by_role("button", name="cover a part").click()
    draw(here, 5, 16)
    assert comes_to(here, patch="12.12.8")
