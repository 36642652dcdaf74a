"""A network as the entries of its `network.json`: of one step one entry or two, since an activation inside a layer becomes a layer of its own."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from .activations import activation_in, activation_word, effect_of
from .forward import as_float32
from .kinds import KINDS, SEVERAL, kind_of, kind_with
from .operations import operation_kind, own_numbers
from .single_steps import PICTURE, free_name, single_steps

# Settings of layers with a kernel that matter in training.
IN_TRAINING = """use_bias kernel_initializer depthwise_initializer bias_initializer kernel_regularizer depthwise_regularizer bias_regularizer
    activity_regularizer kernel_constraint depthwise_constraint bias_constraint trainable""".split()


@dataclass(frozen=True)
class Piece:
    """What becomes one entry.

    kind, settings : as `network.json` has them
    suffix : what stands behind the step's name
    numbers : a function without arguments: {name: array}
    layer : the Keras layer whose settings and weights a copy keeps, or None
    in_training : instead of all settings of that layer: those that matter in training, as arguments of Keras
    shape : of what it gives, if that is not what the step gives
    n_parameters : how many numbers it has learned, the statistics of a normalisation among them
    """

    kind: str
    settings: dict
    suffix: str = ""
    numbers: Callable = dict
    layer: object = None
    in_training: dict | None = None
    shape: tuple | None = None
    n_parameters: int = 0


@dataclass(frozen=True)
class Part:
    """One entry of `network.json`: its name, the names of those that it reads, the step it comes from, and the piece of it."""

    name: str
    reads: tuple
    step: object
    piece: Piece = field(repr=False)

    @property
    def shape(self):
        """The shape of what it gives, without the batch."""
        return self.piece.shape or self.step.shape

    @property
    def arrays(self):
        """What it computes with, by the names in the file: `{"conv1/kernel": array, ...}`, float32."""
        return {f"{self.name}/{key}": array for key, array in self.piece.numbers().items()}


def parts(model):
    """The parts of `model` in order, each after those that it reads.

    Raises
    ------
    ValueError
        A layer, by name, is of no kind, or has what its kind cannot do.
    """
    steps = single_steps(model)
    taken, last, found = {PICTURE, *(step.name for step in steps)}, {PICTURE: PICTURE}, []
    for step in steps:
        reads, pieces = tuple(last[name] for name in step.reads), _pieces(step)
        for piece in pieces:
            name = free_name([f"{step.name}_{piece.suffix}"], taken) if piece.suffix else step.name
            found.append(Part(name, reads, step, piece))
            reads = (name,)
        last[step.name] = found[-1].name
    return found


def entry(part, before):
    """The part as an entry of `network.json`, where `before` is the name of the one before it, or "input"."""
    reads = {} if part.reads == (before,) else {"inputs": list(part.reads)}
    return {"name": part.name, "kind": part.piece.kind, **part.piece.settings, **reads}


def _pieces(step):
    """The pieces of one step."""
    layer = step.layer
    kind, known = kind_of(layer), operation_kind(step)
    _refuse_if(layer, _unusual(step, kind))
    if known:
        return [Piece(*known)]
    if _is_separable(layer):
        return [*_separated(step), *_inside(step)]
    if kind:
        for refusal in KINDS[kind].refusals:
            _refuse_if(layer, refusal(step))
        # Keras counts how many pictures it has seen among what a Normalization has learned.
        learned = 2 * step.shape[-1] if kind == "normalise" else layer.count_params()
        own = Piece(kind, KINDS[kind].describe(step), "", partial(KINDS[kind].numbers, step), layer, _in_training(layer), None, learned)
        return [own, *_inside(step)]
    effect = effect_of(step.node)
    _refuse_if(layer, not kind_with(effect) and _what_it_is(layer))
    return [Piece(kind_with(effect), effect.settings)]


def _inside(step):
    """The activation that a layer carries, as a piece of its own."""
    if not hasattr(step.layer, "activation"):
        return []
    effect = activation_in(step.layer, (None, *step.shape))
    kind = kind_with(effect)
    _refuse_if(step.layer, kind is None and f"the activation {activation_word(step.layer)!r}")
    return [] if kind == "identity" else [Piece(kind, effect.settings, kind)]


def _in_training(layer):
    """For a layer with an activation inside, since Keras cannot always write that down."""
    return {name: getattr(layer, name) for name in IN_TRAINING if hasattr(layer, name)} if hasattr(layer, "activation") else None


def _is_separable(layer):
    from keras import layers

    return type(layer) is layers.SeparableConv2D


def _separated(step):
    """A separable convolution: one that takes each channel alone, and one of single places that joins them."""
    layer = step.layer
    depthwise = as_float32(layer.depthwise_kernel)  # (r, c, C_in, times)
    usual = _in_training(layer)
    alone = {name: value for name, value in usual.items() if name.startswith("depthwise_")} | {"use_bias": False, "trainable": layer.trainable}
    joined = {f"kernel_{what}": getattr(layer, f"pointwise_{what}") for what in ("initializer", "regularizer", "constraint")}
    joined |= {name: value for name, value in usual.items() if not name.startswith("depthwise_")}
    return [
        Piece(
            "depthwise-conv",
            KINDS["depthwise-conv"].describe(step) | {"use_bias": False},
            "depthwise",
            lambda: {"kernel": depthwise, "bias": np.zeros(depthwise.shape[2] * depthwise.shape[3], np.float32)},
            layer,
            alone,
            (*step.shape[:-1], depthwise.shape[2] * depthwise.shape[3]),
            depthwise.size,
        ),
        Piece(
            "conv",
            {"filters": layer.filters, "window": [1, 1], "strides": [1, 1], "padding": "valid"} | ({} if layer.use_bias else {"use_bias": False}),
            "",
            partial(_joining, layer),
            layer,
            joined,
            None,
            layer.count_params() - depthwise.size,
        ),
    ]


def _joining(layer):
    kernel = as_float32(layer.pointwise_kernel)  # (1, 1, C_in * times, filters)
    return {"kernel": kernel, "bias": np.zeros(layer.filters, np.float32) if layer.bias is None else as_float32(layer.bias)}


def _unusual(step, kind):
    """What no kind can do, in words."""
    if kind and own_numbers(step):
        return "numbers of its own among those that it reads"
    if kind and kind not in SEVERAL and len(step.reads) != 1:
        return f"{len(step.reads)} inputs"  # such as a mask
    mode = getattr(step.layer, "quantization_mode", None)
    if mode:
        return f"weights quantized to {mode}"
    is_known = None not in step.shape and 1 <= len(step.shape) <= 3
    return None if is_known else f"an output of the shape {step.shape}, where one to three known sizes are expected"


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
            f"The live figures cannot compute the layer {layer.name!r} ({type(layer).__name__}): it has {what}; export a model without it."
        )
