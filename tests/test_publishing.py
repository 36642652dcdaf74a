"""What a published site needs: addresses that are the fork's own, words and a picture for shared links, a sitemap."""

import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import numpy as np
import pytest
from books import build, make_book
from bs4 import BeautifulSoup
from cnnbook.publishing import site as publishing
from docutils import nodes
from PIL import Image
from sphinx.errors import ConfigError

SITE = "https://someone.github.io/Fork/"


def head(page):
    """{name: content} of a page's `<meta>`, with its canonical address."""
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    found = {meta.get("name") or meta.get("property"): meta["content"] for meta in soup.select("meta[content]")}
    return found | {"canonical": [link["href"] for link in soup.select("link[rel=canonical]")]}


@pytest.mark.parametrize(
    ("variables", "repository", "expected"),
    [
        ({}, "https://github.com/someone/book", "https://someone.github.io/book/"),
        ({}, "https://github.com/SomeOne/Book", "https://someone.github.io/Book/"),
        ({}, "https://github.com/someone/someone.github.io", "https://someone.github.io/"),
        ({}, "https://git.example.org/someone/book", None),
        ({}, "https://github.com.example.org/someone/book", None),
        ({}, None, None),
        ({"CI_PAGES_URL": "https://group.example.io/book"}, "https://git.example.org/group/book", "https://group.example.io/book/"),
        ({"BOOK_ADDRESS": "https://cnn.example.org/"}, "https://github.com/someone/book", "https://cnn.example.org/"),
        ({"BOOK_ADDRESS": "", "CI_PAGES_URL": ""}, None, None),
    ],
)
def test_where_the_site_is(variables, repository, expected):
    """CI's word comes before the repository's, and only a repository on github.com says where its site is."""
    assert publishing.find_site(variables, repository) == expected


def test_the_file_is_asked_last(monkeypatch):
    """An address in `_config.yml` is used where nothing else is known: a fork that inherits it does not name the original."""
    for name in ("BOOK_ADDRESS", "CI_PAGES_URL"):
        monkeypatch.delenv(name, raising=False)
    config = SimpleNamespace(html_theme_options={}, html_baseurl="https://original.example/book")
    publishing.set_site(None, config)
    assert config.html_baseurl == "https://original.example/book/"
    config.html_theme_options["repository_url"] = "https://github.com/someone/Fork"
    publishing.set_site(None, config)
    assert config.html_baseurl == SITE


@pytest.mark.parametrize("address", ["cnn.example.org", "ftp://cnn.example.org", "https://", "/book/", "https://a.org/?page=1", "https://a.org/#top"])
def test_what_is_no_address_is_refused(address):
    """In one sentence that names the variable."""
    with pytest.raises(ConfigError, match=r"BOOK_ADDRESS must be an address such as .*, got .*; correct it"):
        publishing.find_site({"BOOK_ADDRESS": address}, None)


@pytest.mark.parametrize(("page", "title"), [("intro", "Welcome"), ("short", "More & <less>")])
def test_a_forks_pages_name_the_fork(fork, page, title):
    """Canonical address, address and picture for shared links, and the buttons."""
    found = head(fork / "book" / f"{page}.html")
    own = f"{SITE}book/{page}.html"
    assert (found["canonical"], found["og:url"], found["og:title"]) == ([own], own, title)
    assert found["og:image"] == f"{SITE}_static/social-card.png" and found["twitter:card"] == "summary_large_image"
    soup = BeautifulSoup((fork / "book" / f"{page}.html").read_text(encoding="utf-8"), "html.parser")
    buttons = [link["href"] for link in soup.select(".btn-source-repository-button, .btn-source-issues-button")]
    assert len(buttons) == 2 and all(address.startswith("https://github.com/Someone/Fork") for address in buttons)


def test_descriptions_are_the_pages_own_words(fork):
    """Whole sentences from the text, not from a box; a page with few words gets its title and the book's."""
    first, second = (head(fork / "book" / f"{page}.html")["description"] for page in ("intro", "short"))
    assert first == "This book opens one network, and lets you look at every number in it, for as long as you like to, and then some."
    assert second == "More & <less>: a page of the book “Investigating CNNs”."


def test_long_sentences_are_cut_between_words():
    """At most 160 characters, and an ellipsis where something is missing."""
    words = publishing.describe(nodes.section("", nodes.paragraph("", "number " * 40)))
    assert words == "number " * 22 + "…"


def test_the_sites_own_address_leads_to_the_first_page(fork):
    """And a link to it shows the first page's words and picture."""
    found = head(fork / "index.html")
    assert found["og:url"] == f"{SITE}book/intro.html" and found["og:title"] == "Welcome"
    assert 'content="0; url=book/intro.html"' in (fork / "index.html").read_text(encoding="utf-8")


def test_the_sitemap_lists_the_chapters(fork):
    """Each once, under the site's address, and nothing that Sphinx adds; robots.txt says where it is."""
    pages = re.findall("<loc>(.*?)</loc>", (fork / "sitemap.xml").read_text(encoding="utf-8"))
    assert pages == [f"{SITE}book/intro.html", f"{SITE}book/short.html"]
    assert all((fork / page.removeprefix(SITE)).is_file() for page in pages)
    assert f"Sitemap: {SITE}sitemap.xml" in (fork / "robots.txt").read_text()


def test_the_card_is_a_picture_of_the_network(fork):
    """As large as its readers expect, light enough to be loaded, violet and orange as the figures are."""
    with Image.open(fork / "_static" / "social-card.png") as card:
        assert card.size == publishing.CARD_SIZE
        pixels = np.asarray(card.convert("RGB"), int)  # (630, 1200, 3)
    red, blue = pixels[..., 0], pixels[..., 2]
    assert (blue > red + 40).mean() > 0.02 and (red > blue + 60).mean() > 0.02
    assert (fork / "_static" / "social-card.png").stat().st_size < 300_000


def test_the_page_for_the_lost_is_not_found_by_others(fork):
    """It has no canonical address, and asks search engines to leave it out."""
    found = head(fork / "404.html")
    assert found["canonical"] == [] and found["robots"] == "noindex" and "og:url" not in found


def test_a_broken_link_to_another_site_is_found(tmp_path):
    """`make links` fails and names it; links that work are left alone."""
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "here.html").write_text("<!DOCTYPE html><title>here</title>")
    handler = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(tmp_path / "web")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    make_book(tmp_path / "book", {"intro": f"# Welcome\n\nA [page]({address}/here.html), and [another]({address}/gone.html).\n"})
    code, printed = build(tmp_path / "book", "--keep-going", "--builder", "custom", "--custom-builder", "linkcheck")
    server.shutdown()
    server.server_close()
    broken = [line for line in printed.splitlines() if "broken" in line and address in line]
    assert code != 0 and broken and all("gone.html" in line for line in broken), printed
