"""The notebooks to download: without and with outputs, and with nothing that only the built page understands."""

import re
import sys
from types import SimpleNamespace

import jupytext
import nbformat
import pytest
from books import chapter
from cnnbook.notebooks import pages as notebooks

import cnnviz_helpers

CHAPTER = """
(the-label)=
## A {term}`maps <feature map>` of {math}`3` and $x^2$

See {ref}`the figure <fig-one>` in [the model](01-model.md), {cite}`lecun1998`; it gave {glue:text}`ch7-right:.0%`.
![Two maps](../_static/two.png)

:::{admonition} What you will be able to do
:class: tip
Fill in *blanks*.

```{note}
Inside.
```
:::

```{self-check} one-question
```

```{figure} ../_static/two.png
:name: fig-one
A caption.
```

After.

```python
plain = "code stays {as}`it is`"
```

```{code-cell} ipython3
---
mystnb:
  figure:
    caption: The {term}`blank` of {glue:text}`ch7-right:.0%`.
---
weights, bias = ___
check("weights", (weights, bias))
```

```{code-cell} ipython3
:tags: [hide-cell, solution]
weights, bias = model.layers[0].get_weights()
check("weights", (weights, bias))
```

```{code-cell} ipython3
:tags: [remove-cell]
glue("ch7-right", 0.76)
```

+++ {"tags": ["page-only"]}

Touch the figure in the page.

```{code-cell} ipython3
:tags: [page-only]
explore("x-ray")
```
"""
OPTIONS = [SimpleNamespace(letter="A", text="is {term}`kernel`"), SimpleNamespace(letter="B", text="$3$")]
QUESTIONS = {"one-question": SimpleNamespace(question="What is it?", options=OPTIONS)}


@pytest.fixture
def student():
    """A function: the student's notebook of `CHAPTER`."""
    return lambda **options: notebooks.student_notebook(read(chapter("Exercise") + CHAPTER.lstrip()), QUESTIONS, **options)


def read(text):
    """The chapter `text` as jupytext reads it."""
    return jupytext.reads(text, fmt="md:myst")


def text_of(notebook, kind):
    """The sources of all cells of one kind, in order."""
    return [cell.source for cell in notebook.cells if cell.cell_type == kind]


def test_solutions_plumbing_and_what_only_the_page_shows_are_left_out(student):
    first, *code = text_of(student(), "code")
    assert code == ["check_answer('one-question', ___)", 'weights, bias = ___\ncheck("weights", (weights, bias))']
    assert "from cnnviz_helpers import ___, check_answer" in first


def test_it_is_a_clean_notebook(student):
    """Valid, with a kernel, without outputs, counts, tags; and the same each time, so that it can be compared."""
    notebook = student()
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"
    for cell in notebook.cells:
        assert cell.metadata == {} and not cell.get("outputs") and cell.get("execution_count") is None
    assert notebook == student()


def test_myst_becomes_plain_markdown(student):
    before, question, after, caption = text_of(student(), "markdown")
    assert before.startswith("# Exercise\n\n## A maps of 3 and $x^2$\n\nSee the figure in the model, (lecun1998); it gave ….\n(picture: Two maps)")
    assert before.endswith("**What you will be able to do**\n\nFill in *blanks*.\n\nInside.")
    assert question == "**Self-check.** What is it?\n\n- **A** is kernel\n- **B** $3$"
    assert caption == "*Figure:* The blank of …."
    assert after == 'After.\n\n```python\nplain = "code stays {as}`it is`"\n```'


def run_first_cell(cell, monkeypatch, on_colab, is_missing):
    """Run a first cell, its magic written down in place of carried out: (what it would install, the error's words)."""
    asked = []
    for name, module in {"google.colab": object() if on_colab else None, "cnnviz_helpers": None if is_missing else cnnviz_helpers}.items():
        if module is None and name == "google.colab":
            monkeypatch.delitem(sys.modules, name, raising=False)
        else:
            monkeypatch.setitem(sys.modules, name, module)
    try:
        exec(re.sub(r"%(pip .*)", r"asked.append('\1')", cell), {"asked": asked})
    except ModuleNotFoundError as error:
        return asked, str(error)
    return asked, ""


def test_the_first_cell_installs_on_colab_and_does_nothing_elsewhere(student, monkeypatch):
    cell = text_of(student(address="https://example.org/a/b"), "code")[0]
    command = "pip install --quiet anywidget git+https://example.org/a/b"
    assert run_first_cell(cell, monkeypatch, on_colab=True, is_missing=False) == ([command], "")
    assert run_first_cell(cell, monkeypatch, on_colab=False, is_missing=False) == ([], "")


@pytest.mark.parametrize(("address", "words"), [("https://example.org/a/b", "git+https://example.org/a/b"), (None, "a copy of the book's repository")])
def test_the_first_cell_says_where_the_package_is(student, monkeypatch, address, words):
    """Where it is missing, and nothing can install it."""
    asked, error = run_first_cell(text_of(student(address=address), "code")[0], monkeypatch, on_colab=False, is_missing=True)
    assert asked == [] and "Expected the package cnnviz_helpers" in error and words in error


def test_with_outputs():
    """All that the page shows: numbers in the text, outputs, captions, solutions; counts of the run are left out."""
    executed = read(chapter("Exercise") + CHAPTER.lstrip())
    blank, solution, plumbing, _ = [cell for cell in executed.cells if cell.cell_type == "code"]
    blank.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "Not yet."}, execution_count=3)]
    solution.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "Right."}, execution_count=4)]
    facts = {"application/papermill.record/text/plain": "0.76"}
    plumbing.outputs = [nbformat.v4.new_output("display_data", facts, metadata={"scrapbook": {"name": "ch7-right", "mime_prefix": "x"}})]
    notebook = notebooks.run_notebook(executed, QUESTIONS)
    nbformat.validate(notebook)
    assert "it gave 76%" in text_of(notebook, "markdown")[0]
    first, question, *shown = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.outputs[0].data["text/plain"] for cell in shown] == ["Not yet.", "Right."]
    assert shown[1].source.startswith("# One solution\nweights, bias = model") and shown[0].outputs[0].execution_count is None
    assert text_of(notebook, "markdown")[-1] == "*Figure:* The blank of 76%."
