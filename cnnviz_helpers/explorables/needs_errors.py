"""What the figures of the chapter *When it is wrong* need of a network.

The page's `kit/needs.mjs` says the same, in the same sentences, and the figures that read the labels do."""

from . import needs

MOST_CLASSES = 30  # in the table of mistakes


def one_answer(own):
    """The shares are those of one choice among all classes: several sigmoids side by side are several answers."""
    end = own.description["layers"][-1]["name"]
    while needs._entry(own, end)["kind"] in needs.PASSED_AT_THE_END:
        (end,) = own.reads(end)
    if needs._entry(own, end)["kind"] != "softmax" and own.layer_shape(end)[2] > 1:
        return f"Expected one answer among the classes, by a softmax or a single sigmoid, but {end} has several sigmoids; use one number, or the x-ray."
    return None


def labels(own):
    if own.label(0) < 0:
        return "Expected photos whose right classes are known, but these come without; put them into labels.json beside the network."
    return None


def calibration(own):
    return one_answer(own) or labels(own)


def mistakes(own):
    n = len(own.description["classes"])
    if n > MOST_CLASSES:
        return f"The table of mistakes has room for {MOST_CLASSES} classes, but this network has {n}; use calibration."
    return needs.evidence(own) or labels(own)
