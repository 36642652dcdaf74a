/* The slopes of the kernels of a few filters: lines lead into few maps, and the slopes of all weights take several times as long.
   No page in here. */

import { BLOCK } from "../engine/loops.mjs";
import { convWeights, windowWeights } from "../engine/slope-sums.mjs";
import { placeOf } from "../engine/kinds.mjs";

/**
 * For the filters with these numbers, after a question to `slopes`: (rows, columns, channels, filters asked for), until the next one.
 * null for layers that are no plain convolution, and where there is no room for it.
 */
export function kernelSlopes(slopes, layer, filters) {
  const { inputs, gradient, size, from: [, , channels], down, across } = layer, { scratch } = slopes;
  if (layer.backwards.weights !== convWeights) return null;
  const n = filters.length, places = size / layer.filters, blocks = Math.ceil(n / BLOCK);
  if (channels * down.padded * across.n + places * (blocks * BLOCK + n) > scratch.length) return null;
  const own = scratch.subarray(scratch.length - places * n); // behind what the loops use
  for (let place = 0, to = 0; place < places; place++) {
    for (const filter of filters) own[to++] = gradient[place * layer.filters + filter];
  }
  windowWeights(slopes, { ...layer, gradient: own, size: own.length, filters: n, blocks }, placeOf(slopes.kernel));
  return slopes.kernel.subarray(0, inputs * n);
}
