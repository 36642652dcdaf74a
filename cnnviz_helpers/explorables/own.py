"""A network of a reader's own, as the live figures show it: its files, its pictures, and what of it each figure begins with.

A picture becomes an input here as in the page, number by number: `kit/any-network.mjs`.
"""

import io
import json
from functools import cached_property
from pathlib import Path

import numpy as np

from ..assets import LABELS, NETWORK, WEIGHTS
from ..data import IMAGE_SIZE, N_IMAGES, shipped_pixels
from ..networks.pictures import PICTURES
from ..networks.rebuild import OwnNetwork
from .needs import ACTIVATIONS

SNAPSHOTS = "snapshots.safetensors"
NEEDED, MORE = (NETWORK, WEIGHTS, LABELS), (PICTURES, SNAPSHOTS)
SCALE, OFFSET = 1 / 255, -0.5  # of a network that does not say how a byte becomes a number: as the book's
GREY = (0.299, 0.587, 0.114)  # how much of red, green and blue there is in grey


class ShownNetwork(OwnNetwork):
    """A network in files, with what the figures ask of it."""

    @cached_property
    def description(self):
        return json.loads(self.files[NETWORK])

    @property
    def shape(self):
        """(H, W, C) of the input."""
        return tuple(self.description["input"])

    @property
    def n_pictures(self):
        return self.description["pictures"]["n"] if "pictures" in self.description else N_IMAGES

    @property
    def has_the_books_input(self):
        """Whether `get_cifar10()` gives what the network reads."""
        return self.shape == (IMAGE_SIZE, IMAGE_SIZE, 3) and not {"pixels", "pictures"} & set(self.description)

    @cached_property
    def _sprite(self):
        from PIL import Image

        with Image.open(io.BytesIO(self.files[PICTURES])) as sprite:
            return np.asarray(sprite.convert("RGB"))

    def stored(self, index):
        """(h, w, 3) uint8: the picture with this number as it is stored."""
        if "pictures" not in self.description:
            return shipped_pixels(index)
        of = self.description["pictures"]
        (height, width), row, column = of["shape"], *divmod(index, of["columns"])
        return self._sprite[row * height : (row + 1) * height, column * width : (column + 1) * width]

    def rgb(self, index):
        """(H, W, 3) uint8: the picture as large as the input, and grey if that has one channel."""
        return fitted(self.stored(index), self.shape)

    def numbers(self, index):
        """(H, W, C) float32: the picture as the network reads it."""
        return as_numbers(self.rgb(index), self.shape[2], **self.description.get("pixels", {}))

    def reads(self, name):
        """The names of what the layer `name` reads; "input" is the picture."""
        before = "input"
        for layer in self.description["layers"]:
            if layer["name"] == name:
                return layer.get("inputs", [before])
            before = layer["name"]
        raise KeyError(name)

    def named(self, kinds):
        """The names of the layers of these kinds, in their order."""
        return [layer["name"] for layer in self.description["layers"] if layer["kind"] in kinds]

    def activation_of(self, name):
        """The name of an activation that reads the layer `name`, or None."""
        return next((other for other in self.named(ACTIVATIONS) if self.reads(other) == [name]), None)

    @property
    def first(self):
        """The name of the first plain convolution; of a network that has none, of its first layer."""
        return next(iter(self.named(("conv",))), self.description["layers"][0]["name"])

    def layer_shape(self, name):
        """(h, w, C) of what the layer `name` gives; a row of n numbers is (1, 1, n)."""
        shape = tuple(self.model.get_layer(name).output.shape[1:])
        return (1, 1, 1)[len(shape) :] + shape


def placed(size, n):
    """Where along one axis each of `n` numbers lies among `size`: (n,) the place before it, the one behind it, and how far that counts."""
    at = np.clip((np.arange(n) + 0.5) * size / n - 0.5, 0, size - 1)
    low = np.floor(at).astype(int)
    return low, np.minimum(low + 1, size - 1), at - low


