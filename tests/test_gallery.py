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


@pytest.mark.thorough("draws all figures, each of which is drawn by other tests in a quick run")
def test_every_figure_of_the_book_is_there(model, x_test, y_test, tmp_path, monkeypatch):
    """Each function of `plots` is called, each picture is written and shown, and none is refused."""
    called = set()
    for name in plots.__all__:
        monkeypatch.setattr(plots, name, lambda *args, _name=name, _draw=getattr(plots, name), **kwargs: called.add(_name) or _draw(*args, **kwargs))
    page = write_gallery(model, x_test[:60], tmp_path / "new" / "gallery", y_test[:60], training_history(), conv1_snapshots())
    shown, refused = read(page)
    sources = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select("picture > source[media*='dark']")
    assert [source["srcset"] for source in sources] == [f"dark/{name}" for name in shown]
    assert called == set(plots.__all__) and refused == []
    assert sorted(shown) == sorted(file.name for file in page.parent.glob("*.png")) == sorted(file.name for file in page.parent.glob("dark/*.png"))
    for name in shown:
        with Image.open(page.parent / name) as picture:
            assert min(picture.size) > 100, name
        with Image.open(page.parent / "dark" / name) as dark:
            assert dark.size == picture.size and dark.convert("RGBA").getpixel((0, 0))[3] == 0, name  # what it stands on shows through


def test_the_weights_are_as_they_were(model, x_test, y_test, tmp_path):
    """Switching a filter off is done on a copy."""
    before = [array.copy() for array in model.get_weights()]
    gallery_figures.draw_without_a_filter(gallery_figures.Subject(model, x_test[:20], y_test[:20], None, None))
    assert all(np.array_equal(*pair) for pair in zip(before, model.get_weights()))


@pytest.mark.thorough("another network")
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
    assert capsys.readouterr().err.startswith(f"Expected nothing, gallery and a folder, or open and a file, got '{' '.join(words)}'; say ")


def test_the_command_writes_the_gallery(tmp_path, monkeypatch, capsys):
    """For the book's network and all its images, the photo of the chapters first."""
    given = {}
    monkeypatch.setattr(gallery, "write_gallery", lambda *args: given.update(args=args) or tmp_path / "index.html")
    assert __main__.main(["gallery", str(tmp_path)]) == 0 and "index.html" in capsys.readouterr().out
    _, images, folder, labels, *_ = given["args"]
    assert folder == tmp_path and len(images) == len(labels) == 1000
    assert np.array_equal(images[0], get_cifar10()[0][16]) and np.array_equal(labels[0], get_cifar10()[1][16])
