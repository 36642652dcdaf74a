"""The self-checks for Moodle and Canvas, read back: what is asked, how an answer counts, and what is said to it, are as in the book."""

import io
import zipfile
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pytest
from books import REPO
from bs4 import BeautifulSoup
from cnnbook.selfchecks.export.html import to_html
from cnnbook.selfchecks.export.moodle import moodle_xml
from cnnbook.selfchecks.export.qti import PACKAGE, QTI, qti_package
from cnnbook.selfchecks.export.write import FILES, FOLDER, by_chapter, write_exports

from cnnviz_helpers.selfchecks.feedback import feedback
from cnnviz_helpers.selfchecks.questions import read_questions

QUESTIONS = read_questions(REPO / "book" / "questions")
CHAPTERS = by_chapter(QUESTIONS, set(QUESTIONS), {})
IDS = list(QUESTIONS)


def words(html):
    """What one reads, without the marks."""
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


class Moodle:
    """The file as Moodle takes it: for each question what is asked, the options, and what an answer gets."""

    shares = {100.0, 50.0, 33.33333, 25.0, 20.0, 16.66667, 14.28571, 12.5, 11.11111, 10.0, 0.0}  # those that Moodle knows, and their negatives

    def __init__(self, chapters):
        root = ET.fromstring(moodle_xml(chapters))
        assert root.tag == "quiz"
        self.categories = [node.findtext("category/text") for node in root.iter("question") if node.get("type") == "category"]
        self.items = {node.findtext("name/text"): node for node in root.iter("question") if node.get("type") != "category"}

    def asked(self, name):
        return self.items[name].findtext("questiontext/text")

    def options(self, name):
        node = self.items[name]
        return [answer.findtext("text") for answer in node.iter("answer")] if node.get("type") == "multichoice" else []

    def takes_several(self, name):
        return self.items[name].findtext("single") == "false"

    def grade(self, name, answer):
        """Whether the answer gets the whole mark, and what is said: of chosen options to each, of a number to the first that fits."""
        answers, total, said = list(self.items[name].iter("answer")), 0, []
        for place, node in enumerate(answers):
            share = float(node.get("fraction"))
            assert abs(share) in self.shares
            fits = place in answer if isinstance(answer, set) else self.fits(node, answer)
            if fits:
                total, said = total + share, [*said, node.findtext("feedback/text")]
                if not isinstance(answer, set):
                    break
        return total > 99.9, said

    @staticmethod
    def fits(node, number):
        text = node.findtext("text")
        return text == "*" or abs(number - float(text)) <= float(node.findtext("tolerance")) + 1e-9


class Canvas:
    """The package as Canvas takes it, the conditions of QTI 1.2 included."""

    def __init__(self, chapters):
        with zipfile.ZipFile(io.BytesIO(qti_package(chapters))) as package:
            manifest = ET.fromstring(package.read("imsmanifest.xml"))
            files = [node.get("href") for node in manifest.iter(f"{{{PACKAGE}}}file")]
            assert sorted(package.namelist()) == sorted(["imsmanifest.xml", *files])
            roots = [ET.fromstring(package.read(file)) for file in files]
        self.at = {"q": QTI}
        self.categories = [root.find("q:assessment", self.at).get("title") for root in roots]
        self.items = {item.get("ident"): item for root in roots for item in root.iter(f"{{{QTI}}}item")}

    def asked(self, name):
        return self.items[name].findtext("q:presentation/q:material/q:mattext", namespaces=self.at)

    def options(self, name):
        return [label.findtext("q:material/q:mattext", namespaces=self.at) for label in self.labels(name)]

    def labels(self, name):
        return self.items[name].findall("q:presentation/q:response_lid/q:render_choice/q:response_label", self.at)

    def takes_several(self, name):
        response = self.items[name].find("q:presentation/q:response_lid", self.at)
        return response is not None and response.get("rcardinality") == "Multiple"

    def grade(self, name, answer):
        item = self.items[name]
        given = {self.labels(name)[place].get("ident") for place in answer} if isinstance(answer, set) else answer
        feedbacks = {node.get("ident"): node.findtext(".//q:mattext", namespaces=self.at) for node in item.findall("q:itemfeedback", self.at)}
        is_right, said, was_met = False, [], False
        for condition in item.findall("q:resprocessing/q:respcondition", self.at):
            asked = list(condition.find("q:conditionvar", self.at))
            met = not was_met if asked[0].tag.endswith("other") else all(self.holds(node, given) for node in asked)
            if met:
                is_right |= condition.find("q:setvar", self.at) is not None
                said += [feedbacks[node.get("linkrefid")] for node in condition.findall("q:displayfeedback", self.at)]
                was_met = True
                if condition.get("continue") == "No":
                    break
        return is_right, said

    def holds(self, node, given):
        kind, inside = node.tag.split("}")[1], [self.holds(child, given) for child in node]
        if kind in ("and", "or", "not"):
            return {"and": all, "or": any, "not": lambda parts: not any(parts)}[kind](inside)
        if isinstance(given, set):
            return node.text in given
        return {"varequal": given == float(node.text), "vargte": given >= float(node.text) - 1e-9, "varlte": given <= float(node.text) + 1e-9}[kind]


