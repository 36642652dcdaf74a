"""Every kind of layer and each of its options in two browsers: all numbers and slopes are those of Keras, and the comparison finds mistakes in the engine."""

import shutil
from functools import partial
from itertools import product

import keras
import numpy as np
import pytest
import tensorflow as tf
from firefox import Firefox
from hypothesis import HealthCheck, given, settings
from keras import layers
from keras_site import LARGEST, LARGEST_SLOPE, asker, make_site, too_far, write_cases
from random_networks import CASES, network, networks
from thorough import some, thorough

from cnnviz_helpers.explorables import make
from cnnviz_helpers.explorables.files import FOLDER
from cnnviz_helpers.networks.kinds import KINDS


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder of the page: the engine, and all cases."""
    folder = make_site(tmp_path_factory.mktemp("every-kind"))
    write_cases(folder / "all", {name: make_model() for name, make_model in CASES.items()})
    write_cases(folder / "ties", {name: network((4, 5, len(CORNERS)), body) for name, body in ties().items()})
    return folder


CORNERS = [-3.0, -1.0, 0.0, 0.4, 1.0, 3.0, 6.0]  # of activations


def ties():
    """{name: layers} where numbers are exactly equal, or lie exactly in a corner: what counts there is a choice of TensorFlow's."""
    twice = layers.UpSampling2D(2)  # each number four times, which windows and whole maps meet
    found = {
        "a whole map of zeros": [layers.Rescaling(0.0), layers.ReLU(), layers.Conv2D(5, 3, padding="same")],
        "pooled zeros": [layers.ReLU(), layers.MaxPooling2D(3, 1, "same"), layers.MaxPooling2D(2), layers.Conv2D(3, 2)],
        "windows of equal numbers": [twice, layers.MaxPooling2D(3, 2), layers.Conv2D(2, 3)],
        "windows that overlap, of equal numbers": [twice, layers.MaxPooling2D((2, 3), 1, "same"), layers.Conv2D(2, 3)],
        "whole maps of equal numbers": [layers.ReLU(), twice, layers.GlobalMaxPooling2D(), layers.Dense(3)],
        "a closed whole map": [layers.Rescaling(0.0), layers.ReLU(), layers.GlobalMaxPooling2D(), layers.Dense(3)],
    }
    for merge in (layers.Maximum, layers.Minimum):
        found[f"equal sources, {merge.__name__}"] = partial(_merged, merge, lambda x: [layers.ReLU()(x) for _ in range(3)])
        found[f"the second and third are equal, {merge.__name__}"] = partial(_merged, merge, lambda x: [x, layers.ReLU()(x), layers.ReLU()(x)])
        found[f"one of zeros for all, {merge.__name__}"] = partial(_merged, merge, lambda x: [layers.ReLU()(x), 0.0 * layers.GlobalMaxPooling2D()(x)])
    for kind, settings, layer in scalars():
        found[f"{kind} {settings} in corners"] = [layers.Rescaling([0.0] * len(CORNERS), offset=CORNERS), layer]
    return found


def _merged(merge, sources, x):
    """The same number from several sources, and some weights behind."""
    return layers.Conv2D(3, 2)(merge()(sources(layers.Conv2D(4, 1)(x))))


@pytest.fixture(scope="module")
def ask(folder, serve, browser):
    """A function that asks the page in Chromium."""
    page = browser.new_page()
    page.goto(serve(folder))
    yield asker(page)
    page.close()


@pytest.fixture(scope="module", params=["chromium", thorough("firefox")])
def ask_both(request, folder, serve, tmp_path_factory):
    """A function that asks the page in each of two browsers."""
    if request.param == "chromium":
        yield request.getfixturevalue("ask")
        return
    page = Firefox(tmp_path_factory.mktemp("profile"))
    page.goto(serve(folder))
    yield asker(page)
    page.close()


def test_both_tables_have_the_same_kinds(ask):
    """The page's and Python's; and of each the page can do all that figures ask for."""
    found = ask("kinds")
    assert set(found["known"]) == set(KINDS) and found["incomplete"] == []


@pytest.mark.parametrize("is_compiled", [True, False], ids=["compiled", "script"])
def test_every_layer_is_that_of_keras(ask_both, capsys, request, is_compiled):
    """Of all kinds, at every step, by name."""
    found, worst = ask_both("compare", folder="all", isCompiled=is_compiled), {}
    for row in found:
        worst[row["kind"]] = max(worst.get(row["kind"], 0), row["difference"])
    with capsys.disabled():
        print(f"\n{request.node.callspec.id}: " + ", ".join(f"{kind} {value:.1e}" for kind, value in worst.items()))
    assert set(worst) == set(KINDS) and too_far(found) == []


