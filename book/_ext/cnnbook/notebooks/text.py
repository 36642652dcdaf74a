"""A chapter's Markdown (MyST) as Markdown that any notebook program shows."""

import re

from cnnviz_helpers.plain_text import to_markdown

FENCE = re.compile(r"^(?P<fence>`{3,}|:{3,})\{(?P<name>[\w-]+)\} ?(?P<argument>.*)\n(?P<body>(?:.*\n)*?)(?P=fence)[ ]*$", re.MULTILINE)
OPTION = re.compile(r"\A(?:[ ]*:[\w-]+:.*\n)+\n?")
CITED = re.compile(r"\{cite[\w:-]*\}`([^`]+)`")
GLUED = re.compile(r"\{glue:text\}`(?P<name>[^`:]+)(?::(?P<format>[^`]+))?`")
FILLED_BY_THE_PAGE = re.compile(r"\{glue[\w:-]*\}`[^`]+`")
BOXES = ("note", "tip", "hint", "important", "warning", "seealso", "div", "grid", "grid-item", "dropdown")
TARGET = re.compile(r"^\([\w-]+\)=\n", re.MULTILINE)


def plain_markdown(source, glued=None):
    """MyST without directives and roles. `glued` has the values that a run has glued, {name: text}; without one there stands …"""
    source = GLUED.sub(lambda match: fill(match, glued or {}), source)
    return to_markdown(without_directives(source)).strip()


def fill(match, glued):
    """The value of one `glue:text`, with its format."""
    text = glued.get(match["name"])
    if text is None:
        return "…"
    return format(float(text), match["format"]) if match["format"] else text.strip("'\"")


def split_questions(source):
    """The parts of a Markdown cell in order: ("text", MyST) and ("question", id of a self-check)."""
    place = 0
    for match in FENCE.finditer(source):
        if match["name"] == "self-check":
            yield "text", source[place : match.start()]
            yield "question", match["argument"].strip()
            place = match.end()
    yield "text", source[place:]


def question_text(question):
    """The question and its lettered options, without feedback."""
    options = [f"- **{option.letter}** {to_markdown(option.text)}" for option in question.options]
    return "\n".join([f"**Self-check.** {to_markdown(question.question)}", "", *options]).strip()


def without_directives(source):
    """The text without targets, directives, and roles that only the built page can fill; of a citation its key is left."""
    source = FENCE.sub(plain_directive, TARGET.sub("", source + "\n"))
    return FILLED_BY_THE_PAGE.sub("…", CITED.sub(r"(\1)", source))


def plain_directive(match):
    """A box becomes a bold title and its text; a directive that draws or links becomes nothing."""
    body = without_directives(OPTION.sub("", match["body"])).strip()
    if match["name"] == "admonition":
        return f"**{match['argument']}**\n\n{body}"
    return body if match["name"] in BOXES else ""
