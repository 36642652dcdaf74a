/* A sum as one writes it in columns: a line for each term, the running sum as bars, the total at the end. */

import { number, portion, tint } from "./draw.mjs";
import { button } from "./controls.mjs";
import { MUTE, el, write } from "./element.mjs";
import * as KIT_WORDS from "./words.mjs";

const LARGE = 3; // columns: numbers in a grid of more are shorter, so that patch and kernel can stand side by side
const HUGE = 25; // weights: of a kernel of more, only the colours have room
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
export function runningSum(lines, isSum) {
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

/** The bar of a line, still empty: `layFall` says from where to where it goes. */
export const emptyFall = () => el("span.x-fall", MUTE, el("span"));

/** A bar goes from `start` by `amount`, between the ends `low` and `high`. */
export function layFall(bar, start, amount, { low, high }) {
  const part = (value) => portion(value, high - low || 1), { firstChild: fill } = bar, look = [start, amount, low, high].join();
  if (bar.look === look) return bar;
  bar.look = look;
  bar.style.cssText = `--zero: ${part(-low)}`;
  fill.style.cssText = `left: ${part(Math.min(start, start + amount) - low)}; width: ${part(Math.abs(amount))}`;
  fill.className = amount < 0 ? "is-minus" : "";
  return bar;
}

const grid = (columns, items) => el("span.x-grid", { style: `grid-template-columns: repeat(${columns}, var(--x-cell))` }, ...items);

/** What stays the same of a line while only its numbers change. */
const shapeOf = ({ amount, group, text, more, isThis, isTotal }, isSum) =>
  [group?.columns, group?.cells.length, isWeighted(group), text, more, amount === undefined, isThis, isTotal, isSum].join();

/** A line without its numbers; enter(at), more(): as for `drawLedger`. */
function emptyLine({ amount, group, text, more: label, isThis, isTotal }, { isSum, enter, more }) {
  const cells = (group?.cells ?? []).map(() => {
    const self = button("", () => self.at === null || enter(self.at), { value: group.columns });
    return self;
  });
  const weights = isWeighted(group) ? cells.map(() => el("span")) : [], kind = isTotal ? "is-total" : isThis ? "is-this" : "";
  const name = el("span"), bar = amount === undefined || (isTotal && !isSum) ? null : emptyFall();
  const value = amount === undefined ? null : el("span.x-value"), hasWeights = weights.length > 0;
  const wide = isWide(group) ? ["is-wide", group.columns > LARGE && "is-large", cells.length > HUGE && "is-huge"] : [];
  const line = el("li", { class: kind || wide.filter(Boolean).join(" ") }, el("span", name),
    el("span.x-term", group && grid(group.columns, cells), hasWeights && "×", hasWeights && grid(group.columns, weights), text,
      label && button(label, more, { class: "x-more" })), bar, value);
  return Object.assign(line, { parts: { name, cells, weights, bar, value } });
}

/** A number on its colour, `tone`; k: its place in its grid, for a style sheet that lights them up in turn. */
function put(element, words, tone, k) {
  const look = `${tone}; --k: ${k}`;
  if (element.look !== look) element.style.cssText = element.look = look;
  write(element, words);
}

/**
 * lines: {name, amount, group?, text?, more?, isThis?, isTotal?}; group: {c, columns, cells: [{at, weight}]},
 * at: the place in `values`, null for padding. isSum: the amounts add up; isMax: the largest goes on.
 * scale(c): the colours of channel c; limit: the end of its scale, or 0 for the largest number shown.
 * words(at), enter(at): name a term, go into it; more(): what the button of a line with `more`, its words, does.
 * known: what this has returned before: a line that has the same shape gets its new numbers and stays the element that it is.
 */
export function drawLedger(lines, options, known = []) {
  const { isSum, values, limit } = options, cells = lines.flatMap(({ group }) => group?.cells ?? []);
  const facts = {
    strongest: strongestOf(lines, cells, values), sums: runningSum(lines, isSum),
    end: limit || Math.max(...cells.map((cell) => Math.abs(valueOf(cell, values)))),
    weightEnd: Math.max(...cells.map(({ weight }) => Math.abs(weight))),
  };
  return lines.map((line, i) => {
    const shape = shapeOf(line, isSum), element = known[i]?.shape === shape ? known[i] : Object.assign(emptyLine(line, options), { shape });
    fillLine(element.parts, line, facts, options);
    if (element.parts.bar) layFall(element.parts.bar, facts.sums.starts[i], line.amount, facts.sums);
    return element;
  });
}

function fillLine({ name, cells, weights, value }, { name: words, amount, group }, facts, options) {
  write(name, words);
  cells.forEach((self, k) => fillCell(self, group, k, facts, options));
  weights.forEach((place, k) => {
    const { weight } = group.cells[k];
    put(place, short(weight, group.columns), tint(weight, facts.weightEnd, options.scale(group.c)), k);
  });
  if (!value) return;
  write(value, number(amount, 4));
  value.amount = amount;
}

function fillCell(self, { c, columns, cells }, k, { strongest, end }, { isMax, values, scale, words }) {
  const cell = cells[k], value = valueOf(cell, values), isPadding = cell.at === null;
  const product = cell.weight === undefined ? "" : ` × ${short(cell.weight)} = ${short(value * cell.weight)}`;
  self.at = cell.at;
  self.className = `x-cell ${isPadding ? "is-padding" : ""} ${cell === strongest && isMax ? "is-most" : ""}`;
  self.tabIndex = cell === strongest ? 0 : -1;
  self.title = `${isPadding ? KIT_WORDS.padding : words(cell.at)}: ${short(value)}${product}`;
  if (isPadding) self.setAttribute("aria-disabled", "true");
  else self.removeAttribute("aria-disabled");
  put(self, short(value, columns), isPadding ? "" : tint(value, end, scale(c)), k);
}
