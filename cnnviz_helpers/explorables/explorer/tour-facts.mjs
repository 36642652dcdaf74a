/* What a card of a tour can wait for: facts of the explorer, and whether they are as a card wants them. No page in here.
   Python's explorables/tours.py checks the cards against the same names. */

const count = (words) => words.split(" ").filter(Boolean).length;

/**
 * The facts of an explorer that has computed: what its state says, and
 * answer, label, explained: names of classes (label: "" where it is not known); right, own, covered, shifted: true or false;
 * edited, silenced, repainted: how many weights, filters, pixels; "share of cat" and so on: from 0 to 1.
 */
export function factsOf({ state, network: { classes }, shares, answer, explained, picture }) {
  const { edits, off, paint, patch, shift } = state, named = (label) => classes[label] ?? "";
  return {
    ...state,
    answer: named(answer), label: named(picture.label), explained: named(explained), right: answer === picture.label, own: picture.isOwn,
    covered: patch !== "", shifted: shift !== "", edited: count(edits), silenced: count(off), repainted: count(paint),
    ...Object.fromEntries(classes.map((name, label) => [`share of ${name}`, shares[label]])),
  };
}

/** Whether one fact is as wanted: a value, one of several, "changed" since the card `begun`, or within bounds, {above, below}. */
function isSo(fact, wanted, begun) {
  if (wanted === "changed") return fact !== begun;
  if (Array.isArray(wanted)) return wanted.includes(fact);
  if (typeof wanted !== "object") return fact === wanted;
  return fact > (wanted.above ?? -Infinity) && fact < (wanted.below ?? Infinity);
}

/** Whether all facts are as a card waits for; `begun`: the facts as they were when the card began. */
export const areSo = (wait, facts, begun) => Object.entries(wait).every(([name, wanted]) => isSo(facts[name], wanted, begun[name]));
