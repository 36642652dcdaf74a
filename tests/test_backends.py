"""Keras on another backend than TensorFlow: tensors that stand in for such a one's. `checks/test_backends.py` computes with a real one."""

import keras
import numpy as np
import pytest

from cnnviz_helpers import (
    active_share,
    class_evidence,
    layer_outputs,
    occlusion_map,
    partial_maps,
    plot_featuremaps,
    predict,
    predict_without,
    random_evidence,
    strongest_units,
)
from cnnviz_helpers.networks.forward import run


class Following:
    """A tensor that follows its slopes, as PyTorch's do: NumPy cannot read it, Keras can."""

    def __init__(self, numbers):
        self.numbers, self.dtype, self.shape = numbers, "float32", numbers.shape

    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")


@pytest.fixture
def following(monkeypatch):
    """Every network gives such tensors."""
    is_tensor, to_numpy, call = keras.ops.is_tensor, keras.ops.convert_to_numpy, keras.Model.__call__

    def give(model, *inputs, **options):
        found = call(model, *inputs, **options)
        return keras.tree.map_structure(lambda one: Following(to_numpy(one)) if is_tensor(one) else one, found)

    monkeypatch.setattr(keras.ops, "is_tensor", lambda value: isinstance(value, Following) or is_tensor(value))
    monkeypatch.setattr(keras.ops, "convert_to_numpy", lambda value: value.numbers if isinstance(value, Following) else to_numpy(value))
    return lambda: monkeypatch.setattr(keras.Model, "__call__", give)


def test_tensors_that_follow_their_slopes_are_fetched(following, model, x_test):
    """By everything that asks a network."""
    calls = {
        "predict": lambda: predict(model, x_test[:2]),
        "outputs": lambda: np.concatenate([output.ravel() for output in layer_outputs(model, x_test[3]).values()]),
        "occlusion": lambda: occlusion_map(model, x_test[3], 2, 16, 16).drops,
        "partial": lambda: partial_maps(model, x_test[3], "conv3", 1)[0],
        "evidence": lambda: class_evidence(model, x_test[3], 2).map,
        "random": lambda: random_evidence(model, x_test[3], 2, n=1),
        "without": lambda: predict_without(model, x_test[:2], "relu2", 3),
    }
    expected = {name: call() for name, call in calls.items()}
    following()
    assert isinstance(model(x_test[:1]), Following)
    for name, call in calls.items():
        np.testing.assert_array_equal(call(), expected[name], err_msg=name)


def test_what_a_reader_got_from_such_a_network_is_taken(following):
    """Statistics and figures of its maps, and a picture of theirs for the network."""
    maps = np.random.default_rng(1).normal(size=(4, 5, 5, 3)).astype(np.float32)
    tensor = Following(maps)
    np.testing.assert_array_equal(active_share(tensor), active_share(maps))
    assert strongest_units(tensor, 1, 2) == strongest_units(maps, 1, 2)
    assert plot_featuremaps(np.zeros((8, 8, 3)), Following(maps[:1]), "conv")


def test_a_tensor_of_another_library_gets_a_sentence():
    """Of a backend that Keras does not run on, NumPy can read nothing: the words of NumPy's own refusal help nobody."""
    with pytest.raises(
        ValueError, match="activations must be an array, got a Following that NumPy cannot read; turn it into an array first"
    ):
        active_share(Following(np.zeros((1, 2, 2, 1))))


def test_several_outputs_of_any_kind_keep_their_order(following):
    """Whole numbers stay whole."""
    image = keras.Input((4, 4, 1))
    model = keras.Model(
        image, [keras.layers.Flatten()(image), keras.ops.cast(keras.ops.argmax(keras.layers.Flatten()(image), axis=1), "int32")]
    )
    following()
    images = np.random.default_rng(2).normal(size=(40, 4, 4, 1)).astype(np.float32)
    flat, largest = run(model, images)
    assert largest.dtype == np.int32 and (largest == images.reshape(40, 16).argmax(axis=1)).all()
    np.testing.assert_array_equal(flat, images.reshape(40, 16))
