/* A sum as one writes it in columns: a line for each term, the running sum as bars, the total at the end. */

import { number, portion, tint } from "./draw.mjs";
import { button } from "./controls.mjs";
import { MUTE, el } from "./element.mjs";

const short = (value) => number(value, Math.abs(value) < 10 ? 3 : 1);

/**
 * lines: {name, amount, group?, text?, more?, isThis?, isTotal?}; group: {c, columns, cells: [{at, weight}]}, at: the place in `values`, null for padding.
 * scale(c): the colours of channel c; limit: the end of its scale, or 0 for the largest number shown; words(at), enter(at): name a term, go into it.
 */
export function drawLedger(lines, { isSum, isMax, values, scale, limit, words, enter, more }) {
  const groups = lines.flatMap(({ group }) => group ?? []), cells = groups.flatMap(({ cells }) => cells), valueOf = ({ at }) => (at === null ? 0 : values[at]);
  const end = limit || Math.max(...cells.map((cell) => Math.abs(valueOf(cell)))), weightEnd = Math.max(...cells.map(({ weight }) => Math.abs(weight)));
  const strength = (cell) => (cell.at === null ? -Infinity : cell.weight === undefined ? valueOf(cell) : Math.abs(valueOf(cell) * cell.weight));
  const chosen = lines.find(({ isThis }) => isThis)?.group?.cells ?? cells;
  const strongest = chosen.reduce((best, cell) => (strength(cell) > strength(best) ? cell : best), chosen[0]);

  const patch = ({ c, columns, cells }) => cells.map((cell) => {
    const value = valueOf(cell), isPadding = cell.at === null;
    const product = cell.weight === undefined ? "" : ` × ${short(cell.weight)} = ${short(value * cell.weight)}`;
    return button(short(value), () => isPadding || enter(cell.at), {
      class: `x-cell ${isPadding ? "is-padding" : ""} ${cell === strongest && isMax ? "is-most" : ""}`, value: columns,
      tabindex: cell === strongest ? 0 : -1, "aria-disabled": isPadding && "true", title: `${isPadding ? "padding" : words(cell.at)}: ${short(value)}${product}`,
      style: isPadding ? false : tint(value, end, scale(c)),
    });
  });
  const kernel = ({ c, cells }) => cells.map(({ weight }) => el("span", { style: tint(weight, weightEnd, scale(c)) }, short(weight)));
  const grid = (columns, items) => el("span.x-grid", { style: `grid-template-columns: repeat(${columns}, var(--x-cell))` }, ...items);

  const isWeighted = (group) => group && group.cells[0].weight !== undefined;
  let sum = 0, low = 0, high = 0;
  for (const line of lines) {
    line.from = isSum && !line.isTotal ? sum : 0;
    if (line.amount !== undefined) sum = line.from + line.amount;
    [low, high] = [Math.min(low, sum), Math.max(high, sum)];
  }
  const part = (value) => portion(value, high - low || 1);
  return lines.map(({ name, amount, from, group, text, more: label, isThis, isTotal }) => el(
    "li", { class: isTotal ? "is-total" : isThis ? "is-this" : "" },
    el("span", name),
    el("span.x-work", group && grid(group.columns, patch(group)), isWeighted(group) && "×", isWeighted(group) && grid(group.columns, kernel(group)), text, label && button(label, more)),
    amount === undefined || (isTotal && !isSum) ? null : el("span.x-fall", MUTE, { style: `--zero: ${part(-low)}` },
      el("span", { class: amount < 0 ? "is-minus" : "", style: `left: ${part(Math.min(from, from + amount) - low)}; width: ${part(Math.abs(amount))}` })),
    amount !== undefined && el("span.x-value", number(amount, 4)),
  ));
}
