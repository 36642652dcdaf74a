"""The engine's slopes in two browsers: those of TensorFlow's tape at every layer, at the pixels and at the weights; and the comparison finds mistakes.

Also the worker that computes outputs and slopes of all photos.
"""

import shutil
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf
from firefox import Firefox
from keras import Input, Sequential, layers
from thorough import thorough

from cnnviz_helpers import export_explorable
from cnnviz_helpers.explorables.files import ENGINE, FOLDER, MORE, page_data

LARGEST = 1e-4  # of a layer's largest slope
PAGE = """<!doctype html><title>slopes</title><script type="module">
import * as checks from "./slope_checks.mjs";
window.checks = checks;
</script>"""
QUESTIONS = [
    {"of": "number", "layer": "dense", "at": 5},
    {"of": "number", "layer": "softmax", "at": 3},
    {"of": "number", "layer": "conv3", "at": 64 * 100 + 7},
    {"of": "mean", "layer": "relu5", "at": 79},
    {"of": "loss", "layer": None, "at": 6},
]


def tape_slopes(model, image, questions):
    """For each question the slopes of the photo and of each layer's output, a list of arrays; of a loss, or a single question, of the weights as well."""
    outputs = keras.Model(model.inputs[0], [layer.output for layer in model.layers])
    names = [layer.name for layer in model.layers]
    weights = [weight.value for layer in model.layers for weight in layer.trainable_weights]
    photo, found = tf.constant(image[None]), []
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(photo)
        numbers = outputs(photo)
        asked = [number(dict(zip(names, numbers)), names, **question) for question in questions]
    for question, one in zip(questions, asked):
        tensors = [photo, *numbers, *(weights if question["of"] == "loss" or len(questions) == 1 else [])]
        for tensor, slope in zip(tensors, tape.gradient(one, tensors)):
            found.append(np.zeros(tensor.shape, np.float32) if slope is None else np.array(slope))
    return found


def number(outputs, names, of, layer, at):
    """What is asked for, as a tensor. The loss is that of the scores, which has slopes where a share is nearly zero, too."""
    if of == "loss":
        return tf.nn.sparse_softmax_cross_entropy_with_logits([at], outputs[names[-2]])[0]
    return tf.reduce_mean(outputs[layer][0, :, :, at]) if of == "mean" else tf.reshape(outputs[layer or names[-1]], [-1])[at]


def write_case(folder, model, images, questions):
    """A network, its inputs and Keras's slopes, in a folder of the page."""
    export_explorable(model, folder)
    (folder / "inputs").write_bytes(np.ascontiguousarray(images, np.float32).tobytes())
    slopes = [slope for image in images for slope in tape_slopes(model, image, questions)]
    (folder / "slopes").write_bytes(b"".join(slope.astype(np.float32).tobytes() for slope in slopes))


@pytest.fixture(scope="module")
def folder(tmp_path_factory, model, x_test):
    """The folder of the page: 40 photos with five questions each are 200 slopes of everything; other networks; few photos for what is slow."""
    folder = tmp_path_factory.mktemp("slopes")
    shutil.copytree(FOLDER / "engine", folder / "engine")
    shutil.copy(FOLDER / ENGINE, folder / "engine.wasm")
    shutil.copy(Path(__file__).with_name("slope_checks.mjs"), folder)
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    write_case(folder / "book", model, x_test[:40], QUESTIONS)
    write_case(folder / "few", model, x_test[40:42], QUESTIONS)
    return folder


@pytest.fixture(scope="module", params=["chromium", thorough("firefox")])
def call(request, folder, serve, tmp_path_factory):
    """A function that asks the page of one browser for all differences."""
    page = request.getfixturevalue("browser").new_page() if request.param == "chromium" else Firefox(tmp_path_factory.mktemp("profile"))
    page.goto(serve(folder))
    yield lambda **asked: page.evaluate("(asked) => checks.slopes(asked)", asked)
    page.close()


@pytest.mark.parametrize(["case", "is_compiled"], [thorough("book", True), ("few", False)], ids=["compiled", "script"])
def test_slopes_are_those_of_keras(call, model, case, is_compiled):
    found = call(folder=case, questions=QUESTIONS, isCompiled=is_compiled)
    sums = [layer.name for layer in model.layers if layer.weights]
    assert found["isWhole"] and list(found["worst"]) == [
        "photo", *(layer.name for layer in model.layers), *(f"{name}/{part}" for name in sums for part in ("kernel", "bias"))
    ]  # fmt: skip
    print(found["worst"])
    assert max(found["worst"].values()) <= LARGEST


