"""Small arrays with their numbers written in: grids, and one step of a convolution."""

import re

import numpy as np

from ..arguments import finite, finite_number
from ..labels import class_names
from ..palette import INK, MUTED
from .canvas import WIDTH, drawn, sheet, write
from .colours import signed_colours
from .lettering import fitted, width_of
from .mosaic import number, spread
from .weights import cells

LARGEST = 8


def small_grid(name, values):
    """What a reader hands over as `name`, as a grid whose numbers can be written in: up to 8 × 8 float."""
    values = finite(name, values)
    if values.ndim != 2 or max(values.shape) > LARGEST:
        raise ValueError(f"{name} must be a grid of up to {LARGEST} × {LARGEST} numbers, got the shape {values.shape}; cut out a part.")
    return values


@drawn
def plot_grid(values, title=None, fmt=".2f"):
    """A small array as a grid of cells, each number on its colour of the zero-centred scale.

    Parameters
    ----------
    values : (rows, columns) float, up to 8 × 8
    title : words above it
    fmt : how numbers are written: ".0f", ".1f", ".2f" … to ".9f"
    """
    if not isinstance(fmt, str) or not re.fullmatch(r"\.[0-9]f", fmt):
        raise ValueError(f"fmt must be '.0f', '.1f', '.2f' and so on, got {fmt!r:.60}; choose how many decimals.")
    values = small_grid("values", values)
    side = min(72, WIDTH // values.shape[1])
    head = 26 if title else 2
    title = fitted(title, WIDTH - 4, 11) if title else ""
    figure = sheet(values.shape[0] * side + head + 2, width=max(values.shape[1] * side, width_of(title, 11)) + 4)
    if title:
        write(figure, 2, 0, title, size=11)
    cells(figure, values, 2, head, side, signed_colours(values, spread(values)), digits=int(fmt[1]), size=12)
    return figure


@drawn
def plot_convolution(patch, kernel, bias=0.0, names=("patch of the image", "kernel", "products")):
    """One step of a convolution: a patch times a kernel, number by number, and the sum.

    Parameters
    ----------
    patch, kernel : (kh, kw) float of the same shape, up to 5 × 5
    bias : added to the sum if it is not zero
    """
    patch, kernel, bias = small_grid("patch", patch), small_grid("kernel", kernel), finite_number("bias", bias)
    if patch.shape != kernel.shape or max(patch.shape) > 5:
        raise ValueError(f"patch and kernel must have the same shape, up to 5 × 5, got {patch.shape} and {kernel.shape}; cut the patch to the kernel's size.")
    side = 192 // patch.shape[1]
    step, height = WIDTH / 3 + 8, patch.shape[0] * side
    figure = sheet(height + 74)
    for i, (name, values) in enumerate(zip(class_names(names, 3, of="grid"), (patch, kernel, patch * kernel))):
        write(figure, i * step, 0, fitted(name, step - 12), color=MUTED)
        # Five columns of three-digit numbers need smaller ones.
        cells(figure, values, i * step, 22, side, signed_colours(values, spread(values)), size=12 if side > 50 else 9.5)
    for sign, i in (("×", 1), ("=", 2)):
        write(figure, i * step - (step - 192) / 2, 22 + height / 2, sign, ha="center", va="center", size=18)
    total = float(np.sum(patch * kernel))
    words = f"sum of the products  {number(total, 3)}"
    if bias:
        words += f"   {'+' if bias > 0 else '−'} bias  {abs(bias):.3f}   =  {number(total + bias, 3)}"
    write(figure, 2 * step + 192, height + 40, words, ha="right", size=13, weight="bold", color=INK)
    return figure
