"""A page's pictures: every pixel in fewer bytes, and a source for each view that a figure's PNG holds."""

import io
from types import SimpleNamespace

import numpy as np
import pytest
from bs4 import BeautifulSoup
from cnnbook.pages.pictures import shrink_pictures
from PIL import Image
from PIL.PngImagePlugin import PngInfo

FIGURE = '<figure><img src="a%20b.png" alt="Noise." class="x"><figcaption>N</figcaption></figure>'
PAGE = f'<html><body><main>{FIGURE}<img src="gone.png" alt=""></main></body></html>'


def noise(seed, width=30, mode="RGBA"):
    channels = len(mode)
    return Image.fromarray(np.random.default_rng(seed).integers(1, 256, (6, width, channels), dtype=np.uint8), mode)


def png(picture):
    buffer = io.BytesIO()
    picture.save(buffer, "png")
    return buffer.getvalue()


def shrunk(folder, views, picture=None):
    """The page after the step, with a picture that holds `views`, {name: picture}, and parts that others have put in."""
    parts = PngInfo()
    parts.add(b"teSt", b"dark\0of somebody else")
    parts.add_text("Author", "nobody")
    for name, view in views.items():
        parts.add(b"viEw", name.encode() + b"\0" + png(view))
    (picture or noise(0)).save(folder / "a b.png", pnginfo=parts)
    soup = BeautifulSoup(PAGE, "html.parser")
    shrink_pictures(SimpleNamespace(soup=soup, file=folder / "page.html"))
    return soup


def stored(file):
    with Image.open(file) as picture:
        return np.asarray(picture.convert("RGBA"))


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_pictures_keep_their_pixels(tmp_path, mode):
    """WebP shows what the PNG shows, and one that is not there is left alone; without other views there is no source."""
    picture = noise(1, 3000, mode)
    soup = shrunk(tmp_path, {}, picture)
    image, gone = soup.select("img")
    assert (image["src"], gone["src"]) == ("a%20b.webp", "gone.png") and not soup.select("picture, source")
    assert (stored(tmp_path / "a b.webp") == np.asarray(picture.convert("RGBA"))).all()


def test_each_view_has_its_source(tmp_path):
    """The browser takes the first that fits: on a phone the narrow ones, with their own size; the dark ones on screens only. One picture, one alt text."""
    views = {"dark": noise(1), "narrow": noise(2, 20), "narrow-dark": noise(3, 20)}
    soup = shrunk(tmp_path, views)
    assert [child.name for child in soup.picture.children] == ["source", "source", "source", "img"]
    assert soup.figure.picture.img["alt"] == "Noise." and soup.figure.figcaption.get_text() == "N" and len(soup.select("figure img")) == 1
    sources = {source["srcset"]: source for source in soup.select("source")}
    assert list(sources) == ["a%20b-narrow-dark.webp", "a%20b-dark.webp", "a%20b-narrow.webp"]
    phone, dark = "(width < 768px)", "(prefers-color-scheme: dark)"
    assert [source["media"] for source in sources.values()] == [f"screen and {phone} and {dark}", f"screen and {dark}", phone]
    assert [source.get("data-dark") for source in sources.values()] == [f"screen and {phone}", "screen", None]
    assert [source.get("width") for source in sources.values()] == [10, None, 10]
    for name, view in views.items():
        assert (stored(tmp_path / f"a b-{name}.webp") == np.asarray(view)).all()


def test_a_view_that_pages_do_not_know_is_left_out(tmp_path):
    assert [source["srcset"] for source in shrunk(tmp_path, {"dark": noise(1), "in red": noise(2)}).select("source")] == ["a%20b-dark.webp"]
