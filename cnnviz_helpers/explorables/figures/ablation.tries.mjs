/* What there is to try at the ablation bench. */

import { inPoints, total } from "./ablation.counts.mjs";
import * as WORDS from "./ablation.words.mjs";

const UNEVEN = 0.02, CHEAP = 0.01; // shares of the photos
const MANY = 8; // filters of one layer

/**
 * [[filter, filter], [cost, cost]]: two of which the less active one costs at least so much more than the other;
 * nothing, if there are none.
 * shares: how active each filter is; costOf: (filter) => what it costs, undefined where that is not known.
 */
function unevenPair(shares, costOf, least) {
  const costs = Array.from(shares, (_, f) => costOf(f));
  for (const [f, cost] of costs.entries()) {
    const other = costs.findIndex((less, o) => shares[o] > shares[f] && cost - less >= least);
    if (other >= 0) return [[f, other], [cost, costs[other]]];
  }
  return undefined;
}

/** What `makeFrame` is to be given for a bench. */
export function triesOf(bench) {
  const { uneven, both, eight } = WORDS.tries, [first] = Object.keys(bench.switches), { n } = bench.photos;
  const sizes = (off = bench.off()) => String(Object.values(off).map(({ length }) => length)); // "1,1": one filter of each of two layers
  const say = (costs) => costs.map((cost) => inPoints(cost / n));
  const costOf = (layer, off, to) => bench.costs[bench.key({ [layer]: off }, to)]; // undefined: not counted yet
  // One filter of each of two layers, both off, and each alone: all three counted, in any order.
  const two = () => Object.entries(bench.costs).map(([key, cost]) => {
    const [off, to] = JSON.parse(key);
    return { off, cost, alone: Object.entries(off).map(([layer, list]) => costOf(layer, list, to)) };
  }).find(({ off, alone }) => sizes(off) === "1,1" && !alone.includes(undefined));
  const pair = () => unevenPair(bench.active?.[first] ?? [], (f) => costOf(first, [f], "zero"), UNEVEN * n);
  return [
    {
      text: uneven.text(first), done: pair,
      get then() {
        const [filters, costs] = pair();
        return uneven.then(filters, say(costs));
      },
    },
    {
      text: both.text, done: two,
      get then() {
        const { off, alone, cost } = two();
        return both.then(Object.entries(off), say([...alone, total(alone), cost]));
      },
    },
    Math.max(...Object.values(bench.switches)) > MANY && {
      text: eight.text, done: () => sizes() === String(MANY) && bench.cost < CHEAP * n,
      get then() {
        const [[layer, list]] = Object.entries(bench.off());
        return eight.then(layer, ...say([bench.cost]), list.filter((f) => !bench.active[layer][f]).length);
      },
    },
  ].filter(Boolean);
}
