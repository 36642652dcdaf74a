/* Convolutions with gaps in their windows, in groups of maps, of each map for itself, and turned round. */

import { placeOf, POINT, product, seesWindows, spotOf, windowShape } from "./kinds.mjs";
import { BLOCK } from "./loops.mjs";

/* Each lays its own room out in `parts`, {name: how many numbers}: weights, biases, the padded picture, and what else it needs. */

export const roomOf = ({ parts }) => Object.values(parts).reduce((sum, n) => sum + n, 0);

/** Where in the heap a layer's parts begin. */
export function placesOf(layer) {
  let free = placeOf(layer.own);
  return layer.places ??= Object.fromEntries(Object.entries(layer.parts).map(([name, n]) => [name, (free += n) - n]));
}

/** How far a window reaches along both axes: dilation leaves gaps in it. */
const reach = ({ window, dilation = POINT }) => window.map((length, axis) => (length - 1) * dilation[axis] + 1);

const withReach = (layer) => ({ ...layer, window: reach(layer) });

/** How many numbers the padded picture takes; none where no padding is: then the windows lie in what the layer reads. */
const pictureSize = ({ down, across }, [height, width, channels]) =>
  (down.padded === height && across.padded === width ? 0 : down.padded * across.padded * channels);

/** Where the padded picture stands, once what the layer reads has been put into it, `steps` apart. */
function filledPicture({ loops }, layer, steps = POINT) {
  const { before, from: [height, width, channels], down, across, parts } = layer;
  if (!parts.picture) return before.at;
  const { picture } = placesOf(layer), row = across.padded * channels, start = picture + down.before * row + across.before * channels;
  for (let y = 0; y < height; y++) {
    loops.copy(before.at + y * width * channels, start + y * steps[0] * row, channels, steps[1] * channels, channels, width);
  }
  return picture;
}

/* ---- with gaps, and in groups ---- */

/** How many numbers a group's sums take, how many blocks of filters it has, and what they take. */
function groupSizes({ window, groups = 1, filters, from: [, , channels] }) {
  const inputs = product(window) * channels / groups, many = filters / groups, blocks = Math.ceil(many / BLOCK);
  return { inputs, many, blocks, packed: blocks * BLOCK * inputs };
}

/** The parts of such a layer. Windows whose numbers do not lie side by side are gathered, those of one row of outputs at a time. */
function windowParts(layer, windows) {
  const [, width] = windows.shape, { groups = 1, dilation, from } = layer, { inputs, many, blocks, packed } = groupSizes(layer);
  return {
    weights: groups * packed, biases: groups * blocks * BLOCK, picture: pictureSize(windows, from),
    patches: groups > 1 || dilation[1] > 1 ? width * inputs : 0, made: groups > 1 ? width * many : 0,
  };
}

function generalShape(layer, from) {
  const windows = windowShape(withReach(layer), from);
  return { ...windows, parts: windowParts(layer, windows) };
}

const runGeneral = (network, layer) => runWindows(network, layer, filledPicture(network, layer), layer.strides);

/** The sums of all windows of the padded picture, in these steps. */
function runWindows({ loops }, layer, picture, strides) {
  const { weights, biases, patches, made } = placesOf(layer), { inputs, many, blocks, packed } = groupSizes(layer);
  const { at, across, window: [rows, columns], dilation, groups = 1, from: [, , channels], shape: [height, width, filters] } = layer;
  const row = across.padded * channels, depth = channels / groups, right = strides[1] * channels, down = strides[0] * row;
  if (!layer.parts.patches) {
    loops.conv(picture, weights, biases, at, dilation[0] * row, right, down, height, width, rows, columns * depth, filters, 0, blocks);
    return;
  }
  for (let y = 0; y < height; y++) {
    const out = at + y * width * filters;
    for (let g = 0; g < groups; g++) {
      for (let k = 0; k < rows * columns; k++) {
        const first = picture + y * down + Math.floor(k / columns) * dilation[0] * row + (k % columns) * dilation[1] * channels;
        loops.copy(first + g * depth, patches + k * depth, right, inputs, depth, width);
      }
      const place = groups > 1 ? made : out, bias = biases + g * blocks * BLOCK;
      loops.conv(patches, weights + g * packed, bias, place, columns * depth, inputs, 0, 1, width, rows, columns * depth, many, 0, blocks);
      if (groups > 1) loops.copy(made, out + g * many, many, filters, many, width);
    }
  }
}

