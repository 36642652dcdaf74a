"""Maps that use no network: what a method has to be compared with before its score means anything."""

import numpy as np

from ..arguments import whole_number
from ..perturbations.seeded import states_of, xorshift


def random_maps(batch, seed=0, first=0):
    """A number from 0 up to 1 for each pixel, at random: (N, H, W, 1).

    The pixels of photo i, row by row, have the random numbers of picture `first` + i in `perturbations.seeded`.
    """
    n, height, width, _ = batch.shape
    seed, first = whole_number("seed", seed, 0), whole_number("first", first, 0)
    return xorshift(states_of(seed, range(first, first + n)), height * width).reshape(n, height, width, 1)


def edge_maps(batch):
    """How steep the brightness is: (N, H, W, 1).

    The brightness is the mean of the channels. Half its difference from the pixel before to the pixel after, down and across, are the two sides
    of a right triangle, and the map is the third side. Beyond the border the outermost pixels are repeated.
    """
    padded = np.pad(batch.mean(axis=-1, dtype=float), ((0, 0), (1, 1), (1, 1)), mode="edge")
    down, across = padded[:, 2:, 1:-1] - padded[:, :-2, 1:-1], padded[:, 1:-1, 2:] - padded[:, 1:-1, :-2]
    return (np.hypot(down, across) / 2)[..., None]


def centre_maps(batch):
    """Minus the distance of each pixel from the middle of the photo, in pixels, so that the middle comes first: (N, H, W, 1)."""
    n, height, width, _ = batch.shape
    rows, columns = np.arange(height) - (height - 1) / 2, np.arange(width) - (width - 1) / 2
    return np.repeat(-np.hypot(rows[:, None], columns)[None, ..., None], n, axis=0)
