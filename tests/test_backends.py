"""Keras on another backend than TensorFlow: the same numbers, and a sentence where slopes are needed."""

import importlib.util
import json
import os
import subprocess
import sys

import keras
import numpy as np
import pytest
from books import REPO

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

# What is computed in this process with TensorFlow, and in another with the backend asked for.
NUMBERS = """
import json, sys, tempfile
import numpy as np
import cnnviz_helpers as c
import keras
from safetensors.numpy import load_file

def numbers():
    (x, y), m = c.get_cifar10(), c.cnn_model()
    photo = x[16]
    fused = keras.Sequential([keras.Input((32, 32, 3)), *m.layers[:-2], keras.layers.Dense(10, activation=keras.ops.softmax, name="last")])
    fused.layers[-1].set_weights(m.layers[-2].get_weights())
    evidence, occlusion = c.class_evidence(fused, photo, 5), c.occlusion_map(m, photo, 5, 16, 8, score="logit")
    with tempfile.TemporaryDirectory() as folder:
        kernel = load_file(c.export_explorable(m, folder) / "weights.safetensors")["conv2/kernel"]
    return {
        "predict": c.predict(m, x[:3]), "maps": c.layer_outputs(m, photo, "conv2")["conv2"][0, 5:9, 5, :4],
        "tensor": c.active_share(m.layers[0](x[:3])), "chain": c.predict(c.as_chain(fused), x[:2]), "kernel": kernel[1, 1, :3, :3],
        "partial": c.partial_maps(m, photo, "conv2", 3)[0][4], "evidence": evidence.map, "logit": evidence.logit, "drops": occlusion.drops,
        "without": c.predict_without(m, x[:3], "relu1", [1, 2], to="mean"),
        "matrix": c.confusion_matrix(y[:20], m(x[:20])), "random": c.random_evidence(m, photo, 5, n=2).shape,
    }
"""


@pytest.mark.parametrize("backend", ["torch", "jax"])
def test_the_same_numbers(backend, tmp_path):
    """Where such a backend is installed; the other tests stand in for it where it is not."""
    if importlib.util.find_spec(backend) is None:
        pytest.skip(f"{backend} is not installed")
    (tmp_path / "other.py").write_text(
        NUMBERS
        + """
found = {name: np.asarray(value).tolist() for name, value in numbers().items()}
for call in (lambda m, x: c.grad_cam(m, x[0], 5), lambda m, x: c.excite(m, x[:1], "conv5", 3)):
    try:
        call(c.cnn_model(), c.get_cifar10()[0])
    except ValueError as refusal:
        found["refusals"] = found.get("refusals", []) + [str(refusal)]
print(json.dumps({"backend": keras.backend.backend(), **found}))
"""
    )
    told = subprocess.run(
        [sys.executable, tmp_path / "other.py"],
        capture_output=True,
        text=True,
        env=os.environ | {"KERAS_BACKEND": backend, "PYTHONPATH": str(REPO)},
        timeout=300,
    )
    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout.splitlines()[-1])
    assert found.pop("backend") == backend
    assert [words.split(",")[0] for words in found.pop("refusals")] == [
        "grad_cam expects Keras on TensorFlow",
        "excite expects Keras on TensorFlow",
    ]
    here = {}
    exec(NUMBERS, here)
    for name, value in here["numbers"]().items():
        np.testing.assert_allclose(found[name], value, atol=1e-4, err_msg=name)


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
