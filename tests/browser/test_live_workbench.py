"""The workbench: a network that a reader brings is read, asked about, opened, shown in every figure, kept; and what is refused gets a sentence."""

import base64
import contextlib
import re

import numpy as np
import pytest
from firefox import Firefox
from good_file import Good
from hostile_files import BROKEN, ZIPS
from hostile_networks import CONFIGS, EXPORTS
from keras import Input, Sequential, layers
from live_page import write_page
from own_network import NAMES
from PIL import Image
from thorough import LOOKS, some, thorough
from waiting import wait_until
from workbench_page import DROP, FAULT, FILE, FORM, IMAGE, Bench, address, networks, opened, visit  # noqa: F401  (fixtures)
from x_ray_page import as_file

from cnnviz_helpers import class_evidence, export_explorable, layer_outputs, network_table, predict_without
from cnnviz_helpers.assets import LABELS, NETWORK, WEIGHTS
from cnnviz_helpers.explorables.figures import HELD

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
CLASSES, EXPLORER, SLOPES = NAMES["residual"], "The whole network", "One weight"  # the first that asks for slopes


def real(words):
    return float(words.replace("−", "-"))


def said(page, pattern):
    """What the live region says, once that fits."""
    wait_until(page.page, "pattern => new RegExp(pattern).test(document.querySelector('.x-shown .x-live')?.textContent)", arg=pattern, timeout=15_000)
    return re.search(pattern, page.page.locator(".x-shown .x-live").inner_text())


@pytest.mark.thorough("shows every figure again; each opens on such a file in a quick run")
def test_every_figure_on_a_keras_file(visit, networks):
    """Each shows Keras's numbers of the photo, in the network's size, in grey, in the range that was answered."""
    picture = networks.own.numbers(IMAGE)
    outputs = {name: values[0] for name, values in layer_outputs(networks.steps, picture).items()}
    shares = np.array(networks.model(picture[None]))[0]
    says = rf"The network says {CLASSES[shares.argmax()]}, {100 * shares.max():.0f} %"
    with opened(visit, networks) as page:
        assert len(page.tabs()) == len(HELD) - 3 and not {"Filters being born", "Is 65 % a 65 %?", "The mistakes"} & {*page.tabs()}  # no snapshots, no classes
        page.figure("Ten bars")
        said(page, says)
        assert page.bars() == pytest.approx({name: 100 * share for name, share in zip(CLASSES, shares)}, abs=0.51)
        page.figure("X-ray")
        said(page, says)
        which, low, high = re.search(r"stem, map (\d+) of 6: from (\S+) to (\S+),", page.page.locator(".x-look > p").inner_text()).groups()
        one = outputs["stem"][..., int(which)]
        assert (real(low), real(high)) == pytest.approx((one.min(), one.max()), abs=0.006)
        page.figure("One number")
        total = page.page.locator(".x-total strong").inner_text()
        layer, channel, row, column, value = re.match(r"(\w+), map (\d+), row (\d+), column (\d+): (\S+)", total).groups()
        assert real(value) == pytest.approx(float(outputs[layer][int(row), int(column), int(channel)]), rel=2e-5, abs=2e-4)
        page.figure("Sliding window")
        before = said(page, "added up, are .*")[0]
        page.page.get_by_label("kernel", exact=True).select_option("4")
        wait_until(page.page, "before => !document.querySelector('.x-shown .x-live').textContent.endsWith(before)", arg=before)
        row, column, value = said(page, r"Row (\d+), column (\d+): .*added up, are (\S+)\. ").groups()
        kernel, window = networks.model.get_layer("stem").get_weights()[0][:, :, 0, 4], picture[int(row) :, int(column) :, 0][:3, :3]
        assert real(value) == pytest.approx(float((window * kernel).sum()), abs=6e-3)
        page.figure("Kernel lab")
        number, low, high = said(page, r"Feature map of filter (\d+), as learned: from (\S+) to (\S+)\. ").groups()
        one = outputs["stem"][..., int(number)]
        assert (real(low), real(high)) == pytest.approx((one.min(), one.max()), abs=0.006)
        page.figure("Shift lab")
        moved = np.array(networks.model(np.roll(picture, 3, 1)[None]))[0]  # as it opens
        assert said(page, r"moved by dx 3, dy 0.*says (.+?); ")[1] == CLASSES[moved.argmax()]
        page.figure("Where")
        logit = class_evidence(networks.model, picture, int(page.page.get_by_label("evidence for", exact=True).input_value())).logit
        assert f"logit {logit:.3f}".replace("-", "−") in page.texts(".x-where > p")[-1].replace("\n", " ")
        page.figure("Ablation bench")
        page.page.locator(".x-switches button").nth(1).click()
        pictures = np.stack([networks.own.numbers(i) for i in range(1000)])
        off = [i for i, button in enumerate(page.page.locator(".x-switches button").all()) if button.get_attribute("aria-pressed") == "true"]
        layer = page.page.get_by_label("layer", exact=True).input_value()
        kept = predict_without(networks.steps, pictures, layer, off).argmax(1) == networks.model.predict(pictures, verbose=0).argmax(1)
        wait_until(
            page.page,
            "words => document.querySelector('.x-result').textContent.includes(words)",
            arg=f"{100 * kept.mean():.1f} % of all photos keep the answer",
        )