@pytest.mark.parametrize("is_compiled", [True, False], ids=["compiled", "script"])
def test_every_slope_is_that_of_keras(ask_both, request, is_compiled):
    """Of a sum of the last outputs, back to every step, the picture and all weights; ties included. Script runs in one browser."""
    if not is_compiled and "firefox" in request.node.callspec.id:
        return
    found = [*ask_both("compareSlopes", folder="all", isCompiled=is_compiled), *ask_both("compareSlopes", folder="ties", isCompiled=is_compiled)]
    assert {row["kind"] for row in found} == {"photo", *KINDS} and too_far(found, LARGEST_SLOPE) == []
    assert {row["name"] for row in found if row["gates"]} == set()


def test_terms_and_what_is_seen(ask):
    """Sums are those of their terms; what a number is made of, it sees; what it does not see may change."""
    assert ask("terms", folder="all") == []


@pytest.mark.filterwarnings("ignore:Do not use the `random` module")  # Keras draws seeds when layers are made
def test_random_networks(ask, folder):
    """Small graphs drawn by hypothesis, compiled and in script."""
    drawn = {}

    @settings(max_examples=25, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(networks())
    def draw(model):
        drawn[f"drawn {len(drawn)}"] = model

    draw()
    write_cases(folder / "drawn", drawn)
    for is_compiled in (True, False):
        found = ask("compare", folder="drawn", isCompiled=is_compiled)
        assert {row["name"] for row in found} == set(drawn) and too_far(found) == []
        assert too_far(ask("compareSlopes", folder="drawn", isCompiled=is_compiled), LARGEST_SLOPE) == []
    assert ask("terms", folder="drawn") == []


def scalars():
    """(kind, settings, layer) of each activation that takes every number for itself; of ReLU with all that makes corners."""
    for slope, threshold, most in product((0, 0.2), (0, 0.4), (None, 1, 6)):
        found = {"slope": slope, "threshold": threshold, "most": most}
        yield "relu", {key: value for key, value in found.items() if value}, layers.ReLU(most, slope, threshold)
    yield "leaky-relu", {"slope": 0.3}, layers.LeakyReLU(0.3)
    yield "prelu", {"alpha": [0.25]}, layers.PReLU(keras.initializers.Constant(0.25))
    for alpha in (1.0, 0.5):
        yield "elu", {"alpha": alpha}, layers.ELU(alpha)
    for is_approximate in (True, False):
        yield "gelu", {"approximate": is_approximate}, partial(keras.ops.gelu, approximate=is_approximate)
    for name in "selu silu sigmoid tanh softplus softsign exponential hard_sigmoid hard_silu hard_tanh mish".split():
        yield name.replace("_", "-"), {}, layers.Activation(name)


def test_slopes_of_activations(ask):
    """In corners, too, they are those of TensorFlow's tape."""
    numbers = np.array([0, 0.4, 1, -1, 3, -3, 6, 20, -20, *np.random.default_rng(5).uniform(-8, 8, 60)], np.float32)
    kinds, found, functions = zip(*scalars())
    assert set(kinds) == set(ask("scalarKinds"))
    asked = [{"kind": kind, "settings": its} for kind, its in zip(kinds, found)]
    for one, function, ours in zip(asked, functions, ask("scalars", asked=asked, numbers=numbers.tolist())):
        with tf.GradientTape() as tape:
            tape.watch(x := tf.constant(numbers[:, None]))
            y = function(x)
        theirs = np.concatenate([y, tape.gradient(y, x)], axis=1)
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-5, err_msg=str(one))


# Mistakes that one makes when one writes these kinds: {name: (kind, file, what stands there, what might)}.
BUGS = {
    "another epsilon": ("batch-norm", "more-norms.mjs", "variance[c] + layer.epsilon", "variance[c] + 1e-5"),
    "scale and offset swapped": ("rescale", "more-norms.mjs", "before.at, scales, scales + channels", "before.at, scales + channels, scales"),
    "variance of n - 1": ("layer-norm", "more-norms.mjs", "** 2 * share", "** 2 / (size / means.length - 1)"),
    "groups ignored": ("general-conv", "more-sums.mjs", "first + g * depth, patches", "first, patches"),
    "dilation ignored": ("general-conv", "more-sums.mjs", "(k % columns) * dilation[1] * channels", "(k % columns) * channels"),
    "a border off by one": ("conv-transpose", "more-sums.mjs", "before: far - 1 - cut", "before: Math.max(0, far - 2 - cut)"),
    "kernels not turned round": ("conv-transpose", "more-sums.mjs", "(last - Math.floor(k / channels))", "Math.floor(k / channels)"),
    "maps in another order": ("depthwise-conv", "more-sums.mjs", "heap[place++], to, to + times", "heap[place++ - (place % 2)], to, to + times"),
    "corners for centres": ("upsample", "more-places.mjs", "fround(i + 0.5)", "fround(i)"),
    "joined the other way round": ("concat", "more-places.mjs", "for (const source of sources)", "for (const source of sources.toReversed())"),
    "axes the other way round": ("permute", "more-places.mjs", "stepsOf(from)[axis])", "stepsOf(from)[axes.indexOf(axes.indexOf(axis))])"),
    "nothing is stretched": ("multiply", "more-shared.mjs", "channels > 1 ? 1 : 0]", "1]"),
    "the hard sigmoid of other libraries": ("hard-sigmoid", "scalars.mjs", "Math.min(6, Math.max(0, x + 3)) / 6;", "Math.min(1, Math.max(0, 0.2 * x + 0.5));"),
    "one gelu for both": ("gelu", "scalars.mjs", "(approximate ? (1 + Math.tanh", "(true ? (1 + Math.tanh"),
    "no largest value": ("relu", "more-kinds.mjs", "layer.most ?? Infinity", "Infinity"),
    "a column forgotten": ("depthwise-conv", "more.c", "k < 3)", "k < 2)"),
}  # fmt: skip


