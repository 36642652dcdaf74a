"""Code without the marks that change nothing: most words of a program have the colour of the text, and their marks were a sixth of a chapter's page."""

import re

from ..paths import STATIC

RULE = re.compile(r"\.highlight :is\(([^)]*)\)")  # a colour, and the classes of words that get it


def coloured_classes():
    """The classes to which the style sheet gives a colour of their own."""
    rules = RULE.findall((STATIC / "css" / "code.css").read_text(encoding="utf-8"))
    return {name.strip().removeprefix(".") for rule in rules if "span" not in rule for name in rule.split(",")}


def keep_coloured(soup):
    """Of the marks around words of code, those stay that have a colour."""
    coloured = coloured_classes()
    for mark in soup.select(".highlight pre span"):
        if not coloured & set(mark.get("class", ())):
            mark.unwrap()
