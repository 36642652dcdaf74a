"""The tours of the explorer in headless Chromium: how long they keep a page busy at a time, which is how long a frame can be late."""

import json
import re

from cnnbook.publishing.chromium import open_chromium

from cnnviz_helpers.explorables.tours import read_tours, tours_folder

from .figures import figure

STAYS = 1200  # milliseconds on a card: longer than any change of view
TASKS = ("RunTask", "ThreadControllerImpl::RunTask")
TRACED = ["devtools.timeline", "toplevel", "disabled-by-default-devtools.timeline", "blink.user_timing"]


def lines():
    """Each tour card by card, at full speed and on a machine four times slower."""
    yield "Tours of the explorer, from card to card: the longest that the page is busy at a time. At most 100 ms keeps every frame within that."
    with open_chromium() as browser, figure(browser, "explorer", ".x-top-tours button") as page:
        page.add_style_tag(content=".explorable-live { height: 100vh }")
        session = page.context.new_cdp_session(page)
        for rate in (1, 4):
            for tour in read_tours(tours_folder()):
                session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
                whole, own = longest(browser, page, tour)
                session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
                speed = "full speed" if rate == 1 else f"{rate} x slower"
                yield f"{tour.title}, {speed}: {whole:.0f} ms, of it {own:.0f} ms of the processor"


def longest(browser, page, tour):
    """(ms, ms of the processor) of the longest task of the page while the tour runs."""
    page.locator(".x-top-tours button").first.click()
    browser.start_tracing(page=page, categories=TRACED)
    page.evaluate("performance.mark('begin')")  # to start the tracing is a long task, too
    page.get_by_role("button", name=re.compile(f"^{re.escape(tour.title)}")).click()
    page.wait_for_timeout(STAYS)
    for _ in tour.cards[1:]:
        page.locator(".x-card-next").click()
        page.wait_for_timeout(STAYS)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    page.locator(".x-card-close").click()
    begin = next(event for event in events if event["name"] == "begin")
    mine = [event for event in events if (event["pid"], event["tid"]) == (begin["pid"], begin["tid"]) and event["name"] in TASKS and event["ts"] > begin["ts"]]
    return max(event.get("dur", 0) for event in mine) / 1000, max(event.get("tdur", 0) for event in mine) / 1000
