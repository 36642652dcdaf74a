"""Self-checks in a real browser: what is remembered after a reload, in two tabs, and where storage does not work.

Fixtures (`conftest.py`): `browser`; `serve(folder)`, which gives an address.
"""

import json

import pytest
from selfcheck_page import CHOICE, KEY, NUMBER, SEVERAL, address, choose, context, form, page, said, sample, stored, visit  # noqa: F401  (fixtures)
from thorough import some

NO_STORAGE = """Object.defineProperty(window, "localStorage", { get() { throw new DOMException("blocked", "SecurityError"); } })"""
FULL_STORAGE = """Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); }"""


def test_a_reload_brings_the_answers_back(page, address):
    choose(page, CHOICE, "C")
    choose(page, SEVERAL, "AB")
    visit(page, address + "second.html")
    page.get_by_label("Your number").fill("1,3")
    page.keyboard.press("Enter")
    page.reload()
    assert page.get_by_label("Your number").input_value() == "1,3" and said(page, NUMBER).startswith("1.3: not yet.")
    visit(page, address + "first.html")
    assert said(page, CHOICE).startswith("C: not yet.") and said(page, SEVERAL).startswith("A, B: right (2 right).")
    assert page.locator(".selfcheck-count").inner_text() == "You have answered 3 of 3, 1 right at the first try."


SLOW_FORMULAS = """window.MathJax = { startup: { promise: new Promise((done) => addEventListener("load", () => setTimeout(() => {
  document.querySelectorAll(".selfcheck-answers .math").forEach((math) => { math.textContent = "set late"; });
  done();
}, 100))) } };"""


def test_feedback_restored_before_its_formulas_were_set_gets_them(page, address):
    choose(page, CHOICE, "B")
    page.route("**/tex-chtml.js*", lambda route: route.fulfill(body=SLOW_FORMULAS, content_type="text/javascript"))
    visit(page, address + "first.html")
    form(page, CHOICE).locator("[role=status] .math", has_text="set late").wait_for()


def test_the_first_try_is_remembered_and_progress_follows(page):
    count = page.locator(".selfcheck-count")
    assert count.inner_text() == "You have answered 0 of 3, 0 right at the first try."
    choose(page, CHOICE, "A")
    choose(page, CHOICE, "B")
    choose(page, SEVERAL, "AB")
    assert count.inner_text() == "You have answered 2 of 3, 1 right at the first try."
    assert stored(page) == {
        CHOICE: {"given": ["B"], "right": True, "first": False},
        SEVERAL: {"given": ["A", "B"], "right": True, "first": True},
    }
    squares = page.locator(".selfcheck-squares span").evaluate_all("all => all.map(one => one.className)")
    assert squares == ["is-later", "is-first", ""]


def test_one_answer_is_cleared_and_all_are(page):
    choose(page, CHOICE, "B")
    choose(page, SEVERAL, "AB")
    form(page, CHOICE).get_by_role("button", name="Clear").click()
    assert list(stored(page)) == [SEVERAL] and said(page, CHOICE) == ""
    assert page.evaluate("document.activeElement.id") == "selfcheck-kernels-and-filters-a"
    page.get_by_role("button", name="Clear all my answers").click()
    assert list(stored(page)) == [SEVERAL]  # the first press only asks
    page.get_by_role("button", name="Press again to clear them all").click()
    assert page.evaluate("localStorage.length") == page.evaluate("Number('mode' in localStorage) + Number('theme' in localStorage)")
    assert said(page, SEVERAL) == "" and not page.locator(".selfcheck-clear").is_visible()
    assert page.evaluate("document.activeElement.className") == "selfcheck-count"


def test_two_tabs_know_of_each_other(page, context, address):
    other = context.new_page()
    visit(other, address + "first.html")
    choose(page, CHOICE, "A")
    other.locator(".selfcheck-count", has_text="1 of 3").wait_for()
    assert said(other, CHOICE).startswith("A: not yet.")
    choose(other, SEVERAL, "AB")
    assert set(stored(page)) == {CHOICE, SEVERAL}
    form(other, CHOICE).get_by_role("button", name="Clear").click()
    page.locator(".selfcheck-count", has_text="1 of 3").wait_for()
    assert said(page, CHOICE) == "" and said(page, SEVERAL).startswith("A, B: right")


@pytest.mark.parametrize("script", [NO_STORAGE, FULL_STORAGE])
def test_without_storage_everything_works_but_the_memory(browser, address, script):
    context = browser.new_context()
    context.add_init_script(script)
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(error.stack or ""))
    visit(page, address + "first.html")
    choose(page, CHOICE, "B")
    assert said(page, CHOICE).startswith("B: right.")
    assert page.locator(".selfcheck-count").inner_text() == "You have answered 1 of 3, 1 right at the first try."
    assert "does not let the page keep your answers" in page.locator(".selfcheck-privacy").inner_text()
    form(page, CHOICE).get_by_role("button", name="Clear").click()
    assert page.locator(".selfcheck-count").inner_text() == "You have answered 0 of 3, 0 right at the first try."
    context.close()
    assert [stack for stack in errors if "selfcheck" in stack] == []  # the theme's own scripts may complain


GARBAGE = ["{", "null", "[]", "7", '"x"', json.dumps({CHOICE: 1, SEVERAL: {"given": [1], "right": True, "first": True}}),
           json.dumps({CHOICE: {"given": ["Z"], "right": True, "first": False}})]  # fmt: skip


@pytest.mark.parametrize("garbage", some(GARBAGE, GARBAGE[0], GARBAGE[-1]))
def test_garbage_in_storage_is_no_answer(page, garbage):
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, garbage])
    page.reload()
    assert said(page, CHOICE) == said(page, SEVERAL) == ""
    choose(page, CHOICE, "B")
    assert stored(page)[CHOICE]["given"] == ["B"]
