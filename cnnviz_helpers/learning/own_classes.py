"""Two things of one's own: a new dense layer on the averages of a trained network, and nothing else is learned."""

import numpy as np

from ..arguments import whole_number
from ..attribution.evidence import class_evidence
from ..attribution.logit import find_logits
from ..labels import class_numbers
from ..networks.forward import as_batch, run
from ..networks.graph import part_of


def teach_classes(model, images, labels, steps=500):
    """A network that tells your own classes apart: all layers of `model` up to its averages, as they are, and a new dense layer that learns from `images`.

    The dense layer reads the averages a (one for each map; those of global average pooling), and begins with zeros. That all its weights start equal
    does no harm: each reads another average, and each class has other photos. In each of the `steps` all images are one batch, and every weight moves by
    rate · slope against its slope, with rate = 2 / (1 + the mean over the photos of the sum of all a²). With this rate no step can raise the loss.

    Only the last layer is new, so the evidence maps of the new network, `class_evidence`, are exact at once.
    Others call this *transfer learning* with a *linear probe*.

    Parameters
    ----------
    model : one that ends in global average pooling, a dense layer and a softmax
    images : (N, H, W, C) float, two or more
    labels : (N,) or (N, 1) whole numbers from 0 on, each of which occurs, or (N, K) one-hot
    steps : how many

    Returns
    -------
    keras.Model, not compiled: it shares the layers of `model` up to its averages, which nothing changes; its answers are (N, K)

    Raises
    ------
    ValueError
        A network with another ending, fewer than two classes, one without a photo, or not one label for each image.
    """
    import keras

    steps, batch = whole_number("steps", steps, 0), as_batch(model, images)
    class_evidence(model, batch[0], 0)  # refuses a network with another ending
    averages = find_logits(model).node.input_tensors[0]
    numbers = _numbers(labels, len(batch))
    targets = np.eye(1 + numbers.max())[numbers]  # (N, K)
    dense = keras.layers.Dense(targets.shape[1], name="own_dense")
    taught = keras.Model(model.inputs[0], keras.layers.Softmax(name="own_softmax")(dense(averages)))
    dense.set_weights(_learned(run(part_of(model, averages), batch).astype(np.float64), targets, steps))
    return taught


def _numbers(labels, n):
    """The class number of each of `n` images, (N,), with a photo for each number from 0 on."""
    numbers = class_numbers(labels)
    if len(numbers) != n:
        raise ValueError(f"Expected a label for each image, got {len(numbers)} for {n}; use the same rows of both.")
    found = np.unique(numbers).tolist()
    if len(found) < 2 or found != list(range(len(found))):
        raise ValueError(f"teach_classes expects photos of two or more classes, 0, 1 and so on, got the labels {found}; number them anew.")
    return numbers


def _learned(averages, targets, steps):
    """Kernel and bias of a dense layer with a softmax, (C, K) and (K,), after that many steps from zeros."""
    read = np.hstack([averages, np.ones((len(averages), 1))])  # the bias reads a 1
    weights, rate = np.zeros((read.shape[1], targets.shape[1])), 2 / (read**2).sum(axis=1).mean()
    for _ in range(steps):
        scores = read @ weights  # (N, K)
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        weights -= rate * read.T @ (shares - targets) / len(read)
    return weights[:-1], weights[-1]
