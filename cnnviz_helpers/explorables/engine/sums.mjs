/* What a number is made of, and which pixels it sees. No page in here, only places and numbers. */

export { spotOf } from "./kinds.mjs";

/** The terms of the number at `at`: groups {c, columns, cells} of places in the layer before (null: padding), of sums with weights. */
export const takeApart = (layer, at) => layer.rules.terms(layer, at);

/** One kernel's part of a sum: its weights times the numbers `values` under them. */
export const subtotal = ({ cells }, values) => cells.reduce((sum, { at, weight }) => sum + (at === null ? 0 : values[at] * weight), 0);

/** The pixels that can change a number of layer `i` (0: the photo): [first, end) of the rows, and of the columns. */
export function seenPixels(layers, i, row, column, map) {
  let seen = { spans: [[row, row + 1], [column, column + 1]], map };
  for (; i > 0; i--) seen = layers[i].rules.sees(layers[i], seen.spans, seen.map);
  return seen.spans;
}
