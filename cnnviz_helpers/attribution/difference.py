"""Why this class and not that one: the difference of two logits, map by map and place by place, where both are exact.

What follows the maps is linear, so the difference of two evidence maps (`evidence.py`, which names the source) is the evidence map of the difference.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ..arguments import whole_number
from ..networks.forward import one_image
from .evidence import ClassEvidence, last_maps


@dataclass(frozen=True)
class EvidenceDifference(ClassEvidence):
    """What speaks for one class more than for another: the attributes of `ClassEvidence`, for the difference of the two logits, and one more.

    Attributes
    ----------
    map : (h, w) float, what each place says for the first class (positive) or for the second (negative)
    bias : float, the first class's bias minus the second's
    logit : float, the first class's logit minus the second's
    terms : (C,) float, what each map that is pooled adds to the difference: its mean times the difference of its two weights. `terms.sum() + bias`
        is `logit`, but for rounding. If a map were 0 everywhere, and the others as they are, the difference would be less by its term.
    """

    terms: np.ndarray
    TOTAL: ClassVar[str] = "difference of the logits"


def evidence_difference(model, image, first, second):
    """What speaks for the class `first` and against the class `second`, exactly.

    Parameters
    ----------
    image : (H, W, C) or (1, H, W, C) float
    first, second : 0 .. K - 1, two classes; for a mistake, what the network says, and what would have been right

    Returns
    -------
    EvidenceDifference

    Raises
    ------
    ValueError
        What `class_evidence` refuses, or one class twice.
    """
    maps, kernel, bias, logits = last_maps(model, one_image(model, image))
    first, second = (whole_number(name, value, 0, len(bias) - 1) for name, value in (("first", first), ("second", second)))
    if first == second:
        raise ValueError(f"first and second must be two classes, got {first} twice; for one class use class_evidence.")
    weights = kernel[:, first] - kernel[:, second]  # (C,)
    bias, logit = float(bias[first] - bias[second]), float(logits[0, first] - logits[0, second])
    return EvidenceDifference(maps[0] @ weights, bias, logit, maps[0].mean(axis=(0, 1)) * weights)
