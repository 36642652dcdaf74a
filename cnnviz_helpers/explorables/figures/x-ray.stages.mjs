/* What the X-ray works out before it draws: facts of maps, stages of a network, how maps are laid out. No page in here. */

import { extent, range } from "../kit/draw.mjs";

const GAP = 2; // between maps

/** For each of `n` maps: lowest, highest, mean, the end of its scale, the share of units at or below zero: silent after ReLU. */
export function survey({ output: values, shape: [height, width, n] }) {
  const places = height * width;
  return range(n).map((map) => {
    const [low, high] = extent(values, map, n);
    let sum = 0, zeros = 0;
    for (let i = map; i < values.length; i += n) {
      sum += values[i];
      if (values[i] <= 0) zeros++;
    }
    return { low, high, mean: sum / places, end: Math.max(high, -low), silent: zeros / places };
  });
}

/**
 * The stages of a network: a layer with the ReLU behind it (`before` and `after` it), if nothing else reads that layer; but for the last
 * layer, which gives the answer.
 */
export function stagesOf({ layers, classes }) {
  const inner = layers.slice(0, -1), isOwn = ({ rules }) => !rules.isActivation && !rules.doesNothing;
  const isPart = ({ rules, before }) => rules.isActivation && before.readers === 1 && inner.includes(before) && isOwn(before);
  const shown = inner.filter((layer) => !layer.rules.doesNothing && !isPart(layer));
  return shown.map((before, s) => {
    const [high, wide, n] = before.shape, gap = wide > 1 ? GAP : 0, isScores = s === shown.length - 1 && [1, classes.length].includes(n);
    const after = inner.find((layer) => layer.before === before && isPart(layer)) ?? before;
    return { before, after, n, gap, high: high + gap, wide: wide + gap, isScores };
  });
}

/** In how many columns the maps of a stage get largest in a box, and how many pixels a number is wide then, whole or not. */
export function layOut({ n, high, wide }, { clientWidth, clientHeight }) {
  const scale = (columns) => Math.min(clientWidth / columns / wide, clientHeight / Math.ceil(n / columns) / high);
  const columns = range(n).reduce((best, i) => (scale(i + 1) > scale(best) ? i + 1 : best), 1);
  return { columns, scale: scale(columns) };
}

/** The maps of a stage, as the reader orders them: by number, or the one that responds most first. */
export const ordered = ({ after, n }, order) =>
  (order === "response" ? range(n).sort((a, b) => after.facts[b].mean - after.facts[a].mean) : range(n));
