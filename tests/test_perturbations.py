"""Photos changed in one thing, and small pushes: by hand, on models small enough, and what the live figures draw as well."""

import json
import subprocess

import keras
import numpy as np
import pytest
from books import REPO

from cnnviz_helpers import grey, mirrored, predict, random_push, shuffled, small_push, uniform_noise, upside_down
from cnnviz_helpers.perturbations.seeded import random_order

# Two rows of two pixels: one channel, so that all can be written down.
SMALL = np.array([[0.1, 0.2], [0.3, 0.4]], np.float32)[..., None]


def test_turned_by_hand():
    """The mirror changes columns, upside down changes rows; a batch is changed as its pictures are."""
    np.testing.assert_array_equal(mirrored(SMALL)[..., 0], np.float32([[0.2, 0.1], [0.4, 0.3]]))
    np.testing.assert_array_equal(upside_down(SMALL)[..., 0], np.float32([[0.3, 0.4], [0.1, 0.2]]))
    for change in (mirrored, upside_down):
        np.testing.assert_array_equal(change(SMALL[None])[0], change(SMALL))
        np.testing.assert_array_equal(change(change(SMALL)), SMALL)


def test_grey_by_hand():
    """0.299 · 0.5 + 0.587 · 0 - 0.114 · 0.5 = 0.0925, in all three; what is grey stays."""
    assert grey(np.array([[[0.5, 0.0, -0.5]]])).ravel() == pytest.approx([0.0925] * 3)
    assert grey(np.full((2, 2, 3), 0.25)) == pytest.approx(np.full((2, 2, 3), 0.25))


def test_an_order_by_hand():
    """Of 0 1 2 3, with the numbers 0.5, 0.9, 0.1: place 3 changes with 2, place 2 with 2, place 1 with 0."""
    assert random_order([0.5, 0.9, 0.1]).tolist() == [1, 0, 3, 2]


@pytest.mark.parametrize("across", [2, 4, 8, 32])
def test_shuffling_moves_whole_tiles(x_test, across):
    """Each tile of the photo is somewhere in the shuffled one, just once, and not all are in their places."""
    side = 32 // across
    starts = [(row, column) for row in range(0, 32, side) for column in range(0, 32, side)]
    photos = x_test[16], shuffled(x_test[16], across, seed=1)
    whole, cut = (sorted(photo[row : row + side, column : column + side].tobytes() for row, column in starts) for photo in photos)
    assert whole == cut
    assert not np.array_equal(*photos)


def test_all_orders_of_quarters_are_equally_likely():
    """24 orders on 4,800 pictures: each about 200 times, the one that changes nothing, too."""
    pictures = np.tile(np.arange(4, dtype=np.float32).reshape(1, 2, 2, 1), (4800, 1, 1, 1))
    _, counts = np.unique(shuffled(pictures, 2).reshape(-1, 4), axis=0, return_counts=True)
    assert len(counts) == 24
    assert ((counts - 200) ** 2 / 200).sum() < 49.7  # chi-squared, 23 degrees of freedom: one test in 1,000 is above


@pytest.mark.parametrize("change", [shuffled, lambda images, first=0: random_push(images, first=first).pictures])
def test_a_picture_gets_the_same_whichever_come_before_it(x_test, change):
    """Photo 16 alone is changed as it is among twenty."""
    np.testing.assert_array_equal(change(x_test[:20])[16], change(x_test[16], first=16).reshape(32, 32, 3))


def test_noise_is_uniform_and_each_picture_has_its_own():
    """Ten equal parts of the range get a tenth of the numbers each; neighbours are not alike."""
    noise = uniform_noise((40, 32, 32, 3), seed=3, low=-1, high=3)
    shares = np.histogram(noise, bins=10, range=(-1, 3))[0] / noise.size
    assert shares == pytest.approx(np.full(10, 0.1), abs=0.004)
    assert abs(np.corrcoef(noise.reshape(40, -1)) - np.eye(40)).max() < 0.08
    np.testing.assert_array_equal(uniform_noise((2, 4, 4, 1))[1], uniform_noise((4, 4, 1), first=1))


PAGE = """
import { randomOf } from "./random.mjs"; import * as change from "./perturbations.mjs";
const [ends, shape] = [[[-0.5, -0.5, -0.5], [0.5, 0.5, 0.5]], [32, 32, 3]];
const picture = change.noise(3072, randomOf(7, 5), ends), signs = change.randomSigns(3072, randomOf(2, 999));
console.log(JSON.stringify({ picture, signs: signs, grey: change.grey(picture, ["red", "green", "blue"], ends), mirrored: change.mirrored(picture, shape),
  down: change.upsideDown(picture, shape), tiles: change.shuffled(picture, shape, 8, randomOf(3, 16)), push: change.push(picture, signs, 8 / 255, ends) },
  (_, value) => value instanceof Float32Array ? [...value] : value));
"""


def test_the_page_draws_the_same():
    """Every number is the one that Python draws, to the last bit."""
    program = PAGE.replace('"./', f'"{REPO / "cnnviz_helpers/explorables/kit"}/')
    done = subprocess.run(["node", "--input-type=module"], input=program, capture_output=True, text=True, check=True)
    page = {name: np.float32(values).reshape(32, 32, 3) for name, values in json.loads(done.stdout).items()}
    picture = uniform_noise((32, 32, 3), seed=7, first=5)
    push = random_push(picture, 8 / 255, seed=2, first=999)
    here = {"picture": picture, "signs": push.signs[0], "grey": grey(picture), "mirrored": mirrored(picture), "down": upside_down(picture)}
    here |= {"tiles": shuffled(picture, 8, seed=3, first=16), "push": push.pictures[0]}
    assert set(page) == set(here)
    for name, values in here.items():
        np.testing.assert_array_equal(page[name], values, name)


