"""What a hostile or hasty reader hands to the helpers: one sentence each, with what was expected, what came, what to do."""

import re

import keras
import numpy as np
import pytest
from keras import layers

import cnnviz_helpers as cnn
from cnnviz_helpers import ___
from cnnviz_helpers.arguments import entries, finite, finite_number, whole_number

MAPS = np.zeros((2, 4, 4, 3), np.float32)
NANS = np.full((2, 4, 4, 3), np.nan)
GRID = np.ones((3, 3))


def with_outputs(make):
    """A model on 32 x 32 pictures whose outputs are `make(pooled)`."""
    image = keras.Input((32, 32, 3))
    pooled = layers.Dense(2)(layers.GlobalAveragePooling2D()(image))
    return keras.Model(image, make(pooled))


CASES = [
    ("class_index, a word", lambda m, x: cnn.class_evidence(m, x, "dog"), "class_index .* from 0 to 9, got 'dog'"),
    ("class_index, half", lambda m, x: cnn.class_evidence(m, x, 1.5), "class_index .* got 1.5"),
    ("class_index, a truth value", lambda m, x: cnn.class_evidence(m, x, True), "got True"),
    ("window, half", lambda m, x: cnn.occlusion_map(m, x, 0, window=8.5), "window .* from 1 to 32, got 8.5"),
    ("window, a text", lambda m, x: cnn.occlusion_map(m, x, 0, window="8"), "window .* got '8'"),
    ("stride, zero", lambda m, x: cnn.occlusion_map(m, x, 0, stride=0), "stride .* from 1 to 8, got 0"),
    ("fill, NaN", lambda m, x: cnn.occlusion_map(m, x, 0, fill=np.nan), "fill .* finite number, got nan"),
    ("fill, a text", lambda m, x: cnn.occlusion_map(m, x, 0, fill="a"), "fill .* got 'a'"),
    ("fill, a colour", lambda m, x: cnn.occlusion_map(m, x, 0, fill=[0, 0, 0]), r"fill .* got \[0, 0, 0\]"),
    ("score, no softmax", lambda m, x: cnn.occlusion_map(cnn.feature_model(m, "dense"), x, 0, score="logit"), "ends in a softmax, got 'dense'"),
    ("score, a list", lambda m, x: cnn.occlusion_map(m, x, 0, score=["logit"]), "'probability' or 'logit', got"),
    ("filter, half", lambda m, x: cnn.partial_maps(m, x, "conv1", 1.5), "filter .* from 0 to 31, got 1.5"),
    ("filter, a text", lambda m, x: cnn.partial_maps(m, x, "conv1", "a"), "filter .* got 'a'"),
    ("box, half a row", lambda m, x: cnn.receptive_field(m, "conv1").box(1.5, 0), "row.*conv1.* from 0 to 31, got 1.5"),
    ("strongest units, filter", lambda m, x: cnn.strongest_units(MAPS, "a"), "filter .* from 0 to 2, got 'a'"),
    ("strongest units, n", lambda m, x: cnn.strongest_units(MAPS, 0, n=-1), "n .* at least 1, got -1"),
    ("strongest units, NaN", lambda m, x: cnn.strongest_units(NANS, 0), "NaN"),
    ("active share, NaN", lambda m, x: cnn.active_share(NANS), "activations .* NaN"),
    ("active share, words", lambda m, x: cnn.active_share([["a"]]), "array of numbers"),
    ("convolve, NaN", lambda m, x: cnn.convolve(GRID * np.nan, GRID), "image .* NaN"),
    ("convolve, NaN in the kernel", lambda m, x: cnn.convolve(GRID, GRID * np.nan), "kernel .* NaN"),
    ("convolve, padding", lambda m, x: cnn.convolve(GRID, GRID, 1), "'valid' or 'same', got 1"),
    ("random indices, half", lambda m, x: cnn.random_indices(2.5), "n .* from 0 to 1000, got 2.5"),
    ("interval, a text", lambda m, x: cnn.accuracy_interval("a", 10), "right .* from 0 to 10, got 'a'"),
    ("interval, a share", lambda m, x: cnn.accuracy_interval(0.76, 1000), r"count .* got the share 0.76; .*round\(0.76 \* 1000\)"),
    ("interval, NumPy's share", lambda m, x: cnn.accuracy_interval(np.float32(0.5), 1000), "got the share 0.5"),
    ("interval, half of n", lambda m, x: cnn.accuracy_interval(1, 10.5), "n .* got 10.5"),
    ("interval, confidence", lambda m, x: cnn.accuracy_interval(1, 10, "high"), "confidence .* got 'high'"),
    ("top classes, twelve", lambda m, x: cnn.top_classes(np.ones(12), names=list("abcdefghij")), "12 texts, one for each class, got 10"),
    ("top classes, n", lambda m, x: cnn.top_classes(np.ones(10), n=-2), "n .* at least 1, got -2"),
    ("top classes, NaN", lambda m, x: cnn.top_classes([0.5, np.nan]), "NaN"),
    ("check, a list for its name", lambda m, x: cnn.check(["x"], 1), "no exercise"),
    ("predict, a ragged list", lambda m, x: cnn.predict(m, [[1.0], [1.0, 2.0]]), "images must be an array, got a list whose parts differ"),
    ("predict, two outputs", lambda m, x: cnn.predict(with_outputs(lambda p: [p, p * 2]), x), "one output, got 2"),
    ("predict, a dict of two", lambda m, x: cnn.predict(with_outputs(lambda p: {"a": p, "b": p * 2}), x), "one output, got 2"),
    ("occlusion, two outputs", lambda m, x: cnn.occlusion_map(with_outputs(lambda p: [p, p * 2]), x, 0), "one output, got 2"),
    ("occlusion, maps for scores", lambda m, x: cnn.occlusion_map(cnn.feature_model(m, 0), x, 0), "one score a class, got"),
    ("occlusion, no pictures", lambda m, x: cnn.occlusion_map(keras.Sequential([keras.Input((4,)), layers.Dense(2)]), np.ones(4), 0), "takes images"),
    ("feature maps, names", lambda m, x: cnn.plot_featuremaps(x, x, 5), "layer_names .* got 5"),
    ("feature maps, a ragged list", lambda m, x: cnn.plot_featuremaps([[1], [1, 2]], x, "a"), "img must be an array"),
    ("snapshots, empty", lambda m, x: cnn.plot_snapshots({}), "snapshots must be a dict with 'step', 'kernel', 'loss', got none"),
    ("snapshots, moments", lambda m, x: cnn.plot_snapshots(cnn.conv1_snapshots(), n="a"), "n, .* got 'a'"),
    ("training, half of it", lambda m, x: cnn.plot_training({"loss": [1]}), "history .* 'loss', 'accuracy', got 'loss'"),
    ("training, a list", lambda m, x: cnn.plot_training([1, 2]), "history must be a dict"),
    ("training, a number", lambda m, x: cnn.plot_training(1), "history must be a dict"),
    ("convolution, bias", lambda m, x: cnn.plot_convolution(GRID, GRID, bias="a"), "bias .* got 'a'"),
    ("grid, format", lambda m, x: cnn.plot_grid(GRID, fmt=".2e"), "fmt .* got '.2e'"),
    ("a blank picture", lambda m, x: cnn.predict(m, ___), "images must be filled in first"),
    ("a blank model", lambda m, x: cnn.predict(___, x), "model must be filled in first"),
    ("blank weights", lambda m, x: cnn.plot_kernels(___), "weights must be filled in first, got a blank"),
    ("blank maps", lambda m, x: cnn.plot_featuremaps(x, ___, "conv1"), "activations must be filled in first"),
    ("a blank filter", lambda m, x: cnn.plot_kernels(m.layers[0].get_weights()[0], ___), "filter must be filled in first"),
]


