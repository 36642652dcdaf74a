/* What the explorer works out for one pixel. No page in here. */

import { percent, range } from "../kit/draw.mjs";
import { seenPixels } from "../engine/sums.mjs";

const isIn = ([first, end], n) => n >= first && n < end;

/**
 * How many numbers of each layer see the pixel in this row and column: [{name, many, size, share}], share: in words.
 * layers: the photo and those of the network.
 * Rows and columns are seen apart from each other. Where the places of a layer stand in one row, as many see it as before that.
 */
export function seeing(layers, row, column) {
  const counts = new Map();
  layers.forEach((layer, i) => {
    const { shape: [height, width, n], rules, before } = layer;
    const rows = range(height).filter((one) => isIn(seenPixels(layers, i, one, 0, null)[0], row)).length;
    const columns = range(width).filter((one) => isIn(seenPixels(layers, i, 0, one, null)[1], column)).length;
    counts.set(layer, rules.joinsPlaces ? counts.get(before) : rows * columns * n);
  });
  return layers.slice(1).map((layer) => {
    const { name, size } = layer, many = counts.get(layer);
    return { name, many, size, share: percent(many / size, 1) };
  });
}

/** Three bytes as the state has them, "rrggbb", and as a colour field does. */
export const inHex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
export const fromHex = (words) => [0, 2, 4].map((at) => parseInt(words.slice(at, at + 2), 16));
