"""What an activation does, and any other step without weights: the one place that decides it.

The same function comes under many names: "softmax", `keras.ops.softmax`, `tf.nn.softmax`, a layer, a `functools.partial`,
a lambda. So it is known by what it does: numbers are put in, and what comes out is compared.
"""

import warnings

import numpy as np

from ..arguments import as_numpy

LINEAR, RELU, SOFTMAX = "linear", "relu", "softmax"


def _softmax(x):
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def _log_softmax(x):
    below = x - x.max(axis=-1, keepdims=True)
    return below - np.log(np.exp(below).sum(axis=-1, keepdims=True))


EFFECTS = {
    LINEAR: lambda x: x,
    RELU: lambda x: np.maximum(x, 0),
    SOFTMAX: _softmax,
    "log_softmax": _log_softmax,
    "sigmoid": lambda x: np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x))),
}


def activation_effect(layer, shape):
    """What the activation of `layer` does to numbers of the `shape` (None, ...): one of `EFFECTS`, or None for something else."""
    if layer.activation is None or _is_kerass_own(layer.activation):
        name = getattr(layer.activation, "__name__", LINEAR)
        return name if name in EFFECTS else None
    learns = getattr(layer.activation, "weights", None)  # and so may do something else one day
    return None if learns else _effect(layer.activation, shape)


def activation_word(layer):
    """What the activation of `layer` is called in a sentence."""
    return getattr(layer.activation, "__name__", type(layer.activation).__name__)


def step_effect(node):
    """What one use of a layer, or of a function of Keras, does when the network predicts: one of `EFFECTS`, or None for something else."""
    return _effect(_call_of(node), node.input_tensors[0].shape) if _keeps_the_shape(node) else None


def activation_sees_one_place(layer, shape):
    """Whether the activation of `layer` computes every place of its maps, (None, h, w, C), from that place alone."""
    return layer.activation is None or _is_kerass_own(layer.activation) or _sees_one_place(layer.activation, shape)


def step_sees_one_place(node):
    """Whether one use of a layer without weights computes every place of its maps from that place alone."""
    return _keeps_the_shape(node) and _sees_one_place(_call_of(node), node.input_tensors[0].shape)


def _is_kerass_own(function):
    """Whether it is one of `keras.activations`. These mix channels at most, never places."""
    import keras

    return function is getattr(keras.activations, getattr(function, "__name__", ""), None)


def _keeps_the_shape(node):
    """Whether the step has no weights, reads one tensor, and gives one of the same shape."""
    tensors = [*node.input_tensors, *node.outputs]
    return (
        len(node.outputs) == 1
        and len(tensors) == 2
        and tensors[0].shape == tensors[1].shape
        and not getattr(node.operation, "weights", None)
    )


def _call_of(node):
    """A function: the numbers that the step reads -> what it gives when the network predicts."""
    import keras

    in_prediction = {"training": False} if isinstance(node.operation, keras.layers.Layer) else {}

    def call(x):
        arguments, options = node.arguments.fill_in({id(node.input_tensors[0]): x})
        return node.operation(*arguments, **options | in_prediction)

    return call


def _effect(function, shape):
    x = _numbers(shape)
    y, precision = _tried(function, x)
    if y is None or y.shape != x.shape:
        return None
    near = {"rtol": 1e-2, "atol": 1e-3} if "16" in precision else {"rtol": 1e-4, "atol": 1e-6}  # half precision has two or three digits
    return next((name for name, expected in EFFECTS.items() if np.allclose(y, expected(x), **near)), None)


def _sees_one_place(function, shape):
    """Whether all other places stay as they are when one changes."""
    before, after = _numbers(shape), _numbers(shape)
    after[:, 0, 0] = 64
    maps = [_tried(function, x)[0] for x in (before, after)]
    if any(y is None or y.shape[:3] != before.shape[:3] for y in maps):
        return False
    for y in maps:
        y[:, 0, 0] = 0
    return np.array_equal(*maps)


def _numbers(shape):
    """Examples of this shape, small numbers and then numbers of all sizes; each is exact in half precision, too."""
    random, row = np.random.default_rng(0), [size or 4 for size in shape[1:]]
    n = 1 + 64 // int(np.prod(row))  # enough numbers, even where an example is a single one
    small = random.integers(-64, 65, 1009) / 8
    all_sizes = random.integers(-7, 8, 1009) * 2.0 ** random.integers(-6, 7, 1009)
    return np.concatenate([np.resize(numbers.astype(np.float32), (n, *row)) for numbers in (small, all_sizes)])


def _tried(function, x):
    """What `function` makes of the array `x`, as an array, and its precision; None and "" if it cannot be tried."""
    import keras

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Keras warns of a softmax over a single number
        try:
            found = function(keras.ops.convert_to_tensor(x))
            return np.array(as_numpy(found)), str(found.dtype)
        except Exception:  # a function of the reader's own may raise anything
            return None, ""
