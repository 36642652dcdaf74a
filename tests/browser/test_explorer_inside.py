"""What opens in the explorer shows Keras's numbers: one map with its filter, one number with its sum, one pixel; also of a network with branches."""

import re

import keras
import numpy as np
import pytest
from explorer_page import explorer, explorer_address  # noqa: F401  (fixtures)
from explorer_window import write_window
from live_page import LivePage
from own_network import MAKERS, NAMES, PIXELS
from thorough import thorough
from waiting import wait_until

from cnnviz_helpers import as_steps, export_explorable, layer_outputs, predict_without
from cnnviz_helpers.explorables.mount import Mount
from cnnviz_helpers.explorables.own import read_network

IMAGE, DOG = 16, 5
ROWS, TOTAL, SAID = ".x-filterrows", ".x-ledger .is-total .x-value", ".x-bigmap .x-was"
NUMBERS = [  # layer, map, row, column
    ("conv1", 5, 0, 31), ("relu1", 5, 10, 12), ("conv2", 3, 0, 29), ("pool1", 7, 14, 0), ("conv4", 63, 14, 14), ("conv5", 93, 3, 4), ("gap", 93, 0, 0),
    ("dense", DOG, 0, 0), ("softmax", DOG, 0, 0),
]  # fmt: skip


def real(words):
    return float(words.replace("−", "-").replace("+", ""))


def place(level, layer="conv1", channel=0, row=0, column=0, **more):
    """The address of a place."""
    words = {"image": IMAGE, "level": level, "layer": layer, "map": channel, "row": row, "column": column, **more}
    return "#explorer?" + "&".join(f"{key}={value}" for key, value in words.items())


def state_of(here):
    """{name: value}, as text, of what the address says: it follows a little later."""
    here.drawn()
    here.page.evaluate("new Promise((done) => setTimeout(done, 350))")  # by the page's own clock, which a busy machine holds up, too
    return dict(pair.split("=") for pair in here.page.evaluate("location.hash").partition("?")[2].split("&"))


def opened(here):
    """Wait until something is open, and it is drawn."""
    here.page.wait_for_selector(".x-inside:not([hidden]) h2")
    here.drawn()
    return here.page


def gave(maps, kernel, padding):
    """(C,) what each map of (H, W, C) gives to a sum with its kernel of (h, w, C), on average over all places."""
    channels = [keras.ops.conv(maps[None, ..., c : c + 1], kernel[..., c : c + 1, None], padding=padding) for c in range(maps.shape[-1])]
    return np.array([float(keras.ops.mean(one)) for one in channels])


@pytest.fixture(scope="module")
def outputs(model, x_test):
    """{layer: (h, w, C) or (C,)} for the photo."""
    return {"photo": x_test[IMAGE], **{name: output[0] for name, output in layer_outputs(model, x_test[IMAGE]).items()}}


@pytest.fixture(scope="module")
def copied(model):
    """A function: the model with one weight changed; `at` the place in its kernel, or (map,) in its biases."""

    def change(layer, at, value):
        copy = keras.models.clone_model(model)
        copy.set_weights(model.get_weights())
        kernel, bias = copy.get_layer(layer).get_weights()
        (kernel if len(at) > 1 else bias)[at] = value
        copy.get_layer(layer).set_weights([kernel, bias])
        return copy

    return change


@pytest.mark.parametrize(("layer", "channel", "reads"), [thorough("conv1", 5, "photo"), ("conv3", 10, "pool1"), thorough("conv5", 93, "pool2")])
def test_what_each_kernel_gave_adds_up_to_the_map(explorer, model, outputs, layer, channel, reads):
    """The maps that gave most, in this order; with the rest and the bias they are the mean of the map before ReLU."""
    page = opened(explorer(place("map", layer, channel)))
    conv = model.get_layer(layer)
    expected = gave(outputs[reads], conv.kernel.numpy()[..., channel], conv.padding)
    order = np.argsort(-abs(expected))[:6]
    names = ["red", "green", "blue"] if reads == "photo" else [f"map {c}" for c in range(len(expected))]
    assert page.locator(f"{ROWS} .x-source span").all_inner_texts() == [names[c] for c in order]
    *shown, total = [real(words) for words in page.locator(f"{ROWS} .x-value").all_inner_texts()]
    np.testing.assert_allclose(shown[: len(order)], expected[order], atol=0.0006)
    assert shown[-1] == pytest.approx(float(conv.bias[channel]), abs=0.0006)
    assert sum(shown) == pytest.approx(total, abs=0.005)
    assert total == pytest.approx(outputs[layer][..., channel].mean(), abs=0.0006)


