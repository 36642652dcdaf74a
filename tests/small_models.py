"""Networks small enough to solve by hand."""

import numpy as np


def one_filter(kernel, bias=0.0, size=4, padding="valid"):
    """One `Conv2D` with one filter: `kernel` is (kh, kw) or (kh, kw, C)."""
    import keras

    kernel = np.asarray(kernel, dtype=np.float32)
    kernel = kernel[..., None] if kernel.ndim == 2 else kernel
    model = keras.Sequential(
        [keras.Input((size, size, kernel.shape[2])), keras.layers.Conv2D(1, kernel.shape[:2], padding=padding, name="conv")]
    )
    model.layers[0].set_weights([kernel[..., None], np.array([bias], np.float32)])
    return model


def quadrant_classifier(size=4):
    """Two classes: each pools one channel of the picture and adds a bias, 0.5 for the first and -0.25 for the second.

    The weights are 2 for the class's own channel and -1 for the other, so every number can be written down.
    """
    import keras

    model = keras.Sequential(
        [keras.Input((size, size, 2)), keras.layers.GlobalAveragePooling2D(name="gap"), keras.layers.Dense(2, name="dense"), keras.layers.Softmax()]
    )
    model.get_layer("dense").set_weights([np.array([[2, -1], [-1, 2]], np.float32), np.array([0.5, -0.25], np.float32)])
    return model


def with_ones(model):
    """`model` with every weight set to 1, so that nothing cancels out."""
    for weight in model.weights:
        weight.assign(np.ones(weight.shape))
    return model
