"""Pictures in, pictures out, of the same shape and range, in which one thing is different. The live figures make the same (`kit/perturbations.mjs`).

Photos in pieces that are shuffled are found in W. Brendel and M. Bethge, "Approximating CNNs with bag-of-local-features models works surprisingly
well on ImageNet", 2019, section 4.
"""

import numpy as np

from ..arguments import finite, whole_number
from .seeded import random_order, states_of, xorshift

GREY = (0.299, 0.587, 0.114)  # how much of red, green and blue there is in grey, as for television (ITU-R BT.601)


def grey(images):
    """Without colour: red, green and blue become 0.299 · red + 0.587 · green + 0.114 · blue.

    Parameters
    ----------
    images : (H, W, 3) or (N, H, W, 3) float, in any range that is the same for all three

    Returns
    -------
    The same shape, float32

    Raises
    ------
    ValueError
        Not three channels.
    """
    pictures = as_pictures(images)
    if pictures.shape[-1] != 3:
        raise ValueError(f"grey expects red, green and blue, got {pictures.shape[-1]} channels; a picture of one channel has no colour.")
    light = sum(part * pictures[..., channel].astype(float) for channel, part in enumerate(GREY))
    return np.repeat(light[..., None], 3, axis=-1).astype(np.float32)


def mirrored(images):
    """Left is right, as in a mirror: (H, W, C) or (N, H, W, C) float; the same shape, float32."""
    return as_pictures(images)[..., :, ::-1, :].copy()


def upside_down(images):
    """Top is bottom; left stays left: (H, W, C) or (N, H, W, C) float; the same shape, float32."""
    return as_pictures(images)[..., ::-1, :, :].copy()


def shuffled(images, across=2, seed=0, first=0):
    """Cut each picture into `across` × `across` tiles and lay them out in random order; inside a tile nothing changes.

    Each picture has an order of its own: at place p, counted row by row, lies the tile that was at place order[p], with the order that
    `seeded.random_order` makes of the picture's first random numbers. All orders are equally likely, also the one that changes nothing: with
    4 tiles it comes once in 24 pictures.

    Parameters
    ----------
    images : (H, W, C) or (N, H, W, C) float, in any range
    across : how many tiles side by side; 2 gives quarters, 8 gives tiles of 4 × 4 pixels in a picture of 32 × 32. It divides height and width
    seed : of the orders
    first : number of the first picture: photo 16 alone, with `first=16`, is cut as it is among all photos

    Returns
    -------
    The same shape, float32

    Raises
    ------
    ValueError
        A number of tiles that does not divide the picture.
    """
    pictures = as_pictures(images)
    height, width, channels = pictures.shape[-3:]
    across = whole_number("across", across, 1, min(height, width))
    if height % across or width % across:
        raise ValueError(f"across must divide {height} and {width}, the sides of the picture, got {across}; 2 gives quarters.")
    high, wide, n = height // across, width // across, across**2
    tiles = pictures.reshape(-1, across, high, across, wide, channels).swapaxes(2, 3).reshape(-1, n, high, wide, channels)  # (N, tiles, h, w, C)
    tiles = np.stack([own[random_order(row)] for own, row in zip(tiles, randoms(seed, first, len(tiles), n - 1))])
    return tiles.reshape(-1, across, across, high, wide, channels).swapaxes(2, 3).reshape(pictures.shape)


def uniform_noise(shape, seed=0, low=-0.5, high=0.5, first=0):
    """Pictures in which each number is drawn by chance: any between `low` and `high` is as likely as any other.

    Parameters
    ----------
    shape : (H, W, C) or (N, H, W, C)
    seed : of the numbers; each picture has its own, in the order of the array
    low, high : what becomes black, and what becomes white, in the range of the network's input: numbers, or one for each channel
    first : number of the first picture, as for `shuffled`

    Returns
    -------
    float32 of this shape

    Raises
    ------
    ValueError
        Another number of axes, limits that are the wrong way round.
    """
    sides = [whole_number("shape", side, 1) for side in np.atleast_1d(shape)]
    if len(sides) not in (3, 4):
        raise ValueError(f"shape must be (H, W, C) or (N, H, W, C), got {shape!r:.60}; that of a batch is x_test.shape.")
    low, high = limits(low, high)
    rows = randoms(seed, first, sides[0] if len(sides) == 4 else 1, int(np.prod(sides[-3:])))
    return (low + rows.reshape(sides) * (high - low)).astype(np.float32)


def randoms(seed, first, n, count):
    """(n, count) float from 0 up to 1: of each of the pictures `first` to `first + n - 1` its first `count` random numbers."""
    seed, first = whole_number("seed", seed, 0), whole_number("first", first, 0)
    return xorshift(states_of(seed, range(first, first + n)), count)


def as_pictures(images):
    """`images` as float32, (H, W, C) or (N, H, W, C). Whole numbers are refused: they are not yet in the range of a network."""
    array = finite("images", images, dtype=None)
    if array.ndim not in (3, 4) or array.dtype.kind != "f":
        came = f"{array.dtype} of the shape {array.shape}"
        raise ValueError(f"images must be floats, (H, W, C) or (N, H, W, C), got {came}; choose x_test[16] or x_test[:5], or use to_input.")
    return array.astype(np.float32, copy=False)


def limits(low, high):
    """The ends of a network's input as float64, numbers or one for each channel, checked."""
    low, high = finite("low", low), finite("high", high)
    if (low >= high).any():
        raise ValueError(f"low must be less than high, got {low} and {high}; low is black, high is white.")
    return low, high
