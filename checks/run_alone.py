"""Execute one chapter in a fresh kernel: `python run_alone.py CHAPTER.md`. Ends with an error if a cell does, or writes to stderr.

This is a program of its own because nbclient leaves its event loop open, and because the kernel takes over its environment.
"""

import sys
from pathlib import Path

import jupytext
from nbclient import NotebookClient

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "book" / "_ext"))

from cnnbook.execution import KERNEL, stderr_of  # noqa: E402


def main(file):
    notebook = jupytext.read(file)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(file.parent)}}, **KERNEL).execute()
    return "".join(stderr_of(notebook))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])) or 0)