@pytest.mark.parametrize("first", some(range(4), 0))
def test_every_figure_opens_on_a_keras_file(visit, networks, first):
    """Every fourth figure from the `first` on. One after the other: each says something about it, in its own frame, and nothing fails; its classes are named, none of the book's is.

    Its random weights give few different answers: the mosaic says so.
    """
    with opened(visit, networks) as page:
        for name in page.tabs()[first::4]:
            page.figure(name)
            told = page.page.locator(".x-shown .x-frame .x-live:not(:empty), .x-shown .x-fault:visible").first
            told.wait_for(state="attached", timeout=20_000)
            page.drawn()
            if name == "Where, really?":
                assert "at least 4 different answers" in told.inner_text() and page.complaints.pop()
            assert page.complaints == [] and "airplane" not in page.page.locator(".x-shown").inner_text(), name


@pytest.mark.parametrize("way", [thorough("files"), "zip"])
def test_what_export_explorable_wrote(visit, networks, way):
    """It tells all itself: no question; its own pictures, their classes, the moments of training."""
    page, name = visit(), {"files": "network.json", "zip": "exported.zip"}[way]
    page.bring(*(sorted((networks.folder / "exported").iterdir()) if way == "files" else [networks.folder / "exported.zip"]))
    page.is_open(sorted(file.name for file in (networks.folder / "exported").iterdir())[0] if way == "files" else name)
    assert not page.page.locator(FORM).is_visible() and "Filters being born" in page.tabs()
    page.figure("Ten bars")
    field = page.page.get_by_label("photo", exact=True)
    assert field.get_attribute("max") == "1"
    for image, name in enumerate(["cow", "ant"]):
        field.fill(str(image))
        field.press("Enter")
        wait_until(page.page, "name => document.querySelector('.x-picker .x-name').textContent === name", arg=name)
        shares = np.array(networks.model(networks.labelled.numbers(image)[None]))[0]
        wait_until(
            page.page,
            "words => document.querySelector('.x-shown .x-live').textContent.includes(words)",
            arg=f"{CLASSES[shares.argmax()]}, {100 * shares.max():.0f} %",
        )
    page.figure("Filters being born")
    said(page, r"Step 0 of 4: loss ")


