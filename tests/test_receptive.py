"""Receptive fields: computed from the layers, compared with what really changes a unit."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import example, given, settings
from hypothesis import strategies as st
from keras import layers
from small_models import with_ones

from cnnviz_helpers import receptive_field

TABLE = {"conv1": 3, "conv2": 5, "pool1": 6, "conv3": 10, "conv4": 14, "pool2": 16, "conv5": 24}


def reached_by_gradient(model, row, column):
    """The bounding box of the pixels with a gradient, where all weights are 1 and nothing cancels."""
    image = tf.ones((1, *model.inputs[0].shape[1:]))
    with tf.GradientTape() as tape:
        tape.watch(image)
        output = model(image, training=False)
        unit = tf.reduce_sum(output[:, row, column] if len(output.shape) == 4 else output)
    rows, columns = np.nonzero(np.abs(tape.gradient(unit, image)[0]).sum(axis=-1))
    return (int(rows.min()), int(columns.min()), int(rows.max()) + 1, int(columns.max()) + 1) if len(rows) else (0, 0, 0, 0)


def assert_same_boxes(model):
    """The computed box is the measured one, along the diagonal of the last layer's maps and at its four corners."""
    with_ones(model)
    field = receptive_field(model, -1)
    height, width = field.map_size
    places = {(min(i, height - 1), min(i, width - 1)) for i in range(max(height, width))} | {(0, width - 1), (height - 1, 0)}
    assert {place: field.box(*place) for place in places} == {place: reached_by_gradient(model, *place) for place in places}


def test_the_books_network(model):
    """3, 5, then 6 after pooling and 10 after the next convolution (M9, M10)."""
    assert {name: receptive_field(model, name).size for name in TABLE} == {name: (n, n) for name, n in TABLE.items()}
    assert receptive_field(model, "conv3").stride == (2, 2)
    assert receptive_field(model, "conv1").box(0, 31) == (0, 30, 2, 32)  # a corner sees 2 x 2 pixels, the rest is padding
    assert receptive_field(model, "dense").box() == (0, 0, 32, 32)


WINDOWS = {
    "conv": lambda k, s, p: layers.Conv2D(1, k, strides=s, padding=p),
    "dilated": lambda k, s, p: layers.Conv2D(1, k, dilation_rate=s, padding=p),
    "depthwise": lambda k, s, p: layers.DepthwiseConv2D(k, strides=s, padding=p),
    "separable": lambda k, s, p: layers.SeparableConv2D(1, k, strides=s, padding=p),
    "pool": lambda k, s, p: layers.AveragePooling2D(k, strides=s, padding=p),
    "transpose": lambda k, s, p: layers.Conv2DTranspose(1, k, strides=s, padding=p),
}


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(sorted(WINDOWS)), st.integers(1, 3), st.integers(1, 2), st.sampled_from(["same", "valid"])), min_size=1, max_size=3),
    st.integers(7, 10),
)
@example([("conv", 2, 2, "same"), ("dilated", 3, 2, "valid")], 7)
def test_any_stack_of_windows(stack, size):
    """Kernels, strides, dilation and padding of every kind, stacked: the field is what the gradient reaches."""
    parts = [WINDOWS[kind](kernel, max(1, min(stride, kernel)), padding) for kind, kernel, stride, padding in stack]
    model = keras.Sequential([keras.Input((size, size + 1, 1)), layers.Identity()])
    for part in parts:
        if min(model.output_shape[1:3]) >= 5:  # the widest window, a dilated one, spans five places
            model.add(part)
    assert_same_boxes(model)


def branches(image):
    """A skip connection, and a branch of wider windows."""
    wide = layers.Conv2D(1, 5, padding="same")(layers.Conv2D(1, 3, padding="same")(image))
    return layers.Concatenate()([layers.Add()([wide, image]), layers.BatchNormalization()(image)])


def gate(image):
    """One number for the whole map, spread over a shifted picture."""
    inner = layers.Cropping2D(((1, 0), (0, 2)))(layers.ZeroPadding2D(((2, 0), (1, 1)))(image))
    narrow = layers.Conv2D(1, (3, 1))(inner)
    return layers.UpSampling2D((2, 3))(narrow)


def nested(image):
    """A model used as a layer."""
    inner = keras.Sequential([keras.Input(image.shape[1:]), layers.Conv2D(1, 3, activation="relu"), layers.AveragePooling2D(2)])
    return layers.Conv2D(1, 2)(inner(image))


def squeezed(image):
    """Every place is multiplied by a number that has seen the whole map."""
    whole = layers.GlobalAveragePooling2D(keepdims=True)(image)
    return layers.Multiply()([layers.Conv2D(1, 3)(image), layers.Conv2D(1, 1)(whole)])


@pytest.mark.parametrize("build", [branches, gate, nested, squeezed])
def test_functional_models(build):
    """Branches, shifted borders, nested models and spread-out numbers."""
    image = keras.Input((6, 7, 1))
    assert_same_boxes(keras.Model(image, build(image)))


