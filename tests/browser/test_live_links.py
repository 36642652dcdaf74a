"""A link copied from a figure in any state shows that state to whoever opens it: tried at random, over all figures."""

import random

import pytest
from live_page import write_page
from live_visit import LiveVisit
from settling import settled
from thorough import some
from waiting import wait_until

from cnnviz_helpers.explorables.figures import FIGURES

STATES, CHANGES = 2, 6  # links for each figure, and how often a reader has changed something before each
CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => { globalThis.copied = text; } } }); var copied = '';"
#: what a reader can change: all that is not about files and pictures of one's own, the camera, the whole screen, a film, or chance
CHANGE = """([which, how]) => {
  const inside = [...document.querySelectorAll(".x-body :is(select, input, button, .x-cells)")].filter((e) => e.offsetParent && !e.disabled
    && !e.closest(".x-own, dialog, progress")
    && !/play|screen|any|all|copy|stop|count|add the picture/i.test(`${e.textContent} ${e.ariaLabel ?? ""}`.replace(/^[0-9]+$/, "")));
  const e = inside[Math.floor(which * inside.length)], tell = (...kinds) => kinds.forEach((kind) => e.dispatchEvent(new Event(kind, { bubbles: true })));
  if (e.matches("select")) { e.selectedIndex = Math.floor(how * e.length); tell("input", "change"); }
  else if (e.matches("input")) { e.value = Number(e.min) + Math.floor(how * (1 + Number(e.max || 9) - Number(e.min))); tell("input", "change"); }
  else if (e.matches(".x-cells")) {
    const key = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"][Math.floor(4 * how)];
    for (let i = 0; i < 5; i++) e.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  } else e.click();
  return e.outerHTML.slice(0, 120);
}"""


def change(page, chance):
    """Change some of what a reader can change: what was done."""
    done = []
    for _ in range(CHANGES):
        done.append(page.evaluate(CHANGE, [chance.random(), chance.random()]))
        page.wait_for_timeout(60)
    return done


# Of the ablation bench, which counts all photos for each state, `test_live_ablation_counts` opens a link.
@pytest.mark.parametrize("name", some(FIGURES, "kernel-lab", "where"))
def test_a_link_shows_the_state_from_which_it_was_copied(browser, serve, tmp_path, name):
    address, chance = serve(write_page(tmp_path, name)), random.Random(name)
    with LiveVisit(browser, address, script=CLIPBOARD) as visit:
        for _ in range(STATES):
            done = change(visit.page, chance)
            before = settled(visit.page)
            visit.page.evaluate("copied = ''")
            visit.page.get_by_role("button", name="Copy a link to this state").click()
            wait_until(visit.page, "() => copied")
            link = visit.page.evaluate("copied")
            with LiveVisit(browser, address, link[len(address) :]) as other:
                after = settled(other.page)
            differ = [pair for pair in zip(before, after, strict=False) if pair[0] != pair[1]]
            assert before == after, f"{link} after {done}: {[(a[:80], b[:80]) for a, b in differ[:3]]}"
