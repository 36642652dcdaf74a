"""Mend the theme's HTML after the build: names, landmarks, ids, headings, pictures.

Each fault was found by axe (https://github.com/dequelabs/axe-core) on built pages. Each rule below names its own.
"""

import re
from urllib.parse import unquote

from PIL import Image

from .code_colours import keep_coloured
from .loading import drop_search, load_fonts_early
from .valid_html import VALIDITY

# Instead of the theme's, which leaves a reader of a dark system in the light until all scripts have run.
FIRST_PAINT = """
    const html = document.documentElement, isDark = matchMedia("(prefers-color-scheme: dark)").matches;
    try { html.dataset.mode = localStorage.getItem("mode") || "auto"; } catch { html.dataset.mode = "auto"; } // storage may be blocked
    html.dataset.theme = html.dataset.mode === "auto" ? (isDark ? "dark" : "light") : html.dataset.mode;
    // A figure's view in the dark is that of the page's theme, whatever the system's: while the page comes, and whenever a reader changes it.
    const chooseViews = () => {
      for (const source of document.querySelectorAll("source[data-dark]")) {
        const media = html.dataset.theme === "dark" ? source.dataset.dark : "not all";
        if (source.media !== media) source.media = media;
      }
    };
    const watcher = new MutationObserver(chooseViews), filter = { attributeFilter: ["data-theme"] };
    watcher.observe(html, { ...filter, childList: true, subtree: true });
    addEventListener("DOMContentLoaded", () => { watcher.disconnect(); chooseViews(); watcher.observe(html, filter); });
"""
# What the page says until that script has run, and for good where none can: the style sheets know what it means (`style_sheets.py`).
UNTIL_THEN = "auto"

# A gap, an array at the beginning of a line or with a first number set in, a table's lines. `run.mjs` has the same for what a reader runs.
COLUMNS = re.compile(r"\S {2,}\S|^\s*(array)?\(?\[|\[ |[─-╿]", re.MULTILINE)


def say_language(page):
    """A page that does not say its language is in that of the book."""
    page.soup.html.attrs.setdefault("lang", page.app.config.language or "en")


def mend(page):
    """Every rule of this file, and of `valid_html.py`."""
    for rule in RULES:
        rule(page.soup)


def drop_foreign_hosts(soup):
    """No page asks another host for anything, nor for scripts whose files are deleted (`look.py`)."""
    for tag in soup.select("link[href]"):
        if is_foreign(tag["href"]) and "canonical" not in tag.get("rel", ()):
            tag.decompose()
    for tag in soup.select("script[src]"):
        if is_foreign(tag["src"]) or "fontawesome.js" in tag["src"]:
            tag.decompose()


def settle_theme(soup):
    """Light or dark is known before the first paint, also on a first visit and without scripts, and the theme's script finds a mode it knows."""
    soup.html["data-theme"] = UNTIL_THEN
    if soup.body and not soup.body.get("data-default-mode"):
        soup.body["data-default-mode"] = "auto"
    for script in soup.select("head script:not([src])"):
        if script.string and "dataset.theme" in script.string:
            script.string = FIRST_PAINT


def is_foreign(address):
    """Whether `address` names a host."""
    return address.startswith(("http://", "https://", "//"))


def name_controls(soup):
    """A control's name must hold the words one sees on it (WCAG 2.5.3), and every control has a name."""
    for button in soup.select("button.search-button__button"):
        button["aria-label"] = "Search"
        for key in button.select(".search-button__kbd-shortcut"):
            key["aria-hidden"] = "true"
    for button in soup.select("button[title]:not([aria-label])"):
        if not button.get_text(strip=True):
            button["aria-label"] = button["title"]
    for icon in soup.select("i[class*='fa-'], span[class*='fa-']"):
        icon["aria-hidden"] = "true"
        icon.attrs.pop("title", None)
    for summary in soup.select("li > details > summary"):
        chapter = summary.find_parent("li").find("a")
        summary["aria-label"] = f"Sections of {chapter.get_text(' ', strip=True)}"


def mend_landmarks(soup):
    """All content lies in a landmark, and two landmarks of a kind have two names."""
    sidebar = soup.select_one("#pst-primary-sidebar")
    if sidebar:
        sidebar.attrs.update({"role": "complementary", "aria-label": "Book"})
    aside = soup.select_one("#pst-secondary-sidebar")
    if aside:
        aside.attrs.update({"role": "complementary", "aria-label": "On this page"})
    skip = soup.select_one("#pst-skip-link")
    if skip:
        skip.attrs.update({"role": "navigation", "aria-label": "Skip"})
    # The theme's second title and contents, for print only; the page prints well without them.
    for copy in soup.select("#jb-print-docs-body"):
        copy.decompose()
    dialog = soup.select_one("#pst-search-dialog")
    if dialog:
        dialog["aria-label"] = "Search the book"
    for modal in soup.select("#pst-primary-sidebar-modal, #pst-secondary-sidebar-modal"):
        modal["aria-label"] = "Chapters" if "primary" in modal["id"] else "On this page"


