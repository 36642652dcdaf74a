"""Where is it looking? in a browser: the patch by mouse, touch and keyboard, the tries, and what an address may say."""

import numpy as np
import pytest
from live_visit import FIGURE, LiveVisit
from thorough import LOOKS, some
from where_page import DOG, DROPS, PATCH, SQUARES, address, model, photo, table  # noqa: F401  (fixtures)

from cnnviz_helpers import class_evidence, get_cifar10, occlusion_map, predict


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
    visit.drawn()
    return float(table(visit)[2][1].removesuffix(" %"))


def test_patch_by_mouse(browser, address, chances):
    """Taken at its corner, the patch moves by as much as the mouse; a press elsewhere brings its middle there."""
    with LiveVisit(browser, address) as visit:
        box, patch = visit.page.locator(PATCH).bounding_box(), visit.page.locator(PATCH)
        one = box["width"] / 32
        assert abs(covered(visit) - chances[12, 12]) < 0.051
        visit.page.mouse.move(box["x"] + 12.3 * one, box["y"] + 12.3 * one)
        visit.page.mouse.down()
        visit.drawn()
        assert patch.get_attribute("aria-label") == "patch, row 12, column 12"
        for row, column in (np.unravel_index(chances.argmin(), chances.shape), np.unravel_index(chances.argmax(), chances.shape), (24, 0)):
            visit.page.mouse.move(box["x"] + (column + 0.3) * one, box["y"] + (row + 0.3) * one)
            assert abs(covered(visit) - chances[row, column]) < 0.051
        visit.page.mouse.move(box["x"] - 50, box["y"] + 2 * box["height"])
        visit.page.mouse.up()
        visit.drawn()
        assert patch.get_attribute("aria-label") == "patch, row 24, column 0"  # as far as the border
        visit.wait("() => location.hash.includes('row=24&column=0')")
        visit.page.mouse.click(box["x"] + 20.5 * one, box["y"] + 10.5 * one)
        visit.drawn()
        assert patch.get_attribute("aria-label") == "patch, row 6, column 16"


def test_a_changed_answer(browser, address, chances):
    """A patch larger than 8 x 8 does not count, nor does a place that a pointer only passes by; what is found names the place and the answer."""
    row, column = np.unravel_index(chances.argmin(), chances.shape)
    with LiveVisit(browser, address, f"#where?size=9&row={row}&column={column}") as visit:
        visit.drawn()
        assert table(visit)[2][3] != "dog" and not done(visit)
    with LiveVisit(browser, address) as visit:
        box, mouse = visit.page.locator(PATCH).bounding_box(), visit.page.mouse
        one = box["width"] / 32
        first, found = [(box["x"] + (x + 0.5) * one, box["y"] + (y + 0.5) * one) for y, x in ((12, 12), (row, column))]
        mouse.move(*first)
        mouse.down()
        for place in (found, first):  # passed by
            mouse.move(*place)
            visit.drawn()
            assert not done(visit)
        mouse.up()
        visit.drawn()
        assert table(visit)[2][3] == "dog" and not done(visit)
        mouse.down()
        mouse.move(*found)
        visit.drawn()
        answer = table(visit)[2][3]
        assert answer != "dog" and not done(visit)
        mouse.up()
        visit.drawn()
        assert done(visit) == [0]
        words = f"With the patch at row {row}, column {column}, the answer is {answer} instead of dog."
        assert visit.texts(".x-found")[0].startswith(words)
        visit.page.get_by_label("next photo").click()
        visit.drawn()
        assert done(visit) == [0]


def test_surer_without_evidence(browser, address, model, photo, chances):
    """Reached by covering a clearly orange square; not by a pale or a violet one, whatever it gains. What is found says its numbers."""
    evidence = class_evidence(model, photo, DOG)
    units = [min(6, max(0, int((place + 1) / 4 + 0.5))) for place in range(25)]  # in the middle of whose fields the patches lie
    says, gains = evidence.map[np.ix_(units, units)], chances - 84.8
    depths = says / evidence.map.max()
    places = [np.argwhere((gains > 5.2) & which)[0] for which in (depths < 0, (depths > 0) & (depths < 0.2), depths > 0.3)]
    with LiveVisit(browser, address) as visit:
        visit.drawn()
        box = visit.page.locator(PATCH).bounding_box()
        one = box["width"] / 32
        for (row, column), expected in zip(places, ([], [], [1]), strict=True):
            visit.page.mouse.click(box["x"] + 0.5 * one, box["y"] + 0.5 * one)  # so that the next press is beside the patch
            visit.page.mouse.click(box["x"] + (column + 4.5) * one, box["y"] + (row + 4.5) * one)
            assert covered(visit) > 90 - 0.2 and done(visit) == expected
            assert visit.page.locator(PATCH).get_attribute("aria-label") == f"patch, row {row}, column {column}"
        whole, now = table(visit)[1:]
        words = f"The square says {says[row, column]:.2f} for dog. With it covered, the logit goes from {whole[2]} to {now[2]}, "
        assert visit.texts(".x-found")[0].replace("\u00a0", " ").startswith(words + f"the probability from {whole[1]} to {now[1]}: ")


def test_two_maps_are_compared(browser, address):
    """Neither a map nor random weights alone; the button says what it will do."""
    with LiveVisit(browser, address) as visit:
        visit.page.get_by_role("button", name="random weights").click()
        visit.drawn()
        assert not done(visit)
        visit.page.get_by_role("button", name="Draw the occlusion map").click()
        visit.page.locator(f"{DROPS}[aria-label*='49 of 49']").wait_for()
        assert not done(visit)
        visit.page.get_by_role("button", name="random weights").click()
        visit.page.locator(".x-tries li:nth-child(3).is-done").wait_for()
        assert "pattern" in visit.texts(".x-found")[0]
        visit.page.get_by_role("button", name="Clear the map").click()
        visit.page.locator(DROPS).wait_for(state="hidden")
        visit.page.get_by_role("button", name="Draw the occlusion map").wait_for()


