"""Pictures of the reader's own in a real browser, good and bad, by file, paste, drop and camera."""

import base64
import io
import re
from contextlib import contextmanager

import numpy as np
import pytest
from cnnbook.publishing.chromium import launch
from conftest import OFFLINE
from live_page import write_page
from PIL import Image
from waiting import wait_until
from x_ray_page import FAULT, Visit, address, as_file, colourful, visit  # noqa: F401  (fixtures)

from cnnviz_helpers import layer_outputs
from cnnviz_helpers.plots.colours import signed_colours

CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => { globalThis.copied = text; } } }); var copied = '';"
GIVE = """([kind, base64, name]) => {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)), files = new DataTransfer();
  files.items.add(new File([bytes], name));
  const event = kind === "paste" ? new ClipboardEvent("paste", { clipboardData: files, bubbles: true }) : new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true });
  return (kind === "paste" ? document.body : document.querySelector(".x-wall")).dispatchEvent(event);
}"""
# The same steps as the figure's, with all digits.
COMPUTE = """async ([base64, place]) => {
  const at = (name) => new URL(name, location.href).href;
  const { decodePicture, squares } = await import(at("source/kit/own-picture.mjs")), { openNetwork, toInput } = await import(at("source/kit/resources.mjs"));
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const rgb = (await squares(await decodePicture(new File([bytes], "a.png"))))(place), network = await openNetwork({ get: (key) => (key === "base" ? at("explorables/") : undefined) });
  toInput(rgb, network.input);
  return { rgb: [...rgb], input: [...network.input], shares: [...network.run()] };
}"""


def averaged(pixels, place=0.5):
    """(32, 32, 3) float: the area average of the square at `place`, by one matrix a side."""
    height, width, _ = pixels.shape
    n = min(height, width)
    top, left = (int(place * (side - n) + 0.5) for side in (height, width))
    edges, at = np.arange(33) * n / 32, np.arange(n)
    weights = np.clip(np.minimum(edges[1:, None], at + 1) - np.maximum(edges[:-1, None], at), 0, 1) * 32 / n
    return np.einsum("yi,xj,ijc->yxc", weights, weights, pixels[top : top + n, left : left + n].astype(float))


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



@pytest.fixture(params=["x-ray", "ten-bars"])
def figure(request, browser, serve, tmp_path):
    """A visit to a figure that takes pictures of one's own."""
    here = Visit(browser, serve(write_page(tmp_path / "page", request.param)), tmp_path, f"#{request.param}?image=41", script=CLIPBOARD)
    yield here
    here.close()


def test_back_among_the_photos(figure):
    """Next goes on from the photo that was there before; the three steps go, and what a link leaves out is said no more."""
    page, link = figure.page, figure.page.get_by_role("button", name="Copy a link to this state")
    note, says = page.locator(".x-foot [role=status]"), "A link cannot hold your picture"
    figure.give(as_file(colourful(64, 96)))
    page.wait_for_selector(".x-steps")
    link.click()
    wait_until(page, "words => document.querySelector('.x-foot [role=status]').textContent.startsWith(words)", arg=says)
    assert "image=41&" in page.evaluate("copied")
    page.get_by_role("button", name="next photo").click()
    wait_until(page, "document.querySelector('.x-photo').getAttribute('aria-label').startsWith('photo 42,')")
    assert page.locator(".x-steps").is_hidden() and page.locator(".x-own input[type=range]").is_hidden()
    page.get_by_role("button", name="Copied").wait_for(state="detached", timeout=4000)
    link.click()
    wait_until(page, "() => copied.includes('image=42&')")
    assert note.text_content() == ""
    figure.give(as_file(colourful(20, 20)))  # and they come again
    page.wait_for_selector(".x-steps")
    page.get_by_label("photo", exact=True).fill("7")
    page.get_by_label("photo", exact=True).dispatch_event("change")
    wait_until(page, "document.querySelector('.x-photo').getAttribute('aria-label').startsWith('photo 7,')")
    assert page.locator(".x-steps").is_hidden()


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
    "text.png": (lambda: b"this is only text, whatever its name may be" * 3, "Expected a PNG, JPEG, GIF, WebP, AVIF or BMP"),
    "tiny.png": (lambda: b"\x89PNG", "Expected a PNG, JPEG, GIF, WebP, AVIF or BMP"),
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


