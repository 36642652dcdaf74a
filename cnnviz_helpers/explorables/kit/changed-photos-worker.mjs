/* What a network says of all photos, with something changed in each, beside the page. `startWorker` starts it.

   A page posts
     {open: {files, base, modules, own, rgb, labels, n, slopes}}
                                   what `openNetwork` asks of a figure's model; the bytes of `n` photos; the class of each,
                                   if known; whether it will ask for pushes along a slope
     {task, change, first, n}      a job: the pictures `first` … `n` − 1, with `change` (CHANGES in perturbations.mjs);
                                   `task` comes back
     {stop: true}                  no more of it
   and hears
     {task, first, done, shares}   from time to time: the shares of the classes of the pictures `first` … `done` − 1,
                                   one picture after the other
     {ready: true}                 the network is open, or the job has stopped
     {error}                       a sentence */

import { slopeAgainst } from "../engine/against.mjs";
import * as slopesModule from "../engine/slopes.mjs";
import { argmax } from "./draw.mjs";
import { inSlices, listener } from "./jobs.mjs";
import { CHANGES, readsOf } from "./perturbations.mjs";
import { answersOf, openNetwork, toInput } from "./resources.mjs";

/** A page comes in one file, which may hold this module too: it listens only where it is the worker. */
if (globalThis.name === "kit/changed-photos-worker.mjs") onmessage = listener(open, fulfil);

async function open(data) {
  const network = await openNetwork({ get: (key) => data[key] }, data.slopes ? slopesModule : undefined);
  return { ...data, network, reads: readsOf(network), slopes: data.slopes && new slopesModule.Slopes(network) };
}

/** Photo `i` as the network reads it; of what is not made of a photo, zeros. */
function photo({ network, rgb, n }, i) {
  const bytes = rgb.length / n;
  if (i < n) toInput(network.fit(rgb.subarray(i * bytes, (i + 1) * bytes)), network.input, network.pixels);
  return network.input.slice();
}

/** Where to push photo `i`, so that the right class becomes less likely; where that is not known, the network's own. */
function directionOf({ network, slopes, labels }, i) {
  network.run();
  return slopeAgainst(network, slopes, labels[i] ?? argmax(answersOf(network))).slice();
}

async function fulfil(opened, { task, change, first, n }, isWanted) {
  const { network, reads } = opened, all = [];
  const each = (i) => {
    const picture = photo(opened, i), direction = change.kind === "slope" ? directionOf(opened, i) : undefined;
    network.input.set(CHANGES[change.kind](picture, reads, { ...change, direction }, i));
    network.run();
    all.push(...answersOf(network));
  };
  const report = (done) => {
    const shares = Float32Array.from(all.splice(0));
    postMessage({ task, first, done, shares }, [shares.buffer]);
    first = done;
  };
  await inSlices(first, n, each, report, isWanted);
}
