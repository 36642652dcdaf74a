"""Every live figure on networks that are not like the book's: a residual one for small grey pictures, one with a single sigmoid, one for large pictures.

Each lives, is operated as a reader does it, and shows Keras's numbers.
"""

import base64
import json
import re

import keras
import numpy as np
import pytest
from keras import layers
from live_page import LivePage, write_page
from own_network import MAKERS, NAMES, PIXELS, with_pictures
from thorough import some, thorough
from waiting import wait_until
from x_ray_page import as_file

from cnnviz_helpers import as_steps, class_evidence, convolve, explore, export_explorable, layer_outputs, predict_without
from cnnviz_helpers.explorables.figures import FIGURES
from cnnviz_helpers.explorables.mount import Mount
from cnnviz_helpers.explorables.own import read_network
from cnnviz_helpers.snapshots import SnapshotFilters, filter_snapshots

IMAGE = 16
# One on each network.
QUICK = {"residual": ["where"], "chance": ["ten-bars"], "large": ["x-ray"]}
# Of photos whose classes are not known it cannot be said what is right.
LABELLED, BELIEF = ("calibration", "mistakes"), ("bench", "pixels-go", "adds-up", "mosaic")
UNABLE = {*((network, name) for network in ("residual", "large") for name in LABELLED)}
# Two classes, answers that are all alike, and no evidence.
UNABLE |= {(network, "mosaic") for network in MAKERS}
UNABLE |= {("large", "two-things")}
ABLE = [
    (network, name)
    for network in MAKERS
    for name in FIGURES
    if (network, name) not in {("large", "where"), ("large", "being-born"), ("large", "ablation")} | UNABLE
]


def go(page, fragment, words):
    """To another state by the address: the figure begins anew, and says `words`."""
    page.page.evaluate("hash => { location.hash = hash; }", fragment)
    wait_until(page.page, "words => document.querySelector('.x-live')?.textContent.includes(words)", arg=words, timeout=8000)


def real(words):
    return float(words.replace("−", "-"))


class Site:
    """A network in Keras, its pictures, and a folder with a page for each figure that is asked for."""

    def __init__(self, name, folder, serve, labels):
        self.name, self.folder, self.files = name, folder / "pages", folder / "network"
        self.model = MAKERS[name]()
        if name != "large":
            self.train()
        options = {"labels": labels} if name == "chance" else {}
        export_explorable(self.model, self.files, pixels=PIXELS[name], classes=NAMES[name], **options)
        self.own, self.steps, self.address, self.outputs = read_network(self.files), as_steps(self.model), serve(self.folder), {}
        self.pages = {}

    def train(self):
        """A few steps, so that there are moments of training; what they have learned is Keras's, too."""
        rng, shape = np.random.default_rng(1), self.model.input_shape[1:]
        self.model.compile("sgd", "binary_crossentropy" if self.model.output_shape[1] == 1 else "sparse_categorical_crossentropy")
        self.model.optimizer.learning_rate.assign(1e-4)
        self.model.fit(rng.uniform(0, 255, (24, *shape)), rng.integers(0, 2, 24), 4, 2, verbose=0, callbacks=[SnapshotFilters(self.files)])

    def page(self, figure):
        """The name of a page with this figure."""
        if figure not in self.pages:
            write_page(self.folder, figure, self.own)
            self.pages[figure] = f"{figure}.html"
            (self.folder / "index.html").rename(self.folder / self.pages[figure])
        return self.pages[figure]

    def of(self, layer, image=IMAGE):
        """(h, w, C) or (C,) what Keras has for a picture."""
        if image not in self.outputs:
            self.outputs[image] = layer_outputs(self.steps, self.own.numbers(image))
        return self.own.numbers(image) if layer == "photo" else self.outputs[image][layer][0]

    def shares(self, picture):
        """(K,) of a picture in numbers."""
        found = self.model(picture[None]).numpy()[0]
        return np.array([1 - found[0], found[0]]) if len(found) == 1 else found


