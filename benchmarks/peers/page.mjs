/* What each page of the benchmark shares: the photo, the files, and how an engine is asked. */

/** Where our engine finds its files: beside the page. */
export const model = { get: (key) => (key === "base" ? location.href : undefined) };

export const file = async (name) => (await fetch(name)).arrayBuffer();
export const json = async (name) => (await fetch(name)).json();

const photo = Uint8Array.from(atob(document.documentElement.dataset.photo), (letter) => letter.charCodeAt(0));
/** (32, 32, 3) numbers, channels last. */
export const input = Float32Array.from(photo, (pixel) => Math.fround(pixel / 255) - 0.5);

/** Open an engine, run it once, and note when that was.
    `open()` gives a function: all layers' outputs of the photo, each a Float32Array. */
export async function begin(open) {
  try {
    const run = await open();
    await run();
    window.first = performance.now();
    window.outputs = async () => (await run()).map((output) => [...output]);
    /** Milliseconds for one run, the mean of `n` in a row: a browser's clock is coarse. */
    window.measure = async (n) => {
      const began = performance.now();
      for (let i = 0; i < n; i++) await run();
      return (performance.now() - began) / n;
    };
  } catch (error) {
    window.failed = String(error);
  }
}
