"""How the weights were made: `python -m cnnviz_helpers.training [--data FILE.npz] [--out FOLDER]`.

Trains the network on the full CIFAR-10 training set, and writes every file of `cnnviz_helpers/assets/`.
About ten minutes on two cores. The test images are used for nothing but the score at the end.
"""

import argparse
import io
import json
import os
import platform
import sys
import zipfile
from importlib.metadata import version

import numpy as np

from .. import assets
from ..data import IMAGE_SIZE, N_IMAGES, cifar10dict, pack_sprite, to_input
from ..labels import class_numbers
from ..output import command, made_folder, write_file
from .export import as_json, describe
from .model import build_model, compile_model, named_weights, set_named_weights

SEED = 2024
EPOCHS = 12
BATCH_SIZE = 128
LEARNING_RATE = 0.002
N_SNAPSHOTS = 20
N_WATCHED = 1000  # training images on which the loss beside each snapshot is measured
ARRAYS = ("x_train", "y_train", "x_test", "y_test")
PACKAGES = ("keras", "tensorflow", "numpy", "safetensors", "pillow")


def load_data(path=None):
    """CIFAR-10 as uint8: `x_train, y_train, x_test, y_test`, labels as (N,) integers.

    Parameters
    ----------
    path : str or None
        An `.npz` file with these four arrays; `None` lets Keras download the data set.

    Raises
    ------
    ValueError
        The file is not there or no such file, lacks one of the arrays or has others; or the data set cannot be downloaded.
    """
    arrays = _downloaded() if path is None else _read(path)
    for part in ("train", "test"):
        x, y = arrays[f"x_{part}"], arrays[f"y_{part}"]
        if x.dtype != np.uint8 or x.shape != (len(y), IMAGE_SIZE, IMAGE_SIZE, 3):
            came = f"x_{part} {x.shape} of {x.dtype} and y_{part} {y.shape}"
            raise ValueError(f"Expected pictures (N, {IMAGE_SIZE}, {IMAGE_SIZE}, 3) of uint8 and N labels, got {came}; give those of CIFAR-10.")
    x_train, y_train, x_test, y_test = (arrays[name] for name in ARRAYS)
    return x_train, class_numbers(y_train, len(cifar10dict)), x_test, class_numbers(y_test, len(cifar10dict))


def _downloaded():
    """The arrays as Keras downloads them."""
    from keras.datasets import cifar10

    try:
        train, test = cifar10.load_data()
    except Exception as problem:  # Keras raises nothing more exact
        raise ValueError(f"CIFAR-10 could not be downloaded ({' '.join(str(problem).split()):.200}); give a file of yours with --data.") from None
    return dict(zip(ARRAYS, (*train, *test)))


def _read(path):
    """The arrays of an `.npz` file."""
    try:
        with open(path, "rb") as opened, np.load(opened) as file:
            missing = [name for name in ARRAYS if name not in file]
            arrays = {name: file[name] for name in ARRAYS if name in file}
    except FileNotFoundError:
        raise ValueError(f"--data expects an .npz file with CIFAR-10, but {path} does not exist; give its path, or leave --data out.") from None
    except (OSError, ValueError, TypeError, AttributeError, zipfile.BadZipFile):
        raise ValueError(f"--data expects an .npz file with CIFAR-10, but {path} is none, or is damaged; write it with np.savez.") from None
    if missing:
        raise ValueError(f"--data expects the arrays {', '.join(ARRAYS)}, but {path} lacks {', '.join(missing)}.")
    return arrays


def snapshot_steps(total, n=N_SNAPSHOTS):
    """About `n` training steps from 0 to `total`, close together at first, where most happens."""
    return sorted({0} | {round(step) for step in np.geomspace(1, total, n)})


def snapshot_recorder(steps, x, y):
    """A Keras callback that keeps conv1's kernels, and the loss on `x`, `y`, after each step of `steps`."""
    import keras

    class Recorder(keras.callbacks.Callback):
        """`taken`: a list of (step, kernels, loss)."""

        def __init__(self):
            super().__init__()
            self.step, self.taken = 0, []

        def take(self):
            watched = keras.losses.categorical_crossentropy(y, self.model(x, training=False))
            kernels = self.model.get_layer("conv1").kernel.numpy()
            self.taken.append((self.step, kernels, float(np.mean(watched))))

        def on_train_begin(self, logs=None):
            self.take()

        def on_train_batch_end(self, batch, logs=None):
            self.step += 1
            if self.step in steps:
                self.take()

    return Recorder()


