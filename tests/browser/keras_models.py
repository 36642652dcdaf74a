"""Models of Keras of all sorts, for the reader of `.keras` files: {name: a function that makes one}."""

import keras
import numpy as np
from keras import Input, Sequential, layers, ops


def chain(*more, shape=(12, 10, 3), name=None):
    """A Sequential."""
    return Sequential([Input(shape), *more], name=name)


def graph(join, shape=(12, 10, 3)):
    """A functional model of what `join` makes of the picture."""
    picture = Input(shape)
    return keras.Model(picture, join(picture))


def with_head(x, n=3):
    return layers.Dense(n)(layers.GlobalAveragePooling2D()(x))


def convolutions():
    return chain(
        layers.Conv2D(8, 3, strides=2, padding="same", activation="relu"),
        layers.Conv2D(8, 3, groups=2, dilation_rate=2, padding="same"),
        layers.DepthwiseConv2D((3, 2), depth_multiplier=2, use_bias=False, activation="relu6"),
        layers.SeparableConv2D(6, 3, padding="same", activation="leaky_relu"),
        layers.SeparableConv2D(4, (1, 3), strides=1, depth_multiplier=2, use_bias=False, padding="same"),
        layers.Conv2DTranspose(5, 3, strides=2, padding="same", activation="elu"),
        layers.Conv2DTranspose(5, 3, strides=2, output_padding=1),
        layers.GlobalMaxPooling2D(keepdims=True),
        layers.Flatten(),
        layers.Dense(7, use_bias=False, activation="tanh"),
        layers.Dense(3, activation="softmax"),
    )


def normalised():
    return chain(
        layers.Normalization(mean=[0.4, 0.5, 0.6], variance=[0.1, 0.2, 0.3]),
        layers.Conv2D(6, 3),
        layers.BatchNormalization(scale=False),
        layers.BatchNormalization(center=False, epsilon=0.01, trainable=False),
        layers.LayerNormalization(),
        layers.LayerNormalization(axis=[1, 2, 3], center=False),
        layers.PReLU(),
        layers.PReLU(shared_axes=[1, 2]),
        layers.Normalization(invert=True, mean=1.0, variance=2.0),
        layers.Flatten(),
        layers.LayerNormalization(scale=False),
        layers.BatchNormalization(),
        layers.PReLU(),
        layers.Dense(1, activation="sigmoid"),
    )


def adapted():
    normal = layers.Normalization(axis=-1)
    normal.adapt(np.random.default_rng(2).normal(3, 2, (10, 12, 10, 3)))
    return chain(normal, layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(2))


def activations():
    words = "relu softmax sigmoid silu tanh leaky_relu relu6 elu selu gelu softplus softsign exponential hard_sigmoid hard_silu hard_tanh mish celu linear"
    own = [layers.ReLU(6, 0.1, 0.5), layers.ReLU(max_value=2), layers.LeakyReLU(0.1), layers.ELU(0.5), layers.Softmax(), layers.Activation("swish")]
    inside = [layers.Conv2D(2, 1, activation=word) for word in ("gelu", "hard_swish", "linear", layers.LeakyReLU(0.3), layers.ReLU(6.0))]
    more = [layers.Conv2D(2, 1, activation=word) for word in (layers.ELU(0.7), layers.ReLU(negative_slope=0.1), layers.Softmax(), ops.relu)]
    return chain(*map(layers.Activation, words.split()), *own, *inside, *more, layers.Flatten(), layers.Dense(2))


def places():
    return chain(
        layers.ZeroPadding2D(((1, 2), (0, 3))),
        layers.Cropping2D(((1, 0), (2, 1))),
        layers.UpSampling2D((2, 3)),
        layers.UpSampling2D(2, interpolation="bilinear"),
        layers.Resizing(9, 8),
        layers.Resizing(5, 7, interpolation="nearest"),
        layers.MaxPooling2D((3, 2), strides=(1, 2), padding="same"),
        layers.AveragePooling2D(2),
        layers.Permute((2, 3, 1)),
        layers.Reshape((-1, 3)),
        layers.Permute((2, 1)),
        layers.Dense(4),
        layers.Reshape((2, -1, 2)),
        layers.Softmax(),
        layers.Flatten(),
        layers.Dense(2),
    )


