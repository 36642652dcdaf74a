"""Two filters that start equal, and what training makes of them."""

import numpy as np

from ..arguments import whole_number
from ..data import cifar10dict
from ..labels import class_numbers
from .forward import as_batch
from .model import build_model, compile_model, named_weights, set_named_weights
from .training import LEARNING_RATE, SEED


def train_twins(images, labels, dropout=True, steps=5):
    """Train a new network in which filters 0 and 1 of every convolution start equal, and say how far they have parted.

    The weights that read their two maps start equal, too. All the rest is random, the same at every call, and trained
    as the book's network was, with all of `images` as one batch.

    Parameters
    ----------
    images : (N, 32, 32, 3) float in [-0.5, 0.5]
    labels : (N, 10) one-hot rows, or (N,) or (N, 1) class numbers
    dropout : whether to train with dropout, as the book's network was
    steps : how many steps to train

    Returns
    -------
    `{name of the convolution: float}`, the distance between the two filters divided by how far filter 0 went:
    0 means that they are still equal

    Raises
    ------
    ValueError
        A number of steps below 0, images that do not suit the network, or not as many labels of its classes.
    """
    import keras

    steps, (images, labels) = whole_number("steps", steps, 0), _for_training(images, labels)
    keras.utils.set_random_seed(SEED)
    start = build_model()
    model = compile_model(build_model(training=dropout), keras.optimizers.Adam(LEARNING_RATE))
    set_named_weights(model, named_weights(start))  # dropout's layers draw numbers, too: without this the starts would differ
    model.run_eagerly = True  # so few steps are not worth compiling
    layers = [layer for layer in model.layers if layer.weights]
    _start_alike(layers)
    convs = [layer for layer in layers if layer.name.startswith("conv")]
    starts = {layer.name: layer.get_weights()[0][..., 0] for layer in convs}
    for _ in range(steps):
        model.train_on_batch(images, labels)
    ends = {layer.name: layer.get_weights()[0] for layer in convs}
    return {name: float(_length(end[..., 0] - end[..., 1]) / max(_length(end[..., 0] - starts[name]), 1e-12)) for name, end in ends.items()}


def _for_training(images, labels):
    """Images as the network takes them, and a one-hot row for each."""
    images, numbers = as_batch(build_model(), images), class_numbers(labels, len(cifar10dict))
    if len(images) != len(numbers):
        raise ValueError(f"Expected a label for each image, got {len(numbers)} for {len(images)}; use the same rows of both.")
    return images, np.eye(len(cifar10dict), dtype=np.float32)[numbers]


def _start_alike(layers):
    """Make filters 0 and 1 of each of the `layers` equal, and what reads their maps."""
    for layer in layers:
        kernel, bias = layer.get_weights()
        if layer is not layers[0]:
            kernel[..., 1, :] = kernel[..., 0, :]  # read alike
        if layer is not layers[-1]:
            kernel[..., 1] = kernel[..., 0]
        layer.set_weights([kernel, bias])


def _length(arrow):
    return np.sqrt((arrow**2).sum())
