/* What "Is 65 % a 65 %?" computes: answers in bins by their confidence, as Python's `reliability`. No page in here. */

import { range } from "../kit/draw.mjs";

export const BINS = 10;

/** Shares at another temperature: those of the scores divided by it, as a softmax (of one sigmoid: it) makes them. */
export function atTemperature(shares, temperature) {
  if (temperature === 1) return shares;
  const parts = Array.from(shares, (share) => share ** (1 / temperature)), sum = parts.reduce((a, b) => a + b);
  return parts.map((part) => part / sum);
}

/** How sure: the largest share. */
export const sureness = (shares) => Math.max(...shares);

/** The bin of a confidence: BINS of equal width between 0 and 1; on an edge, the one below it. */
export const binOf = (confidence) => Math.max(0, Math.ceil(confidence * BINS - 1e-12) - 1);

/**
 * sure: the confidence of each answer; isRight: whether it is right. bins: [{n, right, sure: the mean confidence, photos}]; n, right,
 * share (that is right), sure: of all;
 * error: the expected calibration error, how far both lie apart, as a mean over all answers.
 */
export function binned(sure, isRight) {
  const bins = range(BINS).map(() => ({ n: 0, right: 0, sure: 0, photos: [] }));
  sure.forEach((confidence, i) => {
    const bin = bins[binOf(confidence)];
    bin.n += 1;
    bin.right += Number(isRight[i]);
    bin.sure += confidence;
    bin.photos.push(i);
  });
  const n = sure.length, total = (key) => bins.reduce((sum, bin) => sum + bin[key], 0);
  const found = { n, right: total("right"), share: total("right") / (n || 1), sure: total("sure") / (n || 1) };
  found.error = bins.reduce((sum, bin) => sum + Math.abs(bin.right - bin.sure), 0) / (n || 1);
  for (const bin of bins) bin.sure /= bin.n || 1;
  return { ...found, bins };
}
