/* What the ablation bench computes: no page in here. */

import { KINDS } from "../engine/kinds.mjs";
import { number } from "../kit/draw.mjs";

export const total = (counts) => counts.reduce((a, b) => a + b);
/** A share of all photos, in words. */
export const inPoints = (share) => number(100 * share, 1);

/** What can be switched off: {layer: how many filters}, for each activation but the answer. layers: of a network, or of its description. */
export function switchesOf(layers) {
  const found = {};
  let many = 0;
  for (const { kind, name, filters, shape, rules = KINDS[kind] } of layers.slice(0, -1)) {
    many = shape?.[2] ?? filters ?? many;
    if (rules.isActivation) found[name] = many;
  }
  return found;
}

const wordsOf = (off) => off.split(/[ ,]+/).filter(Boolean);

/** Whether words are names of layers and whole numbers. */
export const isOff = (words, switches) => wordsOf(words).every((word) => word in switches || /^\d+$/.test(word));

/**
 * "relu1 3 31 relu2 9" -> {relu1: [3, 31], relu2: [9]}, the layers in their order: filters that there are, each once.
 * Numbers that stand before all names are filters of `layer`.
 */
export function readOff(words, layer, switches) {
  const off = Object.fromEntries(Object.keys(switches).map((name) => [name, new Set()]));
  for (const word of wordsOf(words)) {
    if (word in switches) layer = word;
    else if (word < switches[layer]) off[layer].add(Number(word));
  }
  const found = Object.entries(off).filter(([, { size }]) => size);
  return Object.fromEntries(found.map(([name, set]) => [name, [...set].sort((a, b) => a - b)]));
}

/** The other way round. */
export const writeOff = (off) => Object.entries(off).map(([name, list]) => [name, ...list].join(" ")).join(" ");

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