def test_patch_by_keyboard_and_touch(browser, address, chances):
    """Arrow keys and taps move the patch, as far as the border; a square of evidence can be covered."""
    with LiveVisit(browser, address, width=390, has_touch=True) as visit:
        patch = visit.page.locator(PATCH)
        patch.focus()
        for key in ("ArrowUp", "ArrowUp", "ArrowRight", "ArrowLeft", "ArrowLeft"):
            visit.page.keyboard.press(key)
            visit.drawn()
        assert patch.get_attribute("aria-label") == "patch, row 10, column 11"
        assert abs(covered(visit) - chances[10, 11]) < 0.051
        visit.page.keyboard.press("End")
        visit.says("pixels covered at row 10, column 24")
        box = patch.bounding_box()
        visit.page.touchscreen.tap(box["x"] + 2, box["y"] + 2)
        visit.drawn()
        assert patch.get_attribute("aria-label") == "patch, row 0, column 0"
        top, tools, one = visit.page.evaluate("scrollY"), visit.context.new_cdp_session(visit.page), box["width"] / 32
        for kind, by in (("touchStart", 0), *(("touchMove", step) for step in range(1, 5))):  # taken near its corner, down and to the right
            tools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": box["x"] + (1 + by) * one, "y": box["y"] + (1 + 3 * by) * one}]})
        tools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        visit.drawn()
        assert patch.get_attribute("aria-label") == "patch, row 12, column 4" and visit.page.evaluate("scrollY") == top
        box = visit.page.locator(SQUARES).bounding_box()
        visit.page.touchscreen.tap(box["x"] + box["width"] * 3.5 / 7, box["y"] + box["height"] * 2.5 / 7)
        visit.drawn()
        assert patch.get_attribute("aria-label") == "patch, row 7, column 11"  # around the pixel (10.5, 14.5)
        assert visit.page.locator(SQUARES).get_attribute("aria-label").startswith("evidence, row 2, column 3: ")


@pytest.mark.parametrize("width", some([390, 1280], 390))
def test_it_keeps_its_height(browser, address, width):
    """With a map drawn, with the long numbers of random weights, with a long name of a class."""
    with LiveVisit(browser, address, width=width) as visit:
        heights = [visit.page.locator(".x-body").bounding_box()["height"]]
        for step in ("Draw the occlusion map", "random weights", "next photo", "Clear the map"):
            visit.page.get_by_role("button", name=step).click()
            visit.page.get_by_label("evidence for").select_option("automobile")
            visit.drawn()
            heights.append(visit.page.locator(".x-body").bounding_box()["height"])
        assert max(heights) - min(heights) <= 3, heights


@pytest.mark.thorough("one comes to the same state by another way")
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
        visit.page.get_by_label("evidence for").select_option("airplane")
        visit.page.get_by_label("next photo").click()
        answer = int(predict(model, images[4:5]).argmax())  # what one asks about first
        assert answer != 0
        visit.page.locator(".x-where p", has_text=f"logit {class_evidence(model, images[4], answer).logit:.3f}".replace("-", "−")).wait_for()
        visit.wait(f"() => location.hash.includes('image=4&class={answer}&')")
        assert visit.page.get_by_label("evidence for").input_value() == str(answer) and table(visit)[1][0] == "photo"


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_accessible(browser, address, axe_violations, width, theme):
    """Nothing for axe to find, and nothing to scroll sideways."""
    with LiveVisit(browser, address, width=width, theme=theme) as visit:
        visit.page.get_by_role("button", name="Draw the occlusion map").click()
        visit.page.locator(".x-scale", has_text="drop").wait_for()
        assert axe_violations(visit.page, FIGURE) == []
        assert visit.overflow() == 0
        visit.page.set_viewport_size({"width": 320, "height": 800})
        assert visit.overflow() == 0


def test_five_points_are_five_points_as_one_reads_them(browser, address, model):
    """A place that makes the answer surer by 4.95 to 5 points, which the table shows as 5.0, counts; one that it shows as 4.9 does not."""
    images = get_cifar10()[0]
    found = {}
    for image in range(16, 60):
        if len(found) == 2:
            break
        photo = images[image]
        answer = int(predict(model, photo[None])[0].argmax())
        occlusion = occlusion_map(model, photo, answer, window=8, stride=1)
        evidence = class_evidence(model, photo, answer).map
        units = [min(6, max(0, int((place + 1) / 4 + 0.5))) for place in range(25)]
        shown = np.round(100 * (occlusion.base - occlusion.drops), 1) - np.round(100 * occlusion.base, 1)
        gains, orange = -100 * occlusion.drops, evidence[np.ix_(units, units)] > 0.3 * np.abs(evidence).max()
        for reached, which in ((True, (gains < 4.995) & (np.abs(shown - 5) < 0.01)), (False, np.abs(shown - 4.9) < 0.01)):
            if (which & orange).any() and reached not in found:
                found[reached] = image, answer, *np.argwhere(which & orange)[0]
    assert len(found) == 2
    for reached, (image, answer, row, column) in found.items():
        with LiveVisit(browser, address, f"#where?image={image}&class={answer}&row={row}&column={column}") as visit:
            visit.drawn()
            assert visit.page.locator(PATCH).get_attribute("aria-label") == f"patch, row {row}, column {column}"
            assert (1 in done(visit)) == reached, (image, row, column)
