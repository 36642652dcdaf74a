"""The clean-up of the theme's HTML: each fault goes, nothing else changes, and a second time changes nothing."""

from types import SimpleNamespace

import page_checks as checks
import pytest
from cnnbook import look
from cnnbook.after_build import MARK, finish, new_pages
from PIL import Image

PAGE = """<!DOCTYPE html>
<html><head><title>t</title><link rel="preconnect" href="https://fonts.example"><script src="_static/scripts/fontawesome.js?digest=1"></script>
<link rel="canonical" href="https://book.example/a.html"></head><body>
<button class="search-button__button" aria-label="Find"><i class="fa-solid fa-x" title="glass"></i>
<span>Search</span><span class="search-button__kbd-shortcut">Ctrl+K</span></button>
<ul><li><a href="a.html">Kernels</a><details><summary><i class="fa-solid fa-chevron-down"></i></summary></details></li></ul>
<div id="pst-primary-sidebar"></div><div id="jb-print-docs-body"><h1>again</h1></div>
<main><h1 id="a">A</h1><h3>B</h3><p id="a">text &amp; more</p><img src="one.png" alt="first"><img src="two.png" alt="second">
<div class="pst-scrollable-table-container"><table></table></div><pre>x = 1</pre></main></body></html>"""


def finished(folder, text, language=None):
    """The HTML `text` after the steps that each page goes through, in a file of `folder`."""
    page, config = folder / "page.html", SimpleNamespace(language=language, html_baseurl="", html_theme_options={})
    page.write_text(text, encoding="utf-8")
    for each in new_pages(SimpleNamespace(outdir=folder, config=config)):
        finish(each)
    return page.read_text(encoding="utf-8")


@pytest.fixture
def cleaned(tmp_path):
    """`PAGE` after the clean-up, beside two pictures; as text."""
    for name, size in (("one.png", (4, 2)), ("two.png", (6, 3))):
        Image.new("RGB", size).save(tmp_path / name)
    return finished(tmp_path, PAGE)


def test_faults_are_mended(cleaned):
    """What axe and our own checks complain about in the theme's HTML is gone."""
    soup = checks.parse(cleaned)
    for check in (checks.duplicate_ids, checks.heading_faults, checks.foreign_in_html, checks.unsized_images, checks.nameless):
        assert check(soup) == [], check.__name__
    assert checks.duplicate_ids(checks.parse(PAGE)) and checks.heading_faults(checks.parse(PAGE)) and checks.foreign_in_html(checks.parse(PAGE))


def test_names_hold_the_words_one_sees(cleaned):
    """The search button is called "Search", a fold of chapters after its chapter, and icons are silent."""
    soup = checks.parse(cleaned)
    assert soup.button["aria-label"] == "Search"
    assert soup.summary["aria-label"] == "Sections of Kernels"
    assert all(icon["aria-hidden"] == "true" and "title" not in icon.attrs for icon in soup.select("i"))


PRINTED = {
    "Right. The filter is a small stack of learned numbers; the map is what it gives at every place of one photo.": False,
    "weights must have the shape (height, width), got (3, 3, 3); take model.layers[0].get_weights()[0].\nTry again.": False,
    "floats in [-0.5, 0.5], got 7\nfloats in [0, 1], got 8": False,
    "own 0.81, neighbour's 0.01\n32 of 32 starts are nearest to their own end": False,
    "photo 16: 9 of 16 open\n  map 0.589 + bias 0.110": False,
    "array([0., 0., 0., 1., 0., 0., 0.], dtype=float32)": False,  # one line has nothing under it
    "": False,
    "all three steps       760 right\nblue first, red last  582 right": True,
    "array([[ 0.39, -0.43],\n       [-0.42,  0.43]])": True,
    "[[0.35 0.44]\n [0.32 0.04]] → 0.44": True,
    "[('dog', 0.8479),\n ('cat', 0.1511)]": True,
    "filter, sums\n22 [ 1.5 -0.8]\n31 [-1.0 -0.2]": True,
    "Model: \"own\"\n┏━━━┳━━━┓\n┃ a ┃ b ┃": True,
}


@pytest.mark.parametrize("text", PRINTED)
def test_sentences_wrap_and_columns_stay(tmp_path, text):
    """What a cell prints wraps like any text, unless numbers or words stand under each other. Code never wraps."""
    soup = checks.parse(finished(tmp_path, PAGE.replace("<pre>x = 1</pre>", f"<pre>x = 1</pre><div class='cell_output'><pre>{text}</pre></div>")))
    code, output = soup.select("pre")
    assert ("is-words" in output.get("class", ()), code.get("class")) == (not PRINTED[text], None)


def test_what_needs_scripts_is_not_offered_without(tmp_path):
    """Until a script has settled it, and for good without, the theme is the system's. The theme's style hides what bears its name for that."""
    buttons = '<button class="sidebar-toggle">a</button><button class="btn-fullscreen-button">b</button><button id="pst-back-to-top">c</button>'
    menu = '<div class="article-header-buttons"><div class="dropdown btn-group"><button>d</button></div></div><button class="other">e</button>'
    logo = '<img class="logo__image only-dark pst-js-only" src="one.svg" alt="The first page">'
    soup = checks.parse(finished(tmp_path, PAGE.replace("</main>", f"{buttons}{menu}{logo}</main>")))
    hidden = [tag.get_text() for tag in soup.select(".pst-js-only")]
    assert soup.select_one(".logo__image")["class"] == ["logo__image", "only-dark"]
    assert soup.html["data-theme"] == "auto" and hidden == ["a", "b", "d"]
    assert not soup.select("#pst-back-to-top") and soup.select_one("button.other")


