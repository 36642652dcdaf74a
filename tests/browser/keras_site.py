"""A page that holds the engine beside networks of Keras, and what Keras makes of some pictures at every step, and all slopes:
every_kind_checks.mjs compares."""

import json
import shutil
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from random_numbers import pictures
from safetensors.numpy import save_file

from cnnviz_helpers import as_steps
from cnnviz_helpers.explorables.files import FOLDER
from cnnviz_helpers.networks.export import arrays, describe

LARGEST = 1e-5  # difference, as a share of a layer's largest number
LARGEST_SLOPE = 1e-4  # of its largest slope
PAGE = """<!doctype html><title>Keras</title><script type="module">
import * as checks from "./every_kind_checks.mjs";
window.checks = checks;
</script>"""


def make_site(folder):
    """Put the engine and the page into an empty folder."""
    shutil.copytree(FOLDER / "engine", folder / "engine")
    shutil.copy(Path(__file__).with_name("every_kind_checks.mjs"), folder)
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    return folder


def write_cases(folder, models, n=2):
    """Networks {name: model}, `n` pictures for each, and what Keras makes of them at every step, slopes included, in two files of a folder."""
    found, numbers = [], {}
    for i, (name, model) in enumerate(models.items()):
        found.append({"name": name, "description": (description := describe(model))})
        images = pictures(model, n)
        named = {f"arrays/{key}": array for key, array in arrays(model).items()} | {"inputs": images}
        named |= taped(as_steps(model), [layer["name"] for layer in description["layers"]], images)
        numbers |= {f"{i}/{key}": np.ascontiguousarray(array, np.float32) for key, array in named.items()}
    folder.mkdir()
    (folder / "cases.json").write_text(json.dumps(found), encoding="utf-8")
    save_file(numbers, folder / "numbers.safetensors")


def taped(model, names, images):
    """What Keras makes of images at the steps with these names, and the slopes of a sum of the last outputs.

    Returns
    -------
    `{"outputs/step": (N, ...), "slopes/step": the same shape, "slopes/photo": that of the images, "weights/step/kernel": slopes, summed over all images,
    "counts": how much each number of the last outputs counts in the sum}`; zeros where the sum does not depend on something
    """
    layers, photo = [model.get_layer(name) for name in names], tf.constant(images)
    everything = keras.Model(model.inputs[0], dict(zip(names, [layer.output for layer in layers])))
    with tf.GradientTape() as tape:
        tape.watch(photo)
        outputs = everything(photo, training=False)
        last = outputs[names[-1]]
        counts = np.random.default_rng(4).normal(size=last.shape).astype(np.float32)
        total = tf.reduce_sum(last * counts)
    at = {"slopes/photo": photo} | {f"slopes/{name}": output for name, output in outputs.items()}
    at |= {f"weights/{layer.name}/{weight.name}": weight.value for layer in layers for weight in layer.weights if weight.name in ("kernel", "bias")}
    slopes = tape.gradient(total, at, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return {f"outputs/{name}": output for name, output in outputs.items()} | slopes | {"counts": counts}


def asker(page):
    """A function that calls one of the functions of every_kind_checks.mjs in this page, by name."""
    return lambda name, **asked: page.evaluate("([name, asked]) => checks[name](asked)", [name, asked])


def too_far(found, largest=LARGEST):
    """The rows of a comparison that differ by more than they may."""
    return [row for row in found if not row["difference"] <= largest]
