"""Self-checks in a real browser: by mouse, by keyboard alone, after a reload, in two tabs, and where storage does not work.

Fixtures (`conftest.py`): `browser`; `serve(folder)`, which gives an address; `axe_violations(page)`, which lists what axe finds.
"""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from selfcheck_sample import ROOT, build, make_sample  # noqa: E402  (it serves the tests without a browser too)

from cnnviz_helpers.checks import check_answer  # noqa: E402

KEY = "investigating-cnns-selfchecks"
CHOICE, SEVERAL, NUMBER = "kernels-and-filters", "what-a-map-needs", "patch-times-kernel"
NO_STORAGE = """Object.defineProperty(window, "localStorage", { get() { throw new DOMException("blocked", "SecurityError"); } })"""
FULL_STORAGE = """Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); }"""


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The folder of the built sample."""
    folder = make_sample(tmp_path_factory.mktemp("sample"))
    code, printed, _ = build(folder, "html", "-W")
    assert code == 0, printed
    return folder


@pytest.fixture(scope="module")
def address(sample, serve):
    return serve(sample / "_build" / "html").rstrip("/") + "/book/"


@pytest.fixture
def context(browser):
    """A browser without a memory. What goes wrong in its pages fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    complaints = []
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield context
    context.close()
    assert complaints == []


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


def said(page, name):
    """The words of the feedback, formulas left out, all spaces one."""
    words = "node => { const copy = node.cloneNode(true); copy.querySelectorAll('.math').forEach(m => m.remove()); return copy.textContent; }"
    return " ".join(form(page, name).locator("[role=status]").evaluate(words).split())


def expected(sample, name, answer):
    """The same words as `check_answer` says them: formulas left out, all spaces one."""
    feedback = check_answer(name, answer, sample / "book" / "questions")
    parts = [feedback.verdict, *(f"{title} {text}" for title, text in feedback.remarks)]
    words = " ".join(parts).replace("**", "").replace("`", "").replace("*", "").split("$")
    return " ".join(" ".join(words[::2]).split())


def stored(page):
    return json.loads(page.evaluate(f"localStorage.getItem('{KEY}')") or "{}")


@pytest.mark.parametrize("letter", "ABC")
def test_choice_by_mouse_says_what_python_says(page, sample, letter):
    choose(page, CHOICE, letter)
    assert said(page, CHOICE) == expected(sample, CHOICE, letter)
    assert form(page, CHOICE).locator(".selfcheck-mark").all_inner_texts() == ["right" if letter == "B" else "wrong"]


@pytest.mark.parametrize("letters", ["AB", "A", "D", "ACD", "ABCD"])
def test_choose_all_by_mouse_says_what_python_says(page, sample, letters):
    choose(page, SEVERAL, letters)
    assert said(page, SEVERAL) == expected(sample, SEVERAL, letters)


@pytest.mark.parametrize("answer", ["0.7", "0,7", "0.705", "0.7051", "1.3", "-0.3", "\u22120,3", " 5 ", "1e3", "32,768", "x", "", "1e999", "-0"])
def test_number_says_what_python_says(page, address, sample, answer):
    visit(page, address + "second.html")
    page.get_by_label("Your number").fill(answer)
    page.keyboard.press("Enter")
    assert said(page, NUMBER) == expected(sample, NUMBER, answer)


def test_everything_by_keyboard_alone(page):
    """Tab to the first question, choose by arrows, check by Enter; then the second one by Space."""
    page.locator("#selfcheck-kernels-and-filters legend").evaluate("node => { node.tabIndex = -1; node.focus(); }")
    tab_to(page, "input")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert said(page, CHOICE).startswith("B: right.")
    assert page.evaluate("document.activeElement.value") == "B"  # the focus stays where it was
    tab_to(page, "button")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Check"
    tab_to(page, "[id='selfcheck-what-a-map-needs-a']")
    page.keyboard.press("Space")
    tab_to(page, "#selfcheck-what-a-map-needs .selfcheck-check")
    page.keyboard.press("Space")
    assert said(page, SEVERAL).startswith("A: not yet (1 right, 1 missed).")
    tab_to(page, "#selfcheck-what-a-map-needs .selfcheck-again")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "selfcheck-what-a-map-needs-a"
    assert said(page, SEVERAL) == "" and form(page, SEVERAL).locator("input:checked").count() == 0
    tab_to(page, "#selfcheck-what-a-map-needs summary")
    page.keyboard.press("Enter")
    assert form(page, SEVERAL).locator(".selfcheck-answers .selfcheck-feedback").first.is_visible()


def tab_to(page, selector):
    """Press Tab until the focus is on what `selector` names; it must be visible, and have a ring."""
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert ring != "none" and page.locator(":focus").is_visible()
            return
    raise AssertionError(f"{selector} cannot be reached by Tab.")


def test_the_status_is_announced_only_for_what_the_reader_does(page, address):
    status = form(page, CHOICE).locator("[role=status]")
    choose(page, CHOICE, "A")
    assert status.get_attribute("aria-live") == "polite"
    visit(page, address + "first.html")
    assert said(page, CHOICE).startswith("A: not yet.") and status.get_attribute("aria-live") == "off"


def test_formulas_are_set_in_questions_options_and_feedback(page, address):
    choose(page, CHOICE, "B")
    status = form(page, CHOICE).locator("[role=status]")
    assert status.locator("mjx-container").count() == 1
    assert form(page, CHOICE).locator("legend mjx-container, label mjx-container").count() == 3
    visit(page, address + "first.html")
    page.wait_for_function("document.querySelector('[role=status] mjx-container')")
    assert "\\(" not in status.inner_text()
    form(page, CHOICE).locator("label mjx-container").first.click()
    assert form(page, CHOICE).locator("input:checked").input_value() == "A"  # a formula in an option can be pressed too


