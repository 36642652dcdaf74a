"""What a class's score is made of at one layer, by several methods, and whether their shares add up to it.

Behind the last ReLU, where only means and weighted sums follow, all of them agree. Before it, only slopes times numbers plus the biases' share
are sure to give the score, in networks of sums, ReLUs and pools: S. Srinivas and F. Fleuret, "Full-gradient representation for neural network
visualization", 2019, section 3. Integrated Gradients give its difference from the score at zero, but for the steps: M. Sundararajan, A. Taly,
Q. Yan, "Axiomatic attribution for deep networks", 2017, section 3.
"""

from dataclasses import dataclass

import numpy as np

from ..arguments import whole_number
from ..networks.forward import as_float32, one_image, parts, run, tensorflow
from ..networks.graph import check_channels_last, find_step, part_of
from .evidence import evidence_asker, pooled_layer
from .grad_cam import n_scores
from .logit import as_numbers, find_logits
from .methods import asked_classes


@dataclass(frozen=True)
class LayerShares:
    """Shares of a class's score, place by place of one layer's maps.

    Attributes
    ----------
    layer : str; "" is the photo itself
    logit : float, the score, before a softmax or a sigmoid
    zero : float, the score where all numbers of the layer are zero
    biases : float, the sum of all biases behind the layer, each times the slope of the score for it; of a batch normalisation, what it adds
    maps : {method: (h, w) float}: "grad_cam", each map times its mean slope; "gradient", each number times its own slope; "integrated_gradients",
        from zeros; "occlusion", the drop of the score with all numbers of a place at zero; "evidence", divided by the number of places,
        only at the maps that are pooled in the end
    """

    layer: str
    logit: float
    zero: float
    biases: float
    maps: dict

    @property
    def sums(self):
        """A dict, for each method the sum of its map."""
        return {method: float(shares.sum(dtype=float)) for method, shares in self.maps.items()}


def layer_shares(model, image, class_index=None, layer=None, steps=32, occlusion=True):
    """What a score is made of at a layer, by several methods at once.

    Parameters
    ----------
    image : (H, W, C) or (1, H, W, C) float
    class_index : 0 .. K - 1; by default what the network answers with
    layer : name or index of a layer that gives maps and that all ways through the network lead over; by default the photo itself
    steps : of Integrated Gradients: slopes are taken at the middles of so many equal parts of the way
    occlusion : whether to set one place after the other to zero, which takes a run of the network for each

    Returns
    -------
    LayerShares

    Raises
    ------
    ValueError
        No such layer or class, a layer without maps or one that the network has a way around, or another backend than TensorFlow.
    """
    check_channels_last(model)
    n_classes, batch, steps = n_scores(model, "layer_shares"), one_image(model, image), whole_number("steps", steps, 1)
    own = int(asked_classes(model, batch, class_index, n_classes)[0])
    name, numbers, rest = _cut(model, batch, layer)
    logit, slopes, biases = _slopes_and_biases(rest, numbers, own)
    maps = {
        "grad_cam": (numbers * slopes.mean(axis=(1, 2), keepdims=True))[0].sum(axis=-1),
        "gradient": (numbers * slopes)[0].sum(axis=-1),
        "integrated_gradients": (numbers * _mean_slopes(rest, numbers, own, steps))[0].sum(axis=-1),
    }
    if occlusion:
        maps["occlusion"] = logit - _without_a_place(rest, numbers, own)
    if (evidence := _evidence_at(model, name, batch, own)) is not None:
        maps["evidence"] = evidence
    return LayerShares(name, logit, float(rest.scores(np.zeros_like(numbers))[0, own]), biases, maps)


@dataclass(frozen=True)
class _Rest:
    """What follows a layer: from its numbers to the logits."""

    model: object
    logits: object

    def scores(self, numbers):
        """(n, K) for numbers of the layer, (n, h, w, C)."""
        return as_numbers(self.logits, run(self.model, numbers))


