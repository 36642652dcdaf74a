"""Every chapter alone: in a fresh kernel, without a cache, in any order, without the network, and with nothing on stderr.

`make test` executes them in kernels of their own too, when it builds the book; but there, a chapter that has not changed comes from the cache.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from books import OFFLINE, REPO, chapter, contents, offline_environment

# A page is a notebook if its header names a kernel.
CHAPTERS = [page for page in contents() if "kernelspec:" in (REPO / f"{page}.md").read_text(encoding="utf-8")[:600]]


def run(file):
    """Execute the chapter in `file`: (exit code, what was printed)."""
    one_thread = {name: "1" for name in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")}
    environment = offline_environment() | one_thread | {"PYTHONPATH": os.pathsep.join([str(OFFLINE), str(REPO)])}
    command = [sys.executable, str(REPO / "checks" / "run_alone.py"), str(file)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


@pytest.fixture(scope="module")
def runs(request):
    """{page: a run under way} for the chapters that are asked for, as many at a time as there are processors."""
    wanted = [item.callspec.params["page"] for item in request.session.items if "runs" in getattr(item, "fixturenames", ())]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield {page: pool.submit(run, REPO / f"{page}.md") for page in dict.fromkeys(wanted)}


@pytest.mark.parametrize("page", CHAPTERS)
def test_a_chapter_runs_alone(runs, page):
    """It raises nothing and warns of nothing."""
    code, printed = runs[page].result()
    assert code == 0, printed


def test_all_chapters_are_tried():
    """The chapters are notebooks, found in the table of contents."""
    assert sum(page[5:7].isdigit() for page in CHAPTERS) >= 8


@pytest.mark.parametrize(("cell", "words"), [("import warnings\nwarnings.warn('old habit')", "old habit"), ("print(cifar10dict)", "NameError")])
def test_a_bad_chapter_is_found(tmp_path, cell, words):
    """A warning, and a name from another chapter, each end the run."""
    file = tmp_path / "bad.md"
    file.write_text(chapter("Bad", "import math", cell), encoding="utf-8")
    code, printed = run(file)
    assert code != 0 and words in printed
