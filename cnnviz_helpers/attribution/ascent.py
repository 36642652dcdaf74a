"""Pictures that excite a filter, found by gradient ascent.

D. Erhan et al., "Visualizing higher-layer features of a deep network", 2009.
We part from it in two things: we begin at photos, and take of each slope its sign only, so that every step is of the same size.
"""

import numpy as np

from ..arguments import finite_number, whole_number
from ..networks.forward import as_batch, as_float32, parts, tensorflow
from ..networks.graph import check_channels_last, check_graph, find_step, part_of

LOW, HIGH = -0.5, 0.5  # what a pixel can be


def excite(model, images, layer, filters, steps=80, size=0.02):
    """Change each picture step by step so that it excites one filter more, at the place where it already does so most.

    Parameters
    ----------
    images : (N, H, W, C) float in [-0.5, 0.5], to begin with
    layer : name or index of a layer that gives maps; one before ReLU, since behind it a silent filter has no slope
    filters : N whole numbers, for each picture the filter that it is to excite
    steps, size : how many steps, and by how much each number of a picture changes in one

    Returns
    -------
    (N, H, W, C) float32 in [-0.5, 0.5]

    Raises
    ------
    ValueError
        No such layer or filter, a layer without maps, not one filter a picture, a layer that has no slope, or another
        backend than TensorFlow.
    """
    check_graph(model)
    check_channels_last(model)
    maps = find_step(model, layer).output
    if len(maps.shape) != 4:
        raise ValueError(f"excite expects a layer that gives maps (h, w, C), got one with the shape {maps.shape[1:]}; name an earlier layer.")
    pictures, size = as_batch(model, images), finite_number("size", size)
    filters = [whole_number("filters", filter, 0, maps.shape[-1] - 1) for filter in np.atleast_1d(filters)]
    if len(filters) != len(pictures):
        raise ValueError(f"excite expects one filter for each picture, got {len(filters)} for {len(pictures)}; give as many.")
    slopes, steps = _slopes(part_of(model, maps)), whole_number("steps", steps, 0)
    few_at_a_time = zip(parts(pictures), parts(filters, pictures.shape))
    return np.concatenate([_climb(slopes, few, own, steps, np.float32(size)) for few, own in few_at_a_time])


def _climb(slopes, pictures, filters, steps, size):
    """(n, H, W, C): the `pictures`, changed by `size` in each of the `steps`."""
    for _ in range(steps):
        pictures = np.clip(pictures + size * np.sign(slopes(pictures, filters)), LOW, HIGH)
    return pictures


def _slopes(part):
    """A function: for each of n pictures, the slopes of the largest number that its filter gives, (n, H, W, C)."""
    tf = tensorflow("excite")

    @tf.function(reduce_retracing=True)
    def slopes(pictures, filters):
        with tf.GradientTape() as tape:
            tape.watch(pictures)
            largest = tf.reduce_max(part(pictures, training=False), axis=(1, 2))  # (n, maps)
            own = tf.gather(largest, filters, batch_dims=1)  # (n,): each picture with its filter
        return tape.gradient(own, pictures)

    def as_arrays(pictures, filters):
        found = slopes(tf.constant(pictures), tf.constant(filters))
        if found is None:
            raise ValueError("excite expects a layer that changes smoothly with the picture, this one has no slope; name one before it.")
        return as_float32(found)

    return as_arrays
