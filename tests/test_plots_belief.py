"""Pictures of maps, curves and forgetting: what they show of the numbers that went in, and what they refuse."""

import numpy as np
import pytest

import cnnviz_helpers as cnn

PHOTO = np.zeros((8, 8, 3), np.uint8)
VALUES = np.zeros((4, 4, 3))
VALUES[1, 2] = [3, -1, -5]
ONE = cnn.Attribution("occlusion", VALUES, np.zeros((8, 8)), 0)
MANY = cnn.Attribution("occlusion", VALUES[None], np.zeros((1, 8, 8)), np.zeros(1, int))
CURVES = cnn.OrderCurves(np.array([0, 0.5, 1]), np.array([[0.8, 0.2, 0.0], [0.4, 0.2, 0.0]]), np.array([[0.0, 0.6, 0.8], [0.0, 0.2, 0.4]]))


def words(figure):
    """All that is written on a figure, outside and inside of axes."""
    return [text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text")) if text.get_text()]


def test_the_sum_is_signed_and_sizes_are_not():
    """3 - 1 - 5 = -3 in the signed picture; 9 in that of sizes."""
    assert "sum of the map: −3" in words(cnn.plot_attribution(PHOTO, ONE))
    assert "sum of the map: 9" in words(cnn.plot_attribution(PHOTO, ONE, absolute=True))


def test_each_of_several_maps_says_where_its_scale_ends():
    found = words(cnn.plot_attribution(PHOTO, [ONE, cnn.Attribution("edges", 2 * VALUES, np.zeros((8, 8)), 0)]))
    assert {"occlusion", "edges in the photo", "±3", "±6"} <= set(found)


def test_curves_are_means_over_photos():
    """And the areas beside the names are the means of the photos' areas."""
    figure = cnn.plot_order_curves({"evidence": CURVES, "random": CURVES}, controls=["random"])
    deletion, insertion = figure.axes[:2]
    np.testing.assert_allclose(deletion.lines[0].get_ydata(), [0.6, 0.2, 0])
    np.testing.assert_allclose(insertion.lines[0].get_ydata(), [0, 0.4, 0.6])
    assert words(figure).count("area: 0.250 deletion, 0.350 insertion") == 2
    assert deletion.lines[0].get_linestyle() == "-" != deletion.lines[1].get_linestyle()  # a control is dashed


def test_forgetting_begins_at_one_and_takes_sizes():
    figure = cnn.plot_forgetting({"evidence": cnn.Forgetting(["dense", "conv"], np.array([[[-0.5, 0.3]], [[0.1, -0.1]]]))})
    np.testing.assert_allclose(figure.axes[0].lines[0].get_ydata(), [1, 0.4, 0.1])


@pytest.mark.parametrize(
    ("draw", "why"),
    [
        (lambda: cnn.plot_attribution(PHOTO, VALUES), "must come from attribute, got ndarray"),
        (lambda: cnn.plot_attribution(PHOTO, MANY), "must be of one photo, got one of 1"),
        (lambda: cnn.plot_attribution(PHOTO, []), "got an empty list"),
        (lambda: cnn.plot_order_curves([CURVES]), "must be a dict of what order_curves returns, got list"),
        (lambda: cnn.plot_order_curves({str(i): CURVES for i in range(7)}), "holds 6 methods and three controls, got 7"),
        (lambda: cnn.plot_forgetting({"a": CURVES}), "must be a dict of what forget_by_layer returns"),
        (lambda: cnn.plot_forgetting({name: cnn.Forgetting([name], np.zeros((1, 1, 1))) for name in "ab"}), "of the same layers for each method"),
    ],
)
def test_other_things_are_refused(draw, why):
    with pytest.raises(ValueError, match=why):
        draw()
