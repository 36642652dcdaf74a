"""The tours of the explorer: each is played to its end by doing what its cards ask; list, card and keys; the presenter's view; QR codes."""

import io
import re
import time
from urllib.parse import parse_qsl

import numpy as np
import pytest
import zxingcpp
from books import REPO
from explorer_page import explorer, explorer_address  # noqa: F401  (fixtures)
from explorer_window import write_window
from live_page import LivePage
from own_network import MAKERS, NAMES, PIXELS
from PIL import Image
from thorough import diagonal, some
from waiting import wait_until
from x_ray_page import as_file, colourful

from cnnviz_helpers import cifar10dict, export_explorable
from cnnviz_helpers.explorables import tours
from cnnviz_helpers.explorables.figures import ALL
from cnnviz_helpers.explorables.own import read_network

TOURS = {tour.name: tour for tour in tours.read_tours(REPO / "book" / "questions" / "tours")}
CARD, WORDS, ASKED = ".x-card", ".x-card-words > p:first-child", ".x-card-try"
FACTS = """async () => {
  const { factsOf } = await import(new URL("source/explorer/tour-facts.mjs", location.href).href);
  const words = new Proxy({}, { get: () => "" });
  return Object.keys(factsOf({ state: words, network: { classes: ["cat"] }, shares: [1], picture: {} }));
}"""
CODES = """async (texts) => {
  const { qrCode } = await import(new URL("source/explorer/qr-code.mjs", location.href).href);
  return texts.map(qrCode);
}"""


# ---- what cards ask for, done by hand ----


def state(here, **expected):
    """{name: value} of the address, as text, once it holds what is `expected`: it follows a little later."""
    end = time.monotonic() + 10
    while True:
        here.page.wait_for_timeout(100)
        found = dict(parse_qsl(here.page.evaluate("location.hash").partition("?")[2], keep_blank_values=True))
        if time.monotonic() > end or all(found.get(key) == str(value) for key, value in expected.items()):
            return found


def button(here, name, within=".x-explorer"):
    return here.page.locator(within).get_by_role("button", name=name, exact=True)


def press(name, within=".x-explorer"):
    return lambda here, folder: button(here, name, within).first.click()


def press_class(name):
    return press(name, ".x-says .x-bars")


def press_first_tile(name):
    """The first map of a column."""

    def act(here, folder):
        column = here.page.locator(".x-column", has=here.page.get_by_text(name, exact=True))
        column.locator(".x-cells").click(position={"x": 8, "y": 8})

    return act


def press_large_map(here, folder):
    here.page.locator(".x-room .x-cells").first.click()


def press_term(here, folder):
    """A number of the sum: of those that are multiplied, not of the weights."""
    here.page.locator(".x-ledger .x-cell:not([aria-disabled]):visible").first.click()


def back_to_pixel(here, folder):
    for _ in range(12):
        if state(here)["level"] == "pixel":
            return
        press_term(here, folder)
    raise AssertionError("no pixel in 12 steps")


def repaint(here, folder):
    press_term(here, folder)
    here.page.get_by_label("red", exact=True).last.fill("250")


def change_weight(here, folder):
    here.page.locator(".x-kernelcell").first.focus()
    here.page.keyboard.press("ArrowUp")


def in_view(act):
    """Do something in the list “view”, and close that."""

    def within(here, folder):
        here.page.locator(".x-view summary").click()
        act(here)
        here.page.keyboard.press("Escape")

    return within


def move_patch(down, right):
    def act(here, folder):
        here.page.locator(".x-photo-field .x-cells").focus()
        for n, keys in ((down, ("ArrowUp", "ArrowDown")), (right, ("ArrowLeft", "ArrowRight"))):
            for _ in range(abs(n)):
                here.page.keyboard.press(keys[n > 0])

    return act


def cover(here, folder):
    button(here, "cover a part").click()


def choose_photo(number):
    def act(here, folder):
        field = here.page.get_by_label("photo", exact=True).first
        field.fill(str(number))
        field.press("Enter")

    return act


