"""What a published site needs beside its chapters: canonical addresses, words for search engines, a sitemap, and a page for the lost.

Every address begins with the site's own, which is found where the book is built. Without one the site works,
and has no sitemap, no canonical addresses and no picture for links that are shared.
"""

import os
import re
import shutil
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from docutils import nodes
from sphinx.errors import ConfigError
from sphinx.util import logging

from .social_card import CARD, CARD_ALT, CARD_SIZE, CARDS, write_card

LOST = "404"  # the name that GitHub Pages and others look for
SHORTEST, LONGEST = 60, 160  # characters of a description, as search engines show it
# Not the text of a page: boxes, figures, tables and what is drawn by cells.
ASIDES = (nodes.Admonition, nodes.admonition, nodes.figure, nodes.table, nodes.list_item, nodes.footnote)
NO_ADDRESS = (
    "No sitemap, no canonical addresses, no social card: the site's address is not known. "
    "It comes from BOOK_ADDRESS, from CI, from a git remote on github.com, or from html: baseurl: in _config.yml."
)
LOST_TEXT = """<section id="page-not-found"><h1>There is no page here</h1>
<p>The address may be old, or have a slip in it.</p>
<ul><li><a href="{first}">Go to the first page of the book</a></li><li><a href="search.html">Search the book</a></li></ul></section>"""
FIRST_PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8">{title}
<link rel="icon" href="_static/favicon.svg">
<meta http-equiv="refresh" content="0; url={first}">
{head}
</head><body><p><a href="{first}">The first page of the book</a></p></body></html>
"""
logger = logging.getLogger(__name__)


def setup_publishing(app):
    """Register what a published site needs with the Sphinx application `app`."""
    app.connect("config-inited", set_site, priority=450)  # after the repository's address is known
    app.connect("html-page-context", add_meta)
    app.connect("html-collect-pages", lost_page)


def set_site(app, config):
    """Give Sphinx the site's address, from which it makes the canonical ones, or say why there is none."""
    config.html_baseurl = find_site(os.environ, config.html_theme_options.get("repository_url")) or with_slash(config.html_baseurl)
    if not config.html_baseurl:
        logger.info(NO_ADDRESS)


def find_site(environ, repository):
    """Where the site will be read, with a slash at its end, or `None`.

    Parameters
    ----------
    environ : the variables of the process; BOOK_ADDRESS is asked first, then CI_PAGES_URL, which GitLab sets
    repository : the repository's address; one on github.com has its site at OWNER.github.io/NAME/

    Raises
    ------
    ConfigError
        What a variable says is no address.
    """
    for name in ("BOOK_ADDRESS", "CI_PAGES_URL"):
        if environ.get(name):
            return with_slash(environ[name], name)
    parts = urlsplit(repository or "")
    place = parts.path.strip("/").split("/")
    if parts.hostname != "github.com" or len(place) != 2:
        return None
    host, name = f"{place[0].lower()}.github.io", place[1]
    return f"https://{host}/" if name.lower() == host else f"https://{host}/{name}/"


def with_slash(address, source="html: baseurl: in _config.yml"):
    """`address` with one slash at its end; an empty one stays empty."""
    parts = urlsplit(address)
    if address and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment):
        raise ConfigError(f"{source} must be an address such as https://example.org/book/, got {address!r:.80}; correct it or leave it out.")
    return address and address.rstrip("/") + "/"


def add_meta(app, pagename, templatename, context, doctree):
    """Say in the page's head what it is about, for search engines and for programs that show links."""
    book, site = app.config.html_title, app.config.html_baseurl
    title = app.env.titles[pagename].astext() if pagename in app.env.titles else context.get("title") or book
    words = describe(doctree) or f"{title}: a page of the book “{book}”."
    named = {"description": words, "twitter:card": "summary_large_image" if site else "summary"}
    shared = {"og:title": title, "og:description": words, "og:type": "article", "og:site_name": book}
    if pagename == LOST:
        named["robots"] = "noindex"
        context["pageurl"] = None
    elif site:
        size = dict(zip(("og:image:width", "og:image:height"), map(str, CARD_SIZE)))
        shared |= {"og:url": site + app.builder.get_target_uri(pagename), "og:image": site + CARD, "og:image:alt": CARD_ALT} | size
    tags = [tag(key, name, value) for key, group in (("name", named), ("property", shared)) for name, value in group.items()]
    context["metatags"] = "\n".join([context.get("metatags", ""), *tags])


