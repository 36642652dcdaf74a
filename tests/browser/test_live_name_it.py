"""Name it, in a browser: the patches, the pairs and the score are Python's; a name is tested by mouse, touch and keys; what a unit listens to."""

import re

import numpy as np
import pytest
from live_page import LivePage, write_page
from live_visit import FIGURE, LiveVisit
from own_network import PIXELS, make_residual
from thorough import thorough
from touching import tap

from cnnviz_helpers import export_explorable, layer_outputs
from cnnviz_helpers.explorables.own import read_network
from cnnviz_helpers.plots.photos import whole_box
from cnnviz_helpers.receptive.field import receptive_field
from cnnviz_helpers.units.effective import effective_field
from cnnviz_helpers.units.patches import naming_pairs, units_at_share

NAME, MAP = "name-it", 93


@pytest.fixture(scope="module")
def address(serve, tmp_path_factory):
    return serve(write_page(tmp_path_factory.mktemp("name"), NAME))


@pytest.fixture(scope="module")
def maps(model, x_test):
    return layer_outputs(model, x_test, "conv5")["conv5"]


@pytest.fixture(scope="module")
def pairs(maps):
    shown = [unit[0] for share in (1, 0.5) for unit in units_at_share(maps, MAP, share)]
    return naming_pairs(maps, MAP, shown)


def real(words):
    return float(words.replace("−", "-"))


def patches(visit, low):
    """(photo, number) of each patch, once the smallest number is this one."""
    visit.page.locator(".x-live", has_text=re.compile(rf"from {low:.2f} to")).wait_for(timeout=60_000)
    found = visit.page.locator(".x-nine-best canvas").evaluate_all("all => all.map((one) => one.getAttribute('aria-label'))")
    return [(int(re.search(r"photo (\d+)", label)[1]), real(label.split(": ")[1])) for label in found]


def answer(visit, pairs, wrong=(), press=lambda button: button.click()):
    """Answer all pairs, these wrongly; which of the two is the stronger one, its picture tells."""
    for i, (strong, weak) in enumerate(pairs):
        visit.page.locator(".x-test > p", has_text=f"Pair {i + 1} of ").wait_for()
        buttons = visit.page.locator(".x-pair-of button")
        press(buttons.nth(side_of(visit, strong, weak) ^ (i in wrong)))


def side_of(visit, strong, weak):
    """0: the stronger one stands on the left. Of the pair that is shown, both canvases are compared with the photo of the stronger one."""
    pictures = [np.array(visit.pixels(f".x-pair-of button:nth-child({side + 1}) canvas"), int) for side in (0, 1)]
    far = [[np.abs(picture - patch_of(visit, unit, picture.shape)).mean() for unit in (strong, weak)] for picture in pictures]
    assert sorted(distance < 1 for row in far for distance in row) == [False, False, True, True]
    return 0 if far[0][0] < 1 else 1


def patch_of(visit, unit, shape):
    """(h, w, 3) what the unit sees of its photo; beyond the edge as in the page, transparent and so black."""
    image, row, column, _ = unit
    top, left, bottom, right = visit.field.box(row, column)
    patch, photo = np.zeros(shape, int), np.round((visit.photos[image] + 0.5) * 255)
    first, start, _, _ = whole_box(visit.field, row, column)
    patch[top - first : bottom - first, left - start : right - start] = photo[top:bottom, left:right]
    return patch


class Visit(LivePage):
    """A visit that knows the photos, and what units of conv5 see."""

    def __init__(self, browser, address, state, model, photos, **more):
        super().__init__(browser, address, state, **more)
        self.photos, self.field = photos, receptive_field(model, "conv5")


@pytest.mark.parametrize("share", [0.5, thorough(1)])
def test_the_patches_are_pythons(browser, address, maps, share):
    expected = units_at_share(maps, MAP, share)
    with LiveVisit(browser, address, f"#{NAME}?share={share}") as visit:
        found = patches(visit, min(value for *_, value in expected))
    assert [photo for photo, _ in found] == [image for image, *_ in expected]
    np.testing.assert_allclose([value for _, value in found], [value for *_, value in expected], atol=0.006)