def keep_room(soup):
    """A page with a list of its sections says so before the list arrives, so that the text need not move aside for it."""
    aside = soup.select_one("#pst-secondary-sidebar")
    if aside and aside.find_parent(class_="bd-content"):
        aside.find_parent(class_="bd-content")["class"].append("has-aside")


def offer_what_works(soup):
    """What only a script can do is not offered where none runs. The theme's button "Back to top" covers what one looks at, on phones: it goes."""
    for control in soup.select(".sidebar-toggle, .btn-fullscreen-button, .article-header-buttons .dropdown"):
        control["class"] = [*control.get("class", ()), "pst-js-only"]
    for button in soup.select("#pst-back-to-top"):
        button.decompose()
    for logo in soup.select(".logo__image.pst-js-only"):
        logo["class"].remove("pst-js-only")  # the style sheet shows the one for the theme


def drop_old_roles(soup):
    """Docutils gives sources a role that the standard has since given up: they are items of a list."""
    for entry in soup.select("[role='doc-biblioentry']"):
        entry["role"] = "listitem"


def drop_styles(soup):
    """Our style sheets say how the index looks and what Keras prints: a page's policy allows no style in a tag that it does not know."""
    for tag in soup.select(".genindextable[style], .genindextable td[style], .cell_output pre[style], .cell_output pre [style]"):
        del tag["style"]


def unique_ids(soup):
    """An id stands once on a page; the later bearers lose it."""
    seen = set()
    for tag in soup.find_all(id=True):
        if tag["id"] in seen:
            del tag["id"]
        else:
            seen.add(tag["id"])


def order_headings(soup):
    """Heading levels go down one at a time. A heading that skips levels comes up to the next one."""
    level = 0
    for heading in soup.select("main :is(h1, h2, h3, h4, h5, h6)"):
        wanted = int(heading.name[1])
        level = min(wanted, level + 1)
        if level != wanted:
            heading.name = f"h{level}"


def reach_scrollers(soup):
    """What can scroll sideways can be reached by keyboard, and says what it is."""
    for box in soup.select(".pst-scrollable-table-container"):
        caption = box.find("caption")
        words = caption.get_text(" ", strip=True).rstrip("#") if caption else "Table"
        box.attrs.update({"tabindex": "0", "role": "region", "aria-label": words})
    for number, pre in enumerate(soup.select("main pre"), start=1):
        name = "Output" if pre.find_parent(class_="cell_output") else "Code"
        pre.attrs.update({"tabindex": "0", "role": "group", "aria-label": f"{name} {number}"})
    tables = soup.select(".pst-scrollable-table-container")
    for number, box in enumerate(tables if len(tables) > 1 else [], start=1):
        box["aria-label"] = f"{box['aria-label']} ({number} of {len(tables)})"


def size_images(page):
    """Give each picture its width and height, so that text does not jump, and load the later ones late."""
    for number, image in enumerate(page.soup.select('main img[src]:not([src^="data:"])')):
        file = page.file.parent / unquote(image["src"].split("?")[0])
        if file.suffix == ".png" and file.is_file() and "width" not in image.attrs:
            with Image.open(file) as picture:
                # A picture for sharp screens says so by its dots per inch: 200 are two for each pixel of the page.
                sharpness = max(1, round(picture.info.get("dpi", (100,))[0] / 100))
                image["width"], image["height"] = (round(size / sharpness) for size in picture.size)
        image["decoding"] = "async"
        if number:
            image["loading"] = "lazy"
    for logo in page.soup.select("img.logo__image"):
        logo["loading"] = "lazy"  # of two, one is shown, and only that is loaded


def wrap_words(soup):
    """Printed sentences wrap like any text; where numbers stand under each other, they stay so."""
    for pre in soup.select(".cell_output pre"):
        if not has_columns(pre.get_text()):
            pre["class"] = [*pre.get("class", ()), "is-words"]


def has_columns(text):
    """Whether the lines of a printed text belong under each other: arrays, or words and numbers with more than one space between."""
    return len(text.strip().splitlines()) > 1 and bool(COLUMNS.search(text))


def join_to_python(soup):
    """A live figure knows the code cell after it, which prints the same numbers."""
    for figure in soup.select("figure[data-explorable]"):
        own = figure.find_parent(class_="cell")
        cell = own.find_next_sibling(class_="cell") if own else None
        if cell is not None:
            cell["id"] = figure["data-python"] = f"python-{figure['data-explorable']}"


RULES = (
    *(join_to_python, drop_foreign_hosts, settle_theme, name_controls, mend_landmarks, keep_room, offer_what_works, drop_old_roles, drop_styles),
    *(unique_ids, order_headings, wrap_words, reach_scrollers, drop_search, load_fonts_early, keep_coloured),
    *VALIDITY,
)
