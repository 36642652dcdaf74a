"""What a unit wants: exact maxima, photos at a share of the most, pairs for a name, effective fields, neighbours, principal components."""

from itertools import product

import keras
import numpy as np
import pytest
from small_models import one_filter

from cnnviz_helpers import (
    best_patches,
    effective_field,
    layer_outputs,
    naming_pairs,
    nearest_neighbours,
    principal_components,
    receptive_field,
    strongest_units,
    units_at_share,
)
from cnnviz_helpers.perturbations.seeded import random_order, states_of, xorshift


def maps_with_peaks(peaks):
    """(N, 2, 3, 1): photo i gives peaks[i] in row 1, column i % 3, and less elsewhere."""
    maps = np.full((len(peaks), 2, 3, 1), -9.0)
    for i, peak in enumerate(peaks):
        maps[i, 1, i % 3] = peak
    return maps


def test_units_at_a_share_of_the_most():
    """The most is 8; nearest to half are 4, then 5 and 3, which are as near, the lower number first. A share of 1 gives the strongest."""
    maps = maps_with_peaks([8, 3, -2, 5, 4, 0])
    assert units_at_share(maps, 0, 0.5, 3) == [(4, 1, 1, 4.0), (1, 1, 1, 3.0), (3, 1, 0, 5.0)]
    assert units_at_share(maps, 0, 1, 6) == strongest_units(maps, 0, 6)
    with pytest.raises(ValueError, match="nothing above zero"):
        units_at_share(maps - 10, 0)
    with pytest.raises(ValueError, match="share must lie from 0 to 1, got 50"):
        units_at_share(maps, 0, 50)


def test_pairs_for_a_name():
    """Of 10 photos, 9 the strongest: those shown are in no pair, the first of each are the next strongest, the second are of the weaker half, as drawn."""
    maps = maps_with_peaks(np.arange(10.0))
    pairs = naming_pairs(maps, 0, shown=[9, 2], n=3, seed=5)
    assert [one[0] for one, _ in pairs] == [8, 7, 6]
    weak = [4, 3, 1, 0]
    drawn = random_order(xorshift(states_of(5, [0]), 3)[0])[:3]
    assert [other[0] for _, other in pairs] == [weak[i] for i in drawn]
    assert all(one[3] > other[3] for one, other in pairs)
    with pytest.raises(ValueError, match="5 pairs need as many images in each half that were not shown, got 4 and 4"):
        naming_pairs(maps, 0, shown=[9, 2], n=5)
    with pytest.raises(ValueError, match="shown must be a whole number from 0 to 9, got 10"):
        naming_pairs(maps, 0, shown=[10])


@pytest.mark.parametrize(("low", "high"), [(-0.5, 0.5), (0, 1), ([-1, 0], [0.25, 2])])
def test_no_corner_of_the_range_gives_more(low, high):
    """A sum is largest at a corner of the range: all corners of a filter of 2 × 1 × 2 weights are tried."""
    weights = np.array([[[1.5, -2.0]], [[-0.25, 0.0]]])
    model = one_filter(weights, bias=-1.0, size=3)
    best = best_patches(model, "conv", low, high)
    ends = np.broadcast_to([low, high] if np.ndim(low) else [[low] * 2, [high] * 2], (2, 2))  # (end, channel)
    corners = [sum(w * ends[end, i % 2] for i, (w, end) in enumerate(zip(weights.ravel(), corner))) - 1 for corner in product((0, 1), repeat=4)]
    assert best.values == pytest.approx([max(corners)])
    assert (best.patches[0] * weights).sum() - 1 == pytest.approx(best.values[0])
    assert best.patches.shape == (1, 2, 1, 2)
    assert best.patches[0, 1, 0, 1] == pytest.approx(np.mean(ends[:, 1]))  # a weight of 0 wants nothing


def test_no_photo_gives_more_than_the_best_patch(model, x_test):
    """On our network: the maximum is bias + 0.5 · Σ|w|, and the most on a hundred photos lies below it."""
    weights, bias = model.layers[0].get_weights()
    best = best_patches(model)
    np.testing.assert_allclose(best.values, bias + 0.5 * np.abs(weights).sum(axis=(0, 1, 2)), atol=1e-5)
    assert (layer_outputs(model, x_test[:100], 0)["conv1"].max(axis=(0, 1, 2)) < best.values).all()


