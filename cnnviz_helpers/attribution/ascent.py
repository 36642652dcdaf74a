"""Pictures that excite a filter, found by gradient ascent.

D. Erhan et al., "Visualizing higher-layer features of a deep network", 2009. We part from it in two things: we begin at any picture, and take
no step that is as long as the slopes: either of each slope its sign only, or all of them divided by the largest.
Jitter and smoothing are C. Olah et al., "Feature visualization", 2017, section "The enemy of feature visualization".
"""

from dataclasses import dataclass

import numpy as np

from ..arguments import finite_number, whole_number, word
from ..networks.forward import as_batch, as_float32, one_image, parts, run, tensorflow
from ..networks.graph import check_channels_last, check_graph, find_step, part_of
from ..perturbations.pictures import limits
from ..perturbations.seeded import states_of, xorshift

LOW, HIGH = -0.5, 0.5  # what a pixel of our photos can be
BLUR = (0.25, 0.5, 0.25)
RULES = ("sign", "largest")
PLACES = ("strongest", "middle")


def excite(model, images, layer, filters, steps=80, size=0.02, *, rule="sign", place="strongest", jitter=0, smooth=0, seed=0, low=LOW, high=HIGH):
    """Change each picture step by step so that it excites one filter more.

    In each step the slopes of the filter's number with respect to all pixels are found, blurred `smooth` times, made into a step by
    `rule`, added, and what leaves the range from `low` to `high` is cut off.

    Parameters
    ----------
    images : (N, H, W, C) float from `low` to `high`, to begin with
    layer : name or index of a layer that gives maps; one before ReLU, since behind it a silent filter has no slope
    filters : N whole numbers, for each picture the filter that it is to excite
    steps, size : how many steps, and by how much a number of a picture changes in one at most
    rule : "sign", each number changes by `size`, up or down as its slope says, and not where the slope is 0;
        "largest", each changes by `size` times its slope divided by the picture's largest slope, both without sign in the divisor
    place : which unit of the map: "strongest", the one that gives most, chosen anew in each step; "middle", row h // 2 and column w // 2;
        or (row, column)
    jitter : pixels. Before each step the picture is shifted down by d and across by e, each from -jitter to jitter, what leaves at one side
        comes in at the other; the slopes are found there and shifted back. d and e are floor((2 jitter + 1) r) - jitter of the next two
        random numbers r of picture i, which begin with `states_of(seed, i)` (`perturbations/seeded.py`)
    smooth : how often the slopes are blurred, channel by channel, with 1/4, 1/2, 1/4 along the rows and along the columns, zeros outside
    seed : of the jitter
    low, high : black and white in the range of the network's input: numbers, or one for each channel

    Returns
    -------
    (N, H, W, C) float32 from `low` to `high`

    Raises
    ------
    ValueError
        No such layer, filter or place, a layer without maps, not one filter a picture, a layer that has no slope, limits that are
        the wrong way round, or another backend than TensorFlow.
    """
    how = _How(model, layer, size, rule, place, jitter, smooth, seed, low, high)
    pictures, steps = as_batch(model, images), whole_number("steps", steps, 0)
    filters = [whole_number("filters", filter, 0, how.maps.shape[-1] - 1) for filter in np.atleast_1d(filters)]
    if len(filters) != len(pictures):
        raise ValueError(f"excite expects one filter for each picture, got {len(filters)} for {len(pictures)}; give as many.")
    numbers = range(len(pictures))
    few_at_a_time = zip(parts(pictures), parts(filters, pictures.shape), parts(numbers, pictures.shape))
    return np.concatenate([_last(how.climb(few, own, i, steps)) for few, own, i in few_at_a_time])


@dataclass(frozen=True)
class AscentPath:
    """A climb, step by step.

    Attributes
    ----------
    pictures : (steps + 1, H, W, C) float32, the first one as it was given
    values : (steps + 1,) float32, what the unit gives on each of them, without jitter; for "strongest" the largest number of the map
    """

    pictures: np.ndarray
    values: np.ndarray


def ascent_path(model, image, layer, filter, steps=80, size=0.02, **settings):
    """`excite` for one picture, with all pictures on the way and the unit's number on each.

    Parameters
    ----------
    image : (H, W, C) or (1, H, W, C) float, to begin with
    filter : the filter that it is to excite
    layer, steps, size, settings : as for `excite`

    Returns
    -------
    AscentPath

    Raises
    ------
    ValueError
        As `excite`, or more than one image.
    """
    how = _How(model, layer, size, **settings)
    filter = whole_number("filter", filter, 0, how.maps.shape[-1] - 1)
    climb = how.climb(one_image(model, image), [filter], [0], whole_number("steps", steps, 0))
    pictures = np.concatenate(list(climb))  # (steps + 1, H, W, C)
    maps = run(how.part, pictures)[..., filter]
    values = maps.max(axis=(1, 2)) if how.place is None else maps[:, how.place[0], how.place[1]]
    return AscentPath(pictures, values)


