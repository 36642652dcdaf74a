"""The live figure "x-ray" in a real browser: the mosaics of all layers, and pictures of the reader's own, good and bad."""

import base64
import io
import re
import shutil

import numpy as np
import pytest
from conftest import OFFLINE, QUIET
from live_page import write_page
from PIL import Image
from waiting import wait_until

from cnnviz_helpers import layer_outputs
from cnnviz_helpers.plots.colours import signed_colours

GAP = 2
LAYERS = {"before": "conv1 conv2 pool1 conv3 conv4 pool2 conv5 gap dense", "after": "relu1 relu2 pool1 relu3 relu4 pool2 relu5 gap dense"}
STATUS, FAULT = ".x-live", ".x-own .x-fault"
PIXELS = """(canvas) => {
  const { data, width, height } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return { width, height, data: btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join("")) };
}"""
GIVE = """([kind, base64, name]) => {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)), files = new DataTransfer();
  files.items.add(new File([bytes], name));
  const event = kind === "paste" ? new ClipboardEvent("paste", { clipboardData: files, bubbles: true }) : new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true });
  return (kind === "paste" ? document.body : document.querySelector(".x-wall")).dispatchEvent(event);
}"""
# The same steps as the figure's, with all digits.
COMPUTE = """async ([base64, place]) => {
  const at = (name) => new URL("explorables/" + name, location.href).href;
  const { decodePicture, squares } = await import(at("kit/own-picture.mjs")), { openNetwork, toInput } = await import(at("kit/resources.mjs"));
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const rgb = (await squares(await decodePicture(new File([bytes], "a.png"))))(place), network = await openNetwork({ get: (key) => (key === "base" ? at("") : undefined) });
  toInput(rgb, network.input);
  return { rgb: [...rgb], input: [...network.input], shares: [...network.run()] };
}"""


@pytest.fixture(scope="module")
def address(serve, tmp_path_factory):
    """Where a page with the figure is served."""
    return serve(write_page(tmp_path_factory.mktemp("x-ray"), "x-ray"))


class Visit:
    """A page with the figure, and what went wrong on it."""

    def __init__(self, browser, address, folder, state="", **context):
        self.folder = folder
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 1000}, **context})
        self.page = self.context.new_page()
        self.faults, self.elsewhere = [], []
        self.page.on("console", lambda message: self.faults.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", lambda request: None if request.url.startswith((address, "data:", "blob:")) else self.elsewhere.append(request.url))
        self.page.goto(address + state)
        self.page.wait_for_selector(".is-live .is-at")

    def close(self):
        """Nothing went wrong, and nothing was asked of another host."""
        self.context.close()
        assert not self.faults
        assert not self.elsewhere

    def says(self, words):
        """Wait until the live region says `words` (a pattern)."""
        wait_until(self.page, "([where, words]) => new RegExp(words).test(document.querySelector(where).textContent)", arg=[STATUS, words], timeout=5000)

    def mosaic(self, layer):
        """The cells of the `layer`-th mosaic."""
        return self.page.locator(".x-wall .x-cells").nth(layer)

    def pixels(self, locator):
        """(height, width, 3) uint8 of a canvas."""
        got = locator.evaluate(PIXELS)
        return np.frombuffer(base64.b64decode(got["data"]), np.uint8).reshape(got["height"], got["width"], 4)[..., :3]

    def give(self, data, name="picture.png"):
        """Choose a file."""
        path = self.folder / name
        path.write_bytes(data)
        self.page.locator(".x-own input[type=file]").set_input_files(path)


@pytest.fixture
def visit(browser, address, tmp_path):
    """A function that opens the page; at the end it is checked that nothing went wrong."""
    visits = []

    def start(state="", **context):
        visits.append(Visit(browser, address, tmp_path, state, **context))
        return visits[-1]

    yield start
    for each in visits:
        each.close()


def as_file(pixels, kind="PNG", **options):
    """The bytes of a picture file."""
    file = io.BytesIO()
    (pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)).save(file, kind, **options)
    return file.getvalue()