def three_pixels(ending="softmax"):
    """Two classes over three pixels a, b, c: the logits are 2a - b + 0.5c and 0; with "sigmoid", the first alone."""
    units = 1 if ending == "sigmoid" else 2
    last = [] if ending == "none" else [keras.layers.Activation(ending)]
    model = keras.Sequential([keras.Input((1, 3, 1)), keras.layers.Flatten(), keras.layers.Dense(units), *last])
    model.layers[1].set_weights([np.array([[2, 0], [-1, 0], [0.5, 0]], np.float32)[:, :units], np.zeros(units, np.float32)])
    return model


@pytest.mark.parametrize("ending", ["softmax", "sigmoid", "none"])
def test_a_push_by_hand(ending):
    """The loss of class 0 rises where its logit falls; with a sigmoid the one number is the chance of class 1."""
    picture = np.array([0.0, 0.1, -0.45], np.float32).reshape(1, 3, 1)
    falls = np.array([-1, 1, -1]) * (-1 if ending == "sigmoid" else 1)
    for label, signs in ((0, falls), (1, -falls)):
        push = small_push(three_pixels(ending), picture, label, size=0.1)
        assert push.signs.ravel().tolist() == signs.tolist()
        assert push.pictures.ravel() == pytest.approx(np.clip(picture.ravel() + 0.1 * signs, -0.5, 0.5))
        assert push.clipped == pytest.approx([1 / 3 if signs[2] < 0 else 0])


def test_a_network_that_is_certain_can_be_pushed_as_well():
    """A probability that is rounded to 1 leaves a slope of 0 to the plain loss, and not to ours."""
    model = three_pixels()
    model.layers[1].set_weights([1000 * weights for weights in model.layers[1].get_weights()])
    picture = np.float32([0.5, -0.5, 0.5]).reshape(1, 3, 1)
    assert predict(model, picture)[0, 0] == 1
    assert small_push(model, picture, 0).signs.ravel().tolist() == [-1, 1, -1]


def test_a_pixel_that_nothing_reads_stays():
    """Slope 0, sign 0."""
    model = three_pixels()
    model.layers[1].set_weights([np.zeros((3, 2), np.float32), np.zeros(2, np.float32)])
    picture = np.zeros((1, 3, 1), np.float32)
    push = small_push(model, picture, 1)
    assert not push.signs.any() and not push.pictures.any()


def test_the_loss_rises_and_random_signs_leave_it(model, x_test, y_test):
    """The book's network on 100 photos: the slope takes many right answers away, its control of the same size nearly none."""
    photos, truth = x_test[:100], y_test[:100].argmax(axis=1)
    along, control = small_push(model, photos, y_test[:100]), random_push(photos)
    for push in (along, control):
        assert abs(push.pictures - photos).max() < 2 / 255 + 1e-6 and set(np.unique(push.signs)) <= {-1, 0, 1}
    plain, pushed, moved = (predict(model, pictures) for pictures in (photos, along.pictures, control.pictures))
    own = np.arange(100), truth
    assert (pushed[own] < plain[own]).mean() > 0.98
    right = [(p.argmax(axis=1) == truth).sum() for p in (plain, moved, pushed)]
    assert abs(right[0] - right[1]) <= 4 and right[2] < 0.6 * right[0]


def test_the_range_of_another_network():
    """From -1 to 3 a push of 0.01 is 0.04; each channel may have its own range."""
    assert random_push(np.zeros((2, 2, 1)), 0.01, low=-1, high=3).pictures == pytest.approx(0.04 * random_push(np.zeros((2, 2, 1))).signs)
    push = random_push(np.zeros((2, 2, 2)), 0.01, low=[-1, -10], high=[1, 10])
    assert np.abs(push.pictures).reshape(-1, 2).tolist() == [pytest.approx([0.02, 0.2])] * 4


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: grey(SMALL), "red, green and blue, got 1 channels"),
        (lambda: mirrored(np.zeros((2, 2, 1), np.uint8)), "must be floats, .* got uint8"),
        (lambda: upside_down(np.zeros(4)), r"must be floats, .* of the shape \(4,\)"),
        (lambda: shuffled(np.zeros((6, 8, 1)), 4), "across must divide 6 and 8"),
        (lambda: shuffled(SMALL, 3), "from 1 to 2, got 3"),
        (lambda: shuffled(SMALL, 2, seed=-1), "seed must .* at least 0"),
        (lambda: uniform_noise((2, 2)), r"shape must be \(H, W, C\)"),
        (lambda: uniform_noise((2, 2, 1), low=1, high=1), "low must be less than high"),
        (lambda: random_push(SMALL, size=-1), "size must be 0 or more"),
        (lambda: random_push(SMALL + 1), "images must lie from -0.5 to 0.5, got 1.1 to 1.4"),
        (lambda: small_push(three_pixels(), np.zeros((2, 1, 3, 1), np.float32), [0]), "one label for each picture, got 1 for 2"),
        (lambda: small_push(three_pixels(), np.zeros((1, 3, 1), np.float32), 2), "from 0 to 1, got 2"),
        (lambda: small_push(many_sigmoids(), np.zeros((1, 3, 1), np.float32), 1), "this network ends in 2 sigmoids"),
    ],
)
def test_bad_requests(call, words):
    """One sentence: expected, came, what to do."""
    with pytest.raises(ValueError, match=words):
        call()


def many_sigmoids():
    """Two classes, each with a chance of its own."""
    return keras.Sequential([keras.Input((1, 3, 1)), keras.layers.Flatten(), keras.layers.Dense(2, activation="sigmoid")])
