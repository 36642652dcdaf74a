"""How answers to the exercises are compared: each function makes a comparison, which turns an answer into a Verdict.

What is right, and the values of known mistakes, are given as functions: they are computed when a check runs.
"""

from dataclasses import dataclass

import numpy as np

from ..features import layer_outputs
from .answers import IMAGE, network


@dataclass(frozen=True)
class Verdict:
    """What a check says. It shows itself; `ok` is True for a right answer."""

    ok: bool
    message: str

    def __repr__(self):
        return ("Right. " if self.ok else "Not yet. ") + self.message


def number(right, why, otherwise, mistakes=(), tolerance=0.0, is_side=False):
    """Compare one number.

    Parameters
    ----------
    right : function that gives the number; an answer may differ by `tolerance`
    why, otherwise : what is said to the right answer, and to a wrong one that is no known mistake
    mistakes : (function that gives the wrong number, reason), or the same with a tolerance of its own
    is_side : the number is a side of a square, so that (10, 10) counts as 10
    """

    def compare(value):
        array = np.asarray(value)
        if is_side and array.shape == (2,) and array[0] == array[1]:
            array = array[:1]
        if array.size != 1 or array.dtype.kind not in "iuf":
            return Verdict(False, f"One number is expected, a {type(value).__name__} came.")
        answer = float(array.ravel()[0])
        if abs(answer - float(right())) <= tolerance:
            return Verdict(True, why)
        for wrong, reason, *own in mistakes:
            if abs(answer - float(wrong())) <= (own[0] if own else tolerance):
                return Verdict(False, reason)
        return Verdict(False, f"{answer:g} is not the number. {otherwise}")

    return compare


def array(right, why, otherwise, hints=(), is_right=None):
    """Compare an array.

    Parameters
    ----------
    right : function that gives the array
    why, otherwise : what is said to the right answer, and to a wrong one that is no known mistake
    hints : (test, reason) for known mistakes, tried in turn
    is_right : test of an answer; by default each number may differ by 1e-5
    """
    is_right = is_right or (lambda answer: answer.shape == right().shape and np.allclose(answer, right(), atol=1e-5))

    def compare(value):
        answer, expected = np.asarray(value), np.asarray(right())
        if answer.dtype.kind not in "iuf":
            return Verdict(False, f"An array of numbers of the shape {expected.shape} is expected, a {type(value).__name__} came.")
        if is_right(answer):
            return Verdict(True, why)
        for test, reason in hints:
            if test(answer):
                return Verdict(False, reason)
        if answer.shape != expected.shape:
            return Verdict(False, f"The shape should be {expected.shape}, got {answer.shape}.")
        return Verdict(False, f"The shape is right, the numbers are not. {otherwise}")

    return compare


def letter(right, reasons):
    """Compare a letter; `reasons` has a sentence for every letter."""

    def compare(value):
        chosen = value.strip().upper() if isinstance(value, str) else ""
        if chosen not in reasons:
            return Verdict(False, f"One of the letters {', '.join(reasons)} in quotes is expected, got {value!r:.60}.")
        return Verdict(chosen == right, reasons[chosen])

    return compare


def weights_of_conv1(value):
    """Compare the weights and the bias of the first layer."""
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        return Verdict(False, "Two arrays are expected, the weights and the bias: get_weights() gives both.")
    weights, bias = (np.asarray(part) for part in value)
    expected = network()[0].layers[0].get_weights()
    if weights.shape == (32,):
        return Verdict(False, "The two are swapped: the weights come first, then the bias.")
    if weights.shape != expected[0].shape:
        return Verdict(False, f"The weights of the first layer have the shape (3, 3, 3, 32), got {weights.shape}: is it layers[0]?")
    if all(got.shape == right.shape and np.allclose(got, right, atol=1e-6) for got, right in zip((weights, bias), expected)):
        return Verdict(True, "These are the 864 weights and 32 biases of conv1.")
    return Verdict(False, "The shapes are right, the numbers are not those of the trained network.")


def first_two_layers(value):
    """Compare a list of layers: a convolution and its ReLU, by name and kind."""
    from keras import layers

    if not isinstance(value, (list, tuple)):
        return Verdict(False, f"A list of two layers is expected, a {type(value).__name__} came: put both in square brackets.")
    if any(isinstance(one, str) for one in value):
        return Verdict(False, "Names in quotes came; the layers themselves are expected: take them from model.layers.")
    if len(value) != 2 or not all(isinstance(one, layers.Layer) for one in value):
        return Verdict(False, f"Exactly two layers are expected, got {', '.join(type(one).__name__ for one in value) or 'an empty list'}.")
    found = [(one.name, type(one)) for one in value]
    if found == [("conv1", layers.Conv2D), ("relu1", layers.ReLU)]:
        return Verdict(True, "The convolution gives the feature maps, its ReLU the activations.")
    return Verdict(False, f"Expected the first two layers, conv1 and relu1, in this order, got {', '.join(one.name for one in value)}.")


def model_up_to(index):
    """Compare a model: it is right if it gives what `model.layers[index]` gives, whatever it is made of."""

    def compare(value):
        import keras

        if not isinstance(value, keras.Model):
            hint = " A layer alone does not know where its input comes from." if isinstance(value, keras.Layer) else ""
            return Verdict(False, f"A keras.Model is expected, a {type(value).__name__} came: build it with Model(inputs=..., outputs=...).{hint}")
        model, (x_test, _) = network()
        outputs = keras.tree.flatten(value(x_test[IMAGE : IMAGE + 1]))
        if len(outputs) != 1:
            return Verdict(False, f"One output is expected, that of model.layers[{index}], the model has {len(outputs)}.")
        got, wanted = np.asarray(outputs[0]), model.layers[index].name
        for name, output in layer_outputs(model, x_test[IMAGE]).items():
            if output.shape == got.shape and np.allclose(output, got, atol=1e-4):
                end = "" if name == wanted else f"; it should end at {wanted}, which is model.layers[{index}]"
                return Verdict(name == wanted, f"It ends at {name}{end}.")
        return Verdict(False, f"It should end at model.layers[{index}].output, but its output, of the shape {got.shape}, is that of no layer.")

    return compare
