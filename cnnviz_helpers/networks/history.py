"""What training wrote down as it went: loss and accuracy an epoch, and how conv1's kernels grew."""

import numpy as np

from ..assets import HISTORY, SNAPSHOTS, asset_arrays, asset_json


def training_history():
    """Loss and accuracy on the training images, an epoch each.

    Returns
    -------
    `{"loss": [...], "accuracy": [...]}`, accuracy in [0, 1]. Dropout was on while they were measured.
    """
    return asset_json(HISTORY)


def conv1_snapshots():
    """The kernels of the first convolution at some twenty moments, from random to trained.

    Returns
    -------
    dict with
        step : (S,) int, training steps done; 0 is before the first
        kernel : (S, 3, 3, 3, 32) float32, as `get_weights()` gives them
        loss : (S,) float32, on the first 1,000 training images, dropout off
    """
    return {name: array.astype(np.float32) if name == "kernel" else array for name, array in asset_arrays(SNAPSHOTS).items()}
