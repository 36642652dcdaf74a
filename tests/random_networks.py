"""Networks with random weights for comparing what computes them: one for each kind of layer and option, small graphs drawn by hypothesis.

All numbers are drawn so that they stay of order one. ARCHITECTURES are the large ones that people use.
"""

import random
from functools import partial

import keras
import numpy as np
from architectures import ARCHITECTURES  # noqa: F401
from hypothesis import strategies as st
from keras import layers as L
from keras import ops
from random_numbers import with_random_numbers


def network(shape, body, seed=0):
    """A model: `body` is a layer, a list of layers that follow each other, or a function of the symbolic picture."""
    image = keras.Input(shape)
    tensor = image
    for step in body if isinstance(body, list) else [body]:
        tensor = step(tensor)
    return with_random_numbers(keras.Model(image, tensor), seed)


def _branches(merge, *bodies):
    """What several bodies make of one picture, merged."""
    return lambda x: merge([body(x) for body in bodies])


def _conv(filters=3, window=3, **settings):
    return L.Conv2D(filters, window, **{"padding": "same", **settings})


def _row(n=5):
    """A picture as a row of n numbers."""
    return lambda x: L.Dense(n)(L.GlobalAveragePooling2D()(x))


def _convolutions():
    sizes = {"even": (8, 6, 3), "odd": (7, 9, 2)}
    for size, shape in sizes.items():
        for padding in ("same", "valid"):
            for strides in (1, 2, (1, 2), 3):
                yield f"conv, {size}, {padding}, steps of {strides}", shape, L.Conv2D(4, (3, 2), strides, padding)
            yield f"dilated conv, {size}, {padding}", shape, L.Conv2D(3, 3, padding=padding, dilation_rate=2)
            for strides in (1, 2):
                yield f"depthwise conv, {size}, {padding}, steps of {strides}", shape, L.DepthwiseConv2D((2, 3), strides, padding, depth_multiplier=2)
                yield f"separable conv, {size}, {padding}, steps of {strides}", shape, L.SeparableConv2D(5, 3, strides, padding)
            for window, strides in ((3, 1), (3, 2), (2, 2), (4, 2), ((2, 3), 3), (1, 2), ((4, 3), (2, 1))):
                body = L.Conv2DTranspose(3, window, strides, padding)
                yield f"conv transpose, {size}, {padding}, window {window}, steps of {strides}", shape, body
            yield f"conv transpose with more at the end, {size}, {padding}", shape, L.Conv2DTranspose(3, 3, 2, padding, output_padding=1)
    # Keras on TensorFlow and a CPU computes no transposed convolution with dilation.
    yield "conv transpose without bias", (4, 3, 2), L.Conv2DTranspose(3, 3, 2, use_bias=False, activation="relu")
    yield "conv, one colour, seven by one", (9, 9, 1), L.Conv2D(20, (7, 1), padding="same", activation="relu")
    yield "conv of single places without bias", (5, 4, 6), L.Conv2D(3, 1, use_bias=False)
    yield "conv dilated along one axis", (9, 8, 2), L.Conv2D(3, (3, 2), dilation_rate=(1, 3), padding="same")
    yield "conv in two groups", (6, 5, 4), L.Conv2D(6, 3, groups=2, padding="same")
    yield "conv in four groups, steps of two", (7, 6, 4), L.Conv2D(4, 3, strides=2, groups=4, use_bias=False)
    yield "depthwise conv without bias", (6, 6, 3), L.DepthwiseConv2D(3, padding="same", use_bias=False, activation="relu")
    yield "dilated depthwise conv", (9, 8, 3), L.DepthwiseConv2D(3, dilation_rate=2, padding="same")
    yield "separable conv, times two, dilated, with a ReLU", (9, 8, 3), L.SeparableConv2D(
        4, 3, depth_multiplier=2, dilation_rate=2, padding="same", activation="relu"
    )
    yield "separable conv without bias", (6, 6, 3), L.SeparableConv2D(4, 3, use_bias=False)
    yield "dense of a row", (4, 4, 3), [L.Flatten(), L.Dense(6, activation="tanh"), L.Dense(3, use_bias=False)]
    yield "dense at each place", (4, 3, 3), [L.Dense(5), L.Dense(2)]


