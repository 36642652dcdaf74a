"""Pictures and ranges of a reader's own network: a folder of them becomes an array, one large picture, and words for the page."""

import io
import json

import keras
import numpy as np
import pytest
from keras import layers
from PIL import Image

from cnnviz_helpers import export_explorable
from cnnviz_helpers.networks.pictures import RANGES, known_range, pixels, read_names, read_pictures, sprite


def save(file, pixels, **options):
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(file, **options)


def test_the_ranges_are_what_their_names_say():
    """Black and white, in each."""
    ends = {name: (np.multiply(0, way["scale"]) + way["offset"], np.multiply(255, way["scale"]) + way["offset"]) for name, way in RANGES.items()}
    for name in ("0..1", "-1..1", "-0.5..0.5", "0..255"):
        assert ends[name] == tuple(map(float, name.split(".."))), name
    np.testing.assert_allclose(ends["imagenet"], [[-2.1179, -2.0357, -1.8044], [2.2489, 2.4286, 2.64]], atol=1e-4)
    assert pixels("-0.5..0.5") is None and pixels("0..1") == RANGES["0..1"]
    with pytest.raises(ValueError, match="Expected the range in which the network was trained, one of -0.5..0.5, 0..1, .*, got '0-1'; look at how"):
        pixels("0-1")


def test_a_range_is_known_only_from_the_network():
    def begins_with(*first):
        return keras.Sequential([keras.Input((8, 8, 3)), *first, layers.Conv2D(2, 3)])

    assert known_range(begins_with(layers.Rescaling(1 / 255))) == "0..255"
    assert known_range(begins_with(layers.Normalization(mean=[100.0] * 3, variance=[60.0] * 3))) == "0..255"
    assert known_range(begins_with()) is None and known_range(begins_with(layers.ReLU())) is None


def test_pictures_by_class(tmp_path):
    """A folder a class, in the order of the alphabet; other files do not count; each is cut around its middle."""
    wide = np.zeros((8, 24, 3), np.uint8)
    wide[:, 8:16] = (10, 200, 30)
    save(tmp_path / "dog" / "b.png", wide)
    save(tmp_path / "cat" / "a.PNG", np.full((16, 16, 3), 77, np.uint8))
    save(tmp_path / "dog" / "a.png", np.zeros((4, 4, 4), np.uint8))  # transparent
    (tmp_path / "dog" / "notes.txt").write_text("no picture")
    (tmp_path / "empty").mkdir()
    pictures, labels, names = read_pictures(tmp_path, (8, 8))
    assert names == ["cat", "dog"] and labels == [0, 1, 1] and pictures.shape == (3, 8, 8, 3) and pictures.dtype == np.uint8
    np.testing.assert_array_equal(pictures, np.broadcast_to(np.array([[77] * 3, [255] * 3, [10, 200, 30]], np.uint8)[:, None, None], (3, 8, 8, 3)))


def test_pictures_without_classes_and_more_than_a_thousand(tmp_path):
    for i in range(1001):
        Image.new("L", (2, 3), i % 256).save(tmp_path / f"{i:04}.bmp")
    pictures, labels, names = read_pictures(str(tmp_path), (3, 2))
    assert pictures.shape == (501, 3, 2, 3) and labels == [] and names is None
    assert pictures[:3, 0, 0, 0].tolist() == [0, 2, 4]


def test_a_photo_stands_upright(tmp_path):
    """As its camera says."""
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down
    half = np.zeros((8, 8, 3), np.uint8)
    half[:4] = 255
    save(tmp_path / "a.png", half, exif=exif)
    pictures, _, _ = read_pictures(tmp_path, (8, 8))
    assert pictures[0, 0].max() == 0 and pictures[0, 7].min() == 255


def test_one_large_picture_holds_all():
    pictures = np.random.default_rng(0).integers(0, 256, (7, 6, 4, 3), np.uint8)
    png, about = sprite(pictures)
    large = np.asarray(Image.open(io.BytesIO(png)))
    assert about["n"] == 7 and about["shape"] == [6, 4]
    for i, picture in enumerate(pictures):
        top, left = 6 * (i // about["columns"]), 4 * (i % about["columns"])
        np.testing.assert_array_equal(large[top : top + 6, left : left + 4], picture)


def test_what_cannot_be_read_is_one_sentence(tmp_path, monkeypatch):
    for folder in ("none", "."):
        with pytest.raises(ValueError, match=r"^Expected a folder with pictures \(.png, .* for each class, got '.*', which (is|has) none; name another.$"):
            read_pictures(tmp_path / folder, (8, 8))
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n")
    with pytest.raises(ValueError, match="^Expected pictures that can be read, but '.*a.png' cannot .*; take it out of the folder.$"):
        read_pictures(tmp_path, (8, 8))
    save(tmp_path / "a.png", np.zeros((16, 16, 3), np.uint8))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)  # so that it is taken for a file that would fill the memory
    with pytest.raises(ValueError, match="'.*a.png' cannot [(]Image size [(]256 pixels[)].*; take it out of the folder.$"):
        read_pictures(tmp_path, (8, 8))


def test_names_of_classes(tmp_path):
    file = tmp_path / "names.txt"
    file.write_text("cat\n\n  guinea pig \n", encoding="utf-8-sig")
    assert read_names(file) == ["cat", "guinea pig"]
    file.write_bytes(b"\xff\xfe\x00")
    for wrong in (file, tmp_path / "none.txt"):
        with pytest.raises(ValueError, match="^Expected a text file with the name of a class in each line, got '.*' [(].+[)]; name another.$"):
            read_names(wrong)
    file.write_text(" \n")
    with pytest.raises(ValueError, match="got none; write them there"):
        read_names(file)


def test_a_network_is_written_with_pictures_of_its_own(tmp_path):
    """The large picture, what there is to say of it, and a label for each."""
    model = keras.Sequential([keras.Input((6, 4, 3)), layers.Conv2D(2, 3), layers.GlobalAveragePooling2D(), layers.Softmax()])
    shown = np.random.default_rng(0).integers(0, 256, (3, 6, 4, 3), np.uint8)
    folder = export_explorable(model, tmp_path / "mine", ["a", "b"], [0, 1, 1], pictures=shown)
    described, labels = (json.loads((folder / name).read_text()) for name in ("network.json", "labels.json"))
    assert described["pictures"] == sprite(shown)[1] and labels == [0, 1, 1]
    assert (folder / "pictures.png").read_bytes() == sprite(shown)[0]
    assert json.loads((export_explorable(model, tmp_path / "none", pictures=shown) / "labels.json").read_text()) == []
    with pytest.raises(ValueError, match="^labels must be 3 whole numbers from 0 to 1, got int64 of the shape .2,.; give each photo's class.$"):
        export_explorable(model, tmp_path / "few", labels=[0, 1], pictures=shown)
    for wrong in (shown / 255, shown[0], shown[..., :1], shown[:0]):
        with pytest.raises(ValueError, match="^pictures must be uint8 of the shape .N, height, width, 3., got .*; give bytes in three colours.$"):
            export_explorable(model, tmp_path / "wrong", pictures=wrong)
