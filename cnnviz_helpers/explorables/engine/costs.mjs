/* What a network costs: of each layer its parameters, its multiply-adds, its memory. No page in here. */

import { product } from "./kinds.mjs";

const SWITCHES = { bias: "use_bias", gamma: "scale", beta: "center" }; // what a layer can be without: those numbers were not learned

/**
 * One row a layer: {name, kind, shape, parameters, products, bytes}.
 * parameters: the numbers that it has learned; products: how often it multiplies a weight with a number and adds up,
 * for one picture, also where it meets padding (other work, such as comparing in a pool, is not counted);
 * bytes: of its output, in single precision.
 */
export function costsOf({ layers }) {
  return layers.map((layer) => {
    const { name, kind, shape, size, rules, learned = {}, inputs, before, window, filters } = layer;
    const parameters = Object.entries(learned).reduce((sum, [part, { length }]) => sum + (layer[SWITCHES[part]] === false ? 0 : length), 0);
    const spread = rules.isSpread ? before.size * product(window) * filters : size * inputs;
    return { name, kind, shape, parameters, products: rules.isSum ? spread : 0, bytes: 4 * size };
  });
}

/** All rows in one. */
export function totalCosts(rows) {
  const total = (part) => rows.reduce((sum, row) => sum + row[part], 0);
  return { parameters: total("parameters"), products: total("products"), bytes: total("bytes") };
}

/**
 * Milliseconds that a network takes for one picture in this browser, whose clock may be coarse: a fifth of a second of runs, a few
 * at a time. pause(): a promise, so that between them the page can do what else there is.
 */
export async function timeOf(network, pause) {
  let n = 0, passed = 0;
  while (passed < 200) {
    const began = performance.now();
    let ran = 0;
    for (; ran < 10; n++, ran = performance.now() - began) network.run();
    passed += ran;
    await pause();
  }
  return passed / n;
}
