"""The kinds of layers in a `network.json`: one entry a kind, with all that Python knows of it. The page's table is `engine/kinds.mjs`.

An entry says from which Keras layers the kind comes, what of them it cannot do, and what the file says of a layer.
From the same entry the Keras layer is made again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from .activations import LINEAR, RELU, SOFTMAX, activation_effect, activation_word, step_effect


def _grouped(step):
    return None if step.layer.groups == 1 and max(step.layer.dilation_rate) == 1 else "groups or dilation"


def _quantized(step):
    mode = getattr(step.layer, "quantization_mode", None)
    return f"weights quantized to {mode}" if mode else None


def _no_plain_relu(step):
    is_plain = step.layer.max_value is None and not step.layer.negative_slope and not step.layer.threshold
    return None if is_plain else "a slope, a threshold or a largest value"


def _along_places(step):
    return None if step.layer.axis in (-1, len(step.output.shape) - 1) else "another axis than the last"


@dataclass(frozen=True)
class Kind:
    """What is known of one kind.

    classes : names of the Keras layers that it comes from; the first one is the one that it becomes again
    settings : {key in `network.json`: what Keras calls it, as an argument and as an attribute}; one that is False is left out
    refusals : functions of a step: what its layer has that the kind cannot do, in words, or None
    effect : what its layers do, as `activations.py` names it, if they have no weights and keep every place
    """

    classes: tuple[str, ...]
    settings: dict[str, str] = field(default_factory=dict)
    refusals: tuple[Callable, ...] = ()
    effect: str | None = None

    def describe(self, layer):
        """The settings of a Keras layer, as `network.json` has them."""
        found = {key: getattr(layer, attribute) for key, attribute in self.settings.items()}
        return {key: _plain(value) for key, value in found.items() if value is not False}

    def rebuild(self, settings, **more):
        """The Keras layer with these settings, and with `more` that Keras takes."""
        from keras import layers

        arguments = {self.settings[key]: value for key, value in settings.items()}
        return getattr(layers, self.classes[0])(**arguments, **more)


STEPS = {"strides": "strides", "padding": "padding"}
POOL = {"window": "pool_size", **STEPS}
GLOBAL = {"keepdims": "keepdims"}  # a page keeps the two sizes of 1 in any case, Keras only if told to
IN_TRAINING_ONLY = """Identity Dropout SpatialDropout2D GaussianNoise GaussianDropout ActivityRegularization
    RandomBrightness RandomContrast RandomFlip RandomRotation RandomTranslation RandomZoom"""

KINDS = {
    "conv": Kind(("Conv2D",), {"filters": "filters", "window": "kernel_size", **STEPS}, (_grouped, _quantized)),
    "dense": Kind(("Dense",), {"filters": "units"}, (_quantized,)),
    "max-pool": Kind(("MaxPooling2D",), POOL),
    "mean-pool": Kind(("AveragePooling2D",), POOL),
    "global-max-pool": Kind(("GlobalMaxPooling2D",), GLOBAL),
    "global-mean-pool": Kind(("GlobalAveragePooling2D",), GLOBAL),
    "flatten": Kind(("Flatten",)),
    "relu": Kind(("ReLU",), refusals=(_no_plain_relu,), effect=RELU),
    "softmax": Kind(("Softmax",), refusals=(_along_places,), effect=SOFTMAX),
    "identity": Kind(tuple(IN_TRAINING_ONLY.split()), effect=LINEAR),
}


def entries(step):
    """One step of a network as one or two entries of `network.json`: an activation inside a layer becomes a layer of its own.

    Raises
    ------
    ValueError
        The layer, by name, is of no kind, or has what its kind cannot do.
    """
    layer, kind = step.layer, kind_of(step.layer)
    if kind is None:
        kind = _kind_with(step_effect(step.node))
        _refuse_if(layer, kind is None and _what_it_is(layer))
        return [{"name": step.name, "kind": kind}]
    for refusal in KINDS[kind].refusals:
        _refuse_if(layer, refusal(step))
    found = [{"name": step.name, "kind": kind, **KINDS[kind].describe(layer)}]
    if hasattr(layer, "activation"):
        inside = _kind_with(activation_effect(layer, step.output.shape))
        _refuse_if(layer, inside is None and f"the activation {activation_word(layer)!r}")
        found += [] if inside == "identity" else [{"name": f"{step.name}_{inside}", "kind": inside}]
    return found


def kind_of(layer):
    """The kind that a layer of Keras has by its class, else None: also for a class of the reader's own, which may compute anything."""
    from keras import layers

    return next((kind for kind, known in KINDS.items() for name in known.classes if type(layer) is getattr(layers, name)), None)


def rebuilt(entry, **more):
    """The Keras layer for one entry of `network.json`, with `more` that the layer of Keras takes.

    Raises
    ------
    ValueError
        There is no such kind.
    """
    settings = dict(entry)
    name, kind = settings.pop("name"), settings.pop("kind")
    if kind not in KINDS:
        raise ValueError(f"Expected a layer of one of the kinds {', '.join(KINDS)}, but {name!r} is of the kind {kind!r}; export the model again without it.")
    return KINDS[kind].rebuild(settings, name=name, **more)


def _kind_with(effect):
    """The kind whose layers do this."""
    return next((kind for kind, known in KINDS.items() if effect and known.effect == effect), None)


def _what_it_is(layer):
    """What a layer of no kind has that cannot be computed."""
    from keras import layers

    if type(layer) is layers.Activation:
        return f"the activation {activation_word(layer)!r}"
    is_kerass_own = type(layer).__module__.startswith("keras.")
    return "a kind the live figures cannot compute" if is_kerass_own else "a class of your own, which may compute anything"


def _refuse_if(layer, what):
    if what:
        raise ValueError(
            f"A chain for the live figures cannot compute the layer {layer.name!r} ({type(layer).__name__}): "
            f"it has {what}; export a model without it."
        )


def _plain(value):
    """A setting as JSON knows it."""
    if isinstance(value, (tuple, list)):
        return list(value)
    return value if isinstance(value, (str, float, bool)) else int(value)
