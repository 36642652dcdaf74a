"""The questions' files: what is right is read as it stands, and each fault is one sentence that begins with file and line."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selfcheck_sample import QUESTIONS

from cnnviz_helpers.selfchecks.questions import QuestionError, read_file, read_questions
from cnnviz_helpers.selfchecks.schema import is_close

CHOICE = """\
- id: one
  misconception: M1
  kind: choice
  question: Which?
  options:
    - text: "a"
      correct: true
      feedback: yes indeed
    - text: "b"
      feedback: not that
"""
NUMBER = """\
- id: two
  misconception: M13
  kind: number
  question: How much?
  answer: 0.7
  tolerance: 0.05
  right: Right.
  mistakes:
    - value: 1.3
      feedback: Signs.
  otherwise: Again.
"""

# (what is written instead of what, in which text) -> the line of the fault and words of its sentence
FAULTS = [
    (CHOICE, "kind: choice", "kinds: choice", 1, "lacks 'kind'"),
    (CHOICE, "kind: choice", "kind: chose", 3, "no kind 'chose'"),
    (CHOICE, "  question: Which?\n", "", 1, "lacks 'question'"),
    (CHOICE, "question: Which?", "question: Which?\n  hint: none", 5, "no 'hint'"),
    (CHOICE, "question: Which?", "question: Which?\n  question: Why?", 5, "'question' twice"),
    (CHOICE, "question: Which?", "question: 7", 4, "as a text, got a number"),
    (CHOICE, "question: Which?", "question: [a]", 4, "as a text, got a list"),
    (CHOICE, "question: Which?", "question:", 4, "as a text, got nothing"),
    (CHOICE, "question: Which?", "question: '  '", 4, "is empty"),
    (CHOICE, "question: Which?", 'question: "$\\times$"', 4, "backslash in double quotes"),
    (CHOICE, "question: Which?", "question: Which: this?", 4, "not YAML"),
    (CHOICE, "question: Which?", "question: \x07", 4, "not YAML"),
    (CHOICE, "id: one", "id: One two", 1, "small letters"),
    (CHOICE, "id: one", "id: no", 1, "as a text, got true or false"),
    (CHOICE, "M1", "M99", 2, "no misconception 'M99'"),
    (CHOICE, "correct: true", "correct: false", 6, "no option is marked"),
    (CHOICE, "correct: true", "correct: yes", 7, "true or false"),
    (CHOICE, "correct: true", "corect: true", 7, "did you mean 'correct'"),
    (CHOICE, "      feedback: not that\n", "      feedback: not that\n      correct: true\n", 6, "2 options are marked"),
    (CHOICE, "      feedback: not that\n", "", 9, "lacks 'feedback'"),
    (CHOICE, '"b"', '"a"', 9, "stands there twice"),
    (CHOICE, '"b"', "|\n        one\n\n        two", 9, "one paragraph"),
    (CHOICE, '    - text: "b"\n      feedback: not that\n', "", 6, "at least 2 options, got 1"),
    (CHOICE, '    - text: "b"\n      feedback: not that\n', "".join(f"    - {{text: t{i}, feedback: f}}\n" for i in range(10)), 6, "at most 10"),
    (CHOICE, CHOICE, "one: two", 1, "questions as a list"),
    (CHOICE, CHOICE, "- just words", 1, "a question as names with values, got a text"),
    (CHOICE, CHOICE, "- [1]: 2", 1, "a name that is not a text"),
    (CHOICE, CHOICE, "[]", 1, "at least 1 questions"),
    (CHOICE, CHOICE, "# nothing", 1, "holds no question"),
    (CHOICE, CHOICE, "&a [*a]", 1, "a question as names with values"),
    (CHOICE, CHOICE, "[" * 3000, 1, "not YAML"),
    (CHOICE, CHOICE, CHOICE + "---\n" + CHOICE, 11, "not YAML"),
    (CHOICE, CHOICE, CHOICE + CHOICE, 11, "'one' is taken by q.yml, line 1"),
    (NUMBER, "answer: 0.7", "answer: '0.7'", 5, "a plain number"),
    (NUMBER, "answer: 0.7", "answer: [0.7]", 5, "a plain number"),
    (NUMBER, "answer: 0.7", "answer: .nan", 5, "a plain number"),
    (NUMBER, "answer: 0.7", "answer: 1e999", 5, "a plain number"),
    (NUMBER, "answer: 0.7", "answer: 1:30", 5, "a plain number"),
    (NUMBER, "tolerance: 0.05", "tolerance: 0", 6, "above 0"),
    (NUMBER, "tolerance: 0.05", "tolerance: -1", 6, "above 0"),
    (NUMBER, "  tolerance: 0.05\n", "", 1, "lacks 'tolerance'"),
    (NUMBER, "  otherwise: Again.\n", "", 1, "lacks 'otherwise'"),
    (NUMBER, "value: 1.3", "value: 0.74", 9, "within the tolerance"),
    (NUMBER, "      feedback: Signs.\n", "      feedback: Signs.\n    - {value: 1.33, feedback: f}\n", 11, "keep one of them"),
    (NUMBER, "  otherwise", "  options: []\n  otherwise", 11, "no 'options'"),
]


@pytest.fixture
def read(tmp_path):
    """Reads a text as the only file of a folder."""

    def read_text(text):
        (tmp_path / "q.yml").write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_questions(tmp_path)

    return read_text


@pytest.mark.parametrize(("text", "old", "new", "line", "words"), FAULTS)
def test_a_fault_is_one_sentence_with_file_and_line(read, tmp_path, text, old, new, line, words):
    read(text)  # without the fault it can be read
    assert old in text
    with pytest.raises(QuestionError) as caught:
        read(text.replace(old, new, 1))
    sentence = str(caught.value)
    assert sentence.startswith(f"{tmp_path / 'q.yml'}:{line}: "), sentence
    assert words in sentence
    assert sentence[-1] in ".?" and "\n" not in sentence


def test_bytes_that_are_not_utf8_are_located(read):
    with pytest.raises(QuestionError, match=r"q\.yml:2: expected UTF-8, got the byte 0xff"):
        read(b"# one\n# \xff\n")


def test_a_file_that_cannot_be_opened(tmp_path):
    (tmp_path / "folder.yml").mkdir()
    with pytest.raises(QuestionError, match=r"folder\.yml:1: the file cannot be read"):
        read_questions(tmp_path)


def test_an_ending_that_would_be_overlooked(tmp_path):
    (tmp_path / "q.yaml").write_text(CHOICE)
    with pytest.raises(QuestionError, match=r"q\.yaml:1: expected the ending \.yml"):
        read_questions(tmp_path)


def test_an_id_in_two_files(tmp_path):
    (tmp_path / "a.yml").write_text(NUMBER + CHOICE)
    (tmp_path / "b.yml").write_text("\n\n" + CHOICE)
    with pytest.raises(QuestionError, match=r"b\.yml:3: the id 'one' is taken by a\.yml, line 12"):
        read_questions(tmp_path)


def test_the_sample_is_read_as_it_stands(read):
    choice, several, number = read(QUESTIONS).values()
    assert (choice.id, choice.misconception, choice.kind, choice.line, choice.file.name) == ("kernels-and-filters", "M1", "choice", 1, "q.yml")
    assert choice.correct_letters == "B" and several.correct_letters == "AB" and number.correct_letters == ""
    assert [option.letter for option in several.options] == ["A", "B", "C", "D"]
    assert (number.answer, number.tolerance) == (0.7, 0.005)
    assert [mistake.value for mistake in number.mistakes] == [1.3, -0.3]
    assert number.right == "Products first, then one sum: $1.0 - 0.3 = 0.7$."
    assert all(text == text.strip() for text in (choice.question, several.options[2].text, number.otherwise))


def test_a_text_knows_the_line_of_its_first_words(read):
    lines = QUESTIONS.splitlines()
    for question in read(QUESTIONS).values():
        texts = [question.question, *(part for option in question.options for part in (option.text, option.feedback))]
        for text in texts:
            assert text.splitlines()[0] in lines[text.line - 1].replace('\\"', '"')


def test_closeness_includes_both_ends():
    assert is_close(0.705, 0.7, 0.005) and is_close(0.695, 0.7, 0.005)
    assert not is_close(0.7051, 0.7, 0.005) and not is_close(float("nan"), 0.7, 0.005)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_in_one_sentence(tmp_path_factory, data):
    """Whatever happens to a line, the reader never fails in another way than by its own sentence."""
    lines = (CHOICE + NUMBER).splitlines()
    place = data.draw(st.integers(0, len(lines) - 1))
    lines[place] = data.draw(st.sampled_from(["", lines[place][2:], "  " + lines[place], lines[place].split(":")[0]]) | st.text(max_size=12))
    path = tmp_path_factory.getbasetemp() / "damaged.yml"
    path.write_text("\n".join(lines), encoding="utf-8", errors="surrogatepass")
    try:
        assert all(question.id for question in read_file(path))
    except QuestionError as problem:
        assert re.fullmatch(rf"{re.escape(str(path))}:\d+: .*[.?]", str(problem)), str(problem)
        assert int(str(problem)[len(str(path)) + 1 :].split(":")[0]) <= len(lines) + 1


@settings(max_examples=100, deadline=None)
@given(value=st.floats(-1e6, 1e6), tolerance=st.floats(1e-6, 1e3))
def test_numbers_survive_the_file(tmp_path_factory, value, tolerance):
    path = tmp_path_factory.getbasetemp() / "numbers.yml"
    text = NUMBER.replace("answer: 0.7", f"answer: {value!r}").replace("tolerance: 0.05", f"tolerance: {tolerance!r}")
    text = text.replace("value: 1.3", f"value: {value + 3 * tolerance + 1!r}")
    path.write_text(text)
    (question,) = read_file(path)
    assert (question.answer, question.tolerance) == (value, tolerance)
