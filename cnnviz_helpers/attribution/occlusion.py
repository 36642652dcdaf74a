"""By how much a class score drops when a part of the image is covered.

Occlusion is M. Zeiler and R. Fergus, "Visualizing and understanding convolutional networks", 2014, section 4.2.
"""

from dataclasses import dataclass

import numpy as np

from ..arguments import finite_number, whole_number, word
from ..networks.forward import one_image, parts, run
from ..networks.graph import check_channels_last, check_one_output, made_by, part_of
from .logit import as_numbers, find_logits


@dataclass(frozen=True)
class Occlusion:
    """How much a class score drops when a window of the image is covered.

    Attributes
    ----------
    drops : (rows, columns) float, the drop for each place of the window; negative: covering helped the class
    boxes : (rows, columns, 4) int, each window as top, left, bottom, right, the last two exclusive
    map : (H, W) float, for each pixel the mean drop over the windows that covered it
    base : float, the score of the whole image
    """

    drops: np.ndarray
    boxes: np.ndarray
    map: np.ndarray
    base: float


def occlusion_map(model, image, class_index, window=8, stride=4, fill=0.0, score="probability"):
    """Cover one window of the image after the other, and note by how much the score of a class drops.

    Parameters
    ----------
    image : (H, W, C) or (1, H, W, C) float
    class_index : 0 .. K - 1
    window, stride : pixels; the last window of a row ends at the border
    fill : number put into the window, in the network's own range; for ours 0.0 is mid-grey
    score : "probability", or "logit", the number before it, for a network that ends in a softmax or a sigmoid

    Raises
    ------
    ValueError
        A window that does not fit, no such class, an unknown score, more than one image, a network with several
        outputs or with channels that come first.
    """
    scores, fill = _scorer(model, score), finite_number("fill", fill)
    class_index = whole_number("class_index", class_index, 0, model.outputs[0].shape[-1] - 1)
    batch = one_image(model, image)
    height, width = _map_size(batch)
    tops, lefts = _starts(height, window, stride), _starts(width, window, stride)
    boxes = np.array([[(t, l, t + window, l + window) for l in lefts] for t in tops])
    base = float(scores(batch)[0, class_index])
    # A few variants at a time: all of them, of a large picture, would fill the memory.
    left = np.concatenate([scores(_covered(batch, few, fill))[:, class_index] for few in parts(boxes.reshape(-1, 4), batch.shape)])
    drops = (base - left).reshape(boxes.shape[:2])
    return Occlusion(drops, boxes, _per_pixel(drops, boxes, height, width), base)


def _covered(batch, boxes, fill):
    """The one image of `batch` again and again, each time with one of the `boxes` filled, (n, H, W, C)."""
    variants = np.repeat(batch, len(boxes), axis=0)
    for one, (top, left, bottom, right) in zip(variants, boxes):
        one[top:bottom, left:right] = fill
    return variants


def _scorer(model, score):
    """A function: a batch of images -> the scores, (N, K)."""
    check_one_output(model)
    check_channels_last(model)
    if len(model.outputs[0].shape) != 2:
        raise ValueError(f"occlusion_map expects a network that gives one score a class, got the shape {model.outputs[0].shape}; add a pooling or Flatten.")
    if word("score", score, ("probability", "logit")) == "probability":
        return lambda batch: run(model, batch)
    logits = find_logits(model)
    if not logits.before:
        last = made_by(model.outputs[0]).operation.name
        raise ValueError(f'score="logit" expects a network that ends in a softmax, got {last!r} at its end; use "probability".')
    part = part_of(model, logits.tensor)
    return lambda batch: as_numbers(logits, run(part, batch))


def _map_size(batch):
    if batch.ndim != 4:
        raise ValueError(f"occlusion_map expects a network that takes images (H, W, C), got the shape {batch.shape[1:]}; give the network a picture.")
    return batch.shape[1:3]


def _starts(size, window, stride):
    """Where windows begin along one axis, so that every pixel is covered."""
    window = whole_number("window", window, 1, size)
    stride = whole_number("stride", stride, 1, window)  # a longer step would leave pixels out
    return sorted({*range(0, size - window + 1, stride), size - window})


def _per_pixel(drops, boxes, height, width):
    total, count = np.zeros((height, width)), np.zeros((height, width))
    for drop, (top, left, bottom, right) in zip(drops.ravel(), boxes.reshape(-1, 4)):
        total[top:bottom, left:right] += drop
        count[top:bottom, left:right] += 1
    return total / count
