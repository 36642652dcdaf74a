"""A picture for a unit, in a browser: it climbs as Python's `ascent_path` does, reaches what can be proved, and stops at a press."""

import re

import numpy as np
import pytest
from live_page import LivePage, write_page
from live_visit import FIGURE, LiveVisit
from own_network import PIXELS, make_residual
from thorough import LOOKS, some
from touching import tap

from cnnviz_helpers import export_explorable, layer_outputs
from cnnviz_helpers.attribution.ascent import ascent_path, excite
from cnnviz_helpers.explorables.own import read_network
from cnnviz_helpers.explorables.stills_units import plain_picture
from cnnviz_helpers.units.first_layer import best_patches

NAME = "picture-for-a-unit"
SHAPE = (32, 32, 3)
#: state of the page, and the same for Python: what it begins with, and how it climbs
CLIMBS = {
    "noise": ("map=93&steps=60", lambda x: plain_picture(SHAPE, 0), ("conv5", 93, 60), {"place": (3, 3)}),
    "jitter": ("map=21&seed=2&jitter=1&smooth=1&steps=30", lambda x: plain_picture(SHAPE, 2), ("conv5", 21, 30),
               {"place": (3, 3), "jitter": 2, "smooth": 1, "seed": 2}),
    "photo": ("layer=conv3&map=7&row=4&column=11&start=photo&image=3&steps=20", lambda x: x[3], ("conv3", 7, 20), {"place": (4, 11)}),
    "behind": ("map=5&behind=1&start=photo&image=16&steps=10&row=2&column=5", lambda x: x[16], ("relu5", 5, 10), {"place": (2, 5)}),
}  # fmt: skip


@pytest.fixture(scope="module")
def address(serve, tmp_path_factory):
    return serve(write_page(tmp_path_factory.mktemp("unit"), NAME))


def real(words):
    return float(words.replace("−", "-"))


def facts(visit):
    """{words: value} of what stands below the picture."""
    visit.drawn()
    return dict(zip(visit.texts(".x-ascent dt"), visit.texts(".x-ascent dd"), strict=True))


def climbed(visit, steps, unit=""):
    """Wait until so many steps are done, for this unit; the sentence about it."""
    told = visit.page.locator(".x-live", has_text=re.compile(rf"{unit}.* after {steps} steps"))
    told.wait_for(timeout=60_000)
    return told.inner_text()


def changed(sentence):
    """Pixels that the unit sees, those of them that have changed, those of the others that have."""
    return tuple(map(int, re.search(r"Of the (\d+) pixels that it sees (\d+) have changed, of the \d+ others (\d+)", sentence).groups()))


@pytest.mark.parametrize("name", some(CLIMBS, "jitter"))
def test_it_climbs_as_python_does(browser, address, model, x_test, name):
    """The number before the first step and after the last one, and the picture; raw pixels change where the unit sees them, and nowhere else."""
    state, begun, unit, how = CLIMBS[name]
    path = ascent_path(model, begun(x_test), *unit, **how)
    page = LivePage(browser, address, f"#{NAME}?{state}")
    steps = unit[2]
    words = climbed(page, steps)
    assert real(re.search(r"gives (\S+) after", words)[1]) == pytest.approx(path.values[-1], rel=5e-4, abs=6e-4)
    first = real(re.search(r"from (\S+) to", page.page.locator(".x-chart").get_attribute("aria-label"))[1])
    assert first == pytest.approx(path.values[0], rel=1e-4, abs=6e-3)
    shown = np.array(page.pixels(".x-big canvas")) / 255 - 0.5
    assert (np.abs(shown - path.pictures[-1]) < 0.003).mean() > 0.99  # a slope that is nearly zero may have the other sign
    rows, columns = np.nonzero((path.pictures[-1] != path.pictures[0]).any(axis=-1))
    seen, inside, outside = changed(words)
    if "jitter" not in how:
        assert outside == 0 and (np.ptp(rows) + 1) * (np.ptp(columns) + 1) <= seen
    assert abs(inside + outside - len(rows)) <= 5
    assert page.close() == []


