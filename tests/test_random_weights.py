"""Evidence maps from random weights: what is kept, what is drawn anew, and what is refused."""

import keras
import numpy as np
import pytest
from small_models import quadrant_classifier

from cnnviz_helpers import class_evidence, random_evidence


def one_channel():
    """A convolution with one filter, pooled, and two scores."""
    keras.utils.set_random_seed(7)
    kinds = keras.layers
    return keras.Sequential([keras.Input((6, 6, 1)), kinds.Conv2D(1, 3, name="conv"), kinds.GlobalAveragePooling2D(), kinds.Dense(2, name="dense")])


@pytest.fixture
def image():
    return np.random.default_rng(1).normal(size=(6, 6, 1)).astype(np.float32)


def likeness(a, b):
    return np.corrcoef(a.ravel(), b.ravel())[0, 1]


def test_layers_that_keep_their_weights_keep_their_maps(image):
    """With one map, a random last layer can only stretch it or turn its sign: both signs come, and the pattern stays."""
    model = one_channel()
    learned = class_evidence(model, image, 0).map
    maps = random_evidence(model, image, 0, layers=["dense"], n=12)
    signs = [likeness(learned, one) for one in maps]
    assert maps.shape == (12, 4, 4)
    np.testing.assert_allclose(np.abs(signs), 1, atol=1e-5)
    assert min(signs) < 0 < max(signs)


def test_every_layer_forgets_by_default(image):
    """The copies differ from the network and from each other in their pattern, and the network stays as it is."""
    model = one_channel()
    before = [weight.numpy() for weight in model.weights]
    maps = [class_evidence(model, image, 0).map, *random_evidence(model, image, 0, n=3)]
    alike = [abs(likeness(maps[i], maps[j])) for i in range(4) for j in range(i)]
    assert max(alike) < 0.999
    assert all((weight.numpy() == old).all() for weight, old in zip(model.weights, before))


def test_a_seed_brings_the_same_networks(image):
    """The second copy from seed 4 is the first from seed 5."""
    model = one_channel()
    two, one = random_evidence(model, image, 1, n=2, seed=4), random_evidence(model, image, 1, n=1, seed=5)
    np.testing.assert_array_equal(two[1], one[0])


def test_a_network_used_as_a_layer_forgets_as_a_whole(image):
    """Its weights are drawn anew, those of the layers behind it are kept."""
    kinds = keras.layers
    eyes = keras.Sequential([keras.Input((6, 6, 1)), kinds.Conv2D(2, 3), kinds.ReLU()], name="eyes")
    photo = keras.Input((6, 6, 1))
    model = keras.Model(photo, kinds.Dense(2, name="dense")(kinds.GlobalAveragePooling2D()(eyes(photo))))
    one, other = random_evidence(model, image, 0, layers=["eyes"], n=2)
    assert abs(likeness(one, other)) < 0.999
    stretched = random_evidence(model, image, 0, layers=["dense"], n=1)[0]
    assert not np.allclose(stretched, class_evidence(model, image, 0).map)


def test_layers_that_are_not_named_keep_their_weights(image):
    """With the convolution drawn anew, the maps of the two classes still differ by the learned weights alone."""
    model = one_channel()
    one, other = (random_evidence(model, image, k, layers=["conv"], n=1)[0] for k in (0, 1))
    weights = model.get_layer("dense").get_weights()[0][0]  # (2,)
    np.testing.assert_allclose(one * weights[1], other * weights[0], rtol=1e-4, atol=1e-6)
    assert abs(likeness(one, class_evidence(model, image, 0).map)) < 0.999


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"layers": ["conv9"]}, "got 'conv9'; the layers are"),
        ({"layers": ["gap"]}, "'gap' has none; name a convolution or a dense layer"),
        ({"layers": "dense"}, "a list of names or indices, got 'dense'"),
        ({"n": 0}, "n must be a whole number of at least 1, got 0"),
        ({"seed": -1}, "seed must be a whole number of at least 0"),
    ],
)
def test_bad_requests(options, words):
    with pytest.raises(ValueError, match=words):
        random_evidence(quadrant_classifier(), np.zeros((4, 4, 2)), 0, **options)


def test_other_endings_are_refused():
    """As `class_evidence` refuses them."""
    flat = keras.Sequential([keras.Input((4, 4, 2)), keras.layers.Flatten(), keras.layers.Dense(2)])
    with pytest.raises(ValueError, match="class_evidence expects a network that ends in global average pooling"):
        random_evidence(flat, np.zeros((4, 4, 2)), 0)
