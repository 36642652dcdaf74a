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
from cnnviz_helpers.networks.rebuild import rebuild


def chain(*more):
    """A network whose first layers are known, and then `more`."""
    return Sequential([Input((8, 8, 3)), layers.Conv2D(4, 3, name="first"), *more])


def two_inputs():
    image, other = Input((8, 8, 3)), Input((8, 8, 3))
    return keras.Model([image, other], layers.Add()([image, other]))


def two_outputs():
    image = Input((8, 8, 3))
    return keras.Model(image, [layers.Conv2D(4, 3)(image), layers.Conv2D(2, 3)(image)])


def called_input():
    return chain(layers.ReLU(name="input"))


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


def test_names_inside_networks_are_told_apart():
    """By the network's name, where two have the same; those that are unique stay, and so do those of the model itself."""
    inner = [Sequential([Input((None, None, 4)), layers.Conv2D(4, 1, name="conv"), layers.ReLU(name=f"relu_{i}")], name=f"eyes_{i}") for i in range(2)]
    model = Sequential([Input((8, 8, 3)), layers.Conv2D(4, 1, activation="relu", name="conv"), *inner, layers.ReLU(name="conv_relu")])
    names = [layer["name"] for layer in describe(model)["layers"]]
    assert names == ["conv", "conv_relu_2", "eyes_0_conv", "relu_0", "eyes_1_conv", "relu_1", "conv_relu"]


def test_a_layer_says_what_it_reads():
    """Where it is not the one before it, which a reader takes for granted; "input" is the picture."""
    image = Input((8, 8, 3))
    maps = layers.Conv2D(3, 1, name="conv")(image)
    model = keras.Model(image, layers.ReLU(name="relu")(layers.Add(name="sum")([layers.Conv2D(3, 3, padding="same", name="other")(image), image + maps])))
    entries = {layer["name"]: layer.get("inputs") for layer in describe(model)["layers"]}
    (plus,) = set(entries) - {"conv", "relu", "sum", "other"}
    assert entries == {"conv": None, plus: ["input", "conv"], "other": ["input"], "sum": ["other", plus], "relu": None}


def test_a_single_sigmoid_has_two_classes():
    """Its number is the chance of the second. One number of another end stays one."""
    flat = [layers.Flatten(), layers.Dense(1, name="score")]
    assert describe(chain(*flat, layers.Activation("sigmoid")))["classes"] == ["class 0", "class 1"]
    assert describe(chain(*flat, layers.Activation("sigmoid")), ["cat", "dog"])["classes"] == ["cat", "dog"]
    assert describe(chain(*flat))["classes"] == ["class 0"]


def test_a_setting_stays_the_number_that_it_is():
    """A slope of a quarter does not become 0; sizes are whole numbers; what is usual is left out; and all of it is JSON."""
    parts = [layers.LeakyReLU(negative_slope=np.float32(0.25)), layers.ReLU(max_value=6), layers.ReLU(threshold=0.5), layers.Conv2D(np.int64(2), 1)]
    entries = json.loads(json.dumps(describe(chain(*parts))))["layers"]
    assert [{key: value for key, value in entry.items() if key != "name"} for entry in entries[1:]] == [
        {"kind": "leaky-relu", "slope": 0.25},
        {"kind": "relu", "most": 6},
        {"kind": "relu", "threshold": 0.5},
        {"kind": "conv", "filters": 2, "window": [1, 1], "strides": [1, 1], "padding": "valid"},
    ]


