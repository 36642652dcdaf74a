"""Random weights and pictures for any model, so that numbers stay of order one."""

import keras
import numpy as np


def with_random_numbers(model, seed=0, gain=1.5):
    """`model` with all weights and statistics drawn anew; a sum of n products keeps the size of its numbers times the root of `gain`."""
    random = np.random.default_rng(seed)
    for layer in model._flatten_layers(include_self=False):
        for weight in layer.variables if not layer._layers else []:
            if weight.dtype.startswith("float") or weight.dtype == "bfloat16":
                weight.assign(_drawn(layer, weight, random, gain))
        if isinstance(layer, keras.layers.Normalization):
            layer.finalize_state()
    return model


def _drawn(layer, weight, random, gain):
    shape, name = tuple(weight.shape), weight.name
    if "variance" in name or "stddev" in name or name == "gamma":
        return random.uniform(0.6, 1.4, shape)
    if name == "alpha":
        return random.uniform(0.05, 0.5, shape)
    if "kernel" not in name:
        return random.normal(0, 0.2, shape)
    is_alone, is_turned = "Depthwise" in type(layer).__name__ or "depthwise" in name, isinstance(layer, keras.layers.Conv2DTranspose)
    n = np.prod(shape[:2]) if is_alone else np.prod(shape) / shape[-2] / np.prod(layer.strides) if is_turned else np.prod(shape[:-1])
    return random.normal(0, np.sqrt(gain / max(1, n)), shape)


def pictures(model, n=2, seed=1):
    """`n` random pictures for `model`, (n, H, W, C) float32 in [-1, 1], or larger: so that a Rescaling at the model's start gives that."""
    first = model.layers[1] if len(model.layers) > 1 else None
    most = max(1, 1 / first.scale) if isinstance(first, keras.layers.Rescaling) and np.isscalar(first.scale) and first.scale else 1
    return (most * np.random.default_rng(seed).uniform(-1, 1, (n, *model.inputs[0].shape[1:]))).astype(np.float32)
