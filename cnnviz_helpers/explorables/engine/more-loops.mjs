/* The loops of the kinds in more-kinds.mjs that take time: WebAssembly (more.c), or JavaScript, which computes the same. Places count numbers. */

/** The loops in plain JavaScript. */
function scriptLoops(heap) {
  return {
    copy(from, to, fromStep, toStep, run, n) {
      for (; n--; from += fromStep, to += toStep) for (let i = 0; i < run; i++) heap[to + i] = heap[from + i];
    },
    depthwise(from, weights, bias, to, inRow, inColumn, right, down, height, width, rows, columns, channels) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++, to += channels) {
          for (let c = 0; c < channels; c++) {
            let sum = heap[bias + c], w = weights + c;
            for (let row = 0; row < rows; row++) {
              const first = from + y * down + x * right + row * inRow + c;
              for (let k = first; k < first + columns * inColumn; k += inColumn, w += channels) sum += heap[k] * heap[w];
            }
            heap[to + c] = sum;
          }
        }
      }
    },
    scale(from, scales, offsets, to, pixels, channels) {
      for (; pixels--; from += channels, to += channels) {
        for (let c = 0; c < channels; c++) heap[to + c] = heap[from + c] * heap[scales + c] + heap[offsets + c];
      }
    },
    bend(from, to, n, low, high, slope) {
      for (let i = 0; i < n; i++) {
        const x = heap[from + i];
        heap[to + i] = Math.min(high, Math.max(low, x)) + slope * Math.min(0, x);
      }
    },
    hardSilu(from, to, n) {
      for (let i = 0; i < n; i++) heap[to + i] = heap[from + i] * Math.min(6, Math.max(0, heap[from + i] + 3)) / 6;
    },
    sigmoid(from, to, n, isGate) {
      for (let i = 0; i < n; i++) heap[to + i] = (isGate ? heap[from + i] : 1) / (1 + Math.exp(-heap[from + i]));
    },
    join(a, aRow, aColumn, aStep, b, bRow, bColumn, bStep, to, height, width, channels, how) {
      const joined = JOINED[how];
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++, to += channels) {
          const one = a + y * aRow + x * aColumn, other = b + y * bRow + x * bColumn;
          for (let c = 0; c < channels; c++) heap[to + c] = joined(heap[one + c * aStep], heap[other + c * bStep]);
        }
      }
    },
  };
}

const JOINED = [(a, b) => a + b, (a, b) => a - b, (a, b) => a * b, Math.max, Math.min];

/** The same loops from more.wasm, which counts bytes. What has no four channels goes through the script, in the same heap. */
function compiledLoops({ copy, depthwise, scale, bend, hard_silu, sigmoid, join }, script) {
  return {
    copy: (from, to, ...rest) => copy(from * 4, to * 4, ...rest),
    depthwise: (from, weights, bias, to, ...rest) =>
      (rest.at(-1) < 4 ? script.depthwise(from, weights, bias, to, ...rest) : depthwise(from * 4, weights * 4, bias * 4, to * 4, ...rest)),
    scale: (from, scales, offsets, to, pixels, channels) =>
      (channels < 4 ? script.scale(from, scales, offsets, to, pixels, channels) : scale(from * 4, scales * 4, offsets * 4, to * 4, pixels, channels)),
    bend: (from, to, n, ...rest) => (n < 4 ? script.bend(from, to, n, ...rest) : bend(from * 4, to * 4, n, ...rest)),
    sigmoid: (from, to, n, isGate) => (n < 4 ? script.sigmoid(from, to, n, isGate) : sigmoid(from * 4, to * 4, n, isGate)),
    hardSilu: (from, to, n) => (n < 4 ? script.hardSilu(from, to, n) : hard_silu(from * 4, to * 4, n)),
    join: (a, aRow, aColumn, aStep, b, bRow, bColumn, bStep, to, ...rest) =>
      join(a * 4, aRow, aColumn, aStep, b * 4, bRow, bColumn, bStep, to * 4, ...rest),
  };
}

/** The loops over a heap and its memory, as `makeHeap` gives both: compiled (`wasm`: the bytes of more.wasm), or in script (null). */
export async function moreLoops({ heap, memory }, wasm) {
  const script = scriptLoops(heap);
  if (!wasm) return script;
  const { instance } = await WebAssembly.instantiate(wasm, { env: { memory } });
  return compiledLoops(instance.exports, script);
}
