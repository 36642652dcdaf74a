"""Networks of the reader's own: taken apart into a chain, and shown by the live figures."""

import base64
import html
import json
import re

import keras
import numpy as np
import pytest
from borrowed_models import nested_in_sequential
from keras import layers
from own_network import CLASSES, make_own

from cnnviz_helpers import as_steps, explore, export_explorable, grad_cam, layer_outputs, predict
from cnnviz_helpers.networks.export import describe
from cnnviz_helpers.surroundings import IN_THE_BOOK


@pytest.fixture(scope="module")
def own():
    """The second network."""
    return make_own()


@pytest.fixture
def folder(own, tmp_path, y_test):
    """The second network in files."""
    return export_explorable(own, tmp_path / "own", CLASSES, np.isin(y_test.argmax(axis=1), [0, 1, 8, 9]))


def test_a_chain_computes_the_same(own, x_test):
    """Step by step, with activations behind their layers and the network inside taken apart."""
    chain = as_steps(own)
    assert [layer.name for layer in chain.layers] == ["first", "first_relu", "half", "mean", "drop", "row", "hidden", "hidden_relu", "answer", "answer_softmax"]
    np.testing.assert_allclose(predict(chain, x_test[:20]), predict(own, x_test[:20]), atol=1e-6)
    outputs = layer_outputs(chain, x_test[:5])
    assert outputs["first"].min() < 0
    np.testing.assert_array_equal(outputs["first_relu"], np.maximum(outputs["first"], 0))
    np.testing.assert_allclose(outputs["first_relu"], own.get_layer("eyes").layers[0](x_test[:5]), atol=1e-6)


def test_every_known_kind_survives(x_test):
    """All kinds of layers that a description can hold."""
    parts = [
        layers.Conv2D(4, (3, 5), strides=(2, 1), padding="same", use_bias=False),
        layers.Activation("relu"),
        layers.AveragePooling2D(3, 2, padding="same"),
        layers.ReLU(),
    ]
    for last in (layers.GlobalMaxPooling2D, layers.GlobalAveragePooling2D):
        model = keras.Sequential([keras.Input((32, 32, 3)), *parts, layers.Activation("linear"), last(), layers.Dense(3), layers.Softmax()])
        np.testing.assert_allclose(predict(as_steps(model), x_test[:3]), predict(model, x_test[:3]), atol=1e-6)


def test_a_chain_of_the_books_network_is_the_books_network(model, x_test):
    assert describe(as_steps(model)) == describe(model)
    np.testing.assert_array_equal(predict(as_steps(model), x_test[:3]), predict(model, x_test[:3]))


def test_a_chain_is_a_copy(own):
    """Changing its weights leaves the model alone."""
    chain, before = as_steps(own), own.get_weights()[0].copy()
    chain.layers[0].set_weights([np.zeros((5, 5, 3, 6)), np.ones(6)])
    np.testing.assert_array_equal(own.get_weights()[0], before)


def test_branches_stay_branches(x_test):
    """Of a network inside, in a functional copy: a layer reads what it read, under the names of its steps."""
    model = nested_in_sequential()
    copy, inside = as_steps(model), model.layers[0]
    np.testing.assert_allclose(predict(copy, x_test[:3]), predict(model, x_test[:3]), atol=1e-6)
    merge = inside.layers[-1].name
    np.testing.assert_allclose(layer_outputs(copy, x_test[:3], merge)[merge], inside(x_test[:3]), atol=1e-5)


def test_grad_cam_of_a_chain(own, x_test):
    """The network inside, as one layer, gives the same maps as its last layer in the chain."""
    inside, outside = grad_cam(own, x_test[16], 0), grad_cam(as_steps(own), x_test[16], 0, "mean")
    assert (inside.layer, inside.map.shape) == ("eyes", (7, 7))
    np.testing.assert_allclose(inside.map, outside.map, atol=1e-5)


def test_labels_are_written(own, tmp_path, y_test, model):
    """Those that were given; the shipped ones for the shipped classes; else none."""
    truth = y_test.argmax(axis=1)
    for name, folder, expected in (
        ("given", export_explorable(own, tmp_path / "a", labels=truth % 2), (truth % 2).tolist()),
        ("ours", export_explorable(model, tmp_path / "b"), truth.tolist()),
        ("unknown", export_explorable(own, tmp_path / "c"), []),
    ):
        assert json.loads((folder / "labels.json").read_text()) == expected, name


@pytest.mark.parametrize("labels", [[0, 1], np.full(1000, 2), np.full(1000, -1), np.full(1000, 0.5), "animal"])
def test_bad_labels_are_refused(own, tmp_path, labels):
    with pytest.raises(ValueError, match="1000 whole numbers from 0 to 1, got"):
        export_explorable(own, tmp_path / "none", labels=labels)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("name", ["one-number", "x-ray", "sliding"])
def test_a_page_carries_the_network(folder, monkeypatch, name):
    """The mount holds the folder's files, and opens at a layer that there is; its picture has a label of its own."""
    monkeypatch.setenv(IN_THE_BOOK, "1")
    text = explore(name, network=folder)._repr_html_()
    data = {key: json.loads(html.unescape(value)) for key, value in re.findall(r"data-(\w+)='([^']*)'", text)}
    assert {file: base64.b64decode(content) for file, content in data["files"].items()} == {file.name: file.read_bytes() for file in folder.iterdir()}
    assert data["state"].get("layer", "first") == "first" and data["picture"]["label"] == 0
    assert "conv1" not in text and re.search(r'alt="[^"]{40,}"', text)
    assert "data-files" not in explore(name)._repr_html_()


def test_a_notebook_gets_the_network(folder):
    """The widget's files are the folder's; without labels nothing is said about the photo."""
    widget = explore("x-ray", network=folder)
    assert widget.files["network.json"] == (folder / "network.json").read_bytes() and widget.picture["label"] == 0
    (folder / "labels.json").write_text("[]")
    assert explore("x-ray", network=folder).picture["label"] == -1


def without_an_end(own):
    """The chain up to its hidden layer."""
    return as_steps(keras.Model(own.inputs[0], own.get_layer("hidden").output))


def without_convolutions():
    """One dense layer and a softmax."""
    return keras.Sequential([keras.Input((32, 32, 3)), layers.Flatten(), layers.Dense(2, "softmax")])


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda place, own: explore("where", network=export_explorable(own, place)), "a global average pool and one dense layer at the end"),
        (lambda place, own: explore("x-ray", network=place / "nowhere"), "has no network.json; export the model into it first"),
        (lambda place, own: explore("x-ray", network=export_explorable(without_an_end(own), place)), "a sigmoid at the end, but the network ends in hidden"),
        (lambda place, own: explore("sliding", network=export_explorable(without_convolutions(), place)), "a plain convolution that reads the photo"),
    ],
)
def test_networks_that_cannot_be_shown(own, tmp_path, make, words):
    """A sentence each."""
    with pytest.raises(ValueError, match=words):
        make(tmp_path / "own", own)
