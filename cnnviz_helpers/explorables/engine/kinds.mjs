/* The kinds of layers that the book's network has; all others stand in more-kinds.mjs. All that is known of a kind stands in its entry:
   no other code asks which kind a layer is, only what holds for it.

   A network gives each of its layers the entry of its kind, as `layer.rules`. What an entry can hold (left out: no):
     shape(layer, from, isCompiled)   {shape: [height, width, channels]} of its output; of windows also where they lie, `down` and `across`;
                                      of a convolution how many `tiles` it is computed in, or 0
     room(layer)                      how many numbers of the heap it needs beside its output, as `layer.own`
     learn(network, layer, arrays)    takes over its weights, other than those of a sum
     run(network, layer, first, last) computes it; a sum only for its blocks of filters `first` .. `last`
     isSplit                          its sums can be split into shares, one for each map that it reads (edit.mjs)
     terms(layer, at)                 what the number at `at` is made of: groups {c, columns, cells} of places in the layer before, a group
                                      for each map c; a cell's `at` is null where padding is, `weight` is there for sums;
                                      `source`: in which of its sources they lie, if not in the first
     sees(layer, spans, map, source)  {spans, map}: what it reads of a source (its number) to give these rows and columns; map: of one map
                                      alone, or null
     isSum                            weights times numbers, and a bias
     isWindow                         each number comes of a window
     isWholeMap                       each number comes of a whole map
     isPool, isMax                    it pools; the largest goes on
     isActivation                     ReLU and the like: a part of the layer before it, for readers
     silences                         what is below zero becomes zero
     isShare                          softmax: each term counts as `amount(value)`, and the number is its share of them all
     joinsPlaces                      the numbers of all places stand in one row
     doesNothing                      it gives what it gets
     adds(layer)                      of what is no sum, but adds to each map a number of its own: these numbers
     staysInItsMap                    each map that it gives comes of one map alone
     total(layer, values, at, number) what the number at `at` is called below its terms, if not total; values: what the layer reads;
                                      number: writes one */

import { BLOCK } from "./loops.mjs";
import { fitsTiles, layTiles, runTiles } from "./tiles.mjs";

export const product = (numbers) => numbers.reduce((a, b) => a * b, 1);

/** Where in the heap an array begins. */
export const placeOf = (array) => array.byteOffset / 4;

/** Which map, row and column the number at `at` of maps of this shape belongs to. */
export const spotOf = ([, width, many], at) =>
  ({ map: at % many, row: Math.floor(at / many / width), column: Math.floor(at / many) % width });

/* ---- shapes ---- */

/** Where windows lie along one axis: how many, and how much padding stands before the first. As TensorFlow counts it. */
export function windowsAlong(size, length, step, padding) {
  if (padding === "valid") return { n: Math.floor((size - length) / step) + 1, before: 0, padded: size };
  const n = Math.ceil(size / step), missing = Math.max((n - 1) * step + length - size, 0);
  return { n, before: missing >> 1, padded: size + missing };
}

export function windowShape({ window, strides, padding, filters }, [height, width, channels]) {
  const down = windowsAlong(height, window[0], strides[0], padding), across = windowsAlong(width, window[1], strides[1], padding);
  return { shape: [down.n, across.n, filters ?? channels], down, across };
}

function convShape(layer, from, isCompiled) {
  const windows = windowShape(layer, from);
  return { ...windows, tiles: isCompiled && fitsTiles(layer, from[2]) ? layTiles(windows.down, windows.across) : 0 };
}

export const sameShape = (layer, from) => ({ shape: from });

/* ---- runs ---- */

function runConv(network, layer, first, last) {
  const { before, from: [height, width, channels], down, across, padded } = layer, row = across.padded * channels, start = placeOf(padded);
  for (let y = 0; y < height && padded !== before.output; y++) {
    const source = before.at + y * width * channels;
    network.heap.copyWithin(start + (y + down.before) * row + across.before * channels, source, source + width * channels);
  }
  convolve(network, layer, first, last);
}