def colourful(height, width):
    """(height, width, 3) uint8, smooth, and different in every corner."""
    y, x = np.mgrid[:height, :width] / [[[height]], [[width]]]
    return np.round(255 * np.stack([x, y, (1 - x) * (1 - y)], -1)).astype(np.uint8)


def averaged(pixels, place=0.5):
    """(32, 32, 3) float: the area average of the square at `place`, by one matrix a side."""
    height, width, _ = pixels.shape
    n = min(height, width)
    top, left = (int(place * (side - n) + 0.5) for side in (height, width))
    edges, at = np.arange(33) * n / 32, np.arange(n)
    weights = np.clip(np.minimum(edges[1:, None], at + 1) - np.maximum(edges[:-1, None], at), 0, 1) * 32 / n
    return np.einsum("yi,xj,ijc->yxc", weights, weights, pixels[top : top + n, left : left + n].astype(float))


def maps_of(model, photo, name):
    """(h, w, n) of one layer; what has no height and width is one pixel high."""
    output = layer_outputs(model, photo, name)[name][0]
    return output if output.ndim == 3 else output[None, None]


@pytest.mark.parametrize(("side", "scale", "order"), [("after", "layer", "number"), ("before", "map", "response"), ("before", "network", "number")])
def test_every_mosaic_shows_what_keras_computes(visit, model, x_test, side, scale, order):
    """Every tile of every layer but at most one colour step that rounding may decide: compared pixel by pixel."""
    here = visit(f"#x-ray?image=16&side={side}&scale={scale}&order={order}")
    arrays = [maps_of(model, x_test[16], name) for name in LAYERS[side].split()]
    after = [maps_of(model, x_test[16], name).mean((0, 1)) for name in LAYERS["after"].split()]
    most = max(abs(maps).max() for maps in arrays)
    for layer, maps in enumerate(arrays):
        assert here.page.locator(".x-wall strong").nth(layer).text_content() == LAYERS[side].split()[layer]
        drawn = here.pixels(here.mosaic(layer).locator("canvas"))
        high, wide, n = maps.shape
        gap = GAP if wide > 1 else 0
        columns = drawn.shape[1] // (wide + gap)
        limit = {"map": abs(maps).max((0, 1)), "layer": np.full(n, abs(maps).max()), "network": np.full(n, most)}[scale]
        ranks = np.argsort(-after[layer], kind="stable") if order == "response" else np.arange(n)
        if order == "response":  # maps that are silent alike may stand in any order: only those that respond are compared
            ranks = ranks[: np.count_nonzero(after[layer] > 0)] if layer < 8 else ranks
        worst = 0
        for tile, index in enumerate(ranks):
            top, left = tile // columns * (high + gap), tile % columns * (wide + gap)
            expected = signed_colours(maps[..., index], limit[index]).astype(int)
            worst = max(worst, abs(expected - drawn[top : top + high, left : left + wide]).max())
        assert worst <= 6, (layer, worst)  # a number on the border of two colours may fall on either side


def test_silent_shares_stand_under_maps_and_over_layers(visit, model, x_test):
    here = visit("#x-ray?image=16")
    silent = (maps_of(model, x_test[16], "relu1") == 0).mean((0, 1))
    words = here.page.locator(".x-wall p").first.text_content()
    assert f"{100 * silent.mean():.0f} %" in words
    drawn = here.pixels(here.mosaic(0).locator("canvas"))
    for index in range(32):
        top, left = index // 4 * 34 + 32, index % 4 * 34
        line = (drawn[top, left : left + 32] == [0xAA, 0xA7, 0x9F]).all(-1).sum()
        assert line == int(np.floor(32 * silent[index] + 0.5))


