/* Layers that bring numbers to another scale: by numbers that they have learned, that are given, or those of the picture itself. */

import { placeOf, product, sameShape, seesTheSame, spotOf } from "./kinds.mjs";
import { factor, minus, ofItself, placesIn, plus } from "./more-shared.mjs";

/** The arrays of a layer with these names: {name: Float32Array}. */
const arraysOf = ({ name }, arrays, names) => Object.fromEntries(names.map((part) => [part, arrays[`${name}/${part}`].values]));

/** What both normalisations with weights say of a number, of which all parts are written down. */
const normalWords = (x, { gamma, beta, mean, variance }, epsilon) =>
  `${gamma} · (${x} ${minus(mean)}) / √(${variance} + ${epsilon}) ${plus(beta)}`;

/* ---- each map times a number, plus another ---- */

/** A layer's own room holds the numbers that its maps are multiplied with, and behind them those that are added. */
function keepScale({ own }, scale, offset) {
  own.set(scale);
  own.set(offset, scale.length);
}

const scaled = {
  staysInItsMap: true, shape: sameShape, terms: ofItself, sees: seesTheSame,
  room: ({ from }) => 2 * from[2], adds: ({ own, from }) => own.subarray(from[2]),
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
    const scale = Float64Array.from(gamma, (own, c) => own / Math.sqrt(variance[c] + layer.epsilon));
    keepScale(layer, scale, scale.map((own, c) => beta[c] - mean[c] * own));
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
      for (let y = rows[0]; y < rows[1]; y++) {
        for (let x = columns[0]; x < columns[1]; x++) cells.push({ at: (y * width + x) * channels + maps[0] + i });
      }
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

export const NORMS = { "batch-norm": batchNorm, "layer-norm": layerNorm, normalise, rescale };
