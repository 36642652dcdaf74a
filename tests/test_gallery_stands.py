"""The gallery of any network: pictures in any range, one sigmoid, layers of any name; and whatever goes wrong in one figure, the rest stands."""

import numpy as np
import pytest
from bs4 import BeautifulSoup
from PIL import Image
from small_models import quadrant_classifier
from test_gallery import read
from thorough import some

from cnnviz_helpers import write_gallery
from cnnviz_helpers.gallery import figures as gallery_figures
from cnnviz_helpers.gallery import gallery


@pytest.fixture
def only(monkeypatch):
    """A function: from now on the gallery draws no other figures than those whose names begin so."""

    def draw_only(*names):
        monkeypatch.setattr(gallery, "figures", lambda subject: (figure for figure in gallery_figures.figures(subject) if figure[0].startswith(names)))

    return draw_only


class Colours:
    """A network for coloured pictures of 12 × 12, with as many classes as one likes, that takes them as some networks do."""

    pixels = np.random.default_rng(8).integers(0, 256, (6, 12, 12, 3), dtype=np.uint8)

    def __init__(self, classes=3, end="softmax", name="conv"):
        from keras import Input, Sequential, layers, utils

        utils.set_random_seed(8)
        convs = [layers.Conv2D(4, 3, name=name), layers.ReLU(name="relu")]
        self.model = Sequential([Input((12, 12, 3)), *convs, layers.GlobalAveragePooling2D(), layers.Dense(classes, end)])


RANGES = {
    "-1 to 1": lambda pixels: pixels / 127.5 - 1,
    "0 to 255": lambda pixels: pixels.astype(float),
    "standardised": lambda pixels: (pixels - 120.0) / 60,
}


@pytest.mark.parametrize("case", RANGES)
def test_pictures_in_any_range_need_others_for_the_eye(case):
    images = RANGES[case](Colours.pixels)
    with pytest.raises(ValueError, match="it needs pictures for the eye, but images must hold uint8.* and give these to write_gallery as show=.$"):
        gallery_figures.Subject(None, images).shown  # noqa: B018
    np.testing.assert_array_equal(gallery_figures.Subject(None, images, show=Colours.pixels).shown, Colours.pixels)
    np.testing.assert_array_equal(gallery_figures.Subject(None, images, show=Colours.pixels / 255).shown, Colours.pixels)


PHOTOS = (
    "images",
    "predictions",
    "panorama",
    "maps-",
    "filters-and-maps",
    "partial-maps",
    "strongest",
    "receptive-fields",
    "evidence",
    "grad-cam",
    "occlusion",
)


def test_with_show_no_figure_is_refused(tmp_path, only):
    """Without it each figure with a photo says what to do; with it none is refused, and the photo has its stored pixels."""
    only(*PHOTOS)
    images, network = RANGES["-1 to 1"](Colours.pixels), Colours()
    shown, refused = read(write_gallery(network.model, images, tmp_path / "a"))
    assert len(refused) == len(PHOTOS) and not shown
    assert all("it needs pictures for the eye, but images must hold uint8" in words and "give these to write_gallery as show=" in words for words in refused)
    page = write_gallery(network.model, images, tmp_path / "b", show=Colours.pixels)
    shown, refused = read(page)
    assert len(shown) == len(PHOTOS) and not refused
    with Image.open(page.parent / "maps-conv.png") as picture:
        colours = {colour for _, colour in picture.convert("RGB").getcolors(2**24)}
    assert {tuple(pixel) for pixel in Colours.pixels[0].reshape(-1, 3)} <= colours


def test_the_whole_set_says_what_is_black(tmp_path):
    """A first photo without a negative number, and without steps of whole pixels: the others know the range."""
    images = np.random.default_rng(0).uniform(-0.5, 0.5, (6, 12, 12, 3))
    images[0] = np.abs(images[0])
    subject = gallery_figures.Subject(Colours().model, images.astype(np.float32))
    np.testing.assert_array_equal(subject.shown[0], np.round((images[0].astype(np.float32) + 0.5) * 255))


def test_other_pictures_for_the_eye_are_refused(tmp_path):
    for show in (Colours.pixels[:5], Colours.pixels[:, :6], "photos", Colours.pixels[0, 0]):
        with pytest.raises(ValueError, match="show must be"):
            write_gallery(Colours().model, Colours.pixels / 255, tmp_path / "none", show=show)
    assert not (tmp_path / "none").exists()


