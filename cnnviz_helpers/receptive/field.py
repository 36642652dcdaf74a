"""Receptive fields, computed from the layers: which input pixels can change a unit.

We walk back from the unit to the input. Each layer turns a row of its output into the rows of its input
that it reads; `layer_rows.py` knows how. Rows and columns are independent, so each is walked on its own.
"""

from dataclasses import dataclass

from ..arguments import whole_number
from ..networks.graph import find_step, is_network, made_by
from .layer_rows import input_rows, rule_of

HEIGHT, WIDTH = 1, 2  # axes of (N, H, W, C)


@dataclass(frozen=True)
class ReceptiveField:
    """The receptive field of every unit of one layer.

    Attributes
    ----------
    layer : str
    size : (height, width) in input pixels, as if the picture had no border; of the units that see most, if they differ
    stride : (down, across) in input pixels: how far the field moves, in the middle of the map, from one unit that sees
        anything to the next; 0 for a map of one unit
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
        row = whole_number(f"row, on the maps of {self.layer!r},", row, 0, self.map_size[0] - 1)
        column = whole_number(f"column, on the maps of {self.layer!r},", column, 0, self.map_size[1] - 1)
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
    step = find_step(model, layer)
    shape = model.inputs[0].shape
    if len(shape) != 4 or None in shape[1:3]:
        raise ValueError(
            f"receptive_field expects a model with an image input of fixed size (H, W, C), got {tuple(shape[1:])}; "
            "build it with keras.Input((height, width, channels))."
        )
    goal, tensor = model.inputs[0], step.output
    map_size = tuple(tensor.shape[1:3]) if len(tensor.shape) == 4 else (1, 1)
    seen = tuple(Walk(goal, axis).all_back(tensor, size) for axis, size in zip((HEIGHT, WIDTH), map_size))
    sizes, strides = zip(*[span_and_step(goal, axis, tensor, size) for axis, size in zip((HEIGHT, WIDTH), map_size)])
    return ReceptiveField(step.name, sizes, strides, tuple(shape[1:3]), map_size, seen)


def span_and_step(goal, axis, tensor, size):
    """How many pixels the units see without borders, and how far that field moves from one unit to the next."""
    seen = Walk(goal, axis, clip=False).all_back(tensor, size)
    span = max((max(rows) - min(rows) + 1 for rows in seen if rows), default=0)
    # A transposed convolution can leave units that see nothing.
    up_to_middle = [rows for rows in seen[: size // 2 + 1] if rows][-2:]
    return span, min(up_to_middle[-1]) - min(up_to_middle[0]) if up_to_middle else 0


class Walk:
    """Goes from a tensor back to the model's input, along one axis. With `clip`, rows of padding are left out."""

    def __init__(self, goal, axis, clip=True):
        self.goal, self.axis, self.clip = goal, axis, clip
        self.known, self.inner, self.rules = {}, {}, {}  # (tensor, row) -> input rows; input of a nested model -> Walk; node -> rule

    def all_back(self, tensor, size):
        """`back` for each of the rows 0 to `size - 1`."""
        return [self.back(tensor, row) for row in range(size)]

    def back(self, tensor, row):
        """The set of the input's rows that row `row` of `tensor` depends on."""
        waiting = [(tensor, row)]  # a list of our own: deep networks would exhaust Python's stack
        while waiting:
            place = waiting[-1]
            before = self._one_layer_back(*place)
            unknown = [one for one in before if _key(one) not in self.known]
            if not unknown:
                self._note(waiting.pop(), before)
            waiting += unknown
        return self.known[_key((tensor, row))]

    def _note(self, place, before):
        rows = {place[1]} if place[0] is self.goal else set().union(*(self.known[_key(one)] for one in before))
        self.known.setdefault(_key(place), rows)

    def _one_layer_back(self, tensor, row):
        """The places (tensor, row) that row `row` of `tensor` reads in the layer that made it; none if that is known already."""
        if tensor is self.goal or _key((tensor, row)) in self.known:
            return []
        node = made_by(tensor)
        return [(before, reached) for i, before in enumerate(node.input_tensors) for reached in self._through(node, i, tensor, row)]

    def _through(self, node, i, after, row):
        """The rows of the node's input number `i` that a row of its output `after` reads."""
        operation, before = node.operation, node.input_tensors[i]
        if is_network(operation):  # a model used as a layer: walk through its own layers
            goal = operation.inputs[i]
            walk = self.inner.setdefault(id(goal), Walk(goal, self.axis, self.clip))
            return walk.back(operation.outputs[after._keras_history.tensor_index], row)
        if id(node) not in self.rules:
            self.rules[id(node)] = rule_of(node)
        rows = input_rows(self.rules[id(node)], operation, before, after, row, self.axis)
        if not self.clip or len(before.shape) != 4:
            return rows
        return [r for r in rows if 0 <= r < before.shape[self.axis]]


def _key(place):
    return id(place[0]), place[1]


def first_centre(field):
    """Where the field of unit (0, 0) is centred, in pixels from the top and the left edge; None where it covers the whole picture."""
    ends = field.box(0, 0)[2:]
    return None if any(end >= size for end, size in zip(ends, field.input_size)) else tuple(end - size / 2 for end, size in zip(ends, field.size))
