"""The forms of the classroom exercise: each has every exercise once, and none gives its answers away where students look."""

import ast
import re

import jupytext
import nbformat
import pytest
from books import REPO
from cnnbook.notebooks import grader_forms
from cnnbook.notebooks.pieces import pieces

from cnnviz_helpers.selfchecks.questions import read_questions

CHAPTER = REPO / "book" / "11-your-turn.md"


@pytest.fixture(scope="module")
def parts():
    """The pieces of the real exercise."""
    return pieces(jupytext.read(CHAPTER, fmt="md:myst").cells, read_questions(REPO / "book" / "questions"))


@pytest.fixture(scope="module")
def exercises(parts):
    """Those pieces that are exercises, in order."""
    return [piece for piece in parts if piece.kind == "exercise"]


def sources(notebook, kind="code"):
    """The sources of all cells of one kind, in order."""
    return [cell.source for cell in notebook.cells if cell.cell_type == kind]


def test_every_blank_of_the_chapter_is_an_exercise(exercises):
    """With a name, a value, and lines that fill it."""
    assert len(exercises) == CHAPTER.read_text(encoding="utf-8").count("= ___\n") == 12
    assert len({piece.name for piece in exercises}) == 12
    first = exercises[0]
    assert (first.name, first.value, first.blank, first.answer) == (
        "weights",
        "(weights, bias)",
        "weights, bias = ___",
        "weights, bias = model.layers[0].get_weights()",
    )


@pytest.mark.parametrize("name", grader_forms.FORMS)
def test_every_form_is_a_notebook(parts, name):
    """Valid, without outputs, and the same each time."""
    notebook = grader_forms.FORMS[name](parts, None)
    nbformat.validate(notebook)
    assert not any(cell.get("outputs") for cell in notebook.cells)
    assert notebook == grader_forms.FORMS[name](parts, None)


def test_solved(parts, exercises):
    """No blank is left, every answer is there with its check, and all of it is Python."""
    code = "\n".join(source for source in sources(grader_forms.solved(parts, None))[1:] if "check_answer" not in source)
    assert "= ___" not in code and all(f'{piece.answer}\ncheck("{piece.name}"' in code for piece in exercises)
    ast.parse(code)


def test_ed(parts, exercises):
    """Every blank stands under the name of its test, and no answer is there."""
    code = sources(grader_forms.ed(parts, None))
    marked = [source for source in code if source.startswith("### edTest(")]
    assert [source.splitlines()[:2] for source in marked] == [[f"### edTest(test_{piece.name}) ###", piece.blank] for piece in exercises]
    assert not [piece.name for piece in exercises if piece.answer in "\n".join(code)]


def test_nbgrader(parts, exercises):
    """An answer cell and a locked cell with a point for each exercise; without the marked lines nothing gives the answer away."""
    notebook = grader_forms.nbgrader(parts, None)
    facts = [cell.metadata.nbgrader for cell in notebook.cells if "nbgrader" in cell.metadata]
    assert [fact.grade_id for fact in facts if fact.solution and not fact.locked] == [piece.name for piece in exercises]
    assert [(fact.grade_id, fact.points) for fact in facts if fact.grade and fact.locked] == [(f"{piece.name}-points", 1) for piece in exercises]
    released = re.sub(r"### BEGIN (SOLUTION|HIDDEN TESTS)\n.*?### END \1", "", "\n".join(sources(notebook)), flags=re.DOTALL)
    assert not [piece.name for piece in exercises if piece.answer in released] and "fresh_check" not in released
    assert released.count(" = ___") == len(exercises)


def test_otter(parts, exercises):
    """Blocks open and close in order, one question an exercise, and every test is hidden."""
    notebook = grader_forms.otter(parts, None)
    blocks = [source.splitlines()[0] for source in sources(notebook, "raw")]
    assert blocks[0] == "# ASSIGNMENT CONFIG"
    assert blocks[1:] == ["# BEGIN QUESTION", "# BEGIN SOLUTION", "# END SOLUTION", "# BEGIN TESTS", "# END TESTS", "# END QUESTION"] * len(exercises)
    tests = [source for source in sources(notebook) if "# BEGIN TEST CONFIG" in source]
    assert [re.search(r"def test_(\w+)\(", test)[1] for test in tests] == [piece.name for piece in exercises]
    assert all("hidden: true" in test for test in tests)


def test_a_test_refuses_a_wrong_answer_and_a_blank(exercises):
    """Whatever `check` has become in the student's notebook."""
    piece = next(piece for piece in exercises if piece.name == "n_filters")
    for lines, message in (("n_filters = 96", "96 is the number of kernels"), (f"from cnnviz_helpers import ___\n{piece.blank}", "still blank")):
        with pytest.raises(AssertionError, match=message):
            exec(f"check = print\n{lines}\n{grader_forms.test(piece)}", {})
    exec(f"n_filters = 32\n{grader_forms.test(piece)}", {})
