"""The files that the live figures read: data, modules, and the picture that a figure opens with."""

import base64
import json
import posixpath
import re
import zlib
from functools import cache
from pathlib import Path

from ..assets import HISTORY, IMAGES, LABELS, NETWORK, SNAPSHOTS, WEIGHTS, asset_bytes
from .stills import USUAL_PHOTO

FOLDER = Path(__file__).parent
ENGINE, MORE = "engine/engine.wasm", "engine/more.wasm"  # MORE: the loops of kinds that the book's own network does not have
SHARED_SHEETS = ("kit/kit.css", "kit/maps.css")  # in this order
# Modules that come only when they are needed: `importLater` in kit/resources.mjs.
LATER = (
    *("engine/more-kinds.mjs", "engine/more-slopes.mjs", "kit/album.mjs", "kit/any-network.mjs", "kit/bring-network.mjs", "kit/cost-table.mjs"),
    *("kit/own-picture.mjs", "reader/read-network.mjs"),
)
DATA = (NETWORK, WEIGHTS, IMAGES, LABELS, HISTORY, SNAPSHOTS)
# Our modules, and only ours are read here, import in these forms: names or all, from a file beside, by its relative address.
_IMPORT = re.compile(r'^(?:import|export) (?:\{[^}]*\}|\* as \w+) from "(\.[^"]+)";$', re.MULTILINE)


def opening_picture(state, own=None):
    """The picture that a figure opens with in this `state`, small enough to stand in the page: {"index", "label", "rgb"}."""
    from ..data import shipped_label, shipped_pixels

    index = int(state.get("image", USUAL_PHOTO))
    label, pixels = (own.label(index), own.stored(index)) if own else (shipped_label(index), shipped_pixels(index))
    return {"index": index, "label": label, "rgb": base64.b64encode(pixels.tobytes()).decode()}


@cache
def data_file(name):
    """The bytes of a file that the figures read."""
    return asset_bytes(name)


def page_data():
    """What the figures of a page read, {name: bytes}: the data files, and each file of weights packed as well, a seventh smaller on its way."""
    files = {name: data_file(name) for name in DATA}
    return files | {f"{name}.packed": packed(content) for name, content in files.items() if name.endswith(".safetensors")}


def packed(content):
    """The bytes `content` of a file of 16-bit numbers, made smaller: all even bytes, then all odd ones, then gzip. `kit/files.mjs` unpacks them.

    The even bytes, the ends of the fractions, are as good as random; the odd ones, with the exponents, are mostly alike.
    Apart, each kind gets codes of its own. Nothing repeats, so gzip need not look for it.
    """
    gzip = zlib.compressobj(9, wbits=31, strategy=zlib.Z_HUFFMAN_ONLY)
    return gzip.compress(content[::2] + content[1::2]) + gzip.flush()


def sheets(name, held=()):
    """The names of the style sheets of the figure `name`, in their order: what all figures share, its own, those of the figures that it holds."""
    return [*SHARED_SHEETS, *(f"figures/{one}.css" for one in (name, *held))]


def modules(*files):
    """{name: text} of the modules `files` and of all that they import, what is imported first."""
    found = {}
    for file in files:
        text = (FOLDER / file).read_text(encoding="utf-8")
        beside = posixpath.dirname(file)
        found |= modules(*(posixpath.normpath(posixpath.join(beside, name)) for name in _IMPORT.findall(text))) | {file: text}
    return found


def notebook_module(name, held=()):
    """The one module that brings the figure `name` into a notebook: the texts of its modules, and the loader that makes modules of them.

    `held`: the names of the figures that one can choose from inside of it.
    """
    own = f"figures/{name}.mjs"
    workers = sorted(f"figures/{file.name}" for file in FOLDER.glob("figures/*-worker.mjs" if held else f"figures/{name}-worker.mjs"))
    loader = (FOLDER / "notebook.mjs").read_text(encoding="utf-8")
    return f"const FIGURE = {json.dumps(own)}, MODULES = {json.dumps(modules(*LATER, *workers, *(f'figures/{one}.mjs' for one in held), own))};\n\n{loader}"
