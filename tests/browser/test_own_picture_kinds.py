"""Which files are pictures: what the browser's own decoder says, in two browsers, under the policy of the book's pages. Nothing large is ever decoded."""

import base64
import io

import numpy as np
import pytest
from bs4 import BeautifulSoup
from cnnbook.pages.policy import policy
from conftest import QuietHandler
from firefox import Firefox
from PIL import Image
from thorough import thorough

from cnnviz_helpers.explorables.files import FOLDER

READ = """async ([kind, base64]) => {
  const { decodePicture } = await import(new URL("kit/own-picture.mjs", location.href).href);
  const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0)), begin = performance.now();
  try {
    const bitmap = await decodePicture(new File([bytes], "picture", { type: kind }));
    const pen = Object.assign(document.createElement("canvas"), { width: bitmap.width, height: bitmap.height }).getContext("2d");
    pen.drawImage(bitmap, 0, 0);
    return { size: [bitmap.width, bitmap.height], corner: [...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)] };
  } catch (error) {
    return { says: error.message, milliseconds: performance.now() - begin };
  }
}"""
COLOUR = (200, 90, 40)


class PolicyHandler(QuietHandler):
    """The modules as written, and at "/" an empty page with the policy that a page of the book gets."""

    extensions_map = {**QuietHandler.extensions_map, ".mjs": "text/javascript"}

    def do_GET(self):
        if self.path != "/":
            return super().do_GET()
        rules = policy(BeautifulSoup("<html><body></body></html>", "html.parser"))
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(f'<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{rules}"><title>Pictures</title>'.encode())


@pytest.fixture(scope="module", params=["chromium", thorough("firefox")])
def read(request, serve, tmp_path_factory):
    """A function: what a browser makes of a file of these bytes."""
    address = serve(FOLDER, PolicyHandler)
    page = request.getfixturevalue("browser").new_page() if request.param == "chromium" else Firefox(tmp_path_factory.mktemp("profile"))
    page.goto(address)
    yield lambda content, kind="": page.evaluate(READ, [kind, base64.b64encode(content).decode()])
    page.close()


def file(kind, size=(60, 40), colour=COLOUR, mode="RGB", **options):
    """The bytes of a picture of one colour."""
    buffer = io.BytesIO()
    Image.new(mode, size, colour).save(buffer, kind, **options)
    return buffer.getvalue()


def segments(jpeg):
    """The parts of a JPEG after its first two bytes, the last with all that follows."""
    parts, at = [], 2
    while jpeg[at + 1] != 0xDA:
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4])
        parts.append(jpeg[at:end])
        at = end
    return [*parts, jpeg[at:]]


def loose(between):
    """A JPEG with these bytes between its segments, which decoders pass by."""
    return b"\xff\xd8" + between.join(segments(file("JPEG", quality=95)))


SHOWN = {
    **{kind: file(kind) for kind in ("PNG", "JPEG", "GIF", "AVIF", "BMP")},
    "WebP": file("WEBP"),
    "WebP without loss": file("WEBP", lossless=True),
    "progressive JPEG": file("JPEG", progressive=True),
    "fill bytes before a segment": file("JPEG").replace(b"\xff\xdb", b"\xff\xff\xff\xdb", 1),
    "fill bytes before all segments": loose(b"\xff" * 5),
    "line feeds between segments": loose(b"\n"),
    "zeros between segments": loose(b"\0\0"),
    "a long comment first": b"\xff\xd8\xff\xfe\xff\xff" + bytes(65533) + file("JPEG")[2:],
    "grey BMP": file("BMP", colour=120, mode="L"),
}


def test_what_the_browser_can_show_is_shown(read):
    for name, content in SHOWN.items():
        found = read(content)
        assert found.get("size") == [60, 40], (name, found)
        assert np.abs(np.subtract(found["corner"], 120 if "grey" in name else COLOUR)).max() <= 6, (name, found)


DAMAGED = "Expected a whole picture, but this one is damaged; save it anew"
OTHER = "Expected a PNG, JPEG, GIF, WebP, AVIF or BMP picture, got another kind of file"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64"/></svg>'
REFUSED = {
    "PNG": (file("PNG")[:40], DAMAGED),
    "JPEG": (file("JPEG")[:60], DAMAGED),
    "AVIF": (file("AVIF")[:90], DAMAGED),
    "BMP": (file("BMP")[:20], DAMAGED),
    "SVG": (SVG, OTHER),
    "text that begins like a bitmap": (b"BM begins this text, and nothing in it is a picture.", OTHER),
    "HEIC": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(500), OTHER),
    "PDF": (b"%PDF-1.7\n" + bytes(500), OTHER),
    "one byte": (b"\xff", OTHER),
    "large PNG": (file("PNG", (20_000, 20_000), 0, "1"), "Expected at most 8192 pixels a side, got 20000 × 20000"),
    "large AVIF": (file("AVIF", (10_000, 16)), "got 10000 × 16"),
    "large BMP": (file("BMP", (9_000, 1)), "got 9000 × 1"),
    "large JPEG": (file("JPEG", (16, 9_000)), "got 16 × 9000"),
}


def test_what_it_cannot_show_is_named_and_nothing_large_is_decoded(read):
    """Whatever the file calls itself; 400 million pixels would take seconds to decode."""
    for name, (content, words) in REFUSED.items():
        for kind in ("", "image/svg+xml" if name == "SVG" else "image/png"):
            found = read(content, kind)
            assert words in found.get("says", ""), (name, kind, found)
            assert found["milliseconds"] < 1000, name
