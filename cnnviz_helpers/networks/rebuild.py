"""A network of single steps: made from any model, or from the files that `export_explorable` wrote."""

import json
from dataclasses import dataclass
from functools import cached_property

from ..assets import LABELS, NETWORK, WEIGHTS
from .kinds import KINDS, SEVERAL, kind_of, known_kind
from .parts import parts
from .single_steps import PICTURE


def as_steps(model):
    """A copy of `model` in which every step is a layer of its own, as in the book's network.

    Models used as layers are taken apart. An activation inside a layer becomes the layer after it: `hidden` with a ReLU
    becomes `hidden` and `hidden_relu`, so that feature maps can be looked at before and after. All other settings are kept.
    A separable convolution becomes two layers. A layer that is used twice becomes two, with a number behind each name.

    Parameters
    ----------
    model : a Keras 3 model that `export_explorable` takes

    Returns
    -------
    a keras.Sequential with the same weights, or a functional model if layers branch and meet; training one of the two does not change the other

    Raises
    ------
    ValueError
        As `export_explorable`: a layer of an unknown kind, by name, or several inputs or outputs.
    """
    import keras

    from .export import describe

    describe(model)  # refuses what cannot be done
    image, found = model.inputs[0], parts(model)
    start = keras.Input(image.shape[1:], dtype=image.dtype, name=image.name)
    copies = [_copy(part) for part in found]
    copy = _joined(start, copies, [part.reads for part in found], name=model.name)
    for part, layer in zip(found, copies):
        if layer.weights:
            is_taken_apart = part.piece.in_training is not None
            layer.set_weights(list(part.arrays.values())[: len(layer.weights)] if is_taken_apart else part.piece.layer.get_weights())
    return copy


def _copy(part):
    """A new Keras layer that does what the part does, with all settings of the layer it comes from."""
    step, piece = part.step, part.piece
    named = {"name": part.name, "dtype": getattr(step.layer, "dtype_policy", step.output.dtype)}
    if piece.layer is None or piece.in_training is not None or piece.kind == "normalise":  # Keras keeps two records of what that one has learned
        return KINDS[piece.kind].layer(piece.settings, step.froms, piece.numbers(), **named, **(piece.in_training or {}))
    return type(piece.layer).from_config(piece.layer.get_config() | {"name": part.name})


def rebuild(description, arrays):
    """The model that `description` describes (see `export.describe`), with the weights `arrays`, in single precision.

    Raises
    ------
    ValueError
        A layer is of an unknown kind.
    """
    import keras

    before, shapes, layers, reads = PICTURE, {PICTURE: tuple(description["input"])}, [], []
    for entry in description["layers"]:
        settings, kind = dict(entry), known_kind(entry)
        name, inputs = settings.pop("name"), settings.pop("inputs", [before])
        own = {key: arrays[f"{name}/{key}"] for key in kind.arrays}
        froms = [shapes[one] for one in inputs]
        layer = kind.layer(settings, froms, own, name=name, dtype="float32")
        whole = [(None, *shape) for shape in froms]
        shapes[name] = tuple(layer.compute_output_shape(whole if _takes_a_list(layer) else whole[0])[1:])
        layers.append(layer)
        reads.append(tuple(inputs))
        before = name
    model = _joined(keras.Input(description["input"], dtype="float32"), layers, reads)
    for entry, layer in zip(description["layers"], layers):
        if layer.weights:
            order = known_kind(entry).learned(entry)
            layer.set_weights([arrays[f"{layer.name}/{key}"].reshape(weight.shape) for key, weight in zip(order, layer.weights)])
    return model


def _joined(start, layers, reads, **names):
    """The model of these layers, each of which reads what the names in `reads` say: a Sequential if they follow each other."""
    import keras

    before = [PICTURE, *(layer.name for layer in layers)]
    if all(one == (name,) for one, name in zip(reads, before)) and not any(map(_takes_a_list, layers)):
        return keras.Sequential([start, *layers], **names)
    tensors = {PICTURE: start}
    for layer, inputs in zip(layers, reads):
        given = [tensors[name] for name in inputs]
        tensors[layer.name] = layer(given if _takes_a_list(layer) else given[0])
    return keras.Model(start, tensors[before[-1]], **names)


def _takes_a_list(layer):
    """Whether the layer merges what several others give."""
    return kind_of(layer) in SEVERAL


@dataclass(frozen=True)
class OwnNetwork:
    """A network in files, for a live figure: `files` is {name: bytes}."""

    files: dict

    @property
    def description(self):
        return json.loads(self.files[NETWORK])

    @property
    def first(self):
        """The name of the first convolution."""
        return next(layer["name"] for layer in self.description["layers"] if layer["kind"] == "conv")

    def label(self, index):
        """The number of the class of photo `index`, or -1 where nothing is known about it."""
        labels = json.loads(self.files[LABELS])
        return labels[index] if index < len(labels) else -1

    @cached_property
    def model(self):
        """The network as single steps, in Keras."""
        from safetensors.numpy import load

        return rebuild(self.description, load(self.files[WEIGHTS]))
