"""The shift lab in a browser, against np.roll and Keras."""

import numpy as np
import pytest
from live_page import write_page
from live_visit import FIGURE, LiveVisit
from test_live_frame import MIDDLE
from thorough import some, thorough
from waiting import wait_until

from cnnviz_helpers import cifar10dict, cnn_model, get_cifar10, layer_outputs, predict
from cnnviz_helpers.plots.colours import SIGNED, table

PIXELS = "canvas => [canvas.width, canvas.height, ...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]"
DONE = "() => [...document.querySelectorAll('.x-tries li')].map((item) => item.classList.contains('is-done'))"
PHOTO = ".x-shift [tabindex]"


@pytest.fixture(scope="module")
def address(tmp_path_factory, serve):
    """Where the page with the figure is served."""
    return serve(write_page(tmp_path_factory.mktemp("shift"), "shift-lab"))


@pytest.fixture(scope="module")
def model():
    """The network in Keras."""
    return cnn_model()


def shifted(photo, dx, dy, edge):
    """The photo moved in Python: by np.roll, or with grey coming in."""
    if edge == "wrap":
        return np.roll(photo, (dy, dx), (0, 1))
    return np.pad(photo, ((8, 8), (8, 8), (0, 0)))[8 - dy : 40 - dy, 8 - dx : 40 - dx]


def pixels(visit, i):
    """(h, w, 3): what stands on the figure's canvas `i`: the photo, its map, the old map, the difference."""
    width, height, *values = visit.page.locator(".x-shift canvas").nth(i).evaluate(PIXELS)
    return np.array(values).reshape(height, width, 4)[..., :3]


def steps(colours):
    """Colours of the signed scale -> numbers in [-1, 1]."""
    distances = np.abs(colours[:, :, None].astype(int) - table(SIGNED)[None, None].astype(int)).sum(axis=-1)
    return distances.argmin(axis=-1) / 128 - 1


def rest(visit, dx, dy):
    """Wait until the figure shows this shift, has counted along dx, and has said so."""
    words = f"shifted photo, dx {dx}, dy {dy}".replace("-", "−")
    wait_until(visit.page, f"words => document.querySelector('{PHOTO}')?.getAttribute('aria-label') === words", arg=words)
    # The live region speaks last, after the strip along dx.
    said = [f"dx {dx}, dy {dy} pixels".replace("-", "−"), f"of {visit.page.get_by_label('layer', exact=True).input_value()} by"]
    wait_until(visit.page, "said => said.every((words) => document.querySelector('.x-live').textContent.includes(words))", arg=said)
    assert visit.page.locator(".x-strip .is-now").count() == 1


@pytest.mark.parametrize(
    "dx, dy, layer, map, edge",
    [(3, 0, "conv1", 3, "wrap"), thorough(-5, 2, "conv2", 4, "grey"), thorough(4, -2, "pool1", 3, "wrap"), (1, 7, "pool1", 6, "grey")],
)
def test_maps_are_those_of_python(browser, address, model, dx, dy, layer, map, edge):
    """The photo to the byte, the three maps to a step of the scale, the probabilities, the strip; and the line of Python gives this map."""
    images, labels = get_cifar10()
    label = int(labels[16].argmax())
    with LiveVisit(browser, address, f"#shift-lab?image=16&dx={dx}&dy={dy}&layer={layer}&map={map}&edge={edge}") as visit:
        rest(visit, dx, dy)
        moved = shifted(images[16], dx, dy, edge)
        np.testing.assert_allclose(pixels(visit, 0), np.round((moved + 0.5) * 255), atol=1 if edge == "grey" else 0)
        new, old = layer_outputs(model, np.stack([moved, images[16]]), layer)[layer][..., map]
        by = 2 if layer == "pool1" else 1
        along = np.roll(old, (int(dy / by), int(dx / by)), (0, 1))
        limit = max(np.abs(new).max(), np.abs(along).max())
        for i, values in enumerate((new, along, new - along)):
            assert np.abs(steps(pixels(visit, i + 1)) - np.clip(values / limit, -1, 1)).max() <= 2.5 / 128, i
        assert f"{limit:.2f}" in visit.texts(".x-scale")[0]
        shares = predict(model, moved)[0]
        widths = visit.page.eval_on_selector_all(".x-fill", "fills => fills.map((fill) => parseFloat(getComputedStyle(fill).backgroundSize) / 100)")
        np.testing.assert_allclose(widths, shares, atol=1e-3)
        lines = visit.page.eval_on_selector_all(".x-mark", "marks => marks.map((mark) => parseFloat(mark.style.left))")
        np.testing.assert_allclose(np.array(lines) / 100, predict(model, images[16])[0], atol=1e-4)
        strip = predict(model, np.stack([shifted(images[16], right, dy, edge) for right in range(-8, 9)]))[:, label]
        heights = visit.page.eval_on_selector_all(".x-strip span", "bars => bars.map((bar) => [parseFloat(bar.style.height), bar.className])")
        np.testing.assert_allclose([height / 100 for height, _ in heights], strip, atol=1e-4)
        assert [name for _, name in heights].index("is-now") == dx + 8
        if not any(visit.page.evaluate(DONE)):  # else the live region speaks of that
            assert f"{cifar10dict[int(shares.argmax())]}; dog (the true class) had 85 %, now has {100 * shares[label]:.0f} %" in visit.texts(".x-live")[0]
            assert f"The network said {cifar10dict[int(predict(model, images[16])[0].argmax())]}, " in visit.texts(".x-live")[0]
        line = visit.texts(".x-foot code")[0]
        given = eval(line, {"layer_outputs": layer_outputs, "model": model, "np": np, "x_test": images})
        np.testing.assert_allclose(given, new, atol=1e-6)


