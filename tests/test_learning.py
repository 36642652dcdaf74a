"""The loss and its slopes: on models solved by hand, against each other in three ways, and against Keras."""

import keras
import numpy as np
import pytest
from keras import layers
from small_models import one_filter, quadrant_classifier

import cnnviz_helpers as cnn
from cnnviz_helpers.networks.forward import run

PICTURE = np.array([[0, 1, 2, 0], [3, 0, 1, 1], [0, 2, 0, 1], [1, 0, 4, 0]], np.float32)[..., None]
KERNEL = [[1, 0, -1], [0, 1, 0], [0, 0, 0]]  # the map of PICTURE: -2 + 0, 1 + 1 / 3 - 1 + 2, 0 - 1 + 0


def gated(end="layer", **conv):
    """A random network with a gate, a winner and two classes, and pictures for it. `end` says how its softmax or sigmoid is spelled."""
    keras.utils.set_random_seed(3)
    parts = [layers.Conv2D(4, 3, name="conv", **conv), layers.ReLU(name="gate"), layers.MaxPooling2D(2, name="pool"), layers.Conv2D(3, 2, name="inner")]
    ends = {
        "layer": [layers.Dense(2, name="last"), layers.Softmax()],
        "inside": [layers.Dense(2, "softmax", name="last")],
        "no bias": [layers.Dense(2, "softmax", use_bias=False, name="last")],
        "sigmoid": [layers.Dense(1, "sigmoid", name="last")],
        "sigmoids": [layers.Dense(2, name="last"), layers.Activation("sigmoid")],
    }
    model = keras.Sequential([keras.Input((10, 9, 2)), *parts, layers.Flatten(), *ends[end]])
    random = np.random.default_rng(0)
    return model, random.normal(size=(5, 10, 9, 2)).astype(np.float32), np.array([0, 1, 1, 0, 1])


ENDS = ("layer", "inside", "no bias", "sigmoid", "sigmoids")


@pytest.mark.parametrize("end", ENDS)
def test_the_loss_is_minus_the_logarithm_of_the_right_class(end):
    """However the network ends; of several sigmoids each is asked for by itself."""
    model, pictures, numbers = gated(end)
    chances, right = run(model, pictures).astype(float), np.eye(2)[numbers]
    chances = np.hstack([1 - chances, chances]) if end == "sigmoid" else chances
    expected = -(np.log(np.where(right == 1, chances, 1 - chances)) if end == "sigmoids" else right * np.log(chances)).sum(axis=1)
    np.testing.assert_allclose(cnn.photo_losses(model, pictures, numbers), expected, rtol=1e-5)
    np.testing.assert_array_equal(cnn.photo_losses(model, pictures, right), cnn.photo_losses(model, pictures, numbers[:, None]))


def test_the_loss_by_hand_and_where_a_probability_is_nearly_zero():
    """Scores of a picture of ones: 2 - 1 + 0.5 and 2 - 1 - 0.25. And scores 300 and -150 apart: no logarithm of a rounded zero."""
    model, ones = quadrant_classifier(), np.ones((4, 4, 2))
    assert cnn.photo_losses(model, ones, 0)[0] == pytest.approx(np.log(1 + np.exp(-0.75)))
    assert cnn.photo_losses(model, ones, [0, 1]) == pytest.approx(np.log(1 + np.exp(0.75)))
    far = np.dstack([200 * np.ones((4, 4)), np.zeros((4, 4))])  # scores 400.5 and -200.25
    assert cnn.photo_losses(model, far, 1)[0] == pytest.approx(600.75)


def test_the_books_network(model, x_test, y_test):
    """Keras counts the same mean, and a photo's number or row are taken alike."""
    own = cnn.photo_losses(model, x_test[:40], y_test[:40])
    assert own.mean() == pytest.approx(float(np.mean(keras.losses.categorical_crossentropy(y_test[:40], cnn.predict(model, x_test[:40])))), rel=1e-4)
    assert own[16] == pytest.approx(cnn.photo_losses(model, x_test[16], y_test[16])[0], rel=1e-5)


@pytest.mark.parametrize("end", ENDS)
def test_slopes_backwards_are_those_by_neighbours(end):
    """For weights of every layer, the last one included, and for biases."""
    model, pictures, numbers = gated(end)
    slopes = cnn.weight_slopes(model, pictures, numbers)
    assert list(slopes) == [f"{layer.name}/{weight.name}" for layer in model.layers for weight in layer.weights]
    places = [("conv/kernel", (1, 2, 1, 3)), ("conv/bias", 2), ("inner/kernel", (0, 1, 3, 2)), ("last/kernel", (4, 0))]
    for name, place in places if end == "no bias" else [*places, ("last/bias", 0)]:
        by_neighbours = cnn.slope_by_neighbours(model, pictures, numbers, name, place, step=1e-3)
        assert slopes[name][place] == pytest.approx(by_neighbours, rel=2e-2, abs=2e-4) and abs(by_neighbours) > 1e-3, name


