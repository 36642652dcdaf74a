/* How convolutions and dense layers pass slopes on, and the slopes of their weights: for the table in slopes.mjs, which tells about it. */

import { convolve, placeOf, POINT, product } from "./kinds.mjs";
import { BLOCK } from "./loops.mjs";
import { pack } from "./network.mjs";
import { APART, fitsTiles, layTiles } from "./tiles.mjs";

/* ---- backwards ---- */

/**
 * The sums that pass the slopes of a convolution back. A pixel's slope is the sum, over all windows that saw it, of the weight there times
 * the window's slope: again a convolution, by the same kernels turned round, filters and channels swapped.
 */
function turnedConv(layer, isCompiled) {
  const { from, filters, window, strides, shape, down, across } = layer;
  if (isPoint(layer)) return turnedDense(layer);
  if (product(strides) > 1) return turnedSteps(layer);
  const axes = [down, across].map(({ before }, axis) => (
    { n: from[axis], before: window[axis] - 1 - before, padded: from[axis] + window[axis] - 1 }));
  const back = { ...turnedDense({ from, filters, window, shape }), strides: [1, 1], down: axes[0], across: axes[1] };
  back.isFew = from[2] <= FEW && filters % 4 === 0;
  back.tiles = isCompiled && !back.isFew && fitsTiles(back, filters) ? layTiles(...axes) : 0;
  if (back.tiles) back.packedSize = back.blocks * BLOCK * 16 * filters;
  back.paddedSize = axes[0].padded * axes[1].padded * filters;
  return back;
}

/** Of so few channels, or less, `dots` makes the sums: blocks of 16 would be nearly empty. */
const FEW = 4;

const isPoint = ({ window, strides }) => product(window) * product(strides) === 1;

/** The same of a dense layer, at each place for itself. */
export function turnedDense({ from, filters, window = [1, 1], shape }) {
  const inputs = product(window) * filters, blocks = Math.ceil(from[2] / BLOCK);
  const packedSize = blocks * BLOCK * inputs;
  return { from: [shape[0], shape[1], filters], shape: from, window, filters: from[2], inputs, blocks, packedSize };
}

/**
 * In larger steps, with gaps, or in groups: what each window gives to each of its numbers, which then are added up where they belong.
 * `paddedSize`: room for all of that, of one group.
 */
export function turnedSteps({ from, filters, window, shape, groups = 1 }) {
  const many = product(window) * from[2] / groups, back = turnedDense({ from: [1, 1, many], filters: filters / groups, shape });
  return { ...back, isInSteps: true, packedSize: groups * back.packedSize, paddedSize: shape[0] * shape[1] * many };
}

/** Kernels (rows, columns, channels, filters), in Keras' order -> turned by half a turn, (rows, columns, filters, channels). */
function turn(kernel, places, channels, filters) {
  const found = new Float32Array(kernel.length);
  for (let place = 0; place < places; place++) {
    const from = (places - 1 - place) * channels * filters, to = place * channels * filters;
    for (let c = 0; c < channels; c++) for (let f = 0; f < filters; f++) found[to + f * channels + c] = kernel[from + c * filters + f];
  }
  return found;
}

/** The turned layer; its kernels are laid ready anew after each change of the weights. */
function turnedLayer(slopes, layer) {
  const back = layer.turned, channels = layer.from[2];
  if (!layer.isTurned) {
    const turned = turn(layer.kernel, product(back.window), channels, layer.filters);
    if (back.isFew) turned.forEach((value, i) => { back.packed[(i % channels) * back.inputs + Math.floor(i / channels)] = value; });
    else pack(slopes, back, turned, 0, channels);
  }
  layer.isTurned = true;
  return back;
}