@contextmanager
def cameras(browser, address, folder, n):
    """A visit with `n` cameras, which records what was asked for, and what came."""
    flags = [f"--use-fake-device-for-media-stream=device-count={n}", "--use-fake-ui-for-media-stream"]
    own = launch(browser.browser_type, OFFLINE, *flags)
    try:
        here = Visit(own, address, folder)
        here.page.evaluate("""() => {
          const devices = navigator.mediaDevices, ask = devices.getUserMedia.bind(devices);
          Object.assign(window, { wishes: [], streams: [] });
          devices.getUserMedia = async (wish) => { wishes.push(wish.video); const stream = await ask(wish); streams.push(stream); return stream; };
        }""")
        here.page.locator(".x-own summary").click()
        yield here
        here.close()
    finally:
        own.close()


STATES = "streams.map((stream) => stream.getTracks()[0].readyState)"
DEVICES = "streams.map((stream) => stream.getTracks()[0].getSettings().deviceId)"


def test_camera(browser, address, tmp_path):
    with cameras(browser, address, tmp_path, 1) as here:
        assert here.page.evaluate(STATES) == []  # not before a click
        here.page.get_by_role("button", name="Camera", exact=True).click()
        here.page.get_by_role("button", name="Take the photo").click()
        here.page.wait_for_selector(".x-steps")
        assert here.page.evaluate(STATES) == ["ended"]
        assert here.pixels(here.page.locator(".x-steps > li:nth-child(2) canvas")).std() > 5
        here.page.get_by_role("button", name="Camera", exact=True).click()
        here.page.wait_for_selector("text=Take the photo")
        assert here.page.evaluate(STATES) == ["ended", "live"]
        assert here.page.get_by_role("button", name="Other camera").count() == 0  # there is none
        here.page.evaluate("location.hash = '#x-ray?image=17'")  # the figure ends and begins anew
        wait_until(here.page, f"{STATES}.every((state) => state === 'ended')")


def test_the_camera_at_the_back_first_and_then_the_others(browser, address, tmp_path):
    """One after the other and round again; the one before is off; the photo is that of the one that is on; a closed panel switches it off."""
    with cameras(browser, address, tmp_path, 3) as here:
        here.page.get_by_role("button", name="Camera", exact=True).click()
        other = here.page.get_by_role("button", name="Other camera")
        for n in range(1, 5):
            wait_until(here.page, f"streams.length === {n} && !document.querySelector('.x-own video').hidden")
            other.wait_for()
            assert here.page.evaluate(STATES) == ["ended"] * (n - 1) + ["live"]
            if n < 4:
                other.click()
        wishes, devices = here.page.evaluate("wishes"), here.page.evaluate(DEVICES)
        assert wishes[0] == {"facingMode": "environment"}
        assert len(set(devices[:3])) == 3 and devices[3] == devices[0]
        here.page.get_by_role("button", name="Take the photo").click()
        here.page.wait_for_selector(".x-steps")
        assert here.page.evaluate(STATES) == ["ended"] * 4 and other.is_hidden()
        here.page.get_by_role("button", name="Camera", exact=True).click()
        other.wait_for()
        here.page.locator(".x-own summary").click()
        wait_until(here.page, f"{STATES}.every((state) => state === 'ended')")


@pytest.mark.parametrize("prepare", ["", "Object.defineProperty(navigator, 'mediaDevices', { value: undefined })"])
def test_no_camera_is_one_sentence(visit, prepare):
    here = visit()
    here.page.evaluate(prepare or "0")
    here.page.locator(".x-own summary").click()
    here.page.get_by_role("button", name="Camera", exact=True).click()
    here.page.wait_for_selector(FAULT)
    assert here.page.locator(FAULT).text_content() == "Expected a camera, but there is none, or it was not allowed; choose a file."
