/* What "The mistakes, as a museum" computes of a photo: two scores, taken apart map by map, where that is exact. No page in here. */

import { range } from "../kit/draw.mjs";

/**
 * What each map weighs for the class `k` at the end of a network; of a single score, which is that of the second class, nothing for the
 * first.
 */
const weightOf = ({ kernel, filters }, map, k) => (filters > 1 ? kernel[map * filters + k] : k * kernel[map]);
const biasOf = ({ bias, filters }, k) => (filters > 1 ? bias[k] : k * bias[0]);

/**
 * The difference of the scores of two classes, after a picture was run. end: {maps, dense}.
 *   terms: [{map, mean, weight, share, tie}]: mean × the difference of both weights is the share; tie: the mean at which both scores would
 * be alike,
 *          all else as it is; where that is below 0, which maps after ReLU cannot be, nothing;
 *   bias; total: their sum, the difference; map: (places,) the same place by place, whose mean is the total without the bias.
 */
export function difference({ maps, dense }, first, second) {
  const { output, shape: [height, width, channels], kind } = maps, places = height * width, bias =
    biasOf(dense, first) - biasOf(dense, second);
  const weights = range(channels).map((c) => weightOf(dense, c, first) - weightOf(dense, c, second));
  const means = new Float64Array(channels), map = new Float32Array(places);
  output.forEach((value, at) => {
    means[at % channels] += value / places;
    map[Math.floor(at / channels)] += value * weights[at % channels];
  });
  const total = weights.reduce((sum, weight, c) => sum + means[c] * weight, bias);
  const terms = weights.map((weight, c) => {
    const tie = means[c] - total / weight;
    return { map: c, mean: means[c], weight, share: means[c] * weight, tie: kind === "relu" && tie < 0 ? undefined : tie };
  });
  return { terms, bias, total, map };
}

/** The scores if one map were 0 everywhere, and all else as it is. */
export function scoresWithout({ dense }, { map, mean }, scores) {
  return scores.map((score, k) => score - mean * weightOf(dense, map, k));
}

/** The scores of all classes; a single one is that of the second class, the first has 0. */
export const scoresOf = ({ dense: { output } }) => (output.length > 1 ? [...output] : [0, output[0]]);
