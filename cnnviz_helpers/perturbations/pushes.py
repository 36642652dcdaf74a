"""A small push on all pixels at once: along the slope of the loss, and, as its control, in a random direction of the same size.

Source: I. Goodfellow, J. Shlens, C. Szegedy, "Explaining and harnessing adversarial examples", 2015, section 4. We part from it in one thing:
what would leave the range of pixels is clipped, and it is said how much. The live figure "small-push" does the same.
"""

from dataclasses import dataclass

import numpy as np

from ..arguments import finite_number
from ..attribution.logit import find_logits
from ..labels import class_numbers
from ..networks.forward import as_batch, as_float32, parts, tensorflow
from ..networks.graph import check_one_output, part_of
from .pictures import as_pictures, limits, randoms


@dataclass(frozen=True)
class Push:
    """Pictures that were pushed.

    Attributes
    ----------
    pictures : (N, H, W, C) float32, none of them outside of the range
    signs : (N, H, W, C) int8, the direction: 1, -1, or 0 where the slope is 0
    clipped : (N,) float from 0 to 1, the share of each picture's numbers that moved by less than the push, because the range ends there
    """

    pictures: np.ndarray
    signs: np.ndarray
    clipped: np.ndarray


def small_push(model, images, labels, size=2 / 255, low=-0.5, high=0.5):
    """Move every number of each picture by `size` so that the loss of its label rises: one step along the sign of the slope.

    The loss is the cross-entropy, -log of the label's probability. Its slope at the logits z, divided by 1 - p(label), is -1 for the label and
    exp(z_k) / (sum over the other classes) for every other class k. Divided like this it has the same signs, and it does not become 0 by
    rounding where the network is very sure.

    Parameters
    ----------
    model : one that ends in a softmax, in scores without one, or in a single sigmoid
    images : (H, W, C) or (N, H, W, C) float in [low, high]
    labels : (N,) whole numbers or (N, K) one-hot, the class whose loss is to rise: the true one. One number for one picture
    size : how far each number moves, as a share of the way from `low` to `high`: 2 / 255 are two of the 255 steps of a stored pixel
    low, high : what becomes black, and what becomes white: numbers, or one for each channel; what would lie beyond is clipped

    Returns
    -------
    Push, always with N in front

    Raises
    ------
    ValueError
        Not one label for each picture, no such class, numbers beyond the limits, a negative size, several sigmoids, scores that have no slope,
        or another backend than TensorFlow.
    """
    check_one_output(model)
    logits, n_scores = find_logits(model), _n_scores(model)
    if logits.before == "sigmoid" and n_scores > 1:
        raise ValueError(f"small_push expects one class to be right, this network ends in {n_scores} sigmoids, so several may be; use one with a softmax.")
    batch = as_batch(model, images)
    numbers = class_numbers(np.atleast_1d(labels), max(2, n_scores))
    if len(numbers) != len(batch):
        raise ValueError(f"small_push expects one label for each picture, got {len(numbers)} for {len(batch)}; use the same images for both.")
    slopes = _slopes(model, logits)
    signs = np.concatenate([np.sign(slopes(*few)) for few in zip(parts(batch), parts(numbers, batch.shape))])
    return _pushed(batch, signs.astype(np.int8), size, low, high)


def random_push(images, size=2 / 255, low=-0.5, high=0.5, seed=0, first=0):
    """The control of `small_push`: every number moves by `size`, up or down by chance, one as likely as the other.

    Each picture has its own signs: -1 where the next of its random numbers (`seeded.states_of`, `xorshift`) is below a half, else 1, number by
    number in the order of the array.

    Parameters
    ----------
    images, size, low, high : as for `small_push`
    seed : of the directions
    first : number of the first picture: photo 16 alone, with `first=16`, is pushed as it is among all photos

    Returns
    -------
    Push, always with N in front
    """
    batch = as_pictures(images)
    batch = batch[None] if batch.ndim == 3 else batch
    below = randoms(seed, first, len(batch), batch[0].size).reshape(batch.shape) < 0.5
    return _pushed(batch, np.where(below, -1, 1).astype(np.int8), size, low, high)


def _pushed(batch, signs, size, low, high):
    """The `Push` of `batch` by `size` along `signs`."""
    (low, high), size = limits(low, high), finite_number("size", size)
    if size < 0:
        raise ValueError(f"size must be 0 or more, got {size:g}; it says how far, the direction is found.")
    slack = 1e-6 * (high - low)  # a float32 may lie beside the end that it stands for
    if (batch < low - slack).any() or (batch > high + slack).any():
        raise ValueError(f"images must lie from {low} to {high}, got {batch.min():.3g} to {batch.max():.3g}; say the range with low= and high=.")
    wanted = batch + signs * (size * (high - low))
    pictures = np.clip(wanted, low, high)
    return Push(pictures.astype(np.float32), signs, (abs(pictures - wanted) > slack).mean(axis=(1, 2, 3)))


def _n_scores(model):
    shape = model.outputs[0].shape
    if len(shape) != 2:
        raise ValueError(f"small_push expects a network that gives one score a class, got the shape {shape}; add a pooling or Flatten.")
    return shape[-1]


def _slopes(model, logits):
    """A function: pictures (n, H, W, C) and their labels (n,) -> the slope of each picture's loss, divided by 1 - p(label), (n, H, W, C)."""
    tf = tensorflow("small_push")
    part = part_of(model, logits.tensor)

    @tf.function(reduce_retracing=True, autograph=False)
    def slopes(pictures, labels):
        with tf.GradientTape() as tape:
            tape.watch(pictures)
            scores = logits.of(part(pictures, training=False))  # (n, K)
            if scores.shape[1] == 1:  # the chance of class 1: beside it class 0 has the score 0
                scores = tf.concat([tf.zeros_like(scores), scores], axis=1)
            own = tf.one_hot(labels, scores.shape[1], dtype=bool, on_value=True, off_value=False)
            others = tf.nn.softmax(tf.where(own, -np.inf, scores))
            rises = tf.where(own, -tf.ones_like(scores), tf.stop_gradient(others))
            total = tf.reduce_sum(rises * scores)
        return tape.gradient(total, pictures)

    def as_arrays(pictures, labels):
        try:
            found = slopes(tf.constant(pictures), tf.constant(labels))
        except LookupError:
            found = None
        if found is None:
            raise ValueError("small_push expects scores that change smoothly with the pixels, these have no slope; use random_push.")
        return as_float32(found)

    return as_arrays