def test_by_mouse(visit, model, x_test):
    here = visit()
    box = here.mosaic(0).bounding_box()
    maps = maps_of(model, x_test[16], "relu1")

    here.page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.95)  # over map 31
    assert here.page.locator(".x-look > p").text_content().startswith("relu1, map 31 of 32: from 0.00 to ")
    here.page.mouse.move(box["x"] - 5, box["y"] - 5)
    assert here.page.locator(".x-look > p").text_content().startswith("relu1, map 2 of 32")  # the chosen one is back

    here.page.mouse.click(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.05)  # map 1
    here.says(rf"^relu1, map 1 of 32: from 0\.00 to {maps[..., 1].max():.2f}, {100 * (maps[..., 1] == 0).mean():.0f} % of its units silent\. The network says dog, 85 %\.$")
    lens = here.pixels(here.page.locator(".x-look .x-map"))
    assert abs(lens.astype(int) - signed_colours(maps[..., 1], abs(maps).max())).max() <= 6
    assert here.page.locator(".x-foot code").text_content() == 'layer_outputs(model, x_test[16], "relu1")["relu1"][0, :, :, 1]'

    here.page.get_by_role("button", name="after ReLU").click()
    here.says("^conv1, map 1 of 32: from −")
    here.page.get_by_label("scale", exact=True).select_option("map")
    wait_until(here.page, "document.querySelector('.x-network > p').textContent.includes('no two can be compared')")
    here.page.get_by_label("maps", exact=True).select_option("response")
    wait_until(here.page, "location.hash === '#x-ray?image=16&scale=map&side=before&order=response'")


def test_by_keyboard(visit):
    here = visit()
    here.mosaic(0).focus()
    here.page.keyboard.press("ArrowRight")
    here.says("^relu1, map 3 of 32")
    here.page.keyboard.press("ArrowDown")
    here.says("^relu1, map 7 of 32")
    here.page.keyboard.press("Tab")
    here.page.keyboard.press("ArrowDown")
    here.says("^relu2, map 4 of 32")
    assert here.mosaic(1).get_attribute("aria-label").startswith("maps, relu2, map 4")
    assert here.page.locator(".is-at").count() == 1
    here.mosaic(8).focus()
    here.page.keyboard.press("ArrowDown")
    here.says("^dense, score of automobile: −")
    assert here.page.locator(".x-foot code").text_content() == 'layer_outputs(model, x_test[16], "dense")["dense"][0, 1]'


