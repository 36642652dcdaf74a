"""A network of a reader's own as the live figures show it: its pictures in its size and range, its stills, the moments of its training."""

import keras
import numpy as np
import pytest
from keras import layers
from own_network import MAKERS, NAMES, PIXELS, make_own, with_pictures
from thorough import some

from cnnviz_helpers import SnapshotFilters, conv1_snapshots, explore, export_explorable, filter_snapshots, get_cifar10, network_pictures
from cnnviz_helpers.data import shipped_pixels
from cnnviz_helpers.explorables.figures import FIGURES
from cnnviz_helpers.explorables.mount import Mount
from cnnviz_helpers.explorables.own import PICTURES, SNAPSHOTS, as_numbers, fitted, read_network

PICTURE = np.random.default_rng(1).integers(0, 256, (10, 14, 3), dtype=np.uint8)


@pytest.mark.parametrize("size", [(24, 20), (96, 96), (10, 14), (5, 40), (1, 1)])
def test_pictures_are_resized_as_keras_does_it(size):
    """Bilinear, half-pixel centres; rounded to bytes."""
    wanted = keras.ops.convert_to_numpy(keras.ops.image.resize(PICTURE.astype("float32"), size, interpolation="bilinear"))
    found = fitted(PICTURE, (*size, 3))
    assert found.dtype == np.uint8 and np.abs(found - wanted).max() <= 0.5 + 1e-4
    grey = fitted(PICTURE, (*size, 1))
    assert grey.shape == (*size, 3) and np.ptp(grey, axis=2).max() == 0
    assert np.abs(grey[..., 0] - wanted @ [0.299, 0.587, 0.114]).max() <= 0.5 + 1e-4


def test_numbers_in_every_range():
    """As the book's where nothing is said; else byte * scale + offset, for each channel of the input."""
    rgb = shipped_pixels(16)
    assert np.array_equal(as_numbers(rgb, 3), get_cifar10()[0][16])
    assert np.array_equal(as_numbers(rgb, 3, 1, 0), rgb) and as_numbers(rgb, 1, 1, 0).shape == (32, 32, 1)
    assert np.array_equal(as_numbers(rgb, 3, 1, [0, -100, 0], "bgr"), rgb[..., ::-1] - np.float32([0, 100, 0]))
    assert as_numbers(rgb, 3, 2 / 255, -1).dtype == np.float32


def test_the_pictures_of_a_network(tmp_path, model):
    """The book's, in its size; or its own, in their order."""
    folder = export_explorable(MAKERS["residual"](), tmp_path / "residual", pixels=PIXELS["residual"])
    assert np.array_equal(network_pictures(export_explorable(model, tmp_path / "book")), get_cifar10()[0])
    with_pictures(folder, np.stack([PICTURE, PICTURE[::-1], 255 - PICTURE]), columns=2)
    found = network_pictures(folder)
    assert found.shape == (3, 24, 20, 1) and np.array_equal(found[1], found[0][::-1]) and not np.array_equal(found[2], found[0])
    with pytest.raises(ValueError, match="image must be a whole number from 0 to 2, got 3"):
        explore("x-ray", network=folder, image=3)
    assert explore("x-ray", network=folder).state["image"] == 2


@pytest.mark.parametrize(
    "pixels",
    [5, {"size": 3}, {"order": "grb"}, {"scale": "large"}, {"scale": 0}, {"scale": [1, 0, 1]}, {"offset": [1, 2]}, {"offset": np.nan}, {"scale": [[1, 1, 1]]}],
    ids=str,
)
def test_ranges_that_no_figure_knows(tmp_path, model, pixels):
    with pytest.raises(ValueError, match="pixels must be "):
        export_explorable(model, tmp_path / "own", pixels=pixels)


@pytest.mark.parametrize("name", [PICTURES, SNAPSHOTS])
def test_what_is_damaged_is_named(tmp_path, name):
    folder = export_explorable(MAKERS["residual"](), tmp_path / "own", pixels=PIXELS["residual"])
    with_pictures(folder, PICTURE[None], columns=1)
    (folder / name).write_bytes(b"no such thing")
    with pytest.raises(ValueError, match=f"but .*{name} is damaged; export the model into it again."):
        read_network(folder)


