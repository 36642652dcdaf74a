"""What happens once Sphinx has written its pages: these steps, in this order.

A page is parsed once, mended, copied where a copy that runs is wanted, and gets its policy when nothing changes in it any more.
"""

from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup

from .live import start_figures, write_figures
from .look import copy_mathjax, drop_files
from .notebooks.pages import write_notebooks
from .pages import MARK
from .pages.bundles import drop_old_bundles
from .pages.html_cleanup import mend, say_language, size_images
from .pages.loading import fill_scripts, load_scripts_late
from .pages.pictures import shrink_pictures
from .pages.policy import add_policy
from .pages.run_pages import run_copy
from .pages.style_sheets import fill_sheets, join_style_sheets
from .pages.window import give_window
from .publishing.moved import write_moved
from .publishing.site import address_from_the_root, write_first_page, write_for_search_engines
from .publishing.social_card import give_card
from .selfchecks.export.write import write_exports

# Each is given the Sphinx application, and works in the folder of the site.
BEFORE_PAGES = (copy_mathjax, drop_files, write_figures, write_notebooks, write_exports, write_first_page)
AFTER_PAGES = (drop_old_bundles, fill_scripts, fill_sheets, write_moved, write_for_search_engines)
# Each is given a `Page`.
ON_PAGES = (start_figures, give_card, say_language, mend, size_images, shrink_pictures, load_scripts_late, join_style_sheets, give_window)
ON_PAGES_AND_COPIES = (address_from_the_root, add_policy)


@dataclass
class Page:
    """A page of the site that is being mended.

    soup : its HTML, parsed
    file : where it is written
    app : the Sphinx application that wrote it
    """

    soup: BeautifulSoup
    file: Path
    app: object

    def write(self):
        """Put the page where it belongs."""
        self.file.write_text(str(self.soup), encoding="utf-8")


def setup_after_build(app, before=BEFORE_PAGES, after=AFTER_PAGES):
    """Register the steps with the Sphinx application `app`; what is done to a page is the same in every book."""

    def run_steps(app, error):
        if error or app.builder.format != "html":
            return
        for step in before:
            step(app)
        for page in new_pages(app):
            finish(page)
        for step in after:
            step(app)

    app.connect("build-finished", run_steps, priority=600)  # after the table of contents has written a first page of its own


def new_pages(app):
    """The pages that this build has written; what the theme brings without a head is no page."""
    for file in sorted(Path(app.outdir).rglob("*.html")):
        text = file.read_text(encoding="utf-8")
        if MARK not in text[:400]:
            soup = BeautifulSoup(text, "html.parser")
            if soup.html and soup.head:
                yield Page(soup, file, app)


def finish(page):
    """Take all steps on `page`, and write it, and its copy that runs if there is one."""
    page.soup.html[MARK] = ""
    for step in ON_PAGES:
        step(page)
    for each in filter(None, (page, run_copy(page))):
        for step in ON_PAGES_AND_COPIES:
            step(each)
        each.write()
