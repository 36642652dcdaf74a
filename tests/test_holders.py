"""Networks that hold others, or layers in ways that cannot be walked over: what only runs them works, the rest says what it cannot."""

import keras
import numpy as np
import pytest
from borrowed_models import small_net
from keras import layers
from thorough import some

from cnnviz_helpers import (
    as_steps,
    class_evidence,
    export_explorable,
    feature_model,
    grad_cam,
    layer_outputs,
    occlusion_map,
    partial_maps,
    plot_model,
    predict,
    random_evidence,
    receptive_field,
    write_gallery,
)

SHAPE = (32, 32, 3)
IMAGES = np.random.default_rng(13).uniform(-0.5, 0.5, (2, *SHAPE)).astype(np.float32)


class Inner(keras.Model):
    """A model without a graph."""

    def __init__(self, **names):
        super().__init__(**names)
        self.conv = layers.Conv2D(4, 3)

    def call(self, x):
        return self.conv(x)


class Around(layers.Layer):
    """A layer that holds layers, as a list, in a way of its own."""

    def __init__(self, **names):
        super().__init__(**names)
        self.layers = [layers.Conv2D(4, 3), layers.ReLU()]

    def call(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def crossed(**names):
    """A functional model whose class computes something else than its graph."""
    image = keras.Input(SHAPE)

    class Crossed(keras.Model):
        def call(self, x, training=None, mask=None):
            return 2 * super().call(x)

    return Crossed(image, layers.Conv2D(4, 3)(image), **names)


HOLDERS = {
    "Pipeline": lambda: layers.Pipeline([layers.Rescaling(2.0), layers.Conv2D(4, 3)], name="holder"),
    "Inner": lambda: Inner(name="holder"),
    "Around": lambda: Around(name="holder"),
    "Crossed": lambda: crossed(name="holder"),
}


@pytest.mark.parametrize("kind", some(HOLDERS, "Pipeline"))
def test_what_holds_layers_and_is_no_network(kind, tmp_path):
    """It is one step: what runs it works, what would look into it says by name that it cannot."""
    model = keras.Sequential(
        [keras.Input(SHAPE), HOLDERS[kind](), layers.GlobalAveragePooling2D(), layers.Dense(3, name="dense"), layers.Softmax()]
    )
    np.testing.assert_allclose(layer_outputs(model, IMAGES, "holder")["holder"], model.layers[0](IMAGES, training=False), atol=1e-5)
    for call in (as_steps, lambda m: export_explorable(m, tmp_path / "none")):
        with pytest.raises(ValueError, match=rf"cannot compute the layer 'holder' \({kind}\)"):
            call(model)
    with pytest.raises(ValueError, match=rf"layer of the kind {kind} reaches \('holder'\)"):
        receptive_field(model, "holder")
    with pytest.raises(ValueError, match=rf"expects a plain Conv2D layer .*, got {kind} 'holder'; name a convolution"):
        partial_maps(model, IMAGES[0], "holder")
    evidence, cam = class_evidence(model, IMAGES[0], 1), grad_cam(model, IMAGES[0], 1)
    assert evidence.mean + evidence.bias == pytest.approx(evidence.logit, abs=1e-4) and cam.layer == "holder"
    assert occlusion_map(model, IMAGES[0], 0, 16, 16).map.shape == (32, 32) and plot_model(model)
    page = write_gallery(model, IMAGES, tmp_path).read_text(encoding="utf-8")
    assert (
        "model.png" in page
        and "evidence.png" in page
        and "it needs a Conv2D layer, and the model has none of its own; give it the part that has" in page
    )


def test_a_model_whose_class_computes_something_else_than_its_graph():
    """The graph would give other numbers than the model itself."""
    with pytest.raises(ValueError, match="Expected a Sequential or functional Keras model that knows its input, got Crossed; build one"):
        predict(crossed(), IMAGES)


def test_a_layer_over_time():
    """TimeDistributed is one step, of a kind that no chain has."""
    model = keras.Sequential(
        [
            keras.Input(SHAPE),
            layers.TimeDistributed(layers.Conv1D(4, 3), name="rows"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(2, activation="softmax"),
        ]
    )
    for call, words in (
        (as_steps, "layer 'rows' .TimeDistributed."),
        (lambda m: receptive_field(m, "rows"), "kind TimeDistributed reaches"),
    ):
        with pytest.raises(ValueError, match=words):
            call(model)
    assert layer_outputs(model, IMAGES, "rows")["rows"].shape == (2, 32, 30, 4) and class_evidence(model, IMAGES[0], 1)


def nested():
    """Like MobileNetV2 as a layer."""
    return keras.Sequential(
        [keras.Input(SHAPE), small_net("eyes"), layers.GlobalAveragePooling2D(), layers.Dense(3, name="dense"), layers.Softmax()]
    )


def test_the_network_inside_is_named(tmp_path):
    """Whoever looks for a convolution is led to where there is one, and finds it there."""
    model = nested()
    inside = [layer.name for layer in model.get_layer("eyes").layers if type(layer) is layers.Conv2D][0]
    for call in (
        lambda: layer_outputs(model, IMAGES, inside),
        lambda: grad_cam(model, IMAGES[0], 0, inside),
        lambda: feature_model(model, inside),
    ):
        with pytest.raises(ValueError, match=rf"the layers are eyes, .*; '{inside}' is inside 'eyes', so ask model.get_layer\('eyes'\)"):
            call()
    with pytest.raises(ValueError, match=r"got Functional 'eyes'; ask for one of model.get_layer\('eyes'\)"):
        partial_maps(model, IMAGES[0], "eyes")
    page = write_gallery(model, IMAGES, tmp_path).read_text(encoding="utf-8")
    assert "it needs a Conv2D layer, and the model has none of its own; give it model.get_layer(&#x27;eyes&#x27;)" in page
    assert layer_outputs(model.get_layer("eyes"), IMAGES, inside)[inside].shape == (2, 16, 16, 4)
    whole = keras.Sequential([keras.Input(SHAPE), keras.Sequential([keras.Input(SHAPE), *model.layers], name="whole")])
    with pytest.raises(
        ValueError, match=r"grad_cam expects a network with a layer that gives maps .*, this one has none; use model.get_layer\('whole'\)"
    ):
        grad_cam(whole, IMAGES[0], 0)
    assert grad_cam(whole.get_layer("whole"), IMAGES[0], 0).layer == "eyes"


def test_channels_first_is_seen_inside_wrappers():
    """Also where a layer, and no network, holds the layer that has them first."""
    inside = layers.SpectralNormalization(layers.Conv2D(2, 3, data_format="channels_first", name="first"))
    model = keras.Sequential([keras.Input((3, 8, 8)), inside, layers.GlobalAveragePooling2D(), layers.Dense(2, activation="softmax")])
    for call in (class_evidence, grad_cam, lambda *given: occlusion_map(*given, 2, 2)):
        with pytest.raises(ValueError, match="channels along the last axis, but 'first' has them first"):
            call(model, np.zeros((3, 8, 8)), 0)


class Unwritten(layers.Layer):
    """A layer whose settings Keras cannot write down."""

    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def call(self, x):
        return x * self.factor


def test_a_layer_that_cannot_be_made_again():
    """Copies with random weights need it; the rest does not."""
    model = keras.Sequential(
        [
            keras.Input(SHAPE),
            layers.Conv2D(4, 3),
            Unwritten(np.float32(2)),
            layers.GlobalAveragePooling2D(),
            layers.Dense(3),
            layers.Softmax(),
        ]
    )
    assert class_evidence(model, IMAGES[0], 1)
    with pytest.raises(
        ValueError, match="random_evidence expects layers that Keras can make again from their settings, .* give your layer a get_config"
    ):
        random_evidence(model, IMAGES[0], 1, n=1)
