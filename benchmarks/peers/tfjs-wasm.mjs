/* TensorFlow.js, WebAssembly backend, with the kernels that this network needs and no others: its smallest bundle.
   One thread, like all here. */

import { env, registerKernel, setBackend } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-wasm/dist/base";
import { _fusedMatMulConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/_FusedMatMul";
import { fusedConv2DConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/FusedConv2D";
import { identityConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Identity";
import { maxPoolConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/MaxPool";
import { meanConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Mean";
import { reluConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Relu";
import { reshapeConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Reshape";
import { softmaxConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Softmax";
import { transposeConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Transpose";
import { begin } from "./page.mjs";
import { files, open } from "./tfjs.mjs";

begin(async () => {
  const kernels = [
    _fusedMatMulConfig, fusedConv2DConfig, identityConfig, maxPoolConfig, meanConfig, reluConfig,
    reshapeConfig, softmaxConfig, transposeConfig,
  ];
  kernels.forEach(registerKernel);
  env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  const [loaded] = await Promise.all([files(), setBackend("wasm")]);
  return open(...loaded);
});
