"""The pages whose code runs on a server that the reader names, as text."""

from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from cnnbook.after_build import Page
from cnnbook.pages.run_pages import binder_button, let_it_run, run_copy

CHAPTER = """<html><head></head><body><h1>Kernels</h1><p class="chapter-notebooks">This page
as a notebook <a class="run-link" href="a.run.html"></a></p></body></html>"""


def run_page(text, options):
    """The copy that runs of a chapter's HTML."""
    soup = BeautifulSoup(text, "html.parser")
    let_it_run(soup, options)
    return str(soup)


@pytest.mark.parametrize("options", [{}, {"repository_url": "https://gitlab.com/a/b", "launch_buttons": {}}])
def test_no_binder_without_a_repository_on_github(options):
    """Where Binder cannot know the repository there is no button, and the page names no other host."""
    assert binder_button(options) == ""
    assert "https:" not in run_page(CHAPTER, options)


def test_binder_builds_the_forks_repository():
    options = {"repository_url": "https://github.com/Someone/Fork", "launch_buttons": {"binderhub_url": "https://mybinder.org"}}
    assert 'value="https://mybinder.org/build/gh/Someone/Fork/HEAD">Start one on mybinder.org<' in run_page(CHAPTER, options)


def test_the_page_does_not_lead_to_itself():
    """The line that leads here is not on the page, which no search engine lists."""
    text = run_page(CHAPTER, {})
    assert "chapter-notebooks" not in text and '<meta content="noindex" name="robots"/>' in text
    assert text.index("<h1>") < text.index('class="run-bar"')


@pytest.mark.parametrize("has_figures", [True, False])
def test_live_figures_can_start(has_figures):
    """The script that starts any live figure is there, whether the chapter has one or the reader makes one; the chapter's own is not."""
    chapter = CHAPTER.replace("</head>", '<script src="../_static/explorables/page.x-ray.mjs?v=1" type="module"></script></head>') if has_figures else CHAPTER
    text = run_page(chapter, {})
    assert text.count("explorables/any-figure.mjs") == 1 and "page.x-ray" not in text


def test_a_page_that_leads_to_no_copy_has_none(tmp_path):
    """Where a chapter has lost its code, the copy of an earlier build goes; the chapter itself stays as it was."""
    app = SimpleNamespace(config=SimpleNamespace(html_theme_options={}))
    chapter, plain = (Page(BeautifulSoup(text, "html.parser"), tmp_path / "a.html", app) for text in (CHAPTER, "<html><head></head><body></body></html>"))
    copy = run_copy(chapter)
    copy.write()
    assert "chapter-notebooks" in str(chapter.soup) and 'class="run-bar"' in (tmp_path / "a.run.html").read_text(encoding="utf-8")
    assert run_copy(plain) is None and not (tmp_path / "a.run.html").exists()
