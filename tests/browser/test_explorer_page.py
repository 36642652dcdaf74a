"""The explorer's page: the whole window where scripts run, a page as any other where none do; light; with a way back, and a way in from each figure.

Fixtures (`conftest.py`): `site`, the folder of the built book; `browser`; `serve(folder)`, which gives an address.
"""

import pytest
from listening import Listener
from page_visit import EXPLORER, WELCOME
from thorough import some
from waiting import wait_until

SIZES = [(390, 788), (1280, 720), (1920, 1080)]
MOST_BYTES, MOST_PACKED = 1_000_000, 450_000
AROUND = ".bd-sidebar-primary, .bd-header-article, .prev-next-footer, .chapter-notebooks, main p"  # what any other page has
SEEN = (
    f"() => [...document.querySelectorAll('{AROUND}')]"
    ".filter((e) => e.checkVisibility() && !e.closest('.explorable')).map((e) => e.className || e.localName)"
)


@pytest.fixture(scope="module")
def address(site, serve):
    return serve(site).rstrip("/") + "/"


@pytest.fixture
def visit(browser, address):
    """A function: the page, opened in a window of this size, and what was heard of it."""
    contexts = []

    def open_page(size, name=EXPLORER, is_live=True, **options):
        contexts.append(browser.new_context(viewport=dict(zip(("width", "height"), size, strict=True)), **options))
        page = contexts[-1].new_page()
        heard = Listener(contexts[-1])
        page.goto(address + name, wait_until="load")
        if is_live:
            page.wait_for_selector(".x-explorer.is-ready", timeout=30_000)
        return page, heard

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("size", some(SIZES, SIZES[0], SIZES[-1]), ids=lambda size: f"{size[0]} px")
def test_it_has_the_whole_window(visit, size):
    """Nothing of the theme is seen, nothing scrolls, and those who do not see it find title, heading and landmark."""
    page, heard = visit(size)
    box = page.locator(".x-explorer").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, *size)
    assert page.evaluate(SEEN) == []
    assert page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == list(size)
    assert page.get_by_role("main").get_by_role("heading", level=1).inner_text().startswith("The whole network")
    assert page.title().startswith("The whole network") and heard.complaints == [] and heard.foreign(page.url.split("book/")[0]) == []


def test_the_first_tab_skips_to_the_figure(visit):
    """The link that skips is the first stop and is seen; the next is the way back to the book."""
    page, _ = visit((1280, 720))
    page.keyboard.press("Tab")
    wait_until(page, "() => document.activeElement.hash === '#main-content' && document.activeElement.getBoundingClientRect().top >= 0")
    box = page.evaluate("document.activeElement.getBoundingClientRect().toJSON()")
    seen = "([x, y]) => document.elementFromPoint(x, y) === document.activeElement"
    assert page.evaluate(seen, [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "x-home"


def test_the_way_back(visit):
    """One press leads to the first page of the book."""
    page, _ = visit((390, 788))
    page.locator(".x-home").click()
    page.wait_for_url(f"**/{WELCOME}")


def test_without_scripts_it_is_a_page(visit):
    """With the book around it, a picture, and words that say what is missing."""
    page, _ = visit((1280, 720), is_live=False, java_script_enabled=False)
    assert page.locator(".explorable-still").is_visible() and page.get_by_text("The picture above shows one state").is_visible()
    assert page.locator(".bd-sidebar-primary").is_visible() and page.locator(".prev-next-footer").is_visible()


@pytest.mark.parametrize("size", [(390, 788), (1280, 720)], ids=["phone", "laptop"])
def test_the_first_view_is_light(visit, size):
    """Weights and one photo included; packed as a server does it to text. The other photos come when they are asked for."""
    page, heard = visit(size)
    page.wait_for_load_state("networkidle")
    assert heard.n_bytes() <= MOST_BYTES and heard.packed_bytes() <= MOST_PACKED
    assert not any("cifar10-1000" in url for url in heard.requests)


def test_a_figure_of_a_chapter_leads_here(visit):
    """In its state: the kernel lab's filter with a weight changed."""
    page, _ = visit((1280, 900), "book/02-kernels.html#kernel-lab?filter=22&weights=4_-0.75", is_live=False)
    page.wait_for_selector(".explorable.is-live[data-explorable=kernel-lab]", timeout=30_000)
    way = page.locator("[data-explorable=kernel-lab] .x-foot .explorable-way")
    way.hover()
    wait_until(page, "() => document.querySelector('[data-explorable=kernel-lab] .explorable-way').hash.includes('edits')")
    way.click()
    page.wait_for_selector(".x-explorer.is-ready", timeout=30_000)
    assert "map=22" in page.url and "edits=0.22.4_-0.75" in page.url
