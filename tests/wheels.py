"""Building the package's wheel in tests."""

import subprocess
import sys

from books import copy_of_repository


def build_wheel(source, target):
    """The path of the wheel, made in the folder `target` of the files that git knows; `source` is an empty folder for them."""
    copy_of_repository(source, "cnnviz_helpers/", "book/questions/", "pyproject.toml", "README.md", "LICENSE")
    pip("wheel", source, "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", target)
    return next(target.glob("*.whl"))


def pip(*words):
    """Run pip, quietly."""
    command = [sys.executable, "-m", "pip", *map(str, words), "--quiet", "--disable-pip-version-check"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