def test_a_name_is_tested(browser, address, model, x_test, pairs, axe_violations):
    """By mouse: nine of ten are right, which is said beside what chance gives; the address holds the test, and another one asks in another order."""
    visit = Visit(browser, address, f"#{NAME}?map={MAP}", model, x_test)
    visit.page.locator(".x-live", has_text="nine patches").wait_for(timeout=60_000)
    visit.page.get_by_role("button", name="Test the name").click()
    assert visit.page.locator(".x-test").is_hidden()  # a name comes first
    visit.page.get_by_label("your name for it").fill("white below dark")
    visit.page.get_by_label("your name for it").press("Enter")
    answer(visit, pairs, wrong={3})
    visit.page.locator(
        ".x-test > p", has_text="9 of 10 right. Who guesses gets half of them, and 9 or more of 10 in 1.1 % of all tests. That is more"
    ).wait_for()
    marks = visit.page.locator(".x-marks li").all_inner_texts()
    assert [mark.split("\n")[0] for mark in marks] == ["right"] * 3 + ["wrong"] + ["right"] * 6
    for mark, pair in zip(marks, pairs, strict=True):
        assert sorted(map(real, re.findall(r"[−\d.]+", mark))) == sorted(round(float(unit[3]), 1) for unit in pair)
    visit.reached(0)
    assert "“white below dark”" in visit.page.locator(".x-found").inner_text()
    visit.wait("() => /test=1&seed=0&given=[01]{10}$/.test(location.hash) && location.hash.includes('name=white')")
    visit.page.get_by_role("button", name="Test anew").click()
    visit.page.locator(".x-test > p", has_text="Pair 1 of 10").wait_for()
    visit.wait("() => location.hash.endsWith('seed=1&given=')")
    assert axe_violations(visit.page, FIGURE) == []
    assert visit.close() == []


@pytest.mark.thorough("one comes to the same state by another way")
def test_by_keys_and_touch(browser, address, axe_violations):
    """Arrow keys go from one patch to the other; a finger taps; a link opens in the middle of a test, and what it cannot mean is left out."""
    visit = LivePage(browser, address, f"#{NAME}?map={MAP}&name=x&test=1&given=0123&share=7", width=390, has_touch=True)
    visit.page.locator(".x-test > p", has_text="Pair 1 of 10").wait_for(timeout=60_000)
    left, right = visit.page.locator(".x-pair-of button").all()
    left.focus()
    visit.page.keyboard.press("ArrowRight")
    visit.page.keyboard.press("Enter")
    visit.page.locator(".x-test > p", has_text="Pair 2 of 10").wait_for()
    tap(visit.page, left)
    visit.page.locator(".x-test > p", has_text="Pair 3 of 10").wait_for()
    visit.wait("() => location.hash.endsWith('given=10')")
    assert axe_violations(visit.page, FIGURE) == [] and visit.overflow() == 0
    visit.page.set_viewport_size({"width": 320, "height": 800})
    assert visit.overflow() == 0
    visit.page.get_by_label("next map").click()
    visit.page.locator(".x-test").wait_for(state="hidden")
    assert visit.close() == []


def test_what_it_listens_to(browser, address, model, x_test):
    """The pixels that hold half of the slope's size over all photos are Python's; the search stops at a press, and goes on; the others are dark."""
    seen = 576
    pixels = effective_field(model, x_test, "conv5", MAP).pixels()
    visit = LivePage(browser, address, f"#{NAME}?map={MAP}")
    visit.said("nine patches")
    before = np.array(visit.pixels(".x-nine-best li:first-child canvas"))
    visit.page.get_by_role("button", name="what it listens to").click()
    visit.page.get_by_role("button", name="Stop", exact=True).click()
    visit.page.get_by_role("button", name="Go on").click()
    visit.page.locator(".x-nine-told", has_text=f"Bright: the {pixels} of {seen} pixels").wait_for(timeout=60_000)
    after = np.array(visit.pixels(".x-nine-best li:first-child canvas"))
    assert (before == after).all(axis=-1).sum() == pytest.approx(pixels, abs=3)  # a pixel may be as dark as that by itself
    visit.reached(1)
    assert visit.close() == []


@pytest.mark.thorough("another network")
def test_another_network(browser, serve, tmp_path):
    """The patches of a layer of a residual network, each with Keras's number; a silent filter says that it is."""
    export_explorable(make_residual(), tmp_path / "own", pixels=PIXELS["residual"])
    own = read_network(tmp_path / "own")
    maps = layer_outputs(own.model, np.stack([own.numbers(i) for i in range(own.n_pictures)]), "last")["last"]
    expected = units_at_share(maps, 2, 1) if maps[..., 2].max() > 0 else []
    with LiveVisit(browser, serve(write_page(tmp_path / "page", NAME, own)), f"#{NAME}?layer=last&map=2") as visit:
        found = patches(visit, min(value for *_, value in expected))
        assert [photo for photo, _ in found] == [image for image, *_ in expected]


@pytest.mark.thorough("another theme")
@pytest.mark.parametrize(("width", "theme"), [thorough(1280, "dark"), thorough(390, "dark")])
def test_accessible_in_the_dark(browser, address, axe_violations, width, theme):
    with LiveVisit(browser, address, f"#{NAME}?map={MAP}&name=x&test=1&given=01", width=width, theme=theme) as visit:
        visit.page.locator(".x-test > p", has_text="Pair 3 of 10").wait_for(timeout=60_000)
        assert axe_violations(visit.page, FIGURE) == [] and visit.overflow() == 0
