"""A page with one live figure in it, written without building the book."""

import os
import shutil
from pathlib import Path
from unittest.mock import patch

from cnnviz_helpers.assets import FOLDER as ASSETS
from cnnviz_helpers.explorables import DATA, FOLDER, explore

STATIC = Path(__file__).parents[2] / "book" / "_static"
PAGE = """<!doctype html>
<html lang="en" data-theme="light"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{name}</title>
{styles}<link rel="stylesheet" href="explorables/explorables.css"><link rel="icon" href="data:,">
<script>if (matchMedia("(prefers-color-scheme: dark)").matches) document.documentElement.dataset.theme = "dark"</script>
<script type="module" src="explorables/mount.mjs"></script></head>
<body style="margin: 0; background: var(--cnn-paper); color: var(--cnn-ink)"><main style="max-width: 42rem; margin: 0 auto; padding: 1rem">
<article class="bd-article"><h1>One live figure</h1>{figure}</article></main></body></html>
"""


def write_page(folder, name, **state):
    """Write `index.html` with the live figure `name`, and all that it needs, into `folder`."""
    files = folder / "explorables"
    files.mkdir(parents=True, exist_ok=True)
    for file in [*FOLDER.iterdir(), *(ASSETS / name for name in DATA)]:
        shutil.copy(file, files)
    for part in ("css", "fonts"):
        shutil.copytree(STATIC / part, folder / part, dirs_exist_ok=True)
    with patch.dict(os.environ, CNN_BOOK_BUILD="1"):
        figure = explore(name, **state)._repr_html_()
    styles = "".join(f'<link rel="stylesheet" href="css/{style}.css">' for style in ("tokens", "type", "figures"))
    (folder / "index.html").write_text(PAGE.format(name=name, styles=styles, figure=figure), encoding="utf-8")
    return folder
