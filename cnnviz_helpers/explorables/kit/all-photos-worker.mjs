/* What a network makes of all photos, beside the page: the outputs of some layers, or slopes there. `startWorker` starts it.

   A page posts
     {open: {files, base, modules, own, rgb, n}}   what `openNetwork` asks of a figure's model; the bytes of `n` photos, as `Photos.all` gives them
     {task, layers: [names], of}                   a job; `task` comes back. of: {layer, at}, or {layer, map} for the mean of a map: whose slopes are
                                                   asked for; without it the layers' outputs. The picture is a layer, too: "photo"
     {stop: true}                                  no more of it
   and hears, every 50 milliseconds or after the photo that takes longer,
     {task, first, done, n, found: {layer: Float32Array}}   the numbers of the photos `first` .. `done - 1`, one photo after the other
     {ready: true}                                 the network is open, or the job has stopped
     {error}                                       a sentence */

import * as slopesModule from "../engine/slopes.mjs";
import { inSlices, listener } from "./jobs.mjs";
import { openNetwork, toInput } from "./resources.mjs";

/** A page comes in one file, which may hold this module too: it listens only where it is the worker. */
if (globalThis.name === "kit/all-photos-worker.mjs") onmessage = listener(open, fulfil);

async function open(data) {
  const network = await openNetwork({ get: (key) => data[key] }, slopesModule);
  return { network, slopes: new slopesModule.Slopes(network), rgb: data.rgb, n: data.n };
}

async function fulfil({ network, slopes, rgb, n }, { task, layers: names, of }, isWanted) {
  const layers = names.map((name) => layerOf(network, name)), asked = of && layerOf(network, of.layer), bytes = rgb.length / n;
  let first = 0, found = layers.map(() => []);
  const each = (i) => {
    toInput(network.fit(rgb.subarray(i * bytes, (i + 1) * bytes)), network.input, network.pixels);
    network.run();
    if (of) (of.map === undefined ? slopes.ofNumber(asked, of.at) : slopes.ofMean(asked, of.map));
    layers.forEach((layer, k) => found[k].push((of ? layer.gradient : layer.output).slice()));
  };
  const report = (done) => {
    const slices = found.map(joined);
    postMessage({ task, first, done, n, found: Object.fromEntries(names.map((name, k) => [name, slices[k]])) }, slices.map(({ buffer }) => buffer));
    first = done;
    found = layers.map(() => []);
  };
  await inSlices(0, n, each, report, isWanted);
}

const layerOf = (network, name) => (name === network.photo.name ? network.photo : network.layers[network.index(name)]);

/** Arrays of the same length -> one, one after the other. */
function joined(arrays) {
  const [{ length }] = arrays, all = new Float32Array(arrays.length * length);
  arrays.forEach((array, i) => all.set(array, i * length));
  return all;
}
