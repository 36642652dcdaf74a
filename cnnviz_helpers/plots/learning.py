"""How a network learns: the loss over one weight, and a slope place by place."""

import numpy as np

from ..arguments import finite_number
from ..learning.weights import PlaceSlopes, WeightCurve
from ..palette import INK, MUTED, ORANGE, RULE, VIOLET
from .canvas import WIDTH, axes, drawn, place, sheet, write
from .colours import signed_colours
from .mosaic import number, scale_bar, spread


@drawn
def plot_weight_curve(curve, slope=None):
    """The loss over a row of values of one weight, with a dot where the network has it, and a line with the slope there.

    Parameters
    ----------
    curve : WeightCurve, from `weight_curve`
    slope : float, the slope of the loss for this weight; without it there is no line
    """
    _from(curve, WeightCurve, "curve", "weight_curve")
    figure = sheet(280)
    ax = axes(figure, 60, 12, WIDTH - 70, 214)
    ax.plot(curve.values, curve.losses, color=VIOLET, linewidth=2.2, marker="o", markersize=4)
    limits, reach = (0, 1.08 * curve.losses.max()), np.ptp(curve.values) / 4
    if slope is not None:
        ends = np.array([-reach, reach])
        ax.plot(curve.learned + ends, curve.loss + finite_number("slope", slope) * ends, color=ORANGE, linewidth=2.2, linestyle=(0, (4, 2)))
    ax.plot(curve.learned, curve.loss, "o", color=ORANGE, markersize=10)
    words, dot = f"w = {number(curve.learned, 3)}, loss {curve.loss:.3f}", (curve.learned, curve.loss)
    ax.annotate(words, dot, (0, -24), textcoords="offset points", ha="center", color=INK)
    ax.set(xlabel="value of the weight", ylabel="mean loss", ylim=limits)
    ax.grid(axis="y", color=RULE, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.tick_params(length=0)
    return figure


@drawn
def plot_place_slopes(found):
    """What a weight reads at each place, the slope of the loss for the map's number there, and their products, whose sum is the weight's slope.

    Parameters
    ----------
    found : PlaceSlopes, from `slope_by_places`
    """
    _from(found, PlaceSlopes, "found", "slope_by_places")
    height, width = found.read.shape
    side = 200
    step, down = (WIDTH - side) / 2, 24 + side * height / width
    figure = sheet(down + 74)
    names = ("what the weight reads", "slope of the loss there", "products")
    for i, (name, values) in enumerate(zip(names, (found.read, found.slopes, found.products))):
        write(figure, i * step, 0, name, color=MUTED)
        place(figure, signed_colours(values, spread(values)), i * step, 24, zoom=side / width)
        scale_bar(figure, i * step, down + 10, spread(values), width=side)
    for sign, i in (("×", 1), ("=", 2)):
        write(figure, i * step - (step - side) / 2, 24 + (down - 24) / 2, sign, ha="center", va="center", size=18)
    write(figure, WIDTH, down + 50, f"sum of the products = slope  {number(found.slope, 4)}", ha="right", size=13, weight="bold")
    return figure


def _from(value, kind, name, source):
    if not isinstance(value, kind):
        raise ValueError(f"{name} must come from {source}, got {type(value).__name__}; pass what it returns.")
