"""Maps replaced by one number: by hand on a small network, against changed weights on ours; and what is refused."""

import keras
import numpy as np
import pytest
from small_models import quadrant_classifier

from cnnviz_helpers import cnn_model, layer_outputs, predict, predict_without


def logits(probabilities):
    """Differences of the two classes' logits, from their probabilities."""
    return np.log(probabilities[:, 0] / probabilities[:, 1])


def two_maps():
    """Two pictures of two channels, (2, 2, 2, 2): the first channel has the mean 1 over both, the second 3."""
    images = np.zeros((2, 2, 2, 2), np.float32)
    images[0, ..., 0], images[1, ..., 1] = 2, 6
    return images


def small():
    """A network whose layer "same" gives its input; then a mean of each map, times 2 and -1 or -1 and 2, plus 0.5 or -0.25."""
    end = quadrant_classifier(2)
    same = keras.layers.ReLU(name="same")(end.inputs[0])
    for layer in end.layers:
        same = layer(same) if not isinstance(layer, keras.layers.InputLayer) else same
    return keras.Model(end.inputs[0], same)


@pytest.mark.parametrize(
    ("filters", "to", "expected"),
    [
        ([], "zero", [3 * 2 + 0.75, -3 * 6 + 0.75]),
        (0, "zero", [0.75, -3 * 6 + 0.75]),
        (0, "mean", [3 * 1 + 0.75, 3 * 1 - 3 * 6 + 0.75]),
        ([1], "mean", [3 * 2 - 3 * 3 + 0.75, -3 * 3 + 0.75]),
        ([0, 1], "mean", [3 - 9 + 0.75] * 2),
    ],
)
def test_by_hand(filters, to, expected):
    """The difference of the logits is 3 · (first mean − second mean) + 0.75; a replaced map has the same mean on both pictures."""
    np.testing.assert_allclose(logits(predict_without(small(), two_maps(), "same", filters, to=to)), expected, rtol=1e-4)


@pytest.mark.parametrize(("layer", "conv", "filters"), [("relu1", "conv1", [31]), ("relu2", "conv2", [0, 5]), ("relu5", "conv5", [79])])
@pytest.mark.parametrize("to", ["zero", "mean"])
def test_our_network_with_other_weights(model, x_test, layer, conv, filters, to):
    """A filter with weights of zero gives its bias everywhere; the network that was asked is as it was, and its batches come in order."""
    images, changed = x_test[:70], cnn_model()
    kernel, bias = changed.get_layer(conv).get_weights()
    kernel[..., filters] = 0
    bias[filters] = layer_outputs(model, images, layer)[layer].mean(axis=(0, 1, 2))[filters] if to == "mean" else 0
    changed.get_layer(conv).set_weights([kernel, bias])
    before = predict(model, images)
    np.testing.assert_allclose(predict_without(model, images, layer, filters, to=to), predict(changed, images), atol=1e-5)
    np.testing.assert_array_equal(predict(model, images), before)


@pytest.mark.parametrize("to", ["zero", "mean"])
def test_several_layers_at_once(model, x_test, to):
    """As in a network whose filters have weights of zero, in both layers; the means are those of the whole network. The order does not matter."""
    images, changed, off = x_test[:40], cnn_model(), {"relu4": [6, 39], "relu1": 31}
    means = {layer: layer_outputs(model, images, layer)[layer].mean(axis=(0, 1, 2)) for layer in off}
    for layer, filters in off.items():
        conv = changed.get_layer(layer.replace("relu", "conv"))
        kernel, bias = conv.get_weights()
        kernel[..., filters], bias[filters] = 0, means[layer][filters] if to == "mean" else 0
        conv.set_weights([kernel, bias])
    np.testing.assert_allclose(predict_without(model, images, off, to=to), predict(changed, images), atol=1e-5)


def test_a_dict_is_one_layer_too_or_none(model, x_test):
    """By name or by index, twice the same layer, an empty list, and nothing at all."""
    images = x_test[:5]
    both = predict_without(model, images, "relu1", [3, 31])
    for same in ({"relu1": [3, 31]}, {1: [31, 3]}, {"relu1": 3, 1: 31}, {"relu1": (3, 31), "relu2": []}):
        np.testing.assert_allclose(predict_without(model, images, same), both, atol=1e-6)
    np.testing.assert_allclose(predict_without(model, images, {}), predict(model, images), atol=1e-6)


@pytest.mark.parametrize("given", [({"relu1": [3]}, [3]), ("relu1",)])
def test_filters_stand_in_one_place(model, x_test, given):
    with pytest.raises(ValueError, match=r"or \{layer: filters\} alone; write predict_without"):
        predict_without(model, x_test[:2], *given)


@pytest.mark.parametrize(
    ("layer", "filters", "to", "words"),
    [
        ("relu1", 31, "max", "to must be 'zero' or 'mean'"),
        ("relu1", 32, "zero", "from 0 to 31, got .*32"),
        ("relu1", [1.5], "zero", "from 0 to 31, got .*1.5"),
        ("gap", 0, "zero", "gives maps .*'gap'"),
        ({"relu1": 0, "gap": 0}, None, "zero", "gives maps .*'gap'"),
        ({"relu1": 0, "relu2": 32}, None, "zero", "from 0 to 31, got .*32"),
        ("relu9", 0, "zero", "the layers are conv1"),
    ],
)
def test_what_is_refused(model, x_test, layer, filters, to, words):
    """One sentence: expected, came, what to do."""
    with pytest.raises(ValueError, match=words):
        predict_without(model, x_test[:2], layer, filters, to=to)


def test_a_layer_that_others_go_around():
    """Its maps are not all that the rest of the network reads."""
    image = keras.Input((4, 4, 2))
    around = keras.layers.Add()([keras.layers.ReLU(name="one_way")(image), image])
    model = keras.Model(image, keras.layers.GlobalAveragePooling2D()(around))
    with pytest.raises(ValueError, match="no other way goes around, got 'one_way'"):
        predict_without(model, np.zeros((1, 4, 4, 2), np.float32), "one_way", 0)
