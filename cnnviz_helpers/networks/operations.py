"""Functions of Keras that are no layers: `x + 3.0`, `keras.ops.concatenate`, `keras.ops.mean(x, axis=(1, 2))` … as the kinds of layers that do the same."""

import numpy as np

from .settings import axes_of, per_channel

MAPS = [0, 1]  # the axes along which a pool works


def operation_kind(step):
    """The kind of what a function of Keras does, and its settings, as `network.json` has them; None if there is none.

    What has no numbers but those of one tensor, such as `keras.ops.relu`, is known by its effect, see `activations.py`.
    """
    import keras

    operation = step.layer
    if isinstance(operation, keras.layers.Layer) or not type(operation).__module__.startswith("keras."):
        return None
    translate = OPERATIONS.get(type(operation).__name__)
    return translate(step) if translate else None


def own_numbers(step):
    """Numbers and arrays that a step is given beside the tensors of the network, as in `Add()([x, np.ones(3)])`."""
    import keras

    given = keras.tree.flatten((step.node.arguments.args, step.node.arguments.kwargs))
    return [one for one in given if not isinstance(one, (keras.KerasTensor, bool, str, type(None)))]


def _same_as(kind):
    """The function has the settings of a layer, under the same names."""

    def translate(step):
        from .kinds import KINDS

        known = KINDS[kind]
        return None if own_numbers(step) or any(refusal(step) for refusal in known.refusals) else (kind, known.describe(step))

    return translate


def _merged(kind, with_number=None):
    """Two tensors are merged; a tensor and numbers are scaled and moved, as `with_number(numbers, come_first)` says."""

    def translate(step):
        import keras

        if len(step.reads) == 2:
            # Keras's functions count missing axes from the left, where the batch is.
            return (kind, {}) if kind and len({len(shape) for shape in step.froms}) == 1 else None
        comes_first = not isinstance(step.node.arguments.args[0], keras.KerasTensor)
        numbers = per_channel(own_numbers(step)[0], step.froms[0])
        if numbers is None or with_number is None or step.shape != step.froms[0]:
            return None
        found = with_number(np.asarray(numbers), comes_first)
        changes_nothing = found and np.all(np.equal(found[0], 1)) and not np.any(found[1])  # so its effect is known, see `activations.py`
        return None if changes_nothing or not found else ("rescale", dict(zip(("scale", "offset"), (np.asarray(one, float).tolist() for one in found))))

    return translate


def _pooled(kind):
    """The mean or the maximum of each map."""

    def translate(step):
        operation = step.layer
        is_of_maps = len(step.froms[0]) == 3 and operation.axis is not None and axes_of(step) == MAPS and getattr(operation, "initial", None) is None
        return (kind, {"keepdims": True} if operation.keepdims else {}) if is_of_maps else None

    return translate


def _windowed(kind):
    """A pool with a window; one size stands for two."""

    def translate(step):
        operation = step.layer
        if operation.data_format == "channels_first" or len(step.froms[0]) != 3:
            return None
        window, strides = ([size] * 2 if isinstance(size, int) else list(size) for size in (operation.pool_size, operation.strides or operation.pool_size))
        return kind, {"window": window, "strides": strides, "padding": operation.padding}

    return translate


def _reshaped(step):
    """The same numbers in the same order, where each picture keeps its own."""
    shape = step.shape
    return None if None in shape or np.prod(shape) != np.prod(step.froms[0]) else ("reshape", {"shape": list(shape)})


def _transposed(step):
    axes = step.layer.axes
    return _same_as("permute")(step) if axes and axes[0] == 0 else None


def _padded(step):
    """Zeros around the maps."""
    operation, node = step.layer, step.node
    is_zero = operation.mode == "constant" and not (node.arguments.kwargs.get("constant_values") or node.arguments.args[1:2] not in ((), (None,)))
    widths = [list(width) for width in operation.pad_width]
    inside = len(widths) == 4 and widths[0] == widths[3] == [0, 0]
    return ("zero-pad", {"edges": widths[1:3]}) if is_zero and inside else None


def _resized(step):
    return None if step.layer.data_format == "channels_first" or len(step.froms[0]) != 3 else _same_as("resize")(step)


def _divided(numbers, come_first):
    return None if come_first else (1 / numbers, 0.0)


def _taken_off(numbers, come_first):
    return (-1.0, numbers) if come_first else (1.0, -numbers)


# By the name of the class of Keras.
OPERATIONS = {
    "Add": _merged("add", lambda numbers, come_first: (1.0, numbers)),
    "Subtract": _merged("subtract", _taken_off),
    "Multiply": _merged("multiply", lambda numbers, come_first: (numbers, 0.0)),
    **dict.fromkeys(["Divide", "TrueDivide"], _merged(None, _divided)),
    "Maximum": _merged("maximum"),
    "Minimum": _merged("minimum"),
    "Concatenate": _same_as("concat"),
    "Mean": _pooled("global-mean-pool"),
    **dict.fromkeys(["Max", "Amax"], _pooled("global-max-pool")),
    "MaxPool": _windowed("max-pool"),
    "AveragePool": _windowed("mean-pool"),
    **dict.fromkeys(["Reshape", "ExpandDims", "Squeeze"], _reshaped),
    "Transpose": _transposed,
    "Pad": _padded,
    "Resize": _resized,
    "ReLU": _same_as("relu"),
    "LeakyRelu": _same_as("leaky-relu"),
    "Elu": _same_as("elu"),
    "Gelu": lambda step: ("gelu", {"approximate": step.layer.approximate}),
}
