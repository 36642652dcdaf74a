"""The engine of the live figures in two browsers: its numbers are those of Keras, at every layer, and the comparison finds mistakes."""

import gzip
import json
from functools import partial

import numpy as np
import pytest
from engine_site import CHUNK, EngineSite
from firefox import Firefox
from thorough import some, thorough

from cnnviz_helpers.assets import NETWORK, WEIGHTS, asset_bytes
from cnnviz_helpers.explorables.files import packed, page_data
from cnnviz_helpers.networks.kinds import KINDS

LARGEST = 1e-4
LARGEST_PROBABILITY = 1e-5


@pytest.fixture(scope="module")
def site(tmp_path_factory, model, x_test):
    """The page with the engine, and Keras's numbers."""
    site = EngineSite(tmp_path_factory.mktemp("engine"), model, x_test)
    yield site
    site.close()


@pytest.fixture(scope="module", params=["chromium", thorough("firefox")])
def call(request, site, tmp_path_factory):
    """A function that calls one of the functions in engine_checks.mjs, in a browser."""
    if request.param == "chromium":
        page = request.getfixturevalue("browser").new_page()
    else:
        page = Firefox(tmp_path_factory.mktemp("profile"))
    page.goto(site.address)
    yield lambda name, argument=None: page.evaluate("([name, argument]) => checks[name](argument)", [name, argument])
    page.close()


@pytest.mark.parametrize(("is_compiled", "is_all"), [(True, False), (False, False), thorough(True, True)], ids=["compiled", "script", "all photos"])
def test_every_layer_is_that_of_keras(call, site, capsys, request, is_compiled, is_all):
    """The first and the last of 1,000 photos, noise, constants and extremes; or all of them."""
    chunks = site.chunks if is_all else [site.chunks[0], site.chunks[-1]]
    found = call("parity", {"chunks": chunks, "isCompiled": is_compiled})
    with capsys.disabled():
        print(f"\nlargest difference from Keras, {request.node.callspec.id}: " + ", ".join(f"{name} {value:.1e}" for name, value in found["worst"].items()))
    assert list(found["worst"]) == [layer.name for layer in site.model.layers]
    assert max(found["worst"].values()) <= LARGEST and found["worst"]["softmax"] <= LARGEST_PROBABILITY
    assert found["n_same"] == sum(len(site.batch(chunk)) for chunk in chunks)


BUGS = ["swapped axes", "BGR", "flipped kernel", "missing bias", "wrong padding", "rows for columns", "ReLU left out"]


@pytest.mark.parametrize("bug", some(BUGS, "flipped kernel", "wrong padding"))
def test_a_planted_bug_is_found(call, site, bug):
    """The same comparison, a hundred times its limit away."""
    found = call("parity", {"chunks": [0], "isCompiled": True, "bug": bug})
    assert max(found["worst"].values()) > 100 * LARGEST and found["n_same"] < CHUNK


def test_the_pictures_are_those_of_python(call):
    """Pixel for pixel, and so are the numbers that go into the network."""
    assert call("sprite") == {"pixels": 0, "inputs": 0}


def networks():
    """{name: a list of layers that follow an input of some size}: what the book's own network does not have."""
    from keras import Input, Sequential, ops
    from keras.layers import Activation, AveragePooling2D, Conv2D, Dense, Dropout, Flatten, GaussianNoise, GlobalAveragePooling2D
    from keras.layers import GlobalMaxPooling2D, MaxPooling2D, RandomFlip, ReLU, Softmax

    return {
        "steps of two, same, 5 x 5, even size": [Input((12, 10, 3)), Conv2D(8, 5, strides=2, padding="same"), ReLU(), Flatten(), Dense(3)],
        "steps of two, valid, odd size": [Input((13, 11, 3)), Conv2D(9, 3, strides=2), Conv2D(4, 2, strides=(1, 2), padding="same")],
        "an even kernel, steps of three": [Input((16, 17, 2)), Conv2D(6, 4, strides=3, padding="same"), Conv2D(5, (1, 3))],
        "mean pool with a border": [Input((7, 8, 3)), AveragePooling2D(3, strides=2, padding="same"), Conv2D(3, 1), GlobalAveragePooling2D()],
        "max pools that overlap, and that leave a rest": [
            *[Input((11, 9, 5)), MaxPooling2D(3, strides=1, padding="same"), MaxPooling2D(2), AveragePooling2D((1, 2))],
        ],
        "global max pool, dense of three": [Input((6, 6, 3)), Conv2D(10, 3), GlobalMaxPooling2D(), Dense(3, use_bias=False)],
        "activations inside layers": [
            *[Input((8, 8, 3)), Conv2D(8, 3, activation="relu"), Flatten(), Dense(7, activation="relu"), Dense(3, activation="softmax")],
        ],
        "softmax at each place": [Input((5, 4, 3)), Conv2D(6, 1), Activation("relu"), Dense(4), Softmax()],
        "softmax between convolutions": [Input((6, 6, 3)), Conv2D(5, 3, activation="softmax"), Conv2D(4, 2)],
        "noise, dropout, a network inside": [
            *[Input((8, 8, 3)), GaussianNoise(0.3)],
            Sequential([Input((8, 8, 3)), Conv2D(8, 3, activation="relu"), Sequential([MaxPooling2D(2), Dropout(0.5)])]),
            *[Activation("linear"), Flatten(), Dropout(0.5), Dense(10)],
        ],
        "tiles: odd sizes, and filters that fill no block": [Input((9, 7, 4)), Conv2D(20, 3, padding="same"), Conv2D(12, 3), Conv2D(4, 3, padding="same")],
        "tiles: three places, and a single one": [Input((3, 5, 4)), Conv2D(36, 3), Conv2D(4, (1, 3)), Conv2D(24, 3, padding="same")],
        "tiles, and what does not fit into them": [Input((10, 8, 8)), Conv2D(8, 3), Conv2D(6, 3), Conv2D(8, 3, padding="same"), Conv2D(4, 3, strides=2)],
        "pooled maps that stay maps": [Input((8, 6, 3)), Conv2D(5, 3), GlobalAveragePooling2D(keepdims=True), Conv2D(4, 1), Flatten(), Softmax(axis=1)],
        "activations as objects and functions": [
            *[Input((8, 8, 3)), RandomFlip(), Conv2D(6, 3, activation=ReLU()), Conv2D(5, 3, activation=lambda x: ops.maximum(x, 0))],
            *[GlobalMaxPooling2D(keepdims=True), Flatten(), Dense(3, activation=partial(ops.softmax, axis=-1))],
        ],
        "one colour, twenty filters": [
            *[Input((9, 9, 1)), Conv2D(20, (7, 1), padding="same", activation="relu"), Conv2D(33, 3), GlobalAveragePooling2D(), Dense(1)],
        ],
    }  # fmt: skip


