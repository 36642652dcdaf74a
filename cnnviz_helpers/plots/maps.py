"""Feature maps and activations: all of them, in pairs, and taken apart by channel."""

import numpy as np

from ..arguments import finite, word
from ..labels import class_names
from ..palette import CHANNEL_NAMES, INK, MUTED
from .canvas import WIDTH, drawn, place, sheet, write
from .colours import signed_colours
from .inputs import maps, one_of, picture
from .lettering import fitted
from .mosaic import Grid, number, scale_bar, signed_tiles, spread

MARGIN = 10
PHOTO = 128


@drawn
def plot_featuremaps(img, activations, layer_names, scale="shared"):
    """The input image with all of a layer's maps under it, each map a tile.

    Parameters
    ----------
    img : (1, H, W, 3) or (H, W, 3), uint8 or float in [-0.5, 0.5] or [0, 1]
    activations : (1, h, w, C) or (h, w, C) float; for several layers a list of these
    layer_names : the layer's name, or a list of names, one for each of `activations`
    scale : "shared", one zero-centred scale for all maps of a layer; "map", each map its own, written above it

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        An argument of another shape, range or word; as many names as layers are needed.
    """
    photo, scale = picture("img", img), word("scale", scale, ("shared", "map"))
    names = _names(layer_names)
    several = isinstance(activations, (list, tuple)) and len(names) == len(activations)
    layers = [maps("activations", one) for one in (activations if several else [activations])]
    if len(names) != len(layers):
        raise ValueError(f"layer_names must name each of the layers, got {len(names)} names for {len(layers)}; pass a name for each.")
    grids = [grid_for(layer) for layer in layers]
    tops = np.cumsum([PHOTO + 34, *(grid.height + 74 for grid in grids)])
    figure = sheet(tops[-1] - 20)
    place(figure, photo, 0, MARGIN, zoom=_zoom(photo))
    write(figure, PHOTO + 24, MARGIN, "the input image", size=11, weight="bold")
    write(figure, PHOTO + 24, MARGIN + 20, " × ".join(map(str, photo.shape)), color=MUTED)
    for name, layer, grid, top in zip(names, layers, grids, tops):
        _draw_layer(figure, name, layer, grid, top, scale)
    return figure


def _names(layer_names):
    names = [layer_names] if isinstance(layer_names, str) else layer_names
    if not isinstance(names, (list, tuple)) or not all(isinstance(name, str) for name in names):
        raise ValueError(f"layer_names must be a name such as 'conv1', or a list of names, got {layer_names!r:.60}; name each of the layers.")
    return names


def _zoom(photo):
    """How much a photo is enlarged to be about `PHOTO` pixels, in halves."""
    return max(0.5, int(2 * PHOTO / max(photo.shape[:2])) / 2) if max(photo.shape[:2]) <= 2 * PHOTO else PHOTO / max(photo.shape[:2])


def grid_for(layer, width=WIDTH):
    """A grid for the maps of a layer: eight in a row, more where there are many; labels while they fit."""
    height, across, n = layer.shape
    columns = 8 if n <= 64 else 16
    return Grid(n, (height, across), columns, width, gap=6 if n <= 64 else 3, label_height=17 if n <= 64 else 0)


def _draw_layer(figure, name, layer, grid, top, scale):
    n = layer.shape[2]
    write(figure, 0, top, fitted(name, 246, 11, "bold"), size=11, weight="bold")
    write(figure, 0, top + 19, f"{n} maps, {layer.shape[0]} × {layer.shape[1]}", color=MUTED)
    limits = np.abs(layer).max(axis=(0, 1)) if scale == "map" else spread(layer)
    if scale == "shared":
        scale_bar(figure, 260, top + 4, limits, "one scale for all maps")
        labels = [str(i) for i in range(n)]
    else:
        write(figure, 260, top + 2, "each map has its own scale, from −limit to +limit,\nwith the limit written above it", color=MUTED, size=10)
        labels = [f"{i}   ±{number(limit)}" for i, limit in enumerate(limits)]
    grid.draw(figure, signed_tiles(layer, limits), 0, top + 48, labels if n <= 64 else ())


