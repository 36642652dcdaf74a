"""The panorama: the whole network at one glance, for a photo of a few, for any, for what the camera sees; a press leads into the explorer."""

import numpy as np
import pytest
from cnnbook.publishing.chromium import launch
from conftest import OFFLINE
from live_page import LivePage, write_page
from thorough import diagonal, some
from waiting import wait_until

from cnnviz_helpers import cifar10dict, predict
from cnnviz_helpers.explorables.figures import ALL

OFFERED = ALL["panorama"].offers
SPRITE = "cifar10-1000.png"
#: the address of the explorer's page, which is not there
EXPLORER = 'data-explorer="explorer.html" data-explorable="panorama"'
FAKE_CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
#: what the wall shows, a word for each column
WALL = "() => [...document.querySelectorAll('.x-column canvas')].map((canvas) => canvas.toDataURL())"
SHARES = ".x-bars .x-value"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with a page of the panorama, as the book has it."""
    folder = write_page(tmp_path_factory.mktemp("panorama"), "panorama")
    page = folder / "index.html"
    page.write_text(page.read_text(encoding="utf-8").replace('data-explorable="panorama"', EXPLORER).replace("42rem", "72rem"), encoding="utf-8")
    return folder


@pytest.fixture
def panorama(browser, serve, place):
    """A function: a visit to it."""
    visits = []

    def visit(state="", **options):
        visits.append(LivePage(browser, serve(place), state, **options))
        return visits[-1]

    yield visit
    assert [visit.close() for visit in visits] == [[]] * len(visits)


def shares(here):
    """The percent that stand beside the bars."""
    return np.array([float(text.removesuffix(" %")) for text in here.texts(SHARES)])


def expected(model, x_test, image):
    """The same of Keras."""
    return 100 * predict(model, x_test[[image]])[0]


@pytest.mark.parametrize("image", some(OFFERED, *list(OFFERED)[:2]))
def test_a_photo_of_the_few_is_shown_at_once(panorama, model, x_test, y_test, image):
    """All maps move, the bars are Keras's, and the file of all photos is not asked for."""
    here = panorama()
    if image == ALL["panorama"].state["image"]:  # it is there already: another one comes between
        here.page.get_by_role("button", name=f"photo {OFFERED[1]},").click()
        here.says(cifar10dict[expected(model, x_test, OFFERED[1]).argmax()])
    before = here.page.evaluate(WALL)
    asked = len(here.requests)
    thumb = here.page.get_by_role("button", name=f"photo {image}, {cifar10dict[y_test[image].argmax()]}")
    thumb.click()
    wait_until(here.page, f"() => location.hash.includes('image={image}')")
    here.says(cifar10dict[expected(model, x_test, image).argmax()])
    now = here.page.evaluate(WALL)
    assert len(now) == 5 and not any(a == b for a, b in zip(before, now, strict=True))
    assert np.abs(shares(here) - expected(model, x_test, image)).max() <= 0.5
    assert thumb.get_attribute("aria-pressed") == "true" and here.page.locator(".x-thumb[aria-pressed=true]").count() == 1
    assert here.requests[asked:] == [] and not any(SPRITE in url for url in here.requests)


def test_one_of_the_few_is_taken_for_something_else(model, x_test, y_test):
    """So that one sees at once that a network can be wrong."""
    wrong = [image for image in OFFERED if expected(model, x_test, image).argmax() != y_test[image].argmax()]
    assert len(wrong) == 1 and len(set(OFFERED)) == 6


def test_any_photo(panorama, model, x_test):
    """One of all; the file with them comes now, not before."""
    here = panorama()
    assert not any(SPRITE in url for url in here.requests)
    here.page.get_by_role("button", name="any photo").click()
    wait_until(here.page, "() => /image=\\d+/.test(location.hash)")
    image = int(here.page.evaluate("location.hash.match(/image=(\\d+)/)[1]"))
    here.says(cifar10dict[expected(model, x_test, image).argmax()])
    assert np.abs(shares(here) - expected(model, x_test, image)).max() <= 0.5 and any(SPRITE in url for url in here.requests)


