"""Networks that are none, or want to do harm, in files that are whole: {name: (a function of a good file that gives {name: bytes}, words of the sentence)}."""

import json
import struct
import tempfile
from copy import deepcopy
from pathlib import Path

import keras
import numpy as np
from good_file import ARRAYS, zipped
from keras import layers


def saved(model):
    """The file that Keras writes of a model."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        model.save(path)
        return {path.name: path.read_bytes()}


def bare(*more, shape=(8, 8, 3)):
    return keras.Sequential([keras.Input(shape), *more])


def functional(*calls, outputs="last", inputs=("picture",)):
    """A functional model by hand: `calls` are (name, class, names that it reads)."""
    entry = {"module": "keras.layers", "registered_name": None}
    tensor = {"class_name": "__keras_tensor__"}
    known = [
        entry | {"class_name": "InputLayer", "name": name, "inbound_nodes": [], "config": {"name": name, "batch_shape": [None, 8, 8, 3]}} for name in inputs
    ]
    for name, of, reads in calls:
        given = [tensor | {"config": {"keras_history": [one, 0, 0]}} for one in reads]
        node = {"args": given if len(given) == 1 else [given], "kwargs": {}}
        known.append(entry | {"class_name": of, "name": name, "inbound_nodes": [node], "config": {"name": name}})
    config = {"name": "model", "layers": known, "input_layers": [[name, 0, 0] for name in inputs], "output_layers": [[outputs, 0, 0]]}
    return {"module": "keras.src.models.functional", "class_name": "Functional", "config": config, "registered_name": "Functional"}


def inside(model, name, times):
    """A network that uses another one, several times in a row."""
    found = functional(*[(f"part{i}", "Identity", [f"part{i - 1}" if i else "picture"]) for i in range(times)], outputs=f"part{times - 1}")
    for i, one in enumerate(found["config"]["layers"][1:]):
        one |= deepcopy(model) | {"name": f"part{i}", "inbound_nodes": one["inbound_nodes"]}
        one["config"]["name"] = f"part{i}"
    found["config"]["name"] = name
    found["config"]["output_layers"][0][1] = 1  # a functional network begins with a use of its own
    return found


def deep_networks(n):
    model = functional(("last", "Identity", ["picture"]))
    for i in range(n):
        model = inside(model, f"net{i}", 1)
    return model


def many_networks(n):
    """2 ** n uses of a layer, in a small file: each network uses the one before twice, as one that is shared."""
    model = functional(("last", "Identity", ["picture"]))
    for i in range(n):
        once = model | {"shared_object_id": i + 1}
        model = inside(once, f"net{i}", 1)
        part = model["config"]["layers"][1]
        part["inbound_nodes"].append({"args": [{"class_name": "__keras_tensor__", "config": {"keras_history": ["part0", 0, 0]}}], "kwargs": {}})
        model["config"]["output_layers"] = [["part0", 2, 0]]
    return model


def with_names(name):
    """A change of a layer's name."""
    return lambda layer: layer["config"].update(name=name)


def identity(i):
    return {"module": "keras.layers", "class_name": "Identity", "registered_name": None, "config": {"name": f"more{i}"}}


def as_keras_2(config):
    for layer in config["config"]["layers"][1:]:
        layer["inbound_nodes"] = [[["picture", 0, 0, {}]]]
    return config