def give(*size):
    """A picture file of one's own."""

    def act(here, folder):
        path = folder / f"{size[0]}.png"  # a browser that gets the same name again sees no change
        path.write_bytes(as_file(colourful(*size) if size[0] > 1 else np.full((40, 40, 3), 20, np.uint8)))
        if not here.page.locator(".x-own input[type=file]").is_visible():
            button(here, "Your picture").click()
        here.page.locator(".x-own input[type=file]").set_input_files(path)

    return act


share_first = in_view(lambda here: here.page.get_by_label("maps", exact=True).select_option("share"))
flip_random = in_view(lambda here: button(here, "random weights").click())
next_photo = press("next photo")
# {tour: what its cards ask for, done; None where a card asks for nothing}
ACTS = {
    "two-minutes": [next_photo, press_first_tile("conv1"), press_large_map, press("network", ".x-trail"), press_class("ship"), None],
    "why-dog": [share_first, press_first_tile("conv5"), press("off", ".x-room"), press_class("cat"), move_patch(-16, 14), None],
    "one-number": [press("next place"), repaint, press("as it was"), press_term, back_to_pixel, None],
    "what-a-filter-does": [press("before ReLU"), next_photo, change_weight, press("off", ".x-room"), flip_random, flip_random],
    "when-it-is-wrong": [press_class("dog"), move_patch(6, 0), move_patch(-20, -13), choose_photo(76), None],
    "your-own-photo": [give(64, 96), press_class("truck"), give(1), cover, None],
}


def begin(here, name):
    button(here, "tours").click()
    here.page.get_by_role("button", name=re.compile(f"^{re.escape(TOURS[name].title)}")).click()


def on_card(here, name, k):
    """Wait until card `k` of a tour stands there."""
    place = f"{k + 1} of {len(TOURS[name].cards)}"
    here.page.locator(".x-card-place", has_text=place).wait_for(timeout=20_000)
    here.drawn()


def done(here):
    here.page.locator(f"{ASKED}.is-done").wait_for(timeout=20_000)


@pytest.mark.parametrize("name", some(TOURS, *list(TOURS)[:2]))
def test_each_tour_is_played_to_its_end(explorer, tmp_path, name):
    """A card sets the view that it is written for; nothing is done before a reader does it; then it is ticked."""
    here, cards = explorer(), TOURS[name].cards
    begin(here, name)
    for k, (card, act) in enumerate(zip(cards, ACTS[name], strict=True)):
        on_card(here, name, k)
        now = state(here, tour=name, card=k, **card.state)
        assert {key: now[key] for key in card.state} == {key: str(value) for key, value in card.state.items()}
        assert (now["tour"], now["card"]) == (name, str(k))
        assert here.page.locator(WORDS).inner_text() == re.sub(r" (?=[%×])|(?<=×) ", "\u00a0", card.words.replace("*", ""))
        assert here.page.locator(".x-card-done").text_content() == ""
        if act:
            act(here, tmp_path)
            done(here)
        button(here, "next" if k < len(cards) - 1 else "end", CARD).click()
    here.page.locator(CARD).wait_for(state="detached")
    left = state(here, tour="")
    assert left["tour"] == "" and all(left[key] == now[key] for key in ("image", "class", "layer", "order"))


@pytest.mark.thorough("a rare way to use it; usual ones are tested in a quick run")
def test_a_card_goes_on_by_itself_once_it_is_done(explorer):
    """A moment later; back shows the view as it was when the card before began, next the one after."""
    here = explorer()
    begin(here, "why-dog")
    on_card(here, "why-dog", 0)
    share_first(here, None)
    done(here)
    on_card(here, "why-dog", 1)
    assert state(here, order="share")["order"] == "share"
    button(here, "back", CARD).click()
    on_card(here, "why-dog", 0)
    assert state(here, order="number")["order"] == "number"


@pytest.mark.thorough("a rare way to use it; usual ones are tested in a quick run")
def test_what_was_done_and_undone_was_reached(explorer):
    """Done is said as long as it is so."""
    here = explorer("#explorer?tour=when-it-is-wrong&card=2&present=1")
    on_card(here, "when-it-is-wrong", 2)
    assert here.page.locator(".x-card-done").inner_text() == ""
    move_patch(-20, -13)(here, None)
    done(here)
    assert here.page.locator(".x-card-done").inner_text() == "Done."
    move_patch(20, 13)(here, None)
    wait_until(here.page, "document.querySelector('.x-card-done').textContent === 'This was reached.'")


