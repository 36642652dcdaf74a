"""A page with one live figure, written without building the book, and what tests do with it."""

import shutil

from books import REPO
from cnnbook.live import write_files
from live_visit import LiveVisit
from waiting import wait_until

from cnnviz_helpers.explorables.figures import FIGURES
from cnnviz_helpers.explorables.files import sheets
from cnnviz_helpers.explorables.mount import Mount

SHEETS = ("tokens", "type", "figures")
PAGE = """<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{name}</title>{sheets}<link rel="icon" href="data:,">
<script>if (matchMedia("(prefers-color-scheme: dark)").matches) document.documentElement.dataset.theme = "dark";</script>
<script type="module" src="explorables/any-figure.mjs"></script></head>
<body style="margin: 0; background: var(--cnn-paper); color: var(--cnn-ink)">
<main style="max-width: 42rem; margin: 0 auto; padding: 1rem"><article class="bd-article"><h1>A figure</h1>{figure}</article></main></body></html>"""


def write_page(folder, name, own=None, **state):
    """Write a page with the figure `name`, and all that it reads, into `folder`. `own` is another network than the book's."""
    write_files(folder / "explorables")
    for part in ("css", "fonts"):
        shutil.copytree(REPO / "book" / "_static" / part, folder / part, dirs_exist_ok=True)
    addresses = [*(f"css/{sheet}.css" for sheet in SHEETS), *(f"explorables/{sheet}" for sheet in sheets(name))]
    links = "".join(f'<link rel="stylesheet" href="{address}">' for address in addresses)
    figure = Mount(name, {**FIGURES[name].state, **state}, own)._repr_html_()
    (folder / "index.html").write_text(PAGE.format(name=name, sheets=links, figure=figure), encoding="utf-8")
    return folder


class LivePage(LiveVisit):
    """A visit that can also wait for words and challenges, and read a canvas."""

    def said(self, words):
        """Wait until the live region holds `words`."""
        wait_until(self.page, "words => document.querySelector('.x-live').textContent.includes(words)", arg=words, timeout=5000)

    def reached(self, number):
        """Wait until the page has marked challenge `number`, counted from 0."""
        self.page.wait_for_selector(f".x-tries li:nth-child({number + 1}).is-done", timeout=5000)

    def pixels(self, selector):
        """(height, width, 3) of a canvas, as lists."""
        return self.page.evaluate(
            """selector => { const c = document.querySelector(selector), d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
            return Array.from({length: c.height}, (_, y) => Array.from({length: c.width}, (_, x) => [...d.slice((y * c.width + x) * 4, (y * c.width + x) * 4 + 3)])); }""",
            selector,
        )

    def close(self):
        """Close, and give what was wrong: complaints and requests to other hosts."""
        wrong = [*self.complaints, *self.foreign()]
        self.context.close()
        return wrong
