"""Maps of several methods beside each other, and what tests of them gave: curves and correlations."""

import numpy as np

from ..arguments import filled, whole_number
from ..attribution.by_order import OrderCurves
from ..attribution.forgetting import Forgetting
from ..attribution.methods import Attribution
from ..palette import CHANNEL_COLOURS, FAINT, INK, MUTED, ORANGE, RULE, VIOLET
from .attribution import SIDE, three_views
from .canvas import WIDTH, axes, drawn, fill, place, sheet, write
from .colours import signed_colours
from .inputs import picture
from .lettering import fitted, fitted_all
from .mosaic import number, spread

TITLES = {
    "gradient": "gradient",
    "gradient_x_input": "gradient × input",
    "smoothgrad": "SmoothGrad",
    "integrated_gradients": "Integrated Gradients",
    "evidence": "evidence",
    "grad_cam": "Grad-CAM, signed",
    "guided_backpropagation": "guided backpropagation",
    "occlusion": "occlusion",
    "random": "random",
    "edges": "edges in the photo",
    "centre_first": "centre first",
}
COLOURS = (ORANGE, VIOLET, CHANNEL_COLOURS[1], CHANNEL_COLOURS[2], CHANNEL_COLOURS[0], INK)
TICKS, WORDS = [0, 0.5, 1], ["0 %", "50 %", "100 %"]


@drawn
def plot_attribution(image, attribution, title=None, absolute=False, columns=4):
    """The map of any method: the photo, the map, and the map over the photo. Of several maps: the photo, and all of them in rows.

    Signed maps run from violet (against the class) over paper (zero) to orange (for it), each on a scale of its own.

    Parameters
    ----------
    image : (H, W, 3), as `plot_featuremaps` takes it
    attribution : Attribution of this one photo, from `attribute`, or a list of them
    title : words above
    absolute : whether to show sizes, `Attribution.size`, in the place of signed numbers
    columns : pictures in a row, of several maps

    Raises
    ------
    ValueError
        Something else than an Attribution, or one of several photos.
    """
    photo, several = picture("image", image), isinstance(attribution, (list, tuple))
    found = [_of_one_photo(one) for one in (attribution if several else [attribution])]
    if not found:
        raise ValueError("attribution must be an Attribution or a list of them, got an empty list; call attribute first.")
    maps = [one.size if absolute else one.map for one in found]
    if several:
        return _rows(photo, maps, [TITLES[one.method] for one in found], title, whole_number("columns", columns, 1))
    words = f"sum of the map: {number(float(maps[0].sum(dtype=float)))}"
    names = ("the photo", f"{TITLES[found[0].method]}, {' × '.join(map(str, maps[0].shape))}", "the map over the photo")
    return three_views(photo, maps[0], names, (19, words, {"size": 11}), title)[0]


def _of_one_photo(attribution):
    if not isinstance(filled("attribution", attribution), Attribution):
        raise ValueError(f"attribution must come from attribute, got {type(attribution).__name__}; pass what it returns.")
    if attribution.values.ndim != 3:
        raise ValueError(f"attribution must be of one photo, got one of {len(attribution.values)}; call attribute on x_test[16].")
    return attribution


