"""What the browser's tests share: the browser, a server for a folder, and axe."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from axe_playwright_python.sync_playwright import Axe
from cnnbook.publishing.chromium import open_chromium

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
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def axe_violations():
    """A function: what axe finds on a page, one sentence for each element."""
    axe = Axe()

    def look(page):
        found = axe.run(page, options={"runOnly": list(RULES), "resultTypes": ["violations"]}).response["violations"]
        return [f"{rule['id']}: {' '.join(map(str, node['target']))}: {rule['help']}" for rule in found for node in rule["nodes"]]

    return look
