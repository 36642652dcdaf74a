"""The published notebooks: where the pages link to them, and what is in those of the real book."""

import ast
import builtins
import re
import subprocess

import jupytext
import nbformat
import pytest
from books import STRICT, build, chapter, contents, make_book
from page_checks import parse
from test_notebooks import text_of

EXERCISE = """
```{student-notebook}
Take *it* & go
```

```{code-cell} ipython3
from cnnviz_helpers import ___, check
n = ___
check("n_filters", n)
```

```{code-cell} ipython3
:tags: [solution]
n = 32
check("n_filters", n)
```
"""


@pytest.mark.thorough("builds a small book; the book itself is built in a quick run")
def test_pages_link_to_their_notebooks(tmp_path):
    """A page with code ends with links to its two notebooks, and an exercise has one in its text and a form for each grader. The rocket opens one on Binder."""
    make_book(tmp_path, {"intro": chapter("Welcome", "print('hello')"), "plain": "# Plain\n", "turn": chapter("Exercise", "print('hi')") + EXERCISE})
    for command in (["init", "-q"], ["remote", "add", "origin", "git@github.com:Someone/Fork.git"]):
        subprocess.run(["git", "-C", str(tmp_path), *command], check=True)
    code, printed = build(tmp_path, *STRICT)
    assert code == 0, printed
    pages = tmp_path / "_build" / "html" / "book"
    links = {name: parse((pages / f"{name}.html").read_text(encoding="utf-8")).select("main a[download]") for name in ("intro", "plain", "turn")}
    assert links["intro"] == links["plain"] == []
    assert [(link["href"], link.get_text()) for link in links["turn"]] == [
        ("notebooks/turn.ipynb", "Take *it* & go"),
        ("notebooks/turn.ipynb", "nothing filled in, nothing run"),
        ("notebooks/turn-run.ipynb", "as it ran for this page"),
    ]
    rockets = [link["href"] for link in parse((pages / "turn.html").read_text(encoding="utf-8")).select("a[href*=mybinder]")]
    assert set(rockets) == {"https://mybinder.org/v2/gh/Someone/Fork/main?urlpath=lab/tree/notebooks/turn.ipynb"}
    endings = ["", *(f"-{name}" for name in ("ed", "nbgrader", "otter", "run", "solved"))]
    assert sorted(file.name for file in (pages / "notebooks").iterdir()) == sorted(f"turn{ending}.ipynb" for ending in endings)
    student, run = (nbformat.read(pages / "notebooks" / f"turn{ending}.ipynb", as_version=4) for ending in ("", "-run"))
    assert text_of(student, "code")[1:] == ["print('hi')", 'from cnnviz_helpers import ___, check\nn = ___\ncheck("n_filters", n)']
    shown = ["".join(output.get("text", "") or output["data"]["text/plain"] for output in cell.outputs) for cell in run.cells if cell.cell_type == "code"]
    assert shown == ["", "hi\n", "Not yet. n_filters is still blank: put your answer where ___ stands.", "Right. The last axis counts the filters."]


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


def test_every_chapter_is_published_as_it_ran(site, repo):
    """Each chapter has a notebook with outputs: pictures, every number in the text, no trace of MyST, no error and nothing on stderr."""
    for page in (page for page in contents() if re.match(r"book/\d", page)):
        student, run = (nbformat.read(site / "book" / "notebooks" / f"{page.split('/')[1]}{ending}.ipynb", as_version=4) for ending in ("", "-run"))
        nbformat.validate(run)
        prose, outputs = "\n".join(text_of(run, "markdown")), [output for cell in run.cells for output in cell.get("outputs", ())]
        assert re.findall(r"^:::|^```\{|\{[\w:-]+\}`|^\([\w-]+\)=", prose, re.MULTILINE) == [], page
        n_glued = (repo / f"{page}.md").read_text(encoding="utf-8").count("{glue:text}")
        assert "\n".join(text_of(student, "markdown")).count("…") - prose.count("…") == n_glued, page
        assert sum("image/png" in output.get("data", {}) for output in outputs) >= 3, page
        assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"], page


def test_what_a_notebook_uses_it_also_makes(site):
    """Cells that only the page needs are left out of a notebook; no cell that is left may need a name from them."""
    notebooks = sorted((site / "book" / "notebooks").glob("*.ipynb"))
    assert len(notebooks) >= 20
    for file in notebooks:
        code = "\n".join(text_of(nbformat.read(file, as_version=4), "code"))
        nodes = list(ast.walk(ast.parse(re.sub(r"^( *)%.*", r"\1pass", code, flags=re.MULTILINE))))
        names = [node for node in nodes if isinstance(node, ast.Name)]
        made = {node.id for node in names if isinstance(node.ctx, ast.Store)} | {node.arg for node in nodes if isinstance(node, ast.arg)}
        made |= {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ExceptHandler)}
        made |= {(node.asname or node.name).split(".")[0] for node in nodes if isinstance(node, ast.alias)}
        assert {node.id for node in names} - made - set(dir(builtins)) == set(), file.name
