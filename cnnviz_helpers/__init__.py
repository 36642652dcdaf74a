"""Helpers for looking inside a convolutional network, shared by every chapter of "Investigating CNNs".

Importing this package is quick: it loads neither TensorFlow nor matplotlib.
A name is loaded from its module when it is first used.
"""

import os
from importlib import import_module

# TensorFlow greets every start with lines that mean nothing to a reader. This must be set before it is imported.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

_MODULES = {
    "data": ("get_cifar10", "cifar10dict", "to_input", "to_image", "random_indices"),
    "model": ("cnn_model", "build_model"),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}
__all__ = sorted(_HOME)


def __getattr__(name):
    """Load `name` from the module it lives in (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"cnnviz_helpers has no {name!r}; it has {', '.join(__all__)}.")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)


def __dir__():
    return sorted([*globals(), *__all__])
