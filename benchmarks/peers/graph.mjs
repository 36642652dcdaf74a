/* What each page of a larger network shares: where its files are, and how it is asked. */

const folder = document.documentElement.dataset.network;

export const file = async (name) => (await fetch(`${folder}/${name}`)).arrayBuffer();
export const json = async (name) => (await fetch(`${folder}/${name}`)).json();
export const input = async () => new Float32Array(await file("input"));

/** Open an engine, run it once, and say so. `open()` gives a function: the answer, a Float32Array. */
export async function begin(open) {
  try {
    const run = await open();
    await run();
    window.first = performance.now();
    window.answer = async () => [...await run()];
    /** Milliseconds for one run, the mean of `n` in a row. */
    window.measure = async (n) => {
      const began = performance.now();
      for (let i = 0; i < n; i++) await run();
      return (performance.now() - began) / n;
    };
  } catch (error) {
    window.failed = String(error.stack ?? error);
  }
}
