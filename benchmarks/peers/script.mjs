/* Our engine without WebAssembly. */

import { Network, readSafetensors } from "./engine.mjs";
import { begin, file, input, json } from "./page.mjs";

begin(async () => {
  const [description, weights] = await Promise.all([json("network.json"), file("weights.safetensors")]);
  const network = await Network.create(description, readSafetensors(weights), null), outputs = network.layers.map(({ output }) => output);
  return () => {
    network.input.set(input);
    network.run();
    return outputs;
  };
});