def test_what_can_be_proved_and_what_photos_show(browser, address, model, x_test):
    """conv1 reaches bias + 0.5 · Σ|w|, and no more; behind a ReLU at zero nothing moves; the largest number of the photos is Python's."""
    best, fields = best_patches(model).values, {"conv3": 100, "conv5": 576}
    with LiveVisit(browser, address, f"#{NAME}?layer=conv1&map=4&row=16&column=16&start=grey&steps=0") as visit:
        visit.drawn()
        assert real(facts(visit)["most possible"]) == pytest.approx(best[4], abs=6e-4) and visit.page.locator(".x-tries .is-done").count() == 0
        visit.page.get_by_role("button", name="Climb 60 steps").click()
        climbed(visit, 60)
        visit.page.locator(".x-tries li:nth-child(1).is-done").wait_for()
        assert real(facts(visit)["unit gives"]) == pytest.approx(best[4], abs=1e-3)
        visit.page.get_by_label("layer").select_option("conv5")
        visit.page.get_by_label("map", exact=True).fill("10")
        visit.page.get_by_label("map", exact=True).press("Enter")
        assert changed(climbed(visit, 60, "conv5, map 10"))[0] == fields["conv5"]
        most = layer_outputs(model, x_test, "conv5")["conv5"][..., 10].max()
        visit.page.locator(".x-ascent dd", has_text=f"{most:.3f}".replace("-", "−")).wait_for(timeout=60_000)
        assert most <= 0 < real(facts(visit)["unit gives"])
        visit.page.locator(".x-tries li:nth-child(3).is-done").wait_for()
        visit.page.get_by_text("Other ways to climb").click()
        visit.page.get_by_role("button", name="behind relu5").click()
        assert changed(climbed(visit, 60, "relu5, map 10"))[1:] == (0, 0) and facts(visit)["unit gives"] == "0.000"
        visit.page.locator(".x-tries li:nth-child(2).is-done").wait_for()
        visit.page.get_by_label("layer").select_option("conv3")
        visit.page.get_by_role("button", name="behind relu3").click()
        assert changed(climbed(visit, 60, "conv3, map 10, row 7"))[::2] == (fields["conv3"], 0)


@pytest.mark.thorough("25 climbs; one climb is compared in a quick run")
def test_silent_filters_wake(browser, address, model, x_test):
    """As many are silent as Python counts, and as many wake within 40 steps; pressing one shows it."""
    maps = layer_outputs(model, x_test, "conv5")["conv5"]
    silent = np.flatnonzero(maps.max(axis=(0, 1, 2)) <= 0)
    pictures = excite(model, np.zeros((len(silent), *SHAPE), np.float32), "conv5", silent, steps=40, place="middle")
    found = layer_outputs(model, pictures, "conv5")["conv5"]
    awake = sum(found[i, ..., filter].max() > 0 for i, filter in enumerate(silent))
    with LiveVisit(browser, address, f"#{NAME}?start=grey&steps=0") as visit:
        summary = visit.page.locator(".x-silent summary", has_text=f"{len(silent)} of 128 filters are silent")
        summary.wait_for(timeout=60_000)
        summary.click()
        visit.page.get_by_role("button", name="Wake them").click()
        visit.page.get_by_role("button", name="Stop", exact=True).click(timeout=3000)
        visit.page.get_by_role("button", name="Wake them").click()
        visit.page.locator(".x-silent p", has_text=f"{awake} of {len(silent)} wake within 40 steps").wait_for(timeout=60_000)
        assert len(silent) == 25 and awake > 20
        shot = visit.page.locator(".x-silent .x-shots button").nth(2)
        shot.click()
        visit.says(f"conv5, map {silent[2]}, row 3, column 3")
        visit.wait(f"() => location.hash.includes('map={silent[2]}&row=3&column=3&start=grey')")


#: presses the button, and once more in the next frame; gives what it said then
START_AND_STOP = """async () => {
  const button = document.querySelector(".x-climb .x-play");
  button.click();
  await new Promise((done) => requestAnimationFrame(done));
  const words = button.textContent;
  button.click();
  return words;
}"""


