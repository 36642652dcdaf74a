"""Models whose layers also belong to other models: there `layer.input` and `layer.output` speak of another graph."""

import keras
from keras import layers

import cnnviz_helpers

SHAPE = (32, 32, 3)


def small_net(name="mini"):
    """A functional model like a small MobileNetV2: strides, a depthwise convolution, a skip connection."""
    image = keras.Input(SHAPE)
    first = layers.Conv2D(4, 3, strides=2, padding="same")(image)
    deep = layers.ReLU(6.0)(layers.BatchNormalization()(layers.DepthwiseConv2D(3, padding="same")(first)))
    return keras.Model(image, layers.Add()([first, layers.Conv2D(4, 1)(deep)]), name=name)


def nested_in_sequential():
    """A functional model as the first layer of a Sequential."""
    return keras.Sequential([keras.Input(SHAPE), small_net(), layers.GlobalAveragePooling2D(), layers.Dense(3, name="dense"), layers.Softmax(name="softmax")])


def nested_in_functional():
    """A functional model in a functional model, after a layer of its own."""
    image = keras.Input(SHAPE)
    maps = small_net()(layers.Rescaling(2.0)(image))
    return keras.Model(image, layers.Softmax()(layers.Dense(3, name="dense")(layers.GlobalAveragePooling2D()(maps))))


def first_two_layers():
    """The book's first convolution and its ReLU, in a model of their own; a score is the mean of a map."""
    ours = cnnviz_helpers.cnn_model()
    return keras.Sequential([keras.Input(SHAPE), *ours.layers[:2], layers.GlobalAveragePooling2D(), layers.Dense(3, name="dense")])


def larger_pictures():
    """All layers of the book's network, on pictures of 64 x 64."""
    image = keras.Input((64, 64, 3))
    tensor = image
    for layer in cnnviz_helpers.cnn_model().layers:
        tensor = layer(tensor)
    return keras.Model(image, tensor)


BORROWED = [nested_in_sequential, nested_in_functional, first_two_layers, larger_pictures]