/** Convolve what stands in `padded`. */
export function convolve(network, layer, first, last) {
  const { from: [, , channels], across, padded, window, strides, shape } = layer, row = across.padded * channels, start = placeOf(padded);
  if (layer.tiles) runTiles(network, layer, start, row, first, last);
  else {
    const isPoint = product(window) === 1, run = isPoint ? inParts(channels) : window[1] * channels;
    network.loops.conv(
      start, placeOf(layer.packed), placeOf(layer.packedBias), layer.at, isPoint ? run : row, strides[1] * channels, strides[0] * row,
      shape[0], shape[1], isPoint ? channels / run : window[0], run, layer.filters, first, last,
    );
  }
}

function runDense(network, { before, at, from: [height, width, channels], packed, packedBias, filters }, first, last) {
  const n = height * width, run = inParts(channels);
  network.loops.conv(
    before.at, placeOf(packed), placeOf(packedBias), at, run, channels, channels, n, 1, channels / run, run, filters, first, last,
  );
}

/** A sum of so many is added up in parts of how many: smaller sums are rounded less. */
function inParts(many) {
  for (let part = 32; part < 64; part++) if (many % part === 0) return part;
  return many;
}

function runPool({ loops }, { before, at, from, window, strides, down, across, shape }, isMean) {
  loops.pool(before.at, at, ...from, ...window, ...strides, down.before, across.before, shape[0], shape[1], isMean);
}

function runGlobalPool({ loops }, { before, at, from }, isMean) {
  loops.pool(before.at, at, ...from, from[0], from[1], 1, 1, 0, 0, 1, 1, isMean);
}

export function runCopy({ heap }, { before, at, size }) {
  heap.copyWithin(at, before.at, before.at + size);
}

function runSoftmax(network, layer) {
  runCopy(network, layer);
  for (let i = 0, many = layer.shape[2]; i < layer.size; i += many) softmax(layer.output.subarray(i, i + many));
}

/** Scores to probabilities, in place. The largest is taken away first, so that nothing overflows. */
export function softmax(scores) {
  const most = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += scores[i] = Math.exp(scores[i] - most);
  for (let i = 0; i < scores.length; i++) scores[i] /= sum;
  return scores;
}

/* ---- terms, and what is seen ---- */

/** The terms of a number that comes of a window of rows x columns: one group of cells for the map `c` of the layer before. */
export function windowGroup({ from, shape: [, wide, many], strides = [1, 1], down, across, kernel }, at, [rows, columns], c) {
  const [height, width, channels] = from, map = at % many, spot = Math.floor(at / many);
  const top = Math.floor(spot / wide) * strides[0] - (down?.before ?? 0), left = (spot % wide) * strides[1] - (across?.before ?? 0);
  const cells = Array.from({ length: rows * columns }, (_, k) => {
    const row = top + Math.floor(k / columns), column = left + (k % columns);
    const isInside = row >= 0 && row < height && column >= 0 && column < width;
    return { at: isInside ? (row * width + column) * channels + c : null, weight: kernel?.[(k * channels + c) * many + map] };
  });
  return { c, columns, cells };
}

export const POINT = [1, 1]; // the window of what computes each place for itself
export const ofItsMap = (layer, at, window) => [windowGroup(layer, at, window, at % layer.shape[2])];
export const ofAllMaps = (layer, at, window) => Array.from({ length: layer.from[2] }, (_, c) => windowGroup(layer, at, window, c));

export const seesTheSame = (layer, spans, map) => ({ spans, map });
export const seesAllMaps = (layer, spans) => ({ spans, map: null });
export const seesEverything = ({ from }, spans, map) => ({ spans: [[0, from[0]], [0, from[1]]], map });

export function seesWindows({ from, window, strides, down, across }, spans, map) {
  const seen = spans.map(([first, end], axis) => {
    const start = first * strides[axis] - [down, across][axis].before;
    return [Math.max(0, start), Math.min(from[axis], start + (end - first - 1) * strides[axis] + window[axis])];
  });
  return { spans: seen, map };
}

