"""The checks of the fill-in exercises: the reference and other forms of it are accepted, wrong answers refused with a reason."""

import re

import keras
import learning_exercises
import numpy as np
import pytest
import unit_exercises
from error_exercises import forms

import cnnviz_helpers as cnn
from cnnviz_helpers import ___, check
from cnnviz_helpers.exercises import CHECKS, errors, learning, units
from cnnviz_helpers.exercises.answers import network
from cnnviz_helpers.exercises.table import NUMBERS


def reference(name):
    """The right answer in three forms, and at least six wrong ones."""
    if name in learning.CHECKS:
        right, wrong = learning_exercises.forms(name)
        return right, list(wrong.values())
    if name in units.CHECKS:
        right, wrong = unit_exercises.forms(name)
        return right, list(wrong.values())
    if name in errors.CHECKS:
        right, wrong = forms(name)
        return right, list(wrong.values())
    model, (x_test, y_test) = network()
    weights, bias = model.layers[0].get_weights()
    counts = {"n_parameters_conv2": 9248, "n_filters": 32, "filter_height": 3, "filter_width": 3, "filter_channels": 3, "receptive_field_conv3": 10}
    if name in counts:
        n = counts[name]
        side = [(n, n)] if name == "receptive_field_conv3" else []
        return [n, np.int64(n), float(n), *side], [n + 1, 96 if n != 96 else 1, 1, 0, -n, "many", [n, n + 1], [n, n, n], [] if side else [n, n]]
    if name.startswith("answer"):
        right = {"answer1": "B", "answer2": "C", "answer3": "D"}[name]
        return [right, right.lower(), f" {right} "], [*({"A", "B", "C", "D"} - {right}), "E", "", 3]
    if name == "weights":
        return [(weights, bias), [weights, bias], (weights.astype(float), bias.tolist())], [
            (bias, weights), weights, (weights[..., 0], bias), (weights + 1, bias), (weights, bias + 1), model.layers[2].get_weights(), None]  # fmt: skip
    if name == "kernels_filter1":
        one = weights[..., 0]
        kernels = [one[..., i] for i in range(3)]
        return [one, one.tolist(), one.astype(float), np.stack(kernels, axis=-1)], [
            weights[..., 1], weights[0], weights[:, :, 0, 0], one.T, weights, one + 1, "one", kernels, weights[..., :1]]  # fmt: skip
    if name == "zero_centred":
        one = weights[..., 0]
        right = 0.5 + one / (2 * np.abs(one).max())
        return [right, right.tolist(), right.astype(float)], [one, (one - one.min()) / np.ptp(one), right + 0.1, weights, right[0], 0.5, "grey"]
    if name == "layers_list":
        layers = model.layers
        named = [keras.layers.Identity(name="conv1"), layers[1]]
        return [layers[:2], tuple(layers[:2]), cnn.cnn_model().layers[:2]], [
            layers[1::-1], layers[:1], layers[:3], layers[2:4], [], 5, "conv1", ["conv1", "relu1"], named, [layers[0], "relu1"], layers[0]]  # fmt: skip
    if name.endswith("_model"):
        index = 0 if name == "feature_model" else 1
        made = [keras.Model(model.inputs[0], layer.output) for layer in model.layers[:4]]
        alone = keras.Sequential([keras.Input((32, 32, 3)), *model.layers[: index + 1]])
        return [made[index], cnn.feature_model(model, index), alone], [
            made[1 - index], made[2], made[3], model, cnn.build_model(), "model", None, model.layers[index], made[index].predict, print,
            keras.Model(model.inputs[0], [layer.output for layer in model.layers[:2]])]  # fmt: skip
    evidence = cnn.class_evidence(model, x_test[16], int(y_test[16].argmax()))
    share = float((cnn.layer_outputs(model, x_test, "relu1")["relu1"][..., 0] == 0).mean())
    value = float(cnn.layer_outputs(model, x_test[16], "conv1")["conv1"][0, 10, 12, 5])
    slopes = float(cnn.attribute(model, x_test[16], 5, "gradient_x_input").values.sum())
    right, wrong = {
        "one_number": (value, [value - bias[5], 0.0, -value, value + 1, None, "x"]),
        "sparsity": (share, [1 - share, 0, 1, 100 * share, None, "x"]),
        "logit_from_grad_cam": (evidence.logit, [evidence.mean, evidence.mean / 49, evidence.mean / 49 + evidence.bias, evidence.map.sum(), 0, None, "x"]),
        "bias_share": (evidence.logit - slopes, [slopes, evidence.logit, slopes - evidence.logit, evidence.logit + slopes, evidence.bias, 0, None, "x"]),
        "logit_by_hand": (evidence.logit, [evidence.map.sum(), evidence.map.max(), evidence.map.mean() + 1, 0, None, "x"]),
    }[name]
    return [right, np.float32(right), [right], *([round(right, 2)] if name != "one_number" else [])], wrong


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


