"""Every kind of layer with its options, random small graphs, and networks that people use: what is written, made again or taken apart computes the same."""

import keras
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from random_networks import ARCHITECTURES, CASES, GROUPS, networks
from random_numbers import pictures
from thorough import some

from cnnviz_helpers import as_steps, export_explorable, layer_outputs, predict
from cnnviz_helpers.networks.export import arrays, describe
from cnnviz_helpers.networks.kinds import KINDS
from cnnviz_helpers.networks.rebuild import OwnNetwork, rebuild

NEAR = {"rtol": 1e-5, "atol": 1e-5}


def compare(model, description, again, steps):
    """The model made from the files, and the model of single steps, compute what the model does, and have its description."""
    images = pictures(model)
    expected = np.asarray(model(images, training=False))
    for copy in (again, steps):
        np.testing.assert_allclose(copy(images, training=False), expected, **NEAR)
        assert describe(copy) == description
    if isinstance(steps, keras.Sequential):
        return
    assert {layer["name"] for layer in description["layers"]} <= set(layer_outputs(steps, images[:1]))


@pytest.mark.parametrize("group", some(GROUPS, "first of each kind"))
def test_every_kind_with_its_options(group):
    """All that a file can say, from every layer of Keras that it comes from; numbers of order one."""
    seen, classes = set(), set()
    for name in GROUPS[group]:
        model = CASES[name]()
        description = describe(model)
        seen |= {layer["kind"] for layer in description["layers"]}
        classes |= {type(layer).__name__ for layer in model._flatten_layers()}
        try:
            compare(model, description, rebuild(description, arrays(model)), as_steps(model))
        except AssertionError as error:
            raise AssertionError(f"{name}: {error}") from None
    assert seen == set(KINDS)
    wanted = {name for kind in KINDS.values() for name in kind.classes}
    assert wanted - classes <= {"ActivityRegularization", "GaussianDropout", "RandomBrightness", "RandomContrast", "RandomTranslation", "RandomZoom"}


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(networks())
def test_random_graphs(model):
    """Branches, merges, and all kinds, as hypothesis draws them."""
    description = describe(model)
    compare(model, description, rebuild(description, arrays(model)), as_steps(model))


@pytest.mark.parametrize("name", some(["ResNet-20", "U-Net", "MobileNetV3Small"], "ResNet-20", "U-Net"))
def test_networks_that_people_use(name, tmp_path):
    """From the files that were written."""
    model = ARCHITECTURES[name]()
    folder = export_explorable(model, tmp_path)
    again = OwnNetwork({file.name: file.read_bytes() for file in folder.iterdir()})
    images = pictures(model)
    for copy in (again.model, as_steps(model)):
        np.testing.assert_allclose(predict(copy, images), predict(model, images), **NEAR)
    sizes = [np.sqrt(np.mean(output**2)) for output in list(layer_outputs(model, images).values())[1:]]
    assert 0.01 < np.median(sizes) and max(sizes) < 20
