"""The kinds of layers in a `network.json`: one entry a kind, with all that Python knows of it. The page's table is `engine/kinds.mjs`.

An entry says from which Keras layers the kind comes, what of them it cannot do, and what the file says of a layer.
From the same entry the Keras layer is made again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field


def _grouped(layer):
    return None if layer.groups == 1 and max(layer.dilation_rate) == 1 else "groups or dilation"


def _no_plain_relu(layer):
    is_plain = layer.max_value is None and not layer.negative_slope and not layer.threshold
    return None if is_plain else "a slope, a threshold or a largest value"


def _along_places(layer):
    return None if layer.axis in (-1, 3) else "another axis than the last"


@dataclass(frozen=True)
class Kind:
    """What is known of one kind.

    classes : names of the Keras layers that it comes from; the first one is the one that it becomes again
    settings : {key in `network.json`: what Keras calls it, as an argument and as an attribute}
    refusals : functions of a Keras layer: what it has that the kind cannot do, in words, or None
    activation : Keras' name of the activation that does the same, if there is one
    """

    classes: tuple[str, ...]
    settings: dict[str, str] = field(default_factory=dict)
    refusals: tuple[Callable, ...] = ()
    activation: str | None = None

    def describe(self, layer):
        """The settings of a Keras layer, as `network.json` has them."""
        return {key: _plain(getattr(layer, attribute)) for key, attribute in self.settings.items()}

    def rebuild(self, name, settings):
        """The Keras layer with these settings."""
        from keras import layers

        arguments = {self.settings[key]: value for key, value in settings.items()}
        return getattr(layers, self.classes[0])(**arguments, name=name)


STEPS = {"strides": "strides", "padding": "padding"}
POOL = {"window": "pool_size", **STEPS}

KINDS = {
    "conv": Kind(("Conv2D",), {"filters": "filters", "window": "kernel_size", **STEPS}, (_grouped,)),
    "dense": Kind(("Dense",), {"filters": "units"}),
    "max-pool": Kind(("MaxPooling2D",), POOL),
    "mean-pool": Kind(("AveragePooling2D",), POOL),
    "global-max-pool": Kind(("GlobalMaxPooling2D",)),
    "global-mean-pool": Kind(("GlobalAveragePooling2D",)),
    "flatten": Kind(("Flatten",)),
    "relu": Kind(("ReLU",), refusals=(_no_plain_relu,), activation="relu"),
    "softmax": Kind(("Softmax",), refusals=(_along_places,), activation="softmax"),
    "identity": Kind(  # what does something in training only
        ("Identity", "Dropout", "SpatialDropout2D", "GaussianNoise", "GaussianDropout", "ActivityRegularization"), activation="linear"
    ),
}


def entries(layer):
    """One Keras layer as one or two entries of `network.json`: an activation inside a layer becomes a layer of its own.

    Raises
    ------
    ValueError
        The layer, by name, is of no kind, or has what its kind cannot do.
    """
    name, keras_class = layer.name, type(layer).__name__
    if keras_class == "Activation":
        return [{"name": name, "kind": _activation(layer)}]
    kind = next((kind for kind, known in KINDS.items() if keras_class in known.classes), None)
    _refuse_if(layer, kind is None and "a kind the live figures cannot compute")
    for refusal in KINDS[kind].refusals:
        _refuse_if(layer, refusal(layer))
    found = [{"name": name, "kind": kind, **KINDS[kind].describe(layer)}]
    if hasattr(layer, "activation") and (inside := _activation(layer)) != "identity":
        found.append({"name": f"{name}_{layer.activation.__name__}", "kind": inside})
    return found


def rebuilt(name, kind, **settings):
    """The Keras layer for one entry of `network.json`.

    Raises
    ------
    ValueError
        There is no such kind.
    """
    if kind not in KINDS:
        raise ValueError(f"Expected a layer of one of the kinds {', '.join(KINDS)}, but {name!r} is of the kind {kind!r}; export the model again without it.")
    return KINDS[kind].rebuild(name, settings)


def _activation(layer):
    """The kind that does what the activation of `layer` does."""
    name = layer.activation.__name__
    kind = next((kind for kind, known in KINDS.items() if known.activation == name), None)
    _refuse_if(layer, kind is None and f"the activation {name!r}")
    return kind


def _refuse_if(layer, what):
    if what:
        raise ValueError(f"A chain for the live figures cannot compute the layer {layer.name!r} ({type(layer).__name__}): it has {what}; export a model without it.")


def _plain(value):
    """A setting as JSON knows it."""
    if isinstance(value, (tuple, list)):
        return list(value)
    return value if isinstance(value, (str, float)) else int(value)
