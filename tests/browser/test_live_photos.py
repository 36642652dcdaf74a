"""Choosing photos in a hurry, on a slow line: what was chosen last is what every live figure shows."""

import pytest
from live_page import write_page
from live_visit import LiveVisit
from thorough import some
from waiting import wait_until

FIGURES = ["kernel-lab", "one-number", "shift-lab", "sliding", "ten-bars", "what-it-uses", "where", "x-ray"]
ALL_PHOTOS = "**/cifar10-1000.png"
AT_ONCE = """new MutationObserver((_, watch) => {
  const next = document.querySelector("[aria-label='next photo']");
  if (next) { watch.disconnect(); next.click(); }
}).observe(document, { subtree: true, childList: true });"""


@pytest.fixture(scope="module", params=some(FIGURES, "kernel-lab", "where"))
def address(request, serve, tmp_path_factory):
    """Where a page with one of the figures is served."""
    return serve(write_page(tmp_path_factory.mktemp(request.param), request.param))


def choose(page, number):
    """Type the number of a photo."""
    page.get_by_label("photo", exact=True).fill(str(number))
    page.get_by_label("photo", exact=True).dispatch_event("change")


def test_the_last_choice_counts(browser, address):
    """The first photo is at hand, all others come late: who has gone back to the first one stays there."""
    with LiveVisit(browser, address) as visit:
        held = []
        visit.page.route(ALL_PHOTOS, lambda route: held.append(route))
        picture = visit.page.locator(".x-photo")
        before = picture.evaluate("canvas => canvas.toDataURL()")
        choose(visit.page, 17)
        visit.page.wait_for_timeout(200)
        choose(visit.page, 16)
        (asked,) = held
        asked.continue_()
        visit.page.wait_for_timeout(800)
        assert picture.get_attribute("aria-label") == "photo 16, dog" and picture.evaluate("canvas => canvas.toDataURL()") == before
        choose(visit.page, 17)
        wait_until(visit.page, "() => document.querySelector('.x-photo').getAttribute('aria-label').startsWith('photo 17,')")
        assert "image=17" in visit.page.evaluate("new Promise((go) => setTimeout(() => go(location.hash), 400))")


def test_the_next_photo_of_one_that_is_not_drawn_yet(browser, address):
    """Who presses as soon as there is a button gets the photo behind the one of the address."""
    with LiveVisit(browser, address, script=AT_ONCE) as visit:
        visit.wait("() => document.querySelector('.x-photo').getAttribute('aria-label')?.startsWith('photo 17,')")


def test_a_figure_that_could_not_load_says_so(browser, address):
    """One sentence, with what to do, in the place of the figure."""
    with LiveVisit(browser, address) as visit:
        visit.page.route(ALL_PHOTOS, lambda route: route.fulfill(status=503))
        choose(visit.page, 17)
        fault = visit.page.locator(".x-fault[role=alert]", has_text="cannot run here")
        fault.wait_for(timeout=5000)
        assert fault.inner_text() == "This figure cannot run here: cifar10-1000.png could not be loaded (503); reload the page."
        assert all("503" in complaint for complaint in visit.complaints)
        visit.complaints.clear()


def test_what_is_being_typed_stays(browser, address):
    """A photo that comes meanwhile does not take the place of the number."""
    with LiveVisit(browser, address) as visit:
        field = visit.page.get_by_label("photo", exact=True)
        choose(visit.page, 17)
        wait_until(visit.page, "() => document.querySelector('.x-photo').getAttribute('aria-label').startsWith('photo 17,')")
        field.fill("3")
        visit.page.evaluate("document.querySelector('.x-picked button[aria-label^=next]').click()")  # a button that takes no focus
        wait_until(visit.page, "() => document.querySelector('.x-photo').getAttribute('aria-label').startsWith('photo 18,')")
        assert field.input_value() == "3"
        field.press("Enter")
        wait_until(visit.page, "() => document.querySelector('.x-photo').getAttribute('aria-label').startsWith('photo 3,')")
