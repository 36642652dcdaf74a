/* The same network in TensorFlow.js's operations, for any of its backends. */

import { fused, maxPool, mean, relu, softmax, tensor, tidy } from "@tensorflow/tfjs-core";
import { readSafetensors } from "./engine/safetensors.mjs";
import { readArrays } from "./kit/files.mjs";
import { file, input, json, model } from "./page.mjs";

const OPERATIONS = {
  conv: (x, { strides, padding: pad }, filter, bias) => fused.conv2d({ x, filter, strides, pad, bias }),
  relu,
  "max-pool": (x, { window, strides, padding }) => maxPool(x, window, strides, padding),
  "global-mean-pool": (x) => mean(x, [1, 2]),
  dense: (a, layer, b, bias) => fused.matMul({ a, b, bias }),
  softmax: (x) => softmax(x),
};

/** Call it once the backend is ready. */
export async function open({ layers }, arrays) {
  const held = {};
  for (const [name, { shape, values }] of Object.entries(arrays)) held[name] = tensor(values, shape);
  return () => {
    const outputs = [];
    tidy(() => { // gives nothing back: it would look for tensors in every number of it
      let x = tensor(input, [1, 32, 32, 3]);
      const made = layers.map((layer) => (x = OPERATIONS[layer.kind](x, layer, held[`${layer.name}/kernel`], held[`${layer.name}/bias`])));
      outputs.push(...made.map((output) => output.dataSync()));
    });
    return outputs;
  };
}

/** The weights as TensorFlow.js's own converter would write them, plain numbers of 16 bits;
    or packed as ours are, where the page says so. */
const isPacked = document.documentElement.dataset.weights.endsWith(".packed");
export const files = () => Promise.all([
  json("network.json"),
  isPacked ? readArrays(model, "weights.safetensors") : file("weights.safetensors").then(readSafetensors),
]);
