"""What a layer keeps is not always what it multiplies by: Keras's numbers, or a refusal by name."""

import warnings

import keras
import numpy as np
import pytest
from keras import layers
from safetensors.numpy import load_file

from cnnviz_helpers import (
    as_steps,
    class_evidence,
    export_explorable,
    grad_cam,
    layer_outputs,
    occlusion_map,
    partial_maps,
    predict,
    random_evidence,
    receptive_field,
    write_gallery,
)

SHAPE = (8, 8, 3)
IMAGES = np.random.default_rng(7).uniform(-1, 1, (3, *SHAPE)).astype(np.float32)


def network(conv=None, dense=None, end=()):
    """A convolution, pooled, and scores."""
    keras.utils.set_random_seed(1)
    conv, dense = conv or layers.Conv2D(4, 3, activation="relu", name="conv"), dense or layers.Dense(5, activation="softmax", name="dense")
    return keras.Sequential([keras.Input(SHAPE), conv, layers.GlobalAveragePooling2D(name="gap"), dense, *end])


def quantized(model, mode):
    """`model`, its layers quantized. Keras warns of those that cannot be, an input among them, and of its own ways with arrays."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.quantize(mode)
    return model


@pytest.mark.parametrize("mode", ["int4", "int8", "float8"])
def test_a_quantized_layer_is_refused_where_its_weights_are_read(mode, tmp_path):
    """It rounds what it reads as well, so no weights give its numbers. What only runs it gives Keras's."""
    model = quantized(network(dense=layers.Dense(5, name="dense"), end=[layers.Softmax(name="softmax")]), mode)
    for call in (as_steps, lambda m: export_explorable(m, tmp_path / "none")):
        with pytest.raises(ValueError, match=rf"cannot compute the layer 'dense' \(Dense\): it has weights quantized to {mode}; export"):
            call(model)
    assert not (tmp_path / "none").exists()
    for call in (class_evidence, lambda *given: random_evidence(*given, n=1)):
        with pytest.raises(
            ValueError, match=f"'dense' is quantized to {mode} and rounds what it reads; take the network as it was before quantize"
        ):
            call(model, IMAGES[0], 1)
    scores = np.array(model.layers[-2](model.layers[1](model.layers[0](IMAGES))))  # as Keras computes them
    if mode == "float8":  # Keras itself has no slopes for it outside of training
        with pytest.raises(ValueError, match="grad_cam expects layers that TensorFlow can take slopes through"):
            grad_cam(model, IMAGES[0], 1)
    else:
        assert grad_cam(model, IMAGES[0], 1).score == pytest.approx(scores[0, 1], abs=1e-5)
    assert occlusion_map(model, IMAGES[0], 1, 4, 4, score="logit").base == pytest.approx(scores[0, 1], abs=1e-5)
    np.testing.assert_allclose(predict(model, IMAGES), keras.ops.softmax(scores), atol=1e-6)
    np.testing.assert_allclose(layer_outputs(model, IMAGES, "dense")["dense"], scores, atol=1e-5)


def test_a_quantized_layer_with_its_softmax_has_no_score_that_could_be_read():
    """Neither for Grad-CAM nor for occlusion."""
    model = quantized(network(), "int8")
    for call in (grad_cam, class_evidence, lambda *given: occlusion_map(*given, 4, 4, score="logit")):
        with pytest.raises(ValueError, match="'dense' is quantized to int8"):
            call(model, IMAGES[0], 1)


@pytest.mark.thorough("a gallery of a rare network; its refusals are tested in a quick run")
def test_the_gallery_says_which_layer_is_quantized(tmp_path):
    model = quantized(network(dense=layers.Dense(5, name="dense"), end=[layers.Softmax(name="softmax")]), "int4")
    page = write_gallery(model, IMAGES / 2, tmp_path).read_text(encoding="utf-8")
    assert "quantized to int4" in page and (tmp_path / "grad-cam.png").exists() and (tmp_path / "kernels.png").exists()


def lora():
    """A network whose convolution and dense layer have learned something beside their kernels."""
    model = network()
    for name in ("conv", "dense"):
        layer = model.get_layer(name)
        layer.enable_lora(2)
        layer.lora_kernel_b.assign(np.random.default_rng(8).normal(size=layer.lora_kernel_b.shape))
    return model


def test_what_lora_learned_counts(tmp_path):
    """The kernel that is kept is the old one; the layer multiplies by the sum."""
    model = lora()
    np.testing.assert_allclose(predict(as_steps(model), IMAGES), predict(model, IMAGES), atol=1e-5)
    conv, dense = model.get_layer("conv"), model.get_layer("dense")
    merged = np.asarray(conv._kernel) + np.asarray(conv.lora_kernel_a) @ np.asarray(conv.lora_kernel_b)  # alpha is the rank
    written = load_file(export_explorable(model, tmp_path) / "weights.safetensors")
    np.testing.assert_allclose(written["conv/kernel"], merged, atol=1e-6)
    before = np.array(conv(IMAGES[:1])).mean(axis=(1, 2)) @ (
        np.asarray(dense._kernel) + np.asarray(dense.lora_kernel_a) @ np.asarray(dense.lora_kernel_b)
    )
    for class_index in range(5):
        evidence = class_evidence(model, IMAGES[0], class_index)
        assert evidence.mean + evidence.bias == pytest.approx(before[0, class_index], abs=1e-5)
        assert grad_cam(model, IMAGES[0], class_index).score == pytest.approx(before[0, class_index], abs=1e-5)
    maps, bias = partial_maps(model, IMAGES[0], "conv", 2)
    np.testing.assert_allclose(
        np.maximum(maps.sum(axis=-1) + bias, 0), layer_outputs(model, IMAGES[0], "conv")["conv"][0, ..., 2], atol=1e-5
    )


