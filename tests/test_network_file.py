"""A Keras model as files for the live figures: what is written, and which layers are refused by name. test_engine.py has the browser compute such files."""

import json

import keras
import numpy as np
import pytest
from keras import Input, Sequential, layers
from safetensors.numpy import load_file

from cnnviz_helpers import export_explorable
from cnnviz_helpers.assets import FOLDER, NETWORK, WEIGHTS
from cnnviz_helpers.networks.export import as_json, describe
from cnnviz_helpers.networks.kinds import KINDS, Kind
from cnnviz_helpers.networks.rebuild import rebuild


def chain(*more):
    """A network whose first layers are known, and then `more`."""
    return Sequential([Input((8, 8, 3)), layers.Conv2D(4, 3, name="first"), *more])


def branched():
    """A network in which two paths meet."""
    image = Input((8, 8, 3))
    left = layers.Conv2D(4, 3, padding="same")(image)
    return keras.Model(image, layers.Add(name="meeting")([left, layers.Conv2D(4, 1)(image)]))


def two_inputs():
    image, other = Input((8, 8, 3)), Input((8, 8, 3))
    return keras.Model([image, other], layers.Add()([image, other]))


def two_outputs():
    image = Input((8, 8, 3))
    return keras.Model(image, [layers.Conv2D(4, 3)(image), layers.Conv2D(2, 3)(image)])


def same_names():
    """Networks inside a network may use one name twice."""
    return Sequential([Input((8, 8, 3)), layers.Conv2D(4, 3, name="conv"), Sequential([Input((6, 6, 4)), layers.Conv2D(4, 3, name="conv")])])


def test_the_shipped_network_is_described_so(model, tmp_path):
    """What training wrote is what the exporter writes today, and the numbers are the same in single precision."""
    folder = export_explorable(model, tmp_path / "new" / "folder")
    assert (folder / NETWORK).read_text(encoding="utf-8") == (FOLDER / NETWORK).read_text(encoding="utf-8")
    ours, shipped = load_file(folder / WEIGHTS), load_file(FOLDER / WEIGHTS)
    assert set(ours) == set(shipped) and {array.dtype for array in ours.values()} == {np.dtype("float32")}
    for name, array in ours.items():
        np.testing.assert_array_equal(array, shipped[name].astype(np.float32))


def test_activations_inside_layers_become_layers(tmp_path):
    """Under a name that tells them apart; a linear one is none; a missing bias is zeros."""
    model = chain(layers.Dropout(0.5, name="drop"), layers.Flatten(name="flat"), layers.Dense(3, activation="softmax", use_bias=False, name="last"))
    export_explorable(model, tmp_path)
    written = json.loads((tmp_path / NETWORK).read_text(encoding="utf-8"))
    assert [(layer["name"], layer["kind"]) for layer in written["layers"]] == [
        *[("first", "conv"), ("drop", "identity"), ("flat", "flatten"), ("last", "dense"), ("last_softmax", "softmax")],
    ]
    assert written["layers"][0] | {"name": ""} == {"name": "", "kind": "conv", "filters": 4, "window": [3, 3], "strides": [1, 1], "padding": "valid"}
    assert written["input"] == [8, 8, 3] and written["classes"] == ["class 0", "class 1", "class 2"]
    arrays = load_file(tmp_path / WEIGHTS)
    shapes = {"first/kernel": (3, 3, 3, 4), "first/bias": (4,), "last/kernel": (144, 3), "last/bias": (3,)}
    assert {name: array.shape for name, array in arrays.items()} == shapes
    assert not arrays["last/bias"].any()


def test_classes_get_their_names():
    """Ten outputs are those of CIFAR-10, unless one names them; names must be as many as outputs."""
    ten = chain(layers.GlobalAveragePooling2D(), layers.Dense(10))
    assert describe(ten)["classes"][3] == "cat"
    assert describe(ten, [f"Ä{i}" for i in range(10)])["classes"][9] == "Ä9"
    assert "Ä9" in as_json(describe(ten, [f"Ä{i}" for i in range(10)]))
    with pytest.raises(ValueError, match="classes must be 10 texts, one for each class, got 2; give one name a class"):
        describe(ten, ["cat", "dog"])


def test_a_network_inside_is_taken_apart():
    inner = Sequential([Input((6, 6, 4)), layers.ReLU(name="relu"), Sequential([Input((6, 6, 4)), layers.MaxPooling2D(2, name="pool")])])
    assert [layer["name"] for layer in describe(chain(inner))["layers"]] == ["first", "relu", "pool"]


