"""Networks that compute in half or double precision: what is handed out is float32, and near what single precision gives."""

import json

import keras
import numpy as np
import pytest
from keras import layers
from safetensors.numpy import load_file
from thorough import diagonal, some

from cnnviz_helpers import (
    active_share,
    as_steps,
    class_evidence,
    excite,
    export_explorable,
    grad_cam,
    layer_outputs,
    occlusion_map,
    partial_maps,
    predict,
    predict_without,
    random_evidence,
    top_classes,
    write_gallery,
)
from cnnviz_helpers.networks.rebuild import OwnNetwork

IMAGES = np.random.default_rng(11).uniform(-0.5, 0.5, (2, 8, 8, 3)).astype(np.float32)
NEAR = {"mixed_float16": 0.01, "mixed_bfloat16": 0.06, "float16": 0.01, "bfloat16": 0.06, "float64": 1e-5}


def network(policy="float32", **last):
    """A convolution, pooled, and three scores, of the same numbers in every precision."""
    image, place = keras.Input((8, 8, 3)), {"dtype": policy}
    maps = layers.Conv2D(4, 3, activation="relu", name="conv", **place)(image)
    scores = layers.Dense(3, name="dense", **place, **last)(layers.GlobalAveragePooling2D(name="gap", **place)(maps))
    model = keras.Model(image, scores if last else layers.Softmax(name="softmax", **place)(scores))
    random = np.random.default_rng(12)
    model.set_weights([np.round(random.normal(size=weight.shape), 1) for weight in model.weights])
    return model


CALLS = {
    "predict": predict,
    "layer_outputs": lambda m, x: layer_outputs(m, x)["conv"],
    "partial_maps": lambda m, x: partial_maps(m, x[0], "conv", 1)[0],
    "class_evidence, its map": lambda m, x: class_evidence(m, x[0], 2).map,
    "grad_cam, its map": lambda m, x: grad_cam(m, x[0], 2).map,
    "grad_cam, its weights": lambda m, x: grad_cam(m, x[0], 2).weights,
    "predict_without": lambda m, x: predict_without(m, x, "conv", [1], to="mean"),
}


@pytest.mark.parametrize(("name", "policy"), diagonal(CALLS, NEAR))
def test_arrays_are_single_precision(name, policy):
    found, expected = CALLS[name](network(policy), IMAGES), CALLS[name](network(), IMAGES)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, atol=NEAR[policy] * max(1, np.abs(expected).max()))


@pytest.mark.parametrize(("policy", "last"), diagonal(NEAR, [{}, {"activation": "softmax"}]))
def test_every_method_finds_the_score(policy, last):
    """With a softmax as a layer, and inside the dense layer, whose weights keep another precision than its numbers."""
    model, expected = network(policy, **last), layer_outputs(network(), IMAGES[0], "dense")["dense"][0, 1]
    near = NEAR[policy] * max(1, abs(float(expected)))
    evidence = class_evidence(model, IMAGES[0], 1)
    assert evidence.logit == pytest.approx(expected, abs=near) and evidence.mean + evidence.bias == pytest.approx(expected, abs=near)
    assert grad_cam(model, IMAGES[0], 1).score == pytest.approx(expected, abs=near)
    occlusion = occlusion_map(model, IMAGES[0], 1, 4, 4, score="logit")
    assert occlusion.base == pytest.approx(expected, abs=near) and np.isfinite(occlusion.map).all()


@pytest.mark.parametrize("policy", ["mixed_float16", "bfloat16", "float64"])
def test_the_chain_keeps_the_precision_and_the_file_has_its_own(policy, tmp_path):
    """A chain computes as the model does; the network read from files computes as a page does, whatever Keras is set to."""
    model = network(policy, activation="softmax")
    chain = as_steps(model)
    np.testing.assert_allclose(predict(chain, IMAGES), predict(model, IMAGES), atol=1e-6)
    assert {layer.dtype_policy.name for layer in chain.layers} == {policy}
    folder = export_explorable(model, tmp_path)
    assert {array.dtype for array in load_file(folder / "weights.safetensors").values()} == {np.dtype("float32")}
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_float16")
    try:
        read = OwnNetwork({file.name: file.read_bytes() for file in folder.iterdir()}).model
    finally:
        keras.config.set_dtype_policy(before)
    assert {layer.dtype_policy.name for layer in read.layers} == {"float32"} and json.loads((folder / "network.json").read_text())[
        "input"
    ] == [8, 8, 3]
    np.testing.assert_allclose(predict(read, IMAGES), predict(network(), IMAGES), atol=NEAR[policy])


@pytest.mark.thorough("other number formats, further down; what the package hands out is tested in a quick run")
@pytest.mark.parametrize("policy", some(["mixed_float16", "mixed_bfloat16", "float64"], "float64"))
def test_what_goes_on_from_there(policy, tmp_path):
    """Pictures that excite a filter, random copies, names of classes, shares of active units, and every figure."""
    model = network(policy)
    pictures = excite(model, IMAGES, "conv", [0, 3], steps=3)
    assert pictures.dtype == np.float32 and (pictures != IMAGES).any()
    assert random_evidence(model, IMAGES[0], 1, n=2).shape == (2, 6, 6)
    assert top_classes(predict(model, IMAGES[:1]), 1, names=["a", "b", "c"])[0][0] in "abc"
    assert active_share(model.layers[1](IMAGES)).shape == (4,)  # what Keras itself gives, in its precision
    page = write_gallery(model, IMAGES, tmp_path, labels=[0, 1]).read_text(encoding="utf-8")
    assert all(f"{name}.png" in page for name in ("panorama", "grad-cam", "occlusion", "evidence", "partial-maps", "class-accuracy"))


def for_bytes():
    """A network that takes bytes, and divides them itself."""
    image = keras.Input((8, 8, 3), dtype="uint8")
    maps = layers.Conv2D(4, 3, name="conv")(layers.Rescaling(1 / 255, offset=-0.5)(image))
    return keras.Model(image, layers.Dense(3, activation="softmax", name="dense")(layers.GlobalAveragePooling2D()(maps)))


def test_a_network_that_takes_bytes_is_given_bytes():
    """As they are, or as floats without fractions; fractions would become zeros without a word."""
    model, pixels = for_bytes(), np.random.default_rng(14).integers(0, 256, (2, 8, 8, 3), dtype=np.uint8)
    expected = np.array(model(pixels))
    for images in (pixels, pixels.astype(np.float32), pixels.astype(int)):
        np.testing.assert_allclose(predict(model, images), expected, atol=1e-6)
    drops = occlusion_map(model, pixels[0], 1, 4, 4, fill=127).drops
    covered = pixels[0].copy()
    covered[:4, :4] = 127
    assert drops[0, 0] == pytest.approx(expected[0, 1] - np.array(model(covered[None]))[0, 1], abs=1e-6)
    evidence = class_evidence(model, pixels[0], 1)
    assert grad_cam(model, pixels[0], 1).score == pytest.approx(evidence.logit, abs=1e-5) == evidence.mean + evidence.bias
    with pytest.raises(
        ValueError, match=r"expects images as whole numbers \(uint8\), got float32 with fractions; give it the bytes themselves"
    ):
        predict(model, pixels / np.float32(255))
    with pytest.raises(ValueError, match="excite expects a layer that changes smoothly with the picture"):
        excite(model, np.zeros((1, 8, 8, 3)), "conv", 0)
