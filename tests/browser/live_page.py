"""A page with one live figure, made without building the book."""

import shutil
from pathlib import Path

from cnnviz_helpers import explorables
from cnnviz_helpers.assets import FOLDER as ASSETS

STATIC = Path(__file__).parents[2] / "book" / "_static"
THEME = 'if(matchMedia("(prefers-color-scheme: dark)").matches)document.documentElement.dataset.theme="dark"'


def write_page(folder, name, **state):
    """Write `index.html` and all that it needs into `folder`: the live figure `name`, opening on `state`."""
    folder = Path(folder)
    (folder / "explorables").mkdir(parents=True, exist_ok=True)
    for file in [*explorables.FOLDER.iterdir(), *(ASSETS / data for data in explorables.DATA)]:
        shutil.copy(file, folder / "explorables")
    for part in ("css", "fonts"):
        shutil.copytree(STATIC / part, folder / part, dirs_exist_ok=True)
    sheets = [*(f"css/{part}.css" for part in ("tokens", "type", "figures")), "explorables/explorables.css"]
    figure = explorables.Mount(name, {**explorables.stills.FIGURES[name].state, **state})._repr_html_()
    links = "".join(f'<link rel="stylesheet" href="{sheet}">' for sheet in sheets)
    (folder / "index.html").write_text(
        f'<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<title>{name}</title><link rel="icon" href="data:,">{links}<script>{THEME}</script>'
        '<script type="module" src="explorables/mount.mjs"></script></head>'
        '<body style="margin: 0; background: var(--cnn-paper); color: var(--cnn-ink)"><main style="max-width: 42rem; margin: 0 auto; padding: 1rem">'
        f'<article class="bd-article"><h1>{name}</h1>{figure}</article></main></body></html>',
        encoding="utf-8",
    )
    return folder
