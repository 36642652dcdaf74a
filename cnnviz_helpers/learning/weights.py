"""One weight of a network: its loss over a row of values, and its slope in two ways that need no backpropagation of their own."""

from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from ..arguments import filled, finite_number, whole_number
from ..networks.forward import as_batch, caller, parts, run
from ..networks.graph import check_channels_last, check_graph, part_of, steps
from ..networks.weights import computes_as
from .losses import Loss, labelled
from .slopes import named_variables, number_slopes


@dataclass(frozen=True)
class WeightCurve:
    """The loss of some photos, for a row of values of one weight, with all other weights as they are.

    Attributes
    ----------
    values : (n,) float, of the weight
    losses : (n,) float, the mean loss of the photos with each of them
    learned : float, the value that the weight has
    loss : float, the mean loss with that value
    """

    values: np.ndarray
    losses: np.ndarray
    learned: float
    loss: float


def weight_curve(model, images, labels, weight, place, reach=1.0, n=21):
    """The loss for a row of values of one weight: for each of them the weight is changed, all photos are run, and the weight is put back.

    Parameters
    ----------
    images : (H, W, C) or (N, H, W, C) float
    labels : (N,) or (N, 1) whole numbers, or (N, K) one-hot
    weight : the name of the array that it is in, "conv1/kernel" or "dense/bias"
    place : its place there: (row, column, channel, filter) in a kernel of a convolution, (input, class) in one of a dense layer, a number in a bias
    reach : how far the row goes down and up from the weight's value, above 0
    n : how many values, evenly spaced, 3 or more; with an odd number the one in the middle is the weight's own

    Returns
    -------
    WeightCurve

    Raises
    ------
    ValueError
        No such weight, a reach of 0 or less, or what `photo_losses` refuses.
    """
    variable, place = find_weight(model, weight, place)
    reach, n = _above_zero("reach", reach), whole_number("n", n, 3)
    learned = float(variable.numpy()[place])
    values = learned + reach * np.linspace(-1, 1, n)
    loss_at = _loss_at(model, images, labels, variable, place, n + 1)
    losses = [loss_at(value) for value in [*values, learned]]
    return WeightCurve(values, np.array(losses[:-1]), learned, losses[-1])


def slope_by_neighbours(model, images, labels, weight, place, step=0.01):
    """The slope of the loss for one weight, by running the network twice: (loss at w + step - loss at w - step) / (2 · step).

    It is the slope of the line through two neighbours of w on the curve. The smaller the step, the nearer to the slope at w, until
    rounding spoils the difference of two numbers that are nearly equal: the network computes with seven digits.

    Parameters
    ----------
    images, labels, weight, place : as for `weight_curve`
    step : how far the neighbours are, above 0

    Returns
    -------
    float

    Raises
    ------
    ValueError
        As `weight_curve`, or a step of 0 or less.
    """
    variable, place = find_weight(model, weight, place)
    step, learned = _above_zero("step", step), float(variable.numpy()[place])
    loss_at = _loss_at(model, images, labels, variable, place, 2)
    above, below = (loss_at(learned + sign * step) for sign in (1, -1))
    return (above - below) / (2 * step)


@dataclass(frozen=True)
class PlaceSlopes:
    """The slope of one photo's loss for one weight of a convolution, place by place of the map.

    Attributes
    ----------
    read : (h, w) float, the number that the weight is multiplied by at each place: it lies under the weight when the window is there; 0 on padding
    slopes : (h, w) float, by how much the loss changes with the number of the map at that place
    """

    read: np.ndarray
    slopes: np.ndarray

    @property
    def products(self):
        """What each place adds to the slope, (h, w) float."""
        return self.read * self.slopes

    @property
    def slope(self):
        """The slope of the loss for the weight, the sum of all products, since every place uses the same weight."""
        return float(self.products.sum())


