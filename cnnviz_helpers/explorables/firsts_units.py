"""What the figures of the chapter *What a unit wants* open on, of a network other than the book's."""

from math import prod

SUMS = ("conv", "general-conv", "depthwise-conv", "conv-transpose", "dense")


def unit(own, state):
    """The middle of a map of the last sum that gives maps; where none does, of the last layer with maps. The page's `kit/units.mjs` offers the same layers."""
    names = [layer["name"] for layer in own.description["layers"] if prod(own.layer_shape(layer["name"])[:2]) > 1]
    sums = set(own.named(SUMS))
    layer = ([name for name in names if name in sums] or names)[-1]
    height, width, n = own.layer_shape(layer)
    place = {"row": height // 2, "column": width // 2}
    return {"layer": layer, "map": state["map"] % n, **{key: place[key] for key in place if key in state}}
