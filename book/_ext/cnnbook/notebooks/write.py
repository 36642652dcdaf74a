"""`python book/_ext/write_notebooks.py FOLDER` writes every page with code as a notebook, nothing filled in, without building the book.

Binder does that when it starts: the rocket of a page leads there. JupyterLab would open the page's Markdown as well, but knows nothing of our directives.
"""


import jupytext
import nbformat

from cnnviz_helpers.selfchecks.questions import read_questions

from ..paths import ROOT
from .pages import student_notebook


def main(folder):
    """Write the notebooks to `folder`, which is made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    questions = read_questions(ROOT / "book" / "questions")
    for file in sorted((ROOT / "book").glob("*.md")):
        page = jupytext.read(file, fmt="md:myst")
        if "kernelspec" in page.metadata:
            nbformat.write(student_notebook(page, questions), folder / f"{file.stem}.ipynb")

