/* Networks that forget: from the last layer with weights on, ever more are at random again (Adebayo et al. 2018). No page in here. */

import { randomWeights } from "./resources.mjs";

/** The layers that have learned, from the last to the first. */
export const weighted = ({ layers }) => layers.filter(({ learned, rules }) => rules.isSum && learned?.kernel).reverse();

/** A layer's weights at random again, as Keras begins; draw: which of many. Its biases are zeros. */
export function forget(network, layer, draw) {
  const i = network.layers.indexOf(layer);
  network.setWeights(i, randomWeights(layer, draw * network.layers.length + i), new Float32Array(layer.learned.bias.length));
}

/** All weights as they were learned. */
export function remember(network) {
  for (const layer of weighted(network)) network.setWeights(network.layers.indexOf(layer), layer.learned.kernel, layer.learned.bias);
}

/** How alike two lists are: their correlation (Pearson), from -1 to 1; 0 where one of them does not vary. */
export function alike(a, b) {
  const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length, [middle, other] = [mean(a), mean(b)];
  let both = 0, own = 0, others = 0;
  a.forEach((value, i) => {
    both += (value - middle) * (b[i] - other);
    own += (value - middle) ** 2;
    others += (b[i] - other) ** 2;
  });
  return own && others ? both / Math.sqrt(own * others) : 0;
}

/** Each number's rank, from 1 for the smallest; those that are equal share theirs. */
export function ranks(list) {
  return list.map((value) => 0.5 + list.reduce((sum, other) => sum + (other < value) + 0.5 * (other === value), 0));
}