@pytest.mark.parametrize("factor", [1, 2, 3, 4, (3, 2)])
def test_bilinear_upsampling_mixes_neighbours(factor):
    """Exactly the rows whose weight is not zero: with an odd factor some units lie on an input row."""
    assert_same_boxes(keras.Sequential([keras.Input((5, 4, 1)), layers.UpSampling2D(factor, interpolation="bilinear")]))


def test_units_that_see_nothing():
    """A transposed convolution whose kernel is smaller than its stride leaves every second unit empty."""
    model = keras.Sequential([keras.Input((4, 4, 1)), layers.Conv2DTranspose(1, 1, strides=2)])
    assert_same_boxes(model)
    field = receptive_field(model, 0)
    assert (field.size, field.stride, field.box(1, 1), field.box(2, 2)) == ((1, 1), (1, 1), (0, 0, 0, 0), (1, 1, 2, 2))


@pytest.mark.thorough("deep networks; small ones in a quick run")
def test_deep_models():
    """More layers than Python's stack has room for."""
    model = keras.Sequential([keras.Input((4, 4, 1)), *(layers.ReLU() for _ in range(700)), layers.Conv2D(1, 3)])
    assert receptive_field(model, -1).size == (3, 3)


def test_nested_models_with_several_inputs_and_outputs():
    """Each output of the inner model is followed to the inputs it reads."""
    one, two = keras.Input((6, 6, 1)), keras.Input((6, 6, 1))
    wide = layers.Conv2D(1, 5, padding="same")(two)
    inner = keras.Model([one, two], [layers.ReLU()(one), layers.Add()([one, wide])])
    image = keras.Input((6, 6, 1))
    narrow, both = inner([layers.Conv2D(1, 3, padding="same")(image), image])
    assert receptive_field(keras.Model(image, layers.ReLU()(narrow)), -1).size == (3, 3)
    assert_same_boxes(keras.Model(image, layers.ReLU()(both)))


def test_flat_layers_see_everything():
    """After flattening each number depends on the whole picture."""
    model = keras.Sequential([keras.Input((6, 5, 1)), layers.Flatten(), layers.Dense(2)])
    assert receptive_field(model, -1).box() == (0, 0, 6, 5)


class Shift(layers.Layer):
    """A layer of a kind nobody has told us about."""

    def call(self, x):
        return keras.ops.roll(x, 1, axis=1)


@pytest.mark.parametrize(
    ("layer", "shape", "words"),
    [
        (Shift(), (4, 4, 1), "kind Shift"),
        (layers.Conv2D(1, 3), (None, None, 1), "fixed size"),
        (layers.Dense(3), (4,), "image input"),
        (layers.Conv2DTranspose(1, 3, strides=2, output_padding=1), (4, 4, 1), "output_padding"),
        (layers.UpSampling2D(2, interpolation="bicubic"), (4, 4, 1), "'bicubic'"),
        (layers.LayerNormalization(axis=[1, 2, 3]), (4, 4, 1), "along the axis"),
        (layers.Softmax(axis=1), (4, 4, 1), "along the axis 1"),
        (keras.Sequential([keras.Input((None, None, 1)), layers.Conv2D(1, 3)]), (4, 4, 1), "known size"),
    ],
)
def test_what_is_not_known_is_said(layer, shape, words):
    """No guess: a sentence that says what was expected and what to do."""
    with pytest.raises(ValueError, match=words):
        receptive_field(keras.Sequential([keras.Input(shape), layer]), 0)


def test_maps_joined_below_each_other():
    """Rows of the joined map come from different rows: refused; joined channels, and a normalisation of the channels, are not."""
    image = keras.Input((4, 4, 2))
    with pytest.raises(ValueError, match="along the axis 1, only along the channels"):
        receptive_field(keras.Model(image, layers.Concatenate(axis=1)([image, image])), -1)
    for axis in (3, -1):
        joined = layers.LayerNormalization(axis=axis)(layers.Softmax(axis=axis)(layers.Concatenate(axis=axis)([image, image])))
        assert receptive_field(keras.Model(image, joined), -1).size == (1, 1)


def test_channels_first_is_refused():
    """Rows would be mistaken for channels."""
    image = keras.Input((3, 6, 6))
    with pytest.raises(ValueError, match="channels along the last axis"):
        receptive_field(keras.Model(image, layers.MaxPooling2D(2, data_format="channels_first")(image)), -1)


def test_units_outside_the_map(model):
    """The message says which rows there are."""
    with pytest.raises(ValueError, match="row, .* from 0 to 29, got 30"):
        receptive_field(model, "conv2").box(30, 0)
    with pytest.raises(ValueError, match="column, .* from 0 to 29, got -1"):
        receptive_field(model, "conv2").box(0, -1)
