"""Grad-CAM: the axioms, on a model solved by hand, on the book's network and on borrowed layers."""

import keras
import numpy as np
import pytest
from borrowed_models import BORROWED, SHAPE, small_net
from keras import layers

from cnnviz_helpers import class_evidence, grad_cam, layer_outputs, occlusion_map

MAPS = np.array([[[1, 2], [3, 0]], [[0, 2], [4, 0]]], np.float32)  # (2, 2, 2): the two maps of chapter 12
WEIGHTS = np.array([1, -1, 0, -1, 2, 0, 1, -2], np.float32)  # place by place, at each place map by map


def flattened(bias=0.0, **last):
    """The identity, flattened, then a dense layer: the slope of each unit is its weight."""
    model = keras.Sequential([keras.Input((2, 2, 2)), layers.Identity(name="maps"), layers.Flatten(), layers.Dense(2, name="dense", **last)])
    model.get_layer("dense").set_weights([np.stack([WEIGHTS, -WEIGHTS], axis=1), np.array([bias, 0], np.float32)])
    return model


def test_by_hand():
    """The calculation of the chapter: mean slopes 1 and -1; the map adds up to 4, the score is 3."""
    cam = grad_cam(flattened(), MAPS, 0)
    assert cam.weights.tolist() == [1, -1]
    assert cam.map.tolist() == [[-1, 3], [-2, 4]]
    assert (cam.score, cam.layer) == (3, "maps")
    assert grad_cam(flattened(), MAPS, 1).map.tolist() == [[1, -3], [2, -4]]


def test_the_papers_map_has_no_negative_number():
    assert grad_cam(flattened(), MAPS, 0, relu=True).map.tolist() == [[0, 3], [0, 4]]


@pytest.mark.parametrize("end", [{"activation": "softmax"}, layers.Softmax(), layers.Activation("softmax")], ids=["inside", "layer", "activation"])
def test_the_score_is_the_one_before_softmax(end):
    """Slopes of a probability would depend on the other class."""
    model = flattened(0.5, **end) if isinstance(end, dict) else keras.Sequential([keras.Input((2, 2, 2)), *flattened(0.5).layers, end])
    cam = grad_cam(model, MAPS, 0, "maps")
    assert cam.score == pytest.approx(3.5) and cam.map.ravel() == pytest.approx([-1, 3, -2, 4])


ENDINGS = {
    "layer": lambda: [layers.Dense(2), layers.Softmax()],
    "activation": lambda: [layers.Dense(2), layers.Activation("softmax")],
    "inside": lambda: [layers.Dense(2, activation="softmax")],
    "inside, no bias": lambda: [layers.Dense(2, activation="softmax", use_bias=False)],
    "before dropout": lambda: [layers.Dropout(0.5), layers.Dense(2), layers.Softmax(), layers.Activation("linear")],
}


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_all_three_methods_find_the_same_logit(ending):
    """However the softmax is spelled; by hand: the mean of a map of ones, times its weight, plus the bias."""
    model = keras.Sequential([keras.Input((4, 4, 1)), layers.Identity(name="maps"), layers.GlobalAveragePooling2D(), *ending()])
    dense = next(layer for layer in model.layers if isinstance(layer, layers.Dense))
    dense.set_weights([np.array([[3.0, -1.0]]), np.array([0.5, 0.25])][: len(dense.weights)])
    image = np.ones((4, 4, 1))
    for class_index, expected in enumerate([3.5, -0.75] if dense.use_bias else [3.0, -1.0]):
        assert class_evidence(model, image, class_index).logit == pytest.approx(expected)
        assert grad_cam(model, image, class_index, "maps").score == pytest.approx(expected)
        assert occlusion_map(model, image, class_index, 2, 2, score="logit").base == pytest.approx(expected)


def test_occlusion_has_no_logit_without_a_softmax():
    model = keras.Sequential([keras.Input((4, 4, 1)), layers.Flatten(), layers.Dense(2, name="scores")])
    with pytest.raises(ValueError, match="expects a network that ends in a softmax, got 'scores' at its end"):
        occlusion_map(model, np.ones((4, 4, 1)), 0, 2, 2, score="logit")


