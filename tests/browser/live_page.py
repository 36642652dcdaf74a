"""A page with one live figure, written without building the book, and what tests do with it."""

import base64
import shutil
from functools import cache

import numpy as np
from books import REPO
from cnnbook.live import write_files
from live_visit import LiveVisit
from waiting import wait_until

from cnnviz_helpers.explorables.figures import ALL
from cnnviz_helpers.explorables.files import sheets
from cnnviz_helpers.explorables.mount import Mount

SHEETS = ("tokens", "type", "figures")
PAGE = """<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{name}</title>{sheets}<link rel="icon" href="data:,">
<script>if (matchMedia("(prefers-color-scheme: dark)").matches) document.documentElement.dataset.theme = "dark";</script>
<script type="module" src="explorables/any-figure.mjs"></script></head>
<body style="margin: 0; background: var(--cnn-paper); color: var(--cnn-ink)">
<main style="max-width: 42rem; margin: 0 auto; padding: 1rem"><article class="bd-article"><h1>A figure</h1>{figure}</article></main></body></html>"""
# A canvas as bytes in base64: as a list of numbers they would come slowly.
PIXELS = """(canvas) => {
  const { data, width, height } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return { width, height, data: btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join("")) };
}"""


def write_page(folder, name, own=None, **state):
    """Write a page with the figure `name`, and all that it reads, into `folder`. `own` is another network than the book's."""
    write_files(folder / "explorables")
    for part in ("css", "fonts"):
        shutil.copytree(REPO / "book" / "_static" / part, folder / part, dirs_exist_ok=True)
    addresses = [*(f"css/{sheet}.css" for sheet in SHEETS), *(f"explorables/{sheet}" for sheet in sheets(name, ALL[name].holds))]
    links = "".join(f'<link rel="stylesheet" href="{address}">' for address in addresses)
    figure = Mount(name, state, own)._repr_html_() if own else of_the_book(name, *state.items())
    (folder / "index.html").write_text(PAGE.format(name=name, sheets=links, figure=figure), encoding="utf-8")
    return folder


@cache
def of_the_book(name, *state):
    """A figure on the book's network, as HTML: the still of the ablation bench takes seconds."""
    return Mount(name, dict(state))._repr_html_()


def as_pixels(got):
    """(height, width, 3) uint8, of what `PIXELS` gave."""
    return np.frombuffer(base64.b64decode(got["data"]), np.uint8).reshape(got["height"], got["width"], 4)[..., :3]


class LivePage(LiveVisit):
    """A visit that can also wait for words and challenges, and read a canvas."""

    def said(self, words):
        """Wait until the live region holds `words`."""
        wait_until(self.page, "words => document.querySelector('.x-live').textContent.includes(words)", arg=words, timeout=20_000)

    def reached(self, number):
        """Wait until the page has marked challenge `number`, counted from 0."""
        self.page.wait_for_selector(f".x-tries li:nth-child({number + 1}).is-done", timeout=20_000)

    def pixels(self, selector):
        """(height, width, 3) of a canvas, once it is drawn, as lists."""
        self.drawn()
        return as_pixels(self.page.eval_on_selector(selector, PIXELS)).tolist()

    def close(self):
        """Close, and give what was wrong: complaints and requests to other hosts."""
        wrong = [*self.complaints, *self.foreign()]
        self.context.close()
        return wrong