function convBack(slopes, layer, to) {
  if (isPoint(layer)) return denseBack(slopes, layer, to);
  if (layer.turned.isInSteps) return stepsBack(slopes, layer, to);
  const back = turnedLayer(slopes, layer), { padded, down, across } = back, { heap, loops } = slopes;
  const { shape: [height, width, filters], gradient } = layer;
  const row = across.padded * filters, start = placeOf(padded), from = placeOf(gradient);
  for (let y = 0; y < height; y++) {
    const line = start + (down.before + y) * row + across.before * filters;
    heap.copyWithin(line, from + y * width * filters, from + (y + 1) * width * filters);
  }
  if (back.isFew) {
    const { from: [, , many], window, shape } = back;
    return loops.dots(start, placeOf(back.packed), to, row, many, row, shape[0], shape[1], window[0], window[1] * many, back.filters);
  }
  back.at = to;
  return convolve(slopes, back, 0, back.blocks);
}

function denseBack(slopes, layer, to) {
  const back = turnedLayer(slopes, layer), { filters } = layer, places = layer.size / filters;
  slopes.loops.conv(
    placeOf(layer.gradient), placeOf(back.packed), slopes.noBias, to, filters, filters, filters, places, 1, 1, filters, back.filters,
    0, back.blocks,
  );
}

export function stepsBack(slopes, layer, to) {
  const { turned, before, gradient, filters, groups = 1, strides, from: [, wide, channels], shape: [height, width] } = layer;
  const depth = channels / groups;
  const { filters: many, inputs, blocks, packed, padded } = turned, given = placeOf(padded), { heap, loops, noBias, one } = slopes;
  if (!layer.isTurned) packSteps(slopes, layer);
  heap.fill(0, to, to + before.size);
  for (let group = 0; group < groups; group++) {
    const weights = placeOf(packed) + (group * packed.length) / groups, start = to + group * depth;
    const slopesOfGroup = placeOf(gradient) + group * inputs;
    loops.conv(slopesOfGroup, weights, noBias, given, inputs, filters, filters, height * width, 1, 1, inputs, many, 0, blocks);
    eachView(layer, ({ cell, place, spot, height: h, width: w }) => loops.meet(
      given + spot * many + cell * depth, width * many, many, 1, one, 0, 0, 0,
      start + place * channels, strides[0] * wide * channels, strides[1] * channels, 1, h, w, depth,
    ));
  }
}

/** Each group's kernels, filter by filter. */
function packSteps(slopes, layer) {
  const { kernel, filters, groups = 1, turned } = layer, { filters: many, inputs, packed } = turned, size = packed.length / groups;
  for (let group = 0; group < groups; group++) {
    const own = new Float32Array(inputs * many);
    for (let f = 0; f < inputs; f++) for (let k = 0; k < many; k++) own[f * many + k] = kernel[k * filters + group * inputs + f];
    pack(slopes, { ...turned, packed: packed.subarray(group * size, (group + 1) * size) }, own, 0, many);
  }
  layer.isTurned = true;
}

/** Along an axis, the windows whose number k lies inside of the border: the first of them, where that reads, and how many they are. */
function reach({ window, strides, dilation = POINT, from, shape, down, across }, axis, k) {
  const { before } = [down, across][axis], step = strides[axis], ahead = k * dilation[axis] - before; // of the first window's number
  const first = Math.max(0, Math.ceil(-ahead / step)), end = Math.min(shape[axis], Math.floor((from[axis] - 1 - ahead) / step) + 1);
  return { first, place: first * step + ahead, n: end - first };
}

/**
 * For each cell of a kernel, call visit({cell, place, spot, height, width}): that many windows meet a number with it; the first stands at
 * `spot` of what comes out and has it at `place` of what goes in, the channels aside. In the second, windows lie `strides` apart.
 */
export function eachView(layer, visit) {
  const { window: [rows, columns], from: [, wide], shape: [, width] } = layer;
  for (let cell = 0; cell < rows * columns; cell++) {
    const down = reach(layer, 0, Math.floor(cell / columns)), across = reach(layer, 1, cell % columns);
    if (down.n <= 0 || across.n <= 0) continue;
    visit({ cell, place: down.place * wide + across.place, spot: down.first * width + across.first, height: down.n, width: across.n });
  }
}

/* ---- weights ---- */

/**
 * The slopes of a convolution's kernels, (rows, columns, channels, filters), laid at `to`: for each weight the sum, over all windows, of
 * the number that it met times the window's slope. For one row and column of the kernels that is a product of two tables, the numbers that
 * each channel had there, window by window, and the windows' slopes; the loop of the convolutions computes it.
 */
