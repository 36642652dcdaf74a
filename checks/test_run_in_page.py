"""A page of the site, and a real Jupyter server that lets it in: every chapter is run in its page, and a reader edits, errs, stops and begins anew."""

import shutil
import time

import pytest
from books import contents
from built_pages import SITE
from jupyter_server import CELL, jupyter_server
from local_pages import served
from playwright.sync_api import expect, sync_playwright
from print_pdf import QUIET

RUN_PAGES = sorted(file.name for file in SITE.glob("book/*.run.html"))
BLANKS = "07-your-turn.run.html"  # its first blank waits for the reader
FIGURE = "02-kernels.run.html"


@pytest.fixture(scope="module")
def address():
    """Where the built book is served."""
    with served(SITE) as address:
        yield address


@pytest.fixture(scope="module")
def server(binder, launched, address, tmp_path_factory):
    """A Jupyter server with the packages of `.binder`, which lets the pages at `address` in."""
    copy, variables = launched
    with jupyter_server(binder, copy, tmp_path_factory.mktemp("server") / "log", variables, allow_origin=address.rstrip("/")) as server:
        yield server


@pytest.fixture(scope="module")
def browser():
    """Chromium without a window."""
    system = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=system, args=list(QUIET)) as chromium:
        yield chromium


@pytest.fixture
def opened(browser, address, server):
    """A function: the page `name`, connected to the server. In the end nothing else was asked, and nothing went wrong."""
    page, wrong = browser.new_page(viewport={"width": 1280, "height": 900}), []
    page.set_default_timeout(30_000)
    page.on("request", lambda request: wrong.append(request.url) if not request.url.startswith((address, f"http://{server.place}/", "data:", "blob:")) else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))

    def open_page(name):
        page.goto(f"{address}book/{name}", wait_until="load")
        page.get_by_label("Address of your Jupyter server").fill(f"http://{server.place}/?token={server.token}")
        page.get_by_role("button", name="Connect").click()
        expect(page.locator(".run-status")).to_contain_text("Connected.", timeout=30_000)
        return page

    yield open_page
    page.close()
    assert wrong == []


def run_cell(page, code, number=1):
    """Put `code` into a cell, run it by Shift and Enter, and wait for its end: (what its state says, what it shows)."""
    cell = page.locator(".bd-article .cell:has(.cell_input pre)").nth(number - 1)
    cell.locator(".cell_input pre").fill(code)
    page.keyboard.press("Shift+Enter")
    expect(cell.locator(".run-state")).to_contain_text(", ", timeout=1000 * CELL)
    return cell.locator(".run-state").inner_text(), cell.locator(".run-output").inner_text().strip()


def test_every_chapter_has_such_a_page():
    assert [name.removesuffix(".run.html") for name in RUN_PAGES] == [page.removeprefix("book/") for page in contents() if page.startswith("book/0")]


@pytest.mark.parametrize("name", [name for name in RUN_PAGES if name != BLANKS])
def test_run_all(opened, say, name):
    """All cells of a chapter run to their end, in the page."""
    page, began = opened(name), time.monotonic()
    page.get_by_role("button", name="Run all").click()
    expect(page.locator(".run-status")).to_contain_text("cells have run", timeout=1000 * CELL)
    n = page.locator(".run-output").count()
    assert page.inner_text(".run-status") == f"All {n} cells have run." and page.locator(".run-error").count() == 0
    say(f"{name}: {n} cells in {time.monotonic() - began:.1f} s")


def test_a_blank_is_named(opened):
    """Where an answer is missing, the run ends there, and the cell says what it waits for."""
    page = opened(BLANKS)
    page.get_by_role("button", name="Run all").click()
    expect(page.locator(".run-status")).to_contain_text("did not run to its end; it says why.", timeout=1000 * CELL)
    assert "must be filled in first" in page.locator(".run-error").inner_text()


def test_edited_code_runs(opened):
    """By Shift and Enter. What the build had put there is hidden, a mistake is shown, and the next cell still runs."""
    page = opened(FIGURE)
    state, shown = run_cell(page, "number = 6\nprint(number * 7)")
    assert state.startswith("done, ") and shown == "42"
    state, shown = run_cell(page, "number / 0", 2)
    assert state.startswith("stopped by an error, ") and "ZeroDivisionError: division by zero" in shown
    state, shown = run_cell(page, "number", 3)
    assert state.startswith("done, ") and shown == "6"


def test_a_figure_that_was_run_is_live(opened):
    """What a reader's own call of `explore` gives comes to life in the page."""
    page = opened(FIGURE)
    run_cell(page, 'from cnnviz_helpers import explore\nexplore("kernel-lab", filter=3)')
    page.locator(".run-output").first.scroll_into_view_if_needed()
    page.wait_for_selector(".run-output .is-live canvas.x-map")


def test_stop_and_restart(opened):
    """Stop ends what runs; Restart forgets all variables."""
    page = opened(FIGURE)
    cell = page.locator(".bd-article .cell:has(.cell_input pre)").first
    cell.locator(".cell_input pre").fill("import time\nkept = 1\nprint('begun', flush=True)\ntime.sleep(100)")
    cell.get_by_role("button", name="Run code 1").click()
    expect(cell.locator(".run-output")).to_contain_text("begun")
    page.get_by_role("button", name="Stop").click()
    expect(cell.locator(".run-state")).to_contain_text("stopped by an error")
    assert "KeyboardInterrupt" in cell.locator(".run-output").inner_text()
    assert run_cell(page, "kept", 2)[1] == "1"
    page.get_by_role("button", name="Restart").click()
    expect(page.locator(".run-status")).to_contain_text("Restarted: no variable is left.")
    assert "NameError: name 'kept' is not defined" in run_cell(page, "kept", 2)[1]


def test_no_kernel_stays(opened, server):
    """Disconnecting ends the kernel, and so does leaving the page."""
    page = opened(FIGURE)
    assert len(server.ask("GET", "api/kernels")) == 1
    page.get_by_role("button", name="Disconnect").click()
    expect(page.locator(".run-status")).to_contain_text("Disconnected.")
    assert server.ask("GET", "api/kernels") == []
    page = opened(FIGURE)
    assert len(server.ask("GET", "api/kernels")) == 1
    page.goto("about:blank")
    end = time.monotonic() + 10
    while server.ask("GET", "api/kernels") and time.monotonic() < end:
        time.sleep(0.1)
    assert server.ask("GET", "api/kernels") == []


@pytest.mark.parametrize("query", ["?token=wrong", ""])
def test_a_wrong_token(browser, address, server, query):
    """The page says what may be wrong, and can be used again."""
    page = browser.new_page()
    page.goto(f"{address}book/{FIGURE}", wait_until="load")
    page.get_by_label("Address of your Jupyter server").fill(f"http://{server.place}/{query}")
    page.get_by_role("button", name="Connect").click()
    expect(page.locator(".run-status")).to_contain_text(f"http://{server.place} ")
    assert "is the token right" in page.inner_text(".run-status") and page.get_by_role("button", name="Connect").is_enabled()
    page.close()