def _normalisations():
    maps = (5, 6, 4)
    for name, settings in {
        "plain": {},
        "without scale": {"scale": False},
        "without centre": {"center": False},
        "with neither, and a large epsilon": {"scale": False, "center": False, "epsilon": 0.1},
        "renorm": {"renorm": True},
        "along axis 3": {"axis": 3},
    }.items():
        yield f"batch norm, {name}", maps, L.BatchNormalization(**settings)
    yield "batch norm of a row", maps, [L.Flatten(), L.BatchNormalization()]
    for axis in (-1, 1, [1, 2], [-3, -2, -1], [2, 3]):
        yield f"layer norm along {axis}", maps, L.LayerNormalization(axis=axis)
    yield "layer norm without scale", maps, L.LayerNormalization(scale=False, epsilon=0.01)
    yield "layer norm without centre", maps, L.LayerNormalization(center=False)
    yield "layer norm of a row", maps, [L.Flatten(), L.LayerNormalization()]
    yield "layer norm of rows", maps, [L.Reshape((6, 20)), L.LayerNormalization(axis=1), L.LayerNormalization(axis=(1, 2))]
    yield "rescaling", maps, L.Rescaling(1 / 3, offset=-0.5)
    yield "rescaling by channel", maps, L.Rescaling([0.5, 2.0, -1.0, 1.5], offset=[0.1, 0.2, 0.3, 0.4])
    yield "normalization", maps, L.Normalization()
    yield "normalization with given numbers", maps, L.Normalization(mean=[0.1, 0.2, 0.3, 0.4], variance=[1.0, 2.0, 0.5, 0.3])
    yield "normalization by one number", maps, L.Normalization(axis=None, mean=0.3, variance=2.0)
    yield "normalization turned round", maps, L.Normalization(mean=0.3, variance=2.0, invert=True)
    yield "normalization of a row", maps, [L.GlobalMaxPooling2D(), L.Normalization()]


FUNCTIONS = """selu silu sigmoid tanh softplus softsign exponential hard_sigmoid hard_silu hard_tanh mish gelu elu relu6 leaky_relu
    softmax linear relu""".split()


def _activations():
    maps, wide = (4, 5, 3), L.Rescaling(4.0, offset=0.25)  # so that all parts of a function are seen
    for name in FUNCTIONS:
        yield f"function {name}", maps, [wide, L.Activation(name)] if name != "exponential" else L.Activation(name)
    yield "approximate gelu", maps, [wide, lambda x: ops.gelu(x, approximate=True)]
    for settings in (
        {"negative_slope": 0.2},
        {"threshold": 1.0},
        {"max_value": 2.0},
        {"negative_slope": 0.1, "threshold": 0.5, "max_value": 1.5},
        {"negative_slope": 0.3, "max_value": 6.0},
        {"threshold": 0.5, "max_value": 6.0},
    ):
        yield f"relu, {settings}", maps, [wide, L.ReLU(**settings)]
    yield "leaky relu", maps, [wide, L.LeakyReLU(negative_slope=0.15)]
    yield "elu", maps, [wide, L.ELU(alpha=0.7)]
    yield "prelu", maps, [wide, L.PReLU()]
    yield "prelu by channel", maps, [wide, L.PReLU(shared_axes=[1, 2])]
    yield "prelu by row", maps, [wide, L.PReLU(shared_axes=[2, 3])]
    yield "prelu of a row", maps, [L.Flatten(), L.PReLU()]
    yield "softmax of a row", maps, [L.Flatten(), L.Softmax()]
    yield "softmax at each place", maps, [wide, L.Softmax(axis=3)]
    yield "activations inside", maps, [_conv(4, activation="silu"), L.Dense(3, activation=L.LeakyReLU()), L.DepthwiseConv2D(2, activation="elu")]
    yield "one sigmoid", maps, [L.Flatten(), L.Dense(1, activation="sigmoid")]


