"""Pictures that excite a filter, found by gradient ascent.

D. Erhan et al., "Visualizing higher-layer features of a deep network", 2009.
We part from it in two things: we begin at photos, and take of each slope its sign only, so that every step is of the same size.
"""

import numpy as np

from ..arguments import finite_number, whole_number
from ..networks.forward import as_batch, tensorflow
from ..networks.graph import check_channels_last, check_graph, find_layer, layer_output, part_of

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
        No such layer or filter, a layer without maps, not one filter a picture, or another backend than TensorFlow.
    """
    check_graph(model)
    check_channels_last(model)
    maps = layer_output(model, find_layer(model, layer))
    if len(maps.shape) != 4:
        raise ValueError(f"excite expects a layer that gives maps (h, w, C), got one with the shape {maps.shape[1:]}; name an earlier layer.")
    pictures, size = as_batch(model, images), finite_number("size", size)
    filters = [whole_number("filters", filter, 0, maps.shape[-1] - 1) for filter in np.atleast_1d(filters)]
    if len(filters) != len(pictures):
        raise ValueError(f"excite expects one filter for each picture, got {len(filters)} for {len(pictures)}; give as many.")
    slopes = _slopes(part_of(model, maps), filters)
    for _ in range(whole_number("steps", steps, 0)):
        pictures = np.clip(pictures + np.float32(size) * np.sign(slopes(pictures)), LOW, HIGH)
    return pictures


def _slopes(part, filters):
    """A function: for each of N pictures, the slopes of the largest number that its filter gives, (N, H, W, C)."""
    tf = tensorflow("excite")

    @tf.function
    def slopes(pictures):
        with tf.GradientTape() as tape:
            tape.watch(pictures)
            own = tf.gather(part(pictures, training=False), filters, axis=3)  # (N, h, w, N): each picture, each of the filters
            largest = tf.linalg.diag_part(tf.reduce_max(own, axis=(1, 2)))  # (N,): each picture with its own
        return tape.gradient(largest, pictures)

    return lambda pictures: slopes(tf.constant(pictures)).numpy()
