/* The kinds of layers that the book's own network does not have, in the form of kinds.mjs, which documents an entry.
   What they add to it:
     pack(network, layer, kernel, bias) of a sum: lays its weights ready, in its own room
     isNormalisation                  brings numbers to a common scale
     isJoin                           reads several sources, number by number or one beside the other
     isAdded                          their numbers are added up
     isChance                         it gives numbers from 0 to 1, each a share of its own */

import { KINDS, ofItsMap, placeOf, POINT, product, sameShape, seesTheSame, spotOf } from "./kinds.mjs";
import { PLACES } from "./more-places.mjs";
import { SUMS } from "./more-sums.mjs";
import { SCALARS } from "./scalars.mjs";

export { moreLoops } from "./more-loops.mjs";

const ofItself = (layer, at) => ofItsMap(layer, at, POINT);

/** The arrays of a layer with these names: {name: Float32Array}. */
const arraysOf = ({ name }, arrays, names) => Object.fromEntries(names.map((part) => [part, arrays[`${name}/${part}`].values]));

/** How far apart the numbers of a column, a row and a place lie, in an array of this shape that is stretched where it has a size of 1. */
const stretched = ([height, width, channels]) => [height > 1 ? width * channels : 0, width > 1 ? channels : 0, channels > 1 ? 1 : 0];

/** For each number of maps of this shape, its place in a smaller array that is stretched. */
function placesIn(small, [height, width, channels]) {
  const [down, right, step] = stretched(small), places = new Int32Array(height * width * channels);
  for (let i = 0; i < places.length; i++) {
    const spot = Math.floor(i / channels);
    places[i] = Math.floor(spot / width) * down + (spot % width) * right + (i % channels) * step;
  }
  return places;
}

/** Numbers that are written down, as what is added, taken away, or multiplied with: no sign comes twice. */
const isBelow = (words) => words.startsWith("−");
const plus = (words) => (isBelow(words) ? `− ${words.slice(1)}` : `+ ${words}`);
const minus = (words) => (isBelow(words) ? `+ ${words.slice(1)}` : `− ${words}`);
const factor = (words) => (isBelow(words) ? `(${words})` : words);

/** What both normalisations with weights say of a number, of which all parts are written down. */
const normalWords = (x, { gamma, beta, mean, variance }, epsilon) => `${gamma} · (${x} ${minus(mean)}) / √(${variance} + ${epsilon}) ${plus(beta)}`;

/* ---- activations ---- */

/** An activation that takes each number for itself, from its entry in scalars.mjs. */
const scalar = ({ value, words }, more = {}) => ({
  isActivation: true, staysInItsMap: true, shape: sameShape, terms: ofItself, sees: seesTheSame,
  run({ heap }, layer) {
    const { before, at, size } = layer;
    for (let i = 0; i < size; i++) heap[at + i] = value(heap[before.at + i], layer, i);
  },
  total: (layer, values, at, number) => words(number(values[at], 4), layer, number, at),
  ...more,
});

/** Those that a loop computes faster. */
const bent = (ends) => ({ run({ loops }, layer) { loops.bend(layer.before.at, layer.at, layer.size, ...ends(layer)); } });

const relu = scalar(SCALARS.relu);
const FASTER = {
  sigmoid: { isChance: true, run: ({ loops }, { before, at, size }) => loops.sigmoid(before.at, at, size, 0) },
  silu: { run: ({ loops }, { before, at, size }) => loops.sigmoid(before.at, at, size, 1) },
  "hard-sigmoid": { isChance: true },
  relu: {
    silences: true,
    run(network, layer) {
      if (layer.threshold) relu.run(network, layer);
      else network.loops.bend(layer.before.at, layer.at, layer.size, 0, layer.most ?? Infinity, layer.slope ?? 0);
    },
  },
  "leaky-relu": bent(({ slope }) => [0, Infinity, slope]),
  "hard-tanh": bent(() => [-1, 1, 0]),
  "hard-silu": { run: ({ loops }, { before, at, size }) => loops.hardSilu(before.at, at, size) },
  prelu: {
    shape: (layer, from) => ({ shape: from, alpha: new Float32Array(1), alphaAt: new Int32Array(product(from)) }), // until it has learned
    learn(network, layer, arrays) {
      const { shape, values } = arrays[`${layer.name}/alpha`];
      Object.assign(layer, { learned: { alpha: values }, alpha: values, alphaAt: placesIn(shape, layer.shape) });
    },
  },
};

