/* Our engine, as a live figure opens it. Its outputs lie in one array that script reads as it is: nothing has to be copied. */

import { openNetwork } from "./kit/resources.mjs";
import { begin, input, model } from "./page.mjs";

begin(async () => {
  const network = await openNetwork(model);
  const outputs = network.layers.map(({ output }) => output), filters = network.layers.filter(({ rules }) => rules.isSum && rules.isWindow);
  /** The convolutions alone. */
  window.measureConvolutions = (n) => {
    const began = performance.now();
    for (let i = 0; i < n; i++) for (const layer of filters) network.runLayer(layer);
    return (performance.now() - began) / n;
  };
  return () => {
    network.input.set(input);
    network.run();
    return outputs;
  };
});