def test_what_is_asked(visit, networks, tmp_path):
    """Range and names must be there: the field that lacks something gets the focus. A text file fills in the names. Escape ends it."""
    page = visit()
    keys = page.page.keyboard
    page.bring(networks.folder / "residual.keras")
    page.asks()
    focused = "document.activeElement.labels?.[0]?.textContent"
    assert page.page.evaluate(focused) == "Its pictures were numbers from"
    assert "does not tell" in page.page.locator(FORM).inner_text() and "pictures of 24 × 20 in grey" in page.page.locator(FORM).inner_text()
    assert not page.page.get_by_label("Order of colours").count() and not page.page.get_by_label("softmax").count()
    page.answer()
    assert page.fault().startswith("Choose the range") and page.page.evaluate(focused) == "Its pictures were numbers from"
    page.answer("0..255", ["ant", "bee"])
    wait_until(page.page, f"document.querySelector('{FAULT}').textContent.startsWith('Expected 4 names, one a line, got 2')")
    assert page.page.evaluate(focused) == "Names of its 4 classes, one a line"
    page.bring({"name": "names.txt", "mimeType": "text/plain", "buffer": "\ufeffelk\r\nfox\n\n gnu \nhen".encode()})
    wait_until(page.page, "document.querySelector('.x-ask textarea').value === 'elk\\nfox\\ngnu\\nhen'")
    assert not page.page.locator(FAULT).is_visible()
    keys.press("Escape")
    assert not page.page.locator(FORM).is_visible() and page.page.evaluate(focused) == "Choose a file"
    (tmp_path / "names.txt").write_text("elk\nfox\ngnu\nhen\n")
    page.bring(networks.folder / "residual.keras", tmp_path / "names.txt")
    page.asks()
    page.answer("0..255")
    page.is_open("residual.keras")
    page.figure("Ten bars")
    wait_until(page.page, "document.querySelectorAll('.x-class').length === 4")
    assert set(page.page.locator(".x-class").all_inner_texts()) == {"elk", "fox", "gnu", "hen"}


def test_by_keyboard_alone(visit, networks):
    """From the field for files to the open network, whose line then has the focus; the next key is at the table and the figures."""
    page = visit()
    keys = page.page.keyboard
    page.page.on("filechooser", lambda chooser: chooser.set_files(networks.folder / "residual.keras"))
    keys.press("Tab")
    assert page.page.evaluate("document.activeElement.labels?.[0]?.textContent") == "Choose a file"
    keys.press("Enter")
    page.asks()
    for key in ("0 to 255", "Tab", "Tab", "Space", "Tab", "Enter"):
        keys.type(key) if " " in key else keys.press(key)
    page.is_open("residual.keras")
    wait_until(page.page, "document.activeElement === document.querySelector('.x-now > p')")
    keys.press("Tab")
    keys.press("Enter")
    assert page.page.evaluate("document.activeElement.textContent") == "What each step costs"
    wait_until(page.page, "document.querySelectorAll('.x-wide tbody tr').length > 3")


@pytest.mark.thorough("a rare way to use it; usual ones are tested in a quick run")
def test_ten_classes_and_their_range(visit, networks):
    """The book's own network, in a file that does not say it: with the right range it is right most often."""
    page = visit()
    page.bring(networks.folder / "book.keras")
    page.asks()
    page.page.get_by_role("button", name="They are the ten of CIFAR-10").click()
    wait_until(page.page, "/gives the most/.test(document.querySelector('.x-ask .x-field .x-hint[role=status]').textContent)")
    hint = page.page.locator(".x-ask .x-hint[role=status]").inner_text()
    right = {name: int(n) for n, name in re.findall(r"(\d+) with (.*?)(?:, (?=\d)|\. The)", hint)}
    assert len(right) == 5 and max(right, key=right.get) == "−0.5 to 0.5" and right["−0.5 to 0.5"] > 60
    assert page.page.locator(".x-ask textarea").input_value().startswith("airplane\n")
    page.answer("-0.5..0.5")
    page.is_open("book.keras")
    page.figure("Ten bars")
    said(page, "The network says dog, 85 %")
    assert page.page.locator(".x-picker .x-name").inner_text() == "dog"  # the photos' classes are known


