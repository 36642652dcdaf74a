"""The maps of "Where is it looking?" in a browser, against class_evidence and occlusion_map: drawn, painted, and with random weights."""

import numpy as np
import pytest
from live_visit import LiveVisit
from thorough import thorough
from where_page import CAT, DOG, DROPS, MIDDLES, PATCH, PHOTO, SQUARES, address, model, photo  # noqa: F401  (fixtures)

from cnnviz_helpers import class_evidence, get_cifar10, occlusion_map, receptive_field
from cnnviz_helpers.plots.colours import signed_colours

RGBA = "(canvas) => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]"
# The same functions as the figure's, called as it calls them.
NUMBERS = """async ({ image, size }) => {
  const at = (name) => import(new URL(`source/${name}.mjs`, location.href)), model = new Map([["base", new URL("explorables/", location.href).href]]);
  const [{ openNetwork, Photos, toInput }, places, { fieldOf }] = [await at("kit/resources"), await at("engine/attribution"), await at("kit/parts")];
  const network = await openNetwork(model), photo = network.input.slice();
  const relu5 = network.layers[network.index("relu5")], dense = network.layers[network.index("dense")];
  toInput((await new Photos(model).get(image)).rgb, photo);
  const whole = places.runCovered(network, photo, 0, 0, 0).slice(), tops = places.starts(32, size, 4);
  const maps = Array.from({ length: 10 }, (_, k) => [...places.evidence(relu5.output, dense.kernel, 10, k)]), logits = [...dense.output];
  const covered = tops.flatMap((row) => tops.map((column) => ({ row, column, shares: places.runCovered(network, photo, row, column, size).slice() })));
  const drops = Array.from({ length: 10 }, (_, k) => covered.map(({ row, column, shares }) => ({ row, column, value: whole[k] - shares[k] })));
  return { maps, logits, drops: drops.map((list) => list.map(({ value }) => value)), pixels: drops.map((list) => [...places.perPixel(list, size, [32, 32])]),
    centres: fieldOf(relu5).map(({ first, step }) => ({ first, step })) };
}"""


@pytest.mark.parametrize(("image", "size"), [thorough(PHOTO, 8), thorough(0, 8), (3, 5)])
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
        visit.drawn()
        cat = class_evidence(model, photo, CAT)
        assert f"logit {cat.logit:.3f}" in visit.page.locator(".x-where").last.inner_text()
        visit.says(f"Evidence for cat from {cat.map.min():.2f} to {cat.map.max():.2f}, under the patch".replace("-", "−"))


@pytest.mark.thorough("one comes to the same state by another way")
def test_dragging_paints_the_occlusion_map(browser, address, model, photo):
    """Each place that the patch comes by keeps its drop, and nothing else is painted; a link holds that; another photo, too; another patch does not."""
    tops, drops = [0, 4, 8, 12, 16, 20, 24], occlusion_map(model, photo, DOG, window=8, stride=4).drops
    with LiveVisit(browser, address) as visit:
        assert not visit.page.locator(DROPS).is_visible()
        visit.page.locator(PATCH).focus()
        for key in ["ArrowRight"] * 5 + ["ArrowDown"] * 3:
            visit.page.keyboard.press(key)
        visit.drawn()
        near = {(3, 3), (3, 4), (4, 4)}  # of (12, 13…17), then (13…15, 17)
        total, count = np.zeros((2, 32, 32))
        for row, column in near:
            window = np.s_[tops[row] : tops[row] + 8, tops[column] : tops[column] + 8]
            total[window] += drops[row, column]
            count[window] += 1
        mean, largest = total / np.maximum(count, 1), max(abs(drops[place]) for place in near)  # while one paints, the scale only grows
        seen = visit.page.locator(DROPS).evaluate(RGBA)
        alpha, colours = np.reshape(seen, (32, 32, 4))[..., 3], np.reshape(seen, (32, 32, 4))[..., :3]
        assert ((alpha > 0) == (count > 0)).all()
        assert np.abs(colours - signed_colours(mean, largest).astype(int))[count > 0].max() <= 4
        assert visit.page.locator(DROPS).get_attribute("aria-label") == "drop, 3 of 49 places"
        assert f"{100 * largest:.{2 if largest < 0.1 else 1}f}" in visit.texts(".x-scale")[1]  # in points, as the table
        visit.wait("() => location.hash.includes('row=15&column=17')")
        link = visit.page.evaluate("location.hash")
        with LiveVisit(browser, address, link) as other:
            other.page.locator(DROPS).wait_for()
            assert other.page.locator(DROPS).evaluate(RGBA) == seen
        visit.page.get_by_label("next photo").click()
        visit.page.locator(".x-name", has_text="horse").wait_for()
        visit.drawn()
        assert visit.page.locator(DROPS).get_attribute("aria-label") == "drop, 3 of 49 places" and visit.page.locator(DROPS).evaluate(RGBA) != seen
        visit.page.get_by_label("patch", exact=True).and_(visit.page.locator("select")).select_option("6")
        visit.page.locator(DROPS).wait_for(state="hidden")


