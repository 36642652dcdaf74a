"""Answers to the exercises of the chapter *How a weight learns*: right ones in several forms, and wrong ones with the reason that each is to get."""

import keras
import numpy as np

import cnnviz_helpers as cnn


def nine(at_score=None, share=0.25, is_gated=True):
    """The nine weights, and their slopes, place by place; or with a slip."""
    photo, kernel = cnn.nine_weights()
    patches = {(row, column): photo[row : row + 3, column : column + 3] for row in (0, 1) for column in (0, 1)}
    numbers = {place: (patch * kernel).sum() for place, patch in patches.items()}
    score = sum(max(0, number) for number in numbers.values()) / 4
    at_score = np.exp(score) / (np.exp(score) + 1) - 1 if at_score is None else at_score
    return kernel, share * at_score * sum(patches[place] for place, number in numbers.items() if number > 0 or not is_gated)


def forms(name):
    """The right answer in three forms or more, and {reason: wrong answer}."""
    kernel, slopes = nine()
    slips = {"closed gate has let": nine(is_gated=False)[1], "a quarter of its slope": nine(share=1)[1], "has none": nine(share=1, is_gated=False)[1]}
    if name == "stepped":
        right = kernel - 0.5 * slopes
        wrong = {"nine slopes": slopes, "uphill": kernel + 0.5 * slopes, "rate is missing": kernel - slopes, "before the step": kernel}
        wrong |= {reason: kernel - 0.5 * slip for reason, slip in slips.items()} | {"sum over the places": right.T}
    else:
        right = slopes
        wrong = {"in a list": [slopes], "after the step": kernel - 0.5 * slopes, "turned round": -slopes, "Ask the tape": slopes.T}
        wrong |= slips | {"of the score": nine(at_score=1)[1]}
    wrong |= {"as large as the map": np.ones((2, 2)), "shape should be": slopes.ravel(), "is expected": "nine"}
    return [right, right.tolist(), right.astype(np.float32), keras.ops.convert_to_tensor(right)], wrong