def test_all_rows_on_demand(explorer):
    """All 64 of conv5, and back; each map leads on into itself."""
    page = opened(explorer(place("map", "conv5", 93)))
    page.get_by_role("button", name="all 64").click()
    assert page.locator(f"{ROWS} .x-source").count() == 64
    page.get_by_role("button", name="only the largest").click()
    assert page.locator(f"{ROWS} .x-source").count() == 6
    page.locator(f"{ROWS} .x-source").nth(1).click()
    wait_until(page, "document.querySelector('.x-inside h2').textContent === 'pool2, map 61'")


@pytest.mark.parametrize(("layer", "channel", "row", "column"), [*NUMBERS[::3], *(thorough(*number) for k, number in enumerate(NUMBERS) if k % 3)])
def test_a_number_is_keras_s_and_its_terms_add_up(explorer, outputs, layer, channel, row, column):
    """Sums, pools, the mean, softmax, ReLU."""
    page = opened(explorer(place("number", layer, channel, row, column)))
    expected = outputs[layer][..., channel] if outputs[layer].ndim == 1 else outputs[layer][row, column, channel]
    assert real(page.locator(".x-inside h2").inner_text().rpartition(": ")[2]) == pytest.approx(float(expected), abs=1e-4)
    *terms, total = [real(words) for words in page.locator(".x-ledger li:not(.is-next) .x-value").all_inner_texts()]
    assert total == pytest.approx(float(expected), abs=1e-4)
    if layer.startswith(("conv", "dense")):
        assert sum(terms) == pytest.approx(total, abs=0.0006)


def test_the_window_lies_where_the_terms_are(explorer):
    """On the map that a term lies in: conv5 reads rows 2 to 4 and columns 3 to 5 of the seven for the number in row 3, column 4."""
    page = opened(explorer(place("number", "conv5", 93, 3, 4)))
    box = page.locator(".x-window").first.evaluate("({ style: { top, left, height, width } }) => [top, left, height, width].map(parseFloat)")
    np.testing.assert_allclose(np.array(box) / 100 * 7, [2, 3, 3, 3], atol=1e-3)
    assert "24 × 24 pixels: rows 3 to 26, columns 7 to 30" in page.locator(".x-sight").inner_text()


def test_a_weight_is_dragged(explorer, copied, x_test):
    """Up by 60 of the 150 pixels of 1: the number grows by 0.4, the map and the answer are Keras's with that weight; `as learned` undoes it."""
    here = explorer(place("map", "conv5", 93, 3, 3, side="before"))
    page = opened(here)
    cell = page.locator(f"{ROWS} li:nth-child(2) .x-kernelcell").nth(4)  # of map 22, the middle
    before = float(cell.get_attribute("aria-valuenow"))
    box = cell.bounding_box()
    page.mouse.move(box["x"] + 9, box["y"] + 9)
    page.mouse.down()
    page.mouse.move(box["x"] + 9, box["y"] - 51, steps=5)
    page.mouse.up()
    here.drawn()
    value = float(cell.get_attribute("aria-valuenow"))
    assert value == pytest.approx(before + 0.4, abs=0.002)
    assert state_of(here)["edits"] == f"10.93.{22 * 9 + 4}_{value:g}"
    changed = copied("conv5", (1, 1, 22, 93), value)
    expected = layer_outputs(changed, x_test[IMAGE], "conv5")["conv5"][0, 3, 3, 93]
    assert real(page.locator(SAID).first.inner_text().rpartition(": ")[2]) == pytest.approx(float(expected), abs=2e-4)
    share = changed(x_test[IMAGE][None]).numpy()[0, DOG]
    assert page.locator(".x-says li", has_text="dog").inner_text().endswith(f"{100 * share:.0f} %")
    page.locator(".x-onemap").get_by_role("button", name="as learned").click()
    assert state_of(here)["edits"] == ""
    assert float(cell.get_attribute("aria-valuenow")) == before


