"""A figure in the dark: words, lines and bars in the colours of the dark theme, its pictures as they are."""

from contextlib import contextmanager

import numpy as np
from matplotlib.colors import to_hex, to_rgba_array

from ..palette import IN_THE_DARK

COLOURED = ("color", "facecolor", "edgecolor", "markerfacecolor", "markeredgecolor")


@contextmanager
def in_the_dark(figure, pictures):
    """While it lasts, what stands on the sheet of `figure` has the colours of the dark theme.

    What stands on one of its pictures keeps its own: a map and a photo are equally light in both themes.

    pictures : (box in pixels of the sheet, its pixels or None), …; a pixel that is zero is not painted
    """
    figure.draw_without_rendering()  # only then ticks and their names have their places
    changed = []
    for artist in figure.findobj():
        for name in COLOURED:
            colours = getattr(artist, f"get_{name}", lambda: "none")()
            dark = _dark(colours)
            if dark is not None and not _is_on(artist, pictures):
                set_colours = getattr(artist, f"set_{name}")
                changed.append((set_colours, colours))
                set_colours(dark)
    try:
        yield
    finally:
        for set_colours, colours in changed:
            set_colours(colours)


def _dark(colours):
    """One colour of matplotlib's, or several, as they are in the dark; None if they are the same there."""
    rows = to_rgba_array(colours)  # (n, 4)
    dark = [(*to_rgba_array(IN_THE_DARK.get(to_hex(row), row))[0, :3], row[3]) for row in rows]
    if all(tuple(row) == new for row, new in zip(rows, dark)):
        return None
    return dark if len(dark) > 1 else dark[0]


def _is_on(artist, pictures):
    """Whether the middle of `artist` lies on a painted place of one of the `pictures`."""
    box = artist.get_window_extent()
    if not np.isfinite(box.bounds).all():
        return False  # it draws nothing
    x, y = box.x0 + box.width / 2, box.y0 + box.height / 2
    return any(part.contains(x, y) and (pixels is None or _pixel(part, pixels, x, y)) for part, pixels in pictures)


def _pixel(box, pixels, x, y):
    """The one of `pixels` (rows, columns), drawn into `box`, that lies at (x, y) of the sheet."""
    rows, columns = pixels.shape
    row, column = int((box.y1 - y) / box.height * rows), int((x - box.x0) / box.width * columns)
    return pixels[min(row, rows - 1), min(column, columns - 1)]