def test_pictures_that_are_missing_or_of_another_size(tmp_path):
    folder = export_explorable(MAKERS["residual"](), tmp_path / "own", pixels=PIXELS["residual"])
    with_pictures(folder, PICTURE[None], columns=1)
    (folder / "narrow").mkdir()
    with_pictures(export_explorable(MAKERS["residual"](), folder / "narrow"), PICTURE[None, :, 1:], columns=1)
    (folder / "narrow" / PICTURES).replace(folder / PICTURES)
    with pytest.raises(ValueError, match="pictures.png is damaged"):
        read_network(folder)
    (folder / PICTURES).unlink()
    with pytest.raises(ValueError, match="network.json is damaged"):
        read_network(folder)


@pytest.mark.parametrize("network", some(MAKERS, "residual"))
def test_every_figure_has_a_still(tmp_path, network):
    """For each network that it can show, in every size; with words of its own where those of the book would be wrong."""
    model, folder = MAKERS[network](), tmp_path / "own"
    if network != "large":
        train(model, folder)
    own = read_network(export_explorable(model, folder, pixels=PIXELS[network], classes=NAMES[network]))
    for name, figure in FIGURES.items():
        if figure.refusal(own) is None:
            page = Mount(name, {}, own)._repr_html_()
            assert "data:image/png" in page and "{" not in figure.own_alt.format(first=own.first) and "27 weights" not in page


def train(model, folder, **options):
    """Twelve steps on noise."""
    rng, shape = np.random.default_rng(2), model.input_shape[1:]
    model.compile("sgd", "binary_crossentropy" if model.output_shape[1] == 1 else "sparse_categorical_crossentropy")
    model.optimizer.learning_rate.assign(1e-4)
    model.fit(rng.uniform(0, 1, (24, *shape)), rng.integers(0, 2, 24), 4, 2, verbose=0, callbacks=[SnapshotFilters(folder, **options)])


def test_moments_of_training(tmp_path):
    """The first is before any step, the last is the end; they stand as in the book's file; a convolution in a model that is used as a layer is found."""
    model = make_own()
    before = model.get_layer("eyes").get_layer("first").get_weights()[0]
    train(model, tmp_path, moments=5)
    found, books = filter_snapshots(tmp_path), conv1_snapshots()
    assert found.keys() == books.keys() and all(found[key].ndim == books[key].ndim for key in books)
    steps = found["step"].tolist()
    assert steps == sorted(set(steps)) and (steps[0], steps[-1]) == (0, 12) and len(steps) <= 5
    assert np.array_equal(found["kernel"][0], before)
    assert np.array_equal(found["kernel"][-1], model.get_layer("eyes").get_layer("first").get_weights()[0])
    assert np.isfinite(found["loss"]).all()


def test_a_loss_is_that_of_the_batches_since_the_moment_before(tmp_path):
    """`fit` gives means of an epoch; here the loss of batch n is n."""
    callback = SnapshotFilters(tmp_path, moments=3)
    callback.set_model(keras.Sequential([keras.Input((8, 8, 3)), layers.Conv2D(2, 3)]))
    callback.set_params({"epochs": 1, "steps": 8})
    callback.on_train_begin()
    callback.on_epoch_begin(0)
    for batch in range(8):
        callback.on_train_batch_end(batch, {"loss": (batch + 2) / 2})  # the mean of 1 .. batch + 1
    callback.on_train_end()
    found = filter_snapshots(tmp_path)
    assert found["step"].tolist() == [0, 1, 8] and found["loss"].tolist() == pytest.approx([1, 1, 5])  # 5: the mean of 2 .. 8


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: keras.Sequential([keras.Input((4,)), layers.Dense(2)]), "but this one has none"),
        (lambda: keras.Sequential([keras.Input((8, 8, 4)), layers.Conv2D(2, 3, name="four")]), "begins with 'four', which reads 4"),
    ],
)
def test_a_network_without_filters_to_look_at(tmp_path, make, words):
    callback = SnapshotFilters(tmp_path)
    callback.set_model(make())
    callback.set_params({})
    with pytest.raises(ValueError, match=f"first convolution reads 1 or 3 channels, .*{words}"):
        callback.on_train_begin()
    with pytest.raises(ValueError, match="moments must be a whole number"):
        SnapshotFilters(tmp_path, moments=1)
    with pytest.raises(ValueError, match="but .* has none; train with"):
        filter_snapshots(tmp_path)