# What a Keras layer must be given to be made; those not named here need nothing.
NEEDED = {
    **{"Conv2D": {"filters": 5, "kernel_size": (2, 3), "strides": (1, 2), "padding": "same"}, "Dense": {"units": 3}},
    **dict.fromkeys(["MaxPooling2D", "AveragePooling2D"], {"pool_size": (3, 2), "strides": (2, 1), "padding": "same"}),
    **dict.fromkeys(["Dropout", "SpatialDropout2D", "GaussianDropout"], {"rate": 0.5}),
    **{"GaussianNoise": {"stddev": 1.0}, "RandomZoom": {"height_factor": 0.2}, "RandomTranslation": {"height_factor": 0.2, "width_factor": 0.1}},
    **dict.fromkeys(["RandomBrightness", "RandomContrast", "RandomRotation"], {"factor": 0.2}),
}


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, known in KINDS.items() for name in known.classes])
def test_every_kind_is_described_and_made_again(kind, name):
    """From each Keras layer that it comes from: the layer made from the description has that description, and gives the same."""
    layer = getattr(layers, name)(**NEEDED.get(name, {}), name="one")
    model = Sequential([Input((8, 7, 3)), layer])
    description = describe(model)
    assert [entry["kind"] for entry in description["layers"]] == [kind]
    weights = {f"one/{part}": array for part, array in zip(("kernel", "bias"), model.get_weights())}
    again, images = rebuild(description, weights), np.random.default_rng(1).uniform(-1, 1, (2, 8, 7, 3))
    assert describe(again) == description
    np.testing.assert_array_equal(again(images, training=False), model(images, training=False))


def test_a_setting_stays_the_number_that_it_is():
    """A slope of a quarter does not become 0; sizes are whole numbers, and all of it is JSON."""
    settings = Kind(("LeakyReLU",), {"slope": "negative_slope"}).describe(layers.LeakyReLU(negative_slope=0.25))
    assert json.loads(json.dumps(settings)) == {"slope": 0.25}
    assert json.dumps(KINDS["conv"].describe(layers.Conv2D(np.int64(4), 3)))[:13] == '{"filters": 4'


def test_an_unknown_kind_in_a_file_is_named():
    """With those that there are."""
    strange = {"input": [8, 8, 3], "classes": ["a"], "layers": [{"name": "middle", "kind": "attention"}]}
    with pytest.raises(ValueError, match="one of the kinds conv, dense, .*, but 'middle' is of the kind 'attention'; export the model again without it"):
        rebuild(strange, {})


REFUSED = {
    "norm": (layers.BatchNormalization(name="norm"), r"\(BatchNormalization\): it has a kind the live figures cannot compute"),
    "wide": (layers.Conv2D(4, 3, dilation_rate=2, name="wide"), "groups or dilation"),
    "grouped": (layers.Conv2D(4, 3, groups=2, name="grouped"), "groups or dilation"),
    "smooth": (layers.Conv2D(4, 3, activation="gelu", name="smooth"), "the activation 'gelu'"),
    "tanh": (layers.Activation("tanh", name="tanh"), "the activation 'tanh'"),
    "leaky": (layers.ReLU(negative_slope=0.1, name="leaky"), "a slope, a threshold or a largest value"),
    "capped": (layers.ReLU(max_value=6, name="capped"), "a slope, a threshold or a largest value"),
    "rows": (layers.Softmax(axis=1, name="rows"), "another axis than the last"),
    "border": (layers.ZeroPadding2D(name="border"), "a kind the live figures cannot compute"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_layer_outside_the_list_is_named(name, tmp_path):
    """With its kind, what is wrong with it, and what to do. Nothing is written."""
    layer, words = REFUSED[name]
    with pytest.raises(ValueError, match=f"cannot compute the layer '{name}' .*{words}.*; export a model without it"):
        export_explorable(chain(layer), tmp_path / "none")
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (branched, "Expected a model whose layers follow each other, but 'meeting' takes 2 inputs; export the part before it"),
        (two_inputs, "Expected a model with one input, got 2"),
        (two_outputs, "Expected a model with one output, got 2"),
        (lambda: chain(layers.MaxPooling2D(2, data_format="channels_first", name="firsts")), "channels along the last axis, but 'firsts' has them first"),
        (same_names, "Expected a name of its own for each layer, but 'conv' comes twice"),
        (lambda: Sequential([Input((None, None, 3)), layers.Conv2D(4, 3)]), r"an image input of fixed size \(H, W, C\), got \(None, None, 3\)"),
        (lambda: Sequential([Input((12,)), layers.Dense(3)]), r"an image input of fixed size \(H, W, C\), got \(12,\)"),
        (lambda: Sequential([layers.Conv2D(4, 3)]), "Keras model that knows its input"),
    ],
)
def test_a_model_that_is_no_chain_is_refused(make, words, tmp_path):
    with pytest.raises(ValueError, match=words):
        export_explorable(make(), tmp_path / "none")
    assert not (tmp_path / "none").exists()
