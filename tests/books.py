"""Building books in tests: the real one, and tiny ones with the same extension. Nothing built here reaches the network."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

REPO = Path(__file__).resolve().parent.parent
OFFLINE = REPO / "tests" / "offline"
STRICT = ("-W", "-n", "--keep-going")
# Old addresses of pages, which lead on: {name: where it stands now}.
MOVED = yaml.safe_load((REPO / "_config.yml").read_text(encoding="utf-8"))["sphinx"]["config"]["moved_pages"]
# Set by CI, and read by the extension: a test must not depend on where it runs.
FROM_CI = (
    *("GITHUB_REPOSITORY", "GITHUB_SERVER_URL", "GITHUB_BASE_REF", "GITHUB_REF_NAME"),
    *("CI_PROJECT_URL", "CI_PAGES_URL", "CI_COMMIT_REF_NAME", "BOOK_ADDRESS", "PYTHONPATH"),
)
HEADER = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

"""


def offline_environment():
    """The environment for a process that must not reach another machine, nor know of a CI."""
    environment = {name: value for name, value in os.environ.items() if name not in FROM_CI}
    return environment | {"PYTHONPATH": str(OFFLINE)}


def build(folder, *options):
    """`jupyter-book build .` in `folder`: (exit code, what was printed)."""
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", ".", *options]
    done = subprocess.run(command, cwd=folder, env=offline_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


def chapter(title, *cells):
    """The text of a chapter with these code cells."""
    return HEADER + f"# {title}\n\n" + "".join(f"```{{code-cell}} ipython3\n{cell}\n```\n\n" for cell in cells)


def make_book(folder, chapters, **settings):
    """Write a tiny book with the real settings, extension and package: `chapters` is {name: text}, the first is the root."""
    for part in ("book/_ext", "book/_static", "cnnviz_helpers"):
        shutil.copytree(REPO / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("requirements.txt", "book/references.bib"):
        shutil.copyfile(REPO / file, folder / file)
    config = yaml.safe_load((REPO / "_config.yml").read_text(encoding="utf-8"))
    config["sphinx"]["config"] |= settings
    root, *others = chapters
    toc = {"format": "jb-book", "root": f"book/{root}"} | ({"chapters": [{"file": f"book/{name}"} for name in others]} if others else {})
    for name, value in {"_config.yml": config, "_toc.yml": toc}.items():
        (folder / name).write_text(yaml.safe_dump(value, allow_unicode=True), encoding="utf-8")
    for name, text in chapters.items():
        (folder / "book" / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


def contents():
    """The pages of the real book, in order, as paths without ending: "book/01-model"."""
    toc = yaml.safe_load((REPO / "_toc.yml").read_text(encoding="utf-8"))
    return [toc["root"], *(page["file"] for part in toc["parts"] for page in part["chapters"])]


def copy_of_repository(folder, *beginnings):
    """A copy of the files that git knows and that begin with one of `beginnings`, by default all of them, in `folder`. Returns `folder`."""
    files = subprocess.run(["git", "-C", REPO, "ls-files", "-z"], capture_output=True, text=True, check=True).stdout.strip("\0").split("\0")
    for name in files:
        if (REPO / name).is_file() and name.startswith(beginnings or ""):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(REPO / name, folder / name)
    return folder
