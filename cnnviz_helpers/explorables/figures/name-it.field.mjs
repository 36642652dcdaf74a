/* To which pixels a unit listens: its effective receptive field, over all photos. It comes with the first question. */

import { range } from "../kit/draw.mjs";
import { middleOf, seenBy } from "../kit/units.mjs";

/**
 * The unit in the middle of the figure's map. `bright`: the pixels that hold half of the sizes of its slopes; `seen`: how many it sees at
 * all.
 */
export class Listening {
  /** tell(this): when all photos are looked through. */
  constructor(figure, tell) {
    const layer = figure.layer(), map = figure.map(), { row, column } = middleOf(layer), [, wide, many] = layer.shape, { network,
      network: { photo } } = figure;
    const sizes = new Float64Array(photo.size / photo.shape[2]);
    this.seen = seenBy(network, layer, row, column, map).reduce((all, [first, end]) => all * (end - first), 1);
    figure.all.ask({ layers: [photo.name], of: { layer: layer.name, at: (row * wide + column) * many + map } }, ({ done, n, found }) => {
      addSizes(found[photo.name], photo.shape[2], sizes);
      figure.done = done;
      if (done < n) return figure.showProgress();
      this.bright = fewest(sizes);
      return tell(this);
    });
  }
}

/** Add the sizes of slopes, (places * channels), to a number for each place. */
function addSizes(slopes, channels, sum) {
  for (let at = 0; at < slopes.length; at++) sum[Math.floor(at / channels) % sum.length] += Math.abs(slopes[at]);
}

/** The fewest places that hold `share` of a sum: a set of their numbers, the largest first. */
function fewest(sizes, share = 0.5) {
  const order = range(sizes.length).sort((a, b) => sizes[b] - sizes[a]), whole = sizes.reduce((sum, size) => sum + size, 0),
    found = new Set();
  let sum = 0;
  for (const at of order) {
    if (sum >= share * whole * (1 - 1e-12)) break;
    sum += sizes[at];
    found.add(at);
  }
  return found;
}
