/* What several of the kinds in more-kinds.mjs need: arrays that are stretched over maps, and numbers that are written down. */

import { ofItsMap, POINT } from "./kinds.mjs";

/** The one term of what takes each number for itself. */
export const ofItself = (layer, at) => ofItsMap(layer, at, POINT);

/** How far apart the numbers of a column, a row and a place lie, in an array of this shape that is stretched where it has a size of 1. */
export const stretched = ([height, width, channels]) => [height > 1 ? width * channels : 0, width > 1 ? channels : 0, channels > 1 ? 1 : 0];

/** For each number of maps of this shape, its place in a smaller array that is stretched. */
export function placesIn(small, [height, width, channels]) {
  const [down, right, step] = stretched(small), places = new Int32Array(height * width * channels);
  for (let i = 0; i < places.length; i++) {
    const spot = Math.floor(i / channels);
    places[i] = Math.floor(spot / width) * down + (spot % width) * right + (i % channels) * step;
  }
  return places;
}

/** Numbers in words, as what is added, taken away, or multiplied with: no sign comes twice. */
const isBelow = (words) => words.startsWith("−");
export const plus = (words) => (isBelow(words) ? `− ${words.slice(1)}` : `+ ${words}`);
export const minus = (words) => (isBelow(words) ? `+ ${words.slice(1)}` : `− ${words}`);
export const factor = (words) => (isBelow(words) ? `(${words})` : words);
