"""The package's wheel at both ends of what `pyproject.toml` promises: the lowest versions on the lowest Python here, the newest on the highest."""

import tomllib
from datetime import date

import pytest
from books import REPO
from clean import environment, interpreters, pip, run
from wheels import build_wheel

NEEDS = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
WEEK = "%d, week %d" % date.today().isocalendar()[:2]  # what is newest is asked once a week
ENDS = {"lowest": (min, [need.replace(">=", "==") for need in NEEDS], ""), "newest": (max, NEEDS, WEEK)}


@pytest.mark.parametrize("end", ENDS)
def test_the_wheel_works(tmp_path, say, end):
    """Installed where nothing else is: the network is as right as ever, the helpers agree with each other, every figure is drawn."""
    choose, packages, recipe = ENDS[end]
    here = interpreters()
    python = environment(end, here[choose(here)], [*packages, "anywidget"], recipe)
    (tmp_path / "source").mkdir()
    pip(python, "install", "--force-reinstall", "--no-deps", build_wheel(tmp_path / "source", tmp_path))
    run(python, "-m", "pip", "check")
    printed = run(python, "-P", REPO / "checks" / "use_helpers.py", tmp_path, folder=tmp_path)
    say(f"{end}: {printed.splitlines()[-1]}")