def slope_by_places(model, image, label, weight, place):
    """The slope of one photo's loss for one weight of a convolution, by the chain rule: at each place of the map, what the weight reads times the slope there.

    The weight adds weight · read to each number of its map. So a change of the weight changes that number `read` times as much, the number
    changes the loss by its own slope, and all places add up.

    Parameters
    ----------
    image : (H, W, C) or (1, H, W, C) float
    label : its class, a whole number or a one-hot row
    weight : the name of the kernel, such as "conv1/kernel"
    place : (row, column, channel, filter) in it

    Returns
    -------
    PlaceSlopes

    Raises
    ------
    ValueError
        As `number_slopes`; no kernel of a plain `Conv2D` without an activation inside, which is used once.
    """
    import keras

    variable, (row, column, channel, filter) = _in_kernel(*find_weight(model, weight, place))
    check_channels_last(model)
    uses = [step for step in steps(model) if any(variable is one for one in step.layer.weights)]
    layer = uses[0].layer
    is_plain = computes_as(layer, keras.layers.Conv2D) and layer.groups == 1 and layer.activation is keras.activations.linear
    if len(uses) != 1 or not is_plain or variable is not layer.kernel:
        raise ValueError(f"slope_by_places expects a kernel of a plain Conv2D that is used once, {weight!r} is none; use as_steps(model), or weight_slopes.")
    slopes = number_slopes(model, image, label, uses[0].name)[uses[0].name][:, :, filter]
    pick = np.zeros((*layer.kernel_size, 1, 1), np.float32)  # a kernel that reads the one number that lies under the weight
    pick[row, column] = 1
    batch = as_batch(model, image)
    before = batch if uses[0].input is model.inputs[0] else run(part_of(model, uses[0].input), batch)
    read = keras.ops.conv(before[..., channel : channel + 1], pick, layer.strides, layer.padding, dilation_rate=layer.dilation_rate)
    return PlaceSlopes(keras.ops.convert_to_numpy(read)[0, :, :, 0].astype(float), slopes.astype(float))


def find_weight(model, weight, place):
    """The variable that is called `weight`, and `place` as an index of it.

    Raises
    ------
    ValueError
        There is no such array of weights, or no such place in it.
    """
    check_graph(model)
    named = named_variables(model)
    if not isinstance(filled("weight", weight), str) or weight not in named:
        raise ValueError(f"weight must be one of {', '.join(named)}, got {weight!r:.60}; choose one of these.")
    sizes = tuple(named[weight].shape)
    numbers = tuple(filled("place", place)) if isinstance(place, (tuple, list, np.ndarray)) else (place,)
    if len(numbers) != len(sizes):
        raise ValueError(f"place must have {len(sizes)} numbers, since {weight} has the shape {sizes}, got {place!r:.60}; name all of them.")
    return named[weight], tuple(whole_number("place", number, 0, size - 1) for number, size in zip(numbers, sizes))


@contextmanager
def changed(variable, place, value):
    """Inside, one weight has another value; afterwards its own again, whatever happens."""
    before = variable.numpy()
    other = before.copy()
    other[place] = value
    try:
        variable.assign(other)
        yield
    finally:
        variable.assign(before)


def _loss_at(model, images, labels, variable, place, n):
    """A function, to be called `n` times: a value of the weight -> the mean loss of the photos with it."""
    loss, (batch, numbers) = Loss(model), labelled(model, images, labels)
    call = caller(loss.part, n * len(parts(batch)))

    def loss_at(value):
        with changed(variable, place, value):
            return float(loss.measured(batch, numbers, call)[0].mean())

    return loss_at


def _in_kernel(variable, place):
    if len(place) != 4:
        raise ValueError(f"place must be (row, column, channel, filter) of a kernel, got {place}; name a weight of a convolution.")
    return variable, place


def _above_zero(name, value):
    number = finite_number(name, value)
    if number <= 0:
        raise ValueError(f"{name} must be above 0, got {value!r:.60}; give a number such as 0.01.")
    return number