/** In a row, a number that is one map's of the layer before sees its place there. */
export function seesItsPlace(layer, spans, at) {
  if (at === null) return seesEverything(layer, spans, null);
  const { map, row, column } = spotOf(layer.from, at);
  return { spans: [[row, row + 1], [column, column + 1]], map };
}

/* ---- the table ---- */

const pool = {
  isPool: true, isWindow: true, staysInItsMap: true, shape: windowShape, sees: seesWindows,
  terms: (layer, at) => ofItsMap(layer, at, layer.window),
};
const globalPool = {
  isPool: true, isWholeMap: true, staysInItsMap: true, shape: (layer, [, , channels]) => ({ shape: [1, 1, channels] }),
  terms: (layer, at) => ofItsMap(layer, at, layer.from), sees: seesEverything,
};

export const KINDS = {
  photo: {
    shape: sameShape, terms: () => [], sees: seesTheSame,
  },
  conv: {
    isSum: true, isWindow: true, isSplit: true, shape: convShape, run: runConv,
    terms: (layer, at) => ofAllMaps(layer, at, layer.window), sees: (layer, spans) => seesWindows(layer, spans, null),
  },
  dense: {
    isSum: true, shape: ({ filters }, [height, width]) => ({ shape: [height, width, filters] }), run: runDense,
    terms: (layer, at) => ofAllMaps(layer, at, POINT), sees: seesAllMaps,
  },
  relu: {
    isActivation: true, silences: true, staysInItsMap: true, shape: sameShape,
    run: ({ loops }, { before, at, size }) => loops.relu(before.at, at, size),
    terms: (layer, at) => ofItsMap(layer, at, POINT), sees: seesTheSame,
    total: (layer, values, at, number) => `max(0, ${number(values[at], 4)})`,
  },
  "max-pool": {
    ...pool, isMax: true, run: (network, layer) => runPool(network, layer, 0),
    total: () => "largest",
  },
  "mean-pool": {
    ...pool, run: (network, layer) => runPool(network, layer, 1),
    total: () => "mean",
  },
  "global-max-pool": {
    ...globalPool, isMax: true, run: (network, layer) => runGlobalPool(network, layer, 0),
    total: () => "largest",
  },
  "global-mean-pool": {
    ...globalPool, run: (network, layer) => runGlobalPool(network, layer, 1),
    total: () => "mean",
  },
  flatten: {
    joinsPlaces: true, shape: (layer, from) => ({ shape: [1, 1, product(from)] }), run: runCopy,
    terms: ({ from }, at) => [{ c: at % from[2], columns: 1, cells: [{ at }] }], sees: seesItsPlace,
    total: () => "the same",
  },
  softmax: {
    isShare: true, amount: Math.exp, shape: sameShape, run: runSoftmax,
    terms: (layer, at) => ofAllMaps(layer, at, POINT), sees: seesAllMaps,
    total({ shape: [, , many] }, values, at) {
      const first = at - (at % many), powers = Array.from(values.slice(first, first + many), Math.exp);
      return `${powers[at % many].toFixed(1)} / ${powers.reduce((sum, power) => sum + power, 0).toFixed(1)}`;
    },
  },
  identity: {
    doesNothing: true, staysInItsMap: true, shape: sameShape, run: runCopy,
    terms: (layer, at) => ofItsMap(layer, at, POINT), sees: seesTheSame,
    total: () => "the same",
  },
};

/** The entry of a layer's kind. */
export function rulesOf({ name, kind }, kinds = KINDS) {
  if (kinds[kind]?.run) return kinds[kind];
  const known = Object.keys(kinds).filter((one) => kinds[one].run).join(", ");
  throw new Error(`Expected a layer of one of the kinds ${known}, but ${name} is of the kind ${kind}; export the model again without it.`);
}
