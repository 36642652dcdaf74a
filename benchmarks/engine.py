"""The engine of the live figures in headless Chromium, beside others on the same network, in one run, on one core."""

import math
import statistics
from pathlib import Path

import numpy as np
from cnnbook.publishing.chromium import open_chromium

from . import figures, graphs, peers

ROUNDS, RUNS = 15, 10
LOADS = 7
# The line of Lighthouse's desktop audits: 10 Mbit/s, an answer takes 40 ms.
LINE = {"offline": False, "latency": 40, "downloadThroughput": 10e6 / 8, "uploadThroughput": 10e6 / 8}
PEAK_STEPS = 2_000_000  # some milliseconds: a browser's clock ticks ten times in one
SIZES = "[...performance.getEntries()].filter(e => 'encodedBodySize' in e).map(e => [e.decodedBodySize, e.encodedBodySize])"
PEAK = """async (steps) => {
  const bytes = await (await fetch("peak.wasm")).arrayBuffer(), memory = new WebAssembly.Memory({ initial: 2 });
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } });
  window.peak = () => { const began = performance.now(); instance.exports.peak(steps); return performance.now() - began; };
}"""
WARM_UP = "async (wanted) => { const began = performance.now(); while (performance.now() - began < wanted) await measure(5); }"
ROW = "{:<53}" + "{:>13}" * 5


def lines():
    """The report, line by line."""
    names, fault = peers.prepare()
    server, address = peers.serve(peers.SITE)
    try:
        with open_chromium() as browser:
            yield from compare(browser, address, names)
            yield from graphs.lines(browser, address, has_peers=not fault)
            if fault:
                yield fault
            yield from figures.edits(browser)
            yield from figures.ablation(browser)
    finally:
        server.shutdown()
        server.server_close()


def compare(browser, address, names):
    """The table: one column an engine, each number with its ratio to ours."""
    (macs, in_tiles), pages = multiply_adds(), {name: peers.open_page(browser, f"{address}{name}.html") for name in names}
    differences = {name: largest_difference(page.evaluate("outputs()"), name == "onnx") for name, page in pages.items()}
    sizes = {name: page.evaluate(SIZES) for name, page in pages.items()}
    times, convolutions, peak = measure(pages)
    for page in pages.values():
        page.context.close()
    ways = (("", None), ("", LINE), ("-unnamed", LINE))
    loads = {name: [first_result(browser, f"{address}{name}{kind}.html", line) for kind, line in ways] for name in names}
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
    yield (
        f"Our convolutions alone: {share:.0f} % of the peak. In tiles they take {in_tiles / 1e6:.1f} million: "
        f"{busy:.0f} % of the peak, and the sums of the tiles come on top."
    )
    if "tfjs-wasm" in names:
        packed = first_result(browser, f"{address}tfjs-wasm-packed.html", LINE)
        yield (
            "Our weights come packed, those of the others as plain numbers of 16 bits, compressed by the host. "
            f"Given ours, TensorFlow.js (wasm) has its first result at 10 Mbit/s after {packed:.0f} ms, ratio {packed / loads['ours'][1]:.2f}."
        )


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
