"""Live figures in a built book: a page that has one gets what it needs, named in its head; the others get nothing."""

import re
from pathlib import Path

import pytest
from cnnbook import esbuild
from cnnbook.esbuild import bundle, page_file, page_module
from cnnbook.live import write_files
from sphinx.errors import ExtensionError

from cnnviz_helpers.explorables import files as explorables

SMALL_BOOK = pytest.mark.thorough("builds a small book; the book itself is built in a quick run")


@pytest.fixture(scope="module")
def pages(live_book):
    """The folder of the pages of a book with one chapter that has a live figure, and one that has none."""
    return live_book / "_build" / "html"


def sheets(pages, name):
    """The style sheets of the page `name`, as the first line of its one sheet names them."""
    page = pages / "book" / f"{name}.html"
    (address,) = re.findall(r'<link href="([^"]*)" rel="stylesheet"', page.read_text(encoding="utf-8"))
    return (page.parent / address).read_text(encoding="utf-8").partition("\n")[0]


@SMALL_BOOK
def test_the_still_picture_comes_in_a_file(pages):
    """So that the text need not wait for it; its size stands in the page."""
    text = (pages / "book" / "live.html").read_text(encoding="utf-8")
    (still,) = re.findall(r'<img [^>]*class="explorable-still"[^>]*>', text)
    assert "data:image" not in text and re.search(r' width="\d+"', still)
    assert (pages / "book" / re.search(r'src="([^"]*)"', still)[1]).resolve().is_file()


@SMALL_BOOK
def test_all_code_comes_in_one_file(pages):
    """The head names one module, which is there, imports nothing more, and knows the page's figure."""
    page = pages / "book" / "live.html"
    (address,) = re.findall(r'<script [^>]*src="([^"]*explorables/[^"]*\.mjs)"', page.read_text(encoding="utf-8"))
    code = (page.parent / address).resolve().read_text(encoding="utf-8")
    assert not re.findall(r'(?:from|import)"\.', code) and '"kernel-lab"' in code and "Kernel lab." in code


@SMALL_BOOK
def test_the_script_and_its_data_are_there(pages):
    text = (pages / "book" / "live.html").read_text(encoding="utf-8")
    assert text.count('data-explorable="kernel-lab"') == 1 and text.count("explorables/page.kernel-lab.mjs") == 1
    assert {f"explorables/{sheet}" for sheet in explorables.sheets("kernel-lab")} <= set(sheets(pages, "live").split())
    there = {file.relative_to(pages / "_static" / "explorables").as_posix() for file in (pages / "_static" / "explorables").rglob("*")}
    assert {"any-figure.mjs", "engine.wasm", "figures/kernel-lab.mjs", "figures/ablation-worker.mjs", "kit/kit.css", *explorables.page_data()} <= there
    assert "engine.c" not in {Path(name).name for name in there}


@SMALL_BOOK
def test_other_pages_get_nothing(pages):
    assert "explorables" not in (pages / "book" / "plain.html").read_text(encoding="utf-8") + sheets(pages, "plain")


def test_what_is_there_is_left_alone(tmp_path):
    """A second time nothing is written; what has changed is written anew, and what no module is any more goes."""
    write_files(tmp_path)
    (tmp_path / page_file(("where",))).write_bytes(page_module(("where",)))
    times = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*") if file.is_file()}
    old, changed = tmp_path / "chunks" / "OLD.mjs", tmp_path / "any-figure.mjs"
    old.write_text("", encoding="utf-8")
    changed.write_text("", encoding="utf-8")
    write_files(tmp_path)
    assert not old.exists() and changed.read_bytes() == bundle().files["any-figure.mjs"]
    assert {file for file, time in times.items() if file.stat().st_mtime_ns != time} == {changed}


def test_without_esbuild_it_is_said_what_to_do(tmp_path, monkeypatch):
    """One sentence, which names the program and the folder where it was expected."""
    monkeypatch.setattr(esbuild, "PACKAGES", tmp_path)
    with pytest.raises(ExtensionError, match=r"^Expected the program esbuild in .*, found none: say `make book`, .*README.md\.$"):
        esbuild.bundle.__wrapped__()


def test_a_module_that_imports_what_is_not_there_is_named(tmp_path, monkeypatch):
    """With esbuild's own words."""
    (tmp_path / "any-figure.mjs").write_text('import { gone } from "./gone.mjs"; gone();', encoding="utf-8")
    monkeypatch.setattr(esbuild, "MODULES", tmp_path)
    with pytest.raises(ExtensionError, match='(?s)could not be made small; mend what esbuild names.*Could not resolve "./gone.mjs"'):
        esbuild.bundle.__wrapped__()
