"""`check_answer`: the self-checks of the pages, in a notebook, with the same feedback."""

import math
import re
from dataclasses import dataclass
from difflib import get_close_matches

from ..plain_text import to_markdown, to_plain
from .questions import questions_folder, read_questions
from .schema import is_close
from .yaml_nodes import QuestionError

# The same rule as in the page: a point or a comma before the decimals.
_NUMBER = re.compile(r"[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)([eE][+-]?[0-9]+)?")
_TWO_WAYS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")


@dataclass(frozen=True)
class Feedback:
    """What is said to one answer. It shows itself: as text in a terminal, with formulas in a notebook.

    verdict : one line, such as "C: right."
    is_right : True or False; None if the answer could not be read
    remarks : ((title, MyST text), ...); the title is "" or such as "B, missed:"
    """

    verdict: str
    is_right: bool | None = None
    remarks: tuple = ()

    def __repr__(self):
        return "\n".join([self.verdict, *(f"{title} {to_plain(text)}".strip() for title, text in self.remarks)])

    def _repr_markdown_(self):
        parts = [f"**{title}** {to_markdown(text)}" if title else to_markdown(text) for title, text in self.remarks]
        return "\n\n".join([f"**{self.verdict}**", *parts])


def check_answer(question_id, answer, folder=None):
    """The feedback to `answer`, the same as in the page. Make it the last line of a cell, and it shows itself.

    Parameters
    ----------
    question_id : the id of a self-check, such as "kernels-and-filters"
    answer : a letter, "C"; for choose-all several, "A, C" or ["A", "C"]; for a number, a number or its text, "0.7" or "0,7"
    folder : where the questions' .yml files are; by default they are found from the current folder upwards, last in the package itself

    Returns
    -------
    Feedback; for an answer that cannot be read, its one sentence says what is expected

    Raises
    ------
    QuestionError
        There is no such question, or the questions cannot be found or read.
    """
    questions = read_questions(questions_folder(folder))
    if question_id not in questions:
        near = get_close_matches(str(question_id), questions, 3, 0.4)
        hint = f"did you mean {' or '.join(map(repr, near))}?" if near else f"the ids are {', '.join(questions)}."
        raise QuestionError(f"There is no self-check {question_id!r}; {hint}")
    return feedback(questions[question_id], answer)


def feedback(question, answer):
    """The Feedback of `question` (a Question) to `answer`."""
    try:
        if question.kind == "number":
            return _number_feedback(question, read_number(answer))
        chosen = read_letters(answer, [option.letter for option in question.options], question.kind == "choose-all")
    except ValueError as problem:
        return Feedback(str(problem))
    return _choice_feedback(question, chosen) if question.kind == "choice" else _all_feedback(question, chosen)


def read_letters(answer, letters, several):
    """The letters in `answer`, such as "B" or "a, C" or ["A", "C"], as a sorted list. ValueError says what is expected."""
    parts = [answer] if isinstance(answer, str) else answer
    is_readable = isinstance(parts, (list, tuple, set, frozenset)) and all(isinstance(part, str) for part in parts)
    words = re.sub(r"[\s,;]|\band\b", "", " ".join(parts), flags=re.IGNORECASE).upper() if is_readable else ""
    chosen = sorted(set(words))
    if not chosen or not set(chosen) <= set(letters) or (len(chosen) > 1 and not several):
        expected = "one or more letters" if several else "one letter"
        example = '"A, C"' if several else '"A"'
        raise ValueError(f"Expected {expected} from A to {letters[-1]}, got {answer!r}; write them like {example}.")
    return chosen


def read_number(answer):
    """The finite number in `answer`, a number or its text. ValueError says what is expected."""
    text = answer.strip().replace("\N{MINUS SIGN}", "-") if isinstance(answer, str) else None
    if text is not None and _TWO_WAYS.fullmatch(text):
        raise ValueError(f"{text} can be read in two ways; write {text.replace(',', '')} or {text.replace(',', '.')}.")
    if text is not None and _NUMBER.fullmatch(text):
        value = float(text.replace(",", "."))
    else:
        value = _as_float(answer) if text is None else math.nan
    if not math.isfinite(value):
        shown = text if text is not None else f"{answer!r:.60}"
        raise ValueError(f"Expected a number such as 0.7 or -12, got {shown or 'nothing'}.")
    return value


def _as_float(answer):
    """A number, NumPy scalar or tensor without axes, as a float; NaN for all else."""
    if isinstance(answer, (bool, bytes)) or getattr(answer, "dtype", None) == bool or getattr(answer, "shape", ()) != ():
        return math.nan
    try:
        return float(answer)
    except (TypeError, ValueError, OverflowError):
        return math.nan


def _choice_feedback(question, chosen):
    option = next(option for option in question.options if option.letter == chosen[0])
    verdict = f"{option.letter}: {'right' if option.is_correct else 'not yet'}."
    return Feedback(verdict, option.is_correct, (("", option.feedback),))


def _all_feedback(question, chosen):
    marks = {option: _mark(option, chosen) for option in question.options}
    remarks = tuple((f"{option.letter}, {mark}:", option.feedback) for option, mark in marks.items() if mark)
    counts = [(list(marks.values()).count(mark), mark) for mark in ("right", "wrong", "missed")]
    is_right = not counts[1][0] and not counts[2][0]
    parts = ", ".join(f"{count} {mark}" for count, mark in counts if count)
    return Feedback(f"{', '.join(chosen)}: {'right' if is_right else 'not yet'} ({parts}).", is_right, remarks)


def _mark(option, chosen):
    """What a reader did with `option`; "" for a wrong one that was left alone."""
    if option.letter in chosen:
        return "right" if option.is_correct else "wrong"
    return "missed" if option.is_correct else ""


def _number_feedback(question, value):
    is_right = is_close(value, question.answer, question.tolerance)
    near = min(question.mistakes, key=lambda mistake: abs(mistake.value - value))
    wrong = near.feedback if is_close(value, near.value, question.tolerance) else question.otherwise
    shown = f"{value + 0.0:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.6g}"
    return Feedback(f"{shown}: {'right' if is_right else 'not yet'}.", is_right, (("", question.right if is_right else wrong),))
