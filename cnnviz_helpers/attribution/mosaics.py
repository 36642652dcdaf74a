"""Four photos in one picture: does the map for a class peak where the photo of that class lies?

A map's peak is held against a place that is known. S. Böhle, M. Fritz, B. Schiele, "Convolutional dynamic alignment networks for
interpretable classifications", 2021, section 5.2 ("localisation metric"), join photos so; they count how much of a map lies in the right part.
"""

import numpy as np

from ..arguments import as_array, finite, whole_number
from ..networks.forward import as_batch
from ..perturbations.seeded import states_of, xorshift
from .methods import attribute

QUARTERS = 4
DRAWS = 512  # numbers at random for one mosaic: far more than it takes


def draw_mosaics(answers, n, seed=1):
    """Four photos with different answers, by chance, for each of `n` mosaics.

    Mosaic i takes the random numbers r of picture i (`perturbations.seeded`), one after the other: photo floor(r · N) joins if none of those
    already there has the same answer.

    Parameters
    ----------
    answers : (N,) int, the class of each photo that may be taken, as the network answers

    Returns
    -------
    (n, 4) int: the photos' places in `answers`; the quarters are upper left, upper right, lower left, lower right

    Raises
    ------
    ValueError
        Fewer than four different answers.
    """
    answers = as_array("answers", answers)
    if answers.ndim != 1 or len(np.unique(answers)) < QUARTERS:
        raise ValueError("draw_mosaics expects a row of answers, at least four of them different; give it those of more photos.")
    rows = xorshift(states_of(whole_number("seed", seed, 0), range(whole_number("n", n, 1))), DRAWS)
    return np.array([_four((row * len(answers)).astype(int), answers) for row in rows])


def _four(candidates, answers):
    """The first four of the candidates that have different answers."""
    found = {}
    for photo in candidates:
        found.setdefault(answers[photo], photo)
        if len(found) == QUARTERS:
            return list(found.values())
    raise ValueError("draw_mosaics found no four different answers by chance; give it photos whose answers are more even.")


def join_mosaics(images, photos):
    """The pictures of mosaics: (n, 2H, 2W, C), or (2H, 2W, C) for one.

    Parameters
    ----------
    images : (N, H, W, C) float
    photos : (n, 4) or (4,) int, which of the images; upper left, upper right, lower left, lower right
    """
    chosen = finite("images", images, dtype=None)[as_array("photos", photos)]  # (..., 4, H, W, C)
    if chosen.ndim not in (4, 5) or chosen.shape[-4] != QUARTERS:
        raise ValueError(f"join_mosaics expects four photos for each mosaic, shape (n, 4), got {np.shape(photos)}; use draw_mosaics.")
    upper, lower = (np.concatenate([chosen[..., i, :, :, :], chosen[..., i + 1, :, :, :]], axis=-2) for i in (0, 2))
    return np.concatenate([upper, lower], axis=-3)


def larger_network(model):
    """A copy of `model`, with its weights, for pictures of twice the height and width.

    Raises
    ------
    ValueError
        The weights depend on the picture's size, as behind Flatten, or a layer cannot be made again.
    """
    import keras

    shape = model.inputs[0].shape
    try:
        settings = model.get_config()
        first = settings["layers"][0]["config"]
        first["batch_shape"] = (None, *(size and 2 * size for size in shape[1:3]), shape[3])
        settings.pop("build_input_shape", None)
        copy = type(model).from_config(settings) if isinstance(model, keras.Sequential) else keras.Model.from_config(settings)
        copy.set_weights(model.get_weights())
    except (IndexError, KeyError, NotImplementedError, TypeError, ValueError) as problem:
        raise ValueError(
            "larger_network expects a network whose weights do not depend on the picture's size, as one with global average pooling, got one where "
            f"they do, or that Keras cannot make again ({str(problem).splitlines()[0]:.200})."
        ) from None
    return copy


def peaks_in_place(network, images, photos, answers, method="evidence", **options):
    """For each mosaic, and each of its four photos: does the map for that photo's answer have its largest number in that photo's quarter?

    Parameters
    ----------
    network : for pictures twice as high and wide as the images, from `larger_network`
    images : (N, H, W, C) float
    photos : (n, 4) int, from `draw_mosaics`
    answers : (N,) int, the class of each photo
    method, options : as `attribute`; the number of a pixel is that of `Attribution.pixels`

    Returns
    -------
    (n, 4) bool; a map that knows nothing of where the photos lie is right in one of four on average
    """
    photos, answers = np.atleast_2d(as_array("photos", photos)), as_array("answers", answers)
    pictures = as_batch(network, join_mosaics(images, photos))
    found = [attribute(network, pictures, answers[photos[:, quarter]], method, **options).pixels for quarter in range(QUARTERS)]
    return np.stack([quarter_of_peak(maps) == quarter for quarter, maps in enumerate(found)], axis=1)


def quarter_of_peak(maps):
    """In which quarter, 0 to 3 in reading order, each of the (N, H, W) maps is largest: (N,) int."""
    maps = finite("maps", maps)
    rows, columns = np.unravel_index(maps.reshape(len(maps), -1).argmax(axis=1), maps.shape[1:])
    return 2 * (2 * rows >= maps.shape[1]) + (2 * columns >= maps.shape[2])
