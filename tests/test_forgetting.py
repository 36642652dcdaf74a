"""Maps while a network forgets, layer by layer; and mosaics, where the right place is known."""

import keras
import numpy as np
import pytest
from keras import layers
from random_numbers import with_random_numbers
from small_models import quadrant_classifier

from cnnviz_helpers import attribute, draw_mosaics, forget_by_layer, join_mosaics, larger_network, peaks_in_place, random_evidence
from cnnviz_helpers.attribution.forgetting import correlations


def test_the_first_stage_is_that_of_random_evidence(model, x_test):
    """With the dense layer at random: the same networks, the same maps; and the network itself keeps what it has learned."""
    before = [weight.numpy() for weight in model.weights]
    found = forget_by_layer(model, x_test[16], 5, n=3, stages=2)
    assert found.layers == ["dense", "conv5"] and found.correlations.shape == (2, 3, 1)
    maps = random_evidence(model, x_test[16], 5, ["dense"], n=3).reshape(3, -1)
    trained = attribute(model, x_test[16], 5).map.ravel()
    np.testing.assert_allclose(found.correlations[0, :, 0], [np.corrcoef(trained, one)[0, 1] for one in maps], atol=1e-4)
    np.testing.assert_allclose(found.size, np.abs(found.correlations).mean(axis=(1, 2)))
    for one, other in zip(before, model.weights):
        np.testing.assert_array_equal(one, other.numpy())


def test_guided_backpropagation_hardly_forgets(model, x_test):
    """Its maps with the dense layer at random are nearly the trained ones, signed and by size; the evidence's are not."""
    guided = forget_by_layer(model, x_test[10:14], method="guided_backpropagation", n=2, stages=1)
    sizes = forget_by_layer(model, x_test[10:14], method="guided_backpropagation", n=2, stages=1, absolute=True)
    assert guided.size[0] > 0.9 and sizes.size[0] > 0.85 and not np.allclose(guided.size, sizes.size)
    assert forget_by_layer(model, x_test[10:14], n=2, stages=1).size[0] < 0.6


def test_a_map_that_uses_no_network_stays(model, x_test):
    """In all stages; so that a method which stays is no better than these."""
    found = forget_by_layer(model, x_test[16], 5, "edges", n=1)
    assert len(found.layers) == 6
    np.testing.assert_allclose(found.correlations, 1, atol=1e-6)


def test_correlations_by_hand():
    rows = correlations([[1, 2, 3], [1, 2, 3], [1, 1, 1]], [[2, 4, 6], [3, 2, 1], [1, 2, 3]])
    np.testing.assert_allclose(rows, [1, -1, 0], atol=1e-12)


@pytest.mark.parametrize(("changes", "words"), [({"n": 0}, "n must be"), ({"stages": 7}, "stages must be a whole number from 1 to 6, got 7")])
def test_bad_requests(model, x_test, changes, words):
    with pytest.raises(ValueError, match=words):
        forget_by_layer(model, x_test[16], 5, **changes)


def test_four_photos_in_one_picture():
    """The first two above, the others below."""
    images = np.arange(5.0)[:, None, None, None] * np.ones((5, 2, 3, 1))
    joined = join_mosaics(images, [4, 1, 2, 3])
    assert joined.shape == (4, 6, 1)
    assert joined[0, :, 0].tolist() == [4, 4, 4, 1, 1, 1] and joined[-1, :, 0].tolist() == [2, 2, 2, 3, 3, 3]
    assert join_mosaics(images, [[4, 1, 2, 3], [0, 0, 0, 0]]).shape == (2, 4, 6, 1)


def test_drawn_photos_have_different_answers():
    """Four of them, the same for the same seed, whatever else is drawn."""
    answers = np.random.default_rng(0).integers(0, 5, 200)
    photos = draw_mosaics(answers, 30)
    assert photos.shape == (30, 4) and all(len(set(answers[row])) == 4 for row in photos)
    np.testing.assert_array_equal(draw_mosaics(answers, 3), photos[:3])
    assert (draw_mosaics(answers, 30, seed=2) != photos).any()


def test_peaks_by_hand():
    """Channel 0 speaks for class 0, channel 1 for class 1: a photo of each, and two that say less."""
    images = np.zeros((4, 4, 4, 2), np.float32)
    images[0, ..., 0], images[1, ..., 1] = 4, 3
    model = larger_network(quadrant_classifier())
    found = peaks_in_place(model, images, [[2, 0, 1, 3]], np.array([0, 1, 0, 1]))
    assert model.input_shape == (None, 8, 8, 2)
    assert found.tolist() == [[False, True, True, False]]  # photos 2 and 3 have nothing for their classes, and the peak lies elsewhere


def test_a_map_without_the_network_is_right_once_in_four(model, x_test):
    answers = np.asarray(model(x_test[:60])).argmax(axis=1)
    hits = peaks_in_place(larger_network(model), x_test[:60], draw_mosaics(answers, 3), answers, "edges")
    assert hits.sum(axis=1).tolist() == [1, 1, 1]


@pytest.mark.thorough("150 mosaics; fewer in the chapter")
def test_how_often_the_evidence_is_right(model, x_test, y_test):
    """0.83 was measured once; with 150 mosaics of photos that the network gets right it lies near."""
    answers = np.concatenate([np.asarray(model(x_test[i : i + 250])) for i in range(0, 1000, 250)]).argmax(axis=1)
    right = np.flatnonzero(answers == y_test.argmax(axis=1))
    hits = peaks_in_place(larger_network(model), x_test[right], draw_mosaics(answers[right], 150), answers[right])
    assert hits.mean() == pytest.approx(0.83, abs=0.05)


def test_a_functional_network_becomes_larger():
    """Its weights stay, and a picture twice as large goes through."""
    image = keras.Input((6, 6, 2))
    maps = layers.Conv2D(3, 3, padding="same")(image)
    small = with_random_numbers(keras.Model(image, layers.Dense(2)(layers.GlobalAveragePooling2D()(layers.Add()([maps, maps])))))
    picture = np.random.default_rng(0).normal(size=(1, 6, 6, 2)).astype(np.float32)
    np.testing.assert_array_equal(larger_network(small).get_weights()[0], small.get_weights()[0])
    assert np.asarray(larger_network(small)(np.tile(picture, (1, 2, 2, 1)))).shape == (1, 2)


def test_weights_that_depend_on_the_size_are_refused():
    flat = keras.Sequential([keras.Input((4, 4, 1)), layers.Flatten(), layers.Dense(2)])
    with pytest.raises(ValueError, match="larger_network expects a network whose weights do not depend on the picture's size"):
        larger_network(flat)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: draw_mosaics([0, 1, 2, 2], 3), "at least four of them different"),
        (lambda: draw_mosaics([0, 1, 2, 3], 0), "n must be a whole number of at least 1"),
        (lambda: join_mosaics(np.zeros((5, 2, 2, 1)), [[0, 1, 2]]), "expects four photos for each mosaic"),
    ],
)
def test_bad_mosaics(call, words):
    with pytest.raises(ValueError, match=words):
        call()
