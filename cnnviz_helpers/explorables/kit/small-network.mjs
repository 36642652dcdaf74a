/* A network that is small enough to be trained in a page, and the random weights that it begins with. No page in here. */

import { product } from "../engine/kinds.mjs";
import { randomOf } from "./random.mjs";

const FILTERS = [8, 12]; // of its convolutions: with pictures of 32 × 32 in colours and ten classes about 5,000 weights

/** A small network for pictures of this shape, as network.json describes it; Python's `small_network` is the same. */
export function smallNetwork(input, classes) {
  const layers = FILTERS.flatMap((filters, i) => [
    { name: `conv${i + 1}`, kind: "conv", filters, window: [3, 3], strides: [1, 1], padding: "valid" },
    { name: `relu${i + 1}`, kind: "relu" },
    { name: `pool${i + 1}`, kind: "max-pool", window: [2, 2], strides: [2, 2], padding: "valid" },
  ]);
  const dense = { name: "dense", kind: "dense", filters: classes.length };
  return { input, classes, layers: [...layers, { name: "row", kind: "flatten" }, dense, { name: "softmax", kind: "softmax" }] };
}

/**
 * The random weights of its layer number `k` with weights, as Glorot's uniform distribution has them, and biases of zero:
 * {kernel, bias}.
 */
export function randomStart({ inputs, filters, window = [1, 1] }, seed, k) {
  const random = randomOf(seed, k), limit = Math.sqrt(6 / (inputs + product(window) * filters));
  return { kernel: Float32Array.from({ length: inputs * filters }, () => (2 * random() - 1) * limit), bias: new Float32Array(filters) };
}

/** No weights yet: a network asks for those of each layer as it is made; `setWeights` gives it some. */
export const noWeights = new Proxy({}, { get: () => ({ values: [] }) });
