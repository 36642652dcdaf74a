/* What the figures about attribution ask (bench, pixels-go, adds-up, mosaic), computed beside the page. `asking.mjs` starts it.

   A page posts
     {open: {files, base, modules}}   what `openNetwork` asks of a figure's model
     {task, ask, ...}                 a job, `ask` one of JOBS below; what it posts has its `task`
     {stop: true}                     no more of it
   and hears {ready: true}, {error: a sentence}, and what each job says that it posts.
   A photo comes as `rgb`, bytes as large as the input. */

import * as slopesModule from "../engine/slopes.mjs";
import { forget, remember, weighted } from "./forgetting.mjs";
import { inSlices, listener } from "./jobs.mjs";
import { Asked, evidenceMap, mapOf, placesOf, toPixels } from "./methods.mjs";
import * as WORDS from "./belief.words.mjs";
import { readJson } from "./files.mjs";
import { QUARTERS, chosen, joined, peakOf } from "./mosaics.mjs";
import { asBytes, readsOf } from "./perturbations.mjs";
import { area, curve, filled, inOrder, partsOf } from "./orders.mjs";
import { answersOf, instead, openNetwork, pause, toInput } from "./resources.mjs";
import { layersToAsk, sharesAt } from "./shares.mjs";

/** A page comes in one file, which may hold this module too: it listens only where it is the worker. */
if (globalThis.name === "kit/belief-worker.mjs") {
  onmessage = listener(open, (opened, job, isWanted) => JOBS[job.ask](opened, job, isWanted));
}

async function open(data) {
  const model = { get: (key) => data[key] }, network = await openNetwork(model, slopesModule);
  return { model, network, asked: new Asked(network, new slopesModule.Slopes(network)), maps: new Map() };
}

/** Bytes of a photo, as large as the input -> numbers, as the network reads them. */
function asNumbers(network, rgb) {
  const photo = new Float32Array(network.photo.size);
  toInput(rgb, photo, network.pixels);
  return photo;
}

/** Photo `i` of `n` stored in one row of bytes -> its numbers. */
const stored = (network, rgb, i, n) => asNumbers(network, network.fit(rgb.subarray((i * rgb.length) / n, ((i + 1) * rgb.length) / n)));

/** The answer to a photo: {shares, logits, k}; k: the class that is asked for, or that of the answer where none is (-1). */
function answerTo({ network, asked }, photo, k) {
  asked.run(photo);
  const shares = answersOf(network), answer = shares.indexOf(Math.max(...shares));
  return { shares, logits: shares.map((_, one) => asked.logitNow(one)), answer, k: k < 0 ? answer : k };
}

/* ---- bench ---- */

/**
 * {rgb, k, names, settings, forgets, draw}: the maps `names`, in this order; then that of the method `forgets`,
 * with ever more layers at random.
 * Posts {answer}, {name, places, pixels, adds}, {forgot: how many, layers: their names, places, pixels}, {isDone};
 * places, pixels: {map, size}.
 */
async function maps(opened, { task, rgb, k: wanted, names, settings, forgets, draw }, isWanted) {
  const { network, asked } = opened, photo = asNumbers(network, rgb), answer = answerTo(opened, photo, wanted);
  postMessage({ task, answer: { ...answer, ceiling: ceilingOf(asked, photo) } });
  for (const name of names) {
    const places = placesOf(name, asked, photo, answer.k, settings);
    const adds = ADDS[name]?.(opened, { photo, answer, map: places.map, settings });
    postMessage({ task, name, places, pixels: drawn(name, places, asked), adds });
    await pause();
    if (!isWanted()) return;
  }
  if (forgets) await series(opened, { task, photo, k: answer.k, settings, forgets, draw }, isWanted);
  postMessage({ task, isDone: true });
}

const total = (map) => map.reduce((a, b) => a + b, 0);

/** What a map adds up to, and what it should: {sum, target}. */
const ADDS = {
  gradient_x_input: (opened, { answer: { logits, k }, map }) => ({ sum: total(map), target: logits[k] }),
  integrated_gradients: ({ network, asked }, { photo, answer: { logits, k }, map, settings: { baseline } }) =>
    ({ sum: total(map), target: logits[k] - asked.logit(filled(baseline, photo, network), k) }),
  evidence: ({ asked }, { answer: { logits, k }, map }) => {
    if (!asked.end) return undefined;
    const { bias, filters } = asked.end.dense;
    return { sum: total(map) / map.length, target: logits[k] - asked.signOf(k) * bias[filters > 1 ? k : 0] };
  },
};