def test_a_network_with_one_sigmoid(tmp_path, only):
    """Two classes, by the names that were given: everything that takes labels is drawn."""
    network, names = Colours(1, "sigmoid"), ("predictions", "panorama", "confusion-matrix", "reliability", "class-accuracy", "occlusion", "grad-cam")
    only(*names)
    shown, refused = read(write_gallery(network.model, Colours.pixels / 255, tmp_path, np.arange(6)[:, None] % 2, names=("cat", "dog")))
    assert {f"{name}.png" for name in names} == set(shown) and not refused
    subject = gallery_figures.Subject(network.model, Colours.pixels.astype(np.float32) / 255, given_names={0: "cat", 1: "dog"})
    np.testing.assert_allclose(subject.probabilities[:, 1], network.model.predict(Colours.pixels / 255, verbose=0)[:, 0], atol=1e-6)
    assert subject.asked == (0, "dog")


def test_names_that_cannot_be_are_a_reason_not_an_end(tmp_path, only):
    only("model", "predictions", "confusion-matrix")
    shown, refused = read(write_gallery(Colours().model, Colours.pixels / 255, tmp_path, [0] * 6, names={"cat": 0, "dog": 1, "frog": 2}))
    assert "model.png" in shown and any("turn it round" in words for words in refused)


FAULTS = {
    "memory": (MemoryError(), "there is not enough memory for it; give smaller images, or fewer."),
    "TensorFlow's memory": (type("ResourceExhaustedError", (Exception,), {})("OOM when allocating"), "there is not enough memory for it"),
    "attribute": (
        AttributeError("'Pipeline' object has no attribute 'inputs'"),
        "a fault that the helpers do not know (AttributeError: 'Pipeline' object has no attribute 'inputs').",
    ),
    "no words": (KeyError(), "a fault that the helpers do not know (KeyError)."),
    "many lines": (ValueError("Exception encountered\nwhen calling\n" + "x" * 900), "(ValueError: Exception encountered when calling xxx"),
    "a warning": (DeprecationWarning("old"), "(DeprecationWarning: old)"),
    "a file": (OSError("cannot open the font"), "(OSError: cannot open the font)"),
}


@pytest.mark.parametrize("fault", some(FAULTS, "memory", "a warning"))
def test_whatever_goes_wrong_in_one_figure_the_rest_stands(tmp_path, monkeypatch, fault):
    problem, words = FAULTS[fault]

    def fail(*_):
        raise problem

    monkeypatch.setattr(gallery_figures, "class_evidence", fail)
    network = quadrant_classifier()
    shown, refused = read(write_gallery(network, np.zeros((2, 4, 4, 2), np.float32), tmp_path, show=np.zeros((2, 4, 4, 3), np.uint8)))
    assert {"model.png", "occlusion.png", "images.png"} <= set(shown) and "evidence.png" not in shown
    (reason,) = [text for text in refused if text.startswith("Where the score comes from: ")]
    assert words in reason and len(reason) < 400 and "\n" not in reason


def test_stopping_keeps_what_was_drawn(tmp_path, monkeypatch, only):
    """The reader's own wish is no figure's reason: it ends the work, and the page has what there is."""
    only("model", "evidence", "occlusion")

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(gallery_figures, "class_evidence", stop)
    with pytest.raises(KeyboardInterrupt):
        write_gallery(Colours().model, Colours.pixels / 255, tmp_path)
    shown, _ = read(tmp_path / "index.html")
    assert "model.png" in shown and "occlusion.png" not in shown and all((tmp_path / name).exists() for name in shown)


@pytest.mark.parametrize("name", ["畳み込み", "x" * 200, 'a:b*c?"<d>|', "$5 to $10"])
def test_layers_of_any_name_have_their_pictures(tmp_path, only, name):
    """Found by a browser under the name that the page gives, on any disk; words are escaped."""
    from urllib.parse import unquote

    only("maps-")
    page = write_gallery(Colours(name=name).model, Colours.pixels / 255, tmp_path)
    shown, _ = read(page)
    (file,) = [unquote(source) for source in shown if source.startswith("maps-")]
    assert (tmp_path / file).exists() and len(file) < 80 and not set(file) & set(':*?"<>|/\\')
    assert f"The feature maps of {name}" in BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").get_text()


def test_names_that_become_one_on_disk_stay_two():
    taken = set()
    found = [gallery._file_name(name, taken) for name in ("maps-a:b", "maps-a*b", "maps-A-b", "maps-a-b-2")]
    assert found == ["maps-a-b.png", "maps-a-b-2.png", "maps-A-b-3.png", "maps-a-b-2-2.png"]


def test_a_model_without_a_graph_is_refused_in_a_sentence(tmp_path):
    import keras

    class Own(keras.Model):
        def call(self, inputs):
            return inputs

    with pytest.raises(ValueError, match="Keras model that knows its input, got Own"):
        write_gallery(Own(), Colours.pixels / 255, tmp_path / "none")
    assert not (tmp_path / "none").exists()