@pytest.fixture(scope="module")
def site(serve, tmp_path_factory, y_test):
    """A function: the site of a network. Stills are looked at elsewhere: here they would take most of the time."""
    sites, patch = {}, pytest.MonkeyPatch()
    patch.setattr(Mount, "_still", lambda self: "")
    vehicles = np.isin(y_test.argmax(axis=1), [0, 1, 8, 9]).astype(int)

    def start(name):
        if name not in sites:
            sites[name] = Site(name, tmp_path_factory.mktemp(name), serve, vehicles)
        return sites[name]

    yield start
    patch.undo()


@pytest.fixture
def visit(browser, site):
    """A function: a figure on a network, opened in a state. At the end nothing failed, and no other host was asked."""
    pages = []

    def start(network, figure, **state):
        here = site(network)
        query = "&".join(f"{key}={value}" for key, value in state.items())
        pages.append(LivePage(browser, here.address, f"{here.page(figure)}#{figure}?{query}"))
        return pages[-1]

    yield start
    assert [wrong for page in pages for wrong in page.close()] == []


PLACES = {
    "residual": [("photo", 20, 3, 0), ("stem", 3, 4, 5), ("norm", 3, 4, 5), ("add", 23, 19, 2), ("last_silu", 4, 4, 7), ("answer", 2)],
    "chance": [("photo", 9, 30, 2), ("scale", 9, 30, 2), ("depth", 0, 15, 3), ("point_gelu", 8, 8, 0), ("chance", 0), ("chance_sigmoid", 0)],
    "large": [("photo", 95, 0, 1), ("stem", 47, 20, 9), ("joined", 5, 6, 20), ("half", 1, 4, 3), ("row", 700), ("answer_softmax", 19)],
}


@pytest.mark.parametrize("network", some(MAKERS, "residual"))
def test_one_number(visit, site, network):
    """Totals are Keras's, of every sort of layer; of what is added up, the terms; the words have no gap."""
    page, here = visit(network, "one-number"), site(network)
    for layer, *place in PLACES[network]:
        row, column, channel = place if len(place) == 3 else (0, 0, *place)
        go(page, f"#one-number?image={IMAGE}&layer={layer}&map={channel}&row={row}&column={column}", f"{layer}, ")
        words, expected = page.page.locator(".x-total strong").inner_text(), float(here.of(layer)[tuple(place)])
        assert real(words.split(": ")[1]) == pytest.approx(expected, rel=2e-5, abs=2e-4), layer
        amounts = [real(text) for text in page.page.locator(".x-ledger li:not(.is-total) > .x-value").all_inner_texts()]
        if layer in ("stem", "add", "depth", "chance", "answer"):
            assert sum(amounts) == pytest.approx(expected, abs=1e-4 * (len(amounts) + 2)), layer
        text = page.page.locator(".x-frame").inner_text()
        assert "undefined" not in text and "NaN" not in text, layer


def test_a_way_leads_past_a_branch(visit):
    """From an addition through the skip connection: its terms are named by their layers, and the link keeps the way."""
    page = visit("residual", "one-number", image=IMAGE, layer="add", map=1, row=4, column=5)
    names = page.page.locator(".x-ledger li:not(.is-total) > span:first-child").all_inner_texts()
    assert names[:2] == ["relu, map 1", "norm2, map 1"]
    page.page.locator(".x-ledger li").first.locator("button").click()
    wait_until(page.page, "document.querySelector('.x-total strong').textContent.startsWith('relu, map 1, row 4, column 5')")
    known = page.page.locator(".x-way .is-known").all_inner_texts()
    assert [words.split("\n")[0] for words in known] == ["relu", "add"]
    wait_until(page.page, "location.hash.includes('way=')")
    page.page.reload()
    page.page.wait_for_selector(".x-way .is-known")
    assert page.page.locator(".x-way .is-known").all_inner_texts() == known


