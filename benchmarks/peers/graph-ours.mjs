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
  /** The slopes of one score. */
  window.measureSlopes = (n) => {
    const began = performance.now();
    for (let i = 0; i < n; i++) slopes.ofNumber(scores, 3);
    return (performance.now() - began) / n;
  };
  return () => {
    network.input.set(photo);
    return network.run();
  };
});
