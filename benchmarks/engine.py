"""The engine of the live figures in headless Chromium, beside others on the same network, in one run, on one core."""

import math
import shutil
import statistics
import tempfile
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from . import peers

ROUNDS, RUNS = 15, 10
LOADS = 7
# The line of Lighthouse's desktop audits: 10 Mbit/s, an answer takes 40 ms.
LINE = {"offline": False, "latency": 40, "downloadThroughput": 10e6 / 8, "uploadThroughput": 10e6 / 8}
PEAK_STEPS = 2_000_000  # some milliseconds: a browser's clock ticks ten times in one
PEAK = """async (steps) => {
  const { instance } = await WebAssembly.instantiate(await (await fetch("peak.wasm")).arrayBuffer(), { env: { memory: new WebAssembly.Memory({ initial: 2 }) } });
  window.peak = () => { const began = performance.now(); instance.exports.peak(steps); return performance.now() - began; };
}"""
WARM_UP = "async (wanted) => { const began = performance.now(); while (performance.now() - began < wanted) await measure(5); }"
ROW = "{:<53}" + "{:>13}" * 5


def lines():
    """The report, line by line."""
    names, fault = peers.prepare()
    server, address = peers.serve(peers.SITE)
    try:
        with chromium() as browser:
            yield from compare(browser, address, names)
            if fault:
                yield fault
            yield from edits(browser)
            yield from ablation(browser)
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def chromium():
    """A headless browser."""
    from playwright.sync_api import sync_playwright

    system = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system, args=["--no-sandbox", "--disable-background-networking", "--disable-component-update"])
        yield browser
        browser.close()


def compare(browser, address, names):
    """The table: one column an engine, each number with its ratio to ours."""
    (macs, in_tiles), pages = multiply_adds(), {name: open_page(browser, f"{address}{name}.html") for name in names}
    differences = {name: largest_difference(page.evaluate("outputs()"), name == "onnx") for name, page in pages.items()}
    sizes = {name: page.evaluate("[...performance.getEntries()].filter(e => 'encodedBodySize' in e).map(e => [e.decodedBodySize, e.encodedBodySize])") for name, page in pages.items()}
    times, convolutions, peak = measure(pages)
    for page in pages.values():
        page.context.close()
    loads = {name: [first_result(browser, f"{address}{name}{kind}.html", line) for kind, line in (("", None), ("", LINE), ("-unnamed", LINE))] for name in names}
    yield ROW.format("", *(short for short in ("ours", "ours", "TF.js", "ONNX Runtime", "TF.js")))
    yield ROW.format("the same network and weights, one core", "wasm", "script", "wasm", "wasm", "script")
    rows = {
        "all layers of one photo, read back, fastest (ms)": [min(times[name]) for name in names],
        "… half of the runs at most (ms)": [statistics.median(times[name]) for name in names],
        "… share of the SIMD peak, products the plain way (%)": [100 * macs / min(times[name]) / peak for name in names],
        "bytes to download, weights too (kB)": [sum(plain for plain, _ in sizes[name]) / 1000 for name in names],
        "… compressed, as hosts send them (kB)": [sum(packed for _, packed in sizes[name]) / 1000 for name in names],
        "first result after page load, files near (ms)": [loads[name][0] for name in names],
        "… at 10 Mbit/s, 40 ms away (ms)": [loads[name][1] for name in names],
        "… the same, files not named in the page's head (ms)": [loads[name][2] for name in names],
    }
    for label, values in rows.items():
        yield ROW.format(label, *(f"{value:.3g}" if value < 100 else f"{value:.0f}" for value in values), *[""] * (5 - len(values)))
        if "%" not in label:
            yield ROW.format("    ratio, theirs to ours", *(f"{value / values[0]:.2f}" for value in values), *[""] * (5 - len(values)))
    yield ROW.format("largest difference from Keras, all layers", *(f"{differences[name]:.1e}" for name in names), *[""] * (5 - len(names)))
    yield f"SIMD peak of this core in WebAssembly: {peak / 1e6:.1f} billion multiply-adds a second; one photo takes {macs / 1e6:.1f} million."
    share, busy = (100 * many / min(convolutions) / peak for many in (macs, in_tiles))
    yield f"Our convolutions alone: {share:.0f} % of the peak. In tiles they take {in_tiles / 1e6:.1f} million: {busy:.0f} % of the peak, and the sums of the tiles come on top."
    if "tfjs-wasm" in names:
        packed = first_result(browser, f"{address}tfjs-wasm-packed.html", LINE)
        yield (
            "Our weights come packed, those of the others as plain numbers of 16 bits, compressed by the host. "
            f"Given ours, TensorFlow.js (wasm) has its first result at 10 Mbit/s after {packed:.0f} ms, ratio {packed / loads['ours'][1]:.2f}."
        )


