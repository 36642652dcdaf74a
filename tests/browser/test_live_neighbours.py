"""Neighbours, in a browser: they and the map are Python's; one wanders over the map by mouse, touch and keys; comparing stops at a press."""

import shutil

import numpy as np
import pytest
from live_page import write_page
from live_visit import FIGURE, LiveVisit
from own_network import PIXELS, make_residual
from thorough import thorough
from touching import swipe, tap

from cnnviz_helpers import export_explorable, layer_outputs
from cnnviz_helpers.explorables.files import FOLDER
from cnnviz_helpers.explorables.own import read_network
from cnnviz_helpers.units.neighbours import nearest_neighbours, principal_components

NAME, MANY = "neighbours", 8
#: where the photos lie on the map: the module's own numbers, on rows that the test gives
COMPONENTS = """async ([rows, n, wide]) => {
  const { components, fillRow, nearest } = await import(new URL("explorables/neighbours.sums.mjs", location.href).href);
  const gram = new Float64Array(n * n), all = Float32Array.from(rows);
  for (let i = 0; i < n; i++) fillRow(gram, all, n, wide, i);
  const { places, shares } = components(gram, all, n, wide);
  return { places: [...places], shares, nearest: [...nearest(gram, n, 3)] };
}"""


@pytest.fixture(scope="module")
def address(serve, tmp_path_factory):
    folder = write_page(tmp_path_factory.mktemp("near"), NAME)
    shutil.copy(FOLDER / "figures/neighbours.sums.mjs", folder / "explorables")
    return serve(folder)


@pytest.fixture(scope="module")
def spaces(model, x_test):
    """{space: (1000, D)}."""
    return {"pixels": x_test.reshape(1000, -1), "layer": layer_outputs(model, x_test, "gap")["gap"].reshape(1000, -1)}


@pytest.fixture(scope="module")
def near(spaces):
    """{space: (1000, MANY)}; by pixels from all products at once, as the rows are long."""
    rows = spaces["pixels"].astype(float)
    products = rows @ rows.T
    far = np.diag(products) - 2 * products
    np.fill_diagonal(far, np.inf)
    return {"pixels": np.argsort(far, axis=1, kind="stable")[:, :MANY], "layer": nearest_neighbours(spaces["layer"], MANY)}


@pytest.fixture(scope="module")
def spots(spaces):
    """(1000, 2) where the photos lie on the whole map by the layer, in shares of its width from its middle, down counted from above."""
    places = principal_components(spaces["layer"]).places
    low, high = places.min(axis=0), places.max(axis=0)
    wide, tall = high - low
    return (places - (low + high) / 2) * [1, -1] * 0.92 / max(wide, 1.5 * tall)


def compared(visit):
    visit.page.locator(".x-live", has_text="Nearest in pixels").wait_for(timeout=120_000)


def row(visit, place):
    """The photos in a row of neighbours."""
    return [int(text) for text in visit.texts(f".x-near .x-shots >> nth={place} >> li span:last-child")]


def test_neighbours_counts_and_a_walk_over_the_map(browser, address, near, spots, y_test, axe_violations):
    """Comparing stops and goes on; both rows and the counts are Python's; a photo in a row leads on, and so do mouse and keys on the map."""
    with LiveVisit(browser, address, f"#{NAME}?image=7") as visit:
        visit.page.get_by_role("button", name="Stop", exact=True).click(timeout=30_000)
        visit.page.get_by_role("button", name="Go on").click()
        compared(visit)
        assert_rows(visit, near, y_test.argmax(axis=1), 7)
        assert axe_violations(visit.page, FIGURE) == []
        visit.page.locator(".x-near .x-shots").nth(1).locator("button").nth(2).click()
        other = near["layer"][7, 2]
        visit.says(f"photo {other},")
        assert row(visit, 0) == near["pixels"][other].tolist()
        visit.wait(f"() => location.hash.includes('image={other}&')")
        before = visit.page.locator(".x-wander canvas").evaluate("canvas => canvas.toDataURL()")
        visit.page.get_by_label("map by").select_option("pixels")
        visit.drawn()
        assert visit.page.locator(".x-wander canvas").evaluate("canvas => canvas.toDataURL()") != before
        visit.page.get_by_label("map by").select_option("layer")
        press(visit, spots, alone(spots))
        drag_and_walk(visit, spots, alone(spots))


def assert_rows(visit, near, truth, image):
    for place, space in enumerate(("pixels", "layer")):
        assert row(visit, place) == near[space][image].tolist()
        right = int((truth[near[space][:, 0]] == truth).sum())
        assert f"nearest of the same class: {right} of 1,000, {right / 10:.1f} %" in visit.texts(".x-near .x-was")[place]
        wrong = visit.page.locator(f".x-near .x-shots >> nth={place} >> li.is-wrong").count()
        assert wrong == (truth[near[space][image]] != truth[image]).sum()


def alone(places):
    """The photo on the map that lies farthest from all others: none lies over it."""
    far = np.linalg.norm(places[:, None] - places, axis=-1) + np.eye(len(places))
    return far.min(axis=1).argmax()


