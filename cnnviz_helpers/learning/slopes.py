"""The slopes of the loss: for the weights, and for the numbers that the layers give."""

import numpy as np

from ..networks.activations import RELU, step_effect
from ..networks.forward import as_float32, one_image, parts, tensorflow
from ..networks.graph import check_graph, find_step, part_of, steps
from ..networks.weights import computes_as
from .losses import Loss, labelled


def weight_slopes(model, images, labels):
    """By how much the mean loss changes with each weight, found backwards through the network: backpropagation.

    Source: D. Rumelhart, G. Hinton, R. Williams, "Learning representations by back-propagating errors", 1986.

    Parameters
    ----------
    model : one that ends in a softmax or in sigmoids
    images : (H, W, C) or (N, H, W, C) float; the loss is the mean over these, see `photo_losses`
    labels : (N,) or (N, 1) whole numbers, or (N, K) one-hot

    Returns
    -------
    `{"conv1/kernel": array, "conv1/bias": array, ...}`, float32, each of the shape of the weights: all that training can change

    Raises
    ------
    ValueError
        As `photo_losses`; a layer that no slope can be taken through; another backend than TensorFlow.
    """
    tf, loss, (batch, numbers) = tensorflow("weight_slopes"), Loss(model), labelled(model, images, labels)
    named = named_variables(model)
    sums = {name: np.zeros(tuple(variable.shape)) for name, variable in named.items()}
    for few, targets in zip(parts(batch), parts(loss.targets(numbers), batch.shape)):
        with tf.GradientTape() as tape:
            total = tf.reduce_sum(loss.of(loss.logits(loss.part(few, training=False)), targets))
        for name, slope in zip(named, _taken(tape, total, [variable.value for variable in named.values()])):
            sums[name] += 0 if slope is None else as_float32(slope)
    return {name: (slope / len(batch)).astype(np.float32) for name, slope in sums.items()}


def number_slopes(model, image, label, layers):
    """By how much the loss of one photo changes with each number that some layers give.

    Parameters
    ----------
    image : (H, W, C) or (1, H, W, C) float
    label : its class, a whole number or a one-hot row
    layers : a name, an index, or a list of these, none of them behind the logits

    Returns
    -------
    `{layer name: (h, w, C) float32}`, or (C,) for a layer without places

    Raises
    ------
    ValueError
        As `weight_slopes`, no such layer, or one on which the loss does not depend.
    """
    tf, loss, (batch, numbers) = tensorflow("number_slopes"), Loss(model), labelled(model, image, label)
    if len(batch) != 1:
        raise ValueError(f"number_slopes expects one image, got {len(batch)}; choose one, such as x_test[16].")
    asked = _asked(model, layers)
    part, photo = part_of(model, [loss.tensor, *[step.output for step in asked]]), tf.convert_to_tensor(batch)
    with tf.GradientTape() as tape:
        tape.watch(photo)
        values, *outputs = part(photo, training=False)
        one = loss.of(loss.logits(values), loss.targets(numbers))[0]
    slopes = _taken(tape, one, outputs)
    for step, slope in zip(asked, slopes):
        if slope is None:
            raise ValueError(f"number_slopes expects layers that the loss is computed from, it is not from {step.name!r}; name one before the softmax.")
    return {step.name: as_float32(slope)[0] for step, slope in zip(asked, slopes)}


def gates(model, image, layers=None):
    """Where slopes pass through the ReLUs and max pools of a network, for one photo.

    A ReLU hands the slope of its output back to the number that it read, if that is above 0, else it stops it. A max pool hands it to the largest
    number of each window, to the first of them if several are, and stops it for all others.

    Parameters
    ----------
    image : (H, W, C) or (1, H, W, C) float
    layers : a name, an index, or a list of these; by default every layer that is a ReLU or a max pool

    Returns
    -------
    `{layer name: float32 of the shape of what the layer reads}`: the sum of the slopes of its outputs for each number that it reads. So 1 is
    open or a winner, 0 closed or not; where windows overlap, a number may win in several.

    Raises
    ------
    ValueError
        No such layer, no layer of these kinds, several images, or another backend than TensorFlow.
    """
    check_graph(model)
    tf, photo = tensorflow("gates"), one_image(model, image)
    chosen = [step for step in steps(model) if _is_gate(step)] if layers is None else _asked(model, layers)
    if not chosen:
        raise ValueError("gates expects a network with a ReLU or a max pool as a layer of its own, this one has none; use as_steps(model).")
    found = {}
    for step in chosen:
        with tf.GradientTape() as tape:
            read = part_of(model, step.input)(photo, training=False)
            tape.watch(read)
            total = tf.reduce_sum(step.layer(read))
        found[step.name] = as_float32(tape.gradient(total, read))[0]
    return found


def named_variables(model):
    """All weights that training can change, by name: `{"conv1/kernel": variable, ...}`.

    Raises
    ------
    ValueError
        Two have the same name, or there are none.
    """
    found = {}
    for layer in model._flatten_layers(include_self=False):
        for variable in [] if layer._layers else layer.trainable_variables:
            name = f"{layer.name}/{variable.name}"
            if name in found:
                raise ValueError(f"Expected weights that can be told apart, but two of them are {name!r}; give the layers names of their own.")
            found[name] = variable
    if not found:
        raise ValueError("Expected a network with weights that training can change, this one has none; set layer.trainable = True.")
    return found


def _asked(model, layers):
    return [find_step(model, layer) for layer in (layers if isinstance(layers, (list, tuple, range)) else [layers])]


def _is_gate(step):
    import keras

    return step_effect(step.node) == RELU or computes_as(step.layer, keras.layers.MaxPooling2D)


def _taken(tape, total, sources):
    """The slopes of `total`, with a sentence where TensorFlow has none."""
    try:
        return tape.gradient(total, sources)
    except (LookupError, ValueError):
        raise ValueError("Expected layers that TensorFlow can take slopes through, but it cannot through one of these; use slope_by_neighbours.") from None
