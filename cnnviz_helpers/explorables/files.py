"""The files that the live figures read: data, modules, and the picture that a figure opens with."""

import base64
import posixpath
import re
import zlib
from functools import cache
from pathlib import Path

from ..assets import HISTORY, IMAGES, LABELS, NETWORK, SNAPSHOTS, WEIGHTS, asset_bytes

FOLDER = Path(__file__).parent
ENGINE = "engine/engine.wasm"
SHARED_SHEETS = ("kit/kit.css", "kit/maps.css")  # in this order
DATA = (NETWORK, WEIGHTS, IMAGES, LABELS, HISTORY, SNAPSHOTS)
_IMPORT = re.compile(r'^import (?:\{[^}]*\} )?from "(?P<file>\.[^"]+)";\n', re.MULTILINE)


def opening_picture(index, own=None):
    """The picture that a figure opens with, small enough to stand in the page: {"index", "label", "rgb"}."""
    from ..data import shipped_label, shipped_pixels

    label = own.label(int(index)) if own else shipped_label(index)
    return {"index": int(index), "label": label, "rgb": base64.b64encode(shipped_pixels(index).tobytes()).decode()}


@cache
def data_file(name):
    """The bytes of a file that the figures read."""
    return asset_bytes(name)


def page_data():
    """What the figures of a page read, {name: bytes}: the data files, and each file of weights packed as well, a seventh smaller on its way."""
    files = {name: data_file(name) for name in DATA}
    return files | {f"{name}.packed": packed(content) for name, content in files.items() if name.endswith(".safetensors")}


def packed(content):
    """The bytes `content` of a file of 16-bit numbers, made smaller: all even bytes, then all odd ones, then gzip. `explorables/files.mjs` unpacks them.

    The even bytes, the ends of the fractions, are as good as random; the odd ones, with the exponents, are mostly alike.
    Apart, each kind gets codes of its own. Nothing repeats, so gzip need not look for it.
    """
    gzip = zlib.compressobj(9, wbits=31, strategy=zlib.Z_HUFFMAN_ONLY)
    return gzip.compress(content[::2] + content[1::2]) + gzip.flush()


def sheets(name):
    """The names of the style sheets of the figure `name`, in their order: what all figures share, then its own."""
    return [*SHARED_SHEETS, f"figures/{name}.css"]


def modules(file):
    """The names of the module `file` and of all that it imports, what is imported first."""
    found = [name for match in _IMPORT.finditer(_text(file)) for name in modules(posixpath.normpath(posixpath.join(posixpath.dirname(file), match["file"])))]
    return list(dict.fromkeys([*found, file]))


def bundle(name):
    """One module that holds the figure `name` and all that it imports, for notebooks, where modules cannot import each other.

    Every module here exports plain names, and no two of them define the same one, so that they can stand in one file.
    """
    *others, own = (_IMPORT.sub("", _text(file)) for file in modules(f"figures/{name}.mjs"))
    return "\n".join([*(re.sub(r"^export (?!default)", "", text, flags=re.MULTILINE) for text in others), own])


def _text(file):
    return (FOLDER / file).read_text(encoding="utf-8")
