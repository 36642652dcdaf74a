"""The repository's address: found where the book is built, made readable, and shown only where it is known."""

import subprocess
from types import SimpleNamespace

import pytest
from cnnbook import repository

OURS = "https://github.com/someone/book"
FROM_CI = ("GITHUB_REPOSITORY", "GITHUB_SERVER_URL", "GITHUB_BASE_REF", "GITHUB_REF_NAME", "CI_PROJECT_URL", "CI_COMMIT_REF_NAME")


@pytest.fixture(autouse=True)
def no_ci(monkeypatch):
    """The tests say themselves what CI says."""
    for name in FROM_CI:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def checkout(tmp_path):
    """A function: a folder whose git knows this address as `origin`."""

    def make(address):
        for command in (["init", "-q"], ["remote", "add", "origin", address]):
            subprocess.run(["git", "-C", str(tmp_path), *command], check=True)
        return tmp_path

    return make


def options_for(folder, **given):
    """The theme's options after the extension has set them."""
    config = SimpleNamespace(html_theme_options={"repository_url": repository.NOT_OURS, "repository_branch": "master", **given})
    repository.set_address(SimpleNamespace(srcdir=folder), config)
    return config.html_theme_options


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://github.com/someone/book.git", OURS),
        ("https://github.com/someone/book/", OURS),
        ("git@github.com:someone/book.git", OURS),
        ("ssh://git@github.com/someone/book.git", OURS),
        ("ssh://git@git.example.org:2222/group/sub/book.git", "https://git.example.org/group/sub/book"),
        ("git://github.com/someone/book.git", OURS),
        ("https://user:secret@github.com/someone/book.git", OURS),
        ("https://x-access-token:secret@git.example.org:8443/someone/book", "https://git.example.org:8443/someone/book"),
        ("http://git.example.org/someone/book", "http://git.example.org/someone/book"),
        ("/srv/git/book.git", None),
        ("file:///srv/git/book.git", None),
        ("../book", None),
        ("http://localhost:3000/someone/book", None),
        ("http://user:secret@127.0.0.1:3000/someone/book", None),
        ("https://github.com", None),
        ("", None),
    ],
)
def test_addresses_become_what_a_reader_can_open(address, expected):
    assert repository.clean(address) == expected


def test_ci_is_asked_first_then_git_then_the_file(checkout, tmp_path, monkeypatch):
    """Each source hides the next one."""
    assert options_for(tmp_path, repository_url="https://a.org/file", repository_branch="x")["repository_url"] == "https://a.org/file"
    folder = checkout("git@b.org:from/git.git")
    assert options_for(folder, repository_url="https://a.org/file")["repository_url"] == "https://b.org/from/git"
    monkeypatch.setenv("CI_PROJECT_URL", "https://c.org/from/ci")
    assert options_for(folder)["repository_url"] == "https://c.org/from/ci"
    monkeypatch.setenv("GITHUB_REPOSITORY", "someone/book")
    assert options_for(folder)["repository_url"] == OURS
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://d.org")
    assert options_for(folder)["repository_url"] == "https://d.org/someone/book"


@pytest.mark.parametrize(
    ("variables", "branch"),
    [
        ({}, "main"),
        ({"GITHUB_REF_NAME": "v1"}, "v1"),
        ({"CI_COMMIT_REF_NAME": "dev"}, "dev"),
        ({"GITHUB_REF_NAME": "7/merge", "GITHUB_BASE_REF": "main"}, "main"),
    ],
)
def test_the_branch_is_the_one_that_ci_builds(checkout, monkeypatch, variables, branch):
    """Jupyter Book's own branch, "master", is no answer."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert options_for(checkout(OURS))["repository_branch"] == branch


@pytest.mark.parametrize("empty", ["", None])
def test_without_ci_and_settings_the_branch_is_main(checkout, empty):
    """An empty address in `_config.yml` comes with Jupyter Book's branch."""
    assert options_for(checkout(OURS), repository_url=empty)["repository_branch"] == "main"


def test_binder_is_offered_on_github_only(checkout, monkeypatch):
    folder = checkout("https://git.example.org/someone/book")
    assert options_for(folder)["launch_buttons"] == {} and options_for(folder)["use_repository_button"]
    monkeypatch.setenv("CI_PROJECT_URL", OURS)
    assert options_for(folder)["launch_buttons"]["binderhub_url"] == "https://mybinder.org"


def test_without_an_address_there_are_no_buttons(checkout, tmp_path):
    """Neither Jupyter Book's own repository nor that of a folder around the book is named."""
    checkout(OURS)
    (tmp_path / "inside").mkdir()
    options = options_for(tmp_path / "inside")
    assert "repository_url" not in options and options["launch_buttons"] == {}
    assert not options["use_repository_button"] and not options["use_issues_button"]
