/* Our engine without WebAssembly. */

import { Network } from "./engine/network.mjs";
import * as scriptLoops from "./engine/script-loops.mjs";
import { readArrays, readJson } from "./kit/files.mjs";
import { begin, input, model } from "./page.mjs";

begin(async () => {
  const [description, arrays] = await Promise.all([readJson(model, "network.json"), readArrays(model, "weights.safetensors")]);
  const network = await Network.create(description, arrays, null, { script: () => scriptLoops });
  const outputs = network.layers.map(({ output }) => output);
  return () => {
    network.input.set(input);
    network.run();
    return outputs;
  };
});