@pytest.mark.parametrize("number", [0, 16, 999])
def test_exact_on_the_books_network(model, x_test, number):
    """The evidence map divided by its 49 places; its sum plus the bias is the logit. For every class."""
    for class_index in range(10):
        cam, evidence = grad_cam(model, x_test[number], class_index), class_evidence(model, x_test[number], class_index)
        np.testing.assert_allclose(cam.map * 49, evidence.map, atol=1e-4)
        assert cam.map.sum() + evidence.bias == pytest.approx(evidence.logit, abs=1e-4) and cam.score == pytest.approx(evidence.logit, abs=1e-4)
        assert cam.layer == "relu5"


@pytest.mark.parametrize("build", BORROWED, ids=lambda build: build.__name__)
def test_exact_on_any_graph_with_that_ending(build):
    """Nested models, branches, borrowed layers, larger pictures."""
    model = build()
    image = np.random.default_rng(0).uniform(-0.5, 0.5, model.inputs[0].shape[1:])
    cam, evidence = grad_cam(model, image, 1), class_evidence(model, image, 1)
    np.testing.assert_allclose(cam.map * cam.map.size, evidence.map, atol=1e-4)


def test_weights_are_slopes():
    """Raise all units of one map by a little, in the middle of a network: the score follows the weight."""
    keras.utils.set_random_seed(3)
    parts = [layers.Conv2D(4, 3, name="conv"), layers.Flatten(), layers.Dense(6, "tanh"), layers.Dense(3, name="last")]
    model = keras.Sequential([keras.Input((8, 8, 3)), *parts])
    image, step = np.random.default_rng(1).normal(size=(8, 8, 3)), 1e-3
    cam, (kernel, bias) = grad_cam(model, image, 2, "conv"), model.get_layer("conv").get_weights()
    for one in range(4):
        scores = []
        for sign in (1, -1):
            model.get_layer("conv").set_weights([kernel, bias + sign * step * np.eye(4)[one]])
            scores.append(layer_outputs(model, image, "last")["last"][0, 2])
        assert (scores[0] - scores[1]) / (2 * step * 36) == pytest.approx(cam.weights[one], rel=0.02, abs=1e-4)


def constant():
    """The score says which of two numbers is larger: it has no slope."""
    image = keras.Input((4, 4, 2))
    return keras.Model(image, keras.ops.cast(layers.Flatten()(layers.Conv2D(1, 3)(image)) > 0, "float32"))


def two_outputs():
    image = keras.Input((4, 4, 2))
    return keras.Model(image, [layers.Flatten()(image), layers.GlobalAveragePooling2D()(image)])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda m, x: grad_cam(m, x[0], 10), "0 to 9, got 10"),
        (lambda m, x: grad_cam(m, x[:2], 0), "one image, got 2"),
        (lambda m, x: grad_cam(m, x[0], 0, "gap"), r"gives maps \(h, w, C\), got 'gap'"),
        (lambda m, x: grad_cam(m, x[0], 0, "conv9"), "got 'conv9'; the layers are conv1"),
        (lambda m, x: grad_cam(two_outputs(), x[0], 0), "one output, got 2"),
        (lambda m, x: grad_cam(small_net(), x[0], 0), "one score a class, got the shape"),
        (
            lambda m, x: grad_cam(keras.Sequential([keras.Input(SHAPE), layers.Flatten(), layers.Dense(2)]), x[0], 0),
            "this one has none; use one with a convolution",
        ),
        (lambda m, x: grad_cam(constant(), np.zeros((4, 4, 2)), 0), "has no slope"),
    ],
)
def test_bad_requests(model, x_test, call, words):
    """Each message says what was expected and what came."""
    with pytest.raises(ValueError, match=words):
        call(model, x_test)


def test_another_backend_is_refused(model, x_test, monkeypatch):
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    with pytest.raises(ValueError, match="expects Keras on TensorFlow, got 'jax'; set KERAS_BACKEND"):
        grad_cam(model, x_test[0], 0)
