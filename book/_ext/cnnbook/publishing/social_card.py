"""The pictures that are shown with a link to a page: its title, and its own first figure, or for the book one photograph on its way through the network."""

import hashlib
import io
import shutil
from pathlib import Path
from urllib.parse import unquote

from PIL import Image, ImageChops

CARD = "_static/social-card.png"  # the book's
CARDS = "_static/cards"  # those of pages
CARD_SIZE = (1200, 630)  # what Open Graph's readers show uncut
CARD_ALT = "A photograph, the feature maps that the network makes of it in violet and orange, and a bar for the probability of each class."
PHOTO = 16  # the photograph that the chapters begin with
LARGE, SMALL = 46, 22  # points, of a page's title and of the book's


def write_card(folder, title, cache):
    """Put the card of the book with this `title` into the `folder` of the site; it is drawn once for each state of the package, and kept in `cache`."""
    keep(Path(folder) / CARD, cache, title.encode(), lambda: draw_card(title, "", panorama(CARD_SIZE[0])))


def give_card(page):
    """A page with a figure is shared with a card of its own; others, and the first page, keep the book's."""
    shared, figure = (page.soup.select_one(what) for what in ("meta[property='og:image']", "main figure img[src$='.png']"))
    site, config = Path(page.app.outdir), page.app.config
    name = page.file.relative_to(site).with_suffix("").as_posix()
    if not shared or not figure or name == config.root_doc:
        return
    card, file = f"{CARDS}/{name}.png", page.file.parent / unquote(figure["src"])
    title = page.soup.select_one("meta[property='og:title']")["content"]
    picture = file.read_bytes()
    keep(site / card, config.nb_execution_cache_path, b"\0".join([title.encode(), config.html_title.encode(), picture]),
         lambda: draw_card(title, config.html_title, Image.open(io.BytesIO(picture))))  # fmt: skip
    shared["content"] = config.html_baseurl + card
    page.soup.select_one("meta[property='og:image:alt']")["content"] = figure.get("alt") or CARD_ALT


def keep(file, cache, about, draw):
    """Put what `draw()` gives, the bytes of a PNG, at `file`; it is drawn once for the bytes `about` and this module, and kept in the folder `cache`."""
    kept = Path(cache) / f"card-{hashlib.sha256(Path(__file__).read_bytes() + about).hexdigest()[:16]}.png"
    if not kept.exists():
        kept.write_bytes(draw())
    file.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(kept, file)


def draw_card(title, book, picture):
    """The card as the bytes of a PNG, 1200 × 630 pixels: a `title`, under it that of the `book` if there is one, and a picture, as large as fits."""
    import numpy as np

    from cnnviz_helpers.palette import MUTED, PAPER
    from cnnviz_helpers.plots.canvas import DPI, PAD, drawn, place, sheet, write
    from cnnviz_helpers.plots.lettering import fitted

    width, height = (size - 2 * PAD for size in CARD_SIZE)
    top = 140 if book else 100
    picture = without_paper(picture.convert("RGB"), PAPER)
    scale = min(width / picture.width, (height - top) / picture.height)
    small = picture.resize([max(1, int(scale * size)) for size in picture.size], Image.Resampling.LANCZOS)

    @drawn
    def draw():
        figure = sheet(height, width)
        write(figure, 12, 24, fitted(title, width - 24, LARGE, "bold"), size=LARGE, weight="bold")
        write(figure, 13, 94, fitted(book, width - 24, SMALL), size=SMALL, color=MUTED)
        place(figure, np.asarray(small), (width - small.width) // 2, top + (height - top - small.height) // 2)
        return pixels(figure, DPI)

    buffer = io.BytesIO()
    # 256 colours serve, in a third of the bytes.
    draw().quantize(256, dither=Image.Dither.NONE).save(buffer, format="png", optimize=True)
    return buffer.getvalue()


def without_paper(picture, paper):
    """`picture`, RGB, without the edges on which there is nothing but `paper`."""
    return picture.crop(ImageChops.difference(picture, Image.new("RGB", picture.size, paper)).getbbox())


def pixels(figure, dpi):
    """A matplotlib figure as a picture, RGB."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=dpi)
    return Image.open(buffer).convert("RGB")


def panorama(width):
    """`plot_panorama` for one photograph, as a picture `width` pixels wide."""
    from cnnviz_helpers.explorables import stills

    large = Image.open(io.BytesIO(stills.explorer(PHOTO)._repr_png_()))  # twice as sharp
    return large.convert("RGB").resize((width, round(large.height * width / large.width)), Image.Resampling.LANCZOS)
