"""Whether a network is as sure as it is right: its probabilities, counted against its answers.

Source: C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, "On calibration of modern neural networks", 2017, section 2. They take 15 bins.
"""

from dataclasses import dataclass

import numpy as np

from .arguments import whole_number
from .labels import chances, class_numbers


@dataclass(frozen=True)
class Reliability:
    """Answers in bins of equal width, by their confidence: the probability of the class that the network answers with.

    Attributes
    ----------
    edges : (B + 1,) float, from 0 to 1; a confidence on an edge belongs to the bin below it
    counts : (B,) int, how many answers
    right : (B,) int, how many of them are right
    confidence : (B,) float, the mean confidence of each bin; nan where it has no answer
    """

    edges: np.ndarray
    counts: np.ndarray
    right: np.ndarray
    confidence: np.ndarray

    @property
    def error(self):
        """The expected calibration error, which says how far mean confidence and share of right answers lie apart, as a mean over all answers."""
        sure = np.where(self.counts > 0, self.counts * self.confidence, 0)
        return float(np.abs(self.right - sure).sum() / self.counts.sum())


def reliability(probabilities, true, bins=10):
    """How often answers of each confidence are right.

    Parameters
    ----------
    probabilities : (N, K) float, or (N, 1), the chances of class 1, from `predict`
    true : (N,) or (N, 1) whole numbers, or (N, K) one-hot
    bins : how many, of equal width between 0 and 1

    Returns
    -------
    Reliability

    Raises
    ------
    ValueError
        Probabilities and labels do not fit each other, or lie outside of [0, 1].
    """
    rows = chances(probabilities)
    confidence, true = rows.max(axis=1), class_numbers(true, rows.shape[1])
    if len(true) != len(confidence):
        raise ValueError(f"Expected as many labels as rows of probabilities, got {len(true)} and {len(confidence)}; use the same images for both.")
    return _binned(confidence, rows.argmax(axis=1) == true, whole_number("bins", bins, 1))


def errors_by_chance(probabilities, draws=1000, bins=10, seed=0):
    """The calibration errors of a network that is right exactly as often as it says, were it asked for as many photos, again and again.

    With few photos in a bin, the share of right answers misses the confidence by chance; this says by how much.

    Parameters
    ----------
    probabilities : (N, K) float, or (N, 1), the chances of class 1: how sure the network is
    draws : how often each answer's being right is drawn anew, with its confidence as the chance
    bins : as for `reliability`

    Returns
    -------
    (draws,) float
    """
    confidence = chances(probabilities).max(axis=1)
    draws, bins = whole_number("draws", draws, 1), whole_number("bins", bins, 1)
    random = np.random.default_rng(seed)
    return np.array([_binned(confidence, random.random(len(confidence)) < confidence, bins).error for _ in range(draws)])


def _binned(confidence, is_right, bins):
    """The `Reliability` of answers with this (N,) `confidence`, of which those `is_right` are right."""
    edges = np.arange(bins + 1) / bins
    bin_of = np.clip(np.searchsorted(edges, confidence) - 1, 0, bins - 1)
    counts = np.bincount(bin_of, minlength=bins)
    sums = np.bincount(bin_of, weights=confidence, minlength=bins)
    means = np.divide(sums, counts, out=np.full(bins, np.nan), where=counts > 0)
    return Reliability(edges, counts, np.bincount(bin_of[is_right], minlength=bins), means)
