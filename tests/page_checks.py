"""What must hold for every page of the built book: each check takes a parsed page and returns what is wrong with it.

An empty list means that all is well. `test_book.py` runs every check on every page, and on a page with a planted fault.
"""

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from bs4 import BeautifulSoup

FOREIGN = re.compile(r"^(https?:)?//", re.IGNORECASE)
CSS_ADDRESS = re.compile(r"""(?:url\(\s*|@import\s+)["']?([^"')\s;]+)""")
# XML names look like addresses, but nobody asks for them.
SCRIPT_ADDRESS = re.compile(r"""["'`](?:https?:|wss?:)?//(?!www\.w3\.org/)[\w.-]+\.\w""")
REQUESTS = {"img": "src", "script": "src", "iframe": "src", "source": "src", "video": "src", "audio": "src", "embed": "src", "object": "data"}


def parse(text):
    """The HTML `text` as a tree."""
    return BeautifulSoup(text, "html.parser")


def failed_cells(soup):
    """Cells that wrote to stderr or ended in an error."""
    bad = soup.select(".output.stderr, .output.traceback")
    bad += [cell for cell in soup.select(".cell_output") if "Traceback (most recent call last)" in cell.get_text()]
    return [cell.get_text(" ", strip=True)[:120] for cell in bad]


def poor_alt_texts(soup):
    """Pictures whose alternative text is missing, a file name, or too short to say what one sees."""
    poor = []
    for image in soup.select("main img"):
        alt = (image.get("alt") or "").strip()
        in_figure = image.find_parent("figure") or image.find_parent(class_="cell_output")
        if not alt or re.search(r"\.(png|svg|jpe?g|gif)$", alt) or (in_figure and len(alt.split()) < 4):
            poor.append(f"{image.get('src')}: {alt!r}")
    return poor


def missing_captions(soup):
    """Figures without a caption, and pictures from a cell that are in no figure."""
    bare = [figure for figure in soup.select("main figure") if not figure.select_one("figcaption") or not figure.figcaption.get_text(strip=True)]
    bare += [image for image in soup.select("main .cell_output img") if not image.find_parent("figure")]
    return [str(tag)[:120] for tag in bare]


def unsized_images(soup):
    """Bitmaps without width and height: the text below jumps when they arrive."""
    images = soup.select("main img:is([src$='.png'], [src$='.webp'])")
    return [image["src"] for image in images if not (image.get("width") and image.get("height"))]


def foreign_in_html(soup):
    """Addresses of other hosts that a browser would ask for while it shows the page."""
    found = [tag[REQUESTS[tag.name]] for tag in soup.find_all(list(REQUESTS)) if FOREIGN.match(tag.get(REQUESTS[tag.name], ""))]
    found += [link["href"] for link in soup.select("link[href]:not([rel='canonical'])") if FOREIGN.match(link["href"])]
    for tag in soup.select("[style], style"):
        found += foreign_in_css(tag.get("style") or tag.get_text())
    for script in soup.select("script:not([src])"):
        found += foreign_in_script(script.get_text())
    return found


def foreign_in_css(text):
    """Addresses of other hosts in a style sheet."""
    return [address for address in CSS_ADDRESS.findall(text) if FOREIGN.match(address)]


def foreign_in_script(text):
    """Addresses of other hosts in a script's strings."""
    return SCRIPT_ADDRESS.findall(text)


def duplicate_ids(soup):
    """Ids that stand more than once on the page."""
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    return sorted({name for name in ids if ids.count(name) > 1})


def heading_faults(soup):
    """A page has one first heading, and levels go down one at a time."""
    levels = [int(tag.name[1]) for tag in soup.select("main :is(h1, h2, h3, h4, h5, h6)")]
    faults = [] if levels.count(1) == 1 and levels[0] == 1 else [f"{levels.count(1)} headings of level 1, the first heading has level {levels[:1]}"]
    return faults + [f"h{a} is followed by h{b}" for a, b in zip(levels, levels[1:]) if b > a + 1]


def nameless(soup):
    """A page without a language or a title, and links and buttons that have no name."""
    faults = [] if soup.html and soup.html.get("lang") else ["<html> has no lang"]
    faults += [] if soup.title and soup.title.get_text(strip=True) else ["no <title>"]
    for tag in soup.select("a[href], button"):
        pictures = [image.get("alt", "") for image in tag.select("img")]
        if not (tag.get_text(strip=True) or tag.get("aria-label") or tag.get("title") or any(pictures)):
            faults.append(str(tag)[:120])
    return faults


def machine_paths(soup):
    """Folders of the machine that built the book, in what a reader sees."""
    text = soup.main.get_text(" ") if soup.main else ""
    return re.findall(r"(?<![\w.])/(?:home|root|tmp|Users|usr/lib|opt)/\S+", text)


@cache
def anchors(file):
    """All ids and names on the page `file`."""
    soup = parse(file.read_text(encoding="utf-8"))
    return {tag[key] for key in ("id", "name") for tag in soup.find_all(attrs={key: True})}


def broken_links(soup, page, site):
    """Addresses inside the book that lead nowhere: no such file, outside the book, or no such place on the page."""
    broken = []
    for tag in soup.select("[href], [src]"):
        address = tag.get("href") or tag.get("src")
        if not address or re.match(r"^([a-z]+:|//)", address):
            continue
        path, _, anchor = address.partition("#")
        path = unquote(path.split("?")[0])
        file = (page.parent / path).resolve() if path else page.resolve()
        if not file.is_file() or not file.is_relative_to(Path(site).resolve()):
            broken.append(address)
        elif anchor and file.suffix == ".html" and "=" not in anchor and "?" not in anchor and unquote(anchor) not in anchors(file):
            broken.append(address)
    return broken


def missing_in_css(file):
    """Files that the style sheet `file` names and that are not there: fonts above all."""
    addresses = CSS_ADDRESS.findall(file.read_text(encoding="utf-8"))
    local = [a.split("?")[0].split("#")[0] for a in addresses if not a.startswith(("data:", "#")) and not FOREIGN.match(a)]
    return [address for address in local if address and not (file.parent / address).is_file()]
