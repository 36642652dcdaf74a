"""The engines that `make bench` compares: fetched by name and version into `_build/peers`, and each put into a page of its own."""

import base64
import functools
import gzip
import shutil
import subprocess
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
from cnnbook import esbuild

from cnnviz_helpers.assets import asset_arrays, asset_json
from cnnviz_helpers.data import shipped_pixels
from cnnviz_helpers.explorables import make as engine
from cnnviz_helpers.explorables.files import ENGINE, FOLDER, page_data

REPO = Path(__file__).resolve().parent.parent
CACHE = REPO / "_build" / "peers"
SITE = CACHE / "site"
SOURCES = Path(__file__).with_name("peers")
NPM = ["@tensorflow/tfjs-core@4.22.0", "@tensorflow/tfjs-backend-wasm@4.22.0", "@tensorflow/tfjs-backend-cpu@4.22.0", "onnxruntime-web@1.30.0"]
PYPI = ["onnx==1.23.2"]
OURS = {"ours": "ours", "script": "ours, plain script"}
PEERS = {"tfjs-wasm": "TensorFlow.js, wasm", "onnx": "ONNX Runtime Web", "tfjs-js": "TensorFlow.js, script"}
PHOTO = 16
WEIGHTS, PACKED = "weights.safetensors", "weights.safetensors.packed"
# What each engine reads, named in the head of its page: it comes beside the script, not after it. The book's pages do so for a figure that their address opens.
READS = {
    "ours": ["network.json", PACKED, "engine.wasm"],
    "script": ["network.json", PACKED],
    "tfjs-wasm": ["network.json", WEIGHTS, "tfjs-backend-wasm-simd.wasm"],
    "onnx": ["network.onnx", "ort-wasm-simd-threaded.wasm"],
    "tfjs-js": ["network.json", WEIGHTS],
}
HINT = '<link rel="preload" as="fetch" crossorigin href="{file}">'
PAGE = """<!doctype html><html data-photo="{photo}" data-weights="{weights}"><link rel="icon" href="data:,">
<title>{name}</title>{hints}<script type="module" src="{name}.mjs"></script>"""


def prepare():
    """Write the pages. Returns {name: words} of the engines that there are, and a sentence for those that there are not, or None."""
    SITE.mkdir(parents=True, exist_ok=True)
    shutil.copytree(FOLDER, SITE, dirs_exist_ok=True)
    shutil.copytree(SOURCES, SITE, dirs_exist_ok=True)
    for name, content in (page_data() | {"engine.wasm": (FOLDER / ENGINE).read_bytes()}).items():
        (SITE / name).write_bytes(content)
    (SITE / "peak.wasm").write_bytes(engine.compiled(SOURCES / "peak.c"))
    fault = fetch()
    names = OURS | ({} if fault else PEERS)
    for name in names:
        write_page(f"{name}.html", name, READS[name])
        write_page(f"{name}-unnamed.html", name, [])
        bundle(name)
    write_page("tfjs-wasm-packed.html", "tfjs-wasm", [PACKED if file == WEIGHTS else file for file in READS["tfjs-wasm"]], PACKED)
    if not fault:
        write_others()
    return names, fault


def write_page(file, name, named, weights=WEIGHTS):
    """Write the page of the engine `name`, with the files `named` in its head, and the file of `weights` that it is to read, where it has a choice."""
    photo, hints = base64.b64encode(shipped_pixels(PHOTO).tobytes()).decode(), "".join(HINT.format(file=one) for one in named)
    (SITE / file).write_text(PAGE.format(photo=photo, name=name, hints=hints, weights=weights), encoding="utf-8")


def fetch():
    """Have the packages in the cache. Returns a sentence if that cannot be, else None."""
    done = CACHE / "fetched"
    wanted = "\n".join([*NPM, *PYPI])
    if done.exists() and done.read_text(encoding="utf-8") == wanted:
        return None
    npm = shutil.which("npm", path=Path(sys.executable).parent)  # that of the environment
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--upgrade", "--target", str(CACHE / "python")]
    for command in ([npm, "install", "--prefix", str(CACHE), "--silent", "--no-audit", "--no-fund", "--ignore-scripts", *NPM], [*pip, *PYPI]):
        if subprocess.run(command, cwd=CACHE, capture_output=True).returncode:
            return f"The other engines could not be fetched ({' '.join(command[:3])} failed), so they are left out: try again when the registry can be reached."
    done.write_text(wanted, encoding="utf-8")
    return None


