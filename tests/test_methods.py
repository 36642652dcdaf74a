"""Maps of every method by one call: the axioms, on networks solved by hand, on the book's and on others."""

import keras
import numpy as np
import pytest
from architectures import ARCHITECTURES
from keras import layers
from random_numbers import pictures, with_random_numbers
from small_models import quadrant_classifier
from thorough import some

from cnnviz_helpers import attribute, class_evidence, grad_cam, layer_outputs, layer_shares, occlusion_map
from cnnviz_helpers.attribution.guided import guided_copy
from cnnviz_helpers.attribution.methods import CONTROLS, METHODS
from cnnviz_helpers.attribution.placing import over_pixels
from cnnviz_helpers.perturbations.seeded import states_of, xorshift

DOG = 5
ONE = np.ones((1, 1, 1), np.float32)


def one_weight():
    """The network of the chapter: score max(0, 3 x - 1) of a photo that is one number, and a second class with the opposite score."""
    model = keras.Sequential([keras.Input((1, 1, 1)), layers.Conv2D(1, 1, name="conv"), layers.ReLU(name="relu"), layers.GlobalAveragePooling2D()])
    model.add(layers.Dense(2, name="dense"))
    model.add(layers.Softmax())
    model.set_weights([np.full((1, 1, 1, 1), 3.0), np.array([-1.0]), np.array([[1.0, -1.0]]), np.zeros(2)])
    return model


BY_HAND = {
    "gradient": 3,
    "gradient_x_input": 3,
    "smoothgrad": 3,
    "integrated_gradients": 2,
    "evidence": 2,
    "grad_cam": 2,
    "guided_backpropagation": 3,
    "occlusion": 2,
    "edges": 0,
    "centre_first": 0,
}


@pytest.mark.parametrize("method", BY_HAND)
def test_by_hand(method):
    """The calculation of the chapter: slope 3, mean slope on the way 2, drop 2."""
    options = {"integrated_gradients": {"steps": 30}, "smoothgrad": {"noise": 0.05}, "occlusion": {"window": 1, "stride": 1}, "grad_cam": {"layer": "relu"}}
    found = attribute(one_weight(), ONE, 0, method, **options.get(method, {}))
    assert found.map.item() == pytest.approx(BY_HAND[method], abs=1e-5)
    assert found.pixels.shape == (1, 1) and found.classes == 0


def test_every_method_was_asked():
    assert set(BY_HAND) | {"random"} == set(METHODS)


def test_the_biases_take_the_rest():
    """Slope times number 3, bias -1: the score is 2; at zero it is 0, which Integrated Gradients add up to."""
    shares = layer_shares(one_weight(), ONE, 0, steps=30)
    assert (shares.logit, shares.zero, shares.biases) == (2, 0, -1)
    few = layer_shares(one_weight(), ONE, 0, steps=2)  # at 1/4 the slope is 0, at 3/4 it is 3
    assert few.sums["integrated_gradients"] == 1.5
    assert shares.sums == pytest.approx({"gradient": 3, "grad_cam": 3, "integrated_gradients": 2, "occlusion": 2}, abs=1e-5)


def normalised():
    """Batch normalisations, one without scale, activations inside of layers, a softmax inside of the dense layer, two ways that meet."""
    image = keras.Input((8, 8, 2))
    x = layers.BatchNormalization(name="first")(layers.Conv2D(4, 3, name="conv", padding="same")(image))
    x = layers.ReLU(name="relu")(x)
    other = layers.BatchNormalization(scale=False, name="second")(layers.Conv2D(4, 3, padding="same", activation="relu", use_bias=False)(x))
    x = layers.MaxPooling2D(name="pool")(layers.Add()([x, other]))
    x = layers.Dense(6, activation="relu")(layers.Flatten()(x))
    return with_random_numbers(keras.Model(image, layers.Dense(3, activation="softmax")(x)))


