/* ONNX Runtime Web, WebAssembly, one thread. Its arrays have channels first. */

import { InferenceSession, Tensor, env } from "../node_modules/onnxruntime-web/dist/ort.wasm.bundle.min.mjs";
import { begin, file, input } from "./page.mjs";

begin(async () => {
  env.wasm.numThreads = 1;
  env.wasm.wasmPaths = { wasm: new URL("ort-wasm-simd-threaded.wasm", import.meta.url).href };
  const session = await InferenceSession.create(await file("network.onnx"), { executionProviders: ["wasm"] });
  const channelsFirst = Float32Array.from(input, (_, i) => input[(i % 1024) * 3 + Math.floor(i / 1024)]);
  return async () => {
    const outputs = await session.run({ photo: new Tensor("float32", channelsFirst, [1, 3, 32, 32]) });
    return session.outputNames.map((name) => outputs[name].data);
  };
});
