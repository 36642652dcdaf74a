"""The explorer: the whole network at once, its tiles, its lines, and what happens when one points, presses, walks or swipes."""

import json
import re

import numpy as np
import pytest
from explorer_page import ANSWER, COLUMNS, DOCK, LINES, explorer, explorer_address  # noqa: F401  (fixtures)
from thorough import diagonal, some, thorough
from touching import tap

from cnnviz_helpers import cifar10dict, class_evidence, layer_outputs, predict, predict_without
from cnnviz_helpers.plots.colours import signed_colours

CONVOLUTIONS = ("conv1", "conv2", "conv3", "conv4", "conv5")
DOG = 5
# What a column shows: of each tile the colour in the middle of a number, as [row, column, byte, byte, byte].
TILES = """([canvas, columns, rows, high, wide]) => {
  const pen = canvas.getContext("2d"), tile = [canvas.width / columns, canvas.height / rows], found = [];
  for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) {
    const at = (part, n, i, size) => Math.round((i + (part + 0.5) / n) * size);
    found.push([...pen.getImageData(at(2, wide, x, tile[0]), at(3, high, y, tile[1]), 1, 1).data].slice(0, 3));
  }
  return found;
}"""


def numbers(words):
    """The numbers that stand in words."""
    return [float(number.replace("−", "-")) for number in re.findall(r"[+−]?\d+\.\d+", words)]


def tiles_of(page, k, columns, rows, shape):
    """The colours of the tiles of a column, of the number in row 3, column 2 of each map."""
    canvas = page.page.locator(f"{COLUMNS} canvas").nth(k).element_handle()
    return np.array(page.page.evaluate(TILES, [canvas, columns, rows, *shape[:2]]))


@pytest.mark.parametrize(("side", "layers"), [("after", "relu1 relu2 relu3 relu4 relu5"), thorough("before", " ".join(CONVOLUTIONS))])
def test_every_map_of_every_convolution_stands_there(explorer, model, x_test, side, layers):
    """320 tiles of one size; in each the number in one place has the colour that Keras's number has."""
    here = explorer(f"#explorer?image=16&side={side}", device_scale_factor=3)  # so that each number has some pixels
    boxes = here.page.locator(f"{COLUMNS} .x-cells").evaluate_all("all => all.map((one) => one.getBoundingClientRect().toJSON())")
    tile = boxes[0]["width"] / 2
    assert tile >= 33
    outputs = layer_outputs(model, x_test[16])
    for k, name in enumerate(layers.split()):
        maps = outputs[name][0]
        columns, rows = round(boxes[k]["width"] / tile), round(boxes[k]["height"] / tile)
        assert columns * rows >= maps.shape[-1] > columns * (rows - 1)
        limit = abs(maps).max()
        expected = np.array([signed_colours(maps[3:4, 2:3, m], limit)[0, 0] for m in range(maps.shape[-1])]).astype(int)
        assert abs(tiles_of(here, k, columns, rows, maps.shape)[: maps.shape[-1]] - expected).max() <= 6, name


def test_the_lines_of_the_answer_are_the_shares_of_its_score(explorer, model, x_test):
    """The score of the class is the mean of a map of evidence and a bias: each map's share is known exactly, from Python."""
    here = explorer("#explorer?image=16")
    words = here.page.inner_text(DOCK)
    outputs = layer_outputs(model, x_test[16])
    kernel = model.get_layer("dense").kernel.numpy()
    shares = outputs["gap"][0] * kernel[:, DOG]
    best = np.argsort(-abs(shares))[:6]
    score = outputs["dense"][0, DOG]
    assert f"dog: score {score:.2f}" in words
    assert [int(number) for number in re.findall(r"map (\d+)", words)] == best[:3].tolist()
    found = numbers(words.partition("=")[2])
    assert found == pytest.approx([*shares[best[:3]], shares[best[3:]].sum(), score - shares[best].sum()], abs=0.006)
    assert class_evidence(model, x_test[16], DOG).map.mean() == pytest.approx(shares.sum(), abs=1e-4)
    assert here.page.locator(LINES).count() >= 6 + 4 * 5


