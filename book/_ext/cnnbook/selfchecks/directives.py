"""The directives `self-check` and `progress`.

A self-check's texts stand in a YAML file (`cnnviz_helpers/selfchecks/questions.py` reads it) and are parsed as MyST where the directive stands.
A fault in a question, an unknown id or one asked twice ends the build with file and line, also without `-W`.
"""

from contextlib import contextmanager
from difflib import get_close_matches
from os.path import relpath
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from cnnviz_helpers.selfchecks.questions import QuestionError, read_questions

from ..paths import STATIC
from .asked import SelfCheckError, check_places, forget_page, merge_pages, place
from .nodes import RenderSelfChecks, depart_tag, part, progress, selfcheck, tag, visit_tag


def setup_selfchecks(app):
    """Register the self-checks with the Sphinx application `app`."""
    app.add_config_value("selfcheck_folder", "book/questions", "env", str)
    app.add_directive("self-check", SelfCheckDirective)
    app.add_directive("progress", ProgressDirective)
    app.add_node(tag, html=(visit_tag, depart_tag))
    app.add_post_transform(RenderSelfChecks)
    app.connect("config-inited", serve_static)
    app.connect("builder-inited", load_questions)
    app.connect("env-purge-doc", forget_page)
    app.connect("env-merge-info", merge_pages)
    app.connect("env-updated", check_places)
    for sheet in ("selfcheck", "selfcheck-feedback"):
        app.add_css_file(f"css/{sheet}.css", priority=910)
    app.add_js_file("selfcheck.mjs", type="module")


def serve_static(app, config):
    """The style sheet and the script are served from the book's static folder."""
    if str(STATIC) not in config.html_static_path:
        config.html_static_path.append(str(STATIC))


def load_questions(app):
    """Read all questions before any page: a fault in any of them ends the build at once."""
    folder = Path(app.srcdir) / app.config.selfcheck_folder
    try:
        app.selfcheck_questions = read_questions(folder) if folder.is_dir() else {}
    except QuestionError as problem:
        raise SelfCheckError(str(problem)) from None


class ProgressDirective(SphinxDirective):
    """Shows how many of the book's self-checks a reader has answered, and clears them."""

    def run(self):
        place(self.env)["shows_progress"] = True
        return [progress()]


class SelfCheckDirective(SphinxDirective):
    """Asks the question whose id is the argument."""

    required_arguments = 1

    def run(self):
        question = self.find_question(self.arguments[0])
        self.env.note_dependency(str(question.file))
        place(self.env)["asked"].append((question.id, self.get_location()))
        node = selfcheck(question=question.id, kind=question.kind, answer=question.answer, tolerance=question.tolerance)
        self.set_source_info(node)
        node += self.parse(question.question, question, role="question")
        if not isinstance(node[0].children[0], nodes.paragraph):
            raise SelfCheckError(f"{question.file}:{question.question.line}: a question begins with a paragraph; put words before the rest.")
        node += self.number_answers(question) if question.kind == "number" else self.option_parts(question)
        return [node]

    def find_question(self, name):
        """The Question with the id `name`."""
        known = self.env.app.selfcheck_questions
        if name not in known:
            near = get_close_matches(name, known, 1, 0.4)
            hint = f"did you mean {near[0]!r}?" if near else f"questions are read from {self.config.selfcheck_folder}/*.yml."
            raise SelfCheckError(f"{self.get_location()}: there is no self-check {name!r}; {hint}")
        return known[name]

    def option_parts(self, question):
        """The options and their answers, as `part` nodes."""
        made = []
        for option in question.options:
            text = self.parse(option.text, question, role="option", letter=option.letter)
            if len(text.children) != 1 or not isinstance(text.children[0], nodes.paragraph):
                raise SelfCheckError(f"{question.file}:{option.text.line}: an option is one paragraph; put what is longer into the question.")
            mark = "right" if option.is_correct else "wrong"
            feedback = self.parse(option.feedback, question, role="answer", letter=option.letter, mark=mark, title=f"{option.letter}: {mark}")
            made += [text, feedback]
        return made

    def number_answers(self, question):
        """The right number, the known mistakes and the rest, as `part` nodes."""
        is_whole = question.answer.is_integer() and question.tolerance < 1  # then a tolerance would only puzzle
        title = f"{question.answer:.10g}{'' if is_whole else f' ± {question.tolerance:.10g}'}: right"
        made = [self.parse(question.right, question, role="answer", mark="right", title=title)]
        for mistake in question.mistakes:
            value = repr(mistake.value)
            made.append(self.parse(mistake.feedback, question, role="answer", mark="wrong", value=value, title=f"{mistake.value:.10g}: wrong"))
        return [*made, self.parse(question.otherwise, question, role="answer", mark="otherwise", title="Any other number")]

    def parse(self, text, question, **attributes):
        """The MyST `text` of the question's file as a `part` node with these attributes."""
        node = part(**attributes)
        with self.reading(question.file):
            self.state.nested_parse(StringList(text.splitlines(), str(question.file)), text.line - 1 - self.lineno, node)
        if all(isinstance(child, nodes.Invisible) for child in node.children):
            raise SelfCheckError(f"{question.file}:{text.line}: this text shows nothing; write words.")
        for image in node.findall(nodes.image):
            self.place_image(image, question, text.line)
        return node

    @contextmanager
    def reading(self, file):
        """Warnings about a text of the questions name the file it stands in."""
        page = self.state.document["source"]
        self.state.document["source"] = str(file)
        try:
            yield
        finally:
            self.state.document["source"] = page

    def place_image(self, image, question, line):
        """A picture's path, written from the file of questions, becomes one that every page can use."""
        where, uri = f"{question.file}:{line}", image["uri"]
        if "://" in uri:
            raise SelfCheckError(f"{where}: the picture {uri} is on another host; put it into the book.")
        file = (question.file.parent / uri).resolve()
        if not file.is_file():
            raise SelfCheckError(f"{where}: the picture {uri} does not exist; its path begins at the file of questions.")
        if not image.get("alt", "").strip():
            raise SelfCheckError(f"{where}: the picture {uri} has no words in its brackets; say what one sees.")
        image["uri"] = "/" + Path(relpath(file, self.env.srcdir)).as_posix()