def test_nothing_lies_over_the_view_of_a_new_card(explorer):
    """Panels and lists close when a card begins."""
    here = explorer("#explorer?tour=when-it-is-wrong&card=3&present=1")
    on_card(here, "when-it-is-wrong", 3)
    for opened, inside in (("button:text-is('Photos')", ".x-browse"), (".x-view summary", ".x-view > div")):
        here.page.locator(opened).focus()
        here.page.keyboard.press("Enter")
        here.page.locator(inside).wait_for()
        here.page.keyboard.press("PageUp")
        on_card(here, "when-it-is-wrong", 2)
        here.page.locator(inside).wait_for(state="hidden")
        here.page.keyboard.press("PageDown")
        on_card(here, "when-it-is-wrong", 3)


@pytest.mark.thorough("a rare way to use it; usual ones are tested in a quick run")
def test_who_reads_the_card_is_not_hurried(explorer):
    """While the pointer lies on the card it stays."""
    here = explorer()
    begin(here, "two-minutes")
    here.page.locator(CARD).hover()
    here.page.get_by_label("photo", exact=True).first.press("ArrowUp")
    here.page.keyboard.press("Enter")
    done(here)
    here.page.wait_for_timeout(3500)
    on_card(here, "two-minutes", 0)
    here.page.mouse.move(600, 300)
    on_card(here, "two-minutes", 1)


@pytest.mark.thorough("a rare way to use it; usual ones are tested in a quick run")
def test_going_out_of_a_level_does_not_go_back_in_the_tour(explorer):
    """Back leads out of a map, and the tour stays where it is."""
    here = explorer()
    begin(here, "two-minutes")
    next_photo(here, None)
    on_card(here, "two-minutes", 1)
    press_first_tile("conv1")(here, None)
    on_card(here, "two-minutes", 2)
    here.page.go_back()
    wait_until(here.page, "location.hash.includes('level=network')")
    on_card(here, "two-minutes", 2)
    assert state(here, card=2)["card"] == "2"


def test_an_address_opens_a_card(explorer):
    """One that names only the card opens as that card begins; one with a state keeps it; one that names none is forgotten."""
    here = explorer("#explorer?tour=when-it-is-wrong&card=2")
    on_card(here, "when-it-is-wrong", 2)
    wait_until(here.page, "document.querySelector('.x-picker input').value === '61' && document.querySelector('.x-pictures .x-name').textContent === 'cat'")
    now = state(here, image=61)
    assert (now["image"], now["patch"]) == ("61", "22.23.8")
    here = explorer("#explorer?tour=when-it-is-wrong&card=2&image=5&patch=")
    on_card(here, "when-it-is-wrong", 2)
    assert state(here)["image"] == "5"
    here = explorer("#explorer?tour=nothing&card=2")
    wait_until(here.page, "location.hash.includes('tour=&card=0')")
    assert here.page.locator(CARD).count() == 0


def test_by_keyboard_and_to_a_screen_reader(explorer):
    """List, card and dialog take the focus and give it back; words of a new card are live."""
    here = explorer()
    key = here.page.keyboard.press
    button(here, "tours").focus()
    key("Enter")
    here.page.locator(".x-menu-list button").first.wait_for()
    key("ArrowDown")
    assert here.page.evaluate("document.activeElement.textContent").startswith("Why dog?")
    key("Escape")
    assert here.page.evaluate("document.activeElement.textContent") == "tours" and here.page.locator(".x-menu-list").is_hidden()
    key("Enter")
    here.page.locator(".x-menu-list button").first.wait_for()
    key("Enter")
    on_card(here, "two-minutes", 0)
    card = here.page.get_by_role("region", name="Tour: Two minutes through the network")
    assert card.evaluate("(card) => card === document.activeElement") and card.get_by_role("status").count() == 1
    key("Tab")
    key("Tab")
    key("Enter")
    on_card(here, "two-minutes", 1)
    assert here.page.evaluate("document.activeElement.textContent") == "next ›"
    button(here, "Close the tour").press("Enter")
    assert here.page.evaluate("document.activeElement.textContent") == "tours"