def train(x_train, y_train, epochs=EPOCHS, batch_size=BATCH_SIZE, verbose="auto"):
    """Train the network from random weights with fixed seeds.

    Parameters
    ----------
    x_train : (N, 32, 32, 3) float32 in [-0.5, 0.5]
    y_train : (N, 10) float32, one-hot

    Returns
    -------
    model, history, snapshots
        The published network (no dropout, weights rounded to float16), `{"loss": [...], "accuracy": [...]}`
        an epoch, and the list of (step, conv1's kernels, loss).
    """
    import keras
    import tensorflow as tf

    keras.utils.set_random_seed(SEED)
    tf.config.experimental.enable_op_determinism()
    total = epochs * -(-len(x_train) // batch_size)
    # Steps that grow smaller towards the end let the weights settle.
    step_size = keras.optimizers.schedules.CosineDecay(LEARNING_RATE, total)
    model = compile_model(build_model(training=True), keras.optimizers.Adam(step_size))
    recorder = snapshot_recorder(snapshot_steps(total), x_train[:N_WATCHED], y_train[:N_WATCHED])
    fit = model.fit(x_train, y_train, batch_size=batch_size, epochs=epochs, callbacks=[recorder], verbose=verbose)
    published = compile_model(build_model())
    set_named_weights(published, {name: w.astype(np.float16) for name, w in named_weights(model).items()})
    history = {name: [round(float(value), 5) for value in fit.history[name]] for name in ("loss", "accuracy")}
    return published, history, recorder.taken


def score(model, x, y):
    """The share of the images `x` that `model` gets right, labels `y` as (N,) integers."""
    return float(np.mean(model.predict(x, batch_size=500, verbose=0).argmax(axis=-1) == y))


def sprite_png(pixels):
    """(1000, 32, 32, 3) uint8 -> the bytes of one lossless PNG."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(pack_sprite(pixels)).save(buffer, format="png", optimize=True)
    return buffer.getvalue()


def to_json(content):
    """`content` as readable JSON, in bytes."""
    return (json.dumps(content, indent=1) + "\n").encode()


def write_assets(folder, model, history, snapshots, x_test, y_test):
    """Write every shipped file and its manifest into `folder`. `x_test` is uint8, `y_test` (N,) integers."""
    from safetensors.numpy import save

    weights = {name: w.astype(np.float16) for name, w in named_weights(model).items()}
    steps, kernels, losses = zip(*snapshots)
    taken = {
        "step": np.array(steps, np.int32),
        "kernel": np.array(kernels, np.float16),  # (S, 3, 3, 3, 32)
        "loss": np.array(losses, np.float32),
    }
    files = {
        assets.WEIGHTS: (save(weights), {name: w.shape for name, w in weights.items()}),
        assets.SNAPSHOTS: (save(taken), {name: a.shape for name, a in taken.items()}),
        assets.IMAGES: (sprite_png(x_test[:N_IMAGES]), {"pixels": x_test[:N_IMAGES].shape}),
        assets.LABELS: (to_json([int(label) for label in y_test[:N_IMAGES]]), {"labels": (N_IMAGES,)}),
        assets.NETWORK: (as_json(describe(model)).encode(), {}),
        assets.HISTORY: (to_json(history), {name: (len(values),) for name, values in history.items()}),
    }
    folder = made_folder(folder, "the assets")
    for name, (data, _) in files.items():
        write_file(folder / name, data)
    x = to_input(x_test)
    manifest = {
        "files": {name: {"sha256": assets.sha256(data), "bytes": len(data), "shapes": shapes} for name, (data, shapes) in files.items()},
        "accuracy": {"first_1000": score(model, x[:N_IMAGES], y_test[:N_IMAGES]), "all_10000": score(model, x, y_test)},
        "training": {
            "seed": SEED,
            "epochs": EPOCHS,
            "batch_size": BATCH_SIZE,
            "optimizer": "adam",
            "learning_rate": LEARNING_RATE,
            "schedule": "cosine",
            "images": 50000,
        },
        "versions": {"python": platform.python_version()} | {name: version_of(name) for name in PACKAGES},
    }
    write_file(folder / assets.MANIFEST, to_json(manifest))
    return manifest


def version_of(name):
    """The installed version of a package; TensorFlow has two names."""
    try:
        return version(name)
    except ModuleNotFoundError:
        return version(f"{name}-cpu")


def main(arguments=None):
    """Read the command line, train, write, and print the score."""
    parser = argparse.ArgumentParser(prog="python -m cnnviz_helpers.training", description="Train the network, write the assets.")
    parser.add_argument("--data", help=".npz with x_train, y_train, x_test, y_test; without it Keras downloads CIFAR-10")
    parser.add_argument("--out", default=assets.FOLDER, help="folder for the files (default: the package's own)")
    options = parser.parse_args(arguments)
    folder = made_folder(options.out, "the assets")  # not after ten minutes of training
    x_train, y_train, x_test, y_test = load_data(options.data)
    model, history, snapshots = train(to_input(x_train), np.eye(len(cifar10dict), dtype=np.float32)[y_train])
    manifest = write_assets(folder, model, history, snapshots, x_test, y_test)
    print(f"Right: {manifest['accuracy']['first_1000']:.1%} of the first 1,000 test images, {manifest['accuracy']['all_10000']:.2%} of all 10,000.")


def start():
    """What `python -m cnnviz_helpers.training` does."""
    # Three times as fast; TensorFlow's greeting, which the package keeps from readers, does no harm here.
    os.environ["TF_ENABLE_ONEDNN_OPTS"] = "1"
    sys.exit(command(main))