def test_one_press_leads_into_the_explorer(panorama):
    """In the state of the moment: the photo, and the side of ReLU that is shown; a press on a map to that map."""
    here = panorama()
    here.page.get_by_role("button", name="photo 4, frog").click()
    wait_until(here.page, "() => document.querySelector('.x-way-in').hash === '#explorer?image=4&side=before&scale=layer'")
    here.page.route("**/explorer.html", lambda route: route.fulfill(body="<title>there</title>"))
    box = here.page.locator(".x-column canvas").nth(1).bounding_box()
    here.page.mouse.click(box["x"] + 3, box["y"] + 3)
    here.page.wait_for_url("**/explorer.html*")
    assert here.page.url.endswith("explorer.html#explorer?image=4&side=before&scale=layer&level=map&layer=conv2&map=0")


def test_a_key_walks_and_enter_opens(panorama):
    """An arrow key goes from map to map and stays on the page."""
    here = panorama()
    here.page.route("**/explorer.html", lambda route: route.fulfill(body="<title>there</title>"))
    here.page.locator(".x-column .x-cells").first.focus()
    here.page.keyboard.press("ArrowRight")
    assert here.page.locator(".x-column .x-cells").first.get_attribute("aria-label").endswith("map 1")
    here.page.keyboard.press("Enter")
    here.page.wait_for_url("**/explorer.html*")
    assert here.page.url.endswith("&level=map&layer=conv1&map=1")


def test_the_camera_moves_the_wall(browser, serve, place):
    """It starts with a press, nothing is sent, and another press, or a photo, puts its light out."""
    with launch(browser.browser_type, OFFLINE, *FAKE_CAMERA) as chromium:
        here = LivePage(chromium, serve(place))
        still = here.page.evaluate(WALL)
        assert here.page.locator("video").count() == 0
        for end in ("camera", "photo 13, horse"):
            here.page.get_by_role("button", name="camera").click()
            here.page.wait_for_selector(".has-camera video")
            here.page.evaluate("() => { window.tracks = document.querySelector('video').srcObject.getTracks(); }")
            wait_until(here.page, f"(still) => String(({WALL})()) !== String(still)", still)
            moving = here.page.evaluate(WALL)
            wait_until(here.page, f"(last) => String(({WALL})()) !== String(last)", moving)
            assert here.page.locator(".x-thumb[aria-pressed=true]").count() == 0
            here.page.get_by_role("button", name=end).click()
            wait_until(here.page, "() => tracks.every(({ readyState }) => readyState === 'ended')")
            assert here.page.locator(".has-camera").count() == 0
        wait_until(here.page, "() => document.querySelector('.x-thumb[aria-label$=horse]').ariaPressed === 'true'")
        assert here.close() == []


def test_without_a_camera_it_says_so(panorama):
    """In one sentence, and the photo stays."""
    here = panorama(script="delete Object.getPrototypeOf(navigator).mediaDevices;")
    before = here.page.evaluate(WALL)
    here.page.get_by_role("button", name="camera").click()
    here.says("camera")
    assert here.page.evaluate(WALL) == before and here.page.locator(".has-camera").count() == 0
    here.complaints.clear()  # what went wrong is also said in the console


@pytest.mark.parametrize(("width", "theme"), diagonal([390, 1280], ["dark", "light"], at_most=1))  # axe takes long with so many tiles
def test_nothing_is_wrong_for_those_who_do_not_see_it(panorama, axe_violations, width, theme):
    here = panorama(width=width, theme=theme)
    found = axe_violations(here.page)
    here.complaints.clear()
    assert found == [] and here.overflow() <= 0


@pytest.mark.parametrize("width", some([320, 390, 700, 900, 1280, 1920], 320, 900, 1920))
def test_every_map_is_seen(panorama, width):
    """All tiles are of one size, at least 9 pixels, and no column lies over another one or outside of the window."""
    here = panorama(width=width)
    boxes = here.page.eval_on_selector_all(
        ".x-column .x-cells",
        "all => all.map((e) => { const b = e.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; })",
    )
    assert len(boxes) == 5 and all(left >= 0 and right <= width for left, _, right, _ in boxes)
    for k, (left, top, right, bottom) in enumerate(boxes):
        apart = [right <= a or c <= left or bottom <= b or d <= top for a, b, c, d in boxes[k + 1 :]]
        assert all(apart)
    counts = (32, 32, 64, 64, 128)
    areas = [(right - left) * (bottom - top) / n for n, (left, top, right, bottom) in zip(counts, boxes, strict=True)]
    assert min(areas) >= 81 and max(areas) < 1.6 * min(areas)
