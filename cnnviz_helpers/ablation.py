"""Filters switched off: what a network answers when one number stands in the place of a map."""

import numpy as np

from .arguments import whole_number, word
from .networks.forward import as_batch, as_float32, caller, parts, run
from .networks.graph import check_channels_last, check_one_output, find_step, part_of, steps


def predict_without(model, images, layer, filters=None, to="zero"):
    """What `model` answers when some maps of a layer, or of several, are replaced, each by one number at all its places.

    The network is left as it is. The live figure "ablation" counts the same.

    Parameters
    ----------
    images : (H, W, C) or (N, H, W, C) float
    layer : name or index of a layer that gives maps; every way through the network must lead through it.
        Or several layers with their filters, `{"relu1": [31], "relu2": [9, 13]}`
    filters : the number of a map, or a list of them; left out where `layer` is a dict
    to : "zero", or "mean": each map's mean in the whole network, over all of these images and all places

    Returns
    -------
    (N, K) float32, as `predict` gives them

    Raises
    ------
    ValueError
        No such layer or map, a layer without maps or one that others go around, another word, channels that come first;
        filters beside a dict, or none.
    """
    check_one_output(model)
    check_channels_last(model)
    word("to", to, ("zero", "mean"))
    if isinstance(layer, dict) is not (filters is None):
        raise ValueError('predict_without expects a layer and its filters, or {layer: filters} alone; write predict_without(model, images, "relu1", 31).')
    batch, cuts = as_batch(model, images), _cuts(model, layer if filters is None else {layer: filters})
    numbers = [_means(part_of(model, step.output), batch)[off] if to == "mean" else 0 for step, off in cuts]
    pieces, answers = parts(batch), []
    calls = [caller(network, len(pieces)) for network in _networks(model, [step for step, _ in cuts])]
    for part in pieces:
        for call, (_, off), number in zip(calls, cuts, numbers):
            part = np.array(as_float32(call(part)))  # (n, h, w, C)
            part[..., off] = number
        answers.append(as_float32(calls[-1](part)))
    return np.concatenate(answers)


def _cuts(model, layers):
    """[(step, its filters)] of {layer: filters}, in the order of the network."""
    found = {}
    for layer, filters in layers.items():
        step = find_step(model, layer)
        shape = step.output.shape
        if len(shape) != 4:
            raise ValueError(f"predict_without expects a layer that gives maps (h, w, C), got {step.name!r} with the shape {shape[1:]}; name an earlier layer.")
        _, off = found.setdefault(step.name, (step, []))
        off += [whole_number("filters", filter, 0, shape[-1] - 1) for filter in np.atleast_1d(filters)]
    return [found[step.name] for step in steps(model) if step.name in found]


def _means(first, batch):
    """Each map's mean over all images and places, (C,)."""
    pieces = parts(batch)
    call = caller(first, len(pieces))
    sums = [as_float32(call(part)).mean(axis=(1, 2), dtype=np.float64).sum(axis=0) for part in pieces]
    return np.sum(sums, axis=0) / len(batch)


def _networks(model, cuts):
    """The parts of `model` that its steps `cuts` divide it into, one after the other."""
    import keras

    networks = [part_of(model, cuts[0].output if cuts else model.outputs[0])]
    for step, end in zip(cuts, [*(step.output for step in cuts[1:]), model.outputs[0]]):
        try:
            networks.append(keras.Model(step.output, end))
        except ValueError:
            raise ValueError(f"predict_without expects a layer that no other way goes around, got {step.name!r}; name one where all ways meet.") from None
    return networks
