"""An activation is what it does, however it is spelled; and how far it reaches."""

import functools

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers
from safetensors.numpy import load_file

from cnnviz_helpers import (
    as_chain,
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
    chain = as_chain(model)
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


OTHERS = {
    "LeakyReLU": layers.LeakyReLU(),
    "ReLU": layers.ReLU(max_value=6.0),
    "PReLU": layers.PReLU(),
    "partial": functools.partial(keras.activations.relu, negative_slope=0.3),
    "<lambda>": lambda x: keras.ops.maximum(x, -0.1),
    "Halved": Halved(),
    "leaky_relu": tf.nn.leaky_relu,
    "relu6": "relu6",
    "gelu": "gelu",
    "silu": "silu",
}


@pytest.mark.parametrize("name", OTHERS)
def test_every_other_activation_is_named(name):
    """One sentence in place of a missing `__name__`; what needs no copy of it works."""
    model = network(OTHERS[name])
    with pytest.raises(
        ValueError, match=rf"cannot compute the layer 'conv' \(Conv2D\): it has the activation '{name}'; export a model without it"
    ):
        as_chain(model)
    np.testing.assert_allclose(layer_outputs(model, IMAGES, "conv")["conv"], model.layers[0](IMAGES), atol=1e-6)
    assert receptive_field(model, "conv").size == (3, 3) and plot_model(model)
    maps, bias = partial_maps(model, IMAGES[0], "conv", 1)
    before = keras.ops.conv(IMAGES[:1], model.layers[0].kernel)[0, ..., 1] + model.layers[0].bias[1]
    np.testing.assert_allclose(maps.sum(axis=-1) + bias, before, atol=1e-5)
    evidence = class_evidence(model, IMAGES[0], 2)
    assert evidence.mean + evidence.bias == pytest.approx(evidence.logit, abs=1e-5)


def test_a_partial_with_other_settings_is_another_activation():
    """As the name alone would not tell."""
    for activation in (functools.partial(keras.activations.softmax, axis=1), functools.partial(keras.activations.relu, max_value=2.0)):
        with pytest.raises(ValueError, match="the activation 'partial'"):
            describe(network(activation))


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
