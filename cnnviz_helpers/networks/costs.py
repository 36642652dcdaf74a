"""What a network costs: of each step its parameters, its multiply-adds, its memory."""

from dataclasses import dataclass

import numpy as np

from .graph import check_channels_last, check_one_output
from .parts import parts


@dataclass(frozen=True)
class Cost:
    """One row of the table: the name and the kind of a step as the live figures have them, the shape of its output, and what it costs."""

    name: str
    kind: str
    shape: tuple
    parameters: int
    multiply_adds: int
    bytes: int


@dataclass(frozen=True)
class NetworkTable:
    """What each step of a network costs. Printed, it is a table with the sums below.

    Attributes
    ----------
    rows : for each step its `name`, `kind`, output `shape`, `parameters`, `multiply_adds`, and the `bytes` of its output
    """

    rows: tuple

    @property
    def parameters(self):
        """Of all steps; a layer that is used twice counts twice."""
        return sum(row.parameters for row in self.rows)

    @property
    def multiply_adds(self):
        """Of all steps, for one picture."""
        return sum(row.multiply_adds for row in self.rows)

    @property
    def bytes(self):
        """Of all outputs together."""
        return sum(row.bytes for row in self.rows)

    def __str__(self):
        texts = [("step", "kind", "output", "parameters", "multiply-adds", "bytes")]
        texts += [(row.name, row.kind, " × ".join(map(str, row.shape)), *map(_figures, (row.parameters, row.multiply_adds, row.bytes))) for row in self.rows]
        texts.append(("sum", "", "", *map(_figures, (self.parameters, self.multiply_adds, self.bytes))))
        widths = [max(map(len, column)) for column in zip(*texts)]
        lines = ["  ".join(_aligned(text, width, i) for i, (text, width) in enumerate(zip(line, widths))).rstrip() for line in texts]
        return "\n".join(lines)

    __repr__ = __str__


def network_table(model):
    """What each step of `model` costs, with the sums; `print` it, or read its `rows`.

    Multiply-adds are the products of a weight and a number, each added to a sum, that one picture needs: those of convolutions and dense layers,
    also where they meet padding. All other work counts 0. Bytes are those of the output as float32.

    Parameters
    ----------
    model : a Keras 3 model that `export_explorable` takes

    Returns
    -------
    `NetworkTable`

    Raises
    ------
    ValueError
        As `export_explorable`: a layer of an unknown kind, by name, or several inputs or outputs.
    """
    check_one_output(model)
    check_channels_last(model)
    return NetworkTable(tuple(_cost(part) for part in parts(model)))


def _cost(part):
    kernel = part.arrays.get(f"{part.name}/kernel")
    # In a transposed convolution each number that comes in meets every weight, else each place that goes out.
    places = _n_places(part.step.froms[0] if part.piece.kind == "conv-transpose" else part.shape)
    multiply_adds = 0 if kernel is None else places * kernel.size
    return Cost(part.name, part.piece.kind, part.shape, part.piece.n_parameters, multiply_adds, 4 * int(np.prod(part.shape)))


def _n_places(shape):
    return int(np.prod(shape[:-1]))


def _figures(number):
    return f"{number:,}"


def _aligned(text, width, column):
    """Words to the left, numbers to the right."""
    return text.ljust(width) if column < 3 else text.rjust(width)
