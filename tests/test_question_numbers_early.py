"""The patch and kernel of a self-check, recomputed: the right number is no slip's number, and each slip gets the number it leads to."""

import re
from pathlib import Path

import numpy as np

from cnnviz_helpers.selfchecks.questions import read_questions

QUESTIONS = Path(__file__).resolve().parent.parent / "book" / "questions"


def grids(question):
    """The patch and the kernel that stand in the question's words."""
    rows = {line.split(":")[0]: re.findall(r"[−\d.]+", line.split(":")[1]) for line in question.question.splitlines() if re.match("(patch|kernel):", line)}
    return (np.array([float(number.replace("−", "-")) for number in rows[name]]).reshape(2, 2) for name in ("patch", "kernel"))


def test_the_patch_and_kernel_question():
    question = read_questions(QUESTIONS)["kernels-patch-times-kernel"]
    patch, kernel = grids(question)
    products, matrix = patch * kernel, patch @ kernel
    assert np.isclose(question.answer, products.sum())
    slips = [(patch * kernel[::-1, ::-1]).sum(), (patch * kernel.T).sum(), matrix.sum(), matrix[0, 0], abs(products).sum(), kernel.sum()]
    np.testing.assert_allclose([mistake.value for mistake in question.mistakes], slips)
    for wrong in [*slips, *matrix.ravel(), np.trace(matrix), *(kernel @ patch).ravel(), (kernel @ patch).sum()]:
        assert abs(wrong - question.answer) > 2 * question.tolerance


def test_the_even_area_question():
    question = read_questions(QUESTIONS)["kernels-even-area"]
    kernel, area = np.array([[1, 0, -1]] * 3), np.full((3, 3), 0.4)
    products = area * kernel
    assert np.isclose(question.answer, products.sum())
    slips = [0.4, products[:, 0].sum(), products[:, 2].sum(), abs(products).sum(), area.sum()]
    np.testing.assert_allclose([mistake.value for mistake in question.mistakes], slips)


def test_the_loss_of_two_photos():
    """And each slip: the mean before the logarithm, the sum, the sign, the share, another base."""
    question = read_questions(QUESTIONS)["learns-mean-loss"]
    chances = np.array([1 / 2, 1 / 4])
    losses = -np.log(chances)
    assert abs(question.answer - losses.mean()) < question.tolerance
    slips = [-np.log(chances.mean()), losses.sum(), -losses.mean(), 1 - chances.mean(), -np.log10(chances).mean()]
    np.testing.assert_allclose([mistake.value for mistake in question.mistakes], slips, atol=question.tolerance)


def test_the_number_of_three_kernels():
    question = read_questions(QUESTIONS)["learns-recall-added"]
    given, bias = np.array([0.4, -0.1, 0.3]), 0.05
    assert all(f"{number:g}".replace("-", "−") in question.question for number in [*given, bias])
    assert np.isclose(question.answer, given.sum() + bias)
    slips = [given.sum(), given.max() + bias, abs(given).sum() + bias, given.mean() + bias, given.sum() + 3 * bias]
    np.testing.assert_allclose([mistake.value for mistake in question.mistakes], slips)
