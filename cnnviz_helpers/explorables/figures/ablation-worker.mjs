/* Counts for the ablation bench, beside the page: the network's answers to all photos, with some filters off. */

import { argmax } from "../kit/draw.mjs";
import { openNetwork, pause, toInput } from "../kit/resources.mjs";

/* Layers before a change are not computed again: what the pools gave is kept of every photo, at most MOST numbers each. For 1,000 photos
   that is 29 MB for pool1, 12.5 MB for pool2, 0.5 MB for gap. relu1 would be 131 MB, and making it anew is 4 % of the work. */
const MOST = 8192, SLICE = 50; // SLICE: milliseconds of work between looks at the post

let network, pixels, photos, kept, active, means, whole, opened, ready = 0, wish = null, isBusy = false;

/** A page comes in one file, which holds this module too: it listens only where it is the worker. */
if (globalThis.name === "figures/ablation-worker.mjs") onmessage = hear;

async function hear({ data }) {
  if (data.files) opened = open(data);
  else wish = data.layer ? data : null; // the newest wish is the one that counts; without a layer: stop
  if (isBusy) return;
  isBusy = true;
  await opened;
  for (let job = wish; job; job = wish === job ? null : wish) await fulfil(job);
  isBusy = false;
}

async function open({ files, rgb }) {
  network = await openNetwork({ get: (key) => (key === "files" ? files : null) });
  pixels = rgb;
  photos = rgb.length / network.input.length;
  whole = new Uint8Array(photos);
  kept = network.layers.map(({ rules, size }) => (rules.isPool && size <= MOST ? new Float32Array(size * photos) : null));
  const activations = network.layers.filter(({ rules }) => rules.isActivation);
  [active, means] = [0, 1].map(() => Object.fromEntries(activations.map(({ name, shape }) => [name, new Float64Array(shape[2])])));
}

async function fulfil({ task, layer, off, to }) {
  const { layers } = network, changed = network.index(layer), numbers = to === "mean" ? means[layer] : null;
  layers.forEach((each) => Object.assign(each, { off: [], numbers: null }));
  if (ready < photos) ready = await count(0, whole, ready, answerWhole, () => wish);
  if (ready < photos || wish?.task !== task) return;
  let from = changed;
  while (layers[from + 1].rules.isPool) from++; // a map of one number everywhere is still one after a pool
  while (from >= 0 && !kept[from]) from--;
  Object.assign(layers[changed], { off, numbers });
  const find = (photo) => answer(photo, from, from < changed ? [] : off, numbers);
  await count(task, new Uint8Array(photos), 0, find, () => wish?.task === task);
}

/** Find the answers from photo `first` on; post them from time to time; end early when they are not wanted. Returns how many there are. */
async function count(task, answers, first, find, isWanted) {
  for (let photo = first, begun = performance.now(); photo < photos; photo++) {
    answers[photo] = find(photo);
    if (photo < photos - 1 && performance.now() - begun < SLICE) continue;
    postMessage({ task, answers: answers.slice(0, photo + 1), active });
    await pause();
    if (!isWanted()) return photo + 1;
    begun = performance.now();
  }
  return photos;
}

/** The whole network's answer; and keep what the pools gave, and add up each filter's share of units above zero, and its mean. */
function answerWhole(photo) {
  const found = answer(photo, -1);
  network.layers.forEach(({ name, output, size }, i) => {
    kept[i]?.set(output, photo * size);
    if (name in active) addUp(active[name], means[name], output, size);
  });
  return found;
}

/** Add a photo's part to each filter's share of units above zero, and to its mean: ReLU leaves nothing below zero. */
function addUp(shares, mean, output, size) {
  const n = shares.length, one = n / size / photos;
  for (let at = 0; at < size; at += n) {
    for (let f = 0; f < n; f++) {
      if (output[at + f] <= 0) continue;
      shares[f] += one;
      mean[f] += one * output[at + f];
    }
  }
}

/** The answer to a photo, computed on from the layer `from` (-1: from its pixels), there with the maps `off` at zero or their `numbers`. */
function answer(photo, from, off = [], numbers = null) {
  const part = (all, { length }) => all.subarray(photo * length, (photo + 1) * length);
  if (from < 0) toInput(part(pixels, network.input), network.input);
  else {
    const { output, shape } = network.layers[from];
    output.set(part(kept[from], output));
    for (const map of off) for (let i = map; i < output.length; i += shape[2]) output[i] = numbers?.[map] ?? 0;
  }
  return argmax(network.run(from + 1));
}
