"""The ways into what opens in the explorer, and out again: by mouse, by finger, by keys; what a screen reader gets; what moves."""

import re

import pytest
from explorer_page import COLUMNS, explorer, explorer_address  # noqa: F401  (fixtures)
from test_explorer_inside import opened, place, state_of
from thorough import diagonal, thorough
from touching import pinch, swipe, tap
from waiting import wait_until

TITLE = ".x-inside h2"
PLACES = {
    "map": place("map", "conv5", 93), "number": place("number", "conv5", 93, 3, 4), "pixel": place("pixel", row=12, column=14, paint="12.14.ff0000"),
    "first map": place("map", "conv1", 5), "pool": place("map", "pool1", 3), "score": place("number", "dense", 5), "mean": place("number", "gap", 93),
}  # fmt: skip
RUNNING = "document.getAnimations().filter((one) => one.effect.target.closest('.x-inside') && !one.animationName).length"
ARRIVED = f"!({RUNNING})"  # what flies


def trail(page):
    """The names above what is open, also those that are left out for want of room."""
    return page.locator(".x-trail li:not(.x-passed)").all_text_contents()


def titled(page, words):
    """Wait for the title of what is open."""
    wait_until(page, "words => document.querySelector('.x-inside:not([hidden]) h2')?.textContent.startsWith(words)", arg=words, timeout=8000)


def test_by_keys_from_the_wall_to_a_pixel_and_out_again(explorer):
    """Enter goes in, from a map to its number, along the strongest terms, to a pixel; Escape leads out as one came, and the focus is in the column again."""
    here = explorer(place("network", "conv5", 93, 3, 4))
    page = here.page
    page.locator(COLUMNS).nth(4).locator(".x-cells").focus()
    page.keyboard.press("Enter")
    titled(page, "conv5, map 93")
    page.locator(".x-bigmap .x-cells").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    titled(page, "conv5, map 93, row 4, column 4")
    page.locator(".x-ledger .x-cell[tabindex='0']").focus()
    layers = []
    while not layers or layers[-1] != "photo":
        seen = page.inner_text(TITLE)
        page.keyboard.press("Enter")
        wait_until(page, "seen => ![seen, undefined].includes(document.querySelector('.x-inside h2')?.textContent)", arg=seen, timeout=8000)
        layers.append(page.inner_text(TITLE).partition(",")[0])
    assert layers == ["pool2", "relu4", "conv4", "relu3", "conv3", "pool1", "relu2", "conv2", "relu1", "conv1", "photo"]
    assert trail(page)[:4] == ["network", "conv5", "map 93", "row 4, column 4"]
    for layer in [*layers[-2::-1], "conv5, map 93, row 4", "conv5, map 93"]:
        page.keyboard.press("Escape")
        titled(page, layer)
    page.keyboard.press("Escape")
    page.locator(".x-inside").wait_for(state="hidden")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("conv5")


def test_by_mouse_there_and_back_by_the_trail(explorer):
    """A press on a tile, a press on the map; then the trail."""
    page = explorer().page
    page.locator(COLUMNS).nth(4).locator("canvas").click(position={"x": 50, "y": 50})
    titled(page, "conv5, map ")
    map_name = page.inner_text(TITLE).split(", ")[1]
    wait_until(page, f"!{RUNNING}")  # it has arrived
    box = page.locator(".x-bigmap canvas").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.99, box["y"] + box["height"] * 0.01)
    titled(page, f"conv5, {map_name}, row 0, column 6")
    assert trail(page) == ["network", "conv5", map_name, "row 0, column 6"]
    page.locator(".x-trail").get_by_role("button", name=map_name).click()
    wait_until(page, "document.querySelectorAll('.x-trail li:not(.x-passed)').length === 3")
    page.go_back()
    titled(page, f"conv5, {map_name}, row 0, column 6")
    page.locator(".x-trail").get_by_role("button", name="network").click()
    page.locator(".x-inside").wait_for(state="hidden")


def test_a_step_back_of_the_browser_leads_out(explorer):
    """From a number to its map to the network, and forward again."""
    page = explorer(place("network", "conv5", 93, 3, 4)).page
    page.locator(COLUMNS).nth(4).locator(".x-cells").focus()
    page.keyboard.press("Enter")
    titled(page, "conv5, map 93")
    page.go_back()
    page.locator(".x-inside").wait_for(state="hidden")
    page.go_forward()
    titled(page, "conv5, map 93")


