"""What a page loads first: its text, its looks and the two fonts of its text. Scripts come after, what a page does not need not at all."""

from .bundles import bundle_address, fill_bundles

SEARCH = ("searchtools.js", "language_data.js", "searchindex.js")
FONTS = ("source-serif-4", "hanken-grotesk")
SLANTED = ("source-serif-4-italic",)
MANY_SLANTED = 20  # places on a page: the list of references, whose lines would break anew when this font comes
CLASSIC = "script:not([type], [async], [src*='mathjax/'])"  # MathJax is loaded late by itself, and looks for its fonts beside its file
LATE = "DOCUMENTATION_OPTIONS."  # a script in the page that says this needs one from a file before it


def fill_scripts(app):
    """Write the bundles of scripts."""
    fill_bundles(app.outdir, "js", lambda files: ";\n".join(file.read_text(encoding="utf-8") for file in files))


def load_scripts_late(page):
    """No script holds up the text: those from files come in one file at the page's end, and after it those in the page that need them."""
    soup = page.soup
    late = [script for script in soup.select(CLASSIC) if script.get("src") or LATE in script.get_text()]
    addresses = [script["src"] for script in late if "_static/" in script.get("src", "")]
    for script in late:
        script.extract()
    if addresses:
        soup.body.append(soup.new_tag("script", src=bundle_address(addresses, page.file, "js")))
    soup.body.extend(script for script in late if script.get("src") not in addresses)
    for link in soup.select("head link[rel='preload'][as='script']"):
        link.decompose()
    for tag in soup.select("head link[rel='modulepreload'], head script[src][type='module']"):
        tag.attrs.setdefault("fetchpriority", "low")


def drop_search(soup):
    """Only the page of the search searches: the index of the whole book stays away from the others."""
    if not soup.select_one("#search-results"):
        for script in soup.select("head script[src]"):
            if any(name in script["src"] for name in SEARCH):
                script.decompose()


def load_fonts_early(soup):
    """The fonts of text and headings come together with the style sheet, not after it: else the text jumps when they arrive."""
    sheet = soup.select_one("head link[rel='stylesheet'][href*='_static/']")
    if sheet:
        root = sheet["href"].partition("_static/")[0]
        is_slanted = len(soup.select("main em")) > MANY_SLANTED
        for name in reversed([*FONTS, *SLANTED] if is_slanted else FONTS):
            attributes = {"rel": "preload", "as": "font", "type": "font/woff2", "href": f"{root}_static/fonts/{name}.woff2", "crossorigin": "anonymous"}
            sheet.insert_after(soup.new_tag("link", attrs=attributes))
