"""Notebooks to download: each chapter as a student gets it, with nothing filled in and nothing run.

A page links to its own with

    ```{student-notebook}
    Download the notebook
    ```
"""

import re
from html import escape
from pathlib import Path

import jupytext
import nbformat
from cnnviz_helpers.plain_text import to_markdown
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

FOLDER = "notebooks"
# Folded solutions, and plumbing that only the page needs.
LEFT_OUT = {"solution", "remove-cell"}

FENCE = re.compile(r"^(?P<fence>`{3,}|:{3,})\{(?P<name>[\w-]+)\} ?(?P<argument>.*)\n(?P<body>(?:.*\n)*?)(?P=fence)[ ]*$", re.MULTILINE)
OPTION = re.compile(r"\A(?:[ ]*:[\w-]+:.*\n)+\n?")
FILLED_BY_THE_PAGE = re.compile(r"\{(?:cite|glue)[\w:-]*\}`[^`]+`")
BOXES = ("note", "tip", "hint", "important", "warning", "seealso", "div", "grid", "grid-item")
TARGET = re.compile(r"^\([\w-]+\)=\n", re.MULTILINE)

FIRST_CELL = """\
# The notebook needs the package cnnviz_helpers, which comes with the book's repository.
try:
    import cnnviz_helpers
except ModuleNotFoundError:
    {remedy}
from cnnviz_helpers import ___, check_answer"""


def setup_notebooks(app):
    """Register the directive and the writing of notebooks with the Sphinx application `app`."""
    app.add_directive("student-notebook", StudentNotebook)
    app.connect("build-finished", write_notebooks)


class StudentNotebook(SphinxDirective):
    """A link to the notebook of this page; the content is the link's words."""

    has_content = True

    def run(self):
        name = Path(self.env.docname).name
        self.env.metadata[self.env.docname]["student-notebook"] = name
        words = escape(" ".join(self.content) or "Download this chapter as a notebook")
        return [nodes.raw("", f'<p><a class="student-notebook" href="{FOLDER}/{name}.ipynb" download>{words}</a></p>', format="html")]


def write_notebooks(app, error):
    """Write the notebooks that pages link to, beside the pages."""
    if error or app.builder.format != "html":
        return
    address = app.config.html_theme_options.get("repository_url")
    for docname in [name for name, facts in app.env.metadata.items() if "student-notebook" in facts]:
        notebook = student_notebook(Path(app.env.doc2path(docname)).read_text(encoding="utf-8"), app.selfcheck_questions, address)
        target = Path(app.outdir, docname).parent / FOLDER / f"{Path(docname).name}.ipynb"
        target.parent.mkdir(exist_ok=True)
        nbformat.write(notebook, target)


def student_notebook(text, questions, address=None):
    """The chapter `text` (MyST) as a notebook: no solutions, no outputs, Markdown that any notebook program shows.

    Parameters
    ----------
    questions : the self-checks, {id: Question}
    address : where the package can be installed from, or None
    """
    notebook = jupytext.reads(text, fmt="md:myst")
    cells = [nbformat.v4.new_code_cell(FIRST_CELL.format(remedy=remedy(address)))]
    for cell in notebook.cells:
        if LEFT_OUT & set(cell.metadata.get("tags", [])):
            continue
        if cell.cell_type == "code":
            cells.append(nbformat.v4.new_code_cell(cell.source))
        else:
            cells += markdown_cells(cell.source, questions)
    metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return numbered(nbformat.v4.new_notebook(cells=cells, metadata=metadata))


def numbered(notebook):
    """Give cells ids that stay the same from build to build."""
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
    return notebook


def remedy(address):
    """The line that gets the package where it is missing, or says how to."""
    if address:
        return f"%pip install --quiet git+{address}"
    return 'raise ModuleNotFoundError("Expected the package cnnviz_helpers; start this notebook in a copy of the book\'s repository.") from None'


def markdown_cells(source, questions):
    """One Markdown cell of the chapter as cells of a notebook: a self-check becomes its question and a cell for the answer."""
    place = 0
    for match in FENCE.finditer(source):
        if match["name"] == "self-check":
            name = match["argument"].strip()
            yield from text_cell(source[place : match.start()])
            yield nbformat.v4.new_markdown_cell(question_text(questions[name]))
            yield nbformat.v4.new_code_cell(f"check_answer({name!r}, ___)")
            place = match.end()
    yield from text_cell(source[place:])


def question_text(question):
    """The question and its lettered options, without feedback."""
    options = [f"- **{option.letter}** {to_markdown(option.text)}" for option in question.options]
    return "\n".join([f"**Self-check.** {to_markdown(question.question)}", "", *options]).strip()


def text_cell(source):
    """Markdown without directives and roles, as one cell, or none if nothing is left."""
    plain = to_markdown(without_directives(source)).strip()
    return [nbformat.v4.new_markdown_cell(plain)] if plain else []


def without_directives(source):
    """The text without targets, directives, and roles that only the built page can fill."""
    return FILLED_BY_THE_PAGE.sub("…", FENCE.sub(plain_directive, TARGET.sub("", source + "\n")))


def plain_directive(match):
    """A box becomes a bold title and its text; a directive that draws or links becomes nothing."""
    body = without_directives(OPTION.sub("", match["body"]))
    if match["name"] == "admonition":
        return f"**{match['argument']}**\n\n{body}"
    return body if match["name"] in BOXES else ""
