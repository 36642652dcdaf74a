"""How sure against how right: counted by hand, and the control by chance."""

import numpy as np
import pytest

from cnnviz_helpers import accuracy_interval, best_temperature, errors_by_chance, plot_reliability, predict, reliability, with_temperature

# Confidences 0.9, 0.8, 0.6 and 0.6: the first three are right.
ROWS = np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4], [0.4, 0.6]])
TRUE = [0, 1, 0, 0]


def test_counted_by_hand():
    """In ten bins: 0.9 in the one from 0.8, 0.8 in the one from 0.7, both of 0.6 in the one from 0.5: an edge belongs to the bin below."""
    found = reliability(ROWS, TRUE)
    assert found.counts.tolist() == [0, 0, 0, 0, 0, 2, 0, 1, 1, 0]
    assert found.right.tolist() == [0, 0, 0, 0, 0, 1, 0, 1, 1, 0]
    assert found.confidence[[5, 7, 8]] == pytest.approx([0.6, 0.8, 0.9]) and np.isnan(found.confidence[0])
    assert found.error == pytest.approx((2 * abs(0.5 - 0.6) + 0.2 + 0.1) / 4)


def test_errors_of_opposite_sign_in_two_bins_do_not_cancel_and_in_one_bin_they_do():
    assert reliability(ROWS, TRUE, bins=1).error == pytest.approx(abs(3 / 4 - 2.9 / 4))


def test_one_hot_labels_and_all_or_nothing():
    """Certain and right has the error 0, certain and wrong 1."""
    rows = np.eye(3)
    assert reliability(rows, np.eye(3)).error == 0
    assert reliability(rows, [1, 2, 0]).error == 1
    assert reliability(rows, [0, 1, 2]).counts[-1] == 3


def test_chance_shrinks_with_the_number_of_photos():
    """A network that is right as often as it says still misses by chance: with 100 times as many photos, a tenth of it."""
    few, many = (errors_by_chance(np.tile([[0.7, 0.3]], (n, 1)), draws=300) for n in (100, 10_000))
    assert few.shape == (300,) and 0.03 < few.mean() < 0.045
    assert few.mean() / many.mean() == pytest.approx(10, rel=0.2)
    assert errors_by_chance(ROWS, 5, seed=1).tolist() == errors_by_chance(ROWS, 5, seed=1).tolist()


def test_the_control_finds_a_network_that_is_too_sure(model, x_test, y_test):
    """The book's network with its logits doubled is far beyond chance; as it is, it is not."""
    probabilities = predict(model, x_test)
    sharper = probabilities**2 / (probabilities**2).sum(axis=1, keepdims=True)
    limit = np.quantile(errors_by_chance(probabilities, 200), 0.95)
    assert reliability(probabilities, y_test).error < limit < reliability(sharper, y_test).error / 2


def test_the_figure_shows_shares_counts_and_intervals():
    """A bar and a count for each bin that has answers, a point at mean confidence and share, on its interval."""
    ax = plot_reliability(reliability(ROWS, TRUE)).axes[0]
    assert [bar.get_height() for bar in ax.patches] == [0.5, 1, 1] and [bar.get_x() for bar in ax.patches] == pytest.approx([0.5, 0.7, 0.8])
    assert [text.get_text() for text in ax.texts] == ["2", "1", "1"]
    diagonal, points = ax.lines
    assert np.transpose(points.get_data()) == pytest.approx(np.array([[0.6, 0.5], [0.8, 1], [0.9, 1]]))
    lengths = [segment[:, 1].tolist() for segment in ax.collections[0].get_segments()]
    assert lengths == [pytest.approx(accuracy_interval(*pair)) for pair in [(1, 2), (1, 1), (1, 1)]]
    assert np.array_equal(diagonal.get_data(), [[0, 1], [0, 1]])


