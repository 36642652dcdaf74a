"""Answers to the exercises of the chapter *What does a unit want?*: right ones in several forms, and wrong ones with the reason that each is to get."""

from functools import cache

import numpy as np

import cnnviz_helpers as cnn


@cache
def outputs():
    """The labels, and what the last layers make of all photos."""
    x_test, y_test = cnn.get_cifar10()
    return y_test.argmax(axis=1), cnn.layer_outputs(cnn.cnn_model(), x_test, ["gap", "dense", "softmax"])


@cache
def alike(layer):
    """How often the nearest one has the same label, by distances written out."""
    labels, found = outputs()
    rows = found[layer].astype(float)
    distances = np.stack([((rows - row) ** 2).sum(axis=1) for row in rows])
    np.fill_diagonal(distances, np.inf)
    return (labels[distances.argmin(axis=1)] == labels).mean()


def forms(name):
    """The right answer in three forms or more, and {reason: wrong answer}."""
    if name == "alike_by_logits":
        right = alike("dense")
        labels, found = outputs()
        wrong = {"in percent": 100 * right, "number of photos": 1000 * right, "128 averages": alike("gap"), "before softmax": alike("softmax")}
        wrong |= {
            "another class": 1 - right,
            "find itself": 1.0,
            "network is right": (found["dense"].argmax(axis=1) == labels).mean(),
            "is not the number": 0.5,
        }
        return [right, np.float32(right), [right], round(1000 * right) / 1000], wrong
    weights, biases = cnn.cnn_model().layers[0].get_weights()
    one, bias = weights[..., 7], biases[7]
    right = bias + 0.5 * np.abs(one).sum()
    by_sign = (one * 0.5 * np.sign(one)).sum() + bias
    wrong = {
        "bias is missing": right - bias,
        "half of the sum": bias + np.abs(one).sum(),
        "take away": bias + one.sum() / 2,
        "add most at −0.5": bias + one.clip(0).sum() / 2,
    }
    wrong |= {"largest weight only": bias + np.abs(one).max() / 2, "index 7": biases[6] + 0.5 * np.abs(weights[..., 6]).sum(), "is not the number": 0.0}
    photos = cnn.get_cifar10()[0]
    wrong["on any picture"] = max(cnn.layer_outputs(cnn.cnn_model(), few, 0)["conv1"][..., 7].max() for few in np.split(photos, 10))
    return [right, by_sign, float(right), [right]], wrong