@pytest.mark.parametrize("layer", some([None, "conv1", "relu2", "pool1", "conv5", "relu5"], None, "relu2", "relu5"))
def test_conservation_in_the_books_network(model, x_test, layer):
    """At every layer, slopes times numbers plus the biases' share is the logit; Integrated Gradients give its difference from the score at zero."""
    shares = layer_shares(model, x_test[16], DOG, layer, steps=128, occlusion=False)
    assert shares.logit == pytest.approx(layer_outputs(model, x_test[16], "dense")["dense"][0, DOG], abs=1e-4)
    assert shares.sums["gradient"] + shares.biases == pytest.approx(shares.logit, abs=1e-3)
    assert shares.sums["integrated_gradients"] + shares.zero == pytest.approx(shares.logit, abs=0.05)


@pytest.mark.parametrize("layer", [None, "conv", "pool"])
def test_conservation_in_another_network(layer):
    """Also where constants come from batch normalisations, and the logits are no layer's output."""
    image, biases = np.random.default_rng(0).normal(size=(8, 8, 2)).astype(np.float32), []
    for class_index in range(3):
        shares = layer_shares(normalised(), image, class_index, layer, steps=200, occlusion=False)
        biases.append(abs(shares.biases))
        assert shares.sums["gradient"] + shares.biases == pytest.approx(shares.logit, abs=1e-4)
        assert shares.sums["integrated_gradients"] + shares.zero == pytest.approx(shares.logit, abs=0.05)
    assert max(biases) > 0.05


@pytest.mark.thorough("large networks; small ones in a quick run")
@pytest.mark.parametrize("name", ["ResNet-20", "U-Net"])
def test_conservation_in_networks_that_people_use(name):
    """Ways that meet, batch normalisations, a softmax inside of the dense layer: slopes times numbers and the biases' share are the logit."""
    model = ARCHITECTURES[name]()
    shares = layer_shares(model, pictures(model, 1)[0], 0, steps=1, occlusion=False)
    assert shares.sums["gradient"] + shares.biases == pytest.approx(shares.logit, abs=1e-3) and abs(shares.biases) > 0.05


def test_a_layer_with_a_way_around_is_refused():
    with pytest.raises(ValueError, match="the network has one around 'second'"):
        layer_shares(normalised(), np.zeros((8, 8, 2)), 0, "second")


def test_all_are_one_where_only_weights_follow(model, x_test):
    """At relu5, five methods give the same map, number by number; at pool2 they do not."""
    top = layer_shares(model, x_test[16], DOG, "relu5")
    first, *others = top.maps.values()
    assert len(others) == 4
    for other in others:
        np.testing.assert_allclose(other, first, atol=1e-4)
    below = layer_shares(model, x_test[16], DOG, "pool2")
    assert "evidence" not in below.maps and np.abs(below.maps["grad_cam"] - below.maps["gradient"]).max() > 0.1


@pytest.mark.parametrize("number", [3, 16])
def test_grad_cam_is_the_evidence(model, x_test, number):
    """Times the number of places; by this call, and by those for one photo."""
    found = {method: attribute(model, x_test[number], method=method) for method in ("evidence", "grad_cam")}
    np.testing.assert_allclose(49 * found["grad_cam"].map, found["evidence"].map, atol=1e-3)
    own = found["evidence"].classes
    np.testing.assert_allclose(found["evidence"].map, class_evidence(model, x_test[number], own).map, atol=1e-5)
    np.testing.assert_allclose(found["grad_cam"].map, grad_cam(model, x_test[number], own).map, atol=1e-5)


@pytest.mark.parametrize("baseline", some([0.0, -0.5, "photo"], -0.5))
def test_completeness(model, x_test, baseline):
    """Integrated Gradients add up to the difference of the logits, the better the more steps."""
    start = x_test[3] if baseline == "photo" else baseline
    begun = layer_outputs(model, np.broadcast_to(np.float32(start), x_test[16].shape), "dense")["dense"][0, DOG]
    wanted = layer_outputs(model, x_test[16], "dense")["dense"][0, DOG] - begun
    errors = [abs(attribute(model, x_test[16], DOG, "integrated_gradients", baseline=start, steps=n).values.sum() - wanted) for n in (2, 100)]
    assert errors[1] < 0.06 and errors[1] < errors[0] / 3


