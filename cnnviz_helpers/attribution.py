"""Where in the image a class score comes from: the evidence map, and occlusion.

The evidence map is B. Zhou et al., "Learning deep features for discriminative localization", 2016 (class activation
map). We part from it in one thing: we keep the sign, and add the bias, so that mean + bias is the logit.
Occlusion is M. Zeiler and R. Fergus, "Visualizing and understanding convolutional networks", 2014, section 4.2.
"""

from dataclasses import dataclass

import numpy as np

from .forward import as_batch, check_graph, part_of, run


@dataclass(frozen=True)
class ClassEvidence:
    """The evidence for one class, place by place.

    Attributes
    ----------
    map : (h, w) float, what each place says for (positive) or against (negative) the class
    bias : float, the class's own starting point
    logit : float, the network's score for the class before softmax, computed by the network, not from the map
    """

    map: np.ndarray
    bias: float
    logit: float

    @property
    def mean(self):
        """The mean of the map; `mean + bias` is the logit, but for rounding."""
        return float(self.map.mean())


def _evidence_layers(model):
    """The pooling and the dense layer at the end of `model`."""
    import keras

    check_graph(model)
    silent = (keras.layers.Dropout, keras.layers.Softmax, keras.layers.Activation)
    last = [layer for layer in model.layers if not isinstance(layer, silent)][-2:]
    kinds = (keras.layers.GlobalAveragePooling2D, keras.layers.Dense)
    tail = model.layers[model.layers.index(last[0]) :]
    is_chain = all(after.input is before.output for before, after in zip(tail, tail[1:]))
    linear = len(last) == 2 and last[1].__class__ is keras.layers.Dense and last[1].activation.__name__ in ("linear", "softmax")
    if not (linear and is_chain and all(isinstance(layer, kind) for layer, kind in zip(last, kinds))):
        raise ValueError(
            f"class_evidence expects a network that ends in global average pooling and one dense layer, this one ends in "
            f"{', '.join(type(layer).__name__ for layer in model.layers[-3:])}; only then is a score the mean of a map. Try occlusion_map."
        )
    return last


def class_evidence(model, image, class_index):
    """The map of evidence whose mean, plus the bias, is exactly the logit of the class.

    Parameters
    ----------
    image : (H, W, C) or (1, H, W, C) float
    class_index : 0 .. K - 1

    Raises
    ------
    ValueError
        The network does not end in global average pooling and one dense layer; no such class; more than one image.
    """
    pooling, dense = _evidence_layers(model)
    _check_class(class_index, dense.units)
    batch = _one_image(model, image)
    maps, means = run(part_of(model, [pooling.input, pooling.output]), batch)  # (1, h, w, C), (1, ...)
    weights = np.asarray(dense.kernel)[:, class_index]  # (C,)
    bias = float(dense.bias[class_index]) if dense.use_bias else 0.0
    return ClassEvidence(maps[0] @ weights, bias, float(means.reshape(-1) @ weights) + bias)


def _check_class(class_index, n_classes):
    if not 0 <= class_index < n_classes:
        raise ValueError(f"The network has the classes 0 to {n_classes - 1}, got {class_index}; choose one of them.")


def _one_image(model, image):
    batch = as_batch(model, image)
    if len(batch) != 1:
        raise ValueError(f"Expected one image, got {len(batch)}; choose one, such as x_test[16].")
    return batch


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
    score : "probability", or "logit" for a network that ends in a softmax layer

    Raises
    ------
    ValueError
        A window that does not fit, no such class, an unknown score, more than one image.
    """
    scorer = _scorer(model, score)
    _check_class(class_index, scorer.outputs[0].shape[-1])
    batch = _one_image(model, image)
    height, width = batch.shape[1:3]
    tops, lefts = _starts(height, window, stride), _starts(width, window, stride)
    boxes = np.array([[(t, l, t + window, l + window) for l in lefts] for t in tops])
    covered = np.repeat(batch, boxes.shape[0] * boxes.shape[1], axis=0)
    for one, (top, left, bottom, right) in zip(covered, boxes.reshape(-1, 4)):
        one[top:bottom, left:right] = fill
    base = float(run(scorer, batch)[0, class_index])
    drops = (base - run(scorer, covered)[:, class_index]).reshape(boxes.shape[:2])
    return Occlusion(drops, boxes, _per_pixel(drops, boxes, height, width), base)


def _scorer(model, score):
    import keras

    check_graph(model)
    if score == "probability":
        return model
    last = model.layers[-1]
    if score == "logit" and isinstance(last, keras.layers.Softmax):
        return part_of(model, last.input)
    raise ValueError(f'occlusion_map expects score="probability", or "logit" for a network that ends in a Softmax layer, got {score!r}; use "probability".')


def _starts(size, window, stride):
    """Where windows begin along one axis, so that every pixel is covered."""
    if not (1 <= window <= size and 1 <= stride <= window):
        raise ValueError(f"Expected 1 <= stride <= window <= {size} pixels, got window={window}, stride={stride}; choose a smaller one.")
    return sorted({*range(0, size - window + 1, stride), size - window})


def _per_pixel(drops, boxes, height, width):
    total, count = np.zeros((height, width)), np.zeros((height, width))
    for drop, (top, left, bottom, right) in zip(drops.ravel(), boxes.reshape(-1, 4)):
        total[top:bottom, left:right] += drop
        count[top:bottom, left:right] += 1
    return total / count
