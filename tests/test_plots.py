"""All figures: each is a sharp, opaque picture on the book's paper, touches nothing global, and says what is wrong with its input."""

import io
import subprocess
import sys

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

import cnnviz_helpers as cnn
from cnnviz_helpers.palette import PAPER, to_rgb

X = np.random.default_rng(0).uniform(-0.5, 0.5, (4, 32, 32, 3)).astype(np.float32)
MAPS = np.random.default_rng(1).normal(size=(8, 8, 5))
WEIGHTS = np.random.default_rng(2).normal(size=(3, 3, 3, 4))
EVIDENCE = cnn.ClassEvidence(MAPS[..., 0], 0.5, float(MAPS[..., 0].mean() + 0.5))
OCCLUSION = cnn.Occlusion(MAPS[..., 1], np.zeros((8, 8, 4), int) + [0, 0, 4, 4], np.repeat(np.repeat(MAPS[..., 1], 4, 0), 4, 1), 0.7)
SNAPSHOTS = {"step": np.arange(4), "kernel": np.random.default_rng(3).normal(size=(4, 3, 3, 3, 9)), "loss": np.ones(4)}

FIGURES = {
    "images": lambda m: cnn.plot_images(X, [0, 1, 2, 3], [5, 6, 7, 8]),
    "predictions": lambda m: cnn.plot_predictions(X, np.eye(10)[[0, 1, 2, 3]], [0, 1, 2, 4]),
    "confusion": lambda m: cnn.plot_confusion_matrix(np.arange(100).reshape(10, 10)),
    "kernels": lambda m: cnn.plot_kernels(WEIGHTS, 1),
    "kernels of a deep filter": lambda m: cnn.plot_kernels(np.ones((3, 3, 70, 2))),
    "filter": lambda m: cnn.plot_filter(WEIGHTS, 3),
    "filters": lambda m: cnn.plot_filters(WEIGHTS, scale="zero"),
    "filters and maps": lambda m: cnn.plot_filters_and_maps(X[0], WEIGHTS, MAPS[..., :4]),
    "snapshots": lambda m: cnn.plot_snapshots(SNAPSHOTS, n=3),
    "maps": lambda m: cnn.plot_featuremaps(X[0], MAPS, "conv"),
    "many maps": lambda m: cnn.plot_featuremaps(X[0], np.ones((3, 4, 200)), ["conv"], scale="map"),
    "before and after": lambda m: cnn.plot_before_after(MAPS, np.maximum(MAPS, 0), [0, 4]),
    "partial maps": lambda m: cnn.plot_partial_maps(X[0], MAPS[..., :3], -0.2, MAPS[..., :3].sum(-1) - 0.2),
    "panorama": lambda m: cnn.plot_panorama(X[0], {"a": MAPS, "b": np.ones((7, 7, 40))}, {"yes": 0.9, "no": 0.1}),
    "grid": lambda m: cnn.plot_grid([[1, -2], [0, 3]], "numbers", ".0f"),
    "convolution": lambda m: cnn.plot_convolution(MAPS[:3, :3, 0], WEIGHTS[..., 0, 0], 0.1),
    "sliding": lambda m: cnn.plot_sliding(X[0, ..., 1], WEIGHTS[..., 1, 0], cnn.convolve(X[0, ..., 1], WEIGHTS[..., 1, 0]), 9, 11, 1),
    "active share": lambda m: cnn.plot_active_share([0, 0.5, 1], ["a", "b", "c"]),
    "strongest": lambda m: cnn.plot_strongest(X, [(2, 0, 0, 1.5), (0, 5, 5, 1.0)], cnn.receptive_field(m, "conv2")),
    "receptive field": lambda m: cnn.plot_receptive_field(X[0], {"conv1": cnn.receptive_field(m, 0), "conv5": cnn.receptive_field(m, "conv5")}, (0, 31)),
    "evidence": lambda m: cnn.plot_evidence(X[0], EVIDENCE, "dog"),
    "grad-cam": lambda m: cnn.plot_grad_cam(X[0], cnn.GradCam(EVIDENCE.map, np.ones(3), "conv", -1.5), "dog"),
    "occlusion": lambda m: cnn.plot_occlusion(X[0], OCCLUSION),
    "attribution": lambda m: cnn.plot_attribution(X[0], ATTRIBUTION, "dog"),
    "attributions": lambda m: cnn.plot_attribution(X[0], [ATTRIBUTION] * 5, "dog", absolute=True),
    "order curves": lambda m: cnn.plot_order_curves({"a": CURVES, "evidence": CURVES, "random": CURVES}, controls=["random"]),
    "forgetting": lambda m: cnn.plot_forgetting({"evidence": cnn.Forgetting(["dense", "conv"], np.full((2, 3, 4), -0.4))}),
    "training": lambda m: cnn.plot_training({"loss": [2, 1, 0.5], "accuracy": [0.2, 0.5, 0.7]}),
    "training, watched": lambda m: cnn.plot_training(RUN),
    "weight curve": lambda m: cnn.plot_weight_curve(cnn.WeightCurve(np.linspace(-1, 1, 5), np.array([9, 2, 1, 2, 5.0]), 0.0, 1.0), -0.5),
    "place slopes": lambda m: cnn.plot_place_slopes(cnn.PlaceSlopes(MAPS[..., 0], MAPS[..., 1])),
    "model": lambda m: cnn.plot_model(m),
}

