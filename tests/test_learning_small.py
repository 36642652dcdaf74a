"""Training on a small scale, against Keras's own, and a dense layer on averages, against the slopes of the loss."""

import keras
import numpy as np
import pytest
from keras import layers

import cnnviz_helpers as cnn
from cnnviz_helpers.networks.forward import run
from cnnviz_helpers.perturbations.seeded import random_order, states_of, xorshift


def learner(seed=2):
    """A random network for pictures of 12 × 12, 30 of these, and 8 others."""
    random = np.random.default_rng(0)
    pictures, numbers = random.normal(size=(38, 12, 12, 2)).astype(np.float32), random.integers(0, 3, 38)
    return cnn.small_network((12, 12, 2), 3, seed), pictures[:30], numbers[:30], pictures[30:], numbers[30:]


def test_the_small_network():
    """About 5,000 parameters; the same for the same seed; no two filters start equal; the spread of Glorot's uniform numbers; biases of zero."""
    model = cnn.small_network()
    assert 4000 < model.count_params() < 6000 and [layer.name for layer in model.layers][::3] == ["conv1", "conv2", "row"]
    first, again, other = (cnn.small_network(seed=seed).get_weights() for seed in (1, 1, 2))
    assert all(np.array_equal(*pair) for pair in zip(first, again)) and not np.array_equal(first[0], other[0])
    assert len({tuple(filter) for filter in first[0].reshape(-1, 8).T}) == 8 and not np.array_equal(first[0].ravel()[:99], first[2].ravel()[:99])
    for kernel, bias, (reads, read_by) in zip(first[::2], first[1::2], ((27, 72), (72, 108), (432, 10))):
        assert not bias.any() and np.abs(kernel).max() <= np.sqrt(6 / (reads + read_by)) < 1.1 * np.abs(kernel).max()


def test_training_is_keras_training_in_that_order():
    """Momentum and all; the last batch is smaller."""
    model, pictures, numbers, others, other_numbers = learner()
    twin = learner()[0]
    run_ = cnn.train_network(model, pictures, numbers, others, other_numbers, rate=0.05, batch_size=8, momentum=0.8, epochs=2, seed=5)
    twin.compile(keras.optimizers.SGD(0.05, momentum=0.8), loss="sparse_categorical_crossentropy")
    for state in states_of(5, np.arange(2)):
        order = random_order(xorshift([state], 29)[0])
        for chosen in np.split(order, [8, 16, 24]):
            twin.train_on_batch(pictures[chosen], numbers[chosen])
    for one, other in zip(model.get_weights(), twin.get_weights()):
        np.testing.assert_allclose(one, other, atol=1e-5)
    assert np.array_equal(run_.kernels[-1], model.get_weights()[0]) and np.array_equal(run_.kernels[0], learner()[0].get_weights()[0])
    assert run_.loss[-1] == pytest.approx(cnn.photo_losses(model, pictures, numbers).mean())
    assert run_.other_loss[0] == pytest.approx(cnn.photo_losses(learner()[0], others, other_numbers).mean())
    assert run_.other_accuracy[-1] == (cnn.predict(model, others).argmax(axis=1) == other_numbers).mean()


def test_without_momentum_a_batch_of_all_is_one_step():
    """As `learning_step` takes it. Without other photos nothing is said of them."""
    model, pictures, numbers, *_ = learner()
    stepped = cnn.learning_step(model, pictures, numbers, rate=0.1)
    run_ = cnn.train_network(model, pictures, numbers, rate=0.1, batch_size=30, momentum=0, epochs=1)
    for one, other in zip(model.get_weights(), stepped.get_weights()):
        np.testing.assert_allclose(one, other, atol=1e-6)
    assert np.isnan(run_.other_loss).all() and run_.other_accuracy.shape == run_.loss.shape == (2,)


def test_it_learns_by_heart():
    """Noise with labels by chance: the pictures it learned from, and no others."""
    model, pictures, numbers, others, other_numbers = learner()
    seen = cnn.train_network(model, pictures, numbers, others, other_numbers, rate=0.05, epochs=60)
    assert seen.accuracy[-1] > 0.9 and seen.loss[-1] < 0.3 * seen.loss[0] and seen.other_loss[-1] > seen.other_loss[0]


