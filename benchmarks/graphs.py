"""Networks in our engine, with every layer's output kept, beside TensorFlow.js and ONNX Runtime Web, which give their answers alone.

The others may join what they like: for TensorFlow.js each batch normalisation and ReLU is put into its convolution beforehand, as its converter
does it; ONNX Runtime does so by itself. Ours joins nothing, since a reader can look at every step.
"""

import json
import statistics
import sys

import numpy as np

from . import peers

NETWORKS = ("the book's", "ResNet-20", "MobileNetV2")
ROUNDS, RUNS = 15, 5
PAGES = {"ours": "ours", "tfjs": "TensorFlow.js, wasm", "onnx": "ONNX Runtime Web"}
PAGE = """<!doctype html><html data-network="{network}"><link rel="icon" href="data:,"><title>{name}</title>
<script type="module" src="graph-{name}.mjs"></script>"""
ROW = "{:<53}" + "{:>18}" * 5
SLOPES = {"outputs": "our slopes", "weights": "of weights, too"}


def lines(browser, address, has_peers):
    """The rows of the report. The pages are served at `address` from `peers.SITE`."""
    names = PAGES if has_peers else {"ours": PAGES["ours"]}
    prepare(names)
    others = list(names)[1:]
    head = ("ours, all", *SLOPES.values(), *(names[name].split(",")[0] for name in others))
    yield row("networks of other sizes, one core (ms, fastest)", head)
    for network in NETWORKS:
        pages = {name: peers.open_page(browser, f"{address}{file_of(name, network)}") for name in names}
        check(network, pages)
        times = measure(pages)
        slopes = [min(pages["ours"].evaluate(f"measureSlopes({RUNS}, '{what}')") for _ in range(ROUNDS)) for what in SLOPES]
        for page in pages.values():
            page.context.close()
        fastest = [min(times["ours"]), slopes[0], sum(slopes), *(min(times[name]) for name in others)]
        yield row(f"{network}: every layer; the others the answer alone", fastest)
        yield row("    ratio to ours", [time / fastest[0] for time in fastest])
        yield row("    half of the runs at most", [statistics.median(times["ours"]), "", "", *(statistics.median(times[name]) for name in others)])


def row(name, cells):
    """A row of the report: words, or numbers."""
    return ROW.format(name, *(cell if isinstance(cell, str) else f"{cell:.2f}" for cell in cells), *[""] * (5 - len(cells)))


def file_of(name, network):
    """The page of an engine for a network."""
    return f"graph-{name}-{folder_of(network)}.html"


def folder_of(network):
    """Where its files are: a name that an address can have."""
    return "".join(letter for letter in network if letter.isalnum())


def measure(pages):
    """In turn, so that a busy moment of the machine hits all: {name: ms of one run}."""
    for page in pages.values():
        page.evaluate("async (wanted) => { const began = performance.now(); while (performance.now() - began < wanted) await measure(2); }", 1500)
    times = {name: [] for name in pages}
    for _ in range(ROUNDS):
        for name, page in pages.items():
            times[name].append(page.evaluate(f"measure({RUNS})"))
    return times


def check(network, pages):
    """All give the same answer: a benchmark of wrong numbers would be worth nothing."""
    answers = {name: np.array(page.evaluate("answer()")) for name, page in pages.items()}
    expected = np.fromfile(peers.SITE / folder_of(network) / "answer", np.float32)
    for name, answer in answers.items():
        assert np.abs(answer - expected).max() < 1e-4, f"{network}: {name} computes something else, {np.abs(answer - expected).max()}"


def prepare(names):
    """Write each network in the form that each engine reads, and its pages."""
    from cnnviz_helpers import cnn_model, export_explorable, predict
    from cnnviz_helpers.assets import NETWORK
    from cnnviz_helpers.networks.export import arrays

    sys.path.append(str(peers.REPO / "tests"))
    from architectures import ARCHITECTURES
    from random_numbers import pictures
    from safetensors.numpy import save_file

    for network in NETWORKS:
        model, folder = ARCHITECTURES.get(network, cnn_model)(), peers.SITE / folder_of(network)
        export_explorable(model, folder)
        image = pictures(model, 1)
        (folder / "input").write_bytes(image.tobytes())
        (folder / "answer").write_bytes(predict(model, image).astype(np.float32).tobytes())
        description, weights = with_inputs(json.loads((folder / NETWORK).read_text(encoding="utf-8"))), arrays(model)
        if "onnx" in names:
            write_onnx(folder / "network.onnx", description, weights)
        joined, weights = fused(description, weights)
        (folder / "fused.json").write_text(json.dumps(joined), encoding="utf-8")
        save_file({name: np.ascontiguousarray(array, np.float32) for name, array in weights.items()}, folder / "fused.safetensors")
        for name in names:
            (peers.SITE / file_of(name, network)).write_text(PAGE.format(network=folder_of(network), name=name), encoding="utf-8")
    for name in names:
        peers.bundle(f"graph-{name}")


def with_inputs(description):
    """Each layer names what it reads."""
    before = "input"
    for layer in description["layers"]:
        layer.setdefault("inputs", [before])
        before = layer["name"]
    return description


