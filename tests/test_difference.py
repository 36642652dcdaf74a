"""Why this class and not that one: the difference of two logits, on a model solved by hand and on the book's network."""

import numpy as np
import pytest
from small_models import quadrant_classifier

from cnnviz_helpers import class_evidence, evidence_difference, layer_outputs, plot_evidence, predict_without, receptive_field


def test_by_hand():
    """Weights 2, -1 and -1, 2: the difference weighs the first channel with 3, the second with -3; the biases differ by 0.75."""
    image = np.zeros((4, 4, 2), np.float32)
    image[0, 0] = [4, 0]
    image[3, 3] = [0, 8]
    why = evidence_difference(quadrant_classifier(), image, 0, 1)
    expected = np.zeros((4, 4))
    expected[0, 0], expected[3, 3] = 12, -24
    np.testing.assert_array_equal(why.map, expected)
    assert (why.terms.tolist(), why.bias, why.mean, why.logit) == ([0.75, -1.5], 0.75, -0.75, 0.0)


@pytest.mark.parametrize(("number", "first", "second"), [(439, 9, 1), (16, 3, 5), (0, 0, 9)])
def test_it_is_complete(model, x_test, number, first, second):
    """Map by map and place by place the sum is the difference that the network itself makes; turned round, all signs are."""
    logits = layer_outputs(model, x_test[number], "dense")["dense"][0]
    why, other_way = (evidence_difference(model, x_test[number], *pair) for pair in ((first, second), (second, first)))
    for total in (why.logit, why.mean + why.bias, why.terms.sum() + why.bias, -other_way.logit):
        assert total == pytest.approx(logits[first] - logits[second], abs=1e-4)
    one, other = (class_evidence(model, x_test[number], k).map for k in (first, second))
    np.testing.assert_allclose(why.map, one - other, atol=1e-4)
    np.testing.assert_allclose(why.terms, -other_way.terms, atol=1e-6)


def test_without_a_map_the_difference_is_less_by_its_term(model, x_test):
    """Set to zero in the network itself, the map takes its term with it: the odds of the two classes change by its exponential."""
    why = evidence_difference(model, x_test[439], 9, 1)
    largest = int(why.terms.argmax())
    truck, car = predict_without(model, x_test[439], "relu5", largest)[0, [9, 1]]
    assert np.log(truck / car) == pytest.approx(why.logit - why.terms[largest], abs=1e-3)


def test_its_figure_says_what_the_sum_is(model, x_test):
    why = evidence_difference(model, x_test[16], 3, 5)
    words = [text.get_text() for text in plot_evidence(x_test[16], why, field=receptive_field(model, "relu5")).texts]
    assert any(text.startswith("mean + bias = difference of the logits:") and text.endswith("= −1.724") for text in words)


@pytest.mark.parametrize(("pair", "words"), [((1, 1), "two classes, got 1 twice"), ((0, 2), "second must .* from 0 to 1, got 2"), ((-1, 0), "first must")])
def test_bad_requests(pair, words):
    with pytest.raises(ValueError, match=words):
        evidence_difference(quadrant_classifier(), np.zeros((4, 4, 2), np.float32), *pair)
