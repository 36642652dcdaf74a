"""The network: its architecture, its names, its weights."""

import keras
import numpy as np
import pytest

from cnnviz_helpers import cnn_model, receptive_field
from cnnviz_helpers.assets import WEIGHTS, asset_arrays
from cnnviz_helpers.networks.model import build_model, named_weights, set_named_weights

PARAMETERS = {"conv1": 896, "conv2": 9248, "conv3": 18496, "conv4": 36928, "conv5": 73856, "dense": 1290}


def test_architecture(model):
    """Convolution, then its ReLU, each a layer; parameters worked out by hand; no dropout."""
    kinds = [type(layer).__name__ for layer in model.layers]
    assert kinds[:2] == ["Conv2D", "ReLU"] and kinds[-3:] == ["GlobalAveragePooling2D", "Dense", "Softmax"]
    assert "Dropout" not in kinds
    assert {layer.name: layer.count_params() for layer in model.layers if layer.count_params()} == PARAMETERS
    assert model.count_params() == sum(PARAMETERS.values()) == 140_714


def test_training_adds_dropout_only():
    """The network in training has the same weights; only dropout is added."""
    trained, published = build_model(training=True), build_model()
    assert sum(isinstance(layer, keras.layers.Dropout) for layer in trained.layers) == 3
    assert named_weights(trained).keys() == named_weights(published).keys()


def test_the_exercise_works_at_once(x_test):
    """`Model(inputs=model.input, ...)` on what `cnn_model()` returns, and its two outputs."""
    fresh = cnn_model()
    weights, bias = fresh.layers[0].get_weights()
    assert weights.shape == (3, 3, 3, 32) and bias.shape == (32,)
    feature_model = keras.Model(inputs=fresh.input, outputs=fresh.layers[0].output)
    activation_model = keras.Model(inputs=fresh.input, outputs=fresh.layers[1].output)
    maps = feature_model.predict(x_test[16:17], verbose=0)
    assert maps.shape == (1, 32, 32, 32) and maps.min() < 0
    np.testing.assert_array_equal(activation_model.predict(x_test[16:17], verbose=0), np.maximum(maps, 0))


def test_it_is_compiled(model, x_test, y_test):
    """Loss and metric have the promised names."""
    assert model.loss == "categorical_crossentropy"
    assert model.evaluate(x_test[:2], y_test[:2], verbose=0, return_dict=True).keys() == {"loss", "accuracy"}


def test_weights_are_those_of_the_file(model):
    """Float16 in the file, the same numbers as float32 in the network."""
    for name, array in asset_arrays(WEIGHTS).items():
        assert array.dtype == np.float16
        np.testing.assert_array_equal(named_weights(model)[name], array.astype(np.float32))


def test_predicting_changes_no_weight(x_test):
    """A network learns nothing from what it is shown (M23)."""
    fresh = cnn_model()
    before = named_weights(fresh)
    fresh.predict(x_test[:5], verbose=0)
    assert all((before[name] == after).all() for name, after in named_weights(fresh).items())


def test_shifting_the_photo_shifts_the_map(model, x_test):
    """One pixel to the right, and conv1's map follows, but for the border (M11)."""
    conv1 = keras.Model(model.inputs[0], model.layers[0].output)
    shifted = np.roll(x_test[16], 1, axis=1)
    here, there = np.asarray(conv1(x_test[16:17])), np.asarray(conv1(shifted[None]))
    np.testing.assert_allclose(there[:, :, 2:-1], here[:, :, 1:-2], atol=1e-5)
    assert receptive_field(model, 0).size == (3, 3)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda a: a.pop("conv1/bias"), "only one of the two: conv1/bias"),
        (lambda a: a.update(extra=np.zeros(1)), "only one of the two: extra"),
        (lambda a: a.update({"conv1/bias": np.zeros(31)}), r"conv1/bias must have the shape \(32,\), got \(31,\)"),
    ],
)
def test_weights_that_do_not_fit(change, words):
    """The message names the weight."""
    arrays = dict(asset_arrays(WEIGHTS))
    change(arrays)
    with pytest.raises(ValueError, match=words):
        set_named_weights(build_model(), arrays)