/* ---- each map times a number, plus another ---- */

/** A layer's own room holds the numbers that its maps are multiplied with, and behind them those that are added. */
function keepScale({ own }, scale, offset) {
  own.set(scale);
  own.set(offset, scale.length);
}

const scaled = {
  staysInItsMap: true, shape: sameShape, terms: ofItself, sees: seesTheSame,
  room: ({ from }) => 2 * from[2],
  run({ loops }, { before, at, from: [height, width, channels], own }) {
    const scales = placeOf(own);
    loops.scale(before.at, scales, scales + channels, at, height * width, channels);
  },
};

const NORMAL = ["gamma", "beta", "mean", "variance"];

const batchNorm = {
  ...scaled, isNormalisation: true,
  learn(network, layer, arrays) {
    const { gamma, beta, mean, variance } = layer.learned = arraysOf(layer, arrays, NORMAL);
    const scale = Float64Array.from(gamma, (factor, c) => factor / Math.sqrt(variance[c] + layer.epsilon));
    keepScale(layer, scale, scale.map((factor, c) => beta[c] - mean[c] * factor));
  },
  total({ learned, epsilon, shape }, values, at, number) {
    const written = Object.fromEntries(NORMAL.map((name) => [name, number(learned[name][at % shape[2]], 4)]));
    return normalWords(number(values[at], 4), written, epsilon);
  },
};

const rescale = {
  ...scaled,
  learn(network, layer) {
    const forMaps = (setting) => Float64Array.from({ length: layer.from[2] }, (_, c) => setting[c] ?? setting);
    keepScale(layer, forMaps(layer.scale), forMaps(layer.offset));
  },
  total({ scale, offset, shape }, values, at, number) {
    const ofMap = (setting) => number(setting[at % shape[2]] ?? setting, 4);
    return `${ofMap(scale)} · ${factor(number(values[at], 4))} ${plus(ofMap(offset))}`;
  },
};

const SMALLEST = 1e-7; // what Keras never divides by less than

/** By the mean and variance of what a network was trained on. */
const normalise = {
  ...scaled, isNormalisation: true,
  learn(network, layer, arrays) {
    const { mean, variance } = layer.learned = arraysOf(layer, arrays, ["mean", "variance"]);
    const spread = Float64Array.from(variance, (square) => Math.max(Math.sqrt(square), SMALLEST));
    if (layer.invert) keepScale(layer, spread, mean);
    else keepScale(layer, spread.map((size) => 1 / size), mean);
  },
  // The mean is taken away first: a large one would leave few digits of a product.
  run(network, layer) {
    if (layer.invert) return scaled.run(network, layer);
    const { heap } = network, { before, at, size, from: [, , channels], own } = layer;
    for (let i = 0; i < size; i++) heap[at + i] = (heap[before.at + i] - own[channels + (i % channels)]) * own[i % channels];
  },
  total({ learned, invert, shape }, values, at, number) {
    const [mean, variance] = ["mean", "variance"].map((name) => number(learned[name][at % shape[2]], 4)), x = number(values[at], 4);
    return invert ? `${x} · √${variance} ${plus(mean)}` : `(${x} ${minus(mean)}) / √${variance}`;
  },
};

/* ---- by the mean and variance of the picture's own numbers ---- */

