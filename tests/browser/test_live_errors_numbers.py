"""What the figures of *When is it wrong?* compute with, beside Python: random numbers, changed photos, slopes, bins, intervals, shares of maps."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from errors_page import figure_page, shares  # noqa: F401  (fixtures)

from cnnviz_helpers import accuracy_interval, evidence_difference, reliability, with_temperature
from cnnviz_helpers.perturbations import pictures, pushes, seeded

PHOTOS = [16, 76, 439]
SETUP = """async () => {
  const source = new URL("source/", location.href), load = async (name) => import(new URL(name, source));
  const [resources, slopes, against, changes, random, bins, parts, places, counting] = await Promise.all(["kit/resources.mjs", "engine/slopes.mjs",
    "engine/against.mjs", "kit/perturbations.mjs", "kit/random.mjs", "figures/calibration.bins.mjs", "figures/mistakes.parts.mjs",
    "figures/where.places.mjs", "kit/counting.mjs"].map(load));
  const base = new URL("explorables/", location.href).href, model = { get: (key) => ({ base })[key] };
  const network = await resources.openNetwork(model, slopes);
  const photos = new resources.Photos(model, network);
  const put = async (i) => {
    resources.toInput((await photos.get(i)).rgb, network.input, network.pixels);
    network.run();
    return network.input.slice();
  };
  const made = { network, put, slopes: new slopes.Slopes(network), reads: changes.readsOf(network), end: places.endOf(network) };
  Object.assign(window, { made: { ...made, ...resources, ...against, ...changes, ...random, ...bins, ...parts, ...counting } });
}"""


@pytest.fixture(scope="module")
def engine(browser, figure_page):
    """A function: what a script gives that computes with the modules, `made`."""
    page = browser.new_page()
    page.goto(figure_page("calibration"))
    page.evaluate(SETUP)
    yield lambda script, *given: page.evaluate(f"(given) => ({script})(made, ...given)", list(given))
    page.close()


@pytest.mark.parametrize(("seed", "picture"), [(0, 0), (0, 1), (7, 999), (999, 3)])
def test_random_numbers(engine, seed, picture):
    """The same to the last bit, and the same order of tiles."""
    found = engine("({ randomOf }, ...of) => { const next = randomOf(...of); return Array.from({ length: 200 }, next); }", seed, picture)
    expected = seeded.xorshift(seeded.states_of(seed, [picture]), 200)[0]
    assert found == expected.tolist()
    order = engine("({ randomOf, shuffledOrder }, ...of) => shuffledOrder(64, randomOf(...of))", seed, picture)
    assert order == seeded.random_order(expected[:63]).tolist()


CHANGES = {
    "grey": ({"kind": "grey"}, lambda photo, i: pictures.grey(photo)),
    "mirrored": ({"kind": "mirrored"}, lambda photo, i: pictures.mirrored(photo)),
    "upside down": ({"kind": "upside-down"}, lambda photo, i: pictures.upside_down(photo)),
    "quarters": ({"kind": "tiles", "n": 2, "seed": 3}, lambda photo, i: pictures.shuffled(photo, 2, 3, first=i)),
    "tiles of 4": ({"kind": "tiles", "n": 8, "seed": 0}, lambda photo, i: pictures.shuffled(photo, 8, 0, first=i)),
    "noise": ({"kind": "noise", "seed": 5}, lambda photo, i: pictures.uniform_noise(photo.shape, 5, first=i)),
    "signs": ({"kind": "signs", "seed": 2, "share": 8 / 255}, lambda photo, i: pushes.random_push(photo, 8 / 255, seed=2, first=i).pictures[0]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_changed_photos(engine, x_test, name):
    change, python = CHANGES[name]
    for i in PHOTOS:
        script = "async ({ put, CHANGES, reads }, i, change) => [...CHANGES[change.kind](await put(i), reads, change, i)]"
        np.testing.assert_allclose(np.reshape(engine(script, i, change), x_test[i].shape), python(x_test[i], i), atol=1e-7)


def test_the_direction_of_a_push(engine, model, x_test, y_test):
    """Slopes of the loss divided by 1 − p, 1e-4 of the largest; their signs, and what becomes of the photos, are those of `small_push`."""
    scores = keras.Model(model.inputs[0], model.layers[-2].output)
    labels = y_test.argmax(axis=1)
    for i in PHOTOS:
        photo = tf.constant(x_test[i : i + 1])
        with tf.GradientTape() as tape:
            tape.watch(photo)
            logits = scores(photo)
            loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels[i : i + 1], logits)
        expected = tape.gradient(loss, photo).numpy().ravel() / (1 - tf.nn.softmax(logits)[0, labels[i]].numpy())
        script = "async ({ network, slopes, slopeAgainst, put }, i, k) => (await put(i), [...slopeAgainst(network, slopes, k)])"
        found = np.array(engine(script, i, int(labels[i])))
        assert np.abs(found - expected).max() < 1e-4 * np.abs(expected).max()
        python = pushes.small_push(model, x_test[i], int(labels[i]), 8 / 255)
        assert (np.sign(found) != python.signs[0].ravel()).sum() <= 2  # of 3,072; where a slope is as good as 0
        script = """async ({ put, push, clipped, reads: { ends } }, i, d) => {
          const x = await put(i);
          return [[...push(x, d, 8 / 255, ends)], clipped(x, d, 8 / 255, ends)];
        }"""
        pushed, share = engine(script, i, python.signs[0].ravel().tolist())
        np.testing.assert_allclose(pushed, python.pictures[0].ravel(), atol=1e-7)
        assert share == pytest.approx(python.clipped[0], abs=2 / 3072)


def test_bins_at_any_temperature(engine, shares, y_test):
    labels = y_test.argmax(axis=1)
    script = """({ atTemperature, sureness, binned }, rows, right, t) => {
      const { bins, error, sure } = binned(rows.map((row) => sureness(atTemperature(row, t))), right);
      return [bins.map(({ n, right, sure }) => [n, right, sure]), error, sure];
    }"""
    for temperature in (1, 0.4, 2.05):
        bins, error, sure = engine(script, shares.tolist(), (shares.argmax(axis=1) == labels).tolist(), temperature)
        rows = with_temperature(shares, temperature) if temperature != 1 else shares
        expected = reliability(rows, labels)
        assert [n for n, *_ in bins] == expected.counts.tolist() and [right for _, right, _ in bins] == expected.right.tolist()
        np.testing.assert_allclose([sure for *_, sure in bins], np.nan_to_num(expected.confidence), atol=1e-6)
        assert (error, sure) == pytest.approx((expected.error, rows.max(axis=1).mean()), abs=1e-6)


def test_intervals(engine):
    for right, n in ((0, 12), (7, 19), (367, 367), (760, 1000)):
        found = engine("({ Counting }, right, n) => Counting.prototype.interval(right, n)", right, n)
        assert found == pytest.approx(accuracy_interval(right, n), abs=1e-12)


@pytest.mark.parametrize(("i", "first", "second"), [(439, 9, 1), (16, 5, 3)])
def test_the_difference_of_two_scores(engine, model, x_test, i, first, second):
    """Map by map and place by place; a tie is one."""
    script = """async ({ put, end, difference, scoresOf, scoresWithout }, i, a, b) => {
      await put(i);
      const found = difference(end, a, b), scores = scoresOf(end);
      return [found.terms.map(({ share, tie }) => [share, tie ?? -1]), found.bias, found.total, [...found.map], scoresWithout(end, found.terms[76], scores)];
    }"""
    terms, bias, total, places, without = engine(script, i, first, second)
    expected = evidence_difference(model, x_test[i], first, second)
    np.testing.assert_allclose([share for share, _ in terms], expected.terms, atol=1e-5)
    np.testing.assert_allclose(np.reshape(places, expected.map.shape), expected.map, atol=1e-4)
    assert (bias, total) == pytest.approx((expected.bias, expected.logit), abs=1e-5)
    pooled, (weights, biases) = keras.Model(model.inputs[0], model.layers[-3].output)(x_test[i : i + 1]).numpy()[0], model.layers[-2].get_weights()
    for c, (_, tie) in enumerate(terms):
        if tie >= 0:
            other = pooled.copy()
            other[c] = tie
            scores = other @ weights + biases
            assert scores[first] - scores[second] == pytest.approx(0, abs=1e-4)
    pooled[76] = 0
    np.testing.assert_allclose(without, pooled @ weights + biases, atol=1e-4)
