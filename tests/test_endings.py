"""How a network can end: the score before softmax is found however the softmax is spelled, or it is said that it cannot be."""

import functools

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from cnnviz_helpers import class_evidence, grad_cam, occlusion_map, plot_grad_cam, predict
from cnnviz_helpers.attribution.logit import find_logits

SHAPE = (6, 6, 3)
WEIGHTS = np.array([[30.0, -9, 4], [-7, 60, 2]], np.float32)  # large: a probability has no slope left
BIAS = np.array([0.5, -4, 1], np.float32)
IMAGE = np.random.default_rng(3).uniform(0, 1, SHAPE).astype(np.float32)


class OwnSoftmax(layers.Layer):
    """A softmax in a class of one's own."""

    def call(self, x):
        return keras.ops.softmax(x)


def network(*end, last="dense", **inside):
    """A convolution, pooled, and three scores; then `end`. `inside` is the activation of the dense layer."""
    keras.utils.set_random_seed(4)
    dense = layers.Dense(3, name=last, **inside)
    model = keras.Sequential([keras.Input(SHAPE), layers.Conv2D(2, 3, name="conv"), layers.GlobalAveragePooling2D(), dense, *end])
    dense.set_weights([WEIGHTS, BIAS])
    return model


def scores_and_map(model, image, class_index):
    """The scores before anything is done to them, and the Grad-CAM map of one class, from the weights."""
    conv = model.get_layer("conv")
    maps = np.array(tf.nn.conv2d(image[None], conv.kernel.numpy(), 1, "VALID"))[0] + conv.bias.numpy()  # (4, 4, 2)
    return maps.mean(axis=(0, 1)) @ WEIGHTS + BIAS, maps @ WEIGHTS[:, class_index] / 16


def functional(function):
    """The same network, its last step a function of Keras called on a symbolic tensor."""
    model = network()
    return keras.Model(model.inputs[0], function(model.outputs[0]))


INSIDE = {
    "its name": "softmax",
    "of activations": keras.activations.softmax,
    "of ops": keras.ops.softmax,
    "of TensorFlow": tf.nn.softmax,
    "an object": layers.Softmax(),
    "an object with another inside": layers.Activation(layers.Softmax()),
    "a partial": functools.partial(keras.activations.softmax, axis=-1),
    "a lambda": lambda x: tf.exp(x - tf.reduce_max(x, -1, True)) / tf.reduce_sum(tf.exp(x - tf.reduce_max(x, -1, True)), -1, True),
    "logarithms": "log_softmax",
    "logarithms of TensorFlow": tf.nn.log_softmax,
    "chances apart": "sigmoid",
    "chances apart, of ops": keras.ops.sigmoid,
}
SPELLINGS = {f"inside, {name}": functools.partial(network, activation=activation) for name, activation in INSIDE.items()} | {
    "a layer": lambda: network(layers.Softmax()),
    "along axis 1": lambda: network(layers.Softmax(axis=1)),
    "an activation's name": lambda: network(layers.Activation("softmax")),
    "an activation of TensorFlow": lambda: network(layers.Activation(tf.nn.softmax)),
    "a class of one's own": lambda: network(OwnSoftmax()),
    "a lambda layer": lambda: network(layers.Lambda(tf.nn.softmax)),
    "a function of Keras": lambda: functional(keras.ops.softmax),
    "a function of activations": lambda: functional(keras.activations.softmax),
    "a network": lambda: network(keras.Sequential([keras.Input((3,)), layers.Dropout(0.5), layers.Softmax()])),
    "before what does nothing": lambda: network(layers.Dropout(0.5), layers.Softmax(), layers.Identity(), layers.Activation("linear")),
}


@pytest.mark.parametrize("build", SPELLINGS.values(), ids=SPELLINGS)
def test_all_methods_find_the_score_before_it(build):
    """Computed from the weights. A probability of 0.99999 in its place would have a map of zeros."""
    model = build()
    for class_index in range(3):
        expected, cam_map = scores_and_map(model, IMAGE, class_index)
        cam, evidence = grad_cam(model, IMAGE, class_index), class_evidence(model, IMAGE, class_index)
        assert cam.score == pytest.approx(expected[class_index], rel=1e-4) and evidence.logit == pytest.approx(
            expected[class_index], rel=1e-4
        )
        np.testing.assert_allclose(cam.map, cam_map, rtol=1e-3, atol=1e-4)
        np.testing.assert_allclose(evidence.map, cam_map * 16, rtol=1e-3, atol=1e-3)
        assert occlusion_map(model, IMAGE, class_index, 3, 3, score="logit").base == pytest.approx(expected[class_index], rel=1e-4)


def test_one_sigmoid_has_one_score():
    """Its logit, where the chance itself would have no slope."""
    model = keras.Sequential(
        [keras.Input(SHAPE), layers.GlobalAveragePooling2D(name="pool"), layers.Dense(1, activation="sigmoid", name="one")]
    )
    model.get_layer("one").set_weights([np.array([[40.0], [20], [-5]]), np.array([0.25])])
    expected = IMAGE.mean(axis=(0, 1)) @ [40, 20, -5] + 0.25
    assert class_evidence(model, IMAGE, 0).logit == pytest.approx(expected, rel=1e-4)
    assert occlusion_map(model, IMAGE, 0, 3, 3, score="logit").base == pytest.approx(expected, rel=1e-4)