def test_every_answer_is_in_one_bin(model, x_test, y_test):
    probabilities = predict(model, x_test)
    found = reliability(probabilities, y_test)
    assert found.counts.sum() == len(x_test) and found.right.sum() == (probabilities.argmax(1) == y_test.argmax(1)).sum()
    assert np.nansum(found.counts * found.confidence) == pytest.approx(probabilities.max(axis=1).sum(), rel=1e-5)


def test_each_bin_has_its_interval():
    """That of its own count; none where nothing was counted."""
    intervals = reliability(ROWS, TRUE).intervals
    assert intervals.shape == (10, 2) and np.isnan(intervals[0]).all()
    assert intervals[[5, 7]].tolist() == [list(accuracy_interval(1, 2)), list(accuracy_interval(1, 1))]


def test_a_temperature_by_hand():
    """0.9 and 0.1 at 2: their square roots, made to add up to 1; at 1 they stay; one chance of class 1 is taken as two."""
    assert with_temperature([[0.9, 0.1]], 2)[0] == pytest.approx([0.75, 0.25])
    assert with_temperature([[0.1]], 2)[0] == pytest.approx([0.75, 0.25])
    assert with_temperature(ROWS, 1) == pytest.approx(ROWS)
    assert with_temperature([[1.0, 0.0]], 0.5)[0] == pytest.approx([1, 0])


def test_a_temperature_divides_the_logits(model, x_test):
    """Softmax of the logits / 3, as the network's own layer makes it; no answer changes."""
    from keras import ops

    from cnnviz_helpers import layer_outputs

    logits = layer_outputs(model, x_test[:50], "dense")["dense"]
    probabilities = predict(model, x_test[:50])
    mild = with_temperature(probabilities, 3)
    np.testing.assert_allclose(mild, ops.convert_to_numpy(ops.softmax(logits / 3)), rtol=1e-4)
    assert (mild.argmax(axis=1) == probabilities.argmax(axis=1)).all()


def test_the_best_temperature_by_hand():
    """Always 0.8 and right in 9 of 10: the likeliest is 0.9, so 4 ** (1 / T) = 9."""
    rows = np.tile([[0.8, 0.2]], (10, 1))
    assert best_temperature(rows, [0] * 9 + [1]) == pytest.approx(np.log(4) / np.log(9), rel=1e-6)
    assert best_temperature(rows, [0] * 10) == pytest.approx(0.05, rel=1e-3)  # always right: the colder, the better
    assert best_temperature(rows, [1] * 10) == pytest.approx(20, rel=1e-3)


def test_the_best_temperature_undoes_another(model, x_test, y_test):
    """Probabilities made sharper or milder by a temperature need so much more, or less."""
    probabilities = predict(model, x_test[:300])
    best = best_temperature(probabilities, y_test[:300])
    for temperature in (0.5, 2):
        assert best_temperature(with_temperature(probabilities, temperature), y_test[:300]) == pytest.approx(best / temperature, rel=1e-4)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: reliability([0.5, 0.5], [0]), r"\(N, K\) numbers from 0 to 1, got the shape \(2,\)"),
        (lambda: reliability([[2.0, -1.0]], [0]), "-1 to 2; use predict"),
        (lambda: reliability(ROWS, [0]), "got 1 and 4"),
        (lambda: reliability(ROWS, [0, 1, 2, 0]), "from 0 to 1, got 0 to 2"),
        (lambda: reliability(ROWS, TRUE, bins=0), "bins must .* at least 1, got 0"),
        (lambda: errors_by_chance(ROWS, draws=0), "draws must .* at least 1, got 0"),
        (lambda: with_temperature(ROWS, 0), "temperature must be above 0, got 0"),
        (lambda: with_temperature([[2.0, -1.0]], 1), "-1 to 2; use predict"),
        (lambda: best_temperature(ROWS, [0]), "got 1 and 4"),
        (lambda: plot_reliability(ROWS), "must come from reliability, got ndarray"),
    ],
)
def test_bad_requests(call, words):
    with pytest.raises(ValueError, match=words):
        call()
