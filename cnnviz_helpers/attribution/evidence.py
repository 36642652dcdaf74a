"""Where in the image a class score comes from: the evidence map.

The evidence map is B. Zhou et al., "Learning deep features for discriminative localization", 2016 (class activation
map). We part from it in one thing: we keep the sign, and add the bias, so that mean + bias is the logit.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ..arguments import whole_number
from ..networks.activations import LINEAR, activation_effect, step_effect
from ..networks.forward import caller, one_image, parts, run
from ..networks.graph import check_channels_last, check_one_output, made_by, nodes, part_of
from ..networks.weights import computes_as, kernel_and_bias
from .logit import as_numbers, find_logits


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
    TOTAL: ClassVar[str] = "logit"  # what mean + bias is, in words

    @property
    def mean(self):
        """The mean of the map; `mean + bias` is the logit, but for rounding."""
        return float(self.map.mean())


def pooled_layer(model):
    """The layer whose maps are pooled at the end of `model`; raises ValueError where `class_evidence` does."""
    pooling, _ = _evidence_nodes(model)
    return made_by(pooling.input_tensors[0]).operation


def _evidence_nodes(model):
    """The use of pooling at the end of `model`, and its `Logits`, the sums of a dense layer.

    What lies between the two does nothing when the network predicts, as dropout.
    """
    import keras

    kinds, logits = keras.layers, find_logits(model)
    dense, own = logits.node.operation, map(id, nodes(model))
    gives_sums = computes_as(dense, kinds.Dense) and (logits.dense or activation_effect(dense, logits.tensor.shape) == LINEAR)
    if gives_sums and id(logits.node) in own:
        pooling = made_by(logits.node.input_tensors[0])
        while step_effect(pooling) == LINEAR:
            pooling = made_by(pooling.input_tensors[0])
        if computes_as(pooling.operation, kinds.GlobalAveragePooling2D):
            return pooling, logits
    raise ValueError(
        f"class_evidence expects a network that ends in global average pooling and one dense layer, where a score is the mean of a map; this one ends in "
        f"{', '.join(type(layer).__name__ for layer in model.layers[-3:])}. Try grad_cam or occlusion_map."
    )


def class_evidence(model, image, class_index):
    """The map of evidence whose mean, plus the bias, is exactly the logit of the class.

    Parameters
    ----------
    image : (H, W, C) or (1, H, W, C) float
    class_index : 0 .. K - 1

    Raises
    ------
    ValueError
        The network does not end in global average pooling and one dense layer, or that layer is quantized; no such
        class; more than one image.
    """
    maps, kernel, bias, logits = last_maps(model, one_image(model, image))
    class_index = whole_number("class_index", class_index, 0, len(bias) - 1)
    return ClassEvidence(maps[0] @ kernel[:, class_index], float(bias[class_index]), float(logits[0, class_index]))


def evidence_asker(model, times):
    """A function that gives the evidence of several photos, each for its class: as `class_evidence`, for (N, H, W, C) float32 and (N,) int.

    `times` : for how many parts of batches it will be asked. It returns

    maps : (N, h, w) float32
    biases : (N,) float32
    logits : (N,) float32, as the network computes them
    """
    last = last_maps_of(model, times)

    def evidence(batch, classes):
        maps, kernel, bias, logits = last(batch)
        return np.einsum("nhwc,cn->nhw", maps, kernel[:, classes]), bias[classes], logits[np.arange(len(batch)), classes]

    return evidence


def last_maps(model, batch):
    """What scores are made of at the end of `model`, for (N, H, W, C) float32; raises ValueError where `class_evidence` does.

    Returns
    -------
    maps : (N, h, w, C), those that are pooled
    kernel, bias : (C, K) and (K,), of the dense layer behind the pooling
    logits : (N, K), what the network itself makes of them
    """
    return last_maps_of(model, len(parts(batch)))(batch)


def last_maps_of(model, n):
    """A function that gives what `last_maps` gives, for a batch: to ask one network again and again, whatever its weights, in all for `n` parts of batches."""
    check_one_output(model)
    check_channels_last(model)
    pooling, logits = _evidence_nodes(model)
    part = part_of(model, [pooling.input_tensors[0], logits.tensor])
    call = caller(part, n)

    def of_batch(batch):
        maps, last = run(part, batch, call)
        return maps, *kernel_and_bias(logits.node.operation), as_numbers(logits, last).reshape(len(batch), -1)

    return of_batch
