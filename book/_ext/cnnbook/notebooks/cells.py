"""The cells that notebooks are put together from."""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

FIRST_CELL = """\
# On Colab this installs the book's helper package. Elsewhere it does nothing.
import sys

if "google.colab" in sys.modules:
    {install}
try:
    from cnnviz_helpers import ___, check_answer
except ModuleNotFoundError:
    raise ModuleNotFoundError("Expected the package cnnviz_helpers, which comes with the book; {remedy}.") from None"""


def first_cell(address=None):
    """The cell that gets the package where it is missing, or says how to. `address` : of the book's repository, or None."""
    if not address:
        install = "pass  # this copy of the book does not know its address"
        return code(FIRST_CELL.format(install=install, remedy="in a copy of the book's repository say: pip install anywidget ."))
    install = f"%pip install --quiet anywidget git+{address}"
    return code(FIRST_CELL.format(install=install, remedy=f"install it with: pip install anywidget git+{address}"))


def text(source):
    """A Markdown cell."""
    return new_markdown_cell(source)


def raw(source):
    """A cell that is neither text nor code."""
    return new_raw_cell(source)


def code(source, outputs=(), **metadata):
    """A code cell with these outputs. Counts are left out, and what they say of a run, so that two builds can be compared."""
    outputs = [nbformat.from_dict({**output, **({"execution_count": None} if "execution_count" in output else {})}) for output in outputs]
    return new_code_cell(source, outputs=outputs, metadata=metadata)


def finished(cells):
    """A notebook of these cells, whose ids stay the same from build to build."""
    metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
    return notebook
