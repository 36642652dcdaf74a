/* Which figure can show which network. Python's `needs.py` says the same of a network in files. No page in here. */

import * as WORDS from "./any-network.words.mjs";
import { evidenceEnd, firstConvolution, readsColours } from "./parts.mjs";

const LARGEST = 7; // rows and columns of a window in the kernel lab

/** What all figures need: a picture goes in, a share for each class comes out. */
function neededByAll({ layers, photo: { shape: [, , channels] } }) {
  const last = layers.at(-1);
  if (channels !== 1 && channels !== 3) return WORDS.notAPicture(channels);
  if (last.size !== last.shape[2]) return WORDS.noRow(last.name);
  let end = last;
  while (end.before && (end.rules.doesNothing || end.rules.isWholeMap || end.rules.joinsPlaces)) end = end.before;
  return end.rules.isShare || end.rules.isChance ? null : WORDS.noShares(last.name);
}

const NEEDED = {
  "kernel-lab": (network) => {
    const conv = firstConvolution(network);
    if (!conv || !readsColours(network, conv)) return WORDS.noConvolution;
    return Math.max(...conv.window) > LARGEST ? WORDS.largeWindow(conv.name, ...conv.window) : null;
  },
  sliding: (network) => (firstConvolution(network) ? null : WORDS.noConvolution),
  "shift-lab": ({ layers }) => (layers.some(({ rules }) => rules.isWindow) ? null : WORDS.noWindows),
  ablation: ({ layers }) => (layers.slice(0, -1).some(({ rules }) => rules.isActivation) ? null : WORDS.noActivation),
  where: (network) => (evidenceEnd(network) ? null : WORDS.noEvidence),
};

/** Why the figure of this name cannot show this network: one sentence; null if it can. */
export const refusalOf = (figure, network) => neededByAll(network) ?? NEEDED[figure]?.(network) ?? null;