def _cut(model, batch, layer):
    """The layer's name, its numbers for `batch`, and the rest of the network."""
    import keras

    logits = find_logits(model)
    if layer is None:
        return "", batch, _Rest(part_of(model, logits.tensor), logits)
    step = find_step(model, layer)
    if len(step.output.shape) != 4:
        shape = step.output.shape[1:]
        raise ValueError(f"layer_shares expects a layer that gives maps (h, w, C), got {step.name!r} with the shape {shape}; name an earlier one.")
    try:
        rest = keras.Model(step.output, logits.tensor)
    except ValueError:
        raise ValueError(f"layer_shares expects a layer that all ways lead over, but the network has one around {step.name!r}; name another layer.") from None
    return step.name, run(part_of(model, step.output), batch), _Rest(rest, logits)


def _slopes_and_biases(rest, numbers, own):
    """The score of class `own`, its slopes for `numbers`, and the share of the biases."""
    tf, constants = tensorflow("layer_shares"), _constants(rest.model)
    watched = [variable for variable, _ in constants]
    values = tf.convert_to_tensor(numbers)
    with tf.GradientTape() as tape:
        tape.watch([values, *watched])
        score = rest.logits.of(rest.model(values, training=False))[0, own]
    slopes, *of_biases = tape.gradient(score, [values, *watched], unconnected_gradients="zero")
    share = sum(float((as_float32(slope) * added).sum(dtype=float)) for slope, (_, added) in zip(of_biases, constants))
    if rest.logits.dense is not None and rest.logits.dense.use_bias:  # the layer that carries its softmax stands behind `rest`
        share += float(as_float32(rest.logits.dense.bias)[own])
    return float(score), as_float32(slopes), share


def _constants(model):
    """For each layer of `model` that adds a constant: the variable that it adds, and the whole constant; a batch normalisation also takes its mean off."""
    import keras

    found = []
    for layer in model._flatten_layers(include_self=False):
        if isinstance(layer, keras.layers.BatchNormalization) and layer.beta is not None:
            gamma = 1 if layer.gamma is None else as_float32(layer.gamma)
            spread = np.sqrt(as_float32(layer.moving_variance) + layer.epsilon)
            found.append((layer.beta.value, as_float32(layer.beta) - gamma * as_float32(layer.moving_mean) / spread))
        elif getattr(layer, "bias", None) is not None:
            found.append((layer.bias.value, as_float32(layer.bias)))
    return found


def _mean_slopes(rest, numbers, own, steps):
    """The mean of the slopes on the straight way from zeros to `numbers`."""
    tf = tensorflow("layer_shares")
    way = ((np.arange(steps) + 0.5) / steps).astype(np.float32)[:, None, None, None] * numbers  # (steps, h, w, C)
    total = np.zeros(numbers.shape)
    for few in parts(way):
        values = tf.convert_to_tensor(few)
        with tf.GradientTape() as tape:
            tape.watch(values)
            score = tf.reduce_sum(rest.logits.of(rest.model(values, training=False))[:, own])
        total += as_float32(tape.gradient(score, values)).sum(axis=0, dtype=float)
    return total / steps


def _without_a_place(rest, numbers, own):
    """(h, w): the score with all numbers of a place at zero."""
    _, height, width, channels = numbers.shape
    places = height * width

    def covered(some):
        copies = np.repeat(numbers.reshape(1, places, channels), len(some), axis=0)
        copies[np.arange(len(some)), some] = 0
        return copies.reshape(-1, height, width, channels)

    found = [rest.scores(covered(some))[:, own] for some in parts(np.arange(places), (places, height, width, channels))]
    return np.concatenate(found).reshape(height, width)


def _evidence_at(model, name, batch, own):
    """The evidence, divided by the number of places, if the layer called `name` is the one whose maps are pooled; else None."""
    try:
        if pooled_layer(model).name != name:
            return None
    except ValueError:  # a network whose scores are no means
        return None
    evidence = evidence_asker(model, len(parts(batch)))(batch, [own])[0][0]
    return evidence / evidence.size
