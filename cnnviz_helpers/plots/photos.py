"""Photos: with labels, with predictions, with receptive fields, and those that excite a filter most."""

import numpy as np

from ..data import cifar10dict
from ..palette import CHANNEL_COLOURS, FAINT, INK, MUTED, ORANGE, PAPER, VIOLET
from .attribution import box, first_centre
from .canvas import WIDTH, axes, drawn, pixel_axes, place, sheet, write
from .inputs import one_of, picture, pictures
from .mosaic import Grid, number

# Outlines that can be told apart on any photo: each is drawn on a wider one of paper.
OUTLINES = (ORANGE, VIOLET, CHANNEL_COLOURS[1], CHANNEL_COLOURS[2], CHANNEL_COLOURS[0], INK)

# Padding: zero is mid-grey for the network; the stripes tell it from a grey pixel.
MID_GREY, STRIPE = 128, 164


def names_of(labels, n):
    """Labels as words: strings stay, numbers and one-hot rows are looked up in `cifar10dict`."""
    array = np.asarray(labels)
    if array.ndim == 2:
        array = array.argmax(axis=1)
    if array.ndim != 1 or len(array) != n:
        raise ValueError(f"labels must be one for each of the {n} images, got the shape {np.shape(labels)}; choose the same rows of both.")
    if array.dtype.kind in "US":
        return [str(label) for label in array]
    if array.dtype.kind not in "iu" or not set(array.tolist()) <= set(cifar10dict):
        raise ValueError(f"labels must be words, class numbers from 0 to 9, or one-hot rows, got {labels!r}; see cifar10dict.")
    return [cifar10dict[int(label)] for label in array]


@drawn
def plot_images(images, labels=None, indices=None, columns=8):
    """Photos in rows, with a word above each.

    Parameters
    ----------
    images : (N, H, W, 3), uint8 or float in [-0.5, 0.5] or [0, 1]
    labels : N words, class numbers or one-hot rows
    indices : N image numbers, written before the words
    columns : photos in a row
    """
    photos = pictures("images", images)
    words = names_of(labels, len(photos)) if labels is not None else [""] * len(photos)
    if indices is not None:
        if len(indices) != len(photos):
            raise ValueError(f"indices must be one for each of the {len(photos)} images, got {len(indices)}; choose the same rows of both.")
        words = [f"{i} {word}".strip() for i, word in zip(indices, words)]
    grid = Grid(len(photos), photos[0].shape[:2], columns, label_height=19 if any(words) else 0)
    figure = sheet(grid.height + 2, width=max(grid.width, 160))
    grid.draw(figure, photos, 0, 0, words)
    return figure


