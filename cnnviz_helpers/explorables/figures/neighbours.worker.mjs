/* Which photos are alike, in their pixels and in what a layer makes of them, found beside the page. `startWorker` starts it.

   A page posts {open}, as to kit/all-photos-worker.mjs, then
     {task, layer, many}   a job: the layer whose numbers are compared; how many neighbours of each photo
     {stop: true}
   and hears
     {task, done, n, found}   after each slice; at the end `found`: {pixels, layer}, each {nearest: (photos * many), places: (2 * photos),
     shares: [2]}
     {ready}, {error}         as there */

import { inSlices, listener } from "../kit/jobs.mjs";
import { openNetwork, toInput } from "../kit/resources.mjs";
import { components, fillRow, nearest } from "./neighbours.sums.mjs";

/** A page comes in one file, which may hold this module too: it listens only where it is the worker. */
if (globalThis.name === "figures/neighbours.worker.mjs") onmessage = listener(open, fulfil);

async function open(data) {
  return { network: await openNetwork({ get: (key) => data[key] }), rgb: data.rgb, n: data.n };
}

async function fulfil({ network, rgb, n }, { task, layer: name, many }, isWanted) {
  const bytes = rgb.length / n, layer = network.layers[network.index(name)],
    rows = { pixels: rgb, layer: new Float32Array(n * layer.size) };
  const all = 3 * n, gram = { pixels: new Float64Array(n * n), layer: new Float64Array(n * n) };
  const run = (i) => {
    toInput(network.fit(rgb.subarray(i * bytes, (i + 1) * bytes)), network.input, network.pixels);
    network.run(0, network.index(name));
    rows.layer.set(layer.output, i * layer.size);
  };
  const pair = (i) => (i < n ? fillRow(gram.pixels, rgb, n, bytes, i) : fillRow(gram.layer, rows.layer, n, layer.size, i - n));
  const each = (i) => (i < n ? run(i) : pair(i - n));
  const report = (done) => { if (done < all) postMessage({ task, done, n: all }); };
  if (await inSlices(0, all, each, report, isWanted) < all || !isWanted()) return;
  const spaces = Object.entries(gram).map(([space, products]) => [
    space, { nearest: nearest(products, n, many), ...components(products, rows[space], n, rows[space].length / n) },
  ]);
  postMessage({ task, done: all, n: all, found: Object.fromEntries(spaces) });
}
