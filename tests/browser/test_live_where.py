"""Where is it looking? in a browser: the patch by mouse, touch and keyboard, the tries, and what an address may say."""

import numpy as np
import pytest
from live_visit import LiveVisit
from where_page import DOG, DROPS, PATCH, SQUARES, address, model, photo, settled, table  # noqa: F401  (fixtures)

from cnnviz_helpers import class_evidence, get_cifar10, occlusion_map


@pytest.fixture(scope="module")
def chances(model, photo):
    """The probability of dog in percent, for every place of an 8 x 8 patch: (25, 25)."""
    occlusion = occlusion_map(model, photo, DOG, window=8, stride=1)
    return 100 * (occlusion.base - occlusion.drops)


def done(visit):
    """Which tries have been reached."""
    return visit.page.evaluate("[...document.querySelectorAll('.x-tries li')].flatMap((item, i) => (item.className ? [i] : []))")


def covered(visit):
    """The probability in percent of the covered photo, as the table shows it."""
    settled(visit)
    return float(table(visit)[2][1].removesuffix(" %"))


def test_patch_by_mouse(browser, address, chances):
    """Taken at its corner, the patch moves by as much as the mouse; a press elsewhere brings its middle there."""
    with LiveVisit(browser, address) as visit:
        box, patch = visit.page.locator(PATCH).bounding_box(), visit.page.locator(PATCH)
        one = box["width"] / 32
        assert abs(covered(visit) - chances[12, 12]) < 0.051
        visit.page.mouse.move(box["x"] + 12.3 * one, box["y"] + 12.3 * one)
        visit.page.mouse.down()
        settled(visit)
        assert patch.get_attribute("aria-label") == "patch, row 12, column 12"
        for row, column in (np.unravel_index(chances.argmin(), chances.shape), np.unravel_index(chances.argmax(), chances.shape), (24, 0)):
            visit.page.mouse.move(box["x"] + (column + 0.3) * one, box["y"] + (row + 0.3) * one)
            assert abs(covered(visit) - chances[row, column]) < 0.051
        visit.page.mouse.move(box["x"] - 50, box["y"] + 2 * box["height"])
        visit.page.mouse.up()
        settled(visit)
        assert patch.get_attribute("aria-label") == "patch, row 24, column 0"  # as far as the border
        visit.wait("() => location.hash.includes('row=24&column=0')")
        visit.page.mouse.click(box["x"] + 20.5 * one, box["y"] + 10.5 * one)
        settled(visit)
        assert patch.get_attribute("aria-label") == "patch, row 6, column 16"


def test_tries(browser, address, model, photo, chances):
    """A small patch that changes the answer, not a large one; a square of evidence that is pressed, not only covered; two maps, not a switch."""
    flip, top = np.unravel_index(chances.argmin(), chances.shape), class_evidence(model, photo, DOG).map
    small = occlusion_map(model, photo, DOG, window=7, stride=1)
    with LiveVisit(browser, address, f"#where?row={flip[0]}&column={flip[1]}") as visit:
        settled(visit)
        assert table(visit)[2][3] != "dog" and not done(visit)
    flip = np.unravel_index(small.drops.argmax(), small.drops.shape)
    with LiveVisit(browser, address, f"#where?size=7&row={flip[0]}&column={flip[1]}") as visit:
        settled(visit)
        assert table(visit)[2][3] != "dog" and done(visit) == [0]
    places = [max(0, 4 * unit - 1) for unit in range(7)]  # of a patch in the middle of whose field a unit lies
    gains = chances[np.ix_(places, places)] - 84.8
    found, against = np.argwhere((gains > 5.1) & (top > 0))[0], np.argwhere((gains > 5.1) & (top < 0))[0]
    with LiveVisit(browser, address, f"#where?row={places[found[0]]}&column={places[found[1]]}") as visit:
        settled(visit)
        assert covered(visit) > 90 - 0.2 and not done(visit)  # there by dragging
        squares = visit.page.locator(SQUARES)
        box = squares.bounding_box()
        for (row, column), expected in ((against, []), (found, [1])):
            visit.page.mouse.click(box["x"] + (column + 0.5) * box["width"] / 7, box["y"] + (row + 0.5) * box["height"] / 7)
            settled(visit)
            assert squares.get_attribute("aria-label").startswith(f"evidence, row {row}, column {column}: ") and done(visit) == expected
        visit.page.get_by_role("button", name="random weights").click()
        settled(visit)
        assert done(visit) == [1]
        visit.page.get_by_role("button", name="Draw the occlusion map").click()
        visit.page.locator(f"{DROPS}[aria-label*='49 of 49']").wait_for()
        assert done(visit) == [1]
        visit.page.get_by_role("button", name="random weights").click()
        visit.page.locator(".x-tries li:nth-child(3).is-done").wait_for()
        assert "pattern" in visit.texts(".x-found")[0]


