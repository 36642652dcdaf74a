/* What one edited filter changes, and nothing else, computed again: for a weight that follows the reader's hand. */

import { placeOf, product } from "./kinds.mjs";
import { BLOCK } from "./loops.mjs";
import { switchOff } from "./network.mjs";

/** Compute one filter of the convolution `i` (with those that are computed beside it): for a weight that was just edited. */
export function runFilter(network, i, filter) {
  const block = Math.floor(filter / BLOCK);
  network.runLayer(network.layers[i], block, block + 1);
}

/**
 * Compute all that one edited filter of the convolution `i` changes, once everything has been run with that photo. The next
 * convolution adds up what it makes of each map: its sum over all other maps is kept from edit to edit, and only the edited one's
 * share is computed again.
 */
export function runEdit(network, i, filter) {
  const { layers } = network, edit = `${i} ${filter}`, next = layers.findIndex(({ rules }, k) => k > i && !rules.staysInItsMap);
  const layer = layers[next];
  if (!layer?.rules.isSplit || !isChain(layers.slice(i, next + 1))) {
    runFilter(network, i, filter);
    return network.runLayers(i + 1);
  }
  if (network.others?.edit !== edit) {
    const { output, shape } = layers[next - 1];
    for (let k = filter; k < output.length; k += shape[2]) output[k] = 0;
    network.runLayer(layer);
    network.others = { edit, sums: layer.output.slice() };
  }
  runFilter(network, i, filter);
  network.runLayers(i + 1, next - 1);
  runShare(network, layer, filter);
  const { output } = layer, { sums } = network.others;
  for (let k = 0; k < sums.length; k++) output[k] += sums[k];
  switchOff(layer);
  return network.runLayers(next + 1);
}

/** Whether each of these layers is read by the next one alone. */
const isChain = ([first, ...others]) => others.every((layer) => layer.before === first && first.readers === 1 && (first = layer));

/** What a convolution makes of one map alone, without bias. */
function runShare(network, { before, at, from, down, across, window, strides, shape, filters, blocks, kernel }, map) {
  const { heap, alone, noBias } = network, [height, width, channels] = from, row = across.padded, places = product(window);
  const picture = placeOf(alone), weights = picture + down.padded * row;
  alone.fill(0);
  for (let y = 0; y < height; y++) {
    const start = picture + (y + down.before) * row + across.before;
    for (let x = 0; x < width; x++) heap[start + x] = heap[before.at + (y * width + x) * channels + map];
  }
  for (let k = 0; k < places; k++) {
    const start = weights + k * BLOCK, source = (k * channels + map) * filters;
    for (let f = 0; f < filters; f++) heap[start + (f & -BLOCK) * places + (f % BLOCK)] = kernel[source + f];
  }
  network.loops.conv(
    picture, weights, noBias, at, row, strides[1], strides[0] * row, shape[0], shape[1], window[0], window[1], filters, 0, blocks,
  );
}