def test_by_touch_on_a_phone(explorer):
    """A tap opens the list and begins a tour; a card that is done goes on; its buttons are as large as a finger."""
    here = explorer(width=390, height=844, has_touch=True, is_mobile=True)
    button(here, "tours").tap()
    here.page.get_by_role("button", name=re.compile("^Two minutes")).tap()
    on_card(here, "two-minutes", 0)
    boxes = here.page.locator(f"{CARD} button").evaluate_all("all => all.map((one) => one.getBoundingClientRect().toJSON())")
    assert min(box[side] for box in boxes for side in ("width", "height")) >= 44
    button(here, "next photo").tap()
    done(here)
    on_card(here, "two-minutes", 1)


@pytest.mark.thorough("another network")
def test_another_network_has_no_tours_but_the_rest(browser, serve, tmp_path):
    """They are about the book's network; presenter's view, QR code and keys are for any."""
    own = read_network(export_explorable(MAKERS["large"](), tmp_path / "own", pixels=PIXELS["large"], classes=NAMES["large"]))
    here = LivePage(browser, serve(write_window(tmp_path / "page", own)))
    button(here, "in a talk").click()
    here.page.locator(".x-menu-list button").first.wait_for()
    assert here.texts(".x-menu-list button > span") == ["Presenter’s view", "QR code of this view", "Keys"]
    button(here, re.compile("^Presenter")).click()
    here.page.locator(".is-presenting").wait_for()
    assert here.close() == []


def test_tours_that_cannot_be_loaded(explorer):
    """One sentence in the list; the rest of it works, and the next opening asks again."""
    here = explorer()
    here.page.route("**/tours.json", lambda route: route.fulfill(status=503, body=""))
    button(here, "tours").click()
    sentence = "The tours could not be loaded: tours.json could not be loaded (503); reload the page."
    here.page.locator(".x-menu-list li", has_text=sentence).wait_for()
    here.page.keyboard.press("Escape")
    here.page.unroute("**/tours.json")
    begin(here, "why-dog")
    on_card(here, "why-dog", 0)
    here.complaints[:] = [complaint for complaint in here.complaints if "503" not in complaint]


@pytest.mark.parametrize("width", [1280, 390])
def test_the_card_lies_on_no_tile(explorer, width):
    here = explorer(width=width, height=844 if width < 700 else 720)
    begin(here, "why-dog")
    on_card(here, "why-dog", 0)
    low = here.page.locator(".x-column:visible canvas").evaluate_all("all => Math.max(...all.map((one) => one.getBoundingClientRect().bottom))")
    assert low <= here.page.locator(CARD).bounding_box()["y"] + 1
    assert here.overflow() == 0
    box = here.page.locator(CARD).bounding_box()
    assert box["y"] + box["height"] <= here.page.viewport_size["height"] and button(here, "next", CARD).is_visible()


def test_python_knows_the_facts_that_the_page_finds(explorer):
    found = explorer().page.evaluate(FACTS)
    assert set(tours.FACTS) <= set(found) and f"{tours.SHARE}cat" in found


@pytest.mark.thorough("opens a page for each word of an address; states of tours are opened in a quick run")
def test_the_words_of_the_state_are_those_that_the_page_takes(explorer):
    """A value that Python allows on a card stays in the address; another one does not."""
    for key, words in tours.WORDS.items():
        for word in words:
            here = explorer(f"#explorer?{key}={word}")
            button(here, "tours").wait_for()
            here.page.keyboard.press("p")  # so that the address is written anew
            assert state(here, present=1)[key] == word
    assert set(tours.WORDS) <= set(ALL["explorer"].state)


# ---- the presenter's view ----


