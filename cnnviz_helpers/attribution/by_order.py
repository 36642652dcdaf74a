"""Deletion and insertion: the photo's pixels go, or come, in the order of a map, and the probability is noted as they do.

V. Petsiuk, A. Das, K. Saenko, "RISE: randomized input sampling for explanation of black-box models", 2018, section 4.2.
We part from it in this: any fill for both, single pixels or blocks, and orders that use no network belong beside each score.
"""

from dataclasses import dataclass

import numpy as np

from ..arguments import finite, finite_number, whole_number, word
from ..networks.forward import as_batch, caller, parts, run
from ..networks.graph import check_channels_last
from .grad_cam import n_scores
from .methods import asked_classes

BLUR = 4  # pixels, the standard deviation of the bell curve
FILLS = ("grey", "black", "blur", "mean")


@dataclass(frozen=True)
class OrderCurves:
    """The probability of a class while a photo goes, and while it comes.

    Attributes
    ----------
    shares : (S + 1,) float, which share of the pixels has gone, or come, from 0 to 1
    deletion : (N, S + 1) float, the probability of each photo's class while the photo turns into the fill, the map's largest numbers first
    insertion : (N, S + 1) float, the same while the fill turns into the photo
    """

    shares: np.ndarray
    deletion: np.ndarray
    insertion: np.ndarray

    @property
    def deletion_area(self):
        """(N,), the area under each photo's curve; from 0 to 1."""
        return _area(self.deletion)

    @property
    def insertion_area(self):
        """(N,), the area under each photo's curve; from 0 to 1."""
        return _area(self.insertion)


def order_curves(model, images, maps, class_index=None, fill="grey", block=1, steps=16):
    """Deletion and insertion in the order of a map, for one or many photos.

    The pixels are cut into parts: single ones, or blocks of `block` × `block` from the upper left corner, smaller at the rim if they do not
    fit. A part's number is the mean of the map over its pixels. Parts go by their numbers, the largest first; of equal ones, the first in
    reading order first. After step k of S, floor(k · parts / S + 0.5) of them are gone: all channels of their pixels are those of the fill.
    The network is asked before the first step and after each, S + 1 times. The area of a photo's curve is that of trapezoids of equal
    widths 1 / S; over photos, it is the mean of their areas.

    Parameters
    ----------
    images : (H, W, C) or (N, H, W, C) float
    maps : (H, W) or (N, H, W) float, one number for each pixel, such as `attribute(…).pixels`; its sign counts
    class_index : 0 .. K - 1, or one for each photo; by default what the network answers to the whole photo
    fill : "grey", 0.0, and "black", -0.5, for a network that takes numbers from -0.5 to 0.5; "mean", for each channel its mean over the photo;
        "blur", the photo blurred by a bell curve with a standard deviation of 4 pixels, cut off at 12, down and then across, the outermost
        pixels repeated beyond the border; or a number
    block : pixels, the side of a part
    steps : at most the number of parts

    Returns
    -------
    OrderCurves

    Raises
    ------
    ValueError
        Maps of another size than the photos, an unknown fill, a block or steps that do not fit, no such class, or channels that come first.
    """
    check_channels_last(model)
    n_classes, batch = n_scores(model, "order_curves"), as_batch(model, images)
    classes, empty = asked_classes(model, batch, class_index, n_classes), filled(batch, fill)
    ranks, n_parts = _ranks(batch, maps, block)
    steps = whole_number("steps", steps, 1, n_parts)
    gone = [step * n_parts / steps + 0.5 for step in range(steps + 1)]
    deletion, insertion = np.empty((2, len(batch), steps + 1))
    call = caller(model, 2 * len(gone) * len(parts(batch)))
    for at, count in enumerate(np.floor(gone)):
        is_gone = (ranks < count)[..., None]  # (N, H, W, 1)
        for curves, begin, end in ((deletion, batch, empty), (insertion, empty, batch)):
            curves[:, at] = run(model, np.where(is_gone, end, begin), call)[np.arange(len(batch)), classes]
    return OrderCurves(np.arange(steps + 1) / steps, deletion, insertion)


def _ranks(batch, maps, block):
    """For each pixel the place of its part in the order, (N, H, W) int, and how many parts there are."""
    maps = finite("maps", maps)
    maps = maps[None] if maps.ndim == 2 else maps
    n, height, width, _ = batch.shape
    if maps.shape != (n, height, width):
        raise ValueError(f"maps must have one number for each pixel, shape {(n, height, width)}, got {maps.shape}; take attribute(...).pixels of these photos.")
    block = whole_number("block", block, 1, min(height, width))
    across = -(-width // block)
    part = (np.arange(height)[:, None] // block) * across + np.arange(width) // block  # (H, W): the number of each pixel's part
    sizes = np.bincount(part.ravel())
    means = np.stack([np.bincount(part.ravel(), weights=one.ravel()) / sizes for one in maps])  # (N, parts)
    order = np.argsort(-means, axis=1, kind="stable")
    return np.argsort(order, axis=1)[:, part], len(sizes)


def filled(batch, fill):
    """Pictures as large as those of `batch`, (N, H, W, C) float32, that are nothing but fill; see `order_curves`."""
    if not isinstance(fill, str):
        return np.full_like(batch, finite_number("fill", fill))
    if word("fill", fill, FILLS) == "mean":
        return np.broadcast_to(batch.mean(axis=(1, 2), keepdims=True, dtype=float), batch.shape).astype(np.float32)
    if fill == "blur":
        return _blurred(_blurred(batch.astype(float), 1), 2).astype(np.float32)
    return np.full_like(batch, {"grey": 0.0, "black": -0.5}[fill])


def _blurred(pictures, axis):
    """Each number the mean of those around it along `axis`, by a bell curve."""
    reach = 3 * BLUR
    bell = np.exp(-((np.arange(-reach, reach + 1) / BLUR) ** 2) / 2)
    padding = [(reach, reach) if one == axis else (0, 0) for one in range(pictures.ndim)]
    around = np.lib.stride_tricks.sliding_window_view(np.pad(pictures, padding, mode="edge"), len(bell), axis)
    return around @ (bell / bell.sum())


def _area(curves):
    return (curves[:, :-1] + curves[:, 1:]).mean(axis=1) / 2