def test_by_touch_on_a_phone(visit):
    here = visit(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    assert here.page.evaluate("document.documentElement.scrollWidth") == 390
    here.mosaic(0).scroll_into_view_if_needed()
    box = here.mosaic(0).bounding_box()
    here.page.touchscreen.tap(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.3)  # eight maps in a line here
    here.says("^relu1, map 9 of 32")
    here.page.get_by_role("button", name="after ReLU").tap()
    here.says("^conv1, map 9 of 32")


@pytest.mark.parametrize("width", [320, 360])
def test_small_phones_scroll_only_down(visit, width):
    here = visit("#x-ray?side=before&scale=map", viewport={"width": width, "height": 700})
    assert here.page.evaluate("document.documentElement.scrollWidth") <= width
    here.give(as_file(colourful(40, 90)))
    here.page.wait_for_selector(".x-steps")
    assert here.page.evaluate("document.documentElement.scrollWidth") <= width


def test_bad_state_is_ignored(visit):
    here = visit("#x-ray?image=4000&scale=jet&side=left&order=%3Cb%3E&other=1")
    here.says("^relu1, map 2 of 32.*dog, 85 %")
    assert here.page.get_by_label("scale", exact=True).input_value() == "layer"


def test_both_tries_are_recognised(visit, model, x_test):
    outputs = layer_outputs(model, x_test[:60], "relu1")["relu1"]
    photo, map = np.argwhere((outputs == 0).mean((1, 2)) > 0.95)[0]
    here = visit()
    done = here.page.locator(".x-tries .is-done")
    here.page.get_by_label("photo", exact=True).fill(str(photo))
    here.page.keyboard.press("Enter")
    here.says("The network says")
    assert done.count() == 0
    box = here.mosaic(0).bounding_box()
    wait_until(here.page, f"document.querySelector('.x-foot code').textContent.includes('x_test[{photo}]')")
    here.page.mouse.click(box["x"] + (map % 4 + 0.5) * box["width"] / 4, box["y"] + (map // 4 + 0.5) * box["height"] / 8)
    here.page.wait_for_selector(".x-tries .is-done")
    assert "not dead" in done.text_content()
    here.give(as_file(colourful(40, 40)))
    wait_until(here.page, "document.querySelectorAll('.x-tries .is-done').length === 2")


def test_own_picture_becomes_the_input_that_numpy_computes(visit, model):
    rng = np.random.default_rng(3)
    here = visit()
    largest = {"input": 0, "probability": 0}
    for height, width, place in [(64, 96, 0.5), (64, 96, 0), (96, 64, 1), (75, 101, 0.25), (20, 11, 0.5), (300, 1000, 0.9), (32, 32, 0)]:
        pixels = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
        got = here.page.evaluate(COMPUTE, [base64.b64encode(as_file(pixels)).decode(), place])
        photo = np.array(got["input"], np.float32).reshape(32, 32, 3)
        largest["input"] = max(largest["input"], abs(photo - (averaged(pixels, place) / 255 - 0.5)).max())
        largest["probability"] = max(largest["probability"], abs(layer_outputs(model, photo, "softmax")["softmax"][0] - got["shares"]).max())
    print("largest differences", largest)
    assert largest["input"] <= 1 / 255
    assert largest["probability"] <= 1e-4


def test_own_picture_is_shown_step_by_step(visit, model):
    here = visit()
    pixels = colourful(64, 96)
    here.give(as_file(pixels))
    here.page.wait_for_selector(".x-steps")
    here.says("The network says")
    small, numbers = (here.page.locator(f".x-steps > li:nth-child({n}) canvas") for n in (2, 3))
    assert abs(here.pixels(small) - averaged(pixels)).max() <= 1
    red = averaged(pixels)[..., 0].round() / 255 - 0.5
    assert abs(here.pixels(numbers)[:, :32].astype(int) - signed_colours(red, 0.5)).max() <= 6

    photo = (here.pixels(small) / 255 - 0.5).astype(np.float32)
    shares = layer_outputs(model, photo, "softmax")["softmax"][0]
    texts = here.page.locator(".x-answer .x-value").all_text_contents()
    assert all(abs(float(text[:-2]) / 100 - share) <= 0.0051 for text, share in zip(texts, shares, strict=True))
    caution = here.page.locator(".x-answer > p").text_content()
    assert "10 answers" in caution
    assert "Nothing else was allowed" in caution
    assert "never leaves this page" in here.page.locator(".x-own").text_content()

    slider = here.page.get_by_label("move it")
    slider.focus()
    here.page.keyboard.press("Home")
    assert abs(here.pixels(small) - averaged(pixels, 0)).max() <= 1
    edges = here.page.locator(".x-crop").evaluate("(box) => [box, box.children[1]].map((e) => e.getBoundingClientRect().left)")
    assert abs(edges[0] - edges[1]) < 1

    here.page.get_by_role("button", name="next photo").click()  # back among the 1,000
    wait_until(here.page, "document.querySelector('.x-answer > p').textContent === ''")


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_paste_and_drop(visit, kind):
    here = visit()
    here.page.locator(".x-own summary").click()
    untouched = here.page.evaluate(GIVE, [kind, base64.b64encode(as_file(colourful(50, 30))).decode(), "a.png"])
    assert untouched == (kind == "paste")  # else the browser would open a dropped file itself
    here.page.wait_for_selector(".x-steps canvas")
    assert here.page.locator(".x-name").text_content() == "your own"


def huge(width, height):
    """A black PNG of that size, small as a file."""
    return as_file(Image.new("1", (width, height)))


def sixteen_bits():
    """A grey PNG with 16 bits a pixel."""
    return as_file(Image.fromarray((colourful(48, 48)[..., 0].astype(np.uint16)) * 257))


def animated():
    """A GIF whose first frame is red."""
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue", "lime")]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], duration=50)
    return file.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><image href="http://example.com/a.png" width="64" height="64"/></svg>'
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(500)
REFUSED = {
    "empty": (lambda: b"", "Expected a picture file, got an empty one"),
    "text.png": (lambda: b"this is only text, whatever its name may be" * 3, "Expected a PNG, JPEG, GIF or WebP"),
    "tiny.png": (lambda: b"\x89PNG", "Expected a PNG, JPEG, GIF or WebP"),
    "truncated.png": (lambda: as_file(np.random.default_rng(0).integers(0, 256, (90, 90, 3), dtype=np.uint8))[:40], "damaged"),
    "huge.png": (lambda: huge(20_000, 20_000), "Expected at most 8192 pixels a side, got 20000 × 20000"),
    "wide.webp": (lambda: as_file(Image.new("RGB", (16_000, 2)), "WEBP", lossless=True), "got 16000 × 2"),
    "lossy.webp": (lambda: as_file(Image.new("RGB", (16_000, 2)), "WEBP"), "got 16000 × 2"),
    "tall.jpg": (lambda: as_file(Image.new("L", (2, 9_000)), "JPEG"), "got 2 × 9000"),
    "tall.gif": (lambda: as_file(Image.new("L", (2, 9_000)), "GIF"), "got 2 × 9000"),
    "picture.svg": (lambda: SVG, "SVG and HEIC are not read"),
    "picture.heic": (lambda: HEIC, "SVG and HEIC are not read"),
    "30 MB.jpg": (lambda: as_file(colourful(40, 40), "JPEG") + bytes(30_000_000), "Expected a file of at most 25 MB, got 30 MB"),
}
READ = {
    "gif": (animated, lambda got: np.ptp(got.reshape(-1, 3), 0).max() < 2 and abs(got[0, 0].astype(int) - [255, 0, 0]).max() < 2),
    "cmyk.jpg": (lambda: as_file(Image.new("CMYK", (40, 40), (0, 255, 255, 0)), "JPEG"), lambda got: got[5, 5, 0] > 200 > 90 > got[5, 5, 1:].max()),
    "16 bits": (sixteen_bits, lambda got: abs(got - averaged(np.repeat(colourful(48, 48)[..., :1], 3, -1))).max() <= 1.5),
    "1 x 1": (lambda: as_file(np.full((1, 1, 3), (9, 99, 199), np.uint8)), lambda got: (got == (9, 99, 199)).all()),
    "clear": (lambda: as_file(Image.new("RGBA", (40, 40))), lambda got: (got == 255).all()),
    "webp": (lambda: as_file(colourful(48, 48), "WEBP", lossless=True), lambda got: abs(got - averaged(colourful(48, 48))).max() <= 1),
    "large": (lambda: huge(8192, 4000), lambda got: (got == 0).all()),
}


def test_a_large_picture_does_not_block_the_page(visit):
    """While 33 million pixels are averaged, the page goes on living: no task of the script takes a fifth of a second."""
    here = visit()
    here.page.evaluate("""() => {
      window.longest = 0;
      new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => { window.longest = Math.max(window.longest, duration); })).observe({ entryTypes: ["longtask"] });
    }""")
    here.give(huge(8192, 4000), "large")
    here.page.wait_for_selector(".x-steps", timeout=30_000)
    here.page.wait_for_timeout(500)  # what the browser noticed is told a moment later
    assert here.page.evaluate("window.longest") < 200


def test_bad_pictures_get_one_sentence(visit):
    here = visit()
    requests = []
    here.page.on("request", lambda request: requests.append(request.url))
    for name, (make, sentence) in REFUSED.items():
        here.give(make(), name)
        wait_until(here.page, "([where, words]) => { const p = document.querySelector(where); return !p.hidden && p.textContent.includes(words); }", arg=[FAULT, sentence], timeout=6000)
        text = here.page.locator(FAULT).text_content()
        assert len(re.findall(r"\.(?: |$)", text)) == 1, text
        assert here.page.locator(".x-steps").is_hidden()
    assert here.page.locator(".x-name").text_content() == "dog"
    assert not [url for url in requests if not url.startswith("blob:")]


def test_rare_pictures_are_read_rightly(visit):
    here = visit()
    small = here.page.locator(".x-steps > li:nth-child(2) canvas")
    for name, (make, is_right) in READ.items():
        here.page.evaluate("document.querySelector('.x-steps').hidden = true")
        here.give(make(), name)
        here.page.wait_for_selector(".x-steps", timeout=20_000)
        assert here.page.locator(FAULT).is_hidden()
        assert is_right(here.pixels(small)), name


def test_a_picture_cut_off_in_the_middle(visit):
    """Browsers may draw the part that is there, or refuse it; both are fine."""
    here = visit()
    whole = as_file(np.random.default_rng(0).integers(0, 256, (90, 90, 3), dtype=np.uint8))
    here.give(whole[: len(whole) // 2])
    wait_until(here.page, "([where]) => !document.querySelector(where).hidden || !document.querySelector('.x-steps').hidden", arg=[FAULT])


def test_all_eight_orientations_give_the_same_picture(visit):
    here = visit()
    upright = Image.fromarray(colourful(60, 90))
    turns = {2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_90", 7: "TRANSVERSE", 8: "ROTATE_270"}
    for orientation in range(1, 9):
        stored = upright.transpose(Image.Transpose[turns[orientation]]) if orientation > 1 else upright
        exif = Image.Exif()
        exif[0x0112] = orientation
        got = here.page.evaluate(COMPUTE, [base64.b64encode(as_file(stored, "JPEG", quality=97, subsampling=0, exif=exif)).decode(), 0.3])
        assert abs(np.array(got["rgb"]).reshape(32, 32, 3) - averaged(np.asarray(upright), 0.3)).max() <= 5, orientation


def test_a_dropped_word_is_no_picture(visit):
    here = visit()
    here.page.evaluate("document.querySelector('.x-wall').dispatchEvent(new DragEvent('drop', { dataTransfer: new DataTransfer(), bubbles: true, cancelable: true }))")
    here.page.wait_for_selector(FAULT)
    assert "Expected a picture file" in here.page.locator(FAULT).text_content()


def test_camera(browser, address, tmp_path):
    flags = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    system = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    own = browser.browser_type.launch(executable_path=system, args=[*QUIET, OFFLINE, *flags])
    try:
        here = Visit(own, address, tmp_path)
        here.page.evaluate("""() => {
          const devices = navigator.mediaDevices, ask = devices.getUserMedia.bind(devices);
          window.streams = [];
          devices.getUserMedia = async (wish) => { const stream = await ask(wish); window.streams.push(stream); return stream; };
        }""")
        states = "window.streams.map((stream) => stream.getTracks()[0].readyState)"
        here.page.locator(".x-own summary").click()
        assert here.page.evaluate(states) == []  # not before a click
        here.page.get_by_role("button", name="Camera").click()
        here.page.get_by_role("button", name="Take the photo").click()
        here.page.wait_for_selector(".x-steps")
        assert here.page.evaluate(states) == ["ended"]
        assert here.pixels(here.page.locator(".x-steps > li:nth-child(2) canvas")).std() > 5
        here.page.get_by_role("button", name="Camera").click()
        here.page.wait_for_selector("text=Take the photo")
        assert here.page.evaluate(states) == ["ended", "live"]
        here.page.evaluate("location.hash = '#x-ray?image=17'")  # the figure ends and begins anew
        wait_until(here.page, f"{states}.every((state) => state === 'ended')")
        here.close()
    finally:
        own.close()


@pytest.mark.parametrize("prepare", ["", "Object.defineProperty(navigator, 'mediaDevices', { value: undefined })"])
def test_no_camera_is_one_sentence(visit, prepare):
    here = visit()
    here.page.evaluate(prepare or "0")
    here.page.locator(".x-own summary").click()
    here.page.get_by_role("button", name="Camera").click()
    here.page.wait_for_selector(FAULT)
    assert here.page.locator(FAULT).text_content() == "Expected a camera, but there is none, or it was not allowed; choose a file."


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(visit, axe_violations, theme, width):
    here = visit("#x-ray?side=before", viewport={"width": width, "height": 900}, color_scheme=theme)
    here.give(b"")
    here.page.wait_for_selector(FAULT)
    assert axe_violations(here.page) == []
    here.give(as_file(colourful(64, 96)))
    here.page.wait_for_selector(".x-steps")
    here.says("The network says")
    assert axe_violations(here.page) == []
