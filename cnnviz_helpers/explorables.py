"""The live figures, seen from Python: `explore("kernel-lab", filter=3)` puts one into a page or a notebook.

The figures themselves are the ES modules in `explorables/`. They read the same files as Python: weights, pictures, labels.
"""

import base64
import html
import json
import os
import re
import zlib
from functools import cache
from pathlib import Path

from . import stills
from .assets import HISTORY, IMAGES, LABELS, NETWORK, SNAPSHOTS, WEIGHTS, asset_bytes
from .chains import read_own

FOLDER = Path(__file__).parent / "explorables"
DATA = (NETWORK, WEIGHTS, IMAGES, LABELS, HISTORY, SNAPSHOTS)
IN_THE_BOOK = "CNN_BOOK_BUILD"  # set in the kernels that the book's build starts
_IMPORT = re.compile(r'^import (?:\{[^}]*\} )?from "\./(?P<file>[\w-]+\.mjs)";\n', re.MULTILINE)


def explore(name, network=None, **state):
    """A live figure of the book, such as `explore("kernel-lab", image=16, filter=5)`.

    In a built page it is a still picture until the page's scripts bring it to life. In a notebook it is a widget.

    Parameters
    ----------
    name : one of "kernel-lab", "one-number", "x-ray", "being-born", "ablation", "where", "shift-lab"
    network : a folder that `export_explorable` wrote, for "one-number" and "x-ray": the figure then shows that network in
        place of the book's. In a built page its weights stand in the page, so it should have few.
    state : what it opens on: numbers and words, as they stand in the address of a page

    Raises
    ------
    ValueError
        There is no such figure, it knows no such word, or it cannot show this network.
    """
    if name not in stills.FIGURES:
        raise ValueError(f"There is no live figure {name!r}; the names are {', '.join(stills.FIGURES)}.")
    known = stills.FIGURES[name].state
    unknown = sorted(set(state) - set(known))
    if unknown:
        raise ValueError(f"The live figure {name!r} has no {unknown[0]!r}; it has {', '.join(known)}.")
    own = _own(name, network)
    state = {**known, **({"layer": own.first} if own and "layer" in known else {}), **state}
    if os.environ.get(IN_THE_BOOK):
        return Mount(name, state, own)
    from .widget import widget

    return widget(name, state, own)


def _own(name, network):
    """The network in the folder `network`, or None for the book's."""
    if network is None:
        return None
    able = [one for one, figure in stills.FIGURES.items() if figure.any_network]
    if name not in able:
        raise ValueError(f"The live figure {name!r} shows the book's network only; with another one use {' or '.join(able)}.")
    return read_own(network)


class Mount:
    """The place of a live figure in a page: its still picture, and what the page's script needs to know."""

    def __init__(self, name, state, own=None):
        self.name, self.state, self.own = name, state, own

    def _repr_html_(self):
        figure = stills.FIGURES[self.name]
        picture = base64.b64encode(figure.draw(**self.state, **({"own": self.own} if self.own else {}))._repr_png_()).decode()
        width, height = png_size(base64.b64decode(picture))
        words = html.escape(figure.alt.replace("conv1", self.own.first) if self.own else figure.alt, quote=True)
        data = {"state": self.state, "picture": opening_picture(self.state.get("image", 16), self.own)}
        if self.own:
            data["files"] = {name: base64.b64encode(content).decode() for name, content in self.own.files.items()}
        attributes = " ".join(f"data-{key}='{html.escape(json.dumps(value), quote=True)}'" for key, value in data.items())
        return (
            f'<figure class="explorable" data-explorable="{self.name}" {attributes}>'
            f'<img class="explorable-still" src="data:image/png;base64,{picture}" width="{width // 2}" height="{height // 2}" alt="{words}" decoding="async">'
            f'<figcaption class="explorable-caption">{html.escape(figure.caption)} '
            '<span class="explorable-note">This figure is live where scripts can run; here you see one state of it.</span></figcaption></figure>'
        )


def png_size(png):
    """(width, height) of a PNG, from its header."""
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


def opening_picture(index, own=None):
    """The picture that a figure opens with, small enough to stand in the page: {"index", "label", "rgb"}."""
    from .data import shipped_label, shipped_pixels

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


def modules(file):
    """The names of the module `file` and of all that it imports, what is imported first."""
    found = [name for match in _IMPORT.finditer(_text(file)) for name in modules(match["file"])]
    return list(dict.fromkeys([*found, file]))


def bundle(name):
    """One module that holds the figure `name` and all that it imports, for notebooks, where modules cannot import each other.

    Every module here exports plain names, and no two of them define the same one, so that they can stand in one file.
    """
    *others, own = (_IMPORT.sub("", _text(file)) for file in modules(f"{name}.mjs"))
    return "\n".join([*(re.sub(r"^export (?!default)", "", text, flags=re.MULTILINE) for text in others), own])


def _text(file):
    return (FOLDER / file).read_text(encoding="utf-8")


def colours_module():
    """The text of `explorables/colours.mjs`: the book's colour scales, each as 33 colours in base64."""
    from .plots.colours import CHANNELS, SIGNED, table

    def packed(colours):
        return base64.b64encode(bytes(part for colour in colours for part in colour)).decode()

    scales = {"signed": table(SIGNED)[::8]} | {
        name: table(stops)[::8] for name, stops in zip(("red", "green", "blue"), CHANNELS)
    }
    lines = "\n".join(f'  {name}: "{packed(colours.tolist())}",' for name, colours in scales.items())
    return f"/* Written by `make engine` from cnnviz_helpers/palette.py: 33 colours a scale, red, green and blue bytes in base64. */\n\nexport const COLOURS = {{\n{lines}\n}};\n"
