/* Counts for the ablation bench, beside the page: the network's answers to all photos, with some filters off. */

import { seenPixels, spotOf } from "../engine/sums.mjs";
import { argmax } from "../kit/draw.mjs";
import { answersOf, openNetwork, pause, toInput } from "../kit/resources.mjs";

/* Layers before a change are not computed again: what the pools gave on which all later layers depend is kept of every photo, at most MOST
   numbers each. For 1,000 photos
   that is 29 MB for pool1, 12.5 MB for pool2, 0.5 MB for gap. relu1 would be 131 MB, and making it anew is 4 % of the work. */
const MOST = 8192, SLICE = 50; // SLICE: milliseconds of work between looks at the post

let network, pixels, photos, kept, whole, opened, ready = 0, wish = null, isBusy = false;
/* Of each activation, {name: a number for each filter}: the share of its units above zero, the mean of its map, its largest number, and
   where that stands, counted over all photos; and what of a photo that number sees. */
let active, means, largest, places, patches = null;

/** A page comes in one file, which holds this module too: it listens only where it is the worker. */
if (globalThis.name === "figures/ablation-worker.mjs") onmessage = hear;

async function hear({ data }) {
  if (data.files) opened = open(data);
  else wish = data.off ? data : null; // the newest wish is the one that counts; without filters: stop
  if (isBusy) return;
  isBusy = true;
  await opened;
  for (let job = wish; job; job = wish === job ? null : wish) await fulfil(job);
  isBusy = false;
}

/** data: what the figure's model would give, of that what the network needs; the photos `rgb`, `n` of them. */
async function open(data) {
  network = await openNetwork({ get: (key) => data[key] });
  [pixels, photos] = [data.rgb, data.n];
  whole = new Uint16Array(photos);
  const { layers } = network, isLater = (i) => (source) => layers.indexOf(source) >= i;
  const isAll = (i) => layers.slice(i + 1).every(({ sources }) => sources.every(isLater(i)));
  kept = layers.map(({ rules, size }, i) => (rules.isPool && size <= MOST && isAll(i) ? new Float32Array(size * photos) : null));
  const activations = network.layers.filter(({ rules }) => rules.isActivation);
  const forEachFilter = () => Object.fromEntries(activations.map(({ name, shape }) => [name, new Float64Array(shape[2])]));
  [active, means, largest, places] = [0, 1, 2, 3].map(forEachFilter);
}

/** Count with the filters `off`: {layer: [filters]}, the layers in their order. */
async function fulfil({ task, off, to }) {
  const { layers } = network;
  for (const layer of layers) Object.assign(layer, { off: [], numbers: null });
  if (ready < photos) ready = await count(0, whole, ready, answerWhole, () => wish);
  if (ready < photos || wish?.task !== task) return;
  patches ??= findPatches();
  for (const [name, filters] of Object.entries(off)) {
    Object.assign(layers[network.index(name)], { off: filters, numbers: to === "mean" ? means[name] : null });
  }
  const changed = layers.findIndex((layer) => layer.off.length); // the first one; -1: none
  let from = changed < 0 ? kept.length - 1 : changed;
  const isPooled = (i) => layers[i + 1]?.rules.isPool && layers[i + 1].before === layers[i] && layers[i].readers === 1;
  while (isPooled(from)) from++; // a map of one number everywhere is still one after a pool
  while (from >= 0 && !kept[from]) from--;
  const find = (photo) => answer(photo, from, from < changed ? {} : layers[changed]);
  await count(task, new Uint16Array(photos), 0, find, () => wish?.task === task);
}

/** Find the answers from photo `first` on; post them from time to time; end early when they are not wanted. Returns how many there are. */
async function count(task, answers, first, find, isWanted) {
  for (let photo = first, begun = performance.now(); photo < photos; photo++) {
    answers[photo] = find(photo);
    if (photo < photos - 1 && performance.now() - begun < SLICE) continue;
    postMessage({ task, answers: answers.slice(0, photo + 1), active, patches });
    await pause();
    if (!isWanted()) return photo + 1;
    begun = performance.now();
  }
  return photos;
}

/** The whole network's answer; and keep what the pools gave, and take note of what each filter gave. */
function answerWhole(photo) {
  const found = answer(photo, -1);
  network.layers.forEach((layer, i) => {
    kept[i]?.set(layer.output, photo * layer.size);
    if (layer.name in active) takeNote(layer, photo);
  });
  return found;
}

/** Take note of a photo. */
function takeNote({ name, output, size }, photo) {
  const [shares, mean, most, place] = [active, means, largest, places].map((all) => all[name]), n = shares.length, one = n / size / photos;
  for (let at = 0; at < size; at += n) {
    for (let f = 0; f < n; f++) {
      const value = output[at + f];
      mean[f] += one * value;
      if (value <= 0) continue;
      shares[f] += one;
      if (value <= most[f]) continue;
      most[f] = value;
      place[f] = photo * size + at + f;
    }
  }
}

/** {layer: for each filter the [photo, [top, bottom], [left, right]] that its largest number sees; 0 where it never was above zero}. */
function findPatches() {
  const { layers } = network, patchOf = (i, { size, shape }) => (at, f) => {
    const { row, column } = spotOf(shape, at % size);
    return largest[layers[i].name][f] && [Math.floor(at / size), ...seenPixels([network.photo, ...layers], i + 1, row, column, null)];
  };
  return Object.fromEntries(Object.keys(places).map((name) => {
    const i = network.index(name);
    return [name, [...places[name]].map(patchOf(i, layers[i]))];
  }));
}

/** The answer to a photo, computed on from the layer `from` (-1: from its pixels), there with the maps `off` at zero or their `numbers`. */
function answer(photo, from, { off = [], numbers = null } = {}) {
  const part = (all, { length }) => all.subarray(photo * length, (photo + 1) * length);
  if (from < 0) toInput(network.fit(part(pixels, { length: pixels.length / photos })), network.input, network.pixels);
  else {
    const { output, shape } = network.layers[from];
    output.set(part(kept[from], output));
    for (const map of off) for (let i = map; i < output.length; i += shape[2]) output[i] = numbers?.[map] ?? 0;
  }
  network.run(from + 1);
  return argmax(answersOf(network));
}
