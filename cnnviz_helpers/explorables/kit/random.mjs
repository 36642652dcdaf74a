/* Numbers at random, the same for the same seed here and in Python (`cnnviz_helpers/perturbations`). No page in here. */

/** xorshift32 (Marsaglia 2003) from a `state`, a whole number other than 0: a function that gives the next number from 0 to 1. */
export function xorshift(state) {
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/**
 * The random numbers of picture `i`: with one `seed`, those of each picture are the same, whichever pictures come before it.
 * The state begins with seed · 0x9e3779b9 + i + 1, its 32 bits stirred as at the end of MurmurHash3, so that neighbours have nothing in
 * common.
 */
export function randomOf(seed, i) {
  let state = Math.imul(seed, 0x9e3779b9) + i + 1;
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return xorshift(state ^ (state >>> 16) || 1);
}

/** A number of the bell curve around 0 with the deviation 1, from the next two random ones (Box and Muller 1958). */
export const normal = (random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
