"""Print the built book as one PDF, live figures as stills: `make pdf`, or in the folder `book/_ext` `python -m cnnbook.publishing.print_pdf [PAGE ...]`.

Chromium prints each page with the print style sheet, which shows the still of a live figure. Without PAGE ("book/01-model", for example) it is the whole book.
"""

import io
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import yaml
from pypdf import PdfWriter

from ..paths import ROOT
from .chromium import open_chromium

SITE, PDF = ROOT / "_build" / "html", ROOT / "_build" / "pdf" / "book.pdf"
PAPER = {"format": "A4", "margin": dict.fromkeys(("top", "bottom", "left", "right"), "18mm")}
# What a printer must wait for: formulas, fonts, and the pictures that a screen loads when one comes near.
READY = """async () => {
  await window.MathJax?.startup?.promise;
  await document.fonts.ready;
  for (const image of document.images) image.loading = "eager";
  await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
}"""


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *args):
        """Whoever prints need not know what the browser asked for."""


def main(pages, site=SITE, target=PDF):
    """Print the `pages` of the built book in `site` into the file `target`; returns it."""
    missing = [page for page in pages if not (site / f"{page}.html").is_file()]
    if missing or not pages:
        raise SystemExit(f"Expected built pages in {site}, found no {', '.join(missing) or 'page named'}; say `make book` first.")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        book = print_pages(f"http://127.0.0.1:{server.server_port}/", pages)
    finally:
        server.shutdown()
        server.server_close()
    target.parent.mkdir(parents=True, exist_ok=True)
    book.write(target)
    return target


def print_pages(address, pages):
    """A PDF of the `pages` that are served at `address`, with a bookmark for each."""
    book = PdfWriter()
    with open_chromium() as chromium:
        page = chromium.new_page(color_scheme="light")
        for name in pages:
            page.goto(f"{address}{name}.html", wait_until="load")
            page.evaluate(READY)
            title = page.locator("main h1").first.inner_text().rstrip("#").strip()
            book.append(io.BytesIO(page.pdf(**PAPER, print_background=True, tagged=True)), outline_item=title)
    return book


def contents():
    """The pages of the book in reading order, from its table of contents."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    return [toc["root"], *(page["file"] for part in toc["parts"] for page in part["chapters"])]


if __name__ == "__main__":
    print(f"The book is in {main(sys.argv[1:] or contents()).relative_to(ROOT)}.")
