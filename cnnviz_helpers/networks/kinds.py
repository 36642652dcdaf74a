"""The kinds of layers in a `network.json`: one entry a kind, with all that Python knows of it. The page's tables are `engine/kinds.mjs`, `more-kinds.mjs`.

An entry says from which Keras layers the kind comes, what of them it cannot do, what the file says of a layer, and which arrays it has.
From the same entry the Keras layer is made again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from . import settings as how
from . import weights
from .effects import LINEAR, RELU, SOFTMAX


@dataclass(frozen=True)
class Kind:
    """What is known of one kind.

    classes : names of the Keras layers that it comes from; the first one is the one that it becomes again
    settings : {key in `network.json`: what Keras calls it, as an argument and as an attribute}
    usual : {key: value} of settings that are left out where they have this value
    only : whether a layer of one of the classes is of this kind
    refusals : functions of a step: what its layer has that the kind cannot do, in words, or None
    effect : what its layers do, as `effects.py` names it, if they have no weights and keep every place
    more : a function of a step: settings that Keras knows under other names, or by other numbers
    arguments : the way back: a function of settings, the shapes that the layer reads, and its arrays; it gives arguments of Keras
    arrays : names of its arrays, in the order in which the layer that is made again has them as weights
    numbers : a function of a step: {name: array}
    """

    classes: tuple[str, ...]
    settings: dict[str, str] = field(default_factory=dict)
    usual: dict = field(default_factory=dict)
    only: Callable = lambda layer: True
    refusals: tuple[Callable, ...] = ()
    effect: str | None = None
    more: Callable = lambda step: {}
    arguments: Callable = lambda settings, froms, arrays: {}
    arrays: tuple[str, ...] = ()
    numbers: Callable = lambda step: {}

    def describe(self, step):
        """The settings of a step's layer, as `network.json` has them."""
        found = {key: getattr(step.layer, attribute) for key, attribute in self.settings.items()} | self.more(step)
        return {key: how.plain(value) for key, value in found.items() if key not in self.usual or value != self.usual[key]}

    def learned(self, settings):
        """The names of the arrays that a layer with these settings has as weights, in their order."""
        gone = {array for switch, array in SWITCHES.items() if settings.get(switch) is False}
        return [name for name in self.arrays if name not in gone]

    def layer(self, settings, froms, arrays, **more):
        """The Keras layer with these settings, and with `more` that Keras takes, for numbers of the shapes `froms`."""
        from keras import layers

        own = {self.settings[key]: value for key, value in settings.items() if key in self.settings}
        return getattr(layers, self.classes[0])(**{**own, **self.arguments(settings, froms, arrays), **more})


def _is_plain(layer):
    return layer.groups == 1 and max(layer.dilation_rate) == 1


def _is_grouped(layer):
    return not _is_plain(layer)


def _changes_numbers(layer):
    return np.any(np.not_equal(layer.scale, 1)) or np.any(layer.offset)


def _function(word=None, effect=None, arguments=None):
    """A kind that becomes an Activation again."""
    return Kind(("Activation",), only=lambda layer: False, effect=effect, arguments=arguments or how.known_function(word))


STEPS = {"strides": "strides", "padding": "padding"}
CONVOLUTION = {"filters": "filters", "window": "kernel_size", **STEPS}
DILATION = {"dilation": "dilation_rate"}
POOL = {"window": "pool_size", **STEPS}
# A page keeps the two sizes of 1 in any case, Keras only if told to.
GLOBAL = {"settings": {"keepdims": "keepdims"}, "usual": {"keepdims": False}}
# What a layer can be without: its array is zeros or ones then, which were not learned.
SWITCHES = {"use_bias": "bias", "scale": "gamma", "center": "beta"}
BIAS = {"use_bias": "use_bias"}
SUMS = {"usual": {"use_bias": True}, "arrays": ("kernel", "bias"), "numbers": weights.sums}
NORMAL = {"epsilon": "epsilon", "scale": "scale", "center": "center"}
INTERPOLATION = {"interpolation": "interpolation"}
FUNCTIONS = "selu silu sigmoid tanh softplus softsign exponential hard-sigmoid hard-silu hard-tanh mish"
MERGES = {kind: Kind((kind.capitalize(),)) for kind in "add subtract multiply average maximum minimum".split()}
IN_TRAINING_ONLY = """Identity Dropout SpatialDropout2D AlphaDropout GaussianNoise GaussianDropout ActivityRegularization
    RandomBrightness RandomContrast RandomFlip RandomRotation RandomTranslation RandomZoom"""

