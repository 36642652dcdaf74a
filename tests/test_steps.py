"""Steps of a network: those that do nothing when it predicts, each use of a layer, and functions of Keras that are no layers."""

import keras
import numpy as np
import pytest
from keras import layers

from cnnviz_helpers import as_steps, grad_cam, layer_outputs, plot_model, predict, receptive_field
from cnnviz_helpers.networks.export import describe

SHAPE = (8, 8, 3)
IMAGES = np.random.default_rng(5).uniform(-1, 1, (3, *SHAPE)).astype(np.float32)


def chain_of(*steps):
    """Steps between a convolution and the scores."""
    keras.utils.set_random_seed(3)
    return keras.Sequential(
        [
            keras.Input(SHAPE),
            layers.Conv2D(4, 3, name="conv"),
            *steps,
            layers.GlobalAveragePooling2D(),
            layers.Dense(3, name="dense"),
            layers.Softmax(name="softmax"),
        ]
    )


NOTHING = {
    "flipped at random": lambda: layers.RandomFlip(name="step"),
    "turned at random": lambda: layers.RandomRotation(0.2, name="step"),
    "contrast at random": lambda: layers.RandomContrast(0.5, name="step"),
    "erased at random": lambda: layers.RandomErasing(name="step"),
    "a pipeline of these": lambda: layers.Pipeline([layers.RandomFlip(), layers.RandomZoom(0.1)], name="step"),
    "a scale of 1": lambda: layers.Rescaling(1.0, name="step"),
    "a lambda": lambda: layers.Lambda(lambda x: x, name="step"),
    "an activation": lambda: layers.Activation(keras.ops.copy, name="step"),
}


@pytest.mark.parametrize("build", NOTHING.values(), ids=NOTHING)
def test_a_step_that_does_nothing_in_prediction(build):
    """In a chain, on the way to the scores, between a score and its pooled maps, and in a receptive field."""
    model, plain = chain_of(build()), chain_of()
    assert [layer["kind"] for layer in describe(model)["layers"] if layer["name"] == "step"] == ["identity"]
    np.testing.assert_allclose(predict(as_steps(model), IMAGES), predict(plain, IMAGES), atol=1e-6)
    assert receptive_field(model, "step").size == (3, 3)
    assert grad_cam(model, IMAGES[0], 1, "conv").score == pytest.approx(grad_cam(plain, IMAGES[0], 1).score, abs=1e-6)


def test_augmentation_in_front_stays_in_a_chain():
    """As a network of its own, as many write it: it does something in training, so the layers are kept; the picture is seen as it is."""
    front = keras.Sequential([keras.Input(SHAPE), layers.RandomFlip(name="flip"), layers.RandomZoom(0.3, name="zoom")], name="front")
    model = keras.Sequential(
        [keras.Input(SHAPE), front, layers.Conv2D(2, 3, name="conv"), layers.Flatten(), layers.Dense(2, activation="softmax")]
    )
    chain = as_steps(model)
    assert [type(layer).__name__ for layer in chain.layers[:3]] == ["RandomFlip", "RandomZoom", "Conv2D"] and chain.layers[
        1
    ].height_factor == 0.3
    np.testing.assert_allclose(predict(chain, IMAGES), predict(model, IMAGES), atol=1e-6)
    assert receptive_field(model, "front").size == (1, 1)


SOMETHING = {
    "CenterCrop": lambda: layers.CenterCrop(4, 4, name="step"),
    "Lambda": lambda: layers.Lambda(lambda x: x[:, ::-1], name="step"),
    "RandomCrop": lambda: layers.RandomCrop(4, 4, name="step"),
}


@pytest.mark.parametrize("name", SOMETHING)
def test_a_step_that_does_something_is_no_identity(name):
    with pytest.raises(ValueError, match=rf"cannot compute the layer 'step' \({name}\): it has a kind the live figures cannot compute"):
        describe(chain_of(SOMETHING[name]()))


