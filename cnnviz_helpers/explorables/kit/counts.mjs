/* Counting all photos: what a figure has of it before it has begun. The rest, counting.mjs, comes when it begins. */

import { Photos, importLater } from "./resources.mjs";
import * as WORDS from "./counts.words.mjs";

/** Of what nothing is known yet, as `Counting.of` gives it. */
export const nothing = (n) => ({ n, done: 0, shares: [], answers: [] });

/** The photos of a network, of which the right classes must be known: else one sentence. */
export async function mustBeLabelled(model, network) {
  const photos = new Photos(model, network);
  if (!(await photos.labels()).length) throw new Error(WORDS.noLabels);
  return photos;
}

/**
 * A `Counting` for the figure {frame, model, photos}; from then on it is figure.counting. tell(): called when something has been counted;
 * slopes: see there.
 */
export function beginCounting(figure, tell, slopes) {
  figure.beginning ??= importLater(figure.model,
    "kit/counting.mjs").then(({ Counting }) => { figure.counting = new Counting(figure, tell, slopes); });
  return figure.beginning;
}