@pytest.mark.thorough("moves a photo to every place; maps are compared with Python's in a quick run")
def test_equal_inside_only_where_the_grid_fits(browser, address):
    """A convolution's map: equal for every shift. A pool's: for even shifts only. Said, and seen in the frame."""
    with LiveVisit(browser, address) as visit:
        visit.page.get_by_label("map", exact=True).select_option("3")
        for layer, dx, equal in (("conv1", 1, True), ("conv2", 7, True), ("pool1", 7, False), ("pool1", 6, True)):
            visit.page.get_by_label("layer", exact=True).select_option(layer)
            visit.page.locator(".x-moves input[type=number]").first.fill(str(dx))
            rest(visit, dx, 0)
            assert ("are identical" in visit.texts(".x-live")[0]) == equal, layer
            assert visit.texts(".x-alike") == ["identical" if equal else ""]  # in the place of a blank, and for those who do not see it
            assert visit.page.locator(".x-shift canvas").last.get_attribute("aria-label").endswith("identical") == equal
            frame = visit.page.locator(".x-alike").evaluate("frame => ['top', 'left', 'height', 'width'].map((side) => parseFloat(frame.style[side]) / 100)")
            gap = pixels(visit, 3)
            top, left, height, width = (round(part * len(gap)) for part in frame)
            inside = gap[top : top + height, left : left + width]
            assert inside.size and ((inside == table(SIGNED)[128]).all() == equal)
            assert not (gap == table(SIGNED)[128]).all()


def test_mouse_drags_the_photo(browser, address):
    """Held anywhere, the photo follows the pointer, pixel by pixel, and stops at eight; what holds it in sight is a square that goes along."""
    with LiveVisit(browser, address, "#shift-lab?dx=0") as visit:
        visit.page.locator(PHOTO).scroll_into_view_if_needed()
        box = visit.page.locator(PHOTO).bounding_box()
        one = box["width"] / 32
        middle = box["x"] + 9.5 * one, box["y"] + 25.5 * one
        visit.page.mouse.move(*middle)
        visit.page.mouse.down()
        visit.page.mouse.move(middle[0] - 3 * one, middle[1] + 2 * one, steps=4)
        rest(visit, -3, 2)
        visit.page.mouse.move(middle[0] + 14 * one, middle[1], steps=4)
        visit.page.mouse.up()
        rest(visit, 8, 0)
        visit.page.mouse.move(*middle)
        x, y, wide, high = visit.page.locator(f"{PHOTO} .x-cursor").evaluate(MIDDLE)
        assert (x - box["x"], y - box["y"]) == pytest.approx((24 * one, 16 * one), abs=0.6) and wide == high == pytest.approx(8 * one, abs=0.6)
        visit.wait("() => location.hash.includes('dx=8')")


def test_touch(browser, address):
    """A finger takes the photo by its grip, which is large enough, in all directions; a tap moves nothing; nothing scrolls sideways on a phone."""
    with LiveVisit(browser, address, "#shift-lab?dx=0", width=390, has_touch=True) as visit:
        box = visit.page.locator(PHOTO).bounding_box()
        visit.page.locator(PHOTO).tap(position={"x": box["width"] / 8, "y": box["width"] / 8})
        one, (x, y, wide, high) = box["width"] / 32, visit.page.locator(f"{PHOTO} .x-cursor").evaluate(MIDDLE)
        assert min(wide, high) >= 24
        tools = visit.page.context.new_cdp_session(visit.page)
        for kind, by in (("touchStart", 0), *(("touchMove", step / 4) for step in range(1, 5))):
            tools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x + 3 * one * by, "y": y - 4 * one * by}]})
        tools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        rest(visit, 3, -4)
        assert visit.overflow() <= 0


def test_keyboard(browser, address):
    """Arrow keys on the photo; Home and End go to the ends; the map's words follow."""
    with LiveVisit(browser, address) as visit:
        visit.page.locator(PHOTO).focus()
        for key in ("ArrowRight", "ArrowUp", "ArrowUp"):
            visit.page.keyboard.press(key)
        rest(visit, 4, -2)
        assert visit.page.get_attribute(PHOTO, "aria-label") == "shifted photo, dx 4, dy −2"
        visit.page.keyboard.press("Home")
        rest(visit, -8, -2)
        visit.page.keyboard.press("End")
        rest(visit, 8, -2)