RUN = cnn.TrainingRun(*(np.linspace(*ends, 9) for ends in ((2, 1), (0.1, 0.6), (2, 1.8), (0.1, 0.3))), np.zeros((9, 3, 3, 3, 8)))
CURVES = cnn.OrderCurves(np.linspace(0, 1, 5), np.tile(np.linspace(0.9, 0.1, 5), (2, 1)), np.tile(np.linspace(0.1, 0.9, 5), (2, 1)))
ATTRIBUTION = cnn.Attribution("gradient", np.random.default_rng(0).normal(size=(32, 32, 3)), np.zeros((32, 32)), 5)


def pixels(figure):
    """What a reader sees: (H, W, 3) uint8."""
    with Image.open(io.BytesIO(figure._repr_png_())) as png:
        assert png.mode == "RGB" or np.asarray(png)[..., 3].min() == 255, "the picture must be opaque"
        return np.asarray(png.convert("RGB"))


@pytest.fixture(scope="module", params=FIGURES)
def drawn(request, model):
    """(a figure, what a reader sees of it, whether drawing left matplotlib's settings alone)."""
    before = dict(matplotlib.rcParams)
    figure = FIGURES[request.param](model)
    return figure, pixels(figure), dict(matplotlib.rcParams) == before


def colours(seen):
    """How many colours there are among pixels (..., 3)."""
    return len(np.unique(seen @ np.array([1 << 16, 1 << 8, 1])))


def test_every_figure_is_a_picture_on_paper(drawn):
    """A `Figure` that shows itself, twice as sharp as the page, with paper at all four corners and something drawn; it touches nothing global."""
    figure, seen, is_all_as_before = drawn
    assert isinstance(figure, Figure)
    assert seen.shape[1] == round(figure.get_size_inches()[0] * 200)
    paper = [round(255 * part) for part in to_rgb(PAPER)]
    for corner in (seen[0, 0], seen[0, -1], seen[-1, 0], seen[-1, -1]):
        assert corner.tolist() == paper
    assert colours(seen) > 10
    assert is_all_as_before


def test_nothing_is_cut_off(drawn):
    """The outermost pixels are paper on all sides: no word and no picture runs out of the sheet."""
    _, seen, _ = drawn
    edge = np.concatenate([seen[:2].reshape(-1, 3), seen[-2:].reshape(-1, 3), seen[:, :2].reshape(-1, 3), seen[:, -2:].reshape(-1, 3)])
    assert colours(edge) == 1


def test_same_arrays_same_bytes():
    """A rebuild changes no picture."""
    first, second = (cnn.plot_featuremaps(X[0], MAPS, "conv")._repr_png_() for _ in range(2))
    assert first == second


def test_pyplot_is_not_touched():
    """Drawing opens no window and keeps no figure alive."""
    code = "import numpy, sys, cnnviz_helpers as c; c.plot_grid(numpy.eye(2))._repr_png_(); print('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "False"


def test_a_figure_can_be_saved(tmp_path):
    """`savefig` works as for any figure."""
    cnn.plot_grid(np.eye(2)).savefig(tmp_path / "grid.svg")
    assert (tmp_path / "grid.svg").read_text().startswith("<?xml")


