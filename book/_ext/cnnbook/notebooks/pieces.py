"""A chapter, cut into the pieces that its notebooks are made of: text, code, and exercises with their blank and their solution."""

import re
from dataclasses import dataclass, field

from .text import plain_markdown, question_text, split_questions

BLANK = re.compile(r"^.* = ___$", re.MULTILINE)
CHECK = re.compile(r'^check\("(?P<name>\w+)", (?P<value>.+)\)$', re.MULTILINE)
PAGE_ONLY = {"remove-cell", "page-only"}  # plumbing that only the page needs, and what only a page shows
SOLUTION = "solution"


@dataclass
class Piece:
    """A cell of a notebook, or an exercise: a cell with a blank and the lines that fill it.

    kind : "text", "code", "exercise", or "solution" of something that is no exercise
    source : Markdown or Python; of an exercise, the cell with the blank
    outputs : what the cell showed when the chapter was run, a list
    answer : of an exercise, the lines that fill the blank, without their check
    solution, solution_outputs : of an exercise, the chapter's own cell with its outputs
    """

    kind: str
    source: str
    outputs: list = field(default_factory=list)
    answer: str = ""
    solution: str = ""
    solution_outputs: list = field(default_factory=list)

    @property
    def name(self):
        """The exercise's name, as `check` knows it."""
        return CHECK.search(self.source)["name"]

    @property
    def value(self):
        """What the exercise hands to `check`, as Python."""
        return CHECK.search(self.source)["value"]

    @property
    def blank(self):
        """The line with the blank."""
        return BLANK.search(self.source)[0]

    def filled(self, lines):
        """The cell with `lines` in the place of the line with the blank."""
        return BLANK.sub(lambda match: lines, self.source, count=1)


def pieces(cells, questions, glued=None):
    """The chapter's `cells` as a list of pieces.

    Parameters
    ----------
    questions : the self-checks, {id: Question}
    glued : the values that its run has glued, {name: text}, or None
    """
    made = []
    for cell in cells:
        tags = cell.metadata.get("tags", ())
        if PAGE_ONLY.intersection(tags):
            continue
        if cell.cell_type == "markdown":
            made += text_pieces(cell.source, questions, glued)
        elif SOLUTION in tags:
            close_exercise(made, cell)
        else:
            made += code_pieces(cell, glued)
    return made


def code_pieces(cell, glued):
    """The piece of a code cell, and its figure's caption as text."""
    caption = cell.metadata.get("mystnb", {}).get("figure", {}).get("caption", "")
    piece = Piece("code", cell.source, cell.get("outputs", []))
    return [piece, Piece("text", f"*Figure:* {plain_markdown(caption, glued)}")] if caption else [piece]


def text_pieces(source, questions, glued):
    """The pieces of a Markdown cell: a self-check becomes its question and a cell for the answer."""
    for kind, part in split_questions(source):
        if kind == "question":
            yield Piece("text", question_text(questions[part]))
            yield Piece("code", f"check_answer({part!r}, ___)")
        elif plain := plain_markdown(part, glued):
            yield Piece("text", plain)


def close_exercise(made, cell):
    """Make the last cell, if it has a blank and a check, and the solution `cell` one exercise. Else the solution is a piece of its own."""
    last = next((piece for piece in reversed(made) if piece.kind != "text"), None)
    if last is None or last.kind != "code" or not BLANK.search(last.source) or not CHECK.search(last.source):
        made.append(Piece("solution", cell.source, cell.get("outputs", [])))
        return
    last.kind, last.answer = "exercise", CHECK.sub("", cell.source).strip()
    last.solution, last.solution_outputs = cell.source, cell.get("outputs", [])


def glued_values(cells):
    """The texts that the run of a chapter has glued: {name: text}."""
    found = {}
    for output in (output for cell in cells for output in cell.get("outputs", ())):
        name = output.get("metadata", {}).get("scrapbook", {}).get("name")
        texts = [text for kind, text in output.get("data", {}).items() if kind.endswith("text/plain")]
        if name and texts:
            found[name] = texts[0]
    return found
