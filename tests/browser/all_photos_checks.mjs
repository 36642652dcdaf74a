/* Runs in the page of test_slopes.py: the worker that computes all photos, beside the same computed one by one. */

import * as slopesModule from "./engine/slopes.mjs";
import { Photos, openNetwork, startWorker, toInput } from "./kit/resources.mjs";

const wait = (ms) => new Promise((go) => { setTimeout(go, ms); });
const model = { get: (key) => (key === "base" ? new URL("./", import.meta.url).href : undefined) };

/** A worker with the first `n` photos: {worker, rgb, next}; next(): what it says next, and when, in milliseconds. */
async function begin(n) {
  const photos = new Photos(model), all = await photos.all(), rgb = all.slice(0, (all.length / photos.n) * n), said = [], waiting = [];
  const worker = startWorker(model, "kit/all-photos-worker.mjs");
  worker.onmessage = ({ data }) => {
    said.push({ ...data, at: performance.now() });
    waiting.shift()?.();
  };
  const next = async () => {
    if (!said.length) await new Promise((go) => { waiting.push(go); });
    return said.shift();
  };
  worker.postMessage({ open: { base: model.get("base"), rgb, n } });
  return { worker, rgb, next, said };
}

/** How many numbers differ from those computed one by one, and how many there are: of the jobs, [{layers, of}]. */
export async function differences({ n, jobs }) {
  const { worker, rgb, next } = await begin(n), found = [];
  const network = await openNetwork(model, slopesModule), slopes = new slopesModule.Slopes(network);
  const { ready } = await next(), layerOf = (name) => (name === "photo" ? network.photo : network.layers[network.index(name)]);
  for (const { layers, of } of jobs) {
    worker.postMessage({ task: found.length, layers, of });
    let done = 0, differ = 0, numbers = 0;
    while (done < n) {
      const slice = await next();
      if (slice.error || slice.first !== done || slice.task !== found.length || slice.n !== n) {
        throw new Error(JSON.stringify(slice).slice(0, 200));
      }
      for (let i = done; i < slice.done; i++) {
        toInput(rgb.subarray((i * rgb.length) / n, ((i + 1) * rgb.length) / n), network.input);
        network.run();
        if (of) (of.map === undefined ? slopes.ofNumber(layerOf(of.layer), of.at) : slopes.ofMean(layerOf(of.layer), of.map));
        for (const name of layers) {
          const layer = layerOf(name), theirs = slice.found[name];
          (of ? layer.gradient : layer.output).forEach((value, k) => { differ += value !== theirs[(i - done) * layer.size + k]; });
          numbers += layer.size;
        }
      }
      done = slice.done;
    }
    found.push({ differ, numbers });
  }
  worker.terminate();
  return { ready, found };
}

/**
 * Begin a long job, stop it after `ms`, and begin another: {gaps: milliseconds between its reports, stopped: until it had stopped,
 * late: reports after that, other: the tasks that were heard then}; and what it says of a layer that there is not.
 */
export async function stopping({ ms }) {
  const { worker, next, said } = await begin(1000), gaps = [], layers = ["conv1"];
  await next();
  worker.postMessage({ task: "long", layers });
  const begun = performance.now();
  let last = begun;
  while (last - begun < ms) {
    const { at } = await next();
    gaps.push(at - last);
    last = at;
  }
  await wait(10); // it works on the next slice
  const asked = performance.now();
  worker.postMessage({ stop: true });
  let heard = await next();
  while (!heard.ready) heard = await next();
  const stopped = heard.at - asked;
  await wait(200);
  const late = said.length;
  worker.postMessage({ task: "one", layers });
  worker.postMessage({ task: "other", layers: ["softmax"] }); // the newest counts
  let { task, done } = await next();
  const tasks = [task];
  while (!(task === "other" && done === 1000)) {
    ({ task, done } = await next());
    tasks.push(task);
  }
  worker.postMessage({ task: "none", layers: ["conv9"] });
  const { error } = await next();
  worker.terminate();
  return { gaps, stopped, late, tasks, error };
}
