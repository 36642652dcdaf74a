"""The still pictures of the figures of the chapter *Whom to believe*."""

BESIDE = ("random", "edges", "centre_first")  # orders that use no network


def bench(image, own=None, **_):
    """The photo, and maps of its answer by some methods and controls."""
    return _maps(image, own, ("gradient", "smoothgrad", "integrated_gradients", "", "occlusion", "edges", "centre_first"))


def adds_up(image, own=None, **_):
    """The photo, and what its places say for its answer: at the last maps, and in the photo itself."""
    return _maps(image, own, ("", "integrated_gradients", "gradient_x_input"))


def pixels_go(image, order, fill, block, own=None, **_):
    """The probability while the photo's pixels go and come, in the order of a map and in those of the controls."""
    from ..attribution.by_order import order_curves
    from ..attribution.methods import attribute
    from ..plots import plot_order_curves

    model, photo, _ = _asked(image, own)
    steps = min(16, -(-photo.shape[0] // block) * -(-photo.shape[1] // block))
    chance = {"random": {"first": image}}  # the random numbers of this photo
    orders = {name: attribute(model, photo, method=_known(model, name), **chance.get(name, {})).pixels for name in dict.fromkeys((order, *BESIDE))}
    curves = {name: order_curves(model, photo, one, fill=fill, block=block, steps=steps) for name, one in orders.items()}
    return plot_order_curves(curves, controls=BESIDE)


def mosaic(number, quarter, own=None, **_):
    """Four photos in one picture, answered right where that is known, and the evidence for one of them."""
    import numpy as np

    from ..attribution.evidence import class_evidence
    from ..attribution.mosaics import draw_mosaics, join_mosaics, larger_network
    from ..data import get_cifar10
    from ..plots import plot_evidence
    from ..predictions import predict
    from .stills import book_answers, book_network

    model, (photos, labels) = own.model if own else book_network(), (None, None) if own else get_cifar10()
    numbers = np.stack([own.numbers(i) for i in range(own.n_pictures)]) if own else photos
    true = np.array([own.label(i) for i in range(own.n_pictures)]) if own else labels.argmax(axis=1)
    answers = (predict(model, numbers) if own else book_answers()).argmax(axis=1)
    known = np.flatnonzero((answers == true) | (true < 0))
    is_varied = len(np.unique(answers[known])) >= 4
    four = known[draw_mosaics(answers[known], number + 1)[number]] if is_varied else np.arange(4) % len(numbers)
    shown = np.stack([own.rgb(i) for i in four]) if own else photos[four]
    evidence = class_evidence(larger_network(model), join_mosaics(numbers, four), int(answers[four[quarter]]))
    return plot_evidence(join_mosaics(shown, range(4)), evidence, "")


def _maps(image, own, methods):
    """The photo, and the maps of its answer by the `methods`; of "", the evidence, or Grad-CAM where there is none."""
    from ..attribution.methods import attribute
    from ..plots import plot_attribution

    model, photo, shown = _asked(image, own)
    return plot_attribution(shown, [attribute(model, photo, method=_known(model, method or "evidence")) for method in methods])


def _known(model, method):
    """The method, or Grad-CAM for the evidence of a network whose scores are no means of it."""
    from ..attribution.evidence import pooled_layer

    if method == "evidence":
        try:
            pooled_layer(model)
        except ValueError:
            return "grad_cam"
    return method


def _asked(image, own):
    """The network, `own` or the book's, a photo as it reads it, and as it is shown."""
    from ..data import get_cifar10
    from .stills import book_network

    if own:
        return own.model, own.numbers(image), own.rgb(image)
    photo = get_cifar10()[0][image]
    return book_network(), photo, photo