def in_training_only():
    return chain(
        *[layers.RandomFlip(), layers.RandomRotation(0.1), layers.RandomZoom(0.1), layers.RandomContrast(0.1), layers.RandomBrightness(0.1)],
        *[layers.RandomTranslation(0.1, 0.1), layers.GaussianNoise(0.2), layers.Conv2D(4, 3), layers.SpatialDropout2D(0.1), layers.Dropout(0.1)],
        *[layers.GaussianDropout(0.1), layers.AlphaDropout(0.1), layers.ActivityRegularization(0.1), layers.Identity()],
        *[layers.Flatten(), layers.Dense(2)],
    )


def merges():
    def join(picture):
        a, b, c = (layers.Conv2D(4, 3, padding="same")(picture) for _ in range(3))
        weight = layers.GlobalAveragePooling2D(keepdims=True)(c)
        x = layers.Concatenate()([layers.Add()([a, b, c]), layers.Subtract()([a, b]), layers.Multiply()([a, weight])])
        y = layers.Concatenate(axis=1)([layers.Average()([a, b]), layers.Maximum()([a, b]), layers.Minimum()([b, c])])
        return layers.Dense(2)(layers.concatenate([layers.Flatten()(x), layers.Flatten()(y)]))

    return graph(join)


def operations():
    def join(picture):
        x = layers.Conv2D(4, 3, padding="same")(picture / 255.0 - 0.5)
        y = ops.relu6(x + 3.0) * (1.0 / 6.0)
        z = 1.0 - ops.sigmoid(x) * np.array([1.0, 2.0, 3.0, 4.0], np.float32)
        together = ops.concatenate([x * y, x - z, ops.maximum(y, z), -x, ops.clip(x, 0, 2), ops.gelu(x), ops.leaky_relu(x, 0.3)], axis=-1)
        moved = ops.transpose(ops.pad(together, [[0, 0], [1, 2], [3, 0], [0, 0]]), (0, 2, 1, 3))
        pooled = ops.max_pool(ops.average_pool(moved, 2), 2, strides=1, padding="same")
        rows = ops.mean(pooled, axis=(1, 2)) + ops.max(ops.image.resize(pooled, (4, 5)), axis=[1, 2], keepdims=False)
        return layers.Dense(2)(ops.reshape(ops.expand_dims(rows, 1), (-1, rows.shape[-1])))

    return graph(join)


def shared():
    conv, norm = layers.Conv2D(3, 3, padding="same", name="twice"), layers.BatchNormalization()

    def join(picture):
        x = layers.ReLU()(norm(conv(picture)))
        return with_head(layers.Add()([x, norm(conv(x)), picture]))

    return graph(join)


def nested():
    inner = chain(layers.Conv2D(4, 3, padding="same", activation="relu", name="conv"), layers.MaxPooling2D(2), shape=(12, 10, 4), name="inner")
    image = Input((6, 5, 4))
    block = keras.Model(image, layers.Add()([image, layers.Conv2D(4, 3, padding="same", name="conv")(image)]), name="block")
    return chain(layers.Conv2D(4, 3, padding="same", name="conv"), inner, block, block.__class__.from_config(block.get_config() | {"name": "other"}),
                 layers.Flatten(), layers.Dense(2))  # fmt: skip


def nested_twice():
    """One network used three times."""
    image = Input((12, 10, 3))
    conv = layers.Conv2D(3, 3, padding="same", name="conv")(image)
    block = keras.Model(image, layers.ReLU(name="bent")(layers.BatchNormalization(name="norm")(conv)), name="block")
    return graph(lambda picture: with_head(layers.Concatenate()([block(block(picture)), picture, block(picture)])))


def any_size():
    """A network for pictures of any size inside."""
    image = Input((None, None, 3))
    block = keras.Model(image, layers.MaxPooling2D(2)(layers.Conv2D(4, 3)(image)), name="block")
    return graph(lambda picture: layers.Dense(2)(layers.Flatten()(block(picture))))


def several_outputs():
    """A network inside that gives two outputs, and takes them again."""
    image = Input((12, 10, 3))
    split = keras.Model(image, [layers.Conv2D(4, 3)(image), layers.Conv2D(4, 1)(layers.MaxPooling2D(3, 1)(image))], name="split")
    one, other = Input((10, 8, 4)), Input((10, 8, 4))
    join = keras.Model([one, other], layers.Subtract()([one, other]), name="join")

    def joined(picture):
        left, right = split(picture)
        return with_head(join([right, left]))

    return graph(joined)


