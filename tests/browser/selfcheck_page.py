"""The self-checks' sample in a real browser: fixtures, and the steps that the tests share."""

import json

import pytest
from listening import Listener
from selfcheck_sample import build, make_sample

from cnnviz_helpers.selfchecks.feedback import check_answer

KEY = "investigating-cnns-selfchecks"
CHOICE, SEVERAL, NUMBER = "kernels-and-filters", "what-a-map-needs", "patch-times-kernel"


@pytest.fixture(scope="session")
def sample(once):
    """The folder of the built sample."""

    def make(folder):
        code, printed, _ = build(make_sample(folder), "html", "-W")
        assert code == 0, printed

    return once("selfchecks", make)


@pytest.fixture(scope="session")
def address(sample, serve):
    return serve(sample / "_build" / "html").rstrip("/") + "/book/"


@pytest.fixture
def context(browser):
    """A browser without a memory. What goes wrong in its pages fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    heard = Listener(context)
    yield context
    context.close()
    assert heard.complaints == []


@pytest.fixture
def page(context, address):
    page = context.new_page()
    visit(page, address + "first.html")
    return page


def visit(page, address):
    """Open a page and wait until its formulas are set."""
    page.goto(address, wait_until="load")
    page.evaluate("() => window.MathJax?.startup?.promise.then(() => true)")


def form(page, name):
    return page.locator(f"#selfcheck-{name}")


def choose(page, name, letters):
    """Answer with the mouse: press the labels of these letters, then Check."""
    for letter in letters:
        form(page, name).locator(f".selfcheck-option[data-letter={letter}] label").click()
    form(page, name).get_by_role("button", name="Check").click()


WORDS = """node => {
  const copy = node.cloneNode(true);
  copy.querySelectorAll(".math").forEach((math) => math.remove());
  return [...copy.querySelectorAll("p")].map((p) => p.textContent).join(" ");
}"""


def said(page, name):
    """The words of the feedback, formulas left out, all spaces one."""
    return " ".join(form(page, name).locator("[role=status]").evaluate(WORDS).split())


def expected(sample, name, answer):
    """The same words as `check_answer` says them: formulas left out, all spaces one."""
    feedback = check_answer(name, answer, sample / "book" / "questions")
    parts = [feedback.verdict, *(f"{title} {text}" for title, text in feedback.remarks)]
    words = " ".join(parts).replace("**", "").replace("`", "").replace("*", "").split("$")
    return " ".join(" ".join(words[::2]).split())


def stored(page):
    return json.loads(page.evaluate(f"localStorage.getItem('{KEY}')") or "{}")
