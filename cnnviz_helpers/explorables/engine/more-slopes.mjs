/* How the kinds of more-kinds.mjs pass slopes on, in the form of slopes.mjs, which documents an entry. */

import { placeOf, POINT, product, spotOf } from "./kinds.mjs";
import { SCALARS } from "./scalars.mjs";

/* ---- sums ---- */

/** Where along an axis windows with gaps read: visit(place of the number that goes in, number of the window) for each that lies inside. */
function eachReach({ window, strides, dilation = POINT, from, shape, down, across }, axis, k, visit) {
  const { before } = [down, across][axis];
  for (let i = 0; i < shape[axis]; i++) {
    const place = i * strides[axis] - before + k * dilation[axis];
    if (place >= 0 && place < from[axis]) visit(place, i);
  }
}

/** Call visit(place of what goes in, place of what comes out, cell of the kernel) for each of them that meet, the channels aside. */
function eachMeeting(layer, visit) {
  const { window: [rows, columns], from: [, wide], shape: [, width] } = layer;
  for (let r = 0; r < rows; r++) {
    for (let k = 0; k < columns; k++) {
      eachReach(layer, 0, r, (y, row) => eachReach(layer, 1, k, (x, column) => visit(y * wide + x, row * width + column, r * columns + k)));
    }
  }
}

/** In groups: filter f reads `depth` maps from the first of its group on. */
function generalBack({ heap }, layer, to) {
  const { kernel, gradient, filters, groups = 1, from: [, , channels], before } = layer, depth = channels / groups, many = filters / groups;
  heap.fill(0, to, to + before.size);
  eachMeeting(layer, (place, spot, cell) => {
    for (let f = 0; f < filters; f++) {
      const own = gradient[spot * filters + f];
      if (!own) continue;
      const first = to + place * channels + Math.floor(f / many) * depth;
      for (let c = 0, w = cell * depth * filters + f; c < depth; c++, w += filters) heap[first + c] += kernel[w] * own;
    }
  });
}

function generalWeights({ heap }, layer, to) {
  const { gradient, filters, groups = 1, from: [, , channels], before, kernel } = layer, depth = channels / groups, many = filters / groups;
  heap.fill(0, to, to + kernel.length);
  eachMeeting(layer, (place, spot, cell) => {
    for (let f = 0; f < filters; f++) {
      const own = gradient[spot * filters + f], first = before.at + place * channels + Math.floor(f / many) * depth;
      for (let c = 0, w = to + cell * depth * filters + f; c < depth; c++, w += filters) heap[w] += heap[first + c] * own;
    }
  });
}

function depthwiseBack({ heap }, layer, to) {
  const { kernel, gradient, filters, times, from: [, , channels], before } = layer;
  heap.fill(0, to, to + before.size);
  eachMeeting(layer, (place, spot, cell) => {
    const first = to + place * channels, from = spot * filters, weights = cell * filters;
    if (times === 1) for (let c = 0; c < channels; c++) heap[first + c] += kernel[weights + c] * gradient[from + c];
    else for (let f = 0; f < filters; f++) heap[first + Math.floor(f / times)] += kernel[weights + f] * gradient[from + f];
  });
}

function depthwiseWeights({ heap }, layer, to) {
  const { gradient, filters, times, from: [, , channels], before, kernel } = layer;
  heap.fill(0, to, to + kernel.length);
  eachMeeting(layer, (place, spot, cell) => {
    for (let f = 0; f < filters; f++) heap[to + cell * filters + f] += heap[before.at + place * channels + Math.floor(f / times)] * gradient[spot * filters + f];
  });
}

/** A convolution that is turned round: what goes in and what comes out have changed places. */
const swapped = ({ from, shape, down, across, ...layer }) =>
  ({ ...layer, from: shape, shape: from, down: { before: down.cut }, across: { before: across.cut } });

function turnedBack({ heap }, layer, to) {
  const { kernel, gradient, filters, from: [, , channels], before } = layer;
  heap.fill(0, to, to + before.size);
  eachMeeting(swapped(layer), (spot, place, cell) => {
    for (let f = 0; f < filters; f++) {
      const own = gradient[spot * filters + f], first = to + place * channels;
      for (let c = 0, w = (cell * filters + f) * channels; c < channels; c++, w++) heap[first + c] += kernel[w] * own;
    }
  });
}

function turnedWeights({ heap }, layer, to) {
  const { gradient, filters, from: [, , channels], before, kernel } = layer;
  heap.fill(0, to, to + kernel.length);
  eachMeeting(swapped(layer), (spot, place, cell) => {
    for (let f = 0; f < filters; f++) {
      const own = gradient[spot * filters + f], first = before.at + place * channels;
      for (let c = 0, w = to + (cell * filters + f) * channels; c < channels; c++, w++) heap[w] += heap[first + c] * own;
    }
  });
}

