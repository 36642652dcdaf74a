"""`check_answer`: letters and numbers in every form a reader may type, feedback for every answer, and sentences for the rest."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from selfcheck_sample import QUESTIONS

from cnnviz_helpers.plain_text import to_markdown, to_plain
from cnnviz_helpers.selfchecks.feedback import check_answer, read_letters, read_number
from cnnviz_helpers.selfchecks.questions import QuestionError, read_questions

CHOICE, SEVERAL, NUMBER = "kernels-and-filters", "what-a-map-needs", "patch-times-kernel"


@pytest.fixture
def folder(tmp_path):
    """A folder with the sample's questions."""
    (tmp_path / "sample.yml").write_text(QUESTIONS, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("answer", ["B", "b", " b ", ["B"], ("b",), {"B"}])
def test_one_letter_in_every_form(folder, answer):
    said = check_answer(CHOICE, answer, folder)
    assert said.is_right is True
    assert repr(said) == "B: right.\nEach of the 32 filters holds 3 kernels, one a channel: 3 × 32 = 96."
    assert said._repr_markdown_() == "**B: right.**\n\nEach of the 32 filters holds 3 kernels, one a channel: $3 \\times 32 = 96$."


@pytest.mark.parametrize("answer", ["A, B", "B,a", "ab", "a and b", "A; B", ["A", "B"], ("b", "a"), {"A", "B"}, "A, A, B"])
def test_several_letters_in_every_form(folder, answer):
    said = check_answer(SEVERAL, answer, folder)
    assert said.is_right is True
    assert said.verdict == "A, B: right (2 right)."
    assert [title for title, _ in said.remarks] == ["A, right:", "B, right:"]


@pytest.mark.parametrize(
    ("answer", "titles", "verdict"),
    [
        ("A", ["A, right:", "B, missed:"], "A: not yet (1 right, 1 missed)."),
        ("D", ["A, missed:", "B, missed:", "D, wrong:"], "D: not yet (1 wrong, 2 missed)."),
        ("A, B, C", ["A, right:", "B, right:", "C, wrong:"], "A, B, C: not yet (2 right, 1 wrong)."),
    ],
)
def test_right_wrong_and_missed(folder, answer, titles, verdict):
    said = check_answer(SEVERAL, answer, folder)
    assert (said.is_right, said.verdict, [title for title, _ in said.remarks]) == (False, verdict, titles)
    assert "**D, wrong:** Filters do not see each other." in check_answer(SEVERAL, "D", folder)._repr_markdown_()


def test_every_option_has_its_own_feedback(folder):
    texts = {check_answer(CHOICE, letter, folder).remarks[0][1] for letter in "ABC"}
    assert len(texts) == 3


@pytest.mark.parametrize("answer", [0.7, "0.7", "0,7", ".7", " 7e-1 ", "+0.70", np.float32(0.7), np.array(0.7), 0.705, 0.695, "0.705"])
def test_the_right_number_in_every_form(folder, answer):
    assert check_answer(NUMBER, answer, folder).is_right is True


@pytest.mark.parametrize(
    ("answer", "words"),
    [(1.3, "minus got lost"), (1.304, "minus got lost"), ("1,304", "read in two ways")]
    + [("−0.3", "second product"), (np.int64(5), "Make both"), (0.7051, "Make both")],
)
def test_known_mistakes_and_all_others(folder, answer, words):
    said = check_answer(NUMBER, answer, folder)
    assert not said.is_right
    assert words in repr(said)


@pytest.mark.parametrize("answer", ["", "E", "A, B", 3, None, b"A", {}, [], ["A", 1], "banana", "Ä"])
def test_what_is_no_letter_gets_one_sentence(folder, answer):
    said = check_answer(CHOICE, answer, folder)
    assert said.is_right is None
    assert repr(said) == f'Expected one letter from A to C, got {answer!r}; write them like "A".'


NO_NUMBERS = ["", "x", "1.2.3", "nan", "inf", "1e999", "٣", float("inf"), float("nan"), True, np.True_, None, [0.7], np.array([0.7]), b"0.7", 1j, 10**400]


@pytest.mark.parametrize("answer", NO_NUMBERS)
def test_what_is_no_number_gets_one_sentence(folder, answer):
    said = check_answer(NUMBER, answer, folder)
    assert said.is_right is None
    assert repr(said).startswith("Expected a number such as 0.7 or -12, got ")


def test_a_comma_that_can_be_read_in_two_ways():
    with pytest.raises(ValueError, match="32,768 can be read in two ways; write 32768 or 32.768"):
        read_number("32,768")
    assert [read_number(text) for text in ("0,768", "32,76", "1234,567", "-0,5")] == [0.768, 32.76, 1234.567, -0.5]


def test_an_unknown_id_names_the_nearest(folder):
    with pytest.raises(QuestionError, match="no self-check 'kernel-and-filter'; did you mean 'kernels-and-filters'"):
        check_answer("kernel-and-filter", "A", folder)
    with pytest.raises(QuestionError, match="no self-check 7; the ids are kernels-and-filters, what-a-map-needs, patch-times-kernel"):
        check_answer(7, "A", folder)


def test_the_folder_is_found_in_a_notebook_of_the_book(folder, tmp_path, monkeypatch):
    book = tmp_path / "project" / "book"
    book.mkdir(parents=True)
    folder.joinpath("sample.yml").rename(tmp_path / "kept.yml")
    (book / "questions").mkdir()
    (tmp_path / "kept.yml").rename(book / "questions" / "sample.yml")
    for start in (book, book.parent):
        monkeypatch.chdir(start)
        assert check_answer(CHOICE, "B").is_right


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_and_its_text_are_the_same(value):
    assert read_number(repr(value)) == read_number(value) == value


@given(st.text(max_size=8), st.booleans())
def test_letters_are_read_or_refused(text, several):
    try:
        chosen = read_letters(text, list("ABCD"), several)
    except ValueError as problem:
        assert str(problem).startswith("Expected one")
    else:
        assert set(chosen) <= set("ABCD") and (several or len(chosen) == 1)


@pytest.mark.parametrize(
    ("myst", "plain", "markdown"),
    [
        ("a **bold** and *soft* word, 3 * 4 * 5", "a bold and soft word, 3 * 4 * 5", "a **bold** and *soft* word, 3 * 4 * 5"),
        ("`model.layers[0]` and `a * b * c`", "model.layers[0] and a * b * c", "`model.layers[0]` and `a * b * c`"),
        ("see {term}`kernel` and {doc}`chapter 3 </book/03>`", "see kernel and chapter 3", "see kernel and chapter 3"),
        ("[filters](#filters) in [Keras](https://keras.io)", "filters in Keras (https://keras.io)", "filters in [Keras](https://keras.io)"),
        ("![nine squares](../_static/a.png){width=60px}", "(picture: nine squares)", "(picture: nine squares)"),
        (r"$5 \times 5 \approx \frac{1}{2} \text{ of it}$", "5 × 5 ≈ 1/2  of it", r"$5 \times 5 \approx \frac{1}{2} \text{ of it}$"),
        ("$$\n5 \\cdot x_0\n$$", "5 · x_0", "$$\n5 \\cdot x_0\n$$"),
        (r"costs \$5 and \$6, snake_case_name", "costs $5 and $6, snake_case_name", r"costs \$5 and \$6, snake_case_name"),
    ],
)
def test_myst_is_readable_without_myst(myst, plain, markdown):
    assert (to_plain(myst), to_markdown(myst)) == (plain, markdown)


def test_all_texts_of_the_sample_are_readable(folder):
    for question in read_questions(folder).values():
        for text in [question.question, *(option.feedback for option in question.options)]:
            assert not set(to_plain(text)) & set("$\\{}*")