@pytest.mark.parametrize(
    "bug",
    [
        *["kernels swapped, not turned", "a border off by one", "a gate that is always open", "ties to the last", "a sum for a mean"],
        *["each class for itself", "windows that met other numbers"],
    ],
)
def test_a_planted_bug_is_found(call, bug):
    """The same comparison, a hundred times its limit away."""
    assert max(call(folder="few", questions=QUESTIONS, isCompiled=True, bug=bug)["worst"].values()) > 100 * LARGEST


def others():
    """{name: layers}: what the book's own network does not have."""
    return {
        "steps of two, same, 5 x 5, even size": [Input((12, 10, 3)), layers.Conv2D(8, 5, strides=2, padding="same"), layers.ReLU()],
        "steps of two and one, valid, odd size": [Input((13, 11, 3)), layers.Conv2D(9, 3, strides=2), layers.Conv2D(4, 2, strides=(1, 2), padding="same")],
        "an even kernel, steps of three": [Input((16, 17, 2)), layers.Conv2D(6, 4, strides=3, padding="same"), layers.Conv2D(5, (1, 3))],
        "windows that overlap, that leave a rest, that lie over the border": [
            *[Input((11, 9, 5)), layers.MaxPooling2D(3, strides=1, padding="same"), layers.MaxPooling2D(2), layers.AveragePooling2D(3, 2, "same")],
        ],
        "ties in a whole map": [Input((6, 6, 3)), layers.Conv2D(10, 3), layers.ReLU(), layers.GlobalMaxPooling2D(), layers.Dense(3)],
        "dense and softmax at each place": [Input((5, 4, 3)), layers.Conv2D(6, 1), layers.Dense(20), layers.Softmax(), layers.Flatten()],
        "tiles": [Input((9, 7, 4)), layers.Conv2D(20, 3, padding="same"), layers.Conv2D(12, 3), layers.Conv2D(36, 3, padding="same")],
    }


@pytest.mark.parametrize("name", others())
def test_slopes_of_other_networks(call, folder, name):
    """Random weights; the slopes of one number in the middle of the last output, and of the mean of a map."""
    random, model = np.random.default_rng(3), Sequential(others()[name])
    model.set_weights([random.normal(0, 0.4, weights.shape) for weights in model.get_weights()])
    questions = [{"of": "number", "layer": None, "at": int(np.prod(model.output_shape[1:])) // 2}]
    if not (folder / name).exists():
        write_case(folder / name, model, random.uniform(-1, 1, (3, *model.input_shape[1:])), questions)
    for is_compiled in (True, False):
        found = call(folder=name, questions=questions, isCompiled=is_compiled)
        assert found["isWhole"] and max(found["worst"].values()) <= LARGEST, found["worst"]


@pytest.fixture(scope="module")
def ask_worker(browser, serve, tmp_path_factory):
    """A function that calls one of the functions of all_photos_checks.mjs."""
    folder = shutil.copytree(FOLDER, tmp_path_factory.mktemp("worker"), dirs_exist_ok=True)
    engines = {Path(name).name: (FOLDER / name).read_bytes() for name in (ENGINE, MORE)}
    for name, content in (page_data() | engines).items():
        (folder / name).write_bytes(content)
    shutil.copy(Path(__file__).with_name("all_photos_checks.mjs"), folder)
    (folder / "index.html").write_text(PAGE.replace("slope_checks", "all_photos_checks"), encoding="utf-8")
    page = browser.new_page()
    page.goto(serve(folder))
    yield lambda name, **asked: page.evaluate("([name, asked]) => checks[name](asked)", [name, asked])
    page.close()


def test_the_worker_computes_what_is_computed_one_by_one(ask_worker):
    """Outputs, and slopes of a number and of a map's mean, of every photo."""
    jobs = [
        {"layers": ["relu2", "softmax", "photo"]},
        {"layers": ["photo", "conv3"], "of": {"layer": "dense", "at": 5}},
        {"layers": ["relu3"], "of": {"layer": "relu5", "map": 7}},
    ]
    answer = ask_worker("differences", n=150, jobs=jobs)
    assert answer["ready"] and [job["differ"] for job in answer["found"]] == [0, 0, 0]
    assert all(job["numbers"] > 150 * 3000 for job in answer["found"])


def test_the_worker_tells_how_far_it_is_and_stops(ask_worker):
    """Progress all the time, an end at once, a busy machine allowed for; then the newest job counts, and what cannot be done is a sentence."""
    answer = ask_worker("stopping", ms=600)
    print(answer)
    assert len(answer["gaps"]) > 5 and np.median(answer["gaps"]) <= 500
    assert answer["stopped"] <= 500 and answer["late"] == 0
    assert answer["tasks"].count("one") <= 1 and answer["tasks"][-1] == "other"
    assert "The network has no layer conv9" in answer["error"]
