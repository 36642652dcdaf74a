"""Gradient ascent: what it reaches where the best picture can be written down, and what is refused."""

import numpy as np
import pytest
from small_models import one_filter

from cnnviz_helpers import ascent_path, best_patches, excite, layer_outputs, receptive_field, uniform_noise
from cnnviz_helpers.perturbations.seeded import states_of, xorshift


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


GREY = np.zeros((5, 5, 1), np.float32)


def only(row, column, value):
    """Grey, but for one pixel."""
    picture = GREY.copy()
    picture[row, column] = value
    return picture


def test_a_step_by_the_largest_slope():
    """Weights 2 and -3: the second number moves by the whole size, the first by two thirds of it. Where no pixel matters nothing moves."""
    model = one_filter([[[2.0, -3.0]]], size=1)
    picture = excite(model, np.zeros((1, 1, 2), np.float32), "conv", 0, steps=2, size=0.03, rule="largest")
    np.testing.assert_allclose(picture[0, 0, 0], [0.04, -0.06], atol=1e-7)
    silent = one_filter([[[0.0, 0.0]]], bias=1.0, size=1)
    assert not excite(silent, np.zeros((1, 1, 2), np.float32), "conv", 0, steps=2, rule="largest").any()


@pytest.mark.parametrize(("place", "pixel"), [("middle", (2, 2)), ((0, 3), (0, 3)), ("strongest", (4, 1))])
def test_only_the_unit_asked_for_climbs(place, pixel):
    """A filter of one pixel: that of its unit changes, no other."""
    start = only(4, 1, 0.25)
    picture = excite(one_filter([[1.0]], size=5), start, "conv", 0, steps=1, size=0.125, place=place)
    np.testing.assert_array_equal(picture[0], start + only(*pixel, 0.125))


def test_jitter_moves_the_field_as_its_random_numbers_say():
    """Moved by (d, e), the unit in the middle sees the pixel (2 - d, 2 - e). Each picture has random numbers of its own, and none is moved farther."""
    model, steps, seed = one_filter([[1.0]], size=5), 9, 4
    pictures = excite(model, np.stack([GREY] * 2), "conv", [0, 0], steps=steps, size=0.03125, place="middle", jitter=1, seed=seed)
    for i, picture in enumerate(pictures):
        expected = GREY.copy()
        for r, s in xorshift(states_of(seed, [i]), 2 * steps).reshape(steps, 2):
            expected[2 - (int(3 * r) - 1), 2 - (int(3 * s) - 1)] += 0.03125
        np.testing.assert_array_equal(picture, expected)
    assert (pictures[0] != pictures[1]).any()


def test_smoothing_spreads_the_slopes():
    """One slope of 1 in the middle becomes 1/4, 1/2, 1/4 along both axes; at the rim zeros come in from outside."""
    model = one_filter([[1.0]], size=5)
    row = np.array([0, 1, 2, 1, 0]) / 2
    picture = excite(model, GREY, "conv", 0, steps=1, size=0.25, rule="largest", place="middle", smooth=1)
    np.testing.assert_array_equal(picture[0, ..., 0], 0.25 * np.outer(row, row))
    picture = excite(model, GREY, "conv", 0, steps=1, size=0.25, rule="largest", place=(0, 2), smooth=2)
    down, across = np.array([5, 4, 1, 0, 0]) / 5, np.array([1, 4, 6, 4, 1]) / 6
    np.testing.assert_allclose(picture[0, ..., 0], 0.25 * np.outer(down, across), atol=1e-7)


def test_each_channel_has_its_own_range():
    """What leaves a channel's range is cut off there."""
    picture = excite(one_filter([[[2.0, -3.0]]], size=1), np.zeros((1, 1, 2), np.float32), "conv", 0, size=0.1, low=[-1, -0.25], high=[2, 0.5])
    np.testing.assert_allclose(picture[0, 0, 0], [2, -0.25])


