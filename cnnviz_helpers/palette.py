"""The colours of the book, once, for every figure and for the page.

Signed numbers run from violet (negative) over paper (zero) to orange (positive).
The two ends differ for every common form of colour blindness, and are equally dark, so that
-1 and +1 look equally far from zero. The steps are straight lines in OKLab, a colour space in
which equal distances look equal (B. Ottosson, "A perceptual color space for image processing", 2020).
"""

PAPER = "#fdfcf9"
INK = "#1b1d24"
MUTED = "#5d5f69"
RULE = "#dcd8cf"
FAINT = "#c9c5bb"  # bars that are not spoken of
VIOLET = "#5a3ea6"
ORANGE = "#b4500b"

# Channels of a colour picture, in the order of the last axis.
CHANNEL_NAMES = ("red", "green", "blue")
CHANNEL_COLOURS = ("#d1372f", "#2c8a43", "#2a62c9")

# What each is in the dark, where it stands on dark paper. Maps and photos keep their colours there: a value looks the same in both themes.
IN_THE_DARK = {INK: "#e8e6e1", MUTED: "#a9abb5", RULE: "#353846", FAINT: "#565a69", VIOLET: "#b9a6ff", ORANGE: "#ffb066"}
IN_THE_DARK |= dict(zip(CHANNEL_COLOURS, ("#ff7b72", "#6fce86", "#86b0ff")))

# The negative end, zero, the positive end.
DIVERGING_STOPS = ("#34206f", "#7a5cc4", "#c3b4e6", PAPER, "#f2bf8b", "#d8782a", "#7a2f00")
SEQUENTIAL_STOPS = (PAPER, "#f2bf8b", "#d8782a", "#7a2f00")


def to_rgb(colour):
    """`"#rrggbb"` -> (red, green, blue), each a float in [0, 1]."""
    return tuple(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))


def to_hex(rgb):
    """(red, green, blue) in [0, 1] -> `"#rrggbb"`, clipped to what a screen can show."""
    return "#" + "".join(f"{round(255 * min(max(value, 0.0), 1.0)):02x}" for value in rgb)


def _matrix_times(matrix, vector):
    return [sum(a * b for a, b in zip(row, vector)) for row in matrix]


_RGB_TO_LMS = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_LMS_TO_LAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
_LAB_TO_LMS = ((1.0, 0.3963377774, 0.2158037573), (1.0, -0.1055613458, -0.0638541728), (1.0, -0.0894841775, -1.2914855480))
_LMS_TO_RGB = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)


def rgb_to_oklab(rgb):
    """sRGB in [0, 1] -> OKLab (lightness, green-red, blue-yellow)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return _matrix_times(_LMS_TO_LAB, [v ** (1 / 3) for v in _matrix_times(_RGB_TO_LMS, linear)])


def oklab_to_rgb(lab):
    """OKLab -> sRGB; values may leave [0, 1] where no screen shows the colour."""
    linear = _matrix_times(_LMS_TO_RGB, [v**3 for v in _matrix_times(_LAB_TO_LMS, lab)])
    return [12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in linear]


def ramp(stops, n):
    """`n` colours (`"#rrggbb"`) evenly along the line through `stops`, straight in OKLab."""
    labs = [rgb_to_oklab(to_rgb(stop)) for stop in stops]
    colours = []
    for i in range(n):
        place = i * (len(stops) - 1) / (n - 1)
        left = min(int(place), len(stops) - 2)
        share = place - left
        lab = [(1 - share) * a + share * b for a, b in zip(labs[left], labs[left + 1])]
        colours.append(to_hex(oklab_to_rgb(lab)))
    return colours