def precision(policy):
    def make():
        more = {"dtype": policy}
        return chain(layers.Conv2D(4, 3, **more), layers.BatchNormalization(**more), layers.ReLU(**more), layers.Flatten(**more), layers.Dense(2, **more))

    return make


def residual(filters=(8, 16), blocks=2):
    def block(x, n, strides):
        y = layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(n, 3, strides, "same", use_bias=False)(x)))
        y = layers.BatchNormalization()(layers.Conv2D(n, 3, padding="same", use_bias=False)(y))
        short = x if strides == 1 and x.shape[-1] == n else layers.Conv2D(n, 1, strides)(x)
        return layers.ReLU()(layers.Add()([y, short]))

    def join(x):
        x = layers.Rescaling(1 / 127.5, offset=-1)(x)
        for i, n in enumerate(filters):
            for k in range(blocks):
                x = block(x, n, 2 if i and not k else 1)
        return layers.Softmax()(with_head(x))

    return graph(join, (16, 16, 3))


def compiled():
    """With an optimizer: its numbers lie beside the weights."""
    model = chain(layers.Conv2D(4, 3), layers.BatchNormalization(), layers.Flatten(), layers.Dense(3))
    model.compile("adam", "sparse_categorical_crossentropy")
    model.optimizer.build(model.trainable_variables)
    return model


def late():
    """A Sequential that learns its input when it is called."""
    model = Sequential([layers.Conv2D(4, 3), layers.ReLU(), Sequential([layers.MaxPooling2D(2), layers.Flatten()]), layers.Dense(2)])
    model.build((None, 12, 10, 3))
    return model


def application(name, size, **more):
    def make():
        return getattr(keras.applications, name)(input_shape=(size, size, 3), weights=None, classes=10, **more)

    return make


def many_names():
    """Twelve layers of one class, so that groups are sorted by their names, not by their numbers; names with letters of all sorts."""
    return chain(*[layers.Conv2D(3, 1, name=f"Ä (no. {i}), b-c") for i in range(12)], layers.Flatten(), layers.Dense(2), layers.Activation("linear"))


def rich():
    """Much of all that, in a small file."""
    block = nested_twice()
    conv = layers.SeparableConv2D(3, 3, padding="same", activation=layers.LeakyReLU(0.1), name="twice")

    def join(picture):
        x = conv(layers.BatchNormalization()(conv(layers.Normalization(mean=[1.0, 2.0, 3.0], variance=[2.0, 1.0, 3.0])(picture / 255.0))))
        x = layers.Concatenate()([x, layers.PReLU(shared_axes=[1, 2])(layers.LayerNormalization()(picture)), ops.relu6(x + 3.0)])
        x = layers.Resizing(6, 5)(layers.ZeroPadding2D()(layers.Permute((2, 1, 3))(layers.Conv2DTranspose(4, 3, 2)(x))))
        pooled = ops.mean(layers.Reshape((5, 6, 4))(x), axis=[1, 2])
        return layers.Dense(3, activation="softmax")(layers.Concatenate()([pooled, block(picture)]))

    return graph(join)


MODELS = {
    "rich": rich,
    "convolutions": convolutions,
    "normalised": normalised,
    "adapted": adapted,
    "activations": activations,
    "places": places,
    "in training only": in_training_only,
    "merges": merges,
    "operations": operations,
    "shared": shared,
    "nested": nested,
    "nested twice": nested_twice,
    "any size": any_size,
    "several outputs": several_outputs,
    "float16": precision("float16"),
    "bfloat16": precision("bfloat16"),
    "mixed": precision("mixed_float16"),
    "residual": residual,
    "compiled": compiled,
    "late": late,
    "many names": many_names,
    "MobileNetV2": application("MobileNetV2", 96, alpha=0.35),
    "MobileNetV3Small": application("MobileNetV3Small", 64),
    "EfficientNetB0": application("EfficientNetB0", 32),
    "DenseNet121": application("DenseNet121", 32),
    "VGG16": lambda: chain(
        *[part for n in (4, 8, 8) for part in (layers.Conv2D(n, 3, padding="same", activation="relu"), layers.MaxPooling2D(2))],
        *[layers.Flatten(), layers.Dense(16, activation="relu"), layers.Dense(3, activation="softmax")],
        shape=(16, 16, 1),
    ),
}
# Those that take long to make; their weights are random as they are, where order matters.
LARGE = ("MobileNetV3Small", "EfficientNetB0", "DenseNet121")