def test_shares_and_biases_add_up_for_two_hundred_numbers(explorer, explorer_address, model, x_test):
    """Of a number, what the maps of each column gave, and the biases behind: added up they are the number, to 1e-4, for random units and classes."""
    here = explorer()
    worst = here.page.evaluate(
        """async ([address, photo]) => {
          const from = (name) => import(`${address}source/${name}`);
          const [{ Network }, slopes, { columnsOf }, { Lines, scoreLayer }, { readSafetensors }, more, others] = await Promise.all([
            "engine/network.mjs", "engine/slopes.mjs", "explorer/columns.mjs", "explorer/lines.mjs", "engine/safetensors.mjs",
            "engine/more-kinds.mjs", "engine/more-slopes.mjs",
          ].map(from));
          const bytes = async (name) => (await fetch(`${address}explorables/${name}`)).arrayBuffer();
          const arrays = readSafetensors(await bytes("weights.safetensors")), description = await (await fetch(`${address}explorables/network.json`)).json();
          const wasm = await bytes("more.wasm");
          const network = await Network.create(description, arrays, await bytes("engine.wasm"), { more: async () => ({ ...more, ...others, wasm }), slopes });
          network.input.set(photo);
          network.run();
          const back = new slopes.Slopes(network), columns = columnsOf(network), lines = new Lines(network, back, columns), { layers } = network;
          let worst = 0, state = 1;
          const random = (n) => { state = (state * 48271) % 2147483647; return state % n; };
          for (let i = 0; i < 200; i++) {
            const k = random(6), layer = k < 5 ? columns[k].after : scoreLayer(network), at = random(layer.size), last = Math.min(k, 4);
            const found = lines.of(layer, (slope) => { slope[at] = 1; }, layer.output[at], last), scale = Math.max(1, Math.abs(layer.output[at]));
            for (let c = 0; c <= last; c++) {
              const shares = found.totals[c].reduce((a, b) => a + b, 0);
              const behind = layers.filter((one) => one.rules.isSum && layers.indexOf(one) > layers.indexOf(columns[c].after));
              const biases = behind.reduce((sum, one) => {
                const { bias } = back.ofWeights(one);
                return sum + one.bias.reduce((a, b, f) => a + b * bias[f], 0);
              }, 0);
              worst = Math.max(worst, Math.abs(shares + biases - layer.output[at]) / scale);
              const { before, n } = columns[c], own = back.ofWeights(before).bias, parts = found.into[c](); // and what went into each map
              for (let m = 0; m < n; m++) {
                let into = before.bias[m] * own[m];
                for (let from = m; from < parts.length; from += n) into += parts[from];
                worst = Math.max(worst, Math.abs(into - found.totals[c][m]) / scale);
              }
            }
          }
          return worst;
        }""",
        [explorer_address, x_test[16].ravel().tolist()],
    )
    assert worst < 1e-4


def test_pointing_at_a_map_says_what_made_it(explorer, model, x_test):
    """The mean of the map, as Keras has it; leaving it, the answer is explained again."""
    here = explorer("#explorer?image=16")
    box = here.page.locator(f"{COLUMNS} .x-cells").nth(3).bounding_box()
    here.page.mouse.move(box["x"] + 3, box["y"] + 3)
    here.drawn()
    words = here.page.inner_text(DOCK)
    mean = layer_outputs(model, x_test[16], "relu4")["relu4"][0, :, :, 0].mean()
    assert words.startswith(f"conv4, map 0: mean {mean:.2f}")
    assert not here.page.locator(".x-seen").get_attribute("hidden")
    here.page.mouse.move(5, 400)
    here.drawn()
    assert here.page.inner_text(DOCK).startswith("dog:")


def test_a_pixel_frames_what_it_can_change(explorer):
    """In each tile of conv1 the 3 × 3 numbers around it; in later columns more, in all tiles of a column the same."""
    here = explorer("#explorer?image=16")
    photo = here.page.locator(".x-photo-field .x-cells").bounding_box()
    here.page.mouse.move(photo["x"] + photo["width"] * 16.5 / 32, photo["y"] + photo["height"] * 10.5 / 32)
    here.drawn()
    parts = [list(map(float, re.findall(r"[\d.]+", part))) for part in here.page.get_attribute(".x-cone", "d").split("z")[:-1]]
    assert len(parts) == 320
    side = here.page.locator(f"{COLUMNS} .x-cells").first.bounding_box()["width"] / 2
    assert parts[0][2] == pytest.approx(3 / 32 * side, abs=0.2)
    assert parts[0][2] < parts[40][2] < parts[320 - 1][2]