def _merges():
    maps, channel, one = (5, 4, 3), L.GlobalMaxPooling2D(keepdims=True), _conv(1)
    for merge in (L.Add, L.Subtract, L.Multiply, L.Average, L.Maximum, L.Minimum):
        name = merge.__name__.lower()
        yield f"{name} of two", maps, _branches(merge(), _conv(), _conv(window=1))
        yield f"{name}, a number for each channel", maps, _branches(merge(), _conv(), channel)
        yield f"{name}, a number for each channel first", maps, _branches(merge(), channel, _conv())
        yield f"{name}, one map for all channels", maps, _branches(merge(), _conv(4), one)
        yield f"{name}, a row for all places", maps, _branches(merge(), _conv(), _row(3))
        yield f"{name} of rows", maps, _branches(merge(), _row(3), _row(3))
        if merge is not L.Subtract:
            yield f"{name} of three", maps, _branches(merge(), _conv(), lambda x: x, channel)
    yield "add, a row and a column", maps, _branches(L.Add(), L.MaxPooling2D((5, 1)), L.AveragePooling2D((1, 4)))
    yield "add of one with itself", maps, lambda x: L.Add()([x, x])
    for axis in (-1, 1, 2, 3):
        yield f"concat along {axis}", maps, _branches(L.Concatenate(axis=axis), _conv(), lambda x: x, _conv())
    yield "concat of different widths", maps, _branches(L.Concatenate(axis=2), _conv(), L.Cropping2D(((0, 0), (1, 0))))
    yield "concat of rows", maps, _branches(L.Concatenate(), _row(2), _row(4))
    yield "concat of lists of rows", maps, _branches(L.Concatenate(axis=1), L.Reshape((10, 6)), L.Reshape((10, 6)))


def _pools_and_places():
    even, odd = (8, 6, 3), (7, 9, 2)
    for pool in (L.MaxPooling2D, L.AveragePooling2D):
        for size, shape in (("even", even), ("odd", odd)):
            for padding in ("same", "valid"):
                for window, strides in ((2, None), (3, 2), (3, 1), ((1, 2), (2, 3))):
                    yield f"{pool.__name__}, {size}, {padding}, {window}, steps of {strides}", shape, pool(window, strides, padding)
    for pool in (L.GlobalMaxPooling2D, L.GlobalAveragePooling2D):
        yield pool.__name__, odd, pool()
        yield f"{pool.__name__} that keeps its sizes", odd, [pool(keepdims=True), L.Conv2D(4, 1)]
    yield "flatten and reshape", even, [L.Flatten(), L.Reshape((4, -1, 3)), L.Reshape((12, 12)), L.Reshape((144,))]
    yield "flatten of rows", even, [L.Reshape((12, 12)), L.Dense(2), L.Flatten()]
    for dims in ((1, 3, 2), (2, 1, 3), (2, 3, 1), (3, 1, 2), (3, 2, 1)):
        yield f"permute {dims}", (4, 5, 3), L.Permute(dims)
    yield "permute rows", (4, 6, 3), [L.Reshape((8, 9)), L.Permute((2, 1))]
    yield "zeros around", odd, L.ZeroPadding2D(((0, 2), (1, 3)))
    yield "crop", odd, L.Cropping2D(((1, 0), (2, 3)))
    for way in ("nearest", "bilinear"):
        yield f"upsample, {way}", (3, 4, 2), L.UpSampling2D(2, interpolation=way)
        yield f"upsample by other factors, {way}", (5, 3, 2), L.UpSampling2D((3, 2), interpolation=way)
        yield f"upsample one place, {way}", (1, 2, 2), L.UpSampling2D((4, 1), interpolation=way)
        for shape in ((12, 11), (3, 2), (4, 12), (7, 9), (1, 1), (5, 6)):
            yield f"resize to {shape}, {way}", odd, L.Resizing(*shape, interpolation=way)


