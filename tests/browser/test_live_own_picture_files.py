"""Files of a reader's own: which are refused, in one sentence, and which are read, and how."""

import base64
import io
import re

import numpy as np
from own_picture_page import COMPUTE, averaged, huge
from PIL import Image
from waiting import wait_until
from x_ray_page import FAULT, address, as_file, colourful, visit  # noqa: F401  (fixtures)

from cnnviz_helpers import layer_outputs


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
      const note = ({ duration }) => { window.longest = Math.max(window.longest, duration); };
      new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ entryTypes: ["longtask"] });
    }""")
    here.give(huge(8192, 4000), "large")
    here.page.wait_for_selector(".x-steps", timeout=30_000)
    here.page.wait_for_timeout(500)  # what the browser noticed is told a moment later
    assert here.page.evaluate("window.longest") < 600  # a busy machine takes three times as long


def test_bad_pictures_get_one_sentence(visit):
    here = visit()
    requests = []
    here.page.on("request", lambda request: requests.append(request.url))
    for name, (make, sentence) in REFUSED.items():
        here.give(make(), name)
        is_said = "([where, words]) => { const p = document.querySelector(where); return !p.hidden && p.textContent.includes(words); }"
        wait_until(here.page, is_said, arg=[FAULT, sentence], timeout=6000)
        text = here.page.locator(FAULT).text_content()
        assert len(re.findall(r"\.(?: |$)", text)) == 1, text
        assert here.page.locator(".x-steps").is_hidden()
    assert here.page.locator(".x-name").text_content() == "dog"
    assert not [url for url in requests if not url.startswith("blob:") and not url.endswith("kit/own-picture.mjs")]  # the code that reads them


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
