/* What a reader has changed: of the photo, of the weights. The words of the address, and the network as they say. No page in here. */

import { randomWeights } from "../kit/resources.mjs";

const parts = (words) => words.split(" ").filter(Boolean);
const isWhole = (value, end) => Number.isInteger(value) && value >= 0 && value < end;

/* ---- of the photo ---- */

/** "row.column.size" -> [row, column, size], of a patch that lies in the photo; else nothing. */
export function readPatch(words, [height, width]) {
  const [row, column, size, ...more] = words.split(".").map(Number);
  const isIn = isWhole(size, Math.min(height, width) + 1) && size > 0
    && isWhole(row, height - size + 1) && isWhole(column, width - size + 1);
  return words && isIn && !more.length ? [row, column, size] : undefined;
}

/** "dx.dy" -> [dx, dy], by how many pixels the photo has been moved, to the right and down. */
export function readShift(words, [height, width]) {
  const [dx, dy, ...more] = words.split(".").map(Number);
  return words && Math.abs(dx) < width && Math.abs(dy) < height && Number.isInteger(dx + dy) && !more.length ? [dx, dy] : undefined;
}

/** "row.column.rrggbb …" -> [[row, column, [red, green, blue]]], of pixels that have been repainted; nothing, if one is none. */
export function readPaint(words, [height, width]) {
  const pixels = parts(words).map((part) => {
    const [row, column, colour] = part.split(".");
    const bytes = /^[\da-f]{6}$/.test(colour) && [0, 2, 4].map((at) => parseInt(colour.slice(at, at + 2), 16));
    return bytes && isWhole(Number(row), height) && isWhole(Number(column), width) ? [Number(row), Number(column), bytes] : null;
  });
  return pixels.includes(null) ? undefined : pixels;
}

/** The bytes of a photo, moved, repainted and covered as the state says. What comes in at an edge, and the patch, are grey. */
export function changedBytes(rgb, { shift, paint, patch }, shape) {
  const [, wide] = shape, moved = readShift(shift, shape), painted = readPaint(paint, shape), covered = readPatch(patch, shape);
  if (!moved && !painted?.length && !covered) return rgb;
  const bytes = moved ? movedBytes(rgb, moved, shape) : rgb.slice();
  for (const [row, column, colour] of painted ?? []) bytes.set(colour, 3 * (row * wide + column));
  if (covered) {
    const [top, left, size] = covered;
    for (let row = top; row < top + size; row++) bytes.fill(GREY, 3 * (row * wide + left), 3 * (row * wide + left + size));
  }
  return bytes;
}

const GREY = 128;

function movedBytes(rgb, [dx, dy], [high, wide]) {
  const bytes = new Uint8Array(rgb.length).fill(GREY), from = Math.max(0, -dx), n = wide - Math.abs(dx);
  for (let row = Math.max(0, dy); row < Math.min(high, high + dy); row++) {
    const start = 3 * ((row - dy) * wide + from);
    bytes.set(rgb.subarray(start, start + 3 * n), 3 * (row * wide + Math.max(0, dx)));
  }
  return bytes;
}

/* ---- of the weights ---- */

/**
 * "layer.filter.cell_value …" -> [{layer, filter, cell, value}]; nothing, if a part does not fit the network.
 * Layers and cells are numbers.
 */
export function readEdits(words, { layers }) {
  const edits = parts(words).map((part) => {
    const [place, value] = part.split("_"), [layer, filter, cell, ...more] = place.split(".").map(Number), one = layers[layer];
    const cells = one?.rules.isSum ? one.kernel.length / one.filters : -1;
    const fits = isWhole(filter, one?.filters ?? 0) && isWhole(cell, cells + 1) && /^-?\d+(\.\d+)?$/.test(value) && !more.length;
    return fits ? { layer, filter, cell, value: Number(value) } : null;
  });
  return edits.includes(null) ? undefined : edits;
}

export const writeEdits = (edits) => edits.map(({ layer, filter, cell, value }) => `${layer}.${filter}.${cell}_${value}`).join(" ");

/** "layer.filter …" -> [[layer, filter]] of those that are switched off; nothing, if one is none. */
export function readOff(words, { layers }) {
  const off = parts(words).map((part) => part.split(".").map(Number));
  return off.every(([layer, filter, ...more]) => isWhole(filter, layers[layer]?.shape[2] ?? 0) && !more.length) ? off : undefined;
}

/** Where among the weights, in Keras' order, the cell of a filter stands: cells go kernel by kernel, row by row. */
export function placeOfCell({ window = [1, 1], from: [, , channels], filters, groups = 1 }, filter, cell) {
  const places = window[0] * window[1], many = channels / groups, channel = Math.floor(cell / places), place = cell % places;
  return (place * many + channel) * filters + filter;
}

/**
 * The network with the weights that the state says: trained or random, with edits; and with filters off.
 * Only what has changed is laid anew.
 */
export class Weights {
  constructor(network) {
    Object.assign(this, { network, look: network.layers.map(() => "") });
  }

  /** state: {weights, edits, off}. Returns whether anything has changed. */
  apply({ weights, edits, off }) {
    const { network, look } = this, all = readEdits(edits, network) ?? [], silent = readOff(off, network) ?? [];
    let isOther = false;
    network.layers.forEach((layer, i) => {
      const mine = all.filter((edit) => edit.layer === i), next = silent.filter(([at]) => at === i).map(([, filter]) => filter);
      if (next.join() !== layer.off.join()) [layer.off, isOther] = [next, true];
      const words = layer.rules.isSum ? `${weights} ${writeEdits(mine)}` : "";
      if (!layer.rules.isSum || words === look[i] || (!look[i] && words === "trained ")) return;
      [look[i], isOther] = [words, true];
      const { kernel, bias } = changedWeights(layer, i, weights, mine);
      network.setWeights(i, kernel, bias);
    });
    return isOther;
  }
}

function changedWeights(layer, i, weights, edits) {
  const isTrained = weights === "trained", cells = layer.kernel.length / layer.filters;
  const kernel = isTrained ? layer.learned.kernel : randomWeights(layer, i), { bias } = layer.learned;
  if (isTrained && !edits.length) return layer.learned;
  const changed = { kernel: kernel.slice(), bias: isTrained ? bias.slice() : new Float32Array(bias.length) };
  for (const { filter, cell, value } of edits) {
    if (cell === cells) changed.bias[filter] = value;
    else changed.kernel[placeOfCell(layer, filter, cell)] = value;
  }
  return changed;
}