def test_another_class_and_back(explorer):
    """A press on a class explains its score; a second one gives the answer's back. The address keeps it."""
    here = explorer("#explorer?image=16")
    cat = here.page.locator(f"{ANSWER} button", has_text="cat")
    cat.click()
    here.page.mouse.move(5, 400)
    here.wait("document.querySelector('.x-dock').innerText.startsWith('cat:')")
    here.wait("location.hash.includes('class=3')")
    cat.click()
    here.page.mouse.move(5, 400)
    here.wait("document.querySelector('.x-dock').innerText.startsWith('dog:')")


def test_the_walls_are_walked_over_by_keys(explorer):
    """One tab stop a column, arrows inside, brackets between columns; Enter goes in, Escape comes out to where one was."""
    here = explorer("#explorer?image=16&layer=conv5&map=93")
    columns = here.page.locator(f"{COLUMNS} .x-cells")
    assert columns.count() == 5
    columns.nth(4).focus()
    here.page.keyboard.press("ArrowLeft")
    here.wait("location.hash.includes('map=92')")
    assert "map 92 of 128, its share of the score for dog" in columns.nth(4).get_attribute("aria-label")
    here.page.keyboard.press("[")
    here.wait("location.hash.includes('layer=conv4')")
    here.page.keyboard.press("Enter")
    here.wait("location.hash.includes('level=map')")
    here.page.keyboard.press("Escape")
    here.wait("location.hash.includes('level=network')")
    here.page.go_forward()
    here.wait("location.hash.includes('level=map') && document.querySelector('.is-inside')")
    here.page.go_back()
    here.wait("!document.querySelector('.is-inside')")


def test_on_a_phone_one_column_and_a_swipe_to_the_next(explorer):
    """Photo and the three largest bars stay in view; a tap chooses, a second one goes in."""
    here = explorer("#explorer?image=16", width=390, height=788, has_touch=True, is_mobile=True)
    assert here.page.locator(COLUMNS).count() == 1
    assert here.texts(f"{ANSWER} li:visible button") == ["cat", "dog", "horse"]
    cells = here.page.locator(f"{COLUMNS} .x-cells")
    box = cells.bounding_box()
    assert box["width"] / 11 >= 30
    session = here.context.new_cdp_session(here.page)
    y = box["y"] + 100
    for kind, x in (("touchStart", 300), ("touchMove", 200), ("touchMove", 80), ("touchEnd", None)):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [] if x is None else [{"x": x, "y": y}]})
    here.wait("document.querySelector('.x-column:not([hidden]) strong').innerText === 'conv5'")  # it is the last one
    for kind, x in (("touchStart", 80), ("touchMove", 200), ("touchMove", 300), ("touchEnd", None)):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [] if x is None else [{"x": x, "y": y}]})
    here.wait("document.querySelector('.x-column:not([hidden]) strong').innerText === 'conv4'")
    for state in ("map=0&", "level=map"):
        tap(here.page, here.page.locator(f"{COLUMNS} .x-cells"), position={"x": 10, "y": 10})
        here.wait(f"location.hash.includes({json.dumps(state)})")
    assert here.overflow() == 0


def test_cover_move_and_random_weights(explorer, model, x_test):
    """From the same bar: the shares are those that Python computes of the changed photo; *all as it was* undoes everything."""
    here = explorer("#explorer?image=16")
    here.page.get_by_role("button", name="cover a part").click()
    here.wait("/patch=12.12.8/.test(location.hash)")
    covered = x_test[16].copy()
    covered[12:20, 12:20] = 0
    assert shares_of(here) == pytest.approx(model(covered[None]).numpy()[0], abs=0.006)
    field = here.page.locator(".x-photo-field .x-cells")
    field.focus()
    here.page.keyboard.press("ArrowRight")
    here.wait("/patch=12.13.8/.test(location.hash)")
    here.page.get_by_role("button", name="move it").click()
    field.focus()
    here.page.keyboard.press("ArrowRight")
    here.wait("/shift=1.0/.test(location.hash) && /patch=&/.test(location.hash)")
    moved = np.roll(x_test[16], 1, axis=1)
    moved[:, 0] = 128 / 255 - 0.5
    assert shares_of(here) == pytest.approx(model(moved[None]).numpy()[0], abs=0.006)
    here.page.get_by_role("button", name="all as it was").click()
    here.wait("/shift=&/.test(location.hash)")
    assert shares_of(here) == pytest.approx(model(x_test[16:17]).numpy()[0], abs=0.006)


