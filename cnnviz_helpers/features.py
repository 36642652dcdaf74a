"""What each layer of a network makes of an image: feature maps, activations, and the sums behind them."""

import numpy as np

from .arguments import finite, whole_number, word
from .networks.forward import as_batch, as_float32, one_image, run
from .networks.graph import check_channels_last, check_graph, find_step, is_network, part_of, steps
from .networks.weights import computes_as, kernel_and_bias


def feature_model(model, layers):
    """A network that ends at the given layers of `model` and shares its weights.

    The short way to `keras.Model(inputs=model.inputs, outputs=model.layers[0].output)`; it also works where layers
    belong to several models.

    Parameters
    ----------
    layers : a name, an index, a layer, or a list of these
        One gives one output, a list of several gives a list, as in Keras.

    Raises
    ------
    ValueError
        No such layer, or one that the model uses more than once.
    """
    if isinstance(layers, (list, tuple, range)):
        return part_of(model, [find_step(model, layer).output for layer in layers])
    return part_of(model, find_step(model, layers).output)


def layer_outputs(model, images, layers=None):
    """The outputs of several layers, all from one pass through the network.

    Parameters
    ----------
    images : (H, W, C) or (N, H, W, C) float
    layers : a name, an index, or a list of these; `None` means every layer. A layer "relu" that is used twice gives
        "relu_1" and "relu_2".

    Returns
    -------
    `{layer name: (N, ...) float32}`, in the order asked for

    Raises
    ------
    ValueError
        No such layer, or images that do not fit the network.
    """
    check_graph(model)
    if layers is None:
        found = steps(model)
    else:
        found = [find_step(model, layer) for layer in (layers if isinstance(layers, (list, tuple, range)) else [layers])]
    if not found:
        raise ValueError("layer_outputs expects at least one layer, got none; leave `layers` out to get all of them.")
    outputs = run(part_of(model, [step.output for step in found]), as_batch(model, images))
    outputs = outputs if len(found) > 1 else [outputs]
    return {step.name: output for step, output in zip(found, outputs)}


def partial_maps(model, image, layer, filter=0):
    """One filter of a convolution, channel by channel, before the channels are added.

    Parameters
    ----------
    image : (H, W, C) or (1, H, W, C) float
    layer : name or index of a `Conv2D` layer
    filter : which of its filters

    Returns
    -------
    maps : (h, w, C_in) float32
        One map for each kernel of the filter, each from its own input channel.
    bias : float
        `maps.sum(axis=-1) + bias` is the filter's feature map (before any activation the layer carries).

    Raises
    ------
    ValueError
        Not a convolution as Keras computes it, no such filter, several images, channels that come first.
    """
    import keras

    step = find_step(model, layer)
    layer = step.layer
    if not computes_as(layer, keras.layers.Conv2D) or layer.groups != 1:
        place = f"ask for one of model.get_layer({layer.name!r})" if is_network(layer) else "name a convolution"
        raise ValueError(f"partial_maps expects a plain Conv2D layer without groups, got {type(layer).__name__} {layer.name!r}; {place}.")
    filter = whole_number("filter", filter, 0, layer.filters - 1)
    check_channels_last(model)
    batch = one_image(model, image)
    before = batch if step.input is model.inputs[0] else run(part_of(model, step.input), batch)  # (1, h, w, C_in)
    kernel, bias = kernel_and_bias(layer)
    kernels = kernel[:, :, :, filter : filter + 1]  # (kh, kw, C_in, 1): one kernel a channel
    maps = keras.ops.depthwise_conv(before, kernels, layer.strides, layer.padding, dilation_rate=layer.dilation_rate)
    return as_float32(maps)[0], float(bias[filter])


def convolve(image, kernel, padding="valid"):
    """Slide `kernel` over `image`: at each place, multiply number by number and add up.

    This is what `Conv2D` computes for one channel: cross-correlation, the kernel is not flipped.
    Written to be read, not to be fast.

    Parameters
    ----------
    image : (H, W) float
    kernel : (kh, kw) float
    padding : "valid", only where the kernel fits, or "same", with zeros around the image

    Returns
    -------
    (H - kh + 1, W - kw + 1) float64 for "valid", (H, W) for "same"
    """
    image, kernel = finite("image", image), finite("kernel", kernel)
    if image.ndim != 2 or kernel.ndim != 2:
        raise ValueError(f"convolve expects one channel (H, W) and one kernel (kh, kw), got {image.shape} and {kernel.shape}; pick a channel.")
    word("padding", padding, ("valid", "same"))
    kh, kw = kernel.shape
    if padding == "same":
        image = np.pad(image, (((kh - 1) // 2, kh // 2), ((kw - 1) // 2, kw // 2)))
    h, w = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    if h < 1 or w < 1:
        raise ValueError(f"convolve expects a kernel that fits into the image, got {kernel.shape} and {image.shape}; use a smaller kernel.")
    result = np.empty((h, w))
    for row in range(h):
        for column in range(w):
            result[row, column] = np.sum(image[row : row + kh, column : column + kw] * kernel)
    return result


def _check_maps(activations):
    array = finite("activations", activations, dtype=None)
    if array.ndim != 4:
        raise ValueError(f"Expected the maps of several images, shape (N, h, w, C), got {array.shape}; use layer_outputs on x_test.")
    return array


def active_share(activations):
    """For each filter, the share of its units that are above zero, over all images and places.

    Parameters
    ----------
    activations : (N, h, w, C) float

    Returns
    -------
    (C,) float in [0, 1]. Zero means silent on all of these images; that alone does not make a filter dead.
    """
    return np.mean(_check_maps(activations) > 0, axis=(0, 1, 2))


def strongest_units(activations, filter, n=9):
    """The `n` images that excite a filter most, each by its strongest unit.

    Parameters
    ----------
    activations : (N, h, w, C) float

    Returns
    -------
    list of (image number, row, column, value), largest value first
    """
    n = whole_number("n", n, 1)
    units, values = each_strongest(activations, filter)
    return [units[i] for i in np.argsort(-values, kind="stable")[:n]]


def each_strongest(activations, filter):
    """The strongest unit of one filter in each image.

    Parameters
    ----------
    activations : (N, h, w, C) float

    Returns
    -------
    units : N tuples (image number, row, column, value)
    values : (N,) float, the last of each
    """
    maps = _check_maps(activations)
    filter = whole_number("filter", filter, 0, maps.shape[-1] - 1)
    flat = maps[..., filter].reshape(len(maps), -1)  # (N, h * w)
    best = flat.argmax(axis=1)
    values = flat[np.arange(len(maps)), best]
    return [(i, *(int(p) for p in divmod(best[i], maps.shape[2])), float(value)) for i, value in enumerate(values)], values
