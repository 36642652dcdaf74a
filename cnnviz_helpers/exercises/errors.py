"""The fill-in exercises of the chapter *When is it wrong?*, and what the network itself says to them."""

from functools import cache

import numpy as np

from ..attribution.difference import evidence_difference
from ..perturbations.pushes import small_push
from .answers import IMAGE, network
from .comparisons import array, number

CAT, DOG = 3, 5
SIZE, LOW, HIGH = 8 / 255, -0.5, 0.5
MOST_ALIKE = 0.995  # of the numbers: where a slope is next to 0, its sign may be another one in another batch


@cache
def difference():
    """What speaks for *cat* more than for *dog*, in photo 16."""
    model, (x_test, _) = network()
    return evidence_difference(model, x_test[IMAGE], CAT, DOG)


@cache
def photo_and_signs():
    """Photo 16, and the signs of its slopes, (32, 32, 3) each."""
    model, (x_test, y_test) = network()
    return x_test[IMAGE], small_push(model, x_test[IMAGE], y_test[IMAGE][None]).signs[0]


def _pushed(size=SIZE, low=LOW, high=HIGH):
    photo, signs = photo_and_signs()
    return np.clip(photo + size * signs, low, high)


def _is(picture):
    """Whether an answer is the picture that the function `picture` gives, but for a few numbers."""
    return lambda answer: answer.shape == (32, 32, 3) and np.isclose(answer, picture(), atol=1e-5).mean() >= MOST_ALIKE


CHECKS = {
    "logit_difference": number(
        lambda: difference().logit,
        "The terms of the 128 maps and the difference of the biases: what *cat* has more than *dog*, below zero here.",
        "Add up all 128 terms, then add the difference of the biases.",
        [
            (lambda: difference().terms.sum(), "The difference of the biases is missing."),
            (lambda: -difference().logit, "The sign is turned round: it is *cat* less *dog*, and *dog* leads."),
            (lambda: difference().terms.sum() - difference().bias, "The difference of the biases is added, not taken away: it is *cat* less *dog* already."),
            (
                lambda: difference().terms.mean() + difference().bias,
                "That is the mean of the terms, plus the bias; take their sum, each comes from a mean already.",
            ),
            (lambda: difference().map.sum() + difference().bias, "That is the sum of the places, plus the bias; of places the mean is needed."),
            (lambda: difference().terms.max() + difference().bias, "That is the largest term alone, plus the bias; all 128 count."),
            (lambda: abs(difference().terms).sum() + difference().bias, "That is the sum of the terms' sizes; those below zero speak for *dog*."),
        ],
        tolerance=5e-3,
    ),
    "pushed_photo": array(
        _pushed,
        "Every number has moved by 8/255 along its sign, or as far as its range goes.",
        "Is it photo 16, plus 8 / 255 times its signs, clipped to −0.5 and 0.5?",
        [
            (_is(lambda: _pushed(low=-9, high=9)), "Some numbers lie outside of −0.5 and 0.5, where no pixel can be: clip them."),
            (_is(lambda: _pushed(-SIZE)), "It goes the other way: along the signs is plus."),
            (_is(lambda: _pushed(2 / 255)), "That is a push of 2/255; 8/255 is asked for."),
            (_is(lambda: _pushed(8)), "The push is 8, not 8/255, so every number was clipped to black or white."),
            (_is(lambda: _pushed(low=0, high=1)), "It was clipped to 0 and 1, where pixels shown lie; the network's lie from −0.5 to 0.5."),
            (_is(lambda: _pushed(0)), "That is the photo without a push."),
            (_is(lambda: SIZE * photo_and_signs()[1]), "That is the push alone; add it to the photo."),
            (lambda answer: answer.shape == (1, 32, 32, 3), "One photo is asked for, of the shape (32, 32, 3); take x_test[16], not x_test[16:17]."),
        ],
        is_right=_is(_pushed),
    ),
}
