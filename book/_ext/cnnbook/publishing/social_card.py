"""The picture that is shown with a link to the book: one photograph on its way through the network, drawn by the book's own plots."""

import hashlib
import io
import shutil
from pathlib import Path

from PIL import Image

CARD = "_static/social-card.png"
CARD_SIZE = (1200, 630)  # what Open Graph's readers show uncut
CARD_ALT = "A photograph, the feature maps that the network makes of it in violet and orange, and a bar for the probability of each class."
PHOTO = 16  # the photograph that the chapters begin with


def write_card(file, title, cache):
    """Put the card with this `title` at `file`; it is drawn once for each state of the package, and kept in the folder `cache`."""
    digest = hashlib.sha256(Path(__file__).read_bytes() + title.encode()).hexdigest()[:16]
    kept = cache / f"card-{digest}.png"
    if not kept.exists():
        kept.write_bytes(draw_card(title))
    file.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(kept, file)


def draw_card(title):
    """The card as the bytes of a PNG, 1200 × 630 pixels."""
    from cnnviz_helpers.plots.canvas import DPI, PAD, drawn, place, sheet, write

    width, height = (size - 2 * PAD for size in CARD_SIZE)
    picture = panorama(width)

    @drawn
    def draw():
        figure = sheet(height, width)
        write(figure, 12, 48, title, size=46, weight="bold")
        place(figure, picture, 0, height - len(picture) - 12)
        return pixels(figure, DPI)

    buffer = io.BytesIO()
    # 256 colours serve, in a third of the bytes.
    draw().quantize(256, dither=Image.Dither.NONE).save(buffer, format="png", optimize=True)
    return buffer.getvalue()


def pixels(figure, dpi):
    """A matplotlib figure as a picture, RGB."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=dpi)
    return Image.open(buffer).convert("RGB")


def panorama(width):
    """`plot_panorama` for one photograph, as (height, width, 3) uint8."""
    import numpy as np

    from cnnviz_helpers import cifar10dict, cnn_model, get_cifar10, layer_outputs, plot_panorama

    photo = get_cifar10()[0][PHOTO]
    outputs = layer_outputs(cnn_model(), photo)
    maps = {name: output[0] for name, output in outputs.items() if name.startswith("conv")}
    chances = dict(zip(cifar10dict.values(), outputs["softmax"][0]))
    large = Image.open(io.BytesIO(plot_panorama(photo, maps, chances)._repr_png_())).convert("RGB")  # twice as sharp
    return np.asarray(large.resize((width, round(large.height * width / large.width)), Image.Resampling.LANCZOS))
