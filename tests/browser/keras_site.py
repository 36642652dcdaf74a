"""A page that holds the engine beside networks of Keras, and what Keras makes of some pictures at every step: every_kind_checks.mjs compares."""

import json
import shutil
from pathlib import Path

import numpy as np
from random_numbers import pictures
from safetensors.numpy import save_file

from cnnviz_helpers import as_steps, layer_outputs
from cnnviz_helpers.explorables.files import FOLDER
from cnnviz_helpers.networks.export import arrays, describe

LARGEST = 1e-5  # difference, as a share of a layer's largest number
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
    """Networks {name: model}, `n` pictures for each, and what Keras makes of them at every step, in two files of a folder."""
    found, numbers = [], {}
    for i, (name, model) in enumerate(models.items()):
        found.append({"name": name, "description": describe(model)})
        images = pictures(model, n)
        named = {f"arrays/{key}": array for key, array in arrays(model).items()} | {"inputs": images}
        named |= {f"outputs/{layer}": output for layer, output in layer_outputs(as_steps(model), images).items()}
        numbers |= {f"{i}/{key}": np.ascontiguousarray(array, np.float32) for key, array in named.items()}
    folder.mkdir()
    (folder / "cases.json").write_text(json.dumps(found), encoding="utf-8")
    save_file(numbers, folder / "numbers.safetensors")


def asker(page):
    """A function that calls one of the functions of every_kind_checks.mjs in this page, by name."""
    return lambda name, **asked: page.evaluate("([name, asked]) => checks[name](asked)", [name, asked])


def too_far(found):
    """The rows of a comparison that differ by more than they may."""
    return [row for row in found if not row["difference"] <= LARGEST]
