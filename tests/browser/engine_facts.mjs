/* Runs in the page of test_engine.py: small facts about the engine. */

import { timeOf } from "./engine/costs.mjs";
import { runEdit, runFilter } from "./engine/edit.mjs";
import { softmax } from "./engine/kinds.mjs";
import { Network } from "./engine/network.mjs";
import { readSafetensors } from "./engine/safetensors.mjs";
import { editDifference, largestDifference, model } from "./engine_checks.mjs";
import { readFile } from "./kit/files.mjs";
import { Photos, openNetwork, randomWeights, toInput } from "./kit/resources.mjs";

const same = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);
const message = async (work) => { try { await work(); } catch (error) { return error.message; } return "no error"; };

/** What else must hold: {fact: whether it does}. */
export async function facts() {
  const photos = new Photos(model), networks = { network: await openNetwork(model), other: await openNetwork(model) };
  const { rgb: photo } = await photos.get(16), { rgb: next } = await photos.get(3);
  for (const { input } of Object.values(networks)) toInput(photo, input);
  const before = networks.network.run().slice();
  return {
    ...factsOfAnEdit(networks, before), ...factsFurtherIn(networks.network),
    "an edit gives what a whole run gives, in every convolution": editDifference(networks.network, networks.other) < 1e-4,
    ...factsOfEdits(networks, next), ...factsOfRuns(networks.network, photo, before),
    ...factsOfNumbers(networks.network.layers[0]), ...await factsOfRefusals(networks.network), ...await factsOfTime(),
  };
}

/** How long a run takes is measured a few runs at a time; here each takes 3 ms. */
async function factsOfTime() {
  let most = 0, runs = 0;
  const run = () => { runs++; for (const end = performance.now() + 3; performance.now() < end;); };
  const time = await timeOf({ run }, async () => { most = Math.max(most, runs); runs = 0; });
  return { "the time of a run is that of all runs over their number": time >= 3, "the page can do other things between runs": most > 0 && most <= 4 };
}

/** One weight of the first layer edited, there alone and as a whole. */
function factsOfAnEdit({ network, other }, before) {
  const { layers } = network, [conv1] = layers, first = conv1.output.slice(), kernel = conv1.kernel.slice(), bias = conv1.bias.slice();
  kernel[9 * 32 + 5] += 0.5;
  bias[5] -= 0.25;
  network.setWeights(0, kernel, bias, 5);
  runFilter(network, 0, 5);
  network.run(1);
  other.setWeights(0, kernel, bias);
  other.run();
  const [one, all] = [layers, other.layers].map((each) => each.at(-1).output);
  return {
    "one filter computed alone is the same as all of them": same(one, all) && !same(before, all),
    "an edit changes its own map and no other":
      conv1.output.every((value, i) => i % 32 === 5 || value === first[i]) && conv1.output.some((value, i) => value !== first[i]),
    "the weights as learned are kept": conv1.learned.kernel[9 * 32 + 5] !== kernel[9 * 32 + 5],
  };
}

/** One filter further in, turned around. */
function factsFurtherIn(network) {
  const i = network.index("conv4"), conv4 = network.layers[i], deep = conv4.output.slice();
  network.setWeights(i, conv4.kernel.map((weight, k) => (k % 64 === 37 ? -weight : weight)), conv4.bias, 37);
  runFilter(network, i, 37);
  const alone = conv4.output.slice();
  network.run(i, i);
  const isSame = same(conv4.output, alone) && alone.every((value, k) => (k % 64 === 37) !== (value === deep[k]));
  network.setWeights(i, conv4.learned.kernel, conv4.learned.bias);
  network.run();
  return { "so it is further in: one filter alone, and no other map changes": isSame };
}