@pytest.mark.parametrize("network", some(MAKERS, "large"))
def test_x_ray(visit, site, network):
    """Stages by the graph; the lowest and the highest number of three maps."""
    page, here = visit(network, "x-ray"), site(network)
    stages = [name.replace("\u200b", "") for name in page.page.locator(".x-wall strong").all_inner_texts()]
    assert stages == {
        "residual": ["stem", "relu", "conv", "norm2", "relu2", "pool", "last_silu", "gap", "answer"],
        "chance": ["scale", "first_relu", "depth", "point_gelu", "gap", "chance"],
        "large": ["leak", "pool", "right_relu", "left_relu", "joined", "half", "row", "answer"],
    }[network]
    for name in stages[:3]:
        page.page.locator(".x-wall button").nth(stages.index(name)).click()
        page.page.locator(".x-large .x-cells").focus()
        page.page.keyboard.press("ArrowRight")
        wait_until(page.page, "name => document.querySelector('.x-look > p').textContent.startsWith(name)", arg=f"{name}, map ")
        page.drawn()
        which, low, high = re.search(r"map (\d+) of \d+: from (\S+) to (\S+),", page.page.locator(".x-look > p").inner_text()).groups()
        one = here.of(name)[..., int(which)]
        assert (real(low), real(high)) == pytest.approx((one.min(), one.max()), abs=0.006), name
    shares = here.shares(here.own.numbers(IMAGE))
    page.said(f"The network says {NAMES[network][shares.argmax()]}, {100 * shares.max():.0f} %")


@pytest.mark.parametrize("network", some(MAKERS, "chance"))
def test_sliding(visit, site, network):
    """Three places of a learned kernel on the last channel of what the first convolution reads."""
    here, channel = site(network), site(network).own.shape[2] - 1
    conv = here.model.get_layer("first" if network == "chance" else "stem")
    read = here.of("scale" if network == "chance" else "photo")
    whole = convolve(read[..., channel], conv.get_weights()[0][:, :, channel, 4])
    page, step = visit(network, "sliding", kernel=4, channel=channel, zeros=0), conv.strides[0]
    for row, column in ((0, 0), (3, 5), (6, 2)):
        go(page, f"#sliding?kernel=4&channel={channel}&zeros=0&row={row}&column={column}", f"Row {row}, column {column}: ")
        shown = real(re.search(r"added up, are (\S+)\. ", page.page.locator(".x-live").inner_text())[1])
        assert shown == pytest.approx(whole[row * step, column * step], rel=1e-4, abs=6e-4)
    page.page.get_by_role("button", name="Step", exact=True).click()
    page.said("Row 6, column 3: ")