def test_a_weight_by_keys_and_by_typing(explorer, model):
    """Arrows change it by 0.05, left and right go on, a digit begins a number; the bias is the last cell; Delete is as learned."""
    here = explorer(place("map", "conv1", 5))
    page = opened(here)
    kernel, bias = (weights[..., 5] for weights in model.get_layer("conv1").get_weights())
    first = page.get_by_role("spinbutton", name="green, row 0, column 0")
    first.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert state_of(here)["edits"] == f"0.5.9_{round(float(kernel[0, 0, 1]) + 0.1, 3):g}"
    page.keyboard.press("Delete")
    assert state_of(here)["edits"] == ""
    page.keyboard.press("ArrowRight")
    page.keyboard.type("-0.25")
    assert state_of(here)["edits"] == "0.5.10_-0.25"
    page.get_by_role("spinbutton", name="bias").first.focus()
    page.keyboard.press("ArrowDown")
    assert state_of(here)["edits"] == f"0.5.10_-0.25 0.5.27_{round(float(bias) - 0.05, 3):g}".replace(" ", "+")


def test_a_map_is_switched_off(explorer, model, x_test):
    """All later numbers are Keras's without that map; then it is on again."""
    here = explorer(place("map", "conv5", 93))
    page = opened(here)
    off = page.locator(".x-onemap").get_by_role("button", name="off", exact=True)
    off.click()
    assert state_of(here)["off"] == "11.93"
    shares = predict_without(model, x_test[IMAGE], "relu5", [93])[0]
    assert page.locator(".x-says li", has_text="dog").inner_text().endswith(f"{100 * shares[DOG]:.0f} %")
    assert "This map is off" in page.locator(".x-onemap").inner_text()
    off.click()
    assert state_of(here)["off"] == ""


def test_what_a_map_gives_to_the_score(explorer, model, outputs):
    """Of the last column mean × weight, as Keras has them; as much as the line below the wall says. Of others their share. With the map off nothing."""
    here = explorer(place("map", "conv5", 93))
    page = opened(here)
    mean, weight = outputs["gap"][93], float(model.get_layer("dense").kernel[93, DOG])
    expected = f"mean {mean:.2f} × weight for dog {weight:.3f} = +{mean * weight:.2f} of dog's score {outputs['dense'][DOG]:.2f}"
    assert page.locator(".x-given").inner_text() == expected
    assert f"+{mean * weight:.2f} from conv5's map 93" in page.locator(".x-dock").inner_text()
    page.locator(".x-onemap").get_by_role("button", name="off", exact=True).click()
    here.drawn()
    assert page.locator(".x-given").inner_text().startswith(f"mean 0.00 × weight for dog {weight:.3f} = 0.00 of dog's score")


def test_the_share_of_an_earlier_map(explorer):
    """As its tile on the wall is told; the heading says which side of the ReLU is shown."""
    here = explorer(place("network", "conv3", 10))
    tile = here.page.locator(".x-column [aria-label^='conv3']").first
    said = re.search(r"map 10 of 64, its share of the score for dog: (.+?\d\.\d\d)", tile.get_attribute("aria-label"))[1]
    tile.focus()
    here.page.keyboard.press("Enter")
    page = opened(here)
    assert page.locator(".x-given").inner_text() == f"its share of dog's score: {said}"
    assert page.locator(".x-inside h2").inner_text() == "conv3, map 10, after ReLU"
    page.get_by_role("button", name="before ReLU").click()
    here.drawn()
    assert page.locator(".x-inside h2").inner_text() == "conv3, map 10, before ReLU"


@pytest.mark.parametrize("layer", ["conv5", "relu5"])
def test_of_a_map_that_is_off_the_sum_is_still_told(explorer, outputs, layer):
    """The ReLU gives what it would give, and that it is switched off stands behind it: before it, and on its own page."""
    page = opened(explorer(place("number", layer, 93, 4, 2, off="11.93")))
    value = f"{outputs['conv5'][4, 2, 93]:.4f}"
    assert page.locator(TOTAL).inner_text() == value
    told = page.locator(".x-ledger ol + ol li").nth(1).inner_text()
    assert " ".join(told.split()) == (f"then ReLU max(0, {value}) = {value}, switched off: 0" if layer == "conv5" else "switched off: 0")