NAN = np.full((3, 3), np.nan)
BAD = {
    "shape": (lambda m: cnn.plot_featuremaps(X, MAPS, "conv"), r"img must be one image .*\(4, 32, 32, 3\)"),
    "range": (lambda m: cnn.plot_featuremaps(X[0] * 300, MAPS, "conv"), "img must hold uint8, or floats"),
    "mixed range": (lambda m: cnn.plot_images(X * 1.5), "images must hold"),
    "several images' maps": (lambda m: cnn.plot_featuremaps(X[0], np.ones((2, 3, 3, 1)), "conv"), r"choose one image first"),
    "names": (lambda m: cnn.plot_featuremaps(X[0], MAPS, ["a", "b"]), "2 names for 1"),
    "scale": (lambda m: cnn.plot_featuremaps(X[0], MAPS, "a", scale="jet"), "'shared' or 'map', got 'jet'"),
    "nan": (lambda m: cnn.plot_grid(NAN), "values must be .* NaN"),
    "words for numbers": (lambda m: cnn.plot_grid("ab"), "array of numbers, got str"),
    "empty": (lambda m: cnn.plot_featuremaps(X[0], np.ones((0, 3, 1)), "a"), "nothing in it"),
    "large grid": (lambda m: cnn.plot_grid(np.eye(9)), "up to 8 × 8"),
    "filter": (lambda m: cnn.plot_kernels(WEIGHTS, 4), "from 0 to 3, got 4"),
    "filter as a flag": (lambda m: cnn.plot_kernels(WEIGHTS, True), "got True"),
    "weights": (lambda m: cnn.plot_filters(WEIGHTS[0]), "height, width, channels, filters"),
    "no colours": (lambda m: cnn.plot_filter(np.ones((3, 3, 32, 4))), "3 channels, got 32; use plot_kernels"),
    "maps of other filters": (lambda m: cnn.plot_filters_and_maps(X[0], WEIGHTS, MAPS), "one map for each filter, got 5 for 4"),
    "patch": (lambda m: cnn.plot_convolution(np.eye(3), np.eye(2)), r"\(3, 3\) and \(2, 2\)"),
    "another kernel's sums": (lambda m: cnn.plot_sliding(X[0, ..., 1], np.eye(3), np.ones((32, 32)), 0, 0), r"got \(32, 32\) for \(3, 3\)"),
    "a place off the map": (lambda m: cnn.plot_sliding(X[0, ..., 1], np.eye(3), np.ones((30, 30)), 30, 0), "row must be .* from 0 to 29, got 30"),
    "labels": (lambda m: cnn.plot_images(X, [1, 2]), "each of the 4 images"),
    "class numbers": (lambda m: cnn.plot_images(X, [1, 2, 3, 10]), "from 0 to 9"),
    "indices": (lambda m: cnn.plot_images(X, None, [1]), "indices must be one for each"),
    "no images": (lambda m: cnn.plot_images(np.ones(3)), "x_test"),
    "probabilities": (lambda m: cnn.plot_predictions(X, np.eye(10)[:2]), r"\(4, K\), a row for each image, got \(2, 10\)"),
    "matrix": (lambda m: cnn.plot_confusion_matrix(np.ones((3, 4))), r"square, .* got \(3, 4\)"),
    "shares": (lambda m: cnn.plot_active_share([0, 2]), "from 0 to 1"),
    "units": (lambda m: cnn.plot_strongest(X, [], None), "at least one unit"),
    "layers without words": (lambda m: cnn.plot_panorama(X[0], [MAPS], {"yes": 1.0}), "layers must be a dict {words: maps}, got list"),
    "scores before softmax": (lambda m: cnn.plot_panorama(X[0], {"a": MAPS}, {"yes": 7.0, "no": -1.0}), "from 0 to 1, .* -1 to 7"),
    "fields without words": (lambda m: cnn.plot_receptive_field(X[0], [None], (0, 0)), "fields must be a dict {words: ReceptiveField}, got list"),
    "one index": (lambda m: cnn.plot_images(X, None, 3), "indices must be one for each"),
    "names of classes": (lambda m: cnn.plot_images(X, [0, 1, 2, 1], names={"cat": 0, "dog": 1, "frog": 2}), "turn it round"),
    "no columns": (lambda m: cnn.plot_images(X, columns=0), "columns must be a whole number of at least 1, got 0"),
    "pixel": (lambda m: cnn.plot_receptive_field(X[0], {}, (32, 0)), r"at\[0\] must be .* got 32"),
    "partial": (lambda m: cnn.plot_partial_maps(X[0], MAPS, 0, MAPS[..., 0]), r"maps must be \(h, w, 3\)"),
    "pair": (lambda m: cnn.plot_before_after(MAPS, MAPS[:4]), "same shape"),
    "many filters": (lambda m: cnn.plot_before_after(np.ones((3, 3, 9)), np.ones((3, 3, 9)), range(9)), "1 to 8 maps, got 9"),
    "moments": (lambda m: cnn.plot_snapshots(SNAPSHOTS, n=5), "moments, .* from 2 to 4, got 5"),
    "model": (lambda m: cnn.plot_model("model"), "Keras model"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_a_sentence(model, name):
    """What was expected, what came, what to do."""
    call, words = BAD[name]
    with pytest.raises(ValueError, match=words) as caught:
        call(model)
    assert len(str(caught.value).splitlines()) == 1
