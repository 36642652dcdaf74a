/* What "Where is it looking?" computes with: the network's weights; how units lie over the photo;
   the places of the occlusion map, and which are painted. No page in here. */

import { clamp, range } from "../kit/draw.mjs";
import { randomWeights } from "../kit/resources.mjs";
import { centres, starts } from "../engine/attribution.mjs";

const STEP = 4; // pixels from one place of the occlusion map to the next

/** Trained weights, or random ones: the same at each visit. */
export function chooseWeights(network, isTrained) {
  network.layers.forEach((layer, i) => {
    if (!layer.filters) return;
    if (isTrained) network.setWeights(i, layer.learned.kernel, layer.learned.bias);
    else network.setWeights(i, randomWeights(layer, i), new Float32Array(layer.filters));
  });
}

/** Of a network that ends in a global pool and a dense layer: its layers there, and how the maps' units lie over the photo. */
export function endOf({ layers }) {
  const pool = layers.findIndex(({ rules }) => rules.isWholeMap), maps = layers[pool - 1];
  const [{ first, step }] = centres(layers, pool - 1);
  return { maps, dense: layers[pool + 1], side: layers[0].from[0], units: maps.shape[0], first, step };
}

/** The unit in the middle of whose field the middle of the patch lies, or the one nearest to it, along an axis. */
export const nearestUnit = ({ first, step, units }, start, size) =>
  clamp(Math.round((start + size / 2 - 0.5 - first) / step), 0, units - 1);

/** Where the patches of the occlusion map lie, row by row: [{row, column}]. */
export function placesOf(side, size) {
  const tops = starts(side, size, STEP);
  return tops.flatMap((row) => tops.map((column) => ({ row, column })));
}

/** Which of these places lies nearest to a patch. */
export function nearestPlace(places, row, column) {
  const far = places.map((place) => Math.abs(place.row - row) + Math.abs(place.column - column));
  return far.indexOf(Math.min(...far));
}

/** Which of `n` places, in as many rows as columns, are painted.
    words: "all", or two hexadecimal digits for each row, a bit for each place. */
export function paintedIn(words, n) {
  const across = Math.sqrt(n), bitsOf = (row) => parseInt(words.substr(2 * row, 2), 16);
  return range(n).filter((place) => words === "all" || (bitsOf(Math.floor(place / across)) >> (place % across)) & 1);
}

/** The same the other way round, for the state. places: a set of them. */
export function paintedInWords(places, n) {
  const across = Math.sqrt(n);
  const bits = (row) => range(across).reduce((sum, column) => sum + (places.has(row * across + column) << column), 0);
  return places.size === n ? "all" : range(across).map((row) => bits(row).toString(16).padStart(2, "0")).join("");
}
