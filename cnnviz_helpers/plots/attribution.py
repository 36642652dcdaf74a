"""Where in the image: class evidence, Grad-CAM and occlusion."""

import numpy as np

from ..palette import INK, MUTED, PAPER
from ..receptive.field import first_centre
from .canvas import WIDTH, drawn, pixel_axes, place, sheet, write
from .colours import signed_colours
from .inputs import picture
from .lettering import fitted, width_of
from .mosaic import number, scale_bar, spread

SIDE = 212
STEP = (WIDTH - SIDE) / 2


def _units(n_pixels, n_units, centre=None, stride=None):
    """For each pixel along an axis the unit whose square it lies in; beyond the map a number that is no unit."""
    if centre is None:
        return np.arange(n_pixels) * n_units // n_pixels
    return np.floor((np.arange(n_pixels) + 0.5 - centre) / stride + 0.5).astype(int)


def _over(photo, colours, field=None, strength=0.6):
    """Colours laid over the photo in grey: place and evidence in one picture."""
    blend = np.repeat(photo.mean(axis=2, keepdims=True), 3, axis=2)  # (H, W, 3)
    known = field and first_centre(field)
    (top, left), (down, across) = (known, field.stride) if known else ((None, None), (None, None))
    rows, columns = _units(photo.shape[0], colours.shape[0], top, down), _units(photo.shape[1], colours.shape[1], left, across)
    inside = np.ix_(*((units >= 0) & (units < n) for units, n in zip((rows, columns), colours.shape)))
    shown = colours[rows.clip(0, colours.shape[0] - 1)][:, columns.clip(0, colours.shape[1] - 1)]
    blend[inside] += strength * (shown[inside] - blend[inside])
    return blend.round().astype(np.uint8)


def three_views(photo, values, names, words, title=None, field=None, scale=()):
    """A sheet with the photo, the map, and the map over the photo; under them the scale and a line of words; and where the pictures end.

    names : what stands over the three
    words : (y, text, style), y in pixels below the pictures
    scale : what the scale bar says beside its numbers
    """
    limit = spread(values)
    colours, head = signed_colours(values, limit), 26 if title else 0
    down = head + 20 + SIDE * photo.shape[0] / photo.shape[1]
    figure = sheet(down + 70)
    if title:
        write(figure, 0, 0, fitted(title, WIDTH, 12, "bold"), size=12, weight="bold")
    for i, (name, shown) in enumerate(zip(names, (photo, colours, _over(photo, colours, field)))):
        write(figure, i * STEP, head, name, color=MUTED)
        place(figure, shown, i * STEP, head + 20, zoom=SIDE / shown.shape[1])
    scale_bar(figure, 0, down + 22, limit, *scale)
    y, text, style = words
    write(figure, WIDTH, down + y, text, ha="right", **style)
    return figure, down


@drawn
def plot_evidence(image, evidence, title=None, field=None):
    """The photo, the evidence map of a class, and the map over the photo; under them, mean + bias = logit, or the difference of two.

    Parameters
    ----------
    image : (H, W, 3), as `plot_featuremaps` takes it
    evidence : what `class_evidence` or `evidence_difference` returns
    field : ReceptiveField of the layer that is pooled; each square then lies where the fields of its unit are centred.
        Without it the squares are spread evenly over the photo.

    Raises
    ------
    ValueError
        `field` is of a layer whose maps have another size.
    """
    photo = picture("image", image)
    shape = _fitting(evidence.map, photo, field, "the layer that is pooled")
    names = ("the photo", f"evidence, {shape} places", "evidence over the photo")
    sign = "+" if evidence.bias >= 0 else "−"
    words = f"mean + bias = {evidence.TOTAL}:  {evidence.mean:.3f} {sign} {abs(evidence.bias):.3f} = {evidence.logit:.3f}"
    return three_views(photo, evidence.map, names, (20, words.replace("-", "−"), {"size": 13, "weight": "bold"}), title, field)[0]


def _fitting(values, photo, field, whose):
    """The size of a map in words, once it is known that `field`, if any, is of the same layer."""
    shape = " × ".join(map(str, values.shape))
    if field and (field.map_size, field.input_size) != (values.shape, photo.shape[:2]):
        raise ValueError(f"field must be of {whose}, with maps of {shape}, got {field.layer!r}; use receptive_field on that layer.")
    return shape


@drawn
def plot_grad_cam(image, cam, title=None, field=None):
    """The photo, the Grad-CAM map of a class, and the map over the photo; under them the score.

    Parameters
    ----------
    image : (H, W, 3), as `plot_featuremaps` takes it
    cam : what `grad_cam` returns
    field : ReceptiveField of the same layer; each square then lies where the fields of its unit are centred.
        Without it the squares are spread evenly over the photo.

    Raises
    ------
    ValueError
        `field` is of a layer whose maps have another size.
    """
    photo = picture("image", image)
    shape = _fitting(cam.map, photo, field, "the layer of the map")
    layer = fitted(cam.layer, STEP - 10 - width_of(f"Grad-CAM at , {shape}"))
    names = ("the photo", f"Grad-CAM at {layer}, {shape}", "Grad-CAM over the photo")
    words = f"score of the class{f', before {cam.before}' if cam.before else ''}: {number(cam.score)}"
    return three_views(photo, cam.map, names, (19, words, {"size": 11}), title, field)[0]


@drawn
def plot_occlusion(image, occlusion, title=None, score="score"):
    """The photo with the window drawn in, the mean drop at each pixel, and the drops over the photo.

    Parameters
    ----------
    image : (H, W, 3), as `plot_featuremaps` takes it
    occlusion : what `occlusion_map` returns
    score : what the score is, in words, such as "probability of dog"
    """
    photo = picture("image", image)
    top, left, bottom, right = occlusion.boxes[0, 0]
    names = (f"the photo, window of {bottom - top} × {right - left}", "mean drop at each pixel", "drop over the photo")
    scale, base = "orange: covering it lowers the score", f", whole photo: {number(occlusion.base)}"
    words = fitted(score, WIDTH - 216 - width_of(scale, 10) - width_of(base, 11), 11) + base
    figure, down = three_views(photo, occlusion.map, names, (19, words, {"size": 11}), title, scale=(scale,))
    zoom = SIDE / photo.shape[1]
    ax = pixel_axes(figure, photo, 0, down - photo.shape[0] * zoom, zoom)
    ax.add_patch(box((top, left, bottom, right), PAPER, 3.5))
    ax.add_patch(box((top, left, bottom, right), INK, 1.5))
    return figure


def box(corners, colour, width, over=2):
    """An outline around the pixels (top, left, bottom, right), to be added to axes that show the picture."""
    from matplotlib.patches import Rectangle

    top, left, bottom, right = corners
    return Rectangle((left - 0.5, top - 0.5), right - left, bottom - top, fill=False, edgecolor=colour, linewidth=width, clip_on=False, zorder=over)