@pytest.mark.parametrize(
    "conv", [{}, {"padding": "same"}, {"strides": (2, 1)}, {"padding": "same", "strides": 2}, {"dilation_rate": 2}], ids=lambda conv: ",".join(conv) or "plain"
)
def test_patch_times_slope_over_all_places_is_the_slope(conv):
    """At the photo and further in."""
    model, pictures, numbers = gated(**conv)
    slopes = cnn.weight_slopes(model, pictures[1], numbers[1])
    for name, place in (("conv/kernel", (0, 2, 1, 3)), ("conv/kernel", (2, 1, 0, 0)), ("inner/kernel", (1, 0, 2, 1))):
        found = cnn.slope_by_places(model, pictures[1], numbers[1], name, place)
        assert found.slope == pytest.approx(float(slopes[name][place]), rel=1e-4, abs=1e-6), name
        assert found.products.shape == model.get_layer(name.split("/")[0]).output.shape[1:3]


def one_map():
    """`one_filter` of KERNEL, a ReLU, a max pool of 2, and the largest number against 0: a score for each of two classes."""
    filter = one_filter(KERNEL)
    dense = layers.Dense(2, use_bias=False, name="dense")
    model = keras.Sequential([keras.Input((4, 4, 1)), *filter.layers, layers.ReLU(name="gate"), layers.MaxPooling2D(2, name="pool"), layers.Flatten(), dense])
    dense.set_weights([np.array([[1.0, 0.0]])])
    return keras.Sequential([keras.Input((4, 4, 1)), *model.layers, layers.Softmax()])


def test_gates_and_the_winner_by_hand():
    """The map is -2 + 0, 1 + 1 / 3 - 1 + 2, -1: two gates are open, the lower left number wins, and its place alone has a slope."""
    model = one_map()
    assert cnn.layer_outputs(model, PICTURE, "conv")["conv"][0, ..., 0].tolist() == [[-2, 2], [4, -1]]
    found = cnn.gates(model, PICTURE)
    assert found["gate"][..., 0].tolist() == [[0, 1], [1, 0]] and found["pool"][..., 0].tolist() == [[0, 0], [1, 0]]
    p = np.exp(4) / (1 + np.exp(4))
    slopes = cnn.number_slopes(model, PICTURE, 0, ["conv", "dense"])
    np.testing.assert_allclose(slopes["dense"], [p - 1, 1 - p], rtol=1e-4)
    np.testing.assert_allclose(slopes["conv"][..., 0], [[0, 0], [p - 1, 0]], rtol=1e-4)
    corner = cnn.slope_by_places(model, PICTURE, 0, "conv/kernel", (0, 0, 0, 0))
    assert corner.read.tolist() == [[0, 1], [3, 0]] and corner.slope == pytest.approx(3 * (p - 1), rel=1e-4)


def test_slopes_of_the_scores_are_share_minus_right(model, x_test, y_test):
    """What every other slope begins with."""
    slopes = cnn.number_slopes(model, x_test[16], y_test[16], "dense")["dense"]
    np.testing.assert_allclose(slopes, cnn.predict(model, x_test[16])[0] - y_test[16], atol=1e-6)


def test_a_curve_runs_the_network_for_each_value():
    """Its middle is the network's own; the model is as before, also after an error."""
    model, pictures, numbers = gated()
    before = [weight.copy() for weight in model.get_weights()]
    curve = cnn.weight_curve(model, pictures, numbers, "inner/kernel", (0, 0, 0, 0), reach=0.5, n=5)
    assert curve.learned == before[2][0, 0, 0, 0] and curve.loss == cnn.photo_losses(model, pictures, numbers).mean() == curve.losses[2]
    np.testing.assert_allclose(curve.values, curve.learned + np.array([-0.5, -0.25, 0, 0.25, 0.5]))
    other = [weight.copy() for weight in before]
    other[2][0, 0, 0, 0] = curve.values[0]
    model.set_weights(other)
    assert curve.losses[0] == pytest.approx(cnn.photo_losses(model, pictures, numbers).mean(), rel=1e-6)
    model.set_weights(before)
    with pytest.raises(ValueError, match="class numbers from 0 to 1"):
        cnn.weight_curve(model, pictures, numbers + 7, "inner/kernel", (0, 0, 0, 0))
    assert all(np.array_equal(*pair) for pair in zip(model.get_weights(), before))


def test_one_step_moves_every_weight_against_its_slope():
    """In a copy. A small step lowers the loss of its batch, by about rate times the sum of all squared slopes."""
    model, pictures, numbers = gated()
    before, slopes = model.get_weights(), cnn.weight_slopes(model, pictures, numbers)
    moved = cnn.learning_step(model, pictures, numbers, rate=1e-3)
    assert all(np.array_equal(*pair) for pair in zip(model.get_weights(), before))
    for old, new, slope in zip(before, moved.get_weights(), slopes.values()):
        np.testing.assert_allclose(new, old - 1e-3 * slope, atol=1e-7)
    fall = cnn.photo_losses(model, pictures, numbers).mean() - cnn.photo_losses(moved, pictures, numbers).mean()
    assert fall == pytest.approx(1e-3 * sum((slope**2).sum() for slope in slopes.values()), rel=0.05)


