/* ONNX Runtime Web, WebAssembly, one thread; it may join layers as it likes. */

import { InferenceSession, Tensor, env } from "../node_modules/onnxruntime-web/dist/ort.wasm.bundle.min.mjs";
import { begin, file, input, json } from "./graph.mjs";

begin(async () => {
  env.wasm.numThreads = 1;
  env.wasm.wasmPaths = { wasm: new URL("ort-wasm-simd-threaded.wasm", import.meta.url).href };
  const [height, width, channels] = (await json("network.json")).input, places = height * width, photo = await input();
  const session = await InferenceSession.create(
    await file("network.onnx"), { executionProviders: ["wasm"], graphOptimizationLevel: "all" },
  );
  const channelsFirst = Float32Array.from(photo, (_, i) => photo[(i % places) * channels + Math.floor(i / places)]);
  return async () => {
    const outputs = await session.run({ input: new Tensor("float32", channelsFirst, [1, channels, height, width]) });
    return outputs[session.outputNames[0]].data;
  };
});
