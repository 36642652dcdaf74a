"""The teacher's guide: its key is the questions' own, its links open live figures, and it speaks about every misconception."""

import re
from types import SimpleNamespace

import numpy as np
import pytest
from books import REPO, STRICT, build, chapter, make_book
from cnnbook.selfchecks.teaching import LiveLink
from page_checks import parse

from cnnviz_helpers.selfchecks.questions import read_questions
from cnnviz_helpers.selfchecks.schema import MISCONCEPTIONS

GUIDE = (REPO / "book" / "teaching.md").read_text(encoding="utf-8")
QUESTIONS = """
- id: how-many
  misconception: M1
  kind: choose-all
  question: How *many*?
  options:
    - {text: two, correct: true, feedback: Right for one reason.}
    - {text: three, feedback: Wrong for another.}
    - {text: four, correct: true, feedback: Right as well.}
- id: a-number
  misconception: M2
  kind: number
  question: Which number?
  answer: 7
  tolerance: 0.5
  right: Seven it is.
  mistakes: [{value: 8, feedback: One too many.}]
  otherwise: Count again.
"""
FIGURE = chapter("Kernels", 'def explore(name):\n    print(name)\n\nexplore("kernel-lab")')
ASKED = "\n```{self-check} how-many\n```\n\n```{self-check} a-number\n```\n"


def small_book(folder, text):
    """A book of a page with a figure and two questions, and a page with `text`: (exit code, what was printed)."""
    make_book(folder, {"intro": "# Welcome\n", "02-kernels": FIGURE + ASKED, "guide": f"# Guide\n\n{text}\n"})
    (folder / "book" / "questions").mkdir()
    (folder / "book" / "questions" / "02-kernels.yml").write_text(QUESTIONS)
    return build(folder, *STRICT)


@pytest.mark.thorough("builds a small book; the book itself is built in a quick run")
def test_key_and_link(tmp_path):
    """The key has the right answers with their reasons and no wrong one; the link has the state."""
    code, printed = small_book(tmp_path, "{live}`filter 22 <02-kernels#kernel-lab?image=16&filter=22>`\n\n```{answer-key} 02-kernels\n```")
    assert code == 0, printed
    main = parse((tmp_path / "_build" / "html" / "book" / "guide.html").read_text(encoding="utf-8")).main.section
    assert [link["href"] for link in main.select("p a")] == [
        "02-kernels.html#kernel-lab?image=16&filter=22",
        "02-kernels.html#selfcheck-how-many",
        "02-kernels.html#selfcheck-a-number",
    ]
    key = [" ".join(item.get_text(" ").split()) for item in main.select("ul > li")]
    assert key == [
        "how-many , M1 How many ? A: two Right for one reason. C: four Right as well.",
        "a-number , M2 Which number? 7. Seven it is.",
    ]


@pytest.mark.thorough("builds a small book; the book itself is built in a quick run")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("```{answer-key} 03-filters\n```", "there is no file 03-filters.yml with questions"),
        ("{live}`x <02-kernels#x-ray?image=16>`", "there is no live figure 'x-ray' on the page '02-kernels'"),
    ],
)
def test_a_wrong_key_or_link_ends_the_build(tmp_path, text, words):
    code, printed = small_book(tmp_path, text)
    assert code != 0 and words in " ".join(printed.split())


@pytest.mark.parametrize(
    ("state", "words"),
    [({"photo": "16"}, "has no 'photo'"), ({"filter": "red"}, "is a whole number, got 'red'"), ({"filter": "-2"}, ""), ({"image": "16", "filter": "22"}, "")],
)
def test_a_wrong_state_of_a_link_is_a_fault(tmp_path, monkeypatch, state, words):
    """As a page that is not there is, which ends the build."""
    (tmp_path / "02-kernels.md").write_text(FIGURE, encoding="utf-8")
    monkeypatch.setattr(LiveLink, "env", SimpleNamespace(docname="guide", doc2path=lambda name: str(tmp_path / f"{name}.md")))
    fault = LiveLink().fault("02-kernels", "kernel-lab", state)
    assert words in fault and bool(words) == bool(fault)


def test_every_misconception_has_its_words():
    """Each of the list once, so each that a question is about, too."""
    assert sorted(re.findall(r"^- \*\*(M\d+)\.", GUIDE, re.MULTILINE)) == sorted(MISCONCEPTIONS)
    assert {question.misconception for question in read_questions(REPO / "book" / "questions").values()} <= set(MISCONCEPTIONS)


def test_every_chapter_is_in_the_guide():
    """With its objectives and its answers, both taken from where they are written."""
    for page in sorted((REPO / "book").glob("[0-9]*.md")):
        if (page.parent / "questions" / f"{page.stem}.yml").is_file():
            assert f"{{include}} {page.name}" in GUIDE and f"{{answer-key}} {page.stem}" in GUIDE, page.stem


def test_only_a_few_filters_of_the_first_layer_have_a_near_opposite(model):
    """What the guide says of M18: of the 32, few point away from another one."""
    arrows = model.layers[0].get_weights()[0].reshape(-1, 32)  # (27, 32)
    arrows = arrows / np.linalg.norm(arrows, axis=0)
    nearest = (arrows.T @ arrows).min(axis=1)
    assert "only a few filters have a near opposite" in GUIDE
    assert 1 <= (nearest < -0.7).sum() <= 4