def test_arrays_lie_as_maps(tmp_path):
    """Of three axes, with ones where a number stands for all places; missing ones are ones or zeros."""
    parts = [
        layers.BatchNormalization(scale=False, name="batch"),
        layers.LayerNormalization(axis=[1, 2], center=False, name="layer"),
        layers.PReLU(shared_axes=[1], name="slopes"),
        layers.Conv2DTranspose(5, 2, use_bias=False, name="turned"),
        layers.SeparableConv2D(7, 3, depth_multiplier=2, use_bias=False, name="two"),
        layers.Normalization(axis=None, mean=0.5, variance=4.0, name="scaled"),
        layers.Flatten(),
        layers.LayerNormalization(name="row"),
    ]
    arrays = load_file(export_explorable(chain(*parts), tmp_path) / WEIGHTS)
    assert {name: array.shape for name, array in arrays.items() if not name.startswith("first")} == {
        **dict.fromkeys(["batch/gamma", "batch/beta", "batch/mean", "batch/variance"], (4,)),
        **dict.fromkeys(["layer/gamma", "layer/beta"], (6, 6, 1)),
        "slopes/alpha": (1, 6, 4),
        "turned/kernel": (2, 2, 5, 4),
        "turned/bias": (5,),
        "two_depthwise/kernel": (3, 3, 5, 2),
        "two_depthwise/bias": (10,),
        "two/kernel": (1, 1, 10, 7),
        "two/bias": (7,),
        **dict.fromkeys(["scaled/mean", "scaled/variance"], (7,)),
        **dict.fromkeys(["row/gamma", "row/beta"], (1, 1, 175)),
    }
    assert (arrays["batch/gamma"] == 1).all() and not arrays["layer/beta"].any() and not arrays["two_depthwise/bias"].any()
    assert (arrays["scaled/mean"] == 0.5).all() and (arrays["scaled/variance"] == 4).all()


def test_an_unknown_kind_in_a_file_is_named():
    """With those that there are."""
    strange = {"input": [8, 8, 3], "classes": ["a"], "layers": [{"name": "middle", "kind": "attention"}]}
    with pytest.raises(ValueError, match="one of the kinds conv, general-conv, .*, but 'middle' is of the kind 'attention'; export the model again without it"):
        rebuild(strange, {})


