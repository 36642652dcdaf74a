"""A page whose fonts come late does not move: until then, letters of the reader's machine stand in, as wide and as high as ours."""

import time

import pytest
from conftest import QuietHandler
from page_visit import FIRST, MOST_SHIFT, PHONE, WIDE, Visit
from thorough import diagonal


class SlowFonts(QuietHandler):
    """Serves files, fonts a second later."""

    def do_GET(self):
        if self.path.partition("?")[0].endswith(".woff2"):
            time.sleep(1)
        super().do_GET()


@pytest.mark.parametrize(("name", "width"), diagonal([FIRST, "book/references.html"], [WIDE, PHONE]))
def test_late_fonts_do_not_move_a_page(browser, site, serve, name, width):
    visit = Visit(browser, serve(site, SlowFonts), name, "light", width)
    visit.page.wait_for_timeout(300)  # for what still moves
    shift, loaded = visit.page.evaluate("[window.shift, [...document.fonts].filter(font => font.status === 'loaded').map(font => font.family)]")
    visit.close()
    assert shift < MOST_SHIFT and any("Source Serif 4" in font for font in loaded)
