"""`python -m cnnviz_helpers open model.keras`: the live figures on a network of the reader's own, in the browser, from this machine alone."""

import html
import json
import shutil
import tempfile
import webbrowser
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from .output import write_file
from .palette import IN_THE_DARK, INK, MUTED, ORANGE, PAPER, RULE, VIOLET

USAGE = (
    "Expected open FILE [--pictures FOLDER] [--range RANGE] [--classes FILE], got {got!r}; "
    "say python -m cnnviz_helpers open model.keras --range 0..1, for example."
)
OPTIONS = ("--pictures", "--range", "--classes")
COLOURS = {"ink": INK, "muted": MUTED, "rule": RULE, "violet": VIOLET, "orange": ORANGE}
PAPERS = ({"paper": PAPER, "surface": "#f5f2ea"}, {"paper": "#14151b", "surface": "#1d1f28"})  # light, dark
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<link rel="icon" href="data:,">{sheets}
<style>
@font-face {{ font-family: "Hanken Grotesk"; src: url("fonts/HankenGrotesk-Regular.ttf") }}
@font-face {{ font-family: "Hanken Grotesk"; font-weight: 600; src: url("fonts/HankenGrotesk-SemiBold.ttf") }}
:root {{ color-scheme: light dark; {light} }}
@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}
body {{ background: var(--cnn-paper); color: var(--cnn-ink); font-family: "Hanken Grotesk", system-ui, sans-serif; margin: 0 }}
main {{ margin: 0 auto; max-width: 44rem; padding: 1rem }}
h1 {{ font-size: 1.5rem; overflow-wrap: anywhere }}
</style>
<script type="module" src="opened.mjs"></script></head>
<body><main><h1>{title}</h1><div class="explorable-live" data-network="{network}"><p>The figures need a browser that runs scripts.</p></div></main></body></html>
"""


def open_network(words):
    """Show the network that the `words` of the command line name in the browser, until the reader stops it; returns the exit code 0.

    Raises
    ------
    ValueError
        Words that it does not know; a file, pictures, a range or names of classes that do not fit.
    """
    file, options = read_words(words)
    with tempfile.TemporaryDirectory() as folder:
        write_site(file, Path(folder), **options)
        with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
            address = f"http://127.0.0.1:{server.server_port}/"
            print(f"The figures are at {address} on this machine alone; end with Ctrl-C.", flush=True)
            webbrowser.open(address)
            try:
                server.serve_forever()
            except KeyboardInterrupt:
                print("Ended.")
    return 0


def read_words(words):
    """(file, {option: word}) of the command line behind `open`."""
    got, options = " ".join(["open", *words]), {}
    file, *rest = words or [""]
    if not file or file.startswith("-") or len(rest) % 2:
        raise ValueError(USAGE.format(got=got))
    for option, word in zip(rest[::2], rest[1::2]):
        if option not in OPTIONS or option in options:
            raise ValueError(USAGE.format(got=got))
        options[option] = word
    return file, {option.removeprefix("--"): word for option, word in options.items()}


def write_site(file, folder, pictures=None, range=None, classes=None):
    """Write the page and all that it reads into `folder`: the network in `file`, the figures, the pictures.

    Parameters
    ----------
    file : a `.keras` file, or a folder that `export_explorable` wrote, which tells the rest itself
    pictures : a folder with pictures, or with a folder of them for each class; by default the book's photos
    range : the range in which the network was trained; not needed if it begins with a layer that rescales bytes
    classes : a text file, a name a line, in the order of the network's outputs; by default the names of the folders of pictures, in that of the
        alphabet, else the ten of CIFAR-10 for ten classes. A folder counts for the class of its name, or where none has it, by the alphabet
    """
    from .explorables.figures import WORKBENCH
    from .explorables.files import FOLDER, page_data, sheets
    from .explorables.mount import held_by
    from .explorables.own import MORE, NEEDED, read_network

    source, network = Path(file).expanduser(), folder / "network"
    if source.is_dir():
        read_network(source)  # refuses what is not whole
        network.mkdir(parents=True)
        for name in (*NEEDED, *MORE):
            if (source / name).is_file():
                shutil.copy(source / name, network / name)
    else:
        export(source, network, pictures, range, classes)
    shutil.copytree(FOLDER, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", "*.py", "*.c"))
    shutil.copytree(FOLDER.parent / "fonts", folder / "fonts")
    for name in ("engine.wasm", "more.wasm"):
        shutil.copy(FOLDER / "engine" / name, folder / name)
    for name, content in page_data().items():
        write_file(folder / name, content)
    about = {"figures": held_by(WORKBENCH, read_network(network)), "files": sorted(one.name for one in network.iterdir())}
    links = "".join(f'<link rel="stylesheet" href="{sheet}">' for sheet in sheets("workbench", WORKBENCH.holds))
    page = PAGE.format(title=html.escape(source.name), sheets=links, light=tokens(0), dark=tokens(1), network=html.escape(json.dumps(about), quote=True))
    write_file(folder / "index.html", page.encode())


def export(source, folder, pictures, range, classes):
    """Write the network in the file `source`, with its pictures, as the figures read it."""
    from .networks.export import export_explorable
    from .networks.pictures import RANGES, known_range, pixels, read_names, read_pictures

    model = loaded(source)
    range = range or known_range(model)
    if range is None:
        raise ValueError(
            f"Expected --range, one of {', '.join(RANGES)}: {source.name} does not say in which range of numbers it was given its pictures, "
            "and a wrong range spoils every answer; look at how it was trained."
        )
    shown, labels, folders = read_pictures(pictures, model.input_shape[1:3]) if pictures else (None, [], None)
    names = read_names(classes) if classes else folders
    if folders and set(folders) <= set(names):  # the file tells in which order the network has them
        labels = [names.index(folders[label]) for label in labels]
    export_explorable(model, folder, names, labels or None, pixels(range), shown)


def loaded(file):
    """The Keras model in a file.

    Raises
    ------
    ValueError
        There is none, or one that would run code of its own.
    """
    import keras

    try:
        if not file.is_file():
            raise OSError("there is no such file")
        return keras.saving.load_model(file, compile=False, safe_mode=True)  # code in a file is not run
    except Exception as problem:  # Keras raises whatever a damaged file leads to
        why = " ".join(str(problem).split())
        why = why if len(why) <= 200 else f"{why[:200]}…"
        raise ValueError(
            "Expected a file of Keras 3 (model.save('model.keras')), or a folder that export_explorable wrote, "
            f"got {str(file)!r} ({why}); name another."
        ) from None


def tokens(is_dark):
    """The colours of the page as CSS."""
    colours = {name: IN_THE_DARK[colour] if is_dark else colour for name, colour in COLOURS.items()} | PAPERS[is_dark]
    return " ".join(f"--cnn-{name}: {colour};" for name, colour in colours.items())


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder, and says nothing."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".mjs": "text/javascript", ".wasm": "application/wasm"}

    def log_message(self, *args):
        pass
