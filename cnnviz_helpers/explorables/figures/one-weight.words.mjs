/* What "One weight, one slope" says. */

import { grouped } from "../kit/draw.mjs";

export const title = "One weight, one slope.";
export const lead = "Choose any weight. The curve: the loss with this weight at 21 values, all others as learned. Then let it take a step.";
export const tries = {
  over: {
    text: "Step downhill until a step makes the loss larger.",
    then: "That step was too long: the slope speaks of small changes of the weight only. The learning rate was too large for it.",
  },
  close: {
    text: "Choose nearer neighbours, until the two slopes differ by less than 1 %.",
    then: "On a short piece the curve is nearly straight, so two neighbours give nearly the slope. Backpropagation needs no neighbour.",
  },
  flat: {
    text: "Find a weight whose 21 losses differ by less than 0.001.",
    then: "Its slope is nearly zero: for these photos a change of this weight hardly matters. Other photos may need it.",
  },
};

export const more = "How many photos, and which neighbours";
export const photos = "photos";
export const neighbours = "neighbours";
export const within = (step) => `w ± ${step}`;
export const rate = "learning rate";
export const step = "One step";
export const back = "Back to the learned value";
export const counted = "photos run";
export const stop = "Stop";
export const goOn = "Go on";
export const value = "value of the weight";
export const loss = "loss";
export const now = "weight w";
export const lossNow = "loss";
export const byNeighbours = "slope by two neighbours";
export const backwards = "slope by backpropagation";
export const chart = "The loss over 21 values of the weight, with the tangent at its value now; the numbers stand beside.";
export const done = (n, all) => `${grouped(n)} of ${grouped(all)} ${all === 1 ? "photo" : "photos"}`;
export const python = (array, index, photos, n, step) => {
  const place = index.includes(",") ? `(${index})` : index, these = `model, ${photos}[:${n}], y_test[:${n}], "${array}", ${place}`;
  return `weight_curve(${these}), slope_by_neighbours(${these}, step=${step})`;
};
export const says = ({ n, value, loss, near, slope, ends: [[left, first], [right, last]], next, rate }) =>
  `Over ${grouped(n)} ${n === 1 ? "photo" : "photos"} the loss is ${loss} at w = ${value}; ${first} at ${left}, ${last} at ${right}. `
  + `Slope ${near} by two neighbours, ${slope} by backpropagation. A step: ${value} − ${rate} · (${slope}) = ${next}.`;
export const notYet = "…";
export const begins = "The network is run on the photos, with the weight at each of 21 values.";
