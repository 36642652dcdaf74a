/* What "A window that slides" computes: one kernel of any size on one channel, and the map that the two make. No page in here. */

import { range } from "../kit/draw.mjs";
import { MADE } from "../kit/kernels.mjs";
import { subtotal, takeApart } from "../engine/sums.mjs";

/** The numbers that the convolution reads. */
export function numbersBefore(network, { before, from: [height, width, channels] }) {
  const i = network.layers.indexOf(before);
  if (i >= 0) network.run(0, i);
  return network.heap.subarray(before.at, before.at + height * width * channels);
}

/** The kernels that one can choose: those made by hand, by their names, and each filter's, by its number. */
export const kernelNames = ({ filters }) => [...Object.keys(MADE), ...range(filters).map(String)];

/** The weights of a kernel, row by row; of a filter, those for this channel. */
function weightsOf({ window, filters, from: [, , channels], learned }, name, channel) {
  const [rows, columns] = window;
  return range(rows * columns).map((k) => (
    MADE[name]?.(Math.floor(k / columns), k % columns, window) ?? learned.kernel[(k * channels + channel) * filters + Number(name)]));
}

/** The sum over the cells of a window if the kernel were that for level edges. */
export function levelSum({ window }, { pixels }, cells) {
  const weight = (k) => MADE["level edges"](Math.floor(k / window[1]), k % window[1], window);
  return subtotal({ cells: cells.map(({ at }, k) => ({ at, weight: weight(k) })) }, pixels);
}

/** The kernel in Python. */
function kernelInPython({ window: [rows, columns] }, weights, name, channel) {
  if (!MADE[name]) return `weights[:, :, ${channel}, ${name}]`;
  if (name === "blur") return `np.full((${rows}, ${columns}), 1 / ${rows * columns})`;
  return `[${range(rows).map((row) => `[${weights.slice(row * columns, (row + 1) * columns).join(", ")}]`).join(", ")}]`;
}

/**
 * A kernel on one channel of what the convolution `conv` reads, `values`; `zeros`: whether there are zeros around. Gives
 *   shape: [rows, columns] of the map, with its numbers `map`;
 *   plane, size, inside: the channel with what stands around it, its [rows, columns], and where the photo lies in it;
 *   corner(row, column): where the window begins in the plane, for a place of the map;
 *   cells(row, column): {at, weight} under the window, at: the place in `pixels`, null where zeros are.
 */
export function slide(conv, values, { kernel, channel, zeros }) {
  const [height, width, channels] = conv.from, weights = weightsOf(conv, kernel, channel);
  const { rules, window, strides } = conv, padding = zeros ? "same" : "valid";
  const one = { rules, window, strides, padding, filters: 1, from: [height, width, 1], kernel: weights }; // a layer of one kernel
  Object.assign(one, rules.shape(one, one.from, false));
  const { down, across, shape: [rows, columns] } = one;
  const pixels = range(height * width).map((i) => values[i * channels + channel]);
  const plane = new Float32Array(down.padded * across.padded);
  pixels.forEach((value, i) => {
    plane[(Math.floor(i / width) + down.before) * across.padded + (i % width) + across.before] = value;
  });
  const map = range(rows * columns).map((at) => { // by the plane, as the groups of a large photo would fill the memory
    const start = Math.floor(at / columns) * strides[0] * across.padded + (at % columns) * strides[1];
    return weights.reduce((sum, weight, k) => sum + weight * plane[start + Math.floor(k / window[1]) * across.padded + (k % window[1])], 0);
  });
  return {
    weights, pixels, plane, shape: [rows, columns], map,
    size: [down.padded, across.padded], inside: [down.before, across.before, height, width],
    corner: (row, column) => [row * strides[0], column * strides[1]],
    cells: (row, column) => takeApart(one, row * columns + column)[0].cells,
    python: kernelInPython(conv, weights, kernel, channel),
  };
}

/** The place nearest to where the middle of a window would lie on this cell of the plane. */
export function placeUnder({ strides, window }, cell) {
  return cell.map((n, axis) => Math.round((n - ((window[axis] - 1) >> 1)) / strides[axis]));
}

/** The next place when the window's corner is to go to this cell of the plane: at least one step, also where a step is several pixels. */
export function placeTowards({ strides }, [row, column], corner) {
  return [row, column].map((now, axis) => {
    const next = corner[axis] / strides[axis];
    return next > now ? Math.ceil(next) : Math.floor(next);
  });
}

/** The line of Python for a place. There, zeros around are half a window wide, and the window goes pixel by pixel. */
export function inPython({ photo }, conv, { inside, python }, { channel, zeros, row, column }, name) {
  const { before } = conv;
  const from = before === photo ? name.slice(0, -1) : `layer_outputs(model, ${name}, "${before.name}")["${before.name}"][0`;
  const input = `${from}, :, :, ${channel}]`;
  const { window, strides } = conv;
  const index = [row, column].map((n, axis) => n * strides[axis] - inside[axis] + (zeros ? (window[axis] - 1) >> 1 : 0));
  return `convolve(${input}, ${python}${zeros ? ', "same"' : ""})[${index.join(", ")}]`;
}
