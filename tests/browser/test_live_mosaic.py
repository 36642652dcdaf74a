"""Where is it, really? in a browser: the mosaic and its peaks are Python's; the count, stop and go on; by mouse, touch and keyboard."""

import re

import numpy as np
import pytest
from live_page import LivePage, write_page
from live_visit import FIGURE
from own_network import MAKERS, PIXELS
from thorough import LOOKS
from touching import tap

from cnnviz_helpers import cifar10dict, cnn_model, draw_mosaics, export_explorable, get_cifar10, join_mosaics, peaks_in_place, predict
from cnnviz_helpers.attribution.mosaics import larger_network
from cnnviz_helpers.explorables.own import read_network

MANY = 250


@pytest.fixture(scope="module")
def address(tmp_path_factory, serve):
    """Where the page with the figure is served."""
    return serve(write_page(tmp_path_factory.mktemp("mosaic"), "mosaic"))


@pytest.fixture(scope="module")
def known():
    """The photos that the network answers right, and its answers to them."""
    images, labels = get_cifar10()
    answers = predict(cnn_model(), images).argmax(axis=1)
    right = answers == labels.argmax(axis=1)
    return images[right], answers[right], np.flatnonzero(right)


@pytest.fixture(scope="module")
def hits(known):
    """(60, 4): of the first mosaics, whether each peak lies in its own photo."""
    images, answers, _ = known
    return peaks_in_place(larger_network(cnn_model()), images, draw_mosaics(answers, 60), answers)


def shares(words):
    """[share, low end, high end] in percent, of a sentence that also names the 95 %."""
    found = [float(part) for part in re.findall(r"([\d.]+) %", words)]
    return [found[0], *found[2:4]]


def counted(page):
    return int(page.page.locator(".x-progress span").inner_text().split()[0])


def test_a_mosaic(browser, address, known, hits):
    """The photos, the names, and where each peak lies; the mosaic by touch and keyboard; the first wrong one is a try."""
    images, answers, numbers = known
    photos = draw_mosaics(answers, 60)
    wrong = next((i, int(np.flatnonzero(~hits[i])[0])) for i in range(60) if not hits[i].all())
    page = LivePage(browser, address, width=390, has_touch=True)
    page.said(f"Photos {', '.join(str(numbers[i]) for i in photos[0])}. ")
    pixels = np.array(page.pixels(".x-mosaic > div:first-child canvas"))
    assert np.array_equal(pixels, np.rint(255 * (join_mosaics(images, photos[0]) + 0.5)))
    for quarter, place in enumerate(("upper left", "upper right", "lower left", "lower right")):
        name = cifar10dict[int(answers[photos[0, quarter]])]
        tap(page.page, page.page.locator(".x-four button").nth(quarter))
        page.said(f"The evidence for {name}, {place}, is largest {'in its own photo.' if hits[0, quarter] else 'in the photo called'}")
    assert page.page.locator(".is-done").count() == (not hits[0].all())
    field = page.page.get_by_role("spinbutton", name="mosaic")
    field.fill(str(wrong[0]))
    page.page.locator(".x-four button").nth(wrong[1]).focus()
    page.page.keyboard.press("Enter")
    page.reached(0)
    page.wait(f"() => location.hash.includes('number={wrong[0]}&quarter={wrong[1]}')")
    assert page.overflow() == 0 and page.close() == []


@pytest.mark.thorough("counts 1,000 mosaics again; the same numbers are compared without the page in a quick run")
def test_the_count(browser, address, hits):
    """Stopped and taken up again it goes on; what it says after some mosaics is Python's, with an interval over mosaics; whole, it is a try."""
    page = LivePage(browser, address, "#mosaic?number=7&quarter=2&other=1")
    page.said("The evidence for")
    page.page.get_by_role("button", name="Count over").click()
    page.wait("() => parseInt(document.querySelector('.x-progress span').textContent) > 2")
    page.page.get_by_role("button", name="Stop").click()
    page.page.get_by_role("button", name="Go on").wait_for()
    n = counted(page)
    page.page.wait_for_timeout(500)
    words = page.page.locator(".x-outcome").last.inner_text()
    assert counted(page) == n < MANY
    if n <= len(hits):
        own = hits[:n].mean(axis=1)
        half = 1.96 * own.std(ddof=1) / n**0.5
        expected = [100 * part for part in (own.mean(), max(0, own.mean() - half), min(1, own.mean() + half))]
        assert np.abs(np.subtract(shares(words), expected)).max() <= 0.051 and f"of {4 * n} maps" in words
    page.page.get_by_role("button", name="Go on").click()
    page.reached(1)
    share, low, high = shares(page.page.locator(".x-outcome").last.inner_text())
    assert 75 < low < share < high < 95
    assert page.close() == []


@pytest.mark.thorough("another network")
def test_too_few_answers(browser, serve, tmp_path):
    """A network that gives its photos fewer than four answers gets a sentence."""
    export_explorable(MAKERS["residual"](), tmp_path / "network", pixels=PIXELS["residual"])
    page = LivePage(browser, serve(write_page(tmp_path / "page", "mosaic", read_network(tmp_path / "network"))))
    page.page.locator(".x-fault, .x-live", has_text=re.compile("different answers|The evidence for")).first.wait_for(timeout=30_000)
    assert page.foreign() == []
    page.context.close()


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_accessible(browser, address, axe_violations, width, theme):
    """Nothing for axe to find, and nothing to scroll sideways."""
    page = LivePage(browser, address, width=width, theme=theme)
    page.said("The evidence for")
    assert axe_violations(page.page, FIGURE) == []
    assert page.overflow() == 0
    page.page.set_viewport_size({"width": 320, "height": 800})
    assert page.overflow() == 0 and page.close() == []
