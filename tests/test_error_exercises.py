"""The exercises of the chapter *When is it wrong?*: each known mistake gets the reason that is its own."""

import re

import pytest
from error_exercises import forms

from cnnviz_helpers import check
from cnnviz_helpers.exercises.errors import CHECKS


@pytest.mark.parametrize("name", CHECKS)
def test_each_mistake_gets_its_own_reason(name):
    """As many reasons as mistakes, and each is found in the words of its own only."""
    right, wrong = forms(name)
    said = {reason: check(name, answer) for reason, answer in wrong.items()}
    assert [check(name, answer).ok for answer in right] == [True] * len(right)
    for reason in wrong:
        assert [other for other in said if re.search(reason, said[other].message)] == [reason], reason
    assert not any(verdict.ok for verdict in said.values())


def test_signs_of_slopes_next_to_zero_may_differ():
    """A few numbers may lie on the other side; a hundred may not."""
    right = forms("pushed_photo")[0][0]
    for wrong, ok in ((5, True), (100, False)):
        picture = right.copy().ravel()
        picture[:wrong] -= 0.06
        assert check("pushed_photo", picture.reshape(right.shape)).ok is ok