def test_the_presenters_view(explorer):
    """P opens it; keys step through the cards, and do not go on by themselves; words are large; Escape leaves."""
    here = explorer("#explorer?tour=why-dog&card=0", width=1280)
    key = here.page.keyboard.press
    on_card(here, "why-dog", 0)
    here.page.mouse.move(600, 300)  # not at the upper edge, where the bar comes back
    key("p")
    here.page.locator(".is-presenting").wait_for()
    here.drawn()
    small = here.page.evaluate("""() => [...document.querySelectorAll(".x-explorer *")].filter((one) => one.checkVisibility() && !one.closest(".x-top, .x-live")
      && [...one.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim()) && parseFloat(getComputedStyle(one).fontSize) < 20)
      .map((one) => one.textContent)""")
    assert small == []
    wait_until(here.page, "document.querySelector('.x-top').getBoundingClientRect().top < -20")  # it goes away in a moment
    for pressed, card in (("PageDown", 1), ("ArrowRight", 2), ("PageUp", 1), ("ArrowLeft", 0), ("ArrowLeft", 0), ("5", 4), ("9", 4), ("6", 5)):
        key(pressed)
        on_card(here, "why-dog", card)
    now = state(here, card=5)
    assert (now["present"], now["card"]) == ("1", "5")
    here.page.mouse.move(400, 200)
    ring = here.page.locator(".x-ring").bounding_box()
    assert (ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2) == pytest.approx((400, 200), abs=1)
    key("1")
    on_card(here, "why-dog", 0)
    here.page.locator(".x-top").hover()
    share_first(here, None)
    done(here)
    here.page.mouse.move(600, 300)
    here.page.wait_for_timeout(3500)
    on_card(here, "why-dog", 0)
    here.page.locator("body").click(position={"x": 5, "y": 300})
    key("Escape")
    here.page.locator(".is-presenting").wait_for(state="detached")


@pytest.mark.thorough("a rare way to use it; usual ones are tested in a quick run")
def test_page_keys_step_wherever_the_focus_is_and_arrows_where_nothing_needs_them(explorer):
    """Arrows move the patch that has the focus, page keys step even from a number of a kernel; behind the last card the tour ends."""
    here = explorer("#explorer?tour=why-dog&card=4&present=1")
    on_card(here, "why-dog", 4)
    here.page.locator(".x-photo-field .x-cells").focus()
    here.page.keyboard.press("ArrowRight")
    assert state(here, patch="18.3.12")["card"] == "4"
    here.page.keyboard.press("PageUp")
    on_card(here, "why-dog", 3)
    here.page.keyboard.press("ArrowRight")
    on_card(here, "why-dog", 4)
    here = explorer("#explorer?tour=what-a-filter-does&card=2&present=1")
    on_card(here, "what-a-filter-does", 2)
    here.page.locator(".x-kernelcell").first.focus()
    here.page.keyboard.press("PageDown")
    on_card(here, "what-a-filter-does", 3)
    assert state(here, card=3)["edits"] == ""
    here.page.keyboard.press("6")
    on_card(here, "what-a-filter-does", 5)
    here.page.mouse.move(600, 400)
    here.page.keyboard.press("PageDown")
    here.page.locator(CARD).wait_for(state="detached")
    assert state(here, tour="")["present"] == "1"


def test_the_bar_goes_away_again(explorer):
    """With the pointer elsewhere: when a tour ends, a panel closes, a list closes; it comes with Tab."""
    here = explorer("#explorer?tour=why-dog&card=0&present=1")
    on_card(here, "why-dog", 0)
    here.page.mouse.move(600, 400)
    is_away = "document.querySelector('.x-top').getBoundingClientRect().bottom < 30"
    button(here, "Draw").focus()
    here.page.keyboard.press("Enter")
    here.page.locator(".x-draw").wait_for()
    wait_until(here.page, f"!({is_away})")
    here.page.keyboard.press("Escape")
    wait_until(here.page, is_away)
    here.page.keyboard.press("t")
    here.page.locator(".x-menu-list button").first.wait_for()
    here.page.keyboard.press("Escape")
    wait_until(here.page, is_away)
    button(here, "Close the tour").press("Enter")
    here.page.locator(CARD).wait_for(state="detached")
    wait_until(here.page, is_away)
    here.page.keyboard.press("Shift+Tab")
    wait_until(here.page, f"!({is_away})")


