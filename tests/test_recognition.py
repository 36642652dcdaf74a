"""Which photo a map came from: found where the map is the photo's brightness or its edges, not where it is noise."""

import numpy as np
import pytest

from cnnviz_helpers import share_recognised
from cnnviz_helpers.recognition import shrink

PHOTOS = np.random.default_rng(0).uniform(-0.5, 0.5, (40, 12, 12, 3))


def made_small(photos, side):
    """Grey, and `side` × `side`, by blocks."""
    grey, block = photos.mean(axis=3), photos.shape[1] // side
    return grey.reshape(len(photos), side, block, side, block).mean(axis=(2, 4))


def test_a_small_photo_is_found_in_any_form():
    """As it is, turned dark for light, larger, moved, and as its edges; nothing of it is found in noise."""
    small = made_small(PHOTOS, 6)
    noise = np.random.default_rng(1).normal(size=small.shape)
    forms = [small, -3 * small + 7, *np.gradient(small, axis=(1, 2)), noise]
    found = share_recognised(np.stack(forms, axis=3), PHOTOS)
    assert found[:4].tolist() == [1, 1, 1, 1] and found[4] < 0.2


def test_only_the_first_images_are_looked_for():
    """The maps of some, compared with all: a map of another image is not taken for the first one's."""
    small = made_small(PHOTOS, 6)[..., None]
    assert share_recognised(small[:5], PHOTOS).tolist() == [1]
    assert share_recognised(small[5:10], PHOTOS).tolist() == [0]


def test_a_map_that_is_even_finds_at_most_one():
    """No difference, no correlation: the choice is the same for all."""
    assert share_recognised(np.ones((40, 6, 6, 1)), PHOTOS)[0] <= 1 / 40


def test_shrinking_averages_what_lies_under_it():
    """Blocks where it goes evenly, shares of a pixel where it does not; an even picture stays even."""
    np.testing.assert_allclose(shrink(2, 4) @ [1, 3, 5, 9], [2, 7])
    np.testing.assert_allclose(shrink(2, 3) @ [3, 6, 9], [4, 8])
    np.testing.assert_allclose(shrink(7, 32).sum(axis=1), 1, rtol=1e-6)


@pytest.mark.parametrize("maps", [np.ones((41, 6, 6, 1)), np.ones((2, 6, 6)), np.ones((2, 13, 6, 1))])
def test_what_does_not_belong_together_is_refused(maps):
    with pytest.raises(ValueError, match=r"maps \(n, h, w, C\) of the first n images .* pass both whole"):
        share_recognised(maps, PHOTOS)
