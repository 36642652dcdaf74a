"""What the tests of the four figures of *When is it wrong?* share: the answers in Keras, their pages, and how a count is waited for."""

import re
import shutil

import pytest
from live_page import write_page

from cnnviz_helpers import cifar10dict, predict
from cnnviz_helpers.explorables.files import FOLDER

NAMES = list(cifar10dict.values())
DONE = "() => { const bar = document.querySelector('.x-progress progress'); return bar.value === bar.max && bar.max > 1; }"
# Runs before the page: counts what workers post.
HEAR = """window.heard = 0;
window.Worker = class extends Worker { constructor(...all) { super(...all); this.addEventListener("message", () => { window.heard += 1; }); } };"""
# Presses the button with these words, and Stop as soon as something is counted: what is counted then and when no answer comes any more,
# of how many, what the button says, and how often the worker has posted meanwhile, on a page with `HEAR`.
STOP = """async (words) => {
  const rest = (time) => new Promise((go) => setTimeout(go, time)), bar = document.querySelector(".x-progress progress");
  const press = bar.parentElement.querySelector("button"), begun = bar.value;
  [...document.querySelectorAll(".x-body button")].find((button) => button.textContent === words).click();
  while (press.textContent !== "Stop" || bar.value === begun) await rest(1);
  press.click();
  const stopped = bar.value, last = performance.now() + 5000;
  let heard;
  do { // what was on its way still comes, later on a busy machine; a worker that goes on is heard to the last
    heard = window.heard;
    await rest(400);
  } while (window.heard !== heard && performance.now() < last);
  return [stopped, bar.value, bar.max, press.textContent, window.heard - heard];
}"""


@pytest.fixture(scope="module")
def figure_page(tmp_path_factory, serve):
    """A function: where a page with the figure `name` is served, with its modules as they were written below `source`."""
    known = {}

    def address_of(name):
        if name not in known:
            folder = write_page(tmp_path_factory.mktemp(name), name)
            shutil.copytree(FOLDER, folder / "source")
            known[name] = serve(folder)
        return known[name]

    return address_of


@pytest.fixture(scope="session")
def shares(model, x_test):
    """(1000, 10) what Keras gives to the photos."""
    return predict(model, x_test)


def reals(words):
    """All numbers in a text."""
    return [float(number.replace("−", "-").replace(",", "")) for number in re.findall(r"[-−]?\d[\d,]*(?:\.\d+)?", words)]