def test_nothing_chosen_and_a_changed_answer(page):
    form(page, CHOICE).get_by_role("button", name="Check").click()
    assert said(page, CHOICE) == "Choose an answer first." and stored(page) == {}
    choose(page, CHOICE, "A")
    form(page, CHOICE).locator("label").nth(1).click()
    assert said(page, CHOICE) == "" and form(page, CHOICE).locator("[data-letter][data-mark].selfcheck-option").count() == 0


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
    other.wait_for_function("document.querySelector('.selfcheck-count').textContent.includes('1 of 3')")
    assert said(other, CHOICE).startswith("A: not yet.")
    choose(other, SEVERAL, "AB")
    assert set(stored(page)) == {CHOICE, SEVERAL}
    form(other, CHOICE).get_by_role("button", name="Clear").click()
    page.wait_for_function("document.querySelector('.selfcheck-count').textContent.includes('1 of 3')")
    assert said(page, CHOICE) == "" and said(page, SEVERAL).startswith("A, B: right")


@pytest.mark.parametrize("script", [NO_STORAGE, FULL_STORAGE])
def test_without_storage_everything_works_but_the_memory(context, address, script):
    context.add_init_script(script)
    page = context.new_page()
    visit(page, address + "first.html")
    choose(page, CHOICE, "B")
    assert said(page, CHOICE).startswith("B: right.")
    assert page.locator(".selfcheck-count").inner_text() == "You have answered 1 of 3, 1 right at the first try."
    assert "does not let the page keep your answers" in page.locator(".selfcheck-privacy").inner_text()
    form(page, CHOICE).get_by_role("button", name="Clear").click()
    assert page.locator(".selfcheck-count").inner_text() == "You have answered 0 of 3, 0 right at the first try."


GARBAGE = ["{", "null", "[]", "7", '"x"', json.dumps({CHOICE: 1, SEVERAL: {"given": [1], "right": True, "first": True}}),
           json.dumps({CHOICE: {"given": ["Z"], "right": True, "first": False}})]  # fmt: skip


@pytest.mark.parametrize("garbage", GARBAGE)
def test_garbage_in_storage_is_no_answer(page, garbage):
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, garbage])
    page.reload()
    assert said(page, CHOICE) == said(page, SEVERAL) == ""
    choose(page, CHOICE, "B")
    assert stored(page)[CHOICE]["given"] == ["B"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_and_widths_before_and_after_answering(browser, address, axe_violations, theme, width):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
    page, requests = context.new_page(), []
    page.on("request", lambda request: requests.append(request.url))
    faults = []
    for name, answer in (("first.html", lambda: (choose(page, CHOICE, "A"), choose(page, SEVERAL, "AC"))), ("second.html", lambda: answer_number(page))):
        visit(page, address + name)
        page.wait_for_timeout(400)  # the theme waits a little to learn which boxes scroll
        faults += axe_violations(page)
        answer()
        page.locator("summary", has_text="Answers").first.click()
        faults += axe_violations(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    origin = address.removesuffix("book/")
    context.close()
    assert faults == []
    assert [url for url in requests if not url.startswith((origin, "data:", "blob:"))] == []


def answer_number(page):
    page.get_by_label("Your number").fill("2")
    page.keyboard.press("Enter")


def test_targets_are_large_enough_for_a_finger(browser, address):
    context = browser.new_context(viewport={"width": 390, "height": 900})
    page = context.new_page()
    visit(page, address + "first.html")
    choose(page, CHOICE, "A")
    boxes = page.locator(".selfcheck label, .selfcheck button, .selfcheck summary, .selfcheck-progress button").evaluate_all(
        "all => all.filter(one => one.checkVisibility()).map(one => [one.textContent, one.getBoundingClientRect().height])"
    )
    context.close()
    assert len(boxes) == 14 and [box for box in boxes if box[1] < 44] == []


@pytest.mark.parametrize("from_file", [True, False])
def test_where_the_script_cannot_run_the_page_still_tells_all(browser, sample, address, from_file):
    context = browser.new_context(java_script_enabled=from_file)  # from a file scripts run, but modules do not
    page = context.new_page()
    page.goto((sample / "_build" / "html" / "book" / "first.html").as_uri() if from_file else address + "first.html")
    assert page.locator(".selfcheck :is(input, button):visible").count() == 0
    assert page.locator(".selfcheck-option:visible").count() == 7
    form(page, CHOICE).locator("summary").click()
    assert form(page, CHOICE).locator(".selfcheck-feedback:visible").count() == 3
    context.close()


def test_on_paper_the_answers_are_open(page):
    choose(page, CHOICE, "A")
    page.emulate_media(media="print")
    assert page.locator(".selfcheck :is(input, button):visible, .selfcheck-status:visible, .selfcheck-progress:visible").count() == 0
    assert form(page, CHOICE).locator(".selfcheck-answers .selfcheck-feedback").first.evaluate("node => node.getBoundingClientRect().height") > 0
    assert page.locator(".selfcheck-option").first.is_visible()


def test_the_modules_write_no_html():
    for file in (ROOT / "book" / "_static").glob("selfcheck*.mjs"):
        text = file.read_text(encoding="utf-8")
        assert not any(word in text for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "fetch(", "http"))