@drawn
def plot_before_after(before, after, filters=range(6), names=("before ReLU", "after ReLU")):
    """Some maps before and after an activation, one above the other, on one zero-centred scale.

    Parameters
    ----------
    before, after : (1, h, w, C) or (h, w, C) float, of the same shape
    filters : which maps, up to 8
    names : what to write beside the two rows
    """
    before, after = maps("before", before), maps("after", after)
    if before.shape != after.shape:
        raise ValueError(f"before and after must have the same shape, got {before.shape} and {after.shape}; take them from a layer and its activation.")
    chosen = [one_of("each of filters", i, before.shape[2]) for i in filters]
    names = class_names(names, 2, of="row")
    if not 1 <= len(chosen) <= 8:
        raise ValueError(f"filters must name 1 to 8 maps, got {len(chosen)}; choose fewer.")
    limit = max(spread(before[..., chosen]), spread(after[..., chosen]))
    grid = Grid(len(chosen), before.shape[:2], len(chosen) if len(chosen) > 3 else 4)
    row_height = grid.height + 42
    figure = sheet(2 * row_height + 34)
    for row, (name, layer) in enumerate(zip(names, (before, after))):
        write(figure, 0, row * row_height, fitted(name, WIDTH, 11, "bold"), size=11, weight="bold")
        grid.draw(figure, signed_tiles(layer[..., chosen], limit), 0, row * row_height + 24, [f"filter {i}" for i in chosen])
    scale_bar(figure, 0, 2 * row_height, limit, "one scale for all")
    return figure


@drawn
def plot_partial_maps(image, maps, bias, total):
    """A feature map taken apart: the map of each colour, the bias, and their sum, on one zero-centred scale.

    Parameters
    ----------
    image : (H, W, 3), as `plot_featuremaps` takes it
    maps : (h, w, 3) float, one partial map a channel
    bias : float
    total : (h, w) float, the feature map
    """
    photo, parts, total = picture("image", image), finite("maps", maps), finite("total", total)
    if parts.ndim != 3 or parts.shape[2] != 3 or total.shape != parts.shape[:2]:
        raise ValueError(f"maps must be (h, w, 3) and total (h, w), got {parts.shape} and {total.shape}; take them from partial_maps of the first layer.")
    limit = max(spread(parts), spread(total))
    grid = Grid(4, total.shape, 4, WIDTH - 90, gap=26)
    side, step = grid.across, grid.step_x
    figure = sheet(2 * grid.down + 128)
    lefts = [0, step, 2 * step, 3 * step + 90]
    for i, name in enumerate(CHANNEL_NAMES):
        only = np.where(np.arange(3) == i, photo, 0).astype(np.uint8)
        write(figure, lefts[i], 0, name, color=MUTED)
        place(figure, only, lefts[i], 20, zoom=side / photo.shape[1])
    write(figure, lefts[3], 0, "the photo", color=MUTED)
    place(figure, photo, lefts[3], 20, zoom=side / photo.shape[1])
    top = grid.down + 58
    labels = [*(f"the map of {name}" for name in CHANNEL_NAMES), "feature map"]
    for left, label, part in zip(lefts, labels, [*np.moveaxis(parts, -1, 0), total]):
        write(figure, left, top - 20, label, color=INK if label == "feature map" else MUTED)
        place(figure, signed_colours(part, limit), left, top, zoom=side / total.shape[1])
    signs = [("+", step - 13), ("+", 2 * step - 13), (f"+ {number(bias)}" if bias >= 0 else f"− {number(-bias)}", 3 * step + 18), ("=", 3 * step + 72)]
    for sign, x in signs:
        write(figure, x, top + grid.down / 2, sign, ha="center", va="center", size=14)
    write(figure, 3 * step + 18, top + grid.down / 2 + 22, "bias", ha="center", va="center", color=MUTED)
    scale_bar(figure, 0, top + grid.down + 18, limit, "one scale for all four")
    return figure
