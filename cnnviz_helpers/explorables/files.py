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
from .tours import TOURS, tours_file

FOLDER = Path(__file__).parent
ENGINE, MORE = "engine/engine.wasm", "engine/more.wasm"  # MORE: the loops of kinds that the book's own network does not have
SHARED_SHEETS = ("kit/kit.css", "kit/maps.css")  # in this order
# Sheets that some figures share, beside those of all.
MORE_SHEETS = {
    **{"one-number": ("kit/ledger.css",), "explorer": ("kit/ledger.css", "kit/network-panel.css"), "workbench": ("kit/network-panel.css",)},
    **{"one-weight": ("kit/chart.css", "kit/weight-picker.css"), "backwards": ("kit/ledger.css", "kit/weight-picker.css"), "train-it": ("kit/chart.css",)},
    "two-things": ("figures/where.css",),
    **dict.fromkeys(("calibration", "mistakes", "what-it-uses"), ("kit/counts.css",)),
    "small-push": ("kit/counts.css", "kit/chart.css"),
    **{"picture-for-a-unit": ("kit/chart.css", "kit/counts.css"), "name-it": ("kit/counts.css",), "neighbours": ("kit/counts.css",)},
    **{"pixels-go": ("kit/counts.css", "kit/chart.css", "kit/belief.css"), "mosaic": ("kit/counts.css", "kit/belief.css")},
    **dict.fromkeys(("bench", "adds-up"), ("kit/belief.css",)),
}
# Modules that come only when they are needed: `importLater` in kit/resources.mjs.
LATER = (
    *(
        "engine/more-kinds.mjs",
        "engine/more-loops.mjs",
        "engine/more-slopes.mjs",
        "kit/album.mjs",
        "kit/any-network.mjs",
        "kit/bring-network.mjs",
        "kit/cost-table.mjs",
    ),
    *("engine/script-loops.mjs", "kit/own-picture.mjs", "reader/read-network.mjs", "explorer/from-figures.mjs", "figures/one-number.curve.mjs"),
    "engine/slopes.mjs",
)
# Figures that stand on a page of their own: their style sheets come there alone.
ROOMS = ("explorer", "panorama")
_COUNTING = ("kit/changed-photos-worker.mjs", "kit/counting.mjs")
# What a figure brings later: its workers, and the parts in a folder of its name.
LATER_OF = {
    "explorer": (
        *(f"explorer/{part}.mjs" for part in "camera count-worker drawing inside networks pictures qr right-count strip tours".split()),
        "kit/all-photos-worker.mjs",
    ),
    "panorama": ("explorer/camera.mjs",),
    **dict.fromkeys(("bench", "pixels-go", "adds-up", "mosaic"), ("kit/belief-worker.mjs", "kit/open-network.mjs")),
    "picture-for-a-unit": ("kit/all-photos-worker.mjs", "engine/ascent.mjs", "figures/picture-for-a-unit.silent.mjs"),
    "name-it": ("kit/all-photos-worker.mjs", "figures/name-it.test.mjs", "figures/name-it.field.mjs"),
    "neighbours": ("figures/neighbours.worker.mjs", "figures/neighbours.room.mjs"),
    "one-weight": ("figures/one-weight.worker.mjs", "kit/chart.mjs", "kit/weight-picker.mjs"),
    "backwards": ("figures/backwards.parts.mjs", "kit/weight-picker.mjs"),
    "train-it": ("figures/train-it.worker.mjs", "kit/chart.mjs"),
    "two-things": ("figures/two-things.parts.mjs",),
    "calibration": (*_COUNTING, "figures/calibration.noise.mjs"),
    "mistakes": (*_COUNTING, "figures/mistakes.room.mjs"),
    "what-it-uses": _COUNTING,
    "small-push": ("kit/changed-photos-worker.mjs", "figures/small-push.counts.mjs"),
}
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
    files = {name: data_file(name) for name in DATA} | {TOURS: tours_file()}
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
    figures = (name, *held)
    more = dict.fromkeys(sheet for one in figures for sheet in MORE_SHEETS.get(one, ()))
    return list(dict.fromkeys([*SHARED_SHEETS, *more, *(f"figures/{one}.css" for one in figures), *(sheet for one in figures for sheet in own_sheets(one))]))


def own_sheets(name):
    """The names of the style sheets in the room of the figure `name`, if it has one, and beside what it brings later."""
    later = [(FOLDER / file).with_suffix(".css") for file in LATER_OF.get(name, ())]
    files = {*FOLDER.glob(f"{name}/*.css"), *(file for file in later if file.is_file())}
    return sorted(file.relative_to(FOLDER).as_posix() for file in files)


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
    later = dict.fromkeys([*LATER, *(part for one in (name, *held) for part in LATER_OF.get(one, ()))])
    workers = sorted(f"figures/{file.name}" for file in FOLDER.glob("figures/*-worker.mjs" if held else f"figures/{name}-worker.mjs"))
    loader = (FOLDER / "notebook.mjs").read_text(encoding="utf-8")
    return f"const FIGURE = {json.dumps(own)}, MODULES = {json.dumps(modules(*later, *workers, *(f'figures/{one}.mjs' for one in held), own))};\n\n{loader}"