REFUSED = {
    "group": (layers.GroupNormalization(2, name="group"), r"\(GroupNormalization\): it has a kind the live figures cannot compute"),
    "rows": (layers.Softmax(axis=1, name="rows"), "another axis than the last"),
    "norm": (layers.BatchNormalization(axis=1, name="norm"), "another axis than the last"),
    "scaled": (layers.Normalization(axis=(1, 3), name="scaled"), "another axis than the last"),
    "half": (layers.Normalization(axis=(1,), mean=0.5, variance=2.0, name="half"), "another axis than the last"),
    "batch": (layers.LayerNormalization(axis=[0, 3], scale=False, center=False, name="batch"), "the axis of the batch"),
    "square": (layers.Activation(keras.ops.square, name="square"), "the activation 'square'"),
    "smooth": (layers.Conv2D(4, 3, activation="squareplus", name="smooth"), "the activation 'squareplus'"),
    "cubic": (layers.UpSampling2D(2, interpolation="bicubic", name="cubic"), "the interpolation 'bicubic'"),
    "sharp": (layers.Resizing(4, 4, "lanczos5", name="sharp"), "the interpolation 'lanczos5'"),
    "cut": (layers.Resizing(4, 5, crop_to_aspect_ratio=True, name="cut"), "cropping or padding to keep a ratio"),
    "soft": (layers.Resizing(4, 5, antialias=True, name="soft"), "antialiasing"),
    "places": (layers.Rescaling(np.arange(24).reshape(6, 1, 4), name="places"), "numbers that differ from place to place"),
    "deep": (layers.Reshape((2, 3, 6, 4), name="deep"), r"an output of the shape \(2, 3, 6, 4\), where one to three known sizes are expected"),
    "rest": (layers.Lambda(lambda x: x % 1, name="rest"), "a kind the live figures cannot compute"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_layer_outside_the_list_is_named(name, tmp_path):
    """With its kind, what is wrong with it, and what to do. Nothing is written."""
    layer, words = REFUSED[name]
    with pytest.raises(ValueError, match=f"cannot compute the layer '{name}' .*{words}.*; export a model without it"):
        export_explorable(chain(layer), tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_pictures_are_not_mixed():
    """Where the batch has a fixed size, nothing but the order of the axes tells that each picture no longer keeps its own numbers."""
    image = Input(batch_shape=(3, 3, 3, 3))
    for function in (lambda x: keras.ops.transpose(x, (1, 0, 2, 3)), lambda x: keras.ops.concatenate([x, x], axis=0)):
        with pytest.raises(ValueError, match="cannot compute the layer '(transpose|concatenate)"):
            describe(keras.Model(image, function(image)))


def test_what_a_layer_reads_beside_the_network_is_named():
    """Numbers, which the file has no place for, and a mask."""
    image = Input((8, 8, 3))
    numbers = keras.Model(image, layers.Add(name="plus")([image, keras.ops.ones((1, 8, 8, 3))]))
    masked = keras.Model(image, layers.Softmax(name="masked")(image, mask=image))
    for model, words in ((numbers, "'plus' (Add): it has numbers of its own among those that it reads"), (masked, "'masked' (Softmax): it has 2 inputs")):
        with pytest.raises(ValueError) as refusal:
            describe(model)
        assert words in str(refusal.value)


FUNCTIONS = {
    "Divide": lambda x: 1 / (x + 2),
    "Mean": lambda x: keras.ops.mean(x, axis=3),
    "Max": lambda x: keras.ops.max(x, axis=(1, 2), initial=0.0),
    "Concatenate": lambda x: keras.ops.concatenate([x, x], axis=0),
    "Reshape": lambda x: keras.ops.reshape(x, (-1, 3)),
    "Transpose": lambda x: keras.ops.transpose(x, (1, 0, 2, 3)),
    "Pad": lambda x: keras.ops.pad(x, ((0, 0), (1, 1), (0, 0), (0, 0)), mode="reflect"),
    "Add": lambda x: x + np.arange(8).reshape(8, 1, 1),
    "Multiply": lambda x: x * layers.GlobalMaxPooling2D()(x),
    "MaxPool": lambda x: keras.ops.max_pool(x, 2, data_format="channels_first"),
    "GetItem": lambda x: x[:, 1:],
    "Square": lambda x: keras.ops.square(x),
    "Concatenate with numbers": lambda x: keras.ops.concatenate([x, np.ones((1, 8, 8, 3), np.float32)], axis=3),
}


@pytest.mark.parametrize("kind", FUNCTIONS)
def test_a_function_that_no_kind_computes_is_named(kind):
    """By the name that Keras gives to its use, and by its kind."""
    image = Input((8, 8, 3))
    model, kind = keras.Model(image, FUNCTIONS[kind](image)), kind.split()[0]
    with pytest.raises(ValueError, match=rf"cannot compute the layer '{kind.lower()[:3]}.*' \({kind}|TrueDivide\): it has .*; export a model without it"):
        describe(model)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (two_inputs, "Expected a model with one input, got 2"),
        (two_outputs, "Expected a model with one output, got 2"),
        (lambda: chain(layers.MaxPooling2D(2, data_format="channels_first", name="firsts")), "channels along the last axis, but 'firsts' has them first"),
        (called_input, "Expected a name of its own for each layer, but 'input' comes twice, as it is the picture's; give the layer another name"),
        (lambda: Sequential([Input((None, None, 3)), layers.Conv2D(4, 3)]), r"an image input of fixed size \(H, W, C\), got \(None, None, 3\)"),
        (lambda: Sequential([Input((12,)), layers.Dense(3)]), r"an image input of fixed size \(H, W, C\), got \(12,\)"),
        (lambda: Sequential([layers.Conv2D(4, 3)]), "Keras model that knows its input"),
        (lambda: keras.Model(image := Input((8, 8, 3)), image), "at least one layer, got none"),
    ],
)
def test_a_model_that_is_no_network_of_known_layers_is_refused(make, words, tmp_path):
    with pytest.raises(ValueError, match=words):
        export_explorable(make(), tmp_path / "none")
    assert not (tmp_path / "none").exists()
