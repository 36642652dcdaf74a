"""What figures show: the pixels of the picture against the numbers that went in."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import cnnviz_helpers as cnn
from cnnviz_helpers.palette import DIVERGING_STOPS, PAPER, RULE, to_rgb
from cnnviz_helpers.plots.attribution import _over
from cnnviz_helpers.plots.colours import CHANNELS, SIGNED, amount_colours, ink_on, signed_colours, table
from cnnviz_helpers.plots.inputs import picture, pictures
from cnnviz_helpers.plots.mosaic import Grid, number
from cnnviz_helpers.plots.photos import MID_GREY, whole_box

PHOTO = np.zeros((4, 4, 3), np.uint8)


def rgb(colour):
    """"#rrggbb" as three numbers from 0 to 255."""
    return [round(255 * part) for part in to_rgb(colour)]


def count(figure, colour):
    """How many pixels of the picture have exactly this colour."""
    with Image.open(io.BytesIO(figure._repr_png_())) as png:
        return int((np.asarray(png.convert("RGB")) == rgb(colour)).all(axis=-1).sum())


def test_zero_is_paper_and_the_ends_are_the_ends():
    """On the signed scale, whatever the limit; beyond the limit the colour stays."""
    colours = signed_colours([-9, -2, 0, 2, 9], 2)
    assert colours.tolist() == [rgb(DIVERGING_STOPS[0])] * 2 + [rgb(PAPER)] + [rgb(DIVERGING_STOPS[-1])] * 2
    assert signed_colours([0.0], 0).tolist() == [rgb(PAPER)]
    assert amount_colours([0, 5], 5)[0].tolist() == rgb(PAPER)


@pytest.mark.parametrize("stops", [SIGNED, *CHANNELS])
def test_zero_stands_in_the_middle_of_every_signed_scale(stops):
    """The 257 steps have paper in the middle, and the last colour is the stop's."""
    assert table(stops)[128].tolist() == rgb(PAPER)
    assert table(stops)[-1].tolist() == rgb(stops[-1])


@given(st.floats(-1, 1), st.floats(0.1, 10))
def test_opposite_numbers_have_mirrored_colours(value, limit):
    """One step of the table for one size of number, on either side."""
    place = [(table(SIGNED) == signed_colours(sign * value * limit, limit)).all(axis=1).argmax() - 128 for sign in (1, -1)]
    assert abs(place[0] + place[1]) <= 1


def test_printed_numbers_can_be_read():
    """Black or white: the contrast is at least 4.5 on every colour a number can stand on."""
    for stops in (SIGNED, *CHANNELS):
        for colour in table(stops):
            ink = np.array(rgb(ink_on(colour))) / 255
            light = [np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) @ (0.2126, 0.7152, 0.0722) for c in (ink, colour / 255)]
            assert (max(light) + 0.05) / (min(light) + 0.05) >= 4.5, colour


def test_all_maps_are_there():
    """Each of 130 maps has one unit of the last colour, and each shows: none is left out."""
    maps = np.zeros((5, 5, 130))
    maps[2, 2] = 1.0
    grid = Grid(130, (5, 5), 16, gap=3, label_height=0)
    figure = cnn.plot_featuremaps(PHOTO, maps, "conv")
    assert count(figure, DIVERGING_STOPS[-1]) >= 130 * grid.enlarged**2


def test_one_scale_or_each_its_own():
    """A map ten times weaker stays pale on the shared scale, and reaches the last colour on its own."""
    maps = np.zeros((4, 4, 2))
    maps[0, 0] = [10, 1]
    shared, own = (count(cnn.plot_featuremaps(PHOTO, maps, "conv", scale=scale), DIVERGING_STOPS[-1]) for scale in ("shared", "map"))
    tile = Grid(2, (4, 4), 8).enlarged ** 2
    assert own == 2 * tile and shared >= tile and shared < own + tile


def test_after_relu_zero_is_still_paper():
    """Activations keep the zero-centred scale: no violet, and the same orange means the same number."""
    maps = np.array([[[0.0], [4.0]]])
    figure = cnn.plot_featuremaps(PHOTO, maps, "relu", scale="map")
    assert count(figure, DIVERGING_STOPS[0]) == 0 and count(figure, DIVERGING_STOPS[-1]) > 0


