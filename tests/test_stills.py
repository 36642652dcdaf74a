"""The still picture of a live figure shows the state that it was asked for, in print and without scripts."""

import functools
import io

import numpy as np
import pytest
from PIL import Image

from cnnviz_helpers import cnn_model, conv1_snapshots, convolve, plot_kernels, plot_predictions, plot_sliding, plot_snapshots, predict
from cnnviz_helpers.explorables.figures import FIGURES

LEVEL = np.array([[-1] * 3, [0] * 3, [1] * 3])


def pixels(figure):
    """(H, W, 3) what a figure shows."""
    with Image.open(io.BytesIO(figure._repr_png_())) as png:
        return np.asarray(png.convert("RGB"))


@functools.cache
def usual(name):
    return still(name)


def still(name, **state):
    return pixels(FIGURES[name].draw(**{**FIGURES[name].state, **state}))


def blurred(x_test):
    """Zeros around, the second channel, the map full although the window is near its beginning."""
    padded = np.pad(x_test[3, :, :, 1], 1)
    blur = np.full((3, 3), 1 / 9)
    return plot_sliding(padded, blur, convolve(padded, blur), 2, 5, 1, filled=1024)


def changed(weights):
    """Filter 22 with two weights changed, of its red and its blue kernel."""
    weights[1, 1, 0, 22], weights[2, 0, 2, 22] = 0.5, -0.75
    return plot_kernels(weights, 22)


CASES = {
    "sliding level": ("sliding", {"kernel": "level edges"}, lambda x: plot_sliding(x[16, ..., 0], LEVEL, convolve(x[16, ..., 0], LEVEL), 9, 11, 0)),
    "sliding zeros": ("sliding", {"image": 3, "kernel": "blur", "channel": 1, "zeros": 1, "row": 2, "column": 5, "filled": 1024}, blurred),
    "lab blur": ("kernel-lab", {"preset": "blur"}, lambda x: plot_kernels(np.full((3, 3, 3, 1), 1 / 27))),
    "lab changed": (
        "kernel-lab", {"filter": 22, "weights": "4_0.5 24_-0.75 27_0.1"}, lambda x: changed(cnn_model().layers[0].get_weights()[0])),
    "born": ("being-born", {"filter": 30}, lambda x: plot_snapshots(conv1_snapshots(), [30, 31, 0, 1, 2, 3, 4, 5])),
    "bars": ("ten-bars", {"image": 3, "step": "blue-first"}, lambda x: plot_predictions(x[[3]], predict(cnn_model(), x[[3]][..., ::-1]), [0], n_top=10)),
}  # fmt: skip


@pytest.mark.parametrize(("name", "state", "expected"), CASES.values(), ids=CASES)
def test_a_still_shows_its_state(x_test, name, state, expected):
    shown = still(name, **state)
    assert np.array_equal(shown, pixels(expected(x_test)))
    assert not np.array_equal(shown, usual(name))


@pytest.mark.parametrize("weights", ["4_1.5", "28_0.5", "4", "x_1", "4_nan"])
def test_weights_that_the_lab_cannot_have(weights):
    with pytest.raises(ValueError, match='weights expects words such as "4_-0.75", .* got'):
        still("kernel-lab", weights=weights)


def test_how_much_of_a_map_is_there_is_a_whole_number():
    with pytest.raises(ValueError, match="filled must be"):
        plot_sliding(np.zeros((5, 5)), np.eye(3), np.zeros((3, 3)), 0, 0, filled=-1)
