"""The real graders give full marks to the right answers, the right part to a submission with three mistakes, and none to an empty one."""

import jupytext
import pytest
from cnnbook.notebooks import grader_forms
from cnnbook.notebooks.pieces import pieces
from graders import BIN, REPO, nbgrader_scores, otter_scores

from cnnviz_helpers.selfchecks.questions import read_questions

MISTAKES = {"n_filters": "n_filters = 96", "kernels_filter1": "kernels_filter1 = weights[0]", "answer1": 'answer1 = "C"'}
SCORES = {"nbgrader": nbgrader_scores, "otter": otter_scores}


@pytest.mark.parametrize("grader", SCORES)
def test_scores(tmp_path, grader):
    """A point for each exercise that is right."""
    assert BIN.is_dir(), f"Expected the graders' environment in {BIN.parent}, found none: run `make check`."
    parts = pieces(jupytext.read(REPO / "book" / "11-your-turn.md", fmt="md:myst").cells, read_questions(REPO / "book" / "questions"))
    answers = {piece.name: piece.answer for piece in parts if piece.kind == "exercise"}
    assert set(MISTAKES) < set(answers)
    scores = SCORES[grader](tmp_path, grader_forms.FORMS[grader](parts, None), {"right": answers, "wrong": answers | MISTAKES, "empty": {}})
    most = len(answers)
    assert scores == {"right": (most, most), "wrong": (most - 3, most), "empty": (0, most)}
