"""Self-checks in built pages: what they hold without scripts, what ends a build, what a rebuild does, and builders without forms."""

import pytest
from bs4 import BeautifulSoup
from selfcheck_sample import QUESTIONS, SECOND, build, make_sample

IDS = ["kernels-and-filters", "what-a-map-needs", "patch-times-kernel"]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The sample, built strictly once: (sources, built pages)."""
    folder = make_sample(tmp_path_factory.mktemp("sample"))
    code, printed, out = build(folder, "html", "-W")
    assert code == 0, printed
    return folder, out


@pytest.fixture(scope="module")
def pages(site):
    """The built pages as soups, by name."""
    return {name: BeautifulSoup((site[1] / "book" / f"{name}.html").read_text(encoding="utf-8"), "html.parser") for name in ("first", "second")}


def test_each_question_is_a_form_with_a_named_group(pages):
    forms = [form for page in pages.values() for form in page.select("form.selfcheck")]
    assert [form["data-question"] for form in forms] == IDS
    for form in forms:
        legend = form.select_one("fieldset > legend")
        assert legend.get_text(strip=True) and not legend.find(["p", "div", "img"])
        inputs = form.select("fieldset input")
        assert inputs and all(form.select_one(f"label[for='{control['id']}']").get_text(strip=True) for control in inputs)
        assert form.select_one("[role=status]").get_text() == ""


def test_controls_fit_the_kind(pages):
    first, second = pages.values()
    assert [control["type"] for control in first.select("form.selfcheck input")] == ["radio"] * 3 + ["checkbox"] * 4
    number = second.select_one("form.selfcheck input")
    assert (number["type"], number["inputmode"]) == ("text", "decimal")
    assert len({control["name"] for control in first.select("form.selfcheck input")}) == 2


def test_without_scripts_nothing_dead_is_shown_and_everything_can_be_read(pages):
    for page in pages.values():
        for control in page.select(".selfcheck :is(input, button), .selfcheck-progress button"):
            assert control.has_attr("hidden") or control.parent.has_attr("hidden")
        assert not page.select(".selfcheck :is(legend, .selfcheck-option, .selfcheck-answers)[hidden]")
    letters = [letter.get_text() for letter in pages["first"].select(".selfcheck-letter")]
    assert letters == list("ABC") + list("ABCD")


def test_the_fold_holds_every_answer_with_its_feedback(pages):
    titles = {name: [p.get_text() for p in page.select(".selfcheck-answer-title")] for name, page in pages.items()}
    assert titles["first"] == ["A: wrong", "B: right", "C: wrong", "A: right", "B: right", "C: wrong", "D: wrong"]
    assert titles["second"] == ["0.7 ± 0.005: right", "1.3: wrong", "-0.3: wrong", "Any other number"]
    for page in pages.values():
        feedback = page.select("details.selfcheck-answers .selfcheck-answer > .selfcheck-feedback")
        assert len(feedback) == len(page.select(".selfcheck-answer-title")) and all(box.get_text(strip=True) for box in feedback)


def test_myst_is_rendered_and_pictures_are_found(site, pages):
    first, second = pages.values()
    legend = first.select_one("legend")
    assert legend.select_one("code").get_text() == "conv1" and legend.select_one(".math").get_text() == r"\((3, 3, 3, 32)\)"
    image = first.select_one(".selfcheck-more img")
    assert image["alt"] == "nine squares, the middle one orange" and (site[1] / "book" / image["src"]).is_file()
    assert second.select_one(".selfcheck-feedback .math")


def test_ids_are_unique_and_headings_are_those_of_the_page(pages):
    for page in pages.values():
        ids = [tag["id"] for tag in page.find_all(id=True)]
        assert len(ids) == len(set(ids))
        assert not page.select(".selfcheck :is(h1, h2, h3, h4, h5, h6)")
    described = pages["first"].select_one("fieldset[aria-describedby]")
    assert pages["first"].find(id=described["aria-describedby"]).select_one("img")


def test_progress_counts_all_questions_of_the_book(pages):
    box = pages["first"].select_one(".selfcheck-progress")
    assert box["data-questions"].split() == IDS
    assert "3 self-checks" in box.get_text() and "sent nowhere" in box.get_text()
    assert len(box.select(".selfcheck-squares span")) == 3


def test_script_and_sheets_come_from_the_book(site, pages):
    scripts = [tag for tag in pages["first"].select("script[src*=selfcheck]") if tag["type"] == "module"]
    assert len(scripts) == 1
    for name in ("selfcheck.mjs", "css/selfcheck.css", "css/selfcheck-feedback.css"):
        text = (site[1] / "_static" / name).read_text(encoding="utf-8")
        assert "innerHTML" not in text and "http" not in text


def fenced(name):
    return f"```{{self-check}} {name}\n```\n"


@pytest.mark.parametrize(
    ("changes", "where", "words"),
    [
        ({"second": SECOND + fenced("no-such")}, "second.md:5: ", "no self-check 'no-such'"),
        ({"second": SECOND.replace("patch-times-kernel", "patch-times-kernels")}, "second.md:3: ", "did you mean 'patch-times-kernel'?"),
        ({"second": SECOND + fenced("patch-times-kernel")}, "second.md:5: ", "already asked at"),
        ({"second": SECOND + fenced("what-a-map-needs")}, "second.md:5: ", "already asked at"),
        ({"questions": QUESTIONS.replace("misconception: M4", "misconception: M99")}, "sample.yml:18: ", "no misconception 'M99'"),
        ({"questions": QUESTIONS.replace("../_static/small.png", "_static/small.png")}, "sample.yml:5: ", "does not exist"),
        ({"questions": QUESTIONS.replace("[nine squares, the middle one orange]", "[]")}, "sample.yml:5: ", "no words in its brackets"),
        ({"questions": QUESTIONS.replace("../_static/small.png", "https://e.example/a.png")}, "sample.yml:5: ", "another host"),
        ({"questions": QUESTIONS.replace('"the bias"', '"* the bias"')}, "sample.yml:25: ", "an option is one paragraph"),
        ({"questions": QUESTIONS.replace('"One bias a filter is added everywhere."', '"% only a comment"')}, "sample.yml:27: ", "shows nothing"),
        ({"questions": QUESTIONS.replace('"What is added', '"* What is added')}, "sample.yml:20: ", "begins with a paragraph"),
    ],
)
def test_a_fault_ends_the_build_with_file_and_line(tmp_path, changes, where, words):
    code, printed, _ = build(make_sample(tmp_path, **changes))
    assert code != 0
    assert where in printed and words in printed


def test_a_broken_role_is_reported_where_it_stands(tmp_path):
    questions = QUESTIONS.replace("Filters do not see each other.", "{nosuchrole}`x`")
    code, printed, _ = build(make_sample(tmp_path, questions=questions), "html", "-W", "--keep-going")
    assert code != 0
    assert "sample.yml:31" in printed


@pytest.mark.thorough("builds a small book; the book itself is built in a quick run")
def test_a_rebuild_reads_what_changed_and_counts_anew(tmp_path):
    """A changed question rebuilds its page; a new place to ask one rebuilds the page that counts; a fault stays a fault."""
    folder = make_sample(tmp_path, second="# Second page\n")
    build(folder)
    out = folder / "_build" / "html" / "book"
    assert 'data-questions="kernels-and-filters what-a-map-needs"' in (out / "first.html").read_text(encoding="utf-8")
    (folder / "book" / "second.md").write_text(SECOND)
    (folder / "book" / "questions" / "sample.yml").write_text(QUESTIONS.replace("Filters do not see", "No filter sees"), encoding="utf-8")
    assert build(folder)[0] == 0
    first = (out / "first.html").read_text(encoding="utf-8")
    assert "No filter sees each other" in first and "patch-times-kernel" in first
    (folder / "book" / "second.md").write_text(SECOND + fenced("what-a-map-needs"))
    assert 0 not in [build(folder)[0] for _ in range(2)]


@pytest.mark.thorough("builds a small book; the book itself is built in a quick run")
def test_the_page_that_counts_is_rewritten_although_it_did_not_change(tmp_path):
    folder = make_sample(tmp_path, second="# Second page\n")
    conf = (folder / "conf.py").read_text()
    (folder / "conf.py").write_text(conf.replace('html_theme = "sphinx_book_theme"', ""))  # that theme has every page rewritten each time
    build(folder)
    (folder / "book" / "second.md").write_text(SECOND)
    printed = build(folder)[1]
    assert "1 changed" in printed
    assert "patch-times-kernel" in (folder / "_build" / "html" / "book" / "first.html").read_text(encoding="utf-8")


@pytest.mark.thorough("builds a small book; the book itself is built in a quick run")
def test_a_rebuild_without_a_change_reads_nothing(tmp_path):
    folder = make_sample(tmp_path)
    build(folder)
    assert " 0 added, 0 changed, 0 removed" in build(folder)[1]


@pytest.mark.thorough("builds a small book; the book itself is built in a quick run")
def test_pages_read_in_parallel_know_each_other(tmp_path):
    many = {f"{name}.md": f"# {name}\n\n" for name in "abcdef"}
    folder = make_sample(tmp_path)
    for name, text in many.items():
        (folder / "book" / name).write_text(text)
    (folder / "index.md").write_text("# Sample\n\n```{toctree}\n:glob:\nbook/*\n```\n")
    code, printed, out = build(folder, "html", "-j", "2")
    assert code == 0, printed
    assert f'data-questions="{" ".join(IDS)}"' in (out / "book" / "first.html").read_text(encoding="utf-8")
    (folder / "book" / "f.md").write_text("# f\n\n" + fenced(IDS[0]))
    code, printed, _ = build(folder, "html", "-j", "2", "-E")
    assert code != 0 and "already asked at" in printed


LISTS = [
    ("text", "book/first.txt", ["**A** 32", "A: wrong"]),
    ("latex", "sample.tex", [r"\sphinxstylestrong{A} \(32\)", r"\(3 \times 32 = 96\)"]),
]


@pytest.mark.parametrize(("builder", "file", "signs"), LISTS)
def test_builders_without_forms_get_lists(tmp_path, builder, file, signs):
    code, printed, out = build(make_sample(tmp_path), builder, "-W")
    assert code == 0, printed
    text = (out / file).read_text(encoding="utf-8")
    assert all(sign in text for sign in signs), text
    assert "Your self-checks" not in text
