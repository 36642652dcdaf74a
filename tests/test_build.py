"""What a build promises: a failing chapter is never published, nothing stale is shown, nothing runs twice, no network is needed."""

import re

import pytest
from books import STRICT, build, chapter, make_book
from bs4 import BeautifulSoup

WELCOME = "# Welcome\n\nNothing runs here.\n"
GOOD = chapter("Good", "from cnnviz_helpers import cifar10dict", "print(cifar10dict[3], 6 * 7)")
OTHER = chapter("Other", "import os\nprint('run in', os.path.basename(os.getcwd()))")
BOOK = {"intro": WELCOME, "good": GOOD, "other": OTHER}

FAULTS = {
    "raises": ("answer = 1 / 0", "ZeroDivisionError: division by zero"),
    "stderr": ("import sys\nprint('beware', file=sys.stderr)", "beware"),
    "warns": ("import warnings\nwarnings.warn('old habit')", "old habit"),
    "dies": ("import os\nos._exit(1)", "the kernel died"),
    "borrows": ("print(cifar10dict)", "name 'cifar10dict' is not defined"),
    "network": ("from urllib.request import urlopen\nurlopen('http://192.0.2.1/')", "no network in tests"),
    "connects": ("import socket\nsocket.create_connection(('192.0.2.2', 80))", "something asked for 192.0.2.2:80"),
}
WARNINGS = {
    "reference": "See {ref}`nowhere`.",
    "role": "A {nosuchrole}`word`.",
    "directive": "```{nosuchdirective}\n```",
    "citation": "{cite}`nobody1900`",
    "heading": "### Too deep",
}


def executed(printed):
    """The names of the chapters that were executed, however it was done."""
    ahead = re.findall(r"^executed \d+ of \d+: ([\w-]+), [\d.]+ s$", printed, re.MULTILINE)
    return sorted(ahead + re.findall(r"/([\w-]+)\.md: Executing notebook", printed))


def outputs(folder, name):
    """What the cells of a page show."""
    soup = BeautifulSoup((folder / "_build" / "html" / "book" / f"{name}.html").read_text(encoding="utf-8"), "html.parser")
    return [output.get_text().strip() for output in soup.select(".cell_output")]


@pytest.fixture(scope="module")
def failed(tmp_path_factory):
    """A book in which each of `FAULTS` is a chapter, built without -W: (its folder, the exit code, what was printed)."""
    folder = tmp_path_factory.mktemp("failed")
    chapters = {name: chapter(name.title(), "import math", cell) for name, (cell, _) in FAULTS.items()}
    make_book(folder, {"intro": WELCOME, "good": GOOD, **chapters})
    return folder, *build(folder)


def test_a_failing_chapter_is_not_published(failed):
    """The build ends, names all chapters that failed and no other, and writes none of their pages."""
    folder, code, printed = failed
    assert code != 0
    assert f"These chapters failed, so nothing is published: {', '.join(sorted(FAULTS))}." in printed
    assert list(folder.glob("_build/html/**/*.html")) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_failing_chapter_says_what_went_wrong(failed, fault):
    printed = failed[-1]
    assert FAULTS[fault][1] in printed and f"book/{fault}.md" in printed


@pytest.fixture(scope="module")
def warned(tmp_path_factory):
    """What the strict build of a book says in which each of `WARNINGS` is a page: (exit code, what was printed)."""
    folder = tmp_path_factory.mktemp("warned")
    make_book(folder, {"intro": WELCOME, **{name: f"# Page\n\n{text}\n" for name, text in WARNINGS.items()}})
    return build(folder, *STRICT)


@pytest.mark.parametrize("name", WARNINGS)
def test_warnings_are_errors(warned, name):
    """The strict build refuses what Sphinx warns about, and names each page."""
    code, printed = warned
    assert code != 0 and re.search(rf"book/{name}\.md\S* WARNING: ", printed), printed


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A book that is in no repository, once built: (its folder, what was printed)."""
    folder = make_book(tmp_path_factory.mktemp("built"), BOOK, chapters_at_a_time=2)
    code, printed = build(folder, *STRICT)
    assert code == 0, printed
    return folder, printed


@pytest.mark.thorough
def test_ahead_of_the_build_or_within_it_is_the_same(built, tmp_path):
    """Chapters executed in parallel give the pages that MyST-NB gives when it executes them one by one."""
    one_by_one = make_book(tmp_path, BOOK, chapters_at_a_time=0)
    ahead, within = built[1], build(one_by_one, *STRICT)[1]
    assert executed(ahead) == executed(within) == ["good", "other"]
    assert "of the chapters, 2 at a time" in ahead and "of the chapters, 2 at a time" not in within
    pages = [{file.name: file.read_text(encoding="utf-8") for file in (folder / "_build" / "html").rglob("*.html")} for folder in (built[0], one_by_one)]
    assert len(pages[0]) >= 5 and pages[0] == pages[1]


def test_without_an_address_there_are_no_buttons(built):
    """A copy that is in no repository names none, its pages ask no other host, and one line each says what is missing and why."""
    folder, printed = built
    site = folder / "_build" / "html"
    soup = BeautifulSoup((site / "book" / "good.html").read_text(encoding="utf-8"), "html.parser")
    assert soup.select(".btn-source-repository-button, [class*=launch], [rel=canonical], [property='og:image'], [property='og:url']") == []
    assert soup.select_one("[name=description]")["content"] and soup.select_one("[property='og:title']")["content"] == "Good"
    assert not (site / "sitemap.xml").exists() and (site / "robots.txt").read_text() == "User-agent: *\nAllow: /\n"
    for said in ("No buttons for the repository", "No sitemap, no canonical addresses, no social card"):
        assert len([line for line in printed.splitlines() if said in line and "not known" in line]) == 1, printed


def test_a_changed_script_or_sheet_reaches_the_site(built):
    """Also where no chapter has changed, and without executing one."""
    folder, _ = built
    names = ("run.mjs", "css/run.css")
    for name in names:
        with (folder / "book" / "_static" / name).open("a", encoding="utf-8") as file:
            file.write("/* changed */\n")
    code, printed = build(folder, *STRICT)
    assert (code, executed(printed)) == (0, []), printed
    for name in names:
        assert (folder / "_build" / "html" / "_static" / name).read_text(encoding="utf-8").endswith("/* changed */\n")


def test_what_runs_again_and_what_does_not(built):
    """All chapters when the package changed, or its requirements; none when it changed back, or only words; else the chapter that changed."""
    folder, printed = built
    helper, page, pins = folder / "cnnviz_helpers" / "data.py", folder / "book" / "good.md", folder / "requirements.txt"

    def now():
        code, printed = build(folder, *STRICT)
        assert code == 0, printed
        return executed(printed), outputs(folder, "good") + outputs(folder, "other")

    def change(file, old, new):
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    assert executed(printed) == ["good", "other"] and outputs(folder, "good") + outputs(folder, "other") == ["cat 42", "run in book"]
    change(helper, '"cat"', '"lion"')
    assert now() == (["good", "other"], ["lion 42", "run in book"])
    change(helper, '"lion"', '"cat"')
    change(page, "# Good", "# Better")
    assert now() == ([], ["cat 42", "run in book"])
    change(page, "6 * 7", "6 * 6")
    assert now() == (["good"], ["cat 36", "run in book"])
    change(pins, "numpy", "# changed\nnumpy")
    assert now() == (["good", "other"], ["cat 36", "run in book"])
