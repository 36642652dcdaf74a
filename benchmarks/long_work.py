"""What takes a live figure more than a moment, in headless Chromium: how long a reader waits for it, beside the most that was planned."""

import time

from cnnbook.publishing.chromium import open_chromium

from .figures import figure

ROW = "{:<72} {:>12} {:>12} {:>7}"
SLOWEST = 120  # seconds
STEPS = 180  # of a climb


def lines():
    """One row for each piece of work; a ratio of 1 or less keeps the plan."""
    yield ROW.format("Work of the live figures", "measured", "planned", "ratio")
    with open_chromium() as browser:
        for label, measured, planned, unit in rows(browser):
            ratio = planned / measured if unit == "steps/s" else measured / planned
            yield ROW.format(label, f"{measured:.1f} {unit}", f"{planned} {unit}", f"{ratio:.2f}")


def rows(browser):
    """(what, measured, planned, unit), one after the other."""
    yield "Pixels go: areas of 100 photos, all methods and controls, two workers", counted_areas(browser), 30, "s"
    for rate, planned in ((1, 100), (4, 25)):
        how = "full speed" if rate == 1 else f"{rate} x slower"
        yield f"A picture for a unit, climbing for a unit of conv5, {how}", steps_a_second(browser, rate), planned, "steps/s"
    yield "Train it yourself: an epoch of 800 photos, about 5,000 weights", epoch(browser), 5, "s"
    yield "One weight: 21 losses and a slope, over 1,000 photos", losses(browser), 30, "s"


def until(page, condition):
    """Seconds until the script `condition` is true."""
    began = time.perf_counter()
    while not page.evaluate(condition):
        if time.perf_counter() - began > SLOWEST:
            raise TimeoutError(f"Expected, within {SLOWEST} seconds, that {condition}; the page did not come to it.")
        page.wait_for_timeout(20)
    return time.perf_counter() - began


def counted_areas(browser):
    """Seconds from the press to the last photo."""
    with figure(browser, "pixels-go", ".x-areas") as page:
        until(page, "[...document.querySelectorAll('.x-areas tbody tr')].every((row) => row.cells[2].textContent)")
        page.get_by_role("button", name="Count over").click()
        return until(page, "document.querySelector('.x-progress progress').value === 1")


def steps_a_second(browser, rate):
    """Steps that are climbed and shown, in a second."""
    with figure(browser, "picture-for-a-unit", ".x-climb button", layer="conv5", map=11, row=3, column=3, steps=0) as page:
        until(page, "document.querySelector('.x-silent li, .x-silent button') !== null")  # all photos are looked through
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
        seconds = 0
        for steps in range(60, STEPS + 1, 60):
            page.locator(".x-climb .x-play").click()
            seconds += until(page, f"document.querySelector('.x-ascent .x-chart').getAttribute('aria-label').endsWith('in {steps} steps')")
        return STEPS / seconds


def epoch(browser):
    """Seconds of the slowest of three epochs, as the page gives them."""
    with figure(browser, "train-it", "button.x-play", epochs=3) as page:
        page.locator("button.x-play").click()
        slowest = 0
        for number in (1, 2, 3):
            until(page, f"document.querySelector('.x-live').textContent.startsWith('After epoch {number}:')")
            words = page.locator(".x-live").inner_text()
            slowest = max(slowest, float(words.rpartition("took ")[2].removesuffix(" s.")))
        return slowest


def losses(browser):
    """Seconds from the press to the last photo."""
    with figure(browser, "one-weight", ".x-frame", n=1000) as page:
        return until(page, "document.querySelector('.x-frame').textContent.includes('1,000 of 1,000 photos')")