def test_the_window_slides(explorer):
    """Play goes from place to place until it is paused; Step goes by one; a press on the map is a place of one's own."""
    here = explorer(place("number", "conv5", 93, 0, 0))
    page = opened(here)
    page.get_by_role("slider", name="speed").fill("2")
    page.get_by_role("button", name="Play").click()
    titled(page, "conv5, map 93, row 1")
    page.get_by_role("button", name="Pause").click()
    page.wait_for_timeout(600)  # what was under way is drawn
    before = page.inner_text(TITLE)
    page.wait_for_timeout(400)
    assert page.inner_text(TITLE) == before
    row, column = (int(n) for n in re.findall(r"row (\d+), column (\d+)", before)[0])
    page.get_by_role("button", name="next place").click()
    here.drawn()
    after = divmod(row * 7 + column + 1, 7)
    assert f"row {after[0]}, column {after[1]}:" in page.inner_text(TITLE)
    page.keyboard.press("Tab")
    page.locator(".x-bigmap .x-cells").focus()
    page.keyboard.press("End")
    here.drawn()
    assert f"row {after[0]}, column 6:" in page.inner_text(TITLE)
    assert (state_of(here)["row"], state_of(here)["column"]) == (str(after[0]), "6")


@pytest.mark.parametrize(("width", "theme"), diagonal([390, 1280], ["dark", "light"], at_most=1))  # axe takes long with so many tiles
def test_nothing_is_wrong_for_axe(explorer, axe_violations, theme, width):
    """Every level, and a table of a map; nothing is wider than the window."""
    for name, address in PLACES.items():
        here = explorer(address, width=width, theme=theme)
        page = opened(here)
        page.wait_for_timeout(350)  # what flies has arrived
        assert (name, axe_violations(page)) == (name, [])
        assert (name, here.overflow()) == (name, 0)
        assert page.evaluate("(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('.x-inside'))") == 0
        if name == "map":
            page.get_by_role("button", name="table").click()
            assert axe_violations(page) == []


def middle_of(box, across=0.5, down=0.5):
    """A place in a box, in the window."""
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


@pytest.mark.thorough("one comes to the same state by another way")
def test_two_fingers_go_in_and_out(explorer):
    """Apart: into the map, then into the number, that lies between them, and no other column comes; together: out again; on a touchpad, too."""
    here = explorer(place("network", "conv5", 93), width=390, height=844, has_touch=True)
    page, cells, large = here.page, here.page.locator(f"{COLUMNS} .x-cells").first, here.page.locator(".x-bigmap .x-cells")
    box = cells.bounding_box()
    across = round((128 * box["width"] / box["height"]) ** 0.5)
    tile = box["width"] / across
    pinch(page, (box["x"] + 2.5 * tile, box["y"] + 3.5 * tile), apart=True)
    titled(page, f"conv5, map {3 * across + 2}")
    wait_until(page, ARRIVED)
    pinch(page, middle_of(large.bounding_box(), 4.5 / 7, 2.5 / 7), apart=True)
    titled(page, f"conv5, map {3 * across + 2}, row 2, column 4")
    page.keyboard.press("Escape")
    titled(page, f"conv5, map {3 * across + 2}, after")
    wait_until(page, ARRIVED)
    pinch(page, middle_of(large.bounding_box()), apart=False)
    page.locator(".x-inside").wait_for(state="hidden")
    page.mouse.move(box["x"] + 0.5 * tile, box["y"] + 1.5 * tile)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -60)
    titled(page, f"conv5, map {across}")
    wait_until(page, ARRIVED)
    page.mouse.move(*middle_of(large.bounding_box()))
    page.wait_for_timeout(400)  # what comes sooner belongs to the same gesture
    page.mouse.wheel(0, 60)
    page.locator(".x-inside").wait_for(state="hidden")


