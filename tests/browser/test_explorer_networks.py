"""Any network in the explorer: folds, lanes, columns of many maps, branches that are named; one that a reader brings; what is refused."""

import keras
import numpy as np
import pytest
from explorer_page import ANSWER, COLUMNS, DOCK, LINES, explorer, explorer_address, visits  # noqa: F401  (fixtures)
from explorer_window import write_window
from keras import layers
from live_page import LivePage, write_page
from own_network import BYTES, NAMES, make_residual
from thorough import diagonal

from cnnviz_helpers import export_explorable, layer_outputs
from cnnviz_helpers.explorables.explore import explore
from cnnviz_helpers.explorables.own import read_network

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
WIDE, SHOWN, BLOCKS, IMAGE = 200, 128, 8, 16
FOLD, HEADS, PANEL = ".x-fold", ".x-column:not([hidden]) .x-head", ".x-networks"
# Whether a line lies over a tile: of each path many places, but for its ends, where it touches the edge of a column.
CROSSED = """() => {
  const boxes = [...document.querySelectorAll(".x-column:not([hidden]) .x-cells")].map((cells) => cells.getBoundingClientRect());
  const corner = document.querySelector(".x-drawing").getBoundingClientRect(), crossed = [];
  for (const path of document.querySelectorAll(".x-drawing g path")) {
    const long = path.getTotalLength();
    for (let at = 0; at <= long; at += 2) {
      const { x, y } = path.getPointAtLength(at), left = x + corner.left, top = y + corner.top;
      if (boxes.some((box) => left > box.left + 1 && left < box.right - 1 && top > box.top + 1 && top < box.bottom - 1)) crossed.push(path.getAttribute("d"));
    }
  }
  return [...new Set(crossed)];
}"""


def make_deep():
    """Eight blocks with a way past each, names as long as Keras makes them, one column of 200 maps, twelve classes."""
    keras.utils.set_random_seed(1)
    picture = keras.Input((16, 16, 3))
    x = layers.Conv2D(8, 3, padding="same", activation="relu", name="stem_convolution")(picture)
    for i in range(BLOCKS):
        y = layers.Conv2D(8, 3, padding="same", activation="relu", name=f"block_{i}_first_convolution")(x)
        y = layers.Conv2D(8, 3, padding="same", name=f"block_{i}_second_convolution")(y)
        x = layers.ReLU(name=f"block_{i}_relu")(layers.Add(name=f"block_{i}_sum")([x, y]))
    x = layers.Conv2D(WIDE, 1, activation="relu", name="wide")(x)
    return keras.Model(picture, layers.Dense(12, activation="softmax", name="answer")(layers.GlobalAveragePooling2D(name="gap")(x)))


COLUMN_NAMES = ["stem_convolution", *(f"block_{i}_{part}" for i in range(BLOCKS) for part in ("first_convolution", "second_convolution", "sum")), "wide"]


@pytest.fixture(scope="module")
def deep_folder(tmp_path_factory):
    """A folder with the deep network in `network`."""
    folder = tmp_path_factory.mktemp("deep")
    export_explorable(make_deep(), folder / "network")
    return folder


@pytest.fixture(scope="module")
def deep_address(serve, deep_folder):
    """Where the explorer of the deep network is served."""
    return serve(write_window(deep_folder / "page", read_network(deep_folder / "network")))


