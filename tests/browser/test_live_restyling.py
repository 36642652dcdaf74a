"""What is done in a live figure stays in it: the browser works out the style of a few elements anew, not of the whole page.

A rule that asks by `:has` what an element holds can cost that: then every change on a chapter's page takes 20 ms more, on a phone five times as much.
Fixtures (`conftest.py`): `site`, the folder of the built book; `browser`; `serve(folder)`, which gives an address.
"""

import json

import pytest
from thorough import some

CHAPTERS = ("02-kernels", "05-feature-maps", "06-activations", "07-where", "08-whom-to-believe", "10-when-is-it-wrong", "explorer", "intro")
MOST, FEW = 0.2, 200  # of a page's elements; as many as a figure may have
# What a reader moves in a figure, some of it; a picture of one's own, the wall of photos and what takes the whole screen open something on top.
CONTROLS = """(name) => [...document.querySelectorAll(`[data-explorable=${name}] :is(button, select, input[type=range])`)].filter((one) =>
  one.offsetParent && !one.disabled && !one.closest("dialog, details, nav") && !one.ariaHasPopup
  && !/photos|camera|link|screen|Run|Train|Step|picture/i.test(one.textContent + one.ariaLabel)).slice(0, 10)"""
MOVE = """async (one) => {
  if (one.localName === "button") one.click();
  else if (one.localName === "select") one.selectedIndex = (one.selectedIndex + 1) % one.options.length;
  else one.stepUp();
  for (const kind of ["input", "change"]) one.dispatchEvent(new Event(kind, { bubbles: true }));
  for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame);
}"""


def restyled(browser, page, move):
    """Of how many elements the style was worked out at once, at most, while `move()` was done."""
    browser.start_tracing(page=page, categories=["devtools.timeline"])
    move()
    events = json.loads(browser.stop_tracing())["traceEvents"]
    return max((event["args"].get("elementCount", 0) for event in events if event["name"] == "UpdateLayoutTree"), default=0)


@pytest.mark.parametrize("chapter", some(CHAPTERS, "06-activations"))
def test_a_figure_restyles_itself_alone(browser, site, serve, chapter):
    """By each of its first ten buttons, menus and sliders."""
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.goto(f"{serve(site)}book/{chapter}.html")
        names = page.evaluate("[...document.querySelectorAll('[data-explorable]')].map((figure) => figure.dataset.explorable)")
        most, done = max(FEW, MOST * page.evaluate("document.querySelectorAll('body *').length")), {}
        for name in names:
            page.locator(f"[data-explorable={name}]").evaluate("figure => figure.scrollIntoView()")
            page.wait_for_selector(f"[data-explorable={name}].is-live", timeout=20_000)
            controls = page.evaluate_handle(CONTROLS, name)
            for place, control in controls.get_properties().items():
                one = control.as_element()
                if one and one.evaluate("one => one.isConnected"):
                    done[name, place, one.inner_text()[:30]] = restyled(browser, page, lambda one=one: one.evaluate(MOVE))
        assert {name for name, *_ in done} == {*names} and len(done) >= 5 * len(names) and {move: n for move, n in done.items() if n > most} == {}