/** The largest evidence of any class, where a scale for all of them ends; of a network without evidence none. */
function ceilingOf(asked, photo) {
  if (!asked.end) return undefined;
  return asked.network.classes.reduce((most, _, k) => evidenceMap(asked, photo, k).reduce((a, b) => Math.max(a, b), most), 0);
}

/** What is drawn of the numbers of places. */
const drawn = (name, { map, size }, asked) => ({ map: toPixels(name, map, asked), size: toPixels(name, size, asked) });

/** The map of one method while the layers forget, one after the other, from the last one on. */
async function series({ network, asked }, { task, photo, k, settings, forgets, draw }, isWanted) {
  const layers = [];
  try {
    for (const layer of weighted(network)) {
      forget(network, layer, draw);
      layers.push(layer.name);
      const places = placesOf(forgets, asked, photo, k, settings);
      postMessage({ task, forgot: layers.length, layers: [...layers], places, pixels: drawn(forgets, places, asked) });
      await pause();
      if (!isWanted()) return;
    }
  } finally {
    remember(network);
  }
}

/* ---- pixels-go ---- */

/**
 * {rgb, names, settings, fill, block, steps}: posts {answer, empty: the bytes of the fill}, then of each name
 * {name, map, deletion, insertion}: the share of the answer after each step; {isDone}.
 */
async function curves(opened, { task, rgb, names, settings, fill, block, steps }, isWanted) {
  const { network, asked } = opened, photo = asNumbers(network, rgb), answer = answerTo(opened, photo, -1);
  const ways = waysOf(opened, photo, answer.k, { fill, block, steps });
  postMessage({ task, answer, empty: asBytes(filled(fill, photo, network), readsOf(network), network.pixels) });
  for (const name of names) {
    const map = mapOf(name, asked, photo, answer.k, settings);
    postMessage({ task, name, map, ...ways(map) });
    await pause();
    if (!isWanted()) return;
  }
  postMessage({ task, isDone: true });
}

/** A function: the two curves of a map of this photo, for class `k`. */
function waysOf({ network, asked }, photo, k, { fill, block, steps }) {
  const empty = filled(fill, photo, network), parts = partsOf(network.photo.shape, block), most = Math.min(steps, parts.length);
  const [whole, none] = [photo, empty].map((picture) => asked.share(picture, k)); // the same for all maps
  return (map) => {
    const order = inOrder(map, parts);
    return {
      deletion: curve(asked, photo, empty, k, order, most, [whole, none]),
      insertion: curve(asked, empty, photo, k, order, most, [none, whole]),
    };
  };
}

/**
 * {rgb, n, names, settings, fill, block, steps, first, end}: the areas of `n` photos, stored in `rgb`, by each name:
 * of the maps with the numbers `first` … `end` - 1, photo by photo.
 * Posts {done: up to which, areas: {name: {deletion: [those found since the last post], insertion}}}.
 * A photo's maps do not depend on fill and blocks: they are kept.
 */
async function sweep(opened, { task, rgb, n, names, settings, first, end, ...way }, isWanted) {
  const { network, asked, maps: kept } = opened, now = {};
  let areas = {};
  const each = (at) => {
    const i = Math.floor(at / names.length), name = names[at % names.length];
    if (now.i !== i) {
      const photo = stored(network, rgb, i, n), { k } = answerTo(opened, photo, -1);
      Object.assign(now, { i, photo, k, ways: waysOf(opened, photo, k, way) });
    }
    const key = JSON.stringify([i, name, settings]), map = kept.get(key) ?? mapOf(name, asked, now.photo, now.k, { ...settings, first: i });
    kept.set(key, map);
    const found = now.ways(map), own = (areas[name] ??= { deletion: [], insertion: [] });
    for (const kind of ["deletion", "insertion"]) own[kind].push(area(found[kind]));
  };
  const report = (done) => {
    postMessage({ task, done, areas });
    areas = {};
  };
  await inSlices(first, end, each, report, isWanted);
}

