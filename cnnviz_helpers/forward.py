"""Running images through a network, and finding its layers. Everything else that asks a network leans on this."""

import numpy as np

BATCH = 100


def as_batch(model, images):
    """`images` with a batch axis, checked against what `model` takes.

    Parameters
    ----------
    images : (H, W, C) or (N, H, W, C) float

    Returns
    -------
    (N, H, W, C) float32

    Raises
    ------
    ValueError
        Another shape than the network's input, whole numbers, or numbers that are not finite.
    """
    wanted = tuple(model.inputs[0].shape[1:])
    array = np.asarray(images)
    batch = array[None] if array.ndim == len(wanted) else array
    fits = batch.ndim == len(wanted) + 1 and all(w in (None, have) for w, have in zip(wanted, batch.shape[1:]))
    if not fits or not len(batch):
        raise ValueError(
            f"The network expects images of the shape {_shape(wanted)}, one or several, got an array of the shape {array.shape}; "
            "choose images with x_test[16] or x_test[:5], or resize yours."
        )
    if not np.issubdtype(batch.dtype, np.floating):
        raise ValueError(
            f"The network expects images as floats in the range it was trained on, got {batch.dtype}; for ours use to_input(pixels)."
        )
    if not np.isfinite(batch).all():
        raise ValueError("The network expects finite numbers, got NaN or infinity in the images; replace them first.")
    return batch.astype(np.float32)


def _shape(shape):
    return "(" + ", ".join("any" if size is None else str(size) for size in shape) + ")"


def run(model, batch):
    """The outputs of `model` for `batch`, 100 images at a time: an array, or a list of arrays for several outputs."""
    parts = [model(batch[i : i + BATCH], training=False) for i in range(0, len(batch), BATCH)]
    if isinstance(parts[0], (list, tuple)):
        return [np.concatenate([np.asarray(part) for part in output]) for output in zip(*parts)]
    return np.concatenate([np.asarray(part) for part in parts])


def check_graph(model):
    """Refuse a model whose layers are not joined in a graph, or that takes more than one input.

    Raises
    ------
    ValueError
        The model was subclassed, never built, or has several inputs.
    """
    try:
        has_graph = bool(model.inputs) and all(hasattr(layer, "output") for layer in model.layers)
    except (AttributeError, ValueError):
        has_graph = False
    if not has_graph:
        raise ValueError(
            f"Expected a Sequential or functional Keras model that knows its input, got {type(model).__name__}; build one: "
            "start a Sequential with keras.Input(shape), or call keras.Model(inputs, outputs)."
        )
    if len(model.inputs) != 1:
        raise ValueError(f"Expected a model with one input, got {len(model.inputs)}; build a model of the part that takes the image.")


def part_of(model, outputs):
    """A network from the input of `model` to the symbolic `outputs` (one, or a list), sharing its weights."""
    import keras

    return keras.Model(model.inputs[0], outputs)


def find_layer(model, layer):
    """The layer of `model` called `layer`: a name, an index as in `model.layers`, or the layer itself.

    Raises
    ------
    ValueError
        There is no such layer; the message lists those there are.
    """
    check_graph(model)
    if any(layer is one for one in model.layers):
        return layer
    names = [one.name for one in model.layers]
    if isinstance(layer, str) and layer in names:
        return model.layers[names.index(layer)]
    is_index = isinstance(layer, (int, np.integer)) and not isinstance(layer, bool)
    if is_index and -len(names) <= layer < len(names):
        return model.layers[layer]
    raise ValueError(f"Expected a layer's name, or an index from 0 to {len(names) - 1}, got {layer!r}; the layers are {', '.join(names)}.")
