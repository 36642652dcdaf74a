"""The live figures in the built book: their modules and data beside the pages, their script on the pages that have one."""

import base64
import hashlib
import json
import os
from pathlib import Path

from cnnviz_helpers.assets import NETWORK, WEIGHTS
from cnnviz_helpers.explorables.figures import ALL, FIGURES
from cnnviz_helpers.explorables.files import ENGINE, MORE, ROOMS, page_data, sheets
from cnnviz_helpers.explorables.files import FOLDER as MODULES
from cnnviz_helpers.surroundings import IN_THE_BOOK

from .esbuild import bundle, page_file, page_module
from .files import write_changed

PLACE = "explorables"  # below the book's _static
# Of all figures of chapters, for every page that has one: a reader's browser keeps the one sheet of the first chapter for the others.
SHEETS = tuple(dict.fromkeys(f"{PLACE}/{sheet}" for name in ALL for sheet in sheets(name) if name not in ROOMS))
PNG = "data:image/png;base64,"
EXPLORER = "book/explorer"  # the page that shows the whole network
OPEN = "Open in the explorer"
# Whoever follows a link to a figure's state, or sees a figure first of its page, waits for these files: they are asked for before any module has come,
# but behind what the page needs to be seen at all, a moment after the first frame (SEEN in mount.mjs).
OPENED = """
  if (location.protocol.startsWith("http") && (%(first)s || %(names)s.some((name) => location.hash.startsWith(`#${name}?`)))) {
    const ask = (href) => document.head.append(Object.assign(document.createElement("link"), { rel: "preload", as: "fetch", crossOrigin: "", href }));
    requestAnimationFrame(() => setTimeout(() => %(files)s.forEach(ask), 80));
  }
"""
# Style sheets know by this that a figure that one sees first is about to live: modules run in pages that a server gives out, not in those from a folder.
SERVED = """
  if (location.protocol.startsWith("http")) document.documentElement.dataset.served = "";
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
    figures, root = page.soup.select("figure[data-explorable]"), page.soup.html.get("data-content_root", "")
    for picture in page.soup.select(f'img[src^="{PNG}"]'):  # the text of the page need not wait for them
        picture["src"] = root + moved(Path(page.app.outdir), "_images", "png", base64.b64decode(picture["src"].removeprefix(PNG)))
    if figures:
        for figure in figures:
            move_network(figure, page)
            lead_to_the_explorer(figure, page)
        add_files(page.soup, figures, f"{root}_static/")
        write_changed(Path(page.app.outdir) / "_static" / PLACE / page_file(names_of(figures)), page_module(names_of(figures)))


def move_network(figure, page):
    """A network that comes with a figure stands in a file of its own, too."""
    if "data-files" in figure.attrs:
        figure["data-files"] = Path(moved(Path(page.app.outdir), f"_static/{PLACE}", "json", figure["data-files"].encode())).name


def lead_to_the_explorer(figure, page):
    """A figure about the book's network knows the page that shows all of it, and that page the book's first one.

    A figure of a chapter has a link, into which its state is put in the page (`mount.mjs`).
    """
    own, name, app = page.file.relative_to(page.app.outdir).with_suffix("").as_posix(), figure["data-explorable"], page.app
    if "data-files" in figure.attrs or EXPLORER not in app.env.found_docs:
        return
    address = app.builder.get_relative_uri(own, EXPLORER)
    if name == "explorer":
        figure["data-home"] = app.builder.get_relative_uri(own, app.config.root_doc)
    elif name in FIGURES:
        link = page.soup.new_tag("a", attrs={"class": "explorable-way", "href": address})
        link.string = OPEN
        figure.figcaption.extend([" ", link])
    else:
        figure["data-explorer"] = address


def moved(site, folder, ending, content):
    """The name of a file of the site with these bytes, named after them: as a picture that a cell drew is, which may be the same."""
    name = f"{folder}/{hashlib.sha256(content).hexdigest()}.{ending}"
    file = site / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return name


def add_files(soup, figures, static):
    """Name in the head of a page what its `figures` need; `static` is the address of the folder `_static`."""
    place, names = f"{static}{PLACE}/", names_of(figures)
    first, scripts = next((name for name in names if ALL[name].is_first), None), []
    if first:
        soup.html["data-first"] = first  # style sheets go by it: what they ask of a whole page by `:has` is asked anew whenever a figure changes
    soup.head.extend(soup.new_tag("link", href=static + sheet, rel="stylesheet") for sheet in sheets_of(names))
    opened = [figure["data-explorable"] for figure in figures if "data-files" not in figure.attrs and ALL[figure["data-explorable"]].opens_network]
    if opened:
        script = soup.new_tag("script")
        script.string = (SERVED if first else "") + OPENED % {
            "first": json.dumps(bool(first)),
            "names": json.dumps(opened),
            "files": json.dumps([place + file for file in NETWORK_FILES]),
        }
        scripts.append(script)
    scripts.append(soup.new_tag("script", src=place + page_file(names), type="module", attrs={"fetchpriority": "high"} if first else {}))
    if first:
        soup.head.select_one("link[rel='stylesheet']").insert_before(*scripts)  # a script behind a style sheet waits for that
    else:
        soup.head.extend(scripts)


def sheets_of(names):
    """The style sheets of a page with the figures `names`, below _static."""
    rooms = [name for name in names if name in ROOMS]
    own = (f"{PLACE}/{sheet}" for name in names if name in rooms or ALL[name].holds for sheet in sheets(name, ALL[name].holds))
    return list(dict.fromkeys([*(SHEETS if len(rooms) < len(names) else ()), *own]))


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
