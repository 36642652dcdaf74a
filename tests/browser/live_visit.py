"""A visit to a page with a live figure: what was asked of the network, and what the browser complained about."""

from listening import Listener
from waiting import wait_until

FIGURE = ".explorable"  # what axe looks at after something was done in a figure; test_pages.py looks at the rest of its page


class LiveVisit:
    """Opens `address` + `state` (such as `#shift-lab?dx=1`) and waits until the figure lives. `script` runs before the page."""

    def __init__(self, browser, address, state="", width=1280, theme="light", script="", **context):
        self.address = address
        self.context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, **context)
        self.page = self.context.new_page()
        self.page.add_init_script(script)
        self.listener = Listener(self.context)
        self.requests, self.complaints = self.listener.requests, self.listener.complaints
        self.page.goto(address + state, wait_until="load")
        self.page.wait_for_selector(".explorable.is-live", state="attached")

    def wait(self, condition):
        """Wait until the script `condition` is true on the page."""
        wait_until(self.page, condition, timeout=30000)

    def says(self, words):
        """Wait until a live region, that of the figure or that of its challenges, holds `words`."""
        self.page.locator(".x-live, .x-found", has_text=words).first.wait_for(timeout=20_000)

    def drawn(self):
        """Wait until what was done to a figure is drawn: many edits wait for the next frame."""
        self.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def texts(self, selector):
        """The texts of all elements that `selector` finds, once there is one and what was done is drawn."""
        self.page.locator(selector).first.wait_for(state="attached", timeout=20_000)
        self.drawn()
        return self.page.locator(selector).all_inner_texts()

    def foreign(self):
        """Requests that left for another host."""
        return self.listener.foreign(self.address)

    def overflow(self):
        """By how many pixels the page is wider than its window."""
        return self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.context.close()
        if not any(error):
            heard = self.complaints + self.foreign()
            assert heard == [], heard
