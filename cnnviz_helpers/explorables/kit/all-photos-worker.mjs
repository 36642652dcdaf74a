/* What a network makes of all photos, beside the page: the outputs of some layers, or slopes there. `startWorker` starts it.

   A page posts
     {open: {files, base, modules, own, rgb, n}}   what `openNetwork` asks of a figure's model; the bytes of `n` photos,
                                                   as `Photos.all` gives them
     {task, layers: [names], of}                   a job; `task` comes back. of: {layer, at}, or {layer, map} for the mean of a map:
                                                   whose slopes are asked for; without it the layers' outputs.
                                                   The picture is a layer, too: "photo"
     {task, layers: [names], most}                 a job: the `most` photos that excite each map of these layers most (largest.mjs)
     {task, climb: {layer, maps, row, column, size, steps}}
                                                   a job: from grey, a picture for the number there of each of these maps
                                                   (engine/ascent.mjs), until a number of the map is above zero, or after
                                                   so many steps; `value`: its largest
     {stop: true}                                  no more of it
   and hears, every 50 milliseconds or after the photo that takes longer,
     {task, first, done, n, found: {layer: Float32Array}}   the numbers of the photos `first` .. `done - 1`, one photo after the other
     {task, done, n, found}                        of a job with `most`: after each slice; at the end with `found`:
                                                   {layer: {values, photos, places}}
     {task, done, n, found: [{map, value, steps, picture}]}   of a job with `climb`, after each slice: all so far
     {ready: true}                                 the network is open, or the job has stopped
     {error}                                       a sentence */

import { Ascent, plainPicture } from "../engine/ascent.mjs";
import * as slopesModule from "../engine/slopes.mjs";
import { inSlices, listener } from "./jobs.mjs";
import { Largest } from "./largest.mjs";
import { openNetwork, toInput } from "./resources.mjs";

/** A page comes in one file, which may hold this module too: it listens only where it is the worker. */
if (globalThis.name === "kit/all-photos-worker.mjs") onmessage = listener(open, fulfil);

async function open(data) {
  const network = await openNetwork({ get: (key) => data[key] }, slopesModule);
  return { network, slopes: new slopesModule.Slopes(network), rgb: data.rgb, n: data.n };
}

/** Run the network on photo `i`. */
function run({ network, rgb, n }, i) {
  const bytes = rgb.length / n;
  toInput(network.fit(rgb.subarray(i * bytes, (i + 1) * bytes)), network.input, network.pixels);
  network.run();
}

function fulfil(opened, job, isWanted) {
  return (job.climb ? climbAll : job.most ? findLargest : giveAll)(opened, job, isWanted);
}

async function findLargest(opened, { task, layers: names, most }, isWanted) {
  const { network, n } = opened, layers = names.map((name) => layerOf(network, name));
  const all = layers.map(({ shape }) => new Largest(shape[2], most));
  const each = (i) => {
    run(opened, i);
    layers.forEach(({ output }, k) => all[k].take(output, i));
  };
  const found = (done) => done === n && Object.fromEntries(names.map((name, k) => [name, all[k].found()]));
  await inSlices(0, n, each, (done) => postMessage({ task, done, n, found: found(done) }), isWanted);
}

async function climbAll({ network, slopes }, { task, climb: { layer: name, maps, row, column, size, steps } }, isWanted) {
  const layer = layerOf(network, name), [, wide, many] = layer.shape, picture = plainPicture(network), found = [];
  const each = (i) => {
    const ascent = new Ascent(network, slopes, { layer, at: (row * wide + column) * many + maps[i], picture, size });
    const largest = () => {
      ascent.value();
      return layer.output.reduce((most, value, at) => (at % many === maps[i] && value > most ? value : most), -Infinity);
    };
    while (largest() <= 0 && ascent.steps < steps) ascent.step();
    found.push({ map: maps[i], value: largest(), steps: ascent.steps, picture: ascent.picture });
  };
  await inSlices(0, maps.length, each, (done) => postMessage({ task, done, n: maps.length, found }), isWanted);
}

async function giveAll(opened, { task, layers: names, of }, isWanted) {
  const { network, slopes, n } = opened, layers = names.map((name) => layerOf(network, name)), asked = of && layerOf(network, of.layer);
  let first = 0, found = layers.map(() => []);
  const each = (i) => {
    run(opened, i);
    if (of) (of.map === undefined ? slopes.ofNumber(asked, of.at) : slopes.ofMean(asked, of.map));
    layers.forEach((layer, k) => found[k].push((of ? layer.gradient : layer.output).slice()));
  };
  const report = (done) => {
    const slices = found.map(joined);
    postMessage(
      { task, first, done, n, found: Object.fromEntries(names.map((name, k) => [name, slices[k]])) },
      slices.map(({ buffer }) => buffer),
    );
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