def test_each_map_stands_beside_its_filter():
    """Filter 5 is the only pure red one, map 5 the only one of the last orange: the red lies left of the orange, and the rows are the same."""
    weights, maps = np.zeros((3, 3, 3, 8)), np.zeros((4, 4, 8))
    weights[..., 5] = [1, -1, -1]
    maps[..., 5] = 1
    with Image.open(io.BytesIO(cnn.plot_filters_and_maps(PHOTO, weights, maps)._repr_png_())) as png:
        seen = np.asarray(png.convert("RGB"))
    red, orange = (np.argwhere((seen == colour).all(axis=-1)) for colour in ([255, 0, 0], rgb(DIVERGING_STOPS[-1])))
    assert red[:, 1].max() < orange[:, 1].min() < red[:, 1].max() + 20
    assert (red[:, 0].min(), red[:, 0].max()) == (orange[:, 0].min(), orange[:, 0].max())


def test_batch_axes_make_no_difference():
    """The call forms of the promise give the same picture."""
    maps = np.random.default_rng(0).normal(size=(1, 6, 6, 3))
    x = np.random.default_rng(1).uniform(-0.5, 0.5, (1, 32, 32, 3))
    forms = [(x, maps, "conv1"), (x[0], maps[0], "conv1"), (x, maps[0], ["conv1"]), (x[0], [maps], ["conv1"])]
    assert len({cnn.plot_featuremaps(*form)._repr_png_() for form in forms}) == 1


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 80))
def test_maps_of_any_size(height, width, n):
    """Any number of maps of any shape can be drawn, on a sheet no wider than the column."""
    figure = cnn.plot_featuremaps(PHOTO, np.ones((height, width, n)), "conv")
    assert figure.get_size_inches()[0] == pytest.approx(7.04)


def test_large_photos_fit():
    """A photo of a camera is made smaller, a tiny one larger."""
    assert cnn.plot_featuremaps(np.zeros((600, 800, 3), np.uint8), np.ones((2, 2, 1)), "conv")._repr_png_()


def test_ranges_of_photos():
    """uint8 as it is, the network's range plus 0.5, [0, 1] as it is; grey in three channels; one range for all of a list."""
    stored = np.arange(48, dtype=np.uint8).reshape(4, 4, 3) * 5
    scaled = stored / 255
    for image in (stored, scaled, scaled - 0.5, scaled[None] - 0.5):
        np.testing.assert_array_equal(picture("image", image), stored)
    assert picture("image", np.full((2, 2, 1), 7, np.uint8)).tolist() == [[[7] * 3] * 2] * 2
    bright, dark = np.full((2, 2, 3), 0.4), np.full((2, 2, 3), -0.4)
    np.testing.assert_array_equal(pictures("images", np.array([bright, dark]))[0], np.full((2, 2, 3), 230))


def test_kernels_share_one_scale():
    """The largest weight has its channel's full colour, a small one of another channel has not; negative is grey."""
    weights = np.zeros((3, 3, 3, 1))
    weights[0, 0, :, 0] = [1.0, 0.1, -1.0]
    figure = cnn.plot_kernels(weights)
    cell = 60 * 60
    assert count(figure, CHANNELS[0][-1]) > cell
    assert count(figure, CHANNELS[1][-1]) < cell
    assert count(figure, CHANNELS[2][0]) > cell


def test_filters_keep_their_places():
    """Swapping two filters swaps their pictures, min-max uses the whole range, and zero-centred leaves zero grey."""
    weights = np.random.default_rng(0).normal(size=(3, 3, 3, 2))
    weights[..., 1] = np.abs(weights[..., 1])
    assert cnn.plot_filters(weights)._repr_png_() != cnn.plot_filters(weights[..., ::-1])._repr_png_()
    flat = np.zeros((3, 3, 3, 1))
    flat[0, 0, :, 0] = [1, 1, 1]
    assert count(cnn.plot_filters(flat, scale="min-max"), "#000000") > 1000
    assert count(cnn.plot_filters(flat, scale="zero"), "#808080") > 1000


def test_a_sliding_window_has_made_the_map_so_far():
    """Places still to come are grey, 18 x 18 pixels of the picture each, but for the beam over them; at the last place none is left."""
    image, kernel = np.random.default_rng(0).uniform(-0.5, 0.5, (32, 32)), np.eye(3)
    sums = cnn.convolve(image, kernel)
    grey = [count(cnn.plot_sliding(image, kernel, sums, *place), RULE) for place in ((0, 0), (14, 29), (29, 29))]
    assert 0.8 * 450 * 324 < grey[1] - grey[2] <= 450 * 324 and 0.8 * 899 * 324 < grey[0] - grey[2] <= 899 * 324


