"""Old addresses: where a page stood before, a page leads on to where it stands now, with the state that the address carries.

`moved_pages` in `_config.yml` says which: {old name: new name}, as the table of contents names them.
"""

import shutil
from html import escape
from pathlib import Path

from bs4 import BeautifulSoup

from ..notebooks.pages import FOLDER
from ..pages import MARK
from ..pages.policy import with_policy
from ..pages.run_pages import ENDING

PAGE = """<!DOCTYPE html>
<html lang="en" {mark}><head><meta charset="utf-8"><title>{title}</title>
<meta name="robots" content="noindex">
<link rel="canonical" href="{canonical}">
<noscript><meta http-equiv="refresh" content="0; url={name}"></noscript>
<script>location.replace({name!r} + location.search + location.hash);</script>
</head><body><p>This page has moved: <a href="{name}">{title}</a></p></body></html>
"""


def setup_moved(app):
    """Let `_config.yml` say which pages have moved."""
    app.add_config_value("moved_pages", {}, "html", dict)


def write_moved(app):
    """Write a page at each old address, of a chapter, of its copy that runs and of its notebooks."""
    for old, new in app.config.moved_pages.items():
        lead_on(app, old, new)


def lead_on(app, old, new):
    """`old`, `new` : names of pages, such as "book/06-where" """
    folder, name, site = Path(app.outdir, old).parent, Path(new).name, app.config.html_baseurl
    for ending in (".html", ENDING):
        target = f"{name}{ending}"
        if (folder / target).is_file():
            text = PAGE.format(mark=MARK, title=escape(app.env.titles[new].astext()), name=target, canonical=f"{site}{Path(new).parent.as_posix()}/{name}.html")
            page = with_policy(BeautifulSoup(text, "html.parser"))
            (folder / f"{Path(old).name}{ending}").write_text(str(page), encoding="utf-8")
    for notebook in (folder / FOLDER).glob(f"{name}*.ipynb"):
        shutil.copy(notebook, notebook.with_name(Path(old).name + notebook.name.removeprefix(name)))
