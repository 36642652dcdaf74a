"""Notebooks to download: each chapter with nothing filled in and nothing run, and as it ran for the page.

Every page with code, but the first of the book, ends with a line that links to its two. A page that is an exercise for a class
links to its own in its text as well, and gets the forms of `grader_forms.py`:

    ```{student-notebook}
    Download the notebook
    ```
"""

from html import escape
from pathlib import Path

import jupytext
import nbformat
from docutils import nodes
from jupyter_cache import get_cache
from sphinx.util.docutils import SphinxDirective

from .cells import code, finished, first_cell, text
from .grader_forms import FORMS
from .pieces import glued_values, pieces

FOLDER = "notebooks"
LINKS = (
    '<p class="chapter-notebooks">This page as a notebook: '
    '<a href="{folder}/{name}.ipynb" download>nothing filled in, nothing run</a>, or '
    '<a href="{folder}/{name}-run.ipynb" download>as it ran for this page</a>.{more}</p>'
)
IN_THE_PAGE = ' With a Jupyter server you can also <a class="run-link" href="{name}.run.html">run it in the page</a>.'


def setup_notebooks(app):
    """Register the directive and the links with the Sphinx application `app`."""
    app.add_directive("student-notebook", StudentNotebook)
    app.connect("doctree-read", add_links)
    app.connect("html-page-context", lead_to_notebook, priority=600)  # after the theme has made its buttons


class StudentNotebook(SphinxDirective):
    """A link to the notebook of this page; the content is the link's words."""

    has_content = True

    def run(self):
        name = Path(self.env.docname).name
        self.env.metadata[self.env.docname]["student-notebook"] = name
        words = escape(" ".join(self.content) or "Download this chapter as a notebook")
        return [nodes.raw("", f'<p><a class="student-notebook" href="{FOLDER}/{name}.ipynb" download>{words}</a></p>', format="html")]


def has_notebooks(app, docname):
    """Whether the page `docname` is published as notebooks, too."""
    return "kernelspec" in app.env.metadata[docname] and docname != app.config.root_doc


def add_links(app, doctree):
    """End a page that has notebooks with the line that links to them, and, if one sees code on it, to the copy in which that runs."""
    if has_notebooks(app, app.env.docname):
        name, has_code = Path(app.env.docname).name, any("cell_input" in node["classes"] for node in doctree.findall(nodes.container))
        line = LINKS.format(folder=FOLDER, name=name, more=IN_THE_PAGE.format(name=name) if has_code else "")
        doctree.next_node(nodes.section).append(nodes.raw("", line, format="html"))


def lead_to_notebook(app, pagename, templatename, context, doctree):
    """Let Binder's button open the notebook that `.binder/postBuild` writes of a page, in the place of its Markdown."""
    for group in context.get("header_buttons", ()):
        for button in group.get("buttons", ()):
            if button.get("text") == "Binder":
                button["url"] = button["url"].replace(f"/{pagename}.md", f"/{FOLDER}/{Path(pagename).name}.ipynb")


def write_notebooks(app):
    """Write the notebooks that pages link to, beside the pages."""
    cache = get_cache(app.env.mystnb_config.execution_cache_path)
    for docname in filter(lambda name: has_notebooks(app, name), sorted(app.env.found_docs)):
        chapter = jupytext.read(app.env.doc2path(docname), fmt="md:myst")
        options = {"questions": app.selfcheck_questions, "address": app.config.html_theme_options.get("repository_url")}
        forms = {"": student_notebook(chapter, **options), "-run": run_notebook(cache.merge_match_into_notebook(chapter)[1], **options)}
        if "student-notebook" in app.env.metadata[docname]:
            forms |= {f"-{name}": form(pieces(chapter.cells, options["questions"]), options["address"]) for name, form in FORMS.items()}
        for ending, notebook in forms.items():
            target = Path(app.outdir, docname).parent / FOLDER / f"{Path(docname).name}{ending}.ipynb"
            target.parent.mkdir(exist_ok=True)
            nbformat.write(notebook, target)


def student_notebook(chapter, questions, address=None):
    """The `chapter` as a notebook: no solutions, no outputs, Markdown that any notebook program shows.

    Parameters
    ----------
    chapter : the notebook that jupytext reads
    questions : the self-checks, {id: Question}
    address : where the package can be installed from, or None
    """
    cells = [first_cell(address)]
    for piece in pieces(chapter.cells, questions):
        if piece.kind != "solution":
            cells.append(text(piece.source) if piece.kind == "text" else code(piece.source))
    return finished(cells)


def run_notebook(chapter, questions, address=None):
    """The executed `chapter` as a notebook with its outputs and solutions, and the numbers of its run in the text."""
    cells = [first_cell(address)]
    for piece in pieces(chapter.cells, questions, glued_values(chapter.cells)):
        if piece.kind == "text":
            cells.append(text(piece.source))
        else:
            cells.append(code(piece.source, piece.outputs))
        if piece.kind == "exercise":
            cells.append(code(f"# One solution\n{piece.solution}", piece.solution_outputs))
    return finished(cells)