@pytest.mark.thorough("a rare way to use it; usual ones are tested in a quick run")
def test_one_chance(visit, networks):
    """A sigmoid is for two names; its first layer rescales bytes, so the range is known."""
    page = visit()
    page.bring(networks.folder / "chance.keras")
    page.asks()
    assert page.page.locator(".x-ask select").first.input_value() == "0..255" and "takes 0 to 255" in page.page.locator(FORM).inner_text()
    assert page.page.get_by_label("Names of its 2 classes, one a line: the share it gives is that of the second").count() == 1
    page.answer(names=["animal", "vehicle"])
    page.is_open("chance.keras")
    page.figure("Ten bars")
    said(page, "The network says (animal|vehicle), ")
    assert sum(page.bars().values()) == pytest.approx(100, abs=0.2)


@pytest.mark.parametrize(("file", "words", "n"), [("scores.keras", "softmax", 10), thorough("score.keras", "sigmoid", 2)])
def test_scores_become_shares(visit, networks, file, words, n):
    """A network that ends in scores: with a step behind them that makes shares; without it, one sentence, and what was open stays."""
    page = visit()
    page.bring(networks.folder / file)
    page.asks()
    box = page.page.get_by_label(words)
    assert box.is_checked() and page.page.locator(".x-ask textarea").input_value().count("\n") == n - 1
    if n == 10:
        page.page.locator(".x-ask textarea").fill("\n".join(f"thing {i}" for i in range(n)))
        box.uncheck()
        page.answer("-0.5..0.5")
        assert page.fault().startswith("Expected a softmax or a sigmoid at the end") and page.now().startswith("The book's network:")
        box.check()
    page.answer("-0.5..0.5")
    page.is_open(file)
    page.figure("Ten bars")
    said(page, "The network says thing 5, 85 %" if n == 10 else "The network says class [01], ")


@pytest.mark.thorough("a rare way to use it; usual ones are tested in a quick run")
def test_kept_and_removed(visit, networks):
    """Kept across a reload if the reader says so; removed; and back to the book's."""
    page = visit()
    page.bring(networks.folder / "residual.keras")
    page.asks()
    page.answer("0..255", CLASSES, **{"Keep it in this browser": True})
    page.is_open("residual.keras")
    page.page.get_by_role("button", name="Back to the book's network").click()
    page.is_open("The book's network")
    assert not page.page.get_by_role("button", name="Back to the book's network").is_visible() and len(page.tabs()) == len(HELD)
    page.page.reload()
    page.page.get_by_role("button", name="Open it").click()
    page.is_open("residual.keras")
    page.page.get_by_role("button", name="Remove it").click()
    page.page.get_by_role("button", name="Open it").wait_for(state="hidden")
    assert page.now().startswith("residual.keras:")  # it stays open
    page.page.reload()
    page.is_open("The book's network")
    assert not page.page.get_by_role("button", name="Open it").count() or not page.page.get_by_role("button", name="Open it").is_visible()


@pytest.mark.thorough("a rare way to use it; usual ones are tested in a quick run")
def test_of_two_files_the_last_one_counts(visit, networks):
    """Also while the first is being read; and a table that is opened meanwhile disturbs nothing."""
    page = visit()
    page.page.evaluate("""() => {
      window.asked = [];
      new MutationObserver(() => window.asked.push(document.querySelector(".x-ask").textContent))
        .observe(document.querySelector(".x-ask"), { childList: true });
    }""")
    # The second one is dropped on a figure.
    both = [[".x-drop", dropped(networks.folder / "book.keras")], [".x-shown", dropped(networks.folder / "chance.keras")]]
    page.page.evaluate(f"([one, other]) => {{ ({DROP})(one); document.querySelector('.x-now summary').click(); ({DROP})(other); }}", both)
    page.asks()
    page.page.wait_for_timeout(300)
    assert [("chance" in words, "book" in words) for words in page.page.evaluate("window.asked")] == [(True, False)]
    page.answer(names=["animal", "vehicle"])
    page.is_open("chance.keras")
    assert page.page.locator(".x-wide tbody tr").first.inner_text().startswith("scale")


