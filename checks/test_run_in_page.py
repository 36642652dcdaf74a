"""A page of the site, and a real Jupyter server that lets it in: every chapter is run in its page, and a reader edits, errs, stops and begins anew."""

import time
from pathlib import Path

import jupytext
import pytest
from books import REPO, contents
from built_pages import SITE, read_pages
from cnnbook.publishing.chromium import open_chromium
from jupyter_server import CELL, jupyter_server
from local_pages import served
from playwright.sync_api import expect

RUN_PAGES = [Path(page).name for page in read_pages(SITE) if page.endswith(".run.html")]
BLANKS = "11-your-turn.run.html"  # its first blank waits for the reader
FIGURE = "02-kernels.run.html"
CELLS = ".bd-article .cell:has(> .cell_input pre)"  # those that are not folded
expect.set_options(timeout=30_000)


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
    with open_chromium() as chromium:
        yield chromium


@pytest.fixture
def opened(browser, address, server):
    """A function: the page `name`, connected to the server. In the end nothing else was asked, and nothing went wrong."""
    page, wrong = browser.new_page(viewport={"width": 1280, "height": 900}), []
    page.set_default_timeout(30_000)
    allowed = (address, f"http://{server.place}/", "data:", "blob:")
    page.on("request", lambda request: wrong.append(request.url) if not request.url.startswith(allowed) else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))

    def open_page(name):
        page.goto(f"{address}book/{name}", wait_until="load")
        page.get_by_label("Address of your Jupyter server").fill(f"http://{server.place}/?token={server.token}")
        page.get_by_role("button", name="Connect").click()
        expect(page.locator(".run-status")).to_contain_text("Connected.", timeout=30_000)
        return page

    yield open_page
    page.goto("about:blank")  # leaving ends the kernel; a page that is closed from outside is not told
    assert wait_for_kernels(server, 0)  # what is still on its way to the server ends with the page
    page.close()
    assert wrong == []


def write_cell(page, code, number=0):
    """Type `code` in the place of what stands in the cell `number`; returns the cell."""
    cell = page.locator(CELLS).nth(number)
    cell.locator(".cell_input pre").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(code)
    return cell


def run_cell(page, code, number=0):
    """Type `code` into the cell `number`, counted from 0, run it by Shift and Enter, and wait for its end: (what its state says, what it shows)."""
    cell = write_cell(page, code, number)
    page.keyboard.press("Shift+Enter")
    expect(cell.locator(".run-state")).to_contain_text(", ", timeout=1000 * CELL)
    return cell.locator(".run-state").inner_text(), cell.locator(".run-output").inner_text().strip()


def test_every_chapter_has_such_a_page():
    assert {f"{page.removeprefix('book/')}.run.html" for page in contents() if page.startswith("book/0")} <= set(RUN_PAGES)


@pytest.mark.parametrize("name", [name for name in RUN_PAGES if name != BLANKS])
def test_run_all(opened, say, name):
    """All cells that one sees in a chapter run to their end, in the page."""
    cells = jupytext.read(REPO / "book" / f"{name.removesuffix('.run.html')}.md").cells
    n = sum(cell.cell_type == "code" and not {"remove-cell", "remove-input"} & set(cell.metadata.get("tags", ())) for cell in cells)
    page, began = opened(name), time.monotonic()
    page.get_by_role("button", name="Run all").click()
    expect(page.locator(".run-status")).to_contain_text("cells have run", timeout=1000 * CELL)
    assert n and page.inner_text(".run-status") == f"All {n} cells have run." and page.locator(".run-state", has_text="done, ").count() == n
    say(f"{name}: {n} cells in {time.monotonic() - began:.1f} s")


def test_blanks_are_named(opened):
    """Where an answer is missing, the cell says what it waits for, and the next ones run."""
    page = opened(BLANKS)
    page.get_by_role("button", name="Run all").click()
    expect(page.locator(".run-status")).to_contain_text("cells have run", timeout=1000 * CELL)
    assert page.locator(".run-output", has_text="is still blank").count() > 5


def test_edited_code_runs(opened):
    """By Shift and Enter. What the build had put there is hidden, a mistake is shown, and the next cell still runs."""
    page = opened(FIGURE)
    built = page.locator(f"{CELLS} .cell_output:not(.run-output)").first
    expect(built).to_be_visible()
    number = built.evaluate(f"output => [...document.querySelectorAll('{CELLS}')].indexOf(output.closest('.cell'))")
    state, shown = run_cell(page, "number = 6\nprint(number * 7)", number)
    assert state.startswith("done, ") and shown == "42"
    expect(built).to_be_hidden()
    state, shown = run_cell(page, "number / 0", number + 1)
    assert state.startswith("stopped by an error, ") and "ZeroDivisionError: division by zero" in shown
    state, shown = run_cell(page, "number", number + 2)
    assert state.startswith("done, ") and shown == "6"


def test_a_figure_that_was_run_is_live(opened):
    """What a reader's own call of `explore` gives comes to life in the page."""
    page = opened(FIGURE)
    run_cell(page, 'from cnnviz_helpers import explore\nexplore("kernel-lab", filter=3)')
    page.locator(".run-output:visible").first.scroll_into_view_if_needed()
    page.locator(".run-output .is-live canvas.x-map:visible").first.wait_for()  # the wall of all photos is not open


def test_stop_and_restart(opened):
    """Stop ends what runs; Restart forgets all variables."""
    page = opened(FIGURE)
    cell = write_cell(page, "import time\nkept = 1\nprint('begun', flush=True)\ntime.sleep(100)")
    cell.get_by_role("button", name="Run code").click()
    expect(cell.locator(".run-output")).to_contain_text("begun")
    page.get_by_role("button", name="Stop").click()
    expect(cell.locator(".run-state")).to_contain_text("stopped by an error")
    assert "KeyboardInterrupt" in cell.locator(".run-output").inner_text()
    assert run_cell(page, "kept", 1)[1] == "1"
    page.get_by_role("button", name="Restart").click()
    expect(page.locator(".run-status")).to_contain_text("Restarted: no variable is left.")
    assert "NameError: name 'kept' is not defined" in run_cell(page, "kept", 1)[1]


def wait_for_kernels(server, n):
    """Whether the server has `n` kernels, now or soon: it takes a moment to end one."""
    end = time.monotonic() + 60  # a busy machine takes its time
    while len(server.ask("GET", "api/kernels")) != n:
        if time.monotonic() > end:
            return False
        time.sleep(0.2)
    return True


def test_no_kernel_stays(opened, server):
    """Disconnecting ends the kernel, and so does leaving the page."""
    assert wait_for_kernels(server, 0)  # of the pages before
    page = opened(FIGURE)
    assert wait_for_kernels(server, 1)
    page.get_by_role("button", name="Disconnect").click()
    expect(page.locator(".run-status")).to_contain_text("Disconnected.")
    assert wait_for_kernels(server, 0)
    opened(FIGURE)
    assert wait_for_kernels(server, 1)
    page.goto("about:blank")
    assert wait_for_kernels(server, 0)


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
