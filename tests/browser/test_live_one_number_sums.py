"""One number, taken apart: the page's sums, maps and receptive fields are those of Keras and of Python."""

import random
import re

import numpy as np
import pytest
from one_number_page import CLOSE, IMAGE, address, network, open_at, open_page, read, real, shown_total  # noqa: F401  (fixtures)

from cnnviz_helpers import receptive_field
from cnnviz_helpers.features import partial_maps

CELLS = [
    ("conv1", 10, 12, 5), ("conv1", 0, 0, 21), ("conv1", 31, 31, 30), ("conv1", 0, 17, 7), ("conv2", 0, 29, 3), ("conv2", 14, 9, 31),
    ("conv3", 14, 14, 63), ("conv3", 7, 0, 8), ("conv4", 0, 4, 20), ("conv4", 8, 8, 1), ("conv5", 6, 0, 93), ("conv5", 3, 3, 127),
    ("relu1", 10, 12, 5), ("relu4", 8, 8, 1), ("pool1", 14, 0, 9), ("pool2", 6, 6, 20), ("relu5", 3, 3, 98),
    ("gap", 93), ("gap", 0), ("dense", 5), ("dense", 3), ("softmax", 5), ("softmax", 8),
]  # fmt: skip


def test_totals_are_those_of_keras_and_the_terms_add_up(open_page, network):
    """Corners, borders and middles of every kind of layer."""
    _, outputs, _ = network
    page, worst = open_page(), 0
    for layer, *place in CELLS:
        open_at(page, layer, *place)
        lines, expected = read(page), float(outputs[layer][(0, *place)])
        worst = max(worst, abs(shown_total(lines) - expected))
        assert shown_total(lines) == pytest.approx(expected, abs=CLOSE), (layer, place)
        assert real(page.locator(".x-total strong").inner_text().split(": ")[1]) == shown_total(lines)
        amounts = [real(line["amount"]) for line in lines if line["amount"] and not line["isTotal"]]
        if layer.startswith(("conv", "dense")):
            assert sum(amounts) == pytest.approx(expected, abs=CLOSE * (len(amounts) + 1)), (layer, place)
        if layer == "softmax":
            assert np.exp(real(read(page)[place[0]]["cells"][0])) / sum(amounts) == pytest.approx(expected, abs=1e-3)
    print(f"largest difference from Keras, as shown: {worst:.1e}")


def test_the_hand_calculation_of_the_chapter(open_page, network):
    """conv1, map 5, row 10, column 12: three subtotals, the bias, their sum, and what ReLU makes of it."""
    model, _, photo = network
    maps, bias = partial_maps(model, photo, "conv1", 5)
    page = open_page()
    lines = read(page)
    assert [line["name"] for line in lines] == ["red", "green", "blue", "bias", "total", "then ReLU"]
    assert [real(line["amount"]) for line in lines[:4]] == pytest.approx([*maps[10, 12], bias], abs=CLOSE)
    assert [real(cell) for cell in lines[1]["cells"]] == pytest.approx(photo[9:12, 11:14, 1].ravel(), abs=0.0006)
    weights = model.layers[0].get_weights()[0]
    assert [real(cell) for cell in lines[1]["weights"]] == pytest.approx(weights[:, :, 1, 5].ravel(), abs=0.0006)
    assert page.get_by_role("button", name="= 0.0000").count() == 1
    assert "x_test[16]" in page.locator(".x-foot code").inner_text()


def test_terms_are_ranked_and_all_can_be_shown(open_page, network):
    """The six largest first, the rest as one honest sum; then every one of the 64."""
    model, outputs, _ = network
    page = open_page(f"#one-number?image={IMAGE}&layer=conv4&map=20&row=8&column=8")
    parts = np.einsum("ijc,ijc->c", outputs["relu3"][0, 7:10, 7:10], model.get_layer("conv4").get_weights()[0][:, :, :, 20])
    order = np.argsort(-np.abs(parts))
    lines = read(page)
    assert [line["name"] for line in lines[:7]] == [*(f"map {c}" for c in order[:6]), "58 more"]
    assert [real(line["amount"]) for line in lines[:7]] == pytest.approx([*parts[order[:6]], parts[order[6:]].sum()], abs=CLOSE)
    page.get_by_role("button", name="show all").click()
    lines = read(page)
    assert [real(line["amount"]) for line in lines[:64]] == pytest.approx(parts[order], abs=CLOSE)
    page.get_by_role("button", name="show the largest").click()
    assert read(page)[6]["name"] == "58 more"


