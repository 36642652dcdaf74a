"""A page that holds the engine, and Keras's numbers beside it. The outputs of all layers for 1,000 photos are 0.8 GB: they are computed when the page asks."""

import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np

from cnnviz_helpers import export_explorable, layer_outputs
from cnnviz_helpers.data import shipped_pixels
from cnnviz_helpers.explorables.files import ENGINE, FOLDER, page_data

CHUNK = 32
MODULES = ("engine_checks.mjs", "engine_facts.mjs")
PAGE = """<!doctype html><title>engine</title><script type="module">
import * as checks from "./engine_checks.mjs";
import { facts } from "./engine_facts.mjs";
window.checks = { ...checks, facts };
</script>"""


class EngineSite:
    """Serves a folder with the engine's files, and the `answers`: {path: a function that gives bytes}."""

    def __init__(self, folder, model, photos):
        self.folder, self.model = folder, model
        # The modules as they are written: pages get them bundled, and a bundle hands out figures only.
        shutil.copytree(FOLDER, folder, dirs_exist_ok=True)
        for name, content in (page_data() | {"engine.wasm": (FOLDER / ENGINE).read_bytes()}).items():
            (folder / name).write_bytes(content)
        for name in MODULES:
            shutil.copy(Path(__file__).with_name(name), folder)
        (folder / "index.html").write_text(PAGE, encoding="utf-8")
        self.inputs = np.concatenate([photos, unusual(photos.shape[1:])])
        self.chunks = list(range(-(-len(self.inputs) // CHUNK)))
        pixels = np.stack([shipped_pixels(i) for i in range(len(photos))])
        self.answers = {"/pixels": pixels.tobytes, "/photos": photos.tobytes}
        for chunk in self.chunks:
            self.answers[f"/inputs/{chunk}"] = self.batch(chunk).tobytes
            self.answers[f"/expected/{chunk}"] = lambda chunk=chunk: self.expected(chunk)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), lambda *args: Handler(self.answers, *args, directory=str(folder)))
        self.address = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def batch(self, chunk):
        """(n, 32, 32, 3): some of the inputs."""
        return np.ascontiguousarray(self.inputs[chunk * CHUNK : (chunk + 1) * CHUNK])

    def expected(self, chunk):
        """All layers' outputs for the first picture, then those for the next, and so on."""
        outputs = layer_outputs(self.model, self.batch(chunk)).values()
        return np.concatenate([output.reshape(len(output), -1) for output in outputs], axis=1).tobytes()

    def add_network(self, name, model, inputs):
        """Put another network in a folder of its own, with inputs and what Keras makes of them."""
        export_explorable(model, self.folder / name)
        for file, array in {"inputs": inputs, "expected": np.asarray(model(inputs, training=False))}.items():
            (self.folder / name / file).write_bytes(np.ascontiguousarray(array, np.float32).tobytes())

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Handler(SimpleHTTPRequestHandler):
    """Answers from memory, else from the folder."""

    def __init__(self, answers, *args, **kwargs):
        self.answers = answers
        super().__init__(*args, **kwargs)

    def do_GET(self):
        if self.path not in self.answers:
            return super().do_GET()
        body = self.answers[self.path]()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Say nothing."""


def unusual(shape):
    """Noise, constants and extremes: what no photo shows, (n, H, W, C) in [-0.5, 0.5]."""
    random, (height, width, _) = np.random.default_rng(7), shape
    noise = [random.uniform(-0.5, 0.5, shape) for _ in range(8)] + [random.choice([-0.5, 0.5], shape) for _ in range(4)]
    constants = [np.full(shape, value) for value in (0, 0.5, -0.5)] + [np.broadcast_to(np.where(np.arange(3) == c, 0.5, -0.5), shape) for c in range(3)]
    board = np.indices((height, width)).sum(0)[..., None] % 2 - 0.5 + np.zeros(shape)
    corners = [np.full(shape, -0.5) for _ in range(4)]
    for picture, place in zip(corners, ((0, 0), (0, -1), (-1, 0), (-1, -1))):
        picture[place] = 0.5
    return np.stack([*noise, *constants, board, -board, *corners]).astype(np.float32)
