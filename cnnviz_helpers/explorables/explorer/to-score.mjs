/* What one map gives to the score of a class. No page in here. */

import { evidenceEnd } from "../kit/parts.mjs";
import { meanOf } from "./filter.mjs";

/** The weight of a map's mean in the score of a class, where that is all that becomes of the map; else nothing. */
function weightOf(network, layer, map, label) {
  const end = evidenceEnd(network);
  if (end?.maps !== layer || layer.readers > 1) return undefined;
  const { kernel, filters } = end.dense, isSingle = filters === 1; // a single score is that of the second class, and against the first one
  return isSingle ? (label === 0 ? -1 : 1) * kernel[map] : kernel[map * filters + label];
}

/**
 * The share of a map of the column `k` in the score that `lines` explain: {share, score}; of a column whose means a dense layer adds up
 * also {mean, weight}, whose product the share is. label: the class.
 */
export function toScore(network, { after: layer, n }, k, map, { lines: { totals, number: score }, label }) {
  const weight = weightOf(network, layer, map, label);
  if (weight === undefined) return { share: totals[k][map], score };
  const mean = meanOf(layer.output, map, n);
  return { mean, weight, share: mean * weight, score };
}