def test_of_a_filter_that_is_off_the_terms_still_add_up(explorer, outputs):
    """A sum that others read as 0; what follows reads that 0."""
    page = opened(explorer(place("number", "conv5", 93, 4, 2, off="10.93")))
    assert page.locator(TOTAL).inner_text() == f"{outputs['conv5'][4, 2, 93]:.4f}"
    assert "switched off: 0" in page.locator(".x-ledger").inner_text()
    assert "max(0, 0.0000) = 0.0000" in page.locator(".x-ledger").inner_text()


def test_the_strongest_places(explorer, model, x_test):
    """The nine photos in which the map is largest, with its number; a press shows that photo, and the place there."""
    here = explorer(place("map", "conv5", 93))
    page = opened(here)
    page.get_by_role("button", name="Look through").click()
    page.wait_for_selector(".x-patches button", timeout=60_000)
    maps = np.concatenate([layer_outputs(model, x_test[i : i + 100], "relu5")["relu5"][..., 93] for i in range(0, 1000, 100)])
    largest = maps.reshape(1000, -1).max(axis=1)
    order = np.argsort(-largest)[:9]
    names = page.locator(".x-patches button").evaluate_all("all => all.map((one) => one.getAttribute('aria-label'))")
    assert [int(re.match(r"photo (\d+)", name)[1]) for name in names] == order.tolist()
    np.testing.assert_allclose([real(name.rpartition(": ")[2]) for name in names], largest[order], atol=0.006)
    canvas = page.locator(".x-patches canvas").first
    assert canvas.evaluate("one => getComputedStyle(one).backgroundColor") == "rgba(0, 0, 0, 0)"  # nothing beside a patch that is cut by an edge
    page.locator(".x-patches button").nth(2).click()
    state, (row, column) = state_of(here), divmod(int(maps[order[2]].argmax()), 7)
    assert (state["image"], state["row"], state["column"]) == (str(order[2]), str(row), str(column))


def test_a_map_as_a_table(explorer, outputs):
    """All its numbers, with headers; Escape closes the table and nothing else."""
    here = explorer(place("map", "conv5", 93))
    page = opened(here)
    page.get_by_role("button", name="table").click()
    cells = page.locator(".x-maptable tbody tr").evaluate_all("all => all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent))")
    np.testing.assert_allclose([[real(cell) for cell in row] for row in cells], outputs["relu5"][..., 93], atol=1e-4)
    assert page.locator(".x-maptable th[scope=row]").count() == page.locator(".x-maptable th[scope=col]").count() == 7
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    assert state_of(here)["level"] == "map"


def test_a_pixel_is_repainted(explorer, model, x_test):
    """The network gets other numbers, and answers as Keras does; it says what it answers without the paint; `as it was` undoes it."""
    here = explorer(place("pixel", row=12, column=14))
    page = opened(here)
    photo = np.round((x_test[IMAGE] + 0.5) * 255)
    assert [float(value) for value in page.locator(".x-byte input[type=number]").evaluate_all("all => all.map((one) => one.value)")] == photo[12, 14].tolist()
    red = page.get_by_role("slider", name="red")
    red.focus()
    page.keyboard.press("Home")
    assert state_of(here)["paint"] == "12.14." + "".join(f"{int(byte):02x}" for byte in (0, *photo[12, 14, 1:]))
    assert "0 / 255 − 0.5 = −0.5000" in page.locator(".x-byte").first.inner_text()
    painted = x_test[IMAGE].copy()
    painted[12, 14, 0] = -0.5
    before, after = (model(one[None]).numpy()[0, DOG] for one in (x_test[IMAGE], painted))
    words = page.locator(".x-effects > p").nth(1).inner_text()
    assert words == f"The answer stays dog: {100 * after:.1f} %; without this paint {100 * before:.1f} %."
    page.get_by_role("button", name="as it was", exact=True).first.click()
    assert state_of(here)["paint"] == ""