export function convWeights(slopes, layer, to) {
  (layer.tiles > MANY ? tileWeights : windowWeights)(slopes, layer, to);
}

const MANY = 32; // of fewer tiles, 16 tables would be so narrow that they take more time than the 9 of the windows

export function windowWeights({ loops, noBias, scratch }, layer, to) {
  const { padded, from: [, , channels], window, strides, down, across, filters, blocks } = layer, { n } = across, high = down.padded;
  const met = placeOf(scratch), slopes = met + channels * high * n;
  const run = strides[0] === 1 && n <= SHORT ? down.n * n : n; // rows of windows follow each other without a gap
  packSlopes(loops, layer, slopes);
  for (let column = 0; column < window[1]; column++) {
    for (let y = 0; y < high; y++) { // channel by channel
      loops.tip(placeOf(padded) + (y * across.padded + column) * channels, met + y * n, strides[1] * channels, high * n, n, channels);
    }
    for (let row = 0; row < window[0]; row++) {
      const place = to + (row * window[1] + column) * channels * filters;
      const rows = down.n * n / run;
      loops.conv(met + row * n, slopes, noBias, place, strides[0] * run, 0, high * n, channels, 1, rows, run, filters, 0, blocks);
    }
  }
}

const SHORT = 32; // rows of so few windows are added up in one

/** The same in tiles: of each of their 16 parts a product of two tables, which takes fewer products in all. */
function tileWeights({ loops, noBias, scratch }, layer, to) {
  const { padded, from: [, , channels], down, across, tiles, filters, blocks, shape: [height, width], gradient } = layer;
  const n = channels * filters, part = tiles * channels + APART, packed = blocks * BLOCK * tiles;
  const parts = placeOf(scratch), run = tiles <= 256 ? tiles : across.tiles;
  const slopes = parts + 16 * part, found = slopes + 16 * packed, met = found + 16 * n;
  loops.toTiles(placeOf(padded), parts, across.padded * channels, channels, down.tiles, across.tiles);
  loops.slopeTiles(placeOf(gradient), slopes, height, width, filters);
  for (let i = 0; i < 16; i++) {
    loops.tip(parts + i * part, met, channels, tiles, tiles, channels);
    loops.conv(met, slopes + i * packed, noBias, found + i * n, run, 0, tiles, channels, 1, tiles / run, run, filters, 0, blocks);
  }
  loops.kernelBack(found, to, n);
}

const tileRoom = ({ tiles, from: [, , channels], blocks, filters }) =>
  16 * (tiles * (channels + blocks * BLOCK) + channels * filters + APART) + tiles * channels;

/** The same of a dense layer. */
function denseWeights({ loops, noBias, scratch }, layer, to) {
  const { before, from: [height, width, channels], filters, blocks } = layer, places = height * width;
  const met = placeOf(scratch), slopes = met + channels * places;
  packSlopes(loops, layer, slopes);
  loops.tip(before.at, met, channels, places, places, channels);
  loops.conv(met, slopes, noBias, to, 0, 0, places, channels, 1, 1, places, filters, 0, blocks);
}

/**
 * The slopes of a layer's output, or those of `many` filters, from one on, as the loop needs what it multiplies by: in blocks of filters,
 * place by place.
 */
export function packSlopes({ copy }, { gradient, size, filters }, to, many = filters, from = 0) {
  const places = size / filters;
  for (let start = 0; start < many; start += BLOCK) {
    copy(placeOf(gradient) + from + start, to + start * places, filters, BLOCK, Math.min(BLOCK, many - start), places);
  }
}

/** How many numbers that needs: what was met, and packed slopes. */
const room = (met, { size, blocks, filters }) => met + (size / filters) * blocks * BLOCK;
export const convRoom = (layer) => (layer.tiles > MANY ? tileRoom(layer) : room(layer.from[2] * layer.down.padded * layer.across.n, layer));

export const SUM_SLOPES = {
  conv: { turn: turnedConv, back: convBack, weights: convWeights, scratch: convRoom },
  dense: { turn: turnedDense, back: denseBack, weights: denseWeights, scratch: (layer) => room(layer.before.size, layer) },
};