def test_only_coloured_words_of_code_are_marked(tmp_path):
    """The text stays letter by letter; what has the colour of all text has no mark."""
    words = '<span class="kn">import</span><span class="w"> </span><span class="nn">numpy</span><span class="p">;</span> <span class="mi">1</span>'
    code = f"<div class='highlight'><pre><span></span>{words}\n</pre></div>"
    before, after = (checks.parse(text).select_one(".highlight pre") for text in (code, finished(tmp_path, PAGE.replace("</main>", f"{code}</main>"))))
    assert after.get_text() == before.get_text()
    assert [(mark["class"], mark.get_text()) for mark in after.select("span")] == [(["kn"], "import"), (["mi"], "1")]


def test_of_two_logos_one_is_loaded(tmp_path):
    """The hidden one waits."""
    logos = '<img class="logo__image only-light" src="a.svg" alt="Book"><img class="logo__image only-dark" src="b.svg" alt="Book">'
    assert [image["loading"] for image in checks.parse(finished(tmp_path, PAGE.replace("</main>", f"{logos}</main>"))).select(".logo__image")] == ["lazy"] * 2


def test_pictures_have_their_size_and_later_ones_wait(cleaned):
    """Width and height come from the file; only the first picture loads at once."""
    first, second = checks.parse(cleaned).select("img")
    assert (first["width"], first["height"], first.get("loading")) == ("4", "2", None)
    assert (second["width"], second["height"], second["loading"]) == ("6", "3", "lazy")


def test_what_scrolls_can_be_reached(cleaned):
    """Tables and code can be focused and say what they are."""
    for box in checks.parse(cleaned).select(".pst-scrollable-table-container, pre"):
        assert box["tabindex"] == "0" and box["aria-label"]


def test_the_rest_stays(cleaned, tmp_path):
    """Text and the canonical address stay, and a mended page is left alone."""
    assert "text &amp; more" in cleaned and "https://book.example/a.html" in cleaned
    assert "fontawesome.js" not in cleaned and "again" not in cleaned
    assert MARK in cleaned and finished(tmp_path, cleaned) == cleaned


@pytest.mark.parametrize(("html", "language", "expected"), [("<html>", None, "en"), ("<html>", "de", "de"), ('<html lang="fr">', "de", "fr")])
def test_a_page_says_its_language(tmp_path, html, language, expected):
    """The book's, where the page says none; English, where the book says none."""
    assert checks.parse(finished(tmp_path, f"{html}<head></head><body></body></html>", language)).html["lang"] == expected


def test_a_part_of_a_page_is_left_alone(tmp_path):
    """A text without a head is no page."""
    assert finished(tmp_path, "<p>part of a page</p>") == "<p>part of a page</p>"


@pytest.mark.parametrize("name", ["sphinx-thebe.js", "https://cdn.example/require.min.js"])
def test_unwanted_scripts_are_known(name):
    """Scripts of things the book does not have are dropped, others stay."""
    assert look.is_unwanted(name)
    assert not look.is_unwanted("scripts/sphinx-book-theme.js")


def test_mathjax_parts_exist():
    """Every part of MathJax that the book copies is in the package that brings it."""
    folder = look.mathjax_folder()
    assert [part for part in look.MATHJAX_PARTS if not list(folder.glob(part))] == []


INDEX = ["searchtools.js", "language_data.js", "searchindex.js"]


@pytest.mark.parametrize(("body", "expected"), [("", ["doctools.js"]), ('<div id="search-results"></div>', ["doctools.js", *INDEX])])
def test_only_the_search_loads_the_index(tmp_path, body, expected):
    """The words of the whole book are on the page that searches, and on no other."""
    scripts = "".join(f'<script src="_static/{name}?v=1"></script>' for name in ["doctools.js", *INDEX])
    soup = checks.parse(finished(tmp_path, f"<html><head>{scripts}</head><body>{body}</body></html>"))
    (bundle,) = soup.select("script")
    assert (tmp_path / bundle["src"]).read_text(encoding="utf-8") == f"/* {' '.join(expected)} */\n"


@pytest.mark.parametrize(("aside", "expected"), [("", False), ('<div id="pst-secondary-sidebar"></div>', True)])
def test_the_list_of_sections_has_its_room(tmp_path, aside, expected):
    """What holds text and list says that the list will come."""
    soup = checks.parse(finished(tmp_path, f'<html><head></head><body><div class="bd-content">{aside}</div></body></html>'))
    assert ("has-aside" in soup.select_one(".bd-content")["class"]) == expected


def test_known_looks_leave_the_tags(tmp_path):
    """The index and Keras's tables have theirs in our sheets; an author's own stays."""
    known = '<table class="genindextable" style="a"><td style="b"></td></table><div class="cell_output"><pre style="c">x</pre></div>'
    soup = checks.parse(finished(tmp_path, f'<html><head></head><body>{known}<p style="d"></p></body></html>'))
    assert [tag["style"] for tag in soup.select("[style]")] == ["d"]
