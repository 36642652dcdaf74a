"""Guided backpropagation: slopes, of which each ReLU lets only those above zero pass.

J. T. Springenberg et al., "Striving for simplicity: the all convolutional net", 2015, section 3.4. J. Adebayo et al., 2018, found that its
maps hardly change when the last layers are random, and W. Nie et al., "A theoretical explanation for perplexing behaviors of
backpropagation-based visualizations", 2018, say why: it is near to rebuilding the photo.
"""

from ..networks.activations import RELU, activation_in, effect_of
from ..networks.forward import tensorflow
from ..networks.graph import is_network, nodes
from .random_weights import copy_of


def guided_copy(model):
    """A network that computes the same as `model`, but sets slopes below zero to zero before they go back through a ReLU, also one with a largest value.

    Raises
    ------
    ValueError
        The network has no ReLU, a layer that Keras cannot make again, or another backend than TensorFlow.
    """
    tf = tensorflow("guided_backpropagation")
    copy = copy_of(model, "guided_backpropagation")

    @tf.custom_gradient
    def passing_what_is_positive(values):
        return values, lambda slopes: tf.nn.relu(slopes)

    found = {id(node.operation): node.operation for node in _nodes_inside(copy) if _is_relu(node)}
    if not found:
        raise ValueError('guided_backpropagation expects a network with a ReLU, and this one has none; without one its map is that of "gradient".')
    for layer in found.values():
        _put_behind(layer, passing_what_is_positive)
    return copy


def _nodes_inside(model):
    """All uses of layers in `model`, and in the networks that it uses as layers."""
    for node in nodes(model):
        if is_network(node.operation):
            yield from _nodes_inside(node.operation)
        yield node


def _is_relu(node):
    """Whether a step is a ReLU, or ends in one."""
    layer = node.operation
    inside = activation_in(layer, node.outputs[0].shape) if getattr(layer, "activation", None) is not None and layer.weights else effect_of(node)
    return inside is not None and inside.name == RELU


def _put_behind(layer, function):
    """Let `layer` give what it gave, and `function` of it."""
    call = layer.call
    layer.call = lambda *args, **kwargs: function(call(*args, **kwargs))
