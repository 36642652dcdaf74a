/* Convolutions of 3 x 3 in tiles of 2 x 2 outputs, which takes fewer products. The sums before and after them are engine.c's. */

import { BLOCK } from "./loops.mjs";

export const APART = 16; // numbers between the 16 parts of all tiles, as in engine.c

/** Whether a convolution can be computed in tiles. */
export const fitsTiles = ({ window, strides, filters }, channels) =>
  `${window} ${strides}` === "3,3 1,1" && filters % 4 === 0 && channels % 4 === 0;

/** How many tiles there are, from where the windows lie along both axes. It also widens the padding: the last tile may hang over. */
export function layTiles(down, across) {
  for (const axis of [down, across]) {
    axis.tiles = Math.ceil(axis.n / 2);
    axis.padded = 2 * axis.tiles + 2;
  }
  return down.tiles * across.tiles;
}

/** How many numbers the tiles of a layer take: 16 parts of what goes in, as many of what comes out; and a kernel, before it is packed. */
export function tileSize({ tiles, from, filters }) {
  return tiles ? Math.max(16 * (tiles * (from[2] + filters) + 2 * APART), 9 * from[2] * filters) : 0;
}

/** A kernel, in Keras' order, as the tiles need it. */
export function packTiles(network, { packed, from, filters }, kernel) {
  network.heap.set(kernel, network.tiles);
  network.loops.kernelTiles(network.tiles, packed.byteOffset / 4, from[2], filters);
}

/** A convolution in tiles: sums of the picture, 16 convolutions of 1 x 1 over all tiles, and sums of what these give. */
export function runTiles(network, layer, picture, row, first, last) {
  const { at, from, shape, down, across, tiles, packed, packedBias, blocks, filters } = layer;
  const { loops, noBias, tiles: parts } = network, channels = from[2], made = parts + 16 * (tiles * channels + APART);
  loops.toTiles(picture, parts, row, channels, down.tiles, across.tiles);
  for (let i = 0; i < 16; i++) {
    const part = parts + i * (tiles * channels + APART), weights = packed.byteOffset / 4 + i * blocks * BLOCK * channels;
    loops.conv(part, weights, noBias, made + i * (tiles * filters + APART), 0, channels, 0, 1, tiles, 1, channels, filters, first, last);
  }
  const end = Math.min(filters, last * BLOCK);
  loops.fromTiles(made, packedBias.byteOffset / 4, at, shape[0], shape[1], filters, first * BLOCK, end);
}
