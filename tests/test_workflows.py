"""The workflows: valid, pinned by commit, with a token that can only read unless a job says why; and the list of newest versions."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from books import REPO

WORKFLOWS = sorted((REPO / ".github" / "workflows").glob("*.yml"))
# What single jobs may do beyond reading the repository.
MORE = {("publish", "build"): {"pages": "read"}, ("publish", "deploy"): {"pages": "write", "id-token": "write"}, ("weekly", "report"): {"issues": "write"}}


def jobs():
    """((workflow, job), what the job says) of all workflows."""
    for file in WORKFLOWS:
        for name, job in yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"].items():
            yield (file.stem, name), job


def lint(*files):
    """What actionlint says of the files: (exit code, words)."""
    program = shutil.which("actionlint", path=str(Path(sys.executable).parent)) or shutil.which("actionlint")
    if program is None:
        pytest.skip("actionlint has no program for this system")
    done = subprocess.run([program, "-no-color", "-oneline", "-shellcheck=", "-pyflakes=", *map(str, files)], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_the_workflows_are_valid():
    """actionlint finds nothing."""
    assert len(WORKFLOWS) == 3 and lint(*WORKFLOWS) == (0, "")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("contents: read", "contents: reed"), ("matrix.python }}", "matrix.pyton }}"), ("runs-on: ubuntu-latest", "runs-om: ubuntu-latest")],
)
def test_the_linter_sees_faults(tmp_path, right, wrong):
    """A wrong permission, an unknown name in an expression, and an unknown key are found."""
    text = (REPO / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
    file = tmp_path / "test.yml"
    file.write_text(text.replace(right, wrong), encoding="utf-8")
    assert text.count(right) >= 1 and lint(file)[0] == 1


def test_actions_are_pinned_by_commit():
    """A full commit and, for people, the version behind it; a workflow of our own is a path. One action has one version."""
    uses = [line.strip().removeprefix("- ") for file in WORKFLOWS for line in file.read_text(encoding="utf-8").splitlines() if "uses:" in line]
    outside = {line for line in uses if not line.startswith("uses: ./")}
    assert len(outside) >= 5 and [line for line in outside if not re.fullmatch(r"uses: actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)] == []
    assert len(outside) == len({line.split("@")[0] for line in outside})


def test_tokens_can_only_read():
    """Each workflow begins with reading, and only the jobs listed above have more."""
    assert all(yaml.safe_load(file.read_text(encoding="utf-8"))["permissions"] == {"contents": "read"} for file in WORKFLOWS)
    assert {key: {name: may for name, may in job["permissions"].items() if name != "contents"} for key, job in jobs() if "permissions" in job} == MORE
    checkouts = [step for _, job in jobs() for step in job.get("steps", ()) if "actions/checkout" in step.get("uses", "")]
    assert checkouts and all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_what_is_published_was_executed_cold_and_tested():
    """No cache anywhere, a clean build, and deployment waits for the tests of the same commit."""
    assert not any("cache" in file.read_text(encoding="utf-8") for file in WORKFLOWS)
    publish = dict(jobs())
    commands = [step["run"] for step in publish["publish", "build"]["steps"] if "run" in step]
    assert commands == ["make clean book"]
    assert publish["publish", "deploy"]["needs"] == ["test", "build"] and publish["publish", "test"]["uses"] == "./.github/workflows/test.yml"
    assert [step["run"] for step in publish["test", "test"]["steps"] if "run" in step] == [".ci/run"]


def test_the_newest_versions_are_asked_for():
    """`.ci/newest` takes every package that the book names itself, without its version, and stays with Jupyter Book 1."""
    printed = subprocess.run([REPO / ".ci" / "newest"], capture_output=True, text=True, check=True).stdout
    own = (REPO / "requirements.txt").read_text(encoding="utf-8").split("# What these bring along")[0]

    def packages(text):
        return [line for line in text.splitlines() if line and not line.startswith("#")]

    assert [re.split("[!=;<]", line)[0].strip() for line in packages(printed)] == [line.split("==")[0] for line in packages(own)]
    assert [line for line in packages(printed) if re.search("[=<>]", line.split(";")[0])] == ["jupyter-book<2"]
