"""What the files in the root say is true: README, CONTRIBUTING, Makefile."""

import json
import os
import re
import subprocess

import pytest
from books import REPO

from cnnviz_helpers import plots
from cnnviz_helpers.assets import manifest
from cnnviz_helpers.networks import model
from cnnviz_helpers.selfchecks import feedback as checks
from cnnviz_helpers.selfchecks import questions

README = (REPO / "README.md").read_text()
CONTRIBUTING = (REPO / "CONTRIBUTING.md").read_text()


def test_the_scores_in_the_readme_are_the_measured_ones():
    """Both percentages stand in the manifest that training wrote."""
    scores = manifest()["accuracy"]
    expected = [f"{100 * scores[name]:.1f}" for name in ("first_1000", "all_10000")]
    assert list(re.search(r"right on ([0-9.]+) % .*?([0-9.]+) % of all 10,000", README).groups()) == expected


def test_the_number_of_parameters_in_the_readme():
    """As Keras counts them."""
    assert f"{model.build_model().count_params():,} parameters" in README


def test_the_question_ids_in_the_instructions_exist():
    """CONTRIBUTING and the docstring of check_answer name a question that there is."""
    ids = questions.read_questions(REPO / "book" / "questions")
    named = re.findall(r"- id: ([\w-]+)|self-check} ([\w-]+)|check_answer\(\"([\w-]+)\"", CONTRIBUTING)
    named += re.findall(r'such as "([\w-]+-[\w-]+)"', checks.check_answer.__doc__)
    assert len(named) >= 4 and {"".join(name) for name in named} <= set(ids)


def test_every_figure_is_where_the_instructions_say():
    """In the package's list, and in the page of the helpers."""
    assert plots.__all__
    for place in ("book/api.md", "cnnviz_helpers/__init__.py", "cnnviz_helpers/plots/__init__.py"):
        assert place in CONTRIBUTING
        assert all(name in (REPO / place).read_text() for name in plots.__all__), place


@pytest.fixture
def make(tmp_path):
    """A function: what `make` says on a machine whose Python lacks venv, and where no package can be installed."""
    files = {
        "python3.12": 'case "$2" in *ensurepip*) exit 1;; *print*) echo python3.12-venv;; esac',
        "apt-get": "exit 1",
        "venv/bin/playwright": 'echo "playwright $*"',
        "venv/ready": "",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / name).chmod(0o755)
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    surroundings["PATH"] = f"{tmp_path}:{surroundings['PATH']}"

    def run(*arguments):
        told = subprocess.run(["make", "-s", "-C", str(REPO), *arguments], check=False, capture_output=True, text=True, env=surroundings)
        return told.stdout

    return run


def test_make_says_what_is_missing(make, tmp_path):
    """No Python at all, no venv for this Python, no Chromium from the system's packages."""
    assert "nopython was not found" in make("PYTHON=nopython", f"VENV={tmp_path}/new", "book")
    assert "package python3.12-venv" in make("PYTHON=python3.12", f"VENV={tmp_path}/new", "book")
    (tmp_path / "venv" / "ready").touch()
    assert "playwright install --with-deps chromium" in make(f"VENV={tmp_path}/venv", "CHROMIUM=", "FIREFOX=there", "browsers")
    assert "Firefox is missing" in make(f"VENV={tmp_path}/venv", "CHROMIUM=there", "FIREFOX=", "browsers")


def test_npm_packages_are_pinned_and_from_no_named_place():
    """Exact versions, a checksum for each package, and no address to load one from: npm asks the registry that it is set to."""
    kinds = ("dependencies", "devDependencies")
    wanted, locked = json.loads((REPO / "package.json").read_text()), json.loads((REPO / "package-lock.json").read_text())["packages"]
    own = locked.pop("")
    wanted = {name: version for kind in kinds for name, version in wanted[kind].items()}
    assert wanted == {name: version for kind in kinds for name, version in own[kind].items()}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert len(locked) > len(wanted) and all(package["integrity"] and "resolved" not in package for package in locked.values())
