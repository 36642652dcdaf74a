"""On paper: the handout of the teacher's guide fits three sides of A4."""

import re

from page_visit import Visit

MARGINS = {"top": "12mm", "bottom": "12mm", "left": "14mm", "right": "14mm"}


def n_sides(page):
    """How many sides of A4 the page prints on."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4", margin=MARGINS)))


def test_the_handout_has_three_sides(browser, site, serve):
    """Three as it is, and more with one more side of text."""
    visit = Visit(browser, serve(site).rstrip("/") + "/", "book/handout.html", "light")
    found = [n_sides(visit.page)]
    visit.page.evaluate("() => document.querySelector('main article section').insertAdjacentHTML('beforeend', '<p>line</p>'.repeat(60))")
    found.append(n_sides(visit.page))
    visit.close()
    assert found[0] == 3 and found[1] > 3
