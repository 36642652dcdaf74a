/* The weights of the kernel lab: what is laid into a filter, what was changed by hand, and what such a filter answers. No page in here. */

import { MADE } from "../kit/kernels.mjs";
import { range } from "../kit/draw.mjs";
import { randomWeights } from "../kit/resources.mjs";

export const LEARNED = "learned", RANDOM = "random"; // what one can lay in, beside PRESETS
export const MOST = 1; // as far from zero as a weight can be moved
const DIGITS = 3; // of a weight that a reader has changed
const LITTLE = 0.1; // of an answer: what is less than this share of it is hardly seen on a map
const CLEAR = 0.2; // an answer that is seen well

const share = (name, n) => (...at) => MADE[name](...at) / n;
/** The weight in a row and column of a window: the same for all three colours. */
const PRESETS = {
  blur: share("blur", 3),
  "upright edges": share("upright edges", 6),
  "level edges": share("level edges", 6),
  sharpen: (row, column, [rows, columns]) => [1, -0.2][Math.abs(2 * row - rows + 1) / 2 + Math.abs(2 * column - columns + 1) / 2] ?? 0,
  zero: () => 0,
};

/** The cells of a filter, kernel by kernel, row by row. Among all weights, (rows, columns, colours, n), each stands at `from` + filter. */
export function cellsOf({ window: [rows, columns], from: [, , colours], filters }) {
  return range(rows * columns * colours).map((cell) => {
    const colour = Math.floor(cell / (rows * columns)), spot = cell % (rows * columns);
    return { colour, row: Math.floor(spot / columns), column: spot % columns, from: (spot * colours + colour) * filters };
  });
}

/** A filter as it is laid in: a number for each cell, and behind them the bias. */
export function laidIn({ conv, cells, window = conv.window }, { filter, preset, seed }) {
  const { kernel, bias } = conv.learned, random = preset === RANDOM && randomWeights(conv, seed);
  const weights = cells.map(({ row, column, from }) => {
    if (preset === LEARNED) return kernel[from + filter];
    return random ? random[from + filter] : PRESETS[preset](row, column, window);
  });
  return [...weights, preset === LEARNED ? bias[filter] : 0];
}

/* What a reader has changed, as it stands in the address: "4_-0.75 27_0.1" says which number, and what it is now. */
const parts = (words) => words.split(" ").filter(Boolean).map((part) => part.split("_"));

/** Whether words say how some of `n` numbers were changed. */
export const areChanges = (words, n) => parts(words).every(([place, value]) => (
  /^\d+$/.test(place) && Number(place) < n && /^-?[01](\.\d+)?$/.test(value) && Math.abs(value) <= MOST));

/** Numbers with those changes. */
export function changed(numbers, words) {
  const now = [...numbers];
  for (const [place, value] of parts(words)) now[place] = Number(value);
  return now;
}

/** In words, in what `now` differs from `numbers`. */
export function changesOf(numbers, now) {
  const rounded = (value) => Number(value.toFixed(DIGITS));
  const words = now.map((value, place) => (rounded(value) === rounded(numbers[place]) ? "" : `${place}_${rounded(value)}`));
  return words.filter(Boolean).join(" ");
}

/** The place of the one number that was changed, and by how much; or nothing, if it was none or more than one. */
export function onlyChange(numbers, words) {
  const [change, ...more] = parts(words);
  return change && !more.length ? { place: Number(change[0]), by: change[1] - numbers[change[0]] } : undefined;
}

/** What a filter answers where all pixels under it are red, green, blue, white or black; and where black turns white, across or down. */
export function answersOf(numbers, { cells, conv: { window } }) {
  const sum = (pixel) => cells.reduce((total, cell, i) => total + numbers[i] * pixel(cell), numbers[cells.length]);
  const even = (...colour) => sum((cell) => colour[cell.colour] / 2);
  const edge = (name) => sum(({ row, column }) => MADE[name](row, column, window) / 2);
  return {
    red: even(1, -1, -1), green: even(-1, 1, -1), blue: even(-1, -1, 1), white: even(1, 1, 1), black: even(-1, -1, -1),
    across: edge("upright edges"), down: edge("level edges"),
  };
}

/** Whether it answers to upright edges, and to nothing else of that. */
export function isForUprightEdges({ across, ...others }) {
  return Math.abs(across) >= CLEAR && Object.values(others).every((other) => Math.abs(other) <= LITTLE * Math.abs(across));
}

/** Whether it answers to red, and neither to white nor to black. */
export const isForRed = ({ red, white, black }) => red >= CLEAR && Math.max(white, black) <= LITTLE * red;