#: numbers in sight (as the page writes them), and what stands below about the others
IN_SIGHT = """() => {
  const list = document.querySelector(".x-ledger ol").getBoundingClientRect(), away = document.querySelector(".x-away");
  const isIn = ({ top, bottom }) => top >= list.top - 5 && bottom <= list.bottom + 5;
  const values = [...document.querySelectorAll(".x-ledger ol:first-child .x-value")].filter((value) => isIn(value.getBoundingClientRect()));
  return [values.map((value) => value.textContent), away.offsetHeight ? [...away.children].map((part) => part.textContent) : null];
}"""


@pytest.mark.parametrize("width", [390, 1280])
def test_what_is_out_of_sight_is_counted_and_added_up(open_page, width):
    """A sum of three kernels is seen whole; of a longer one, what is seen and what the line below says of the rest is the total."""
    page = open_page(viewport={"width": width, "height": 850})
    seen, away = page.evaluate(IN_SIGHT)
    assert len(seen) == 4 and away is None
    for layer, *place in (("conv4", 8, 8, 20), ("conv2", 14, 9, 31), ("dense", 5)):
        open_at(page, layer, *place)
        total, count = shown_total(read(page)), len([line for line in read(page) if line["amount"] and not line["isTotal"]])
        for far in (0, 90, 9999):
            page.locator(".x-ledger ol").first.evaluate("(list, far) => { list.scrollTop = far; list.dispatchEvent(new Event('scroll')); }", far)
            seen, away = page.evaluate(IN_SIGHT)
            words, rest = away or ("0", "0")
            assert len(seen) + int(words.split()[0]) == count
            assert sum(real(text) for text in seen) + real(rest) == pytest.approx(total, abs=CLOSE * (len(seen) + 2)), (layer, far)
            assert away is None or re.fullmatch(r"\d+ out of sight: scroll", words)
        assert away is not None or layer == "dense"
    open_at(page, "softmax", 5)  # shares: nothing is added up to the number
    words, rest = page.evaluate(IN_SIGHT)[1]
    assert "out of sight" in words and rest == ""


def test_padding_is_shown_and_cannot_be_entered(open_page):
    """A corner of conv1: five of nine cells are padding."""
    page = open_page(f"#one-number?image={IMAGE}&layer=conv1&map=5&row=0&column=31")
    assert [line["padding"] for line in read(page)[:3]] == [5, 5, 5]
    page.locator(".x-cell.is-padding").first.click(force=True)
    assert page.locator("[aria-current=true]").inner_text().startswith("conv1")
    page.locator(".x-cell:not(.is-padding)").first.click()
    assert page.locator(".x-total strong").inner_text().startswith("photo, red, row 0, column 30: ")


def test_receptive_fields_are_those_of_python(open_page, network):
    """The box on the photo and its words, for every layer."""
    model, outputs, _ = network
    page, rng = open_page(), random.Random(3)
    for layer in model.layers:
        height, width = outputs[layer.name].shape[1:3] if outputs[layer.name].ndim == 4 else (1, 1)
        field = receptive_field(model, layer.name)
        for row, column in {(0, 0), (height - 1, width - 1), (rng.randrange(height), rng.randrange(width))}:
            open_at(page, layer.name, *((row, column, 1) if height > 1 else (1,)))
            top, left, bottom, right = field.box(row, column)
            read = "({style}) => [style.top, style.left, style.height, style.width].map((part) => parseFloat(part) * 0.32)"
            style = page.locator(".x-seen .x-cursor").evaluate(read)
            assert style == pytest.approx([top, left, bottom - top, right - left], abs=0.01), (layer.name, row, column)
            words = page.locator(".x-live").inner_text()
            whole = (top, left, bottom, right) == (0, 0, 32, 32)
            assert ("the whole photo" if whole else f"rows {top} to {bottom - 1}, columns {left} to {right - 1}.") in words


def test_the_map_is_the_map_of_keras(open_page, network):
    """The signs of the drawn cells: more red than blue where the number is above zero, on a scale with zero in the middle."""
    _, outputs, _ = network
    page = open_page(f"#one-number?image={IMAGE}&layer=conv3&map=8&row=7&column=7")
    data = "(canvas) => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]"
    pixels = np.array(page.eval_on_selector(".x-one canvas", data)).reshape(15, 15, 4)
    values = outputs["conv3"][0, :, :, 8]
    clear = np.abs(values) > 0.05 * np.abs(values).max()
    assert clear.sum() > 100
    assert np.array_equal((pixels[..., 0] > pixels[..., 2])[clear], (values > 0)[clear])
    limit = np.abs(values).max()
    assert page.locator(".x-scale").first.inner_text().split() == [f"−{limit:.2f}", f"{limit:.2f}", "this", "map"]


