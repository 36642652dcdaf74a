"""What all live figures do alike: they leave the address alone until touched, a swipe moves the page, a drag moves what is held."""

from collections import Counter

import pytest
from live_page import write_page
from live_visit import LiveVisit
from settling import settled
from thorough import some
from touching import swipe
from waiting import wait_until

from cnnviz_helpers.explorables.figures import FIGURES

SAVED = 400  # milliseconds after which a state stands in the address
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined });"  # as on a page without https
#: all that a reader has set in a figure
SETTINGS = """() => JSON.stringify([...document.querySelectorAll(".x-frame :is(select, input:not([type=file]), [aria-pressed], .x-cells)")]
  .map((e) => [e.value, e.getAttribute("aria-pressed"), e.matches(".x-cells") && e.getAttribute("aria-label")]))"""
#: of canvases that are alike in class and place, three: a hundred switches have a picture each
LOOKS = "e => [e.className, e.parentElement.className, e.parentElement.localName, e.parentElement.parentElement.className].join()"
MIDDLE = "e => { const b = e.getBoundingClientRect(); return [b.left + b.width / 2, b.top + b.height / 2, b.width, b.height]; }"


@pytest.fixture(scope="module", params=some(FIGURES, "kernel-lab", "where"))
def address(request, serve, tmp_path_factory):
    """Where a page with one of the figures is served."""
    return serve(write_page(tmp_path_factory.mktemp(request.param), request.param))


@pytest.fixture(scope="module")
def shift_lab(serve, tmp_path_factory):
    """Where a page with the shift lab is served."""
    return serve(write_page(tmp_path_factory.mktemp("shift"), "shift-lab"))


def swipe_over(page, canvas):
    """A swipe upwards that begins on a canvas: by how much the page has moved."""
    canvas.evaluate("e => e.scrollIntoView({ block: 'center' })")
    x, y, wide, _ = canvas.evaluate(MIDDLE)
    top = page.evaluate("scrollY")
    swipe(page, (x - wide / 3, y), down=-150)
    page.wait_for_timeout(50)
    return page.evaluate("scrollY") - top


#: fields in which the number of a photo does not fit
CUT = """() => [...document.querySelectorAll(".x-picked input[type=number]")].filter((field) => {
  field.value = "999";
  return field.scrollWidth > field.clientWidth;
}).map((field) => field.labels[0]?.textContent)"""


#: of what the browser itself draws in a colour: which colours that are
ACCENTS = """() => [...new Set([...document.querySelectorAll(".x-frame :is(input, progress)")].map((one) => getComputedStyle(one).accentColor))]"""


def test_sliders_and_progress_have_its_violet(browser, address):
    """Also in a notebook, where a figure has its own sheets alone."""
    with LiveVisit(browser, address) as visit:
        violet = visit.page.evaluate("getComputedStyle(document.querySelector('.x-frame')).getPropertyValue('--x-violet')")
        asked = "(colour) => Object.assign(document.body, { style: `color: ${colour}` }) && getComputedStyle(document.body).color"
        assert visit.page.evaluate(ACCENTS) == [visit.page.evaluate(asked, violet)]


def test_its_title_ends_as_a_sentence_and_its_numbers_fit(browser, address):
    """The lead follows in the same line; a photo's number has three digits on a phone, too."""
    with LiveVisit(browser, address, width=390) as visit:
        assert visit.page.locator(".x-title strong").inner_text()[-1] in ".?"
        assert visit.page.evaluate(CUT) == []


