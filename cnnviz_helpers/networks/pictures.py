"""Pictures for the live figures on a network of the reader's own: how bytes become its numbers, and a folder of pictures."""

import io
import math
from pathlib import Path

import numpy as np

# Numbers of the input = byte * scale + offset. "imagenet": each channel less its mean over ImageNet, divided by its standard deviation.
MEANS, DEVIATIONS = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
RANGES = {
    "-0.5..0.5": {"scale": 1 / 255, "offset": -0.5},
    "0..1": {"scale": 1 / 255, "offset": 0},
    "-1..1": {"scale": 2 / 255, "offset": -1},
    "0..255": {"scale": 1, "offset": 0},
    "imagenet": {
        "scale": [1 / 255 / deviation for deviation in DEVIATIONS],
        "offset": [-mean / deviation for mean, deviation in zip(MEANS, DEVIATIONS)],
    },
}
PICTURES = "pictures.png"  # where the pictures of a network's own lie, all in one
OURS = "-0.5..0.5"  # of which network.json says nothing
SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp")
MOST = 1000  # pictures of one set, as the book has


def pixels(range):
    """What `network.json` says of the `range` in which a network takes pictures, {"scale": …, "offset": …}; None for the book's own.

    Raises
    ------
    ValueError
        There is no such range.
    """
    if range not in RANGES:
        raise ValueError(f"Expected the range in which the network was trained, one of {', '.join(RANGES)}, got {range!r}; look at how its pictures were made.")
    return None if range == OURS else RANGES[range]


def known_range(model):
    """The range "0..255" where the network begins with a layer that brings bytes into its range, else None: nothing is guessed."""
    from keras import layers

    from .graph import steps

    first = next((step.layer for step in steps(model) if not isinstance(step.layer, layers.InputLayer)), None)
    return "0..255" if isinstance(first, (layers.Rescaling, layers.Normalization)) else None


def read_pictures(folder, size):
    """The pictures of a folder, each cut to the shape of `size` around its middle and made as small or large.

    Parameters
    ----------
    folder : with pictures, or with a folder of them for each class; of more than 1,000 every second, third … is taken
    size : (height, width)

    Returns
    -------
    (N, height, width, 3) uint8; N class numbers, or an empty list; the names of the classes, or None

    Raises
    ------
    ValueError
        There is no such folder, no picture in it, or one that cannot be read.
    """
    folder, wanted = Path(folder).expanduser(), f"Expected a folder with pictures ({', '.join(SUFFIXES)}), or with a folder of them for each class"
    if not folder.is_dir():
        raise ValueError(f"{wanted}, got {str(folder)!r}, which is none; name another.")
    classes = sorted(one.name for one in folder.iterdir() if one.is_dir() and _pictures_in(one))
    files = [(file, label) for label, name in enumerate(classes) for file in _pictures_in(folder / name)] or [(file, -1) for file in _pictures_in(folder)]
    if not files:
        raise ValueError(f"{wanted}, got {str(folder)!r}, which has none; name another.")
    files = files[:: math.ceil(len(files) / MOST)]
    pictures = np.stack([_read(file, size) for file, _ in files])
    return pictures, [label for _, label in files] if classes else [], classes or None


def _pictures_in(folder):
    return sorted(file for file in folder.iterdir() if file.suffix.lower() in SUFFIXES and file.is_file())


def _read(file, size):
    """(height, width, 3) uint8, on white where the picture is transparent."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(file) as opened:
            picture = ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, ValueError, SyntaxError) as problem:
        raise ValueError(f"Expected pictures that can be read, but {str(file)!r} cannot ({problem}); take it out of the folder.") from None
    whole = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")
    return np.asarray(ImageOps.fit(whole, size[::-1], Image.Resampling.BOX if min(whole.size) > min(size) else Image.Resampling.BILINEAR))


def sprite(pictures):
    """All `pictures`, (N, height, width, 3) uint8, in one PNG, row by row: its bytes, and what `network.json` says of it, {"n", "columns", "shape"}."""
    from PIL import Image

    n, height, width, _ = pictures.shape
    columns = math.ceil(math.sqrt(n * height / width))
    rows = math.ceil(n / columns)
    filled = np.zeros((rows * columns, height, width, 3), np.uint8)
    filled[:n] = pictures
    large = filled.reshape(rows, columns, height, width, 3).transpose(0, 2, 1, 3, 4).reshape(rows * height, columns * width, 3)
    buffer = io.BytesIO()
    Image.fromarray(large).save(buffer, format="png")
    return buffer.getvalue(), {"n": n, "columns": columns, "shape": [height, width]}


def read_names(file):
    """The names of classes in a text file, one a line.

    Raises
    ------
    ValueError
        There is no such file, or no text in it.
    """
    try:
        names = [line.strip() for line in Path(file).expanduser().read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    except (OSError, UnicodeError) as problem:
        why = getattr(problem, "strerror", None) or "no text"
        raise ValueError(f"Expected a text file with the name of a class in each line, got {str(file)!r} ({why}); name another.") from None
    if not names:
        raise ValueError(f"Expected the name of a class in each line of {str(file)!r}, got none; write them there.")
    return names
