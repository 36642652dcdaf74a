"""The colours: zero is paper, the two ends are equally dark and differ for colour-blind readers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz_helpers.palette import CHANNEL_COLOURS, DIVERGING_STOPS, INK, MUTED, PAPER, SEQUENTIAL_STOPS, oklab_to_rgb, ramp, rgb_to_oklab, to_hex, to_rgb


def lightness(colour):
    """OKLab's lightness of a colour."""
    return rgb_to_oklab(to_rgb(colour))[0]


def contrast(one, other):
    """WCAG's contrast ratio."""
    linear = [[c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)] for colour in (one, other)]
    bright, dark = sorted((0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05 for r, g, b in linear), reverse=True)
    return bright / dark


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_colours_there_and_back(rgb):
    """sRGB to OKLab and back gives the same colour."""
    colour = to_hex([value / 255 for value in rgb])
    assert to_hex(oklab_to_rgb(rgb_to_oklab(to_rgb(colour)))) == colour


def test_zero_is_paper_and_the_ends_are_equally_dark():
    """The middle of the diverging ramp is paper; from there it darkens evenly to both sides."""
    colours = ramp(DIVERGING_STOPS, 101)
    assert colours[50] == PAPER and colours[0] == DIVERGING_STOPS[0] and colours[-1] == DIVERGING_STOPS[-1]
    light = [lightness(colour) for colour in colours]
    assert light[:51] == sorted(light[:51]) and light[50:] == sorted(light[50:], reverse=True)
    assert max(abs(a - b) for a, b in zip(light, light[::-1])) < 0.12


def test_ends_differ_for_colour_blind_readers():
    """Violet and orange lie on opposite sides of blue-yellow, which red-green blindness leaves intact."""
    colours = ramp(DIVERGING_STOPS, 9)
    assert all(rgb_to_oklab(to_rgb(a))[2] < 0 < rgb_to_oklab(to_rgb(b))[2] for a, b in zip(colours[:3], colours[-3:]))


def test_text_can_be_read():
    """Ink, muted text and the channels' colours stand out from paper by at least 4.5, channels by 3."""
    assert min(contrast(PAPER, colour) for colour in (INK, MUTED)) >= 4.5
    assert min(contrast(PAPER, colour) for colour in CHANNEL_COLOURS) >= 3


@pytest.mark.parametrize("n", [2, 5, 256])
def test_sequential_ramp_only_darkens(n):
    """More is darker, everywhere."""
    light = [lightness(colour) for colour in ramp(SEQUENTIAL_STOPS, n)]
    assert len(light) == n and light == sorted(light, reverse=True)
