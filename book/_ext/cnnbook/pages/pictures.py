"""A page's pictures: as WebP, and in the views of the same figure that its PNG holds, for the dark and for phones.

A browser loads only the view that it shows. Without scripts it goes by its reader's system, with them by the theme of the page (`html_cleanup.py`).
"""

import io
from urllib.parse import unquote

from cnnviz_helpers.explorables.figures import ALL
from cnnviz_helpers.plots.canvas import SHARPNESS, VIEW
from PIL import Image

PHONE = "(width < 768px)"
FEW = 64  # colours, of a picture that is soon gone, or small
IN_THE_DARK = "(prefers-color-scheme: dark)"
# Of two that fit, a browser takes the first. On paper it takes none of the dark ones.
VIEWS = {"narrow-dark": ("screen", PHONE), "dark": ("screen",), "narrow": (PHONE,)}


def shrink_pictures(page):
    """Pictures come as WebP, which keeps every pixel in less than half of PNG's bytes, each with the sources of its other views."""
    for image in page.soup.select("main img[src$='.png']"):
        file = page.file.parent / unquote(image["src"])
        if file.is_file():
            address = image["src"].removesuffix(".png")
            image["src"] = f"{address}.webp"
            with Image.open(file) as picture:
                if is_first := is_soon_gone(image):
                    image.attrs |= {"fetchpriority": "high", "decoding": "sync"}  # it is in the first picture of the page
                few = is_first or image.find_parent(class_="figure-list") is not None
                write_once(file.with_suffix(".webp"), picture, few)
                add_sources(page.soup, image, views_in(picture), file, address, few)


def views_in(picture):
    """{name: picture} of the other views that a figure's PNG holds (`BookFigure`)."""
    parts = (content.split(b"\0", 1) for kind, content in getattr(picture, "private_chunks", ()) if kind == VIEW)
    return {name.decode(): Image.open(io.BytesIO(png)) for name, png in parts}


def is_soon_gone(image):
    """Whether a live figure that one sees first takes the place of the picture as soon as it has come."""
    figure = image.find_parent("figure", attrs={"data-explorable": True})
    return figure is not None and ALL[figure["data-explorable"]].is_first


def add_sources(soup, image, views, file, address, few=False):
    """Give `image` its other `views`; their files stand beside `file`, their addresses begin with `address`."""
    if views:
        image.wrap(soup.new_tag("picture"))
    for name in (name for name in VIEWS if name in views):
        view, media = views[name], " and ".join(VIEWS[name])
        write_once(file.with_name(f"{file.stem}-{name}.webp"), view, few)
        source = soup.new_tag("source", srcset=f"{address}-{name}.webp", media=media)
        if "dark" in name:
            source.attrs |= {"media": f"{media} and {IN_THE_DARK}", "data-dark": media}
        if "narrow" in name:
            source.attrs |= {"width": view.width // SHARPNESS, "height": view.height // SHARPNESS}
        image.insert_before(source)


def write_once(file, picture, few=False):
    """Write `picture` as WebP, with `few` colours if so; its name follows from what it shows, so a file that is there is right."""
    if not file.exists():
        one = picture.convert("RGBA").quantize(FEW, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE) if few else picture
        one.save(file, lossless=True, method=6)
