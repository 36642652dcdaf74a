"""Self-checks as Moodle XML, which Moodle's question bank imports: a category for each chapter.

The format is described in Moodle's documentation under "Moodle XML format". A choose-all gives each right option its share of the mark and takes as
much for wrong ones: Moodle knows no "all or nothing" here. Of a number's answers the first that fits is taken, so the right one stands first.
"""

from xml.etree import ElementTree as ET

from .html import to_html

TOP = "$course$/top/Investigating CNNs/"  # Moodle's own way to write a category of the course
ANY = "*"  # every other number


def moodle_xml(chapters):
    """The file, as bytes.

    Parameters
    ----------
    chapters : {title: [Question]}
    """
    quiz = ET.Element("quiz")
    for title, questions in chapters.items():
        category = ET.SubElement(ET.SubElement(quiz, "question", type="category"), "category")
        _text(category, TOP + title.replace("/", "//"))  # a single stroke would begin another category
        for question in questions:
            _question(quiz, question, title)
    ET.indent(quiz)
    return ET.tostring(quiz, encoding="utf-8", xml_declaration=True)


def _question(quiz, question, title):
    node = ET.SubElement(quiz, "question", type="numerical" if question.kind == "number" else "multichoice")
    _text(ET.SubElement(node, "name"), question.id)
    _text(ET.SubElement(node, "questiontext", format="html"), to_html(question.question))
    _text(ET.SubElement(node, "generalfeedback", format="html"), to_html(f"From the chapter *{title}*."))
    for name, value in (("defaultgrade", "1"), ("penalty", "0.3333333"), ("hidden", "0")):
        ET.SubElement(node, name).text = value
    (_numbers if question.kind == "number" else _options)(node, question)
    _text(ET.SubElement(ET.SubElement(node, "tags"), "tag"), question.misconception)


def _options(node, question):
    is_single = question.kind == "choice"
    for name, value in (("single", str(is_single).lower()), ("shuffleanswers", "false"), ("answernumbering", "ABCD")):
        ET.SubElement(node, name).text = value
    right = len(question.correct_letters)
    shares = {True: 100 / right, False: 0 if is_single else -100 / max(1, len(question.options) - right)}
    for option in question.options:
        _answer(node, to_html(option.text), shares[option.is_correct], option.feedback, "html")


def _numbers(node, question):
    _answer(node, repr(question.answer), 100, question.right, "moodle_auto_format", question.tolerance)
    for mistake in question.mistakes:
        _answer(node, repr(mistake.value), 0, mistake.feedback, "moodle_auto_format", question.tolerance)
    _answer(node, ANY, 0, question.otherwise, "moodle_auto_format", 0)


def _answer(node, text, share, feedback, form, tolerance=None):
    """One answer: its `share` of the mark in percent, to the five digits that Moodle's list of shares has."""
    answer = ET.SubElement(node, "answer", fraction=f"{share:.5f}".rstrip("0").rstrip("."), format=form)
    _text(answer, text)
    _text(ET.SubElement(answer, "feedback", format="html"), to_html(feedback))
    if tolerance is not None:
        ET.SubElement(answer, "tolerance").text = repr(tolerance)


def _text(parent, words):
    ET.SubElement(parent, "text").text = words