KINDS = {
    "conv": Kind(("Conv2D",), {**CONVOLUTION, **BIAS}, only=_is_plain, **SUMS),
    "general-conv": Kind(("Conv2D",), {**CONVOLUTION, **DILATION, "groups": "groups", **BIAS}, only=_is_grouped, **SUMS),
    "depthwise-conv": Kind(("DepthwiseConv2D",), {"window": "kernel_size", **STEPS, **DILATION, "times": "depth_multiplier", **BIAS}, **SUMS),
    "conv-transpose": Kind(
        ("Conv2DTranspose",),
        {**CONVOLUTION, **DILATION, "output_padding": "output_padding", **BIAS},
        **{**SUMS, "usual": {"use_bias": True, "output_padding": None}},
    ),
    "dense": Kind(("Dense",), {"filters": "units", **BIAS}, **SUMS),
    "batch-norm": Kind(
        ("BatchNormalization",),
        NORMAL,
        usual={"scale": True, "center": True},
        refusals=(how.another_axis,),
        arrays=("gamma", "beta", "mean", "variance"),
        numbers=weights.batch_statistics,
    ),
    "layer-norm": Kind(
        ("LayerNormalization",),
        NORMAL,
        usual={"scale": True, "center": True},
        refusals=(how.axis_of_the_batch, how.scaled_by_variance),
        more=how.normalised_axes,
        arguments=how.axes_for_keras,
        arrays=("gamma", "beta"),
        numbers=weights.layer_scales,
    ),
    "relu": Kind(
        ("ReLU",),
        {"slope": "negative_slope", "threshold": "threshold", "most": "max_value"},
        usual={"slope": 0, "threshold": 0, "most": None},
        effect=RELU,
    ),
    "leaky-relu": Kind(("LeakyReLU",), {"slope": "negative_slope"}, effect="leaky-relu"),
    "prelu": Kind(("PReLU",), arguments=how.shared_axes, arrays=("alpha",), numbers=weights.slopes),
    "elu": Kind(("ELU",), {"alpha": "alpha"}, effect="elu"),
    **{kind: _function(kind.replace("-", "_"), kind) for kind in FUNCTIONS.split()},
    "gelu": _function(effect="gelu", arguments=how.gelu),
    "softmax": Kind(("Softmax",), refusals=(how.another_axis,), effect=SOFTMAX),
    **MERGES,
    "concat": Kind(("Concatenate",), refusals=(how.axis_of_the_batch,), more=how.joined_axis, arguments=how.axis_for_keras),
    "max-pool": Kind(("MaxPooling2D",), POOL),
    "mean-pool": Kind(("AveragePooling2D",), POOL),
    "global-max-pool": Kind(("GlobalMaxPooling2D",), **GLOBAL),
    "global-mean-pool": Kind(("GlobalAveragePooling2D",), **GLOBAL),
    "flatten": Kind(("Flatten",)),
    "reshape": Kind(("Reshape",), more=how.new_shape, arguments=how.shape_for_keras),
    "permute": Kind(("Permute",), more=how.order, arguments=how.order_for_keras),
    "zero-pad": Kind(("ZeroPadding2D",), {"edges": "padding"}),
    "crop": Kind(("Cropping2D",), {"edges": "cropping"}),
    "upsample": Kind(("UpSampling2D",), {"size": "size", **INTERPOLATION}, refusals=(how.unknown_interpolation,)),
    "resize": Kind(
        ("Resizing",),
        INTERPOLATION,
        refusals=(how.unknown_interpolation, how.another_way_to_resize, how.rounded_numbers),
        more=how.new_size,
        arguments=how.size_for_keras,
    ),
    "rescale": Kind(
        ("Rescaling",),
        {"scale": "scale", "offset": "offset"},
        only=_changes_numbers,
        refusals=(how.numbers_for_places,),
        effect="rescale",
        more=how.scale_and_offset,
    ),
    "normalise": Kind(
        ("Normalization",),
        {"invert": "invert"},
        usual={"invert": False},
        refusals=(how.statistics_of_places,),
        arguments=how.fixed_statistics,
        arrays=("mean", "variance"),
        numbers=weights.statistics,
    ),
    "identity": Kind(tuple(IN_TRAINING_ONLY.split()), effect=LINEAR),
}

SEVERAL = (*MERGES, "concat")  # these read more than one


def kind_of(layer):
    """The kind that a layer of Keras has by its class, else None: also for a class of the reader's own, which may compute anything."""
    from keras import layers

    return next(
        (kind for kind, known in KINDS.items() if any(type(layer) is getattr(layers, name) for name in known.classes) and known.only(layer)), None
    )


def kind_with(effect):
    """The kind whose layers do this, an `Effect` or None; None if there is no such kind."""
    return next((kind for kind, known in KINDS.items() if effect and known.effect == effect.name), None)


def known_kind(entry):
    """The `Kind` of one entry of `network.json`.

    Raises
    ------
    ValueError
        There is no such kind.
    """
    if entry["kind"] not in KINDS:
        raise ValueError(
            f"Expected a layer of one of the kinds {', '.join(KINDS)}, but {entry['name']!r} is of the kind {entry['kind']!r}; "
            "export the model again without it."
        )
    return KINDS[entry["kind"]]
