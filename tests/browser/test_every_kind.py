"""Every kind of layer and each of its options in two browsers: all numbers are those of Keras, and the comparison finds mistakes in the engine."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from firefox import Firefox
from hypothesis import HealthCheck, given, settings
from random_networks import CASES, networks
from random_numbers import pictures
from safetensors.numpy import save_file

from cnnviz_helpers import as_steps, layer_outputs
from cnnviz_helpers.explorables import make
from cnnviz_helpers.explorables.files import FOLDER
from cnnviz_helpers.networks.export import arrays, describe
from cnnviz_helpers.networks.kinds import KINDS

LARGEST = 1e-5  # of a layer's largest number
PATHS = pytest.mark.parametrize("is_compiled", [True, False], ids=["compiled", "script"])
PAGE = """<!doctype html><title>every kind</title><script type="module">
import * as checks from "./every_kind_checks.mjs";
window.checks = checks;
</script>"""


def write_cases(folder, models):
    """Networks {name: model}, two pictures for each, and what Keras makes of them at every step, in two files of a folder."""
    found, numbers = [], {}
    for i, (name, model) in enumerate(models.items()):
        found.append({"name": name, "description": describe(model)})
        images = pictures(model)
        named = {f"arrays/{key}": array for key, array in arrays(model).items()} | {"inputs": images}
        named |= {f"outputs/{layer}": output for layer, output in layer_outputs(as_steps(model), images).items()}
        numbers |= {f"{i}/{key}": np.ascontiguousarray(array, np.float32) for key, array in named.items()}
    folder.mkdir()
    (folder / "cases.json").write_text(json.dumps(found), encoding="utf-8")
    save_file(numbers, folder / "numbers.safetensors")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder of the page: the engine, and all cases."""
    folder = tmp_path_factory.mktemp("every-kind")
    shutil.copytree(FOLDER / "engine", folder / "engine")
    shutil.copy(Path(__file__).with_name("every_kind_checks.mjs"), folder)
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    write_cases(folder / "all", {name: make() for name, make in CASES.items()})
    return folder


@pytest.fixture(scope="module")
def pages(folder, serve, browser, tmp_path_factory):
    """A page of each browser, opened when it is asked for."""
    found = {}

    def page(name):
        if name not in found:
            found[name] = browser.new_page() if name == "chromium" else Firefox(tmp_path_factory.mktemp("profile"))
            found[name].goto(serve(folder))
        return found[name]

    yield page
    for one in found.values():
        one.close()


@pytest.fixture(scope="module")
def ask(pages):
    """A function that calls one of the functions in every_kind_checks.mjs."""
    call = "([name, argument]) => checks[name](argument)"
    return lambda name, program="chromium", **asked: pages(program).evaluate(call, [name, asked])


def test_both_tables_have_the_same_kinds(ask):
    """The page's and Python's; and of each the page can do all that figures ask for."""
    found = ask("kinds")
    assert set(found["known"]) == set(KINDS) and found["incomplete"] == []


@pytest.mark.parametrize("program", ["chromium", "firefox"])
@PATHS
def test_every_layer_is_that_of_keras(ask, capsys, program, is_compiled):
    """Of all kinds, at every step, by name."""
    found = ask("compare", program, folder="all", isCompiled=is_compiled)
    worst = {}
    for row in found:
        worst[row["kind"]] = max(worst.get(row["kind"], 0), row["difference"])
    with capsys.disabled():
        print(f"\n{program}, {'compiled' if is_compiled else 'script'}: " + ", ".join(f"{kind} {value:.1e}" for kind, value in worst.items()))
    assert set(worst) == set(KINDS)
    assert [row for row in found if not row["difference"] <= LARGEST] == []


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
        assert {row["name"] for row in found} == set(drawn)
        assert [row for row in found if not row["difference"] <= LARGEST] == []
    assert ask("terms", folder="drawn") == []


# Mistakes that one makes when one writes these kinds: {name: (kind, file, what stands there, what might)}.
BUGS = {
    "another epsilon": ("batch-norm", "more-kinds.mjs", "variance[c] + layer.epsilon", "variance[c] + 1e-5"),
    "scale and offset swapped": ("rescale", "more-kinds.mjs", "before.at, scales, scales + channels", "before.at, scales + channels, scales"),
    "variance of n - 1": ("layer-norm", "more-kinds.mjs", "** 2 * share", "** 2 / (size / means.length - 1)"),
    "groups ignored": ("general-conv", "more-sums.mjs", "first + g * depth, patches", "first, patches"),
    "dilation ignored": ("general-conv", "more-sums.mjs", "(k % columns) * dilation[1] * channels", "(k % columns) * channels"),
    "a border off by one": ("conv-transpose", "more-sums.mjs", "before: far - 1 - cut", "before: Math.max(0, far - 2 - cut)"),
    "kernels not turned round": ("conv-transpose", "more-sums.mjs", "(last - Math.floor(k / channels))", "Math.floor(k / channels)"),
    "maps in another order": ("depthwise-conv", "more-sums.mjs", "heap[place++], to, to + times", "heap[place++ - (place % 2)], to, to + times"),
    "corners for centres": ("upsample", "more-places.mjs", "fround(i + 0.5)", "fround(i)"),
    "joined the other way round": ("concat", "more-places.mjs", "for (const source of sources)", "for (const source of sources.toReversed())"),
    "axes the other way round": ("permute", "more-places.mjs", "stepsOf(from)[axis])", "stepsOf(from)[axes.indexOf(axes.indexOf(axis))])"),
    "nothing is stretched": ("multiply", "more-kinds.mjs", "channels > 1 ? 1 : 0]", "1]"),
    "the hard sigmoid of other libraries": ("hard-sigmoid", "scalars.mjs", "Math.min(6, Math.max(0, x + 3)) / 6;", "Math.min(1, Math.max(0, 0.2 * x + 0.5));"),
    "one gelu for both": ("gelu", "scalars.mjs", "(approximate ? (1 + Math.tanh", "(true ? (1 + Math.tanh"),
    "no largest value": ("relu", "more-kinds.mjs", "layer.most ?? Infinity", "Infinity"),
    "a column forgotten": ("depthwise-conv", "more.c", "k < 3)", "k < 2)"),
}  # fmt: skip


@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_found(ask, folder, bug):
    """In a copy of the engine: the same comparison, ten times its limit away."""
    kind, file, right, wrong = BUGS[bug]
    engine = folder / bug.replace(" ", "-")
    shutil.copytree(FOLDER / "engine", engine)
    text = (engine / file).read_text(encoding="utf-8")
    assert text.count(right) == 1, f"{file} no longer says {right}"
    (engine / file).write_text(text.replace(right, wrong), encoding="utf-8")
    if file == "more.c":
        (engine / "more.wasm").write_bytes(make.compiled(engine / file))
    found = ask("compare", folder="all", engine=engine.name, isCompiled=True, kind=kind)
    assert max(row["difference"] for row in found) > 10 * LARGEST