def dropped(path):
    return [{"name": path.name, "content": base64.b64encode(path.read_bytes()).decode()}]


def test_a_network_too_large_for_the_browser(visit, networks):
    """A sentence; what was open lives on."""
    small = """const Memory = WebAssembly.Memory;
    WebAssembly.Memory = function (wanted) { if (window.isFull) throw new RangeError("out of memory"); return new Memory(wanted); };"""
    page = visit(script=small)
    page.bring(networks.folder / "residual.keras")
    page.asks()
    page.page.evaluate("window.isFull = true")
    page.answer("0..255")
    assert re.fullmatch(r"This network needs \d+ MB, more than the browser gives; take a smaller one\.", page.fault())
    page.page.evaluate("window.isFull = false")
    assert page.now().startswith("The book's network:")
    page.figure("Ten bars")
    said(page, "The network says dog")
    page.answer("0..255")
    page.is_open("residual.keras")


def without():
    """Layers that lack what others have learned."""
    parts = [
        layers.Normalization(mean=[1.0, 2.0, 3.0], variance=[2.0, 1.0, 3.0]),
        layers.SeparableConv2D(5, 3, depth_multiplier=2, use_bias=False, activation="relu"),
        layers.BatchNormalization(scale=False),
        layers.Conv2DTranspose(4, 2, use_bias=False),
        layers.LayerNormalization(center=False),
        layers.PReLU(shared_axes=[1, 2]),
        layers.GlobalAveragePooling2D(),
        layers.Dense(3, activation="softmax", use_bias=False),
    ]
    return Sequential([Input((12, 10, 3)), *parts])


@pytest.mark.thorough("a rare way to use it; usual ones are tested in a quick run")
def test_what_it_costs(visit, networks, tmp_path):
    """The table says of each step what Python's says; also of layers without a bias, or without a scale."""
    with opened(visit, networks) as page:
        page.page.locator("summary", has_text="costs").click()
        compare_costs(page, network_table(networks.model))
        refused = page.page.locator(".x-now details", has_text="cannot show it")
        refused.locator("summary").click()
        assert "Filters being born Expected the file snapshots.safetensors" in refused.inner_text()
        model = without()
        model.save(tmp_path / "without.keras")
        page.bring(tmp_path / "without.keras")
        page.asks()
        page.answer("0..1")
        page.is_open("without.keras")
        compare_costs(page, network_table(model))


def test_how_long_a_picture_takes_is_said_at_last(visit, networks):
    """Once the figure is there: it is measured a few runs at a time (engine_facts.mjs)."""
    with opened(visit, networks) as page:
        wait_until(page.page, "/; [0-9.]+ ms in this browser/.test(document.querySelector('.x-now').textContent)")


def compare_costs(page, table):
    page.page.wait_for_selector(".x-wide tbody tr")
    rows = [row.split("\t") for row in page.texts(".x-wide tbody tr")]
    expected = [(row.name, row.kind, row.parameters, row.multiply_adds, row.bytes) for row in table.rows]
    assert [(row[0], row[1], *(int(cell.replace(",", "")) for cell in row[3:])) for row in rows] == expected
    assert f"{len(rows)} steps, {table.parameters:,} parameters, {table.multiply_adds:,} multiply-adds" in page.now()


