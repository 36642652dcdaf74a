"""The pictures of a built page: each has its size, and is loaded when it is needed."""

import hashlib
from base64 import b64decode
from urllib.parse import unquote

from PIL import Image


def move_stills(soup, page):
    """The still of a live figure becomes a file of its own: a reader who sees the figure live never loads it."""
    for image in soup.select('img.explorable-still[src^="data:image/png;base64,"]'):
        picture = b64decode(image["src"].partition(",")[2])
        place = f"{soup.html['data-content_root']}_images/{hashlib.sha256(picture).hexdigest()}.png"
        (page.parent / place).parent.mkdir(exist_ok=True)
        (page.parent / place).write_bytes(picture)
        image["src"] = place


def size_images(soup, page):
    """Give each picture its width and height, so that text does not jump, and load the later ones late."""
    for number, image in enumerate(soup.select('main img[src]:not([src^="data:"])')):
        file = page.parent / unquote(image["src"].split("?")[0])
        if file.suffix == ".png" and file.is_file() and "width" not in image.attrs:
            with Image.open(file) as picture:
                # A picture for sharp screens says so by its dots per inch: 200 are two for each pixel of the page.
                sharpness = max(1, round(picture.info.get("dpi", (100,))[0] / 100))
                image["width"], image["height"] = (round(size / sharpness) for size in picture.size)
        image["decoding"] = "async"
        if number:
            image["loading"] = "lazy"
