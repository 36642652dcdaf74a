"""Which photos are alike: the nearest ones, and the directions in which photos differ most."""

from dataclasses import dataclass

import numpy as np

from ..arguments import finite, whole_number

FEW = 256  # rows whose distances to all are held at once


def nearest_neighbours(vectors, n=1):
    """For each photo the `n` others that are nearest to it, by the straight distance (Euclid's) between rows of numbers.

    Parameters
    ----------
    vectors : (N, ...) float, for each photo its numbers: pixels, or what a layer makes of it

    Returns
    -------
    (N, n) int, the numbers of the photos, the nearest first; of two that are as near, the lower number

    Raises
    ------
    ValueError
        Fewer than n + 1 photos.
    """
    rows = _rows(vectors)
    n = whole_number("n", n, 1, len(rows) - 1)
    lengths, nearest = (rows**2).sum(axis=1), []
    for start in range(0, len(rows), FEW):
        few = rows[start : start + FEW]
        squares = lengths - 2 * (few @ rows.T)  # (few, N): squares of distances, less the length of the row itself
        squares[range(len(few)), range(start, start + len(few))] = np.inf
        nearest.append(np.argsort(squares, axis=1, kind="stable")[:, :n])
    return np.concatenate(nearest)


@dataclass(frozen=True)
class Components:
    """Photos on a map of a few directions.

    Attributes
    ----------
    mean : (D,) float64, the mean of all rows
    directions : (n, D) float64, each of length 1 and at right angles to the others; its largest number, without sign, is positive
    places : (N, n) float64, how far each row lies along each direction, counted from the mean
    shares : (n,) float64, the share of the whole variance that lies along each direction, the largest first
    """

    mean: np.ndarray
    directions: np.ndarray
    places: np.ndarray
    shares: np.ndarray


def principal_components(vectors, n=2):
    """The directions along which rows of numbers differ most (principal component analysis, PCA).

    K. Pearson, "On lines and planes of closest fit to systems of points in space", 1901.

    Parameters
    ----------
    vectors : (N, ...) float, for each photo its D numbers
    n : how many directions

    Returns
    -------
    Components

    Raises
    ------
    ValueError
        More directions than numbers a row or rows, rows that are all alike.
    """
    rows = _rows(vectors)
    n, mean = whole_number("n", n, 1, min(rows.shape)), rows.mean(axis=0)
    centred = rows - mean
    _, lengths, directions = np.linalg.svd(centred, full_matrices=False)  # falling
    variances = lengths**2
    if variances[0] <= 0:
        raise ValueError("principal_components expects rows that differ, got the same numbers in all; choose other photos or another layer.")
    directions = directions[:n]
    largest = np.abs(directions).argmax(axis=1)
    directions = directions * np.sign(directions[np.arange(n), largest])[:, None]
    return Components(mean, directions, centred @ directions.T, variances[:n] / variances.sum())


def _rows(vectors):
    """(N, D) float64."""
    array = finite("vectors", vectors)
    if array.ndim < 2 or len(array) < 2:
        raise ValueError(f"vectors must be (N, ...) for two photos or more, got the shape {array.shape}; give the numbers of several photos.")
    return array.reshape(len(array), -1)
