"""The logits of a network, the numbers before its softmax: the one place that knows how a network can end."""

from dataclasses import dataclass

import numpy as np

from ..networks.activations import LINEAR, RELU, activation_effect, step_effect
from ..networks.forward import as_float32, run
from ..networks.graph import is_network, made_by, part_of
from ..networks.weights import computes_as, kernel_and_bias

SQUASHING = ("softmax", "log_softmax", "sigmoid")  # what makes chances of scores, and so has its logits before it
UNKNOWN_SIZE = 64  # pixels, for a network that takes pictures of any size


@dataclass(frozen=True)
class Logits:
    """Where the logits of a network are.

    Attributes
    ----------
    tensor : the symbolic tensor of the logits, (N, K); with `dense`, what that layer reads, (N, C)
    dense : the dense layer at the end if it carries its softmax, so that no tensor holds its logits; else None
    node : the use of the layer whose sums the logits are
    before : "softmax", "log_softmax" or "sigmoid", which they stand before; "" if the outputs are taken as they are
    """

    tensor: object
    dense: object
    node: object
    before: str

    def of(self, values):
        """The logits, (N, K) float32, for the `values` of `tensor`; a slope can be taken through it."""
        import keras

        values = keras.ops.cast(values, "float32")
        if self.dense is None:
            return values
        kernel, bias = kernel_and_bias(self.dense)
        return keras.ops.add(keras.ops.matmul(values, kernel), bias)


def find_logits(model):
    """The `Logits` of `model`, which has one output: before a softmax, however it is spelled, or before a sigmoid.

    Raises
    ------
    ValueError
        The outputs add up to 1, so there is a softmax, but it cannot be seen where.
    """
    found = _walk_back(model)
    if not found.before and not _ends_in_plain_sums(found.node) and _gives_shares(model):
        raise ValueError(
            f"Expected a softmax as the last step, so that the scores before it can be read, but {found.node.operation.name!r} "
            f"({type(found.node.operation).__name__}) hides one; end the network in a layer Softmax."
        )
    return found


def _walk_back(model):
    """The `Logits`, as far as they can be seen."""
    tensor, before = model.outputs[0], ""
    node = made_by(tensor)
    while (effect := step_effect(node)) == LINEAR or (effect in SQUASHING and not before):
        before = before if effect == LINEAR else effect
        tensor = node.input_tensors[0]
        node = made_by(tensor)
    if before:
        return Logits(tensor, None, node, before)
    if (effect := _effect_inside(node)) in SQUASHING:
        return Logits(node.input_tensors[0], node.operation, node, effect)
    inner = _walk_back(node.operation) if is_network(node.operation) and len(node.operation.outputs) == 1 else None
    if inner and inner.before:
        through = part_of(node.operation, inner.tensor)(node.input_tensors[0])
        return Logits(through, inner.dense, inner.node, inner.before)
    return Logits(tensor, None, node, "")


def _effect_inside(node):
    """What the activation inside a plain dense layer does; None for any other step."""
    import keras

    is_dense = computes_as(node.operation, keras.layers.Dense)
    return activation_effect(node.operation, node.outputs[0].shape) if is_dense else None


def _ends_in_plain_sums(node):
    return _effect_inside(node) in (LINEAR, RELU)


def _gives_shares(model):
    """Whether the outputs are several numbers from 0 on that add up to 1, whatever the picture."""
    shape = model.inputs[0].shape
    pictures = np.random.default_rng(0).normal(size=(2, *(size or UNKNOWN_SIZE for size in shape[1:]))).astype(np.float32)
    rows = run(model, pictures).reshape(2, -1)
    return rows.shape[1] > 1 and bool((rows >= 0).all() and np.allclose(rows.sum(axis=1), 1, atol=1e-2))


def as_numbers(logits, values):
    """The logits as an array, (N, K) float32."""
    return as_float32(logits.of(values))
