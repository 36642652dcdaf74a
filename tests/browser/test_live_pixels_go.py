"""Pixels go, in a browser: the areas of all rows and Python's, the count over many photos, stop and go on, by mouse, touch and keyboard."""

import numpy as np
import pytest
from live_page import LivePage, write_page
from live_visit import FIGURE
from own_network import MAKERS, PIXELS
from thorough import LOOKS
from touching import tap

from cnnviz_helpers import attribute, cnn_model, export_explorable, get_cifar10, order_curves
from cnnviz_helpers.explorables.own import read_network

PHOTO, ROWS = 16, 10
BY_WORDS = {"evidence": "evidence", "gradient × input": "gradient_x_input", "random map": "random", "edges in the photo": "edges", "centre first": "centre_first"}
FULL = "() => [...document.querySelectorAll('.x-areas tbody tr')].every((row) => row.cells[2].textContent)"


@pytest.fixture(scope="module")
def address(tmp_path_factory, serve):
    """Where the page with the figure is served."""
    return serve(write_page(tmp_path_factory.mktemp("pixels-go"), "pixels-go"))


def table(page):
    """{row: [deletion, insertion, and of many photos likewise with ranks]}, once this photo's areas are there."""
    page.wait(FULL)
    rows = [[cell.inner_text() for cell in row.locator("th, td").all()] for row in page.page.locator(".x-areas tbody tr").all()]
    return {row[0]: row[1:] for row in rows}


def areas(model, photos, name, **way):
    """Python's areas: the mean over photos."""
    first = {"first": PHOTO} if name == "random" and len(photos) == 1 else {}
    curves = order_curves(model, photos, attribute(model, photos, method=name, **first).pixels, **way)
    return curves.deletion_area.mean(), curves.insertion_area.mean()


def test_areas_and_curves(browser, address):
    """All rows are in the table; areas and shares are Python's, with another fill and blocks, too; the step by keyboard, the order by touch."""
    model, photos = cnn_model(), get_cifar10()[0][[PHOTO]]
    page = LivePage(browser, address, width=390, has_touch=True)
    assert len(table(page)) == ROWS
    for way in ({}, {"fill": "blur", "block": 4}):
        if way:
            page.page.get_by_label("fill").select_option("blur")
            page.page.get_by_label("take away").select_option("4")
            page.wait("() => location.hash.includes('fill=blur&block=4')")
            page.wait("() => !document.querySelector('.x-areas tbody').textContent.includes('0.253')")
        found = table(page)
        for words, name in BY_WORDS.items():
            assert np.abs(np.array([float(cell) for cell in found[words][:2]]) - areas(model, photos, name, **way)).max() <= 1e-3, (words, way)
    tap(page.page, page.page.get_by_role("button", name="centre first"))
    page.page.get_by_role("slider", name="step of 16").focus()
    page.page.keyboard.press("ArrowRight")
    curves = order_curves(model, photos, attribute(model, photos, method="centre_first").pixels, fill="blur", block=4)
    page.said(f"38 % of the pixels: dog keeps {100 * curves.deletion[0, 6]:.1f} % as they go, and has {100 * curves.insertion[0, 6]:.1f} % as they come.")
    assert page.page.locator(".x-kind").all_inner_texts() == [
        f"deletion: {100 * curves.deletion[0, 6]:.1f} %",
        f"insertion: {100 * curves.insertion[0, 6]:.1f} %",
    ]
    assert page.overflow() == 0 and page.close() == []