def test_by_finger_on_a_phone(explorer):
    """The large map first, then the rows; a tap enters, a tap chooses a weight, which is then held; a swipe anywhere else moves the sheet."""
    here = explorer(place("map", "conv1", 5), width=390, has_touch=True)
    page = opened(here)
    page.set_viewport_size({"width": 390, "height": 788})
    here.drawn()
    order = [page.locator(part).bounding_box()["y"] for part in (TITLE, ".x-bigmap canvas", ".x-filterrows", ".x-strongest")]
    assert order == sorted(order)
    cell = page.locator(".x-kernelcell[aria-label='red, row 1, column 1']")
    cell.scroll_into_view_if_needed()
    before = float(cell.get_attribute("aria-valuenow"))
    at = (lambda box: (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2))(cell.bounding_box())
    scrolled = page.evaluate("document.querySelector('.x-inside').scrollTop")
    swipe(page, at, down=-60)
    wait_until(page, "before => document.querySelector('.x-inside').scrollTop > before", arg=scrolled, timeout=4000)
    assert float(cell.get_attribute("aria-valuenow")) == before
    tap(here.page, cell)
    here.drawn()
    at = (lambda box: (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2))(cell.bounding_box())
    scrolled = page.evaluate("document.querySelector('.x-inside').scrollTop")
    swipe(page, at, down=-60)
    here.drawn()
    assert float(cell.get_attribute("aria-valuenow")) > before + 0.3
    assert page.evaluate("document.querySelector('.x-inside').scrollTop") == scrolled
    canvas = page.locator(".x-bigmap canvas")
    tap(here.page, canvas, position={"x": 2, "y": 2})
    titled(page, "conv1, map 5, row 0, column 0")


@pytest.mark.thorough("a rare way to use it; usual ones are tested in a quick run")
def test_the_map_comes_from_its_tile_and_goes_back(explorer):
    """It flies, and with it the maps that gave it most; under reduced motion nothing does."""
    moving = []
    for motion in ("no-preference", "reduce"):
        page = explorer(place("network", "conv5", 93), reduced_motion=motion).page
        page.locator(COLUMNS).nth(4).locator(".x-cells").focus()
        page.evaluate(f"""window.most = 0; (function look() {{ window.most = Math.max(window.most, {RUNNING}); requestAnimationFrame(look); }})()""")
        page.keyboard.press("Enter")
        titled(page, "conv5, map 93")
        page.wait_for_timeout(400)
        entered = page.evaluate("const most = window.most; window.most = 0; most")
        page.keyboard.press("Escape")
        page.locator(".x-inside").wait_for(state="hidden")
        moving.append((entered, page.evaluate("window.most")))
    assert moving == [(7, 1), (0, 0)]


@pytest.mark.thorough("a rare way to use it; usual ones are tested in a quick run")
def test_a_flight_ends_though_the_page_is_busy(explorer):
    """Animations that stand still keep nothing over the network; meanwhile only the picture is seen of what was left."""
    page = opened(explorer(place("map", "conv5", 93)))
    page.wait_for_timeout(500)
    page.evaluate("""() => {
        const { animate } = Element.prototype;
        Element.prototype.animate = function (...all) { const one = animate.apply(this, all); one.pause(); return one; };
    }""")
    page.get_by_role("button", name="Back", exact=True).click()
    page.wait_for_selector(".x-inside.is-leaving")
    seen = "[...document.querySelectorAll('.x-inside *')].filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('.x-cells'))"
    assert page.evaluate(f"{seen}.map(({{ className }}) => className)") == []
    page.locator(".x-inside").wait_for(state="hidden", timeout=4000)
    assert page.evaluate(RUNNING) == 0


def test_on_a_phone_the_way_home_is_in_sight(explorer):
    """However deep one is: what was passed is left out, and comes by a press; then the first name stays where it is."""
    here = explorer(place("number", "conv5", 93, 4, 2), width=390, height=788, has_touch=True)
    page = opened(here)
    for _ in range(3):
        seen = page.inner_text(TITLE)
        page.locator(".x-ledger .x-cell[tabindex='0']").press("Enter")
        wait_until(page, "seen => document.querySelector('.x-inside h2').textContent !== seen", arg=seen)
    home, more = page.locator(".x-trail").get_by_role("button", name="network"), page.get_by_role("button", name="all that was passed")
    frame = page.locator(".x-trail").bounding_box()

    def in_sight():
        page.wait_for_timeout(100)
        box = home.bounding_box()
        return frame["x"] <= box["x"] and box["x"] + box["width"] <= frame["x"] + frame["width"]

    assert in_sight()
    hidden = page.locator(".x-trail li[hidden]").count()
    assert hidden >= 3
    more.tap()
    assert page.locator(".x-trail li[hidden]:not(.x-passed)").count() == 0
    page.locator(".x-trail [aria-current]").scroll_into_view_if_needed()
    assert in_sight()
    home.tap()
    page.locator(".x-inside").wait_for(state="hidden")


def arrived(here):
    """Something is open, and nothing flies."""
    page = opened(here)
    wait_until(page, f"!{RUNNING}")
    return page


