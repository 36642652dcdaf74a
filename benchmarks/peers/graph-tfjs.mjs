/* TensorFlow.js, WebAssembly, one thread: batch normalisation and ReLU are part of the convolutions. */

import { add, clone, concat, env, fused, maxPool, mean, mul, pad, relu, setBackend, softmax, tensor, tidy } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-wasm/dist/index";
import { readSafetensors } from "./engine/safetensors.mjs";
import { begin, file, input, json } from "./graph.mjs";

const OPERATIONS = {
  conv: ([x], { strides, padding, activation }, filter, bias) => fused.conv2d({ x, filter, strides, pad: padding, bias, activation }),
  "depthwise-conv": ([x], { strides, padding, activation }, filter, bias) =>
    fused.depthwiseConv2d({ x, filter, strides, pad: padding, bias, activation }),
  relu: ([x]) => relu(x),
  add: ([a, b]) => add(a, b),
  concat: (all) => concat(all, 3),
  rescale: ([x], { scale, offset }) => add(mul(x, scale), offset),
  "zero-pad": ([x], { edges }) => pad(x, [[0, 0], ...edges, [0, 0]]),
  "max-pool": ([x], { window, strides, padding }) => maxPool(x, window, strides, padding),
  "global-mean-pool": ([x]) => mean(x, [1, 2]),
  dense: ([a], layer, b, bias) => fused.matMul({ a, b, bias }),
  softmax: ([x]) => softmax(x),
  identity: ([x]) => clone(x),
};

begin(async () => {
  env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  await setBackend("wasm");
  const { input: shape, layers } = await json("fused.json"), arrays = readSafetensors(await file("fused.safetensors"));
  const photo = await input(), held = {};
  for (const [name, { shape: its, values }] of Object.entries(arrays)) held[name] = tensor(values, its);
  return () => {
    let answer;
    tidy(() => {
      const made = { input: tensor(photo, [1, ...shape]) };
      for (const layer of layers) {
        const { name, kind, inputs } = layer;
        made[name] = OPERATIONS[kind](inputs.map((one) => made[one]), layer, held[`${name}/kernel`], held[`${name}/bias`]);
      }
      answer = made[layers.at(-1).name].dataSync();
    });
    return answer;
  };
});
