"""The still pictures of the figures of the chapter *When it is wrong*."""


def calibration(own=None, **_):
    """How often answers of each confidence are right."""
    from ..calibration import reliability
    from ..plots import plot_reliability

    return plot_reliability(reliability(*_answers(own)))


def mistakes(own=None, **_):
    """How often each class was taken for each."""
    from ..plots import plot_confusion_matrix
    from ..predictions import confusion_matrix

    shares, labels = _answers(own)
    names = own.description["classes"] if own else None
    n = max(2, shares.shape[1])
    return plot_confusion_matrix(confusion_matrix(labels, shares, n), names=names)


def what_it_uses(image, seed, own=None, **_):
    """The photo, and what becomes of it by some changes."""
    import numpy as np

    from ..data import get_cifar10
    from ..perturbations.pictures import grey, mirrored, shuffled, upside_down
    from ..plots import plot_images

    photo = own.rgb(image).astype(np.float32) / 255 if own else get_cifar10()[0][image] + 0.5
    made = {"as it is": photo, "grey": grey(photo), "mirrored": mirrored(photo), "upside down": upside_down(photo)}
    if not (photo.shape[0] % 2 or photo.shape[1] % 2):
        made["quarters"] = shuffled(photo, 2, seed, first=image)
    return plot_images(np.clip([*made.values()], 0, 1), [*made])


def small_push(image, size, along, own=None, **_):
    """The photo, what is added to it, enlarged, and both together. Of another network than the book's the dots fall by chance: they look alike."""
    import numpy as np

    from ..data import get_cifar10
    from ..perturbations import pushes
    from ..plots import plot_images
    from .stills import book_network

    share = size / 255
    if own or along != "slope":
        photo = own.rgb(image).astype(np.float32) / 255 if own else get_cifar10()[0][image] + 0.5
        pushed = pushes.random_push(photo, share, low=0, high=1, first=image).pictures[0]
    else:
        images, labels = get_cifar10()
        photo = images[image] + 0.5
        pushed = pushes.small_push(book_network(), images[image], [labels[image].argmax()], share).pictures[0] + 0.5
    shown = [photo, 0.5 + (pushed - photo) / (2 * share or 1), pushed]
    return plot_images(np.clip(shown, 0, 1), ["photo", "difference, enlarged", "pushed"])


def _answers(own):
    """(N, K) the shares of all photos, and (N,) their classes."""
    import numpy as np

    from ..data import get_cifar10
    from ..predictions import predict
    from .stills import book_answers

    if own is None:
        return book_answers(), get_cifar10()[1].argmax(axis=1)
    images = np.stack([own.numbers(i) for i in range(own.n_pictures)])
    return predict(own.model, images), [own.label(i) for i in range(own.n_pictures)]
