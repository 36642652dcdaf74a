/* Which figure can show which network. Python's `needs.py` says the same of a network in files. No page in here. */

import * as WORDS from "./any-network.words.mjs";
import { evidenceEnd, firstConvolution, readsColours } from "./parts.mjs";

const LEAST = 10; // rows and columns of a picture in which the small network has room
const QUARTERS = 4; // of a mosaic
const LARGEST = 7; // rows and columns of a window in the kernel lab

const MOST_CLASSES = 30; // in the table of mistakes

/** What all figures need: a picture goes in, a share for each class comes out. */
function neededByAll({ layers, photo: { shape: [, , channels] } }) {
  const last = layers.at(-1);
  if (channels !== 1 && channels !== 3) return WORDS.notAPicture(channels);
  if (last.size !== last.shape[2]) return WORDS.noRow(last.name);
  const { rules } = endOf(last);
  return rules.isShare || rules.isChance ? null : WORDS.noShares(last.name);
}

/** The layer that makes the shares: what comes after it changes none. */
function endOf(layer) {
  const { before, rules: { doesNothing, isWholeMap, joinsPlaces } } = layer;
  return before && (doesNothing || isWholeMap || joinsPlaces) ? endOf(before) : layer;
}

const maps = ({ layers }) => (layers.some(({ shape: [height, width] }) => height * width > 1) ? null : WORDS.noMaps);
const evidence = (network) => (evidenceEnd(network) ? null : WORDS.noEvidence);


function aLoss({ layers }) {
  const { name, rules } = layers.at(-1);
  if (!rules.isShare && !rules.isChance) return WORDS.noLoss(name);
  return layers.some(({ kind }) => kind === "conv" || kind === "dense") ? null : WORDS.noWeights;
}

/** The shares are those of one choice among all classes: several sigmoids side by side are several answers. */
function oneAnswer({ layers }) {
  const { name, rules, shape } = endOf(layers.at(-1));
  return rules.isShare || shape[2] === 1 ? null : WORDS.severalAnswers(name);
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
  "picture-for-a-unit": maps, "name-it": maps,
  explorer: maps, bench: maps, "pixels-go": maps, "adds-up": maps,
  "one-weight": aLoss, backwards: aLoss,
  "train-it": ({ photo: { shape }, classes }) =>
    (Math.min(shape[0], shape[1]) < LEAST || classes.length < 2 ? WORDS.noRoomToTrain(...shape) : null),
  calibration: oneAnswer, "small-push": oneAnswer,
  mistakes: (network) =>
    (network.classes.length > MOST_CLASSES ? WORDS.manyClasses(MOST_CLASSES, network.classes.length) : evidence(network)),
  "two-things": evidence, where: evidence,
  mosaic: (network) => evidence(network) ?? (network.classes.length < QUARTERS ? WORDS.fewClasses(QUARTERS, network.classes.length) : null),
};

/** Why the figure of this name cannot show this network: one sentence; null if it can. */
export const refusalOf = (figure, network) => neededByAll(network) ?? NEEDED[figure]?.(network) ?? null;
