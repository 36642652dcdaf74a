/* The loops that take time, and the numbers they run over: WebAssembly (engine.c), or JavaScript (script-loops.mjs). */

/** Filters that are computed together, as in engine.c. */
export const BLOCK = 16;
/** Where the numbers begin: below it lies what the compiled loops need for themselves. */
export const HEAP_START = 65536 / 4;

/** The loops from engine.wasm. They count bytes, so places are multiplied by 4. */
function compiledLoops({ conv, relu, pool, to_tiles, kernel_tiles, from_tiles }) {
  return {
    conv: (from, weights, bias, to, inRow, ...rest) => conv(from * 4, weights * 4, bias * 4, to * 4, inRow, ...rest),
    relu: (from, to, n) => relu(from * 4, to * 4, n),
    pool: (from, to, ...rest) => pool(from * 4, to * 4, ...rest),
    toTiles: (from, to, ...rest) => to_tiles(from * 4, to * 4, ...rest),
    kernelTiles: (from, to, ...rest) => kernel_tiles(from * 4, to * 4, ...rest),
    fromTiles: (from, bias, to, ...rest) => from_tiles(from * 4, bias * 4, to * 4, ...rest),
  };
}

/** `n` numbers and the loops over them: compiled (`wasm`: the bytes of engine.wasm), or in script (null), which script() brings.
    Throws one sentence if there is no room. */
export async function makeHeap(n, wasm, script) {
  const bytes = (HEAP_START + n) * 4, slow = wasm ? null : await script();
  try {
    if (wasm) {
      const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / 65536) });
      const { instance } = await WebAssembly.instantiate(wasm, { env: { memory } });
      return { heap: new Float32Array(memory.buffer), loops: compiledLoops(instance.exports), memory };
    }
    const heap = new Float32Array(bytes / 4);
    return { heap, loops: slow.scriptLoops(heap) };
  } catch {
    throw new Error(`This network needs ${Math.ceil(bytes / 1e6)} MB, more than the browser gives; take a smaller one.`);
  }
}
