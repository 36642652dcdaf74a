/* What "Name it" counts: which photos are shown, which pairs a name is tested on, what chance gives. No page in here. */

import { range } from "../kit/draw.mjs";
import { randomOf } from "../kit/random.mjs";
import { spotOf } from "../engine/sums.mjs";

export const SHOWN = 9, PAIRS = 10; // patches; pairs of a test
// the number of the picture whose random numbers say which of a pair stands on the left: those of picture 0 draw the pairs
const SIDES_OF = 1;

/**
 * The photos in the order in which they excite a map: [{photo, row, column, value}], from what `Largest` has found with as many as there
 * are.
 */
export function ranked({ values, photos, places }, { shape }, map, n) {
  return range(n).map((k) => map * n + k).map((at) => ({ photo: photos[at], value: values[at], ...spotOf(shape, places[at] * shape[2]) }));
}

/** Those nine whose numbers come nearest to a share of the largest; none, if that is not above zero. Python's `units_at_share`. */
export function atShare(units, share) {
  const [{ value: most }] = units, far = ({ value }) => Math.abs(value - Math.fround(Math.fround(share) * most));
  return most > 0 ? [...units].sort((a, b) => far(a) - far(b) || a.photo - b.photo).slice(0, SHOWN) : [];
}

/**
 * Pairs that have not been shown, the stronger one first, and on which `side` (0: left) it stands. The strong ones are the strongest left,
 * the weak
 * ones are drawn from the weaker half. Python's `naming_pairs`.
 */
export function pairsOf(units, shown, seed) {
  const isNew = ({ photo }) => !shown.has(photo), half = units.length >> 1;
  const strong = units.slice(0, half).filter(isNew).slice(0, PAIRS), weak = units.slice(half).filter(isNew), random = randomOf(seed, 0);
  for (let j = weak.length - 1; j > 0; j--) {
    const other = Math.floor(random() * (j + 1));
    [weak[j], weak[other]] = [weak[other], weak[j]];
  }
  const side = randomOf(seed, SIDES_OF);
  return range(Math.min(strong.length, weak.length)).map((i) => ({ units: [strong[i], weak[i]], side: side() < 0.5 ? 0 : 1 }));
}

/** How often who guesses is right on `right` or more of `n`. */
export function byChance(right, n) {
  let ways = 1, sum = 0;
  for (let k = 0; k <= n; k++) {
    if (k >= right) sum += ways;
    ways = (ways * (n - k)) / (k + 1);
  }
  return sum / 2 ** n;
}
