/* What one map is made of: the kernels of its filter, the partial maps, and what each gave; of a layer without kernels,
   the maps that it reads. No page in here. */

import { range } from "../kit/draw.mjs";
import { takeApart } from "../engine/sums.mjs";
import { placeOf } from "../figures/one-number.sums.mjs";

/** Whether a layer's maps are sums of partial maps: kernels slide over those that it reads. */
export const isFiltered = ({ rules }) => Boolean(rules.isSum && rules.isWindow);

/**
 * The kernels of a filter: [{source, c, columns, weights, first}]: the place of the layer that each lies on among `sources`, the
 * channel there, how wide it is, its weights row by row, and the number of its first cell among all.
 */
export function kernelsOf(layer, filter) {
  let first = 0;
  return takeApart(layer, filter).map(({ source = 0, c, columns, cells }) => {
    first += cells.length;
    return { source, c, columns, weights: cells.map(({ weight }) => weight), first: first - cells.length };
  });
}

/** The places along one axis, of `n`, whose window reads inside of `size` numbers there, `off` behind its beginning: [first, end). */
function inside(off, step, n, size) {
  return [Math.max(0, Math.ceil(-off / step)), Math.min(n, Math.floor((size - 1 - off) / step) + 1)];
}

/** What one kernel makes of its channel `c`: `to`, (rows * columns) numbers, is filled with the partial map. */
export function partialMap({ before, from, shape, window, strides, dilation = [1, 1], down, across }, { c, weights }, to) {
  const [height, width, channels] = from, [rows, columns] = shape, { output } = before;
  to.fill(0);
  weights.forEach((weight, k) => {
    const y = Math.floor(k / window[1]) * dilation[0] - down.before, x = (k % window[1]) * dilation[1] - across.before;
    const [top, bottom] = inside(y, strides[0], rows, height), [left, right] = inside(x, strides[1], columns, width);
    for (let row = top; row < bottom; row++) {
      let from = ((row * strides[0] + y) * width + left * strides[1] + x) * channels + c;
      for (let column = left; column < right; column++, from += strides[1] * channels) to[row * columns + column] += weight * output[from];
    }
  });
}

/** The mean of one map; of a partial map, `n` is 1. */
export function meanOf(values, map = 0, n = 1) {
  let sum = 0;
  for (let i = map; i < values.length; i += n) sum += values[i];
  return sum / (values.length / n);
}

/** What each kernel of a filter gave, on average over the map; `scratch`: room for a partial map. */
export const gaveOf = (layer, kernels, scratch) => kernels.map((kernel) => {
  partialMap(layer, kernel, scratch);
  return meanOf(scratch);
});

/** Places in a list of numbers, that of the largest size first. */
export const bySize = (numbers) => range(numbers.length).sort((a, b) => Math.abs(numbers[b]) - Math.abs(numbers[a]));

/** The maps that a map of any layer is made of, as its middle tells: [{source, c}]. */
export function readBy(layer, map) {
  const { shape } = layer, middle = placeOf(shape, { map, row: shape[0] >> 1, column: shape[1] >> 1 });
  return takeApart(layer, middle).map(({ source = 0, c }) => ({ source: layer.sources[source], c }));
}

/** Of a pool, where in its source the numbers of a map came from that went on: a set of places in the source's output. */
export function winnersOf(layer, map) {
  const { shape: [rows, columns, n], before: { output } } = layer;
  const largest = (best, { at }) => (at !== null && !(output[best] >= output[at]) ? at : best);
  return new Set(range(rows * columns).map((place) => takeApart(layer, place * n + map)[0].cells.reduce(largest, undefined)));
}
