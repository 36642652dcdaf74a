"""Networks other than the book's, untrained. The first is like that of chapter 12: nested, with activations inside its layers, and without global pooling."""

import json

import keras
import numpy as np
from keras import layers
from PIL import Image

from cnnviz_helpers.assets import NETWORK

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


def make_residual():
    """A small residual network with batch normalisation: grey pictures of 24 × 20, from 0 to 255; four classes; its numbers drawn at random."""
    keras.utils.set_random_seed(3)
    photo = keras.Input((24, 20, 1))
    norm = layers.BatchNormalization(name="norm")(layers.Conv2D(6, 3, padding="same", use_bias=False, name="stem")(photo))
    relu = layers.ReLU(name="relu")(norm)
    again = layers.BatchNormalization(name="norm2")(layers.Conv2D(6, 3, padding="same", name="conv")(relu))
    joined = layers.ReLU(name="relu2")(layers.Add(name="add")([relu, again]))
    last = layers.Conv2D(8, 3, activation="silu", name="last")(layers.MaxPooling2D(2, name="pool")(joined))
    answer = layers.Dense(4, activation="softmax", name="answer")(layers.GlobalAveragePooling2D(name="gap")(last))
    model, rng = keras.Model(photo, answer), np.random.default_rng(0)
    for weight in model.weights:
        low, high = {
            "variance": (0.5, 2),
            "gamma": (0.5, 1.5),
            "mean": (-0.3, 0.3),
            "beta": (-0.3, 0.3),
            "bias": (-0.2, 0.2),
        }.get(weight.name.split("_")[-1], (0, 0))
        if high:
            weight.assign(rng.uniform(low, high, weight.shape))
    model.get_layer("norm").moving_variance.assign(rng.uniform(3000, 9000, 6))  # as large as pixels from 0 to 255 make it
    return model


def make_chance():
    """One sigmoid unit for two classes; the network scales pixels from 0 to 255 itself; a depthwise convolution, a stride, a GELU."""
    keras.utils.set_random_seed(4)
    photo = keras.Input((32, 32, 3))
    first = layers.Conv2D(8, 5, strides=2, padding="same", activation="relu", name="first")(layers.Rescaling(1 / 127.5, -1, name="scale")(photo))
    point = layers.Conv2D(12, 1, activation="gelu", name="point")(layers.DepthwiseConv2D(3, padding="same", name="depth")(first))
    pooled = layers.Dropout(0.2, name="drop")(layers.GlobalAveragePooling2D(name="gap")(point))
    return keras.Model(photo, layers.Dense(1, activation="sigmoid", name="chance")(pooled))


def make_large():
    """Pictures of 96 × 96, with a range for each channel; a window of 7 × 7; two branches; twenty classes."""
    keras.utils.set_random_seed(6)
    photo = keras.Input((96, 96, 3))
    leak = layers.LeakyReLU(0.1, name="leak")(layers.Conv2D(16, 7, strides=2, padding="same", name="stem")(photo))
    pool = layers.MaxPooling2D(3, 2, padding="same", name="pool")(leak)
    sides = [layers.Conv2D(12, size, padding="same", activation="relu", name=name)(pool) for name, size in (("left", 1), ("right", 3))]
    row = layers.Flatten(name="row")(layers.AveragePooling2D(4, name="half")(layers.Concatenate(name="joined")(sides)))
    return keras.Model(photo, layers.Dense(20, activation="softmax", name="answer")(row))


DEVIATIONS, MEANS = (0.229, 0.224, 0.225), (0.485, 0.456, 0.406)  # of the pictures that many published networks are trained on
BYTES = {"scale": 1, "offset": 0}
PIXELS = {
    "residual": BYTES,
    "chance": BYTES,
    "large": {"scale": [1 / 255 / spread for spread in DEVIATIONS], "offset": [-mean / spread for mean, spread in zip(MEANS, DEVIATIONS)]},
}
NAMES = {"residual": ["ant", "bee", "cow", "dog"], "chance": ["animal", "vehicle"], "large": [f"thing {i}" for i in range(20)]}
MAKERS = {"residual": make_residual, "chance": make_chance, "large": make_large}


def with_pictures(folder, pixels, columns):
    """Lay pictures, (N, h, w, 3) uint8, into a network's folder."""
    n, height, width, _ = pixels.shape
    sprite = np.zeros((-(-n // columns) * height, columns * width, 3), np.uint8)
    for i, one in enumerate(pixels):
        row, column = divmod(i, columns)
        sprite[row * height : (row + 1) * height, column * width : (column + 1) * width] = one
    Image.fromarray(sprite).save(folder / "pictures.png")
    description = json.loads((folder / NETWORK).read_text(encoding="utf-8"))
    pictures = {"n": n, "columns": columns, "shape": [height, width]}
    (folder / NETWORK).write_text(json.dumps(description | {"pictures": pictures}), encoding="utf-8")
