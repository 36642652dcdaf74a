"""Gradient ascent: what it reaches where the best picture can be written down, and what is refused."""

import numpy as np
import pytest
from small_models import one_filter

from cnnviz_helpers import excite, layer_outputs


def test_it_reaches_the_best_there_is():
    """Weights 2 and -3, bias 0.5: no pixel can give more than 0.5 · 5 + 0.5 = 3. The place that was highest gets there, the others stay."""
    model = one_filter([[[2.0, -3.0]]], bias=0.5, size=2)
    image = np.zeros((2, 2, 2), np.float32)
    image[1, 0, 0] = 0.1
    picture = excite(model, image, "conv", 0, steps=60)
    expected = np.zeros_like(image)
    expected[1, 0] = 0.5, -0.5
    np.testing.assert_array_equal(picture, expected[None])
    assert layer_outputs(model, picture, "conv")["conv"].max() == pytest.approx(3)


def test_each_picture_excites_its_own_filter(model, x_test):
    """Two pictures, two filters: each filter gives more on its picture than on the photo it came from, and than the steps before; no step, no change."""
    photos, filters = x_test[:2], [3, 70]
    reached = []
    for steps in (0, 2, 6):
        pictures = excite(model, photos, "conv5", filters, steps=steps)
        assert pictures.dtype == np.float32 and pictures.min() >= -0.5 and pictures.max() <= 0.5
        maps = layer_outputs(model, pictures, "conv5")["conv5"]
        reached.append([maps[i, ..., filter].max() for i, filter in enumerate(filters)])
    np.testing.assert_array_equal(excite(model, photos, "conv5", filters, steps=0), photos)
    assert np.all(np.diff(reached, axis=0) > 0)


@pytest.mark.parametrize(
    ("layer", "filters", "words"),
    [
        ("conv5", [1], "one filter for each picture, got 1 for 2"),
        ("conv5", [1, 128], "0 to 127, got .*128"),
        ("gap", [1, 2], "gives maps"),
        ("conv9", [1, 2], "the layers are"),
    ],
)
def test_what_is_refused(model, x_test, layer, filters, words):
    """One sentence: expected, came, what to do."""
    with pytest.raises(ValueError, match=words):
        excite(model, x_test[:2], layer, filters)
