/* How the convolutions of more-sums.mjs pass slopes on, and the slopes of their weights, as slopes.mjs documents it. */

import { convolve, placeOf, product } from "./kinds.mjs";
import { BLOCK } from "./loops.mjs";
import { placesOf } from "./more-sums.mjs";
import { pack } from "./network.mjs";
import { convRoom, convWeights, eachView, packSlopes, stepsBack, turnedDense, turnedSteps } from "./slope-sums.mjs";

/** Call visit(place of what goes in, place of what comes out, cell of the kernel) for each of them that meet, the channels aside. */
function eachMeeting(layer, visit) {
  const { strides, from: [, wide], shape: [, width] } = layer;
  eachView(layer, (view) => {
    for (let y = 0; y < view.height; y++) {
      for (let x = 0; x < view.width; x++) visit(view.place + y * strides[0] * wide + x * strides[1], view.spot + y * width + x, view.cell);
    }
  });
}

/**
 * With gaps, and group by group, as `convWeights`: for each cell of the kernel, the numbers that each channel had there; zeros where that
 * was padding.
 */
function generalWeights({ heap, loops, noBias, scratch }, layer, to) {
  const { before, filters, groups = 1, strides, from: [, wide, channels], shape: [height, width], turned: { inputs: many } } = layer;
  const depth = channels / groups, places = height * width, blocks = Math.ceil(many / BLOCK);
  const met = placeOf(scratch), slopes = met + depth * places, found = slopes + blocks * BLOCK * places;
  heap.fill(0, to, to + layer.kernel.length); // of cells that meet nothing but padding
  for (let group = 0; group < groups; group++) {
    packSlopes(loops, layer, slopes, many, group * many);
    eachView(layer, (view) => {
      heap.fill(0, met, slopes);
      for (let y = 0; y < view.height; y++) {
        const from = before.at + (view.place + y * strides[0] * wide) * channels + group * depth;
        loops.tip(from, met + view.spot + y * width, strides[1] * channels, places, view.width, depth);
      }
      loops.conv(met, slopes, noBias, found, width, 0, places, depth, 1, height, width, many, 0, blocks);
      loops.copy(found, to + view.cell * depth * filters + group * many, many, filters, many, depth);
    });
  }
}

function generalRoom({ groups = 1, from: [, , channels], shape: [height, width], turned: { inputs: many } }) {
  const depth = channels / groups;
  return height * width * (depth + Math.ceil(many / BLOCK) * BLOCK) + depth * many;
}

/** Of each map for itself: how far apart numbers lie in what the windows of a view read, in what they made, and in the kernel. */
const viewSteps = ({ strides, times, filters, from: [, wide, channels], shape: [, width] }) =>
  ({ read: [strides[0] * wide * channels, strides[1] * channels, 1], made: [width * filters, filters, times], cells: [0, 0, times] });

function depthwiseBack({ heap, loops }, layer, to) {
  const { gradient, filters, times, from: [, , channels], before } = layer;
  const { weights } = placesOf(layer), { read, made, cells } = viewSteps(layer);
  heap.fill(0, to, to + before.size);
  eachView(layer, ({ cell, place, spot, height, width }) => {
    for (let k = 0; k < times; k++) {
      const slopes = placeOf(gradient) + spot * filters + k;
      loops.meet(slopes, ...made, weights + cell * filters + k, ...cells, to + place * channels, ...read, height, width, channels);
    }
  });
}

function depthwiseWeights({ heap, loops }, layer, to) {
  const { gradient, filters, times, from: [, , channels], before, kernel } = layer, { read, made, cells } = viewSteps(layer);
  heap.fill(0, to, to + kernel.length);
  eachView(layer, ({ cell, place, spot, height, width }) => {
    for (let k = 0; k < times; k++) {
      const slopes = placeOf(gradient) + spot * filters + k;
      loops.meet(before.at + place * channels, ...read, slopes, ...made, to + cell * filters + k, ...cells, height, width, channels);
    }
  });
}

/** A convolution that is turned round: what goes in and what comes out have changed places. */
const swapped = ({ from, shape, down, across, ...layer }) =>
  ({ ...layer, from: shape, shape: from, down: { before: down.cut }, across: { before: across.cut } });

/** It passes slopes back as a convolution, by the same kernels. */
function plainConv({ from, shape, filters, window, strides, dilation, down, across }) {
  if (product(dilation) > 1) return undefined;
  const [y, x] = [down, across].map(({ cut }, axis) =>
    ({ n: from[axis], before: cut, padded: (from[axis] - 1) * strides[axis] + window[axis] }));
  const back = turnedDense({ from, filters, window, shape: from });
  return { ...back, from: shape, shape: from, strides, down: y, across: x, paddedSize: y.padded * x.padded * filters };
}

/** Lay the slopes of what comes out where that convolution reads them. Where no kernel reaches, they go nowhere. */
function layOut({ loops }, { gradient, shape: [height, width, filters], turned: { padded, down, across } }) {
  const rows = Math.min(height, down.padded - down.before), columns = Math.min(width, across.padded - across.before);
  const start = placeOf(padded) + (down.before * across.padded + across.before) * filters;
  loops.copy(placeOf(gradient), start, width * filters, across.padded * filters, columns * filters, rows);
}

function turnedBack(slopes, layer, to) {
  const { turned, kernel, from } = layer;
  if (!turned) return dilatedBack(slopes, layer, to);
  if (!layer.isTurned) pack(slopes, turned, kernel, 0, from[2]);
  layer.isTurned = true;
  layOut(slopes, layer);
  turned.at = to;
  return convolve(slopes, turned, 0, turned.blocks);
}

function turnedWeights(slopes, layer, to) {
  const { turned, before } = layer;
  if (!turned) return dilatedWeights(slopes, layer, to);
  layOut(slopes, layer);
  return convWeights(slopes, { ...turned, gradient: before.output, size: before.size }, to);
}

function dilatedBack({ heap }, layer, to) {
  const { kernel, gradient, filters, from: [, , channels], before } = layer;
  heap.fill(0, to, to + before.size);
  eachMeeting(swapped(layer), (spot, place, cell) => {
    for (let f = 0; f < filters; f++) {
      const own = gradient[spot * filters + f], first = to + place * channels;
      for (let c = 0, w = (cell * filters + f) * channels; c < channels; c++, w++) heap[first + c] += kernel[w] * own;
    }
  });
}

function dilatedWeights({ heap }, layer, to) {
  const { gradient, filters, from: [, , channels], before, kernel } = layer;
  heap.fill(0, to, to + kernel.length);
  eachMeeting(swapped(layer), (spot, place, cell) => {
    for (let f = 0; f < filters; f++) {
      const own = gradient[spot * filters + f], first = before.at + place * channels;
      for (let c = 0, w = to + (cell * filters + f) * channels; c < channels; c++, w++) heap[w] += heap[first + c] * own;
    }
  });
}

export const MORE_SUM_SLOPES = {
  "general-conv": { turn: turnedSteps, back: stepsBack, weights: generalWeights, scratch: generalRoom },
  "depthwise-conv": { back: depthwiseBack, weights: depthwiseWeights },
  "conv-transpose": {
    turn: plainConv, back: turnedBack, weights: turnedWeights,
    scratch: ({ before, turned }) => (turned ? convRoom({ ...turned, size: before.size }) : 0),
  },
};
