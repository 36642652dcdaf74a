"""The fill-in exercises of the chapter *How a weight learns*: a step of a network of nine weights."""

import numpy as np

from ..learning.nine import nine_weights
from .comparisons import array

RATE = 0.5  # the learning rate of the step


def slopes(lets_through=False, share=0.25, at_score=lambda chance: chance - 1):
    """The slopes of the loss for the nine weights, (3, 3); or what comes of a slip.

    Parameters
    ----------
    lets_through : whether closed gates, too, let slopes through
    share : what each of the four numbers gets of the slope for their mean
    at_score : the slope for the score, from the chance of the right class
    """
    photo, kernel = nine_weights()
    patches = np.lib.stride_tricks.sliding_window_view(photo, kernel.shape)  # (2, 2, 3, 3)
    numbers = (patches * kernel).sum(axis=(2, 3))  # (2, 2)
    chance = 1 / (1 + np.exp(-np.maximum(numbers, 0).mean()))
    return np.tensordot(share * at_score(chance) * ((numbers > 0) | lets_through), patches, 2)


def stepped(rate=RATE, **slip):
    """The nine weights after one step, (3, 3)."""
    return nine_weights()[1] - rate * slopes(**slip)


def _is(right):
    """Whether an answer is the array that the function `right` gives."""
    return lambda answer: answer.shape == (3, 3) and np.allclose(answer, right(), atol=1e-6)


def _slips(of):
    """Slips on the way to the slopes, which `of(**slip)` follows to an answer: (test, reason)."""
    reasons = [
        ({"lets_through": True}, "A closed gate has let its slope through: where the map's number is not above 0, the slope is 0."),
        ({"share": 1}, "The score is the mean of four numbers, so each of them has a quarter of its slope."),
        ({"share": 1, "lets_through": True}, "Each of the four numbers has a quarter of the score's slope, and a closed gate has none."),
        ({"at_score": lambda chance: chance}, "The slope for the score of the right class is chance − 1, not the chance."),
    ]
    as_large_as_the_map = (lambda answer: answer.shape == (2, 2), "That is as large as the map; there are nine weights: (3, 3).")
    return [*((_is(lambda slip=slip: of(**slip)), reason) for slip, reason in reasons), as_large_as_the_map]


CHECKS = {
    "stepped": array(
        stepped,
        "Seven weights have moved against their slopes, two have the slope 0 and stay, and the loss of this photo has become smaller.",
        "Each slope is a sum over the places whose gate is open: (chance − 1) / 4 times the pixel that the weight reads there. Then kernel − 0.5 · slopes.",
        [
            (_is(slopes), "These are the nine slopes; the weights after the step are kernel − 0.5 · slopes."),
            (_is(lambda: stepped(-RATE)), "This goes uphill: a step goes against the slope, kernel − 0.5 · slopes."),
            (_is(lambda: stepped(1)), "The learning rate is missing: only half of each slope is taken off."),
            (_is(lambda: nine_weights()[1]), "These are the weights before the step."),
            *_slips(stepped),
        ],
    ),
    "tape_slopes": array(
        slopes,
        "The tape has gone backwards over the same way that you took by hand.",
        "Ask the tape for the slopes of the loss for the weights: tape.gradient(loss, weights).",
        [
            (lambda answer: answer.shape == (1, 3, 3), "These slopes stand in a list: name the weights without square brackets, or take its first."),
            (_is(stepped), "These are the weights after the step; the slopes are asked for."),
            (_is(lambda: -slopes()), "The sign is turned round."),
            (_is(lambda: slopes(at_score=lambda chance: 1)), "These are the slopes of the score; those of the loss are asked for."),
            *_slips(slopes),
        ],
    ),
}