/* ---- numbers for themselves ---- */

const scalarBack = ({ slope: steepness }) => ({ heap }, layer, to) => {
  const { before, gradient, output, size } = layer;
  for (let i = 0; i < size; i++) heap[to + i] = gradient[i] * steepness(heap[before.at + i], output[i], layer, i);
};

/** Each map times a number of its own, which stands in the layer's room. */
function scaledBack({ heap }, { own, gradient, size, from: [, , channels] }, to) {
  for (let i = 0; i < size; i++) heap[to + i] = gradient[i] * own[i % channels];
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
  for (let i = 0; i < size; i++) heap[to + i] = (gradient[i] * gamma[factorAt[i]] - sums[group[i]] - normal(i) * tilts[group[i]]) / spread[group[i]];
}

/* ---- several sources ---- */

/** For each number that comes out, call visit(its place, the place in the source that it reads). */
function eachOf({ shape: [height, width, channels] }, [h, w, c], visit) {
  const size = height * width * channels, isPlain = h * w * c === size;
  for (let i = 0; i < size; i++) {
    if (isPlain) {
      visit(i, i);
      continue;
    }
    const map = i % channels, column = Math.floor(i / channels) % width, row = Math.floor(i / channels / width);
    visit(i, ((h > 1 ? row : 0) * w + (w > 1 ? column : 0)) * c + (c > 1 ? map : 0));
  }
}

/** What is stretched gets the sum of what comes from all its places. `share(layer, i, s)`: how much the number at `i` changes with its source `s`. */
const joinedBack = (share) => ({ heap }, layer, to, s) => {
  const source = layer.sources[s];
  heap.fill(0, to, to + source.size);
  eachOf(layer, source.shape, (i, place) => { heap[to + place] += layer.gradient[i] * share(layer, i, s); });
};

/** What the source `s` gives to the number at `i`. */
const given = ({ sources, shape }, i, s) => {
  const [h, w, c] = sources[s].shape, { map, row, column } = spotOf(shape, i);
  return sources[s].output[((h > 1 ? row : 0) * w + (w > 1 ? column : 0)) * c + (c > 1 ? map : 0)];
};

/** The product of what all other sources give. */
const others = (layer, i, s) => layer.sources.reduce((found, _, other) => (other === s ? found : found * given(layer, i, other)), 1);

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
function concatBack({ heap }, { gradient, axis, sources, shape }, to, s) {
  const before = sources.slice(0, s).reduce((sum, source) => sum + source.shape[axis], 0);
  const rest = product(shape.slice(axis + 1)), run = sources[s].shape[axis] * rest, whole = shape[axis] * rest;
  for (let from = before * rest, at = to; from < gradient.length; from += whole, at += run) heap.set(gradient.subarray(from, from + run), at);
}

/* ---- other places ---- */

const sameBack = ({ heap }, { gradient }, to) => heap.set(gradient, to);

/** Each number goes back to where it came from, which its terms tell; several that read the same number add up. */
function termsBack({ heap }, layer, to) {
  heap.fill(0, to, to + layer.before.size);
  for (let i = 0; i < layer.size; i++) {
    if (!layer.gradient[i]) continue;
    for (const { cells } of layer.rules.terms(layer, i)) {
      for (const { at, weight = 1 } of cells) if (at !== null) heap[to + at] += weight * layer.gradient[i];
    }
  }
}

const moved = { back: termsBack };

export const MORE_SLOPES = {
  ...Object.fromEntries(Object.entries(SCALARS).map(([kind, entry]) => [kind, { back: scalarBack(entry) }])),
  "general-conv": { back: generalBack, weights: generalWeights },
  "depthwise-conv": { back: depthwiseBack, weights: depthwiseWeights },
  "conv-transpose": { back: turnedBack, weights: turnedWeights },
  "batch-norm": { back: scaledBack },
  "layer-norm": { back: layerNormBack },
  normalise: { back: scaledBack },
  rescale: { back: scaledBack },
  add: { back: joinedBack(() => 1) },
  subtract: { back: joinedBack((layer, i, s) => (s ? -1 : 1)) },
  multiply: { back: joinedBack(others) },
  average: { back: joinedBack(({ sources }) => 1 / sources.length) },
  maximum: { back: joinedBack(best((a, b) => a > b)) },
  minimum: { back: joinedBack(best((a, b) => a < b)) },
  concat: { back: concatBack },
  reshape: { back: sameBack },
  permute: moved, "zero-pad": moved, crop: moved, upsample: moved, resize: moved,
};