def test_one_sigmoid_can_be_trained():
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((12, 12, 2)), layers.Conv2D(4, 3), layers.ReLU(), layers.Flatten(), layers.Dense(1, "sigmoid")])
    _, pictures, numbers, *_ = learner()
    seen = cnn.train_network(model, pictures, numbers % 2, epochs=8)
    assert seen.loss[-1] < seen.loss[0] and seen.accuracy[-1] == ((run(model, pictures)[:, 0] > 0.5) == numbers % 2).mean()


REFUSED = [
    (lambda m, x, y: cnn.train_network(m, x, y, rate=0), "rate must be above 0, and momentum from 0 to less than 1, got 0 and 0.9"),
    (lambda m, x, y: cnn.train_network(m, x, y, momentum=1), "got 0.01 and 1"),
    (lambda m, x, y: cnn.train_network(m, x, y, batch_size=31), "batch_size must be a whole number from 1 to 30"),
    (lambda m, x, y: cnn.train_network(m, x, y[:9]), "Expected a label for each image"),
    (lambda m, x, y: cnn.small_network((32, 32)), r"shape must be \(H, W, C\), got \(32, 32\)"),
    (lambda m, x, y: cnn.small_network((9, 32, 3)), "shape must be a whole number of at least 10"),
    (lambda m, x, y: cnn.small_network(n_classes=1), "n_classes must be a whole number of at least 2"),
    (lambda m, x, y: cnn.teach_classes(m, x, y), "ends in global average pooling and one dense layer"),
]


@pytest.mark.parametrize(("ask", "words"), REFUSED, ids=[words[:30] for _, words in REFUSED])
def test_what_is_refused_gets_a_sentence(ask, words):
    with pytest.raises(ValueError, match=words):
        ask(*learner()[:3])


@pytest.fixture(scope="module")
def animals(x_test, y_test):
    """Twelve deer and twelve horses, and their numbers 0 and 1."""
    rows = np.concatenate([np.flatnonzero(y_test[:, number])[:12] for number in (4, 7)])
    return x_test[rows], np.repeat([0, 1], 12)


def test_two_things_of_ones_own(model, x_test, animals):
    """The averages are the network's own, and the evidence map of a new class adds up to its score; the network itself has not changed."""
    before = model.get_weights()
    taught = cnn.teach_classes(model, *animals)
    assert all(np.array_equal(*pair) for pair in zip(model.get_weights(), before))
    np.testing.assert_array_equal(*(cnn.layer_outputs(one, x_test[16], "gap")["gap"] for one in (model, taught)))
    assert (cnn.predict(taught, animals[0]).argmax(axis=1) == animals[1]).all()
    evidence = cnn.class_evidence(taught, x_test[16], 1)
    assert evidence.map.shape == (7, 7) and evidence.mean + evidence.bias == pytest.approx(evidence.logit, abs=1e-4)


def test_each_step_lowers_the_loss(model, animals):
    """It begins with zeros, where every photo costs log 2, and goes against the slope."""
    losses = [cnn.photo_losses(cnn.teach_classes(model, *animals, steps), animals[0], animals[1]).mean() for steps in range(6)]
    assert losses[0] == pytest.approx(np.log(2)) and (np.diff(losses) < 0).all()
    before, after = (cnn.teach_classes(model, *animals, steps) for steps in (20, 21))
    slopes = cnn.weight_slopes(before, *animals)
    averages = cnn.layer_outputs(model, animals[0], "gap")["gap"]
    rate = 2 / (1 + (averages**2).sum(axis=1).mean())
    for one, other, name in zip(*(network.get_layer("own_dense").get_weights() for network in (before, after)), ("kernel", "bias")):
        np.testing.assert_allclose(other - one, -rate * slopes[f"own_dense/{name}"], atol=1e-6)
        assert np.abs(other - one).max() > 1e-5


@pytest.mark.parametrize(
    ("labels", "words"),
    [([0] * 24, "two or more classes, 0, 1 and so on, got the labels \\[0\\]"), ([0, 2] * 12, "got the labels \\[0, 2\\]"), ([0, 1], "got 2 for 24")],
)
def test_classes_without_photos_are_refused(model, animals, labels, words):
    with pytest.raises(ValueError, match=words):
        cnn.teach_classes(model, animals[0], labels)
