"""A second network, like that of chapter 8, but untrained: nested, with activations inside its layers, and without global pooling."""

import keras
from keras import layers

CLASSES = ["animal", "vehicle"]


def make_own(size=32):
    """Two convolutions in a model of their own, flattened, two dense layers."""
    keras.utils.set_random_seed(5)
    parts = [
        layers.Conv2D(6, 5, activation="relu", name="first"),
        layers.MaxPooling2D(2, name="half"),
        layers.AveragePooling2D(2, name="mean"),
        layers.Dropout(0.5, name="drop"),
    ]
    eyes = keras.Sequential([keras.Input((size, size, 3)), *parts], name="eyes")
    photo = keras.Input((size, size, 3))
    hidden = layers.Dense(12, activation="relu", name="hidden")(layers.Flatten(name="row")(eyes(photo)))
    return keras.Model(photo, layers.Dense(2, activation="softmax", name="answer")(hidden))
