"""What the browser's tests share: the browser, a server for a folder, and axe."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from cnnbook.publishing.chromium import open_chromium
from contrast import MARK, MARKED

# No other host has an address: a request to one is made, is seen by the tests, and goes nowhere.
OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
# Everything that WCAG 2.2 AA asks for, and what axe holds for good practice.
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *args):
        """Requests are counted by the tests, not printed."""


@pytest.fixture(scope="session")
def browser():
    """Chromium without a window: the system's, or the one that playwright has installed."""
    with open_chromium(OFFLINE) as chromium:
        yield chromium


@pytest.fixture(scope="session")
def serve():
    """A function: the address at which it serves a folder from now on, by a handler of one's own if need be."""
    servers = []

    def start(folder, handler=QuietHandler):
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    with ThreadPoolExecutor(len(servers) or 1) as closing:  # all at once: each takes up to half a second to hear of it
        for server in servers:
            closing.submit(close, server)


def close(server):
    """End a server."""
    server.shutdown()
    server.server_close()


# Runs axe, which is in the page: the contrast of what is marked, all else of everything. The marks go again.
JUDGE = """async ([rules, mark, within]) => {
  axe.configure({ rules: [{ id: "color-contrast", selector: `[${mark}]` }] });
  const { violations } = await axe.run(within, { runOnly: rules, resultTypes: ["violations"] });
  document.querySelectorAll(`[${mark}]`).forEach((element) => element.removeAttribute(mark));
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}: ${help}`));
}"""


@pytest.fixture(scope="session")
def axe_violations():
    """A function: what axe finds on a page, one sentence for each element; `within`: in what a selector finds alone."""

    def look(page, within="html"):
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        page.evaluate(MARK, [MARKED, within])
        return page.evaluate(JUDGE, [list(RULES), MARKED, within])

    return look