NETWORKS = 16


@pytest.fixture(scope="module")
def others(site):
    """The names of the folders of those networks: random weights and biases, three random pictures each."""
    import keras

    random = np.random.default_rng(3)
    for i, layers in enumerate(networks().values()):
        model = keras.Sequential(layers)
        model.set_weights([random.normal(0, 0.4, weights.shape) for weights in model.get_weights()])
        site.add_network(f"network-{i}", model, random.uniform(-1, 1, (3, *model.input_shape[1:])).astype(np.float32))
    return dict(zip(networks(), (f"network-{i}" for i in range(NETWORKS))))


def test_the_table_of_the_books_kinds_is_whole(call):
    """Of each all that a figure asks for. test_every_kind.py holds all kinds against Python's table."""
    found = call("kinds")
    assert set(found["known"]) < set(KINDS) and found["incomplete"] == []


def test_networks_of_other_kinds(call, site, others):
    """Every kind of layer that the book's network has, and some like it, compiled and in script."""
    assert len(others) == len(networks()) == NETWORKS
    files = [json.loads((site.folder / folder / NETWORK).read_text(encoding="utf-8")) for folder in others.values()]
    assert {layer["kind"] for file in files for layer in file["layers"]} == set(call("kinds")["known"])
    for name, folder in others.items():
        found = call("generic", folder)
        assert max(found.values()) <= LARGEST, (name, found)


@pytest.mark.parametrize("is_old", [False, True], ids=["as it is", "without Float16Array"])
def test_half_and_single_precision_are_read_exactly(call, site, is_old):
    """Small ones, large ones, the smallest, infinities and NaN: what the page reads is what NumPy wrote."""
    from safetensors.numpy import save_file

    bits = np.arange(0, 65536, 7, dtype=np.uint16)  # with all exponents
    arrays = {
        "half": bits.view(np.float16).reshape(-1, 1),
        "single": np.array([0.1, -0.0, 1e-45, 3e38, np.inf, -np.inf, np.nan], np.float32),
        "whole": np.array([[-5, 7]], np.int32),
    }
    save_file(arrays, site.folder / "numbers.safetensors")
    found = call("read", ["numbers.safetensors", is_old])
    assert set(found) == set(arrays)
    for name, array in arrays.items():
        assert found[name]["shape"] == list(array.shape)
        np.testing.assert_array_equal(np.array([float(value) for value in found[name]["values"]]), array.ravel().astype(np.float64))


def test_small_facts(call):
    """One filter alone, filters switched off, layers kept, softmax of large scores, errors: see engine_facts.mjs."""
    facts = call("facts")
    assert len(facts) == 22 and [fact for fact, holds in facts.items() if not holds] == [], json.dumps(facts)


@pytest.mark.thorough("weights arrive whole wherever numbers are compared in a quick run")
def test_weights_travel_packed_and_arrive_whole(call, site):
    """Byte for byte those of Python's file, of an even number of bytes and of an odd one; browsers that cannot decompress ask for the file itself."""
    weights = asset_bytes(WEIGHTS)
    assert call("arrival", {"folder": ".", "name": WEIGHTS}) == list(weights)
    site.answers["/odd/a.safetensors.packed"] = lambda: packed(b"seven b")
    assert call("arrival", {"folder": "odd", "name": "a.safetensors"}) == list(b"seven b")
    site.answers["/old/a.safetensors"] = lambda: b"as it is"
    assert call("arrival", {"folder": "old", "name": "a.safetensors", "isOld": True}) == list(b"as it is")


@pytest.mark.parametrize(
    "spoilt",
    [packed(b"many weights")[:-9], packed(b"many weights")[:14] + b"?" + packed(b"many weights")[15:], b"<!doctype html>"],
    ids=["cut off", "changed", "another file"],
)
def test_damaged_weights_are_named(call, site, spoilt):
    site.answers["/damaged/a.safetensors.packed"] = lambda: spoilt
    assert call("arrival", {"folder": "damaged", "name": "a.safetensors"}) == "a.safetensors came incomplete or damaged; reload the page."


def test_packed_weights_are_smaller_than_compressed_ones():
    """A seventh smaller than the file, and smaller than a host makes it that compresses what it sends."""
    weights, fetched = asset_bytes(WEIGHTS), page_data()[f"{WEIGHTS}.packed"]
    assert len(fetched) < 6.1 / 7 * len(weights) and len(fetched) < 0.95 * len(gzip.compress(weights, 9))