def test_it_plays_and_meets_its_tries(browser, address):
    """Play ends at the last step, where nothing is left of the photo; the random order beats the evidence at deletion; an order without a network wins."""
    page = LivePage(browser, address, "#pixels-go?gone=14&order=random")
    table(page)
    page.reached(1)
    assert not page.page.locator(".x-tries li:nth-child(1).is-done").count()
    page.page.get_by_role("button", name="Play").click()
    page.wait("() => location.hash.includes('gone=16')")
    assert len({tuple(pixel) for row in page.pixels(".is-deletion canvas") for pixel in row}) == 1
    model, images = cnn_model(), get_cifar10()[0][:30]
    ahead = [order_curves(model, images, attribute(model, images, method=name).pixels).insertion_area for name in ("centre_first", "evidence")]
    image = int(np.flatnonzero(ahead[0] > ahead[1] + 0.01)[0])
    page.page.get_by_role("button", name="centre first").click()
    page.page.get_by_role("spinbutton", name="photo").fill(str(image))
    page.page.get_by_role("spinbutton", name="photo").press("Enter")
    page.reached(0)
    assert page.close() == []


def test_it_counts_stops_and_goes_on(browser, address):
    """The count tells how far it is; stopped, it stays; a change of the rules ends it, and it can go on later."""
    page = LivePage(browser, address)
    table(page)
    count = page.page.locator(".x-progress button")
    done = "() => Number(document.querySelector('.x-progress span').textContent.split(' ')[0]) >= {n}"
    count.click()
    page.wait(done.format(n=1))
    page.page.get_by_role("button", name="Stop").click()
    page.page.get_by_role("button", name="Go on").wait_for()
    before = page.page.locator(".x-progress span").inner_text()
    page.page.wait_for_timeout(700)
    assert page.page.locator(".x-progress span").inner_text() == before and "(" in table(page)["evidence"][2]
    count.click()
    page.wait(done.format(n=int(before.split()[0]) + 1))
    page.page.get_by_label("take away").select_option("4")
    page.page.get_by_role("button", name="Count over").wait_for()
    page.page.get_by_label("take away").select_option("1")
    page.page.get_by_role("button", name="Go on").wait_for()
    assert page.close() == []


@pytest.mark.thorough("counts 100 photos; one photo is compared in a quick run")
def test_a_whole_count(browser, serve, tmp_path):
    """All rows over all pictures of a small network, in two ways: means and ranks are Python's, and the third try is met."""
    model = MAKERS["residual"]()
    export_explorable(model, tmp_path / "network", pixels=PIXELS["residual"])
    own = read_network(tmp_path / "network")
    page = LivePage(browser, serve(write_page(tmp_path / "page", "pixels-go", own)), "#pixels-go?order=edges&block=4&fill=mean")
    photos = np.stack([own.numbers(i) for i in range(100)])
    for fill in ("mean", "blur"):
        page.page.get_by_label("fill").select_option(fill)
        table(page)
        page.page.get_by_role("button", name="Count over 100 photos").click()
        page.wait("() => document.querySelector('.x-progress button').disabled")
        found = table(page)
        for words in ("evidence", "edges in the photo", "centre first"):
            theirs = areas(own.model, photos, BY_WORDS[words], fill=fill, block=4)
            assert np.abs(np.array([float(cell.split()[0]) for cell in found[words][2:]]) - theirs).max() <= 1e-3
        assert sorted(float(row[2].split("(")[1].rstrip(")")) for row in found.values()) == list(range(1, ROWS + 1))
    page.reached(2)
    assert page.close() == []


@pytest.mark.thorough("another network")
@pytest.mark.parametrize("network", ["chance"])
def test_another_network(browser, serve, tmp_path, network):
    """A single sigmoid, of a network that scales bytes itself."""
    model = MAKERS[network]()
    export_explorable(model, tmp_path / "network", pixels=PIXELS[network])
    page = LivePage(browser, serve(write_page(tmp_path / "page", "pixels-go", read_network(tmp_path / "network"))), "#pixels-go?gone=0")
    assert len(table(page)) == ROWS
    page.said("0 % of the pixels")
    assert page.close() == []


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_accessible(browser, address, axe_violations, width, theme):
    """Nothing for axe to find, and nothing to scroll sideways."""
    page = LivePage(browser, address, width=width, theme=theme)
    table(page)
    assert axe_violations(page.page, FIGURE) == []
    assert page.overflow() == 0
    page.page.set_viewport_size({"width": 320, "height": 800})
    assert page.overflow() == 0 and page.close() == []
