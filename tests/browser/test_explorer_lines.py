"""The explorer's lines on other networks: every share, and what is left, is what TensorFlow's slopes say."""

import shutil
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers
from thorough import thorough

from cnnviz_helpers import export_explorable
from cnnviz_helpers.explorables.files import FOLDER

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
CHECKS = "explorer_lines_checks.mjs"
PAGE = f'<!doctype html><title>lines</title><script type="module">import * as checks from "./{CHECKS}"; window.checks = checks;</script>'
N_UNITS = 40
ENDS = {"variance": (0.5, 2), "gamma": (0.5, 1.5), "mean": (-0.3, 0.3), "beta": (-0.3, 0.3), "bias": (-0.2, 0.2)}


def normed(x, n, name, strides=1, **more):
    return layers.BatchNormalization(name=f"{name}_norm")(layers.Conv2D(n, 3, strides, "same", name=name, **more)(x))


def plain():
    """One path: every number has come through every column."""
    picture = keras.Input((20, 18, 3))
    x = layers.MaxPooling2D(2)(layers.ReLU()(normed(picture, 8, "first")))
    x = layers.AveragePooling2D(2)(layers.LeakyReLU(negative_slope=0.1)(normed(x, 12, "second", use_bias=False)))
    x = layers.ReLU()(layers.DepthwiseConv2D(3, padding="same", name="third")(x))
    scores = layers.Dense(5, name="scores")(layers.GlobalAveragePooling2D()(layers.ReLU()(layers.Conv2D(10, 3, name="fourth")(x))))
    return keras.Model(picture, layers.Softmax()(scores)), ["first", "second", "third", "fourth"]


def residual():
    """Blocks with a way past them, one of them through a convolution of its own, and one past two blocks, to maps that stand beside others."""
    picture = keras.Input((16, 16, 3))
    x = stem = layers.ReLU()(normed(picture, 6, "stem"))
    for block, (n, strides) in enumerate([(6, 1), (8, 2), (8, 1)]):
        y = normed(layers.ReLU()(normed(x, n, f"a{block}", strides)), n, f"b{block}")
        x = layers.ReLU()(layers.Add(name=f"add{block}")([y, normed(x, n, f"short{block}", strides) if strides > 1 else x]))
    beside = layers.Concatenate()([x, layers.MaxPooling2D(2)(stem)])
    last = layers.ReLU()(layers.Conv2D(9, 1, name="last")(beside))
    return keras.Model(picture, layers.Softmax()(layers.Dense(4, name="scores")(layers.GlobalAveragePooling2D()(last)))), ["stem", "last"]


def with_random_numbers(model):
    rng = np.random.default_rng(0)
    for weight in model.weights:
        low, high = ENDS.get(weight.name.split("_")[-1], (0, 0))
        if high:
            weight.assign(rng.uniform(low, high, weight.shape))
    return model


class Slopes:
    """TensorFlow's slopes of one number of a model after the other, for a picture."""

    def __init__(self, model, picture):
        self.model, self.offsets = model, [w for w in model.weights if w.name in ("bias", "beta", "moving_mean")]
        every = keras.Model(model.input, [layer.output for layer in model.layers])
        with tf.GradientTape(persistent=True) as self.tape:
            for weight in self.offsets:
                self.tape.watch(weight.value)
            outputs = every(picture[None])
            self.outputs = {layer.name: output for layer, output in zip(model.layers, outputs)}
            self.scores = tf.unstack(self.outputs["scores"][0])
            self.means = {name: tf.unstack(tf.reduce_mean(output, (1, 2))[0]) for name, output in self.outputs.items() if len(output.shape) == 4}

    def explain(self, number):
        """Ask for all slopes of a number at once."""
        asked = [*self.outputs.values(), *(weight.value for weight in self.model.weights)]
        slopes = zip(asked, self.tape.gradient(number, asked))
        self.found = {id(what): np.zeros(what.shape, np.float32) if slope is None else slope.numpy() for what, slope in slopes}

    def shares(self, name):
        """Of each map of a layer."""
        output = self.outputs[name]
        return (self.found[id(output)] * output.numpy()).sum((0, 1, 2))

    def from_offsets_behind(self, layer):
        """What biases, and the offsets of batch normalisation, gave behind a layer."""
        names = [one.name for one in self.model.layers]
        behind = {id(w) for one in self.model.layers[names.index(layer) + 1 :] for w in one.weights}
        return sum((self.found[id(w.value)] * w.numpy()).sum() for w in self.offsets if id(w) in behind)

    def into(self, name):
        """(channels that it reads, its maps): what came from each to each."""
        layer = self.model.get_layer(name)
        if isinstance(layer, layers.Add):
            slope = self.found[id(self.outputs[name])]
            return np.concatenate([np.diag((slope * self.outputs[source._keras_history.operation.name].numpy()).sum((0, 1, 2))) for source in layer.input])
        shares = (self.found[id(layer.kernel.value)] * layer.kernel.numpy()).sum((0, 1))
        return np.diag(shares[:, 0]) if isinstance(layer, layers.DepthwiseConv2D) else shares


@pytest.fixture(scope="module")
def page(browser, serve, tmp_path_factory):
    folder = tmp_path_factory.mktemp("lines")
    shutil.copytree(FOLDER, folder, dirs_exist_ok=True)
    shutil.copy(Path(__file__).with_name(CHECKS), folder)
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    context = browser.new_context()
    page = context.new_page()
    page.goto(serve(folder))
    page.wait_for_function("window.checks")
    yield page, folder
    context.close()


@pytest.mark.parametrize("make", [thorough(plain), residual])
def test_every_share_and_the_rest(page, make):
    """Of random maps and of every score: what each map of each column gave, what went into each, and what no line tells, to 1e-4."""
    page, folder = page
    keras.utils.set_random_seed(1)
    model, cuts = make()
    with_random_numbers(model)
    export_explorable(model, folder / make.__name__)
    rng = np.random.default_rng(2)
    picture = rng.uniform(-0.5, 0.5, model.input_shape[1:]).astype(np.float32)
    page.evaluate("async (given) => { window.opened = await checks.open(...given); }", [make.__name__, picture.ravel().tolist()])
    columns = page.evaluate("checks.columnsIn(opened)")["columns"]
    choices = [(None, i) for i in range(model.output_shape[-1])]
    choices += [(int(k), int(rng.integers(columns[k]["n"]))) for k in rng.integers(0, len(columns), N_UNITS)]
    slopes, worst = Slopes(model, picture), []
    for (column, which), found in zip(choices, page.evaluate("units => checks.explain(opened, units)", choices)):
        number = slopes.scores[which] if column is None else slopes.means[columns[column]["after"]][which]
        value = float(number)
        slopes.explain(number)
        scale = max(1, abs(value))
        assert found["number"] == pytest.approx(value, abs=1e-4 * scale)
        worst.append(found["apart"] / scale)
        for k, (totals, rest, into) in enumerate(zip(found["totals"], found["rests"], found["into"])):
            about, n = columns[k], columns[k]["n"]
            expected = slopes.shares(about["after"])
            worst.append(abs(np.array(totals) - expected).max() / scale)
            worst.append(abs(rest - (value - expected.sum())) / scale)
            worst.append(abs(np.array(into).reshape(-1, n) - slopes.into(about["before"])).max() / scale)
            if about["before"] in cuts and (column is None or k <= column):  # all that is in the number came through it: the rest is known apart
                worst.append(abs(sum(totals) + slopes.from_offsets_behind(about["after"]) - value) / scale)
    assert max(worst) < 1e-4