BOX = "one => { const { top, bottom, left, right } = one.getBoundingClientRect(); return { top, bottom, left, right }; }"


def test_on_a_phone_the_first_screen_says_what_a_number_and_a_pixel_are(explorer):
    """The picture is small, beside the heading; the sum begins, and all sliders lie, above the foot of the screen."""
    page = arrived(explorer(place("number", "conv5", 93, 4, 2), width=390, height=788, has_touch=True))
    picture, heading = page.locator(".x-bigmap canvas").evaluate(BOX), page.locator(TITLE).evaluate(BOX)
    assert 130 < picture["right"] - picture["left"] < 170 and heading["left"] > picture["right"]
    assert page.locator(".x-ledger li").first.evaluate(BOX)["bottom"] <= page.locator(".x-ledger .is-total").evaluate(BOX)["top"]
    page = arrived(explorer(place("pixel", row=12, column=14), width=390, height=788, has_touch=True))
    picture, heading = page.locator(".x-pixelphoto canvas").evaluate(BOX), page.locator(TITLE).evaluate(BOX)
    assert 130 < picture["right"] - picture["left"] < 170 and heading["left"] > picture["right"]
    assert page.locator(".x-byte").last.evaluate(BOX)["bottom"] <= page.locator(".x-inside").evaluate(BOX)["bottom"] - 24


def test_on_a_phone_a_pool_is_seen_whole(explorer):
    """A layer without kernels: the map first, then what it reads, as wide as the screen."""
    page = arrived(explorer(place("map", "pool1", 3), width=390, height=788, has_touch=True))
    boxes = [page.locator(part).evaluate(BOX) for part in (TITLE, ".x-bigmap", ".x-flow")]
    assert [box["top"] for box in boxes] == sorted(box["top"] for box in boxes)
    assert min(box["left"] for box in boxes) >= 0 and max(box["right"] for box in boxes) <= 390


@pytest.mark.parametrize(("width", "height"), [(390, 788), (1280, 720)])
@pytest.mark.parametrize(("level", "last"), [("number", ".x-ledger ol:first-child > li:last-child"), ("map", ".x-mapview > :last-child, .x-filter")])
def test_nothing_lies_over_the_end(explorer, level, last, width, height):
    """Scrolled to its end, a page shows its last line free: of the total of a sum that stays in sight, and of the fade at the foot."""
    page = arrived(explorer(place(level, "conv5", 93, 4, 2), width=width, height=height))
    page.locator(".x-inside").evaluate("one => { one.scrollTop = one.scrollHeight; }")
    assert page.locator(".x-insidehead").evaluate("one => one.offsetTop") < 12  # the fade takes no place of its own
    ends = page.locator(last).evaluate_all("all => Math.max(...all.map((one) => one.getBoundingClientRect().bottom))")
    free = page.locator(".x-ledger ol").last.evaluate(BOX)["top"] if level == "number" else page.locator(".x-inside").evaluate(BOX)["bottom"]
    assert ends <= free - 23


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (place("map", "conv5", 999), "conv5, map 127"), (place("number", "conv5", 93, 99, 99), "conv5, map 93, row 6, column 6"),
        *[thorough(place("number", "dense", 77), "dense, truck"), thorough(place("pixel", row=50, column=3), "photo, row 31, column 3")],
        thorough(place("map", "gap", 5), "gap, channel 5"),
    ],
)  # fmt: skip
def test_what_does_not_exist_leads_to_the_nearest_that_does(explorer, asked, shown):
    """A map, a place or a layer of another network; and the address says where one is."""
    here = explorer(asked)
    titled(here.page, shown)
    assert not {"999", "99", "77", "50"} & set(state_of(here).values())


def test_a_layer_of_another_network_is_none_of_this_one(explorer):
    """One is in a map that this network has."""
    titled(explorer(place("map", "block7_conv", 3)).page, "conv5, map 3")


def test_a_screen_reader_hears_where_it_is(explorer):
    """The live region says what has opened; the map says its place and its number."""
    page = opened(explorer(place("map", "conv5", 93, 3, 3)))
    wait_until(page, "document.querySelector('.x-live').textContent.startsWith('conv5, map 93')", timeout=4000)
    page.get_by_role("application", name=re.compile(r"^this map, row 3, column 3: 10\.0024")).focus()
    assert page.get_by_role("navigation", name="where this is").is_visible()
    assert page.get_by_role("spinbutton", name="map 22, row 0, column 0").last.get_attribute("aria-valuenow") == "0.200"
