"""Where the questions are looked for: upwards from the current folder, beside the package, last in the installed package."""

import tomllib

import pytest
from books import REPO
from test_questions import CHOICE

from cnnviz_helpers.selfchecks import questions as reader
from cnnviz_helpers.selfchecks.questions import QuestionError, questions_folder


def test_the_folder_is_found_from_the_book_and_from_the_root(tmp_path, monkeypatch):
    folder = tmp_path / "book" / "questions"
    folder.mkdir(parents=True)
    (folder / "a.yml").write_text(CHOICE)
    (tmp_path / "book" / "deeper").mkdir()
    for start in (tmp_path, tmp_path / "book", tmp_path / "book" / "deeper", folder):
        monkeypatch.chdir(start)
        assert questions_folder() == folder


def test_the_folder_beside_the_package_and_none(tmp_path, monkeypatch):
    away, checkout = tmp_path / "away", tmp_path / "checkout"
    (checkout / "book" / "questions").mkdir(parents=True)
    away.mkdir()
    monkeypatch.chdir(away)
    monkeypatch.setattr(reader, "_PACKAGE", checkout / "cnnviz_helpers")
    with pytest.raises(QuestionError, match="No folder book/questions was found"):
        questions_folder()
    (checkout / "book" / "questions" / "a.yml").write_text(CHOICE)
    assert questions_folder() == checkout / "book" / "questions"
    with pytest.raises(QuestionError, match="'nowhere' does not exist"):
        questions_folder("nowhere")


def test_an_installed_package_brings_its_questions(tmp_path, monkeypatch):
    """They are looked for last, so that the book at hand wins; away from it, `check_answer` works all the same."""
    shipped, book = tmp_path / "site-packages" / "cnnviz_helpers" / "question_files", tmp_path / "book" / "questions"
    for folder in (shipped, book, tmp_path / "away"):
        folder.mkdir(parents=True)
    (shipped / "a.yml").write_text(CHOICE)
    monkeypatch.setattr(reader, "_PACKAGE", shipped.parent)
    monkeypatch.setattr(reader, "_INSTALLED", shipped)
    monkeypatch.chdir(tmp_path / "away")
    assert questions_folder() == shipped
    (book / "a.yml").write_text(CHOICE)
    assert questions_folder() == book


def test_what_is_packed_is_what_there_is():
    """Every folder of code and the folder of questions are named in pyproject.toml, with the files they hold."""
    tools = tomllib.loads((REPO / "pyproject.toml").read_text())["tool"]["setuptools"]
    folders = {".".join(file.parent.relative_to(REPO).parts) for file in (REPO / "cnnviz_helpers").rglob("__init__.py")}
    assert set(tools["packages"]) == {*folders, "cnnviz_helpers.question_files"}
    packed = REPO / tools["package-dir"]["cnnviz_helpers.question_files"]
    assert len(list(packed.glob(tools["package-data"]["cnnviz_helpers.question_files"][0]))) >= 7
