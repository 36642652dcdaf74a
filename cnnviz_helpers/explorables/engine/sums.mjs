/* What a number is made of, and which pixels it sees. No page in here, only places and numbers. */

export { spotOf } from "./kinds.mjs";

/** The terms of the number at `at`: groups {c, columns, cells} of places in the layer before (null: padding), of sums with weights. */
export const takeApart = (layer, at) => layer.rules.terms(layer, at);

/** One kernel's part of a sum: its weights times the numbers `values` under them. */
export const subtotal = ({ cells }, values) => cells.reduce((sum, { at, weight }) => sum + (at === null ? 0 : values[at] * weight), 0);

/** The pixels that can change a number of layer `i` (0: the photo): [first, end) of the rows, and of the columns. */
export function seenPixels(layers, i, row, column, map) {
  const seen = new Map([[layers[i], { spans: [[row, row + 1], [column, column + 1]], map }]]);
  for (; i > 0; i--) {
    const { rules, sources } = layers[i], here = seen.get(layers[i]);
    if (here) sources.forEach((source, s) => seen.set(source, both(seen.get(source), rules.sees(layers[i], here.spans, here.map, s))));
  }
  return seen.get(layers[0]).spans;
}

/** What is seen in two ways. */
function both(one, other) {
  if (!one) return other;
  const spans = one.spans.map(([first, end], axis) => [Math.min(first, other.spans[axis][0]), Math.max(end, other.spans[axis][1])]);
  return { spans, map: one.map === other.map ? one.map : null };
}