const layerNorm = {
  isNormalisation: true,
  /** `group`: of each number, which of the means belongs to it. */
  shape({ axes }, from) {
    const others = from.map((size, axis) => (axes.includes(axis) ? 1 : size)), many = product(others);
    return { shape: from, group: placesIn(others, from), means: new Float64Array(many), variances: new Float64Array(many) };
  },
  learn(network, layer, arrays) {
    layer.learned = arraysOf(layer, arrays, ["gamma", "beta"]);
    layer.factorAt = placesIn(arrays[`${layer.name}/gamma`].shape, layer.shape);
  },
  run({ heap }, { before: { at: from }, at, size, group, means, variances, epsilon, learned, factorAt }) {
    if (!learned) return;
    const { gamma, beta } = learned, share = means.length / size;
    means.fill(0);
    variances.fill(0);
    for (let i = 0; i < size; i++) means[group[i]] += heap[from + i] * share;
    for (let i = 0; i < size; i++) variances[group[i]] += (heap[from + i] - means[group[i]]) ** 2 * share;
    for (let i = 0; i < size; i++) {
      const normal = (heap[from + i] - means[group[i]]) / Math.sqrt(variances[group[i]] + epsilon);
      heap[at + i] = normal * gamma[factorAt[i]] + beta[factorAt[i]];
    }
  },
  /** All numbers whose mean and variance it gets, itself among them: a group for each map. */
  terms({ axes, from }, at) {
    const [height, width, channels] = from, { map, row, column } = spotOf(from, at);
    const [rows, columns, maps] = [row, column, map].map((place, axis) => (axes.includes(axis) ? [0, from[axis]] : [place, place + 1]));
    return Array.from({ length: maps[1] - maps[0] }, (_, i) => {
      const cells = [];
      for (let y = rows[0]; y < rows[1]; y++) for (let x = columns[0]; x < columns[1]; x++) cells.push({ at: (y * width + x) * channels + maps[0] + i });
      return { c: maps[0] + i, columns: columns[1] - columns[0], cells };
    });
  },
  sees: ({ axes, from }, spans, map) => ({
    spans: spans.map((span, axis) => (axes.includes(axis) ? [0, from[axis]] : span)), map: axes.includes(2) ? null : map,
  }),
  total({ learned, factorAt, group, means, variances, epsilon }, values, at, number) {
    const [gamma, beta] = [learned.gamma, learned.beta].map((found) => number(found[factorAt[at]], 4));
    const [mean, variance] = [means, variances].map((found) => number(found[group[at]], 4));
    return normalWords(number(values[at], 4), { gamma, beta, mean, variance }, epsilon);
  },
};

/* ---- several sources, number by number ---- */

/** Both arrays of these shapes are stretched where they have a size of 1. */
const together = (one, other) => one.map((size, axis) => (size === 1 ? other[axis] : size));

/** how: as the loop `join` counts them. words: how a number is written, from those that it comes of. */
const joined = (how, words, more = {}) => ({
  isJoin: true, ...more,
  shape({ sources }) {
    const shape = sources.map((source) => source.shape).reduce(together), isPlain = sources.every((source) => `${source.shape}` === `${shape}`);
    const steps = (its) => (isPlain ? [0, 0, 1] : stretched(its)); // where nothing is stretched, all numbers lie in one row
    return { shape, row: isPlain ? [1, 1, product(shape)] : shape, steps: sources.map((source) => steps(source.shape)), ownSteps: steps(shape) };
  },
  run(network, layer) {
    const { sources, steps, ownSteps, row, at } = layer;
    for (let i = 1; i < sources.length; i++) {
      const [one, its] = i === 1 ? [sources[0].at, steps[0]] : [at, ownSteps];
      network.loops.join(one, ...its, sources[i].at, ...steps[i], at, ...row, how);
    }
    more.finish?.(network, layer);
  },
  terms({ sources, shape }, at) {
    const { map, row, column } = spotOf(shape, at);
    return sources.map((source, i) => {
      const [down, right, step] = stretched(source.shape), place = row * down + column * right + map * step;
      return { c: place % source.shape[2], columns: 1, cells: [{ at: place }], source: i };
    });
  },
  sees({ sources }, spans, map, source = 0) {
    const { shape } = sources[source];
    return { spans: spans.map((span, axis) => (shape[axis] > 1 ? span : [0, 1])), map: shape[2] > 1 ? map : 0 };
  },
  total: (layer, values, at, number) =>
    words(layer.rules.terms(layer, at).map(({ source, cells: [cell] }) => number(layer.sources[source].output[cell.at], 4))),
});

const sumWords = ([first, ...others]) => [first, ...others.map(plus)].join(" ");

const average = joined(0, (numbers) => `(${sumWords(numbers)}) / ${numbers.length}`, {
  finish({ heap }, { at, size, sources }) {
    for (let i = at; i < at + size; i++) heap[i] /= sources.length;
  },
});

/* ---- the table ---- */

export const MORE_KINDS = {
  ...SUMS,
  ...Object.fromEntries(Object.entries(SCALARS).map(([kind, entry]) => [kind, scalar(entry, FASTER[kind])])),
  "batch-norm": batchNorm,
  "layer-norm": layerNorm,
  normalise,
  rescale,
  add: joined(0, sumWords, { isAdded: true }),
  subtract: joined(1, ([one, other]) => `${one} ${minus(other)}`),
  multiply: joined(2, ([first, ...others]) => [first, ...others.map(factor)].join(" · ")),
  average,
  maximum: joined(3, () => "largest", { isMax: true }),
  minimum: joined(4, () => "smallest"),
  ...PLACES,
};
