"""How long a chapter is: what a reader reads of it, without code, pictures and questions."""

import re

import pytest
from books import REPO

MOST = 2400  # words
# The chapters that begin with a question which a learner asks, and answer it by counting.
CHAPTERS = ["04-how-a-weight-learns", "08-whom-to-believe", "09-what-a-unit-wants", "10-when-is-it-wrong"]
NOT_READ = {"code-cell", "self-check", "math", "image"}  # boxes that hold no running text
FENCE = re.compile(r"^(`{3,}|:{3,})(?:\{([\w-]+)\})?(.*)$")


def words(text):
    """The words of a page's source, titles, boxes and tables included."""
    text, read, closing = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL), [], None
    for line in text.splitlines():
        fence = FENCE.match(line)
        if closing:
            closing = None if line.strip() == closing else closing
        elif fence and (fence[2] in NOT_READ or (fence[3] and not fence[2])):
            closing = fence[1]
        elif not re.match(r":[\w-]+:|\(\S+\)=$|%", line):  # options, labels, comments
            read.append(fence[3] if fence else line)
    told = re.sub(r"\{[\w:-]+\}`([^`<]*)(<[^`]*>)?`", r"\1", re.sub(r"\$\$.*?\$\$", "", "\n".join(read), flags=re.DOTALL))
    return [word for word in re.sub(r"\]\([^)]*\)", "]", told).split() if re.search(r"[^\W_]", word)]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_can_be_read_at_a_sitting(chapter):
    found = len(words((REPO / "book" / f"{chapter}.md").read_text(encoding="utf-8")))
    assert 1000 < found <= MOST


def test_what_is_counted():
    """Words of text, boxes and tables; no code, question, label, option or formula."""
    page = "---\na: b\n---\n(label)=\n# One two\n\n```{note} three\n:class: no\nfour {term}`five <no>`\n```\n\n```python\nno = 1\n```\n"
    page += "```{self-check} no\n```\n% no\n$$\nx\n$$\n\n| six | − |\n[seven](no.md) **eight**\n"
    assert len(words(page)) == 8