# Of each sort some: what is no file, damaged weights, what would run or hold the page, what a folder may say.
HOSTILE = [
    *[ZIPS[name] for name in ("no zip", "nothing in it", "another file", "cut in the middle", "a bomb", "a size of 3 GB", "a password", "an older .h5")],
    *[BROKEN[name] for name in ("signature", "tree", "a tree that is its own branch", "a huge shape", "numbers outside")],
    *[case for cases in (CONFIGS, EXPORTS) for case in list(cases.values())[:: max(1, len(cases) // 6)]],
]


def test_hostile_files(visit, networks, tmp_path):
    """One sentence each in the alert, soon; nothing of a file is run, nothing is asked for but our own modules; what was open stays."""
    small = Sequential([Input((8, 8, 3)), layers.Conv2D(4, 3, name="conv"), layers.Flatten(name="flat"), layers.Dense(2, name="last")])
    small.save(tmp_path / "good.keras")
    exported = export_explorable(small, tmp_path / "good")
    good = Good(tmp_path / "good.keras", {name: (exported / name).read_bytes() for name in (NETWORK, WEIGHTS, LABELS)})
    page = visit()
    page.page.evaluate("window.ran = 0")
    assert len(HOSTILE) >= 20
    before = None
    for make, words in HOSTILE:
        files = make(good)
        page.page.evaluate(f"document.querySelector('{FAULT}').hidden = true")
        page.bring(*({"name": name, "mimeType": "", "buffer": content} for name, content in files.items()))
        sentence = page.fault()
        assert re.search(words, sentence) and sentence.endswith(".") and "\n" not in sentence, sentence
        before = len(page.requests) if before is None else before
    assert len(page.requests) == before  # the reader came with the first
    assert page.now().startswith("The book's network:") and page.page.evaluate("window.ran") == 0
    assert not page.page.locator(FORM).is_visible()


MARKUP = "<img src=x onerror='window.ran = 1'>"


def test_names_are_text(visit, networks):
    """Markup in a file's name, and in the names of classes, is shown as it is."""
    page = visit()
    page.bring({"name": f"{MARKUP}.keras".replace("/", ""), "mimeType": "", "buffer": (networks.folder / "residual.keras").read_bytes()})
    page.asks()
    page.answer("0..255", [MARKUP, "b", "c", "d"])
    wait_until(page.page, "document.querySelector('.x-now strong').textContent.startsWith('<img')")
    page.figure("Ten bars")
    wait_until(page.page, "[...document.querySelectorAll('.x-class')].some((name) => name.textContent.startsWith('<img'))")
    assert not page.page.evaluate("window.ran") and not page.page.locator(".x-bench-all img").count()


FROM_READER, FROM_BRINGER = "Expected a Sequential or functional model", "kept in this browser"


def test_the_books_network_alone_needs_no_reader(visit):
    """Not one byte of what reads files, or brings networks, or shows others; only what shows slopes needs more."""
    page = visit()
    others = r"reader/|bring-network|any-network|cost-table|more-kinds"
    for name in page.tabs():
        if name == SLOPES:
            assert not [url for url in page.requests if "more.wasm" in url]
        page.figure(name)
    assert page.tabs()[-1] == EXPLORER and not [url for url in page.requests if re.search(others, url)]
    addresses = [url for url in page.requests if url.endswith((".mjs", ".js"))]
    scripts = page.page.evaluate("(all) => Promise.all(all.map(async (one) => (await fetch(one)).text()))", addresses)
    assert len(scripts) > 9 and not [words for words in (FROM_READER, FROM_BRINGER) for text in scripts if words in text]  # nor in a bundle


@pytest.mark.thorough("a rare way to use it; usual ones are tested in a quick run")
def test_links(visit, networks):
    """An address names a figure and its state; a link that is copied inside the workbench opens it there."""
    page = visit("#workbench?figure=one-number&layer=dense&map=5&image=16", permissions=["clipboard-read", "clipboard-write"])
    wait_until(page.page, "document.querySelector('.x-total strong')?.textContent.startsWith('dense, dog: ')")
    number = page.page.locator(".x-total strong").inner_text()
    page.page.get_by_role("button", name="Copy a link").click()
    wait_until(page.page, "document.querySelector('.x-foot button').textContent !== 'Copy a link to this state'")
    link = page.page.evaluate("navigator.clipboard.readText()")
    assert "#workbench?figure=one-number&" in link and "layer=dense" in link
    again = visit(link[link.index("#") :])
    wait_until(again.page, "words => document.querySelector('.x-total strong')?.textContent === words", arg=number)
    assert again.page.locator(".x-tabs [aria-pressed=true]").inner_text() == "One number"


def test_a_folder_is_dropped(visit, networks):
    """By the browser itself, which gives a directory: what lies in it is read as if its files had been chosen, also beside a folder in it."""
    folder = networks.folder / "exported"
    (folder / "older").mkdir(exist_ok=True)
    page = visit()
    box = page.page.locator(".x-drop").bounding_box()
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + 10}
    page.page.evaluate("""() => addEventListener("drop", ({ dataTransfer: { items } }) => {
      window.dropped = [...items].map((item) => item.webkitGetAsEntry().isDirectory);
    }, { capture: true })""")
    session = page.page.context.new_cdp_session(page.page)
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, **at, "data": {"items": [], "files": [str(folder)], "dragOperationsMask": 1}})
    wait_until(page.page, "document.querySelector('.x-take .x-fault:not([hidden])') || !document.querySelector('.x-now strong').textContent.includes('book')")
    assert page.page.evaluate("window.dropped") == [True]
    assert not page.page.locator(FAULT).is_visible() and not page.page.locator(FORM).is_visible()
    assert "Filters being born" in page.tabs()  # its snapshots came with it


