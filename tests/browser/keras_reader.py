"""A page that reads `.keras` files, and what it finds in them beside what Python writes of the same model."""

import json
import shutil
from pathlib import Path

import keras

from cnnviz_helpers import export_explorable
from cnnviz_helpers.assets import NETWORK, WEIGHTS
from cnnviz_helpers.explorables.files import FOLDER

PAGE = """<!doctype html><title>reader</title><link rel="icon" href="data:,"><script type="module">
import * as checks from "./keras_file_checks.mjs";
window.checks = checks;
</script>"""


def make_reader(folder):
    """Put the reader, the engine and the page into an empty folder."""
    for part in ("engine", "reader"):
        shutil.copytree(FOLDER / part, folder / part)
    shutil.copy(Path(__file__).with_name("keras_file_checks.mjs"), folder)
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    return folder


def asker(page, address):
    """A function that calls one of the functions in keras_file_checks.mjs; nothing may be asked for while it reads, and no error may be left over."""
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    page.goto(address)
    page.evaluate("""() => {
      const fetched = window.fetch;
      window.fetch = (...given) => { if (window.isReading) throw new Error("a request"); return fetched(...given); };
    }""")

    def ask(function, **argument):
        found = page.evaluate("([name, argument]) => checks[name](argument)", [function, argument])
        assert not faults
        return found

    return ask


def class_names(model):
    """Those that a `.keras` file has: none."""
    is_one_chance = getattr(model.layers[-1], "activation", None) is keras.activations.sigmoid and model.outputs[0].shape[-1] == 1
    return [f"class {i}" for i in range(2 if is_one_chance else model.outputs[0].shape[-1])]


def compare(call, folder, model, name):
    """What the reader finds in the file of a model, once it is the same as what Python writes: its description key by key, and every array exactly."""
    model.save(folder / f"{name}.keras")
    export_explorable(model, folder / "theirs", class_names(model))
    shutil.move(folder / "theirs" / WEIGHTS, folder / f"{name}.safetensors")
    expected = json.loads((folder / "theirs" / NETWORK).read_text(encoding="utf-8"))
    for layer in expected["layers"]:
        if layer["kind"] == "resize":
            layer["shape"] = layer["shape"][:2]  # Python adds the channels
    found = call("read", name=name)
    for ours, theirs in zip(found["description"]["layers"], expected["layers"]):
        assert ours == theirs
    assert found["description"] == expected
    assert not found["wrong"]
    return found
