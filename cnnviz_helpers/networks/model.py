"""The network: its architecture in code, its weights from one file.

`keras` is imported inside the functions, so that importing the package stays quick.
"""

from ..assets import WEIGHTS, asset_arrays
from ..data import IMAGE_SIZE, cifar10dict


def build_model(training=False):
    """The network with random weights, not yet compiled.

    Every activation is a layer of its own: `model.layers[0]` is the first convolution,
    `model.layers[1]` its ReLU. Input (N, 32, 32, 3) in [-0.5, 0.5], output (N, 10) probabilities.

    Parameters
    ----------
    training : bool
        Put dropout between the layers, which helps training. The published network has none.
    """
    from keras import Input, Sequential, layers

    def conv(number, filters, padding):
        return [
            layers.Conv2D(filters, 3, padding=padding, name=f"conv{number}"),
            layers.ReLU(name=f"relu{number}"),
        ]

    def dropout(rate):
        return [layers.Dropout(rate)] if training else []

    return Sequential(
        [
            Input((IMAGE_SIZE, IMAGE_SIZE, 3), name="image"),
            *conv(1, 32, "same"),
            *conv(2, 32, "valid"),
            layers.MaxPooling2D(2, name="pool1"),
            *dropout(0.1),
            *conv(3, 64, "same"),
            *conv(4, 64, "same"),
            layers.MaxPooling2D(2, name="pool2"),
            *dropout(0.1),
            *conv(5, 128, "same"),
            layers.GlobalAveragePooling2D(name="gap"),
            *dropout(0.1),
            layers.Dense(len(cifar10dict), name="dense"),
            layers.Softmax(name="softmax"),
        ],
        name="cifar10_cnn",
    )


def compile_model(model, optimizer="adam"):
    """Give `model` the loss and metric of this book, and an optimizer. Returns `model`."""
    model.compile(optimizer=optimizer, loss="categorical_crossentropy", metrics=["accuracy"])
    return model


def named_weights(model):
    """The weights by name: `{"conv1/kernel": array, "conv1/bias": array, ...}`, float32."""
    return {f"{layer.name}/{weight.name}": weight.numpy() for layer in model.layers for weight in layer.weights}


def set_named_weights(model, arrays):
    """Put `arrays`, named as `named_weights` names them, into `model`.

    Raises
    ------
    ValueError
        A name is missing or unknown, or a shape differs.
    """
    named = {f"{layer.name}/{weight.name}": weight for layer in model.layers for weight in layer.weights}
    if named.keys() != arrays.keys():
        odd = ", ".join(sorted(named.keys() ^ arrays.keys()))
        raise ValueError(f"The weights must have the names of the model's weights, but these are in only one of the two: {odd}.")
    for name, weight in named.items():
        if tuple(weight.shape) != arrays[name].shape:
            raise ValueError(f"The weights {name} must have the shape {tuple(weight.shape)}, got {arrays[name].shape}.")
        weight.assign(arrays[name].astype("float32"))


def cnn_model():
    """The trained network of the book: 140,714 parameters, about 75 % right on CIFAR-10.

    Returns
    -------
    A compiled `keras.Sequential` (loss `categorical_crossentropy`, metric `accuracy`).
    `Model(inputs=model.input, outputs=model.layers[i].output)` works on it at once.

    Raises
    ------
    AssetError
        The file with the weights is missing or damaged.
    """
    model = build_model()
    set_named_weights(model, asset_arrays(WEIGHTS))
    model(model.inputs[0])  # a Sequential that was never called has no `model.input`
    return compile_model(model)
