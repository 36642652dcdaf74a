/* Our engine: every layer's output is kept. */

import * as moreKinds from "./engine/more-kinds.mjs";
import * as moreSlopes from "./engine/more-slopes.mjs";
import { Network } from "./engine/network.mjs";
import { readSafetensors } from "./engine/safetensors.mjs";
import * as slopesModule from "./engine/slopes.mjs";
import { begin, file, input, json } from "./graph.mjs";

const wasm = async (name) => (await fetch(name)).arrayBuffer();

begin(async () => {
  const more = async () => ({ ...moreKinds, ...moreSlopes, wasm: await wasm("engine/more.wasm") });
  const arrays = readSafetensors(await file("weights.safetensors")), options = { more, slopes: slopesModule };
  const network = await Network.create(await json("network.json"), arrays, await wasm("engine/engine.wasm"), options);
  const photo = await input(), slopes = new slopesModule.Slopes(network), scores = network.layers.at(-1).before;
  const sums = network.layers.filter(({ backwards }) => backwards.weights);
  const tasks = { outputs: () => slopes.ofNumber(scores, 3), weights: () => sums.forEach((layer) => slopes.ofWeights(layer)) };
  /**
   * The slopes of one score: the milliseconds for those at the photo and all outputs, and for those of all weights,
   * once the others are there.
   */
  window.measureSlopes = (n, what) => {
    const began = performance.now();
    for (let i = 0; i < n; i++) tasks[what]();
    return (performance.now() - began) / n;
  };
  return () => {
    network.input.set(photo);
    return network.run();
  };
});
