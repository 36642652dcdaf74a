"""Maps of a deep layer laid over the pixels of the photo."""

import numpy as np

from ..receptive.field import first_centre, receptive_field


def over_pixels(values, centres, size):
    """A map of h × w places -> a number for each of the H × W pixels.

    Between the middles of two fields the numbers go in a straight line from one to the other, down and across; outside of the
    outermost middles they stay as they are there.

    Parameters
    ----------
    values : (N, h, w) float
    centres : ((first, step), (first, step)), down and across: where the field of unit (0, 0) has its middle, in pixels from
        the border, and how far it is to the next one; pixel p has its own middle at p + 0.5
    size : (H, W)

    Returns
    -------
    (N, H, W) float
    """
    down, across = (_shares(length, n, *centre) for length, n, centre in zip(size, values.shape[1:], centres))
    return np.einsum("ri,nij,cj->nrc", down, values, across)


def _shares(n_pixels, n_units, first, step):
    """(n_pixels, n_units): how much each unit counts for each pixel."""
    at = np.clip((np.arange(n_pixels) + 0.5 - first) / step, 0, n_units - 1)
    below = np.floor(at).astype(int)
    shares = np.zeros((n_pixels, n_units))
    shares[np.arange(n_pixels), below] = 1 - (at - below)
    shares[np.arange(n_pixels), np.minimum(below + 1, n_units - 1)] += at - below
    return shares


def centres_of(model, layer, map_size, size):
    """`centres` for `over_pixels`: as the receptive fields of `layer` lie.

    Where these are not known, or see the whole photo, the places are spread evenly over it.
    """
    try:
        field = receptive_field(model, layer)
        first = first_centre(field) if field.map_size == tuple(map_size) and min(field.stride) else None
    except ValueError:  # a layer whose fields are not known
        first = None
    if first:
        return tuple(zip(first, field.stride))
    return tuple((length / n / 2, length / n) for length, n in zip(size, map_size))
