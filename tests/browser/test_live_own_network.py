"""The live figures on another network: nested, with activations inside its layers, flattened; against Keras, number by number."""

import re

import numpy as np
import pytest
from live_page import LivePage, write_page
from own_network import CLASSES, make_own
from thorough import diagonal
from waiting import wait_until

from cnnviz_helpers import as_steps, export_explorable, layer_outputs, receptive_field
from cnnviz_helpers.explorables.own import read_network

IMAGE = 16
PLACES = [
    ("first", 10, 12, 5), ("first_relu", 27, 0, 1), ("half", 13, 13, 0), ("mean", 6, 0, 3), ("drop", 2, 5, 4),
    ("row", 293), ("row", 0), ("hidden", 11), ("hidden_relu", 4), ("answer", 0), ("answer", 1), ("answer_softmax", 1),
]  # fmt: skip


@pytest.fixture(scope="module")
def network(x_test):
    """The second network as a chain, and all its outputs for the photo."""
    chain = as_steps(make_own())
    return chain, layer_outputs(chain, x_test[IMAGE])


@pytest.fixture(scope="module")
def addresses(serve, tmp_path_factory, y_test):
    """{figure: where its page stands}."""
    folder = export_explorable(make_own(), tmp_path_factory.mktemp("own"), CLASSES, np.isin(y_test.argmax(axis=1), [0, 1, 8, 9]))
    return {name: serve(write_page(tmp_path_factory.mktemp(name), name, read_network(folder))) for name in ("one-number", "x-ray")}


@pytest.fixture
def visit(browser, addresses):
    """A function: a figure, opened in a state. At the end nothing failed, and no other host was asked."""
    pages = []

    def start(name, fragment="", **context):
        pages.append(LivePage(browser, addresses[name], f"index.html{fragment}", **context))
        return pages[-1].page

    yield start
    assert [wrong for page in pages for wrong in page.close()] == []


def at(layer, *place):
    """The address of a number."""
    row, column, channel = place if len(place) == 3 else (0, 0, *place)
    return f"#one-number?image={IMAGE}&layer={layer}&map={channel}&row={row}&column={column}"


def real(words):
    return float(words.replace("−", "-"))


def test_totals_are_those_of_keras_and_the_terms_add_up(visit, network):
    """Every kind of layer; the sum of what is listed and the rest is the number."""
    for layer, *place in PLACES:
        page = visit("one-number", at(layer, *place))
        words, expected = page.locator(".x-total strong").inner_text(), float(network[1][layer][(0, *place)])
        assert words.startswith(f"{layer}, ") and real(words.split(": ")[1]) == pytest.approx(expected, abs=6e-5), layer
        if layer in ("first", "hidden", "answer"):
            amounts = [real(text) for text in page.locator(".x-ledger li:not(.is-total) > .x-value").all_inner_texts()]
            assert sum(amounts) == pytest.approx(expected, abs=6e-5 * (len(amounts) + 1)), layer
        assert "undefined" not in page.locator(".x-frame").inner_text() and "NaN" not in page.locator(".x-frame").inner_text()


def test_names(visit):
    """Scores have the classes' names, numbers of the row say which place of which map they are, hidden ones are channels."""
    starts = {at("answer", 1): "answer, vehicle: ", at("row", 293): "row, map 5, row 6, column 6: ", at("hidden", 11): "hidden, channel 11: "}
    for fragment, words in starts.items():
        assert visit("one-number", fragment).locator(".x-total strong").inner_text().startswith(words)
    assert visit("one-number", at("row", 293)).locator(".x-ledger li").first.inner_text().startswith("map 5")
    assert visit("one-number").locator(".x-picker .x-name").inner_text() == "animal"


