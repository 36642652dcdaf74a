"""Networks that people use, with random weights and batch statistics: those of Keras's own applications, and three written from their papers."""

import keras
from keras import applications
from keras import layers as L
from random_numbers import with_random_numbers


def resnet_20():
    """K. He et al., "Deep residual learning for image recognition", 2016, section 4.2: three stages of three blocks.

    Where the maps become smaller, the shortcut takes every second place and adds channels of zeros (option A).
    """
    image = keras.Input((32, 32, 3))
    x = L.ReLU()(_normed(16)(image))
    for filters in (16, 32, 64):
        for block in range(3):
            strides = 2 if filters > 16 and block == 0 else 1
            deep = _normed(filters)(L.ReLU()(_normed(filters, strides)(x)))
            x = L.ReLU()(L.Add()([deep, _widened(x) if strides == 2 else x]))
    return keras.Model(image, _classes(x), name="resnet_20")


def _normed(filters, strides=1, window=3):
    """A convolution without a bias and a batch normalisation."""
    conv = L.Conv2D(filters, window, strides, "same", use_bias=False)
    return lambda x: L.BatchNormalization()(conv(x))


def _widened(x):
    x = L.MaxPooling2D(1, 2)(x)
    return L.Concatenate()([x, L.Rescaling(0.0)(x)])


def _classes(x):
    return L.Dense(10, activation="softmax")(L.GlobalAveragePooling2D()(x))


def squeezenet():
    """F. Iandola et al., "SqueezeNet", 2016, in the authors' version 1.1."""
    image = keras.Input((32, 32, 3))
    x = L.MaxPooling2D(3, 2)(L.Conv2D(64, 3, strides=2, activation="relu")(image))
    for squeezed, is_last in ((16, False), (16, True), (32, False), (32, True), (48, False), (48, False), (64, False), (64, False)):
        x = _fire(x, squeezed)
        x = L.MaxPooling2D(3, 2, "same")(x) if is_last else x
    x = L.Conv2D(10, 1, activation="relu")(L.Dropout(0.5)(x))
    return keras.Model(image, L.Softmax()(L.GlobalAveragePooling2D()(x)), name="squeezenet")


def _fire(x, squeezed):
    x = L.Conv2D(squeezed, 1, activation="relu")(x)
    return L.Concatenate()([L.Conv2D(4 * squeezed, window, padding="same", activation="relu")(x) for window in (1, 3)])


def u_net():
    """O. Ronneberger et al., "U-Net", 2015, with borders, batch normalisation and few filters; its maps are pooled to classes."""
    image = keras.Input((32, 32, 3))
    x, skips = image, []
    for filters in (8, 16, 32):
        x = _twice(filters)(x)
        skips.append(x)
        x = L.MaxPooling2D(2)(x)
    x = _twice(64)(x)
    for filters, skip in zip((32, 16, 8), reversed(skips)):
        x = _twice(filters)(L.Concatenate()([skip, L.Conv2DTranspose(filters, 2, strides=2)(x)]))
    return keras.Model(image, L.Softmax()(L.GlobalAveragePooling2D()(L.Conv2D(10, 1)(x))), name="u_net")


def _twice(filters):
    first, second = _normed(filters), _normed(filters)
    return lambda x: L.ReLU()(second(L.ReLU()(first(x))))


def _of_keras(name, size, gain, **settings):
    """One of `keras.applications` for pictures of `size` x `size`."""

    def make():
        make_model = getattr(applications, name)
        return with_random_numbers(make_model(weights=None, input_shape=(size, size, 3), classes=10, **settings), gain=gain)

    return make


# {name: a function that makes the model}
ARCHITECTURES = {
    "ResNet-20": lambda: with_random_numbers(resnet_20(), gain=0.8),
    "SqueezeNet": lambda: with_random_numbers(squeezenet(), gain=2.0),
    "U-Net": lambda: with_random_numbers(u_net(), gain=1.8),
    "MobileNetV2": _of_keras("MobileNetV2", 96, 1.5, alpha=0.35),
    "MobileNetV3Small": _of_keras("MobileNetV3Small", 32, 1.7),
    "EfficientNetB0": _of_keras("EfficientNetB0", 32, 2.0),
    "DenseNet121": _of_keras("DenseNet121", 32, 1.5),
    "Xception": _of_keras("Xception", 71, 0.9),
    "VGG16": _of_keras("VGG16", 32, 2.0),
}