def _others():
    maps = (6, 5, 3)
    nothing = [L.Dropout(0.5), L.SpatialDropout2D(0.5), L.GaussianNoise(0.3), L.RandomFlip(), L.Identity(), L.RandomRotation(0.1), L.AlphaDropout(0.2)]
    yield "nothing when it predicts", maps, [*nothing, L.Activation("linear"), L.Lambda(lambda x: x)]
    yield "operators and numbers", maps, lambda x: 2 / 4 - (-(x + 3.0) * (1 / 6) - 0.5) / 2
    yield "operators and lists of numbers", maps, lambda x: x * np.array([1.0, 2.0, 0.5], np.float32) + np.array([[0.1, 0.2, 0.3]])
    yield "operators of two", maps, lambda x: (_conv()(x) + x) * _conv()(x) - x
    yield "hard sigmoid in pieces", maps, lambda x: x * (L.ReLU(6.0)(x + 3.0) * (1.0 / 6.0))
    yield "functions", maps, lambda x: ops.softmax(ops.mean(ops.relu(ops.concatenate([x, ops.tanh(x)], axis=-1)), axis=(1, 2)))
    yield "functions of shapes", maps, lambda x: ops.transpose(ops.reshape(ops.max(x, axis=[1, 2], keepdims=True), (-1, 3, 1)), (0, 2, 1))
    yield "squeezed and expanded", maps, lambda x: ops.expand_dims(ops.squeeze(ops.mean(x, axis=(2, 1), keepdims=True), 1), 1)
    yield "functions of places", maps, lambda x: ops.average_pool(ops.pad(ops.max_pool(x, 2, 1), [[0, 0], [1, 0], [0, 2], [0, 0]]), (2, 3))
    yield "functions of sizes", maps, lambda x: ops.image.resize(ops.maximum(x, ops.minimum(x, _conv()(x))), (4, 7))
    yield "functions with settings", maps, lambda x: ops.leaky_relu(ops.elu(keras.activations.relu(3 * x, threshold=0.5), 0.8) - 1, 0.15)
    yield "networks inside, one used twice", maps, _nested
    yield "one layer used twice", maps, [twice := _conv(3, activation="relu"), L.BatchNormalization(), twice]


def _nested(x):
    """A network used twice, and two networks whose layers have the same names; one of them was built for pictures of any size."""
    sizes = [(6, 5, 3), (None, None, 3)]
    inner = [keras.Sequential([keras.Input(shape), _conv(name="conv"), L.ReLU(name="relu")], name=f"eyes_{i}") for i, shape in enumerate(sizes)]
    return L.Concatenate()([inner[0](inner[1](x)), inner[1](inner[0](x))])


# {name: a function that makes the model}: at least one for every kind of layer, and for each of its options.
CASES = {
    name: partial(network, shape, body, seed=len(name))
    for some in (_convolutions, _normalisations, _activations, _merges, _pools_and_places, _others)
    for name, shape, body in some()
}

# Of those whose names begin with the same two words, the first: still one for every kind of layer. A quick run takes these.
FIRST = {" ".join(name.replace(",", "").split()[:2]): name for name in reversed(CASES)}
GROUPS = {"first of each kind": [*reversed(FIRST.values())], "all": [*CASES]}


STEPS = {
    "conv": lambda draw, x: _conv(draw(st.integers(1, 4)), draw(st.integers(1, 3)), strides=draw(st.integers(1, 2)), padding=_padding(draw, x)),
    "dilated conv": lambda draw, x: _conv(2, 2, dilation_rate=draw(st.integers(1, 3))),
    "depthwise conv": lambda draw, x: L.DepthwiseConv2D(draw(st.integers(1, 3)), padding="same", depth_multiplier=draw(st.integers(1, 2))),
    "separable conv": lambda draw, x: L.SeparableConv2D(3, 2, padding="same", activation=draw(st.sampled_from([None, "relu", "silu"]))),
    "conv transpose": lambda draw, x: L.Conv2DTranspose(2, draw(st.integers(1, 3)), strides=2 if x.shape[1] < 7 else 1, padding="same"),
    "dense": lambda draw, x: L.Dense(draw(st.integers(1, 4)), activation=draw(st.sampled_from([None, "tanh", "leaky_relu"]))),
    "batch norm": lambda draw, x: L.BatchNormalization(scale=draw(st.booleans()), center=draw(st.booleans())),
    "layer norm": lambda draw, x: L.LayerNormalization(axis=draw(st.sampled_from([-1, [1, 2], [1, 2, 3], 2]))),
    "activation": lambda draw, x: L.Activation(draw(st.sampled_from([name for name in FUNCTIONS if name not in _unfit(x)]))),
    "relu": lambda draw, x: L.ReLU(draw(st.sampled_from([None, 0.5])), draw(st.sampled_from([0.0, 0.2])), draw(st.sampled_from([0.0, 0.25]))),
    "prelu": lambda draw, x: L.PReLU(shared_axes=draw(st.sampled_from([None, [1, 2], [3]]))),
    "pool": lambda draw, x: draw(st.sampled_from([L.MaxPooling2D, L.AveragePooling2D]))(draw(st.integers(1, 3)), draw(st.integers(1, 2)), "same"),
    "global pool": lambda draw, x: draw(st.sampled_from([L.GlobalMaxPooling2D, L.GlobalAveragePooling2D]))(keepdims=True),
    "permute": lambda draw, x: L.Permute(draw(st.permutations([1, 2, 3]))),
    "pad": lambda draw, x: L.ZeroPadding2D(((draw(st.integers(0, 2)), 1), (0, draw(st.integers(0, 1))))),
    "crop": lambda draw, x: L.Cropping2D(((min(1, x.shape[1] - 1), 0), (0, min(1, x.shape[2] - 1)))),
    "upsample": lambda draw, x: L.UpSampling2D(2 if x.shape[1] < 7 else 1, interpolation=draw(st.sampled_from(["nearest", "bilinear"]))),
    "resize": lambda draw, x: L.Resizing(*(draw(st.integers(1, 9)) for _ in "hw"), interpolation=draw(st.sampled_from(["nearest", "bilinear"]))),
    "rescale": lambda draw, x: lambda t: t * draw(st.sampled_from([0.5, -1.25])) + draw(st.sampled_from([0.0, 0.3])),
    "normalise": lambda draw, x: L.Normalization(),
    "reshape": lambda draw, x: L.Reshape((x.shape[2], x.shape[1], x.shape[3])),
    "nothing": lambda draw, x: L.Dropout(0.5),
}
MERGERS = (L.Add, L.Subtract, L.Multiply, L.Average, L.Maximum, L.Minimum)


