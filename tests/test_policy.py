"""The policy of each page: there before all it is about, with the hash of everything in the page that the build put there, and of nothing else."""

import hashlib
from base64 import b64encode
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup, SoupStrainer
from cnnbook.after_build import new_pages
from cnnbook.pages import policy

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>t</title><script>const a = 1 && "ä";</script><script src="a.js"></script>
<script type="application/ld+json">{"a": 1}</script><style>p { color: red }</style></head>
<body><p style="width: 3px">text</p><button onclick="window.print()">.pdf</button></body></html>"""


def rules(text):
    """{rule: [sources]} of the policy that stands in a page."""
    soup = BeautifulSoup(text, "html.parser", parse_only=SoupStrainer("meta"))
    (tag,) = soup.select("meta[http-equiv='Content-Security-Policy']")
    return {name: sources for name, *sources in (rule.split() for rule in tag["content"].split("; "))}


def with_policy(text):
    """The HTML `text` with its policy."""
    soup = BeautifulSoup(text, "html.parser")
    policy.add_policy(SimpleNamespace(soup=soup))
    return str(soup)


def digest(text):
    """The hash of a script or a style as a policy names it."""
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_what_stands_in_the_page_has_its_hash():
    """Scripts that run, styles, and looks of tags; data and files have none."""
    found = rules(with_policy(PAGE))
    assert found["script-src"] == ["'self'", digest('const a = 1 && "ä";'), digest(policy.CALLS)]
    assert found["style-src"] == ["'self'", digest("p { color: red }")]
    assert found["style-src-attr"] == ["'unsafe-hashes'", digest("width: 3px")]


def test_buttons_keep_no_script():
    """The button names what it calls, and a page without such a button gets no script for it."""
    soup = BeautifulSoup(with_policy(PAGE), "html.parser")
    assert soup.button["data-calls"] == "window.print()" and "onclick" not in soup.button.attrs
    plain = with_policy("<html><head></head><body></body></html>")
    assert rules(plain)["script-src"] == ["'self'"] and rules(plain)["style-src-attr"] == rules(plain)["script-src-attr"] == ["'none'"]


@pytest.mark.parametrize(("body", "expected"), [("<p>text</p>", False), ('<figure data-explorable="x-ray"></figure>', True)])
def test_only_live_figures_may_compile(body, expected):
    """The engine is WebAssembly; pages without a live figure may not run any."""
    found = rules(with_policy(f"<html><head></head><body>{body}</body></html>"))
    assert ("'wasm-unsafe-eval'" in found["script-src"]) == expected


def test_a_script_that_the_build_has_changed_counts_as_it_will_stand():
    """Its hash is that of its new text."""
    soup = BeautifulSoup(PAGE, "html.parser")
    soup.script.string, soup.style.string = "const b = 2 < 3;", "p > a { color: blue }"
    policy.add_policy(SimpleNamespace(soup=soup))
    found = rules(str(soup))
    assert digest("const b = 2 < 3;") in found["script-src"] and found["style-src"] == ["'self'", digest("p > a { color: blue }")]


def test_every_page_of_the_book_has_one(site):
    """The first page, the one for the lost, search and index too; nothing that a policy is about stands before it, and it allows nothing wholesale."""
    pages = [page for page in site.rglob("*.html") if "<head" in page.read_text(encoding="utf-8") and "_static" not in page.parts]
    assert {"index.html", "404.html", "search.html", "genindex.html", "intro.html"} <= {page.name for page in pages}
    for page in pages:
        text = page.read_text(encoding="utf-8")
        before = text[: text.index("Content-Security-Policy")]
        assert not any(tag in before for tag in ("<script", "<style", "<link")) and 'charset="utf-8"' in before[:1024], page.name
        found = rules(text)
        if 'class="run-bar"' in text:  # it may talk to the server that its reader names
            assert found.pop("connect-src") == ["'self'", "http:", "https:", "ws:", "wss:"]
        sources = {source for rule in found.values() for source in rule}
        assert found["default-src"] == ["'none'"] and not sources & {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "http:", "blob:"}, page.name
        assert "style=" not in text.partition("<main")[2].partition("</main>")[0], page.name


def test_a_second_build_adds_no_second_policy(fork, tmp_path):
    """A page that the build has not written again keeps the one it has."""
    page = tmp_path / "page.html"
    before = (fork / "book" / "intro.html").read_text(encoding="utf-8")
    page.write_text(before, encoding="utf-8")
    assert list(new_pages(SimpleNamespace(outdir=tmp_path))) == [] and len(rules(before)) > 5