def _rows(photo, maps, names, title, columns):
    """The photo and the maps, `columns` beside each other; above each its name, under it the largest distance from zero."""
    gap, head = 10, 26 if title else 0
    side = min(SIDE, (WIDTH - (columns - 1) * gap) / columns)
    down = side * photo.shape[0] / photo.shape[1]
    step = down + 46
    n_rows = -(-(len(maps) + 1) // columns)
    figure = sheet(head + n_rows * step - 6)
    if title:
        write(figure, 0, 0, fitted(title, WIDTH, 12, "bold"), size=12, weight="bold")
    for i, (name, shown) in enumerate([("the photo", None), *zip(names, maps)]):
        left, top = i % columns * (side + gap), head + i // columns * step
        write(figure, left, top, fitted(name, side, 10), color=MUTED, size=10)
        if shown is None:
            place(figure, photo, left, top + 18, zoom=side / photo.shape[1])
            write(figure, left, top + 22 + down, "scales end at", color=MUTED, size=9.5)
        else:
            fill(figure, signed_colours(shown, spread(shown)), left, top + 18, side, down)
            write(figure, left, top + 22 + down, f"±{number(spread(shown))}", color=MUTED, size=9.5)
    return figure


@drawn
def plot_order_curves(curves, controls=()):
    """Deletion and insertion: the mean probability over photos as their pixels go, and as they come, for several orders.

    Parameters
    ----------
    curves : {words: OrderCurves}, from `order_curves`; at most six that are no controls
    controls : which of the words are orders that use no network; they are drawn in grey, each with dashes of its own

    Raises
    ------
    ValueError
        Something else than such a dict, or too many curves.
    """
    if not isinstance(curves, dict) or not curves or not all(isinstance(one, OrderCurves) for one in curves.values()):
        raise ValueError(f"curves must be a dict of what order_curves returns, got {type(curves).__name__}; give each a name.")
    looks = _looks(curves, controls)
    figure = sheet(250 + 18 * len(curves))
    for i, (title, part) in enumerate((("deletion", "deletion"), ("insertion", "insertion"))):
        left = 46 + i * (WIDTH / 2 + 4)
        ax = axes(figure, left, 30, WIDTH / 2 - 70, 168)
        for name, one in curves.items():
            ax.plot(one.shares, getattr(one, part).mean(axis=0), **looks[name])
        what = "gone" if part == "deletion" else "there"
        ax.set(xlim=(0, 1), ylim=(0, 1), xticks=TICKS, yticks=TICKS, xticklabels=WORDS, yticklabels=WORDS, xlabel=f"pixels {what}")
        _plain(ax)
        write(figure, left, 0, title, size=11, weight="bold")
        write(figure, left + WIDTH / 2 - 70, 3, "mean probability", ha="right", color=MUTED, size=10)
    for row, (name, one) in enumerate(curves.items()):
        _line(figure, 46, 246 + 18 * row, looks[name])
        areas = f"area: {number(one.deletion_area.mean(), 3)} deletion, {number(one.insertion_area.mean(), 3)} insertion"
        write(figure, 90, 246 + 18 * row, fitted(TITLES.get(name, name), 280, 10), size=10)
        write(figure, WIDTH, 246 + 18 * row, areas, ha="right", color=MUTED, size=10)
    return figure


def _looks(curves, controls):
    """{words: how the line is drawn}."""
    coloured, dashes = iter(COLOURS), iter(((0, (4, 3)), (0, (1, 2)), (0, (6, 2, 1, 2))))
    try:
        return {
            name: {"color": MUTED, "linewidth": 1.6, "linestyle": next(dashes)} if name in controls else {"color": next(coloured), "linewidth": 2.2}
            for name in curves
        }
    except StopIteration:
        raise ValueError(f"A chart holds {len(COLOURS)} methods and three controls, got {len(curves)}; choose fewer.") from None


def _line(figure, left, top, look):
    """A piece of a line, for a key."""
    ax = axes(figure, left, top, 34, 12)
    ax.plot([0, 1], [0.4, 0.4], **look)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.set_axis_off()


def _plain(ax):
    ax.grid(axis="y", color=RULE, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.tick_params(length=0)


@drawn
def plot_forgetting(found):
    """How like the trained map the maps stay, as the size of a correlation, with ever more layers at random.

    Parameters
    ----------
    found : {words: Forgetting}, from `forget_by_layer`, at most six, all of the same layers

    Raises
    ------
    ValueError
        Something else than such a dict, or other layers.
    """
    if not isinstance(found, dict) or not found or not all(isinstance(one, Forgetting) for one in found.values()):
        raise ValueError(f"found must be a dict of what forget_by_layer returns, got {type(found).__name__}; give each a name.")
    layers, looks = next(iter(found.values())).layers, _looks(found, ())
    if any(one.layers != layers for one in found.values()):
        raise ValueError("found must be of the same layers for each method, got several lists of layers; use one network and one number of stages.")
    figure = sheet(268 + 18 * len(found))
    ax = axes(figure, 66, 14, WIDTH - 90, 196)
    places = np.arange(len(layers) + 1)
    for name, one in found.items():
        ax.plot(places, [1, *one.size], marker="o", markersize=5, **looks[name])
    ax.set(xlim=(-0.2, len(layers) + 0.2), ylim=(0, 1.05), yticks=[0, 0.25, 0.5, 0.75, 1], ylabel="mean size of r", xlabel="at random, from the end on")
    words = ["none", *(layer if i == 0 else f"+ {layer}" for i, layer in enumerate(layers))]
    ax.set_xticks(places, fitted_all(words, (WIDTH - 90) / len(words) - 8, 10))
    ax.axhline(0, color=FAINT, linewidth=1)
    _plain(ax)
    for row, name in enumerate(found):
        _line(figure, 66, 264 + 18 * row, looks[name])
        write(figure, 110, 264 + 18 * row, fitted(TITLES.get(name, name), WIDTH - 120, 10), size=10)
    return figure
