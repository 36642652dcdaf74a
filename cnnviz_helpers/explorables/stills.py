"""The still picture of each live figure: what one sees in print, without scripts, and until the figure has begun.

Each function takes the names of its figure's state, and `own`, a ShownNetwork where it is not the book's; it gives a matplotlib figure.
What it draws of a network it asks the network for.
"""

from functools import cache

from .needs import CONVOLUTIONS

USUAL_PHOTO = 16  # where a figure's state names none
MOST_BARS = 10  # of classes
MOST_COLUMNS, MOST_MAPS = 5, 128  # of convolutions side by side, and of the maps of one
ONE_FILTER = 5  # of the first convolution: its map is taken apart, on whichever layer "one-number" opens


def explorer(image, own=None, **_):
    """The photo, the maps of its convolutions, and the shares of the classes. Of many convolutions or maps some, from the first to the last."""
    from ..data import cifar10dict
    from ..features import layer_outputs
    from ..plots import plot_panorama
    from ..predictions import predict

    model, photo = own.model if own else book_network(), _photo(image, own)
    names = (own.named(CONVOLUTIONS) or [own.first]) if own else [layer.name for layer in model.layers if type(layer).__name__ == "Conv2D"]
    maps = {name: _maps(own, image, name)[0] if own else layer_outputs(model, photo, name)[name] for name in _some(names, MOST_COLUMNS)}
    layers = {name: found[..., _some(range(found.shape[-1]), MOST_MAPS)] for name, found in maps.items()}
    shares, classes = predict(model, photo[None])[0], own.description["classes"] if own else [*cifar10dict.values()]
    chances = dict(zip(classes[-len(shares) :], shares, strict=True))  # a single share is that of the second class
    return plot_panorama(own.rgb(image) if own else photo, layers, chances)


def ten_bars(image, step, own=None):
    from ..data import get_cifar10
    from ..plots import plot_predictions
    from ..predictions import predict

    if own:
        names, label = own.description["classes"], own.label(image)
        answer = predict(own.model, own.numbers(image)[None])
        return plot_predictions(own.rgb(image)[None], answer, [label] if label >= 0 else None, n_top=MOST_BARS, names=names)
    photos, labels = (array[[image]] for array in get_cifar10())
    prepared = {"blue-first": photos[..., ::-1], "no-shift": photos + 0.5, "bytes": 255 * (photos + 0.5)}.get(step, photos)
    return plot_predictions(photos, predict(book_network(), prepared), labels, n_top=labels.shape[-1])


def kernel_lab(filter, preset, seed, weights, own=None, **_):
    from ..plots import plot_kernels
    from .kernels import lab_weights

    return plot_kernels(lab_weights(_first_convolution(own)[1], filter, preset, seed, weights))


