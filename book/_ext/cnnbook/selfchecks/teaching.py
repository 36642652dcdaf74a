"""For the teacher's guide: the answer key of a chapter, made from its questions, and links that open a live figure in a state."""

from pathlib import Path
from urllib.parse import parse_qsl

from docutils import nodes
from sphinx.errors import ExtensionError
from sphinx.util.docutils import ReferenceRole

from cnnviz_helpers.explorables.figures import ALL

from .asked import SelfCheckError
from .directives import SelfCheckDirective


def setup_teaching(app):
    """Register the directive and the role with the Sphinx application `app`."""
    app.add_directive("answer-key", AnswerKey)
    app.add_role("live", LiveLink())


class AnswerKey(SelfCheckDirective):
    """The questions of one page, each with its right answer and why; the argument is the page's name, such as 02-kernels."""

    def run(self):
        page = self.arguments[0]
        questions = [question for question in self.env.app.selfcheck_questions.values() if question.file.stem == page]
        if not questions:
            raise SelfCheckError(f"{self.get_location()}: there is no file {page}.yml with questions; name one that there is, without its ending.")
        self.env.note_dependency(str(questions[0].file))
        return [nodes.bullet_list("", *(self.entry(page, question) for question in questions))]

    def entry(self, page, question):
        """One question: a link to it and its misconception, its words, its right answers."""
        link = nodes.reference("", question.id, refuri=f"{Path(page).name}.html#selfcheck-{question.id}")
        head = nodes.paragraph("", "", link, nodes.Text(f", {question.misconception}"))
        return nodes.list_item("", head, *self.words(question.question, question), *self.answers(question))

    def answers(self, question):
        """The right answers, one paragraph or more each."""
        if question.kind == "number":
            return [named(f"{question.answer:.10g}. ", []), *self.words(question.right, question)]
        right = [option for option in question.options if option.is_correct]
        return [node for option in right for node in (named(f"{option.letter}: ", self.words(option.text, question)), *self.words(option.feedback, question))]

    def words(self, text, question):
        """The MyST `text` of the question as nodes."""
        return self.parse(text, question, role="answer").children


def named(name, paragraphs):
    """A paragraph that begins with the answer's name in bold, and goes on with the first of `paragraphs`."""
    return nodes.paragraph("", "", nodes.strong("", name), *(paragraphs[0].children if paragraphs else ()))


class LiveLink(ReferenceRole):
    """{live}`words <02-kernels#kernel-lab?image=16&filter=22>`: a link to a chapter's live figure, opened in a state."""

    def run(self):
        page, _, place = self.target.partition("#")
        name, _, query = place.partition("?")
        fault = self.fault(page, name, dict(parse_qsl(query, strict_parsing=True)))
        if fault:
            raise ExtensionError(f"{self.get_location()}: {fault}")
        return [nodes.reference("", self.title, refuri=f"{page}.html#{place}")], []

    def fault(self, page, name, state):
        """A sentence on what is wrong with the link, or an empty string."""
        source = Path(self.env.doc2path(self.env.docname)).with_name(f"{page}.md")
        if not source.is_file() or f'explore("{name}"' not in source.read_text(encoding="utf-8"):
            return f"there is no live figure {name!r} on the page {page!r}; name a page with `explore({name!r})`."
        try:
            known = ALL[name].known(state)
        except ValueError as problem:
            return str(problem)
        for key, value in state.items():
            if key not in known:
                return f"the live figure {name!r} has no {key!r}; it has {', '.join(known)}."
            if isinstance(known[key], int) and not value.lstrip("-").isdigit():
                return f"{key} of the live figure {name!r} is a whole number, got {value!r}."
        return ""
