"""Settings of layers that a network file says in another way than Keras: axes, shapes, numbers for each channel.

A file counts the axes of maps, (h, w, c), from 0; a row (n,) is (1, 1, n), and (l, c) is (1, l, c). Keras counts the batch, too.
Each pair of functions here goes there and back: from a step to what the file says, and from that to the arguments of Keras.
"""

import functools

import numpy as np

from ..arguments import as_numpy

N_AXES = 3


def plain(value):
    """A setting as JSON knows it."""
    if isinstance(value, (tuple, list)):
        return [plain(one) for one in value]
    value = value.item() if isinstance(value, np.generic) else value
    return value if value is None or isinstance(value, (str, float, bool)) else int(value)


def place(axis, n_axes):
    """An axis of Keras, of tensors with `n_axes` axes and the batch, as an axis of maps; -1 for that of the batch."""
    return (axis - 1 if axis >= 0 else axis + n_axes) + N_AXES - n_axes if axis not in (0, -n_axes - 1) else -1


def axes_of(step):
    """The axes of maps that the step's `axis` names, ascending."""
    axis, n_axes = step.layer.axis, len(step.froms[0])
    return sorted(place(one, n_axes) for one in (axis if isinstance(axis, (tuple, list)) else [axis]))


def joined_axis(step):
    return {"axis": axes_of(step)[0]}


def axis_for_keras(settings, froms, arrays):
    return {"axis": settings["axis"] - N_AXES}


def normalised_axes(step):
    return {"axes": axes_of(step)}


def axes_for_keras(settings, froms, arrays):
    return {"axis": [axis - N_AXES for axis in settings["axes"]]}


def order(step):
    """The order of the axes, of a layer Permute or of the function transpose."""
    n_axes = len(step.froms[0])
    dims = step.layer.dims if hasattr(step.layer, "dims") else step.layer.axes[1:]
    return {"axes": [*range(N_AXES - n_axes), *(place(axis, n_axes) for axis in dims)]}


def order_for_keras(settings, froms, arrays):
    before = N_AXES - len(froms[0])
    return {"dims": [axis - before + 1 for axis in settings["axes"][before:]]}


def new_shape(step):
    return {"shape": step.shape}


def shape_for_keras(settings, froms, arrays):
    return {"target_shape": settings["shape"]}


def new_size(step):
    return {"shape": step.shape[:2]}


def size_for_keras(settings, froms, arrays):
    return {"height": settings["shape"][0], "width": settings["shape"][1]}


def scale_and_offset(step):
    """Those of a layer Rescaling: a number each, or a list of one for each channel."""
    return {key: per_channel(getattr(step.layer, key), step.froms[0]) for key in ("scale", "offset")}


def shared_axes(settings, froms, arrays):
    """The axes along which all places have one slope, counted as Keras does."""
    n_axes = len(froms[0])
    return {"shared_axes": [i + 1 for i, size in enumerate(arrays["alpha"].shape[N_AXES - n_axes :]) if size == 1]}


def fixed_statistics(settings, froms, arrays):
    return {key: array.tolist() for key, array in arrays.items()}


def known_function(word):
    """For a layer Activation."""
    return lambda settings, froms, arrays: {"activation": word}


def gelu(settings, froms, arrays):
    import keras

    function = keras.activations.gelu
    return {"activation": functools.partial(function, approximate=True) if settings["approximate"] else function}


def per_channel(numbers, shape):
    """Numbers that numbers of the `shape` are multiplied by, or that are added: one number, or a list of one for each channel.

    None if they differ from place to place, make the shape another, or are not finite.
    """
    array = np.asarray(as_numpy(numbers))
    if array.dtype.kind not in "biuf" or not np.isfinite(array).all():
        return None
    if array.size == 1 and array.ndim <= len(shape) + 1:
        return float(array.item())
    is_row = array.ndim and array.size == array.shape[-1] == shape[-1] and array.ndim <= len(shape) + 1
    return [float(number) for number in array.ravel().tolist()] if is_row else None


# What is refused: functions of a step that say in words what it has, or give None.


def another_axis(step):
    return None if axes_of(step) == [N_AXES - 1] else "another axis than the last"


def axis_of_the_batch(step):
    return "the axis of the batch" if -1 in axes_of(step) else None


def numbers_for_places(step):
    return "numbers that differ from place to place" if None in scale_and_offset(step).values() else None


def statistics_of_places(step):
    shape = step.layer.mean.shape
    return None if shape[-1] == np.prod(shape) else "another axis than the last"


def scaled_by_variance(step):
    return "rms_scaling" if step.layer.rms_scaling else None


def unknown_interpolation(step):
    return None if step.layer.interpolation in ("nearest", "bilinear") else f"the interpolation {step.layer.interpolation!r}"


def another_way_to_resize(step):
    """Cropping and padding change nothing where the sides keep their ratio, and antialiasing nothing where nothing shrinks."""
    (height, width, _), (new_height, new_width, _), layer = step.froms[0], step.shape, step.layer
    if (layer.crop_to_aspect_ratio or layer.pad_to_aspect_ratio) and height * new_width != width * new_height:
        return "cropping or padding to keep a ratio"
    shrinks = new_height < height or new_width < width
    return "antialiasing" if layer.antialias and layer.interpolation != "nearest" and shrinks else None


def rounded_numbers(step):
    return "whole numbers to resize, which it rounds" if "int" in step.node.input_tensors[0].dtype else None

