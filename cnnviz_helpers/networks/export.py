"""A Keras model as files that a page can run: `network.json` says what is computed, `weights.safetensors` holds the numbers."""

import json

import numpy as np

from ..arguments import as_array, finite
from ..assets import LABELS, NETWORK, WEIGHTS
from ..data import N_IMAGES, cifar10dict, shipped_label
from ..labels import class_names, class_numbers
from ..output import made_folder, write_file
from .graph import check_channels_last, check_one_output
from .parts import entry, parts
from .pictures import PICTURES, sprite
from .single_steps import PICTURE


def export_explorable(model, folder, classes=None, labels=None, pixels=None, pictures=None):
    """Write `network.json`, `weights.safetensors` and `labels.json` for the live figures, from any Keras 3 model of known layers.

    Known are convolutions of all sorts, dense layers, batch and layer normalisation, the activations of Keras, layers that merge others, pooling,
    flatten, reshape and permute, padding, cropping and resizing, rescaling and normalisation, and layers that do nothing when the network predicts,
    such as dropout. The layers may branch and meet. A model used as a layer is taken apart; functions such as `x + 1.0` or `keras.ops.relu(x)`
    count as the layers that do the same.

    Parameters
    ----------
    model : a Sequential or functional model with one image input (H, W, C), and one output
    folder : where to write; it is made if it is missing
    classes : K names for the outputs, a list or a dict {number: name}; by default the ten of CIFAR-10 for 10 outputs, else "class 0" and so on.
        A single sigmoid has two classes: its number is the chance of the second
    labels : (1000,) whole numbers, the class of each shipped photo, 0 .. K - 1, or one-hot rows; without it the figures do not say which
        answer is right, unless the classes are those of CIFAR-10. With `pictures`: one for each of them
    pixels : how the bytes of a picture become what the network reads: `{"scale": 1 / 127.5, "offset": -1}` for byte · scale + offset, each one
        number or C numbers; with `"order": "bgr"` where blue comes first. By default as the book's photos: byte / 255 − 0.5

    pictures : (N, h, w, 3) uint8, what the figures show in the place of the book's photos

    Returns
    -------
    the `Path` of the folder

    Raises
    ------
    ValueError
        A layer the figures cannot compute, by name, several inputs or outputs, names or labels of other classes, other
        words or numbers in `pixels`, pictures of another shape, or a place where nothing can be written.
    """
    from safetensors.numpy import save

    description = describe(model, classes)
    if pixels is not None:
        description["pixels"] = known_pixels(pixels, description["input"][2])
    shown = {}
    if pictures is not None:
        shown[PICTURES], description["pictures"] = sprite(known_pictures(pictures))
    labels = known_labels(labels, description["classes"], description.get("pictures", {}).get("n"))
    files = shown | {NETWORK: as_json(description).encode(), LABELS: json.dumps(labels).encode(), WEIGHTS: save(arrays(model))}
    folder = made_folder(folder, "the network")
    for name, content in files.items():
        write_file(folder / name, content)
    return folder


def known_pictures(pictures):
    """(N, h, w, 3) uint8, checked."""
    given = as_array("pictures", pictures)
    if given.ndim != 4 or given.shape[-1] != 3 or given.dtype != np.uint8 or not given.size:
        raise ValueError(
            f"pictures must be uint8 of the shape (N, height, width, 3), got {given.dtype} of the shape {given.shape}; "
            "give bytes in three colours."
        )
    return given


def known_labels(labels, classes, n_pictures=None):
    """`labels` as a list of whole numbers, one a picture, or else one a shipped photo; an empty list where nothing is known."""
    if labels is None:
        return [shipped_label(i) for i in range(N_IMAGES)] if n_pictures is None and classes == list(cifar10dict.values()) else []
    given = as_array("labels", labels)
    try:
        numbers = class_numbers(given, len(classes))
    except ValueError:
        numbers = []
    wanted = n_pictures or N_IMAGES
    if len(numbers) != wanted:
        raise ValueError(
            f"labels must be {wanted} whole numbers from 0 to {len(classes) - 1}, "
            f"got {given.dtype} of the shape {given.shape}; give each photo's class."
        )
    return numbers.tolist()


def known_pixels(pixels, channels):
    """How bytes become numbers, as `network.json` says it, checked."""
    wanted = f'{{"scale": 1 / 255, "offset": -0.5}}, each one number or {channels} numbers, and "order": "bgr" where blue comes first'
    if not isinstance(pixels, dict) or set(pixels) - {"scale", "offset", "order"} or pixels.get("order", "rgb") not in ("rgb", "bgr"):
        raise ValueError(f"pixels must be such as {wanted}, got {pixels!r:.100}.")
    found = {"order": "bgr"} if pixels.get("order") == "bgr" else {}
    for key in ("scale", "offset"):
        if key in pixels:
            numbers = finite(f"the {key} of pixels", pixels[key])
            if numbers.shape not in ((), (channels,)) or (key == "scale" and not numbers.all()):
                raise ValueError(f"pixels must be such as {wanted}, got the {key} {pixels[key]!r:.100}.")
            found[key] = numbers.tolist()
    return found


def as_json(description):
    """The text of `network.json`: one layer a line, so that a reader finds it."""
    layers = ",\n  ".join(json.dumps(layer) for layer in description["layers"])
    head = ", ".join(f'"{key}": {json.dumps(description[key], ensure_ascii=False)}' for key in ("input", "classes", "pixels", "pictures") if key in description)
    return f'{{{head},\n "layers": [\n  {layers}\n]}}\n'


def describe(model, classes=None):
    """What `network.json` says: `{"input": [H, W, C], "classes": [...], "layers": [{"name", "kind", ...}, ...]}`.

    A layer that does not read the one before it, or more than that, has a list of names under "inputs"; "input" is the picture.
    """
    check_one_output(model)
    check_channels_last(model)
    shape = list(model.inputs[0].shape[1:])
    if len(shape) != 3 or None in shape:
        raise ValueError(
            f"Expected a model with an image input of fixed size (H, W, C), got {tuple(shape)}; "
            "build it with keras.Input((height, width, channels))."
        )
    found = parts(model)
    if not found:
        raise ValueError("Expected a model with at least one layer, got none between its input and its output; add one.")
    layers = [entry(part, before) for part, before in zip(found, [PICTURE, *(part.name for part in found)])]
    is_one_chance = found[-1].piece.kind == "sigmoid" and found[-1].step.shape == (1,)
    n_classes = 2 if is_one_chance else found[-1].step.shape[-1]
    return {"input": shape, "classes": class_names(classes, n_classes, "classes"), "layers": layers}


def arrays(model):
    """The weights of the layers in `network.json` by name, `{"conv1/kernel": array, ...}`, float32. A missing bias is zeros."""
    return {name: array for part in parts(model) for name, array in part.arrays.items()}
