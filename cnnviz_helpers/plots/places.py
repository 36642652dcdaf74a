"""Where in the image: class evidence and occlusion."""

import numpy as np

from ..palette import INK, MUTED, PAPER
from .canvas import WIDTH, drawn, place, sheet, write
from .colours import signed_colours
from .inputs import picture
from .mosaic import number, scale_bar, spread

SIDE = 212
STEP = (WIDTH - SIDE) / 2


def _over(photo, colours, strength=0.6):
    """Colours laid over the photo in grey: place and evidence in one picture."""
    grey = photo.mean(axis=2, keepdims=True)
    rows = np.arange(photo.shape[0]) * colours.shape[0] // photo.shape[0]
    columns = np.arange(photo.shape[1]) * colours.shape[1] // photo.shape[1]
    return ((1 - strength) * grey + strength * colours[rows][:, columns]).round().astype(np.uint8)


def _three(photo, colours, names, title):
    """A sheet with the photo, the map, and the map over the photo; returns it and the height used."""
    head = 26 if title else 0
    down = SIDE * photo.shape[0] / photo.shape[1]
    figure = sheet(head + down + 90)
    if title:
        write(figure, 0, 0, title, size=12, weight="bold")
    for i, (name, shown) in enumerate(zip(names, (photo, colours, _over(photo, colours)))):
        write(figure, i * STEP, head, name, color=MUTED)
        place(figure, shown, i * STEP, head + 20, zoom=SIDE / shown.shape[1])
    return figure, head + 20 + down


@drawn
def plot_evidence(image, evidence, title=None):
    """The photo, the evidence map of a class, and the map over the photo; under them, mean + bias = logit.

    Parameters
    ----------
    image : (H, W, 3), as `plot_featuremaps` takes it
    evidence : what `class_evidence` returns
    """
    photo, limit = picture("image", image), spread(evidence.map)
    shape = " × ".join(map(str, evidence.map.shape))
    figure, down = _three(photo, signed_colours(evidence.map, limit), ("the photo", f"evidence, {shape} places", "evidence over the photo"), title)
    scale_bar(figure, 0, down + 22, limit)
    sign = "+" if evidence.bias >= 0 else "−"
    words = f"mean {evidence.mean:.3f}  {sign}  bias {abs(evidence.bias):.3f}  =  logit {evidence.logit:.3f}"
    write(figure, WIDTH, down + 20, words.replace("-", "−"), ha="right", size=13, weight="bold")
    return figure


@drawn
def plot_occlusion(image, occlusion, title=None):
    """The photo with the window drawn in, the mean drop at each pixel, and the drops over the photo.

    Parameters
    ----------
    image : (H, W, 3), as `plot_featuremaps` takes it
    occlusion : what `occlusion_map` returns
    """
    photo, limit = picture("image", image), spread(occlusion.map)
    top, left, bottom, right = occlusion.boxes[0, 0]
    names = (f"the photo, and the window of {right - left} × {bottom - top}", "mean drop at each pixel", "drop over the photo")
    figure, down = _three(photo, signed_colours(occlusion.map, limit), names, title)
    figure.axes[0].add_patch(box((top, left, bottom, right), PAPER, 3.5))
    figure.axes[0].add_patch(box((top, left, bottom, right), INK, 1.5))
    scale_bar(figure, 0, down + 22, limit, "orange: covering it lowers the score")
    write(figure, WIDTH, down + 20, f"score of the whole photo {number(occlusion.base)}", ha="right", size=11)
    return figure


def box(corners, colour, width, over=2):
    """An outline around the pixels (top, left, bottom, right), to be added to axes that show the picture."""
    from matplotlib.patches import Rectangle

    top, left, bottom, right = corners
    return Rectangle((left - 0.5, top - 0.5), right - left, bottom - top, fill=False, edgecolor=colour, linewidth=width, clip_on=False, zorder=over)
