"""Pictures for the eye: whatever range a network takes, the pixels shown are those that were stored."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

import cnnviz_helpers as cnn
from cnnviz_helpers import to_input, to_pixels
from cnnviz_helpers.plots.inputs import picture, pictures

STORED = np.random.default_rng(4).integers(0, 256, (8, 8, 3), dtype=np.uint8)
MEAN, STD = np.array([125.3, 122.9, 113.9]), np.array([63.0, 62.1, 66.7])
# How networks take pictures, and how the pixels come back.
PREPARED = {
    "ours": (lambda p: to_input(p), lambda x: to_pixels(x)),
    "from 0 to 1": (lambda p: np.float32(p) / 255, lambda x: to_pixels(x, 0, 1)),
    "from -1 to 1": (lambda p: np.float32(p) / 127.5 - 1, lambda x: to_pixels(x, -1, 1)),
    "from 0 to 255": (lambda p: np.float32(p), lambda x: to_pixels(x, 0, 255)),
    "whole numbers": (lambda p: p.astype(int), lambda x: to_pixels(x, 0, 255)),
    "standardised": (lambda p: ((p - MEAN) / STD).astype(np.float32), lambda x: to_pixels(x * STD + MEAN, 0, 255)),
    "blue first, less the mean": (lambda p: np.float32(p[..., ::-1] - MEAN), lambda x: to_pixels((x + MEAN)[..., ::-1], 0, 255)),
    "half precision": (lambda p: to_input(p).astype(np.float16), lambda x: to_pixels(x)),
}


@pytest.mark.parametrize("form", PREPARED)
def test_pixels_come_back_as_they_were_stored(form):
    prepare, back = PREPARED[form]
    for pixels in (STORED, STORED[None], np.zeros_like(STORED), np.full_like(STORED, 255)):
        np.testing.assert_array_equal(back(prepare(pixels)), pixels)


@given(arrays(np.uint8, (2, 2, 3)), st.sampled_from([np.float16, np.float32, np.float64]))
def test_both_ranges_are_told_apart_whatever_the_picture(pixels, dtype):
    """A bright photo in [-0.5, 0.5] has no negative number, a dark one in [0, 1] none above a half: the steps between the numbers decide."""
    np.testing.assert_array_equal(picture("image", to_input(pixels).astype(dtype)), pixels)
    np.testing.assert_array_equal(picture("image", (pixels / 255).astype(dtype)), pixels)


def test_all_images_decide_together():
    """A resized photo has no steps: beside the others of its set its range is known, and by itself it is refused."""
    bright = np.random.default_rng(0).uniform(0.1, 0.4, (4, 4, 3))
    ours, other = np.stack([bright, bright - 0.5]), np.stack([bright, bright + 0.5])
    np.testing.assert_array_equal(pictures("images", ours)[0], np.round((bright + 0.5) * 255))
    np.testing.assert_array_equal(pictures("images", other)[0], np.round(bright * 255))
    either = r"image may be in \[0, 1\] or in \[-0.5, 0.5\], .* 0.1\d* to 0.\d+; say which with to_pixels\(x, 0, 1\) or to_pixels\(x, -0.5, 0.5\)"
    with pytest.raises(ValueError, match=either):
        picture("image", bright)


def seen(figure):
    """All colours of the picture that a figure shows, as a set."""
    with Image.open(io.BytesIO(figure._repr_png_())) as png:
        return {tuple(colour) for _, colour in png.convert("RGB").getcolors(2**24)}


MAPS = np.ones((4, 4, 2))
SHOWING = {
    "plot_images": lambda x: cnn.plot_images(x),
    "plot_predictions": lambda x: cnn.plot_predictions(x, np.eye(10)[:1]),
    "plot_featuremaps": lambda x: cnn.plot_featuremaps(x, MAPS, "conv"),
    "plot_panorama": lambda x: cnn.plot_panorama(x, {"conv": MAPS}, {"cat": 1.0, "dog": 0.0}),
    "plot_filters_and_maps": lambda x: cnn.plot_filters_and_maps(x, np.ones((3, 3, 3, 2)), MAPS),
    "plot_partial_maps": lambda x: cnn.plot_partial_maps(x, np.ones((4, 4, 3)), 0.0, MAPS[..., 0]),
    "plot_evidence": lambda x: cnn.plot_evidence(x, cnn.ClassEvidence(MAPS[..., 0], 0.0, 1.0)),
    "plot_grad_cam": lambda x: cnn.plot_grad_cam(x, cnn.GradCam(MAPS[..., 0], np.ones(2), "conv", 1.0)),
    "plot_attribution": lambda x: cnn.plot_attribution(x, cnn.Attribution("edges", MAPS, MAPS[..., 0], 0)),
    "plot_attribution, several": lambda x: cnn.plot_attribution(x, [cnn.Attribution("edges", MAPS, MAPS[..., 0], 0)]),
    "plot_occlusion": lambda x: cnn.plot_occlusion(x, cnn.Occlusion(MAPS[..., 0], np.zeros((4, 4, 4), int) + [0, 0, 1, 1], MAPS[..., 0], 0.5)),
}


@pytest.mark.parametrize("name", SHOWING)
def test_a_bright_photo_has_its_colour_in_every_figure(name):
    """(200, 210, 220), as the network takes it, has no negative number; and other ranges are refused with the way to show them."""
    pixels = np.zeros((1, 4, 4, 3), np.uint8) + np.uint8([200, 210, 220])
    assert (200, 210, 220) in seen(SHOWING[name](to_input(pixels)))
    with pytest.raises(ValueError, match=r"uint8, or floats in \[-0.5, 0.5\] or \[0, 1\], got -1 to 1; make pixels of them with to_pixels\(x, -1, 1\)"):
        SHOWING[name](np.linspace(-1, 1, 48).reshape(1, 4, 4, 3))
    assert (200, 210, 220) in seen(SHOWING[name](to_pixels(pixels / 127.5 - 1, -1, 1)))


def test_units_of_images_that_are_not_there_are_named(model):
    with pytest.raises(ValueError, match="image number of each unit must be a whole number from 0 to 0, got 5"):
        cnn.plot_strongest(STORED[None], [(5, 0, 0, 1.0)], cnn.receptive_field(model, "conv1"))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: to_pixels(STORED / 255), "numbers from -0.5 to 0.5, got 0.00392 to 0.988; say which are black and white"),
        (lambda: to_pixels(STORED / 255, 1, 0), "low must be less than high, got 1 and 0"),
        (lambda: to_pixels(STORED / 255, 0, np.nan), "high must be a finite number"),
        (lambda: to_pixels(np.full((2, 2, 3), np.nan)), "NaN"),
        (lambda: to_pixels(np.zeros(3)), r"to_pixels expects one image \(H, W, C\)"),
        (lambda: picture("image", np.float32(STORED)), r"to_pixels\(x, 0, 255\)"),
        (lambda: picture("image", STORED.astype(int)), r"to_pixels\(x, 0, 255\)"),
        (lambda: picture("image", (STORED - MEAN) / STD), r"to_pixels\(x, low, high\)"),
    ],
)
def test_other_numbers_get_a_sentence(call, words):
    with pytest.raises(ValueError, match=words) as caught:
        call()
    assert len(str(caught.value).splitlines()) == 1
