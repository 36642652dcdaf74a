"""The live figures in headless Chromium: what a reader waits for after an edit, and for all photos to be counted anew."""

import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
from cnnbook.esbuild import page_file, page_module
from cnnbook.live import write_files

from cnnviz_helpers.data import N_IMAGES, shipped_pixels
from cnnviz_helpers.explorables.files import sheets
from cnnviz_helpers.explorables.mount import Mount

from . import peers

ROUNDS, EACH = 10, 20  # edits are measured in turn, so that a busy moment of the machine hits all pages
EDITS = """async ([first, n, way]) => {
  const slider = document.querySelector(".x-slider input[type=range]"), times = [];
  for (let i = first; i < first + n; i++) {
    let began, drawn;
    requestAnimationFrame(() => { began = performance.now(); });
    const sent = performance.now();
    // Up and down the whole range in 100 frames each; or to another end at every frame.
    slider.value = way === "drag" ? Math.abs((0.02 * i) % 4 - 2) - 1 : Math.sin(i);
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
    """From a moved slider of the kernel lab to the picture: computing and drawing, and with the browser's own layout and paint.

    Beside it, what the browser takes for a slider alone, in turn with them.
    """
    lone, *figures = places = {
        "A page with a slider that does nothing": lone_slider(browser),
        "Kernel lab alone on a page, a weight edited": figure(browser, "kernel-lab", ".x-weight"),
        "Kernel lab in its chapter, a weight edited": chapter(browser, "02-kernels", ".x-weight"),
    }
    with ExitStack() as stack:
        pages = {where: stack.enter_context(opened) for where, opened in places.items()}
        for page in pages.values():
            page.evaluate(EDITS, [0, 100, "drag"])
        for rate, way in ((1, "drag"), (4, "drag"), (4, "jump")):
            times = edit_times(pages, rate, way)
            how = f"slider {'dragged' if way == 'drag' else 'thrown from end to end'}, {'full speed' if rate == 1 else f'{rate} x slower'}"
            for where, (script, whole) in times.items():
                yield (
                    f"{where}, {how}: computed and drawn in {script[0]:.1f} ms, 95 of 100 within {script[1]:.1f} ms; "
                    f"with the browser's layout and paint {whole[0]:.1f} ms, 95 of 100 within {whole[1]:.1f} ms. A frame has 16.7 ms."
                )
            for where in figures:
                half, most = (ours / slider for ours, slider in zip(times[where][1], times[lone][1], strict=True))
                yield f"    ratio, {where[: where.index(',')]} to a slider alone, layout and paint too: {half:.2f}, of the slowest in 20 {most:.2f}"


def edit_times(pages, rate, way):
    """{page: ((ms of computing and drawing: half of them at most, 95 of 100), (the same with layout and paint))}, of browsers `rate` times slower."""
    found = {where: [] for where in pages}
    sessions = {where: page.context.new_cdp_session(page) for where, page in pages.items()}
    for k in range(ROUNDS):
        for where, page in pages.items():
            sessions[where].send("Emulation.setCPUThrottlingRate", {"rate": rate})
            found[where] += page.evaluate(EDITS, [k * EACH, EACH, way])
            sessions[where].send("Emulation.setCPUThrottlingRate", {"rate": 1})  # to be slow keeps a core busy, which the others need
    return {where: np.percentile(times, [50, 95], axis=0).T for where, times in found.items()}


ABLATE = """async ([module, files, jobs]) => {
  const bytes = async (name) => new Uint8Array(await (await fetch(name)).arrayBuffer());
  const worker = new Worker(module, { type: "module", name: "figures/ablation-worker.mjs" }), rgb = await bytes("pixels");
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
        first, *others = page.evaluate(ABLATE, [page_file(("ablation",)), ["network.json", "weights.safetensors", "engine.wasm"], jobs])
    then = ", ".join(f"{name} {s:.2f} s" for name, s in zip(jobs[1:], others))
    yield f"Ablation over 1,000 photos: first {first:.1f} s (all photos, all layers, and relu1), then {then}."


@contextmanager
def visit(browser, folder, name, selector):
    """The page `name` of `folder`, once `selector` is there and in the window."""
    server, address = peers.serve(folder)
    page = browser.new_context().new_page()
    page.goto(address + name)
    page.locator("[data-explorable]").last.scroll_into_view_if_needed()  # in the book a figure begins when it comes near
    page.locator(selector).first.scroll_into_view_if_needed()
    yield page
    page.context.close()
    server.shutdown()
    server.server_close()


@contextmanager
def lone_slider(browser):
    """A page with one slider, where nothing follows it."""
    with tempfile.TemporaryDirectory() as place:
        page = '<!doctype html><div class="x-slider" data-explorable><input type="range" min="-1" max="1" step="0.01">'
        Path(place, "index.html").write_text(page, encoding="utf-8")
        with visit(browser, place, "index.html", "input") as opened:
            yield opened


@contextmanager
def figure(browser, name, selector, **state):
    """A page with one live figure in `state` and nothing else, whose files are those of a page of the book; and the photos' bytes, in the file `pixels`."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_files(folder)
        (folder / page_file((name,))).write_bytes(page_module((name,)))
        (folder / "pixels").write_bytes(b"".join(shipped_pixels(i).tobytes() for i in range(N_IMAGES)))
        links = "".join(f'<link rel="stylesheet" href="{sheet}">' for sheet in sheets(name))
        head = f'<!doctype html><html lang="en"><meta charset="utf-8">{links}<script type="module" src="{page_file((name,))}"></script>'
        (folder / "index.html").write_text(head + Mount(name, state)._repr_html_(), encoding="utf-8")
        with visit(browser, folder, "index.html", selector) as page:
            yield page


@contextmanager
def chapter(browser, name, selector):
    """A chapter of the built book; its last live figure is the one that is measured."""
    built = Path(__file__).parent.parent / "_build" / "html"
    if not (built / "book" / f"{name}.html").exists():
        raise FileNotFoundError(f"Expected the built book in {built}, but {name}.html is not there; run `make book` first.")
    with visit(browser, built, f"book/{name}.html", selector) as page:
        yield page
