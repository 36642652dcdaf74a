"""The explorer in a window of its own, without building the book."""

from live_page import write_page

NARROW_BOX = '<main style="max-width: 42rem; margin: 0 auto; padding: 1rem"><article class="bd-article"><h1>A figure</h1>'
WINDOW = '<main style="display: contents"><article class="bd-article" style="display: contents"><h1>The explorer</h1>'
FULL = """<style>.bd-article .explorable, .explorable-live { height: 100dvh; margin: 0; max-width: none; padding: 0; width: 100% }
.is-live figcaption { display: none } body .bd-article > h1 { clip-path: inset(50%); margin: 0; position: absolute }</style></head>"""


def write_window(folder, own=None, **state):
    """Write a page with the explorer, and all that it reads, into `folder`; it fills the window."""
    page = write_page(folder, "explorer", own, **state) / "index.html"
    page.write_text(page.read_text(encoding="utf-8").replace(NARROW_BOX, WINDOW).replace("</head>", FULL), encoding="utf-8")
    return folder