/** Edits that follow each other: what one keeps for the next is of one photo, one filter, and the weights. */
function factsOfEdits({ network, other }, next) {
  const [conv1, , conv2] = network.layers, edited = conv1.learned.kernel.slice(), found = {};
  for (const { layers } of [network, other]) layers[2].off = [3];
  network.run();
  const steps = {
    "the first": [5], "the same filter": [5], "another filter": [7],
    "another photo": [7, () => { toInput(next, network.input); network.run(); }],
    "other weights further in": [7, () => network.setWeights(2, conv2.kernel.map((weight) => -weight), conv2.bias)],
  };
  for (const [step, [filter, change]] of Object.entries(steps)) {
    change?.();
    for (let k = filter; k < edited.length; k += 32) edited[k] += 0.1;
    network.setWeights(0, edited, conv1.bias, filter);
    runEdit(network, 0, filter);
    other.input.set(network.input);
    other.setWeights(0, edited, conv1.bias);
    other.setWeights(2, conv2.kernel, conv2.bias);
    other.run();
    const isSame = network.layers.every((layer, k) => largestDifference(layer.output, other.layers[k].output) < 1e-4);
    found[`edits one after the other, a filter of the next convolution off: ${step}`] = isSame;
  }
  conv2.off = [];
  network.setWeights(2, conv2.learned.kernel, conv2.learned.bias);
  return found;
}

/** Whole runs, runs that begin further in, and filters that are off. */
function factsOfRuns(network, photo, before) {
  const { layers } = network, [conv1] = layers, relu1 = layers[network.index("relu1")];
  toInput(photo, network.input);
  network.setWeights(0, conv1.learned.kernel, conv1.learned.bias);
  const isRepeated = same(network.run(), before) && same(network.run(), before);
  relu1.off = [3, 7];
  network.run(network.index("relu1"));
  const isOff = relu1.output.every((value, i) => ![3, 7].includes(i % 32) || value === 0) && relu1.output.some((value) => value > 0);
  relu1.off = [];
  network.run();
  const kept = layers.at(-1).output.slice();
  conv1.output.fill(9);
  network.run(network.index("pool1"));
  return {
    "two runs give the same": isRepeated, "a filter that is off gives zeros": isOff,
    "layers before the first are not computed again": same(layers.at(-1).output, kept) && conv1.output[0] === 9,
  };
}

function factsOfNumbers(conv1) {
  const large = softmax(Float32Array.of(1000, 999, -1000)), random = randomWeights(conv1, 3);
  const limit = Math.sqrt(6 / (27 + 288)), mean = random.reduce((a, b) => a + b) / random.length;
  const fills = Math.max(...random.map(Math.abs)) <= limit && Math.max(...random) > 0.97 * limit && Math.min(...random) < -0.97 * limit;
  return {
    "softmax of large scores stays finite":
      Math.abs(large[0] + large[1] - 1) < 1e-6 && Math.abs(large[0] / large[1] - Math.E) < 1e-4 && large[2] === 0,
    "random weights: the same for a seed, another for another, as wide as Keras makes them":
      same(random, randomWeights(conv1, 3)) && !same(random, randomWeights(conv1, 4)) && fills && Math.abs(mean) < limit / 15,
  };
}

async function factsOfRefusals(network) {
  const odd = new TextEncoder().encode('{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}'), bytes = new Uint8Array(16 + odd.length);
  bytes[0] = odd.length;
  bytes.set(odd, 8);
  const strange = (kind) => ({ input: [4, 4, 1], classes: ["a"], layers: [{ name: "middle", kind }] });
  const unknown = "Expected a layer of one of the kinds conv, dense, relu,";
  const begins = async (words, work) => (await message(work)).startsWith(words);
  return {
    "a layer that is not there is named, with those that are":
      await begins("The network has no layer conv9; it has conv1, relu1,", () => network.index("conv9")),
    "a kind that is not known is named, with those that are": await begins(unknown, () => Network.create(strange("attention"), {}, null)),
    "a photo is no layer": await begins(unknown, () => Network.create(strange("photo"), {}, null)),
    "a missing file is named":
      await begins("missing.json could not be loaded (404); reload the page.", () => readFile(model, "missing.json")),
    "numbers of another kind are named":
      await begins("Expected numbers as F16, F32 or I32, but a has F64", () => readSafetensors(bytes.buffer)),
  };
}
