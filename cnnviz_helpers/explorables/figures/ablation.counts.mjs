/* What the ablation bench computes: no page in here. */

import { KINDS } from "../engine/kinds.mjs";

/** What can be switched off: {layer: how many filters}, for each activation. */
export function switchesOf(layers) {
  const found = {};
  let many = 0;
  for (const { kind, name, filters } of layers) {
    many = filters ?? many;
    if (KINDS[kind].isActivation) found[name] = many;
  }
  return found;
}

/** "3,31" -> [3, 31]: filters of a layer that has `many`, each once. */
export const readList = (words, many) => [...new Set(words.split(",").filter(Boolean).map(Number))].filter((filter) => filter < many);

/**
 * Answers compared, photo by photo. For each class: how many photos there are (`all`), how many are right now and before.
 * changed: the photos that went from right to wrong, and from wrong to right.
 */
export function compare(answers, before, labels, n) {
  const [all, now, was] = [0, 0, 0].map(() => Array(n).fill(0)), changed = [[], []];
  answers.forEach((answer, i) => {
    const label = labels[i], isRight = Number(answer === label), wasRight = Number(before[i] === label);
    all[label]++;
    now[label] += isRight;
    was[label] += wasRight;
    if (isRight !== wasRight) changed[isRight].push(i);
  });
  return { all, now, was, changed };
}