SYSTEMS = {"moodle": Moodle(CHAPTERS), "canvas": Canvas(CHAPTERS)}
pytestmark = pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)


def test_all_questions_are_there_chapter_by_chapter(system):
    """In the order of the book, each once."""
    assert list(system.items) == IDS
    assert [title.rsplit("/", 1)[-1] for title in system.categories] == list(CHAPTERS)


@pytest.mark.parametrize("name", IDS)
def test_the_words_are_those_of_the_book(system, name):
    """Question and options, and as many to choose as there."""
    question = QUESTIONS[name]
    assert system.asked(name) == to_html(question.question)
    assert system.options(name) == [to_html(option.text) for option in question.options]
    assert system.takes_several(name) == (question.kind == "choose-all")


@pytest.mark.parametrize("name", [name for name in IDS if QUESTIONS[name].kind != "number"])
def test_options_count_as_in_the_book(system, name):
    """Each set of options: right where the book says so, and each chosen option gets its feedback, no other does."""
    question = QUESTIONS[name]
    n, several = len(question.options), question.kind == "choose-all"
    choices = [{i for i in range(n) if bits >> i & 1} for bits in range(1, 2**n)] if several else [{i} for i in range(n)]
    for chosen in choices:
        is_right, said = system.grade(name, chosen)
        letters = [question.options[i].letter for i in sorted(chosen)]
        assert is_right == feedback(question, letters).is_right, letters
        assert said == [to_html(question.options[i].feedback) for i in sorted(chosen)]


@pytest.mark.parametrize("name", [name for name in IDS if QUESTIONS[name].kind == "number"])
def test_numbers_count_as_in_the_book(system, name):
    """At both ends of the tolerance and beyond, and each known mistake: right or not as in the book, and its words are said."""
    question = QUESTIONS[name]
    ends = [question.answer + part * question.tolerance for part in (-1.5, -1, 0, 1, 1.5)]
    for number in [*ends, *(mistake.value for mistake in question.mistakes), 987654.5]:
        right = feedback(question, number)
        is_right, said = system.grade(name, number)
        assert is_right == right.is_right, number
        assert len(said) == 1 and words(to_html(right.remarks[0][1])) in words(said[0]), number


def test_what_is_damaged_is_noticed(system):
    """The tests above can fail: a right answer that does not count, a feedback that is lost, a tolerance that has grown."""
    name = next(name for name in IDS if QUESTIONS[name].kind == "number")
    question, damaged = QUESTIONS[name], type(system)(CHAPTERS)
    beyond = question.answer + 3 * question.tolerance
    assert not damaged.grade(name, beyond)[0]
    item = damaged.items[name]
    for node in [*item.iter("tolerance"), *item.iter(f"{{{QTI}}}varlte")]:
        node.text = repr(float(node.text) + 5 * question.tolerance)
    assert damaged.grade(name, beyond)[0]


def test_formulas_code_and_pictures(system, tmp_path):
    """TeX in the brackets of MathJax, code as code, < and & as signs, a picture as its words."""
    (tmp_path / "01-a.yml").write_text(
        r"""
- id: marks
  misconception: M1
  kind: choice
  question: 'Is $3 \times 3$ in `a < b & c` *less*? ![nine squares](small.png) See [there](02-kernels.md) and {term}`maps <map>`.'
  options:
    - {text: "yes, **1 < 2**", correct: true, feedback: "So it is: $a_1 < b$."}
    - {text: "no", feedback: "Look again."}
""",
        encoding="utf-8",
    )
    made = type(system)({"A/B": list(read_questions(tmp_path).values())})
    assert made.asked("marks") == (
        r'<p>Is <span class="math inline">\(3 \times 3\)</span> in <code>a &lt; b &amp; c</code> <em>less</em>? (picture: nine squares) See there and maps.</p>'
    )
    assert made.options("marks")[0] == "<p>yes, <strong>1 &lt; 2</strong></p>"
    assert made.grade("marks", {0}) == (True, [r'<p>So it is: <span class="math inline">\(a_1 &lt; b\)</span>.</p>'])


def test_the_build_writes_those_that_pages_ask(system, tmp_path):
    """Beside the pages, with the titles of the pages; a question that no page asks stays out; the same each time."""
    asked = IDS[:3]
    titles = {f"book/{QUESTIONS[asked[0]].file.stem}": SimpleNamespace(astext=lambda: "The model")}
    env = SimpleNamespace(titles=titles, cnn_selfcheck_places={"book/01-model": {"asked": [(name, "") for name in asked], "shows_progress": False}})
    (tmp_path / "book").mkdir()
    app = SimpleNamespace(outdir=tmp_path, config=SimpleNamespace(root_doc="book/intro"), env=env, selfcheck_questions=QUESTIONS)
    write_exports(app)
    files = {name: (tmp_path / "book" / FOLDER / name).read_bytes() for name in FILES}
    write_exports(app)
    assert files == {file.name: file.read_bytes() for file in Path(tmp_path, "book", FOLDER).iterdir()}
    made = {"self-checks-moodle.xml": moodle_xml, "self-checks-canvas.zip": qti_package}
    for name, of in made.items():
        assert files[name] == of({"01 The model": [QUESTIONS[name] for name in asked]})
