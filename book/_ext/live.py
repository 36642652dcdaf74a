"""The live figures in the built book: their modules and data beside the pages, their script on the pages that have one."""

import base64
import hashlib
import os
import re
import shutil
from pathlib import Path

from cnnviz_helpers.assets import FOLDER as ASSETS
from cnnviz_helpers.explorables import DATA, IN_THE_BOOK, modules
from cnnviz_helpers.explorables import FOLDER as MODULES

STILL = re.compile(r'src="data:image/png;base64,([^"]+)"')
PLACE = "explorables"  # below the book's _static


def setup_live(app):
    """Register the live figures with the Sphinx application `app`."""
    os.environ[IN_THE_BOOK] = "1"  # kernels inherit it: `explore` then makes a place in a page, not a widget
    app.connect("html-page-context", move_stills)
    app.connect("html-page-context", add_script)
    app.connect("build-finished", copy_files)


def move_stills(app, pagename, templatename, context, doctree):
    """The still picture of a live figure comes in a file of its own, so that the text of the page need not wait for it."""
    folder = Path(app.outdir) / "_images"

    def moved(match):
        picture = base64.b64decode(match[1])
        name = f"still-{hashlib.sha256(picture).hexdigest()[:16]}.png"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(picture)
        return f'src="{context["pathto"](f"_images/{name}", 1)}"'

    if "body" in context:
        context["body"] = STILL.sub(moved, context["body"])


def add_script(app, pagename, templatename, context, doctree):
    """A page with a live figure gets the script that starts it, and its style sheet; other pages get neither."""
    if names := re.findall(r'data-explorable="([\w-]+)"', context.get("body", "")):
        app.add_css_file(f"{PLACE}/explorables.css", priority=920)
        app.add_js_file(f"{PLACE}/mount.mjs", type="module")
        # Named in the head, all modules come at once; else each is asked for when the one that imports it is there.
        files = dict.fromkeys(file for name in names for file in modules(f"{name}.mjs"))
        links = (f'<link rel="modulepreload" href="{context["pathto"](f"_static/{PLACE}/{file}", 1)}">' for file in files)
        context["metatags"] = context.get("metatags", "") + "\n".join(links)


def copy_files(app, error):
    """Copy modules, the compiled engine and the data they read. Only what has changed is written."""
    if error or app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / PLACE
    target.mkdir(parents=True, exist_ok=True)
    files = [file for file in MODULES.iterdir() if file.suffix in (".mjs", ".wasm", ".css")]
    for file in [*files, *(ASSETS / name for name in DATA)]:
        copy = target / file.name
        if not copy.exists() or copy.read_bytes() != file.read_bytes():
            shutil.copyfile(file, copy)
