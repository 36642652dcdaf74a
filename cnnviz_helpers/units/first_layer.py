"""The most that a filter of the first layer can give, and the patch that reaches it: both follow from its weights."""

from dataclasses import dataclass

import numpy as np

from ..attribution.ascent import HIGH, LOW
from ..networks.graph import check_channels_last, find_step
from ..networks.weights import computes_as, kernel_and_bias
from ..perturbations.pictures import limits


@dataclass(frozen=True)
class BestPatches:
    """For each filter of a first layer, the best there is.

    Attributes
    ----------
    values : (filters,) float32, the largest number that the filter can give, before any activation: bias + 0.5 · Σ|w| for pixels in [-0.5, 0.5]
    patches : (filters, kh, kw, C) float32, the pixels that give it; in the middle of the range where the weight is 0
    """

    values: np.ndarray
    patches: np.ndarray


def best_patches(model, layer=0, low=LOW, high=HIGH):
    """The exact maximum of each filter of a convolution that reads the picture itself, over all pictures there can be.

    Each weight takes the end of the range that its sign asks for; the sum of products and the bias is then as large as it can be. It holds
    for each unit whose field lies inside of the picture, and at the border as well if zero, the padding, lies within the range.

    Parameters
    ----------
    layer : name or index of a `Conv2D` layer without groups that reads the network's input
    low, high : black and white in the range of the network's input: numbers, or one for each channel

    Returns
    -------
    BestPatches

    Raises
    ------
    ValueError
        Another kind of layer, or one that reads what other layers give: there not every mixture of numbers can come.
    """
    import keras

    check_channels_last(model)
    step = find_step(model, layer)
    if not computes_as(step.layer, keras.layers.Conv2D) or step.layer.groups != 1:
        raise ValueError(f"best_patches expects a plain Conv2D layer without groups, got {type(step.layer).__name__} {step.name!r}; name a convolution.")
    if step.input is not model.inputs[0]:
        raise ValueError(f"best_patches expects a layer that reads the picture itself, but {step.name!r} reads what other layers give; use excite there.")
    low, high = limits(low, high)
    kernel, bias = kernel_and_bias(step.layer)  # (kh, kw, C, filters), (filters,)
    filters = np.moveaxis(kernel.astype(float), -1, 0)  # (filters, kh, kw, C)
    patches = np.where(filters > 0, high, np.where(filters < 0, low, (low + high) / 2))
    values = (patches * filters).sum(axis=(1, 2, 3)) + bias
    return BestPatches(values.astype(np.float32), patches.astype(np.float32))
