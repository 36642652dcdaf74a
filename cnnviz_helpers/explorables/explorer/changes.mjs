/* A change by a reader, as words of the explorer's state, which apply.mjs reads. No page in here. */

const listOf = (words) => words.split(" ").filter(Boolean);

/** A list without the words that are `unwanted`, and with `word` at its end, unless that is empty. */
const changed = (words, unwanted, word) => [...listOf(words).filter((one) => !unwanted(one)), word].filter(Boolean).join(" ");

const startOfEdit = (layer, filter, cell) => `${layer}.${filter}.${cell}_`;

/** The value that a cell of a layer's filter was given; undefined while it is as learned. */
export function editOf(words, ...place) {
  const start = startOfEdit(...place), word = listOf(words).find((one) => one.startsWith(start));
  return word && Number(word.slice(start.length));
}

/** Whether anything of a filter is edited. */
export const isFilterEdited = (words, layer, filter) => listOf(words).some((word) => word.startsWith(`${layer}.${filter}.`));

/** Edits in which a cell of a layer's filter has this value; without one it is as learned again. */
export function withEdit(words, layer, filter, cell, value) {
  const start = startOfEdit(layer, filter, cell);
  return changed(words, (word) => word.startsWith(start), value === undefined ? "" : start + value);
}

/** Edits in which all of a filter is as learned again. */
export const withoutEdits = (words, layer, filter) => changed(words, (word) => word.startsWith(`${layer}.${filter}.`), "");

export const isOff = (words, layer, filter) => listOf(words).includes(`${layer}.${filter}`);

/** A map that was on is off, and the other way round. */
export function flipped(words, layer, filter) {
  const own = `${layer}.${filter}`;
  return changed(words, (word) => word === own, isOff(words, layer, filter) ? "" : own);
}

export const isPainted = (words, row, column) => listOf(words).some((word) => word.startsWith(`${row}.${column}.`));

/** Paint in which a pixel has this colour, "rrggbb"; without one it is as it was. */
export function withPaint(words, row, column, colour) {
  const start = `${row}.${column}.`;
  return changed(words, (word) => word.startsWith(start), colour && start + colour);
}