def test_nothing_is_taken_from_fields_and_escape_goes_one_level_out(explorer):
    here = explorer("#explorer?level=map&layer=conv1&map=5")
    here.page.locator(".x-back").wait_for()
    field = here.page.get_by_label("photo", exact=True).first
    field.focus()
    field.press("p")
    field.press("?")
    assert here.page.locator(".is-presenting, .x-dialog").count() == 0
    here.page.locator(".x-back").focus()
    here.page.keyboard.press("p")
    here.page.locator(".is-presenting").wait_for()
    here.page.keyboard.press("Escape")
    wait_until(here.page, "location.hash.includes('level=network')")
    assert here.page.locator(".is-presenting").count() == 1


@pytest.mark.thorough("a rare way to use it; usual ones are tested in a quick run")
def test_escape_leads_out_with_the_focus_nowhere(explorer):
    """After a press on plain words, too; what stands open, a list or a panel, closes before the level does."""
    here = explorer("#explorer?level=map&layer=conv5&map=93")
    here.page.locator(".x-back").wait_for()

    def escape():
        here.page.locator(".x-dock").click(position={"x": 3, "y": 3})
        assert here.page.evaluate("document.activeElement === document.body")
        here.page.keyboard.press("Escape")

    button(here, "Photos").click()
    here.page.locator(".x-browse").wait_for()
    here.page.locator(".x-view summary").click()
    escape()
    here.page.locator(".x-panel").wait_for(state="hidden")
    assert here.page.locator(".x-view").get_attribute("open") is not None
    escape()
    assert here.page.locator(".x-view").get_attribute("open") is None and state(here)["level"] == "map"
    escape()
    wait_until(here.page, "location.hash.includes('level=network')")


def test_the_list_of_keys_and_its_switch(explorer):
    """Letters can be switched off: whoever speaks to the machine may say one by mistake."""
    here = explorer()
    here.page.keyboard.press("?")
    keys = here.page.get_by_role("dialog", name="Keys")
    assert len(keys.locator("dt").all_inner_texts()) == len(keys.locator("dd").all_inner_texts()) == 9
    assert keys.locator("dt").nth(2).inner_text() == "1–9"
    keys.get_by_label("Letters are keys, too").uncheck()
    here.page.keyboard.press("Escape")
    keys.wait_for(state="detached")
    here.page.keyboard.press("p")
    here.drawn()
    assert here.page.locator(".is-presenting").count() == 0


def test_in_the_presenters_view_nothing_is_cut(explorer):
    """Number and name of the photo, the columns' names below the edge of the bar, a tour's title in one line."""
    here = explorer("#explorer?present=1&image=313", width=1920, height=1080)
    here.page.locator(".x-pictures").wait_for()
    here.page.mouse.move(600, 500)
    wait_until(here.page, "document.querySelector('.x-top').getBoundingClientRect().bottom < 30")
    edge = here.page.locator(".x-top").evaluate("one => one.getBoundingClientRect().bottom")
    assert edge <= min(here.page.locator(".x-column .x-head strong").evaluate_all("all => all.map((one) => one.getBoundingClientRect().top)"))
    overflow = "(one) => one.scrollWidth - one.clientWidth"
    assert here.page.locator(".x-picker input").evaluate(overflow) <= 0
    here.page.locator(".x-pictures .x-name").evaluate("(one, name) => { one.textContent = name; }", max(cifar10dict.values(), key=len))
    assert here.page.locator(".x-pictures .x-name").evaluate(overflow) <= 0
    here.page.keyboard.press("t")
    titles = here.page.locator(".x-menu-list button > span")
    titles.first.wait_for()
    heights = titles.evaluate_all("all => all.map((one) => one.getBoundingClientRect().height)")
    assert max(heights) - min(heights) < 1


def test_random_weights_stay_seen(explorer):
    """Once the list is closed, in a talk and in a tour, too."""
    here = explorer("#explorer?weights=random&present=1&tour=what-a-filter-does&card=5")
    words = here.page.get_by_text("Random weights: nothing was learned.")
    on_card(here, "what-a-filter-does", 5)
    assert words.is_visible()
    flip_random(here, None)
    words.wait_for(state="hidden")


