"""Mend what a validator finds in the HTML of the theme, of Sphinx and of MyST-NB (`checks/html-rules.mjs` lists its rules)."""


def say_what_buttons_do(soup):
    """A button that says nothing sends a form; the theme's do not mean that."""
    for button in soup.select("button:not([type], form *)"):
        button["type"] = "button"


def spans_in_summaries(soup):
    """What one clicks to unfold a cell holds words, not paragraphs, and is called by them."""
    for summary in soup.select("details.hide > summary"):
        summary.attrs.pop("aria-label", None)
        for line in summary.find_all("p", recursive=False):
            line.name = "span"


def lists_beside_paragraphs(soup):
    """A list cannot stand in a paragraph; Sphinx puts one there where a function returns several things."""
    for paragraph in soup.select("p:has(> ul)"):
        paragraph.unwrap()


VALIDITY = (say_what_buttons_do, spans_in_summaries, lists_beside_paragraphs)
