"""What layers with weights really compute with, which is not always what they keep."""

import numpy as np

from .forward import as_float32

COMPUTING = ("__call__", "call", "quantized_call", "convolution_op", "kernel")  # a class that changes one of these computes something else


def computes_as(layer, keras_class):
    """Whether `layer` is of this class of Keras, or of one made from it that computes the same."""
    own = [part for part in COMPUTING if getattr(type(layer), part, None) is not getattr(keras_class, part, None)]
    return isinstance(layer, keras_class) and not own


def kernel_and_bias(layer):
    """What a convolution or a dense layer multiplies by, (…, C_in, filters), and what it adds, (filters,), float32.

    Weights that LoRA learned beside the kernel are counted in. A layer without a bias adds zeros.
    In a transposed convolution the kernel is (…, filters, C_in); in a depthwise one it is (…, C_in, times), and the bias (C_in * times,).

    Raises
    ------
    ValueError
        The layer is quantized: it rounds what it reads, so no weights give its numbers.
    """
    import keras

    if getattr(layer, "quantization_mode", None):
        raise ValueError(
            f"Expected a layer whose sums follow from its weights, but {layer.name!r} is quantized to {layer.quantization_mode} "
            "and rounds what it reads; take the network as it was before quantize()."
        )
    kernel = as_float32(layer.kernel)
    bias = getattr(layer, "bias", None)
    if bias is not None:
        return kernel, as_float32(bias)
    *_, before, last = kernel.shape
    is_turned, is_depthwise = isinstance(layer, keras.layers.Conv2DTranspose), isinstance(layer, keras.layers.DepthwiseConv2D)
    return kernel, np.zeros(before if is_turned else before * last if is_depthwise else last, np.float32)


# What a step computes with, as a network file has it: {name of the array: array}, float32.


def sums(step):
    """The kernel and the bias."""
    return dict(zip(("kernel", "bias"), kernel_and_bias(step.layer)))


def batch_statistics(step):
    """Of a batch normalisation, each (C,): what it multiplies by and adds, and what it takes off and divides by."""
    layer, n = step.layer, step.shape[-1]
    return {
        **_scale_and_centre(layer, (n,)),
        "mean": as_float32(layer.moving_mean),
        "variance": as_float32(layer.moving_variance),
    }


def layer_scales(step):
    """Of a layer normalisation: as large as the maps, (h, w, c), with a 1 where it is not normalised."""
    axes = {axis % (len(step.shape) + 1) - 1 for axis in step.layer.axis}  # Keras counts the batch, too
    shape = spread([size if axis in axes else 1 for axis, size in enumerate(step.shape)])
    return _scale_and_centre(step.layer, shape)


def slopes(step):
    """Of a PReLU: (h, w, c), with a 1 along the axes that share a slope."""
    alpha = as_float32(step.layer.alpha)
    return {"alpha": alpha.reshape(spread(alpha.shape))}


def statistics(step):
    """Of a Normalization, each (C,), also where it keeps a single number for all channels."""
    n = step.shape[-1]
    mean, variance = (np.broadcast_to(as_float32(tensor).ravel(), (n,)) for tensor in (step.layer.mean, step.layer.variance))
    return {"mean": mean.copy(), "variance": variance.copy()}


def spread(shape):
    """The shape of a row (n,), of (l, c), or of maps, as a page has it: of three sizes, with ones before."""
    return (1,) * (3 - len(shape)) + tuple(shape)


def _scale_and_centre(layer, shape):
    gamma, beta = layer.gamma, layer.beta
    return {
        "gamma": np.ones(shape, np.float32) if gamma is None else as_float32(gamma).reshape(shape),
        "beta": np.zeros(shape, np.float32) if beta is None else as_float32(beta).reshape(shape),
    }
