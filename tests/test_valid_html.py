"""What a validator found in the pages is mended; `make check` asks it about every page."""

import pytest
from bs4 import BeautifulSoup
from cnnbook.pages import valid_html


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<button>a</button>", '<button type="button">a</button>'),
        ("<form><button>a</button></form>", "<form><button>a</button></form>"),
        ('<button type="submit">a</button>', '<button type="submit">a</button>'),
        (
            '<details class="hide"><summary aria-label="Toggle"><p class="collapsed">a</p></summary><p>b</p></details>',
            '<details class="hide"><summary><span class="collapsed">a</span></summary><p>b</p></details>',
        ),
        ("<p><ul><li>a</li></ul></p>", "<ul><li>a</li></ul>"),
        ("<p>a</p><ul><li><p>b</p></li></ul>", "<p>a</p><ul><li><p>b</p></li></ul>"),
    ],
)
def test_faults_are_mended_and_the_rest_stays(before, after):
    soup = BeautifulSoup(before, "html.parser")
    for rule in valid_html.VALIDITY:
        rule(soup)
    assert str(soup) == after