def fitted(pixels, shape):
    """(h, w, 3) uint8 -> (H, W, 3) uint8 for an input of the `shape` (H, W, C): between pixels as their distance says, pixels being squares;
    and grey, three times the same, if C is 1."""
    if pixels.shape == tuple(shape):
        return pixels
    (top, bottom, down), (left, right, across) = placed(pixels.shape[0], shape[0]), placed(pixels.shape[1], shape[1])
    down, across, all_ = down[:, None, None], across[:, None], pixels.astype(float)
    above = all_[top][:, left] * (1 - across) + all_[top][:, right] * across
    below = all_[bottom][:, left] * (1 - across) + all_[bottom][:, right] * across
    found = above * (1 - down) + below * down
    if shape[2] == 1:
        red, green, blue = (part * found[..., [c]] for c, part in enumerate(GREY))
        found = np.repeat(0 + red + green + blue, 3, axis=2)
    return np.floor(found + 0.5).astype(np.uint8)


def as_numbers(rgb, channels, scale=SCALE, offset=OFFSET, order="rgb"):
    """(..., H, W, 3) uint8 -> (..., H, W, channels) float32: byte · scale + offset, numbers or one for each channel of the input."""
    bytes_ = rgb[..., :1] if channels == 1 else rgb[..., ::-1] if order == "bgr" else rgb
    if (scale, offset) == (SCALE, OFFSET):
        return bytes_.astype(np.float32) / np.float32(255) - np.float32(0.5)
    return (bytes_ * np.asarray(scale, float) + np.asarray(offset, float)).astype(np.float32)


def read_network(folder):
    """The network that `export_explorable` wrote into `folder`, a `ShownNetwork`.

    Raises
    ------
    ValueError
        No such files, or damaged ones.
    """
    if not isinstance(folder, (str, Path)):
        raise ValueError(f"network must be a folder that export_explorable wrote, got {folder!r:.60}; give its path.")
    folder = Path(folder)
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    if missing:
        raise ValueError(f"Expected a folder that export_explorable wrote, but {folder} has no {missing[0]}; export the model into it first.")
    files = {name: (folder / name).read_bytes() for name in (*NEEDED, *MORE) if (folder / name).is_file()}
    damaged = next((name for name, content in files.items() if not _is_whole(name, content, files)), None)
    if damaged:
        raise ValueError(f"Expected a folder that export_explorable wrote, but {folder / damaged} is damaged; export the model into it again.")
    return ShownNetwork(files)


def _is_whole(name, content, files):
    """Whether a file is as `export_explorable` writes it."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    readers = {
        NETWORK: lambda: _check_description(json.loads(content), files),
        LABELS: lambda: json.loads(content)[:0],
        WEIGHTS: lambda: load(content),
        SNAPSHOTS: lambda: [load(content)[key] for key in ("step", "loss", "kernel")],
        PICTURES: lambda: _check_sprite(content, json.loads(files[NETWORK]).get("pictures")),
    }
    try:
        readers[name]()
    except (ValueError, KeyError, TypeError, IndexError, OSError, SafetensorError):
        return False
    return True


def _check_description(found, files):
    """Fail if something is missing."""
    height, width, channels = found["input"]
    whole = height * width * channels and all(layer["name"] + layer["kind"] for layer in found["layers"]) and found["layers"]
    if not whole or ("pictures" in found and PICTURES not in files):
        raise ValueError(found)


def _check_sprite(content, pictures):
    """Fail if the sprite cannot be read, or is not as large as `pictures` says; where nothing is said of it, it is not read."""
    from PIL import Image

    if pictures:
        height, width = pictures["shape"]
        with Image.open(io.BytesIO(content)) as sprite:
            sprite.load()
            if sprite.size != (pictures["columns"] * width, -(-pictures["n"] // pictures["columns"]) * height):
                raise ValueError(sprite.size)


def network_pictures(folder):
    """The pictures that the live figures show a network, as numbers, as the network in `folder` reads them.

    Where the folder has no pictures of its own, they are the book's, made as large as the network's input.

    Parameters
    ----------
    folder : a folder that `export_explorable` wrote

    Returns
    -------
    (N, H, W, C) float32

    Raises
    ------
    ValueError
        No such files, or damaged ones.
    """
    own = read_network(folder)
    return np.stack([own.numbers(index) for index in range(own.n_pictures)])
