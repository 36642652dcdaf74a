/* Four photos in one picture: does the evidence for a class lie where its photo is? No page in here. */

import { evidenceNow, overPixels } from "./methods.mjs";
import { randomOf } from "./random.mjs";

const SEED = 1; // of the photos by chance
export const QUARTERS = 4; // upper left, upper right, lower left, lower right

/** Four pictures of a shape -> one of twice its height and width: the first two above, the others below. */
export function joined(pictures, [rows, columns, channels]) {
  const found = new Float32Array(QUARTERS * rows * columns * channels), line = columns * channels;
  pictures.forEach((picture, quarter) => {
    for (let row = 0; row < rows; row++) {
      const to = ((Math.floor(quarter / 2) * rows + row) * 2 + (quarter % 2)) * line;
      found.set(picture.subarray(row * line, (row + 1) * line), to);
    }
  });
  return found;
}

/** Mosaic number `i`: four photos with different answers, by chance from those whose answers these are: their numbers. */
export function chosen(i, answers) {
  const random = randomOf(SEED, i), photos = [];
  while (photos.length < QUARTERS) {
    const photo = Math.floor(random() * answers.length);
    if (photos.every((other) => answers[other] !== answers[photo])) photos.push(photo);
  }
  return photos;
}

/**
 * Where the evidence for class `k` is largest, of what the network for the larger picture has just computed:
 * {map: of its pixels, row, column, quarter}.
 */
export function peakOf(asked, k) {
  const { rows, columns, maps } = asked, map = overPixels(evidenceNow(asked, k), maps, [rows, columns]);
  const at = map.indexOf(map.reduce((most, value) => Math.max(most, value))), row = Math.floor(at / columns), column = at % columns;
  return { map, row, column, quarter: 2 * (2 * row >= rows) + (2 * column >= columns) };
}