@pytest.mark.parametrize(("layer", "words"), [("conv2", "reads what other layers give; use excite"), ("relu1", "got ReLU 'relu1'; name a convolution")])
def test_only_a_first_convolution_has_an_exact_maximum(model, layer, words):
    with pytest.raises(ValueError, match=words):
        best_patches(model, layer)


def test_the_effective_field_of_one_sum_is_its_weights():
    """Weights 8, 4, 2 and 1 without signs, one of them negative: 8 is more than half of 15, two hold 12, all four 15."""
    model = one_filter([[8.0, -4.0], [2.0, 1.0]], size=3)
    field = effective_field(model, np.zeros((2, 3, 3, 1), np.float32), "conv", 0, place=(1, 0))
    np.testing.assert_array_equal(field.map, [[0, 0, 0], [8, 4, 0], [2, 1, 0]])
    assert [field.pixels(share) for share in (0.5, 0.8, 0.81, 1)] == [1, 2, 3, 4]
    with pytest.raises(ValueError, match="share must lie above 0"):
        field.pixels(0)


def test_slopes_of_both_signs_do_not_cancel():
    """|x| has the slope -1 on one photo and 1 on the other: the mean of the sizes is 1. Two filters are averaged, channels are added up."""
    inputs = keras.Input((1, 1, 2))
    conv = keras.layers.Conv2D(2, 1, use_bias=False, name="conv")(inputs)
    model = keras.Model(inputs, keras.layers.Identity(name="same")(keras.ops.absolute(conv)))
    model.get_layer("conv").set_weights([np.array([[[[1.0, 3.0], [2.0, 0.0]]]], np.float32)])  # the filters (1, 2) and (3, 0)
    photos = np.array([1.0, -1.0], np.float32)[:, None, None, None] * np.ones((1, 1, 2), np.float32)
    assert effective_field(model, photos, "same", 0).map[0, 0] == 3
    assert effective_field(model, photos, "same", [0, 1]).map[0, 0] == 3 and effective_field(model, photos, "same", 1).map[0, 0] == 3


def test_the_effective_field_lies_in_the_receptive_field(model, x_test):
    """On our network: slopes of conv5's middle unit are 0 outside of its 24 × 24 pixels, and few of these hold half."""
    field = effective_field(model, x_test[:8], "conv5", 5)
    top, left, bottom, right = receptive_field(model, "conv5").box(3, 3)
    assert field.map[top:bottom, left:right].sum() == pytest.approx(field.map.sum())
    assert 90 < field.pixels() < 0.25 * (bottom - top) * (right - left)
    with pytest.raises(ValueError, match="one and the same unit"):
        effective_field(model, x_test[:1], "conv5", 5, place="strongest")
    with pytest.raises(ValueError, match="gives maps"):
        effective_field(model, x_test[:1], "gap", 5)


def test_nearest_neighbours():
    """No photo is its own neighbour; of two as near the lower number comes first; more photos than are compared at once."""
    assert nearest_neighbours([[0.0], [1.0], [3.0], [2.0]], 2).tolist() == [[1, 3], [0, 3], [3, 1], [1, 2]]
    rows = np.random.default_rng(0).normal(size=(300, 2, 3))
    distances = np.linalg.norm(rows.reshape(300, 1, 6) - rows.reshape(1, 300, 6), axis=2)
    np.fill_diagonal(distances, np.inf)
    np.testing.assert_array_equal(nearest_neighbours(rows, 4), np.argsort(distances, axis=1)[:, :4])
    with pytest.raises(ValueError, match="n must be a whole number from 1 to 299, got 300"):
        nearest_neighbours(rows, 300)
    with pytest.raises(ValueError, match="two photos or more"):
        nearest_neighbours(np.zeros((1, 5)))


def test_principal_components_of_a_cross():
    """Two points at ±4 along (0.6, -0.8) and two at ±1 across: 32 of 34 of the variance along the first. The largest number of a direction is positive."""
    along, across = np.array([0.6, -0.8]), np.array([0.8, 0.6])
    found = principal_components([7 + 4 * along, 7 - 4 * along, 7 + across, 7 - across])
    np.testing.assert_allclose(found.mean, [7, 7])
    np.testing.assert_allclose(found.directions, [-along, across], atol=1e-12)
    np.testing.assert_allclose(found.places, [[-4, 0], [4, 0], [0, 1], [0, -1]], atol=1e-12)
    np.testing.assert_allclose(found.shares, [32 / 34, 2 / 34])
    with pytest.raises(ValueError, match="rows that differ"):
        principal_components(np.ones((3, 2)))
