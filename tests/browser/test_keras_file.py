"""A `.keras` file in the page, without Python: the reader finds the network that Python writes of the model; hostile files get a sentence."""

import re
import shutil

import keras
import numpy as np
import pytest
from good_file import Good, zipped
from hostile_files import BROKEN, ZIPS
from hostile_networks import CONFIGS, EXPORTS
from keras import Input, Sequential, layers
from keras_models import LARGE, MODELS
from keras_reader import asker, compare, make_reader
from random_networks import CASES
from thorough import some

from cnnviz_helpers import export_explorable
from cnnviz_helpers.assets import LABELS, NETWORK, WEIGHTS

# What Keras does with numpy's arrays while it saves.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
HOSTILE = {
    f"{kind}: {name}": case for kind, cases in {"zip": ZIPS, "weights": BROKEN, "config": CONFIGS, "folder": EXPORTS}.items() for name, case in cases.items()
}
LONGEST = 2000  # ms, for any sentence
def with_weights(model):
    """The model with weights drawn at random; those of a Normalization stay, since it keeps what follows from them, too."""
    random = np.random.default_rng(0)
    for layer in model._flatten_layers(include_self=False):
        if not isinstance(layer, layers.Normalization) and not hasattr(layer, "layers"):
            for weight in layer.weights:
                if "float" in weight.dtype:
                    weight.assign(np.abs(random.normal(0.5, 0.3, weight.shape)).astype(np.float32))
    return model


def small():
    """The model that hostile files are made of."""
    return Sequential([Input((8, 8, 3)), layers.Conv2D(4, 3, name="conv"), layers.Flatten(name="flat"), layers.Dense(2, name="last")])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder of the page, with a good file."""
    folder = make_reader(tmp_path_factory.mktemp("reader"))
    model = with_weights(small())
    model.save(folder / "good.keras")
    export_explorable(model, folder / "export")
    return folder


@pytest.fixture(scope="module")
def good(folder):
    return Good(folder / "good.keras", {name: (folder / "export" / name).read_bytes() for name in (NETWORK, WEIGHTS, LABELS)})


@pytest.fixture(scope="module")
def call(browser, folder, serve):
    """A function that calls one of the functions in keras_file_checks.mjs; nothing may be asked for while it reads, and no error may be left over."""
    page = browser.new_page()
    yield asker(page, serve(folder))
    page.close()


@pytest.mark.parametrize("name", some([name for name in MODELS if name not in LARGE], *list(MODELS)[:21:2]))
def test_a_model_is_read_as_python_writes_it(call, folder, name, capsys):
    """Small ones of all sorts, and some that people use. Large ones are among what `make check` runs."""
    found = compare(call, folder, with_weights(MODELS[name]()), name)
    with capsys.disabled():
        print(f" {name}: {found['parameters']} parameters in {found['time']:.1f} ms", end="")


def as_classes(model):
    """The model, or one that puts its numbers in a row: a page wants one for each class."""
    output = model.outputs[0]
    return model if len(output.shape) == 2 else keras.Model(model.inputs[0], layers.Flatten(name="the_row")(output))


def test_kinds_and_options_are_read_as_python_writes_them(call, folder):
    """Some of all the cases that the engine is compared with; which, follows from their places in the list."""
    # A Lambda that does nothing is known to Python, which runs it; pictures have few channels.
    for name in [name for name in list(CASES)[::8] if name not in ("nothing when it predicts", "conv of single places without bias")]:
        compare(call, folder, as_classes(CASES[name]()), "case")


def test_ranges_and_parameters(call, folder):
    """A network that brings bytes to its own range says so; every number that was learned counts once."""
    found = {}
    for name, more in {"bytes": [layers.Rescaling(1 / 255)], "shares": [layers.Rescaling(2, -1)], "none": []}.items():
        Sequential([Input((8, 8, 3)), layers.Identity(), *more, layers.Flatten(), layers.Dense(3)]).save(folder / "range.keras")
        shutil.copy(folder / "export" / WEIGHTS, folder / "range.safetensors")
        found[name] = call("read", name="range")
    assert {name: one["range"] for name, one in found.items()} == {"bytes": "0..255", "shares": None, "none": None}
    assert {one["parameters"] for one in found.values()} == {192 * 3 + 3}


def test_all_ways_into_the_page_give_one_network(call, folder, good):
    """The .keras file, the same packed, the three files, a zip of their folder: the engine computes what Keras does."""
    picture = np.random.default_rng(5).uniform(-0.5, 0.5, (1, 8, 8, 3)).astype(np.float32)
    expected = np.asarray(with_weights(small())(picture)).ravel()
    (folder / "packed.keras").write_bytes(good.keras(method=8)["model.keras"])
    (folder / "folder.zip").write_bytes(zipped({f"my network/{name}": content for name, content in good.exported().items()}))
    exported = [f"export/{name}" for name in (NETWORK, WEIGHTS, LABELS)]
    ways = [("all", ["good.keras"]), ("all", ["packed.keras"]), ("all", exported), ("all", ["folder.zip"]), ("file", ["good.keras"]), ("folder", exported)]
    for way, names in ways:
        np.testing.assert_allclose(call("run", way=way, names=names, input=picture.ravel().tolist())["output"], expected, rtol=1e-5)


# Some of each kind.
@pytest.mark.parametrize("name", some(HOSTILE, *list(HOSTILE)[::10]))
def test_a_hostile_file_gets_a_sentence(call, folder, good, name):
    """One that was foreseen, soon; nothing is asked for, and nothing is left over."""
    make, words = HOSTILE[name]
    place = folder / "hostile"
    place.mkdir(exist_ok=True)
    files = make(good)
    for file, content in files.items():
        (place / file).write_bytes(content)
    found = call("refusal", names=[f"hostile/{file}" for file in files])
    assert found["sentence"] and found["isOurs"]
    assert re.search(words, found["sentence"]), found
    assert "Keras 2" in name or not found.get("cause"), found
    assert found["time"] < LONGEST
    assert found["sentence"].startswith(("Expected ", "The live figures cannot compute ")) and found["sentence"].endswith(".") and len(found["sentence"]) < 400


CHANGED = {
    "the file": ("good.keras", None),
    "its weights": ("good.keras", "model.weights.h5"),
    "its layers": ("good.keras", "config.json"),
    "a graph": ("rich.keras", "config.json"),
    "network.json": ("export.zip", "network.json"),
    "weights.safetensors": ("export.zip", "weights.safetensors"),
}


@pytest.mark.parametrize("name", some(CHANGED, "its weights", "a graph", "network.json"))
def test_whatever_stands_in_a_file_it_is_read_or_refused(call, folder, good, name, capsys):
    """A network, or a sentence, and never for long."""
    file, part = CHANGED[name]
    if file == "rich.keras":
        MODELS["rich"]().save(folder / file)
    elif file == "export.zip":
        (folder / file).write_bytes(zipped(good.exported()))
    found = call("changed", name=file, part=part, seeds=list(range(100)))
    causes = found.pop("causes")
    with capsys.disabled():
        print(f" {name}: {found}", end="")
    assert not found["others"] and found["refused"]
    assert found["longest"] < LONGEST
    assert len(causes) < 10, causes
