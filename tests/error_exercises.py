"""Answers to the exercises of the chapter *When is it wrong?*: right ones in several forms, and wrong ones with the reason that each is to get."""

import numpy as np

import cnnviz_helpers as cnn
from cnnviz_helpers.exercises.answers import network

CAT, DOG = 3, 5


def forms(name):
    """The right answer in three forms or more, and {reason: wrong answer}."""
    return {"logit_difference": _difference, "pushed_photo": _pushed}[name]()


def _difference():
    model, (x_test, _) = network()
    why = cnn.evidence_difference(model, x_test[16], CAT, DOG)
    cat, dog = (cnn.class_evidence(model, x_test[16], k) for k in (CAT, DOG))
    total = why.terms.sum()
    right = [total + why.bias, why.mean + why.bias, cat.logit - dog.logit, np.float32(why.logit), [why.logit], round(why.logit, 2)]
    return right, {
        "bias.* is missing": total,
        "turned round": dog.logit - cat.logit,
        "not taken away": total - why.bias,
        "mean of the terms": why.terms.mean() + why.bias,
        "sum of the places": why.map.sum() + why.bias,
        "largest term": why.terms.max() + why.bias,
        "terms' sizes": np.abs(why.terms).sum() + why.bias,
        "Add up all 128": 0.5,
        "One number is expected": why.terms,
    }


def _pushed():
    model, (x_test, y_test) = network()
    photo, size = x_test[16], 8 / 255
    push = cnn.small_push(model, x_test[:32], y_test[:32], size=size)  # in a batch, as the chapter has it
    signs = push.signs[16]
    whole = photo + size * signs
    right = np.clip(whole, -0.5, 0.5)
    return [right, push.pictures[16], np.minimum(0.5, np.maximum(-0.5, whole)), right.tolist()], {
        "clip them": whole,
        "other way": np.clip(photo - size * signs, -0.5, 0.5),
        "2/255; 8/255": np.clip(photo + 2 / 255 * signs, -0.5, 0.5),
        "8, not 8/255": np.clip(photo + 8 * signs, -0.5, 0.5),
        "0 and 1": np.clip(whole, 0, 1),
        "without a push": photo,
        "push alone": size * signs,
        "One photo": right[None],
        "shape is right": cnn.random_push(photo, size).pictures[0],
        "shape should be": right[..., 0],
        "array of numbers": "pushed",
    }