@pytest.mark.parametrize(("value", "digits", "words"), [(-0.4, None, "−0.4"), (12.6, None, "13"), (-0.001, 2, "0.00"), (0, None, "0"), (-2, 1, "−2.0")])
def test_numbers_in_labels(value, digits, words):
    """A real minus sign, and none before a zero."""
    assert number(value, digits) == words


def test_confusion_matrix_sets_the_diagonal_apart():
    """A matrix without mistakes has no colour but paper; one mistake gets the last colour."""
    perfect = np.diag(np.full(10, 100))
    assert count(cnn.plot_confusion_matrix(perfect), "#7a2f00") == 0
    perfect[3, 5] = 1
    assert count(cnn.plot_confusion_matrix(perfect), "#7a2f00") > 1000


def test_padding_is_drawn_where_a_field_hangs_over(model):
    """A unit at the left border shows a column of striped grey, a third of its patch; a unit inside shows none."""
    field = cnn.receptive_field(model, "relu1")
    black = np.zeros((1, 32, 32, 3), np.uint8)
    grey = f"#{MID_GREY:02x}" + f"{MID_GREY:02x}" * 2
    inside, at_border, in_corner = (count(cnn.plot_strongest(black, [(0, *unit, 1.0)], field), grey) for unit in ((5, 5), (5, 0), (0, 0)))
    assert inside == 0 < at_border < in_corner
    assert in_corner == pytest.approx(at_border * 5 / 3, rel=0.02)  # five of nine pixels, not three


def test_whole_boxes_and_what_is_left_of_them(model):
    """A field as if there were no border, cut at the photo's edges, is what the unit sees; all have the field's size."""
    for layer in ("conv1", "conv2", "pool1", "conv3", "conv5"):
        field = cnn.receptive_field(model, layer)
        for row in range(field.map_size[0]):
            top, left, bottom, right = whole_box(field, row, 0)
            assert (bottom - top, right - left) == field.size
            assert (max(top, 0), max(left, 0), min(bottom, 32), min(right, 32)) == field.box(row, 0)


def test_evidence_lies_where_its_unit_looks(model):
    """With a field, a unit's square is as wide as the step between units, and centred as its field is; without one it is stretched."""
    field = cnn.receptive_field(model, "relu5")
    photo, colours = np.zeros((32, 32, 3), np.uint8), np.zeros((7, 7, 3), np.uint8)
    colours[3, 4] = 255
    rows, columns = np.nonzero(_over(photo, colours, field)[..., 0])
    top, left, bottom, right = field.box(3, 4)
    assert (rows.min() + rows.max() + 1, columns.min() + columns.max() + 1) == (top + bottom, left + right)
    assert len(rows) == field.stride[0] * field.stride[1]
    assert len(np.nonzero(_over(photo, colours)[..., 0])[0]) > len(rows)


def test_evidence_with_a_field_of_another_layer(model):
    """The sentence names the layer that came."""
    evidence = cnn.ClassEvidence(np.ones((7, 7)), 0.0, 1.0)
    with pytest.raises(ValueError, match="maps of 7 × 7, got 'conv1'"):
        cnn.plot_evidence(np.zeros((32, 32, 3), np.uint8), evidence, field=cnn.receptive_field(model, "conv1"))


def test_grad_cam_shows_the_map(model):
    """One place against the class fills its square with the last violet, one for it with the last orange; a field of another layer is refused."""
    cam = cnn.GradCam(np.array([[-1.0, 0], [0, 0]]), np.ones(3), "conv", 0.5)
    figures = [cnn.plot_grad_cam(np.zeros((32, 32, 3), np.uint8), one) for one in (cam, cnn.GradCam(-cam.map, cam.weights, "conv", 0.5))]
    violet, orange = DIVERGING_STOPS[0], DIVERGING_STOPS[-1]
    against, favour = ((count(figure, violet), count(figure, orange)) for figure in figures)
    assert against[0] > 10000 > against[1] and favour[1] > 10000 > favour[0]
    with pytest.raises(ValueError, match="the layer of the map, with maps of 2 × 2, got 'conv1'"):
        cnn.plot_grad_cam(np.zeros((32, 32, 3), np.uint8), cam, field=cnn.receptive_field(model, "conv1"))