KNOWN = [
    ("n_filters", lambda m, x: 96, "96 is the number of kernels"),
    ("n_parameters_conv2", lambda m, x: 9216, "biases are missing"),
    ("n_parameters_conv2", lambda m, x: 9249, "one factor at a time"),
    ("receptive_field_conv3", lambda m, x: (8, 8), "each step of the kernel is 2 pixels"),
    ("kernels_filter1", lambda m, x: kernels(m)[0], "wrong axis"),
    ("kernels_filter1", lambda m, x: [kernels(m)[:, :, i, 0] for i in range(3)], "channels go last"),
    ("kernels_filter1", lambda m, x: kernels(m)[:, :, :, 0:1], "0:1 keeps an axis"),
    ("weights", lambda m, x: m.layers[0].get_weights()[::-1], "swapped"),
    ("activation_model", lambda m, x: cnn.feature_model(m, 0), "should end at relu1"),
    ("feature_model", lambda m, x: m.layers[0], "A keras.Model is expected, a Conv2D came.*A layer alone"),
    ("feature_model", lambda m, x: cnn.feature_model(m, [0, 1]), "One output is expected"),
    ("layers_list", lambda m, x: ["conv1", "relu1"], "Names in quotes"),
    ("layers_list", lambda m, x: m.layers[0], "square brackets"),
    ("layers_list", lambda m, x: m.layers[:3], "Exactly two layers are expected, got Conv2D, ReLU, Conv2D"),
    ("layers_list", lambda m, x: [___, ___], "still blank"),
    ("one_number", lambda m, x: conv1(m, x)[12, 10], "swapped"),
    ("one_number", lambda m, x: red(m, x)[0], "red channel only"),
    ("one_number", lambda m, x: sum(red(m, x)), "red channel and the bias"),
    ("one_number", lambda m, x: max(0.0, conv1(m, x)[10, 12]), "after ReLU"),
    ("one_number", lambda m, x: 7.0, "rows 9 to 11"),
    ("sparsity", lambda m, x: 67.5, "in percent"),
    ("sparsity", lambda m, x: 0.3253, "share above zero"),
    ("sparsity", lambda m, x: 0.4595, "all filters"),
    ("sparsity", lambda m, x: 0.9, "Count the zeros"),
    ("logit_by_hand", lambda m, x: evidence(m, x).mean, "bias is missing"),
    ("logit_by_hand", lambda m, x: evidence(m, x).map.sum() + evidence(m, x).bias, "the sum of the map"),
    ("logit_by_hand", lambda m, x: evidence(m, x).map.max() + evidence(m, x).bias, "the largest number"),
    ("logit_from_grad_cam", lambda m, x: evidence(m, x).mean, "bias is missing"),
    ("logit_from_grad_cam", lambda m, x: cnn.grad_cam(m, x[16], 5).map.mean() + evidence(m, x).bias, "divided by 49 already"),
    ("logit_from_grad_cam", lambda m, x: evidence(m, x).map.sum() + evidence(m, x).bias, "49 times too much"),
    ("logit_from_grad_cam", lambda m, x: 3.0, "sum of all 49 numbers"),
    ("logit_by_hand", lambda m, x: 3.0, "mean of all 49 numbers"),
    ("bias_share", lambda m, x: cnn.layer_shares(m, x[16], 5, occlusion=False).sums["gradient"], "what is left of the logit"),
    ("bias_share", lambda m, x: evidence(m, x).bias, "of the dense layer only"),
    ("bias_share", lambda m, x: evidence(m, x).logit, "the whole logit"),
    ("bias_share", lambda m, x: -cnn.layer_shares(m, x[16], 5, occlusion=False).biases, "sign is turned round"),
    ("bias_share", lambda m, x: 1.0, "take the sum of the map from the logit"),
]


@pytest.mark.parametrize("name", learning.CHECKS)
def test_slips_of_a_step_get_their_own_reasons(name):
    for reason, wrong in learning_exercises.forms(name)[1].items():
        assert reason in check(name, wrong).message, reason


@pytest.mark.parametrize("name", units.CHECKS)
def test_slips_about_units_get_their_own_reasons(name):
    for reason, wrong in unit_exercises.forms(name)[1].items():
        assert reason in check(name, wrong).message, reason


def kernels(model):
    """The weights of conv1."""
    return model.layers[0].get_weights()[0]


def conv1(model, photos):
    """Feature map 5 of photo 16."""
    return cnn.layer_outputs(model, photos[16], 0)["conv1"][0, ..., 5]


def red(model, photos):
    """What the red channel adds to the number of chapter 2, and the bias."""
    maps, bias = cnn.partial_maps(model, photos[16], 0, 5)
    return maps[10, 12, 0], bias


def evidence(model, photos):
    """The evidence for dog in photo 16."""
    return cnn.class_evidence(model, photos[16], 5)


@pytest.mark.parametrize(("name", "slip", "reason"), KNOWN)
def test_known_mistakes_get_their_own_reason(model, x_test, name, slip, reason):
    """The reason names the slip."""
    verdict = check(name, slip(model, x_test))
    assert not verdict.ok
    assert re.search(reason, verdict.message), verdict.message


def test_only_counting_is_told_to_multiply():
    """The last word on a wrong number belongs to its own exercise."""
    last_words = {name: check(name, 12345.0).message for name in CHECKS if name in NUMBERS}
    assert len(set(last_words.values())) == len(last_words)
    assert [name for name, words in last_words.items() if "factor" in words] == ["n_parameters_conv2"]


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
