"""An activation is what it does, however it is spelled; and how far it reaches."""

import functools

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers
from safetensors.numpy import load_file

from cnnviz_helpers import (
    as_steps,
    class_evidence,
    export_explorable,
    grad_cam,
    layer_outputs,
    partial_maps,
    plot_model,
    predict,
    receptive_field,
)
from cnnviz_helpers.networks.export import describe

SHAPE = (8, 8, 3)
IMAGES = np.random.default_rng(5).uniform(-1, 1, (3, *SHAPE)).astype(np.float32)


class Halved:
    """A function in a class of one's own."""

    def __call__(self, x):
        return x / 2


class Squared:
    """A function that no kind of layer computes."""

    def __call__(self, x):
        return x * x


@keras.saving.register_keras_serializable("book")
def cut_off(x):
    """Like ReLU, under a name of one's own."""
    return keras.ops.maximum(x, 0)


def network(first="relu", last="softmax"):
    """A convolution with one activation inside and a dense layer with another."""
    keras.utils.set_random_seed(2)
    return keras.Sequential(
        [
            keras.Input(SHAPE),
            layers.Conv2D(4, 3, activation=first, name="conv"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(3, activation=last, name="dense"),
        ]
    )


RELUS = {
    "its name": "relu",
    "of activations": keras.activations.relu,
    "of ops": keras.ops.relu,
    "of TensorFlow": tf.nn.relu,
    "an object": layers.ReLU(),
    "a partial": functools.partial(keras.activations.relu, max_value=None),
    "a lambda": lambda x: keras.ops.maximum(x, 0.0),
    "a registered function": cut_off,
    "a leaky one without a leak": layers.LeakyReLU(negative_slope=0.0),
}
SOFTMAXES = {
    "an object": layers.Softmax(),
    "of ops": keras.ops.softmax,
    "of TensorFlow": tf.nn.softmax,
    "a partial": functools.partial(tf.nn.softmax, axis=-1),
}
PAIRS = {f"ReLU: {name}": (relu, "softmax") for name, relu in RELUS.items()} | {
    f"softmax: {name}": ("relu", softmax) for name, softmax in SOFTMAXES.items()
}


@pytest.mark.parametrize(("first", "last"), PAIRS.values(), ids=PAIRS)
def test_every_spelling_is_the_named_one(first, last, tmp_path):
    """The chain has the steps that it has with names, and gives what Keras gives; so does the file."""
    model, named = network(first, last), network()
    chain = as_steps(model)
    assert [layer.name for layer in chain.layers if "pooling" not in layer.name] == ["conv", "conv_relu", "dense", "dense_softmax"]
    np.testing.assert_allclose(predict(chain, IMAGES), model(IMAGES), atol=1e-6)
    np.testing.assert_allclose(
        layer_outputs(chain, IMAGES, "conv_relu")["conv_relu"], layer_outputs(model, IMAGES, "conv")["conv"], atol=1e-6
    )
    kinds = [layer["kind"] for layer in describe(named)["layers"]]
    assert [layer["kind"] for layer in describe(model)["layers"]] == kinds
    np.testing.assert_array_equal(
        load_file(export_explorable(model, tmp_path) / "weights.safetensors")["conv/kernel"], model.layers[0].kernel
    )
    assert grad_cam(model, IMAGES[0], 1).score == pytest.approx(grad_cam(named, IMAGES[0], 1).score, abs=1e-6)
    assert class_evidence(model, IMAGES[0], 1).logit == pytest.approx(class_evidence(named, IMAGES[0], 1).logit, abs=1e-6)


WITH_SETTINGS = {
    "LeakyReLU": (layers.LeakyReLU(), {"kind": "leaky-relu", "slope": 0.3}),
    "ReLU": (layers.ReLU(max_value=6.0), {"kind": "relu", "most": 6.0}),
    "a partial": (functools.partial(keras.activations.relu, negative_slope=0.15), {"kind": "leaky-relu", "slope": 0.15}),
    "a partial with a largest value": (functools.partial(keras.activations.relu, max_value=2.0), {"kind": "relu", "most": 2.0}),
    "of TensorFlow": (tf.nn.leaky_relu, {"kind": "leaky-relu", "slope": 0.2}),
    "relu6": ("relu6", {"kind": "relu", "most": 6.0}),
    "clipped": (lambda x: keras.ops.clip(x, 0, 1), {"kind": "relu", "most": 1.0}),
    "ELU": (layers.ELU(alpha=0.7), {"kind": "elu", "alpha": 0.7}),
    "gelu": ("gelu", {"kind": "gelu", "approximate": False}),
    "gelu of TensorFlow": (tf.nn.gelu, {"kind": "gelu", "approximate": False}),
    "gelu of ops": (keras.ops.gelu, {"kind": "gelu", "approximate": True}),
    "swish of TensorFlow": (tf.nn.swish, {"kind": "silu"}),
    "hard sigmoid in pieces": (lambda x: keras.ops.relu6(x + 3) / 6, {"kind": "hard-sigmoid"}),
    "an object that halves": (Halved(), {"kind": "rescale", "scale": 0.5, "offset": 0.0}),
}


@pytest.mark.parametrize("name", WITH_SETTINGS)
def test_settings_of_an_activation_are_found(name):
    """From what it does, as the layer of its kind has them; the copy computes the same."""
    activation, expected = WITH_SETTINGS[name]
    model = network(activation)
    assert describe(model)["layers"][1] == {"name": f"conv_{expected['kind']}", **expected}
    np.testing.assert_allclose(predict(as_steps(model), IMAGES), model(IMAGES), atol=1e-6)


def test_an_activation_in_half_precision_is_known():
    """By its name, as far as Keras has one; and what becomes infinite there is no other function."""
    for policy in ("mixed_float16", "mixed_bfloat16"):
        parts = [keras.Input(SHAPE), layers.Conv2D(4, 3, activation="elu", dtype=policy), layers.Lambda(keras.ops.exp, dtype=policy)]
        kinds = [layer["kind"] for layer in describe(keras.Sequential(parts))["layers"]]
        assert kinds == ["conv", "elu", "exponential"]


OTHERS = {
    "PReLU": layers.PReLU(),
    "<lambda>": lambda x: keras.ops.maximum(x, -0.1),
    "Squared": Squared(),
    "squareplus": "squareplus",
    "log_softmax": "log_softmax",
    "partial": functools.partial(keras.activations.softmax, axis=1),
}


@pytest.mark.parametrize("name", OTHERS)
def test_every_other_activation_is_named(name):
    """One sentence in place of a missing `__name__`; what needs no copy of it works."""
    model = network(OTHERS[name])
    with pytest.raises(
        ValueError, match=rf"cannot compute the layer 'conv' \(Conv2D\): it has the activation '{name}'; export a model without it"
    ):
        as_steps(model)
    np.testing.assert_allclose(layer_outputs(model, IMAGES, "conv")["conv"], model.layers[0](IMAGES), atol=1e-6)
    assert plot_model(model)
    if name != "partial":  # which joins places
        assert receptive_field(model, "conv").size == (3, 3)
    maps, bias = partial_maps(model, IMAGES[0], "conv", 1)
    before = keras.ops.conv(IMAGES[:1], model.layers[0].kernel)[0, ..., 1] + model.layers[0].bias[1]
    np.testing.assert_allclose(maps.sum(axis=-1) + bias, before, atol=1e-5)
    evidence = class_evidence(model, IMAGES[0], 2)
    assert evidence.mean + evidence.bias == pytest.approx(evidence.logit, abs=1e-5)


@pytest.mark.parametrize(
    "activation",
    [
        layers.Softmax(axis=1),
        functools.partial(keras.activations.softmax, axis=2),
        lambda x: keras.ops.roll(x, 1, axis=1),
        lambda x: x - keras.ops.mean(x, axis=(1, 2), keepdims=True),
    ],
    ids=["softmax down", "softmax across", "shifted", "less the mean"],
)
def test_an_activation_that_joins_places_has_no_known_reach(activation):
    """Inside a convolution, and as a layer."""
    inside = keras.Sequential([keras.Input(SHAPE), layers.Conv2D(2, 3, activation=activation, name="conv")])
    behind = keras.Sequential([keras.Input(SHAPE), layers.Conv2D(2, 3), layers.Activation(activation, name="conv")])
    for model in (inside, behind):
        with pytest.raises(ValueError, match="not known how far the activation '.*' of 'conv' reaches; ask for a layer before it"):
            receptive_field(model, "conv")
