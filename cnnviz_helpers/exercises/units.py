"""The fill-in exercises of the chapter *What does a unit want?*."""

from functools import cache

import numpy as np

from ..features import layer_outputs
from ..units.first_layer import best_patches
from ..units.neighbours import nearest_neighbours
from .answers import network
from .comparisons import number

FILTER = 7  # of the first convolution


def _most():
    return best_patches(network()[0]).values[FILTER]


def _weights():
    """The weights of the filter, (3, 3, 3), and its bias."""
    weights, bias = network()[0].layers[0].get_weights()
    return weights[..., FILTER], bias[FILTER]


def _on_photos():
    model, (x_test, _) = network()
    return max(layer_outputs(model, photos, "conv1")["conv1"][..., FILTER].max() for photos in np.split(x_test, 10))


@cache
def _alike(layer):
    """The share of the photos whose nearest one, by what a layer makes of them, has their class."""
    model, (x_test, y_test) = network()
    labels = y_test.argmax(axis=1)
    nearest = nearest_neighbours(layer_outputs(model, x_test, layer)[layer])[:, 0]
    return float((labels[nearest] == labels).mean())


def _right_answers():
    model, (x_test, y_test) = network()
    logits = layer_outputs(model, x_test, "dense")["dense"]
    return float((logits.argmax(axis=1) == y_test.argmax(axis=1)).mean())


CHECKS = {
    "most_of_filter": number(
        _most,
        "Each pixel goes to the end of its range that its weight asks for, and no photo comes so far.",
        "Each weight adds at most half of its size, whatever its sign; then comes the bias.",
        [
            (lambda: _most() - _weights()[1], "The bias is missing."),
            (lambda: _weights()[1] + np.abs(_weights()[0]).sum(), "A pixel reaches 0.5, not 1: take half of the sum."),
            (
                lambda: _weights()[1] + 0.5 * _weights()[0].sum(),
                "With 0.5 everywhere the negative weights take away: the sum is over the weights without their signs.",
            ),
            (lambda: _weights()[1] + 0.5 * _weights()[0].clip(0).sum(), "The negative weights are missing: they add most at −0.5."),
            (lambda: _weights()[1] + np.abs(_weights()[0]).max() / 2, "That is the largest weight only; all 27 add their part."),
            (_on_photos, "That is the most on the 1,000 photos; the most on any picture is asked for."),
            (lambda: best_patches(network()[0]).values[FILTER - 1], "That is the filter before it: filter 7 has the index 7, for counting begins at 0."),
        ],
        tolerance=5e-4,
    ),
    "alike_by_logits": number(
        lambda: _alike("dense"),
        "By its ten logits a photo is near to others with a similar answer, right or wrong.",
        "Find for each photo the nearest other one by its logits, and count how often the two labels are the same.",
        [
            (lambda: 100 * _alike("dense"), "That is in percent; a share lies between 0 and 1.", 0.05),
            (lambda: 1000 * _alike("dense"), "That is the number of photos; the share is asked for.", 0.5),
            (lambda: _alike("gap"), "That is by the 128 averages; the ten logits are asked for."),
            (lambda: _alike("softmax"), "That is by the probabilities; the logits are the numbers before softmax."),
            (lambda: 1 - _alike("dense"), "That is the share with another class."),
            (lambda: 1.0, "Does each photo find itself? Its nearest is another one: nearest_neighbours leaves it out."),
            (_right_answers, "That is how often the network is right; here the labels of two photos are compared."),
        ],
        tolerance=5e-4,
    ),
}
