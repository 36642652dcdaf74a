"""Whether a network is as sure as it is right: its probabilities, counted against its answers.

Source: C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, "On calibration of modern neural networks", 2017, sections 2 and 4.2. They take 15 bins.
"""

from dataclasses import dataclass

import numpy as np

from .arguments import finite_number, whole_number
from .labels import chances, class_numbers
from .predictions import accuracy_interval

COLDEST, HOTTEST = 0.05, 20.0  # between these the best temperature is looked for


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

    @property
    def intervals(self):
        """(B, 2) float, for each bin the 95 % interval of its share of right answers, as `accuracy_interval` gives it; nan where it has no answer."""
        return np.array([accuracy_interval(right, count) if count else (np.nan, np.nan) for right, count in zip(self.right.tolist(), self.counts.tolist())])


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
    is_right = rows.argmax(axis=1) == _labels_of(rows, true)
    return _binned(rows.max(axis=1), is_right, whole_number("bins", bins, 1))


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


def with_temperature(probabilities, temperature):
    """The probabilities that a softmax gives if its logits are divided by `temperature` first.

    Above 1 they lie nearer to each other, below 1 farther apart; which class is the answer stays. It takes the probabilities themselves, because
    softmax(z / T) is p ** (1 / T), divided by its sum.

    Parameters
    ----------
    probabilities : (N, K) float, or (N, 1), the chances of class 1
    temperature : above 0

    Returns
    -------
    (N, K) float64, (N, 2) for chances of class 1; each row adds up to 1

    Raises
    ------
    ValueError
        No probabilities, or a temperature that is not above 0.
    """
    temperature = finite_number("temperature", temperature)
    if temperature <= 0:
        raise ValueError(f"temperature must be above 0, got {temperature:g}; 1 leaves the probabilities as they are.")
    return _softmax(_logs(probabilities) / temperature)


def best_temperature(probabilities, true):
    """The temperature with which the labels are likeliest: that with the smallest mean of -log(probability of the label).

    The mean has one lowest point over 1 / T, because it is convex there; where it would lie beyond 0.05 or 20, that end is returned. Choose it on
    other images than those it is judged on.

    Parameters
    ----------
    probabilities : (N, K) float, or (N, 1), the chances of class 1
    true : (N,) or (N, 1) whole numbers, or (N, K) one-hot

    Returns
    -------
    float from 0.05 to 20, to eight digits

    Raises
    ------
    ValueError
        As for `reliability`.
    """
    logs = _logs(probabilities)
    own = logs[np.arange(len(logs)), _labels_of(logs, true)]
    low, high = 1 / HOTTEST, 1 / COLDEST  # of 1 / T: the slope of the mean rises all the way
    for _ in range(40):
        middle = (low + high) / 2
        rises = ((_softmax(middle * logs) * logs).sum(axis=1) - own).mean() > 0
        low, high = (low, middle) if rises else (middle, high)
    return float(2 / (low + high))


def _logs(probabilities):
    """(N, K) float: the logarithms, which are the logits but for one number a row. What was rounded to 0 counts as the smallest number."""
    return np.log(np.maximum(chances(probabilities), np.finfo(np.float32).tiny))


def _softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _labels_of(rows, true):
    """The labels as (N,) class numbers, one for each of the (N, K) `rows`."""
    true = class_numbers(true, rows.shape[1])
    if len(true) != len(rows):
        raise ValueError(f"Expected as many labels as rows of probabilities, got {len(true)} and {len(rows)}; use the same images for both.")
    return true


def _binned(confidence, is_right, bins):
    """The `Reliability` of answers with this (N,) `confidence`, of which those `is_right` are right."""
    edges = np.arange(bins + 1) / bins
    bin_of = np.clip(np.searchsorted(edges, confidence) - 1, 0, bins - 1)
    counts = np.bincount(bin_of, minlength=bins)
    sums = np.bincount(bin_of, weights=confidence, minlength=bins)
    means = np.divide(sums, counts, out=np.full(bins, np.nan), where=counts > 0)
    return Reliability(edges, counts, np.bincount(bin_of[is_right], minlength=bins), means)
