"""A small page with one live figure, made from the repository: what the tests of the live figures open."""

import os
import shutil
from pathlib import Path

from cnnviz_helpers.assets import FOLDER as ASSETS
from cnnviz_helpers.explorables import DATA, FOLDER, IN_THE_BOOK, explore

STATIC = Path(__file__).parents[2] / "book" / "_static"
PAGE = """<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{name}</title>{css}<link rel="stylesheet" href="explorables/explorables.css"><link rel="icon" href="data:,">
<script>if (matchMedia("(prefers-color-scheme: dark)").matches) document.documentElement.dataset.theme = "dark"</script>
<script type="module" src="explorables/mount.mjs"></script></head>
<body style="margin: 0; background: var(--cnn-paper); color: var(--cnn-ink)"><main style="max-width: 42rem; margin: 0 auto; padding: 1rem">
<article class="bd-article"><h1>One figure</h1>{figure}</article></main></body></html>"""


def write_page(folder, name, **state):
    """Write `index.html` with the figure `name`, opened on `state`, and all it reads, into `folder`. Gives the folder."""
    (folder / "explorables").mkdir(parents=True, exist_ok=True)
    for file in (*FOLDER.iterdir(), *(ASSETS / name for name in DATA)):
        shutil.copy(file, folder / "explorables")
    for part in ("css", "fonts"):
        shutil.copytree(STATIC / part, folder / part, dirs_exist_ok=True)
    before = os.environ.get(IN_THE_BOOK)
    os.environ[IN_THE_BOOK] = "1"
    try:
        figure = explore(name, **state)._repr_html_()
    finally:
        os.environ.pop(IN_THE_BOOK)
        if before is not None:
            os.environ[IN_THE_BOOK] = before
    css = "".join(f'<link rel="stylesheet" href="css/{part}.css">' for part in ("tokens", "type", "figures"))
    (folder / "index.html").write_text(PAGE.format(name=name, css=css, figure=figure), encoding="utf-8")
    return folder
