"""The functions without weights that are known: what each computes, and how its settings are read from a few of its numbers."""

import math

import numpy as np

LINEAR, RELU, SOFTMAX = "linear", "relu", "softmax"
FIRST = (-1.0, 0.0, 1.0)  # what an unknown function is given first: its settings show there


def _softmax(x):
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def _log_softmax(x):
    below = x - x.max(axis=-1, keepdims=True)
    return below - np.log(np.exp(below).sum(axis=-1, keepdims=True))


def _sigmoid(x):
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


def _softplus(x):
    return np.logaddexp(x, 0)


def _elu(x, alpha=1.0):
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))


def _relu(x, slope=0.0, most=np.inf):
    return np.minimum(np.maximum(x, 0), most) + slope * np.minimum(x, 0)


def _gelu(x, approximate):
    inside = np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)) if approximate else np.vectorize(math.erf, [float])(x / math.sqrt(2))
    return x * (1 + inside) / 2


def _hard_sigmoid(x):
    return np.clip(x / 6 + 0.5, 0, 1)


# By name; those that a network file has are called as its kinds are. Where two agree on all numbers, the first counts.
EFFECTS = {
    LINEAR: lambda x: x,
    RELU: _relu,
    SOFTMAX: _softmax,
    "log_softmax": _log_softmax,
    "sigmoid": _sigmoid,
    "silu": lambda x: x * _sigmoid(x),
    "tanh": np.tanh,
    "leaky-relu": _relu,
    "elu": _elu,
    "selu": lambda x: 1.0507009873554805 * _elu(x, 1.6732632423543772),
    "gelu": _gelu,
    "softplus": _softplus,
    "softsign": lambda x: x / (1 + np.abs(x)),
    "exponential": np.exp,
    "hard-sigmoid": _hard_sigmoid,
    "hard-silu": lambda x: x * _hard_sigmoid(x),
    "hard-tanh": lambda x: np.clip(x, -1, 1),
    "mish": lambda x: x * np.tanh(_softplus(x)),
    "rescale": lambda x, scale, offset: x * scale + offset,
}


def settings_to_try(name, x, y):
    """With which settings the function `name` may have made `y` of `x`, which begins with the numbers `FIRST`: a list of dicts."""
    return _TRIES[name](x, *y.flat[: len(FIRST)], y) if name in _TRIES else [{}]


def _short(number):
    """The number without the digits that single precision does not have: 0.3, where a function gave 0.30000001."""
    return float(f"{number:.7g}") + 0.0  # no minus before a zero


def _relu_settings(x, below, zero, above, y):
    """With a largest value, if there is one, and then also with a slope."""
    most = {"most": _short(y.max())} if 0 < y.max() < x.max() else {}
    return [{}, most, most | {"slope": _short(-below)}] if most else [{}]


# Functions of what came in, what became of the three numbers of `FIRST`, and all that came out.
_TRIES = {
    RELU: _relu_settings,
    "leaky-relu": lambda x, below, zero, above, y: [{"slope": _short(-below)}],
    "elu": lambda x, below, zero, above, y: [{"alpha": _short(below / math.expm1(-1))}],
    "gelu": lambda x, below, zero, above, y: [{"approximate": False}, {"approximate": True}],
    "rescale": lambda x, below, zero, above, y: [{"scale": _short(above - zero), "offset": _short(zero)}],
}
