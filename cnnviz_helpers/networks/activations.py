"""What an activation does, and any other step without weights: the one place that decides it.

The same function comes under many names: "softmax", `keras.ops.softmax`, `tf.nn.softmax`, a layer, a `functools.partial`,
a lambda. So it is known by what it does: numbers are put in, and what comes out is compared.
"""

import warnings
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..arguments import as_numpy
from .effects import EFFECTS, FIRST, LINEAR, RELU, settings_to_try  # noqa: F401 (RELU: others take it from here)


@dataclass(frozen=True)
class Effect:
    """What a step does: a name of `EFFECTS`, and the settings with which it does so, such as `{"slope": 0.3}`."""

    name: str
    settings: dict

    @property
    def plain_name(self):
        """The name, or None if there are settings: with them it is another function."""
        return None if self.settings else self.name


def activation_in(layer, shape):
    """The `Effect` of the activation of `layer` on numbers of the `shape` (None, ...), or None for something else."""
    if layer.activation is None:
        return Effect(LINEAR, {})
    if _is_kerass_own(layer.activation):
        return _own_effect(layer.activation)
    learns = getattr(layer.activation, "weights", None)  # and so may do something else one day
    return None if learns else _effect(layer.activation, shape)


def activation_effect(layer, shape):
    """What the activation of `layer` does to numbers of the `shape` (None, ...): one of `EFFECTS` without settings, or None for something else."""
    found = activation_in(layer, shape)
    return found and found.plain_name


def activation_word(layer):
    """What the activation of `layer` is called in a sentence."""
    return getattr(layer.activation, "__name__", type(layer.activation).__name__)


def effect_of(node):
    """The `Effect` of one use of a layer, or of a function of Keras, when the network predicts; None for something else."""
    import keras

    if not _keeps_the_shape(node):
        return None
    if type(node.operation) is keras.layers.Activation and _is_kerass_own(node.operation.activation):
        return _own_effect(node.operation.activation)
    return _effect(_call_of(node), node.input_tensors[0].shape)


def step_effect(node):
    """What one use of a layer, or of a function of Keras, does when the network predicts: one of `EFFECTS` without settings, or None for something else."""
    found = effect_of(node)
    return found and found.plain_name


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


@lru_cache
def _own_effect(function):
    """The `Effect` of one of `keras.activations`, which is the same for every shape."""
    return _effect(function, (None, 4))


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
    y = y.astype(np.float32)
    near = {"rtol": 1e-2, "atol": 1e-3} if "16" in precision else {"rtol": 1e-4, "atol": 1e-6}  # half precision has two or three digits
    corner = (slice(2), *[slice(2)] * (x.ndim - 2))  # most functions differ here already, and all of it takes long for large maps
    for name in EFFECTS:
        for settings in settings_to_try(name, x, y):
            if all(_agrees(name, settings, x[part], y[part], near) for part in (corner, ...)):
                return Effect(name, settings)
    return None


def _agrees(name, settings, x, y, near):
    with np.errstate(all="ignore"):
        expected = EFFECTS[name](x, **settings)
        too_large = np.isposinf(y) & (expected > 6e4)  # for half precision
        return np.allclose(np.where(too_large, np.inf, expected), y, **near)


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
    """Examples of this shape, `FIRST` and small numbers and then numbers of all sizes; each is exact in half precision, too."""
    random, row = np.random.default_rng(0), [size or 4 for size in shape[1:]]
    n = 1 + 64 // int(np.prod(row))  # enough numbers, even where an example is a single one
    small = random.integers(-64, 65, 1009) / 8
    small[: len(FIRST)] = FIRST
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