CONFIGS = {
    "no JSON": (lambda good: good.keras(b"import os"), "Expected JSON in config.json"),
    "no text": (lambda good: good.keras(b"\xff\xfe\x00"), "Expected JSON in config.json"),
    "a list": (lambda good: good.keras([]), "the file holds 'no model'"),
    "deep brackets": (lambda good: good.keras(b"[" * 10**6), "at most 200 brackets inside each other in config.json"),
    "deep networks": (lambda good: good.keras(deep_networks(25)), "inside each other at most 20 deep"),
    "a million networks": (lambda good: good.keras(many_networks(19)), "at most 5000 layers"),
    "10,000 layers": (lambda good: good.with_layers(lambda known: known.__setitem__(slice(2, 2), [identity(i) for i in range(10**4)])), "at most 5000 layers"),
    "a lambda": (
        lambda good: saved(bare(layers.Lambda(lambda x: x, name="sly"), layers.Flatten(), layers.Dense(2))),
        "'sly' is a Lambda, code that is never run",
    ),
    "a class of one's own": (
        lambda good: good.with_layer(lambda layer: layer.update(module="mine", class_name="Mine", registered_name="me>Mine")),
        "of a class of somebody's own, 'Mine'",
    ),
    "a class that is called as Keras's": (
        lambda good: good.with_layer(lambda layer: layer.update(module=None, registered_name="me>Conv2D")),
        "of a class of somebody's own, 'Conv2D'",
    ),
    "a module like Keras's": (lambda good: good.with_layer(lambda layer: layer.update(module="kerasx.layers")), "of somebody's own"),
    "a model of one's own": (
        lambda good: good.keras(good.config | {"module": "mine", "class_name": "MyModel"}),
        "Sequential or functional model, but the file holds 'MyModel'",
    ),
    "an activation of one's own": (
        lambda good: good.with_layer(
            lambda layer: layer["config"].update(activation={"module": "os", "class_name": "function", "config": "system", "registered_name": "os>system"})
        ),
        "the layer 'conv' .Conv2D.: it has the activation 'os>system'",
    ),
    "an activation that is a lambda": (
        lambda good: good.with_layer(lambda layer: layer["config"].update(activation={"class_name": "__lambda__", "config": {"value": "x"}})),
        "'conv' is a Lambda",
    ),
    "an unknown layer": (
        lambda good: good.with_layer(lambda layer: layer.update(class_name="LSTM")),
        r"cannot compute the layer 'conv' \(LSTM\): it has a kind that they do not know",
    ),
    "a name with markup": (lambda good: good.with_layer(with_names("<img src=x onerror=alert(1)>")), "one is called '<img src=x onerror=alert"),
    "a long name": (lambda good: good.with_layer(with_names("a" * 5000)), "name of 1 to 100 letters"),
    "__proto__": (lambda good: good.with_layer(with_names("__proto__")), "one is called '__proto__'"),
    "constructor": (lambda good: good.with_layer(with_names("constructor")), "one is called 'constructor'"),
    "a key __proto__": (lambda good: good.keras(b'{"__proto__": {"class_name": "Sequential"}}'), "the file holds 'no model'"),
    "a name twice": (lambda good: good.with_layers(lambda known: known.insert(2, deepcopy(known[1]))), "'conv' comes twice"),
    "two inputs": (lambda good: good.keras(functional(("last", "Add", ["picture", "other"]), inputs=["picture", "other"])), "one input, but there are 2"),
    "two outputs": (lambda good: saved(keras.Model(x := keras.Input((8, 8, 3)), [layers.Dense(2)(x), layers.Dense(3)(x)])), "one output, but there are 2"),
    "no classes": (lambda good: saved(bare(layers.Conv2D(4, 3))), r"one row of numbers, one for each class, .* \(6, 6, 4\)"),
    "a circle": (lambda good: good.keras(functional(("one", "Add", ["picture", "last"]), ("last", "Identity", ["one"]))), "reads what comes of itself"),
    "a layer of nowhere": (lambda good: good.keras(functional(("last", "Identity", ["gone"]))), "there is no 'gone' before it"),
    "an input of any size": (
        lambda good: good.with_layers(lambda known: known[0]["config"].update(batch_shape=[None, None, None, 3])),
        r"takes \(any, any, 3\)",
    ),
    "an input of five channels": (
        lambda good: saved(bare(layers.Flatten(), layers.Dense(2), shape=(8, 8, 5))),
        "pictures of 1 to 4 channels, but the network takes 5",
    ),
    "a row as input": (lambda good: saved(bare(layers.Dense(3), shape=(12,))), r"fixed size, but it takes \(12\)"),
    "never built": (lambda good: good.with_layers(lambda known: known.pop(0)), "this one was never built"),
    "no layers": (lambda good: good.with_layers(lambda known: known.clear()), "this one was never built"),
    "channels first": (lambda good: good.with_layer(lambda layer: layer["config"].update(data_format="channels_first")), "'conv' has them first"),
    "quantized": (
        lambda good: good.with_layer(lambda layer: layer["config"].update(dtype={"module": "keras", "class_name": "QuantizedDTypePolicy", "config": {}})),
        "quantized weights",
    ),
    "another axis": (
        lambda good: saved(bare(layers.BatchNormalization(axis=1, name="norm"), layers.Flatten(), layers.Dense(2))),
        "'norm' .*: it has another axis than the last",
    ),
    "strides of nothing": (lambda good: good.with_layer(lambda layer: layer["config"].update(strides=[0, 0])), "another 'strides' of the layer 'conv'"),
    "strides of text": (lambda good: good.with_layer(lambda layer: layer["config"].update(strides="2")), "another 'strides' of the layer 'conv'"),
    "a billion filters": (lambda good: good.with_layer(lambda layer: layer["config"].update(filters=10**9)), "another 'filters' of the layer 'conv'"),
    "maps too large": (
        lambda good: good.with_layers(lambda known: known[0]["config"].update(batch_shape=[None, 60000, 60000, 3])),
        "at most 400 million numbers",
    ),
    "a window too large": (
        lambda good: good.with_layer(lambda layer: layer["config"].update(kernel_size=[9, 9])),
        "maps that are large enough for the layer 'conv', but it reads 8 × 8",
    ),
    "a window of nothing but border": (
        lambda good: good.with_layer(lambda layer: layer["config"].update(kernel_size=[60000, 60000], padding="same")),
        "maps that are large enough for the layer 'conv'",
    ),
    "Keras 2": (lambda good: good.keras(as_keras_2(functional(("last", "Identity", ["picture"])))), "the file is damaged or was changed"),
}


def first(**more):
    """A change of the first layer in network.json."""
    return lambda network: network["layers"][0].update(more)


