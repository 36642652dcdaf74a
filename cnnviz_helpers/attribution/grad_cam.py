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
from ..networks.forward import one_image
from ..networks.graph import check_channels_last, check_one_output, find_step, steps, ways_inside
from .logit import find_logits
from .slopes import slopes_of


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
    class_index = whole_number("class_index", class_index, 0, n_scores(model, "grad_cam") - 1)
    name, maps, weights, scores = grad_cam_asker(model, 1, layer, relu)(one_image(model, image), [class_index])
    return GradCam(maps[0], weights[0], name, float(scores[0]), find_logits(model).before)


def grad_cam_asker(model, times, layer=None, relu=False):
    """A function that gives the Grad-CAM maps of several photos, each for its class: as `grad_cam`, for (N, H, W, C) float32 and (N,) int.

    `times` : for how many parts of batches it will be asked. It returns

    name : str, the layer's
    maps : (N, h, w) float32
    weights : (N, C) float32
    scores : (N,) float32
    """
    check_one_output(model)
    check_channels_last(model)
    name, tensor = maps_of(model, layer)
    slopes_at = slopes_of("grad_cam", model, times, tensor)

    def maps_for(batch, classes):
        maps, slopes, scores = slopes_at(batch, classes)  # (N, h, w, C), (N, h, w, C), (N,)
        weights = slopes.mean(axis=(1, 2))  # (N, C)
        summed = np.einsum("nhwc,nc->nhw", maps, weights)
        return name, np.maximum(summed, 0) if relu else summed, weights, scores

    return maps_for


def maps_of(model, layer):
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


def n_scores(model, asked_by):
    """How many classes `model` gives a score for."""
    check_one_output(model)
    shape = model.outputs[0].shape
    if len(shape) != 2:
        raise ValueError(f"{asked_by} expects a network that gives one score a class, got the shape {shape}; add a pooling or Flatten.")
    return shape[-1]
