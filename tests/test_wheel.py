"""The package as a wheel: light, and whole in an environment and a folder that know nothing of the book."""

import os
import subprocess
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
from books import REPO
from wheels import build_wheel, pip

USE = """
import sys
from pathlib import Path
import cnnviz_helpers as c
assert Path(c.__file__).is_relative_to(sys.prefix), c.__file__
assert c.cnn_model().count_params() == 140_714 and c.get_cifar10()[0].shape == (1000, 32, 32, 3)
print(c.check_answer("kernels-and-filters", "A").is_right, c.check_answer("kernels-and-filters", "B").is_right)
print(c.explore("kernel-lab", filter=3)._repr_html_()[:60])
from cnnviz_helpers.explorables.files import ENGINE, FOLDER, notebook_module
print(len(notebook_module("kernel-lab")) > 10_000, (FOLDER / ENGINE).is_file())
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel."""
    return build_wheel(tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A function: what a fresh Python says that has the wheel, and the other packages of this environment, but not the repository."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder / "env")
    python = folder / "env" / "bin" / "python"
    own = Path(sysconfig.get_path("purelib", vars={"base": str(folder / "env")}))
    (own / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
    pip("--python", python, "install", wheel, "--no-deps", "--no-index")
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"CNN_BOOK_BUILD": "1"}
    (folder / "elsewhere").mkdir()

    def run(*words):
        done = subprocess.run([python, "-W", "error", *words], cwd=folder / "elsewhere", env=surroundings, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
        return done.stdout

    return run


def test_the_wheel_is_light_and_whole(wheel):
    """Under 4 MB, with every asset, every live figure, the fonts and the questions, and with nothing of the tests or the book's pages."""
    assert wheel.stat().st_size < 4_000_000
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    parts = [REPO / "cnnviz_helpers" / part for part in ("assets", "explorables", "fonts")]
    ours = [file for part in parts for file in part.rglob("*") if file.is_file() and file.suffix != ".pyc"]
    assert {file.relative_to(REPO).as_posix() for file in ours} <= names
    assert {f"cnnviz_helpers/question_files/{file.name}" for file in (REPO / "book" / "questions").glob("*.yml")} <= names
    assert {name.split("/")[0] for name in names} == {"cnnviz_helpers", wheel.name.split("-py3")[0] + ".dist-info"}


def test_it_works_away_from_the_repository(installed):
    """The network, the images, the self-checks and the live figures' files come with the wheel."""
    answers, mount, files = installed("-c", USE).splitlines()
    assert answers == "True False" and mount.startswith('<figure class="explorable" data-explorable="kernel-lab"') and files == "True True"


def test_it_says_its_version_and_that_it_is_whole(installed):
    """`python -m cnnviz_helpers` after the installation."""
    assert "cnnviz_helpers 1.0:" in (printed := installed("-m", "cnnviz_helpers")) and "files are intact" in printed
