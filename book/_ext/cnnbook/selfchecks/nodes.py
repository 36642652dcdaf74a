"""What a self-check is in the document tree, in HTML, and for builders that know no forms."""

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from .asked import asked_ids

STEM = "selfcheck"


class selfcheck(nodes.General, nodes.Element):
    """One question. Its children are `part` nodes; its attributes say what is asked and how it is graded."""


class progress(nodes.General, nodes.Element):
    """The place that shows how many of the book's questions are answered."""


class part(nodes.Part, nodes.Element):
    """Parsed MyST of a self-check, by `role`: question, option, or answer (the feedback)."""


class tag(nodes.General, nodes.Element):
    """An HTML element, by `name` and `attrs`. It is made for HTML only, after reading."""


def element(name, /, *children, **attrs):
    """The HTML element `name`. Attributes: cls for class, data_x for data-x, True for one without value, None for none."""
    attrs = {("class" if key == "cls" else key.replace("_", "-")): value for key, value in attrs.items() if value not in (None, False)}
    node = tag(name=name, attrs=attrs)
    node.extend(nodes.Text(child) if isinstance(child, str) else child for child in children if child is not None)
    return node


def visit_tag(self, node):
    words = [key if value is True else f'{key}="{self.attval(str(value))}"' for key, value in node["attrs"].items()]
    self.body.append(f"<{' '.join([node['name'], *words])}>")


def depart_tag(self, node):
    self.body.append("" if node["name"] == "input" else f"</{node['name']}>\n")


class RenderSelfChecks(SphinxPostTransform):
    """Turn each self-check into a form for HTML, and into lists for all other builders."""

    default_priority = 5  # before references are resolved: what is in a part is moved, not copied

    def run(self, **kwargs):
        is_html = self.app.builder.format == "html"
        for node in list(self.document.findall(selfcheck)):
            node.replace_self(form(node) if is_html else plain_lists(node))
        for node in list(self.document.findall(progress)):
            node.replace_self(progress_box(asked_ids(self.env)) if is_html else [])


def parts(node, role):
    """The `part` children of a self-check that have this role."""
    return [child for child in node if child["role"] == role]


def form(node):
    """The HTML form of a self-check. Its controls are hidden until the page's script can serve them."""
    stem = f"{STEM}-{node['question']}"
    question, *more = parts(node, "question")[0].children
    more_id = f"{stem}-more" if more else None
    fieldset = element(
        "fieldset",
        element("legend", *question.children),
        element("div", *more, cls="selfcheck-more", id=more_id) if more else None,
        number_field(stem) if node["kind"] == "number" else options_list(node, stem),
        aria_describedby=more_id,
    )
    grading = {"data_answer": node.get("answer"), "data_tolerance": node.get("tolerance")}
    return element(
        "form",
        element("p", "Self-check", kind_hint(node), cls="selfcheck-title"),
        fieldset,
        buttons(),
        element("div", cls="selfcheck-status", role="status", aria_live="off"),
        answers_fold(node),
        cls="selfcheck", id=stem, autocomplete="off", novalidate=True, data_question=node["question"], data_kind=node["kind"], **grading,
    )  # fmt: skip


def kind_hint(node):
    """What is asked for, in a word or two beside the title."""
    hint = {"choice": "one answer", "choose-all": "choose all that are right", "number": "a number"}[node["kind"]]
    return element("span", hint, cls="selfcheck-hint")


def options_list(node, stem):
    """The options: each a letter and a text, with a control that the script shows."""
    control = "radio" if node["kind"] == "choice" else "checkbox"
    rows = []
    for option in parts(node, "option"):
        letter, name = option["letter"], f"{stem}-{option['letter'].lower()}"
        label = element("label", element("span", letter, cls="selfcheck-letter"), element("span", *option.children[0].children), **{"for": name})
        box = element("input", type=control, name=stem, id=name, value=letter, hidden=True)
        rows.append(element("li", box, label, cls="selfcheck-option", data_letter=letter))
    return element("ul", *rows, cls="selfcheck-options", role="list")


def number_field(stem):
    """The field for a number. It takes text, because a comma before the decimals is welcome too."""
    label = element("label", "Your number", **{"for": f"{stem}-number"})
    box = element("input", type="text", inputmode="decimal", name=stem, id=f"{stem}-number", maxlength=40)
    return element("p", label, box, cls="selfcheck-number", hidden=True)


def buttons():
    """The three buttons; the script shows those that have something to do."""
    check = element("button", "Check", type="submit", cls="selfcheck-check", hidden=True)
    again = element("button", "Try again", type="button", cls="selfcheck-again", hidden=True)
    forget = element("button", "Clear", type="button", cls="selfcheck-forget", hidden=True)
    return element("div", check, again, forget, cls="selfcheck-buttons")


def answers_fold(node):
    """All answers with their feedback, folded: for readers without scripts, for paper, and the store the script reads from."""
    rows = []
    for answer in parts(node, "answer"):
        title = element("p", answer["title"], cls="selfcheck-answer-title")
        attrs = {"data_mark": answer["mark"], "data_letter": answer.get("letter"), "data_value": answer.get("value")}
        rows.append(element("li", title, element("div", *answer.children, cls="selfcheck-feedback"), cls="selfcheck-answer", **attrs))
    return element("details", element("summary", "Answers"), element("ul", *rows, role="list"), cls="selfcheck-answers")


def progress_box(ids):
    """How far the reader is; without scripts, how much there is."""
    squares = element("p", *[element("span") for _ in ids], cls="selfcheck-squares", aria_hidden="true")
    many = f"{len(ids)} self-checks" if len(ids) != 1 else "one self-check"
    return element(
        "div",
        element("p", "Your self-checks", cls="selfcheck-title"),
        element("p", f"This book has {many}. With scripts on, your answers are counted here.", cls="selfcheck-count"),
        squares,
        element("p", "Your answers stay in this browser. They are sent nowhere.", cls="selfcheck-privacy"),
        element("button", "Clear all my answers", type="button", cls="selfcheck-clear", hidden=True),
        cls="selfcheck-progress", data_questions=" ".join(ids),
    )  # fmt: skip


def plain_lists(node):
    """A self-check as a paragraph, its options as a list, and its answers as a list."""
    options, answers = nodes.bullet_list(), nodes.bullet_list()
    for option in parts(node, "option"):
        # Not an enumerated list: the letters must stand there as letters, and some builders write numbers.
        option.children[0].insert(0, [nodes.strong("", option["letter"]), nodes.Text(" ")])
        options += nodes.list_item("", *option.children)
    for answer in parts(node, "answer"):
        answers += nodes.list_item("", nodes.paragraph("", "", nodes.strong("", answer["title"])), *answer.children)
    title = nodes.paragraph("", "", nodes.strong("", "Self-check"))
    heading = nodes.paragraph("", "", nodes.strong("", "Answers"))
    return [title, *parts(node, "question")[0].children, *([options] if options.children else []), heading, answers]