/* ---- adds-up ---- */

/**
 * {rgb, k, layer, steps}: what the score is made of at a layer, by its name.
 * Posts {answer, layer, layers: [{name, shape, after}]}, then each part that `sharesAt` gives.
 */
async function shares(opened, { task, rgb, k: wanted, layer: name, steps }, isWanted) {
  const { network, asked } = opened, photo = asNumbers(network, rgb), answer = answerTo(opened, photo, wanted);
  const all = layersToAsk(network, asked.scores);
  const asks = all.find(({ layer }) => layer.name === name) ?? all.at(-1);
  postMessage({
    task, answer, layer: asks.layer.name,
    layers: all.map(({ layer: { name: one, shape }, after }) => ({ name: one, shape, after: after?.map((later) => later.name) })),
  });
  for (const found of sharesAt(asked, photo, answer.k, asks, steps)) {
    if (found) postMessage({ task, ...found });
    await pause();
    if (!isWanted()) return;
  }
  postMessage({ task, isDone: true });
}

/* ---- mosaic ---- */

/** The same network for pictures of twice the height and width, asked. */
async function openLarger({ model, network: { photo: { shape: [rows, columns, channels] } } }) {
  const description = await readJson(model, "network.json");
  const wider = JSON.stringify({ ...description, input: [2 * rows, 2 * columns, channels], pictures: undefined });
  const given = model.get("files"), files = { ...given, "network.json": new TextEncoder().encode(wider) };
  const larger = await openNetwork(instead(model, { files, own: Boolean(given) }), slopesModule);
  return new Asked(larger, new slopesModule.Slopes(larger));
}

/**
 * {rgb, n, labels}: what the network answers to all `n` photos stored in `rgb`; once.
 * Of those that it answers right, or of all where that is not known, mosaics are made:
 * opened.known = {photos: their numbers, answers}. Posts {answering: done, of}. Returns whether they are all there.
 */
async function answerAll(opened, { task, rgb, n, labels }, isWanted) {
  opened.answers ??= [];
  opened.larger ??= await openLarger(opened);
  const { network, answers } = opened, each = (i) => answers.push(answerTo(opened, stored(network, rgb, i, n), -1).answer);
  if (answers.length < n) await inSlices(answers.length, n, each, (done) => postMessage({ task, answering: done, of: n }), isWanted);
  if (answers.length < n) return false;
  const photos = [...answers.keys()].filter((i) => !labels.length || labels[i] === answers[i]);
  opened.known = { photos, answers: photos.map((i) => answers[i]) };
  if (new Set(opened.known.answers).size < QUARTERS) throw new Error(WORDS.fewAnswers(QUARTERS));
  return true;
}

/** Mosaic number `i`: {photos, classes: their answers, peaks}. */
function mosaicOf({ network, larger, known, answers }, { rgb, n }, i) {
  const photos = chosen(i, known.answers).map((place) => known.photos[place]), classes = photos.map((photo) => answers[photo]);
  larger.run(joined(photos.map((photo) => stored(network, rgb, photo, n)), network.photo.shape));
  return { photos, classes, peaks: classes.map((k) => peakOf(larger, k)) };
}

/** {rgb, n, labels, number}: posts {number, photos, classes, peaks}. */
async function mosaic(opened, job, isWanted) {
  if (await answerAll(opened, job, isWanted)) postMessage({ task: job.task, number: job.number, ...mosaicOf(opened, job, job.number) });
}

/**
 * {rgb, n, labels, first, many}: of the mosaics `first` … `many` - 1, in how many of its four maps the peak lies where it should.
 * Posts {done, right: [of each since the last post]}.
 */
async function mosaics(opened, job, isWanted) {
  if (!(await answerAll(opened, job, isWanted))) return;
  let right = [];
  const each = (i) => right.push(mosaicOf(opened, job, i).peaks.filter(({ quarter }, own) => quarter === own).length);
  const report = (done) => {
    postMessage({ task: job.task, done, right });
    right = [];
  };
  await inSlices(job.first, job.many, each, report, isWanted);
}

const JOBS = { maps, curves, sweep, shares, mosaic, mosaics };
