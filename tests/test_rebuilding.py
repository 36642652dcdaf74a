"""What is kept when a network is taken apart, written and made again."""

import json

import keras
import numpy as np
import pytest
from keras import layers
from random_numbers import pictures, with_random_numbers

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


def test_the_copy_of_a_graph_keeps_every_setting():
    """Of layers with and without weights, also of the two that a separable convolution becomes."""
    picture = keras.Input(SHAPE, name="photo")
    first = layers.DepthwiseConv2D(3, padding="same", depthwise_regularizer="l2", name="alone", trainable=False)(picture)
    norm = layers.BatchNormalization(momentum=0.7, renorm=True, renorm_clipping={"rmax": 2.0}, gamma_constraint="non_neg", name="norm")(first)
    turned = layers.Conv2DTranspose(4, 3, strides=2, bias_constraint="max_norm", kernel_initializer="ones", name="turned")(norm)
    two = layers.SeparableConv2D(
        5,
        3,
        strides=2,
        name="two",
        use_bias=False,
        activation="silu",
        depthwise_constraint="non_neg",
        pointwise_constraint="max_norm",
        pointwise_initializer="he_normal",
    )(turned)
    slopes = layers.PReLU(alpha_regularizer="l1", name="slopes")(two)
    ends = [layers.LayerNormalization(axis=[1, 2], beta_initializer="ones", name="rows")(slopes), slopes * 2.0]
    model = keras.Model(picture, layers.Add(name="sum")(ends), name="ours")
    copy = as_steps(model)
    assert (copy.name, copy.inputs[0].name) == ("ours", "photo")
    for name in ("alone", "norm", "turned", "slopes", "rows", "sum"):
        before, after = (one.get_layer(name).get_config() for one in (model, copy))
        assert after == before, name
    alone, joined = copy.get_layer("two_depthwise"), copy.get_layer("two")
    assert type(alone.depthwise_constraint).__name__ == "NonNeg" and type(joined.kernel_constraint).__name__ == "MaxNorm"
    assert type(joined.kernel_initializer).__name__ == "HeNormal" and alone.strides == (2, 2) and joined.kernel_size == (1, 1)
    assert not (alone.use_bias or joined.use_bias) and copy.get_layer("two_silu")
    assert [layer.name for layer in copy.layers if layer.weights and not layer.trainable_weights] == ["alone"]
    with_random_numbers(model)
    np.testing.assert_allclose(predict(as_steps(model), IMAGES), predict(model, IMAGES), atol=1e-5)
    renormed = [len(one.get_layer("norm").weights) for one in (model, copy)]
    assert renormed == [7, 7]


@pytest.mark.parametrize(("policy", "near"), [("mixed_float16", 0.03), ("mixed_bfloat16", 0.2), ("float64", 1e-5)])
def test_every_precision_is_written_as_single(policy, near, tmp_path):
    """The copy computes in the model's precision, what is read from the files in single precision."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(policy)
    try:
        image = keras.Input((8, 8, 3))
        maps = layers.Activation("silu")(layers.BatchNormalization()(layers.SeparableConv2D(4, 3, padding="same")(layers.Rescaling(2.0)(image))))
        maps = layers.LayerNormalization()(layers.PReLU()(layers.Concatenate()([maps, image * 0.5 + 1.0])))
        model = with_random_numbers(keras.Model(image, layers.GlobalAveragePooling2D()(layers.Conv2DTranspose(3, 2, activation="elu")(maps))))
        images = pictures(model)
        expected = predict(model, images)
        np.testing.assert_allclose(predict(as_steps(model), images), expected, atol=near / 20)
    finally:
        keras.config.set_dtype_policy(before)
    read = read_again(export_explorable(model, tmp_path))
    assert {weight.dtype for weight in read.weights} == {"float32"}
    np.testing.assert_allclose(predict(read, images), expected, atol=near)


def test_what_a_normalization_has_seen_counts(tmp_path):
    """After `adapt`, and in a network inside that was built for pictures of any size."""
    norm = layers.Normalization(name="norm")
    norm.adapt(IMAGES * 3 + 1)
    inner = keras.Sequential([keras.Input((None, None, 3)), norm, layers.ZeroPadding2D(1, name="zeros"), layers.Conv2D(2, 3, name="conv")], name="inner")
    model = keras.Sequential([keras.Input(SHAPE), inner, layers.Flatten(name="flat"), layers.Dense(2, name="dense")])
    for again in (as_steps(model), read_again(export_explorable(model, tmp_path))):
        np.testing.assert_allclose(predict(again, IMAGES), predict(model, IMAGES), atol=1e-5)
        assert again.get_layer("flat").output.shape == (None, 32 * 32 * 2)


def test_a_network_inside_with_several_outputs(tmp_path):
    """Each layer reads its own of them; what nothing reads is left out."""
    image = keras.Input((8, 8, 3))
    maps = layers.Conv2D(3, 1, name="conv")(image)
    fork = keras.Model(image, [layers.ReLU(name="up")(maps), layers.Activation("tanh", name="flat")(maps), layers.Softmax(name="unread")(maps)], name="fork")
    photo = keras.Input((8, 8, 3))
    up, flat, _ = fork(photo)
    model = keras.Model(photo, layers.Subtract(name="difference")([flat, up]))
    assert {layer["name"] for layer in describe(model)["layers"]} == {"conv", "up", "flat", "difference"}
    images = pictures(model)
    for again in (as_steps(model), read_again(export_explorable(model, tmp_path))):
        np.testing.assert_allclose(predict(again, images), predict(model, images), atol=1e-6)