@pytest.mark.thorough("a rare way to use it; usual ones are tested in a quick run")
def test_a_link_cannot_hold_a_network_of_the_readers_own(visit, networks):
    """Whoever copies one is told, also beside a picture of their own, until the book's network is back."""
    with opened(visit, networks, permissions=["clipboard-read", "clipboard-write"]) as page:
        said_at_link = "document.querySelector('.x-foot [role=status]').textContent"

        def copied():
            page.page.get_by_role("button", name="Copy a link").click()
            wait_until(page.page, "document.querySelector('.x-foot button').textContent === 'Copied'")
            return page.page.evaluate(said_at_link)

        for name in ("X-ray", "Kernel lab"):
            page.figure(name)
            assert copied() == "A link cannot hold your network: it never leaves this page. This one opens the book's, with the same figure."
        page.figure("Ten bars")
        page.page.locator(".x-own summary").click()
        page.page.set_input_files(".x-own input[type=file]", {"name": "own.png", "mimeType": "image/png", "buffer": as_file(Image.new("RGB", (40, 40), "red"))})
        wait_until(page.page, "document.querySelector('.x-picker .x-name').textContent === 'your own'")
        assert re.fullmatch("A link cannot hold your picture: .* A link cannot hold your network: .*", copied())
        page.page.get_by_role("button", name="Back to the book's network").click()
        page.is_open("The book's network")
        assert copied() == ""


def test_a_network_that_comes_with_the_page(browser, networks, serve, tmp_path):
    """As in chapter 12: no field for files; an address opens a figure on that network, and a link that is copied there opens it again."""
    address, state = serve(write_page(tmp_path, "workbench", networks.own)), "#workbench?figure=one-number&layer=answer&map=0"
    with Bench(browser, address, state, permissions=["clipboard-read", "clipboard-write"]) as page:
        wait_until(page.page, "document.querySelector('.x-total strong')?.textContent.startsWith('answer, ant: ')")
        number = page.page.locator(".x-total strong").inner_text()
        scores = layer_outputs(networks.steps, networks.own.numbers(IMAGE))["answer"][0]
        assert real(number.split(": ")[1]) == pytest.approx(float(scores[0]), rel=2e-5, abs=2e-4)
        assert page.now().startswith("This network:") and not page.page.locator("input[type=file]:visible").count() and len(page.tabs()) == len(HELD) - 3
        page.page.get_by_role("button", name="Copy a link").click()
        wait_until(page.page, "document.querySelector('.x-foot button').textContent !== 'Copy a link to this state'")
        link = page.page.evaluate("navigator.clipboard.readText()")
    with Bench(browser, address, link[link.index("#") :]) as again:
        wait_until(again.page, "words => document.querySelector('.x-total strong')?.textContent === words", arg=number)


