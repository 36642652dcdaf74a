"""Labels, probabilities and the names of classes, made one form from each of those that Keras hands out.

A network that ends in one sigmoid gives one number an image, the chance of class 1. Such a column (N, 1) is taken as two classes:
class 1 is the answer where the number is above 0.5, as Keras's own accuracy counts it.
"""

import numpy as np

from .arguments import filled, finite
from .data import cifar10dict


def class_numbers(labels, n_classes=None):
    """Labels or answers as (N,) integers.

    Parameters
    ----------
    labels : whole numbers (N,) or (N, 1) of any type, one-hot rows or probabilities (N, K), or chances of class 1, (N, 1) from 0 to 1
    n_classes : how many classes there are, if that is known

    Raises
    ------
    ValueError
        Numbers that name no class, rows that name several, or rows of another length.
    """
    array = finite("labels", labels, dtype=None)
    if array.ndim == 2 and array.shape[1] > 1:
        numbers = _numbers_of_rows(array, n_classes)
    elif array.ndim in (1, 2) and (array == np.round(array)).all():
        numbers = array.reshape(-1).astype(int)  # bytes, as CIFAR's labels are stored, would be too small to count with
    elif array.ndim == 2:
        numbers = class_rows(array, "labels").argmax(axis=1)
    else:
        raise ValueError(
            f"Expected labels as whole numbers (N,) or one-hot (N, K), got {array.dtype} of the shape {array.shape}; "
            "for predictions use probabilities.argmax(axis=-1), or chances > 0.5 behind one sigmoid."
        )
    if numbers.min() < 0 or (n_classes is not None and numbers.max() >= n_classes):
        most = "up" if n_classes is None else f"to {n_classes - 1}"
        raise ValueError(f"Expected class numbers from 0 {most}, got {numbers.min()} to {numbers.max()}; check the labels.")
    return numbers


def _numbers_of_rows(rows, n_classes):
    """The place of the largest number in each row, once it is known that a row names one class."""
    if n_classes not in (None, rows.shape[1]):
        raise ValueError(f"Expected rows of {n_classes} numbers, one for each class, got {rows.shape[1]}; give the number of classes that the network has.")
    is_counted = rows.dtype.kind in "iub" or np.isin(rows, (0, 1)).all()
    if is_counted and not (np.isin(rows, (0, 1)).all() and (rows.sum(axis=1) == 1).all()):
        raise ValueError("Expected one-hot rows, with a single 1 in each, got none, several, or other whole numbers; compare one class at a time.")
    return rows.argmax(axis=1)


def class_rows(scores, name="probabilities"):
    """A number for each class, (N, K) with K of at least 2, as floats; a column (N, 1), the chance of class 1, becomes the chances of two.

    Raises
    ------
    ValueError
        Another shape, or a column of numbers that are no chances.
    """
    rows = finite(name, scores)
    if rows.ndim != 2:
        hint = f"{name}[:, None] for a chance each, {name}[None] for one image" if rows.ndim == 1 else "use predict"
        raise ValueError(f"{name} must be (N, K) numbers from 0 to 1, got the shape {rows.shape}; {hint}.")
    if rows.shape[1] > 1:
        return rows
    if rows.min() < 0 or rows.max() > 1:
        came = f"{rows.min():.3g} to {rows.max():.3g}"
        raise ValueError(f"{name} with one number an image must be chances from 0 to 1, got {came}; end the network in a sigmoid.")
    return np.hstack([1 - rows, rows])


def chances(probabilities, name="probabilities"):
    """As `class_rows`, of numbers from 0 to 1. They need not add up to 1: several sigmoids side by side do not.

    Raises
    ------
    ValueError
        As `class_rows`, or the scores of a network that ends without a softmax.
    """
    rows = class_rows(probabilities, name)
    if rows.min() < 0 or rows.max() > 1 + 1e-6:
        raise ValueError(
            f"{name} must be (N, K) numbers from 0 to 1, got the shape {rows.shape}, {rows.min():.3g} to {rows.max():.3g}; "
            "use predict of a network that ends in a softmax, or keras.ops.softmax."
        )
    return np.minimum(rows, 1)


def one_row(probabilities):
    """The probabilities of one image, (K,), (1, K), or one chance of class 1, as (K,) with K of at least 2."""
    row = finite("probabilities", probabilities)
    row = row[None] if row.ndim == 1 else row
    if row.ndim != 2 or len(row) != 1:
        raise ValueError(f"Expected the probabilities of one image, shape (K,), got {row.shape}; choose a row first.")
    return chances(row)[0]


def class_names(names, n, name="names", of="class"):
    """A text for each of `n` classes, as a list.

    Parameters
    ----------
    names : a list or another row of texts, or a dict {class number: text}; `None` gives the ten of CIFAR-10 for ten classes,
        else "class 0" and so on
    name, of : what the caller calls them, and what they name, for the refusals

    Raises
    ------
    ValueError
        Too few or too many, a class without a name, a dict the wrong way round, two classes of one name, what is no text.
    """
    if names is None:
        return list(cifar10dict.values()) if n == len(cifar10dict) else [f"{of} {i}" for i in range(n)]
    texts = _in_order(filled(name, names), n, name, of)
    if len(texts) != n:
        raise ValueError(f"{name} must be {n} texts, one for each {of}, got {len(texts)}; give one name a {of}.")
    for i, text in enumerate(texts):
        if not isinstance(text, str) or not text.strip():
            raise ValueError(f"{name} must be texts, got {text!r:.60} for {of} {i}; put a word there.")
        if text in texts[:i]:
            raise ValueError(f"{name} must tell one {of} from another, but {texts.index(text)} and {i} are both {text!r:.60}; rename one of them.")
    return [str(text) for text in texts]


def _in_order(names, n, name, of):
    """What came as names, as a list in the order of the numbers."""
    if hasattr(names, "keys"):
        if names and all(isinstance(key, str) for key in names):
            key = next(iter(names))
            raise ValueError(f"{name} must be a dict {{number: text}}, got texts as keys, such as {key!r:.60}; turn it round.")
        missing, strange = [i for i in range(n) if i not in names], [key for key in names if key not in range(n)]
        if missing or strange:
            odd = f"{missing[0]} is missing" if missing else f"{strange[0]!r:.60} is no number of a {of}"
            raise ValueError(f"{name} must have the numbers 0 to {n - 1} as keys, one for each {of}, but {odd}; give each {of} its name.")
        return [names[i] for i in range(n)]
    if isinstance(names, (str, bytes, set, frozenset)) or not hasattr(names, "__iter__"):
        raise ValueError(f"{name} must be a list of texts or a dict {{number: text}}, got {names!r:.60}; give one name a {of}.")
    return list(names)
