/* The weights of the kernel lab: what is laid into a filter, what was changed by hand, and what such a filter answers. No page in here. */

import { MADE } from "../kit/kernels.mjs";
import { range } from "../kit/draw.mjs";
import { randomWeights } from "../kit/resources.mjs";

export const LEARNED = "learned", RANDOM = "random"; // what one can lay in, beside PRESETS
const LITTLE = 0.1; // of an answer: what is less than this share of it is hardly seen on a map

const share = (name, n) => (row, column, window, colours) => MADE[name](row, column, window) / n / colours;
/** The weight in a row and column of a window: the same for all colours. */
const PRESETS = {
  blur: share("blur", 1),
  "upright edges": share("upright edges", 2),
  "level edges": share("level edges", 2),
  sharpen: (row, column, [rows, columns]) => [1, -0.2][Math.abs(row - ((rows - 1) >> 1)) + Math.abs(column - ((columns - 1) >> 1))] ?? 0,
  zero: () => 0,
};

/** As far from zero as weights can be moved: 1, or the power of ten that fits what was learned; and how many digits a changed one has. */
export function rangeOf({ learned: { kernel } }) {
  const largest = kernel.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0), power = Math.ceil(Math.log10(largest));
  return largest > 0.05 && largest <= 1 || !largest ? { most: 1, digits: 3 } : { most: 10 ** power, digits: Math.max(1, 3 - power) };
}

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
    return random ? random[from + filter] : PRESETS[preset](row, column, window, conv.from[2]);
  });
  return [...weights, preset === LEARNED ? bias[filter] : 0];
}

/* What a reader has changed, as it stands in the address: "4_-0.75 27_0.1" says which number, and what it is now. */
const parts = (words) => words.split(" ").filter(Boolean).map((part) => part.split("_"));

/** Whether words say how some of `n` numbers were changed, to `most` at most. */
export const areChanges = (words, n, most) => parts(words).every(([place, value]) => (
  /^\d+$/.test(place) && Number(place) < n && /^-?\d+(\.\d+)?$/.test(value) && Math.abs(value) <= most));

/** Numbers with those changes. */
export function changed(numbers, words) {
  const now = [...numbers];
  for (const [place, value] of parts(words)) now[place] = Number(value);
  return now;
}

/** In words, in what `now` differs from `numbers`, to so many digits. */
export function changesOf(numbers, now, digits) {
  const rounded = (value) => Number(value.toFixed(digits));
  const words = now.map((value, place) => (rounded(value) === rounded(numbers[place]) ? "" : `${place}_${rounded(value)}`));
  return words.filter(Boolean).join(" ");
}

/** The place of the one number that was changed, and by how much; or nothing, if it was none or more than one. */
export function onlyChange(numbers, words) {
  const [change, ...more] = parts(words);
  return change && !more.length ? { place: Number(change[0]), by: change[1] - numbers[change[0]] } : undefined;
}

/**
 * What a filter responds where all pixels under it are red, green, blue, white or black; and where black turns white, across or down.
 * ends: the numbers of black, and of white, in each channel.
 */
export function responsesOf(numbers, { cells, conv: { window }, ends: [dark, bright], network: { pixels: { scales } } }) {
  const sum = (pixel) => cells.reduce((total, cell, i) => total + numbers[i] * pixel(cell), numbers[cells.length]);
  const even = (...colours) => sum(({ colour: c }) => (colours.includes(scales[c]) ? bright : dark)[c]);
  const edge = (name) => sum(({ row, column, colour: c }) => {
    const side = MADE[name](row, column, window);
    return ((1 + side) * bright[c] + (1 - side) * dark[c]) / 2;
  });
  return {
    red: even("red"), green: even("green"), blue: even("blue"), white: even(...scales), black: even(),
    across: edge("upright edges"), down: edge("level edges"),
  };
}

/** Whether it responds to upright edges, and to nothing else of that. clear: how much is seen well. */
export function isForUprightEdges({ across, ...others }, clear) {
  return Math.abs(across) >= clear && Object.values(others).every((other) => Math.abs(other) <= LITTLE * Math.abs(across));
}

/** Whether it responds to red, and neither to white nor to black. */
export const isForRed = ({ red, white, black }, clear) => red >= clear && Math.max(white, black) <= LITTLE * red;
