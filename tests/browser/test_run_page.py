"""The copy of a chapter whose code runs in the page: what it says before a kernel is there. `checks/` connects it to a real Jupyter server."""

import json

import pytest
from books import REPO
from listening import Listener
from thorough import LOOKS, thorough
from waiting import wait_until

NAME, SCRIPTS = "book/02-kernels", REPO / "book" / "_ext" / "cnnbook" / "scripts"
HUB = "https://mybinder.org/build/gh/owner/name/HEAD"
NO_ANSWER = "does not answer this page. Is it running, is the token right, and was it started with the line below, which lets this page in?"


@pytest.fixture
def run_page(browser, site, serve):
    """The page, which asks no other host before a reader does anything."""
    address = serve(site)
    with browser.new_context() as context:
        heard, page = Listener(context), context.new_page()
        page.goto(f"{address}{NAME}.run.html", wait_until="load")
        page.wait_for_selector(".run-bar form")
        assert heard.foreign(address) == []
        yield page


def connect(page, server):
    """Name a server, and wait for what the page says in the end."""
    page.fill("input[name=server]", server)
    page.get_by_role("button", name="Connect").click()
    wait_until(page, "() => !/^(Connecting|)$/.test(document.querySelector('.run-status').textContent.slice(0, 10))")
    return page.inner_text(".run-status")


def test_the_chapter_leads_there(browser, site, serve):
    """The last line of a chapter leads to the page that runs it, and that page says how to start a server that lets it in."""
    page, address = browser.new_page(), serve(site)
    page.goto(f"{address}{NAME}.html")
    page.get_by_role("link", name="run it in the page").click()
    page.wait_for_selector(".run-bar form")
    page.get_by_text("How to start a server").click()
    assert page.inner_text(".run-bar pre") == f"jupyter server --ServerApp.allow_origin={address.rstrip('/')}"
    assert page.locator("meta[name=robots][content=noindex]").count() == 1
    page.close()


@pytest.mark.parametrize("server", ["nonsense", thorough("ftp://127.0.0.1/"), "127.0.0.1:8888"])
def test_an_address_that_is_none(run_page, server):
    assert connect(run_page, server) == f"Expected an address such as http://127.0.0.1:8888/?token=…, got “{server}”; copy the one that Jupyter prints."


@pytest.mark.parametrize("ending", [thorough(""), "/lab/tree/a.ipynb", thorough("/tree?token=x"), thorough("/?token=x")])
def test_a_server_that_is_not_there(run_page, ending):
    """Whichever of Jupyter's addresses was copied, the sentence names the server's own; the form can be used again."""
    assert connect(run_page, f"http://127.0.0.1:9{ending}") == f"http://127.0.0.1:9 {NO_ANSWER}"
    assert run_page.get_by_role("button", name="Connect").is_enabled()


def test_a_server_that_is_no_jupyter(run_page, site, serve):
    """A server of files refuses to start a kernel."""
    server = run_page.evaluate("location.origin")  # of the same origin, so that its answer may be read
    assert connect(run_page, server) == f"{server} is no Jupyter server that can start kernels: it answers 501."


def says_of_binder(page, *events):
    """What `startOnBinder` says and gives, if Binder sends these events."""
    body = "".join(f"data: {json.dumps(event)}\n\n" for event in events)
    page.route("**/kernel.mjs", lambda route: route.fulfill(path=SCRIPTS / "kernel.mjs"))  # pages have it as a part of another script
    page.route(HUB, lambda route: route.fulfill(body=body, content_type="text/event-stream", headers={"Access-Control-Allow-Origin": "*"}))
    return page.evaluate("""async (hub) => {
      const { startOnBinder } = await import(new URL("../_static/kernel.mjs", location.href)), said = [];
      return [said, await startOnBinder(hub, (words) => said.push(words)).catch((error) => error.message)];
    }""", HUB)


def test_binder(run_page):
    """Its messages are passed on; in the end there is a server, or a sentence."""
    waiting = {"phase": "building", "message": "Step 1\n"}
    ready = {"phase": "ready", "message": "", "url": "https://hub.mybinder.org/user/a/", "token": "t"}
    assert says_of_binder(run_page, waiting, ready) == [["Binder, building: Step 1"], {"base": "https://hub.mybinder.org/user/a", "token": "t"}]


def test_binder_fails(run_page):
    assert says_of_binder(run_page, {"phase": "failed", "message": "No space\n"}) == [[], "Binder could not start a server: No space"]


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_axe(browser, site, serve, axe_violations, theme, width):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
    page = context.new_page()
    page.goto(f"{serve(site)}{NAME}.run.html", wait_until="load")
    page.wait_for_selector(".run-bar form")
    page.get_by_text("How to start a server").click()
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    context.close()
