"""The pictures: 1,000 test images of CIFAR-10, and the way between a picture and the network's input.

Source of the pictures: A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009.
"""

import io
from functools import cache

import numpy as np

from .arguments import finite, finite_number, whole_number
from .assets import IMAGES, LABELS, asset_bytes, asset_json

N_IMAGES = 1000
IMAGE_SIZE = 32
SPRITE_COLUMNS = 40

cifar10dict = {
    0: "airplane", 1: "automobile", 2: "bird", 3: "cat", 4: "deer",
    5: "dog", 6: "frog", 7: "horse", 8: "ship", 9: "truck",
}  # fmt: skip


def pack_sprite(images):
    """Lay (N, 32, 32, 3) uint8 images out in one (rows * 32, 40 * 32, 3) picture, row by row."""
    n, height, width, channels = images.shape
    rows = n // SPRITE_COLUMNS
    grid = images.reshape(rows, SPRITE_COLUMNS, height, width, channels)
    return grid.transpose(0, 2, 1, 3, 4).reshape(rows * height, SPRITE_COLUMNS * width, channels)


def unpack_sprite(sprite, size=IMAGE_SIZE):
    """The reverse of `pack_sprite`: one large picture -> (N, size, size, 3) uint8."""
    rows, columns = sprite.shape[0] // size, sprite.shape[1] // size
    grid = sprite.reshape(rows, size, columns, size, 3)
    return grid.transpose(0, 2, 1, 3, 4).reshape(rows * columns, size, size, 3)


@cache
def _shipped_pixels():
    from PIL import Image

    with Image.open(io.BytesIO(asset_bytes(IMAGES))) as sprite:
        pixels = unpack_sprite(np.asarray(sprite.convert("RGB")))
    pixels.flags.writeable = False  # shared by every caller
    return pixels


@cache
def _shipped_labels():
    return tuple(asset_json(LABELS))


def shipped_pixels(index):
    """(32, 32, 3) uint8: the stored pixels of one shipped image."""
    return _shipped_pixels()[index]


def shipped_label(index):
    """The class number of one shipped image."""
    return int(_shipped_labels()[index])


def get_cifar10():
    """The first 1,000 test images of CIFAR-10, in their original order, ready for the network.

    Returns
    -------
    x_test : (1000, 32, 32, 3) float32 in [-0.5, 0.5]
        Each call returns new arrays; changing one changes nothing else.
    y_test : (1000, 10) float32
        One-hot labels: a single 1 at the place of the class. `cifar10dict` names the classes.

    Raises
    ------
    AssetError
        A shipped file is missing or damaged.
    """
    labels = np.array(_shipped_labels())
    return to_input(_shipped_pixels()), np.eye(len(cifar10dict), dtype=np.float32)[labels]


def to_input(pixels):
    """Pixels as stored -> numbers as the network expects them: `pixels / 255 - 0.5`.

    Parameters
    ----------
    pixels : (H, W, C) or (N, H, W, C) uint8 in 0 .. 255

    Returns
    -------
    The same shape, float32 in [-0.5, 0.5].

    Raises
    ------
    ValueError
        `pixels` is not an array of uint8, or has the wrong number of axes.
    """
    pixels = np.asarray(pixels)
    if pixels.dtype != np.uint8:
        raise ValueError(
            f"to_input expects pixels as uint8 from 0 to 255, got {pixels.dtype}; convert the picture first, "
            "for example with np.asarray(picture, dtype=np.uint8)."
        )
    _check_axes("to_input", pixels)
    return pixels.astype(np.float32) / np.float32(255) - np.float32(0.5)


def to_pixels(x, low=-0.5, high=0.5):
    """Numbers as a network takes them -> pixels for the eye. As it stands, it undoes `to_input`; with other limits, other preparations.

    `to_pixels(x, -1, 1)` is for a network that takes pictures in [-1, 1]. What was standardised gets its own numbers back first:
    `to_pixels(x * std + mean, 0, 255)`, with the mean and the deviation that were used.

    Parameters
    ----------
    x : (H, W, C) or (N, H, W, C) numbers from `low` to `high`
    low, high : what becomes black, and what becomes white

    Returns
    -------
    The same shape, uint8 in 0 .. 255.

    Raises
    ------
    ValueError
        Numbers beyond the limits, limits that are the wrong way round, or another number of axes.
    """
    low, high, x = finite_number("low", low), finite_number("high", high), finite("x", x, dtype=None)
    _check_axes("to_pixels", x)
    if low >= high:
        raise ValueError(f"low must be less than high, got {low:g} and {high:g}; low is black, high is white.")
    if x.min() < low - 1e-4 * (high - low) or x.max() > high + 1e-4 * (high - low):
        came = f"{x.min():.3g} to {x.max():.3g}"
        raise ValueError(f"to_pixels expects numbers from {low:g} to {high:g}, got {came}; say which are black and white with low= and high=.")
    return np.round((x.astype(float) - low).clip(0, high - low) / (high - low) * 255).astype(np.uint8)


def to_image(x):
    """Undo `to_input` for the eye: add 0.5, so that numbers lie in [0, 1] as plotting expects.

    Parameters
    ----------
    x : (H, W, C) or (N, H, W, C) float in [-0.5, 0.5]

    Returns
    -------
    The same shape, float32 in [0, 1].

    Raises
    ------
    ValueError
        Numbers lie outside [-0.5, 0.5], or the number of axes is wrong.
    """
    x = np.asarray(x, dtype=np.float32)
    _check_axes("to_image", x)
    low, high = (float(x.min()), float(x.max())) if x.size else (0.0, 0.0)
    if not (-0.5001 <= low and high <= 0.5001):  # also refuses NaN
        raise ValueError(
            f"to_image expects numbers in [-0.5, 0.5], got {low:.3g} to {high:.3g}; "
            "use to_input on the stored pixels first, or show the picture as it is."
        )
    return np.clip(x + np.float32(0.5), 0, 1)


def _check_axes(name, array):
    if array.ndim not in (3, 4):
        raise ValueError(
            f"{name} expects one image (H, W, C) or several (N, H, W, C), got the shape {array.shape}; add or drop an axis."
        )


def random_indices(n, seed=None, size=N_IMAGES):
    """`n` different image numbers, each from 0 to `size - 1`, in random order.

    `seed` makes the choice repeatable. `random.randint(0, 1000)` would include 1000, one past the last image.
    """
    n = whole_number("n", n, 0, whole_number("size", size, 0))
    return np.random.default_rng(seed).choice(size, size=n, replace=False)