def test_the_path_ends_where_the_climb_ends(model):
    """All pictures on the way, the first as given; the numbers are those of the unit on each, without jitter."""
    noise = uniform_noise((32, 32, 3), seed=3)
    how = {"layer": "conv4", "steps": 4, "place": (2, 9), "jitter": 2, "smooth": 1, "seed": 7}
    path = ascent_path(model, noise, filter=11, **how)
    np.testing.assert_array_equal(path.pictures[0], noise)
    np.testing.assert_array_equal(path.pictures[-1:], excite(model, noise, filters=11, **how))
    assert path.values == pytest.approx(layer_outputs(model, path.pictures, "conv4")["conv4"][:, 2, 9, 11], abs=1e-5)
    strongest = ascent_path(model, noise, "conv4", 11, steps=2)
    assert strongest.values == pytest.approx(layer_outputs(model, strongest.pictures, "conv4")["conv4"][..., 11].max(axis=(1, 2)), abs=1e-5)


@pytest.mark.parametrize(("layer", "side"), [("conv3", 10), ("conv5", 24)])
def test_nothing_changes_outside_of_the_receptive_field(model, layer, side):
    """Without jitter and smoothing, from grey: of the pixels outside of the field not one, of those inside nearly all."""
    start = np.zeros((32, 32, 3), np.float32)
    changed = (excite(model, start, layer, 5, steps=20, place="middle")[0] != start).any(axis=-1)
    field = receptive_field(model, layer)
    top, left, bottom, right = field.box(*(size // 2 for size in field.map_size))
    assert (bottom - top, right - left) == (side, side)
    inside = changed[top:bottom, left:right]
    assert inside.sum() == changed.sum() > 0.95 * side**2


def test_in_the_first_layer_it_reaches_the_exact_maximum(model):
    """All filters of conv1, in as many steps as lead from grey to black or white."""
    pictures = excite(model, np.zeros((32, 32, 32, 3)), "conv1", range(32), steps=25, place="middle")
    values = layer_outputs(model, pictures, "conv1")["conv1"][range(32), 16, 16, range(32)]
    np.testing.assert_allclose(values, best_patches(model).values, atol=1e-5)


def test_behind_relu_a_silent_filter_stays_where_it_is(model):
    """Its number is 0, and all slopes are: no rule, no smoothing moves a pixel. Before ReLU the same filter climbs."""
    silent = int(np.argmin(layer_outputs(model, np.zeros((1, 32, 32, 3)), "conv5")["conv5"][0, 3, 3]))
    start = np.zeros((1, 32, 32, 3), np.float32)
    for rule in ("sign", "largest"):
        assert not excite(model, start, "relu5", silent, steps=3, rule=rule, place="middle", smooth=1).any()
    assert excite(model, start, "conv5", silent, steps=3, place="middle").any()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"rule": "plain"}, "'sign' or 'largest', got 'plain'"),
        ({"place": "top"}, "'strongest' or 'middle', got 'top'"),
        ({"place": (7, 0)}, "place, its row, must be a whole number from 0 to 6, got 7"),
        ({"place": 3}, r"or \(row, column\), got 3"),
        ({"jitter": -1}, "jitter must be a whole number of at least 0, got -1"),
        ({"smooth": 0.5}, "smooth must be a whole number"),
        ({"low": 0.5, "high": -0.5}, "low must be less than high"),
        ({"size": "small"}, "size must be a finite number"),
    ],
)
def test_settings_that_are_refused(model, settings, words):
    """One sentence: expected, came, what to do."""
    with pytest.raises(ValueError, match=words):
        excite(model, np.zeros((1, 32, 32, 3)), "conv5", 0, **settings)


def test_a_network_that_takes_any_size_has_no_middle():
    """The middle of its maps is not known before a picture comes; a place that is named is."""
    import keras

    model = keras.Sequential([keras.Input((None, None, 1)), keras.layers.Conv2D(1, 1, name="conv")])
    with pytest.raises(ValueError, match="name the row and the column"):
        excite(model, GREY, "conv", 0, place="middle")
    assert excite(model, GREY, "conv", 0, steps=1, place=(1, 1)).any()


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
