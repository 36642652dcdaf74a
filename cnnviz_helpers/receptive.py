"""Receptive fields, computed from the layers: which input pixels can change a unit.

We walk back from the unit to the input. Each layer turns a row of its output into the rows of its input
that it reads; `layer_rows.py` knows how. Rows and columns are independent, so each is walked on its own.
"""

from dataclasses import dataclass

from .forward import find_layer
from .layer_rows import input_rows

HEIGHT, WIDTH = 1, 2  # axes of (N, H, W, C)


@dataclass(frozen=True)
class ReceptiveField:
    """The receptive field of every unit of one layer.

    Attributes
    ----------
    layer : str
    size : (height, width) in input pixels, as if the picture had no border
    stride : (down, across) in input pixels: how far the field moves from one unit to the next, 0 for a map of one unit
    input_size : (H, W) of the picture
    map_size : (h, w) of the layer's maps; (1, 1) for a layer without maps
    """

    layer: str
    size: tuple
    stride: tuple
    input_size: tuple
    map_size: tuple
    _seen: tuple

    def box(self, row=0, column=0):
        """The pixels a unit can see: (top, left, bottom, right), `bottom` and `right` exclusive, cut at the border.

        (0, 0, 0, 0) for a unit that sees nothing but padding.

        Raises
        ------
        ValueError
            The layer's maps have no such unit.
        """
        for place, size, word in zip((row, column), self.map_size, ("row", "column")):
            if not 0 <= place < size:
                raise ValueError(f"The maps of {self.layer!r} have the {word}s 0 to {size - 1}, got {place}; choose one of them.")
        rows, columns = self._seen[0][row], self._seen[1][column]
        if not rows or not columns:
            return 0, 0, 0, 0
        return min(rows), min(columns), max(rows) + 1, max(columns) + 1


def receptive_field(model, layer):
    """The receptive field of the units of `layer`, from the layers before it.

    Works for Sequential and functional models with one image input, with branches and nested models.

    Raises
    ------
    ValueError
        No such layer, an input without a fixed size, several inputs, or a layer whose reach is not known.
    """
    layer = find_layer(model, layer)
    shape = model.inputs[0].shape
    if len(shape) != 4 or None in shape[1:3]:
        raise ValueError(
            f"receptive_field expects a model with an image input of fixed size (H, W, C), got {tuple(shape[1:])}; "
            "build it with keras.Input((height, width, channels))."
        )
    map_size = tuple(layer.output.shape[1:3]) if len(layer.output.shape) == 4 else (1, 1)
    walks = [Walk(model.inputs[0], axis) for axis in (HEIGHT, WIDTH)]
    seen = tuple([walk.back(layer.output, i) for i in range(size)] for walk, size in zip(walks, map_size))
    sizes, strides = zip(*[span_and_step(model.inputs[0], axis, layer.output, size) for axis, size in zip((HEIGHT, WIDTH), map_size)])
    return ReceptiveField(layer.name, sizes, strides, tuple(shape[1:3]), map_size, seen)


def span_and_step(goal, axis, tensor, size):
    """How many pixels a unit in the middle sees without borders, and how far that field moves to the next unit."""
    walk = Walk(goal, axis, clip=False)
    rows = walk.back(tensor, size // 2)
    step = min(rows) - min(walk.back(tensor, size // 2 - 1)) if size > 1 else 0
    return max(rows) - min(rows) + 1, step


class Walk:
    """Goes from a tensor back to the model's input, along one axis. With `clip`, rows of padding are left out."""

    def __init__(self, goal, axis, clip=True):
        self.goal, self.axis, self.clip, self.known = goal, axis, clip, {}

    def back(self, tensor, row):
        """The set of the input's rows that row `row` of `tensor` depends on."""
        key = (id(tensor), row)
        if key not in self.known:
            self.known[key] = self._back(tensor, row)
        return self.known[key]

    def _back(self, tensor, row):
        if tensor is self.goal:
            return {row}
        operation, node_index, _ = tensor._keras_history
        seen = set()
        for before in operation._inbound_nodes[node_index].input_tensors:
            for reached in self._through(operation, before, tensor, row):
                seen |= self.back(before, reached)
        return seen

    def _through(self, operation, before, after, row):
        """One layer back: the rows of its input `before` that a row of its output `after` reads."""
        if hasattr(operation, "layers"):  # a model used as a layer: walk through its own layers
            return Walk(operation.inputs[0], self.axis, self.clip).back(operation.outputs[0], row)
        rows = input_rows(operation, before, after, row, self.axis)
        if not self.clip or len(before.shape) != 4:
            return rows
        return [r for r in rows if 0 <= r < before.shape[self.axis]]
