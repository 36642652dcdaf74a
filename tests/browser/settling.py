"""Waiting until a live figure has come to rest."""

from waiting import wait_until

#: all that is seen in a figure: pictures, fields, words; but for how long something took, and what a list says of its being scrolled
SEEN = r"""() => [...document.querySelectorAll(".x-body *, .x-live, .x-foot code")].filter((e) =>
  e.checkVisibility({ visibilityProperty: true }) && !e.closest("dialog, .x-away")).map((e) => {
  if (e.matches("canvas")) return `${e.width} x ${e.height}: ${e.toDataURL()}`;
  if (e.matches("input:not([type=file])")) return `${e.type} ${e.value}`;
  if (e.matches("select")) return e.value;
  if (e.matches("[aria-pressed], .x-cells"))
    return `${e.getAttribute("aria-pressed")} ${e.getAttribute("aria-label")} ${e.firstElementChild ? "" : e.textContent}`;
  return e.firstElementChild ? "" : e.textContent.replace(/([0-9.]+|less than 1) m?s\b/, "");
}).filter(Boolean)"""
#: nothing runs that has a button to stop it, and no number is still to come
IDLE = """![...document.querySelectorAll('.x-progress button')].some((button) => !button.disabled && button.textContent === 'Stop')
  && !document.querySelector('.x-body [aria-busy=true]')
  && ![...document.querySelectorAll('.x-body :is(p, dd, td)')].some(({ textContent }) => /^…|… of/.test(textContent))"""


def settled(page):
    """What is seen once nothing has changed for a while, and nothing is counted any more."""
    last, since = None, 0
    wait_until(page, IDLE, timeout=200_000)
    while since < 5:
        now = page.evaluate(SEEN)
        if now != last or not page.evaluate(IDLE):
            since = 0
            wait_until(page, IDLE, timeout=200_000)
        since += 1
        last = now
        page.wait_for_timeout(100)
    return last
