"""Large networks that people use, in two browsers: every layer's outputs and slopes are those of Keras.

Where a number is zero but for rounding, a ReLU may be open on one side and closed on the other; slopes then differ without a fault. So
slopes are compared for pictures in which no such gate differs.
"""

import json
import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf
from architectures import ARCHITECTURES
from cnnbook.publishing.chromium import open_chromium
from firefox import Firefox
from random_numbers import pictures
from safetensors.numpy import save_file

from cnnviz_helpers import as_steps, export_explorable
from cnnviz_helpers.explorables.files import FOLDER
from cnnviz_helpers.networks.export import describe

OUTPUTS, SLOPES = 1e-5, 1e-4  # of a layer's largest number, and largest slope
PICTURES = 3  # of which one at least has no gate that differs
PAGE = """<!doctype html><title>architectures</title><script type="module">
import * as checks from "./architecture_checks.mjs";
window.checks = checks;
</script>"""


def write_case(folder, model):
    """A network, some pictures, and what Keras makes of each: all outputs, and the slopes of its largest score."""
    export_explorable(model, folder)
    names, chain, images = [layer["name"] for layer in describe(model)["layers"]], as_steps(model), pictures(model, PICTURES)
    outputs = keras.Model(chain.inputs[0], [chain.get_layer(name).output for name in names])
    scores, numbers = -2 if chain.layers[-1].name == names[-1] and "softmax" in names[-1] else -1, {}
    asked = {"layer": names[scores], "at": []}
    for i, image in enumerate(images):
        photo = tf.constant(image[None])
        with tf.GradientTape() as tape:
            tape.watch(photo)
            found = outputs(photo, training=False)
            at = int(np.argmax(found[scores]))
            score = tf.reshape(found[scores], [-1])[at]
        slopes = tape.gradient(score, [photo, *found])
        asked["at"].append(at)
        numbers |= {f"{i}/inputs": image} | {f"{i}/outputs/{name}": np.array(output) for name, output in zip(names, found)}
        numbers |= {
            f"{i}/slopes/{name}": np.zeros(output.shape) if slope is None else np.array(slope)
            for name, output, slope in zip(["photo", *names], [photo, *found], slopes)
        }
    save_file({key: np.ascontiguousarray(array, np.float32) for key, array in numbers.items()}, folder / "numbers.safetensors")
    (folder / "asked.json").write_text(json.dumps(asked), encoding="utf-8")


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder, and says nothing."""

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder of the page, with the engine."""
    folder = tmp_path_factory.mktemp("architectures")
    shutil.copytree(FOLDER / "engine", folder / "engine")
    shutil.copy(Path(__file__).with_name("architecture_checks.mjs"), folder)
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def pages(folder, tmp_path_factory):
    """{browser: its page}."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    firefox = Firefox(tmp_path_factory.mktemp("profile"))
    with open_chromium() as chromium:
        found = {"chromium": chromium.new_page(), "firefox": firefox}
        for page in found.values():
            page.goto(f"http://127.0.0.1:{server.server_port}/")
        yield found
    firefox.close()
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_outputs_and_slopes_are_those_of_keras(folder, pages, say, name):
    write_case(folder / name, ARCHITECTURES[name]())
    for browser, page in pages.items():
        for is_compiled in (True, False):
            found = page.evaluate("(asked) => checks.compare(asked)", {"folder": name, "isCompiled": is_compiled, "pictures": PICTURES if is_compiled else 1})
            same = [one for one in found["pictures"] if not one["gates"]]
            outputs, slopes = max(one["outputs"] for one in found["pictures"]), max((one["slopes"] for one in same), default=None)
            way = "compiled" if is_compiled else "script"
            say(f"{name}, {found['layers']} layers, {browser}, {way}: outputs {outputs:.1e}, slopes {slopes} in {len(same)} pictures, {found['ms']:.1f} ms")
            assert outputs <= OUTPUTS
            assert slopes is None if not same and not is_compiled else slopes <= SLOPES
    shutil.rmtree(folder / name)
