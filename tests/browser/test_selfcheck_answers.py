"""Self-checks in a real browser: by mouse, by keyboard alone, on a phone, on paper, without scripts.

Fixtures (`conftest.py`): `browser`; `serve(folder)`, which gives an address; `axe_violations(page)`, which lists what axe finds.
"""

import pytest
from listening import Listener
from selfcheck_page import CHOICE, NUMBER, SEVERAL, address, choose, context, expected, form, page, said, sample, stored, visit  # noqa: F401  (fixtures)
from selfcheck_sample import ROOT
from thorough import LOOKS, some


@pytest.mark.parametrize("letter", some("ABC", "A", "B"))
def test_choice_by_mouse_says_what_python_says(page, sample, letter):
    choose(page, CHOICE, letter)
    assert said(page, CHOICE) == expected(sample, CHOICE, letter)
    assert form(page, CHOICE).locator(".selfcheck-mark").all_inner_texts() == ["right" if letter == "B" else "wrong"]


@pytest.mark.parametrize("letters", some(["AB", "A", "D", "ACD", "ABCD"], "AB", "ACD"))
def test_choose_all_by_mouse_says_what_python_says(page, sample, letters):
    choose(page, SEVERAL, letters)
    assert said(page, SEVERAL) == expected(sample, SEVERAL, letters)


ANSWERS = ["0.7", "0,7", "0.705", "0.7051", "1.3", "-0.3", "\u22120,3", " 5 ", "1e3", "32,768", "x", "", "1e999", "-0"]


@pytest.mark.parametrize("answer", some(ANSWERS, "0.705", "0.7051", "\u22120,3", "x"))
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
    page.wait_for_selector("[role=status] mjx-container")
    assert "\\(" not in status.inner_text()
    form(page, CHOICE).locator("label mjx-container").first.click()
    assert form(page, CHOICE).locator("input:checked").input_value() == "A"  # a formula in an option can be pressed too


def test_nothing_chosen_and_a_changed_answer(page):
    form(page, CHOICE).get_by_role("button", name="Check").click()
    assert said(page, CHOICE) == "Choose an answer first." and stored(page) == {}
    choose(page, CHOICE, "A")
    form(page, CHOICE).locator("label").nth(1).click()
    assert said(page, CHOICE) == "" and form(page, CHOICE).locator("[data-letter][data-mark].selfcheck-option").count() == 0


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_axe_and_widths_before_and_after_answering(browser, address, axe_violations, theme, width):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
    heard, page, faults = Listener(context), context.new_page(), []
    for name, answer in (("first.html", lambda: (choose(page, CHOICE, "A"), choose(page, SEVERAL, "AC"))), ("second.html", lambda: answer_number(page))):
        visit(page, address + name)
        page.wait_for_timeout(400)  # the theme waits a little to learn which boxes scroll
        faults += axe_violations(page)
        answer()
        page.locator("summary", has_text="Answers").first.click()
        faults += axe_violations(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    context.close()
    assert faults == []
    assert heard.foreign(address.removesuffix("book/")) == []


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
    assert form(page, CHOICE).locator(".selfcheck-answers .selfcheck-feedback").first.evaluate("node => node.checkVisibility()")
    assert page.locator(".selfcheck-option").first.is_visible()


def test_the_modules_write_no_html():
    for file in (ROOT / "book" / "_ext" / "cnnbook" / "scripts").glob("selfcheck*.mjs"):
        text = file.read_text(encoding="utf-8")
        assert not any(word in text for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "fetch(", "http"))
