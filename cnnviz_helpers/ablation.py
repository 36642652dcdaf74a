"""Filters switched off: what a network answers when one number stands in the place of a map."""

import numpy as np

from .arguments import whole_number, word
from .networks.forward import as_batch, parts, run
from .networks.graph import check_channels_last, check_one_output, find_step, part_of


def predict_without(model, images, layer, filters, to="zero"):
    """What `model` answers when some maps of one layer are replaced, each by one number at all its places.

    The network is left as it is. The live figure "ablation" counts the same.

    Parameters
    ----------
    images : (H, W, C) or (N, H, W, C) float
    layer : name or index of a layer that gives maps; every way through the network must lead through it
    filters : the number of a map, or a list of them
    to : "zero", or "mean": each map's mean over all of these images and all places

    Returns
    -------
    (N, K) float32, as `predict` gives them

    Raises
    ------
    ValueError
        No such layer or map, a layer without maps or one that others go around, another word, channels that come first.
    """
    check_one_output(model)
    check_channels_last(model)
    word("to", to, ("zero", "mean"))
    found = find_step(model, layer)
    maps = found.output
    if len(maps.shape) != 4:
        raise ValueError(f"predict_without expects a layer that gives maps (h, w, C), got {found.name!r} with the shape {maps.shape[1:]}; name an earlier layer.")
    filters = [whole_number("filters", filter, 0, maps.shape[-1] - 1) for filter in np.atleast_1d(filters)]
    batch, first, rest = as_batch(model, images), part_of(model, maps), _rest(model, maps, found)
    numbers = _means(first, batch)[filters] if to == "mean" else 0
    answers = []
    for part in parts(batch):
        replaced = run(first, part)  # (n, h, w, C)
        replaced[..., filters] = numbers
        answers.append(run(rest, replaced))
    return np.concatenate(answers)


def _means(first, batch):
    """Each map's mean over all images and places, (C,)."""
    sums = [run(first, part).mean(axis=(1, 2), dtype=np.float64).sum(axis=0) for part in parts(batch)]
    return np.sum(sums, axis=0) / len(batch)


def _rest(model, maps, step):
    """The network from the symbolic `maps` to the output of `model`."""
    import keras

    try:
        return keras.Model(maps, model.outputs[0])
    except ValueError:
        raise ValueError(f"predict_without expects a layer that no other way goes around, got {step.name!r}; name one where all ways meet.") from None