class _How:
    """What all steps of a climb have in common, checked."""

    def __init__(self, model, layer, size, rule="sign", place="strongest", jitter=0, smooth=0, seed=0, low=LOW, high=HIGH):
        check_graph(model)
        check_channels_last(model)
        self.maps = find_step(model, layer).output
        if len(self.maps.shape) != 4:
            raise ValueError(f"excite expects a layer that gives maps (h, w, C), got one with the shape {self.maps.shape[1:]}; name an earlier layer.")
        self.part, self.place = part_of(model, self.maps), unit_place(place, self.maps.shape)
        self.size, self.rule = np.float32(finite_number("size", size)), word("rule", rule, RULES)
        self.jitter, self.smooth = whole_number("jitter", jitter, 0), whole_number("smooth", smooth, 0)
        self.seed = whole_number("seed", seed, 0)
        self.low, self.high = (np.float32(end) for end in limits(low, high))

    def climb(self, pictures, filters, numbers, steps):
        """Yields the `pictures`, (n, H, W, C), as they are and after each of the `steps`; `numbers` are theirs among all pictures."""
        slopes = self._slopes(pictures.shape[1:])
        random = xorshift(states_of(self.seed, numbers), 2 * steps).reshape(len(pictures), steps, 2)
        shifts = np.floor((2 * self.jitter + 1) * random).astype(int) - self.jitter
        yield pictures
        for step in range(steps):
            found = _shifted(slopes(_shifted(pictures, shifts[:, step]), filters), -shifts[:, step])
            pictures = np.clip(pictures + self.size * self._directed(blurred(found, self.smooth)), self.low, self.high)
            yield pictures

    def _directed(self, slopes):
        if self.rule == "sign":
            return np.sign(slopes)
        largest = np.abs(slopes).max(axis=(1, 2, 3), keepdims=True)
        return slopes / np.where(largest > 0, largest, 1)

    def _slopes(self, shape):
        """A function: for each of n pictures of the `shape` (H, W, C), the slopes of what its filter gives at the place, (n, H, W, C)."""
        tf = tensorflow("excite")

        def slopes(pictures, filters):
            with tf.GradientTape() as tape:
                tape.watch(pictures)
                maps = self.part(pictures, training=False)
                units = tf.reduce_max(maps, axis=(1, 2)) if self.place is None else maps[:, self.place[0], self.place[1]]  # (n, maps)
                own = tf.gather(units, filters, batch_dims=1)  # (n,): each picture with its filter
            found = tape.gradient(own, pictures)
            if found is None:
                raise ValueError("excite expects a layer that changes smoothly with the picture, this one has no slope; name one before it.")
            return found

        # Traced by hand, once a climb: TensorFlow warns of a function that it has to trace again for each of several short climbs.
        traced = tf.function(slopes, autograph=False).get_concrete_function(tf.TensorSpec((None, *shape)), tf.TensorSpec((None,), tf.int32))
        return lambda pictures, filters: as_float32(traced(tf.constant(pictures), tf.constant(filters, tf.int32)))


def unit_place(place, shape):
    """(row, column) of a unit on maps of the `shape` (N, h, w, C); None for "strongest".

    Raises
    ------
    ValueError
        Another word, no pair of numbers, no such unit, or the middle of maps of unknown size.
    """
    if isinstance(place, str):
        if word("place", place, PLACES) == "strongest":
            return None
        if None in shape[1:3]:
            raise ValueError('place="middle" expects maps of a known size, but this network takes pictures of any; name the row and the column.')
        return shape[1] // 2, shape[2] // 2
    if np.shape(place) != (2,):
        raise ValueError(f"place must be 'strongest', 'middle' or (row, column), got {place!r:.60}; choose one of these.")
    return tuple(whole_number(f"place, its {axis},", at, 0, None if size is None else size - 1) for axis, at, size in zip(("row", "column"), place, shape[1:3]))


def blurred(slopes, times):
    """(n, H, W, C), each number a quarter of its two neighbours and half of itself, along rows and columns, `times` times; zeros outside."""
    side, middle, _ = np.float32(BLUR)
    for axis in (1, 2) * times:
        padded = np.pad(slopes, [(int(a == axis),) * 2 for a in range(4)])
        n = slopes.shape[axis]
        before, after = (np.take(padded, range(start, start + n), axis) for start in (0, 2))
        slopes = side * (before + after) + middle * slopes
    return slopes


def _shifted(pictures, shifts):
    """(n, H, W, C): each picture moved down and across by its own two whole numbers, what leaves at one side comes in at the other."""
    return np.stack([np.roll(picture, shift, axis=(0, 1)) for picture, shift in zip(pictures, shifts)]) if shifts.any() else pictures


def _last(steps):
    for pictures in steps:
        pass
    return pictures
