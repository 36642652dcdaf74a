/* The loops of engine.c in JavaScript, which computes the same without tiles: they come where a browser has no WebAssembly SIMD. */

import { BLOCK } from "./loops.mjs";

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
