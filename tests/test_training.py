"""Training, on a handful of random images: it learns, repeats itself, and writes what the package can read."""

import json

import numpy as np
import pytest

from cnnviz_helpers.assets import HISTORY, LABELS, SNAPSHOTS, WEIGHTS, asset_arrays, asset_json, manifest
from cnnviz_helpers.networks import training
from cnnviz_helpers.networks.history import conv1_snapshots, training_history


@pytest.fixture(scope="module")
def tiny_data(tmp_path_factory):
    """A file like the data set's, with 64 training images and 1,000 test images of noise."""
    random = np.random.default_rng(1)
    path = tmp_path_factory.mktemp("data") / "tiny.npz"
    arrays = {f"x_{part}": random.integers(0, 256, (n, 32, 32, 3), dtype=np.uint8) for part, n in (("train", 64), ("test", 1000))}
    arrays |= {f"y_{part}": random.integers(0, 10, (n, 1)) for part, n in (("train", 64), ("test", 1000))}
    np.savez(path, **arrays)
    return path


@pytest.fixture(scope="module")
def trained(tiny_data, tmp_path_factory):
    """A whole run through the command line; the folder it wrote."""
    folder = tmp_path_factory.mktemp("assets") / "new"
    training.main(["--data", str(tiny_data), "--out", str(folder)])
    return folder


@pytest.mark.thorough("trains; how the network was trained seldom changes")
def test_every_file_is_written_and_readable(trained, tiny_data):
    """The package's own readers, with their checks, accept all of it."""
    weights = asset_arrays(WEIGHTS, trained)
    assert {array.dtype for array in weights.values()} == {np.dtype(np.float16)}
    snapshots = asset_arrays(SNAPSHOTS, trained)
    np.testing.assert_array_equal(snapshots["kernel"][-1], weights["conv1/kernel"])
    assert (snapshots["kernel"][0] != snapshots["kernel"][-1]).any()
    assert asset_json(LABELS, trained) == np.load(tiny_data)["y_test"].ravel().tolist()
    assert len(asset_json(HISTORY, trained)["loss"]) == training.EPOCHS
    assert manifest(trained).keys() == manifest().keys()


@pytest.mark.thorough("trains twice; how the network was trained seldom changes")
def test_training_repeats_itself(tiny_data):
    """Fixed seeds: the same weights and the same snapshots again. Training lowers the loss."""
    x_train, y_train, *_ = training.load_data(tiny_data)
    data = training.to_input(x_train), np.eye(10, dtype=np.float32)[y_train]
    (model, history, taken), (again, _, _) = (training.train(*data, epochs=3, verbose=0) for _ in range(2))
    for first, second in zip(model.get_weights(), again.get_weights()):
        np.testing.assert_array_equal(first, second)
    assert history["loss"][-1] < history["loss"][0] and taken[-1][2] < taken[0][2]


def test_snapshots_are_close_together_at_first():
    """About twenty, from before the first step to the last."""
    steps = training.snapshot_steps(4692)
    assert (steps[0], steps[-1]) == (0, 4692) and 18 <= len(steps) <= 21
    assert np.diff(steps)[0] == 1 and np.diff(steps)[-1] > 1000


def test_what_shipped_training_wrote(model):
    """The shipped history and snapshots belong to the shipped weights."""
    history, snapshots = training_history(), conv1_snapshots()
    assert len(history["loss"]) == len(history["accuracy"]) == manifest()["training"]["epochs"]
    assert history["loss"] == sorted(history["loss"], reverse=True)
    assert 18 <= len(snapshots["step"]) <= 21 and snapshots["kernel"].shape[1:] == (3, 3, 3, 32)
    np.testing.assert_array_equal(snapshots["kernel"][-1], model.layers[0].get_weights()[0])


def good():
    """Arrays as the file should have them, but few."""
    return {f"{kind}_{part}": np.zeros((2, 32, 32, 3), np.uint8) if kind == "x" else np.array([[3], [8]]) for kind in "xy" for part in ("train", "test")}


BAD_FILES = {
    "none": (None, "does not exist; give its path"),
    "too few arrays": ({"x_train": np.zeros(1)}, "lacks y_train, x_test, y_test"),
    "other pictures": (good() | {"x_test": np.zeros((2, 8, 8, 3), np.uint8)}, r"got x_test (2, 8, 8, 3) of uint8 and y_test (2, 1)"),
    "floats": (good() | {"x_train": np.zeros((2, 32, 32, 3))}, "of float64 and y_train"),
    "a label too few": (good() | {"y_train": np.array([3])}, "y_train (1,)"),
    "other classes": (good() | {"y_test": np.array([3, 10])}, "class numbers from 0 to 9, got 3 to 10"),
    "text": (b"this is no npz", "is none, or is damaged"),
    "half a file": (b"PK\3\4" + bytes(50), "is none, or is damaged"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_bad_data_files_get_a_sentence_and_the_exit_code_of_wrong_usage(tmp_path, capsys, monkeypatch, case):
    path, (content, words) = tmp_path / "data.npz", BAD_FILES[case]
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content:
        np.savez(path, **content)
    monkeypatch.setattr("sys.argv", ["training", "--data", str(path), "--out", str(tmp_path / "out")])
    monkeypatch.setenv("TF_ENABLE_ONEDNN_OPTS", "0")
    with pytest.raises(SystemExit, match="2"):
        training.start()
    message = capsys.readouterr().err
    assert words in message and len(message.splitlines()) == 1


def test_a_place_that_cannot_be_written_is_told_before_training(tmp_path, tiny_data):
    (tmp_path / "file").touch()
    with pytest.raises(ValueError, match=r"Expected a folder to write the assets to, got '.*file' \(File exists\); name another one"):
        training.main(["--data", str(tiny_data), "--out", str(tmp_path / "file")])


def test_a_download_that_fails_is_a_sentence(monkeypatch):
    """Keras raises a plain Exception with several lines."""
    from keras.datasets import cifar10

    def fail():
        raise Exception("URL fetch failure on https://…\n-- [Errno -2] Name or service not known")

    monkeypatch.setattr(cifar10, "load_data", fail)
    with pytest.raises(ValueError, match=r"^CIFAR-10 could not be downloaded \(URL fetch failure .* not known\); give a file of yours with --data\.$"):
        training.load_data()


def test_keras_loads_the_data_when_no_file_is_given(monkeypatch):
    """Without `--data` the arrays come from Keras, labels flattened."""
    from keras.datasets import cifar10

    arrays = np.zeros((2, 32, 32, 3), np.uint8), np.array([[3], [8]])
    monkeypatch.setattr(cifar10, "load_data", lambda: (arrays, arrays))
    x_train, y_train, x_test, y_test = training.load_data()
    assert y_train.tolist() == y_test.tolist() == [3, 8] and x_train.shape == x_test.shape


def test_the_version_of_a_package():
    """Either name of TensorFlow counts."""
    assert training.version_of("tensorflow")[0].isdigit()
    assert json.dumps(manifest()["versions"])
