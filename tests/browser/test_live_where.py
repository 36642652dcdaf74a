"""Where is it looking? in a browser, against class_evidence and occlusion_map."""

import shutil

import numpy as np
import pytest
from live_page import write_page
from live_visit import LiveVisit

from cnnviz_helpers import class_evidence, cnn_model, get_cifar10, occlusion_map, receptive_field
from cnnviz_helpers.explorables.files import FOLDER
from cnnviz_helpers.plots.colours import signed_colours

DOG, CAT, PHOTO = 5, 3, 16
PATCH, SQUARES, DROPS = ".x-where > .x-cells", ".x-over .x-cells", ".x-over > canvas.x-map:not(:first-child)"
RGBA = "(canvas) => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]"
MIDDLES = """(canvas) => { const { width, height } = canvas, { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  return Array.from({ length: width * height }, (_, i) => [...data.slice(4 * i, 4 * i + 3)]); }"""
# The same functions as the figure's, called as it calls them.
NUMBERS = """async ({ image, size }) => {
  const at = (name) => import(new URL(`source/${name}.mjs`, location.href)), model = new Map([["base", new URL("explorables/", location.href).href]]);
  const [{ openNetwork, Photos, toInput }, places] = [await at("kit/resources"), await at("engine/attribution")];
  const network = await openNetwork(model), photo = network.input.slice(), relu5 = network.layers[network.index("relu5")], dense = network.layers[network.index("dense")];
  toInput((await new Photos(model).get(image)).rgb, photo);
  const whole = places.runCovered(network, photo, 0, 0, 0).slice(), tops = places.starts(32, size, 4);
  const maps = Array.from({ length: 10 }, (_, k) => [...places.evidence(relu5.output, dense.kernel, 10, k)]), logits = [...dense.output];
  const covered = tops.flatMap((row) => tops.map((column) => ({ row, column, shares: places.runCovered(network, photo, row, column, size).slice() })));
  const drops = Array.from({ length: 10 }, (_, k) => covered.map(({ row, column, shares }) => ({ row, column, value: whole[k] - shares[k] })));
  return { maps, logits, drops: drops.map((list) => list.map(({ value }) => value)), pixels: drops.map((list) => [...places.perPixel(list, size, [32, 32])]),
    centres: places.centres(network.layers, network.index("relu5")) };
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory, serve):
    """Where the page with the figure is served."""
    folder = write_page(tmp_path_factory.mktemp("where"), "where")
    shutil.copytree(FOLDER, folder / "source")  # the modules as written: what a page loads are bundles
    return serve(folder)


@pytest.fixture(scope="module")
def model():
    """The network in Keras."""
    return cnn_model()


@pytest.fixture(scope="module")
def photo():
    """The photo that the figure opens with."""
    return get_cifar10()[0][PHOTO]


@pytest.fixture(scope="module")
def chances(model, photo):
    """The probability of dog in percent, for every place of an 8 x 8 patch: (25, 25)."""
    occlusion = occlusion_map(model, photo, DOG, window=8, stride=1)
    return 100 * (occlusion.base - occlusion.drops)


def table(visit):
    """The table of the photo and the covered photo, as lists of words."""
    return [row.split("\t") for row in visit.page.locator(".x-where table").inner_text().splitlines()]


def done(visit):
    """Which tries have been reached."""
    return visit.page.evaluate("[...document.querySelectorAll('.x-tries li')].flatMap((item, i) => (item.className ? [i] : []))")


def settled(visit):
    """Wait for the next drawing."""
    visit.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def covered(visit):
    """The probability in percent of the covered photo, as the table shows it."""
    settled(visit)
    return float(table(visit)[2][1].removesuffix(" %"))


@pytest.mark.parametrize(("image", "size"), [(PHOTO, 8), (0, 8), (3, 5)])
def test_numbers_are_those_of_python(browser, address, model, image, size):
    """Evidence and logit to 1e-3, drops to 1e-4, for all classes."""
    photo = get_cifar10()[0][image]
    with LiveVisit(browser, address) as visit:
        found = visit.page.evaluate(NUMBERS, {"image": image, "size": size})
    for k in range(10):
        wanted, occlusion = class_evidence(model, photo, k), occlusion_map(model, photo, k, window=size, stride=4, fill=0.0)
        assert np.abs(np.reshape(found["maps"][k], (7, 7)) - wanted.map).max() <= 1e-3
        assert abs(found["logits"][k] - wanted.logit) <= 1e-3
        assert np.abs(np.array(found["drops"][k]) - occlusion.drops.ravel()).max() <= 1e-4
        assert np.abs(np.reshape(found["pixels"][k], (32, 32)) - occlusion.map).max() <= 1e-4
    field = receptive_field(model, "relu5")
    assert found["centres"] == [{"first": 2.5, "step": 4}] * 2
    for unit in (3, 4):  # far from the border: the field is whole
        top, _, bottom, _ = field.box(unit, unit)
        assert 4 * unit + 2.5 == (top + bottom - 1) / 2


def test_the_map_stands_where_the_units_look(browser, address, model, photo):
    """Colours, place and sum of the evidence."""
    evidence = class_evidence(model, photo, DOG)
    with LiveVisit(browser, address) as visit:
        seen = np.array(visit.page.locator(f"{SQUARES} canvas").evaluate(MIDDLES)).reshape(7, 7, 3)
        assert np.abs(seen - signed_colours(evidence.map, np.abs(evidence.map).max()).astype(int)).max() <= 4
        under, over = (visit.page.locator(where).first.bounding_box() for where in (".x-over > canvas", f"{SQUARES} canvas"))
        pixel = under["width"] / 32
        assert abs(over["x"] - under["x"] - pixel) < 0.6 and abs(over["y"] - under["y"] - pixel) < 0.6 and abs(over["width"] - 28 * pixel) < 0.6
        words = f"mean {evidence.mean:.3f} + bias {evidence.bias:.3f} = logit {evidence.logit:.3f}".replace("-", "−")
        assert words in visit.texts(".x-where p")
        visit.page.get_by_label("evidence for").select_option("cat")
        settled(visit)
        cat = class_evidence(model, photo, CAT)
        assert f"logit {cat.logit:.3f}" in visit.page.locator(".x-where").last.inner_text()
        visit.says(f"Evidence for cat from {cat.map.min():.2f} to {cat.map.max():.2f}.".replace("-", "−"))


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


def test_dragging_paints_the_occlusion_map(browser, address, model, photo):
    """Each place that the patch comes by keeps its drop, and nothing else is painted; a link holds that; another photo, too; another patch does not."""
    tops, drops = [0, 4, 8, 12, 16, 20, 24], occlusion_map(model, photo, DOG, window=8, stride=4).drops
    with LiveVisit(browser, address) as visit:
        assert not visit.page.locator(DROPS).is_visible()
        visit.page.locator(PATCH).focus()
        for key in ["ArrowRight"] * 5 + ["ArrowDown"] * 3:
            visit.page.keyboard.press(key)
        settled(visit)
        near = {(3, 3), (3, 4), (4, 4)}  # of (12, 13…17), then (13…15, 17)
        total, count = np.zeros((2, 32, 32))
        for row, column in near:
            window = np.s_[tops[row] : tops[row] + 8, tops[column] : tops[column] + 8]
            total[window] += drops[row, column]
            count[window] += 1
        mean = total / np.maximum(count, 1)
        seen = visit.page.locator(DROPS).evaluate(RGBA)
        alpha, colours = np.reshape(seen, (32, 32, 4))[..., 3], np.reshape(seen, (32, 32, 4))[..., :3]
        assert ((alpha > 0) == (count > 0)).all()
        assert np.abs(colours - signed_colours(mean, np.abs(mean).max()).astype(int))[count > 0].max() <= 4
        assert visit.page.locator(DROPS).get_attribute("aria-label") == "drop, 3 of 49 places"
        visit.wait("() => location.hash.includes('row=15&column=17')")
        link = visit.page.evaluate("location.hash")
        with LiveVisit(browser, address, link) as other:
            other.page.locator(DROPS).wait_for()
            assert other.page.locator(DROPS).evaluate(RGBA) == seen
        visit.page.get_by_label("next photo").click()
        visit.page.locator(".x-where p", has_text=f"logit {class_evidence(model, get_cifar10()[0][17], DOG).logit:.3f}".replace("-", "−")).wait_for()
        assert visit.page.locator(DROPS).get_attribute("aria-label") == "drop, 3 of 49 places" and visit.page.locator(DROPS).evaluate(RGBA) != seen
        visit.page.get_by_label("patch", exact=True).and_(visit.page.locator("select")).select_option("6")
        visit.page.locator(DROPS).wait_for(state="hidden")


@pytest.mark.parametrize(
    ("painted", "places"), [("all", 49), ("ffffffffffffffff", 49), ("01", 1), ("", 0), ("0", 0), ("0g", 0), ("ALL", 0), ("00" * 40, 0), ("80", 0)]
)
def test_what_an_address_says_to_be_painted(browser, address, painted, places):
    """Bits beyond the grid are none; what is no such word is left out."""
    with LiveVisit(browser, address, f"#where?unit=99&painted={painted}") as visit:
        visit.page.locator(f"{DROPS}[aria-label='drop, {places} of 49 places']").wait_for(state="visible" if places else "attached")


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


def test_occlusion_map_in_slices(browser, address, model, photo):
    """The button draws occlusion_map's map while the page goes on; another patch takes it away."""
    with LiveVisit(browser, address, "#where?size=6") as visit:
        visit.page.evaluate("() => { window.shown = []; const look = () => { window.shown.push(parseInt(document.querySelector('canvas[aria-label^=drop]').ariaLabel.slice(6))); requestAnimationFrame(look); }; look(); }")
        slow = visit.context.new_cdp_session(visit.page)
        slow.send("Emulation.setCPUThrottlingRate", {"rate": 6})
        visit.page.get_by_role("button", name="Draw the occlusion map").click()
        drawn = visit.page.locator(DROPS)
        visit.page.locator(f"{DROPS}[aria-label*='64 of 64']").wait_for()
        slow.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        assert len({value for value in visit.page.evaluate("window.shown") if 0 < value < 64}) >= 3  # frames between the slices
        for name, k in (("dog", DOG), ("cat", CAT)):
            visit.page.get_by_label("evidence for").select_option(name)
            settled(visit)
            wanted = occlusion_map(model, photo, k, window=6, stride=4).map
            seen = np.array(drawn.evaluate(MIDDLES)).reshape(32, 32, 3)
            assert np.abs(seen - signed_colours(wanted, np.abs(wanted).max()).astype(int)).max() <= 4
            assert f"{np.abs(wanted).max():.2f}" in visit.texts(".x-scale")[1]
        visit.page.get_by_label("patch", exact=True).and_(visit.page.locator("select")).select_option("16")
        drawn.wait_for(state="hidden")


def test_random_weights_at_a_switch(browser, address, model, photo):
    """No bias, a short scale, the same numbers for the same link; and back to the trained ones."""
    with LiveVisit(browser, address, "#where?weights=random") as visit:
        words = visit.page.locator(".x-where p", has_text="bias").inner_text()
        assert "bias 0.000" in words and visit.page.get_by_role("button", name="random weights").get_attribute("aria-pressed") == "true"
        limit = float(visit.texts(".x-scale")[0].split()[1])
        assert 0 < limit < class_evidence(model, photo, DOG).map.max() / 50
        visit.page.get_by_role("button", name="random weights").click()
        visit.page.locator(".x-where p", has_text=f"logit {class_evidence(model, photo, DOG).logit:.3f}").wait_for()
        visit.page.get_by_role("button", name="random weights").click()
        visit.page.locator(".x-where p", has_text=words).wait_for()


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
