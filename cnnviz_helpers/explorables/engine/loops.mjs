/* The loops that take time, and the numbers they run over: WebAssembly (engine.c), or JavaScript, which computes the same without tiles. */

/** Filters that are computed together, as in engine.c. */
export const BLOCK = 16;
/** Where the numbers begin: below it lies what the compiled loops need for themselves. */
export const HEAP_START = 65536 / 4;

/** The loops in plain JavaScript, for browsers without WebAssembly SIMD; places in the heap count numbers, not bytes. */
export function scriptLoops(heap) {
  return {
    conv(from, weights, bias, to, inRow, right, down, height, width, rows, run, filters, first, last) {
      for (let f = first * BLOCK; f < Math.min(filters, last * BLOCK); f += 8) { // half a block: more sums would not stay in registers
        const start = weights + (f & -BLOCK) * rows * run + (f & 8), many = Math.min(8, filters - f), b = bias + f;
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            let s0 = heap[b], s1 = heap[b + 1], s2 = heap[b + 2], s3 = heap[b + 3];
            let s4 = heap[b + 4], s5 = heap[b + 5], s6 = heap[b + 6], s7 = heap[b + 7];
            for (let row = 0, w = start; row < rows; row++) {
              const left = from + y * down + x * right + row * inRow;
              for (let k = left; k < left + run; k++, w += BLOCK) {
                const number = heap[k];
                s0 += number * heap[w]; s1 += number * heap[w + 1]; s2 += number * heap[w + 2]; s3 += number * heap[w + 3];
                s4 += number * heap[w + 4]; s5 += number * heap[w + 5]; s6 += number * heap[w + 6]; s7 += number * heap[w + 7];
              }
            }
            const sums = [s0, s1, s2, s3, s4, s5, s6, s7], place = to + (y * width + x) * filters + f;
            for (let i = 0; i < many; i++) heap[place + i] = sums[i];
          }
        }
      }
    },
    relu(from, to, n) {
      for (let i = 0; i < n; i++) heap[to + i] = heap[from + i] > 0 ? heap[from + i] : 0;
    },
    pool(from, to, inHeight, inWidth, channels, rows, columns, stepY, stepX, top, left, height, width, isMean) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++, to += channels) {
          for (let c = 0; c < channels; c++) {
            let most = -Infinity, sum = 0, n = 0;
            for (let r = Math.max(0, y * stepY - top); r < Math.min(inHeight, y * stepY - top + rows); r++) {
              for (let k = Math.max(0, x * stepX - left); k < Math.min(inWidth, x * stepX - left + columns); k++, n++) {
                const number = heap[from + (r * inWidth + k) * channels + c];
                sum += number;
                if (number > most) most = number;
              }
            }
            heap[to + c] = isMean ? sum / n : most;
          }
        }
      }
    },
  };
}

/** The same loops from engine.wasm. They count bytes, so places are multiplied by 4. */
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

/** `n` numbers and the loops over them: compiled (`wasm`: the bytes of engine.wasm), or in script (null). Throws one sentence if there is no room. */
export async function makeHeap(n, wasm) {
  const bytes = (HEAP_START + n) * 4;
  try {
    if (wasm) {
      const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / 65536) });
      const { instance } = await WebAssembly.instantiate(wasm, { env: { memory } });
      return { heap: new Float32Array(memory.buffer), loops: compiledLoops(instance.exports), memory };
    }
    const heap = new Float32Array(bytes / 4);
    return { heap, loops: scriptLoops(heap) };
  } catch {
    throw new Error(`This network needs ${Math.ceil(bytes / 1e6)} MB, more than the browser gives; take a smaller one.`);
  }
}