def test_how_many_numbers_see_a_pixel(explorer, model):
    """As many as change in a network of the same shape whose weights are all one, when that pixel alone is not zero."""
    page = opened(explorer(place("pixel", row=0, column=14)))
    ones = keras.models.clone_model(model)
    ones.set_weights([np.ones_like(weights) if weights.ndim > 1 else np.zeros_like(weights) for weights in model.get_weights()])
    pixel = np.zeros((32, 32, 3), np.float32)
    pixel[0, 14] = 1
    layers = [name for name in (layer.name for layer in ones.layers) if name != "softmax"]
    expected = {name: int(np.count_nonzero(output)) for name, output in layer_outputs(ones, pixel, layers).items()}
    rows = page.locator(".x-effects tbody tr").evaluate_all("all => all.map((row) => [row.children[0].textContent, Number(row.children[1].textContent)])")
    assert {name: seeing for name, seeing in rows if name != "softmax"} == expected


@pytest.fixture(scope="module")
def branched(serve, tmp_path_factory):
    """A network with two branches: (where its page is served, its steps in Keras, its outputs for the photo)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Mount, "_still", lambda self: "")
        model = MAKERS["large"]()
        own = read_network(export_explorable(model, tmp_path_factory.mktemp("large"), pixels=PIXELS["large"], classes=NAMES["large"]))
        address = serve(write_window(tmp_path_factory.mktemp("branched"), own))
    steps = as_steps(model)
    return address, layer_outputs(steps, own.numbers(IMAGE))


@pytest.fixture
def visit(browser, branched):
    """A function that opens the explorer of that network."""
    pages = []

    def start(state):
        pages.append(LivePage(browser, branched[0], state))
        return opened(pages[-1])

    yield start
    assert [wrong for page in pages for wrong in page.close()] == []


@pytest.mark.parametrize(
    ("layer", "channel", "row", "column"),
    [
        *[("stem", 3, 0, 47), ("joined", 15, 4, 5)],
        *[thorough("leak", 3, 5, 6), thorough("right", 2, 23, 0), thorough("half", 15, 2, 3), thorough("answer", 7, 0, 0)],
    ],
)
def test_numbers_of_a_network_with_branches(visit, branched, layer, channel, row, column):
    """Windows of 7 × 7, a leaky ReLU, what is joined, a mean pool."""
    page, output = visit(place("number", layer, channel, row, column)), branched[1][layer][0]
    expected = float(output[channel] if output.ndim == 1 else output[row, column, channel])
    assert real(page.locator(".x-inside h2").inner_text().rpartition(": ")[2]) == pytest.approx(expected, abs=2e-4)
    *terms, total = [real(words) for words in page.locator(".x-ledger li:not(.is-next) .x-value").all_inner_texts()]
    assert total == pytest.approx(expected, abs=2e-4)
    if layer in ("stem", "right", "answer"):
        assert sum(terms) == pytest.approx(total, abs=0.001)


def test_maps_of_a_network_with_branches(visit):
    """Where branches meet, the map says from which one it comes, and leads there."""
    page = visit(place("map", "joined", 15))
    source = page.locator(".x-flow .x-source")
    assert source.all_inner_texts() == ["right_relu, map 3"]
    source.click()
    wait_until(page, "document.querySelector('.x-inside h2').textContent === 'right, map 3, after ReLU'")
    assert page.locator(f"{ROWS} .x-source").count() == 6


@pytest.mark.thorough("counts 1,000 photos again; one count is compared in a quick run")
def test_the_photos_are_looked_through_again_for_a_new_column(explorer):
    """Of a pool, whose column was not shown when the photos were looked through, no patches of another map stand there."""
    page = opened(explorer(place("map", "conv2", 3)))
    page.get_by_role("button", name="Look through").click()
    page.wait_for_selector(".x-patches button", timeout=60_000)
    page.evaluate("address => { location.hash = address; }", place("map", "pool1", 3, pools=1))
    wait_until(page, "document.querySelector('.x-inside h2').textContent === 'pool1, map 3'")
    assert page.locator(".x-patches").is_hidden()
    page.get_by_role("button", name="Look through").click()
    page.wait_for_selector(".x-patches button", timeout=60_000)
