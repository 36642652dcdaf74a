"""The live figures in the built book: their modules and data beside the pages, their script on the pages that have one."""

import base64
import hashlib
import json
import os
import re
from html import unescape
from pathlib import Path

from cnnviz_helpers.assets import NETWORK, WEIGHTS
from cnnviz_helpers.explorables.explore import IN_THE_BOOK
from cnnviz_helpers.explorables.files import FOLDER as MODULES
from cnnviz_helpers.explorables.files import ENGINE, page_data, sheets

from .esbuild import bundle

STILL = re.compile(r'src="data:image/png;base64,([^"]+)"')
FILES = re.compile(r"data-files='([^']+)'")
FIGURE = re.compile(r'<figure class="explorable" data-explorable="([\w-]+)"([^>]*)>')
PLACE = "explorables"  # below the book's _static
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
    app.connect("html-page-context", move_data)
    app.connect("html-page-context", add_script)
    app.connect("build-finished", copy_files)


def move_data(app, pagename, templatename, context, doctree):
    """Still pictures and networks come in files of their own, so that the text of the page need not wait for them."""
    if "body" in context:
        body = STILL.sub(lambda match: f'src="{moved(app, context, "_images", "png", base64.b64decode(match[1]))}"', context["body"])
        files = f"_static/{PLACE}"
        context["body"] = FILES.sub(lambda match: f'data-files="{Path(moved(app, context, files, "json", unescape(match[1]).encode())).name}"', body)


def moved(app, context, folder, ending, content):
    """The page's address of a new file with these bytes, named after them."""
    name = f"{folder}/live-{hashlib.sha256(content).hexdigest()[:16]}.{ending}"
    file = Path(app.outdir) / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return context["pathto"](name, 1)


def add_script(app, pagename, templatename, context, doctree):
    """A page with a live figure gets the script that starts it, and its style sheet; other pages get neither."""
    if figures := FIGURE.findall(context.get("body", "")):
        for sheet in dict.fromkeys(sheet for name, _ in figures for sheet in sheets(name)):
            app.add_css_file(f"{PLACE}/{sheet}", priority=920)
        app.add_js_file(f"{PLACE}/mount.mjs", type="module")

        def address(file):
            return context["pathto"](f"_static/{PLACE}/{file}", 1)

        # Named in the head, all modules come at once; else each is asked for when the one that imports it is there.
        files = dict.fromkeys(file for name, _ in figures for file in bundle().loaded(f"figures/{name}.mjs"))
        links = [f'<link rel="modulepreload" href="{address(file)}">' for file in files]
        if opened := [name for name, attributes in figures if opens_network(name) and "data-files" not in attributes]:
            links.append(f"<script>{OPENED % {'names': json.dumps(opened), 'files': json.dumps([address(file) for file in NETWORK_FILES])}}</script>")
        context["metatags"] = context.get("metatags", "") + "\n".join(links)


def opens_network(name):
    """Whether the figure `name` computes with the network as soon as it opens."""
    return "openNetwork(" in (MODULES / "figures" / f"{name}.mjs").read_text(encoding="utf-8")


def copy_files(app, error):
    """Put the live figures' files into the built site."""
    if not error and app.builder.format == "html":
        write_files(Path(app.outdir) / "_static" / PLACE)


def write_files(target):
    """Write into the folder `target` what a page's live figures need: modules, style sheets, the compiled engine, data. Only what has changed is written."""
    contents = bundle().files | {file.relative_to(MODULES).as_posix(): file.read_bytes() for file in MODULES.rglob("*.css")}
    contents |= {"engine.wasm": (MODULES / ENGINE).read_bytes()} | page_data()
    for name, content in contents.items():
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if not copy.exists() or copy.read_bytes() != content:
            copy.write_bytes(content)
    for old in [*target.rglob("*.mjs"), *target.rglob("*.css")]:
        if old.relative_to(target).as_posix() not in contents:
            old.unlink()  # a module that is no more, or shared code as it was before a change
