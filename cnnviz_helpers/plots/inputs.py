"""What a reader hands to a plot, checked: each refusal says what was expected, what came, and what to do."""

import numpy as np

from ..arguments import as_array, finite, whole_number


def picture(name, image):
    """One image as (H, W, 3) uint8, ready for the eye.

    Parameters
    ----------
    image : (H, W, 3), (H, W, 1), or the same with a batch axis of 1; uint8 is shown as it is,
        floats in [-0.5, 0.5] get 0.5 added, floats in [0, 1] are shown as they are
    """
    array = as_array(name, image)
    array = array[0] if array.ndim == 4 and len(array) == 1 else array
    if array.ndim != 3 or array.shape[2] not in (1, 3) or not array.size:
        raise ValueError(f"{name} must be one image (H, W, 3) or (1, H, W, 3), got the shape {as_array(name, image).shape}; choose one, such as x_test[16].")
    if array.dtype != np.uint8:
        values = finite(name, array)
        low, high = values.min(), values.max()
        if low < -0.5001 or high > 1.0001 or (low < -0.0001 and high > 0.5001):
            raise ValueError(f"{name} must hold uint8, or floats in [-0.5, 0.5] or [0, 1], got {low:.3g} to {high:.3g}; use to_input on the stored pixels.")
        array = np.round((values + (0.5 if low < 0 else 0)).clip(0, 1) * 255).astype(np.uint8)
    return np.repeat(array, 3, axis=2) if array.shape[2] == 1 else array


def pictures(name, images):
    """Several images as a list of (H, W, 3) uint8; one image counts as a list of one.

    They share one range: whether 0.5 is added is decided for all of them together.
    """
    array = as_array(name, images)
    array = array[None] if array.ndim == 3 else array
    if array.ndim != 4 or not array.size:
        raise ValueError(f"{name} must be images (N, H, W, 3), got the shape {as_array(name, images).shape}; choose some, such as x_test[:8].")
    n, height, width, channels = array.shape
    joined = picture(name, array.reshape(1, n * height, width, channels))
    return list(joined.reshape(n, height, width, 3))


def maps(name, activations):
    """The maps of one image as (h, w, C) float."""
    array = finite(name, activations)
    array = array[0] if array.ndim == 4 and len(array) == 1 else array
    if array.ndim != 3:
        raise ValueError(f"{name} must be the maps of one image, (1, h, w, C) or (h, w, C), got the shape {np.shape(activations)}; choose one image first.")
    return array


def filters(weights):
    """The weights of a `Conv2D` as (kh, kw, C_in, filters) float."""
    array = finite("weights", weights)
    if array.ndim != 4:
        raise ValueError(f"weights must have the shape (height, width, channels, filters), got {array.shape}; take model.layers[0].get_weights()[0].")
    return array


def one_of(name, number, size):
    """`number` as an index from 0 to `size - 1`."""
    return whole_number(name, number, 0, size - 1)
