/* On how many of all photos a changed network is right, counted beside the page. `startWorker` starts it.

   A page posts {open: {files, base, modules, own, rgb, labels, n}}, as to kit/all-photos-worker.mjs, with the class of each photo;
   then jobs
     {task, changed: {weights, edits, off}}   what of the state has changed the network; `task` comes back
   and hears {task, done, n, right, usual} from time to time (usual: of the network as it was learned), {ready: true} or {error}. */

import { argmax } from "../kit/draw.mjs";
import { inSlices, listener } from "../kit/jobs.mjs";
import { answersOf, openNetwork, toInput } from "../kit/resources.mjs";
import { Weights } from "./apply.mjs";

if (globalThis.name === "explorer/count-worker.mjs") onmessage = listener(open, fulfil);

async function open(data) {
  const network = await openNetwork({ get: (key) => data[key] });
  return { ...data, network, weights: new Weights(network) };
}

const TRAINED = { weights: "trained", edits: "", off: "" };

async function fulfil(opened, { task, changed }, isWanted) {
  opened.usual ??= await count(opened, TRAINED, () => {}, isWanted);
  const report = (done, right) => postMessage({ task, done, n: opened.n, right, usual: opened.usual });
  await count(opened, changed, report, isWanted);
}

/** How many photos are right; nothing, if that is no longer wanted before all are done. */
async function count({ network, weights, rgb, labels, n }, changed, report, isWanted) {
  const bytes = rgb.length / n;
  let right = 0;
  weights.apply(changed);
  const each = (i) => {
    toInput(network.fit(rgb.subarray(i * bytes, (i + 1) * bytes)), network.input, network.pixels);
    network.run();
    right += argmax(answersOf(network)) === labels[i];
  };
  const done = await inSlices(0, n, each, (i) => report(i, right), isWanted);
  return done === n ? right : undefined;
}
