"""Environments as a stranger makes them: of what a package registry has, and of nothing that this environment holds.

They are large, so they stay in `.venv-clean`, and are made anew when what they are made of has changed.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from books import REPO

FOLDER = REPO / ".venv-clean"
BINDER = REPO / ".binder"
SUPPORTED = ((3, 11), (3, 12), (3, 13))
ASK_VERSION = "import ensurepip, sys, venv; print(*sys.version_info[:3])"
# What this environment tells the programs that it starts.
OWN = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "CNN_BOOK_BUILD", "KERAS_BACKEND")


def interpreters():
    """The supported versions of Python on this machine that can make environments, the lowest first: {(3, 11, 2): program, ...}."""
    places = [Path(sys._base_executable).parent, *map(Path, os.environ["PATH"].split(os.pathsep))]
    places += Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")).glob("versions/*/bin")
    found = {}
    for program in (place / f"python{major}.{minor}" for place in places for major, minor in SUPPORTED):
        if program.is_file():
            asked = subprocess.run([program, "-c", ASK_VERSION], capture_output=True, text=True)
            if asked.returncode == 0:
                found.setdefault(tuple(map(int, asked.stdout.split())), program)
    return dict(sorted(found.items()))


def surroundings(**more):
    """The variables for a program that shall not see this environment: those of this process, without what is its own, and `more`."""
    return {name: value for name, value in os.environ.items() if name not in OWN} | more


def run(*words, folder=REPO, **more):
    """Run a program in `folder`, `more` added to its surroundings; it must succeed. Returns what it printed."""
    words = [str(word) for word in words]
    done = subprocess.run(words, cwd=folder, env=surroundings(**more), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout[-6000:]}"
    return done.stdout


def pip(python, *words):
    """Run the pip of `python`, quietly."""
    return run(python, "-m", "pip", *words, "--quiet", "--disable-pip-version-check")


def environment(name, program, words, recipe=""):
    """The Python of the environment `name`, made with `program`, in which `pip install WORDS` was run.

    With another Python, other `words` or another `recipe`, the text of the files that `words` name, it is made anew.
    """
    python, stamp = FOLDER / name / "bin" / "python", FOLDER / name / "recipe"
    mark = hashlib.sha256("\0".join([run(program, "-VV"), *map(str, words), recipe]).encode()).hexdigest()
    if not stamp.is_file() or stamp.read_text() != mark:
        run(program, "-m", "venv", "--clear", FOLDER / name)
        pip(python, "install", *words)
        stamp.write_text(mark)
    return python
