"""Filters beside the maps that they make of a photo."""

import numpy as np

from ..palette import MUTED
from .canvas import WIDTH, drawn, place, sheet, write
from .colours import signed_colours
from .inputs import maps, picture
from .mosaic import number, spread
from .weights import as_colours, colour_filters, zero_centred

COLUMNS = 4
SIDE = 64  # pixels of the page: a filter's longer side, and that of the map beside it
GAP = 5  # between a filter and its map
LABEL = 18
HEAD = 96  # the photo, and the words beside it


@drawn
def plot_filters_and_maps(img, weights, activations):
    """Each filter of the first layer as a colour picture, and beside it the map that it makes of one photo.

    Filters and maps are zero-centred, each on its own range; above each map stands the number at which its scale ends.

    Parameters
    ----------
    img : (1, H, W, 3) or (H, W, 3), uint8 or float in [-0.5, 0.5] or [0, 1]
    weights : (kh, kw, 3, filters) float, as `get_weights()` gives them
    activations : (1, h, w, filters) or (h, w, filters) float, the maps before the activation

    Raises
    ------
    ValueError
        Filters that have no colours, or not one map for each.
    """
    photo, weights, layer = picture("img", img), colour_filters(weights), maps("activations", activations)
    n = weights.shape[3]
    if layer.shape[2] != n:
        raise ValueError(f"activations must have one map for each filter, got {layer.shape[2]} for {n}; take both from the same layer.")
    step_x, step_y = (WIDTH + 24) / COLUMNS, SIDE + LABEL + 10
    figure = sheet(HEAD + 16 - (-n // COLUMNS) * step_y)
    place(figure, photo, 0, 0, zoom=HEAD / max(photo.shape[:2]))
    write(figure, HEAD + 20, 0, "the photo", size=11, weight="bold")
    words = "Below, each filter (mid-grey is zero) and its map (white is zero),\neach on its own scale. The number is the end of the map's."
    write(figure, HEAD + 20, 20, words, color=MUTED)
    for i in range(n):
        left, top = i % COLUMNS * step_x, HEAD + 16 + LABEL + i // COLUMNS * step_y
        _draw_pair(figure, i, weights[..., i], layer[..., i], left, top)
    return figure


def _draw_pair(figure, i, one, layer, left, top):
    limit = spread(layer)
    write(figure, left, top - 4, f"filter {i}", va="bottom", color=MUTED, size=9.5)
    write(figure, left + SIDE + GAP, top - 4, f"map {i}   ±{number(limit)}", va="bottom", color=MUTED, size=9.5)
    place(figure, as_colours(zero_centred(one)), left, top, zoom=SIDE / max(one.shape[:2]))
    place(figure, signed_colours(np.asarray(layer), limit), left + SIDE + GAP, top, zoom=SIDE / max(layer.shape[:2]))