def head(*end):
    """A network inside that ends with a dense layer and `end`."""
    dense = layers.Dense(3, name="last", **({} if end else {"activation": "softmax"}))
    inner = keras.Sequential([keras.Input((2,)), dense, *end], name="head")
    dense.set_weights([WEIGHTS, BIAS])
    keras.utils.set_random_seed(4)
    return keras.Sequential([keras.Input(SHAPE), layers.Conv2D(2, 3, name="conv"), layers.GlobalAveragePooling2D(), inner])


@pytest.mark.parametrize("end", [(), (layers.Softmax(),)], ids=["inside its dense layer", "as a layer"])
def test_a_softmax_inside_a_network_inside(end):
    """The score before it is found there; where the score is a mean is not looked for inside, and that is said."""
    model = head(*end)
    expected, cam_map = scores_and_map(model, IMAGE, 1)
    cam = grad_cam(model, IMAGE, 1)
    assert cam.score == pytest.approx(expected[1], rel=1e-4)
    np.testing.assert_allclose(cam.map, cam_map, rtol=1e-3, atol=1e-4)
    assert occlusion_map(model, IMAGE, 1, 3, 3, score="logit").base == pytest.approx(expected[1], rel=1e-4)
    with pytest.raises(ValueError, match="class_evidence expects .* Try grad_cam or occlusion_map"):
        class_evidence(model, IMAGE, 1)


def test_of_two_softmaxes_the_last_one_counts():
    """What stands before it are the first one's chances."""
    model = network(layers.Softmax(), activation="softmax")
    chances = predict(network(activation="softmax"), IMAGE)[0]
    assert [grad_cam(model, IMAGE, i).score for i in range(3)] == pytest.approx(chances, abs=1e-5)


class Judge(keras.Model):
    """A model of its own, with a softmax that nobody sees."""

    def __init__(self):
        super().__init__(name="judge")
        self.dense = layers.Dense(3)

    def call(self, x):
        return keras.ops.softmax(self.dense(x))


HIDDEN = {
    "divided by a temperature": lambda: network(activation=lambda x: keras.ops.softmax(x / 3), last="end"),
    "in a class of one's own": lambda: keras.Sequential(
        [keras.Input(SHAPE), layers.Conv2D(2, 3), layers.GlobalAveragePooling2D(), Judge()]
    ),
    "in a wrapper": lambda: keras.Sequential(
        [
            keras.Input(SHAPE),
            layers.Conv2D(2, 3),
            layers.GlobalAveragePooling2D(),
            layers.SpectralNormalization(layers.Dense(3, activation="softmax"), name="end"),
        ]
    ),
    "before a reshaping": lambda: keras.Sequential(
        [
            keras.Input(SHAPE),
            layers.Conv2D(2, 3),
            layers.GlobalAveragePooling2D(keepdims=True),
            layers.Conv2D(3, 1, activation="softmax"),
            layers.Flatten(name="end"),
        ]
    ),
    "of a kind that is not known": lambda: network(activation="sparsemax", last="end"),
}


@pytest.mark.parametrize("build", HIDDEN.values(), ids=HIDDEN)
def test_a_softmax_that_cannot_be_seen_is_told(build):
    """The outputs add up to 1: a slope of a probability is given to nobody as one of a score."""
    model = build()
    for call in (grad_cam, lambda *given: occlusion_map(*given, 3, 3, score="logit")):
        with pytest.raises(
            ValueError, match="Expected a softmax as the last step, .* '(end|judge)' .* hides one; end the network in a layer Softmax"
        ):
            call(model, IMAGE, 0)
    assert occlusion_map(model, IMAGE, 0, 3, 3).base == pytest.approx(predict(model, IMAGE)[0, 0])


@pytest.mark.parametrize("activation", ["tanh", "relu", lambda x: 3 * x, None])
def test_other_endings_are_taken_as_they_are(activation):
    """They are scores already; the figure does not speak of a softmax then."""
    model = network(activation=activation)
    cam = grad_cam(model, IMAGE, 2, "conv")
    assert cam.score == pytest.approx(predict(model, IMAGE)[0, 2], rel=1e-5) and cam.before == ""


def test_the_figure_says_what_the_score_stands_before():
    """Softmax, sigmoid, or nothing."""
    for activation, words in (("softmax", ", before softmax: "), ("sigmoid", ", before sigmoid: "), (None, "score of the class: ")):
        figure = plot_grad_cam(IMAGE, grad_cam(network(activation=activation), IMAGE, 1))
        assert any(words in text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text")))


def test_a_network_for_pictures_of_any_size():
    """Whether a softmax hides in it is asked with a picture of some size."""
    model = keras.Sequential([keras.Input((None, None, 3)), layers.Conv2D(2, 3, name="conv"), layers.GlobalAveragePooling2D(), Judge()])
    with pytest.raises(ValueError, match="'judge' .* hides one"):
        find_logits(model)