def press(visit, places, photo):
    """Press where a photo lies on the whole map."""
    room = visit.page.locator(".x-wander")
    room.scroll_into_view_if_needed()
    visit.drawn()
    box = room.bounding_box()
    x, y = places[photo] * box["width"]
    visit.page.mouse.click(box["x"] + box["width"] / 2 + x, box["y"] + box["height"] / 2 + y)
    visit.says(f"photo {photo},")


def drag_and_walk(visit, places, here):
    """Closer, a drag, the whole map, a step by an arrow key, closer by a key."""
    room = visit.page.locator(".x-wander")
    visit.page.get_by_role("button", name="closer").click()
    visit.wait("() => location.hash.includes('zoom=1')")
    before, box = visit.page.evaluate("location.hash"), room.bounding_box()
    visit.page.mouse.move(box["x"] + 200, box["y"] + 100)
    visit.page.mouse.down()
    visit.page.mouse.move(box["x"] + 170, box["y"] + 130, steps=4)
    visit.page.mouse.up()
    visit.wait(f"() => location.hash.includes('zoom=1') && location.hash !== '{before}'")
    visit.page.get_by_role("button", name="whole map").click()
    visit.wait("() => location.hash.endsWith('zoom=0&x=500&y=500')")
    room.focus()
    visit.page.keyboard.press("ArrowLeft" if places[here][0] > 0 else "ArrowRight")
    visit.wait(f"() => !document.querySelector('.x-wander').getAttribute('aria-label').includes('photo {here},')")
    visit.page.keyboard.press("+")
    visit.wait("() => location.hash.includes('zoom=1')")


def test_the_map_is_a_principal_component_analysis(browser, address, spaces):
    """Places, shares and neighbours of 60 photos, by the page's own module."""
    rows = np.ascontiguousarray(spaces["layer"][:60], np.float32)
    expected = principal_components(rows)
    with LiveVisit(browser, address) as visit:
        found = visit.page.evaluate(COMPONENTS, [rows.ravel().tolist(), *rows.shape])
    np.testing.assert_allclose(np.reshape(found["places"], (2, -1)).T, expected.places, atol=1e-3 * np.abs(expected.places).max())
    np.testing.assert_allclose(found["shares"], expected.shares, rtol=1e-4)
    assert np.array_equal(np.reshape(found["nearest"], (-1, 3)), nearest_neighbours(rows, 3))


@pytest.mark.thorough("one comes to the same state by another way")
def test_by_touch(browser, address, spots, axe_violations):
    """A tap chooses; a finger that moves to a side moves the map, one that moves up the page."""
    with LiveVisit(browser, address, f"#{NAME}?image=3&zoom=1&space=star", width=390, has_touch=True, is_mobile=True) as visit:
        compared(visit)
        visit.page.evaluate("document.body.style.paddingBottom = '1500px'")
        room = visit.page.locator(".x-wander")
        room.evaluate("e => e.scrollIntoView({ block: 'center' })")
        box, top = room.bounding_box(), visit.page.evaluate("scrollY")
        swipe(visit.page, (box["x"] + 250, box["y"] + 150), right=-90)
        visit.wait("() => location.hash.includes('zoom=1&x=') && !location.hash.includes('&x=500&')")
        assert visit.page.evaluate("scrollY") == top
        swipe(visit.page, (box["x"] + 250, box["y"] + 250), down=-150)
        visit.page.wait_for_timeout(100)
        assert visit.page.evaluate("scrollY") > top
        visit.page.get_by_role("button", name="whole map").click()
        far = alone(spots)
        x, y = spots[far] * box["width"]
        tap(visit.page, room, position={"x": box["width"] / 2 + x, "y": box["height"] / 2 + y})
        visit.says(f"photo {far},")
        assert axe_violations(visit.page, FIGURE) == []
        visit.page.set_viewport_size({"width": 320, "height": 800})
        assert visit.overflow() == 0


@pytest.mark.thorough("another network")
def test_another_network(browser, serve, tmp_path):
    """By what its last dense layer reads: four averages."""
    export_explorable(make_residual(), tmp_path / "own", pixels=PIXELS["residual"])
    own = read_network(tmp_path / "own")
    rows = layer_outputs(own.model, np.stack([own.numbers(i) for i in range(own.n_pictures)]), "gap")["gap"]
    with LiveVisit(browser, serve(write_page(tmp_path / "page", NAME, own)), f"#{NAME}?image=5") as visit:
        compared(visit)
        assert set(row(visit, 1)[:4]) <= set(nearest_neighbours(rows, MANY)[5].tolist())  # of several that are nearly as near, the order may differ
        assert "gap" in visit.page.locator(".x-near").inner_text()


@pytest.mark.thorough("another theme")
@pytest.mark.parametrize(("width", "theme"), [thorough(1280, "dark"), thorough(390, "dark")])
def test_accessible_in_the_dark(browser, address, axe_violations, width, theme):
    with LiveVisit(browser, address, width=width, theme=theme) as visit:
        compared(visit)
        assert axe_violations(visit.page, FIGURE) == [] and visit.overflow() == 0
