"""A network that is small enough to be trained in seconds, and its training, number by number the same in the live figure "train-it"."""

from dataclasses import dataclass

import numpy as np

from ..arguments import finite_number, whole_number
from ..networks.forward import caller, parts, tensorflow
from ..perturbations.seeded import random_order, states_of, xorshift
from .losses import Loss, labelled
from .slopes import named_variables

FILTERS = (8, 12)  # of the two convolutions: with photos of 32 × 32 about 5,000 parameters


def small_network(shape=(32, 32, 3), n_classes=10, seed=1):
    """A network of about 5,000 parameters with random weights: two convolutions with ReLU and max pool, and a dense layer over all that is left.

    The kernel of the k-th layer with weights, k = 0, 1, 2, is drawn from Glorot's uniform distribution, in the order of `get_weights()`, with the
    random numbers r of picture k of `seed` (`kit/random.mjs`): (2 r - 1) · sqrt(6 / (what a unit reads + how many units read a number)).
    The biases are 0. All kernels differ from the start: filters that start equal would stay equal.

    Parameters
    ----------
    shape : (H, W, C) of the photos, at least 10 × 10
    n_classes : 2 or more
    seed : of the random weights

    Returns
    -------
    keras.Sequential, not compiled; its layers are conv1, relu1, pool1, conv2, relu2, pool2, row, dense, softmax

    Raises
    ------
    ValueError
        Another shape, fewer classes.
    """
    from keras import Input, Sequential, layers

    sides = [whole_number("shape", side, low) for side, low in zip(shape, (10, 10, 1))] if np.shape(shape) == (3,) else []
    if not sides:
        raise ValueError(f"shape must be (H, W, C), got {shape!r:.60}; that of the photos is x_test.shape[1:].")
    n_classes, seed = whole_number("n_classes", n_classes, 2), whole_number("seed", seed, 0)
    model = Sequential([Input(sides)])
    for number, filters in enumerate(FILTERS, start=1):
        model.add(layers.Conv2D(filters, 3, name=f"conv{number}"))
        model.add(layers.ReLU(name=f"relu{number}"))
        model.add(layers.MaxPooling2D(2, name=f"pool{number}"))
    model.add(layers.Flatten(name="row"))
    model.add(layers.Dense(n_classes, name="dense"))
    model.add(layers.Softmax(name="softmax"))
    for number, layer in enumerate(layer for layer in model.layers if layer.weights):
        *window, inputs, units = layer.kernel.shape
        places = int(np.prod(window))
        limit = np.sqrt(6 / (places * inputs + places * units))
        random = xorshift(states_of(seed, [number]), places * inputs * units)[0]
        layer.kernel.assign(((2 * random - 1) * limit).astype(np.float32).reshape(layer.kernel.shape))
    return model


@dataclass(frozen=True)
class TrainingRun:
    """What was written down as a network was trained; moment 0 is before the first step, then one after each epoch.

    Attributes
    ----------
    loss, accuracy : (epochs + 1,) float, the mean loss and the share of right answers on the photos that it learned from
    other_loss, other_accuracy : (epochs + 1,) float, the same on photos that it did not learn from; NaN if none were given
    kernels : (epochs + 1, ...) float32, the kernel of the first layer with weights
    """

    loss: np.ndarray
    accuracy: np.ndarray
    other_loss: np.ndarray
    other_accuracy: np.ndarray
    kernels: np.ndarray


def train_network(model, images, labels, others=None, other_labels=None, rate=0.01, batch_size=16, momentum=0.9, epochs=10, seed=1):
    """Train `model` from the weights that it has, and write down how it goes. The model is changed.

    In each epoch, e = 0, 1, 2 …, the photos are put into the order that the random numbers of picture e of `seed` give
    (`seeded.random_order`), and cut into batches; the last one may be smaller. For each batch every weight w, whose velocity v is 0 at first, takes
    one step: v becomes momentum · v - rate · slope of the batch's mean loss, w becomes w + v. No dropout, nothing else.

    Source: I. Sutskever et al., "On the importance of initialization and momentum in deep learning", 2013, section 2, classical momentum.

    Parameters
    ----------
    images, labels : to learn from, (N, H, W, C) float and (N,) whole numbers or (N, K) one-hot
    others, other_labels : the same, kept away from learning, to watch it by
    rate : the learning rate, above 0
    batch_size : how many photos a step looks at, 1 to N
    momentum : from 0, which is without, up to less than 1
    epochs : how many passes over all photos
    seed : of the orders

    Returns
    -------
    TrainingRun

    Raises
    ------
    ValueError
        As `weight_slopes`, or a setting out of its range.
    """
    loss, (batch, numbers) = Loss(model), labelled(model, images, labels)
    watched = [(batch, numbers)] + ([] if others is None else [labelled(model, others, other_labels)])
    rate, momentum = finite_number("rate", rate), finite_number("momentum", momentum)
    if rate <= 0 or not 0 <= momentum < 1:
        raise ValueError(f"rate must be above 0, and momentum from 0 to less than 1, got {rate:g} and {momentum:g}; begin with 0.01 and 0.9.")
    batch_size, epochs, seed = whole_number("batch_size", batch_size, 1, len(batch)), whole_number("epochs", epochs, 0), whole_number("seed", seed, 0)
    variables = list(named_variables(model).values())
    step, targets = _step(loss, variables, rate, momentum), loss.targets(numbers)
    call = caller(loss.part, (epochs + 1) * len(parts(batch)))
    moments = [_moment(loss, watched, variables[0], call)]
    for state in states_of(seed, np.arange(epochs)):
        order = random_order(xorshift([state], len(batch) - 1)[0])
        for begin in range(0, len(batch), batch_size):
            chosen = order[begin : begin + batch_size]
            step(batch[chosen], targets[chosen])
        moments.append(_moment(loss, watched, variables[0], call))
    return TrainingRun(*map(np.array, zip(*moments)))


def _step(loss, variables, rate, momentum):
    """A function: for a batch and its targets, every one of the `variables` takes one step."""
    tf, variables = tensorflow("train_network"), [variable.value for variable in variables]
    velocities = [tf.Variable(tf.zeros_like(variable)) for variable in variables]

    @tf.function(reduce_retracing=True, autograph=False)
    def step(images, targets):
        with tf.GradientTape() as tape:
            mean = tf.reduce_mean(loss.of(loss.logits(loss.part(images, training=True)), targets))
        for variable, velocity, slope in zip(variables, velocities, tape.gradient(mean, variables)):
            velocity.assign(momentum * velocity - rate * slope)
            variable.assign_add(velocity)

    return lambda images, targets: step(tf.constant(images), tf.constant(targets))


def _moment(loss, watched, first, call):
    """One row of a `TrainingRun`."""
    means = [value.mean() for some in watched for value in loss.measured(*some, call)]
    return *means, *[np.nan] * (4 - len(means)), first.numpy().copy()