def open_page(browser, address):
    """A page in which an engine has given its first result."""
    page = browser.new_context().new_page()
    page.goto(address)
    page.wait_for_function("window.first || window.failed", timeout=120_000)
    assert not (fault := page.evaluate("window.failed")), f"{address}: {fault}"
    return page


def measure(pages):
    """In turn, so that a busy moment of the machine hits all: {name: ms of one run}, ms of our convolutions, the peak in multiply-adds a ms."""
    ours = pages["ours"]
    ours.evaluate(PEAK, PEAK_STEPS)
    for page in pages.values():
        page.evaluate(WARM_UP, 1500)  # until the browser has compiled all it wants to
    times, convolutions, peaks = {name: [] for name in pages}, [], []
    for _ in range(ROUNDS):
        peaks.append(ours.evaluate("Math.min(...Array.from({ length: 5 }, peak))"))
        convolutions.append(ours.evaluate(f"Math.min(...Array.from({{ length: 5 }}, () => measureConvolutions({RUNS})))"))
        for name, page in pages.items():
            times[name] += [page.evaluate(f"measure({RUNS})") for _ in range(3)]
    return times, convolutions, PEAK_STEPS * 12 * 4 / min(peaks)


def multiply_adds():
    """How many of them the convolutions and the dense layer take for one photo: the plain way, and as our engine does it, in tiles from conv2 on."""
    from cnnviz_helpers import cnn_model

    plain = in_tiles = 0
    for layer in (layer for layer in cnn_model().layers if hasattr(layer, "kernel")):
        *window, channels, filters = layer.kernel.shape
        places = layer.output.shape[1:-1]
        products = math.prod(layer.kernel.shape) * math.prod(places)
        plain += products
        in_tiles += 16 * math.prod(-(-size // 2) for size in places) * channels * filters if window and channels % 4 == 0 else products
    return plain, in_tiles


def largest_difference(outputs, is_channels_first):
    """From Keras, over all layers. A benchmark of wrong numbers would be worth nothing."""
    from cnnviz_helpers import cnn_model, get_cifar10, layer_outputs

    expected = list(layer_outputs(cnn_model(), get_cifar10()[0][peers.PHOTO]).values())
    worst = 0.0
    for ours, theirs in zip(outputs, expected, strict=True):
        theirs = theirs[0].transpose(2, 0, 1) if is_channels_first and theirs.ndim == 4 else theirs[0]
        worst = max(worst, float(np.abs(np.array(ours) - theirs.ravel()).max()))
    assert worst < 1e-3, f"An engine computes something else: {worst}"
    return worst


def first_result(browser, address, line):
    """Milliseconds from the start of the page to the first result, nothing cached; the median of some loads. `line`: how slow the network is."""
    found = []
    for _ in range(LOADS):
        page = browser.new_context().new_page()
        if line:
            page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", line)
        page.goto(address)
        page.wait_for_function("window.first", timeout=120_000)
        found.append(page.evaluate("window.first"))
        page.context.close()
    return statistics.median(found)


EDITS = """async ([n, way]) => {
  const slider = document.querySelector(".x-frame input[type=range]"), times = [];
  for (let i = 0; i < n; i++) {
    let began, drawn;
    requestAnimationFrame(() => { began = performance.now(); });
    const sent = performance.now();
    slider.value = way === "drag" ? Math.abs((0.02 * i) % 4 - 2) - 1 : Math.sin(i); // up and down the whole range in 100 frames each; or to another end at every frame
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    const handled = performance.now() - sent;
    await new Promise((resolve) => requestAnimationFrame(() => {
      drawn = performance.now();
      const { port1, port2 } = new MessageChannel(); // its message comes when the frame is laid out and painted
      port1.onmessage = () => resolve();
      port2.postMessage(null);
    }));
    times.push([handled + drawn - began, handled + performance.now() - began]);
  }
  return times;
}"""


def edits(browser):
    """From a moved slider of the kernel lab to the picture: computing and drawing, and with the browser's own layout and paint. Beside it, what the browser takes for a slider alone."""
    places = {
        "Kernel lab alone on a page, a weight edited": figure(browser, "kernel-lab", ".x-weight"),
        "Kernel lab in its chapter, a weight edited": chapter(browser, "02-kernels", ".x-weight"),
        "A page with a slider that does nothing": lone_slider(browser),
    }
    for where, opened in places.items():
        with opened as page:
            page.evaluate(EDITS, [60, "drag"])
            for rate, way in ((1, "drag"), (4, "drag"), (4, "jump")):
                page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": rate})
                script, whole = ([round(float(np.percentile(times, share)), 1) for share in (50, 95)] for times in zip(*page.evaluate(EDITS, [200, way])))
                words = {"drag": "slider dragged", "jump": "slider thrown from end to end"}[way]
                yield (
                    f"{where}, {words}, {'full speed' if rate == 1 else f'{rate} x slower'}: computed and drawn in {script[0]} ms, 95 of 100 within {script[1]} ms; "
                    f"with the browser's layout and paint {whole[0]} ms, 95 of 100 within {whole[1]} ms. A frame has 16.7 ms."
                )


ABLATE = """async ([files, jobs]) => {
  const bytes = async (name) => new Uint8Array(await (await fetch(name)).arrayBuffer());
  const { Photos } = await import("./resources.mjs"), base = new URL("./", location.href).href;
  const rgb = await new Photos({ get: (key) => (key === "base" ? base : undefined) }).all(), worker = new Worker("ablation-worker.mjs", { type: "module" });
  worker.postMessage({ files: Object.fromEntries(await Promise.all(files.map(async (name) => [name, await bytes(name)]))), rgb });
  const done = (task, layer, off) => new Promise((resolve) => {
    const began = performance.now();
    worker.onmessage = ({ data }) => { if (data.task === task && data.answers.length === 1000) resolve((performance.now() - began) / 1000); };
    worker.postMessage({ task, layer, off });
  });
  const seconds = [];
  for (const [i, layer] of jobs.entries()) seconds.push(await done(i + 1, layer, [0, 3]));
  return seconds;
}"""


def ablation(browser):
    """One filter or more switched off, and the answers to all 1,000 photos counted anew, in a worker."""
    jobs = ["relu1", "relu1", "relu2", "relu3", "relu4", "relu5"]
    with figure(browser, "ablation", ".x-frame") as page:
        first, *others = page.evaluate(ABLATE, [["network.json", "weights.safetensors", "engine.wasm"], jobs])
    yield f"Ablation over 1,000 photos: first {first:.1f} s (all photos, all layers, and relu1), then " + ", ".join(f"{name} {s:.2f} s" for name, s in zip(jobs[1:], others)) + "."


@contextmanager
def visit(browser, folder, name, selector):
    """The page `name` of `folder`, once `selector` is there and in the window."""
    server, address = peers.serve(folder)
    page = browser.new_context().new_page()
    page.goto(address + name)
    page.locator("[data-explorable]").first.scroll_into_view_if_needed()  # in the book a figure begins when it comes near
    page.locator(selector).first.scroll_into_view_if_needed()
    yield page
    page.context.close()
    server.shutdown()
    server.server_close()


@contextmanager
def lone_slider(browser):
    """A page with one slider, where nothing follows it."""
    with tempfile.TemporaryDirectory() as place:
        page = '<!doctype html><div class="x-frame" data-explorable><input type="range" min="-1" max="1" step="0.01">'
        Path(place, "index.html").write_text(page, encoding="utf-8")
        with visit(browser, place, "index.html", "input") as opened:
            yield opened


@contextmanager
def figure(browser, name, selector):
    """A page with one live figure and nothing else."""
    from cnnviz_helpers.explorables import figures as stills
    from cnnviz_helpers.explorables import files as explorables

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        peers.write_figures(folder)
        head = '<!doctype html><html lang="en"><meta charset="utf-8"><link rel="stylesheet" href="explorables.css"><script type="module" src="mount.mjs"></script>'
        (folder / "index.html").write_text(head + explorables.Mount(name, stills.FIGURES[name].state)._repr_html_(), encoding="utf-8")
        with visit(browser, folder, "index.html", selector) as page:
            yield page


@contextmanager
def chapter(browser, name, selector):
    """A chapter of the built book; its first live figure is the one that is measured."""
    built = Path(__file__).parent.parent / "_build" / "html"
    if not (built / "book" / f"{name}.html").exists():
        raise FileNotFoundError(f"Expected the built book in {built}, but {name}.html is not there; run `make book` first.")
    with visit(browser, built, f"book/{name}.html", selector) as page:
        yield page
