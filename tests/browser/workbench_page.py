"""A page with the workbench, networks to bring to it, and what its tests do there."""

import contextlib
import zipfile
from types import SimpleNamespace

import keras
import numpy as np
import pytest
from live_page import LivePage, write_page
from own_network import BYTES, MAKERS, NAMES, make_residual, with_pictures
from waiting import wait_until

from cnnviz_helpers import as_steps, export_explorable
from cnnviz_helpers.explorables.own import read_network
from cnnviz_helpers.snapshots import SnapshotFilters

FILE, FORM, FAULT = ".x-pick input >> nth=0", ".x-ask", ".x-take .x-fault"
IMAGE = 16
# A drop of files, [{name, buffer in base64}], on what `selector` finds.
DROP = """([selector, files]) => {
  const data = new DataTransfer();
  for (const { name, content } of files) data.items.add(new File([Uint8Array.from(atob(content), (c) => c.charCodeAt(0))], name));
  const event = (kind) => new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data });
  for (const kind of ["dragover", "drop"]) document.querySelector(selector).dispatchEvent(event(kind));
}"""


@pytest.fixture(scope="module")
def address(serve, tmp_path_factory):
    """Where a page with the workbench is served."""
    return serve(write_page(tmp_path_factory.mktemp("workbench"), "workbench"))


@pytest.fixture(scope="module")
def networks(tmp_path_factory, model):
    """Networks in files: `residual.keras`, `chance.keras`, `book.keras`, `scores.keras`, `score.keras`; a folder `exported` of the first, with snapshots and
    two pictures of its own, and a zip of it; the first in Keras."""
    folder = tmp_path_factory.mktemp("networks")
    residual, chance = make_residual(), MAKERS["chance"]()
    scores = keras.Model(model.inputs, model.get_layer("dense").output)
    score = keras.Model(chance.inputs, keras.layers.Dense(1, name="one")(chance.layers[-2].output))
    for name, one in {"residual": residual, "chance": chance, "book": model, "scores": scores, "score": score}.items():
        one.save(folder / f"{name}.keras")
    plain = export_explorable(residual, folder / "plain", pixels=BYTES, classes=NAMES["residual"])
    exported = export_explorable(residual, folder / "exported", pixels=BYTES, classes=NAMES["residual"])
    with_pictures(exported, np.random.default_rng(0).integers(0, 256, (2, 24, 20, 3), dtype=np.uint8), 2)
    (exported / "labels.json").write_text("[2, 0]")
    write_snapshots(residual, exported)
    with zipfile.ZipFile(folder / "exported.zip", "w") as packed:
        for file in exported.iterdir():
            packed.write(file, f"my network/{file.name}")
    own = read_network(plain)
    return SimpleNamespace(folder=folder, own=own, model=residual, steps=as_steps(residual), labelled=read_network(exported))


def write_snapshots(model, folder):
    """What `SnapshotFilters` writes of two steps that change nothing."""
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    copy.compile(keras.optimizers.SGD(0.0), "sparse_categorical_crossentropy")
    copy.fit(np.zeros((4, *model.input_shape[1:])), np.zeros(4), 2, 2, verbose=0, callbacks=[SnapshotFilters(folder)])


class Bench(LivePage):
    """A visit to the workbench."""

    def bring(self, *files):
        self.page.set_input_files(FILE, list(files))

    def asks(self):
        self.page.wait_for_selector(f"{FORM}:visible")

    def answer(self, range=None, names=None, **more):
        """Answer what is asked, and open."""
        if range:
            self.page.locator(".x-ask select").first.select_option(range)
        if names:
            self.page.locator(".x-ask textarea").fill("\n".join(names))
        for words, is_on in more.items():
            self.page.get_by_label(words).set_checked(is_on)
        self.page.get_by_role("button", name="Open", exact=True).click()

    def is_open(self, name):
        """Wait until this network is open, and its figure is there."""
        wait_until(self.page, "name => document.querySelector('.x-now strong')?.textContent === `${name}:`", arg=name, timeout=15_000)
        self.page.wait_for_selector(".x-shown .x-frame .x-live:not(:empty)", state="attached")
        wait_until(self.page, "document.querySelector('.x-busy p').textContent === ''")

    def now(self):
        return self.page.locator(".x-now > p").inner_text()

    def fault(self):
        self.page.wait_for_selector(f"{FAULT}:visible", timeout=15_000)
        return self.page.locator(FAULT).inner_text()

    def figure(self, name):
        self.page.locator(".x-tabs").get_by_role("button", name=name, exact=True).click()
        wait_until(self.page, "!document.querySelector('.x-shown').style.minHeight")

    def tabs(self):
        return self.page.locator(".x-tabs button:visible").all_inner_texts()

    def bars(self):
        """{class: percent}."""
        self.drawn()
        values = (float(words[:-2].replace("−", "-")) for words in self.page.locator(".x-bars .x-value").all_inner_texts())
        return dict(zip(self.page.locator(".x-class").all_inner_texts(), values))


@pytest.fixture
def visit(browser, address):
    """A function: the workbench, opened in a state. At the end nothing failed, and no other host was asked."""
    pages = []

    def start(fragment="", **context):
        pages.append(Bench(browser, address, f"index.html{fragment}", **context))
        return pages[-1]

    yield start
    assert [wrong for page in pages for wrong in page.close()] == []


@contextlib.contextmanager
def opened(visit, networks, **context):
    """The workbench with the residual network in it."""
    page = visit(**context)
    page.bring(networks.folder / "residual.keras")
    page.asks()
    page.answer("0..255", NAMES["residual"])
    page.is_open("residual.keras")
    yield page
