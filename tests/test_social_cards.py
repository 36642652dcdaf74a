"""The picture of a shared link: a page's own figure and title, or the book's; never without an address."""

import io
from types import SimpleNamespace

import numpy as np
import pytest
from bs4 import BeautifulSoup
from cnnbook.publishing import social_card as cards
from PIL import Image, ImageDraw

SITE = "https://someone.github.io/Fork/"
HEAD = """<meta property="og:title" content="{title}"><meta property="og:image" content="{site}{card}"><meta property="og:image:alt" content="The book's.">"""
PAPER = (253, 252, 249)


def png(colour, size=(400, 200)):
    """The bytes of a picture of one colour on paper."""
    picture, buffer = Image.new("RGB", size, PAPER), io.BytesIO()
    ImageDraw.Draw(picture).rectangle((100, 50, 299, 149), fill=colour)
    picture.save(buffer, format="png")
    return buffer.getvalue()


@pytest.fixture
def page_of(tmp_path):
    """A function: a built page with this title, figures and head, of the site in `tmp_path`."""
    (tmp_path / "_images").mkdir()
    (tmp_path / "cache").mkdir()
    (tmp_path / "book").mkdir()
    config = SimpleNamespace(root_doc="book/intro", html_baseurl=SITE, html_title="Investigating CNNs", nb_execution_cache_path=str(tmp_path / "cache"))

    def make(name, title, body, head=HEAD):
        soup = BeautifulSoup(f"<html><head>{head.format(title=title, site=SITE, card=cards.CARD)}</head><body><main>{body}</main></body></html>", "html.parser")
        return SimpleNamespace(soup=soup, file=tmp_path / "book" / f"{name}.html", app=SimpleNamespace(outdir=str(tmp_path), config=config))

    return make


def figure(tmp_path, colour):
    """A figure of this colour, with its file."""
    (tmp_path / "_images" / f"{colour}.png").write_bytes(png(colour))
    return f'<figure><img src="../_images/{colour}.png" alt="All {colour}."></figure>'


def shared(page):
    """The address and the words of the picture that the page is shared with."""
    return [page.soup.select_one(f"meta[property='og:image{more}']")["content"] for more in ("", ":alt")]


def shown(tmp_path, address):
    """(630, 1200, 3) int, the card at an address of the site."""
    file = tmp_path / address.removeprefix(SITE)
    with Image.open(file) as card:
        assert card.size == cards.CARD_SIZE and file.stat().st_size < 300_000
        return np.asarray(card.convert("RGB"), int)


def test_a_page_is_shared_with_its_own_figure(tmp_path, page_of):
    """The first one, as large as the card lets it, in its own colour, and its words; another page gets another card."""
    found = {}
    for name, colour in {"01-red": "red", "02-blue": "blue"}.items():
        page = page_of(name, f"All about {colour}", figure(tmp_path, colour) + figure(tmp_path, "green"))
        cards.give_card(page)
        address, words = shared(page)
        assert address == f"{SITE}_static/cards/book/{name}.png" and words == f"All {colour}."
        found[colour] = shown(tmp_path, address)
    for colour, channel in {"red": 0, "blue": 2}.items():
        painted = (found[colour][..., channel] > 200) & (found[colour].sum(-1) < 300)
        assert painted.mean() > 0.4  # 940 x 470 of 1,200 x 630: the paper around it is cut off
    assert np.abs(found["red"][:110] - found["blue"][:110]).max() > 100  # the titles


def test_the_title_is_on_the_card(tmp_path, page_of):
    """Also one that is too long: its middle is left out, and nothing is painted over the edge."""
    inked = []
    for name, title in {"short": "A", "long": "A very long title of a page, " * 5}.items():
        page = page_of(name, title, figure(tmp_path, "red"))
        cards.give_card(page)
        card = shown(tmp_path, shared(page)[0])
        dark = card[:90].sum(-1) < 250
        inked.append(dark.sum())
        assert not dark[:, -12:].any()
    assert 100 < inked[0] < inked[1] / 5


@pytest.mark.parametrize(
    ("name", "body", "head"),
    [
        ("intro", '<figure><img src="../_images/red.png" alt="All red."></figure>', HEAD),
        ("plain", "<p>Words alone.</p>", HEAD),
        ("drawn", '<figure><img src="../_images/a.svg" alt="A drawing."></figure>', HEAD),
        ("homeless", '<figure><img src="../_images/red.png" alt="All red."></figure>', ""),
    ],
    ids=["the first page", "no figure", "no picture of pixels", "no address"],
)
def test_other_pages_keep_the_books(tmp_path, page_of, name, body, head):
    figure(tmp_path, "red")
    page = page_of(name, "A page", body, head)
    before = str(page.soup)
    cards.give_card(page)
    assert str(page.soup) == before and not (tmp_path / "_static").exists()


def test_a_card_is_drawn_once(tmp_path, page_of, monkeypatch):
    """For the same picture and title; another picture is another card."""
    drawn = []
    monkeypatch.setattr(cards, "draw_card", lambda title, book, picture: drawn.append(title) or png("red"))
    for colour in ("red", "red", "blue"):
        cards.give_card(page_of("same", "Same", figure(tmp_path, colour)))
    assert len(drawn) == 2
