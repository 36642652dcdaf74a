"""The checks of the fill-in exercises: the reference and other forms of it are accepted, wrong answers refused with a reason."""

import keras
import numpy as np
import pytest

import cnnviz_helpers as cnn
from cnnviz_helpers import ___, check
from cnnviz_helpers.exercises import CHECKS, network


def reference(name):
    """The right answer in three forms, and at least six wrong ones."""
    model, (x_test, y_test) = network()
    weights, bias = model.layers[0].get_weights()
    counts = {"n_parameters_conv2": 9248, "n_filters": 32, "filter_height": 3, "filter_width": 3, "filter_channels": 3, "receptive_field_conv3": 10}
    if name in counts:
        n = counts[name]
        return [n, np.int64(n), float(n)], [n + 1, 96 if n != 96 else 1, 1, 0, -n, "many", [n, n]]
    if name.startswith("answer"):
        right = {"answer1": "B", "answer2": "C", "answer3": "D"}[name]
        return [right, right.lower(), f" {right} "], [*({"A", "B", "C", "D"} - {right}), "E", "", 3]
    if name == "weights":
        return [(weights, bias), [weights, bias], (weights.astype(float), bias.tolist())], [
            (bias, weights), weights, (weights[..., 0], bias), (weights + 1, bias), (weights, bias + 1), model.layers[2].get_weights(), None]  # fmt: skip
    if name == "kernels_filter1":
        one = weights[..., 0]
        return [one, one.tolist(), one.astype(float)], [weights[..., 1], weights[0], weights[:, :, 0, 0], one.T, weights, one + 1, "one"]
    if name == "zero_centred":
        one = weights[..., 0]
        right = 0.5 + one / (2 * np.abs(one).max())
        return [right, right.tolist(), right.astype(float)], [one, (one - one.min()) / np.ptp(one), right + 0.1, weights, right[0], 0.5, "grey"]
    if name == "layers_list":
        layers = model.layers
        return [layers[:2], tuple(layers[:2]), ["conv1", "relu1"]], [layers[1::-1], layers[:1], layers[:3], layers[2:4], [], 5, "conv1"]
    if name.endswith("_model"):
        index = 0 if name == "feature_model" else 1
        made = [keras.Model(model.inputs[0], layer.output) for layer in model.layers[:4]]
        return [made[index], cnn.feature_model(model, index), lambda x: made[index].predict(x, verbose=0)], [
            made[1 - index], made[2], made[3], model, cnn.build_model(), "model", None]  # fmt: skip
    evidence = cnn.class_evidence(model, x_test[16], int(y_test[16].argmax()))
    share = float((cnn.layer_outputs(model, x_test, "relu1")["relu1"][..., 0] == 0).mean())
    value = float(cnn.layer_outputs(model, x_test[16], "conv1")["conv1"][0, 10, 12, 5])
    right, wrong = {
        "one_number": (value, [value - bias[5], 0.0, -value, value + 1, None, "x"]),
        "silent_share": (share, [1 - share, 0, 1, 100 * share, None, "x"]),
        "logit_by_hand": (evidence.logit, [evidence.map.sum(), evidence.map.max(), evidence.map.mean() + 1, 0, None, "x"]),
    }[name]
    return [right, np.float32(right), [right]], wrong


@pytest.mark.parametrize("name", CHECKS)
def test_right_answers_in_three_forms(name):
    """The reference and two equivalent forms."""
    right, _ = reference(name)
    assert len(right) >= 3
    assert [check(name, answer).ok for answer in right] == [True] * len(right)
    assert repr(check(name, right[0])).startswith("Right. ")


@pytest.mark.parametrize("name", CHECKS)
def test_wrong_answers_are_refused_with_a_reason(name):
    """Six or more wrong ones; none raises, and each gets a sentence."""
    _, wrong = reference(name)
    assert len(wrong) >= 6
    for answer in wrong:
        verdict = check(name, answer)
        assert not verdict.ok and len(verdict.message) > 15, answer
        assert repr(verdict).startswith("Not yet. ")


@pytest.mark.parametrize("name", CHECKS)
def test_blanks_and_hostile_values(name):
    """A blank is called blank; whatever else comes, there is a sentence and no error."""

    class Hostile:
        def __eq__(self, other):
            raise RuntimeError

        def __array__(self, dtype=None, copy=None):
            raise RuntimeError

    assert "blank" in check(name, ___).message
    for value in (None, "", "?", float("nan"), np.zeros((0,)), print, Hostile(), [Hostile()], {}):
        assert not check(name, value).ok


def test_known_mistakes_get_their_own_reason():
    """The reason names the slip."""
    assert "96 is the number of kernels" in check("n_filters", 96).message
    assert "biases are missing" in check("n_parameters_conv2", 9216).message
    assert "wrong axis" in check("kernels_filter1", network()[0].layers[0].get_weights()[0][0]).message
    assert "swapped" in check("weights", network()[0].layers[0].get_weights()[::-1]).message
    assert "should end at relu1" in check("activation_model", cnn.feature_model(network()[0], 0)).message


def test_a_blank_lets_a_cell_run():
    """It unpacks to two, and can be called, indexed and asked for attributes."""
    first, second = ___
    assert first is second is ___ and ___.shape[0] is ___ and ___(1) is ___
    assert "blank" in repr(___) and not hasattr(___, "_private")
    assert "still blank" in check("weights", (first, second)).message


def test_an_unknown_exercise_lists_the_known():
    """A slip in the name is told."""
    with pytest.raises(ValueError, match="no exercise 'n_filter'; the names are .*n_filters"):
        check("n_filter", 3)
