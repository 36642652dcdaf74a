"""The still picture of each live figure: what one sees in print, without scripts, and until the figure has begun."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class LiveFigure:
    """One live figure: `state` holds the names and first values of what its address can say, `draw(**state)` gives the still.

    With `any_network`, `draw` also takes `own`, another network than the book's.
    """

    state: dict
    draw: Callable
    alt: str
    caption: str
    any_network: bool = False


def _kernel_lab(filter, **_):
    from ..networks.model import cnn_model
    from ..plots import plot_kernels

    return plot_kernels(cnn_model().layers[0].get_weights()[0], filter)


def _one_number(image, own=None, **_):
    from ..data import get_cifar10
    from ..features import layer_outputs, partial_maps
    from ..plots import plot_partial_maps

    model, layer = _first_convolution(own)
    photo, filter = get_cifar10()[0][image], 5 % layer.filters
    maps, bias = partial_maps(model, photo, layer.name, filter)
    return plot_partial_maps(photo, maps, bias, layer_outputs(model, photo, layer.name)[layer.name][0, :, :, filter])


def _x_ray(image, own=None, **_):
    from ..data import get_cifar10
    from ..features import layer_outputs
    from ..plots import plot_before_after

    model, layer = _first_convolution(own)
    after = model.layers[min(model.layers.index(layer) + 1, len(model.layers) - 1)]
    after = after if type(after).__name__ == "ReLU" else layer
    outputs = layer_outputs(model, get_cifar10()[0][image], [layer.name, after.name])
    return plot_before_after(outputs[layer.name], outputs[after.name], range(min(6, layer.filters)))


def _first_convolution(own):
    """The network, `own` or the book's, and its first convolution."""
    from ..networks.model import cnn_model

    model = own.model if own else cnn_model()
    return model, model.get_layer(own.first if own else "conv1")


def _being_born(**_):
    from ..networks.history import conv1_snapshots
    from ..plots import plot_snapshots

    return plot_snapshots(conv1_snapshots())


def _where(image, **state):
    from ..attribution.evidence import class_evidence
    from ..data import get_cifar10
    from ..networks.model import cnn_model
    from ..plots import plot_evidence
    from ..receptive.field import receptive_field

    model, photo = cnn_model(), get_cifar10()[0][image]
    return plot_evidence(photo, class_evidence(model, photo, state["class"]), "", field=receptive_field(model, "relu5"))


def _ablation(layer, off, **_):
    from ..data import get_cifar10
    from ..networks.model import cnn_model
    from ..plots import plot_class_accuracy
    from ..predictions import confusion_matrix, predict

    model, (images, labels) = cnn_model(), get_cifar10()
    before = confusion_matrix(labels, predict(model, images))
    conv, filters = model.get_layer(layer.replace("relu", "conv")), [int(number) for number in off.split(",") if number]
    kernel, bias = conv.get_weights()
    kernel[..., filters], bias[filters] = 0, 0  # a filter of zeros gives a map of zeros
    conv.set_weights([kernel, bias])
    after = confusion_matrix(labels, predict(model, images))
    return plot_class_accuracy(*(matrix.diagonal() / matrix.sum(axis=1) for matrix in (before, after)))


def _shift_lab(image, dx, dy, layer, map, **_):
    import numpy as np

    from ..data import get_cifar10
    from ..features import layer_outputs
    from ..networks.model import cnn_model
    from ..plots import plot_before_after

    photo = get_cifar10()[0][image]
    maps = layer_outputs(cnn_model(), np.stack([photo, np.roll(photo, (dy, dx), (0, 1))]), layer)[layer]
    filters = [(map + i) % maps.shape[-1] for i in range(4)]
    return plot_before_after(*maps, filters, ("the photo as it is", f"the photo moved by dx = {dx}, dy = {dy} pixels".replace("-", "−")))


FIGURES = {
    "kernel-lab": LiveFigure(
        {"image": 16, "filter": 5, "preset": "learned"},
        _kernel_lab,
        "The three kernels of one filter of conv1, in reds, greens and blues, each weight written in its cell.",
        "Kernel lab: change any of the 27 weights and the bias of one filter, and see the map and the ten probabilities follow.",
    ),
    "one-number": LiveFigure(
        {"image": 16, "layer": "conv1", "map": 5, "row": 10, "column": 12},
        _one_number,
        "A photo in red, green and blue; under each the map of its kernel; added up with the bias they make one feature map.",
        "One number, taken apart: point at any number of any map, and see the sum that made it, down to the pixels.",
        any_network=True,
    ),
    "x-ray": LiveFigure(
        {"image": 16, "scale": "layer", "side": "after", "order": "number"},
        _x_ray,
        "Maps of conv1 before ReLU in violet and orange, and below the same maps after ReLU, where violet has become white.",
        "X-ray: all layers for one photo, before and after ReLU, on the scale you choose; also for a photo of your own.",
        any_network=True,
    ),
    "being-born": LiveFigure(
        {"moment": 0, "filter": 0, "scale": "one"},
        _being_born,
        "Eight filters at six moments of training: random squares at first, clear patterns at the end.",
        "Filters being born: move through training, from random weights to learned ones.",
    ),
    "where": LiveFigure(
        {"image": 16, "class": 5, "row": 12, "column": 12, "size": 8, "weights": "trained"},
        _where,
        "A photo, the seven by seven map of evidence for one class, and the map laid over the photo.",
        "Where is it looking? The evidence for any class, and a patch to cover a part of the photo with.",
    ),
    "ablation": LiveFigure(
        {"layer": "relu1", "off": "31"},
        _ablation,
        "Ten pairs of bars, one pair a class: how many photos the whole network gets right, and how many without one filter.",
        "Ablation bench: switch filters off, in any layer and any combination, and count the right answers to the 1,000 photos anew.",
    ),
    "shift-lab": LiveFigure(
        {"image": 16, "dx": 3, "dy": 0, "layer": "conv1", "map": 3, "edge": "wrap"},
        _shift_lab,
        "Four maps of conv1 for a photo, and below the same maps for the photo moved three pixels to the right: they have moved along.",
        "Shift lab: slide the photo by pixels. The maps of a convolution move along; the ten probabilities do not stay put.",
    ),
}
