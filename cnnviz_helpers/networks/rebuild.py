"""A network as a chain of single steps: made from any model that is one, or read from a folder that `export_explorable` wrote."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ..assets import LABELS, NETWORK, WEIGHTS
from ..data import IMAGE_SIZE
from .chain import chain
from .kinds import entries, kind_of, rebuilt
from .weights import kernel_and_bias

FILES = (NETWORK, WEIGHTS, LABELS)
# Settings of layers with weights that matter in training.
IN_TRAINING = """use_bias kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer
    kernel_constraint bias_constraint trainable""".split()
PICTURE = [IMAGE_SIZE, IMAGE_SIZE, 3]


def as_chain(model):
    """A copy of `model` as a chain in which every step is a layer of its own, as in the book's network.

    Models used as layers are taken apart. An activation inside a layer becomes the layer after it: `hidden` with a ReLU
    becomes `hidden` and `hidden_relu`, so that feature maps can be looked at before and after. All other settings are kept.
    A layer that is used twice becomes two, with a number behind each name.

    Parameters
    ----------
    model : a Keras 3 model that `export_explorable` takes

    Returns
    -------
    a keras.Sequential with the same weights; training one of the two does not change the other

    Raises
    ------
    ValueError
        As `export_explorable`: a layer of an unknown kind, by name, or a model that is no chain.
    """
    import keras

    from .export import describe

    describe(model)  # refuses what cannot be done
    image, parts = model.inputs[0], [(step, _copies(step)) for step in chain(model)]
    start = keras.Input(image.shape[1:], dtype=image.dtype, name=image.name)
    copy = keras.Sequential([start, *(layer for _, layers in parts for layer in layers)], name=model.name)
    for step, (first, *_) in parts:
        if first.weights:
            first.set_weights(kernel_and_bias(step.layer)[: len(first.weights)])
    return copy


def _copies(step):
    """New layers that do what a step does: one with its settings and, if there is an activation inside, one for that."""
    layer, (first, *inside) = step.layer, entries(step)
    dtype = {"dtype": getattr(layer, "dtype_policy", step.output.dtype)}
    if kind_of(layer) is None:  # known by its effect
        copy = rebuilt(first, **dtype)
    elif layer.weights:  # Keras cannot always write down the activation inside
        copy = rebuilt(first, **dtype, **{name: getattr(layer, name) for name in IN_TRAINING})
    else:
        copy = type(layer).from_config(layer.get_config() | {"name": step.name})
    return [copy, *(rebuilt(entry, **dtype) for entry in inside)]


def rebuild(description, arrays):
    """The Sequential that `description` describes (see `export.describe`), with the weights `arrays`, in single precision."""
    import keras

    layers = [rebuilt(entry, dtype="float32") for entry in description["layers"]]
    model = keras.Sequential([keras.Input(description["input"], dtype="float32"), *layers])
    for layer in model.layers:
        if layer.weights:
            layer.set_weights([arrays[f"{layer.name}/kernel"], arrays[f"{layer.name}/bias"]])
    return model


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
        """The network as a chain, in Keras."""
        from safetensors.numpy import load

        return rebuild(self.description, load(self.files[WEIGHTS]))


def _check_whole(files, folder):
    """Refuse files that are not as `export_explorable` writes them."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    readers = {
        NETWORK: lambda content: [*(layer["kind"] for layer in json.loads(content)["layers"]), json.loads(content)["input"]],
        LABELS: lambda content: json.loads(content)[:0],
        WEIGHTS: load,
    }
    for name, read in readers.items():
        try:
            read(files[name])
        except (ValueError, KeyError, TypeError, SafetensorError):
            raise ValueError(f"Expected a folder that export_explorable wrote, but {folder / name} is damaged; export the model into it again.") from None


def read_own(folder):
    """The network that `export_explorable` wrote into `folder`, if a live figure can show it.

    Raises
    ------
    ValueError
        No such files or damaged ones, pictures of another size than the book's, no convolution, or no softmax at the end.
    """
    if not isinstance(folder, (str, Path)):
        raise ValueError(f"network must be a folder that export_explorable wrote, got {folder!r:.60}; give its path.")
    folder = Path(folder)
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise ValueError(f"Expected a folder that export_explorable wrote, but {folder} has no {missing[0]}; export the model into it first.")
    own = OwnNetwork({name: (folder / name).read_bytes() for name in FILES})
    _check_whole(own.files, folder)
    kinds = [layer["kind"] for layer in own.description["layers"]]
    if own.description["input"] != PICTURE:
        raise ValueError(
            f"The live figures show the book's photos, {tuple(PICTURE)}, "
            f"but this network takes {tuple(own.description['input'])}; use the figures of Python."
        )
    if "conv" not in kinds or kinds[-1] != "softmax":
        raise ValueError(
            "The live figures expect a network with a convolution and a softmax at its end, "
            f"this one has {', '.join(kinds)}; add what is missing."
        )
    return own