/**
 * Lay weights and biases ready, each group's in blocks of filters as `conv` reads them.
 * `weight`: that of number k of a group's window, and filter f.
 */
function packGroups({ heap }, layer, weight, bias) {
  const { weights, biases } = placesOf(layer), { inputs, many, blocks, packed } = groupSizes(layer);
  for (let f = 0; f < layer.filters; f++) {
    const group = Math.floor(f / many), i = f % many, start = weights + group * packed + (i & -BLOCK) * inputs + (i % BLOCK);
    for (let k = 0; k < inputs; k++) heap[start + k * BLOCK] = weight(k, f);
    heap[biases + group * blocks * BLOCK + i] = bias[f];
  }
}

const packGeneral = (network, layer, kernel, bias) => packGroups(network, layer, (k, f) => kernel[k * layer.filters + f], bias);

/** The maps that filter `map` reads: the first, and how many. */
function groupOf({ from: [, , channels], shape: [, , filters], groups = 1 }, map) {
  const depth = channels / groups;
  return [Math.floor(map / (filters / groups)) * depth, depth];
}

function generalTerms(layer, at) {
  const { window: [rows, columns], strides, dilation, down, across, kernel, from: [height, width, channels], shape } = layer;
  const { map, row, column } = spotOf(shape, at), [first, depth] = groupOf(layer, map);
  const top = row * strides[0] - down.before, left = column * strides[1] - across.before;
  return Array.from({ length: depth }, (_, i) => {
    const cells = Array.from({ length: rows * columns }, (_, k) => {
      const y = top + Math.floor(k / columns) * dilation[0], x = left + (k % columns) * dilation[1];
      const isInside = y >= 0 && y < height && x >= 0 && x < width;
      return { at: isInside ? (y * width + x) * channels + first + i : null, weight: kernel?.[(k * depth + i) * shape[2] + map] };
    });
    return { c: first + i, columns, cells };
  });
}

function seesGroup(layer, spans, map) {
  const [first, depth] = map === null ? [] : groupOf(layer, map);
  return seesWindows(withReach(layer), spans, depth === 1 ? first : null);
}

const general = { isSum: true, isWindow: true, room: roomOf, terms: generalTerms, sees: seesGroup };

/* ---- of each map for itself: as many groups as maps ---- */

function depthwiseShape(layer, from) {
  const windows = windowShape(withReach(layer), from), groups = from[2], filters = groups * layer.times;
  const [height, width] = windows.shape, { down, across } = windows;
  const picture = layer.times === 1 ? pictureSize(windows, from) : down.padded * across.padded * filters;
  const parts = { weights: product(layer.window) * filters, biases: filters, picture };
  return { ...windows, shape: [height, width, filters], filters, groups, parts };
}

/** The picture gets each map as often as it has filters, so that there is one map for each filter. */
function runDepthwise(network, layer) {
  const { at, window, strides, dilation, times, down, across, shape: [height, width, filters] } = layer;
  const { weights, biases, picture: own } = placesOf(layer), row = across.padded * filters;
  const picture = times === 1 ? filledPicture(network, layer) : own;
  if (times > 1) repeatMaps(network, layer, own + down.before * row + across.before * filters, row);
  network.loops.depthwise(
    picture, weights, biases, at, dilation[0] * row, dilation[1] * filters, strides[1] * filters, strides[0] * row,
    height, width, ...window, filters,
  );
}

function repeatMaps({ heap }, { before, from: [height, width, channels], times }, start, row) {
  for (let y = 0, place = before.at; y < height; y++) {
    for (let to = start + y * row, end = to + width * channels * times; to < end; to += times) heap.fill(heap[place++], to, to + times);
  }
}

