"""The mathematics of chapter 8's figures in the page: maps, curves, shares and mosaics are those of `cnnviz_helpers.attribution`."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from own_network import MAKERS, PIXELS
from thorough import some

from cnnviz_helpers import attribute, cnn_model, draw_mosaics, export_explorable, get_cifar10, layer_shares, order_curves, peaks_in_place, predict
from cnnviz_helpers.attribution.mosaics import larger_network
from cnnviz_helpers.explorables.files import ENGINE, FOLDER, MORE, page_data
from cnnviz_helpers.explorables.own import read_network

CLOSE = 1e-4  # of the largest number
DOG, PHOTO = 5, 16
PAGE = """<!doctype html><title>belief</title><script type="module">
import * as checks from "./belief_checks.mjs";
window.checks = checks;
</script>"""
OTHER_SETTINGS = {"n": 3, "noise": 0.2, "seed": 7, "first": 3, "baseline": "blur", "steps": 5, "window": 6, "stride": 3}
OPTIONS = {
    "smoothgrad": ("n", "noise", "seed"),
    "integrated_gradients": ("steps",),
    "occlusion": ("window", "stride"),
    "random": ("seed", "first"),
}


@pytest.fixture(scope="module")
def call(browser, serve, tmp_path_factory):
    """A function that calls one of belief_checks.mjs."""
    folder = shutil.copytree(FOLDER, tmp_path_factory.mktemp("belief"), dirs_exist_ok=True)
    for name, content in (page_data() | {Path(name).name: (FOLDER / name).read_bytes() for name in (ENGINE, MORE)}).items():
        (folder / name).write_bytes(content)
    (folder / "book").mkdir()
    for name in ("network.json", "weights.safetensors"):
        shutil.copy(folder / name, folder / "book")
    export_explorable(MAKERS["residual"](), folder / "residual", pixels=PIXELS["residual"])
    shutil.copy(Path(__file__).with_name("belief_checks.mjs"), folder)
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    page = browser.new_page()
    page.goto(serve(folder))
    page.wait_for_function("window.checks")

    def ask(name, **asked):
        return page.evaluate("([name, asked]) => checks[name](asked)", [name, asked])

    ask.folder = folder
    yield ask
    page.close()


@pytest.fixture(scope="module")
def model():
    """The network in Keras."""
    return cnn_model()


def difference(ours, theirs):
    """The largest difference, as a share of the largest number."""
    theirs = np.asarray(theirs, float).ravel()
    return np.abs(np.asarray(ours) - theirs).max() / (np.abs(theirs).max() or 1)


@pytest.mark.parametrize("settings", some(["usual", "other"], "usual"))
def test_maps(call, model, settings):
    """Every method and control: its numbers of pixels, of its own places, and their sizes."""
    photo, asked = get_cifar10()[0][PHOTO], OTHER_SETTINGS if settings == "other" else {}
    found = call("maps", folder="book", photo=photo.ravel().tolist(), k=DOG, settings=asked)
    for name, ours in found.items():
        options = {key: asked[key] for key in OPTIONS.get(name, ()) if key in asked}
        if name == "integrated_gradients" and asked:
            options["baseline"] = blurred(photo)
        theirs = attribute(model, photo, DOG, name, **options)
        assert difference(ours["map"], theirs.pixels) <= CLOSE, name
        assert difference(ours["places"], theirs.map) <= CLOSE and difference(ours["size"], theirs.size) <= CLOSE, name
    assert len(found) == 10


def blurred(photo):
    from cnnviz_helpers.attribution.by_order import filled

    return filled(photo[None], "blur")[0]


@pytest.mark.thorough("changes the numbers, to see that a difference is found")
def test_another_map_is_seen(call, model):
    """The comparison can fail: another class, another seed, another baseline."""
    photo = get_cifar10()[0][PHOTO]
    found = call("maps", folder="book", photo=photo.ravel().tolist(), k=3, settings={"seed": 1, "baseline": "black"})
    for name in ("gradient", "smoothgrad", "integrated_gradients", "evidence", "guided_backpropagation", "occlusion", "random"):
        assert difference(found[name]["map"], attribute(model, photo, DOG, name).pixels) > 0.05, name


def test_maps_of_another_network(call):
    """A residual network with batch normalisation and a SiLU, for grey pictures from 0 to 255."""
    own = read_network(call.folder / "residual")
    photo = own.numbers(3)
    found = call("maps", folder="residual", photo=photo.ravel().tolist(), k=1, settings={"n": 2, "steps": 4, "noise": 0.1})
    for name, options in (
        ("gradient", {}),
        ("gradient_x_input", {}),
        ("integrated_gradients", {"steps": 4, "baseline": 127.5}),
        ("evidence", {}),
        ("edges", {}),
    ):
        assert difference(found[name]["map"], attribute(own.model, photo, 1, name, **options).pixels) <= CLOSE, name


def test_curves(call, model):
    """Deletion and insertion, by pixels and by blocks, with each fill; blocks that do not fit, too."""
    photo = get_cifar10()[0][PHOTO]
    order = attribute(model, photo, DOG, "evidence").pixels
    ways = [{"fill": "grey", "block": 1, "steps": 16}, {"fill": "black", "block": 4, "steps": 16}, {"fill": "blur", "block": 4, "steps": 9}]
    ways.append({"fill": "mean", "block": 5, "steps": 7})
    found = call("curves", folder="book", photo=photo.ravel().tolist(), map=order.ravel().tolist(), k=DOG, ways=ways)
    for way, (deletion, insertion) in zip(ways, found, strict=True):
        theirs = order_curves(model, photo, order, DOG, **way)
        assert np.abs(theirs.deletion[0] - deletion).max() <= CLOSE and np.abs(theirs.insertion[0] - insertion).max() <= CLOSE, way
    assert np.abs(np.subtract(found[0][0], found[1][0])).max() > 0.1  # the ways differ


def test_shares(call, model):
    """At the photo, and at layers before and behind a ReLU: each method's map, the score at zero, the biases' share."""
    photo, names = get_cifar10()[0][PHOTO], ["photo", "conv3", "pool2", "relu5"]
    found = call("shares", folder="book", photo=photo.ravel().tolist(), k=DOG, steps=8, names=names)
    assert list(found) == names
    for name, ours in found.items():
        theirs = layer_shares(model, photo, DOG, None if name == "photo" else name, steps=8)
        assert difference([ours["logit"], ours["zero"], ours["biases"]], [theirs.logit, theirs.zero, theirs.biases]) <= CLOSE
        assert set(ours["maps"]) == set(theirs.maps)
        assert {method: difference(shares, theirs.maps[method]) <= CLOSE for method, shares in ours["maps"].items()} == dict.fromkeys(theirs.maps, True), name
        assert abs(sum(ours["maps"]["gradient"]) + ours["biases"] - ours["logit"]) <= 1e-4 * abs(ours["logit"])  # exact everywhere
    top = found["relu5"]["maps"]
    assert max(difference(shares, top["evidence"]) for shares in top.values()) <= CLOSE  # and there all are one


def test_shares_with_batch_normalisation(call):
    """What a batch normalisation adds is a bias, too. Behind `stem` there are two."""
    own = read_network(call.folder / "residual")
    photo = own.numbers(3)
    found = call("shares", folder="residual", photo=photo.ravel().tolist(), k=1, steps=2, names=["stem", "add", "pool"])
    for name, ours in found.items():
        theirs = layer_shares(own.model, photo, 1, name, steps=2)
        assert difference([ours["logit"], ours["zero"], ours["biases"]], [theirs.logit, theirs.zero, theirs.biases]) <= CLOSE, name


def test_mosaics(call, model):
    """The same four photos, and the peak in the same quarter."""
    images, labels = get_cifar10()
    answers = predict(model, images[:200]).argmax(axis=1)
    photos = draw_mosaics(answers, 6)
    assert call("draws", answers=answers.tolist(), n=6) == photos.tolist()
    hits = peaks_in_place(larger_network(model), images[:200], photos, answers)
    for four, right in zip(photos[:3], hits, strict=False):
        for quarter, photo in enumerate(four):
            place = call("peak", folder="book", photos=[images[i].ravel().tolist() for i in four], shape=[32, 32, 3], k=int(answers[photo]))
            assert (place == quarter) == right[quarter]
