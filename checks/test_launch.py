"""What a reader meets who starts a chapter on Binder, or downloads its notebook: the environment of `.binder`, a real Jupyter server, every chapter run.

Each is run twice: its Markdown, opened as a notebook in the folder of the book, and the notebook that the site offers.
That one is run in an empty folder; all that it has is the package. Binder opens the same one.
"""

import json
import shutil
import time
from pathlib import Path

import jupytext
import pytest
from books import REPO, contents
from clean import run
from cnnbook.publishing.chromium import open_chromium
from jupyter_server import START, jupyter_server

from benchmarks.kernels import ASK

MOST_MEMORY = 1.2e9  # bytes
PAGES = [page.split("/")[1] for page in contents() if "kernelspec" in jupytext.read(REPO / f"{page}.md").metadata]
OPENED = [f"book/{name}.md" for name in PAGES]
# The first page of the book cannot be downloaded. Of the exercise there is also what a teacher gets, with the blanks filled in.
DOWNLOADED = [f"downloads/{name}/{name}.ipynb" for name in [*PAGES[1:], "11-your-turn-solved"]]
BLANK = "must be filled in first, got a blank"  # what a cell says that waits for the reader's answer
WHERE = "import cnnviz_helpers, os\nprint(os.getcwd(), os.listdir(), cnnviz_helpers.__file__, sep='\\n')"
ROW = "{:<58} {:>8} {:>12}"


@pytest.fixture(scope="module")
def server(binder, launched, tmp_path_factory, say):
    """The server that Binder would start in a copy of the repository, and the downloaded notebooks, each in a folder of its own."""
    copy, variables = launched
    for path in DOWNLOADED:
        published = REPO / "_build" / "html" / "book" / "notebooks" / Path(path).name
        assert published.is_file(), f"Expected the notebook {published}, which the book's build writes; run `make check`, which builds the book first."
        (copy / path).parent.mkdir(parents=True)
        shutil.copyfile(published, copy / path)
    with jupyter_server(binder, copy, tmp_path_factory.mktemp("server") / "log", variables) as server:
        say(ROW.format(f"{run(binder, '-V').strip()}, the packages of .binder", "seconds", "peak memory"))
        yield server


@pytest.mark.parametrize("path", [*OPENED, *DOWNLOADED])
def test_it_runs(server, say, path):
    """Opened as a notebook, every cell runs. None writes to stderr or fails, but where a blank is not filled in, and the kernel stays small."""
    began = time.monotonic()
    cells = server.ask("GET", f"api/contents/{path}?type=notebook")["content"]["cells"]
    *outputs, (about,) = server.run(path, [*(cell["source"] for cell in cells if cell["cell_type"] == "code"), ASK])
    peak = json.loads(about["text"])["peak"]
    say(ROW.format(path, f"{time.monotonic() - began:.1f}", f"{peak / 1e6:.0f} MB"))
    shown = [one for cell in outputs for one in cell if not ("solved" not in path and BLANK in one.get("evalue", ""))]
    assert shown and [one for one in shown if one["output_type"] == "error" or one.get("name") == "stderr"] == []
    assert peak < MOST_MEMORY


@pytest.mark.parametrize("path", [OPENED[1], DOWNLOADED[0]])
def test_all_it_has_is_the_package(server, binder, path):
    """A kernel runs in the folder of its notebook, and takes the package from the environment. A download has nothing beside it."""
    ((where,),) = server.run(path, [WHERE])
    folder, beside, package = where["text"].splitlines()
    assert folder.endswith(str(Path("repository", path).parent)) and Path(package).is_relative_to(binder.parent.parent)
    assert path in OPENED or beside == str([Path(path).name])


@pytest.mark.parametrize("name", PAGES[1:])
def test_binder_has_the_notebooks_of_the_site(server, name):
    """What `postBuild` writes, where the rocket of a page leads, is what the site offers, but for the first cell, which knows an address."""
    paths = (f"notebooks/{name}.ipynb", f"downloads/{name}/{name}.ipynb")
    written, published = (server.ask("GET", f"api/contents/{path}")["content"]["cells"][1:] for path in paths)
    assert [cell["source"] for cell in written] == [cell["source"] for cell in published]


@pytest.mark.parametrize("path", ["notebooks/02-kernels.ipynb", "book/02-kernels.md"])
def test_a_browser_shows_cells_and_live_figures(server, path):
    """JupyterLab opens a chapter as a notebook, its Markdown as well, runs it, and a live figure comes to life."""
    with open_chromium() as chromium:
        page = chromium.new_page()
        page.set_default_timeout(START * 1000)
        page.goto(f"http://{server.place}/lab/tree/{path}?token={server.token}&reset")
        page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(state="attached")
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()  # before that, nothing is run
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        # What is not in sight is in the page, too.
        page.locator(".jp-Notebook canvas.x-map").first.wait_for(state="attached")
