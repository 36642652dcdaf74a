"""The exercise of a class in the forms that graders know, all from the pieces of one chapter.

Each function takes the pieces and the repository's address, and gives a notebook.
"""

from .cells import code, finished, first_cell, raw, text

POINTS = 1
TEST = """\
from cnnviz_helpers.exercises import check as fresh_check  # whatever `check` may be by now
verdict = fresh_check("{name}", {value})
assert verdict.ok, verdict.message"""
OTTER = "# ASSIGNMENT CONFIG\nname: {name}\nexport_cell: false\ncheck_all_cell: false\ntests:\n  ok_format: false\nenvironment: false\nrequirements: false"


def solved(pieces, address):
    """The exercise with every blank filled."""
    return finished([first_cell(address), *(plain(piece, piece.filled(piece.answer)) if piece.kind == "exercise" else plain(piece) for piece in pieces)])


def ed(pieces, address):
    """For Ed: each cell with a blank carries the name of its test."""
    marked = (plain(piece, f"### edTest(test_{piece.name}) ###\n{piece.source}") if piece.kind == "exercise" else plain(piece) for piece in pieces)
    return finished([first_cell(address), *marked])


def nbgrader(pieces, address):
    """The source of an nbgrader assignment: answers between its marks, and after each a graded cell whose test students do not get."""
    cells = [first_cell(address)]
    for piece in pieces:
        if piece.kind != "exercise":
            cells.append(plain(piece))
            continue
        lines = f"{piece.blank}\n### BEGIN SOLUTION\n{piece.answer}\n### END SOLUTION"
        cells.append(code(piece.filled(lines), nbgrader=graded(piece.name, solution=True)))
        hidden = f"# Points for {piece.name}\n### BEGIN HIDDEN TESTS\n{test(piece)}\n### END HIDDEN TESTS"
        cells.append(code(hidden, nbgrader=graded(f"{piece.name}-points", grade=True, locked=True, points=POINTS)))
    return finished(cells)


def graded(name, **facts):
    """nbgrader's facts about a cell."""
    return {"grade_id": name, "schema_version": 3, "solution": False, "grade": False, "locked": False, "task": False, **facts}


def otter(pieces, address):
    """The source of an otter-grader assignment, for `otter assign`."""
    cells = [raw(OTTER.format(name="investigating-cnns")), first_cell(address)]
    for piece in pieces:
        cells += otter_question(piece) if piece.kind == "exercise" else [plain(piece)]
    return finished(cells)


def otter_question(piece):
    """The cells of one question: its answer, with the blank that students see, and its hidden test."""
    lines = f'# BEGIN SOLUTION NO PROMPT\n{piece.answer}\n# END SOLUTION\n""" # BEGIN PROMPT\n{piece.blank}\n""" # END PROMPT'
    body = "\n".join(f"    {line}" for line in test(piece).splitlines())
    yield raw(f"# BEGIN QUESTION\nname: {piece.name}\npoints: {POINTS}")
    yield raw("# BEGIN SOLUTION")
    yield code(piece.filled(lines))
    yield raw("# END SOLUTION")
    yield raw("# BEGIN TESTS")
    yield code(f'""" # BEGIN TEST CONFIG\nhidden: true\n""" # END TEST CONFIG\ndef test_{piece.name}({", ".join(names(piece))}):\n{body}')
    yield raw("# END TESTS")
    yield raw("# END QUESTION")


def test(piece):
    """Python that fails for a wrong answer, and says why."""
    return TEST.format(name=piece.name, value=piece.value)


def names(piece):
    """The variables that the exercise's value is made of."""
    return piece.value.strip("()").split(", ")


def plain(piece, source=None):
    """The cell of a piece, with `source` in the place of its own."""
    return text(piece.source) if piece.kind == "text" else code(source or piece.source)


FORMS = {"solved": solved, "nbgrader": nbgrader, "otter": otter, "ed": ed}