def tag(key, name, value):
    """One `<meta>` of a page's head."""
    return f'<meta {key}="{name}" content="{escape(value)}">'


def describe(doctree):
    """The first sentences of the page's own text, up to 160 characters, or an empty string if it has none."""
    paragraphs = doctree.findall(nodes.paragraph) if doctree is not None else ()
    own = [paragraph for paragraph in paragraphs if not is_aside(paragraph)]
    words = " ".join(" ".join(paragraph.astext() for paragraph in own[:6]).split())
    if len(words) <= LONGEST:
        return words if len(words) >= SHORTEST else ""
    ends = [match.end() for match in re.finditer(r"[.!?](?= )", words[: LONGEST + 1])]
    if ends and ends[-1] >= SHORTEST:
        return words[: ends[-1]]
    return words[:LONGEST].rpartition(" ")[0].rstrip(",;:") + " …"


def is_aside(node):
    """Whether `node` stands in a box, a figure, a table or a list."""
    while node.parent is not None:
        node = node.parent
        if isinstance(node, ASIDES):
            return True
    return False


def lost_page(app):
    """The page for addresses that lead nowhere."""
    first = app.builder.get_target_uri(app.config.root_doc)
    yield LOST, {"title": "There is no page here", "body": LOST_TEXT.format(first=first)}, "page.html"


def write_first_page(app):
    """The site's own address leads to the first page, and shows that page's words and picture where it is shared."""
    name = app.builder.get_target_uri(app.config.root_doc)
    page = BeautifulSoup((Path(app.outdir) / name).read_text(encoding="utf-8"), "html.parser")
    head = page.select("meta[property^='og:'], meta[name='description'], meta[name='twitter:card'], link[rel='canonical']")
    if name != "index.html":
        text = FIRST_PAGE.format(first=name, title=page.title, head="\n".join(map(str, head)))
        (Path(app.outdir) / "index.html").write_text(text, encoding="utf-8")


def write_for_search_engines(app):
    """Write robots.txt, and with an address the sitemap and the social card."""
    folder, site = Path(app.outdir), app.config.html_baseurl
    # Read by search engines where the site has a host of its own.
    (folder / "robots.txt").write_text("User-agent: *\nAllow: /\n" + (f"Sitemap: {site}sitemap.xml\n" if site else ""), encoding="utf-8")
    if site:
        pages = [site + app.builder.get_target_uri(name) for name in sorted(app.env.found_docs)]
        (folder / "sitemap.xml").write_text(sitemap(pages), encoding="utf-8")
        write_card(folder, app.config.html_title, app.config.nb_execution_cache_path)
    else:
        for name in ("sitemap.xml", CARD):
            (folder / name).unlink(missing_ok=True)
        shutil.rmtree(folder / CARDS, ignore_errors=True)


def sitemap(addresses):
    """The text of sitemap.xml."""
    entries = "".join(f"  <url><loc>{escape(address)}</loc></url>\n" for address in addresses)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'


def address_from_the_root(page):
    """The page for the lost works at any depth: each of its addresses begins at the site's root, "/" or "/NAME/"."""
    if page.file.stem != LOST:
        return
    root = urlsplit(page.app.config.html_baseurl).path or "/"
    for key in ("href", "src", "action", "data-content_root"):
        for element in page.soup.find_all(attrs={key: True}):
            if not re.match(r"[a-z]+:|[/#]", element[key]):
                element[key] = root + element[key].removeprefix("./")
