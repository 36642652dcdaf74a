"""Right answers by class, before and after a change: the bars against the numbers."""

import numpy as np
import pytest
from test_plots_data import count

import cnnviz_helpers as cnn
from cnnviz_helpers.palette import FAINT, ORANGE, to_rgb

BEFORE, AFTER = np.linspace(0.5, 0.95, 10), np.linspace(0.2, 0.9, 10)


def test_bars_are_as_long_as_the_shares():
    """Read from the axes: the first ten are before, the next after; and both colours are on the sheet."""
    figure = cnn.plot_class_accuracy(BEFORE, AFTER)
    widths = [bar.get_width() for bar in figure.axes[0].patches]
    np.testing.assert_allclose(widths, [*BEFORE, *AFTER])
    assert count(figure, FAINT) > 1000 and count(figure, ORANGE) > 1000
    assert [to_rgb(ORANGE)] * 10 == [pytest.approx(bar.get_facecolor()[:3]) for bar in figure.axes[0].patches[10:]]


def test_the_first_class_stands_on_top_with_its_change():
    """As in every list of classes; a loss has a real minus, no change is no news."""
    figure = cnn.plot_class_accuracy([0.5, 0.5, 0.5], [0.25, 0.5, 0.625], ["cat", "dog", "frog"])
    ax = figure.axes[0]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["cat", "dog", "frog"] and ax.yaxis_inverted()
    assert [text.get_text() for text in ax.texts] == ["−25.0", "0.0", "+12.5"]


def test_halves_go_away_from_zero():
    """7 of 112 photos are 6.25 points: the live figure writes 6.3, and so does its still picture."""
    figure = cnn.plot_class_accuracy([95 / 112, 88 / 112], [88 / 112, 95 / 112], ["frog", "cat"])
    assert [text.get_text() for text in figure.axes[0].texts] == ["−6.3", "+6.3"]


@pytest.mark.parametrize(
    "before, after, words",
    [
        (BEFORE[:9], AFTER, r"after must be \(9,\)"),
        (BEFORE, AFTER * 100, r"after must be \(10,\) numbers from 0 to 1"),
        (BEFORE, -AFTER, "from 0 to 1"),
        (BEFORE, AFTER * np.nan, "finite"),
        ("many", AFTER, "array of numbers"),
    ],
)
def test_bad_numbers_get_a_sentence(before, after, words):
    """Other shapes, percentages, and what is no number."""
    with pytest.raises(ValueError, match=words):
        cnn.plot_class_accuracy(before, after)