# ---- QR codes ----


def decoded(rows):
    """What a reader of codes sees."""
    picture = 255 * (1 - np.pad(np.array(rows, np.uint8), 4)).repeat(6, 0).repeat(6, 1)
    return zxingcpp.read_barcodes(picture)


@pytest.mark.thorough("codes of every size; that of a view is read in a quick run")
def test_codes_of_all_sizes_are_read(explorer):
    """Each version from the first byte it is needed for to the last; words of any letters; what is too long is none."""
    ends = [14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666]
    letters = "https://example.org/?abc=0.5_−é✓&"
    texts = ["a", letters, *(("x%3d&" * 140)[:n] for end in ends for n in (end, end + 1))]
    codes = explorer().page.evaluate(CODES, texts)
    assert [len(codes[2 + 2 * k]) for k in range(len(ends))] == [21 + 4 * k for k in range(len(ends))]
    assert codes.pop() is None
    for text, rows in zip(texts, codes):
        (found,) = decoded(rows)
        assert (found.text, found.format.name, found.ec_level) == (text, "QRCode", "M")


def test_the_code_of_a_view_opens_that_view(explorer):
    """The dialog shows the code, and the same address as text, without what is as at first; with a word where another machine cannot open it."""
    here = explorer("#explorer?image=24&class=5&off=11.93&tour=why-dog&card=1&present=1")
    on_card(here, "why-dog", 1)
    here.page.keyboard.press("q")
    dialog = here.page.get_by_role("dialog", name="This view on another screen")
    address = dialog.locator(".x-address").inner_text()
    assert address == f"{here.address}#explorer?image=24&class=5&off=11.93&tour=why-dog&card=1"
    picture = dialog.locator("svg").screenshot()
    (found,) = zxingcpp.read_barcodes(np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")))
    assert found.text == address and "only to this machine" in dialog.inner_text()
    here.page.set_viewport_size({"width": 1920, "height": 1080})
    box = dialog.locator(".x-address").evaluate(
        "one => [one.scrollHeight - one.clientHeight, one.closest('dialog').scrollHeight - one.closest('dialog').clientHeight]"
    )
    assert max(box) <= 0  # nothing of it is cut, nor below the fold
    here.page.keyboard.press("Escape")
    here.page.evaluate("""async () => { // a picture of one's own
      const { DataTransfer, File, OffscreenCanvas } = window, data = new DataTransfer(), canvas = new OffscreenCanvas(40, 40);
      canvas.getContext("2d").fillRect(0, 0, 40, 40);
      data.items.add(new File([await canvas.convertToBlob()], "a.png", { type: "image/png" }));
      document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
    }""")
    here.page.wait_for_selector(".x-steps canvas")
    here.page.keyboard.press("Escape")
    here.page.keyboard.press("q")
    words = dialog.inner_text()
    assert "only to this machine" in words and "cannot hold your picture" in words
    other = explorer(address.removeprefix(here.address))
    assert {key: state(other)[key] for key in ("image", "class", "off", "card", "present")} == {
        "image": "24", "class": "5", "off": "11.93", "card": "1", "present": "0"}  # fmt: skip


# ---- axe ----


@pytest.mark.parametrize(("width", "theme"), diagonal([1280, 390], ["light", "dark"], at_most=1))  # axe takes long with so many tiles
def test_axe_finds_nothing(explorer, axe_violations, width, theme):
    here = explorer(width=width, theme=theme, height=844)
    begin(here, "why-dog")
    on_card(here, "why-dog", 0)
    assert axe_violations(here.page) == []
    button(here, "tours").click()
    here.page.locator(".x-menu-list button").first.wait_for()
    assert axe_violations(here.page) == []
    here.page.keyboard.press("Escape")
    for key in ("?", "q"):
        here.page.keyboard.press(key)
        here.page.locator(".x-dialog").wait_for()
        assert axe_violations(here.page) == []
        here.page.keyboard.press("Escape")
        here.page.locator(".x-dialog").wait_for(state="detached")
    here.page.keyboard.press("p")
    here.page.locator(".is-presenting").wait_for()
    assert axe_violations(here.page) == []