@pytest.mark.parametrize("network", some(MAKERS, "residual"))
def test_kernel_lab(visit, site, network):
    """Three filters as learned; then a weight is changed, and the answer is Keras's with that weight."""
    page, here, name = visit(network, "kernel-lab", image=IMAGE), site(network), "first" if network == "chance" else "stem"
    for filter in (0, 3, 5):
        page.page.get_by_label("filter", exact=True).select_option(str(filter))
        one = here.of(name)[..., filter]
        page.said(f"Feature map of filter {filter}, as learned: from ")
        low, high = re.search(r"from (\S+) to (\S+)\. ", page.page.locator(".x-live").inner_text()).groups()
        assert (real(low), real(high)) == pytest.approx((one.min(), one.max()), abs=0.006)
    page.page.get_by_label("weight", exact=True).first.fill("0.75")
    page.said("Feature map of filter 5, changed")
    layer = here.model.get_layer(name)
    kept, changed = layer.get_weights(), layer.get_weights()
    places = [int(i) for i in np.unravel_index(changed[0][..., 0, 0].size // 2, changed[0].shape[:2])]
    changed[0][(*places, 0, 5)] = 0.75
    layer.set_weights(changed)
    shares = here.shares(here.own.numbers(IMAGE))
    layer.set_weights(kept)
    page.said(f"The network says {NAMES[network][shares.argmax()]}, {100 * shares.max():.0f} %")


@pytest.mark.parametrize("network", some(MAKERS, "large"))
def test_shift_lab(visit, site, network):
    """Three shifts, with grey at the edge: what comes in is the middle of the range."""
    here, page = site(network), visit(network, "shift-lab", image=IMAGE, edge="grey", dx=0, dy=0)
    photo, shape = here.own.numbers(IMAGE), here.own.shape
    grey = 127.5 * np.array(PIXELS[network]["scale"]) + PIXELS[network]["offset"]
    for dx, dy in ((1, 0), (-3, 2), (8, -8)):
        go(page, f"#shift-lab?image={IMAGE}&edge=grey&dx={dx}&dy={dy}", f"Photo moved by dx {dx}, dy {dy} pixels".replace("-", "−"))
        moved = np.broadcast_to(grey, shape).astype(np.float32).copy()
        rows, columns = (slice(max(0, by), side + min(0, by)) for by, side in ((dy, shape[0]), (dx, shape[1])))
        from_ = tuple(slice(max(0, -by), side - max(0, by)) for by, side in ((dy, shape[0]), (dx, shape[1])))
        moved[rows, columns] = photo[from_]
        shares = here.shares(moved)
        words = page.page.locator(".x-live").inner_text()
        assert re.search(r"says (.+?); ", words)[1] == NAMES[network][shares.argmax()]
        followed, share = re.search(r"; ([^;]+?)(?: \(the true class\))? had .* now has (\d+)(?:\.\d)? %", words).groups()
        assert int(share) == pytest.approx(100 * shares[NAMES[network].index(followed)], abs=0.51)


@pytest.mark.parametrize("network", some(MAKERS, "chance"))
def test_ten_bars(visit, site, network):
    """Three photos: the largest bars, in Keras's order; and a picture of one's own, in the network's size and range."""
    here, page = site(network), visit(network, "ten-bars")
    for image in (IMAGE, 3, 999):
        page.page.get_by_label("photo", exact=True).fill(str(image))
        page.page.get_by_label("photo", exact=True).press("Enter")
        shares = here.shares(here.own.numbers(image))
        page.said(f"The network says {NAMES[network][shares.argmax()]}, {100 * shares.max():.0f} %")
        off = 1
        for _ in range(100):  # two photos can have the same answer: what is said of one may be about the one before
            bars = dict(zip(page.page.locator(".x-class").all_inner_texts(), page.page.locator(".x-bars .x-value").all_inner_texts()))
            off = max(abs(real(words[:-2]) / 100 - shares[NAMES[network].index(name)]) for name, words in bars.items())
            if off <= 0.0051:
                break
            page.page.wait_for_timeout(20)
        assert len(bars) == min(10, len(shares)) and off <= 0.0051
    pixels = np.random.default_rng(2).integers(0, 256, (60, 90, 3), dtype=np.uint8)
    page.page.locator(".x-own input[type=file]").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": as_file(pixels)})
    page.page.wait_for_selector(".x-steps canvas")
    high, wide, channels = here.own.shape
    steps = page.page.locator(".x-steps > li > p:first-child").all_inner_texts()
    assert steps[1] == f"2. Average to {high} × {wide}" and steps[2].endswith(": grey" if channels == 1 else ": red, green, blue")
    small = page.page.locator(".x-steps > li:nth-child(2) canvas")
    assert small.evaluate("({ width, height }) => [height, width]") == [high, wide]


@pytest.mark.parametrize("network", some(["residual", "chance"], "chance"))
def test_where(visit, site, network):
    """Evidence adds up to the logit; three places of the patch: the share of a class of the covered photo is Keras's."""
    here, page = site(network), visit(network, "where", image=IMAGE, size=6 if network == "residual" else 8, **{"class": 1})
    logit = class_evidence(here.model, here.own.numbers(IMAGE), 0 if network == "chance" else 1).logit
    rows = [[cell.strip() for cell in row.split("\t")] for row in page.texts(".x-where tr")]
    assert real(rows[1][2]) == pytest.approx(logit, abs=0.006) and f"logit {logit:.3f}".replace("-", "−") in page.texts(".x-where > p")[-1].replace("\n", " ")
    for row, column in ((0, 0), (7, 9), (16, 12)):
        size = 6 if network == "residual" else 8
        go(page, f"#where?image={IMAGE}&size={size}&row={row}&column={column}&class=1", f"covered at row {row}, column {column}, ")
        covered = here.own.numbers(IMAGE).copy()
        covered[row : row + size, column : column + size] = 127.5
        share = real(re.search(r"probability goes from .* to (\S+) %", page.page.locator(".x-live").inner_text())[1])
        assert share == pytest.approx(100 * here.shares(covered)[1], abs=0.06)
    page.page.get_by_role("button", name="Draw the occlusion map").click()
    wait_until(page.page, "/, (\\d+) of \\1 places/.test(document.querySelector('canvas[aria-label^=\"drop\"]').getAttribute('aria-label'))")


@pytest.mark.parametrize(("network", "layer", "filters"), [thorough("residual", "relu2", [1]), ("chance", "first_relu", [0, 3])])
def test_ablation(visit, site, network, layer, filters):
    """Counts of 1,000 photos: right answers where they are known, else answers that are kept."""
    here, page = site(network), visit(network, "ablation", layer=layer, off=f"{layer} {' '.join(map(str, filters))}".replace(" ", "%20"))
    pictures = np.stack([here.own.numbers(i) for i in range(1000)])
    whole, without = here.model.predict(pictures, verbose=0), predict_without(here.steps, pictures, layer, filters)
    if network == "chance":
        labels = json.loads(here.own.files["labels.json"])
        expected = f"{100 * ((without[:, 0] > 0.5) == labels).mean():.1f} % of all photos right"
    else:
        expected = f"{100 * (without.argmax(1) == whole.argmax(1)).mean():.1f} % of all photos keep the answer of the whole network."
    wait_until(page.page, "words => document.querySelector('.x-result').textContent.includes(words)", arg=expected, timeout=20_000)
    assert page.page.locator(".x-switches [aria-pressed=true]").count() == len(filters)


@pytest.mark.parametrize("network", some(["residual", "chance"], "residual"))
def test_being_born(visit, site, network):
    """Three moments: steps and losses that the callback has written, and how alike a filter is to its end."""
    here, page, found = site(network), visit(network, "being-born"), filter_snapshots(site(network).files)
    steps = found["step"].tolist()
    assert steps == sorted(set(steps)) and (steps[0], steps[-1]) == (0, 12)
    assert np.array_equal(found["kernel"][-1], here.model.layers[2 if network == "chance" else 1].get_weights()[0])
    for moment in (0, 5, len(steps) - 1):
        go(page, f"#being-born?moment={moment}&filter=2", f"Step {steps[moment]} of 12: loss {found['loss'][moment]:.2f}")
        now, end = (found["kernel"][i][..., 2].ravel() for i in (moment, -1))
        page.said(f"{now @ end / np.linalg.norm(now) / np.linalg.norm(end):.2f} with its end.")


RENDER = """async ([name, files, defaults]) => {
  const figure = await import(new URL(`explorables/figures/${name}.mjs`, location.href).href), base = new URL("explorables/", location.href).href;
  const bytes = Object.fromEntries(Object.entries(files).map(([file, text]) => [file, Uint8Array.from(atob(text), (c) => c.charCodeAt(0))]));
  const held = { files: bytes, defaults, state: {}, base, name }, root = document.body.appendChild(document.createElement("div"));
  const model = { get: (key) => held[key], set() {}, save_changes() {} };
  try {
    (await figure.default.render({ model, el: root }))();
  } catch (error) {
    return error.message;
  } finally {
    root.remove();
  }
}"""


def in_the_page(page, figure, own):
    """What the page says of a network that comes there without Python: None if the figure lives, with the first values of the book's network."""
    files = {name: base64.b64encode(content).decode() for name, content in own.files.items()}
    return page.page.evaluate(RENDER, [figure, files, FIGURES[figure].state])


@pytest.mark.thorough("a rare way to use it; usual ones are tested in a quick run")
@pytest.mark.parametrize("network", some(MAKERS, "residual"))
def test_a_network_that_comes_without_first_values_lives_too(visit, site, network):
    """As where a reader drops a file: what the book's values do not fit is what there is."""
    page = visit(network, "ten-bars")
    for figure in [name for one, name in ABLE if one == network]:
        assert in_the_page(page, figure, site(network).own) is None, figure


def test_pictures_of_its_own(site, browser, serve, tmp_path):
    """A folder may bring its pictures, of any size: the page shows and reads them as Python does; the last one is the last."""
    pixels, folder = np.random.default_rng(5).integers(0, 256, (3, 30, 40, 3), dtype=np.uint8), tmp_path / "own"
    export_explorable(site("residual").model, folder, pixels=PIXELS["residual"], classes=NAMES["residual"])
    with_pictures(folder, pixels, columns=2)
    own = read_network(folder)
    assert np.array_equal(own.stored(2), pixels[2]) and own.n_pictures == 3
    here = LivePage(browser, serve(write_page(tmp_path / "page", "one-number", own)), "index.html#one-number?image=2&layer=photo&map=0&row=7&column=11")
    assert real(here.page.locator(".x-total strong").inner_text().split(": ")[1]) == own.numbers(2)[7, 11, 0]
    assert np.array_equal(here.pixels(".x-photo"), own.rgb(2)) and here.page.get_by_label("photo", exact=True).get_attribute("max") == "2"
    here.page.get_by_role("button", name="all photos").click()
    wait_until(here.page, "document.querySelector('.x-album canvas')?.height === 30")  # three beside each other
    assert here.close() == []


def small(*parts, shape=(12, 12, 3)):
    """A model of these layers."""
    return keras.Sequential([keras.Input(shape), *parts])


REFUSED = {
    "no picture": (lambda: small(layers.Conv2D(2, 3), layers.GlobalMaxPooling2D(), layers.Softmax(), shape=(8, 8, 2)), FIGURES),
    "maps at the end": (lambda: small(layers.Conv2D(2, 3), layers.Softmax()), FIGURES),
    "scores at the end": (lambda: small(layers.Conv2D(2, 3), layers.Flatten(), layers.Dense(3)), FIGURES),
    "no convolution": (
        lambda: small(layers.Flatten(), layers.Dense(3, activation="softmax")),
        ["kernel-lab", "sliding", "shift-lab", "ablation", "where", "being-born", *BELIEF, "two-things", "picture-for-a-unit", "name-it", *LABELLED],
    ),
    "a large window, nothing pooled": (
        lambda: small(layers.Conv2D(2, 9), layers.Flatten(), layers.Dense(3, activation="softmax")),
        ["kernel-lab", "ablation", "where", "being-born", "mosaic", "two-things", *LABELLED],
    ),
    "mixed colours": (
        lambda: small(layers.DepthwiseConv2D(3), layers.Conv2D(4, 3, activation="relu"), layers.GlobalMaxPooling2D(), layers.Dense(3, activation="softmax")),
        ["kernel-lab", "where", "being-born", "mosaic", "two-things", *LABELLED],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", some(REFUSED, "no convolution", "mixed colours"))
def test_what_a_figure_cannot_show_is_a_sentence(visit, tmp_path, case):
    """The same one in Python and in the page; all other figures live."""
    make, refused = REFUSED[case]
    folder, page = export_explorable(make(), tmp_path / "own"), visit("residual", "ten-bars")
    own = read_network(folder)
    for figure in FIGURES:
        if figure not in refused:
            assert FIGURES[figure].refusal(own) is None and in_the_page(page, figure, own) is None, figure
            continue
        with pytest.raises(ValueError) as said:
            explore(figure, network=folder)
        sentence = str(said.value)
        assert sentence.startswith("Expected ") or sentence.startswith("The kernel lab shows windows")
        assert len(re.findall(r"\.(?: |$)", sentence)) == 1 and in_the_page(page, figure, own) == sentence, figure


@pytest.mark.parametrize(("network", "figure"), [(network, name) if name in QUICK[network] else thorough(network, name) for network, name in ABLE])
def test_accessible_on_a_phone_in_the_dark(visit, axe_violations, browser, site, network, figure):
    """WCAG 2.2 AA, and no sideways scrolling."""
    here = site(network)
    page = LivePage(browser, here.address, here.page(figure), width=390, theme="dark")
    assert axe_violations(page.page) == [] and page.overflow() <= 0
    assert page.close() == []
