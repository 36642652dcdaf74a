"""One style sheet a page, without the rules that no page of the book can use.

A browser shows nothing before the last style sheet is there, and the theme's sheets alone have 400 kB.
"""

import functools
import hashlib
import posixpath
import re
from pathlib import Path

import tinycss2

from .bundles import FOLDER, bundle_address, fill_bundles
from .icon_fonts import subset_icons

WORD = re.compile(r"[\w-]+")
COMPOSED = ("is-", "bs-tooltip-", "bs-popover-")  # a script puts these names together from parts
WITHIN = ("media", "supports", "layer", "container")  # these hold rules
# The theme's own names for colours and sizes, where they are read, and where they are set to what holds no text in quotes.
READ = re.compile(r"var\(\s*(--[\w-]+)")
SET = re.compile(r"""(?<=[{;])\s*(--(?:bs|pst|sbt|sd)-[\w-]+)\s*:[^;{}"']*(?:;|(?=\}))""")
# A page is in the theme "auto" where no script can say which it is (`html_cleanup.py`): then the reader's system does.
BY_SYSTEM = {"light": "@media not all and (prefers-color-scheme: dark)", "dark": "@media (prefers-color-scheme: dark)"}
IN_THEME = {theme: re.compile(rf"""(?<!not\()\[data-theme=(["']?){theme}\1\]""") for theme in BY_SYSTEM}


def join_style_sheets(page):
    """Let the page ask for one style sheet."""
    links = page.soup.select("head link[rel='stylesheet'][href*='_static/']")
    if links:
        address = bundle_address([link["href"] for link in links], page.file, "css")
        links[0].replace_with(page.soup.new_tag("link", href=address, rel="stylesheet"))
        for link in links[1:]:
            link.decompose()


def add_style_sheets(page, names):
    """Let the one style sheet of a page also hold these files of `_static`."""
    for link in page.soup.select(f"head link[rel='stylesheet'][href*='{FOLDER}/']"):
        root = link["href"].partition("_static/")[0]
        link["href"] = bundle_address([link["href"], *(f"{root}_static/{name}" for name in names)], page.file, "css")


def fill_sheets(app):
    """Write the bundles, for the pages and the sheets as they are now."""
    site = Path(app.outdir)
    words, folder = words_of(site), site / FOLDER

    @functools.cache  # pages of several kinds share most sheets
    def usable(file):
        return "".join(usable_rules(read_sheet(file, folder), words))

    def join(files):
        return subset_icons(without_unread("".join(map(usable, files)), words), folder)

    # What else the text of a bundle follows from: its words, sheets that import each other, and this file.
    sheets = (file for file in sorted((site / "_static").rglob("*.css")) if folder not in file.parents)
    others = [" ".join(sorted(words)).encode(), *(file.read_bytes() for file in sheets), Path(__file__).read_bytes()]
    fill_bundles(site, "css", join, hashlib.sha256(b"\0".join(others)).digest())


def words_of(site):
    """All words of the pages and of their scripts: the name of a class that is used stands among them."""
    files = [file for file in site.rglob("*") if file.suffix in (".html", ".js", ".mjs") and not {"mathjax", "locales"} & set(file.parts)]
    return {word for file in files for word in WORD.findall(file.read_text(encoding="utf-8"))}


def read_sheet(file, folder):
    """The rules of a style sheet and of those it imports, with addresses as seen from `folder`, without comments."""
    rules = []
    for rule in parsed(file.read_text(encoding="utf-8")):
        name = rule.lower_at_keyword if rule.type == "at-rule" else ""
        if name == "import":
            rules += read_sheet((file.parent / address_in(rule.prelude)).resolve(), folder)
        elif name != "charset":
            move_addresses([*rule.prelude, *(rule.content or ())], file.parent, folder)
            rules.append(rule)
    return rules


def parsed(text):
    """The rules of the text of a style sheet."""
    return tinycss2.parse_stylesheet(tinycss2.parse_component_value_list(text, skip_comments=True), skip_whitespace=True)


def address_in(tokens):
    """The first address or text among `tokens`, also one in brackets."""
    for token in tokens:
        if token.type in ("url", "string"):
            return token.value
        if token.type == "function":
            return address_in(token.arguments)
    return None


def move_addresses(tokens, old, new):
    """Let the addresses among `tokens`, which a sheet in the folder `old` has written, lead where they led from one in the folder `new`."""
    for token in tokens:
        if token.type == "url":
            token.representation = f'url("{seen_from(new, old, token.value)}")'
        elif token.type == "function" and token.lower_name == "url":
            for text in (part for part in token.arguments if part.type == "string"):
                text.representation = f'"{seen_from(new, old, text.value)}"'
        else:
            move_addresses(getattr(token, "arguments", getattr(token, "content", None)) or (), old, new)


def seen_from(folder, old, address):
    """An `address` in a sheet in the folder `old`, written for one in `folder`."""
    if address.startswith(("data:", "#")):
        return address
    return posixpath.relpath((old.resolve() / address).as_posix(), folder.resolve().as_posix())


def usable_rules(rules, words):
    """The text of those `rules` whose selectors name only classes and ids that stand among `words`."""
    for rule in rules:
        head = tinycss2.serialize(rule.prelude).strip()
        if rule.type == "at-rule":
            yield at_rule(rule, f"@{rule.at_keyword} {head}".strip(), words)
        else:
            usable = [selector for selector in split_selectors(rule.prelude) if is_usable(selector, words)]
            if usable:
                yield from in_themes([tinycss2.serialize(selector).strip() for selector in usable], tinycss2.serialize(rule.content).strip())


def in_themes(selectors, content):
    """The text of a rule, and where it is of one theme, once more for pages in the theme "auto"."""
    yield f"{','.join(selectors)}{{{content}}}\n"
    for theme, pattern in IN_THEME.items():
        also = [pattern.sub("[data-theme=auto]", selector) for selector in selectors if pattern.search(selector)]
        if also:
            yield f"{BY_SYSTEM[theme]}{{{','.join(also)}{{{content}}}}}\n"


def at_rule(rule, head, words):
    """The text of a rule that begins with `head`, such as `@media print`; nothing where it holds rules and none of them is usable."""
    if rule.content is None:
        return f"{head};"
    if rule.lower_at_keyword not in WITHIN:
        return f"{head}{{{tinycss2.serialize(rule.content)}}}\n"
    inner = "".join(usable_rules(tinycss2.parse_stylesheet(rule.content, skip_whitespace=True), words))
    return inner and f"{head}{{{inner}}}\n"


def without_unread(css, words):
    """`css` without what the theme sets by a name that no rule and no script reads."""
    read = words | set(READ.findall(css))
    rest = SET.sub(lambda match: match[0] if match[1] in read else "", css)
    return rest if rest == css else without_unread(rest, words)  # one that is gone may have been the last to read another


def split_selectors(prelude):
    """The selectors of a rule, lists of tokens, which commas outside of brackets divide."""
    selectors = [[]]
    for token in prelude:
        if token == ",":
            selectors.append([])
        else:
            selectors[-1].append(token)
    return selectors


def is_usable(selector, words):
    """Whether all classes and ids that `selector` asks for are known; what stands in brackets only narrows or widens it."""
    classes = [token.value for before, token in zip(selector, selector[1:]) if before == "." and token.type == "ident"]
    ids = [token.value for token in selector if token.type == "hash"]
    return all(name in words or name.startswith(COMPOSED) or not WORD.fullmatch(name) for name in classes + ids)
