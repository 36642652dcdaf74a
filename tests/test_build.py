"""What a build promises: a failing chapter is never published, nothing stale is shown, nothing runs twice, no network is needed."""

import re

import pytest
from books import STRICT, build, chapter, make_book
from bs4 import BeautifulSoup

WELCOME = "# Welcome\n\nNothing runs here.\n"
GOOD = chapter("Good", "from cnnviz_helpers import cifar10dict", "print(cifar10dict[3], 6 * 7)")
OTHER = chapter("Other", "import os\nprint('run in', os.path.basename(os.getcwd()))")

FAULTS = {
    "raises": ("answer = 1 / 0", "ZeroDivisionError: division by zero"),
    "stderr": ("import sys\nprint('beware', file=sys.stderr)", "beware"),
    "warns": ("import warnings\nwarnings.warn('old habit')", "old habit"),
    "dies": ("import os\nos._exit(1)", "the kernel died"),
    "network": ("from urllib.request import urlopen\nurlopen('http://192.0.2.1/')", "no network in tests"),
}


def executed(printed):
    """The names of the chapters that were executed, however it was done."""
    ahead = re.findall(r"^executed \d+ of \d+: ([\w-]+), [\d.]+ s$", printed, re.MULTILINE)
    return sorted(ahead + re.findall(r"/([\w-]+)\.md: Executing notebook", printed))


def outputs(folder, name):
    """What the cells of a page show."""
    soup = BeautifulSoup((folder / "_build" / "html" / "book" / f"{name}.html").read_text(encoding="utf-8"), "html.parser")
    return [output.get_text().strip() for output in soup.select(".cell_output")]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_failing_chapter_is_not_published(tmp_path, fault):
    """Also without -W the build ends, names the chapter, shows what went wrong, and writes no page."""
    cell, words = FAULTS[fault]
    make_book(tmp_path, {"intro": WELCOME, "good": GOOD, "bad": chapter("Bad", "import math", cell)})
    code, printed = build(tmp_path)
    assert code != 0
    assert "These chapters failed, so nothing is published: bad." in printed
    assert words in printed and "book/bad.md" in printed
    assert list(tmp_path.glob("_build/html/**/bad.html")) == []


def test_what_runs_again_and_what_does_not(tmp_path):
    """Nothing without a change; a chapter when it changed; all of them when the package or its requirements did; none when it changed back."""
    make_book(tmp_path, {"intro": WELCOME, "good": GOOD, "other": OTHER})
    helper, page, pins = tmp_path / "cnnviz_helpers" / "data.py", tmp_path / "book" / "good.md", tmp_path / "requirements.txt"
    before = helper.read_text(encoding="utf-8")

    def now(*names):
        code, printed = build(tmp_path, *STRICT)
        assert (code, executed(printed)) == (0, sorted(names)), printed
        return outputs(tmp_path, "good") + outputs(tmp_path, "other")

    assert now("good", "other") == ["cat 42", "run in book"]
    assert now() == ["cat 42", "run in book"]
    helper.write_text(before + "\ncifar10dict[3] = 'lion'\n", encoding="utf-8")
    assert now("good", "other") == ["lion 42", "run in book"]
    helper.write_text(before, encoding="utf-8")
    assert now() == ["cat 42", "run in book"]
    page.write_text(page.read_text(encoding="utf-8").replace("6 * 7", "6 * 6"), encoding="utf-8")
    assert now("good") == ["cat 36", "run in book"]
    page.write_text(page.read_text(encoding="utf-8").replace("# Good", "# Better"), encoding="utf-8")
    assert now() == ["cat 36", "run in book"]
    pins.write_text(pins.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    assert now("good", "other") == ["cat 36", "run in book"]


def test_ahead_of_the_build_or_within_it_is_the_same(tmp_path):
    """Chapters executed in parallel give the pages that MyST-NB gives when it executes them one by one."""
    pages = []
    for name, workers in (("ahead", 2), ("within", 0)):
        folder = make_book(tmp_path / name, {"intro": WELCOME, "good": GOOD, "other": OTHER}, chapters_at_a_time=workers)
        code, printed = build(folder, *STRICT)
        assert (code, executed(printed)) == (0, ["good", "other"]), printed
        assert ("of the chapters, 2 at a time" in printed) == bool(workers)
        files = sorted((folder / "_build" / "html").rglob("*.html"))
        pages.append({file.name: file.read_text(encoding="utf-8") for file in files})
    assert len(pages[0]) >= 5 and pages[0] == pages[1]


@pytest.mark.parametrize("text", ["See {ref}`nowhere`.", "A {nosuchrole}`word`.", "```{nosuchdirective}\n```", "{cite}`nobody1900`", "### Too deep"])
def test_warnings_are_errors(tmp_path, text):
    """The strict build refuses what Sphinx warns about."""
    make_book(tmp_path, {"intro": f"# Welcome\n\n{text}\n"})
    code, printed = build(tmp_path, *STRICT)
    assert code != 0 and "book/intro.md" in printed


def test_without_an_address_there_are_no_buttons(tmp_path):
    """A copy that is in no repository names none, its pages ask no other host, and one line each says what is missing and why."""
    make_book(tmp_path, {"intro": WELCOME, "good": GOOD})
    code, printed = build(tmp_path, *STRICT)
    assert code == 0, printed
    site = tmp_path / "_build" / "html"
    soup = BeautifulSoup((site / "book" / "good.html").read_text(encoding="utf-8"), "html.parser")
    assert soup.select(".btn-source-repository-button, [class*=launch], [rel=canonical], [property='og:image'], [property='og:url']") == []
    assert soup.select_one("[name=description]")["content"] and soup.select_one("[property='og:title']")["content"] == "Good"
    assert not (site / "sitemap.xml").exists() and (site / "robots.txt").read_text() == "User-agent: *\nAllow: /\n"
    for said in ("No buttons for the repository", "No sitemap, no canonical addresses, no social card"):
        assert len([line for line in printed.splitlines() if said in line and "not known" in line]) == 1, printed


def test_a_changed_script_or_sheet_reaches_the_site(tmp_path):
    """Also where no chapter has changed, and without executing one."""
    make_book(tmp_path, {"intro": WELCOME, "good": GOOD})
    build(tmp_path, *STRICT)
    for name in ("run.mjs", "css/run.css"):
        source = tmp_path / "book" / "_static" / name
        source.write_text(source.read_text(encoding="utf-8") + "/* changed */\n", encoding="utf-8")
        code, printed = build(tmp_path, *STRICT)
        assert (code, executed(printed)) == (0, []), printed
        assert (tmp_path / "_build" / "html" / "_static" / name).read_text(encoding="utf-8").endswith("/* changed */\n")
