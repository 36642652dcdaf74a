"""Probabilities, their uncertainty, and mistakes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz_helpers import Paired, accuracy_interval, confusion_matrix, mistakes, paired_test, predict, top_classes
from cnnviz_helpers.assets import manifest


def test_the_network_is_as_good_as_we_say(model, x_test, y_test):
    """The accuracy on the shipped images is the published one, between 74 and 77 %."""
    right = np.mean(predict(model, x_test).argmax(axis=1) == y_test.argmax(axis=1))
    assert 0.74 <= right <= 0.77
    assert right == pytest.approx(manifest()["accuracy"]["first_1000"], abs=0.002)
    assert model.evaluate(x_test, y_test, verbose=0)[1] == pytest.approx(right, abs=0.002)


def test_predictions_are_those_of_keras(model, x_test):
    """One image or several: rows that add up to 1, equal to `model.predict`."""
    ours = predict(model, x_test[:3])
    np.testing.assert_allclose(ours, model.predict(x_test[:3], verbose=0), atol=1e-6)
    np.testing.assert_allclose(ours.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(predict(model, x_test[2]), ours[2:], atol=1e-6)


def test_top_classes_are_named_largest_first():
    """Names and probabilities; equal ones stay in the order of the classes."""
    ten = [[0.1, 0.5, 0.1, 0.2, 0, 0, 0, 0.1, 0, 0]]
    assert top_classes(ten, n=4) == [("automobile", 0.5), ("cat", 0.2), ("airplane", 0.1), ("bird", 0.1)]
    assert top_classes([0.3, 0.7], n=5, names=["no", "yes"]) == [("yes", 0.7), ("no", 0.3)]


def test_interval_by_hand():
    """Wilson's interval for 8 of 10: 0.490 to 0.943 (worked through with z = 1.96)."""
    assert accuracy_interval(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_interval_holds_the_share(counts):
    """The share itself lies inside, the ends lie in [0, 1], and more confidence asks for more room."""
    right, n = counts
    low, high = accuracy_interval(right, n)
    assert 0 <= low <= right / n <= high <= 1
    wider = accuracy_interval(right, n, confidence=0.99)
    assert wider[0] <= low and high <= wider[1]  # equal at the ends 0 and 1


def test_paired_test_by_hand():
    """Three images against one: four coins fall 3 to 1, or more unevenly, in 10 of 16 cases. Images that both got right or wrong do not count."""
    first = np.array([True, True, True, False, True, False])
    second = np.array([False, False, False, True, True, False])
    assert paired_test(first, second) == Paired(3, 1, 0.625)
    assert paired_test(second, first) == Paired(1, 3, 0.625)
    assert paired_test(first[:, None], second[:, None]) == Paired(3, 1, 0.625)  # as one sigmoid's answers come
    assert paired_test(first, first) == Paired(0, 0, 1.0) and paired_test([True, False], [False, True]).p == 1


def test_confusion_matrix_by_hand():
    """Rows are the true classes: one 0 was taken for a 2."""
    expected = [[1, 0, 1], [0, 1, 0], [0, 0, 0]]
    assert confusion_matrix([0, 0, 1], [0, 2, 1], n_classes=3).tolist() == expected
    one_hot = np.eye(3)
    assert confusion_matrix(one_hot[[0, 0, 1]], one_hot[[0, 2, 1]], n_classes=3).tolist() == expected


def test_mistakes_begin_with_the_surest():
    """Only the wrong ones, by the probability of the wrong answer."""
    probabilities = np.array([[0.6, 0.4], [0.9, 0.1], [0.2, 0.8], [0.7, 0.3]])
    assert mistakes(probabilities, [1, 1, 1, 0]).tolist() == [1, 0]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: top_classes(np.ones((2, 3))), r"shape \(K,\), got \(2, 3\)"),
        (lambda: accuracy_interval(5, 0), "n must .* at least 1, got 0"),
        (lambda: accuracy_interval(11, 10), "right .* from 0 to 10, got 11"),
        (lambda: accuracy_interval(1, 10, confidence=95), "between 0 and 1, got 95"),
        (lambda: confusion_matrix([0], [0, 1]), "got 2 and 1"),
        (lambda: confusion_matrix([0], [10]), "0 to 9, got 10"),
        (lambda: confusion_matrix([0.5], [1]), "argmax"),
        (lambda: mistakes(np.ones((2, 3)), [0]), r"\(2, 3\) and 1"),
        (lambda: paired_test([1, 0], [0, 1]), "truth values, .*int"),
        (lambda: paired_test([True], [True, False]), r"bool \(1,\) and bool \(2,\)"),
    ],
)
def test_bad_requests(call, words):
    """Each message says what was expected and what came."""
    with pytest.raises(ValueError, match=words):
        call()
