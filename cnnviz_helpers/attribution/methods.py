"""Maps of where a class's score comes from: one call form for every method, and for the controls that use no network.

All maps are about the score before a softmax or a sigmoid at the end. All keep their sign.
"""

from dataclasses import dataclass

import numpy as np

from ..arguments import as_array, finite_number, whole_number, word
from ..networks.forward import as_batch, parts, run
from ..networks.graph import check_channels_last
from ..perturbations.seeded import states_of, xorshift
from .controls import centre_maps, edge_maps, random_maps
from .evidence import evidence_asker, pooled_layer
from .grad_cam import grad_cam_asker, maps_of, n_scores
from .guided import guided_copy
from .occlusion import occlusion_map
from .placing import centres_of, over_pixels
from .slopes import slopes_of


@dataclass(frozen=True)
class Attribution:
    """What a method says of each place of one or several photos.

    Attributes
    ----------
    method : str
    values : (h, w, C) float, or (N, h, w, C) for several photos: for each number of the photo, or, with C = 1, for each place
    pixels : (H, W) or (N, H, W) float: for each pixel of the photo one number, the sum over its channels. A map of fewer places
        is laid over the photo, its numbers where the fields of their units are centred, in a straight line between them, and
        at the rim as at the outermost of them.
    classes : int, or (N,) int, the class asked about
    """

    method: str
    values: np.ndarray
    pixels: np.ndarray
    classes: np.ndarray

    @property
    def map(self):
        """(h, w) or (N, h, w), one signed number a place, the sum over the channels."""
        return self.values.sum(axis=-1)

    @property
    def size(self):
        """(h, w) or (N, h, w), the sum of absolute values over the channels, which tells how much, not for or against."""
        return np.abs(self.values).sum(axis=-1)


def attribute(model, images, class_index=None, method="evidence", **options):
    """A map of where a class's score comes from, by the method of your choice, in any network.

    ==========================  =======================================================================================
    method                      what its numbers are; options, with what they are if left out
    ==========================  =======================================================================================
    "gradient"                  slopes of the score (Simonyan et al. 2014)
    "gradient_x_input"          slope times the photo's number
    "smoothgrad"                mean slope over `n` = 16 copies of the photo with normal noise of the standard deviation
                                `noise` = 0.1, in the photo's own units (Smilkov et al. 2017); `seed` = 0
    "integrated_gradients"      mean slope on the straight way from `baseline` = 0.0, a number or a photo, at the middles
                                of `steps` = 32 equal parts, times (photo - baseline) (Sundararajan et al. 2017)
    "evidence"                  `class_evidence`, whose mean plus the bias is the score (Zhou et al. 2016)
    "grad_cam"                  `grad_cam`, signed; `layer` = None, `relu` = False (Selvaraju et al. 2017)
    "guided_backpropagation"    slopes, of which each ReLU lets those above zero pass (Springenberg et al. 2015)
    "occlusion"                 `occlusion_map`, the drop of the score; `window` = 8, `stride` = 4, `fill` = 0.0
    "random"                    a random number a pixel; `seed` = 0, `first` = 0
    "edges"                     how steep the photo's brightness is
    "centre_first"              minus the distance from the middle
    ==========================  =======================================================================================

    The last three are controls: they never ask the network.
    Photo i gets the random numbers of picture `first` + i: one photo alone can so get what it gets among all.
    The noise of SmoothGrad is the same for each photo: of copy s, the random numbers of picture s, two by two (r, q), row by row, channel
    by channel, make noise · sqrt(-2 ln(1 - r)) · cos(2π q) (Box and Muller 1958). Those of a seed and a picture: `perturbations.seeded`.

    Parameters
    ----------
    images : (H, W, C) or (N, H, W, C) float
    class_index : 0 .. K - 1, or one for each photo; by default what the network answers with

    Returns
    -------
    Attribution

    Raises
    ------
    ValueError
        No such method, option or class, or what the method cannot do with this network.
    """
    _check_options(method, options)
    check_channels_last(model)
    n_classes, batch = n_scores(model, "attribute"), as_batch(model, images)
    classes = asked_classes(model, batch, class_index, n_classes)
    values = asker(model, method, len(parts(batch)), options)(batch, classes)
    pixels = values.sum(axis=-1)  # (N, h, w)
    if pixels.shape[1:] != batch.shape[1:3]:
        layer = pooled_layer(model).name if method == "evidence" else maps_of(model, options.get("layer"))[0]
        pixels = over_pixels(pixels, centres_of(model, layer, pixels.shape[1:], batch.shape[1:3]), batch.shape[1:3])
    if np.ndim(images) == batch.ndim:
        return Attribution(method, values, pixels, classes)
    return Attribution(method, values[0], pixels[0], int(classes[0]))


