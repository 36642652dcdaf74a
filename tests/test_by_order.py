"""Deletion and insertion: the order, the steps and the areas, by hand; and what 100 photos give."""

import keras
import numpy as np
import pytest
from keras import layers

from cnnviz_helpers import attribute, order_curves
from cnnviz_helpers.attribution.by_order import filled

PHOTO = np.array([[4.0, 3], [2, 1]], np.float32)[..., None]


def mean_of(size, channels=1):
    """A network whose only output is the mean of its picture."""
    model = keras.Sequential([keras.Input((size, size, channels)), layers.GlobalAveragePooling2D(), layers.Dense(1)])
    model.set_weights([np.full((channels, 1), 1 / channels), np.zeros(1)])
    return model


def test_by_hand():
    """Pixels 4, 3, 2, 1 go in this order: 10/4, 6/4, 3/4, 1/4, 0; they come: 0, 4/4, 7/4, 9/4, 10/4."""
    found = order_curves(mean_of(2), PHOTO, PHOTO[..., 0], 0, steps=4)
    assert found.shares.tolist() == [0, 0.25, 0.5, 0.75, 1]
    assert found.deletion.tolist() == [[2.5, 1.5, 0.75, 0.25, 0]]
    assert found.insertion.tolist() == [[0, 1, 1.75, 2.25, 2.5]]
    assert found.deletion_area.tolist() == [(1.25 + 1.5 + 0.75 + 0.25) / 4]
    assert found.insertion_area.tolist() == [(1 + 1.75 + 2.25 + 1.25) / 4]


def test_steps_that_do_not_divide():
    """After steps 1 and 2 of 3, floor(4/3 + 0.5) = 1 and floor(8/3 + 0.5) = 3 pixels are gone."""
    assert order_curves(mean_of(2), PHOTO, PHOTO[..., 0], 0, steps=3).deletion.tolist() == [[2.5, 1.5, 0.25, 0]]


def test_equal_numbers_go_in_reading_order():
    found = order_curves(mean_of(2), PHOTO, np.zeros((2, 2)), 0, steps=4)
    assert found.deletion.tolist() == [[2.5, 1.5, 0.75, 0.25, 0]]


def test_blocks_go_by_their_means():
    """Three by three pixels in blocks of two: the block at the lower right is one pixel. Its number is the largest, so it goes first."""
    photo = np.arange(9.0).reshape(3, 3, 1)
    found = order_curves(mean_of(3), photo, photo[..., 0], 0, block=2, steps=4)
    whole = [36, 36 - 8, 36 - 8 - 13, 36 - 8 - 13 - 7, 0]  # means 8, 6.5 (6 and 7), 3.5 (2 and 5), 2
    np.testing.assert_allclose(found.deletion[0] * 9, whole, atol=1e-5)


def test_the_sign_of_a_map_counts():
    """With the map turned round, what came first goes last: insertion is deletion read backwards."""
    maps = np.random.default_rng(0).normal(size=(4, 4))
    photo = np.random.default_rng(1).normal(size=(4, 4, 2)).astype(np.float32)
    there, back = (order_curves(mean_of(4, 2), photo, sign * maps, 0, steps=16) for sign in (1, -1))
    np.testing.assert_allclose(there.insertion[0], back.deletion[0, ::-1], atol=1e-5)


def test_fills():
    """Numbers, the mean of each channel, and a blur that leaves a picture of one colour as it is, and a single bright pixel as a bell."""
    batch = np.zeros((1, 33, 33, 2), np.float32)
    batch[0, 16, 16] = [1, 2]
    assert np.unique(filled(batch, "grey")).tolist() == [0] and np.unique(filled(batch, "black")).tolist() == [-0.5]
    assert np.unique(filled(batch, 0.25)).tolist() == [0.25]
    np.testing.assert_allclose(filled(batch, "mean")[0, 5, 7], [1 / 33**2, 2 / 33**2], rtol=1e-5)
    blurred = filled(batch, "blur")
    np.testing.assert_allclose(blurred.sum(axis=(0, 1, 2)), [1, 2], rtol=1e-4)
    np.testing.assert_allclose(blurred[0, 16, 20, 0] / blurred[0, 16, 16, 0], np.exp(-0.5), rtol=1e-4)
    assert blurred[0, 16, 29, 0] == 0 < blurred[0, 16, 28, 0]
    np.testing.assert_allclose(filled(np.full((1, 9, 9, 1), 0.3, np.float32), "blur"), 0.3, atol=1e-6)


def test_the_class_is_the_networks_answer(model, x_test):
    """The first number of deletion and the last of insertion are the probability of the answer to the whole photo."""
    found = order_curves(model, x_test[:2], attribute(model, x_test[:2], method="edges").pixels, steps=2)
    top = np.asarray(model(x_test[:2])).max(axis=1)
    np.testing.assert_allclose(found.deletion[:, 0], top, atol=1e-5)
    np.testing.assert_allclose(found.insertion[:, -1], top, atol=1e-5)
    assert found.deletion.shape == (2, 3)
    np.testing.assert_allclose(
        order_curves(model, x_test[1], attribute(model, x_test[1], method="edges").pixels, steps=2).deletion[0],
        found.deletion[1],
        atol=1e-5,
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"maps": np.zeros((7, 7))}, r"one number for each pixel, shape \(1, 32, 32\), got \(1, 7, 7\)"),
        ({"maps": np.full((32, 32), np.nan)}, "maps must be an array of finite numbers"),
        ({"fill": "noise"}, "fill must be 'grey' or 'black' or 'blur' or 'mean', got 'noise'"),
        ({"block": 33}, "block must be a whole number from 1 to 32, got 33"),
        ({"block": 16, "steps": 5}, "steps must be a whole number from 1 to 4, got 5"),
        ({"class_index": 10}, "0 to 9, got 10"),
    ],
)
def test_bad_requests(model, x_test, changes, words):
    with pytest.raises(ValueError, match=words):
        order_curves(model, x_test[0], **{"maps": np.zeros((32, 32)), **changes})


# Measured with 100 photos: (deletion, insertion) with single pixels and grey.
MEASURED = {
    "integrated_gradients": (0.148, 0.340),
    "evidence": (0.256, 0.490),
    "occlusion": (0.220, 0.526),
    "centre_first": (0.286, 0.499),
    "random": (0.220, 0.219),
    "edges": (0.382, 0.396),
}
ORDERS = (*MEASURED, "gradient_x_input")  # those of the chapter


@pytest.mark.thorough("100 photos; fewer in a quick run")
def test_areas_and_ranks_over_a_hundred_photos(model, x_test):
    """The numbers that the chapter's claims were first measured with, and again by these helpers;
    the two tests contradict each other, or agree, by their rules."""
    photos, agreement = x_test[:100], []
    maps = {name: attribute(model, photos, method=name).pixels for name in ORDERS}
    for fill, block in (("grey", 1), ("blur", 4)):
        curves = {name: order_curves(model, photos, one, fill=fill, block=block) for name, one in maps.items()}
        areas = np.array([[one.deletion_area.mean(), one.insertion_area.mean()] for one in curves.values()])
        if fill == "grey":
            np.testing.assert_allclose(areas[: len(MEASURED)], list(MEASURED.values()), atol=0.012)
            matched = curves["evidence"].insertion_area - curves["centre_first"].insertion_area
            assert abs(matched.mean()) < 1.98 * matched.std(ddof=1) / 10
        ranks = np.argsort(np.argsort(areas * [-1, 1], axis=0), axis=0)
        agreement.append(np.corrcoef(ranks.T)[0, 1])
    assert agreement[0] < -0.2 and agreement[1] > 0.7
