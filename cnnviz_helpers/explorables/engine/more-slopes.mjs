/* How the kinds of more-kinds.mjs pass slopes on, in the form of slopes.mjs, which documents an entry. */

import { placeOf, product, spotOf } from "./kinds.mjs";
import { runBorder, runPermuted } from "./more-places.mjs";
import { stretched } from "./more-shared.mjs";
import { MORE_SUM_SLOPES } from "./more-slope-sums.mjs";
import { SCALARS } from "./scalars.mjs";

/* ---- numbers for themselves ---- */

const scalarBack = ({ slope: steepness }) => ({ heap }, layer, to) => {
  const { before, gradient, output, size } = layer;
  for (let i = 0; i < size; i++) heap[to + i] = gradient[i] * steepness(heap[before.at + i], output[i], layer, i);
};

/**
 * Those that a loop computes faster: gates, open above `low` and not above `high`, elsewhere with a slope of their own; and what has a
 * sigmoid in it.
 */
const gateBack = (ends) => ({ loops }, layer, to) => loops.gate(placeOf(layer.gradient), layer.before.at, to, layer.size, ...ends(layer));
const steepBack = (isHard, isGate) => ({ loops }, { gradient, before, size }, to) =>
  loops.steep(placeOf(gradient), before.at, to, size, isHard, isGate);

const BELOW_SIX = 6 - 2 ** -21; // the number before it, in single precision: at six, TensorFlow's relu6 is flat
const plainRelu = gateBack(({ slope = 0, threshold = 0, most = Infinity }) => (
  [Math.fround(threshold), most === 6 && !threshold ? BELOW_SIX : Math.fround(most), slope]));
const anyRelu = scalarBack(SCALARS.relu);
const reluBack = (slopes, layer, to) => (layer.slope && (layer.threshold || layer.most) ? anyRelu : plainRelu)(slopes, layer, to);

/** Each map times a number of its own, which stands in the layer's room. */
function scaledBack({ loops, noBias }, { own, gradient, from: [height, width, channels] }, to) {
  loops.scale(placeOf(gradient), placeOf(own), noBias, to, height * width, channels);
}

/** A number counts for itself, and for the mean and the variance of its group. */
function layerNormBack({ heap }, { before, gradient, size, group, means, variances, epsilon, learned: { gamma }, factorAt }, to) {
  const many = size / means.length, sums = new Float64Array(means.length), tilts = new Float64Array(means.length);
  const spread = Float64Array.from(variances, (variance) => Math.sqrt(variance + epsilon));
  const normal = (i) => (heap[before.at + i] - means[group[i]]) / spread[group[i]];
  for (let i = 0; i < size; i++) {
    const own = gradient[i] * gamma[factorAt[i]];
    sums[group[i]] += own / many;
    tilts[group[i]] += (own * normal(i)) / many;
  }
  for (let i = 0; i < size; i++) {
    heap[to + i] = (gradient[i] * gamma[factorAt[i]] - sums[group[i]] - normal(i) * tilts[group[i]]) / spread[group[i]];
  }
}

/* ---- several sources ---- */

/**
 * What is stretched gets the sum of what comes from all its places. factor(layer, s): where in the heap stands what the source `s` is
 * multiplied with, and how far apart those numbers lie in a column, a row and a place.
 */
const joinedBack = (factor) => ({ heap, loops }, layer, to, s) => {
  const { gradient, ownSteps, sources, steps, row } = layer;
  heap.fill(0, to, to + sources[s].size);
  loops.meet(placeOf(gradient), ...ownSteps, ...factor(layer, s), to, ...steps[s], ...row);
};

/** One number for all. */
const byNumber = (number) => ({ back: joinedBack((layer, s) => [placeOf(layer.backOwn.fill(number(layer, s))), 0, 0, 0]), room: () => 1 });

/** share(layer, i, s): a number for each place. */
const byShare = (share) => ({
  back: joinedBack((layer, s) => {
    const { backOwn, ownSteps } = layer;
    for (let i = 0; i < backOwn.length; i++) backOwn[i] = share(layer, i, s);
    return [placeOf(backOwn), ...ownSteps];
  }),
  room: ({ size }) => size,
});

const addedBack = byNumber(() => 1);
const addBack = (slopes, layer, to, s) => (layer.sources[s].size === layer.size ? sameBack : addedBack.back)(slopes, layer, to, s);