def _padding(draw, x):
    return draw(st.sampled_from(["same", "valid"])) if min(x.shape[1:3]) >= 3 else "same"


def _unfit(x):
    """Functions that make numbers too large, and a softmax over a single number, of which Keras warns."""
    return ["exponential", "softmax"] if x.shape[-1] == 1 else ["exponential"]


@st.composite
def networks(draw):
    """Small graphs as Keras models: up to eight steps, which read any earlier tensor, merges of two, and sometimes an end with classes."""
    before = random.getstate()  # hypothesis wants it as it was, and Keras takes seeds from it
    try:
        return with_random_numbers(_drawn_network(draw), seed=draw(st.integers(0, 99)))
    finally:
        random.setstate(before)


def _drawn_network(draw):
    size = st.integers(2, 9)
    image = keras.Input((draw(size), draw(size), draw(st.integers(1, 3))))
    tensors = [image]
    for _ in range(draw(st.integers(2, 8))):
        tensors.append(_merged(draw, tensors) if len(tensors) > 2 and draw(st.booleans()) else _step(draw, tensors))
    end = draw(st.sampled_from(["none", "softmax", "sigmoid"]))
    if end == "none":
        return keras.Model(image, tensors[-1])
    row = (L.Flatten() if draw(st.booleans()) else L.GlobalAveragePooling2D())(tensors[-1])
    return keras.Model(image, (L.Dense(3, activation="softmax") if end == "softmax" else L.Dense(1, activation="sigmoid"))(row))


def _step(draw, tensors):
    x = draw(st.sampled_from(tensors[-3:]))
    return STEPS[draw(st.sampled_from(sorted(STEPS)))](draw, x)(x)


def _merged(draw, tensors):
    """Two tensors merged, or joined along an axis; what does not fit is made to fit."""
    one, other = draw(st.sampled_from(tensors[-4:])), tensors[-1]
    if one.shape[1:3] != other.shape[1:3] and 1 not in one.shape[1:4]:
        one = L.Resizing(*other.shape[1:3])(one)
    fits = all(a == b or 1 in (a, b) for a, b in zip(one.shape[1:], other.shape[1:]))
    if fits and draw(st.booleans()):
        pair = [one, other] if draw(st.booleans()) else [other, one]
        return draw(st.sampled_from(MERGERS))()(pair)
    axis = next((axis for axis in (3, 2, 1) if all(one.shape[i] == other.shape[i] for i in (1, 2, 3) if i != axis)), None)
    return L.Concatenate(axis=axis)([one, other]) if axis else L.Concatenate()([L.Resizing(*other.shape[1:3])(one), other])
