"""Evidence maps of networks that have forgotten what they learned: a control for the map of the trained one.

The check is J. Adebayo et al., "Sanity checks for saliency maps", 2018, section 3: draw all weights anew, or those of
some layers only, and compare the maps. We part from it in two things: the map is the evidence map, and many networks
are drawn, because one may be like the trained one by chance.
"""

import numpy as np

from ..arguments import whole_number
from ..networks.forward import one_image
from ..networks.graph import find_layer
from .evidence import class_evidence, last_maps_of


def random_evidence(model, image, class_index, layers=None, n=40, seed=1):
    """The evidence maps of `n` copies of `model`, in each of which the weights of some layers are random again.

    Each copy draws its weights as Keras did before training. What its map shares with that of `model` does not come from
    what these layers have learned. Random numbers of Keras, numpy and Python begin anew for each copy.

    Parameters
    ----------
    image : (H, W, C) or (1, H, W, C) float
    class_index : 0 .. K - 1
    layers : list of names or indices of the layers that forget; the others keep their weights. By default all forget
    n : number of copies
    seed : of the first copy; the next ones have seed + 1, seed + 2, …

    Returns
    -------
    (n, h, w) float

    Raises
    ------
    ValueError
        No such layer, a layer without weights, one that cannot be made again, or what `class_evidence` refuses.
    """
    import keras

    n, seed = whole_number("n", n, 1), whole_number("seed", seed, 0)
    class_evidence(model, image, class_index)  # refuses what cannot be done, before any copy is made
    copy = copy_of(model, "random_evidence")  # one for all: making a network takes longer than drawing its weights
    forgetful = [layer for layer in copy.layers if layer.weights] if layers is None else with_weights(copy, layers)
    last_maps, photo, found = last_maps_of(copy, n), one_image(model, image), []
    for number in range(seed, seed + n):
        keras.utils.set_random_seed(number)
        for layer in forgetful:
            layer.set_weights(new_weights(layer))
        maps, kernel, *_ = last_maps(photo)
        found.append(maps[0] @ kernel[:, class_index])
    return np.array(found)


def copy_of(model, asked_by):
    """A network with the layers and the weights of `model`."""
    import keras

    try:
        copy = keras.models.clone_model(model)
    except (NotImplementedError, TypeError, ValueError) as problem:
        raise ValueError(
            f"{asked_by} expects layers that Keras can make again from their settings, got one that it cannot "
            f"({str(problem).splitlines()[0]:.200}); give your layer a get_config."
        ) from None
    copy.set_weights(model.get_weights())
    return copy


def with_weights(model, layers):
    """The layers called `layers`, each of which has weights that it can forget."""
    if isinstance(layers, (str, int)):
        raise ValueError(f"layers must be a list of names or indices, got {layers!r}; put it in square brackets.")
    found = [find_layer(model, layer) for layer in layers]
    for layer in found:
        if not layer.weights:
            raise ValueError(f"layers must have weights to forget, {layer.name!r} has none; name a convolution or a dense layer.")
    return found


def new_weights(layer):
    """The weights that a layer like this one, or a network used as a layer, has before training."""
    import keras

    if isinstance(layer, keras.Model):
        return keras.models.clone_model(layer).get_weights()
    new = type(layer).from_config(layer.get_config())
    new.build_from_config(layer.get_build_config())
    return new.get_weights()
