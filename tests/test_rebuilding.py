"""What is kept when a network is taken apart, written and made again."""

import json

import keras
import numpy as np
import pytest
from keras import layers

from cnnviz_helpers import as_steps, export_explorable, predict
from cnnviz_helpers.networks.export import describe
from cnnviz_helpers.networks.rebuild import OwnNetwork

SHAPE = (32, 32, 3)
IMAGES = np.random.default_rng(13).uniform(-0.5, 0.5, (2, *SHAPE)).astype(np.float32)


def read_again(folder):
    """The network in the files of a folder."""
    return OwnNetwork({file.name: file.read_bytes() for file in folder.iterdir()}).model


def kept_sizes(pooling):
    """Pooled maps that stay maps, of one place, and a convolution as the last sum."""
    return keras.Sequential(
        [
            keras.Input(SHAPE),
            layers.Conv2D(4, 3, name="conv"),
            pooling(keepdims=True, name="pool"),
            layers.Conv2D(5, 1, name="scores"),
            layers.Flatten(name="flat"),
            layers.Softmax(),
        ]
    )


@pytest.mark.parametrize("pooling", [layers.GlobalAveragePooling2D, layers.GlobalMaxPooling2D])
def test_pooled_maps_that_stay_maps(pooling, tmp_path):
    """In the chain, in the file, and in the network read from it; the file says no word of it where it is not so."""
    model = kept_sizes(pooling)
    folder = export_explorable(model, tmp_path / "kept")
    for again in (as_steps(model), read_again(folder)):
        assert again.get_layer("pool").output.shape == (None, 1, 1, 4)
        np.testing.assert_allclose(predict(again, IMAGES), predict(model, IMAGES), atol=1e-6)
    entry = {layer["name"]: layer for layer in json.loads((folder / "network.json").read_text())["layers"]}["pool"]
    assert entry["keepdims"] is True
    plain = keras.Sequential([keras.Input(SHAPE), pooling(name="pool")])
    assert "keepdims" not in describe(plain)["layers"][0]


def test_a_chain_keeps_every_setting():
    """Names, precision, what is frozen, how weights begin and are held, what dropout leaves, and a missing bias."""
    parts = [
        layers.Conv2D(
            4,
            (3, 5),
            strides=(2, 1),
            padding="same",
            use_bias=False,
            activation="relu",
            name="conv",
            kernel_initializer="he_normal",
            trainable=False,
        ),
        layers.SpatialDropout2D(0.3, name="drop"),
        layers.AveragePooling2D((2, 3), strides=(1, 2), padding="same", name="mean"),
        layers.GaussianNoise(0.2, name="noise"),
        layers.Flatten(name="flat"),
        layers.Dense(
            3,
            activation="softmax",
            name="dense",
            kernel_regularizer=keras.regularizers.L2(0.01),
            bias_initializer="ones",
            kernel_constraint="max_norm",
        ),
    ]
    model = keras.Sequential([keras.Input(SHAPE, name="photo"), *parts], name="ours")
    chain = as_steps(model)
    assert (chain.name, chain.inputs[0].name) == ("ours", "photo")
    for layer in parts:
        before, after = ({**one.get_config(), "activation": None} for one in (layer, chain.get_layer(layer.name)))
        assert after == before
    assert [weight.path.split("/", 1)[1] for weight in chain.trainable_weights] == ["dense/kernel", "dense/bias"]
    assert not chain.get_layer("conv").use_bias and len(chain.get_layer("conv").weights) == 1
    np.testing.assert_allclose(predict(chain, IMAGES), predict(model, IMAGES), atol=1e-6)


def test_a_dense_layer_on_maps_and_a_softmax_over_channels(tmp_path):
    """Both compute place by place; a softmax along axis 3 of maps, or 1 of a row, is one over the last."""
    places = keras.Sequential(
        [
            keras.Input(SHAPE),
            layers.Dense(4, name="point"),
            layers.Softmax(axis=3, name="shares"),
            layers.GlobalMaxPooling2D(name="pool"),
            layers.Softmax(axis=1),
        ]
    )
    for again in (as_steps(places), read_again(export_explorable(places, tmp_path))):
        np.testing.assert_allclose(predict(again, IMAGES), predict(places, IMAGES), atol=1e-6)
