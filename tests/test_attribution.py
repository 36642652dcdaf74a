"""Evidence maps and occlusion: the axioms, on models solved by hand and on the book's network."""

import keras
import numpy as np
import pytest
from small_models import one_filter, quadrant_classifier

from cnnviz_helpers import class_evidence, layer_outputs, occlusion_map, partial_maps


def test_evidence_by_hand():
    """Evidence = 2 x first channel - second channel; its mean plus 0.5 is the logit of class 0."""
    image = np.zeros((4, 4, 2), np.float32)
    image[0, 0] = [4, 0]
    image[3, 3] = [0, 8]
    evidence = class_evidence(quadrant_classifier(), image, 0)
    expected = np.zeros((4, 4))
    expected[0, 0], expected[3, 3] = 8, -8
    np.testing.assert_array_equal(evidence.map, expected)
    assert (evidence.mean, evidence.bias, evidence.logit) == (0.0, 0.5, 0.5)


@pytest.mark.parametrize("number", [0, 16, 999])
def test_evidence_is_complete(model, x_test, number):
    """For every class the mean of the map plus the bias is what the network's own dense layer gives."""
    logits = layer_outputs(model, x_test[number], "dense")["dense"][0]
    for class_index in range(10):
        evidence = class_evidence(model, x_test[number], class_index)
        assert evidence.mean + evidence.bias == pytest.approx(logits[class_index], abs=1e-4)
        assert evidence.logit == pytest.approx(logits[class_index], abs=1e-4)


def test_evidence_with_a_fused_softmax():
    """A dense layer that carries its softmax: the logit is the number before it."""
    fused = keras.Sequential([keras.Input((2, 2, 1)), keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(2, activation="softmax")])
    fused.layers[-1].set_weights([np.array([[3.0, 1.0]]), np.zeros(2)])
    assert class_evidence(fused, np.ones((2, 2, 1)), 0).logit == pytest.approx(3)


def flat_model():
    """Flatten instead of pooling: no score is the mean of a map."""
    return keras.Sequential([keras.Input((4, 4, 2)), keras.layers.Flatten(), keras.layers.Dense(2), keras.layers.Softmax()])


def bent_model():
    """A hyperbolic tangent on the scores: they are no sums any more."""
    return keras.Sequential([keras.Input((4, 4, 2)), keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(2, activation="tanh")])


def side_door():
    """A second path from the image to the dense layer."""
    image = keras.Input((4, 4, 2))
    pooled = keras.layers.GlobalAveragePooling2D()(image)
    return keras.Model(image, keras.layers.Dense(2)(keras.layers.Concatenate()([pooled, pooled])))


def pooled_then(*after):
    """Pooling, and these layers after it."""
    return keras.Sequential([keras.Input((4, 4, 2)), keras.layers.GlobalAveragePooling2D(), *after])


def bent_before():
    """A hyperbolic tangent between pooling and the dense layer: the map's mean is not what the dense layer reads."""
    return pooled_then(keras.layers.Activation("tanh"), keras.layers.Dense(2), keras.layers.Softmax())


def bent_after():
    """A hyperbolic tangent as a layer of its own at the end."""
    return pooled_then(keras.layers.Dense(2), keras.layers.Activation("tanh"))


def two_dense():
    """The scores come from a second dense layer."""
    return pooled_then(keras.layers.Dense(3), keras.layers.Dense(2))


@pytest.mark.parametrize("build", [flat_model, bent_model, side_door, bent_before, bent_after, two_dense])
def test_evidence_needs_the_right_ending(build):
    """Where a score is not the mean of a map, we say so and point to occlusion."""
    with pytest.raises(ValueError, match="ends in global average pooling .* Try grad_cam or occlusion_map"):
        class_evidence(build(), np.zeros((4, 4, 2)), 0)


@pytest.mark.parametrize("end", [keras.layers.Softmax(), keras.layers.Activation("softmax"), keras.layers.Activation("linear")])
def test_dropout_before_and_softmax_after_are_allowed(end):
    """Neither changes the scores; the logit is the dense layer's own output."""
    model = pooled_then(keras.layers.Dropout(0.5), keras.layers.Dense(2, name="dense"), end)
    image = np.random.default_rng(0).normal(size=(4, 4, 2))
    logits = layer_outputs(model, image, "dense")["dense"][0]
    for class_index in range(2):
        evidence = class_evidence(model, image, class_index)
        assert evidence.logit == logits[class_index]
        assert evidence.mean + evidence.bias == pytest.approx(logits[class_index], abs=1e-5)


