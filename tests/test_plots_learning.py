"""What the figures of learning show: the lines that are drawn, against the numbers that went in."""

import numpy as np
import pytest

import cnnviz_helpers as cnn

CURVE = cnn.WeightCurve(np.linspace(-1, 1, 5) + 0.5, np.array([9, 2, 1, 2, 5.0]), 0.5, 1.0)
RUN = cnn.TrainingRun(*(np.linspace(*ends, 9) for ends in ((2, 1), (0.1, 0.6), (2, 1.8), (0.1, 0.3))), np.zeros((9, 3, 3, 3, 8)))
ALONE = cnn.TrainingRun(RUN.loss, RUN.accuracy, np.full(9, np.nan), np.full(9, np.nan), RUN.kernels)


def lines(axes):
    """The points of each line, (n, 2)."""
    return [line.get_xydata() for line in axes.lines]


def words(figure):
    """All that is written on a figure, in one text."""
    return " ".join(text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text")))


def test_the_curve_its_slope_and_the_weight():
    """The dashed line goes through the dot, with the slope."""
    figure = cnn.plot_weight_curve(CURVE, -0.5)
    curve, tangent, dot = lines(figure.axes[0])
    np.testing.assert_array_equal(curve, np.column_stack([CURVE.values, CURVE.losses]))
    (x0, y0), (x1, y1) = tangent
    assert (y1 - y0) / (x1 - x0) == pytest.approx(-0.5) and (x0 + x1) / 2 == 0.5 and (y0 + y1) / 2 == 1.0
    assert dot.tolist() == [[0.5, 1.0]] and "w = 0.500, loss 1.000" in words(figure)
    assert len(lines(cnn.plot_weight_curve(CURVE).axes[0])) == 2


def test_a_slope_place_by_place_says_its_sum():
    assert "sum of the products = slope  −2.0000" in words(cnn.plot_place_slopes(cnn.PlaceSlopes(np.ones((2, 2)), np.full((2, 2), -0.5))))


def test_a_watched_training_has_a_dashed_line_for_other_photos():
    """It begins before the first epoch; a history begins after it."""
    for i, (own, other) in enumerate(((RUN.loss, RUN.other_loss), (RUN.accuracy, RUN.other_accuracy))):
        dashed, full = lines(cnn.plot_training(RUN).axes[i])
        np.testing.assert_array_equal(full, np.column_stack([range(9), own]))
        np.testing.assert_array_equal(dashed, np.column_stack([range(9), other]))
        assert len(lines(cnn.plot_training(ALONE).axes[i])) == 1
    assert "dashed lines: other photos" in words(cnn.plot_training(RUN)) and "dashed" not in words(cnn.plot_training(ALONE))
    assert lines(cnn.plot_training({"loss": [2, 1], "accuracy": [0, 1]}).axes[0])[0][:, 0].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("draw", "sentence"),
    [
        (lambda: cnn.plot_weight_curve([1, 2]), "curve must come from weight_curve, got list; pass what it returns"),
        (lambda: cnn.plot_weight_curve(CURVE, "steep"), "slope must be a finite number"),
        (lambda: cnn.plot_place_slopes(CURVE), "found must come from slope_by_places, got WeightCurve"),
    ],
)
def test_other_things_are_refused(draw, sentence):
    with pytest.raises(ValueError, match=sentence):
        draw()