# The same for slopes: {name: (folder of cases, kind, file, what stands there, what might)}.
SLOPE_BUGS = {
    "flat above six, not at six": ("ties", "relu", "more-slopes.mjs", "BELOW_SIX : ", "6 : "),
    "open in the corner": ("ties", "relu", "more.c", "wasm_f32x4_gt(x, ALL(low))", "wasm_f32x4_ge(x, ALL(low))"),
    "steep in the corner": ("ties", "hard-silu", "more.c", "wasm_f32x4_lt(wasm_f32x4_abs(x)", "wasm_f32x4_le(wasm_f32x4_abs(x)"),
    "all that are largest": ("ties", "max-pool", "more.c", "rest = wasm_v128_andnot(rest, is_found);", ""),
    "of equal ones the last": ("ties", "maximum", "more-slopes.mjs", "best((a, b) => a > b)", "best((a, b) => a >= b)"),
    "what is read twice counts once": ("all", "add", "slopes.mjs", "if (!isFirst) this.add(source);", ""),
    "stretched, and not added up": ("all", "multiply", "more-slopes.mjs", "...steps[s], ...row", "...ownSteps, ...row"),
    "a number counts for itself alone": ("all", "layer-norm", "more-slopes.mjs", "- sums[group[i]] - normal(i) * tilts[group[i]]", ""),
    "windows one further on": ("all", "depthwise-conv", "slope-sums.mjs", "Math.ceil(-ahead / step)", "Math.floor(-ahead / step)"),
    "a part for another": ("all", "concat", "more-slopes.mjs", "placeOf(gradient) + start, to", "placeOf(gradient), to"),
    "axes as they were": ("all", "permute", "more-slopes.mjs", "axes.indexOf(axis)", "axes[axis]"),
    "shares the other way round": ("all", "resize", "more-slopes.mjs", "above * (1 - share)", "above * share"),
    "kernels not laid side by side": ("all", "conv", "slope-sums.mjs", "met + row * n, slopes", "met, slopes"),
}  # fmt: skip


@pytest.mark.parametrize("bug", some(SLOPE_BUGS, *list(SLOPE_BUGS)[::4]))
def test_a_planted_bug_in_slopes_is_found(ask, folder, bug):
    """In a copy of the engine, too."""
    cases, kind, *change = SLOPE_BUGS[bug]
    found = ask("compareSlopes", folder=cases, engine=spoilt(folder, bug, *change), isCompiled=True, kind=kind)
    assert max(row["difference"] for row in found) > 10 * LARGEST_SLOPE


@pytest.mark.parametrize("bug", some(BUGS, *list(BUGS)[::4]))
def test_a_planted_bug_is_found(ask, folder, bug):
    """In a copy of the engine: the same comparison, ten times its limit away."""
    kind, *change = BUGS[bug]
    found = ask("compare", folder="all", engine=spoilt(folder, bug, *change), isCompiled=True, kind=kind)
    assert max(row["difference"] for row in found) > 10 * LARGEST


def spoilt(folder, bug, file, right, wrong):
    """The name of a copy of the engine in which something else stands."""
    engine = folder / bug.replace(" ", "-").replace(",", "")
    shutil.copytree(FOLDER / "engine", engine)
    text = (engine / file).read_text(encoding="utf-8")
    assert text.count(right) == 1, f"{file} no longer says {right}"
    (engine / file).write_text(text.replace(right, wrong), encoding="utf-8")
    if file == "more.c":
        (engine / "more.wasm").write_bytes(make.compiled(engine / file))
    return engine.name
