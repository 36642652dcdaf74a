/* A sum as one writes it in columns: a line for each term, the running sum as bars, the total at the end. */

import { number, portion, tint } from "./draw.mjs";
import { button } from "./controls.mjs";
import { MUTE, el } from "./element.mjs";
import * as KIT_WORDS from "./words.mjs";

const LARGE = 3; // columns: numbers in a grid of more are shorter, so that patch and kernel can stand side by side
const CUT = 4; // pixels that a line may lack, and still be read
const short = (value, columns = 1) => number(value, Math.abs(value) < 10 ? (columns > LARGE ? 2 : 3) : 1);
const valueOf = ({ at }, values) => (at === null ? 0 : values[at]);
const isWeighted = (group) => group && group.cells[0].weight !== undefined;
const isWide = (group) => group?.columns * (isWeighted(group) ? 2 : 1) > 3;

/** How much a cell has to say: its product where it has a weight, else its number. Padding has nothing to say. */
function strength(cell, values) {
  if (cell.at === null) return -Infinity;
  return cell.weight === undefined ? values[cell.at] : Math.abs(values[cell.at] * cell.weight);
}

/** The cell that has most to say: of the line that is marked, if there is one, else of all. */
function strongestOf(lines, cells, values) {
  const chosen = lines.find(({ isThis }) => isThis)?.group?.cells ?? cells;
  return chosen.reduce((best, cell) => (strength(cell, values) > strength(best, values) ? cell : best), chosen[0]);
}

/** Where each line's bar begins, in the running sum; and the lowest and the highest place that the bars reach: {starts, low, high}. */
function runningSum(lines, isSum) {
  let sum = 0, low = 0, high = 0;
  const starts = lines.map(({ amount, isTotal }) => {
    const start = isSum && !isTotal ? sum : 0;
    if (amount !== undefined) sum = start + amount;
    [low, high] = [Math.min(low, sum), Math.max(high, sum)];
    return start;
  });
  return { starts, low, high };
}

/**
 * A line below `list`, which scrolls: how many of its lines stand out of sight, and what these give together, as else the sum that is
 * seen would not be the total. words(n): about n lines. It has `set(isSum)`, for when the list is a new one.
 */
export function awayLine(list, words) {
  const line = el("p.x-away", MUTE, el("span"), el("span.x-value"));
  const count = () => {
    const frame = list.getBoundingClientRect();
    let n = 0, sum = 0;
    for (const value of list.querySelectorAll(".x-value")) {
      const { top, bottom } = value.getBoundingClientRect();
      if (top < frame.top - CUT || bottom > frame.bottom + CUT) [n, sum] = [n + 1, sum + value.amount];
    }
    line.firstChild.textContent = n ? words(n) : "";
    line.lastChild.textContent = n && line.isSum ? number(sum, 4) : "";
    return n;
  };
  list.onscroll = count;
  line.set = (isSum) => {
    [line.isSum, line.hidden] = [isSum, true];
    line.hidden = !count(); // else the place is the list's
    count();
  };
  return line;
}

const grid = (columns, items) => el("span.x-grid", { style: `grid-template-columns: repeat(${columns}, var(--x-cell))` }, ...items);

/** The bar of a line that goes from `start` by `amount`. */
function fall(start, amount, { low, high }) {
  const part = (value) => portion(value, high - low || 1);
  const style = `left: ${part(Math.min(start, start + amount) - low)}; width: ${part(Math.abs(amount))}`;
  return el("span.x-fall", MUTE, { style: `--zero: ${part(-low)}` }, el("span", { class: amount < 0 ? "is-minus" : "", style }));
}

/**
 * lines: {name, amount, group?, text?, more?, isThis?, isTotal?}; group: {c, columns, cells: [{at, weight}]},
 * at: the place in `values`, null for padding. isSum: the amounts add up; isMax: the largest goes on.
 * scale(c): the colours of channel c; limit: the end of its scale, or 0 for the largest number shown.
 * words(at), enter(at): name a term, go into it; more(): what the button of a line with `more`, its words, does.
 */
export function drawLedger(lines, { isSum, isMax, values, scale, limit, words, enter, more }) {
  const cells = lines.flatMap(({ group }) => group?.cells ?? []);
  const strongest = strongestOf(lines, cells, values), sums = runningSum(lines, isSum);
  const end = limit || Math.max(...cells.map((cell) => Math.abs(valueOf(cell, values))));
  const weightEnd = Math.max(...cells.map(({ weight }) => Math.abs(weight)));

  const patch = ({ c, columns, cells }) => grid(columns, cells.map((cell) => {
    const value = valueOf(cell, values), isPadding = cell.at === null;
    const product = cell.weight === undefined ? "" : ` × ${short(cell.weight)} = ${short(value * cell.weight)}`;
    return button(short(value, columns), () => isPadding || enter(cell.at), {
      class: `x-cell ${isPadding ? "is-padding" : ""} ${cell === strongest && isMax ? "is-most" : ""}`, value: columns,
      tabindex: cell === strongest ? 0 : -1, "aria-disabled": isPadding && "true",
      title: `${isPadding ? KIT_WORDS.padding : words(cell.at)}: ${short(value)}${product}`,
      style: isPadding ? false : tint(value, end, scale(c)),
    });
  }));
  const kernel = ({ c, columns, cells }) => grid(columns,
    cells.map(({ weight }) => el("span", { style: tint(weight, weightEnd, scale(c)) }, short(weight, columns))));

  return lines.map(({ name, amount, group, text, more: label, isThis, isTotal }, i) => el(
    "li", { class: isTotal ? "is-total" : isThis ? "is-this" : isWide(group) ? `is-wide ${group.columns > LARGE ? "is-large" : ""}` : "" },
    el("span", name),
    el("span.x-term",
      group && patch(group), isWeighted(group) && "×", isWeighted(group) && kernel(group), text,
      label && button(label, more, { class: "x-more" })),
    amount === undefined || (isTotal && !isSum) ? null : fall(sums.starts[i], amount, sums),
    amount !== undefined && Object.assign(el("span.x-value", number(amount, 4)), { amount }),
  ));
}
