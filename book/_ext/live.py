"""The live figures in the built book: their modules and data beside the pages, their script on the pages that have one."""

import os
import shutil
from pathlib import Path

from cnnviz_helpers.assets import FOLDER as ASSETS
from cnnviz_helpers.explorables import DATA, IN_THE_BOOK
from cnnviz_helpers.explorables import FOLDER as MODULES

PLACE = "explorables"  # below the book's _static


def setup_live(app):
    """Register the live figures with the Sphinx application `app`."""
    os.environ[IN_THE_BOOK] = "1"  # kernels inherit it: `explore` then makes a place in a page, not a widget
    app.connect("html-page-context", add_script)
    app.connect("build-finished", copy_files)


def add_script(app, pagename, templatename, context, doctree):
    """A page with a live figure gets the script that starts it, and its style sheet; other pages get neither."""
    if "data-explorable=" in context.get("body", ""):
        app.add_css_file(f"{PLACE}/explorables.css", priority=920)
        app.add_js_file(f"{PLACE}/mount.mjs", type="module")


def copy_files(app, error):
    """Copy modules, the compiled engine and the data they read. Only what has changed is written."""
    if error or app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / PLACE
    target.mkdir(parents=True, exist_ok=True)
    modules = [file for file in MODULES.iterdir() if file.suffix in (".mjs", ".wasm", ".css")]
    for file in [*modules, *(ASSETS / name for name in DATA)]:
        copy = target / file.name
        if not copy.exists() or copy.read_bytes() != file.read_bytes():
            shutil.copyfile(file, copy)
