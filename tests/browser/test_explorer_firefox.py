"""The essentials of the explorer in Firefox: its answer is Keras's, one goes in and out again, changes a filter, and plays a tour."""

import contextlib
import re

import numpy as np
import pytest
from explorer_page import explorer_address  # noqa: F401  (a fixture)
from firefox import Firefox
from test_explorer_inside import IMAGE, place

from cnnviz_helpers import cifar10dict, layer_outputs, predict, predict_without

WATCH = """() => {
  window.wrong = [];
  for (const kind of ["error", "unhandledrejection"]) addEventListener(kind, (event) => wrong.push(String(event.message ?? event.reason)));
}"""
# A thing in the page, by what a test looks for: a selector, and the words or the name that it has. It is waited for.
FIND = """const find = ([selector, words = ""]) => new Promise((done) => {
  const named = (one) => one.textContent.trim() === words || one.ariaLabel === words;
  const look = () => {
    const found = [...document.querySelectorAll(selector)].find((one) => one.checkVisibility() && (!words || named(one)));
    if (found) done(found); else setTimeout(look, 20);
  };
  look();
});"""
PRESS = f"async (what) => {{ {FIND} (await find(what)).click(); }}"
READ = f"async (what) => {{ {FIND} return (await find(what)).textContent; }}"
STARTS = """([selector, words]) => new Promise((done) => {
  const look = () => (document.querySelector(selector)?.textContent.startsWith(words) ? done(true) : setTimeout(look, 20));
  look();
})"""
BARS = """(before) => new Promise((done) => {
  const look = () => {
    const words = document.querySelector(".x-says .x-bars").innerText;
    if (words && words !== before) done(words); else setTimeout(look, 20);
  };
  look();
})"""
KEY = "(key) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))"


@pytest.fixture
def firefox(tmp_path, explorer_address):  # noqa: F811
    """A function that opens the explorer at a place in Firefox. Nothing may go wrong in its page."""
    with contextlib.closing(Firefox(tmp_path)) as page:

        def visit(state):
            page.goto("about:blank")
            page.goto(explorer_address + state)
            page.evaluate(WATCH)
            page.evaluate(f"async () => {{ {FIND} await find(['.x-explorer.is-ready']); }}")
            return page

        yield visit
        assert page.evaluate("() => wrong") == []


def shares(words):
    """{class: percent} of the ten bars."""
    return {name: float(value) for name, value in re.findall(r"(\w+)\s+([\d.]+) %", words)}


def says(words, expected):
    """Whether the bars say what Keras does, as exactly as they are written."""
    found = shares(words)
    return len(found) == len(expected) and all(abs(found[cifar10dict[k]] - 100 * share) <= 0.51 for k, share in enumerate(expected))


def test_the_explorer_in_firefox(firefox, model, x_test):
    """Answer, another photo, a map, a number and back out; a filter that is switched off; a card of a tour and the next."""
    page = firefox(place("network", "conv5", 93, 3, 4))
    before = page.evaluate(BARS, "")
    assert says(before, predict(model, x_test[IMAGE : IMAGE + 1])[0])
    assert page.evaluate("() => document.querySelectorAll('.x-drawing g path').length") > 10
    page.evaluate(PRESS, [".x-explorer button", "next photo"])
    assert says(page.evaluate(BARS, before), predict(model, x_test[IMAGE + 1 : IMAGE + 2])[0])

    page = firefox(place("map", "conv5", 93))
    assert page.evaluate(STARTS, [".x-inside h2", "conv5, map 93"])
    page.evaluate(PRESS, [".x-inside button", "off"])
    off = page.evaluate(BARS, before)
    assert says(off, predict_without(model, x_test[IMAGE : IMAGE + 1], {"conv5": [93]})[0])
    page.evaluate(PRESS, [".x-inside button", "off"])
    assert page.evaluate(BARS, off) == before

    page = firefox(place("number", "conv5", 93, 3, 4))
    title = page.evaluate(READ, [".x-inside h2"])
    value = layer_outputs(model, x_test[IMAGE : IMAGE + 1], ["conv5"])["conv5"][0, 3, 4, 93]
    assert title.startswith("conv5, map 93, row 3, column 4: ") and np.isclose(float(title.rpartition(" ")[2]), value, atol=1e-4)
    page.evaluate(KEY, "Escape")
    assert page.evaluate(STARTS, [".x-inside h2", "conv5, map 93, "])

    page = firefox("#explorer?image=16&tour=why-dog&card=0")
    assert page.evaluate(STARTS, [".x-card", "Why dog?1 of 6"])
    page.evaluate(PRESS, [".x-card button", "next ›"])
    assert page.evaluate(STARTS, [".x-card", "Why dog?2 of 6"])
