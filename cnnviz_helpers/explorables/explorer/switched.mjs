/* What a number would be, if its map were not switched off. No page in here. */

import { switchOff } from "../engine/network.mjs";

/**
 * The number at `at` of a layer of `network`, with its map on: {value, isOff}.
 * A layer in which a map is off is computed once more, and is as it was.
 */
export function withMapOn(network, layer, at) {
  const { off, shape: [, , n] } = layer, isOff = off.includes(at % n);
  if (!isOff) return { value: layer.output[at], isOff };
  const i = network.layers.indexOf(layer);
  layer.off = [];
  const value = network.run(i, i)[at];
  layer.off = off;
  switchOff(layer);
  return { value, isOff };
}
