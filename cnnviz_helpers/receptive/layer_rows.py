"""How far one layer reaches: from one row of its output to the rows of its input that it reads.

"Rows" stands for rows or columns, whichever axis is asked for.
Rows may lie outside the picture, where padding is.
"""

from ..networks.activations import activation_sees_one_place, activation_word, step_sees_one_place
from ..networks.graph import check_channels_last


def input_rows(rule, layer, before, after, row, axis):
    """The rows of `before` that row `row` of `after` depends on.

    Parameters
    ----------
    rule : what `rule_of` gives for this use of the layer
    layer : the Keras layer between the two
    before, after : its symbolic input and output, (None, H, W, C) or (None, ...)
    row : int; 0 where `after` has no rows
    axis : 1 for rows, 2 for columns

    Returns
    -------
    an iterable of ints; only 0 where `before` has no rows

    Raises
    ------
    ValueError
        The layer has a setting with which it is not known how far it reaches.
    """
    if len(before.shape) != 4:
        return [0]
    if before.shape[axis] is None:
        raise ValueError(f"Expected maps of a known size, but {layer.name!r} in a nested model takes any; build that model with a fixed input.")
    if len(after.shape) != 4:
        return range(before.shape[axis])
    return rule(layer, before.shape[axis], row, axis - 1)


def rule_of(node):
    """The rule for one use of a layer: rule(layer, size of its input along the axis, row, 0 for rows or 1 for columns).

    Raises
    ------
    ValueError
        It is not known how far a layer of this kind reaches.
    """
    layer, kind = node.operation, type(node.operation).__name__
    check_channels_last(layer)
    if len(node.outputs[0].shape) != 4 or all(len(tensor.shape) != 4 for tensor in node.input_tensors):
        return _all_rows
    if _is_in_the_table(layer):
        if hasattr(layer, "activation") and not activation_sees_one_place(layer, node.outputs[0].shape):
            inside = activation_word(layer)
            raise ValueError(f"It is not known how far the activation {inside!r} of {layer.name!r} reaches; ask for a layer before it.")
        return RULES[kind]
    if step_sees_one_place(node):
        return _same_row
    whose = f"{type(layer).__module__}.{kind}" if kind in RULES else kind
    raise ValueError(f"It is not known how far a layer of the kind {whose} reaches ({layer.name!r}); ask for a layer before it.")


def _is_in_the_table(layer):
    """Whether it is one of Keras's own of this name: a layer, or one of the functions that do what the layer of this name does."""
    import keras

    kind = type(layer).__name__
    is_function = type(layer).__module__.startswith("keras.") and not isinstance(layer, keras.layers.Layer)
    return kind in RULES and (type(layer) is getattr(keras.layers, kind, None) or (is_function and kind in FUNCTIONS))


def _same_row(layer, size, row, place):
    """A map of one row is spread over all rows of a larger one."""
    return [0 if size == 1 else row]


def _same_row_along_channels(layer, size, row, place):
    """Refuses what joins or compares numbers along the rows or columns."""
    axes = set(layer.axis if isinstance(layer.axis, (list, tuple)) else [layer.axis])
    if not axes <= {-1, 3}:
        raise ValueError(f"It is not known how far {layer.name!r} reaches along the axis {layer.axis}, only along the channels; ask for a layer before it.")
    return _same_row(layer, size, row, place)


def _all_rows(layer, size, row, place):
    return range(size)


def _at(value, place):
    """A layer's setting for rows (place 0) or columns (place 1), given as one number or two."""
    return value[place] if isinstance(value, (tuple, list)) else value


def _window(layer, place):
    """The offsets of a window's rows from its first, and its stride."""
    length = _at(layer.kernel_size if hasattr(layer, "kernel_size") else layer.pool_size, place)
    dilation = _at(getattr(layer, "dilation_rate", 1), place)
    if layer.padding not in ("same", "valid"):
        raise ValueError(f'Expected the padding "same" or "valid", but {layer.name!r} has {layer.padding!r}; ask for a layer before it.')
    return range(0, length * dilation, dilation), _at(layer.strides, place)


def _windowed(layer, size, row, place):
    offsets, stride = _window(layer, place)
    padded = max((-(-size // stride) - 1) * stride + offsets[-1] + 1 - size, 0) if layer.padding == "same" else 0
    return [row * stride - padded // 2 + offset for offset in offsets]


def _transposed(layer, size, row, place):
    offsets, stride = _window(layer, place)
    if _at(layer.output_padding, place) is not None:
        raise ValueError(f"It is not known how far {layer.name!r} reaches with output_padding; ask for a layer before it.")
    cut = max(offsets[-1] + 1 - stride, 0) // 2 if layer.padding == "same" else 0
    # Input row i writes to the output rows i * stride + offset - cut.
    starts = [row + cut - offset for offset in offsets]
    return [start // stride for start in starts if start % stride == 0]


def _zero_padded(layer, size, row, place):
    return [row - layer.padding[place][0]]


def _cropped(layer, size, row, place):
    return [row + layer.cropping[place][0]]


def _upsampled(layer, size, row, place):
    factor = _at(layer.size, place)
    if layer.interpolation == "nearest":
        return [row // factor]
    if layer.interpolation == "bilinear":  # an output row lies between two input rows, or exactly on one
        below, rest = divmod(2 * row + 1 - factor, 2 * factor)
        return [below, below + 1] if rest else [below]
    raise ValueError(f"It is not known how far {layer.name!r} reaches with {layer.interpolation!r}; ask for a layer before it.")


def _each(names, rule):
    return dict.fromkeys(names.split(), rule)


# Functions of Keras, such as `+`, with a layer of the same name that does the same.
FUNCTIONS = ("Add", "Subtract", "Multiply", "Maximum", "Minimum", "Softmax", "Concatenate")

# By the name of the Keras class.
RULES = {
    # These treat every place alone, whatever the channels do. The two normalisations compare nothing once they are trained.
    **_each("Activation ReLU LeakyReLU PReLU ELU Identity Rescaling BatchNormalization Normalization InputLayer Dense", _same_row),
    **_each("Dropout SpatialDropout2D AlphaDropout GaussianDropout GaussianNoise ActivityRegularization", _same_row),
    **_each("Add Subtract Multiply Average Maximum Minimum", _same_row),
    **_each("Softmax LayerNormalization Concatenate", _same_row_along_channels),
    # After these every number has seen the whole map.
    **_each("GlobalAveragePooling2D GlobalMaxPooling2D Flatten GroupNormalization", _all_rows),
    **_each("Conv2D DepthwiseConv2D SeparableConv2D MaxPooling2D AveragePooling2D", _windowed),
    "Conv2DTranspose": _transposed,
    "ZeroPadding2D": _zero_padded,
    "Cropping2D": _cropped,
    "UpSampling2D": _upsampled,
}