def bundle(name):
    """The script of the page of the engine `name` in one file, made small as the build does it for pages; of TensorFlow.js without what it does not need."""
    script = str(SITE / f"{name}.mjs")
    esbuild.run(script, f"--alias:@tensorflow/tfjs-core={SITE / 'tfjs-core.mjs'}", f"--outfile={script}", "--allow-overwrite")


def write_others():
    """What the other engines read: their smallest compiled files, and the network as ONNX."""
    modules = CACHE / "node_modules"
    shutil.copy(modules / "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm", SITE)
    shutil.copy(modules / "onnxruntime-web/dist/ort-wasm-simd-threaded.wasm", SITE)
    sys.path.append(str(CACHE / "python"))
    write_onnx(SITE / "network.onnx")


def write_onnx(target):
    """The network as an ONNX file with every layer's output, its weights in half precision as in ours."""
    from onnx import TensorProto, helper, numpy_helper, save

    arrays, nodes, weights, before = asset_arrays("weights.safetensors"), [], [], "photo"
    layers = asset_json("network.json")["layers"]
    for layer in layers:
        name, inputs = layer["name"], [before]
        for part in ("kernel", "bias") if f"{layer['name']}/kernel" in arrays else ():
            array = arrays[f"{name}/{part}"].astype(np.float16)
            array = np.ascontiguousarray(array.transpose(3, 2, 0, 1)) if array.ndim == 4 else array
            weights.append(numpy_helper.from_array(array, f"{name}/{part}/half"))
            nodes.append(helper.make_node("Cast", [f"{name}/{part}/half"], [f"{name}/{part}"], to=TensorProto.FLOAT))
            inputs.append(f"{name}/{part}")
        kind, attributes = onnx_operation(layer)
        nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        before = name
        if kind == "GlobalAveragePool":
            before = f"{name}/flat"
            nodes.append(helper.make_node("Flatten", [name], [before]))
    photo = helper.make_tensor_value_info("photo", TensorProto.FLOAT, [1, 3, 32, 32])
    outputs = [helper.make_tensor_value_info(layer["name"], TensorProto.FLOAT, None) for layer in layers]
    model = helper.make_model(helper.make_graph(nodes, "network", [photo], outputs, weights), opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    save(model, target)


def onnx_operation(layer):
    """ONNX's name for a layer of `network.json`, and its attributes."""
    window = {"kernel_shape": layer.get("window"), "strides": layer.get("strides")}
    return {
        "conv": ("Conv", window | {"pads": [size // 2 for size in 2 * layer.get("window", [])] if layer.get("padding") == "same" else [0] * 4}),
        "relu": ("Relu", {}),
        "max-pool": ("MaxPool", window),
        "global-mean-pool": ("GlobalAveragePool", {}),
        "dense": ("Gemm", {}),
        "softmax": ("Softmax", {"axis": 1}),
    }[layer["kind"]]


class Compressing(SimpleHTTPRequestHandler):
    """Serves a folder as hosts of pages do: compressed, nothing cached."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".mjs": "text/javascript", ".wasm": "application/wasm"}

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            return self.send_error(404)
        body = compressed(path)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Say nothing."""


@functools.cache
def compressed(path):
    """The file's bytes, compressed once."""
    return gzip.compress(path.read_bytes(), 9)


def serve(folder):
    """Serve `folder` from now on. Returns the server and its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Compressing, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}/"


def open_page(browser, address):
    """A page in which an engine has given its first result."""
    page = browser.new_context().new_page()
    page.goto(address)
    page.wait_for_function("window.first || window.failed", timeout=120_000)
    assert not (fault := page.evaluate("window.failed")), f"{address}: {fault}"
    return page