def sliding(image, kernel, channel, zeros, row, column, filled, own=None, **_):
    import numpy as np

    from ..features import convolve
    from ..plots import plot_kernels, plot_sliding
    from .kernels import made_kernel

    _, layer = _first_convolution(own)
    weights, one = layer.get_weights()[0], _read_by(layer, image, own)[..., channel]
    kh, kw = weights.shape[:2]
    if max(kh, kw) > 5:
        return plot_kernels(weights)  # more numbers than can be written side by side
    made = weights[:, :, channel, int(kernel)] if str(kernel).isdigit() else made_kernel(kernel, kh, kw)
    if zeros:
        one = np.pad(one, (((kh - 1) // 2, kh // 2), ((kw - 1) // 2, kw // 2)))
    sums = convolve(one, made)
    at = [min(n * step, size - 1) for n, step, size in zip((row, column), layer.strides, sums.shape)]  # drawn at steps of one pixel
    return plot_sliding(one, made, sums, *at, None if own and own.shape[2] == 1 else channel, filled)


def one_number(image, own=None, **_):
    from ..features import layer_outputs, partial_maps
    from ..plots import plot_featuremaps, plot_partial_maps

    if own and not (own.shape[2] == 3 and own.named(("conv",))):
        return plot_featuremaps(own.rgb(image), *_maps(own, image, own.first), own.first)
    model, layer = _first_convolution(own)
    photo, filter = _photo(image, own), ONE_FILTER % layer.filters
    maps, bias = partial_maps(model, photo, layer.name, filter)
    total = layer_outputs(model, photo, layer.name)[layer.name][0, :, :, filter]
    return plot_partial_maps(own.rgb(image) if own else photo, maps, bias, total)


def x_ray(image, own=None, **_):
    from ..features import layer_outputs
    from ..plots import plot_before_after, plot_featuremaps

    if own:
        after = own.activation_of(own.first)
        if not after or not own.named(("conv",)):
            return plot_featuremaps(own.rgb(image), *_maps(own, image, own.first), own.first)
        maps = [maps for name in (own.first, after) for maps in _maps(own, image, name)]
        return plot_before_after(*maps, range(min(6, maps[0].shape[-1])), (f"{own.first}, before {after}", f"after {after}"))
    model, layer = _first_convolution(own)
    after = model.layers[model.layers.index(layer) + 1]
    outputs = layer_outputs(model, _photo(image), [layer.name, after.name])
    return plot_before_after(outputs[layer.name], outputs[after.name], range(min(6, layer.filters)))


def being_born(filter, own=None, **_):
    from ..networks.history import conv1_snapshots
    from ..plots import plot_snapshots
    from ..snapshots import as_snapshots
    from .own import SNAPSHOTS

    snapshots = as_snapshots(own.files[SNAPSHOTS]) if own else conv1_snapshots()
    n = snapshots["kernel"].shape[-1]
    if own:
        import numpy as np

        kernels = snapshots["kernel"]
        snapshots["kernel"] = np.repeat(kernels, 3, axis=3) if kernels.shape[3] == 1 else kernels
    return plot_snapshots(snapshots, [(filter + i) % n for i in range(min(8, n))])  # eight filters, from the chosen one on, at all times


def where(image, own=None, **state):
    from ..attribution.evidence import class_evidence, pooled_layer
    from ..plots import plot_evidence
    from ..receptive.field import receptive_field

    model, photo = own.model if own else book_network(), _photo(image, own)
    k = min(state["class"], model.output_shape[-1] - 1)  # a single score is that of the second class
    shown = own.rgb(image) if own else photo
    return plot_evidence(shown, class_evidence(model, photo, k), "", field=None if own else receptive_field(model, pooled_layer(model)))


def ablation(layer, off, to, own=None):
    from ..ablation import predict_without
    from ..data import get_cifar10
    from ..plots import plot_class_accuracy, plot_featuremaps

    if own:
        image = min(USUAL_PHOTO, own.n_pictures - 1)
        return plot_featuremaps(own.rgb(image), *_maps(own, image, layer), layer)
    model, (images, labels) = book_network(), get_cifar10()
    filters = {}
    for word in off.replace(",", " ").split():  # "relu1 3 31 relu2 9"
        if word.isdigit():
            filters.setdefault(layer, []).append(int(word))
        else:
            layer = word
    without = predict_without(model, images, filters, to=to)
    return plot_class_accuracy(_class_accuracy(labels, book_answers()), _class_accuracy(labels, without))


def shift_lab(image, dx, dy, layer, map, own=None, **_):
    import numpy as np

    from ..features import layer_outputs
    from ..plots import plot_before_after

    photo = _photo(image, own)
    maps = layer_outputs(own.model if own else book_network(), np.stack([photo, np.roll(photo, (dy, dx), (0, 1))]), layer)[layer]
    filters = [(map + i) % maps.shape[-1] for i in range(min(4, maps.shape[-1]))]
    return plot_before_after(*maps, filters, ("the photo as it is", f"the photo moved by dx = {dx}, dy = {dy} pixels".replace("-", "−")))


@cache
def book_network():
    """The network of the book, made once for all stills: none of them changes it."""
    from ..networks.model import cnn_model

    return cnn_model()


@cache
def book_answers():
    """(1000, 10) what it says of all photos, which several stills are about."""
    from ..data import get_cifar10
    from ..predictions import predict

    return predict(book_network(), get_cifar10()[0])


def _photo(image, own=None):
    """(H, W, C) of the photo with the number `image`, as the network `own` or the book's reads it."""
    from ..data import get_cifar10

    return own.numbers(image) if own else get_cifar10()[0][image]


def _maps(own, image, name):
    """[(1, h, w, C)] of the layer `name`; of a row of numbers, as many maps of one number."""
    from ..features import layer_outputs

    return [layer_outputs(own.model, own.numbers(image), name)[name].reshape(1, *own.layer_shape(name))]


def _read_by(layer, image, own):
    """(H, W, C) what the convolution reads: the photo, or what layers before it have made of that."""
    from ..features import layer_outputs

    before = own.reads(layer.name)[0] if own else "input"
    return _photo(image, own) if before == "input" else layer_outputs(own.model, own.numbers(image), before)[before][0]


def _first_convolution(own):
    """The network, `own` or the book's, and its first convolution."""
    model = own.model if own else book_network()
    return model, next(layer for layer in model.layers if type(layer).__name__ == "Conv2D")


def _some(things, most):
    """All `things` of a list, or `most` of them, from the first to the last."""
    n = len(things)
    return [things[i * (n - 1) // (most - 1)] for i in range(most)] if n > most else [*things]


def _class_accuracy(labels, answers):
    """(K,) the share of each class's photos that are answered right."""
    from ..predictions import confusion_matrix

    matrix = confusion_matrix(labels, answers)
    return matrix.diagonal() / matrix.sum(axis=1)