/** Of two sources, each is multiplied with the other. */
const timesOther = joinedBack(({ sources, steps }, s) => [sources[1 - s].at, ...steps[1 - s]]);
const timesOthers = byShare((layer, i, s) =>
  layer.sources.reduce((found, _, other) => (other === s ? found : found * given(layer, i, other)), 1));
const multiplied = {
  back: (slopes, layer, to, s) => (layer.sources.length === 2 ? timesOther : timesOthers.back)(slopes, layer, to, s),
  room: (layer) => (layer.sources.length === 2 ? 0 : timesOthers.room(layer)),
};

/** What the source `s` gives to the number at `i`. */
const given = ({ sources, shape }, i, s) => {
  const [down, right, step] = stretched(sources[s].shape), { map, row, column } = spotOf(shape, i);
  return sources[s].output[row * down + column * right + map * step];
};

/**
 * Keras compares the sources two by two, the best so far with the next one, and of two equal ones TensorFlow lets the first count:
 * so of all that are best the first one counts.
 */
const best = (isBetter) => (layer, i, s) => {
  let first = 0;
  for (let other = 1; other < layer.sources.length; other++) if (isBetter(given(layer, i, other), given(layer, i, first))) first = other;
  return first === s ? 1 : 0;
};

/** What each source has given goes back to it. */
function concatBack({ loops }, { gradient, axis, sources, shape }, to, s) {
  const own = (source) => product(source.shape.slice(axis));
  const start = sources.slice(0, s).reduce((sum, source) => sum + own(source), 0), run = own(sources[s]);
  loops.copy(placeOf(gradient) + start, to, product(shape.slice(axis)), run, run, product(shape.slice(0, axis)));
}

/* ---- other places: what moves numbers moves their slopes back ---- */

const sameBack = ({ heap }, { gradient }, to) => heap.set(gradient, to);

/** The layer the other way round. */
const back = ({ before, gradient, from, shape, ...layer }, to) =>
  ({ ...layer, before: { at: placeOf(gradient) }, from: shape, at: to, size: before.size, shape: from });

const permuteBack = (slopes, { axes, ...layer }, to) =>
  runPermuted(slopes, { ...back(layer, to), axes: axes.map((_, axis) => axes.indexOf(axis)) });

/** Numbers that were read several times get the sum. */
function resizedBack({ heap }, { before, gradient, from: [, width, channels], rows, columns }, to) {
  heap.fill(0, to, to + before.size);
  let i = 0;
  for (const { low: top, high: bottom, share: down } of rows) {
    const upper = to + top * width * channels, lower = to + bottom * width * channels;
    for (const { low, high, share } of columns) {
      for (let left = low * channels, right = high * channels, end = left + channels; left < end; left++, right++) {
        const below = gradient[i] * down, above = gradient[i++] - below;
        heap[upper + left] += above * (1 - share);
        heap[upper + right] += above * share;
        heap[lower + left] += below * (1 - share);
        heap[lower + right] += below * share;
      }
    }
  }
}

export const MORE_SLOPES = {
  ...Object.fromEntries(Object.entries(SCALARS).map(([kind, entry]) => [kind, { back: scalarBack(entry) }])),
  relu: { back: reluBack },
  "leaky-relu": { back: gateBack(({ slope }) => [0, Infinity, slope]) },
  sigmoid: { back: steepBack(0, 0) },
  silu: { back: steepBack(0, 1) },
  "hard-sigmoid": { back: steepBack(1, 0) },
  "hard-silu": { back: steepBack(1, 1) },
  ...MORE_SUM_SLOPES,
  "batch-norm": { back: scaledBack },
  "layer-norm": { back: layerNormBack },
  normalise: { back: scaledBack },
  rescale: { back: scaledBack },
  add: { ...addedBack, back: addBack },
  subtract: byNumber((layer, s) => (s ? -1 : 1)),
  multiply: multiplied,
  average: byNumber(({ sources }) => 1 / sources.length),
  maximum: byShare(best((a, b) => a > b)),
  minimum: byShare(best((a, b) => a < b)),
  concat: { back: concatBack },
  reshape: { back: sameBack },
  permute: { back: permuteBack },
  "zero-pad": { back: (slopes, layer, to) => runBorder(slopes, back(layer, to), true) },
  crop: { back: (slopes, layer, to) => runBorder(slopes, back(layer, to), false) },
  upsample: { back: resizedBack },
  resize: { back: resizedBack },
};
