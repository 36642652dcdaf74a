/* What "Where is it looking?" computes with: the network's weights; how units lie over the photo;
   the places of the occlusion map, and which are painted. No page in here. */

import { clamp, range } from "../kit/draw.mjs";
import { evidenceEnd, fieldOf } from "../kit/parts.mjs";
import { randomWeights } from "../kit/resources.mjs";
import { starts } from "../engine/attribution.mjs";

const PLACES = 8; // of the occlusion map in a row, at most
const stepOf = (length) => Math.ceil(length / PLACES); // pixels from one of them to the next

/** Trained weights, or random ones: the same at each visit. */
export function chooseWeights(network, isTrained) {
  network.layers.forEach((layer, i) => {
    const { kernel, bias } = layer.learned ?? {};
    if (!kernel) return;
    if (isTrained) network.setWeights(i, kernel, bias);
    else network.setWeights(i, randomWeights(layer, i), new Float32Array(bias.length));
  });
}

/**
 * Of a network that ends in a global pool and a dense layer: its layers there; the [rows, columns] of the photo (`size`) and of the maps
 * (`units`), and how these lie over it; the smallest and the largest side that a patch can have, in pixels.
 */
export function endOf(network) {
  const { maps, dense } = evidenceEnd(network), size = network.photo.shape.slice(0, 2), short = Math.min(...size);
  const smallest = Math.min(short, Math.max(...size.map(stepOf)));
  return { maps, dense, size, units: maps.shape.slice(0, 2), fields: fieldOf(maps), smallest, largest: Math.max(smallest, short >> 1) };
}

/** The unit in the middle of whose field the middle of the patch lies, or the one nearest to it, along an axis. */
export const nearestUnit = ({ fields, units }, axis, start, size) =>
  clamp(Math.round((start + size / 2 - 0.5 - fields[axis].first) / fields[axis].step), 0, units[axis] - 1);

/** Where the patches of the occlusion map lie, row by row: [{row, column}]; `across`: how many in a row. */
export function placesOf(size, side) {
  const [tops, lefts] = size.map((length) => starts(length, side, stepOf(length)));
  return Object.assign(tops.flatMap((row) => lefts.map((column) => ({ row, column }))), { across: lefts.length });
}

/** Which of these places lies nearest to a patch. */
export function nearestPlace(places, row, column) {
  const far = places.map((place) => Math.abs(place.row - row) + Math.abs(place.column - column));
  return far.indexOf(Math.min(...far));
}

/** Which of these places are painted.
    words: "all", or two hexadecimal digits for each row, a bit for each place. */
export function paintedIn(words, { length, across }) {
  const bitsOf = (row) => parseInt(words.substr(2 * row, 2), 16);
  return range(length).filter((place) => words === "all" || (bitsOf(Math.floor(place / across)) >> (place % across)) & 1);
}

/** The same the other way round, for the state. painted: the set of their numbers. */
export function paintedInWords(painted, { length, across }) {
  const bits = (row) => range(across).reduce((sum, column) => sum + (painted.has(row * across + column) << column), 0);
  return painted.size === length ? "all" : range(length / across).map((row) => bits(row).toString(16).padStart(2, "0")).join("");
}