@drawn
def plot_predictions(images, probabilities, true=None, n_top=3):
    """Photos with the most probable classes beside them, as bars.

    Parameters
    ----------
    images : (N, H, W, 3), as `plot_images` takes them
    probabilities : (N, 10) float
    true : N class numbers or one-hot rows; adds whether the answer is right
    n_top : how many classes
    """
    photos, probabilities = pictures("images", images), np.atleast_2d(np.asarray(probabilities, dtype=float))
    if probabilities.shape != (len(photos), len(cifar10dict)):
        raise ValueError(f"probabilities must be ({len(photos)}, {len(cifar10dict)}), got {probabilities.shape}; use predict on the same images.")
    n_top = one_of("n_top", n_top, len(cifar10dict) + 1)
    right = names_of(true, len(photos)) if true is not None else None
    side, row = 104, max(104, 22 + n_top * 26) + 26
    figure = sheet(-(-len(photos) // 2) * row - 16)
    for i, (photo, chances) in enumerate(zip(photos, probabilities)):
        left, top = i % 2 * (WIDTH / 2 + 10), i // 2 * row
        place(figure, photo, left, top, zoom=side / photo.shape[1])
        _bars(figure, chances, left + side + 16, top, n_top, right[i] if right else None)
    return figure


def _bars(figure, chances, left, top, n_top, right):
    """The `n_top` largest of `chances`, and above them whether the first is right."""
    order = np.argsort(-chances, kind="stable")[:n_top]
    colour = MUTED
    if right is not None:
        is_right = cifar10dict[int(order[0])] == right
        colour = VIOLET if is_right else ORANGE
        write(figure, left, top, "right" if is_right else f"wrong: it is {_article(right)}", color=colour, weight="bold")
    ax = axes(figure, left + 76, top + 22, 96, n_top * 26 - 6)
    ax.barh(range(n_top), chances[order], color=[colour] + [FAINT] * (n_top - 1), height=0.62)
    ax.set(xlim=(0, 1), ylim=(n_top - 0.5, -0.5), xticks=[], yticks=range(n_top), yticklabels=[cifar10dict[int(i)] for i in order])
    ax.tick_params(length=0, labelcolor=INK)
    ax.spines[:].set_visible(False)
    for place_in_bars, i in enumerate(order):
        ax.text(chances[i] + 0.04, place_in_bars, f"{chances[i]:.0%}", va="center", size=10, color=MUTED)


def _article(word):
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


@drawn
def plot_receptive_field(image, fields, at):
    """The receptive fields of several layers around one pixel, drawn on the photo.

    Parameters
    ----------
    image : (H, W, 3), as `plot_images` takes it
    fields : {words: ReceptiveField}, from `receptive_field`
    at : (row, column) of a pixel; each layer shows the unit whose field is centred nearest to it
    """
    photo = picture("image", image)
    row, column = (one_of(f"at[{i}]", place_, size) for i, (place_, size) in enumerate(zip(at, photo.shape)))
    side = 352
    figure = sheet(side + 2)
    where = photo, 0, 1, side / photo.shape[1]
    place(figure, *where)
    ax = pixel_axes(figure, *where)
    for i, (words, field) in enumerate(fields.items()):
        corners, colour = nearest_box(field, row, column), OUTLINES[i % len(OUTLINES)]
        # Small boxes lie over large ones, whatever their order.
        over = 100_000 - field.size[0] * field.size[1]
        ax.add_patch(box(corners, PAPER, 5, over))
        ax.add_patch(box(corners, colour, 2.5, over + 0.5))
        top, left, bottom, right = corners
        write(figure, side + 36, 6 + i * 46, words, size=12, weight="bold", color=colour)
        seen = f"{field.size[0]} × {field.size[1]} pixels"
        cut = "" if (bottom - top, right - left) == tuple(field.size) else f", here {bottom - top} × {right - left} inside the photo"
        write(figure, side + 36, 25 + i * 46, seen + cut, color=MUTED)
    return figure


def nearest_box(field, row, column):
    """The box of the unit whose field is centred nearest to a pixel."""

    def nearest(size, edges, pixel):
        return min(range(size), key=lambda unit: abs(sum(edges(unit)) / 2 - (pixel + 0.5)))

    down = nearest(field.map_size[0], lambda unit: field.box(unit, 0)[::2], row)
    across = nearest(field.map_size[1], lambda unit: field.box(0, unit)[1::2], column)
    return field.box(down, across)


@drawn
def plot_strongest(images, units, field, columns=9):
    """The photos that excite a filter most: above the patch that its strongest unit sees, below the whole photo.

    Where the field hangs over the border of the photo, there is padding: it is drawn in mid-grey with stripes.

    Parameters
    ----------
    images : (N, H, W, 3), the images that `units` numbers
    units : list of (image number, row, column, value), from `strongest_units`
    field : ReceptiveField of the layer
    columns : photos in a row
    """
    if not len(units):
        raise ValueError("units must name at least one unit, got none; use strongest_units.")
    photos = pictures("images", np.asarray(images)[[unit[0] for unit in units]])
    rows = -(-len(units) // columns)
    step = (WIDTH + 8) / columns
    side = step - 8
    figure = sheet(rows * (2 * side + 50) - 10)
    for i, (photo, (_, row, column, value)) in enumerate(zip(photos, units)):
        left, top = i % columns * step, i // columns * (2 * side + 50)
        corners = field.box(row, column)
        _patch(figure, photo, corners, whole_box(field, row, column), left, top, side)
        where = photo, left, top + side + 8, side / photo.shape[1]
        place(figure, *where)
        ax = pixel_axes(figure, *where)
        ax.add_patch(box(corners, PAPER, 3))
        ax.add_patch(box(corners, INK, 1.2))
        write(figure, left + side / 2, top + 2 * side + 12, number(value), ha="center", color=MUTED)
    return figure


def whole_box(field, row, column):
    """The box of a unit as if the picture had no border: it may begin below 0 and end beyond the picture."""
    centres = first_centre(field)
    if centres is None:
        return field.box(row, column)
    starts = [round(centre + step * unit - size / 2) for centre, step, unit, size in zip(centres, field.stride, (row, column), field.size)]
    return *starts, *(start + size for start, size in zip(starts, field.size))


def _patch(figure, photo, inside, whole, left, top, side):
    """The part `inside` of a photo, in its place within the box `whole`; what is left of that box is padding."""
    height, width = whole[2] - whole[0], whole[3] - whole[1]
    zoom = side / max(height, width)
    if inside != whole:
        down, across = np.indices((round(2 * height * zoom), round(2 * width * zoom)))
        striped = np.where((down + across) % 12 < 2, STRIPE, MID_GREY).astype(np.uint8)
        place(figure, np.repeat(striped[..., None], 3, axis=2), left, top, zoom=0.5)
    seen = photo[inside[0] : inside[2], inside[1] : inside[3]]
    place(figure, seen, left + (inside[1] - whole[1]) * zoom, top + (inside[0] - whole[0]) * zoom, zoom=zoom)
