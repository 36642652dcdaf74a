"""The kernels that live figures lay in, for their stills; in the page, `kit/kernels.mjs` and `kernel-lab.weights.mjs` make the same."""

import re

import numpy as np

from ..arguments import whole_number
from ..perturbations.seeded import GOLDEN, HIGHEST, xorshift


def made_kernel(name, rows, columns):
    """(rows, columns) float, a kernel made by hand.

    name : "upright edges", "level edges", "any edge", "blur", "middle", or those of the kernel lab, "sharpen" and "zero"
    """
    kernel, middle = np.zeros((rows, columns)), ((rows - 1) // 2, (columns - 1) // 2)
    if name == "upright edges":
        kernel += np.sign(2 * np.arange(columns) - columns + 1)
    elif name == "level edges":
        return made_kernel("upright edges", columns, rows).T
    elif name == "blur":
        kernel += 1 / kernel.size
    elif name == "any edge":
        kernel -= 1
        kernel[middle] = kernel.size - 1
    elif name == "middle":
        kernel[middle] = 1
    elif name == "sharpen":  # a cross around the middle
        far = np.abs(np.arange(rows) - middle[0])[:, None] + np.abs(np.arange(columns) - middle[1])
        kernel = np.choose(np.minimum(far, 2), [1, -0.2, 0.0])
    return kernel


def most_of(weights):
    """As far from zero as a weight of the kernel lab can be moved: 1, or the power of ten that fits the learned `weights`."""
    largest = float(np.abs(weights).max())
    return 1 if 0.05 < largest <= 1 or not largest else float(f"1e{int(np.ceil(np.log10(largest)))}")


def lab_weights(layer, filter, preset, seed, weights):
    """(kh, kw, C_in, 1) float, one filter of the kernel lab: what is laid in, and what of it was changed by hand.

    Parameters
    ----------
    weights : such as "4_-0.75 13_0.5", numbers of weights, kernel by kernel and row by row, with their values; the bias comes last

    Raises
    ------
    ValueError
        Other words than that, or a value that the lab's sliders cannot give.
    """
    learned = layer.get_weights()[0]
    rows, columns, channels, filters = learned.shape
    filter = whole_number("filter", filter, 0, filters - 1)
    if preset == "learned":
        kernel = learned[..., filter]
    elif preset == "random":
        kernel = random_weights(learned.shape, seed)[..., filter]
    else:
        shares = {"blur": channels, "upright edges": 2 * channels, "level edges": 2 * channels}  # all channels are added up
        kernel = np.repeat(made_kernel(preset, rows, columns)[..., None] / shares.get(preset, 1), channels, axis=-1)
    flat, most = [*kernel.transpose(2, 0, 1).ravel(), 0], most_of(learned)  # kernel by kernel, and the bias
    for part in weights.split():
        found = re.fullmatch(r"(\d+)_(-?\d+(?:\.\d+)?)", part)
        if not found or int(found[1]) >= len(flat) or abs(float(found[2])) > most:
            likely = f"a number below {len(flat)} and a weight from −{most} to {most}"
            raise ValueError(f'weights expects words such as "4_-0.75", {likely}, got {part!r}.')
        flat[int(found[1])] = float(found[2])
    return np.reshape(flat[:-1], (channels, rows, columns)).transpose(1, 2, 0)[..., None]


def random_weights(shape, seed):
    """(kh, kw, C_in, filters) float32 as Keras begins (Glorot's uniform), the numbers of `randomWeights` in `kit/resources.mjs`."""
    rows, columns, channels, filters = shape
    limit = np.sqrt(6 / (rows * columns * (channels + filters)))
    numbers = xorshift([(seed * GOLDEN + 1) % HIGHEST], int(np.prod(shape)))
    return ((2 * numbers - 1) * limit).astype("float32").reshape(shape)
