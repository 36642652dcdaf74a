"""A live figure on paper, after it has begun: its still is printed, its buttons and sliders are not."""

from live_page import write_page


def test_paper_shows_the_still(browser, serve, tmp_path):
    """On the screen it is the other way round."""
    page = browser.new_page()
    page.goto(serve(write_page(tmp_path, "kernel-lab")))
    page.wait_for_selector(".explorable.is-live .explorable-live")
    seen = "() => ['.explorable-still', '.explorable-live'].map(part => document.querySelector(part).getClientRects().length > 0)"
    assert page.evaluate(seen) == [False, True]
    page.emulate_media(media="print")
    assert page.evaluate(seen) == [True, False]
    page.close()
