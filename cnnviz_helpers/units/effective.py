"""Which pixels of its receptive field a unit really listens to: the effective receptive field.

W. Luo et al., "Understanding the effective receptive field in deep convolutional neural networks", 2016, section 2. We part from it: we take the
size of each slope before the mean over photos, so that slopes of both signs do not cancel, and one filter at a time.
"""

from dataclasses import dataclass

import numpy as np

from ..arguments import finite_number, whole_number
from ..attribution.ascent import unit_place
from ..networks.forward import as_batch, as_float32, parts, tensorflow
from ..networks.graph import check_channels_last, find_step, part_of


@dataclass(frozen=True)
class EffectiveField:
    """How much a unit's number changes with each pixel, in the mean over photos.

    Attributes
    ----------
    map : (H, W) float64, the sizes of the slopes, summed over the channels of a pixel, mean over the photos (and filters)
    """

    map: np.ndarray

    def pixels(self, share=0.5):
        """The fewest pixels that hold `share` of the sum of the map: the largest ones, until their sum reaches it. 0 if the map is 0 everywhere."""
        share = finite_number("share", share)
        if not 0 < share <= 1:
            raise ValueError(f"share must lie above 0 and up to 1, got {share:g}; 0.5 is half of the whole.")
        sums = np.cumsum(np.sort(self.map, axis=None)[::-1])
        # A sum of many floats may end a little below itself added in another order.
        return int(np.searchsorted(sums, share * sums[-1] * (1 - 1e-12)) + 1) if sums[-1] > 0 else 0


def effective_field(model, images, layer, filters, place="middle"):
    """The sizes of the slopes of one unit with respect to each pixel, mean over photos.

    Parameters
    ----------
    images : (N, H, W, C) float
    layer : name or index of a layer that gives maps; one before ReLU, since behind it a silent unit has no slope
    filters : a filter, or several, over which the mean is taken as well
    place : "middle", the unit in row h // 2 and column w // 2, or (row, column)

    Returns
    -------
    EffectiveField

    Raises
    ------
    ValueError
        No such layer, filter or unit, a layer that has no slope, another backend than TensorFlow.
    """
    tf = tensorflow("effective_field")
    check_channels_last(model)
    maps = find_step(model, layer).output
    if len(maps.shape) != 4:
        raise ValueError(f"effective_field expects a layer that gives maps (h, w, C), got one with the shape {maps.shape[1:]}; name an earlier layer.")
    at = unit_place(place, maps.shape)
    if at is None:
        raise ValueError("effective_field expects one and the same unit in all photos, got place='strongest'; use 'middle' or (row, column).")
    filters = [whole_number("filters", filter, 0, maps.shape[-1] - 1) for filter in np.atleast_1d(filters)]
    batch, part = as_batch(model, images), part_of(model, maps)
    total = sum(_sizes(tf, part, few, at, filters) for few in parts(batch))
    return EffectiveField(total / len(batch) / len(filters))


def _sizes(tf, part, few, at, filters):
    """(H, W): the sizes of the slopes, summed over a few photos, the filters and the channels."""
    photos = tf.constant(few)
    with tf.GradientTape(persistent=len(filters) > 1) as tape:
        tape.watch(photos)
        units = part(photos, training=False)[:, at[0], at[1]]  # (n, maps)
        own = [tf.reduce_sum(units[:, filter]) for filter in filters]  # no unit depends on another photo
    found = [tape.gradient(one, photos) for one in own]
    if any(slopes is None for slopes in found):
        raise ValueError("effective_field expects a layer that changes smoothly with the picture, this one has no slope; name one before it.")
    return sum(np.abs(as_float32(slopes)).sum(axis=(0, 3), dtype=float) for slopes in found)
