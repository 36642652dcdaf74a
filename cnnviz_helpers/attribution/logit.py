"""The logits of a network, the numbers before its softmax: the one place that knows how a network can end."""

from dataclasses import dataclass

import numpy as np

from ..networks.graph import made_by


@dataclass(frozen=True)
class Logits:
    """Where the logits of a network are.

    Attributes
    ----------
    tensor : the symbolic tensor of the logits, (N, K); with `dense`, what that layer reads, (N, C)
    dense : the dense layer at the end if it carries its softmax, so that no tensor holds its logits; else None
    node : the use of the layer whose sums the logits are
    has_softmax : whether there is a softmax; without one the outputs are taken as they are
    """

    tensor: object
    dense: object
    node: object
    has_softmax: bool

    def of(self, values):
        """The logits, (N, K), for the `values` of `tensor`; a slope can be taken through it."""
        if self.dense is None:
            return values
        import keras

        sums = keras.ops.matmul(values, self.dense.kernel)
        return sums + self.dense.bias if self.dense.use_bias else sums


def find_logits(model):
    """The `Logits` of `model`, which has one output: before a softmax as a layer, as an activation, or inside a dense layer."""
    import keras

    kinds, tensor, has_softmax = keras.layers, model.outputs[0], False
    node = made_by(tensor)
    while isinstance(node.operation, kinds.Softmax) or activation_of(node.operation, kinds.Activation) in ("linear", "softmax"):
        has_softmax |= activation_of(node.operation, kinds.Activation) != "linear"
        tensor = node.input_tensors[0]
        node = made_by(tensor)
    if activation_of(node.operation, kinds.Dense) == "softmax":
        return Logits(node.input_tensors[0], node.operation, node, True)
    return Logits(tensor, None, node, has_softmax)


def activation_of(layer, kind):
    """The name of the activation of `layer`, if it is exactly of this kind; else None."""
    return layer.activation.__name__ if type(layer) is kind else None


def as_numbers(logits, values):
    """The logits as an array, (N, K)."""
    return np.asarray(logits.of(values))