def test_what_a_number_sees(visit, network):
    """A number of the row sees what the unit sees that it came from; what a dense layer makes of them, all of it."""
    top, left, bottom, right = receptive_field(network[0], "mean").box(6, 6)
    assert f"rows {top} to {bottom - 1}, columns {left} to {right - 1}." in visit("one-number", at("row", 293)).locator(".x-live").inner_text()
    top, _, bottom, _ = receptive_field(network[0], "mean").box(0, 0)
    assert f"rows 0 to {bottom - 1}, columns 0 to" in visit("one-number", at("row", 0)).locator(".x-live").inner_text()
    assert "It sees the whole photo." in visit("one-number", at("hidden", 0)).locator(".x-live").inner_text()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_large_kernel_stands_beside_its_patch(visit, width):
    """5 x 5: patch, sign, kernel in one row; nothing runs out of the figure, and no legend into its neighbour. A long name breaks where a word ends."""
    boxes = "(parts) => parts.map((part) => { const { left, right, top, bottom } = part.getBoundingClientRect(); return [left, right, top, bottom]; })"
    page = visit("one-number", at("first", 10, 12, 5), width=width)
    (left, end, top, low), (start, right, *_) = page.locator(".x-ledger li:first-child .x-grid").evaluate_all(boxes)
    _, (_, _, kernel_top, kernel_low) = page.locator(".x-ledger li:first-child .x-grid").evaluate_all(boxes)
    assert left < end < start <= end + 40 and abs(top - kernel_top) < 2 and abs(low - kernel_low) < 2
    assert right < page.locator(".x-ledger").evaluate("list => list.getBoundingClientRect().right")
    names = page.locator(".x-way button", has_text="_")
    assert names.count() == 3 and all(name.split("\n")[0][-1] in "_uwx" for name in names.all_inner_texts())
    page = visit("one-number", at("answer_softmax", 0), width=width)
    legend = [box for box in page.locator(".x-all .x-scale > *").evaluate_all(boxes) if box[1] > box[0]]
    rows = [(one, other) for one, other in zip(legend, legend[1:], strict=False) if other[2] < one[3]]
    assert rows and all(one[1] <= other[0] for one, other in rows)


def test_from_a_score_to_a_pixel(visit):
    """Enter again and again: every layer once, through the row back into a map."""
    page = visit("one-number", at("answer", 0))
    page.locator(".x-cell[tabindex='0']").focus()
    names = []
    for _ in range(8):
        page.keyboard.press("Enter")
        names.append(page.locator(".x-total strong").inner_text().split(",")[0])
    assert names == ["hidden_relu", "hidden", "row", "drop", "mean", "half", "first_relu", "first"]
    page.keyboard.press("Enter")
    wait_until(page, "document.querySelector('.x-found').textContent.includes('Sums, the largest of four, max(0, x), mean-pool: nothing else')")


def test_x_ray_shows_every_stage(visit, network):
    """Layers with their ReLU, without the one that does nothing; the answer is Keras's, with the network's own names."""
    page = visit("x-ray")
    assert [name.replace("\u200b", "") for name in page.locator(".x-wall strong").all_inner_texts()] == [
        "first_relu",
        "half",
        "mean",
        "row",
        "hidden_relu",
        "answer",
    ]
    shares = network[1]["answer_softmax"][0]
    top = int(shares.argmax())
    wait_until(page, f"document.querySelector('.x-live').textContent.includes('The network says {CLASSES[top]}, {100 * shares[top]:.0f} %')")
    assert page.locator(".x-bars .x-class").all_inner_texts() == CLASSES
    page.locator(".x-wall button").nth(4).click()
    page.locator(".x-large .x-cells").focus()
    page.keyboard.press("ArrowRight")
    wait_until(page, "/^hidden_relu, unit \\d+ of 12: /.test(document.querySelector('.x-live').textContent)")
    assert re.fullmatch(r'layer_outputs\(model, x_test\[16\], "hidden_relu"\)\["hidden_relu"\]\[0, \d+\]', page.locator(".x-foot code").inner_text())


STATES = [("one-number", at("hidden", 3)), ("one-number", at("row", 293)), ("x-ray", "")]


@pytest.mark.parametrize(("state", "look"), diagonal(STATES, [(1280, "light"), (390, "dark")]))
def test_axe(visit, axe_violations, state, look):
    """WCAG 2.2 AA, and no sideways scrolling."""
    page = visit(*state, width=look[0], theme=look[1])
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
