"""Whether a photo can be told from one of its maps by comparing pictures."""

import numpy as np

from .arguments import finite


def share_recognised(maps, images):
    """For each map of a layer, the share of images that a plain comparison finds again from this map alone.

    Every image is made grey and as small as the map, as brightness and as its edges: what changes from row to row, and
    from column to column. A map is compared with all of them, and the image is chosen whose picture goes best with it:
    the largest correlation, of either sign. What is not found so may still be found in another way.

    Parameters
    ----------
    maps : (n, h, w, C) float, of the first n of `images`
    images : (N, H, W, C_in) float

    Returns
    -------
    (C,) float in [0, 1]; choosing blindly gives 1 / N

    Raises
    ------
    ValueError
        Maps of more images than there are, or maps larger than the images.
    """
    maps, images = (finite(name, array).astype(np.float32) for name, array in (("maps", maps), ("images", images)))
    if maps.ndim != 4 or images.ndim != 4 or len(maps) > len(images) or any(a > b for a, b in zip(maps.shape[1:3], images.shape[1:3])):
        raise ValueError(
            "share_recognised expects maps (n, h, w, C) of the first n images (N, H, W, C), "
            f"got {maps.shape} and {images.shape}; pass both whole."
        )
    n, height, width, _ = maps.shape
    small = shrink(height, images.shape[1]) @ images.mean(axis=3) @ shrink(width, images.shape[2]).T  # (N, h, w)
    views = np.stack([_even(view) for view in (small, *np.gradient(small, axis=(1, 2)))])  # (3, N, h * w)
    found = []  # C times (n,): one map after the other, as how like all are to all images can be more than fits into memory
    for layer in np.moveaxis(maps, 3, 0):
        likeness = np.max([np.abs(_even(layer) @ view.T) for view in views], axis=0)  # (n, N)
        found.append(likeness.argmax(axis=1))
    return np.mean(np.array(found) == np.arange(n), axis=1)


def shrink(short, long):
    """(short, long) float32, the weights that average `long` numbers to `short`, each over its share of the length."""
    ends = np.linspace(0, long, short + 1)
    pixels = np.arange(long)
    overlap = np.minimum(ends[1:, None], pixels + 1) - np.maximum(ends[:-1, None], pixels)
    return (overlap.clip(0) * short / long).astype(np.float32)


def _even(pictures):
    """(N, h, w) -> (N, h * w), each with mean 0 and length 1, so that a product of two is their correlation."""
    flat = pictures.reshape(len(pictures), -1)
    flat = flat - flat.mean(axis=1, keepdims=True)
    return flat / np.maximum(np.sqrt((flat**2).sum(axis=1, keepdims=True)), 1e-12)
