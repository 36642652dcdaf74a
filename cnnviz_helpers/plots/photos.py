"""Photos: with labels, with predictions, with receptive fields, and those that excite a filter most."""

import numpy as np

from ..arguments import as_array, whole_number
from ..labels import chances, class_names, class_numbers
from ..palette import CHANNEL_COLOURS, FAINT, INK, MUTED, ORANGE, PAPER, VIOLET
from ..receptive.field import first_centre
from .attribution import box
from .canvas import WIDTH, axes, drawn, pixel_axes, place, sheet, write
from .lettering import fitted, fitted_all, widest
from .inputs import by_words, one_of, picture, pictures
from .mosaic import Grid, number

# Outlines that can be told apart on any photo: each is drawn on a wider one of paper.
OUTLINES = (ORANGE, VIOLET, CHANNEL_COLOURS[1], CHANNEL_COLOURS[2], CHANNEL_COLOURS[0], INK)

# Padding: zero is mid-grey for the network; the stripes tell it from a grey pixel.
MID_GREY, STRIPE = 128, 164


def words_of(labels, n, names=None):
    """Labels of `n` images as words: texts stay, class numbers and one-hot rows are looked up in `names`, by default CIFAR-10's."""
    array = as_array("labels", labels)
    is_text = array.dtype.kind == "U"
    if not array.ndim or len(array) != n or (is_text and array.size != n):
        raise ValueError(f"labels must be one for each of the {n} images, got the shape {array.shape}; choose the same rows of both.")
    if is_text:
        return array.reshape(-1).tolist()
    n_classes = array.shape[1] if array.ndim == 2 and array.shape[1] > 1 else 10 if names is None else len(names) if hasattr(names, "__len__") else 1
    texts = class_names(names, n_classes)
    return [texts[number] for number in class_numbers(array, n_classes)]


@drawn
def plot_images(images, labels=None, indices=None, columns=8, names=None):
    """Photos in rows, with a word above each.

    Parameters
    ----------
    images : (N, H, W, 3), uint8 or float in [-0.5, 0.5] or [0, 1]
    labels : N words, class numbers or one-hot rows; numbers are those of CIFAR-10 unless `names` are given
    indices : N image numbers, written before the words
    columns : photos in a row
    names : words for the class numbers, a list or a dict
    """
    photos, columns = pictures("images", images), whole_number("columns", columns, 1)
    words = words_of(labels, len(photos), names) if labels is not None else [""] * len(photos)
    if indices is not None:
        if np.size(indices) != len(photos):
            raise ValueError(f"indices must be one for each of the {len(photos)} images, got {np.size(indices)}; choose the same rows of both.")
        words = [f"{i} {word}".strip() for i, word in zip(np.ravel(indices), words)]
    grid = Grid(len(photos), photos[0].shape[:2], columns, label_height=19 if any(words) else 0)
    figure = sheet(grid.height + 2, width=max(grid.width, 160))
    grid.draw(figure, photos, 0, 0, [fitted(word, max(grid.across, grid.width if len(photos) == 1 else 0), 9.5) for word in words])
    return figure