def header(good, change):
    """weights.safetensors with another header."""
    content = good.exported()[ARRAYS]
    n = struct.unpack("<Q", content[:8])[0]
    found = json.loads(content[8 : 8 + n])
    change(found)
    text = json.dumps(found).encode()
    return struct.pack("<Q", len(text)) + text + content[8 + n :]


def with_nan(good):
    content = good.exported()[ARRAYS]
    return content[:-4] + struct.pack("<f", np.nan)


EXPORTS = {
    "no weights": (lambda good: good.exported(weights_safetensors=None), "a file weights.safetensors, but there is only"),
    "no network.json": (lambda good: good.exported(network_json=None), "a file network.json, but there is only"),
    "no JSON": (lambda good: good.exported(network_json=b"<html>"), "Expected JSON in network.json"),
    "null": (lambda good: good.exported(network_json=b"null"), '"layers" is no list'),
    "no classes": (lambda good: good.exported(lambda network: network.update(classes=[])), '"classes" is no list of one name or more'),
    "a class without a name": (lambda good: good.exported(lambda network: network.update(classes=[{}, "a"])), "a class has no name"),
    "other classes": (lambda good: good.exported(lambda network: network.update(classes=["a"])), "1 classes and 2 outputs"),
    "no size": (lambda good: good.exported(lambda network: network.update(input=[8, 8])), '"input" is no list'),
    "another kind": (lambda good: good.exported(first(kind="attention")), "'conv' is of the kind 'attention'"),
    "a kind of objects": (lambda good: good.exported(first(kind="constructor")), "of the kind 'constructor'"),
    "a setting missing": (lambda good: good.exported(lambda network: network["layers"][0].pop("window")), "another 'window' of the layer 'conv' than 'none'"),
    "a setting too many": (lambda good: good.exported(first(rules={"run": 1})), "another 'rules' of the layer 'conv'"),
    "a layer of nowhere": (lambda good: good.exported(first(inputs=["last"])), "there is no 'last' before it"),
    "inputs that are none": (lambda good: good.exported(first(inputs="input")), "another 'inputs' of the layer 'conv'"),
    "two inputs": (lambda good: good.exported(first(inputs=["input", "input"])), "reads another number of layers than 2"),
    "a layer called input": (lambda good: good.exported(first(name="input")), "'input' comes twice"),
    "a name with markup": (lambda good: good.exported(first(name="<b>")), "one is called '<b>'"),
    "no name": (lambda good: good.exported(first(name=None)), "one is called ''"),
    "a layer that is none": (lambda good: good.exported(lambda network: network["layers"].insert(0, None)), "one is called ''"),
    "work for an hour": (
        lambda good: good.exported(lambda network: (network.update(input=[600, 600, 3]), network["layers"][0].update(filters=512, window=[61, 61]))),
        "multiplies at most 100 billion times",
    ),
    "6,000 layers": (
        lambda good: good.exported(lambda network: network["layers"].extend({"name": f"n{i}", "kind": "identity"} for i in range(6000))),
        "at most 5000 layers",
    ),
    "an array missing": (
        lambda good: good.exported(weights_safetensors=header(good, lambda arrays: arrays.pop("conv/bias"))),
        "weights called 'conv/bias', but there are none",
    ),
    "another shape": (
        lambda good: good.exported(weights_safetensors=header(good, lambda arrays: arrays["conv/bias"].update(shape=[2, 2]))),
        "for 'conv/bias', but there are some",
    ),
    "fewer numbers": (
        lambda good: good.exported(weights_safetensors=header(good, lambda arrays: arrays["conv/bias"].update(data_offsets=[0, 4]))),
        "for 'conv/bias', but there are some",
    ),
    "NaN": (lambda good: good.exported(weights_safetensors=with_nan(good)), "infinite or not a number"),
    "numbers outside": (
        lambda good: good.exported(weights_safetensors=header(good, lambda arrays: arrays["conv/bias"].update(data_offsets=[0, 10**9]))),
        "another file, or damaged",
    ),
    "the same numbers again": (
        lambda good: good.exported(
            weights_safetensors=header(
                good, lambda arrays: arrays.update({f"x{i}": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]} for i in range(200)})
            )
        ),
        "another file, or damaged",
    ),
    "a type of text": (
        lambda good: good.exported(weights_safetensors=header(good, lambda arrays: arrays["conv/bias"].update(dtype="constructor"))),
        "another file, or damaged",
    ),
    "a long header": (lambda good: good.exported(weights_safetensors=b"\xff" * 100), "another file, or damaged"),
    "no safetensors": (lambda good: good.exported(weights_safetensors=b"PK"), "another file, or damaged"),
    "labels of others": (lambda good: good.exported(labels_json=b"[0, 1, 2]"), "whole numbers from 0 to 1 in labels.json"),
    "labels of text": (lambda good: good.exported(labels_json=b'{"length": 3}'), "whole numbers from 0 to 1 in labels.json"),
    "a zip of it, without weights": (
        lambda good: {"export.zip": zipped({"folder/" + name: content for name, content in good.exported(weights_safetensors=None).items()})},
        "a file weights.safetensors",
    ),
}
