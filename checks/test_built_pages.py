"""Every built page is valid HTML, and Lighthouse, as on a telephone, gives it full marks, and at least 95 for its speed."""

import pytest
from built_pages import LIMITS, SITE, fair_scores, html_faults, pages, read_pages, scores, shortfalls
from local_pages import served

PLANTED = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Planted</title>
<meta name="description" content="A page with a fault in it, for a test."><link rel="icon" href="data:,"></head>
<body><main><h1>A page</h1><p {0}>Some words.</p></main></body></html>
"""


@pytest.fixture
def plant(tmp_path):
    """A function: the folder of one page, whose paragraph has these attributes."""

    def write(attributes):
        (tmp_path / "page.html").write_text(PLANTED.format(attributes), encoding="utf-8")
        return tmp_path

    return write


@pytest.fixture(scope="module")
def site():
    """The folder of the built book."""
    assert SITE.is_dir(), f"Expected the built book in {SITE}, found none: run `make check`."
    return SITE


def test_every_page_is_valid(site):
    """By the rules of html-rules.mjs."""
    names = pages(site)
    assert "book/intro.html" in names and "404.html" in names
    assert html_faults([site / name for name in names]) == []


@pytest.mark.parametrize(("attributes", "rule"), [('class="a" class="b"', "no-dup-attr"), ('dir="up"', "attribute-allowed-values"), ("", "")])
def test_the_validator_finds_what_is_planted(plant, attributes, rule):
    """An attribute that stands twice, a value that its attribute does not have; and nothing on a page without a fault."""
    faults = html_faults([plant(attributes) / "page.html"])
    assert [rule in fault for fault in faults] == [True] * bool(rule)


def test_every_page_has_its_marks(site, capsys):
    """The table of all scores is printed, also when all is well."""
    table = {}
    with served(site) as address, capsys.disabled():
        print(f"\n{'':34}{'  '.join(LIMITS)}")
        for page in read_pages(site):
            table[page] = fair_scores(address, page)
            print(f"{page:34}{'  '.join(f'{table[page][0][name]:{len(name)}}' for name in LIMITS)}", flush=True)
    assert [fault for page, marks in table.items() for fault in shortfalls(page, *marks)] == []


def test_a_pale_text_costs_marks(plant):
    """Grey words on white are found, and named."""
    with served(plant('style="color: #bbb; background: white"')) as address:
        faults = shortfalls("page.html", *scores(address, "page.html"))
    assert len(faults) == 1 and "accessibility" in faults[0] and "color-contrast" in faults[0]
