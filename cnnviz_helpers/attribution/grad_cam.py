"""Grad-CAM: where a layer's maps speak for a class, in any network.

R. R. Selvaraju et al., "Grad-CAM: visual explanations from deep networks via gradient-based localization", 2017, section 3.
We part from it in one thing: the sign is kept. `relu=True` leaves out what speaks against the class, as the paper does.

In a network that ends in global average pooling and one dense layer it is exact: `map` times h · w is the evidence map
of `class_evidence`, so the sum of `map`, plus the bias, is the logit. Elsewhere a gradient is averaged over places where
it differs, and the sum of the map is no score.
"""

from dataclasses import dataclass

import numpy as np

from ..arguments import whole_number
from ..networks.forward import as_float32, one_image, tensorflow
from ..networks.graph import check_channels_last, check_one_output, find_step, part_of, steps, ways_inside
from .logit import find_logits


@dataclass(frozen=True)
class GradCam:
    """What the maps of one layer say for or against a class.

    Attributes
    ----------
    map : (h, w) float, the maps, each times its weight, added up
    weights : (C,) float, for each map the mean slope of the score: by how much the score rises if one unit of it does
    layer : str, the layer's name
    score : float, the score of the class
    before : "softmax", "log_softmax" or "sigmoid", the last step, which the score stands before; "" if the network's
        output is taken as it is
    """

    map: np.ndarray
    weights: np.ndarray
    layer: str
    score: float
    before: str = "softmax"


def grad_cam(model, image, class_index, layer=None, relu=False):
    """The Grad-CAM map of a class: the maps of a layer, each times the mean slope of the class's score, added up.

    The score is the number before a softmax or a sigmoid at the end; what any other ending gives is taken as it is.

    Parameters
    ----------
    image : (H, W, C) or (1, H, W, C) float
    class_index : 0 .. K - 1
    layer : name or index of a layer that gives maps; by default the last one that does
    relu : whether to set to zero what speaks against the class, as the paper does

    Raises
    ------
    ValueError
        No such class or layer, a layer without maps, several images or outputs, channels that come first, a softmax that
        cannot be seen where it is, a score that has no slope, or another backend than TensorFlow.
    """
    check_one_output(model)
    check_channels_last(model)
    name, maps_tensor = _maps_of(model, layer)
    class_index = whole_number("class_index", class_index, 0, _n_scores(model) - 1)
    logits = find_logits(model)
    maps, slopes, score = _slopes(model, maps_tensor, logits, one_image(model, image), class_index)  # (h, w, C), (h, w, C)
    weights = slopes.mean(axis=(0, 1))  # (C,)
    summed = maps @ weights  # (h, w)
    return GradCam(np.maximum(summed, 0) if relu else summed, weights, name, score, logits.before)


def _maps_of(model, layer):
    """The name and the output of `layer`, or of the last layer of `model` that gives maps."""
    if layer is not None:
        found = find_step(model, layer)
        tensor = found.output
        if len(tensor.shape) != 4:
            raise ValueError(
                f"grad_cam expects a layer that gives maps (h, w, C), got {found.name!r} "
                f"with the shape {tensor.shape[1:]}; name an earlier layer."
            )
        return found.name, tensor
    for step in reversed(steps(model)):
        if step.node.input_tensors and len(step.node.outputs) == 1 and _has_places(step.output):
            return step.name, step.output
    better = ways_inside(model) or "one with a convolution"
    raise ValueError(f"grad_cam expects a network with a layer that gives maps (h, w, C), this one has none; use {better}.")


def _has_places(tensor):
    """Whether a tensor holds maps of more than one place; a pooling with `keepdims` leaves one."""
    return len(tensor.shape) == 4 and tuple(tensor.shape[1:3]) != (1, 1)


def _n_scores(model):
    shape = model.outputs[0].shape
    if len(shape) != 2:
        raise ValueError(f"grad_cam expects a network that gives one score a class, got the shape {shape}; add a pooling or Flatten.")
    return shape[-1]


def _slopes(model, maps_tensor, logits, batch, class_index):
    """The maps for `batch`, the slope of the class's score for each of their units, and the score."""
    tf = tensorflow("grad_cam")
    part, photo = part_of(model, [maps_tensor, logits.tensor]), tf.convert_to_tensor(batch)
    with tf.GradientTape() as tape:
        tape.watch(photo)
        maps, last = part(photo, training=False)
        score = logits.of(last)[0, class_index]
    try:
        slopes = tape.gradient(score, maps)
    except (LookupError, ValueError):
        raise ValueError(
            "grad_cam expects layers that TensorFlow can take slopes through, but it cannot through one behind the maps; use occlusion_map."
        ) from None
    if slopes is None:
        raise ValueError("grad_cam expects a score that changes smoothly with the maps, this one has no slope; name another layer.")
    return as_float32(maps)[0], as_float32(slopes)[0], float(score)