def test_the_logit_does_not_come_from_the_map(monkeypatch):
    """A dense layer that computes something else than we think is noticed: map and logit disagree."""
    model = quadrant_classifier()
    monkeypatch.setattr(model.get_layer("dense"), "call", lambda x, training=None: 2 * x)
    evidence = class_evidence(model, np.ones((4, 4, 2)), 0)
    assert evidence.logit == pytest.approx(2) and evidence.mean + evidence.bias == pytest.approx(1.5)


def test_channels_first_is_refused():
    """Windows and maps would lie along the wrong axes; nested models are looked into."""
    first = {"data_format": "channels_first"}
    inner = keras.Sequential([keras.Input((2, 6, 6)), keras.layers.Conv2D(2, 3, name="conv", **first)])
    for body, calls in ((inner.layers, [class_evidence, occlusion_map, partial_maps]), ([inner], [class_evidence, occlusion_map])):
        model = keras.Sequential([keras.Input((2, 6, 6)), *body, keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(2), keras.layers.Softmax()])
        for call in calls:
            with pytest.raises(ValueError, match="channels along the last axis, but 'conv'"):
                call(model, np.zeros((2, 6, 6)), 0)


def test_occlusion_by_hand():
    """One bright pixel holds the whole score: only the windows over it make it drop."""
    model = one_filter(np.ones((4, 4)), size=4)
    scores = keras.Sequential([keras.Input((4, 4, 1)), model.layers[0], keras.layers.Flatten()])
    image = np.zeros((4, 4, 1))
    image[0, 3] = 7
    occlusion = occlusion_map(scores, image, 0, window=2, stride=2)
    assert occlusion.base == 7
    assert occlusion.drops.tolist() == [[0, 7], [0, 0]]
    assert occlusion.boxes[0, 1].tolist() == [0, 2, 2, 4]
    assert occlusion.map.tolist() == [[0, 0, 7, 7], [0, 0, 7, 7], [0, 0, 0, 0], [0, 0, 0, 0]]


def test_windows_cover_every_pixel(model, x_test):
    """A stride that does not divide the image: the last window ends at the border, and each pixel has its mean."""
    occlusion = occlusion_map(model, x_test[16], 5, window=7, stride=6)
    assert occlusion.boxes[-1, -1].tolist() == [25, 25, 32, 32]
    assert np.isfinite(occlusion.map).all()
    assert occlusion.map.min() >= occlusion.drops.min() and occlusion.map.max() <= occlusion.drops.max()


def test_covering_with_what_is_there_changes_nothing(model):
    """On a grey image, a grey window makes no difference to any score."""
    occlusion = occlusion_map(model, np.zeros((32, 32, 3)), 3, fill=0.0, score="logit")
    np.testing.assert_allclose(occlusion.drops, 0, atol=1e-5)
    assert occlusion.base == pytest.approx(layer_outputs(model, np.zeros((32, 32, 3)), "dense")["dense"][0, 3], abs=1e-5)


def test_occlusion_leaves_the_image_alone(model, x_test):
    """The reader's array is not written to."""
    image = x_test[3].copy()
    occlusion_map(model, image, 0)
    np.testing.assert_array_equal(image, x_test[3])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda m, x: class_evidence(m, x[0], 10), "0 to 9, got 10"),
        (lambda m, x: class_evidence(m, x[:2], 0), "one image, got 2"),
        (lambda m, x: occlusion_map(m, x[0], -1), "0 to 9, got -1"),
        (lambda m, x: occlusion_map(m, x[0], 0, window=33), "window must .* from 1 to 32, got 33"),
        (lambda m, x: occlusion_map(m, x[0], 0, window=4, stride=5), "stride .* from 1 to 4, got 5"),
        (lambda m, x: occlusion_map(m, x[0], 0, score="loss"), "'loss'"),
        (lambda m, x: occlusion_map(flat_model().layers[0], x[0], 0), "Expected a Sequential"),
    ],
)
def test_bad_requests(model, x_test, call, words):
    """Each message says what was expected and what came."""
    with pytest.raises(ValueError, match=words):
        call(model, x_test)