def test_the_scale_of_drops_never_shrinks_while_one_paints(browser, address, model, photo):
    """Where patches overlap, the map shows their mean; its scale still ends at the largest drop of a single place."""
    occlusion = occlusion_map(model, photo, DOG, window=8, stride=4)
    largest, (row, column) = np.abs(occlusion.drops).max(), np.unravel_index(np.abs(occlusion.drops).argmax(), (7, 7))
    near = sum(1 << c for c in range(max(0, column - 1), min(7, column + 2)))
    around = "".join(f"{near if abs(r - row) <= 1 else 0:02x}" for r in range(7))
    assert np.abs(occlusion.map).max() < 0.9 * largest
    for painted in ("".join(f"{(r == row) << column:02x}" for r in range(7)), around):
        with LiveVisit(browser, address, f"#where?painted={painted}") as visit:
            visit.page.locator(DROPS).wait_for()
            assert f"{100 * largest:.1f}" in visit.texts(".x-scale")[1]


@pytest.mark.parametrize(
    ("painted", "places"), [("all", 49), ("ffffffffffffffff", 49), ("01", 1), *(thorough(words, 0) for words in ("", "0", "ALL", "00" * 40, "80")), ("0g", 0)]
)
def test_what_an_address_says_to_be_painted(browser, address, painted, places):
    """Bits beyond the grid are none; what is no such word is left out."""
    with LiveVisit(browser, address, f"#where?unit=99&painted={painted}") as visit:
        visit.page.locator(f"{DROPS}[aria-label='drop, {places} of 49 places']").wait_for(state="visible" if places else "attached")


def test_occlusion_map_in_slices(browser, address, model, photo):
    """The button draws occlusion_map's map while the page goes on; another patch takes it away."""
    with LiveVisit(browser, address, "#where?size=6") as visit:
        visit.page.evaluate("""() => {
          window.shown = [];
          const look = () => {
            window.shown.push(parseInt(document.querySelector("canvas[aria-label^=drop]").ariaLabel.slice(6)));
            requestAnimationFrame(look);
          };
          look();
        }""")
        slow = visit.context.new_cdp_session(visit.page)
        slow.send("Emulation.setCPUThrottlingRate", {"rate": 6})
        visit.page.get_by_role("button", name="Draw the occlusion map").click()
        drawn = visit.page.locator(DROPS)
        visit.page.locator(f"{DROPS}[aria-label*='64 of 64']").wait_for()
        slow.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        assert len({value for value in visit.page.evaluate("window.shown") if 0 < value < 64}) >= 3  # frames between the slices
        for name, k in (("dog", DOG), ("cat", CAT)):
            visit.page.get_by_label("evidence for").select_option(name)
            visit.drawn()
            wanted = occlusion_map(model, photo, k, window=6, stride=4).map
            seen = np.array(drawn.evaluate(MIDDLES)).reshape(32, 32, 3)
            assert np.abs(seen - signed_colours(wanted, np.abs(wanted).max()).astype(int)).max() <= 4
            assert f"{100 * np.abs(wanted).max():.{1 if np.abs(wanted).max() >= 0.1 else 2}f}" in visit.texts(".x-scale")[1]
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