def test_by_mouse_touch_and_keys_and_stop(browser, address):
    """The unit by a press on its map, by arrow keys, by a tap; the climb stops at a press, and the address holds how far it went."""
    with LiveVisit(browser, address, f"#{NAME}?steps=0&seed=1") as visit:
        cells = visit.page.locator(".x-ascent .x-cells")
        box = cells.bounding_box()
        visit.page.mouse.click(box["x"] + box["width"] * 5.5 / 7, box["y"] + box["height"] * 1.5 / 7)
        visit.says("map 93, row 1, column 5 gives")
        cells.focus()
        visit.page.keyboard.press("ArrowDown")
        visit.page.keyboard.press("ArrowLeft")
        visit.says("map 93, row 2, column 4 gives")
        for _ in range(3):
            visit.page.get_by_role("button", name="One step").click()
        climbed(visit, 3)
        assert visit.page.evaluate(START_AND_STOP) == "Stop"  # from here a press would come too late now and then
        visit.page.get_by_role("button", name="Climb 60 steps").wait_for()
        visit.wait("() => /steps=(\\d+)/.test(location.hash) && Number(location.hash.match(/steps=(\\d+)/)[1]) < 63")
        visit.page.get_by_role("button", name="To the start").click()
        climbed(visit, 0)
    with LiveVisit(browser, address, f"#{NAME}?steps=3&layer=conv9&map=-1&start=dream", width=390, has_touch=True) as visit:
        assert "conv5, map 93, row 3, column 3" in climbed(visit, 3)  # what an address cannot mean is left out
        tap(visit.page, visit.page.locator(".x-ascent .x-cells"), position={"x": 3, "y": 3})
        visit.says("map 93, row 0, column 0 gives")


#: climbs sixty steps by the button, drawn as they come
SIXTY = """async () => {
  const steps = () => Number(document.querySelector(".x-chart").getAttribute("aria-label").match(/ in ([0-9]+) steps/)[1]), first = steps();
  document.querySelector(".x-climb .x-play").click();
  while (steps() < first + 60) await new Promise((done) => requestAnimationFrame(done));
}"""


def test_a_hundred_steps_a_second(browser, address):
    """A step, drawn, takes at most 10 ms of the page's own processor time: a hundred a second here, 25 where all is four times slower."""
    with LiveVisit(browser, address, f"#{NAME}?steps=0") as visit:
        climbed(visit, 0)
        tools, spent = visit.context.new_cdp_session(visit.page), []
        tools.send("Performance.enable", {"timeDomain": "threadTicks"})
        for _ in range(3):
            before = task_time(tools)
            visit.page.evaluate(SIXTY)
            spent.append((task_time(tools) - before) / 60)
    print(f"\n{1000 * min(spent):.1f} ms a step")
    assert min(spent) <= 0.010


def task_time(tools):
    """Seconds that the page's thread has worked."""
    return next(one["value"] for one in tools.send("Performance.getMetrics")["metrics"] if one["name"] == "TaskDuration")


def test_another_network(browser, serve, tmp_path):
    """A residual network for small grey pictures: the same climb as Python's, within the network's own range; its layers are offered."""
    model = make_residual()
    export_explorable(model, tmp_path / "own", pixels=PIXELS["residual"])
    own = read_network(tmp_path / "own")
    page = LivePage(browser, serve(write_page(tmp_path / "page", NAME, own)), f"#{NAME}?layer=conv&map=2&row=5&column=6&start=photo&image=16&steps=10")
    words = climbed(page, 10, "conv, map 2, row 5, column 6")
    path = ascent_path(own.model, own.numbers(16), "conv", 2, 10, size=0.02 * 255, place=(5, 6), low=0, high=255)
    assert real(re.search(r"gives (\S+) after", words)[1]) == pytest.approx(path.values[-1], rel=1e-3, abs=1e-3)
    assert page.close() == []


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_accessible(browser, address, axe_violations, width, theme):
    with LiveVisit(browser, address, f"#{NAME}?steps=8&jitter=1&start=photo", width=width, theme=theme) as visit:
        climbed(visit, 8)
        visit.page.locator(".x-silent summary").click()
        assert axe_violations(visit.page, FIGURE) == [] and visit.overflow() == 0
        visit.page.set_viewport_size({"width": 320, "height": 800})
        assert visit.overflow() == 0
