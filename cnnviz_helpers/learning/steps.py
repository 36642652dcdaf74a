"""One step of learning: every weight moves against its slope."""

from ..arguments import finite_number
from ..attribution.random_weights import copy_of
from .slopes import named_variables, weight_slopes


def learning_step(model, images, labels, rate=0.1):
    """A copy of `model` after one step: each weight that training can change becomes w - rate · slope. The model itself stays as it is.

    The slopes are those of the mean loss of these images, the batch. A small step lowers their loss; it promises nothing for other images,
    and a large one can raise it for these, too.

    Parameters
    ----------
    images : (H, W, C) or (N, H, W, C) float, the batch
    labels : (N,) or (N, 1) whole numbers, or (N, K) one-hot
    rate : the learning rate, by how much a slope of 1 moves a weight. Below 0 it climbs

    Returns
    -------
    keras.Model, not compiled

    Raises
    ------
    ValueError
        As `weight_slopes`, or layers that Keras cannot make again.
    """
    rate, slopes = finite_number("rate", rate), weight_slopes(model, images, labels)
    moved = copy_of(model, "learning_step")
    for name, variable in named_variables(moved).items():
        variable.assign(variable.numpy() - rate * slopes[name])
    return moved