@pytest.mark.parametrize(("call", "words"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_one_sentence(model, x_test, call, words):
    """A ValueError in one line that says what was expected, what came, and what to do."""
    with pytest.raises(ValueError, match=words) as caught:
        call(model, x_test[16])
    assert re.fullmatch(r"[^\n]+\.", str(caught.value))


def test_what_is_right_passes():
    """NumPy's numbers count as numbers; float32 may stay as it is."""
    assert whole_number("n", np.int64(3), 0, 3) == 3 and whole_number("n", np.array(3), 0) == 3
    assert finite_number("x", np.float32(0.5)) == 0.5 and finite_number("x", 2) == 2.0
    assert finite("a", [1, 2]).dtype == float and finite("a", MAPS, dtype=None) is MAPS
    assert entries("table", {"a": 1, "b": 2}, ["a"]) == {"a": 1, "b": 2}


def test_one_named_output(x_test):
    """A model that gives a dict with one entry has one output."""
    assert cnn.predict(with_outputs(lambda pooled: {"scores": pooled}), x_test[:2]).shape == (2, 2)


def test_calculating_with_a_blank_gives_a_blank():
    """A cell with blanks runs; NumPy's arrays give way."""
    array = np.ones(3)
    for result in (___ + 1, 1 - ___, array * ___, ___ @ array, 2**___, -___, abs(___), ___ > 1, 1 <= ___, ___[0, 1:], ___ / 2, ___ % 2):
        assert result is ___
    assert ___ != 1 and ___ not in ("a", 1)
    with pytest.raises(TypeError):
        len(___)