SCALED = {
    "Rescaling": lambda: layers.Rescaling(1 / 255, name="step"),
    "Normalization": lambda: layers.Normalization(mean=0.5, variance=2.0, name="step"),
}


def test_a_scaled_or_normalised_picture_is_looked_at_place_by_place():
    for make in SCALED.values():
        assert receptive_field(chain_of(make()), "step").size == (3, 3)


def twice():
    """One ReLU behind two convolutions."""
    keras.utils.set_random_seed(6)
    image, relu = keras.Input(SHAPE), layers.ReLU(name="relu")
    maps = relu(layers.Conv2D(4, 3, name="two")(relu(layers.Conv2D(4, 3, name="one")(image))))
    return keras.Model(image, layers.Dense(3, activation="softmax", name="dense")(layers.GlobalAveragePooling2D(name="gap")(maps)))


def test_each_use_of_a_layer_is_a_step():
    """Under the layer's name with a number; by the name alone it is not known which is meant."""
    model = twice()
    one, two = model.get_layer("one"), model.get_layer("two")
    first = np.maximum(one(IMAGES), 0)
    outputs = layer_outputs(model, IMAGES)
    assert [name for name in outputs if "relu" in name] == ["relu_1", "relu_2"]
    assert list(outputs).index("relu_1") == list(outputs).index("one") + 1
    np.testing.assert_allclose(outputs["relu_1"], first, atol=1e-6)
    np.testing.assert_allclose(outputs["relu_2"], np.maximum(two(first), 0), atol=1e-6)
    np.testing.assert_allclose(layer_outputs(model, IMAGES, "relu_1")["relu_1"], first, atol=1e-6)
    assert receptive_field(model, "relu_1").size == (3, 3) and receptive_field(model, "relu_2").size == (5, 5)
    assert grad_cam(model, IMAGES[0], 0).layer == "relu_2" and plot_model(model)
    with pytest.raises(ValueError, match="'relu' is used 2 times in this model, .* ask for 'relu_1' or 'relu_2'"):
        layer_outputs(model, IMAGES, "relu")


def test_each_use_is_a_step_of_the_chain():
    """A ReLU, a convolution with its weights, and a network inside, each used twice."""
    model = twice()
    chain = as_steps(model)
    assert [layer.name for layer in chain.layers] == ["one", "relu_1", "two", "relu_2", "gap", "dense", "dense_softmax"]
    np.testing.assert_allclose(predict(chain, IMAGES), predict(model, IMAGES), atol=1e-6)
    image, conv = keras.Input(SHAPE), layers.Conv2D(3, 3, padding="same", name="conv")
    block = keras.Sequential([keras.Input(SHAPE), layers.Conv2D(3, 1, activation="relu", name="point")], name="block")
    shared = keras.Model(image, layers.Flatten(name="flat")(block(conv(block(conv(image))))))
    chain = as_steps(shared)
    assert [layer.name for layer in chain.layers] == ["conv_1", "point_1", "point_1_relu", "conv_2", "point_2", "point_2_relu", "flat"]
    np.testing.assert_allclose(predict(chain, IMAGES), predict(shared, IMAGES), atol=1e-5)


def test_a_functions_step_counts_as_the_layer_of_its_kind():
    """`keras.ops.relu` on a symbolic tensor."""
    image = keras.Input(SHAPE)
    maps = keras.ops.relu(layers.Conv2D(4, 3, name="conv")(image))
    model = keras.Model(image, keras.ops.softmax(layers.Dense(2, name="dense")(layers.GlobalAveragePooling2D(name="gap")(maps))))
    chain = as_steps(model)
    assert [type(layer).__name__ for layer in chain.layers] == ["Conv2D", "ReLU", "GlobalAveragePooling2D", "Dense", "Softmax"]
    np.testing.assert_allclose(predict(chain, IMAGES), predict(model, IMAGES), atol=1e-6)
    assert receptive_field(model, "gap").size == (8, 8)
