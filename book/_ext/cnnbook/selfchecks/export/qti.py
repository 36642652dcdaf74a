"""Self-checks as a package of QTI 1.2, as Canvas imports it: a quiz for each chapter.

The format is IMS Question & Test Interoperability 1.2, with the fields that Canvas writes into its own exports. Of a number Canvas takes every
condition for a right answer, so what is said to known mistakes stands together in the feedback to a wrong one.
"""

import io
import zipfile
from xml.etree import ElementTree as ET

from .html import to_html

QTI, PACKAGE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2", "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
KINDS = {"choice": "multiple_choice_question", "choose-all": "multiple_answers_question", "number": "numerical_question"}
RESPONSE = "response1"
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same questions make the same file, whenever it is made


def qti_package(chapters):
    """The package, a zip as bytes: a manifest, and a file for each chapter.

    Parameters
    ----------
    chapters : {title: [Question]}
    """
    names = {f"chapter-{i:02}": title for i, title in enumerate(chapters, 1)}
    files = {"imsmanifest.xml": _manifest(names)}
    files |= {f"{name}/{name}.xml": _quiz(name, title, chapters[title]) for name, title in names.items()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, root in files.items():
            ET.indent(root)
            package.writestr(zipfile.ZipInfo(name, LONG_AGO), ET.tostring(root, encoding="utf-8", xml_declaration=True), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _manifest(names):
    manifest = ET.Element("manifest", identifier="investigating-cnns", xmlns=PACKAGE)
    metadata = ET.SubElement(manifest, "metadata")
    ET.SubElement(metadata, "schema").text = "IMS Content"
    ET.SubElement(metadata, "schemaversion").text = "1.1.3"
    ET.SubElement(manifest, "organizations")
    resources = ET.SubElement(manifest, "resources")
    for name in names:
        resource = ET.SubElement(resources, "resource", identifier=name, type="imsqti_xmlv1p2")
        ET.SubElement(resource, "file", href=f"{name}/{name}.xml")
    return manifest


def _quiz(name, title, questions):
    root = ET.Element("questestinterop", xmlns=QTI)
    quiz = ET.SubElement(root, "assessment", ident=name, title=title)
    _fields(quiz, {"cc_maxattempts": "unlimited"})
    section = ET.SubElement(quiz, "section", ident="root_section")
    for question in questions:
        _item(section, question)
    return root


def _item(section, question):
    item = ET.SubElement(section, "item", ident=question.id, title=question.id)
    labels = [] if question.kind == "number" else [_ident(question, option) for option in question.options]
    fields = {"question_type": KINDS[question.kind], "points_possible": "1", "original_answer_ids": ",".join(labels)}
    _fields(ET.SubElement(item, "itemmetadata"), fields)
    presentation = ET.SubElement(item, "presentation")
    _material(presentation, to_html(question.question))
    processing = ET.Element("resprocessing")
    outcomes = ET.SubElement(processing, "outcomes")
    ET.SubElement(outcomes, "decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
    said = (_number if question.kind == "number" else _choice)(presentation, processing, question)
    item.append(processing)
    for ident, words in said.items():
        _material(ET.SubElement(ET.SubElement(item, "itemfeedback", ident=ident), "flow_mat"), words)


def _choice(presentation, processing, question):
    """Options, how they count, and {ident of a feedback: its HTML}."""
    several = question.kind == "choose-all"
    response = ET.SubElement(presentation, "response_lid", ident=RESPONSE, rcardinality="Multiple" if several else "Single")
    choices = ET.SubElement(response, "render_choice")
    said = {}
    for option in question.options:
        ident = _ident(question, option)
        _material(ET.SubElement(choices, "response_label", ident=ident), to_html(option.text))
        said[f"{ident}_fb"] = to_html(option.feedback)
        _equals(_condition(processing, "Yes", feedback=f"{ident}_fb"), ident)
    conditions = _condition(processing, "No", is_right=True)
    both = ET.SubElement(conditions, "and") if several else conditions
    for option in question.options:
        if option.is_correct:
            _equals(both, _ident(question, option))
        elif several:
            _equals(ET.SubElement(both, "not"), _ident(question, option))
    return said


def _number(presentation, processing, question):
    """A field for a number, the range that counts, and {ident of a feedback: its HTML}."""
    response = ET.SubElement(presentation, "response_str", ident=RESPONSE, rcardinality="Single")
    ET.SubElement(ET.SubElement(response, "render_fib", fibtype="Decimal"), "response_label", ident="answer1")
    either = ET.SubElement(_condition(processing, "No", is_right=True, feedback="correct_fb"), "or")
    _equals(either, repr(question.answer))
    between = ET.SubElement(either, "and")
    for name, side in (("vargte", -1), ("varlte", 1)):
        ET.SubElement(between, name, respident=RESPONSE).text = f"{question.answer + side * question.tolerance:.12g}"
    ET.SubElement(_condition(processing, "Yes", feedback="general_incorrect_fb"), "other")
    known = [f"**{mistake.value:.10g}**: {mistake.feedback}" for mistake in question.mistakes]
    return {"correct_fb": to_html(question.right), "general_incorrect_fb": to_html("\n\n".join([*known, f"**Any other number**: {question.otherwise}"]))}


def _condition(processing, goes_on, is_right=False, feedback=None):
    """A new condition that gives the mark, or shows a feedback, or both; what it asks is put into what is returned."""
    condition = ET.SubElement(processing, "respcondition", {"continue": goes_on})
    asked = ET.SubElement(condition, "conditionvar")
    if is_right:
        ET.SubElement(condition, "setvar", action="Set", varname="SCORE").text = "100"
    if feedback:
        ET.SubElement(condition, "displayfeedback", feedbacktype="Response", linkrefid=feedback)
    return asked


def _equals(parent, value):
    ET.SubElement(parent, "varequal", respident=RESPONSE).text = value


def _ident(question, option):
    return f"{question.id}-{option.letter.lower()}"


def _material(parent, words):
    ET.SubElement(ET.SubElement(parent, "material"), "mattext", texttype="text/html").text = words


def _fields(parent, values):
    fields = ET.SubElement(parent, "qtimetadata")
    for name, value in values.items():
        field = ET.SubElement(fields, "qtimetadatafield")
        ET.SubElement(field, "fieldlabel").text = name
        ET.SubElement(field, "fieldentry").text = value
