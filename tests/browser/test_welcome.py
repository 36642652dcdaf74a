"""The first page of the book: the network alive in the first screen, where the picture stood; three ways on; each figure with its question.

Fixtures (`conftest.py`): `site`, the folder of the built book; `browser`; `serve(folder)`, which gives an address.
"""

import pytest
from listening import Listener
from page_visit import WELCOME
from thorough import some, thorough
from waiting import wait_until

from cnnviz_helpers.explorables.figures import FIGURES

PHONE, LAPTOP = (390, 788), (1280, 850)
#: what must be seen without scrolling
FIRST_SCREEN = (".x-pan-photo", ".x-wallbox", ".x-bars", ".x-thumbs", ".x-way-in")
BOTTOMS = "names => names.map((name) => Math.round(document.querySelector(name).getBoundingClientRect().bottom))"
SCRIPT = "**/page.*.mjs"
MOST_BYTES_TO_LIFE = 650_000  # over the wire; 10 Mbit/s bring them in half a second


@pytest.fixture(scope="module")
def address(site, serve):
    return serve(site).rstrip("/") + "/"


@pytest.fixture
def visit(browser, address):
    """A function: a page opened in a window of this size, and what was heard of it; `without`: what never comes."""
    contexts = []

    def open_page(name, size, without="**/nothing"):
        contexts.append(browser.new_context(viewport=dict(zip(("width", "height"), size, strict=True))))
        page = contexts[-1].new_page()
        heard = Listener(contexts[-1])
        page.route(without, lambda route: route.abort())
        page.goto(address + name, wait_until="load")
        return page, heard

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_the_network_is_alive_in_the_first_screen(visit, size):
    """Photo, wall, answers, choices and the way in are seen without scrolling; another photo changes all of it."""
    page, _ = visit(WELCOME, size)
    page.wait_for_selector(".explorable.is-live", timeout=20_000)
    assert max(page.evaluate(BOTTOMS, FIRST_SCREEN)) <= size[1]
    seen = "() => [...document.querySelectorAll('.x-pan-stage canvas')].map((canvas) => canvas.toDataURL()).join()"
    before = page.evaluate(seen)
    page.locator(".x-thumb").nth(2).click()
    wait_until(page, f"(before) => ({seen})() !== before", before)
    assert page.evaluate("scrollY") == 0


def test_large_files_wait_for_the_first_picture(browser, address):
    """On a slow line they would take the room of what one reads first: nothing of the network is asked for before the page can be drawn."""
    came = []
    with browser.new_context(viewport={"width": 390, "height": 788}) as context:
        page = context.new_page()
        page.on("request", lambda request: came.append(request.url.rpartition("/")[2]))

        def late(route):
            page.wait_for_timeout(700)
            came.append("style")
            route.continue_()

        page.route("**/bundles/*.css", late)
        page.goto(address + WELCOME, wait_until="commit")
        page.wait_for_selector(".explorable.is-live", timeout=20_000)
    assert "style" in came and came.index("weights.safetensors.packed") > came.index("style")


def test_a_hidden_still_has_the_shape_of_its_file(browser, address):
    """On a phone another file is chosen than in a wide window; who asks a picture that is not drawn for its size hears what its attributes say."""
    for width, height in (PHONE, LAPTOP):
        with browser.new_context(viewport={"width": width, "height": height}) as context:
            page = context.new_page()
            page.goto(address + WELCOME)
            page.wait_for_selector(".explorable.is-live", timeout=20_000)
            shape = "({ width, height, naturalWidth, naturalHeight }) => width / height / (naturalWidth / naturalHeight)"
            assert page.locator(".explorable-still").evaluate(shape) == pytest.approx(1, rel=0.01)


@pytest.mark.parametrize("size", some([PHONE, LAPTOP, (768, 900), (1920, 1080)], PHONE, (768, 900)), ids=["phone", "laptop", "tablet", "desk"])
def test_nothing_moves_when_it_comes_to_life(visit, size):
    """What stands below is where it was while there was only the picture."""
    place = "document.querySelector('.ways').getBoundingClientRect().top"
    page, _ = visit(WELCOME, size, SCRIPT)
    still = page.evaluate(place)
    assert page.locator(".explorable-still").is_visible()
    page, _ = visit(WELCOME, size)
    page.wait_for_selector(".explorable.is-live", timeout=20_000)
    assert abs(page.evaluate(place) - still) <= 1


def test_it_comes_to_life_with_little(visit):
    """What is loaded until then, as it comes over the wire if a server packs text; without the photos that nobody has asked for."""
    page, heard = visit(WELCOME, PHONE)
    page.wait_for_selector(".explorable.is-live", timeout=20_000)
    assert heard.packed_bytes() <= MOST_BYTES_TO_LIFE
    assert not any("cifar10-1000" in url for url in heard.requests)


def test_one_press_leads_into_the_explorer(visit):
    """With the photo that was chosen; and back again."""
    page, _ = visit(WELCOME, LAPTOP)
    page.locator(".x-thumb[aria-label$=ship]").click()
    wait_until(page, "() => document.querySelector('.x-way-in').hash.includes('image=18')")
    page.locator(".x-way-in").click()
    page.wait_for_selector(".x-explorer.is-ready", timeout=30_000)
    assert "image=18" in page.url and "explorer.html" in page.url
    page.locator(".x-home").click()
    page.wait_for_url(f"**/{WELCOME}")


def test_each_figure_has_its_question(visit):
    """At least one of each chapter that has any, each once, with a picture, and leads to that figure, alive, in its chapter."""
    page, _ = visit(WELCOME, LAPTOP)
    links = page.eval_on_selector_all(".figure-list a", "all => all.map((a) => [a.getAttribute('href'), a.textContent.trim()])")
    names = [href.partition("#")[2].rstrip("?") for href, _ in links]
    assert set(names) <= set(FIGURES) and len(set(names)) == len(names) == 13
    assert {href.partition("-")[0] for href, _ in links} == {f"{chapter:02}" for chapter in range(1, 11)}
    assert all(words.endswith("?") for _, words in links)
    pictures = page.eval_on_selector_all(".figure-list img", "all => all.map((i) => [i.getAttribute('width') > 150, i.alt.split(' ').length > 3])")
    assert pictures == [[True, True]] * len(links)
    page.get_by_text("Can you make it say cat?").click()
    page.wait_for_selector(".explorable.is-live[data-explorable=kernel-lab]", timeout=30_000)
    wait_until(
        page,
        "() => { const { top } = document.querySelector('[data-explorable=kernel-lab]').getBoundingClientRect(); "
        "return top >= -1 && top < innerHeight; }",
    )


@pytest.mark.parametrize(("name", "page_name"), [("Look", "explorer"), ("Learn", "01-model"), thorough("Teach", "teaching")])
def test_three_ways_on(visit, name, page_name):
    page, _ = visit(WELCOME, PHONE)
    page.locator(".ways").get_by_text(name, exact=True).click(force=True)  # the link lies over all of the card
    page.wait_for_url(f"**/{page_name}.html")