def _check_options(method, options):
    known = METHODS[word("method", method, tuple(METHODS))].__kwdefaults__ or {}
    if unknown := sorted(set(options) - set(known)):
        raise ValueError(f"{method!r} takes {', '.join(known) or 'no options'}, got {unknown[0]!r}; leave it out.")


def asker(model, method, times, options):
    """A function of a batch and its classes that gives `Attribution.values` for all of it: to ask one network again and again, whatever its weights.

    `times` : for how many parts of batches in all. Raises what `attribute` raises of the method and of the network.
    """
    _check_options(method, options)
    ask = METHODS[method](model, times, **options)
    return lambda batch, classes: np.asarray(ask(batch, classes))


def asked_classes(model, batch, class_index, n_classes):
    """(N,) int: the class that each photo of `batch` is asked about; without `class_index` the one that the network answers with."""
    if class_index is None:
        return run(model, batch).argmax(axis=-1)
    given = as_array("class_index", class_index).ravel().tolist()
    if len(given) not in (1, len(batch)):
        raise ValueError(f"class_index must be one class, or one for each of the {len(batch)} photos, got {len(given)}; give as many.")
    return np.broadcast_to([whole_number("class_index", one, 0, n_classes - 1) for one in given], len(batch))


# Each is given a network, and for how many parts of batches it will be asked; it returns a function of a batch and its classes.


def _gradient(model, times):
    slopes = slopes_of("gradient", model, times)
    return lambda batch, classes: slopes(batch, classes)[1]


def _gradient_x_input(model, times):
    gradient = _gradient(model, times)
    return lambda batch, classes: batch * gradient(batch, classes)


def _smoothgrad(model, times, *, n=16, noise=0.1, seed=0):
    n, noise, seed = whole_number("n", n, 1), finite_number("noise", noise), whole_number("seed", seed, 0)
    slopes = slopes_of("smoothgrad", model, n * times)

    def mean_slopes(batch, classes):
        total = np.zeros(batch.shape)
        for added in normal_numbers(seed, n, batch.shape[1:]):
            total += slopes(batch + (noise * added).astype(np.float32), classes)[1]
        return total / n

    return mean_slopes


def normal_numbers(seed, n, shape):
    """(n, *shape) float64: for each of n pictures, numbers of the bell curve with standard deviation 1, as `attribute` says."""
    pairs = xorshift(states_of(seed, range(n)), 2 * int(np.prod(shape))).reshape(n, *shape, 2)
    return np.sqrt(-2 * np.log(1 - pairs[..., 0])) * np.cos(2 * np.pi * pairs[..., 1])


def _integrated_gradients(model, times, *, baseline=0.0, steps=32):
    steps = whole_number("steps", steps, 1)
    slopes = slopes_of("integrated_gradients", model, steps * times)

    def shares(batch, classes):
        start = np.full_like(batch, finite_number("baseline", baseline)) if np.ndim(baseline) == 0 else as_batch(model, baseline)
        if len(start) not in (1, len(batch)):
            raise ValueError(f"baseline must be a number, one photo, or one for each of the {len(batch)} photos, got {len(start)}; give as many.")
        way, total = batch - start, np.zeros(batch.shape)
        for step in range(steps):
            total += slopes(start + np.float32((step + 0.5) / steps) * way, classes)[1]
        return way * total / steps

    return shares


def _evidence(model, times):
    evidence = evidence_asker(model, times)
    return lambda batch, classes: evidence(batch, classes)[0][..., None]


def _grad_cam(model, times, *, layer=None, relu=False):
    maps = grad_cam_asker(model, times, layer, relu)
    return lambda batch, classes: maps(batch, classes)[1][..., None]


def _guided(model, times):
    slopes = slopes_of("guided_backpropagation", guided_copy(model), times)
    return lambda batch, classes: slopes(batch, classes)[1]


def _occlusion(model, times, *, window=8, stride=4, fill=0.0):
    def maps(batch, classes):
        found = [occlusion_map(model, photo, own, window, stride, fill, score="logit").map for photo, own in zip(batch, classes)]
        return np.stack(found)[..., None]

    return maps


METHODS = {
    "gradient": _gradient,
    "gradient_x_input": _gradient_x_input,
    "smoothgrad": _smoothgrad,
    "integrated_gradients": _integrated_gradients,
    "evidence": _evidence,
    "grad_cam": _grad_cam,
    "guided_backpropagation": _guided,
    "occlusion": _occlusion,
}
CONTROLS = {
    "random": lambda model, times, *, seed=0, first=0: lambda batch, classes: random_maps(batch, seed, first),
    "edges": lambda model, times: lambda batch, classes: edge_maps(batch),
    "centre_first": lambda model, times: lambda batch, classes: centre_maps(batch),
}
METHODS |= CONTROLS