def test_slopes_are_those_of_neighbours(model, x_test):
    """The gradient says what a small change does."""
    found = attribute(model, x_test[16], DOG, "gradient")
    row, column, channel = np.unravel_index(np.abs(found.values).argmax(), found.values.shape)
    pair = np.repeat(x_test[16][None], 2, axis=0)
    pair[:, row, column, channel] += [1e-3, -1e-3]
    up, down = layer_outputs(model, pair, "dense")["dense"][:, DOG]
    assert (up - down) / 2e-3 == pytest.approx(found.values[row, column, channel], rel=0.02)
    np.testing.assert_allclose(attribute(model, x_test[16], DOG, "gradient_x_input").values, found.values * x_test[16], rtol=1e-5, atol=1e-6)


def test_smoothgrad(model, x_test):
    """Without noise it is the gradient; with noise, the mean over photos with the seeded numbers."""
    plain = attribute(model, x_test[16], DOG, "gradient").values
    np.testing.assert_allclose(attribute(model, x_test[16], DOG, "smoothgrad", noise=0, n=2).values, plain, atol=1e-5)
    pairs = xorshift(states_of(7, [0, 1]), 2 * plain.size).reshape(2, *plain.shape, 2)
    noise = np.sqrt(-2 * np.log(1 - pairs[..., 0])) * np.cos(2 * np.pi * pairs[..., 1])
    assert noise.std() == pytest.approx(1, abs=0.03) and abs(noise.mean()) < 0.03
    each = [attribute(model, (x_test[16] + 0.2 * one).astype(np.float32), DOG, "gradient").values for one in noise]
    found = attribute(model, x_test[16], DOG, "smoothgrad", noise=0.2, n=2, seed=7).values
    np.testing.assert_allclose(found, np.mean(each, axis=0), atol=1e-4)


def against():
    """Two units on one number: 1 · x, which counts 1, and 2 · x, which counts -5. The slope is -9; only 1 comes back through the ReLU above zero."""
    relu = {"plain": layers.ReLU(), "inside": None}
    models = {}
    for name, step in relu.items():
        body = [layers.Conv2D(2, 1, activation=None if step else "relu"), *([step] if step else [])]
        model = keras.Sequential([keras.Input((1, 1, 1)), *body, layers.GlobalAveragePooling2D(), layers.Dense(1)])
        model.set_weights([np.array([1.0, 2.0]).reshape(1, 1, 1, 2), np.zeros(2), np.array([[1.0], [-5.0]]), np.zeros(1)])
        models[name] = model
    return models


@pytest.mark.parametrize("name", ["plain", "inside"])
def test_guided_by_hand(name):
    model = against()[name]
    assert attribute(model, ONE, 0, "gradient").map.item() == -9
    assert attribute(model, ONE, 0, "guided_backpropagation").map.item() == 1
    assert attribute(model, ONE, 0, "gradient").map.item() == -9  # the network itself is as it was


def test_guided_knows_a_relu_with_a_largest_value():
    """The copy computes the same, and its slopes differ."""
    steps = [layers.Conv2D(3, 3), layers.ReLU(max_value=6.0), layers.GlobalAveragePooling2D(), layers.Dense(2)]
    model = with_random_numbers(keras.Sequential([keras.Input((6, 6, 2)), *steps]))
    image = np.random.default_rng(0).normal(size=(1, 6, 6, 2)).astype(np.float32)
    np.testing.assert_allclose(guided_copy(model)(image), model(image), atol=1e-6)
    assert np.abs(attribute(model, image[0], 0, "guided_backpropagation").values - attribute(model, image[0], 0, "gradient").values).max() > 1e-3


def test_guided_needs_a_relu():
    leaky = keras.Sequential([keras.Input((4, 4, 2)), layers.LeakyReLU(), *quadrant_classifier().layers])
    for model in (quadrant_classifier(), leaky):
        with pytest.raises(ValueError, match='this one has none; without one its map is that of "gradient"'):
            attribute(model, np.zeros((4, 4, 2)), 0, "guided_backpropagation")


