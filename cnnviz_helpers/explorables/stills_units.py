"""The still pictures of the figures of the chapter *What a unit wants*."""

NOISE = 0.2  # of a pixel's range, around its middle: as engine/ascent.mjs has it
SHOWN = (0, 5, 10, 20, 60)  # steps of a picture that a still shows
SHOWN_NEAR = 12  # neighbours of a photo


def picture_for_a_unit(layer, map, row, column, start, image, seed, steps, behind, jitter, smooth, own=None):
    """What the picture begins with, and what has become of it after some steps; of another network than the book's, the map for a photo."""
    from ..attribution.ascent import ascent_path
    from ..plots import plot_featuremaps, plot_images
    from .stills import _maps, _photo, book_network

    if own:
        return plot_featuremaps(own.rgb(image), *_maps(own, image, layer), layer)
    begun = _photo(image) if start == "photo" else plain_picture((32, 32, 3), seed if start == "noise" else None)
    model = book_network()
    name = layer.replace("conv", "relu") if behind else layer
    path = ascent_path(model, begun, name, map, steps, place=(row, column), jitter=2 * jitter, smooth=smooth, seed=seed)
    which = [step for step in SHOWN if step < steps] + [steps]
    return plot_images(path.pictures[which], [f"step {step}: {path.values[step]:.1f}".replace("-", "−") for step in which], columns=len(which))


def plain_picture(shape, seed=None):
    """(H, W, C) float32: grey, with `seed` and noise on it, as the page begins with (`plainPicture` in engine/ascent.mjs)."""
    import numpy as np

    from ..perturbations.seeded import states_of, xorshift

    if seed is None:
        return np.zeros(shape, np.float32)
    return (NOISE * (xorshift(states_of(seed, [1]), int(np.prod(shape)))[0] - 0.5)).astype(np.float32).reshape(shape)


def name_it(layer, map, share, own=None, **_):
    """The nine patches, and the photos from which they are; of another network than the book's, the map for a photo."""
    from ..data import get_cifar10
    from ..features import layer_outputs, strongest_units
    from ..plots import plot_featuremaps, plot_strongest
    from ..receptive.field import receptive_field
    from ..units.patches import units_at_share
    from .stills import USUAL_PHOTO, _maps, book_network

    if own:
        image = min(USUAL_PHOTO, own.n_pictures - 1)
        return plot_featuremaps(own.rgb(image), *_maps(own, image, layer), layer)
    model, (photos, _) = book_network(), get_cifar10()
    maps = layer_outputs(model, photos, layer)[layer]
    some = maps[..., map].max() > 0
    return plot_strongest(photos, units_at_share(maps, map, share) if some else strongest_units(maps, map), receptive_field(model, layer))


def neighbours(image, own=None, **_):
    """The photo and its nearest, by pixels and by what the last sum reads; of another network than the book's, the photo alone."""
    import numpy as np

    from ..data import cifar10dict, get_cifar10
    from ..features import layer_outputs
    from ..plots import plot_images
    from ..units.neighbours import nearest_neighbours
    from .stills import book_network

    if own:
        return plot_images(own.rgb(image)[None])
    photos, labels = get_cifar10()
    model = book_network()
    layer = model.layers[-3].name
    shown = [i for vectors in (photos, layer_outputs(model, photos, layer)[layer]) for i in (image, *nearest_neighbours(vectors, SHOWN_NEAR)[image])]
    return plot_images(photos[shown], [cifar10dict[k] for k in np.argmax(labels[shown], axis=1)], shown, columns=SHOWN_NEAR + 1)
