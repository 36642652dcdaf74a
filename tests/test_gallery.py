"""The gallery: every figure for the book's network, what suits for another, and `python -m cnnviz_helpers`."""

import shutil
import subprocess
import sys

import numpy as np
import pytest
from borrowed_models import nested_in_sequential
from bs4 import BeautifulSoup
from PIL import Image
from small_models import quadrant_classifier

from cnnviz_helpers import __main__, assets, conv1_snapshots, get_cifar10, plots, training_history, write_gallery
from cnnviz_helpers.gallery import figures as gallery_figures
from cnnviz_helpers.gallery import gallery


def read(page):
    """The pictures that an `index.html` shows, and what it says was not drawn."""
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    return [image["src"] for image in soup.select("figure img[alt]")], [item.get_text() for item in soup.select("li")]


def test_every_figure_of_the_book_is_there(model, x_test, y_test, tmp_path, monkeypatch):
    """Each function of `plots` is called, each picture is written and shown, and none is refused."""
    called = set()
    for name in plots.__all__:
        monkeypatch.setattr(plots, name, lambda *args, _name=name, _draw=getattr(plots, name), **kwargs: called.add(_name) or _draw(*args, **kwargs))
    page = write_gallery(model, x_test[:60], tmp_path / "new" / "gallery", y_test[:60], training_history(), conv1_snapshots())
    shown, refused = read(page)
    assert called == set(plots.__all__) and refused == []
    assert sorted(shown) == sorted(file.name for file in page.parent.glob("*.png"))
    for name in shown:
        with Image.open(page.parent / name) as picture:
            assert min(picture.size) > 100, name


def test_the_weights_are_as_they_were(model, x_test, y_test, tmp_path):
    """Switching a filter off is done on a copy."""
    before = [array.copy() for array in model.get_weights()]
    gallery_figures.draw_without_a_filter(gallery_figures.Subject(model, x_test[:20], y_test[:20], None, None))
    assert all(np.array_equal(*pair) for pair in zip(before, model.get_weights()))


def test_another_network_gets_what_suits_it(tmp_path, x_test):
    """Of a network without a convolution of its own the rest is drawn, and each missing figure has its reason."""
    shown, refused = read(write_gallery(nested_in_sequential(), x_test[:4], tmp_path))
    assert {"model.png", "images.png", "evidence.png", "occlusion.png"} <= set(shown) and "kernels.png" not in shown
    assert any("kernels of one filter: it needs a Conv2D layer" in words for words in refused)
    assert any(words.startswith("Loss and accuracy, epoch by epoch: it needs history, which were not given") for words in refused)


def test_a_network_with_pictures_of_two_channels(tmp_path):
    """Nothing that draws colours suits it; the page is written all the same."""
    shown, refused = read(write_gallery(quadrant_classifier(), np.zeros((2, 4, 4, 2), np.float32), tmp_path))
    assert shown == ["model.png"] and len(refused) > 10


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


def test_with_show_no_figure_is_refused(tmp_path):
    """Without it each figure with a photo says what to do; with it none is refused, and the photo has its stored pixels."""
    images, network = RANGES["-1 to 1"](Colours.pixels), Colours()
    _, refused = read(write_gallery(network.model, images, tmp_path / "a", np.arange(6) % 3))
    asking = [words for words in refused if "give these to write_gallery as show=" in words]
    assert len(asking) >= 10 and all("it needs pictures for the eye, but images must hold uint8" in words for words in asking)
    page = write_gallery(network.model, images, tmp_path / "b", np.arange(6) % 3, show=Colours.pixels)
    shown, refused = read(page)
    assert [words.split(":")[0] for words in refused] == ["Loss and accuracy, epoch by epoch", "Filters at moments of training"]
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


def test_a_network_with_one_sigmoid(tmp_path, monkeypatch):
    """Two classes, by the names that were given: everything that takes labels is drawn."""
    network, names = Colours(1, "sigmoid"), ("predictions", "panorama", "confusion-matrix", "reliability", "class-accuracy", "occlusion", "grad-cam")
    monkeypatch.setattr(gallery, "figures", lambda subject: (figure for figure in gallery_figures.figures(subject) if figure[0] in names))
    shown, refused = read(write_gallery(network.model, Colours.pixels / 255, tmp_path, np.arange(6)[:, None] % 2, names=("cat", "dog")))
    assert {f"{name}.png" for name in names} == set(shown) and not refused
    subject = gallery_figures.Subject(network.model, Colours.pixels.astype(np.float32) / 255, given_names={0: "cat", 1: "dog"})
    np.testing.assert_allclose(subject.probabilities[:, 1], network.model.predict(Colours.pixels / 255, verbose=0)[:, 0], atol=1e-6)
    assert subject.asked == (0, "dog")


def test_names_that_cannot_be_are_a_reason_not_an_end(tmp_path):
    shown, refused = read(write_gallery(Colours().model, Colours.pixels / 255, tmp_path, [0] * 6, names={"cat": 0, "dog": 1, "frog": 2}))
    assert "model.png" in shown and any("turn it round" in words for words in refused)


FAULTS = {
    "memory": (MemoryError(), "there is not enough memory for it; give smaller images, or fewer."),
    "TensorFlow's memory": (type("ResourceExhaustedError", (Exception,), {})("OOM when allocating"), "there is not enough memory for it"),
    "attribute": (AttributeError("'Pipeline' object has no attribute 'inputs'"), "a fault that the helpers do not know (AttributeError: 'Pipeline' object has no attribute 'inputs')."),
    "no words": (KeyError(), "a fault that the helpers do not know (KeyError)."),
    "many lines": (ValueError("Exception encountered\nwhen calling\n" + "x" * 900), "(ValueError: Exception encountered when calling xxx"),
    "a warning": (DeprecationWarning("old"), "(DeprecationWarning: old)"),
    "a file": (OSError("cannot open the font"), "(OSError: cannot open the font)"),
}


