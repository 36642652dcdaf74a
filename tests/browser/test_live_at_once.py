"""A reader in a hurry: all of a figure is moved as soon as it is seen, before a worker, another photo or a part that comes late is there."""

import pytest
from live_page import write_page
from live_visit import LiveVisit
from thorough import some

from cnnviz_helpers.explorables.figures import FIGURES

#: once the figure is seen: each menu, slider, picture and button, but those that open something on top or take the whole screen
AT_ONCE = """globalThis.moved = 0;
const tell = (one, ...kinds) => kinds.forEach((kind) => one.dispatchEvent(new Event(kind, { bubbles: true })));
const move = (one) => {
  moved += 1;
  if (one.matches("select")) { one.selectedIndex = (one.selectedIndex + 1) % one.options.length; tell(one, "input", "change"); }
  else if (one.matches("input")) { one.value = Number(one.value) + (Number(one.step) || 0.1); tell(one, "input", "change"); }
  else if (one.matches(".x-cells")) one.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
  else one.click();
};
new MutationObserver((_, watch) => {
  if (!document.querySelector(".explorable.is-live")) return;
  watch.disconnect();
  const all = document.querySelectorAll(".x-frame :is(select, input[type=range], input[type=number], button, .x-cells)");
  for (const one of all) {
    const opens = one.closest("dialog, .x-own") || one.ariaHasPopup || /photos|camera|screen/i.test(one.textContent + one.ariaLabel);
    if (one.checkVisibility() && !one.disabled && !opens) move(one);
  }
}).observe(document, { subtree: true, childList: true, attributes: true });"""


@pytest.mark.parametrize("name", some(FIGURES, "adds-up"))
def test_all_is_moved_at_once(browser, serve, tmp_path, name):
    """There is no error, for which the visit itself looks, and the figure is still there."""
    with LiveVisit(browser, serve(write_page(tmp_path, name)), script=AT_ONCE) as visit:
        assert visit.page.evaluate("moved") > 2
        visit.page.wait_for_timeout(1500)  # for what comes late
        assert visit.page.locator(".x-body > .x-fault").count() == 0