def test_tries_are_recognised(browser, address, model):
    """One pixel, on a photo that Keras answers otherwise then; an even shift that changes the answer, at pool1: neither is done on the way to the other."""
    images = get_cifar10()[0]
    close = next(i for i in range(17, 99) if len({predict(model, np.roll(images[i], by, 1))[0].argmax() for by in (0, 1)}) == 2)
    assert [predict(model, np.roll(images[16], by, 0))[0].argmax() != 5 for by in (-1, -3, -6, -7)] == [False, True, True, True]
    with LiveVisit(browser, address, "#shift-lab?dx=0") as visit:
        page = visit.page
        right, down = page.locator(".x-moves input[type=number]").all()

        def tried(field, by):
            field.fill(str(by))
            page.wait_for_timeout(100)
            return page.evaluate(DONE)

        assert [tried(down, by) for by in (-1, -3, -6, -7)] == [[False, False]] * 4
        page.get_by_label("layer", exact=True).select_option("pool1")  # one pick in a menu
        assert tried(down, -7) == tried(down, -3) == tried(down, -2) == [False, False]  # another answer, but odd; even, but the same answer
        assert tried(down, -6) == [False, True]
        tried(down, 0)
        page.get_by_label("photo", exact=True).fill(str(close))
        page.keyboard.press("Enter")
        wait_until(page, "index => document.querySelector('.x-foot code').textContent.includes(`x_test[${index}]`)", arg=close)
        assert tried(right, 1) == [True, True]
        assert "only shifts by even numbers" in page.locator(".x-found").text_content()
        before, after = (cifar10dict[int(predict(model, np.roll(images[close], by, 1))[0].argmax())] for by in (0, 1))
        visit.says(f"The network said {before}, now it says {after}; ")


def test_a_try_waits_for_its_drawing(browser, address):
    """At (0, -3) the answer is another one, at (0, -1) it is not: before that is drawn, the old answer does not count for the new shift."""
    with LiveVisit(browser, address, "#shift-lab?dx=0&dy=-3") as visit:
        rest(visit, 0, -3)
        visit.page.locator(".x-moves input[type=number]").nth(1).fill("-1")
        rest(visit, 0, -1)
        assert visit.page.evaluate(DONE)[0] is False


def test_another_photo_and_bad_words(browser, address):
    """The address may name any photo; what it cannot name is left out."""
    with LiveVisit(browser, address, "#shift-lab?image=1&dx=1&dy=99&layer=dense&map=-1&edge=red") as visit:
        rest(visit, 1, 0)
        assert visit.texts(".x-foot code")[0] == 'layer_outputs(model, np.roll(x_test[1], (0, 1), (0, 1)), "conv1")["conv1"][0, :, :, 3]'
        assert visit.texts(".x-bars .is-most .x-class") == ["automobile"] and visit.texts(".x-bars .is-true .x-class") == ["ship"]
        visit.page.get_by_role("button", name="next photo").click()
        visit.wait("() => location.hash.includes('image=2')")


def test_a_shift_is_drawn_within_a_frame(browser, address):
    """The work of one shift, from the input to the drawn maps, timed on the page."""
    with LiveVisit(browser, address) as visit:
        visit.page.locator(PHOTO).focus()
        visit.page.evaluate("""() => {
          window.times = [];
          const original = window.requestAnimationFrame;
          window.requestAnimationFrame = (work) => original((now) => {
            const begun = performance.now();
            work(now);
            window.times.push(performance.now() - begun);
          });
        }""")
        for key in ("ArrowLeft", "ArrowRight") * 8:
            visit.page.keyboard.press(key)
            visit.page.wait_for_timeout(25)
        times = sorted(visit.page.evaluate("window.times"))
        print("ms a shift:", [round(time, 1) for time in times])
        assert times and times[0] < 16  # the least disturbed one: other work on the machine is not the figure's


@pytest.mark.parametrize("theme", some(["light", "dark"], "dark"))
def test_accessible(browser, address, axe_violations, theme):
    """Nothing that axe finds, wide and narrow; no sideways scrolling at 320 pixels either. A long name of a class leaves the figure as high."""
    with LiveVisit(browser, address, theme=theme) as visit:
        rest(visit, 3, 0)
        for width in (1280, 390):
            visit.page.set_viewport_size({"width": width, "height": 900})
            assert axe_violations(visit.page, FIGURE) == []
        height = visit.page.locator(".x-body").bounding_box()["height"]
        visit.page.get_by_label("photo", exact=True).fill("37")
        visit.page.keyboard.press("Enter")
        visit.page.locator(".x-moves p", has_text="automobile").wait_for()
        assert abs(visit.page.locator(".x-body").bounding_box()["height"] - height) <= 3
        visit.page.set_viewport_size({"width": 320, "height": 700})
        assert visit.overflow() <= 0
