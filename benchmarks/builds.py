"""The whole book: chapters executed ahead of the build, several at a time, against MyST-NB one after the other.

Both build copies of this repository, in temporary folders, in turn, so that neither finds what the other left.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

REPO = Path(__file__).resolve().parent.parent
PARTS = ("_config.yml", "_toc.yml", "requirements.txt", "book", "cnnviz_helpers")
CHANGED = "book/02-kernels.md"
# What is said by us, once for all chapters, and by MyST-NB, of each.
EXECUTED = re.compile(r"(?:executed \d+ in|Executed notebook in) ([\d.]+) s")
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def measurements():
    """A title, the name of the yardstick, and the rows (label, our seconds, its seconds)."""
    return "jupyter-book build .", "serial", rows()


def rows():
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = copy_of_book(Path(folder) / "ours"), copy_of_book(Path(folder) / "serial", chapters_at_a_time=0)
        (seconds, execution), (serial, one_by_one) = build(ours), build(theirs)
        yield "cold, every chapter executed", seconds, serial
        yield "… the execution alone", execution, one_by_one
        yield "without a change", build(ours)[0], build(theirs)[0]
        for book in (ours, theirs):
            change(book / CHANGED)
        yield "one chapter changed", build(ours)[0], build(theirs)[0]


def copy_of_book(folder, **settings):
    """A copy of the book's sources in `folder`, with these Sphinx settings on top."""
    folder.mkdir()
    for part in PARTS:
        copy = shutil.copytree if (REPO / part).is_dir() else shutil.copyfile
        copy(REPO / part, folder / part)
    config = yaml.safe_load((folder / "_config.yml").read_text(encoding="utf-8"))
    config["sphinx"]["config"] |= settings
    (folder / "_config.yml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    return folder


def change(file):
    """Add a line to the last code cell of the chapter in `file`."""
    before, fence, rest = file.read_text(encoding="utf-8").rpartition("```{code-cell}")
    cell, end, after = rest.partition("\n```\n")
    file.write_text(f"{before}{fence}{cell}\n# changed{end}{after}", encoding="utf-8")


def build(folder):
    """How many seconds `jupyter-book build .` takes in `folder`, and how many of these it executes chapters, as it says itself."""
    began = time.perf_counter()
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", "."]
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise SystemExit(f"{done.stdout}\nExpected the book to build, and it failed; make it build before it is measured.")
    return time.perf_counter() - began, sum(float(seconds) for seconds in EXECUTED.findall(COLOURS.sub("", done.stdout)))
