"""Writes the self-checks of the book, chapter by chapter, for systems that test a class: beside the pages, to be linked from them."""

from pathlib import Path

from ..asked import asked_ids
from .moodle import moodle_xml
from .qti import qti_package

FOLDER = "classroom"
FILES = {"self-checks-moodle.xml": moodle_xml, "self-checks-canvas.zip": qti_package}


def write_exports(app):
    """Write all self-checks that pages ask to the folder `classroom` beside the pages; nothing where none is asked."""
    chapters = by_chapter(app.selfcheck_questions, set(asked_ids(app.env)), titles_of(app))
    folder = Path(app.outdir, app.config.root_doc).parent / FOLDER
    for name, made in FILES.items() if chapters else ():
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(made(chapters))


def by_chapter(questions, asked, titles):
    """{title: [Question]} of the questions whose ids are in `asked`, in the order of their files; `titles` : {name of a page: its title}."""
    chapters = {}
    for question in questions.values():
        if question.id in asked:
            chapters.setdefault(titles.get(question.file.stem, question.file.stem), []).append(question)
    return chapters


def titles_of(app):
    """{name of a page: "7 Where is it looking?"}: the number in front is that of the file, so that chapters stay in order."""
    names = {Path(docname).name: title.astext() for docname, title in app.env.titles.items()}
    return {name: f"{name[:2]} {title}" if name[:2].isdigit() else title for name, title in names.items()}
