"""A network of nine weights: small enough to take a step of learning by hand."""

import numpy as np

PHOTO = ((0, 0, 1, 1), (0, 0, 1, 0), (0, 1, 1, 0), (1, 1, 0, 0))
KERNEL = ((-0.5, 0, 0.5), (-0.5, 0, 0.5), (0, 0, 0.5))


def nine_weights():
    """A photo of one channel that shows a slanting line, and the nine weights of the only filter of a network.

    The network: the filter goes over the photo without padding, which gives a map of 2 × 2; ReLU; the mean of the four numbers is the score of
    *line*; the score of *no line* is always 0; softmax.

    Returns
    -------
    photo : (4, 4) float64
    kernel : (3, 3) float64
    """
    return np.array(PHOTO, float), np.array(KERNEL, float)
