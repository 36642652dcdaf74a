"""The live figures in the built book: their modules and data beside the pages, their script on the pages that have one."""

import base64
import hashlib
import json
import os
from pathlib import Path

from cnnviz_helpers.assets import NETWORK, WEIGHTS
from cnnviz_helpers.explorables.figures import ALL
from cnnviz_helpers.explorables.files import ENGINE, MORE, page_data, sheets
from cnnviz_helpers.explorables.files import FOLDER as MODULES
from cnnviz_helpers.surroundings import IN_THE_BOOK

from .esbuild import bundle, page_file, page_module

PLACE = "explorables"  # below the book's _static
# Of all figures, for every page that has one: a reader's browser keeps the one sheet of the first chapter for the others.
SHEETS = tuple(dict.fromkeys(f"{PLACE}/{sheet}" for name in ALL for sheet in sheets(name)))
PNG = "data:image/png;base64,"
# Whoever follows a link to a figure's state waits for these files: they are asked for before any module has come.
OPENED = """
  if (location.protocol.startsWith("http") && %(names)s.some((name) => location.hash.startsWith(`#${name}?`))) {
    for (const href of %(files)s) document.head.append(Object.assign(document.createElement("link"), { rel: "preload", as: "fetch", crossOrigin: "", href }));
  }
"""
NETWORK_FILES = (NETWORK, f"{WEIGHTS}.packed", "engine.wasm")


def setup_live(app):
    """Register the live figures with the Sphinx application `app`."""
    os.environ[IN_THE_BOOK] = "1"  # kernels inherit it: `explore` then makes a place in a page, not a widget
    app.connect("builder-inited", make_modules)


def make_modules(app):
    """Make the modules small before any chapter is executed: who lacks the program for it need not wait."""
    if app.builder.format == "html":
        bundle()


def start_figures(page):
    """A page with live figures gets the script that starts them, and the figures' style sheets; other pages get neither."""
    figures = page.soup.select("figure[data-explorable]")
    if figures:
        root = page.soup.html.get("data-content_root", "")
        for figure in figures:
            move_data(figure, page, root)
        add_files(page.soup, figures, f"{root}_static/")
        write_changed(Path(page.app.outdir) / "_static" / PLACE / page_file(names_of(figures)), page_module(names_of(figures)))


def move_data(figure, page, root):
    """Still picture and network come in files of their own, so that the text of the page need not wait for them."""
    site = Path(page.app.outdir)
    still = figure.select_one(f'img[src^="{PNG}"]')
    if still:
        still["src"] = root + moved(site, "_images", "png", base64.b64decode(still["src"].removeprefix(PNG)))
    if "data-files" in figure.attrs:
        figure["data-files"] = Path(moved(site, f"_static/{PLACE}", "json", figure["data-files"].encode())).name


def moved(site, folder, ending, content):
    """The name of a new file of the site with these bytes, named after them."""
    name = f"{folder}/live-{hashlib.sha256(content).hexdigest()[:16]}.{ending}"
    file = site / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return name


def add_files(soup, figures, static):
    """Name in the head of a page what its `figures` need; `static` is the address of the folder `_static`."""
    place = f"{static}{PLACE}/"
    soup.head.extend(soup.new_tag("link", href=static + sheet, rel="stylesheet") for sheet in SHEETS)
    opened = [figure["data-explorable"] for figure in figures if "data-files" not in figure.attrs and ALL[figure["data-explorable"]].opens_network]
    if opened:
        script = soup.new_tag("script")
        script.string = OPENED % {"names": json.dumps(opened), "files": json.dumps([place + file for file in NETWORK_FILES])}
        soup.head.append(script)
    soup.head.append(soup.new_tag("script", src=place + page_file(names_of(figures)), type="module"))


def names_of(figures):
    """The names of a page's `figures`, each once, in an order that does not depend on the page."""
    return tuple(sorted({figure["data-explorable"] for figure in figures}))


def write_figures(app):
    """Put the live figures' files into the built site."""
    write_files(Path(app.outdir) / "_static" / PLACE)


def write_files(target):
    """Write into the folder `target` what a page's live figures need: modules, style sheets, the compiled engine, data. Only what has changed is written."""
    contents = bundle().files | {file.relative_to(MODULES).as_posix(): file.read_bytes() for file in MODULES.rglob("*.css")}
    contents |= {Path(name).name: (MODULES / name).read_bytes() for name in (ENGINE, MORE)} | page_data()
    for page in target.glob("page.*.mjs"):  # of pages that this build may leave as they are
        figures = tuple(page.name.split(".")[1:-1])
        if set(figures) <= set(ALL):
            contents[page.name] = page_module(figures)
    for name, content in contents.items():
        write_changed(target / name, content)
    for old in [*target.rglob("*.mjs"), *target.rglob("*.css")]:
        if old.relative_to(target).as_posix() not in contents:
            old.unlink()  # a module that is no more, or shared code as it was before a change


def write_changed(file, content):
    """Write the bytes `content` to `file`, if they are not there already."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists() or file.read_bytes() != content:
        file.write_bytes(content)