def test_controls(model, x_test):
    """Numbers of the seed and the photo's number; steepness of a ramp; the middle first. None asks the network."""
    ramp = np.broadcast_to(np.arange(4.0)[:, None, None], (4, 4, 2)) * [1, 3]
    small = quadrant_classifier()
    assert attribute(small, ramp, 0, "edges").map.tolist() == [[1] * 4, [2] * 4, [2] * 4, [1] * 4]
    centre = attribute(small, ramp, 0, "centre_first").map
    assert centre[1, 2] == centre.max() == pytest.approx(-(0.5**0.5)) and centre[0, 0] == centre.min()
    many = attribute(model, x_test[:3], method="random", seed=4)
    np.testing.assert_array_equal(attribute(model, x_test[2], method="random", seed=4, first=2).map, many.map[2])
    np.testing.assert_array_equal(many.map[1].ravel(), xorshift(states_of(4, [1]), 1024)[0])


def test_many_photos_at_once(model, x_test):
    """Each photo gets what it gets alone, about its own class."""
    for method in sorted(set(METHODS) - {"smoothgrad", "integrated_gradients", "random"}):
        many = attribute(model, x_test[15:17], [8, DOG], method)
        one = attribute(model, x_test[16], DOG, method)
        np.testing.assert_allclose(many.values[1], one.values, atol=1e-4, err_msg=method)
        np.testing.assert_allclose(many.pixels[1], one.pixels, atol=1e-3, err_msg=method)
        assert many.classes.tolist() == [8, DOG] and one.pixels.shape == (32, 32)


def test_occlusion_is_of_the_logit(model, x_test):
    expected = occlusion_map(model, x_test[16], DOG, 6, 3, -0.5, score="logit").map
    np.testing.assert_allclose(attribute(model, x_test[16], DOG, "occlusion", window=6, stride=3, fill=-0.5).map, expected, atol=1e-6)


@pytest.mark.parametrize("method", some(METHODS, "gradient", "grad_cam", "guided_backpropagation", "occlusion"))
def test_another_network(method):
    """Any network: with other sizes, ways that meet, a hidden dense layer, and no pooling of the last maps."""
    image = np.random.default_rng(1).normal(size=(8, 8, 2)).astype(np.float32)
    if method == "evidence":
        with pytest.raises(ValueError, match="Try grad_cam or occlusion_map"):
            attribute(normalised(), image, 1, method)
        return
    options = {"occlusion": {"window": 3, "stride": 2}}.get(method, {})
    found = attribute(normalised(), image, 1, method, **options)
    assert found.pixels.shape == (8, 8) and np.isfinite(found.values).all()
    assert found.size.shape == found.map.shape == found.values.shape[:2]


def test_between_the_middles_lie_straight_lines():
    """Two units with middles at 1 and 3 in a row of 4 pixels; at the rim the outermost number stays."""
    found = over_pixels(np.array([[[0.0, 4.0]]]), ((0.5, 1), (1, 2)), (1, 4))
    assert found[0, 0].tolist() == [0, 1, 3, 4]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda m, x: attribute(m, x[0], 0, "lime"), "method must be 'gradient' or .* got 'lime'"),
        (lambda m, x: attribute(m, x[0], 0, "gradient", steps=3), "'gradient' takes no options, got 'steps'; leave it out"),
        (lambda m, x: attribute(m, x[0], 0, "smoothgrad", n=0), "n must be a whole number of at least 1, got 0"),
        (lambda m, x: attribute(m, x[0], 0, "integrated_gradients", baseline=x[:2]), "baseline must be a number, one photo, or one for each of the 1 photos"),
        (lambda m, x: attribute(m, x[0], 10, "gradient"), "0 to 9, got 10"),
        (lambda m, x: attribute(m, x[:3], [1, 2], "gradient"), "one for each of the 3 photos, got 2"),
        (lambda m, x: attribute(m, x[0, :8], 1, "gradient"), "expects images of the shape"),
        (lambda m, x: layer_shares(m, x[0], 0, "gap"), "expects a layer that gives maps"),
        (lambda m, x: layer_shares(m, x[:2], 0), "one image, got 2"),
        (lambda m, x: layer_shares(m, x[0], 0, steps=0), "steps must be"),
    ],
)
def test_bad_requests(model, x_test, call, words):
    with pytest.raises(ValueError, match=words):
        call(model, x_test)


def test_controls_are_known_as_such():
    assert set(CONTROLS) == {"random", "edges", "centre_first"} and set(CONTROLS) < set(METHODS)