def test_patch_by_keyboard_and_touch(browser, address, chances):
    """Arrow keys and taps move the patch, as far as the border; a square of evidence can be covered."""
    with LiveVisit(browser, address, width=390, has_touch=True) as visit:
        patch = visit.page.locator(PATCH)
        patch.focus()
        for key in ("ArrowUp", "ArrowUp", "ArrowRight", "ArrowLeft", "ArrowLeft"):
            visit.page.keyboard.press(key)
            settled(visit)
        assert patch.get_attribute("aria-label") == "patch, row 10, column 11"
        assert abs(covered(visit) - chances[10, 11]) < 0.051
        visit.page.keyboard.press("End")
        visit.says("pixels covered at row 10, column 24")
        box = patch.bounding_box()
        visit.page.touchscreen.tap(box["x"] + 2, box["y"] + 2)
        settled(visit)
        assert patch.get_attribute("aria-label") == "patch, row 0, column 0"
        top, tools, one = visit.page.evaluate("scrollY"), visit.context.new_cdp_session(visit.page), box["width"] / 32
        for kind, by in (("touchStart", 0), *(("touchMove", step) for step in range(1, 5))):  # taken near its corner, down and to the right
            tools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": box["x"] + (1 + by) * one, "y": box["y"] + (1 + 3 * by) * one}]})
        tools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        settled(visit)
        assert patch.get_attribute("aria-label") == "patch, row 12, column 4" and visit.page.evaluate("scrollY") == top
        box = visit.page.locator(SQUARES).bounding_box()
        visit.page.touchscreen.tap(box["x"] + box["width"] * 3.5 / 7, box["y"] + box["height"] * 2.5 / 7)
        settled(visit)
        assert patch.get_attribute("aria-label") == "patch, row 7, column 11"  # around the pixel (10.5, 14.5)
        assert visit.page.locator(SQUARES).get_attribute("aria-label").startswith("evidence, row 2, column 3: ")


@pytest.mark.parametrize("width", [390, 1280])
def test_it_keeps_its_height(browser, address, width):
    """With a map drawn, with the long numbers of random weights, with a long name of a class."""
    with LiveVisit(browser, address, width=width) as visit:
        heights = [visit.page.locator(".x-body").bounding_box()["height"]]
        for step in ("Draw the occlusion map", "random weights", "next photo"):
            visit.page.get_by_role("button", name=step).click()
            visit.page.get_by_label("evidence for").select_option("automobile")
            settled(visit)
            heights.append(visit.page.locator(".x-body").bounding_box()["height"])
        assert max(heights) - min(heights) <= 3, heights


def test_another_photo_and_a_bad_address(browser, address, model):
    """The state of the address opens; what it cannot mean is ignored; the line of Python gives the numbers shown."""
    with LiveVisit(browser, address, "#where?image=3&class=0&row=3&column=99&size=1e9&weights=heavy") as visit:
        images = get_cifar10()[0]
        visit.page.locator(".x-where p", has_text=f"logit {class_evidence(model, images[3], 0).logit:.3f}").wait_for()
        line = visit.page.locator(".x-foot code").inner_text()
        assert line == "class_evidence(model, x_test[3], 0), occlusion_map(model, x_test[3], 0, window=8, stride=1).drops[3, 12]"
        evidence, drop = eval(line, {"class_evidence": class_evidence, "occlusion_map": occlusion_map, "model": model, "x_test": images})
        photo, covered_photo = (float(row[1].removesuffix(" %")) for row in table(visit)[1:])
        assert abs(photo - covered_photo - 100 * drop) < 0.11 and table(visit)[1][2] == f"{evidence.logit:.2f}"
        visit.page.get_by_label("next photo").click()
        visit.page.locator(".x-where p", has_text=f"logit {class_evidence(model, images[4], 0).logit:.3f}".replace("-", "−")).wait_for()


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")])
def test_accessible(browser, address, axe_violations, width, theme):
    """Nothing for axe to find, and nothing to scroll sideways."""
    with LiveVisit(browser, address, width=width, theme=theme) as visit:
        visit.page.get_by_role("button", name="Draw the occlusion map").click()
        visit.page.locator(".x-scale", has_text="drop").wait_for()
        assert axe_violations(visit.page) == []
        assert visit.overflow() == 0
        visit.page.set_viewport_size({"width": 320, "height": 800})
        assert visit.overflow() == 0