class Standardised(layers.Conv2D):
    """Its kernels have the mean 0 and the spread 1 when it computes."""

    def convolution_op(self, inputs, kernel):
        return super().convolution_op(inputs, (kernel - keras.ops.mean(kernel, (0, 1, 2))) / (keras.ops.std(kernel, (0, 1, 2)) + 1e-5))


class Doubled(layers.Conv2D):
    """It gives twice the sum."""

    def call(self, inputs):
        return 2 * super().call(inputs)


class Held(layers.Conv2D):
    """Its kernel has no negative number when it computes."""

    @property
    def kernel(self):
        return keras.ops.maximum(self._kernel, 0)


class DoubledDense(layers.Dense):
    """It gives twice the sum."""

    def call(self, inputs, training=None):
        return 2 * super().call(inputs)


class Usual(layers.Conv2D):
    """Settings of one's own, and nothing else."""

    def __init__(self, filters, **settings):
        super().__init__(filters, 3, **settings)


@pytest.mark.parametrize("kind", [Standardised, Doubled, Held])
def test_a_class_that_computes_something_else_is_refused(kind):
    """Also under the name of Keras's own class."""
    for name in (kind.__name__, "Conv2D"):
        own = type(name, (kind,), {})
        model = network(conv=own(4, 3, name="conv"))
        with pytest.raises(ValueError, match=rf"partial_maps expects a plain Conv2D layer without groups, got {name} 'conv'"):
            partial_maps(model, IMAGES[0], "conv")
        with pytest.raises(
            ValueError, match=rf"cannot compute the layer 'conv' \({name}\): it has a class of your own, which may compute anything"
        ):
            as_steps(model)
        with pytest.raises(ValueError, match=rf"layer of the kind \S*{name} reaches"):
            receptive_field(model, "conv")
        np.testing.assert_allclose(layer_outputs(model, IMAGES, "conv")["conv"], model.layers[0](IMAGES), atol=1e-6)


def test_a_dense_class_that_computes_something_else_is_refused():
    """No score is a mean of its weighted maps; Grad-CAM takes what the layer gives."""
    for name in ("DoubledDense", "Dense"):
        model = network(dense=type(name, (DoubledDense,), {})(5, name="dense"), end=[layers.Softmax()])
        with pytest.raises(ValueError, match="class_evidence expects"):
            class_evidence(model, IMAGES[0], 0)
        scores = layer_outputs(model, IMAGES[0], "dense")["dense"][0]
        assert grad_cam(model, IMAGES[0], 3).score == pytest.approx(scores[3], abs=1e-5)


def test_a_class_with_settings_of_ones_own_is_taken_apart():
    """It computes what a Conv2D does."""
    model = network(conv=Usual(4, name="conv"))
    maps, bias = partial_maps(model, IMAGES[0], "conv", 1)
    np.testing.assert_allclose(maps.sum(axis=-1) + bias, layer_outputs(model, IMAGES[0], "conv")["conv"][0, ..., 1], atol=1e-5)


def test_spectral_normalization():
    """A wrapper, whose layer is not looked into, for the chain and for a receptive field; what only runs it gives Keras's numbers."""
    model = network(conv=layers.SpectralNormalization(layers.Conv2D(4, 3), name="held"))
    model(IMAGES, training=True)  # one step of the normalization
    for call, words in (
        (as_steps, "'held' (SpectralNormalization): it has a kind"),
        (lambda m: receptive_field(m, "held"), "kind SpectralNormalization reaches ('held')"),
    ):
        with pytest.raises(ValueError) as refusal:
            call(model)
        assert words in str(refusal.value)
    np.testing.assert_allclose(layer_outputs(model, IMAGES, "held")["held"], model.layers[0](IMAGES), atol=1e-6)
    evidence = class_evidence(model, IMAGES[0], 0)
    assert evidence.mean + evidence.bias == pytest.approx(evidence.logit, abs=1e-5)


def test_constraints_are_no_other_numbers():
    """Keras applies them after a step of training, so the kernel is what is multiplied by; the chain keeps them."""
    model = network(
        conv=layers.Conv2D(4, 3, name="conv", kernel_constraint="non_neg"),
        dense=layers.Dense(5, name="dense", kernel_constraint=keras.constraints.MaxNorm(0.5)),
    )
    chain = as_steps(model)
    np.testing.assert_allclose(predict(chain, IMAGES), predict(model, IMAGES), atol=1e-6)
    assert (
        type(chain.get_layer("conv").kernel_constraint).__name__ == "NonNeg" and chain.get_layer("dense").kernel_constraint.max_value == 0.5
    )
