"""Layer outputs, the sums behind a feature map, and statistics over many images."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_models import one_filter

from cnnviz_helpers import active_share, convolve, feature_model, layer_outputs, partial_maps, strongest_units


def test_every_layer_in_one_pass(model, x_test):
    """All outputs, by the layers' names and in their order, are what Keras gives layer by layer."""
    outputs = layer_outputs(model, x_test[:2])
    assert list(outputs) == [layer.name for layer in model.layers]
    reached = x_test[:2]
    for layer in model.layers:
        reached = layer(reached)
        np.testing.assert_allclose(outputs[layer.name], reached, atol=1e-5)


def test_layers_by_name_and_index(model, x_test):
    """A name, an index, a negative index and a layer mean the same layer; one image needs no batch axis."""
    by_index = layer_outputs(model, x_test[16], [0, -1])
    assert list(by_index) == ["conv1", "softmax"]
    for asked in ("conv1", np.int64(0), model.layers[0]):
        np.testing.assert_array_equal(layer_outputs(model, x_test[16:17], asked)["conv1"], by_index["conv1"])


def test_feature_model_shares_weights(x_test):
    """One layer gives one output, several give a list; a changed weight shows in both models."""
    model = one_filter(np.zeros((3, 3)), size=5)
    ends = feature_model(model, "conv")
    model.layers[0].set_weights([np.ones((3, 3, 1, 1)), np.zeros(1)])
    assert float(ends(np.ones((1, 5, 5, 1)))[0, 0, 0, 0]) == 9
    assert [output.shape for output in feature_model(model, [0, "conv"])(np.ones((1, 5, 5, 1)))] == [(1, 3, 3, 1)] * 2


def test_large_batches_are_joined_in_order(model, x_test):
    """More images than fit into one go come back in order."""
    outputs = layer_outputs(model, x_test[:205], "dense")["dense"]
    np.testing.assert_allclose(outputs[203], layer_outputs(model, x_test[203], "dense")["dense"][0], atol=1e-5)


@pytest.mark.parametrize(("layer", "filter"), [("conv1", 0), ("conv1", 31), ("conv2", 7), ("conv5", 100)])
def test_partial_maps_add_up(model, x_test, layer, filter):
    """The maps of the channels plus the bias are the filter's feature map (M4)."""
    maps, bias = partial_maps(model, x_test[16], layer, filter)
    feature_map = layer_outputs(model, x_test[16], layer)[layer][0, ..., filter]
    np.testing.assert_allclose(maps.sum(axis=-1) + bias, feature_map, atol=1e-5)


def test_partial_maps_by_hand():
    """Two channels, a 1 x 1 filter with the weights 2 and -3: each map is its channel times its weight."""
    model = one_filter([[[2.0, -3.0]]], bias=0.5, size=2)
    image = np.arange(8, dtype=np.float32).reshape(2, 2, 2)
    maps, bias = partial_maps(model, image, 0)
    np.testing.assert_array_equal(maps, image * [2, -3])
    assert bias == 0.5


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 5), st.integers(1, 5), st.sampled_from(["valid", "same"]), st.integers(0, 2**32 - 1))
def test_convolve_is_conv2d(kh, kw, padding, seed):
    """Our readable loop gives what `Conv2D` gives, for odd and even kernels and both paddings."""
    random = np.random.default_rng(seed)
    image, kernel = random.normal(size=(6, 7)), random.normal(size=(kh, kw))
    expected = keras.ops.conv(image[None, ..., None], kernel[..., None, None], padding=padding)
    np.testing.assert_allclose(convolve(image, kernel, padding), np.asarray(expected)[0, ..., 0], atol=1e-5)


def test_convolve_does_not_flip():
    """A kernel that takes the left neighbour away: 5 - 2 = 3, where a flipped kernel would give 2 - 5 = -3 (M14)."""
    assert convolve([[2.0, 5.0]], [[-1.0, 1.0]]).tolist() == [[3.0]]


def test_active_share_counts_units_above_zero():
    """Zero is not active; a filter that is silent everywhere has the share 0."""
    activations = np.zeros((2, 1, 2, 2))
    activations[0, 0, 0, 1] = 0.1
    assert active_share(activations).tolist() == [0.0, 0.25]


def test_strongest_units_name_image_and_place():
    """One unit an image, the largest first."""
    activations = np.zeros((3, 2, 4, 1))
    activations[1, 1, 2, 0], activations[1, 0, 0, 0], activations[2, 0, 3, 0] = 5, 4, 3
    assert strongest_units(activations, 0, n=2) == [(1, 1, 2, 5.0), (2, 0, 3, 3.0)]


@pytest.mark.parametrize("layer", ["conv9", 15, -16, True, None, 0.0])
def test_unknown_layers_are_listed(model, x_test, layer):
    """The message names what was asked for and what there is."""
    with pytest.raises(ValueError, match=r"0 to 14, got .*conv1, relu1"):
        layer_outputs(model, x_test[0], [layer])


@pytest.mark.parametrize(
    ("image", "words"),
    [
        (np.zeros((32, 32)), r"\(32, 32, 3\).*\(32, 32\)"),
        (np.zeros((28, 28, 3)), "resize"),
        (np.zeros((0, 32, 32, 3)), r"\(0, 32"),
        (np.zeros((32, 32, 3), np.uint8), "to_input"),
        (np.full((32, 32, 3), np.nan), "NaN"),
    ],
)
def test_images_that_do_not_fit(model, image, words):
    """One sentence: expected, came, what to do."""
    with pytest.raises(ValueError, match=words):
        layer_outputs(model, image)


class Subclassed(keras.Model):
    """A model without a graph."""

    def call(self, x):
        return x


def several_inputs():
    """Two inputs, added."""
    a, b = keras.Input((4, 4, 1)), keras.Input((4, 4, 1))
    return keras.Model([a, b], keras.layers.Add()([a, b]))


@pytest.mark.parametrize("model", [Subclassed(), keras.Sequential([keras.layers.Conv2D(1, 3)]), several_inputs(), "model"], ids=str)
def test_models_without_a_usable_graph(model):
    """Subclassed, unbuilt, with several inputs, not a model at all: each gets a sentence that says what to build."""
    with pytest.raises(ValueError, match=r"Expected a .*model.*build"):
        layer_outputs(model, np.zeros((4, 4, 1)))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda m, x: layer_outputs(m, x, []), "at least one layer"),
        (lambda m, x: partial_maps(m, x, "relu1"), "Conv2D layer"),
        (lambda m, x: partial_maps(m, x, "conv1", 32), "0 to 31, got 32"),
        (lambda m, x: partial_maps(m, [x, x], "conv1"), "one image, got 2"),
        (lambda m, x: convolve(x, [[1]]), "pick a channel"),
        (lambda m, x: convolve([[1]], [[1, 1]]), "smaller kernel"),
        (lambda m, x: convolve([[1]], [[1]], "full"), "'full'"),
        (lambda m, x: active_share(x), "several images"),
        (lambda m, x: strongest_units(x[None], 3), "0 to 2, got 3"),
    ],
)
def test_other_bad_requests(model, x_test, call, words):
    """Each message says what was expected and what came."""
    with pytest.raises(ValueError, match=words):
        call(model, x_test[0])
