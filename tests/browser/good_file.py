"""A good file with a network, in parts: so that tests can write it again with one part changed."""

import io
import json
import struct
import zipfile
from copy import deepcopy

import h5py
import numpy as np

CONFIG, WEIGHTS = "config.json", "model.weights.h5"
NETWORK, ARRAYS, LABELS = "network.json", "weights.safetensors", "labels.json"


def zipped(files, method=zipfile.ZIP_STORED):
    """{name: bytes} as the bytes of a zip."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return made.getvalue()


class Good:
    """A good file, in parts: config.json as an object, model.weights.h5 as bytes; and what export_explorable writes of it."""

    def __init__(self, path, exported):
        self.whole = path.read_bytes()
        with zipfile.ZipFile(path) as file:
            self._config, self.weights = json.loads(file.read(CONFIG)), file.read(WEIGHTS)
        self._exported = exported

    @property
    def config(self):
        return deepcopy(self._config)

    def keras(self, config=None, weights=None, method=zipfile.ZIP_STORED):
        """A .keras file with another part."""
        config = self._config if config is None else config
        text = config if isinstance(config, bytes) else json.dumps(config).encode()
        return {"model.keras": zipped({CONFIG: text, WEIGHTS: self.weights if weights is None else weights}, method)}

    def with_layer(self, change):
        """A .keras file whose convolution is changed by a function of its entry in config.json."""
        config = self.config
        change(next(layer for layer in config["config"]["layers"] if layer["class_name"] == "Conv2D"))
        return self.keras(config)

    def with_layers(self, change):
        config = self.config
        change(config["config"]["layers"])
        return self.keras(config)

    def patched(self, *changes):
        """A .keras file with other bytes at places of its weights: (place, bytes)."""
        weights = bytearray(self.weights)
        for at, content in changes:
            weights[at : at + len(content)] = content
        return self.keras(weights=bytes(weights))

    def place(self, content, n=0):
        """Where in the weights these bytes lie, for the n-th time."""
        at = -1
        for _ in range(n + 1):
            at = self.weights.index(content, at + 1)
        return at

    def array(self, path="layers/conv2d/vars/0"):
        """Of an array: where its shape, the layout of its numbers, its type, and the numbers themselves lie."""
        with h5py.File(io.BytesIO(self.weights)) as file:
            dataset = file[path]
            at, shape = dataset.id.get_offset(), dataset.shape
        layout = self.place(struct.pack("<QQ", at, 4 * int(np.prod(shape)))) - 2
        space = self.place(struct.pack(f"<{len(shape)}Q", *shape))
        return {"shape": space, "layout": layout, "type": self.place(b"\x11\x20\x1f\x00\x04\x00\x00\x00", 0), "numbers": at}

    def rewritten(self, change):
        """A .keras file with weights of another kind: a function changes the open HDF5 file."""
        made = io.BytesIO(self.weights)
        with h5py.File(made, "r+") as file:
            change(file)
        return self.keras(weights=made.getvalue())

    def exported(self, change=lambda network: None, **files):
        """The files of export_explorable with a network.json that a function changes, and others in place of some (None: gone)."""
        network = json.loads(self._exported[NETWORK])
        change(network)
        found = self._exported | {NETWORK: json.dumps(network).encode()} | {name.replace("_", ".", 1): content for name, content in files.items()}
        return {name: content for name, content in found.items() if content is not None}


def patched(content, at, more):
    """The bytes with others in place."""
    return content[:at] + more + content[at + len(more) :]


def listed(good, place, value, size=4, name=WEIGHTS, method=zipfile.ZIP_DEFLATED):
    """A zip whose list says something else of a file: at `place` of its entry."""
    content = good.keras(method=method)["model.keras"]
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(name.encode()))
    return {"model.keras": patched(content, entry + place, value.to_bytes(size, "little"))}