def fused(description, arrays):
    """The same network with each batch normalisation and ReLU in the convolution before it, where nothing else reads that: (description, arrays)."""
    layers, arrays, renamed = [], dict(arrays), {}
    readers = [name for layer in description["layers"] for name in layer["inputs"]]
    made = {}
    for layer in description["layers"]:
        layer = {**layer, "inputs": [renamed.get(name, name) for name in layer["inputs"]]}
        before = made.get(layer["inputs"][0])
        is_alone = before and before["kind"] in ("conv", "depthwise-conv") and readers.count(before["last"]) == 1 and "activation" not in before
        if layer["kind"] == "batch-norm" and is_alone:
            gamma, beta, mean, variance = (arrays[f"{layer['name']}/{part}"] for part in ("gamma", "beta", "mean", "variance"))
            scale, name = gamma / np.sqrt(variance + layer["epsilon"]), before["name"]
            kernel = arrays[f"{name}/kernel"]
            arrays[f"{name}/kernel"] = kernel * (scale.reshape(kernel.shape[2:]) if before["kind"] == "depthwise-conv" else scale)
            arrays[f"{name}/bias"] = (arrays[f"{name}/bias"] - mean) * scale + beta
        elif layer["kind"] == "relu" and is_alone and layer.get("most") in (None, 6.0):
            before["activation"] = "relu6" if layer.get("most") else "relu"
        else:
            made[layer["name"]] = {**layer, "last": layer["name"]}
            layers.append(made[layer["name"]])
            continue
        renamed[layer["name"]], before["last"] = before["name"], layer["name"]
    return {**description, "layers": layers}, {key: array for key, array in arrays.items() if any(key.startswith(f"{layer['name']}/") for layer in layers)}


def write_onnx(target, description, arrays):
    """The network as an ONNX file that gives its last layer's output."""
    from onnx import TensorProto, helper, numpy_helper, save

    nodes, constants, layers = [], [], description["layers"]
    height, width, channels = description["input"]

    def constant(name, array):
        constants.append(numpy_helper.from_array(np.ascontiguousarray(array, np.asarray(array).dtype), name))
        return name

    for layer in layers:
        name, kind, inputs = layer["name"], layer["kind"], list(layer["inputs"])
        if kind in ("conv", "depthwise-conv"):
            kernel = arrays[f"{name}/kernel"]
            kernel = kernel.transpose(2, 3, 0, 1) if kind == "depthwise-conv" else kernel.transpose(3, 2, 0, 1)
            inputs += [constant(f"{name}/kernel", kernel.astype(np.float32)), constant(f"{name}/bias", arrays[f"{name}/bias"].astype(np.float32))]
            groups = kernel.shape[0] if kind == "depthwise-conv" else 1
            pads = {"auto_pad": "SAME_UPPER"} if layer["padding"] == "same" else {}
            nodes.append(helper.make_node("Conv", inputs, [name], kernel_shape=layer["window"], strides=layer["strides"], group=groups, **pads))
        elif kind == "batch-norm":
            inputs += [constant(f"{name}/{part}", arrays[f"{name}/{part}"].astype(np.float32)) for part in ("gamma", "beta", "mean", "variance")]
            nodes.append(helper.make_node("BatchNormalization", inputs, [name], epsilon=layer["epsilon"]))
        elif kind == "relu" and "most" in layer:
            ends = [constant(f"{name}/{end}", np.float32(value)) for end, value in (("low", 0), ("high", layer["most"]))]
            nodes.append(helper.make_node("Clip", [*inputs, *ends], [name]))
        elif kind == "rescale":
            scaled = f"{name}/scaled"
            nodes.append(helper.make_node("Mul", [*inputs, constant(f"{name}/scale", np.float32(layer["scale"]))], [scaled]))
            nodes.append(helper.make_node("Add", [scaled, constant(f"{name}/offset", np.float32(layer["offset"]))], [name]))
        elif kind == "zero-pad":
            (top, bottom), (left, right) = layer["edges"]
            nodes.append(helper.make_node("Pad", [*inputs, constant(f"{name}/pads", np.array([0, 0, top, left, 0, 0, bottom, right], np.int64))], [name]))
        elif kind == "dense":
            weights = [constant(f"{name}/{part}", arrays[f"{name}/{part}"].astype(np.float32)) for part in ("kernel", "bias")]
            nodes.append(helper.make_node("Gemm", [*inputs, *weights], [name]))
        elif kind == "global-mean-pool":
            nodes.append(helper.make_node("GlobalAveragePool", inputs, [f"{name}/maps"]))
            nodes.append(helper.make_node("Flatten", [f"{name}/maps"], [name]))
        else:
            word, settings = {
                "relu": ("Relu", {}), "add": ("Add", {}), "concat": ("Concat", {"axis": 1}), "softmax": ("Softmax", {"axis": 1}), "identity": ("Identity", {}),
                "max-pool": ("MaxPool", {"kernel_shape": layer.get("window"), "strides": layer.get("strides")}),
            }[kind]  # fmt: skip
            nodes.append(helper.make_node(word, inputs, [name], **settings))
    photo = helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, channels, height, width])
    last = helper.make_tensor_value_info(layers[-1]["name"], TensorProto.FLOAT, None)
    graph = helper.make_graph(nodes, "network", [photo], [last], constants)
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), target)
