"""The page for addresses that lead nowhere: whole at any depth, as GitHub Pages serves it, and a way back."""

from pathlib import Path

import pytest
from conftest import QuietHandler
from listening import Listener
from thorough import diagonal

PREFIX = "/Fork"


class PagesHandler(QuietHandler):
    """Serves a folder below `PREFIX` and, as GitHub Pages does, its 404.html for what is not there."""

    def translate_path(self, path):
        return super().translate_path(path.removeprefix(PREFIX) if path.startswith(PREFIX + "/") else "/outside-of-the-site")

    def send_error(self, code, *args, **kwargs):
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write((Path(self.directory) / "404.html").read_bytes())


@pytest.fixture(scope="module")
def address(fork, serve):
    """Where the fork's site is served, with a slash at the end."""
    return f"{serve(fork, PagesHandler).rstrip('/')}{PREFIX}/"


@pytest.mark.thorough("builds a small book; the book itself is built in a quick run")
@pytest.mark.parametrize(("place", "theme"), diagonal(["nowhere.html", "book/nowhere.html", "book/a/b/c/"], ["light", "dark"]))
def test_a_lost_reader_finds_back(browser, address, axe_violations, place, theme):
    """Style sheets and scripts arrive at every depth, axe finds nothing, and the link leads to the first page."""
    context = browser.new_context(color_scheme=theme)
    heard, page = Listener(context), context.new_page()
    page.goto(address + place, wait_until="load")
    failed = [response.url for response in heard.responses if response.status >= 400]
    # Chromium may look ahead for a sheet that a sheet imports, and then guesses its folder wrong: that sheet comes all the same.
    assert [url for url in failed if not url.endswith("/basic.css")] == [address + place]
    assert page.evaluate("getComputedStyle(document.querySelector('main article')).fontFamily").startswith(('"Source Serif', "Source Serif"))
    assert axe_violations(page) == []
    page.click("main a >> text=first page")
    page.wait_for_load_state()
    assert page.url == address + "book/intro.html" and page.inner_text("main h1").startswith("Welcome")
    context.close()
