"""Large pictures and many of them: the same numbers, with a few variants in memory at a time."""

import tracemalloc

import keras
import numpy as np
import pytest
from keras import layers

from cnnviz_helpers import active_share, excite, layer_outputs, occlusion_map, predict_without, share_recognised, strongest_units
from cnnviz_helpers.gallery import figures
from cnnviz_helpers.networks.forward import parts

MIB = 2**20


def pooled(size, channels=3):
    """A network whose score is a mean of the picture, times weights."""
    model = keras.Sequential(
        [
            keras.Input((size, size, channels)),
            layers.AveragePooling2D(8, name="small"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(2, name="dense"),
        ]
    )
    model.get_layer("dense").set_weights([np.array([[3.0, 1], [-2, 1], [0.5, 1]], np.float32)[:channels], np.zeros(2)])
    return model


def most_memory(call):
    """What `call` gives, and how many bytes more it held in arrays at its worst."""
    tracemalloc.start()
    try:
        found = call()
        return found, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_occlusion_of_a_large_picture():
    """A mean drops by what was under the window: by hand, for each of 49 windows. All variants at once would take 147 MiB."""
    model, image = pooled(512), np.random.default_rng(1).uniform(-1, 1, (512, 512, 3)).astype(np.float32)
    occlusion, held = most_memory(lambda: occlusion_map(model, image, 0, window=128, stride=64, fill=0.25))
    weighted = (image.astype(float) - 0.25) @ [3, -2, 0.5]
    expected = [[weighted[top : top + 128, left : left + 128].sum() / 512**2 for left in range(0, 385, 64)] for top in range(0, 385, 64)]
    np.testing.assert_allclose(occlusion.drops, expected, atol=1e-5)
    assert held < 40 * MIB


@pytest.mark.parametrize("size", [16, 320])
@pytest.mark.parametrize("score", ["probability", "logit"])
def test_a_few_at_a_time_are_as_all_alone(size, score):
    """More windows than fit into one go, of small pictures and of large ones: each is where it belongs."""
    model = pooled(size)
    model = keras.Sequential([keras.Input((size, size, 3)), *model.layers, layers.Softmax()])
    image = np.random.default_rng(2).uniform(-1, 1, (size, size, 3)).astype(np.float32)
    occlusion = occlusion_map(model, image, 1, window=size // 4, stride=size // 8, score=score)
    assert occlusion.drops.shape == (7, 7)
    for row, column in ((0, 0), (0, 6), (3, 2), (6, 6)):
        top, left, bottom, right = occlusion.boxes[row, column]
        covered = image.copy()
        covered[top:bottom, left:right] = 0
        scores = layer_outputs(model, covered, "dense" if score == "logit" else -1)
        assert occlusion.base - occlusion.drops[row, column] == pytest.approx(next(iter(scores.values()))[0, 1], abs=1e-5)


def test_parts_are_all_there_in_order():
    """Thirty-two small ones, fewer large ones, one of the largest; rows of other numbers go with their pictures."""
    for shape, most in (((100, 8, 8, 3), 32), ((9, 224, 224, 1), 10), ((5, 512, 512, 1), 2), ((2, 4000, 4000, 1), 1), ((70, 10), 32)):
        batch = np.broadcast_to(np.arange(shape[0]).reshape(-1, *[1] * (len(shape) - 1)), shape)
        assert [len(part) for part in parts(batch)][:-1] == [most] * (-(-shape[0] // most) - 1)
        assert [part.flat[0] for one in parts(batch) for part in one] == list(range(shape[0]))
        assert [i for part in parts(list(range(shape[0])), shape) for i in part] == list(range(shape[0]))


def test_many_pictures_that_excite_filters():
    """Each is changed as if it were alone; what every filter makes of every picture is not held at once."""
    keras.utils.set_random_seed(3)
    model = keras.Sequential([keras.Input((12, 12, 3)), layers.Conv2D(5, 3, name="conv")])
    images, filters = np.random.default_rng(4).uniform(-0.4, 0.4, (70, 12, 12, 3)).astype(np.float32), [i % 5 for i in range(70)]
    together = excite(model, images, "conv", filters, steps=4)
    for i in (0, 31, 32, 69):
        np.testing.assert_allclose(together[i : i + 1], excite(model, images[i], "conv", filters[i], steps=4), atol=1e-6)


def test_recognising_photos_from_many_maps():
    """32 maps of 300 photos: how like each is to each photo would take 11 MiB for all maps together."""
    random = np.random.default_rng(5)
    images = random.uniform(0, 1, (300, 8, 8, 1)).astype(np.float32)
    maps = np.concatenate([images * random.uniform(0.5, 2, 31), random.uniform(0, 1, (300, 8, 8, 1))], axis=3)
    shares, held = most_memory(lambda: share_recognised(maps, images))
    assert (shares[:31] == 1).all() and shares[31] < 0.1
    assert held < 9 * MIB


def test_filters_off_on_large_pictures():
    """The same answers as from one picture at a time."""
    model, images = pooled(160), np.random.default_rng(6).uniform(-1, 1, (25, 160, 160, 3)).astype(np.float32)
    together = predict_without(model, images, "small", [1])
    for i in (0, 19, 20, 24):
        np.testing.assert_allclose(together[i], predict_without(model, images[i], "small", [1])[0], atol=1e-6)


def test_a_gallery_of_many_images(monkeypatch):
    """Shares and strongest units are those of all maps at once, though only a few images' maps are there at a time."""
    keras.utils.set_random_seed(7)
    model = keras.Sequential(
        [keras.Input((8, 8, 3)), layers.Conv2D(6, 3, name="conv"), layers.GlobalAveragePooling2D(), layers.Dense(2, activation="softmax")]
    )
    images, drawn = np.random.default_rng(8).uniform(-0.5, 0.5, (75, 8, 8, 3)).astype(np.float32), {}
    for name in ("plot_active_share", "plot_strongest"):
        monkeypatch.setattr(figures.plots, name, lambda *given, name=name: drawn.setdefault(name, given))
    subject = figures.Subject(model, images)
    figures.draw_active_share(subject)
    figures.draw_strongest(subject)
    maps = layer_outputs(model, images, "conv")["conv"]
    np.testing.assert_allclose(drawn["plot_active_share"][0], active_share(maps), atol=1e-9)
    assert drawn["plot_strongest"][1] == strongest_units(maps, 0)