@pytest.mark.parametrize("fault", FAULTS)
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


def test_stopping_keeps_what_was_drawn(tmp_path, monkeypatch):
    """The reader's own wish is no figure's reason: it ends the work, and the page has what there is."""

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(gallery_figures, "class_evidence", stop)
    with pytest.raises(KeyboardInterrupt):
        write_gallery(Colours().model, Colours.pixels / 255, tmp_path)
    shown, _ = read(tmp_path / "index.html")
    assert "model.png" in shown and "occlusion.png" not in shown and all((tmp_path / name).exists() for name in shown)


@pytest.mark.parametrize("name", ["畳み込み", "x" * 200, 'a:b*c?"<d>|', "$5 to $10"])
def test_layers_of_any_name_have_their_pictures(tmp_path, monkeypatch, name):
    """Found by a browser under the name that the page gives, on any disk; words are escaped."""
    from urllib.parse import unquote

    monkeypatch.setattr(gallery, "figures", lambda subject: (figure for figure in gallery_figures.figures(subject) if figure[0].startswith("maps-")))
    page = write_gallery(Colours(name=name).model, Colours.pixels / 255, tmp_path)
    shown, _ = read(page)
    (file,) = [unquote(source) for source in shown if source.startswith("maps-")]
    assert (tmp_path / file).exists() and len(file) < 80 and not set(file) & set(':*?"<>|/\\')
    assert f"The feature maps of {name}" in BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").get_text()


def test_names_that_become_one_on_disk_stay_two():
    taken = set()
    assert [gallery._file_name(name, taken) for name in ("maps-a:b", "maps-a*b", "maps-A-b", "maps-a-b-2")] == ["maps-a-b.png", "maps-a-b-2.png", "maps-A-b-3.png", "maps-a-b-2-2.png"]


def test_a_model_without_a_graph_is_refused_in_a_sentence(tmp_path):
    import keras

    class Own(keras.Model):
        def call(self, inputs):
            return inputs

    with pytest.raises(ValueError, match="Keras model that knows its input, got Own"):
        write_gallery(Own(), Colours.pixels / 255, tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_pictures_that_do_not_fit_are_refused(model, tmp_path):
    """Before anything is written."""
    with pytest.raises(ValueError, match="expects images of the shape"):
        write_gallery(model, np.zeros((2, 8, 8, 3), np.float32), tmp_path / "gallery")
    assert not (tmp_path / "gallery").exists()


def test_a_file_in_the_way_is_named(model, x_test, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ValueError, match=r"Expected a folder to write the gallery to, got '.*file' \(.*\); name another one"):
        write_gallery(model, x_test[:1], tmp_path / "file")


def test_the_package_says_what_it_is():
    """As readers call it: versions, and that all files are intact; nothing on stderr."""
    done = subprocess.run([sys.executable, "-W", "error", "-m", "cnnviz_helpers"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Investigating CNNs" in done.stdout and f"assets: all {len(assets.manifest()['files'])} files are intact" in done.stdout
    assert all(f"{name} " in done.stdout for name in ("Python", "keras", "tensorflow", "numpy", "matplotlib")) and "not installed" not in done.stdout


@pytest.mark.parametrize("harm", ["change", "delete", "manifest"])
def test_damage_is_said_and_counts(tmp_path, monkeypatch, capsys, harm):
    """Each damaged file gets its sentence, and the exit code is not 0."""
    folder = shutil.copytree(assets.FOLDER, tmp_path / "assets")
    for name in {"change": [assets.LABELS, assets.HISTORY], "delete": [assets.LABELS], "manifest": [assets.MANIFEST]}[harm]:
        (folder / name).unlink() if harm == "delete" else (folder / name).write_bytes(b"[]")
    monkeypatch.setattr(__main__, "manifest", lambda: assets.manifest(folder))
    monkeypatch.setattr(__main__, "asset_bytes", lambda name: assets.asset_bytes(name, folder))
    assert __main__.main([]) == 1
    printed = capsys.readouterr().out
    expected = {"change": ["labels.json is damaged", "history.json is damaged"], "delete": ["labels.json is missing"], "manifest": ["manifest.json is damaged"]}
    assert all(words in printed for words in expected[harm]) and "intact" not in printed


@pytest.mark.parametrize("words", [["galery", "x"], ["gallery"], ["gallery", "a", "b"], ["--help"]])
def test_a_slip_on_the_command_line_is_one_sentence(capsys, words):
    assert __main__.main(words) == 2
    assert capsys.readouterr().err.startswith(f"Expected nothing, or gallery and a folder, got '{' '.join(words)}'; say ")


def test_the_command_writes_the_gallery(tmp_path, monkeypatch, capsys):
    """For the book's network and all its images, the photo of the chapters first."""
    given = {}
    monkeypatch.setattr(gallery, "write_gallery", lambda *args: given.update(args=args) or tmp_path / "index.html")
    assert __main__.main(["gallery", str(tmp_path)]) == 0 and "index.html" in capsys.readouterr().out
    _, images, folder, labels, *_ = given["args"]
    assert folder == tmp_path and len(images) == len(labels) == 1000
    assert np.array_equal(images[0], get_cifar10()[0][16]) and np.array_equal(labels[0], get_cifar10()[1][16])
