/* The loss with one weight at many values, and its slope backwards, over many photos, beside the page.

   A page posts {open: {files, base, modules, own, rgb, labels, n}}, as to kit/all-photos-worker.mjs; labels: the classes of the photos,
   or nothing: then each photo's class is what the network itself says. Then jobs
     {task, layer, isBias, at, n, values, slopeAt}   layer: its name; at: the weight's place in the kernel or bias; n: of so many photos,
                                                     the first ones; values: what it is set to; slopeAt: the place among these of the one
                                                     that the slope is found at
   and hears, from time to time, {task, done, n, losses, slope}: the means over the photos so far. {stop: true} ends a job. */

import { lossOf } from "../engine/loss.mjs";
import * as slopesModule from "../engine/slopes.mjs";
import { argmax } from "../kit/draw.mjs";
import { inSlices, listener } from "../kit/jobs.mjs";
import { answersOf, openNetwork, toInput } from "../kit/resources.mjs";

const BLOCK = 8; // photos for which a value is set once: its weights are laid ready anew for each

if (globalThis.name === "figures/one-weight.worker.mjs") onmessage = listener(open, fulfil);

/** data: as above. Exported for tests. */
export async function open(data) {
  const network = await openNetwork({ get: (key) => data[key] }, slopesModule);
  return { ...data, network, slopes: new slopesModule.Slopes(network), labels: data.labels ?? [] };
}

/** Where to go on from with another weight in layer `i`: there, if all that comes later reads nothing from before it; else the photo. */
function startOf({ layers }, i) {
  const isLater = (source) => layers.indexOf(source) >= i;
  return layers.slice(i + 1).every(({ sources }) => sources.every(isLater)) ? i : 0;
}

function readPhoto({ network, rgb, n }, photo) {
  const size = rgb.length / n;
  toInput(network.fit(rgb.subarray(photo * size, (photo + 1) * size)), network.input, network.pixels);
}

/** What stands before layer `start`, for the photos `first` .. `end`; and their classes. */
function prepare(opened, start, first, end) {
  const { network, labels } = opened, source = network.layers[start].before, kept = [];
  for (let photo = first; photo < end; photo++) {
    readPhoto(opened, photo);
    const isKnown = labels.length > photo;
    if (!isKnown) network.run();
    else if (start) network.run(0, start - 1);
    kept.push({ numbers: source.output.slice(), label: isKnown ? labels[photo] : argmax(answersOf(network)) });
  }
  return { source, kept };
}

export async function fulfil(opened, { task, layer: name, isBias, at, n, values, slopeAt }, isWanted) {
  const { network, slopes } = opened, i = network.index(name), layer = network.layers[i], start = startOf(network, i), { learned } = layer;
  const kernel = learned.kernel.slice(), bias = learned.bias.slice(), one = isBias ? bias : kernel, filter = at % layer.filters;
  const losses = values.map(() => 0);
  let slope = 0;
  const set = (value) => {
    one[at] = value;
    network.setWeights(i, kernel, bias, filter);
  };
  const each = (block) => {
    const { source, kept } = prepare(opened, start, block * BLOCK, Math.min((block + 1) * BLOCK, n));
    values.forEach((value, v) => {
      set(value);
      for (const { numbers, label } of kept) {
        source.output.set(numbers);
        network.run(start);
        losses[v] += lossOf(network, label);
        if (v !== slopeAt) continue;
        slopes.ofLoss(label);
        slope += slopes.ofWeights(layer)[isBias ? "bias" : "kernel"][at];
      }
    });
    set((isBias ? learned.bias : learned.kernel)[at]); // the next job may be about another weight
  };
  const report = (blocks) => {
    const done = Math.min(blocks * BLOCK, n);
    postMessage({ task, done, n, losses: losses.map((sum) => sum / done), slope: slope / done });
  };
  await inSlices(0, Math.ceil(n / BLOCK), each, report, isWanted);
}
