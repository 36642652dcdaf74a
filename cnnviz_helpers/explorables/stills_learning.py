"""The still pictures of the figures of the chapter *How a weight learns*."""

MOST, FEW = 100, 10  # photos of a still; of a network that may be large


def one_weight(layer, filter, channel, row, column, n, step, own=None, **_):
    """The loss over 21 values of one weight, with a dot at the learned one, and a line through it with the slope there."""
    from ..learning.weights import slope_by_neighbours, weight_curve
    from ..palette import ORANGE, RULE, VIOLET
    from ..plots.canvas import WIDTH, axes, sheet

    place = filter if channel < 0 else (row, column, channel, filter)[0 if _is_window(own, layer) else 2 :]
    asked = (_network(own), *_photos(own, min(n, FEW if own else MOST)), f"{layer}/{'bias' if channel < 0 else 'kernel'}", place)
    curve, slope = weight_curve(*asked), slope_by_neighbours(*asked, step=step)
    figure = sheet(260)
    ax = axes(figure, 60, 10, WIDTH - 80, 200)
    ax.plot(curve.values, curve.loss + slope * (curve.values - curve.learned), color=ORANGE, linestyle="--")
    ax.plot(curve.values, curve.losses, color=VIOLET, linewidth=2.2, marker="o", markersize=3)
    ax.plot(curve.learned, curve.loss, color=ORANGE, marker="o", markersize=9)
    ax.set(xlabel="value of the weight", ylabel="loss")
    ax.grid(axis="y", color=RULE, linewidth=0.8)
    ax.tick_params(length=0)
    return figure


def _is_window(own, layer):
    return len(_network(own).get_layer(layer).get_weights()[0].shape) == 4


def _network(own):
    from .stills import book_network

    return own.model if own else book_network()


def _photos(own, n):
    """(n, H, W, C) of the first photos, and their classes; what the network says, where they are not known."""
    import numpy as np

    from ..data import get_cifar10
    from ..predictions import predict

    if own is None:
        images, labels = get_cifar10()
        return images[:n], labels[:n].argmax(axis=1)
    n = min(n, own.n_pictures)
    images = np.stack([own.numbers(i) for i in range(n)])
    labels = np.array([own.label(i) for i in range(n)])
    answers = predict(own.model, images)
    return images, np.where(labels < 0, answers.argmax(axis=1) if answers.shape[1] > 1 else answers[:, 0] > 0.5, labels)


def backwards(image, layer, filter, channel, row, column, own=None, **_):
    """What the weight reads, the slopes of its map, and their products, place by place."""
    from ..learning.slopes import number_slopes
    from ..learning.weights import slope_by_places
    from ..plots import plot_featuremaps

    model, (images, labels) = _network(own), _photos(own, image + 1)
    photo, label = images[image], labels[image]
    if own and not own.named(("conv",)):
        return plot_featuremaps(own.rgb(image), number_slopes(model, photo, int(label), layer)[layer].reshape(1, 1, 1, -1), layer, scale="map")
    found = slope_by_places(model, photo, int(label), f"{layer}/kernel", (row, column, channel, filter))
    return plot_featuremaps(own.rgb(image) if own else photo, [found.read, found.slopes, found.products], "")


def train_it(seed, own=None, **_):
    """The filters of the small network before its training."""
    from ..learning.small import small_network
    from ..plots import plot_featuremaps, plot_kernels

    shape = own.shape if own else (32, 32, 3)
    kernel = small_network(shape, seed=seed).layers[0].get_weights()[0]
    if shape[2] == 3:
        return plot_kernels(kernel)
    return plot_featuremaps(own.rgb(0), kernel.reshape(1, 3, 3, -1), "random filters")


def two_things(image, first, second, own=None, **_):
    """The photo, and the evidence for one of the two; of a network that tells fewer classes apart, for the last of them."""
    from .stills import where

    return where(image, own, **{"class": max(first, second, 0)})
