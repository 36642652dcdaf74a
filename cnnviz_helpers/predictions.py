"""What the network says, and how often it is right."""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from .arguments import as_array, finite_number, whole_number
from .data import cifar10dict
from .labels import class_names, class_numbers, class_rows, one_row
from .networks.forward import as_batch, run
from .networks.graph import check_one_output


def predict(model, images):
    """The probabilities that `model` gives to each class.

    Parameters
    ----------
    images : (H, W, C) or (N, H, W, C) float, in the network's own range

    Returns
    -------
    (N, K) float32, each row adds up to 1 for a network that ends in a softmax; (N, 1) for one that ends in one sigmoid

    Raises
    ------
    ValueError
        The images do not fit the network, or it has several outputs.
    """
    check_one_output(model)
    return run(model, as_batch(model, images))


def top_classes(probabilities, n=3, names=None):
    """The `n` most probable classes of one image, as (name, probability), largest first.

    Parameters
    ----------
    probabilities : (K,) or (1, K) float from 0 to 1; one number alone is the chance of class 1, the other class has the rest
    n : how many; all K if there are fewer
    names : the K classes' names, a list or a dict; by default those of CIFAR-10 for ten classes, else "class 0" and so on

    Raises
    ------
    ValueError
        Probabilities of several images, scores that are no probabilities, or a class without a name of its own.
    """
    row, n = one_row(probabilities), whole_number("n", n, 1)
    names = class_names(names, len(row))
    return [(names[i], float(row[i])) for i in np.argsort(-row, kind="stable")[:n]]


def accuracy_interval(right, n, confidence=0.95):
    """The range of true accuracies that `right` of `n` images is compatible with (Wilson's score interval).

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.

    Parameters
    ----------
    right, n : whole numbers, 0 <= right <= n: counts, not shares
    confidence : between 0 and 1

    Returns
    -------
    (low, high), each in [0, 1]

    Raises
    ------
    ValueError
        A share where a count belongs, more right than images, another confidence.
    """
    n, confidence = whole_number("n", n, 1), finite_number("confidence", confidence)
    if isinstance(right, (float, np.floating)) and 0 < right < 1:
        raise ValueError(f"right must be the count of right answers, 0 to {n}, got the share {right:g}; count them: round({right:g} * {n}).")
    right = whole_number("right", right, 0, n)
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, got {confidence:g}; use 0.95 for 95 %.")
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share, shrink = right / n, 1 + z * z / n
    middle = (share + z * z / (2 * n)) / shrink
    half = z / shrink * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    # None or all right: one end is exact, whatever rounding says.
    return (middle - half if right else 0.0), (middle + half if right < n else 1.0)


@dataclass(frozen=True)
class Paired:
    """Two networks on the same images, compared image by image.

    Attributes
    ----------
    only_first, only_second : how many images only the one, or only the other, got right
    p : how often fair coins, one for each of these images, would split as unevenly, or more so
    """

    only_first: int
    only_second: int
    p: float


def paired_test(first, second):
    """Whether two networks differ on the same images: McNemar's test, exact.

    An image that both got right, or both wrong, says nothing about which is better, so only the others are counted.

    Source: Q. McNemar, "Note on the sampling error of the difference between correlated proportions or percentages", 1947.

    Parameters
    ----------
    first, second : (N,) or (N, 1) bool, for each image whether the answer was right

    Raises
    ------
    ValueError
        Something else than truth values, or not one for each image.
    """
    first, second = (row[:, 0] if row.ndim == 2 and row.shape[1] == 1 else row for row in (as_array("first", first), as_array("second", second)))
    if first.dtype != bool or second.dtype != bool or first.ndim != 1 or first.shape != second.shape:
        raise ValueError(
            f"paired_test expects two rows of truth values, one for each image, got {first.dtype} {first.shape} and {second.dtype} {second.shape}; "
            "compare with the labels first: answers == labels."
        )
    one, other = int((first & ~second).sum()), int((second & ~first).sum())
    tail = sum(math.comb(one + other, k) for k in range(max(one, other), one + other + 1))
    return Paired(one, other, min(1.0, 2 * tail / 2 ** (one + other)))


def confusion_matrix(true, predicted, n_classes=len(cifar10dict)):
    """How often each class was taken for each.

    Parameters
    ----------
    true, predicted : (N,) or (N, 1) whole numbers, (N, K) one-hot or probabilities, or (N, 1) chances of class 1, as one sigmoid gives them:
        the answer is class 1 where it is above 0.5
    n_classes : K, 2 for one sigmoid

    Returns
    -------
    (K, K) int: row = true class, column = predicted class. The diagonal holds the right answers.

    Raises
    ------
    ValueError
        Numbers that name no class, rows that name several or have another length than K, or not as many labels as predictions.
    """
    n_classes = whole_number("n_classes", n_classes, 1)
    true, predicted = class_numbers(true, n_classes), class_numbers(predicted, n_classes)
    if len(true) != len(predicted):
        raise ValueError(f"Expected as many predictions as labels, got {len(predicted)} and {len(true)}; use the same images for both.")
    return np.bincount(true * n_classes + predicted, minlength=n_classes**2).reshape(n_classes, n_classes)


def mistakes(probabilities, true):
    """The numbers of the images that the network got wrong, the one it was surest of first.

    Parameters
    ----------
    probabilities : (N, K) float, or (N, 1), the chances of class 1
    true : (N,) or (N, 1) whole numbers, or (N, K) one-hot

    Raises
    ------
    ValueError
        Labels of other classes or of another number of images.
    """
    rows = class_rows(probabilities)
    true = class_numbers(true, rows.shape[1])
    if len(rows) != len(true):
        raise ValueError(f"mistakes expects probabilities (N, K) and N labels, got {np.shape(probabilities)} and {len(true)}; use the same images for both.")
    wrong = np.flatnonzero(rows.argmax(axis=1) != true)
    return wrong[np.argsort(-rows[wrong].max(axis=1), kind="stable")]
