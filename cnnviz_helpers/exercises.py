"""The checks of the fill-in exercises: each compares an answer with what the network itself says, and says why a wrong one is wrong."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from .attribution import class_evidence
from .blanks import Blank
from .data import get_cifar10
from .features import active_share, layer_outputs
from .model import cnn_model
from .receptive import receptive_field

IMAGE = 16


@dataclass(frozen=True)
class Verdict:
    """What a check says. It shows itself; `ok` is True for a right answer."""

    ok: bool
    message: str

    def __repr__(self):
        return ("Right. " if self.ok else "Not yet. ") + self.message


@cache
def network():
    """The network and the images that answers are compared with."""
    return cnn_model(), get_cifar10()


def check(name, value):
    """Check the answer to one fill-in exercise.

    Parameters
    ----------
    name : the exercise, such as "n_filters"
    value : the answer

    Returns
    -------
    Verdict, which shows itself as one or two sentences

    Raises
    ------
    ValueError
        There is no exercise of this name.
    """
    if name not in CHECKS:
        raise ValueError(f"There is no exercise {name!r}; the names are {', '.join(CHECKS)}.")
    if isinstance(value, Blank):
        return Verdict(False, f"{name} is still blank: put your answer in the place of ___.")
    try:
        return CHECKS[name](value)
    except Exception:  # a student's object may do anything when it is looked at
        return Verdict(False, f"{name} cannot be read as an answer: a {type(value).__name__} came. Look again at what is asked.")


def _number(right, why, mistakes=(), tolerance=0.0):
    """Compare one number; `right` and the values of `mistakes` are functions, computed when the check runs."""

    def compare(value):
        array = np.asarray(value)
        if array.size != 1 or array.dtype.kind not in "iuf":
            return Verdict(False, f"One number is expected, a {type(value).__name__} came.")
        number, expected = float(array.reshape(())if array.ndim == 0 else array.ravel()[0]), float(right())
        if abs(number - expected) <= tolerance:
            return Verdict(True, why)
        for wrong, reason in mistakes:
            if abs(number - float(wrong())) <= tolerance:
                return Verdict(False, reason)
        return Verdict(False, f"{number:g} is not the number. Work it out on paper once more, one factor at a time.")

    return compare


def _array(right, why, hints=()):
    """Compare an array; `hints` are (test, reason) for known mistakes, tried in turn."""

    def compare(value):
        array, expected = np.asarray(value), np.asarray(right())
        if array.dtype.kind not in "iuf":
            return Verdict(False, f"An array of numbers of the shape {expected.shape} is expected, a {type(value).__name__} came.")
        if array.shape == expected.shape and np.allclose(array, expected, atol=1e-5):
            return Verdict(True, why)
        for test, reason in hints:
            if test(array):
                return Verdict(False, reason)
        if array.shape != expected.shape:
            return Verdict(False, f"The shape should be {expected.shape}, got {array.shape}.")
        return Verdict(False, "The shape is right, the numbers are not: is it the first filter, and the right layer?")

    return compare


def _letter(right, reasons):
    """Compare a letter; `reasons` has a sentence for every letter."""

    def compare(value):
        letter = value.strip().upper() if isinstance(value, str) else ""
        if letter not in reasons:
            return Verdict(False, f"One of the letters {', '.join(reasons)} in quotes is expected, got {value!r}.")
        return Verdict(letter == right, reasons[letter])

    return compare


def _weights(value):
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        return Verdict(False, "Two arrays are expected, the weights and the bias: get_weights() gives both.")
    if any(isinstance(part, Blank) for part in value):
        return Verdict(False, "weights and bias are still blank: take them from model.layers[0].")
    weights, bias = (np.asarray(part) for part in value)
    expected = network()[0].layers[0].get_weights()
    if weights.shape == (32,):
        return Verdict(False, "The two are swapped: the weights come first, then the bias.")
    if weights.shape != expected[0].shape:
        return Verdict(False, f"The weights of the first layer have the shape (3, 3, 3, 32), got {weights.shape}: is it layers[0]?")
    ok = np.allclose(weights, expected[0], atol=1e-6) and bias.shape == (32,) and np.allclose(bias, expected[1], atol=1e-6)
    return Verdict(ok, "These are the 864 weights and 32 biases of conv1." if ok else "The shapes are right, the numbers are not those of the trained network.")


def _layers(value):
    expected = network()[0].layers[:2]
    names = [getattr(layer, "name", layer) for layer in value]
    ok = names == [layer.name for layer in expected]
    if ok:
        return Verdict(True, "The convolution gives the feature maps, its ReLU the activations.")
    return Verdict(False, f"Expected the first two layers, conv1 and relu1, in this order, got {', '.join(map(str, names))}.")


def _model_up_to(index):
    """A model is right if it gives what the layer gives, whatever it is made of."""

    def compare(value):
        model, (x_test, _) = network()
        if not callable(value):
            return Verdict(False, f"A keras.Model is expected, a {type(value).__name__} came.")
        got, names = np.asarray(value(x_test[IMAGE : IMAGE + 1])), [layer.name for layer in model.layers]
        for name, output in layer_outputs(model, x_test[IMAGE]).items():
            if output.shape == got.shape and np.allclose(output, got, atol=1e-4):
                ok = name == names[index]
                return Verdict(ok, f"It ends at {name}." if ok else f"It ends at {name}; it should end at {names[index]}, which is model.layers[{index}].")
        return Verdict(False, f"It should end at model.layers[{index}].output, but its output, of the shape {got.shape}, is that of no layer.")

    return compare


def _kernel():
    return network()[0].layers[0].get_weights()[0]


def _zero_centred():
    first = _kernel()[..., 0]
    return 0.5 + first / (2 * np.abs(first).max())


def _evidence():
    model, (x_test, y_test) = network()
    return class_evidence(model, x_test[IMAGE], int(y_test[IMAGE].argmax()))


def _relu1_share():
    model, (x_test, _) = network()
    return float(active_share(layer_outputs(model, x_test, "relu1")["relu1"][..., :1])[0])


def _map_value():
    model, (x_test, _) = network()
    return layer_outputs(model, x_test[IMAGE], 0)["conv1"][0, 10, 12, 5]


def _bias5():
    return network()[0].layers[0].get_weights()[1][5]


CHECKS = {
    "n_parameters_conv2": _number(
        lambda: 9248, "32 filters of 3 × 3 × 32 weights, and a bias each.",
        [(lambda: 9216, "The 32 biases are missing."), (lambda: 320, "Each filter is 32 deep: one kernel for each map that comes in."),
         (lambda: 288, "That is one filter's weights; there are 32 filters, with a bias each."), (lambda: 896, "That is conv1; the input of conv2 has 32 channels, not 3.")],
    ),
    "one_number": _number(
        _map_value, "The products of all three channels, added up, plus the bias.",
        [(lambda: _map_value() - _bias5(), "The bias is missing."), (lambda: max(0.0, float(_map_value())), "That is after ReLU; the feature map is before it.")], 5e-4,
    ),
    "zero_centred": _array(
        _zero_centred, "Zero is mid-grey now, and no weight leaves the range from 0 to 1.",
        [(lambda a: a.shape == (3, 3, 3) and np.isclose(a.min(), 0) and np.isclose(a.max(), 1), "That is min-max: zero is no longer mid-grey."),
         (lambda a: a.shape == (3, 3, 3) and a.min() < 0, "Some numbers are below 0, which no colour is: add 0.5.")],
    ),
    "receptive_field_conv3": _number(
        lambda: receptive_field(network()[0], "conv3").size[0], "3, 5, 6 after pooling, and then two steps of 2 pixels more: 10.",
        [(lambda: 3, "That is the kernel's size on its own input, not in the photo."), (lambda: 8, "After a pool of 2, each step of the kernel is 2 pixels of the photo."),
         (lambda: 7, "Without the pool it would be 7; the pool comes in between."), (lambda: 12, "A pool does not double the field: it adds one pixel, 5 → 6."), (lambda: 6, "That is pool1; conv3 comes after it.")],
    ),
    "silent_share": _number(
        lambda: 1 - _relu1_share(), "That is the filter's sparsity on these images.",
        [(_relu1_share, "That is the share above zero; the share of zeros is asked for.")], 5e-4,
    ),
    "logit_by_hand": _number(
        lambda: _evidence().logit, "The mean of the evidence map plus the bias is the logit.",
        [(lambda: _evidence().map.sum(), "That is the sum of the map; the mean is needed."), (lambda: _evidence().map.max(), "That is the largest number of the map; the mean is needed.")], 5e-3,
    ),
    "weights": _weights,
    "n_filters": _number(lambda: _kernel().shape[3], "The last axis counts the filters.", [(lambda: 96, "96 is the number of kernels: each of the 32 filters has 3."), (lambda: 3, "3 is the height, the width, or the number of channels; the last axis counts the filters."), (lambda: 896, "896 is the number of parameters.")]),
    "filter_height": _number(lambda: _kernel().shape[0], "The first axis is the height.", [(lambda: 32, "32 is the number of filters, or of the photo's rows: the filter is smaller.")]),
    "filter_width": _number(lambda: _kernel().shape[1], "The second axis is the width.", [(lambda: 32, "32 is the number of filters, or of the photo's columns: the filter is smaller.")]),
    "filter_channels": _number(lambda: _kernel().shape[2], "The third axis counts the channels: red, green and blue.", [(lambda: 1, "A filter has a kernel for every channel of its input."), (lambda: 32, "32 is the number of filters; the third axis counts the channels of the input.")]),
    "kernels_filter1": _array(
        lambda: _kernel()[..., 0], "Three kernels of 3 × 3 numbers, along the last axis.",
        [(lambda a: a.shape == (3, 3, 32), "The index is on the wrong axis: the filters are the last one, weights[:, :, :, 0]."),
         (lambda a: a.shape == (3, 3), "That is one kernel; a filter has three. Leave the channel axis whole: weights[:, :, :, 0]."),
         (lambda a: a.shape == (3, 3, 3) and np.allclose(a, _kernel()[..., 1], atol=1e-6), "That is the second filter: counting begins at 0.")],
    ),
    "layers_list": _layers,
    "feature_model": _model_up_to(0),
    "activation_model": _model_up_to(1),
    "answer1": _letter("B", {"A": "One kernel would see one colour only.", "B": "One kernel for each channel of the input: red, green and blue.", "C": "32 is the number of filters, not of kernels in one filter.", "D": "9 is the number of weights in one kernel."}),
    "answer2": _letter("C", {"A": "It is the other way round: the filter is learned, the map is computed from the photo.", "B": "A filter does not change with the photo; it is the same for every photo.", "C": "The filter is a small stack of learned numbers; the map is what it gives at every place of one photo.", "D": "Nobody draws filters: training finds them."}),
    "answer3": _letter("D", {"A": "A map shows where its own filter responds, whether or not the answer depends on it.", "B": "How bright a panel looks depends on its colour scale.", "C": "They do keep the place: a map has a number for every place. But that is not yet importance.", "D": "A feature map says where a pattern is. What mattered for the answer needs the weights that follow, as in the evidence map."}),
}  # fmt: skip
