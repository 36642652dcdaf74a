/* TensorFlow.js, JavaScript backend. */

import { setBackend } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { begin } from "./page.mjs";
import { files, open } from "./tfjs.mjs";

begin(async () => {
  const [loaded] = await Promise.all([files(), setBackend("cpu")]);
  return open(...loaded);
});
