"""A page with the live figure "one-number", and what its tests share."""

import pytest
from listening import Listener
from live_page import write_page

from cnnviz_helpers import cnn_model, get_cifar10, layer_outputs

IMAGE = 16
CLOSE = 0.00006  # half a unit of the fourth decimal, and float32's own rounding


@pytest.fixture(scope="module")
def network():
    """The model, the outputs of all its layers for the photo, and the photo."""
    model, photo = cnn_model(), get_cifar10()[0][IMAGE]
    return model, layer_outputs(model, photo, [layer.name for layer in model.layers]), photo


@pytest.fixture(scope="module")
def address(serve, tmp_path_factory):
    """Where the page stands."""
    return serve(write_page(tmp_path_factory.mktemp("one-number"), "one-number"))


@pytest.fixture
def open_page(browser, address):
    """A function: the page, opened in a state. At the end: no other host was asked, and nothing failed."""
    contexts, listeners = [], []

    def start(fragment="", **options):
        context = browser.new_context(**options)
        contexts.append(context)
        listeners.append(Listener(context))
        page = context.new_page()
        page.goto(f"{address}index.html{fragment}")
        page.wait_for_selector(".x-ledger li")
        return page

    yield start
    for context in contexts:
        context.close()
    assert [fault for each in listeners for fault in (*each.complaints, *each.foreign(address))] == []


def real(words):
    """A number as the page writes it."""
    return float(words.replace("−", "-"))


RENDER = """async (state) => {
    const base = new URL("explorables/", location.href).href, figure = await import(`${base}figures/one-number.mjs`);
    const defaults = JSON.parse(document.querySelector("[data-explorable]").dataset.defaults), held = { state, defaults, base };
    const model = { get: (key) => held[key], set: (key, value) => { held[key] = value; }, save_changes() {} };
    await figure.default.render({ model, el: document.querySelector(".explorable-live") });
}"""


def open_at(page, layer, *place):
    """Render the figure anew, on a number: as a notebook would. `place`: row, column, map; or only map."""
    row, column, channel = place if len(place) == 3 else (0, 0, *place)
    page.evaluate(RENDER, {"image": IMAGE, "layer": layer, "map": int(channel), "row": int(row), "column": int(column)})


def read(page):
    """What the ledger shows: (names, amounts) of its lines, the total being the last; numbers and weights of the first term."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.x-ledger li')].map((line) => ({
            name: line.firstChild.textContent, amount: line.querySelector('.x-value')?.textContent ?? null, isTotal: line.classList.contains('is-total'),
            cells: [...line.querySelectorAll('.x-cell')].map((cell) => cell.textContent),
            weights: [...line.querySelectorAll('.x-grid > span')].map((cell) => cell.textContent),
            padding: line.querySelectorAll('.is-padding').length,
        }))"""
    )


def shown_total(lines):
    """The number in the line under the rule."""
    return real(next(line["amount"] for line in lines if line["isTotal"]))
