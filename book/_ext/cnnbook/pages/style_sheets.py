"""One style sheet a page, without the rules that no page of the book can use.

A browser shows nothing before the last style sheet is there, and the theme's sheets alone have 400 kB.
"""

import posixpath
import re
from functools import partial
from pathlib import Path

from .bundles import FOLDER, bundle_address, fill_bundles
from .icon_fonts import subset_icons

# What a style sheet is made of: comments, texts, addresses, the marks of its structure, and everything else.
TOKEN = re.compile(r"""/\*.*?\*/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\([^"')]*\)|[{};]|[^{};"'/u]+|.""", re.DOTALL)
ADDRESS = re.compile(r"""url\(\s*(["']?)(?!data:|#)([^"')]+)\1\s*\)""")
IMPORT = re.compile(r"""@import\s+(?:url\()?["']([^"']+)["']\)?\s*;""")
ONE_SHEET = re.compile(r'(<link href=")([^"]*_static/bundles/[^"]*)(" rel="stylesheet"/>)')
NAME = re.compile(r"[.#]((?:\\.|[\w-])+)")
WORD = re.compile(r"[\w-]+")
COMPOSED = ("is-", "bs-tooltip-", "bs-popover-")  # a script puts these names together from parts
WITHIN = ("@media", "@supports", "@layer", "@container")  # these hold rules


def setup_style_sheets(app):
    """Register the bundles of style sheets with the Sphinx application `app`."""
    app.connect("build-finished", fill_sheets, priority=650)  # after the pages' HTML is mended


def join_style_sheets(soup, page):
    """Let the page in the file `page` ask for one style sheet."""
    links = soup.select("head link[rel='stylesheet'][href*='_static/']")
    if links:
        address = bundle_address([link["href"] for link in links], page, "css")
        links[0].replace_with(soup.new_tag("link", href=address, rel="stylesheet"))
        for link in links[1:]:
            link.decompose()


def add_style_sheets(text, page, names):
    """The HTML `text` of the file `page`, whose one style sheet also holds these files of `_static`."""

    def joined(match):
        root = match[2].partition("_static/")[0]
        return match[1] + bundle_address([match[2], *(f"{root}_static/{name}" for name in names)], page, "css") + match[3]

    return ONE_SHEET.sub(joined, text, count=1)


def fill_sheets(app, error):
    """Write the bundles, for the pages and the sheets as they are now."""
    if error or app.builder.format != "html":
        return
    words, folder = words_of(Path(app.outdir)), Path(app.outdir) / FOLDER

    def join(files):
        rules = statements("".join(read_sheet(file, folder) for file in files))
        return subset_icons("".join(usable_rules(rules, words)), folder)

    fill_bundles(app.outdir, "css", join)


def words_of(site):
    """All words of the pages and of their scripts: the name of a class that is used stands among them."""
    files = [file for file in site.rglob("*") if file.suffix in (".html", ".js", ".mjs") and not {"mathjax", "locales"} & set(file.parts)]
    return {word for file in files for word in WORD.findall(file.read_text(encoding="utf-8"))}


def read_sheet(file, folder):
    """The text of a style sheet and of those it imports, with addresses as seen from `folder`."""
    text = IMPORT.sub("", file.read_text(encoding="utf-8").replace('@charset "UTF-8";', ""))
    imported = [read_sheet((file.parent / name).resolve(), folder) for name in IMPORT.findall(file.read_text(encoding="utf-8"))]
    return "".join(imported) + ADDRESS.sub(partial(seen_from, folder, file.parent), text)


def seen_from(folder, old, match):
    """The address in `match`, written for a sheet in the folder `old`, for one in `folder`."""
    place = posixpath.relpath((old.resolve() / match[2]).as_posix(), folder.resolve().as_posix())
    return f'url("{place}")'


def statements(text):
    """The outermost statements of a style sheet without its comments: (what stands before the braces, what stands in them or None)."""
    head, body, depth = [], [], 0
    for token in TOKEN.findall(text):
        if token.startswith("/*"):
            continue
        depth -= token == "}"
        if depth == 0 and token in ("}", ";"):
            yield "".join(head).strip(), "".join(body) if token == "}" else None
            head, body = [], []
        elif depth or token != "{":
            (body if depth else head).append(token)
        depth += token == "{"


def usable_rules(rules, words):
    """The text of those `rules` whose selectors name only classes and ids that stand among `words`."""
    for head, body in rules:
        if body is None:
            yield f"{head};"
        elif head.startswith(WITHIN):
            inner = "".join(usable_rules(statements(body), words))
            if inner:
                yield f"{head}{{{inner}}}\n"
        elif head.startswith("@"):
            yield f"{head}{{{body}}}\n"
        else:
            selectors = [selector for selector in split_selectors(head) if is_usable(selector, words)]
            if selectors:
                yield f"{','.join(selectors)}{{{body.strip()}}}\n"


def split_selectors(head):
    """The selectors of a rule, which commas outside of brackets divide."""
    depth, selectors = 0, [""]
    for part in re.split(r"([(),[\]])", head):
        depth += (part in ("(", "[")) - (part in (")", "]"))
        if part == "," and depth == 0:
            selectors.append("")
        else:
            selectors[-1] += part
    return selectors


def is_usable(selector, words):
    """Whether all classes and ids that `selector` asks for are known; what stands in brackets only narrows or widens it."""
    bare = selector
    while bare != (bare := re.sub(r"\([^()]*\)|\[[^][]*\]", "", bare)):
        pass
    return all("\\" in name or name in words or name.startswith(COMPOSED) for name in NAME.findall(bare))
