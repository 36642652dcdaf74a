"""Where in the image a class score comes from: the evidence map, and occlusion.

The evidence map is B. Zhou et al., "Learning deep features for discriminative localization", 2016 (class activation
map). We part from it in one thing: we keep the sign, and add the bias, so that mean + bias is the logit.
Occlusion is M. Zeiler and R. Fergus, "Visualizing and understanding convolutional networks", 2014, section 4.2.
"""

from dataclasses import dataclass

import numpy as np

from ..arguments import finite_number, whole_number, word
from ..networks.forward import one_image, run
from ..networks.graph import check_channels_last, check_one_output, made_by, part_of


@dataclass(frozen=True)
class ClassEvidence:
    """The evidence for one class, place by place.

    Attributes
    ----------
    map : (h, w) float, what each place says for (positive) or against (negative) the class
    bias : float, the class's own starting point
    logit : float, the network's score for the class before softmax: what its dense layer gives, not computed from the map.
        If the dense layer carries its softmax, the logit is computed from that layer's input, weights and bias.
    """

    map: np.ndarray
    bias: float
    logit: float

    @property
    def mean(self):
        """The mean of the map; `mean + bias` is the logit, but for rounding."""
        return float(self.map.mean())


def pooled_layer(model):
    """The layer whose maps are pooled at the end of `model`; raises ValueError where `class_evidence` does."""
    pooling, _ = _evidence_nodes(model)
    return made_by(pooling.input_tensors[0]).operation


def _evidence_nodes(model):
    """Where pooling and the dense layer are used at the end of `model`: nothing but dropout lies between them, only a softmax after them."""
    import keras

    kinds, tensor = keras.layers, model.outputs[0]
    tensor = _before(tensor, lambda layer: isinstance(layer, kinds.Softmax) or _has_activation(layer, kinds.Activation))
    dense = made_by(tensor)
    if _has_activation(dense.operation, kinds.Dense):
        pooling = made_by(_before(dense.input_tensors[0], lambda layer: isinstance(layer, kinds.Dropout)))
        if isinstance(pooling.operation, kinds.GlobalAveragePooling2D):
            return pooling, dense
    raise ValueError(
        f"class_evidence expects a network that ends in global average pooling and one dense layer, where a score is the mean of a map; this one ends in "
        f"{', '.join(type(layer).__name__ for layer in model.layers[-3:])}. Try grad_cam or occlusion_map."
    )


def _before(tensor, is_skipped):
    """The last tensor, going back from `tensor`, that does not come from a layer for which `is_skipped` holds."""
    while is_skipped(made_by(tensor).operation):
        tensor = made_by(tensor).input_tensors[0]
    return tensor


def _has_activation(layer, kind):
    """Whether `layer` is exactly of this kind, and nothing but a softmax happens to its sums."""
    return type(layer) is kind and layer.activation.__name__ in ("linear", "softmax")


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
    check_one_output(model)
    check_channels_last(model)
    pooling, last = _evidence_nodes(model)
    dense = last.operation
    class_index = whole_number("class_index", class_index, 0, dense.units - 1)
    ends = [pooling.input_tensors[0], last.input_tensors[0], last.outputs[0]]
    maps, means, scores = run(part_of(model, ends), one_image(model, image))  # (1, h, w, C), (1, C), (1, K)
    weights = np.asarray(dense.kernel)[:, class_index]  # (C,)
    bias = float(dense.bias[class_index]) if dense.use_bias else 0.0
    is_fused = dense.activation.__name__ == "softmax"
    logit = means.reshape(-1) @ weights + bias if is_fused else scores.reshape(-1)[class_index]
    return ClassEvidence(maps[0] @ weights, bias, float(logit))


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
        A window that does not fit, no such class, an unknown score, more than one image, a network with several
        outputs or with channels that come first.
    """
    scorer, fill = _scorer(model, score), finite_number("fill", fill)
    class_index = whole_number("class_index", class_index, 0, scorer.outputs[0].shape[-1] - 1)
    batch = one_image(model, image)
    height, width = _map_size(batch)
    tops, lefts = _starts(height, window, stride), _starts(width, window, stride)
    boxes = np.array([[(t, l, t + window, l + window) for l in lefts] for t in tops])
    covered = np.repeat(batch, boxes.shape[0] * boxes.shape[1], axis=0)
    for one, (top, left, bottom, right) in zip(covered, boxes.reshape(-1, 4)):
        one[top:bottom, left:right] = fill
    base = float(run(scorer, batch)[0, class_index])
    drops = (base - run(scorer, covered)[:, class_index]).reshape(boxes.shape[:2])
    return Occlusion(drops, boxes, _per_pixel(drops, boxes, height, width), base)


def _scorer(model, score):
    """The network whose outputs are the scores, (N, K)."""
    import keras

    check_one_output(model)
    check_channels_last(model)
    if len(model.outputs[0].shape) != 2:
        raise ValueError(f"occlusion_map expects a network that gives one score a class, got the shape {model.outputs[0].shape}; add a pooling or Flatten.")
    last = made_by(model.outputs[0])
    if word("score", score, ("probability", "logit")) == "probability":
        return model
    if isinstance(last.operation, keras.layers.Softmax):
        return part_of(model, last.input_tensors[0])
    raise ValueError(f'score="logit" expects a network that ends in a Softmax layer, got {last.operation.name!r} at its end; use "probability".')


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
