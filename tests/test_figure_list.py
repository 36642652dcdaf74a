"""A list of live figures: a small picture of each, light and dark, and a question that leads to it."""

import base64
import io

import pytest
from bs4 import BeautifulSoup
from PIL import Image
from thorough import some

from cnnviz_helpers.explorables import small
from cnnviz_helpers.explorables.figures import FIGURES
from cnnviz_helpers.plots.canvas import VIEW
from cnnviz_helpers.surroundings import IN_THE_BOOK


@pytest.fixture
def listed():
    """A function: the entries of a list of these figures."""

    def entries(questions):
        return BeautifulSoup(small.FigureList(questions)._repr_html_(), "html.parser").select("li")

    return entries


def picture_of(entry):
    """The picture of an entry."""
    return Image.open(io.BytesIO(base64.b64decode(entry.img["src"].partition(",")[2])))


def test_an_entry_leads_to_its_figure(listed):
    """By its question; what is emphasised there is emphasised here, and what looks like a tag is none."""
    first, second = listed({"where": ("07-where", "Is it *here* <b>?"), "being-born": ("03-filters", "When?")})
    assert first.a["href"] == "07-where.html#where?" and second.a["href"] == "03-filters.html#being-born?"
    assert first.figcaption.get_text() == "Is it here <b>?" and first.em.get_text() == "here" and not first.b
    assert "{" not in first.img["alt"] and len(first.img["alt"].split()) > 5


@pytest.mark.parametrize("name", some(FIGURES, "ten-bars", "shift-lab", "mistakes", "two-things"))
def test_a_picture_is_small(listed, name):
    """It fits into its box, is sharp on a sharp screen, shows several colours, and is light."""
    (entry,) = listed({name: ("page", "Why?")})
    picture = picture_of(entry)
    assert all(size <= 2 * most for size, most in zip(picture.size, small.BOX, strict=True)) and max(picture.size) >= 1.5 * min(small.BOX)
    assert round(picture.info["dpi"][0]) == 200 and len(picture.convert("RGB").getcolors(1 << 20)) > 20
    assert len(base64.b64decode(entry.img["src"].partition(",")[2])) < 30_000


def test_in_the_book_it_has_a_view_for_the_dark(listed, monkeypatch):
    """Without paper; elsewhere there is none."""
    question = {"ten-bars": ("01-model", "Why?")}
    assert not getattr(picture_of(listed(question)[0]), "private_chunks", [])
    monkeypatch.setenv(IN_THE_BOOK, "1")
    ((kind, content, *_),) = picture_of(listed(question)[0]).private_chunks
    name, _, png = content.partition(b"\0")
    assert (kind, name) == (VIEW, b"dark") and Image.open(io.BytesIO(png)).convert("RGBA").getpixel((0, 0))[3] == 0