@drawn
def plot_predictions(images, probabilities, true=None, n_top=3, names=None):
    """Photos with the most probable classes beside them, as bars.

    Parameters
    ----------
    images : (N, H, W, 3), as `plot_images` takes them
    probabilities : (N, K) float, or (N, 1), the chances of class 1
    true : N class numbers or one-hot rows; adds whether the answer is right
    n_top : how many classes; all K if there are fewer
    names : K words, a list or a dict; by default those of CIFAR-10 for ten classes, else "class 0" and so on
    """
    photos, rows = pictures("images", images), chances([probabilities] if np.ndim(probabilities) == 1 else probabilities)
    if len(rows) != len(photos):
        raise ValueError(f"probabilities must be ({len(photos)}, K), a row for each image, got {np.shape(probabilities)}; use predict on the same images.")
    names, n_top = class_names(names, rows.shape[1]), min(whole_number("n_top", n_top, 1), rows.shape[1])
    right = words_of(true, len(photos), names) if true is not None else None
    side, row, room = 104, max(104, 22 + n_top * 26) + 26, max(66, min(320, widest(names, 10)))
    columns = 2 if room < 72 else 1  # long names need the whole width
    figure = sheet(-(-len(photos) // columns) * row - 16)
    for i, (photo, shares) in enumerate(zip(photos, rows)):
        left, top = i % columns * (WIDTH / 2 + 10), i // columns * row
        place(figure, photo, left, top, zoom=side / max(photo.shape[:2]))
        _bars(figure, shares, names, (left + side + 16, top, room), n_top, right[i] if right else None)
    return figure


def _bars(figure, shares, names, place_, n_top, right):
    """The `n_top` largest of `shares`, and above them whether the first is right; place_ : left, top, and the room for a name."""
    left, top, room = place_
    order = np.argsort(-shares, kind="stable")[:n_top]
    colour = MUTED
    if right is not None:
        is_right = names[int(shares.argmax())] == right
        colour = VIOLET if is_right else ORANGE
        words = "right" if is_right else fitted(f"wrong: it is {_article(right)}", 134 + room, weight="bold")
        write(figure, left, top, words, color=colour, weight="bold")
    ax = axes(figure, left + room + 10, top + 22, 96, n_top * 26 - 6)
    ax.barh(range(n_top), shares[order], color=[colour] + [FAINT] * (n_top - 1), height=0.62)
    ax.set(xlim=(0, 1), ylim=(n_top - 0.5, -0.5), xticks=[], yticks=range(n_top), yticklabels=fitted_all([names[int(i)] for i in order], room, 10))
    ax.tick_params(length=0, labelcolor=INK)
    ax.spines[:].set_visible(False)
    for place_in_bars, i in enumerate(order):
        ax.text(shares[i] + 0.04, place_in_bars, f"{shares[i]:.0%}", va="center", size=10, color=MUTED)


def _article(word):
    return f"an {word}" if word[0].lower() in "aeiou" else f"a {word}"


@drawn
def plot_receptive_field(image, fields, at):
    """The receptive fields of several layers around one pixel, drawn on the photo.

    Parameters
    ----------
    image : (H, W, 3), as `plot_images` takes it
    fields : {words: ReceptiveField}, from `receptive_field`
    at : (row, column) of a pixel; each layer shows the unit whose field is centred nearest to it
    """
    photo, fields = picture("image", image), by_words("fields", fields, "ReceptiveField")
    row, column = (one_of(f"at[{i}]", place_, size) for i, (place_, size) in enumerate(zip(at, photo.shape)))
    side = 352
    figure = sheet(max(side + 2, len(fields) * 46))
    where = photo, 0, 1, side / max(photo.shape[:2])
    place(figure, *where)
    ax = pixel_axes(figure, *where)
    for i, (words, field) in enumerate(fields.items()):
        corners, colour = nearest_box(field, row, column), OUTLINES[i % len(OUTLINES)]
        # Small boxes lie over large ones, whatever their order.
        over = 100_000 - field.size[0] * field.size[1]
        ax.add_patch(box(corners, PAPER, 5, over))
        ax.add_patch(box(corners, colour, 2.5, over + 0.5))
        top, left, bottom, right = corners
        write(figure, side + 36, 6 + i * 46, fitted(words, WIDTH - side - 36, 12, "bold"), size=12, weight="bold", color=colour)
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
    columns, chosen = whole_number("columns", columns, 1), [one_of("the image number of each unit", unit[0], len(images)) for unit in units]
    photos = pictures("images", images, chosen)
    rows = -(-len(units) // columns)
    step = (WIDTH + 8) / columns
    side = step - 8
    figure = sheet(rows * (2 * side + 50) - 10)
    for i, (photo, (_, row, column, value)) in enumerate(zip(photos, units)):
        left, top = i % columns * step, i // columns * (2 * side + 50)
        corners = field.box(row, column)
        _patch(figure, photo, corners, whole_box(field, row, column), left, top, side)
        where = photo, left, top + side + 8, side / max(photo.shape[:2])
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
