"""Running the real graders on the classroom exercise: nbgrader and otter-grader, from the environment that `make check` makes."""

import csv
import json
import os
import re
import subprocess
from copy import deepcopy
from pathlib import Path

import nbformat

REPO = Path(__file__).resolve().parent.parent
BIN = Path(os.environ.get("CHECK_VENV", REPO / ".venv-check")).resolve() / "bin"
COURSE = "investigating-cnns"


def run(folder, *command):
    """Run a program of the environment in `folder`; it must succeed."""
    environment = os.environ | {"PYTHONPATH": str(REPO), "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run([str(BIN / command[0]), *command[1:]], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, done.stdout[-4000:]


def hand_in(notebook, answers):
    """A copy of the released `notebook` with `answers`, {exercise: lines}, in the place of blanks."""
    notebook = deepcopy(notebook)
    for cell in notebook.cells:
        check = re.search(r'^check\("(\w+)"', cell.source, re.MULTILINE)
        if cell.cell_type == "code" and check and check[1] in answers:
            cell.source = re.sub(r"^.* = ___$", lambda match, name=check[1]: answers[name], cell.source, flags=re.MULTILINE)
    return notebook


def write(notebook, file):
    """Write `notebook` to `file`, folders included."""
    file.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, file)


def nbgrader_scores(folder, source, submissions):
    """Release `source` with nbgrader, hand in and grade: {who: (score, most)}. `submissions` : {who: answers}."""
    (folder / "nbgrader_config.py").write_text((REPO / "classroom" / "nbgrader_config.py").read_text())
    write(source, folder / "source" / COURSE / "exercise.ipynb")
    run(folder, "nbgrader", "generate_assignment", COURSE)
    released = nbformat.read(folder / "release" / COURSE / "exercise.ipynb", as_version=4)
    for who, answers in submissions.items():
        write(hand_in(released, answers), folder / "submitted" / who / COURSE / "exercise.ipynb")
    run(folder, "nbgrader", "autograde", COURSE)
    run(folder, "nbgrader", "export")
    with open(folder / "grades.csv", newline="") as file:
        return {row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in csv.DictReader(file)}


def otter_scores(folder, source, submissions):
    """The same with otter-grader."""
    write(source, folder / "exercise.ipynb")
    run(folder, "otter", "assign", "exercise.ipynb", "dist", "--no-run-tests")
    (autograder,) = (folder / "dist" / "autograder").glob("*.zip")
    released, scores = nbformat.read(folder / "dist" / "student" / "exercise.ipynb", as_version=4), {}
    for who, answers in submissions.items():
        write(hand_in(released, answers), folder / f"{who}.ipynb")
        (folder / who).mkdir()
        run(folder, "otter", "run", "-a", str(autograder), "-o", who, f"{who}.ipynb")
        tests = json.loads((folder / who / "results.json").read_text())["tests"]
        scores[who] = tuple(sum(test.get(key, 0) for test in tests) for key in ("score", "max_score"))
    return scores
