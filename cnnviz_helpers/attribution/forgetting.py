"""The same map while the network forgets, layer by layer from the last one on.

J. Adebayo et al., "Sanity checks for saliency maps", 2018, section 3.1 ("cascading randomization"). We part from it in two things: many
networks are drawn, and the size of a correlation is what counts, since a random last layer has either sign.
"""

from dataclasses import dataclass

import numpy as np

from ..arguments import whole_number
from ..networks.forward import as_batch, parts
from .grad_cam import n_scores
from .guided import guided_copy
from .methods import asked_classes, asker
from .random_weights import copy_of, new_weights


@dataclass(frozen=True)
class Forgetting:
    """How much a method's maps are like those of the trained network, with ever more layers at random.

    Attributes
    ----------
    layers : list of str, in the order in which they forget: at place i the layers 0 to i are random
    correlations : (L, n, N) float from -1 to 1, Pearson's, over the places of a map: for each of the stages, networks and photos; 0 for a map
        of equal numbers
    """

    layers: list
    correlations: np.ndarray

    @property
    def size(self):
        """(L,), the mean size of the correlations of each stage."""
        return np.abs(self.correlations).mean(axis=(1, 2))


def forget_by_layer(model, images, class_index=None, method="evidence", n=5, seed=1, absolute=False, stages=None, **options):
    """Compare a method's maps with those of networks in which the last layer, the last two, … have random weights, as before training.

    Parameters
    ----------
    images : (H, W, C) or (N, H, W, C) float
    class_index : as `attribute`; by default what the trained network answers with
    method, options : as `attribute`
    n : how many networks are drawn; `seed` of the first, the next ones have seed + 1, seed + 2, …
    absolute : whether to compare sizes (`Attribution.size`) in the place of signed numbers (`Attribution.map`)
    stages : how many layers forget in the end; by default all that have weights

    Returns
    -------
    Forgetting

    Raises
    ------
    ValueError
        What `attribute` refuses, or a layer that cannot be made again.
    """
    import keras

    batch = as_batch(model, images)
    classes = asked_classes(model, batch, class_index, n_scores(model, "forget_by_layer"))
    if method == "guided_backpropagation":  # what it changes of a network stays, whatever the weights: once is enough for all draws
        copy, method = guided_copy(model), "gradient"
    else:
        copy = copy_of(model, "forget_by_layer")
    n, seed, layers = whole_number("n", n, 1), whole_number("seed", seed, 0), [layer for layer in reversed(copy.layers) if layer.weights]
    layers = layers[: whole_number("stages", len(layers) if stages is None else stages, 1, len(layers))]
    ask = asker(copy, method, (n * len(layers) + 1) * len(parts(batch)), options)

    def maps():
        values = ask(batch, classes)
        return (np.abs(values) if absolute else values).sum(axis=-1).reshape(len(classes), -1)

    trained, learned = maps(), model.get_weights()
    found = np.empty((len(layers), n, len(classes)))
    for draw in range(n):
        copy.set_weights(learned)
        keras.utils.set_random_seed(seed + draw)
        for stage, layer in enumerate(layers):
            layer.set_weights(new_weights(layer))
            found[stage, draw] = correlations(trained, maps())
    return Forgetting([layer.name for layer in layers], found)


def correlations(first, second):
    """(N,): Pearson's correlation of each row of two (N, M) arrays; 0 where the numbers of one are all equal."""
    first, second = (one - one.mean(axis=1, keepdims=True) for one in (np.asarray(first, float), np.asarray(second, float)))
    sizes = np.sqrt((first**2).sum(axis=1) * (second**2).sum(axis=1))
    return np.divide((first * second).sum(axis=1), sizes, out=np.zeros(len(first)), where=sizes > 0)