def test_who_only_reads_and_scrolls_changes_nothing(browser, address):
    """Neither the figure nor the address, which may be that of another place; where the clipboard is closed, a link stands there once it is asked for."""
    with LiveVisit(browser, address, "#another-place", width=390, script=NO_CLIPBOARD, has_touch=True, is_mobile=True) as visit:
        page = visit.page
        page.evaluate("document.body.style.paddingBottom = '1500px'")
        settled(page)
        before, alike = page.evaluate(SETTINGS), Counter()
        for canvas in page.locator(".x-body canvas:visible").all():
            if canvas.evaluate(MIDDLE)[2] >= 20 and alike[look := canvas.evaluate(LOOKS)] < 3:
                alike[look] += 1
                assert swipe_over(page, canvas) > 50, f"the page stays where it is: {canvas.get_attribute('aria-label')}"
        page.wait_for_timeout(SAVED)
        assert page.evaluate(SETTINGS) == before and page.evaluate("location.hash") == "#another-place"
        page.get_by_role("button", name="Copy a link to this state").click()
        page.get_by_role("button", name="It stands in the address bar").wait_for(timeout=2000)
        name = page.locator("[data-explorable]").get_attribute("data-explorable")
        wait_until(page, "name => location.hash.startsWith(`#${name}?`)", arg=name, timeout=2000)


def test_a_drag_counts_from_where_it_began(browser, shift_lab):
    """A press moves nothing; a photo is moved by as much as the mouse is."""
    with LiveVisit(browser, shift_lab, "#shift-lab?dx=1&dy=-2") as visit:
        page, photo = visit.page, visit.page.locator(".x-shift .has-grip")
        x, y, wide, high = photo.evaluate(MIDDLE)
        pixel, corner = wide / 32, (x - wide / 2 + 20, y - high / 2 + 20)
        page.mouse.move(*corner)
        page.mouse.down()
        page.wait_for_timeout(100)
        assert page.locator(".x-moves input[type=number]").evaluate_all("fields => fields.map((f) => Number(f.value))") == [1, -2]
        page.mouse.move(corner[0] + 3 * pixel, corner[1] + 4 * pixel, steps=5)
        page.mouse.up()
        wait_until(page, "() => String([...document.querySelectorAll('.x-moves input[type=number]')].map((f) => f.value)) === '4,2'", timeout=2000)


def test_all_photos_can_be_seen_at_once(browser, shift_lab):
    """By keys from the one that is shown, and by a click."""
    with LiveVisit(browser, shift_lab) as visit:
        page, named = visit.page, "index => document.querySelector('.x-picker .x-photo').getAttribute('aria-label').startsWith(`photo ${index},`)"
        page.get_by_role("button", name="all photos").click()
        album = page.get_by_role("dialog", name="all photos")
        album.wait_for()
        columns = album.locator("canvas").evaluate("canvas => canvas.width / 32")
        for key in ("ArrowRight", "ArrowDown", "Enter"):
            page.keyboard.press(key)
        assert not album.is_visible()
        wait_until(page, named, arg=17 + columns, timeout=2000)
        page.get_by_role("button", name="all photos").click()
        album.wait_for()
        album.locator("canvas").click(position={"x": 5 * 32 + 3, "y": 2 * 32 + 9})
        assert not album.is_visible()
        wait_until(page, named, arg=5 + 2 * columns, timeout=2000)
        page.get_by_role("button", name="all photos").click()
        album.wait_for()
        page.keyboard.press("Escape")
        assert not album.is_visible()


def test_what_was_found_is_seen_where_one_is(browser, serve, tmp_path):
    """A finding lies over the lower edge of the window, also where the end of the figure is far below."""
    with LiveVisit(browser, serve(write_page(tmp_path, "being-born")), width=390) as visit:
        page, slide = visit.page, visit.page.get_by_label("moment")
        slide.evaluate("range => range.scrollIntoView({ block: 'start' })")
        slide.focus()
        page.keyboard.press("Home")
        while not page.locator(".x-found li").count():
            page.keyboard.press("ArrowRight")
            page.wait_for_timeout(20)
        found, foot = (page.locator(part).bounding_box() for part in (".x-found", ".x-foot"))
        top, bottom, end = found["y"], found["y"] + found["height"], foot["y"] + foot["height"]
        assert 0 < top < bottom <= 900 < end
