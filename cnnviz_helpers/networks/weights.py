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

    Raises
    ------
    ValueError
        The layer is quantized: it rounds what it reads, so no weights give its numbers.
    """
    if getattr(layer, "quantization_mode", None):
        raise ValueError(
            f"Expected a layer whose sums follow from its weights, but {layer.name!r} is quantized to {layer.quantization_mode} "
            "and rounds what it reads; take the network as it was before quantize()."
        )
    kernel = as_float32(layer.kernel)
    bias = getattr(layer, "bias", None)
    return kernel, np.zeros(kernel.shape[-1], np.float32) if bias is None else as_float32(bias)