def test_by_touch(visit, networks):
    """On a phone: targets are large enough, nothing is wider than the screen, and taps lead to the end."""
    page = visit(width=390, has_touch=True, is_mobile=True)
    page.page.on("filechooser", lambda chooser: chooser.set_files(networks.folder / "residual.keras"))
    page.page.locator(FILE).tap()
    page.asks()
    page.page.locator(".x-ask select").first.select_option("0..255")
    page.page.get_by_role("button", name="Open", exact=True).tap()
    page.is_open("residual.keras")
    page.page.locator(".x-tabs").get_by_role("button", name="Where", exact=True).tap()
    page.page.wait_for_selector(".x-where")
    heights = page.page.locator(".x-tabs button:visible, .x-pick, .x-now summary").evaluate_all("all => all.map((one) => one.getBoundingClientRect().height)")
    assert min(heights) >= 24 and page.overflow() == 0


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_axe(visit, networks, axe_violations, width, theme):
    """WCAG 2.2 AA before a file, while the page asks, with a fault, with a network and its table; no sideways scrolling."""
    page = visit(width=width, theme=theme)
    states = {"before": axe_violations(page.page)}
    page.bring(networks.folder / "book.keras")
    page.asks()
    states["asks"] = axe_violations(page.page)
    page.answer()
    page.fault()
    states["fault"] = axe_violations(page.page)
    page.answer("-0.5..0.5")
    page.is_open("book.keras")
    page.page.locator("summary", has_text="costs").click()
    page.page.wait_for_selector(".x-wide tbody tr")
    states["open"] = axe_violations(page.page)
    assert states == dict.fromkeys(states, []) and page.overflow() == 0


CHOOSE = """([name, content]) => {
  const data = new DataTransfer(), field = document.querySelector(".x-pick input");
  data.items.add(new File([Uint8Array.from(atob(content), (c) => c.charCodeAt(0))], name));
  field.files = data.files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}"""
OPEN = """() => {
  const range = document.querySelector(".x-ask select");
  range.value = "0..255";
  range.dispatchEvent(new Event("change"));
  document.querySelector(".x-ask").requestSubmit();
}"""
UNTIL = """(words) => new Promise((done) => {
  const look = () => (document.querySelector("main").innerText.includes(words) ? done(true) : setTimeout(look, 20));
  look();
})"""


@pytest.mark.thorough("another browser")
def test_in_firefox(address, networks, tmp_path):
    """A file is read, asked about, opened; the answer is Keras's."""
    with contextlib.closing(Firefox(tmp_path)) as page:
        page.goto(f"{address}#workbench?figure=ten-bars")
        page.evaluate(UNTIL, "The network says dog, 85 %")
        page.evaluate(CHOOSE, ["residual.keras", base64.b64encode((networks.folder / "residual.keras").read_bytes()).decode()])
        page.evaluate(UNTIL, "residual.keras does not tell")
        page.evaluate(OPEN)
        page.evaluate(UNTIL, "residual.keras:")
        shares = np.array(networks.model(networks.own.numbers(IMAGE)[None]))[0]
        assert page.evaluate(UNTIL, f"The network says class {shares.argmax()}, {100 * shares.max():.0f} %")
        page.evaluate(CHOOSE, ["cut.keras", base64.b64encode((networks.folder / "residual.keras").read_bytes()[:-40]).decode()])
        assert page.evaluate(UNTIL, "was cut short")
