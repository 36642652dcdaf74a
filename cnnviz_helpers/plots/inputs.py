"""What a reader hands to a plot, checked: each refusal says what was expected, what came, and what to do."""

import numpy as np

from ..arguments import as_array, finite, whole_number
from ..data import to_pixels


def picture(name, image):
    """One image as (H, W, 3) uint8, ready for the eye.

    Parameters
    ----------
    image : (H, W, 3), (H, W, 1), or the same with a batch axis of 1; uint8 is shown as it is, floats as `limits_of` says
    """
    array = as_array(name, image)
    array = array[0] if array.ndim == 4 and len(array) == 1 else array
    if array.ndim != 3 or array.shape[2] not in (1, 3) or not array.size:
        raise ValueError(f"{name} must be one image (H, W, 3) or (1, H, W, 3), got the shape {as_array(name, image).shape}; choose one, such as x_test[16].")
    return _for_the_eye(array, limits_of(name, array))


def pictures(name, images, chosen=None):
    """Several images, or those with the numbers `chosen`, as a list of (H, W, 3) uint8; one image counts as a list of one.

    What is black and what is white is decided by all of `images` together, those too that are not chosen.
    """
    array = as_array(name, images)
    array = array[None] if array.ndim == 3 else array
    if array.ndim != 4 or array.shape[3] not in (1, 3) or not array.size:
        raise ValueError(f"{name} must be images (N, H, W, 3), got the shape {as_array(name, images).shape}; choose some, such as x_test[:8].")
    limits = limits_of(name, array)
    return [_for_the_eye(array[i], limits) for i in (range(len(array)) if chosen is None else chosen)]


def _for_the_eye(array, limits):
    pixels = array if limits is None else to_pixels(array, *limits)
    return np.repeat(pixels, 3, axis=2) if pixels.shape[2] == 1 else pixels


def limits_of(name, array):
    """Which number of `array` is black and which is white: the one place where figures decide it.

    None for uint8, which is shown as it is. Floats are in the range of the book's network, (-0.5, 0.5), if one of them is below 0,
    and in (0, 1) if one is above 0.5. Where all lie between the two, the steps decide: pixels / 255 - 0.5 lie half a step
    beside pixels / 255.

    Raises
    ------
    ValueError
        Another range, or numbers that could be in either: make pixels of them with `to_pixels`, which is told the range.
    """
    if array.dtype == np.uint8:
        return None
    values = finite(name, array, dtype=None)
    low, high = values.min(), values.max()
    if low < -0.5001 or high > 1.0001 or (low < -0.0001 and high > 0.5001):
        limits = "-1, 1" if low < 0 and low >= -1.0001 and high <= 1.0001 else "0, 255" if low >= 0 and high <= 255 else "low, high"
        raise ValueError(
            f"{name} must hold uint8, or floats in [-0.5, 0.5] or [0, 1], got {low:.3g} to {high:.3g}; "
            f"make pixels of them with to_pixels(x, {limits}), which says what is black and what is white."
        )
    if low < -0.0001 or high > 0.5001:
        return (-0.5, 0.5) if low < -0.0001 else (0, 1)
    steps = values.astype(float) * 255 % 1
    if np.minimum(steps, 1 - steps).max() < 0.05:
        return 0, 1
    if np.abs(steps - 0.5).max() < 0.05:
        return -0.5, 0.5
    raise ValueError(
        f"{name} may be in [0, 1] or in [-0.5, 0.5], as all its numbers lie from {low:.3g} to {high:.3g}; "
        "say which with to_pixels(x, 0, 1) or to_pixels(x, -0.5, 0.5)."
    )


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


def by_words(name, table, what):
    """`table`, if it is a dict; what its words stand before is said in the refusal."""
    if not hasattr(table, "items"):
        raise ValueError(f"{name} must be a dict {{words: {what}}}, got {type(table).__name__}; give each its words.")
    return table


def one_of(name, number, size):
    """`number` as an index from 0 to `size - 1`."""
    return whole_number(name, number, 0, size - 1)
