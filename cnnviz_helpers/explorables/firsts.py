"""What the live figures open on, of a network other than the book's: layers that it has, and places on its maps."""

from math import prod

from .needs import ACTIVATIONS, WINDOWS

WINDOW_LAYERS = 3  # that the shift lab offers


def one_number(own, state):
    (height, width, n) = own.layer_shape(own.first)
    place = {"row": min(state["row"], height - 1), "column": min(state["column"], width - 1)}
    return {"layer": own.first, "map": state["map"] % n, **place}


def x_ray(own, state):
    return {"layer": own.first, "map": state["map"] % own.layer_shape(own.first)[2]}


def explorer(own, state):
    """The last layer that gives maps."""
    layer = next(layer["name"] for layer in reversed(own.description["layers"]) if prod(own.layer_shape(layer["name"])[:2]) > 1)
    return {"layer": layer, "map": state["map"] % own.layer_shape(layer)[2], "row": 0, "column": 0}


def kernel_lab(own, state):
    (rows, columns), n = _conv(own)["window"], _conv(own)["filters"]
    return {"filter": state["filter"] % n, "cell": rows * columns // 2}


def where(own, state):
    height, width, _ = own.shape
    smallest = min(max(-(-height // 8), -(-width // 8)), height, width)
    side = min(2 * smallest, max(smallest, min(height, width) // 2))
    place = {"row": min(3 * height // 8, height - side), "column": min(3 * width // 8, width - side)}
    return {"class": state["class"] % len(own.description["classes"]), **place, "size": side}


def ablation(own, state):
    last = own.description["layers"][-1]["name"]
    return {"layer": next(name for name in own.named(ACTIVATIONS) if name != last), "off": ""}


def shift_lab(own, state):
    offered = own.named(WINDOWS)[:WINDOW_LAYERS]
    return {"layer": offered[0], "map": state["map"] % min(own.layer_shape(name)[2] for name in offered)}


def sliding(own, state):
    conv = _conv(own)
    before = own.reads(conv["name"])[0]
    height, width, _ = own.shape if before == "input" else own.layer_shape(before)
    (rows, columns), (down, right) = conv["window"], conv["strides"]
    return {"row": min(state["row"], (height - rows) // down), "column": min(state["column"], (width - columns) // right)}


def _conv(own):
    """What `network.json` says of the first plain convolution."""
    return next(layer for layer in own.description["layers"] if layer["kind"] == "conv")
