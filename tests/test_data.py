"""The images, and the way between a picture and the network's input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cnnviz_helpers import cifar10dict, get_cifar10, random_indices, to_image, to_input
from cnnviz_helpers.data import pack_sprite, unpack_sprite


def test_images_and_labels():
    """Shapes, types and ranges that chapters rely on."""
    x_test, y_test = get_cifar10()
    assert (x_test.shape, x_test.dtype) == ((1000, 32, 32, 3), np.float32)
    assert (x_test.min(), x_test.max()) == (-0.5, 0.5)
    assert y_test.shape == (1000, 10) and set(np.unique(y_test)) == {0, 1}
    assert (y_test.sum(axis=1) == 1).all()


def test_index_16_is_index_16():
    """The order is that of the data set: its first labels, and image 16, a dog."""
    _, y_test = get_cifar10()
    first = [cifar10dict[int(i)] for i in y_test[:5].argmax(axis=1)]
    assert first == ["cat", "ship", "ship", "airplane", "frog"]
    assert cifar10dict[int(y_test[16].argmax())] == "dog"


def test_ten_names_in_order():
    """Class numbers 0 to 9."""
    assert list(cifar10dict) == list(range(10))
    assert len(set(cifar10dict.values())) == 10


def test_each_call_gives_new_arrays():
    """What one reader changes, the next does not see."""
    get_cifar10()[0][:] = 0
    get_cifar10()[1][:] = 0
    assert get_cifar10()[0].any() and get_cifar10()[1].any()


@given(arrays(np.uint8, st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4))))
def test_there_and_back(pixels):
    """`to_image` undoes `to_input`, for every pixel value."""
    x = to_input(pixels)
    assert x.dtype == np.float32 and x.min() >= -0.5 and x.max() <= 0.5
    np.testing.assert_array_equal(np.round(to_image(x) * 255).astype(np.uint8), pixels)


def test_sprite_there_and_back():
    """Packing 80 images into one picture and cutting it up again loses nothing and keeps the order."""
    pixels = np.random.default_rng(0).integers(0, 256, (80, 32, 32, 3), dtype=np.uint8)
    sprite = pack_sprite(pixels)
    assert sprite.shape == (64, 1280, 3)
    np.testing.assert_array_equal(unpack_sprite(sprite), pixels)


@given(st.integers(0, 50), st.integers(50, 60), st.integers(0, 2**32 - 1))
def test_random_indices_are_valid_and_different(n, size, seed):
    """Never `size` itself, never one twice, the same for the same seed."""
    chosen = random_indices(n, seed, size)
    assert len(set(chosen)) == n and all(0 <= i < size for i in chosen)
    assert (chosen == random_indices(n, seed, size)).all()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: to_input(np.zeros((2, 2, 3))), "uint8 .* float64"),
        (lambda: to_input(np.zeros((2, 2), np.uint8)), r"\(2, 2\)"),
        (lambda: to_image(np.full((2, 2, 3), 255)), "255"),
        (lambda: to_image(np.full((2, 2, 3), np.nan)), "nan"),
        (lambda: to_image(np.zeros(3)), r"\(3,\)"),
        (lambda: random_indices(1001), "from 0 to 1000, got 1001"),
        (lambda: random_indices(-1), "got -1"),
    ],
)
def test_bad_input(call, words):
    """Each message says what was expected, what came, and what to do."""
    with pytest.raises(ValueError, match=words):
        call()
