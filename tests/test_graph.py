"""Layers and models that are used in more than one model: every helper speaks of the model it was given."""

import keras
import numpy as np
import pytest
from borrowed_models import BORROWED, SHAPE, small_net
from keras import layers

from cnnviz_helpers import class_evidence, cnn_model, feature_model, layer_outputs, occlusion_map, partial_maps, plot_model, receptive_field


@pytest.fixture(params=BORROWED, ids=lambda build: build.__name__)
def model(request):
    """A model with borrowed layers."""
    return request.param()


@pytest.fixture
def image(model):
    """A picture that fits the model."""
    return np.random.default_rng(0).uniform(-0.5, 0.5, model.input_shape[1:]).astype(np.float32)


def step_by_step(model, image):
    """{layer name: output} by calling one layer after the other; the models of this file are chains."""
    outputs, reached = {}, image[None]
    for layer in model.layers:
        reached = reached if isinstance(layer, keras.layers.InputLayer) else layer(reached, training=False)
        outputs[layer.name] = np.asarray(reached)
    return outputs


def test_layer_outputs(model, image):
    """Every layer, nested models too."""
    expected = step_by_step(model, image)
    found = layer_outputs(model, image)
    assert list(found) == list(expected)
    for name, output in found.items():
        np.testing.assert_allclose(output, expected[name], atol=1e-5)


def test_feature_model(model, image):
    """A model up to each single layer."""
    expected = step_by_step(model, image)
    for index, name in enumerate(expected):
        np.testing.assert_allclose(feature_model(model, index)(image[None]), expected[name], atol=1e-5)


def test_class_evidence(model, image):
    """Mean plus bias is the logit, and the logit is what the dense layer gives."""
    logits = step_by_step(model, image)["dense"][0]
    for class_index, logit in enumerate(logits):
        evidence = class_evidence(model, image, class_index)
        assert evidence.logit == pytest.approx(logit, abs=1e-5)
        assert evidence.mean + evidence.bias == pytest.approx(logit, abs=1e-4)


def test_occlusion_and_the_picture_of_the_model(model, image):
    """They find their way too."""
    assert occlusion_map(model, image, 0, window=16, stride=16).map.shape == image.shape[:2]
    assert plot_model(model)


def test_receptive_field(model):
    """The last layer with maps: the books' own sizes, or those of the small net by hand."""
    where = [index for index, output in enumerate(feature_model(model, range(len(model.layers))).outputs) if len(output.shape) == 4]
    field = receptive_field(model, where[-1])
    size, stride = {"mini": (7, 2), "relu1": (3, 1), "relu5": (24, 4)}[field.layer]
    assert (field.size, field.stride, field.input_size) == ((size, size), (stride, stride), model.input_shape[1:3])
    middle = field.map_size[0] // 2
    top, left, bottom, right = field.box(middle, middle)
    assert (bottom - top, right - left) == (size, size)


def test_partial_maps():
    """The convolution after a nested model, a borrowed one, and one on larger pictures: the maps plus the bias are the feature map."""
    image = keras.Input(SHAPE)
    after = keras.Model(image, layers.Conv2D(2, 3, name="after")(small_net()(image)))
    for model, name in ((after, "after"), (BORROWED[2](), "conv1"), (BORROWED[3](), "conv2")):
        photo = np.random.default_rng(1).uniform(-0.5, 0.5, model.input_shape[1:]).astype(np.float32)
        maps, bias = partial_maps(model, photo, name, 1)
        np.testing.assert_allclose(maps.sum(axis=-1) + bias, layer_outputs(model, photo, name)[name][0, ..., 1], atol=1e-5)


def test_a_layer_that_is_used_twice_has_no_single_output():
    """One sentence names the layer."""
    image, twice = keras.Input((8, 8, 1)), layers.Conv2D(1, 3, padding="same", name="twice")
    model = keras.Model(image, layers.ReLU(name="after")(twice(twice(image))))
    assert layer_outputs(model, np.zeros((8, 8, 1)), "after")["after"].shape == (1, 8, 8, 1)
    with pytest.raises(ValueError, match="'twice' .* used 2 times"):
        layer_outputs(model, np.zeros((8, 8, 1)), "twice")


def test_a_layer_with_several_outputs():
    """A nested model that gives two: the layer after it can be asked for, the nested model cannot."""
    image = keras.Input((8, 8, 1))
    fork = keras.Model(image, [layers.ReLU()(image), layers.Identity()(image)], name="fork")
    model = keras.Model(image, layers.Add(name="sum")(fork(layers.Rescaling(2.0)(image))))
    assert layer_outputs(model, np.ones((8, 8, 1)), "sum")["sum"].max() == 4
    with pytest.raises(ValueError, match="'fork' gives 2 outputs"):
        feature_model(model, "fork")


def test_the_original_is_as_it_was():
    """Borrowing a model's layers changes nothing in it."""
    ours, photo = cnn_model(), np.zeros(SHAPE, np.float32)
    before = layer_outputs(ours, photo, "conv2")["conv2"]
    keras.Sequential([keras.Input((16, 16, 3)), *ours.layers[:4]])
    np.testing.assert_array_equal(layer_outputs(ours, photo, "conv2")["conv2"], before)