function packDepthwise({ heap }, layer, kernel, bias) {
  const { weights, biases } = placesOf(layer);
  heap.set(kernel, weights);
  heap.set(bias, biases);
}

/* ---- turned round: each number that goes in spreads a kernel over what comes out ---- */

/** Along one axis: how many numbers come out, and how many of what the kernels spread are cut off at the front, as Keras counts them. */
function spreadAlong(size, far, step, padding, more) {
  const whole = (size - 1) * step + far;
  if (padding === "valid") return { n: whole + (more ?? Math.max(step - far, 0)), cut: 0 };
  const n = more === undefined ? size * step : whole - far + (far % 2) + more;
  return { n, cut: Math.max(whole - n, 0) >> 1 };
}

/** It is computed as a convolution of a picture in which the numbers lie `strides` apart, with the kernels turned by half a turn. */
function turnedShape(layer, from) {
  const { strides, padding, output_padding: more, filters } = layer;
  const [down, across] = reach(layer).map((far, axis) => {
    const { n, cut } = spreadAlong(from[axis], far, strides[axis], padding, more?.[axis]);
    return { n, cut, before: far - 1 - cut, padded: n + far - 1 };
  });
  const found = { shape: [down.n, across.n, filters], down, across };
  return { ...found, parts: windowParts(layer, found) };
}

const runTurned = (network, layer) => runWindows(network, layer, filledPicture(network, layer, layer.strides), POINT);

/** Keras has these kernels as (rows, columns, filters, channels). */
function packTurned(network, layer, kernel, bias) {
  const { from: [, , channels], window, filters } = layer, last = product(window) - 1;
  const weight = (k, f) => kernel[((last - Math.floor(k / channels)) * filters + f) * channels + (k % channels)];
  packGroups(network, layer, weight, bias);
}

/** Which numbers along an axis reach the output at `place`: {place, of which weight of the kernel}. */
function reaching(layer, axis, place) {
  const { window, strides, dilation, from } = layer, found = [];
  for (let k = window[axis] - 1; k >= 0; k--) {
    const spread = place + [layer.down, layer.across][axis].cut - k * dilation[axis], i = spread / strides[axis];
    if (Number.isInteger(i) && i >= 0 && i < from[axis]) found.push({ i, k });
  }
  return found;
}

function turnedTerms(layer, at) {
  const { kernel, window: [, columns], filters, from: [, width, channels], shape } = layer, { map, row, column } = spotOf(shape, at);
  const rows = reaching(layer, 0, row), across = reaching(layer, 1, column);
  if (!rows.length || !across.length) return []; // a stride larger than the kernel leaves places that get the bias alone
  return Array.from({ length: channels }, (_, c) => {
    const cells = rows.flatMap((y) => across.map((x) => (
      { at: (y.i * width + x.i) * channels + c, weight: kernel?.[((y.k * columns + x.k) * filters + map) * channels + c] })));
    return { c, columns: across.length, cells };
  });
}

function seesTurned(layer, spans) {
  const { strides, from } = layer, far = reach(layer);
  const seen = spans.map(([first, end], axis) => {
    const { cut } = [layer.down, layer.across][axis];
    const start = Math.ceil((first + cut - far[axis] + 1) / strides[axis]), last = Math.floor((end - 1 + cut) / strides[axis]);
    return [Math.max(0, start), Math.min(from[axis], last + 1)];
  });
  return { spans: seen, map: null };
}

export const SUMS = {
  "general-conv": { ...general, shape: generalShape, run: runGeneral, pack: packGeneral },
  "depthwise-conv": { ...general, shape: depthwiseShape, run: runDepthwise, pack: packDepthwise },
  "conv-transpose": {
    isSum: true, isSpread: true, shape: turnedShape, room: roomOf,
    run: runTurned, pack: packTurned, terms: turnedTerms, sees: seesTurned,
  },
};