@pytest.fixture
def deep(browser, deep_address):
    """A function that opens it; nothing may go wrong."""
    yield from visits(browser, deep_address)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A residual network of grey pictures, and one of dense layers alone, in files."""
    folder, photo = tmp_path_factory.mktemp("files"), keras.Input((8, 8, 1))
    make_residual().save(folder / "residual.keras")
    keras.Model(photo, layers.Dense(3, activation="softmax", name="rows")(layers.Flatten(name="row")(photo))).save(folder / "rows.keras")
    export_explorable(make_residual(), folder / "residual", pixels=BYTES, classes=NAMES["residual"])
    export_explorable(keras.saving.load_model(folder / "rows.keras"), folder / "rows")
    return folder


def shown(here):
    """The names of the columns that stand there."""
    here.drawn()
    return here.page.locator(HEADS).evaluate_all("heads => heads.map((head) => head.title.split('\\n')[0])")


def unfolded(here, words):
    """Wait until the column of a layer is there, and has the focus."""
    here.wait(f"document.activeElement.getAttribute('aria-label')?.startsWith('{words}') && document.activeElement.offsetParent")
    here.drawn()


def test_a_fold_opens_around_its_middle(deep):
    """It says how many layers it holds, and which; pressed, its middle one stands there, and is what is chosen."""
    here = deep()
    assert shown(here)[0] == "stem_convolution" and shown(here)[-1] == "wide" and len(shown(here)) > 4
    fold = here.page.locator(FOLD)
    names = fold.get_attribute("title").split("\n")
    assert fold.inner_text() == f"{len(names)} layers" and all(name in fold.get_attribute("aria-label") for name in names)
    assert [*shown(here)[:1], *names, *shown(here)[1:]] == COLUMN_NAMES
    fold.click()
    middle = names[len(names) // 2]
    unfolded(here, middle)
    assert middle in shown(here) and {"stem_convolution", "wide"} <= set(shown(here))
    here.wait(f"location.hash.includes('layer={middle}&')")
    folds = here.page.locator(FOLD).all()
    assert len(folds) == 2 and sum(len(one.get_attribute("title").split("\n")) for one in folds) + len(shown(here)) == len(COLUMN_NAMES)


def test_folds_by_keyboard(deep):
    """Tab comes to a fold between columns, Enter unfolds it; brackets walk through all columns, to both ends."""
    here = deep()
    keys = here.page.keyboard
    here.page.locator(f"{COLUMNS} .x-cells").first.focus()
    keys.press("Tab")
    assert here.page.evaluate("document.activeElement.className") == FOLD[1:]
    middle = here.page.locator(FOLD).get_attribute("title").split("\n")
    keys.press("Enter")
    unfolded(here, middle[len(middle) // 2])
    at = COLUMN_NAMES.index(middle[len(middle) // 2])
    for name in [*COLUMN_NAMES[at + 1 :], *COLUMN_NAMES[-2::-1], COLUMN_NAMES[0]]:
        keys.press("]" if at < COLUMN_NAMES.index(name) else "[")
        at = COLUMN_NAMES.index(name)
        unfolded(here, name)
        assert name in shown(here)


def test_folds_by_touch(deep):
    """A tap unfolds; on a phone one column stands there, and its head says which of how many."""
    here = deep(has_touch=True)
    middle = here.page.locator(FOLD).get_attribute("title").split("\n")
    box = here.page.locator(FOLD).bounding_box()
    assert box["width"] >= 24
    here.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + 200)
    unfolded(here, middle[len(middle) // 2])
    phone = deep("#explorer?layer=block_2_sum", width=390, height=788, has_touch=True, is_mobile=True)
    assert shown(phone) == ["block_2_sum"] and not phone.page.locator(FOLD).count()
    assert f"{COLUMN_NAMES.index('block_2_sum') + 1} of {len(COLUMN_NAMES)}" in phone.page.inner_text(HEADS)
    assert phone.overflow() == 0


def test_lines_run_beside_and_over_tiles(deep):
    """No line crosses a tile: not those in gutters, not those past columns, nor those to folds. Some lead past a column, and end in an arrow."""
    here = deep("#explorer?layer=block_4_sum&image=8")
    past = here.page.locator(LINES).evaluate_all("all => all.filter((path) => path.getAttribute('d').split('M').length === 3).length")
    assert past >= 3 and here.page.locator(FOLD).count() == 2
    assert here.page.evaluate(CROSSED) == []
    heads = here.page.locator(HEADS).evaluate_all("heads => heads.map((head) => head.title)")
    assert "block_4_sum\nblock_3_sum + block_4_second_convolution\n8 maps · 16 × 16" in heads
    assert here.page.locator(f"{COLUMNS} .x-cells[aria-label*='made of block_3_sum and block_4_second_convolution']").count() == 1


def test_names_have_room(deep):
    """Long names are shortened in their middle; no head lies over the next one."""
    here = deep(width=1920, height=1080)
    rows = here.page.locator(HEADS).evaluate_all(
        """heads => [0, 1].map((row) => heads.map((head) => {
          const range = document.createRange();
          range.selectNodeContents(head.children[row]);
          const { left, right } = range.getBoundingClientRect();
          return { left, right, words: head.children[row].textContent };
        }))"""
    )
    assert len(rows[0]) > 10 and all("…" in head["words"] for head in rows[0][1:-1])
    for row in rows:
        assert [(a["words"], b["words"]) for a, b in zip(row, row[1:]) if a["right"] > b["left"]] == []


def test_of_many_maps_those_of_the_largest_shares(deep, deep_folder):
    """128 of 200, by number, as Keras has the shares; a chosen one among them, however small its share."""
    model = make_deep()
    outputs = layer_outputs(model, read_network(deep_folder / "network").numbers(IMAGE))
    shares = outputs["gap"][0] * model.get_layer("answer").kernel.numpy()[:, outputs["answer"][0].argmax()]
    largest = np.argsort(-abs(shares), kind="stable")[:SHOWN]
    here = deep(f"#explorer?layer=wide&map={largest[0]}&image={IMAGE}")
    cells = here.page.locator(f"{COLUMNS} .x-cells").last
    assert cells.get_attribute("aria-label").startswith(f"wide, {SHOWN} of {WIDE} maps, those of the largest shares")
    cells.focus()
    for _ in range(SHOWN // 8):
        here.page.keyboard.press("ArrowUp")
    here.page.keyboard.press("Home")
    for expected in sorted(largest)[:5]:
        here.wait(f"document.activeElement.getAttribute('aria-label').includes('map {expected} of {WIDE}')")
        here.page.keyboard.press("ArrowRight")
    weakest = int(abs(shares).argmin())
    again = deep(f"#explorer?layer=wide&map={weakest}&image={IMAGE}")
    assert weakest not in largest and f"map {weakest} of {WIDE}" in again.page.locator(f"{COLUMNS} .x-cells").last.get_attribute("aria-label")


def test_twelve_classes(deep):
    """Ten bars, the largest first; the class whose score is explained is the answer."""
    here = deep()
    shares = [float(words.rstrip(" %")) for words in here.texts(f"{ANSWER} .x-value")]
    assert len(shares) == 10 and shares == sorted(shares, reverse=True)
    assert here.page.inner_text(DOCK).startswith(here.page.locator(f"{ANSWER} .x-class").first.inner_text() + ":")


@pytest.mark.parametrize(("width", "theme"), diagonal([390, 1280], ["dark", "light"], at_most=1))  # axe takes long with so many tiles
def test_nothing_that_axe_finds(deep, explorer, axe_violations, theme, width):
    """In a wall with folds, and in the panel where a network is given, with its questions."""
    here = deep("#explorer?layer=block_4_sum", width=width, theme=theme)
    assert axe_violations(here.page) == []
    book = explorer(width=width, theme=theme)
    open_panel(book)
    assert axe_violations(book.page) == []
    assert book.overflow() == 0


def open_panel(here):
    here.page.locator("summary", has_text="view").click()
    here.page.get_by_role("button", name="another network").click()
    here.page.wait_for_selector(f"{PANEL}:visible .x-pick")


def bring(here, file, range="0..255", names=NAMES["residual"]):
    here.page.set_input_files(f"{PANEL} .x-pick input >> nth=0", file)
    here.page.wait_for_selector(f"{PANEL} .x-ask:visible")
    here.page.locator(".x-ask select").first.select_option(range)
    here.page.locator(".x-ask textarea").fill("\n".join(names))
    here.page.get_by_role("button", name="Open", exact=True).click()


def shares_of(here):
    here.drawn()
    return dict(zip(here.texts(f"{ANSWER} .x-class"), (float(words.rstrip(" %")) / 100 for words in here.texts(f"{ANSWER} .x-value"))))


def test_a_network_that_a_reader_brings(explorer, files):
    """It stands in the same page: its name, its columns, Keras's shares; its link says what it lacks; the book's comes back."""
    here = explorer()
    before = here.page.inner_text(DOCK)
    open_panel(here)
    bring(here, files / "residual.keras")
    here.wait("document.querySelector('.x-name').textContent === 'residual.keras'")
    own, model = read_network(files / "residual"), make_residual()
    expected = dict(zip(NAMES["residual"], model(own.numbers(IMAGE)[None]).numpy()[0]))
    assert shares_of(here) == pytest.approx(expected, abs=0.006)
    assert shown(here) == ["stem", "conv", "add", "last"] and here.page.evaluate("document.activeElement.textContent") == "view"
    here.page.locator("summary", has_text="view").click()
    here.page.get_by_role("button", name="Copy a link").click()
    here.page.get_by_text("A link cannot hold your network").wait_for()
    here.page.get_by_role("button", name="another network").click()
    here.page.get_by_role("button", name="Back to the book's network").click()
    here.wait("document.querySelector('.x-name').textContent === 'The whole network'")
    here.drawn()
    assert here.page.inner_text(DOCK) == before and len(shown(here)) == 5


def test_keys_are_those_of_the_network_that_is_shown(explorer, files):
    """What was open in the other one is gone: Escape leads out of nothing, a bracket goes one column on."""
    here = explorer()
    here.page.locator(f"{COLUMNS} .x-cells").first.focus()
    here.page.keyboard.press("Enter")
    here.wait("document.querySelector('.is-inside') && history.state.explorer")
    open_panel(here)
    bring(here, files / "residual.keras")
    here.wait("document.querySelector('.x-name').textContent === 'residual.keras'")
    here.drawn()
    assert not here.page.locator(".is-inside").count()
    here.page.locator(f"{COLUMNS} .x-cells").nth(1).focus()
    before = here.page.evaluate("history.state")
    here.page.keyboard.press("Escape")
    here.page.keyboard.press("[")
    here.wait("document.activeElement.getAttribute('aria-label').startsWith('add,')")  # it begins at the last one
    assert before and here.page.evaluate("history.state") == before


def test_what_is_refused_is_a_sentence_there_and_in_python(explorer, files):
    """Dense layers alone have no maps; the network that was shown stays. Escape gives up the questions, then closes the panel."""
    here = explorer()
    open_panel(here)
    bring(here, files / "rows.keras", names=["a", "b", "c"])
    here.page.wait_for_selector(f"{PANEL} .x-fault:visible")
    sentence = here.page.inner_text(f"{PANEL} .x-fault")
    with pytest.raises(ValueError) as refused:
        explore("explorer", network=files / "rows")
    assert sentence == str(refused.value) and sentence.startswith("Expected a network with maps")
    assert len(shown(here)) == 5
    here.page.set_input_files(f"{PANEL} .x-pick input >> nth=0", files / "residual.keras")
    here.page.wait_for_selector(f"{PANEL} .x-ask:visible")
    here.page.keyboard.press("Escape")
    assert here.page.locator(PANEL).is_visible() and not here.page.locator(f"{PANEL} .x-ask").is_visible()
    here.page.keyboard.press("Escape")
    assert not here.page.locator(PANEL).is_visible() and here.page.evaluate("document.activeElement.textContent") == "view"


def test_the_workbench_holds_the_explorer(browser, serve, tmp_path_factory, files):
    """One of its figures: as high as the window, for the network that is open there, and over the whole screen."""
    here = LivePage(browser, serve(write_page(tmp_path_factory.mktemp("bench"), "workbench")), "#workbench?figure=explorer")
    page = here.page
    page.wait_for_selector(".x-shown .x-explorer.is-ready")
    assert page.locator(".x-shown .x-explorer").bounding_box()["height"] >= 880
    page.set_input_files(".x-take .x-pick input >> nth=0", files / "residual.keras")
    page.wait_for_selector(".x-ask:visible")
    page.locator(".x-ask select").first.select_option("0..255")
    page.get_by_role("button", name="Open", exact=True).click()
    here.wait("document.querySelector('.x-now strong').textContent === 'residual.keras:' && document.querySelector('.x-shown .is-ready')")
    expected = make_residual()(read_network(files / "residual").numbers(IMAGE)[None]).numpy()[0]
    assert sorted(shares_of(here).values()) == pytest.approx(sorted(expected), abs=0.006)
    page.get_by_role("button", name="full screen").click()
    here.wait("document.fullscreenElement?.matches('.x-explorer')")
    assert shown(here) == ["stem", "conv", "add", "last"]
    page.locator(f"{COLUMNS} .x-cells").first.focus()
    page.keyboard.press("Enter")
    here.wait("document.querySelector('.is-inside')")
    page.keyboard.press("Escape")
    assert here.close() == []
