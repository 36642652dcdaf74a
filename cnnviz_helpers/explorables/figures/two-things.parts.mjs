/* What "Two things of your own" brings when it opens: a dense layer that learns, its words, and where a reader gives a picture. */

export { ofOwnPictures } from "../kit/own-panel.mjs";
export { evidence } from "../engine/attribution.mjs";
export { inSlices } from "../kit/jobs.mjs";
export { evidenceEnd } from "../kit/parts.mjs";
export * as WORDS from "./two-things.words.mjs";

const STEPS = 500;

/**
 * A dense layer for two things, from zeros on, in 500 steps over all examples at once, as Python's `teach_classes`.
 * examples: [{averages, thing}], thing being 0 or 1. Returns {kernel, bias}, those of the second thing less those of the first: each is
 * half of that, or minus half, since what one weight goes up the other goes down.
 */
export function taught(examples) {
  const n = examples.length, wide = examples[0].averages.length + 1, read = new Float64Array(n * wide).fill(1); // the bias reads a 1
  examples.forEach(({ averages }, i) => read.set(averages, i * wide));
  const rate = (2 * n) / read.reduce((sum, value) => sum + value * value, 0);
  const weights = new Float64Array(wide), slopes = new Float64Array(wide);
  for (let step = 0; step < STEPS; step++) {
    slopes.fill(0);
    for (let i = 0; i < n; i++) {
      let score = 0;
      for (let k = 0, at = i * wide; k < wide; k++) score += read[at++] * weights[k];
      const error = 1 / (1 + Math.exp(-score)) - examples[i].thing;
      for (let k = 0, at = i * wide; k < wide; k++) slopes[k] += error * read[at++];
    }
    for (let k = 0; k < wide; k++) weights[k] -= (2 * rate * slopes[k]) / n; // both things' weights move as much, in opposite directions
  }
  return { kernel: Float32Array.from(weights.subarray(0, -1)), bias: weights.at(-1) };
}

/** The difference of scores for the averages of a picture, and the share of the second thing. */
export function answerOf({ kernel, bias }, averages) {
  const score = averages.reduce((sum, value, k) => sum + value * kernel[k], bias);
  return { score, share: 1 / (1 + Math.exp(-score)) };
}
