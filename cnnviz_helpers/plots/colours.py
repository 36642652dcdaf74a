"""Numbers to colours: the one signed scale of the book, and the three scales of a kernel's channels."""

from functools import cache

import numpy as np

from ..palette import CHANNEL_COLOURS, DIVERGING_STOPS, PAPER, SEQUENTIAL_STOPS, ramp, to_rgb

STEPS = 257  # odd, so that zero has a step of its own

SIGNED = DIVERGING_STOPS
AMOUNT = SEQUENTIAL_STOPS
# A channel's own colour is positive; grey is negative, for all three alike.
CHANNELS = tuple(("#4a4c55", "#b9b8b6", PAPER, colour) for colour in CHANNEL_COLOURS)


@cache
def table(stops):
    """(257, 3) uint8: the colours along `stops`. For channels zero stands in the middle as well."""
    if len(stops) == 4 and stops is not AMOUNT:
        colours = ramp(stops[:3], STEPS // 2 + 1)[:-1] + ramp(stops[2:], STEPS // 2 + 1)
    else:
        colours = ramp(stops, STEPS)
    return np.array([[round(255 * part) for part in to_rgb(colour)] for colour in colours], np.uint8)


def signed_colours(values, limit, stops=SIGNED):
    """Colours of signed numbers: zero is paper, `-limit` and `limit` are the two ends.

    Parameters
    ----------
    values : array of any shape
    limit : the number that gets the last colour; also an array that broadcasts

    Returns
    -------
    `values.shape + (3,)` uint8
    """
    limit = np.where(np.asarray(limit) > 0, limit, 1.0)  # all zeros: any limit will do
    place = np.clip(np.asarray(values, dtype=float) / limit, -1, 1)
    return table(stops)[np.round((place + 1) / 2 * (STEPS - 1)).astype(int)]


def amount_colours(values, limit):
    """Colours of numbers from zero (paper) to `limit`, `values.shape + (3,)` uint8."""
    place = np.clip(np.asarray(values, dtype=float) / (limit or 1.0), 0, 1)
    return table(AMOUNT)[np.round(place * (STEPS - 1)).astype(int)]


def ink_on(colour):
    """Black or white, whichever can be read better on `colour` (3 numbers from 0 to 255): ink and paper are too near on mid-tones."""
    return max("#000000", "#ffffff", key=lambda ink: _contrast(colour, ink))


def _contrast(colour, other):
    """WCAG's contrast ratio between (3,) uint8 and "#rrggbb"."""
    bright, dark = sorted((_luminance(np.asarray(colour) / 255), _luminance(np.array(to_rgb(other)))), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(rgb):
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))
