"""What was found in a live figure of the built book is seen, wherever in the figure one is.

Fixtures (`conftest.py`): `site`, the folder of the built book; `browser`; `serve(folder)`, which gives an address.
"""

import pytest
from listening import Listener
from page_visit import PAGES
from thorough import diagonal
from waiting import wait_until

SCREENS = [(390, 788), (1280, 850)]
CHAPTERS = [name for name in PAGES if name.split("/")[-1][:2].isdigit()]
# A finding as `kit/frame.mjs` shows it, in the figure of this number, whose end lies below the window: where its box is, in the window.
FOUND = """(i) => {
  const found = document.querySelectorAll("figure.explorable")[i].querySelector(".x-found"), frame = found.closest(".x-frame");
  found.innerHTML = '<li class="x-done"><span class="x-tick"></span><span>What was found.</span></li>';
  found.classList.add("is-new");
  const { top, bottom } = frame.getBoundingClientRect();
  scrollBy({ top: bottom - innerHeight - Math.min(200, (bottom - top) / 3), behavior: "instant" });
  const box = found.getBoundingClientRect(), seen = document.elementFromPoint(box.left + 40, box.bottom - 8);
  return [box.top > 0, innerHeight - box.bottom > 0, innerHeight - box.bottom < 30, found.contains(seen)];
}"""


@pytest.mark.parametrize(("name", "screen"), diagonal(CHAPTERS, SCREENS, at_most=3))
def test_a_finding_lies_over_the_lower_edge_of_the_window(browser, site, serve, name, screen):
    width, height = screen
    with browser.new_context(viewport={"width": width, "height": height}) as context:
        heard, page = Listener(context), context.new_page()
        page.goto(f"{serve(site)}{name}")
        figures = page.locator("figure.explorable").count()
        for i in range(figures):
            page.locator("figure.explorable").nth(i).scroll_into_view_if_needed()
            wait_until(page, "i => document.querySelectorAll('figure.explorable')[i].classList.contains('is-live')", arg=i)
            page.locator("figure.explorable").nth(i).locator(".x-found").first.wait_for(state="attached")
            assert page.evaluate(FOUND, i) == [True] * 4, f"figure {i}"
        assert heard.complaints == []


def test_what_one_has_really_found(browser, site, serve):
    """In the shift lab, far above the end of the figure."""
    with browser.new_context(viewport={"width": 390, "height": 788}) as context:
        page = context.new_page()
        page.goto(f"{serve(site)}book/05-feature-maps.html#shift-lab?image=16&dx=0&dy=0&layer=pool1")
        down = page.get_by_label("down, dy").first
        down.scroll_into_view_if_needed()
        page.locator(".x-shift").wait_for()
        down.evaluate("field => field.scrollIntoView({ block: 'start' })")
        down.fill("-6")
        page.locator(".x-found.is-new").wait_for(timeout=5000)
        box = page.locator(".x-found.is-new").bounding_box()
        assert 0 < box["y"] < box["y"] + box["height"] <= 788