def test_who_outweighed_a_kernel_is_computed(open_page, network):
    """The other kernels, the bias, or both, each with its number; and who helped."""
    model, outputs, photo = network
    bias, found = model.layers[0].get_weights()[1], {}
    for channel in range(32):
        maps = partial_maps(model, photo, "conv1", channel)[0]
        rest = maps.sum(axis=-1) - maps.max(axis=-1)
        for row, column in np.argwhere((outputs["relu1"][0, :, :, channel] == 0) & (maps.max(axis=-1) > 0.16) & (np.abs(rest) > 0.02)):
            if abs(bias[channel]) > 0.02:
                found[rest[row, column] > 0, bias[channel] > 0] = row, column, channel, maps[row, column], rest[row, column]
    assert len(found) >= 2
    for (others_help, bias_helps), (row, column, channel, gave, rest) in found.items():
        page = open_page()
        open_at(page, "conv1", row, column, channel)
        page.locator(".x-ledger .is-next button").click()
        page.locator(".x-tries li:nth-child(2).is-done").wait_for()
        words = page.locator(".x-found li").last.inner_text()
        others, shown = f"the other kernels ({rest:+.2f})".replace("-", "−"), f"the bias ({bias[channel]:+.2f})".replace("-", "−")
        who = {(False, False): f"{others} and {shown} outweighed it: ", (False, True): f"{others} outweighed it, although {shown} helped: ",
               (True, False): f"{shown} outweighed it, although {others} helped: "}[others_help, bias_helps]
        assert words.strip().startswith(f"The kernel of {['red', 'green', 'blue'][gave.argmax()]} gave {gave.max():+.2f}; {who}only")


def test_the_number_that_relu_set_to_zero(open_page, network):
    """The second challenge: recognised where a kernel gave more than 0.15, and not elsewhere; and in relu1 only."""
    model, outputs, photo = network
    maps, _ = partial_maps(model, photo, "conv1", 5)
    off = outputs["relu1"][0, :, :, 5] == 0
    page = open_page()
    for mask, count in ((off & (maps.max(axis=-1) < 0.14), 0), (~off & (maps.max(axis=-1) > 0.16), 0), (off & (maps.max(axis=-1) > 0.16), 1)):
        row, column = np.argwhere(mask)[0]
        open_at(page, "conv1", row, column, 5)
        page.locator(".x-ledger .is-next button").click()
        assert page.locator(".x-total strong").inner_text().startswith("relu1, map 5")
        assert page.locator(".x-tries .is-done").count() == count
    parts = np.einsum("ijc,ijcf->cf", outputs["relu3"][0, 7:10, 7:10], model.get_layer("conv4").get_weights()[0]).max(axis=0)
    open_at(page, "relu4", 8, 8, np.flatnonzero((outputs["relu4"][0, 8, 8] == 0) & (parts > 0.5))[0])
    assert page.locator(".x-tries .is-done").count() == 0  # where so many kernels give much, it needs no search


CURVE = """() => {
  const [axes, dots, here] = document.querySelectorAll(".x-curve path");
  const places = (path) => path.getAttribute("d").split("M").slice(1).map((words) => words.split(/[ h]/, 2).map(Number));
  return { dots: places(dots), here: places(here), high: document.querySelector(".x-ledger").offsetHeight };
}"""


@pytest.mark.parametrize(("layer", "channel", "row", "column"), [("relu1", 5, 10, 12), ("relu4", 8, 3, 9)])
def test_the_curve_of_an_activation_is_drawn_of_its_numbers(open_page, network, layer, channel, row, column):
    """In the room that a sum would take: each number of the map, before to the right and after upwards; the one of this place is marked."""
    _, outputs, _ = network
    page = open_page(f"#one-number?image={IMAGE}&layer={layer}&map={channel}&row={row}&column={column}")
    page.locator(".x-curve").wait_for()
    drawn = page.evaluate(CURVE)
    before, after = (outputs[name][0, :, :, channel] for name in (layer.replace("relu", "conv"), layer))
    unit = 50 / max(abs(before).max(), abs(after).max())
    np.testing.assert_allclose(drawn["dots"], np.stack([unit * before, -unit * after], -1).reshape(-1, 2), atol=0.06)
    np.testing.assert_allclose(drawn["here"], [[unit * before[row, column], -unit * after[row, column]]], atol=0.06)
    open_at(page, layer.replace("relu", "conv"), row, column, channel)
    page.locator(".x-curve").wait_for(state="hidden")  # a sum needs its room
    assert page.locator(".x-ledger").evaluate("(ledger) => ledger.offsetHeight") == drawn["high"]