def shares_of(here):
    """The shares of the classes, as they stand beside the bars."""
    here.drawn()
    return [float(words.rstrip(" %")) / 100 for words in here.texts(f"{ANSWER} .x-value")]


IMPOSSIBLE = ["map=99999&row=999&level=number", "edits=x&off=9.9.9&patch=1&shift=a&paint=zz", "layer=nothing&map=7", "image=-1&class=77", "level=attic"]


@pytest.mark.parametrize("state", some(IMPOSSIBLE, *IMPOSSIBLE[:2]))
def test_a_state_that_nobody_can_have_leads_to_one_that_is(explorer, state):
    """No traceback, no empty page: what cannot be is left out."""
    here = explorer(f"#explorer?{state}")
    assert here.page.inner_text(DOCK).strip()
    assert not here.page.locator(".x-fault:visible").count()


@pytest.mark.parametrize(("width", "theme"), diagonal([1280, 390], ["light", "dark"], at_most=1))  # axe takes long with so many tiles
def test_nothing_that_axe_finds(explorer, axe_violations, theme, width):
    """The whole, and with the menu open."""
    here = explorer("#explorer?image=16", width=width, theme=theme)
    assert axe_violations(here.page) == []
    here.page.locator("summary", has_text="view").click()
    assert axe_violations(here.page) == []
    assert here.overflow() == 0


def test_the_link_holds_the_state(explorer):
    """What is copied, opened elsewhere, shows the same."""
    state = "image=25&layer=conv3&map=7&class=2&side=before&scale=map&order=share&off=1.31&edits=0.5.12_0.4&paint=3.4.ff0000"
    here = explorer(f"#explorer?{state}")
    here.page.locator("summary", has_text="view").click()
    here.page.get_by_role("button", name="Copy a link").click()
    here.wait(f"{json.dumps(state.split('&'))}.every((part) => location.hash.includes(part.replaceAll('%20', ' ')))")
    assert cifar10dict[2] in here.page.inner_text(DOCK)


@pytest.mark.thorough("counts 1,000 photos again; one count is compared in a quick run")
def test_with_a_filter_off_all_photos_are_counted_anew(explorer, model, x_test, y_test):
    """Beside the page, as Python counts them; the map is crossed out; with all as it was nothing is told of another network."""
    here = explorer("#explorer?image=16&off=11.93")
    labels = y_test.argmax(axis=1)
    right, usual = ((answers.argmax(axis=1) == labels).sum() for answers in (predict_without(model, x_test, {"relu5": [93]}), predict(model, x_test)))
    here.wait(f"document.querySelector('.x-right')?.innerText === 'Right on {right} of the 1,000 photos; as learned on {usual}.'")
    assert here.page.get_attribute(".x-crosses", "d").startswith("M")
    here.page.get_by_role("button", name="all as it was").click()
    here.wait("document.querySelector('.x-right').innerText === '' && document.querySelector('.x-crosses').getAttribute('d') === ''")


def test_a_map_that_is_named_can_be_pressed_and_another_photo_explains_its_own_answer(explorer):
    """The sentence below the wall leads into its maps. Who asked about a class of one photo is told the answer of the next one."""
    here = explorer("#explorer?image=16&class=3", width=390, height=788)
    assert here.page.locator(".x-tileframe").count() == 6  # of this column, on a phone
    here.page.locator(f"{DOCK} button", has_text="conv5's map").first.click()
    here.wait("location.hash.includes('level=map')")
    here.page.get_by_role("button", name="next photo").click()
    here.wait("location.hash.includes('image=17') && location.hash.includes('class=-1')")
