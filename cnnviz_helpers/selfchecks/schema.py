"""One self-check as an object, and its reading from a YAML node. `questions.py` reads whole files and folders."""

import re
from dataclasses import dataclass
from pathlib import Path

from .yaml_nodes import Text, fail, flag, mapping, number, sequence, text

KINDS = ("choice", "choose-all", "number")
MISCONCEPTIONS = tuple(f"M{number}" for number in range(1, 46))
LETTERS = "ABCDEFGHIJ"

_HEAD = ("id", "misconception", "kind", "question")
_OPTION_FIELDS = ("options",)
_NUMBER_FIELDS = ("answer", "tolerance", "right", "mistakes", "otherwise")


@dataclass(frozen=True)
class Option:
    """One answer to choose: its letter, its text (one paragraph), and what is said to one who chose it."""

    letter: str
    text: Text
    is_correct: bool
    feedback: Text


@dataclass(frozen=True)
class Mistake:
    """A wrong number that people reach, and what is said to one who did."""

    value: float
    feedback: Text


@dataclass(frozen=True)
class Question:
    """One self-check. `options` belongs to choice and choose-all; `answer` and what follows it to number."""

    id: str
    misconception: str
    kind: str
    question: Text
    file: Path
    line: int
    options: tuple = ()
    answer: float | None = None
    tolerance: float | None = None
    right: Text | None = None
    mistakes: tuple = ()
    otherwise: Text | None = None

    @property
    def correct_letters(self):
        """The letters of the right options: 'C' for a choice, 'AC' for choose-all."""
        return "".join(option.letter for option in self.options if option.is_correct)


def is_close(value, target, tolerance):
    """Whether `value` is `target` within `tolerance`, both ends included, whatever floats do in the last digit."""
    return abs(value - target) <= tolerance + 1e-12 * max(1.0, abs(target))


def question_from(node, path):
    """The Question that the YAML `node` of the file `path` describes.

    Raises
    ------
    QuestionError
        With file and line: something is missing, unknown, of a wrong type, or contradicts the rest.
    """
    kind = _kind(node)
    own = _NUMBER_FIELDS if kind == "number" else _OPTION_FIELDS
    fields = mapping(node, f"a question of the kind {kind!r}", (*_HEAD, *own))
    body = _number_body(fields) if kind == "number" else {"options": _options(fields["options"], kind)}
    return Question(
        id=_word(fields["id"], "an id", r"[a-z0-9]+(-[a-z0-9]+)*", "small letters, digits and single hyphens"),
        misconception=_misconception(fields["misconception"]),
        kind=kind,
        question=text(fields["question"], "the question"),
        file=path,
        line=node.start_mark.line + 1,
        **body,
    )


def _kind(node):
    """The kind, which says what else the mapping may hold: looked up before the mapping is checked."""
    pairs = mapping(node, "a question", (), _names_of(node))
    if "kind" not in pairs:
        fail(node, f"a question lacks 'kind'; it is one of {', '.join(KINDS)}.")
    kind = text(pairs["kind"], "the kind")
    if kind not in KINDS:
        fail(pairs["kind"], f"there is no kind {str(kind)!r}; it is one of {', '.join(KINDS)}.")
    return str(kind)


def _names_of(node):
    pairs = node.value if isinstance(node.value, list) and node.id == "mapping" else ()
    return tuple(key.value for key, _ in pairs if isinstance(key.value, str))


def _word(node, what, pattern, rule):
    word = text(node, what)
    if not re.fullmatch(pattern, word):
        fail(node, f"expected {what} of {rule}, got {str(word)!r}.")
    return str(word)


def _misconception(node):
    name = text(node, "the misconception")
    if name not in MISCONCEPTIONS:
        fail(node, f"there is no misconception {str(name)!r}; they are M1 to {MISCONCEPTIONS[-1]}.")
    return str(name)


def _options(node, kind):
    entries = sequence(node, "options", at_least=2)
    if len(entries) > len(LETTERS):
        fail(node, f"expected at most {len(LETTERS)} options, got {len(entries)}; ask less at once.")
    options = tuple(_option(entry, letter) for entry, letter in zip(entries, LETTERS))
    correct = sum(option.is_correct for option in options)
    if correct == 0:
        fail(node, "no option is marked `correct: true`; mark the right one.")
    if kind == "choice" and correct > 1:
        fail(node, f"{correct} options are marked `correct: true`, but a choice has one; unmark the others, or make the kind choose-all.")
    for place, option in enumerate(options):
        if option.text in [other.text for other in options[:place]]:
            fail(entries[place], f"the option {str(option.text)!r} stands there twice; change one of them.")
    return options


def _option(node, letter):
    fields = mapping(node, "an option", ("text", "feedback"), ("correct",))
    words = text(fields["text"], "the text of an option")
    if re.search(r"\n\s*\n", words):
        fail(fields["text"], "the text of an option is one paragraph; put what is longer into the question.")
    is_correct = flag(fields["correct"], "`correct`") if "correct" in fields else False
    return Option(letter, words, is_correct, text(fields["feedback"], "the feedback of an option"))


def _number_body(fields):
    answer, tolerance = number(fields["answer"], "the answer"), number(fields["tolerance"], "the tolerance")
    if tolerance <= 0:
        fail(fields["tolerance"], f"expected a tolerance above 0, got {tolerance:g}; say how far from the answer is still right.")
    mistakes = []
    for entry in sequence(fields["mistakes"], "mistakes"):
        mistakes.append(_mistake(entry, answer, tolerance, mistakes))
    right, otherwise = text(fields["right"], "`right`"), text(fields["otherwise"], "`otherwise`")
    return {"answer": answer, "tolerance": tolerance, "right": right, "mistakes": tuple(mistakes), "otherwise": otherwise}


def _mistake(node, answer, tolerance, before):
    fields = mapping(node, "a mistake", ("value", "feedback"))
    value = number(fields["value"], "the value of a mistake")
    if is_close(value, answer, tolerance):
        fail(fields["value"], f"the mistake {value:g} lies within the tolerance {tolerance:g} of the answer {answer:g}; narrow the tolerance.")
    for other in before:
        if is_close(value, other.value, tolerance):
            fail(fields["value"], f"the mistakes {other.value:g} and {value:g} lie within the tolerance {tolerance:g}; keep one of them.")
    return Mistake(value, text(fields["feedback"], "the feedback of a mistake"))
