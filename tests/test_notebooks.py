"""The notebook that a student downloads: nothing filled in, nothing run, and nothing that only the built page understands."""

import re
from types import SimpleNamespace

import jupytext
import nbformat
import notebooks
import pytest
from books import STRICT, build, chapter, contents, make_book
from bs4 import BeautifulSoup

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
weights, bias = ___
```

```{code-cell} ipython3
:tags: [hide-cell, solution]
weights, bias = model.layers[0].get_weights()
```

```{code-cell} ipython3
:tags: [remove-cell]
glue("ch7-right", 0.76)
```
"""
OPTIONS = [SimpleNamespace(letter="A", text="is {term}`kernel`"), SimpleNamespace(letter="B", text="$3$")]
QUESTIONS = {"one-question": SimpleNamespace(question="What is it?", options=OPTIONS)}


@pytest.fixture
def student():
    """A function: the student's notebook of `CHAPTER`."""
    return lambda **options: notebooks.student_notebook(chapter("Exercise") + CHAPTER.lstrip(), QUESTIONS, **options)


def text_of(notebook, kind):
    """The sources of all cells of one kind, in order."""
    return [cell.source for cell in notebook.cells if cell.cell_type == kind]


def test_solutions_and_plumbing_are_left_out(student):
    first, *code = text_of(student(), "code")
    assert code == ["check_answer('one-question', ___)", "weights, bias = ___"]
    assert "import cnnviz_helpers" in first


def test_it_is_a_clean_notebook(student):
    """Valid, with a kernel, without outputs, counts, tags; and the same each time, so that it can be compared."""
    notebook = student()
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"
    for cell in notebook.cells:
        assert cell.metadata == {} and not cell.get("outputs") and cell.get("execution_count") is None
    assert notebook == student()


def test_myst_becomes_plain_markdown(student):
    before, question, after = text_of(student(), "markdown")
    assert before.startswith("# Exercise\n\n## A maps of 3 and $x^2$\n\nSee the figure in the model, …; it gave ….\n(picture: Two maps)")
    assert before.endswith("**What you will be able to do**\n\nFill in *blanks*.\n\nInside.")
    assert question == "**Self-check.** What is it?\n\n- **A** is kernel\n- **B** $3$"
    assert after == 'After.\n\n```python\nplain = "code stays {as}`it is`"\n```'


@pytest.mark.parametrize(("address", "words"), [("https://example.org/a/b", "%pip install --quiet git+https://example.org/a/b"), (None, "raise ModuleNotFoundError(")])
def test_the_first_cell_gets_the_package(student, address, words):
    assert words in text_of(student(address=address), "code")[0]


def test_a_page_links_to_its_notebook(tmp_path):
    """The directive makes a link that downloads, and the notebook is beside the page; other pages have none."""
    text = chapter("Exercise", "print('hi')") + "```{student-notebook}\nTake *it* & go\n```\n"
    make_book(tmp_path, {"intro": "# Welcome\n", "turn": text})
    code, printed = build(tmp_path, *STRICT)
    assert code == 0, printed
    pages = tmp_path / "_build" / "html" / "book"
    link = BeautifulSoup((pages / "turn.html").read_text(encoding="utf-8"), "html.parser").select_one("a.student-notebook")
    assert (link["href"], link.has_attr("download"), link.get_text()) == ("notebooks/turn.ipynb", True, "Take *it* & go")
    assert [file.name for file in (pages / "notebooks").iterdir()] == ["turn.ipynb"]
    assert text_of(nbformat.read(pages / "notebooks" / "turn.ipynb", as_version=4), "code")[1:] == ["print('hi')"]


def test_the_exercise_can_be_downloaded(site, repo):
    """The real exercise: blanks to fill in, no solution, no trace of MyST."""
    page = next(page for page in contents() if page.endswith("your-turn"))
    notebook = nbformat.read(site / "book" / "notebooks" / f"{page.split('/')[1]}.ipynb", as_version=4)
    code, prose = "\n".join(text_of(notebook, "code")), "\n".join(text_of(notebook, "markdown"))
    assert code.count("___") >= 12
    assert re.findall(r"^:::|^```\{|\{[\w:-]+\}`|^\([\w-]+\)=", prose, re.MULTILINE) == []
    cells = jupytext.read(repo / f"{page}.md").cells
    solutions = [cell.source for cell in cells if "solution" in cell.metadata.get("tags", [])]
    assert len(solutions) >= 10 and all(solution not in code for solution in solutions)
