/* What a reader may try in "A picture for a unit", and when it is reached. */

import { number } from "../kit/draw.mjs";
import * as WORDS from "./picture-for-a-unit.words.mjs";

const CLOSE = 1e-4; // to the most that there can be, as a share of it

export function triesOf(figure) {
  const { most, stuck, wake } = WORDS.tries, { layers, network, photos, climbing } = figure;
  const first = layers.find((layer) => climbing.mostOf(network, layer, 0) !== undefined),
    relu = layers.map((layer) => figure.after(layer)).findLast(Boolean);
  const value = () => figure.values.at(-1), now = () => number(value(), 3);
  return [
    first && {
      text: most.text(first.name), get then() { return most.then(now()); },
      done: () => figure.isThere() && !figure.isBehind() && value() >= figure.limit() - CLOSE * Math.abs(figure.limit()),
    },
    relu && {
      text: stuck.text(relu.name), then: stuck.then,
      done: () => figure.isThere() && figure.isBehind() && figure.steps() > 0 && value() === 0,
    },
    {
      text: wake.text(photos.n), get then() { return wake.then({ map: figure.here().map, value: now(), steps: figure.steps() }); },
      done: () => figure.isThere() && figure.most()?.value <= 0 && value() > 0,
    },
  ].filter(Boolean);
}