def test_slopes_of_many_photos_are_the_mean(model, x_test, y_test):
    """More photos than are run at a time."""
    whole = cnn.weight_slopes(model, x_test[:40], y_test[:40])["dense/bias"]
    halves = [cnn.weight_slopes(model, x_test[part], y_test[part])["dense/bias"] for part in (slice(0, 20), slice(20, 40))]
    np.testing.assert_allclose(whole, np.mean(halves, axis=0), atol=1e-6)


REFUSED = [
    (lambda m, x, y: cnn.photo_losses(m, x, y[:3]), "Expected a label for each image, got 3 for 5"),
    (lambda m, x, y: cnn.photo_losses(keras.Model(m.inputs[0], m.layers[-2].output), x, y), "gives a probability for each class, but this one ends in 'last'"),
    (lambda m, x, y: cnn.weight_curve(m, x, y, "conv", (0, 0, 0, 0)), "weight must be one of conv/kernel, conv/bias, .* got 'conv'"),
    (lambda m, x, y: cnn.weight_curve(m, x, y, "conv/kernel", (0, 0, 0)), r"place must have 4 numbers, since conv/kernel has the shape \(3, 3, 2, 4\)"),
    (lambda m, x, y: cnn.weight_curve(m, x, y, "conv/kernel", (0, 0, 2, 0)), "place must be a whole number from 0 to 1, got 2"),
    (lambda m, x, y: cnn.weight_curve(m, x, y, "conv/bias", 0, reach=0), "reach must be above 0"),
    (lambda m, x, y: cnn.weight_curve(m, x, y, "conv/bias", 0, n=2), "n must be a whole number of at least 3"),
    (lambda m, x, y: cnn.slope_by_neighbours(m, x, y, "conv/bias", 0, step=-1), "step must be above 0"),
    (lambda m, x, y: cnn.slope_by_neighbours(m, x, y, cnn.___, 0), "weight must be filled in first"),
    (lambda m, x, y: cnn.slope_by_places(m, x[0], 0, "last/bias", 0), r"place must be \(row, column, channel, filter\)"),
    (lambda m, x, y: cnn.number_slopes(m, x, y, "conv"), "expects one image, got 5"),
    (lambda m, x, y: cnn.number_slopes(m, x[0], 0, m.layers[-1].name), "one before the softmax"),
    (lambda m, x, y: cnn.gates(m, x[0], "nowhere"), "Expected a layer's name"),
    (lambda m, x, y: cnn.gates(quadrant_classifier(), np.ones((4, 4, 2))), "a ReLU or a max pool as a layer of its own, this one has none"),
    (lambda m, x, y: cnn.learning_step(m, x, y, rate="fast"), "rate must be a finite number"),
]


@pytest.mark.parametrize(("ask", "words"), REFUSED, ids=[words[:30] for _, words in REFUSED])
def test_what_is_refused_gets_a_sentence(ask, words):
    with pytest.raises(ValueError, match=words):
        ask(*gated())


def test_an_activation_inside_has_no_places():
    """Its map is not what the layer gives."""
    model = keras.Sequential([keras.Input((4, 4, 1)), layers.Conv2D(2, 3, activation="relu", name="conv"), layers.Flatten(), layers.Dense(2, "softmax")])
    with pytest.raises(ValueError, match="a plain Conv2D that is used once, 'conv/kernel' is none; use as_steps"):
        cnn.slope_by_places(model, PICTURE, 0, "conv/kernel", (0, 0, 0, 0))


@pytest.mark.thorough("1,000 photos; fewer in a quick run")
def test_one_weight_of_the_book_on_all_photos(model, x_test, y_test):
    """The red centre of filter 5: near the bottom of its valley, where neighbours and the tape agree the better, the nearer the neighbours are."""
    one = (x_test, y_test, "conv1/kernel", (1, 1, 0, 5))
    curve = cnn.weight_curve(model, *one, n=3)
    assert curve.learned == pytest.approx(0.1202, abs=1e-4)
    np.testing.assert_allclose(curve.losses, [1.456, 0.693, 1.063], atol=2e-3)
    slope = cnn.weight_slopes(model, x_test, y_test)["conv1/kernel"][1, 1, 0, 5]
    near, far = (cnn.slope_by_neighbours(model, *one, step=step) for step in (0.01, 0.1))
    assert slope == pytest.approx(-0.00268, abs=5e-5) and near == pytest.approx(-0.00287, abs=5e-5) and abs(far - slope) > 5 * abs(near - slope)
