/* The loops of the kinds in more-kinds.mjs that take time, and of all slopes: WebAssembly (more.c), or JavaScript,
   which computes the same without tiles. Places count numbers. */

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
    gate(slopes, by, to, n, low, high, rest) {
      for (let i = 0; i < n; i++) heap[to + i] = heap[slopes + i] * (heap[by + i] > low && heap[by + i] <= high ? 1 : rest);
    },
    steep(slopes, from, to, n, isHard, isGate) {
      for (let i = 0; i < n; i++) {
        const x = heap[from + i], open = isHard ? Math.min(6, Math.max(0, x + 3)) / 6 : 1 / (1 + Math.exp(-x));
        const rise = isHard ? (Math.abs(x) < 3) / 6 : open * (1 - open);
        heap[to + i] = heap[slopes + i] * (isGate ? open + x * rise : rise);
      }
    },
    meet(a, aRow, aColumn, aStep, b, bRow, bColumn, bStep, to, toRow, toColumn, toStep, height, width, channels) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const one = a + y * aRow + x * aColumn, other = b + y * bRow + x * bColumn, place = to + y * toRow + x * toColumn;
          for (let c = 0; c < channels; c++) heap[place + c * toStep] += heap[one + c * aStep] * heap[other + c * bStep];
        }
      }
    },
    dots(from, weights, to, inRow, right, down, height, width, rows, run, filters) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          for (let f = 0, w = weights; f < filters; f++) {
            let sum = 0;
            for (let row = 0; row < rows; row++) {
              const first = from + y * down + x * right + row * inRow;
              for (let k = first; k < first + run; k++) sum += heap[k] * heap[w++];
            }
            heap[to++] = sum;
          }
        }
      }
    },
    maxBack(from, slopes, to, inHeight, inWidth, channels, rows, columns, stepY, stepX, top, left, height, width) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const row = Math.max(0, y * stepY - top), bottom = Math.min(inHeight, y * stepY - top + rows);
          const column = Math.max(0, x * stepX - left), end = Math.min(inWidth, x * stepX - left + columns);
          for (let c = 0; c < channels; c++) {
            let best = (row * inWidth + column) * channels + c;
            for (let r = row; r < bottom; r++) {
              for (let k = column, at = (r * inWidth + k) * channels + c; k < end; k++, at += channels) {
                if (heap[from + at] > heap[from + best]) best = at;
              }
            }
            heap[to + best] += heap[slopes++];
          }
        }
      }
    },
    tip(from, to, fromStep, toStep, n, channels) {
      for (let i = 0; i < n; i++, from += fromStep) for (let c = 0; c < channels; c++) heap[to + c * toStep + i] = heap[from + c];
    },
  };
}

const JOINED = [(a, b) => a + b, (a, b) => a - b, (a, b) => a * b, Math.max, Math.min];

/** The same loops from more.wasm, which counts bytes. What has no four channels goes through the script, in the same heap. */
function compiledLoops(
  { copy, depthwise, scale, bend, hard_silu, sigmoid, join, gate, steep, meet, dots, max_back, tip, slope_tiles, kernel_back },
  script,
) {
  return {
    copy: (from, to, ...rest) => copy(from * 4, to * 4, ...rest),
    depthwise: (from, weights, bias, to, ...rest) =>
      (rest.at(-1) < 4 ? script.depthwise(from, weights, bias, to, ...rest) : depthwise(from * 4, weights * 4, bias * 4, to * 4, ...rest)),
    scale: (from, scales, offsets, to, pixels, channels) =>
      (channels < 4
        ? script.scale(from, scales, offsets, to, pixels, channels)
        : scale(from * 4, scales * 4, offsets * 4, to * 4, pixels, channels)),
    bend: (from, to, n, ...rest) => (n < 4 ? script.bend(from, to, n, ...rest) : bend(from * 4, to * 4, n, ...rest)),
    sigmoid: (from, to, n, isGate) => (n < 4 ? script.sigmoid(from, to, n, isGate) : sigmoid(from * 4, to * 4, n, isGate)),
    hardSilu: (from, to, n) => (n < 4 ? script.hardSilu(from, to, n) : hard_silu(from * 4, to * 4, n)),
    join: (a, aRow, aColumn, aStep, b, bRow, bColumn, bStep, to, ...rest) =>
      join(a * 4, aRow, aColumn, aStep, b * 4, bRow, bColumn, bStep, to * 4, ...rest),
    gate: (slopes, by, to, n, ...rest) => (n < 4 ? script.gate(slopes, by, to, n, ...rest) : gate(slopes * 4, by * 4, to * 4, n, ...rest)),
    steep: (slopes, from, to, n, ...rest) =>
      (n < 4 ? script.steep(slopes, from, to, n, ...rest) : steep(slopes * 4, from * 4, to * 4, n, ...rest)),
    meet: (a, aRow, aColumn, aStep, b, bRow, bColumn, bStep, to, ...rest) =>
      meet(a * 4, aRow, aColumn, aStep, b * 4, bRow, bColumn, bStep, to * 4, ...rest),
    dots: (from, weights, to, ...rest) => dots(from * 4, weights * 4, to * 4, ...rest),
    maxBack: (from, slopes, to, height, width, channels, ...rest) =>
      (channels < 4 ? script.maxBack(from, slopes, to, height, width, channels, ...rest)
        : max_back(from * 4, slopes * 4, to * 4, height, width, channels, ...rest)),
    tip: (from, to, ...rest) => tip(from * 4, to * 4, ...rest),
    slopeTiles: (from, to, ...rest) => slope_tiles(from * 4, to * 4, ...rest),
    kernelBack: (from, to, n) => kernel_back(from * 4, to * 4, n),
  };
}

/** The loops over what `makeHeap` gives: compiled (`wasm`: the bytes of more.wasm) where it has a memory, else in script. */
export async function moreLoops({ heap, memory }, wasm) {
  const script = scriptLoops(heap);
  if (!memory) return script;
  const { instance } = await WebAssembly.instantiate(wasm, { env: { memory } });
  return compiledLoops(instance.exports, script);
}
