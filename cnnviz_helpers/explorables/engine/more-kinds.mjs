/* The kinds of layers that the book's own network does not have, in the form of kinds.mjs, which documents an entry.
   What they add to it:
     pack(network, layer, kernel, bias) of a sum: lays its weights ready, in its own room
     isNormalisation                  brings numbers to a common scale
     isJoin                           reads several sources, number by number or one beside the other
     isAdded                          their numbers are added up
     isChance                         it gives numbers from 0 to 1, each a share of its own */

import { product, sameShape, seesTheSame, spotOf } from "./kinds.mjs";
import { NORMS } from "./more-norms.mjs";
import { PLACES } from "./more-places.mjs";
import { factor, minus, ofItself, placesIn, plus, stretched } from "./more-shared.mjs";
import { SUMS } from "./more-sums.mjs";
import { SCALARS } from "./scalars.mjs";

export { moreLoops } from "./more-loops.mjs";

/* ---- activations ---- */

/** An activation that takes each number for itself, from its entry in scalars.mjs. */
const scalar = ({ value, words }, more = {}) => ({
  isActivation: true, staysInItsMap: true, shape: sameShape, terms: ofItself, sees: seesTheSame,
  run({ heap }, layer) {
    const { before, at, size } = layer;
    for (let i = 0; i < size; i++) heap[at + i] = value(heap[before.at + i], layer, i);
  },
  total: (layer, values, at, number) => words(number(values[at], 4), layer, number, at),
  ...more,
});

/** Those that a loop computes faster. */
const bent = (ends) => ({ run({ loops }, layer) { loops.bend(layer.before.at, layer.at, layer.size, ...ends(layer)); } });

const relu = scalar(SCALARS.relu);
const FASTER = {
  sigmoid: { isChance: true, run: ({ loops }, { before, at, size }) => loops.sigmoid(before.at, at, size, 0) },
  silu: { run: ({ loops }, { before, at, size }) => loops.sigmoid(before.at, at, size, 1) },
  "hard-sigmoid": { isChance: true },
  relu: {
    silences: true,
    run(network, layer) {
      if (layer.threshold) relu.run(network, layer);
      else network.loops.bend(layer.before.at, layer.at, layer.size, 0, layer.most ?? Infinity, layer.slope ?? 0);
    },
  },
  "leaky-relu": bent(({ slope }) => [0, Infinity, slope]),
  "hard-tanh": bent(() => [-1, 1, 0]),
  "hard-silu": { run: ({ loops }, { before, at, size }) => loops.hardSilu(before.at, at, size) },
  prelu: {
    shape: (layer, from) => ({ shape: from, alpha: new Float32Array(1), alphaAt: new Int32Array(product(from)) }), // until it has learned
    learn(network, layer, arrays) {
      const { shape, values } = arrays[`${layer.name}/alpha`];
      Object.assign(layer, { learned: { alpha: values }, alpha: values, alphaAt: placesIn(shape, layer.shape) });
    },
  },
};

/* ---- several sources, number by number ---- */

/** Both arrays of these shapes are stretched where they have a size of 1. */
const together = (one, other) => one.map((size, axis) => (size === 1 ? other[axis] : size));

/** how: as the loop `join` counts them. words: how a number is written, from those that it comes of. */
const joined = (how, words, more = {}) => ({
  isJoin: true, ...more,
  shape({ sources }) {
    const shape = sources.map((source) => source.shape).reduce(together);
    const isPlain = sources.every((source) => `${source.shape}` === `${shape}`);
    const steps = (its) => (isPlain ? [0, 0, 1] : stretched(its)); // where nothing is stretched, all numbers lie in one row
    return {
      shape, row: isPlain ? [1, 1, product(shape)] : shape,
      steps: sources.map((source) => steps(source.shape)), ownSteps: steps(shape),
    };
  },
  run(network, layer) {
    const { sources, steps, ownSteps, row, at } = layer;
    for (let i = 1; i < sources.length; i++) {
      const [one, its] = i === 1 ? [sources[0].at, steps[0]] : [at, ownSteps];
      network.loops.join(one, ...its, sources[i].at, ...steps[i], at, ...row, how);
    }
    more.finish?.(network, layer);
  },
  terms({ sources, shape }, at) {
    const { map, row, column } = spotOf(shape, at);
    return sources.map((source, i) => {
      const [down, right, step] = stretched(source.shape), place = row * down + column * right + map * step;
      return { c: place % source.shape[2], columns: 1, cells: [{ at: place }], source: i };
    });
  },
  sees({ sources }, spans, map, source = 0) {
    const { shape } = sources[source];
    return { spans: spans.map((span, axis) => (shape[axis] > 1 ? span : [0, 1])), map: shape[2] > 1 ? map : 0 };
  },
  total: (layer, values, at, number) =>
    words(layer.rules.terms(layer, at).map(({ source, cells: [cell] }) => number(layer.sources[source].output[cell.at], 4))),
});

const sumWords = ([first, ...others]) => [first, ...others.map(plus)].join(" ");

const average = joined(0, (numbers) => `(${sumWords(numbers)}) / ${numbers.length}`, {
  finish({ heap }, { at, size, sources }) {
    for (let i = at; i < at + size; i++) heap[i] /= sources.length;
  },
});

/* ---- the table ---- */

export const MORE_KINDS = {
  ...SUMS,
  ...Object.fromEntries(Object.entries(SCALARS).map(([kind, entry]) => [kind, scalar(entry, FASTER[kind])])),
  ...NORMS,
  add: joined(0, sumWords, { isAdded: true }),
  subtract: joined(1, ([one, other]) => `${one} ${minus(other)}`),
  multiply: joined(2, ([first, ...others]) => [first, ...others.map(factor)].join(" · ")),
  average,
  maximum: joined(3, () => "largest", { isMax: true }),
  minimum: joined(4, () => "smallest"),
  ...PLACES,
};
