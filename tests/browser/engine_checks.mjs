/* Runs in the page of test_engine.py: the engine's numbers beside those of Keras, and small facts about the engine. */

import { Network, readSafetensors, softmax } from "./engine.mjs";
import { readArrays, readFile, readJson } from "./files.mjs";
import { Photos, openNetwork, randomWeights, toInput } from "./resources.mjs";

const model = { get: (key) => (key === "base" ? new URL("./", import.meta.url).href : undefined) };
const numbers = async (name) => new Float32Array(await (await fetch(name)).arrayBuffer());
const argmax = (values) => values.indexOf(Math.max(...values));

/** Mistakes that one makes when one writes such an engine. Each changes the network before it runs, or the numbers that go in. */
const BUGS = {
  "swapped axes": { input: (x) => x.map((_, i) => x[((Math.floor(i / 3) % 32) * 32 + Math.floor(i / 96)) * 3 + (i % 3)]) },
  BGR: { input: (x) => x.map((_, i) => x[i - (i % 3) + 2 - (i % 3)]) },
  "flipped kernel": {
    network: (network) => {
      const { kernel, bias } = network.layers[0], block = kernel.length / 9;
      network.setWeights(0, kernel.map((_, i) => kernel[(8 - Math.floor(i / block)) * block + (i % block)]), bias);
    },
  },
  "missing bias": { network: (network) => { const i = network.index("conv3"); network.setWeights(i, network.layers[i].kernel, network.layers[i].bias.map(() => 0)); } },
  "wrong padding": { network: ({ layers: [conv1] }) => { conv1.down.before = conv1.across.before = 0; } },
  "rows for columns": {
    network: (network) => {
      const i = network.index("conv4"), { kernel, bias } = network.layers[i], block = kernel.length / 9, turned = (k) => (k % 3) * 3 + Math.floor(k / 3);
      network.setWeights(i, kernel.map((_, k) => kernel[turned(Math.floor(k / block)) * block + (k % block)]), bias);
    },
  },
  "ReLU left out": { network: (network) => { network.layers[network.index("relu3")].kind = "identity"; } },
};

/** The engine against Keras: {layer: largest difference}, and how many pictures have the same largest output. `chunks`: which files to compare. */
export async function parity({ chunks, isCompiled, bug }) {
  const network = isCompiled ? await openNetwork(model) : await Network.create(await readJson(model, "network.json"), await readArrays(model, "weights.safetensors"), null);
  if (network.isCompiled !== isCompiled) throw new Error("The engine took the other path.");
  const { input: spoil = (x) => x, network: spoilNetwork = () => {} } = BUGS[bug] ?? {};
  spoilNetwork(network);
  const worst = Object.fromEntries(network.layers.map(({ name }) => [name, 0])), n = network.input.length;
  let n_same = 0;
  for (const chunk of chunks) {
    const [inputs, expected] = await Promise.all([numbers(`inputs/${chunk}`), numbers(`expected/${chunk}`)]);
    for (let i = 0, at = 0; i < inputs.length / n; i++) {
      network.input.set(spoil(inputs.subarray(i * n, (i + 1) * n)));
      network.run();
      for (const { name, output, size } of network.layers) {
        worst[name] = Math.max(worst[name], largestDifference(output, expected.subarray(at, at + size)));
        at += size;
      }
      n_same += argmax(network.layers.at(-1).output) === argmax(expected.subarray(at - network.layers.at(-1).size, at));
    }
  }
  return { worst, n_same };
}

/** NaN counts as infinitely far. */
function largestDifference(ours, theirs) {
  let most = 0;
  for (let i = 0; i < ours.length; i++) {
    const difference = Math.abs(ours[i] - theirs[i]);
    if (!(difference <= most)) most = Number.isNaN(difference) ? Infinity : difference;
  }
  return most;
}

/** The 1,000 pictures as the page decodes them: how many pixels, and how many numbers of the network's input, are not Python's. */
export async function sprite() {
  const all = await new Photos(model).all(), pixels = new Uint8Array(await (await fetch("pixels")).arrayBuffer());
  const input = new Float32Array(3072), wrong = { pixels: Math.abs(all.length - pixels.length), inputs: 0 };
  for (let i = 0; i < pixels.length; i++) wrong.pixels += all[i] !== pixels[i];
  const expected = await numbers("photos");
  for (let i = 0; i < expected.length; i++) {
    if (i % 3072 === 0) toInput(all.subarray(i, i + 3072), input);
    wrong.inputs += input[i % 3072] !== expected[i];
  }
  return wrong;
}

/** Each convolution's last filter edited twice: the largest difference, at any layer, of what `edited` computes of an edit from what a whole run of `other` gives. */
function editDifference(edited, other) {
  let most = 0;
  other.input.set(edited.input);
  edited.layers.forEach(({ kind, kernel, bias, filters }, i) => {
    if (kind !== "conv") return;
    edited.run();
    for (const by of [0.5, -0.25]) {
      const changed = [kernel, bias].map((weights) => weights.map((weight, k) => (k % filters === filters - 1 ? weight + by : weight)));
      edited.setWeights(i, ...changed, filters - 1);
      edited.runEdit(i, filters - 1);
      other.setWeights(i, ...changed);
      other.run();
      edited.layers.forEach((layer, k) => { most = Math.max(most, largestDifference(layer.output, other.layers[k].output)); });
    }
    for (const network of [edited, other]) network.setWeights(i, kernel, bias);
  });
  return most;
}

/** A network of another kind: the largest difference of its output from Keras, compiled and in script, and of an edit's from a whole run's. */
export async function generic(folder) {
  const file = async (name) => (await fetch(`${folder}/${name}`)).arrayBuffer();
  const description = JSON.parse(new TextDecoder().decode(await file("network.json"))), arrays = readSafetensors(await file("weights.safetensors"));
  const inputs = await numbers(`${folder}/inputs`), expected = await numbers(`${folder}/expected`), found = {};
  for (const [path, wasm] of [["compiled", await readFile(model, "engine.wasm")], ["script", null]]) {
    const network = await Network.create(description, arrays, wasm), n = network.input.length, { size } = network.layers.at(-1);
    found[path] = expected.length * n === inputs.length * size ? 0 : Infinity;
    for (let i = 0; i < inputs.length / n; i++) {
      network.input.set(inputs.subarray(i * n, (i + 1) * n));
      found[path] = Math.max(found[path], largestDifference(network.run(), expected.subarray(i * size, (i + 1) * size)));
    }
    found[`${path}, edited`] = editDifference(network, await Network.create(description, arrays, wasm));
  }
  return found;
}

/** A safetensors file's arrays, as lists; `isOld`: as in a browser without half precision. JSON knows no NaN, infinity or −0: they come as words. */
export async function read([name, isOld]) {
  const bytes = await (await fetch(name)).arrayBuffer(), { Float16Array } = globalThis;
  if (isOld) globalThis.Float16Array = undefined;
  const arrays = readSafetensors(bytes);
  if (Float16Array) globalThis.Float16Array = Float16Array;
  const word = (value) => (Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? "-0.0" : String(value));
  return Object.fromEntries(Object.entries(arrays).map(([key, { shape, values }]) => [key, { shape, values: [...values].map(word) }]));
}

const same = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);
const message = async (work) => { try { await work(); } catch (error) { return error.message; } return "no error"; };

/** What else must hold: {fact: whether it does}. */
export async function facts() {
  const network = await openNetwork(model), other = await openNetwork(model), last = network.layers.length - 1, [conv1] = network.layers;
  const { rgb: photo } = await new Photos(model).get(16), facts = {};
  for (const { input } of [network, other]) toInput(photo, input);
  const before = network.run().slice(), first = conv1.output.slice(), kernel = conv1.kernel.slice(), bias = conv1.bias.slice();

  kernel[9 * 32 + 5] += 0.5;
  bias[5] -= 0.25;
  network.setWeights(0, kernel, bias, 5);
  network.runFilter(0, 5);
  network.run(1);
  other.setWeights(0, kernel, bias);
  other.run();
  facts["one filter computed alone is the same as all of them"] = same(network.layers[last].output, other.layers[last].output) && !same(before, other.layers[last].output);
  facts["an edit changes its own map and no other"] = conv1.output.every((value, i) => i % 32 === 5 || value === first[i]) && conv1.output.some((value, i) => value !== first[i]);
  const i = network.index("conv4"), conv4 = network.layers[i], deep = conv4.output.slice(), turned = conv4.kernel.map((weight, k) => (k % 64 === 37 ? -weight : weight));
  network.setWeights(i, turned, conv4.bias, 37);
  network.runFilter(i, 37);
  const alone = conv4.output.slice();
  network.run(i, i);
  facts["so it is further in: one filter alone, and no other map changes"] = same(conv4.output, alone) && alone.every((value, k) => (k % 64 === 37) !== (value === deep[k]));
  network.setWeights(i, conv4.learned.kernel, conv4.learned.bias);
  network.run();
  facts["an edit gives what a whole run gives, in every convolution"] = editDifference(network, other) < 1e-4;
  const edited = conv1.learned.kernel.slice(), conv2 = network.layers[2], { rgb: next } = await new Photos(model).get(3);
  for (const { layers } of [network, other]) layers[2].off = [3];
  network.run();
  const steps = {
    "the first": [5], "the same filter": [5], "another filter": [7], "another photo": [7, () => { toInput(next, network.input); network.run(); }],
    "other weights further in": [7, () => network.setWeights(2, conv2.kernel.map((weight) => -weight), conv2.bias)],
  };
  for (const [step, [filter, change]] of Object.entries(steps)) { // what an edit keeps for the next is of one photo, one filter, and the weights
    change?.();
    for (let k = filter; k < edited.length; k += 32) edited[k] += 0.1;
    network.setWeights(0, edited, conv1.bias, filter);
    network.runEdit(0, filter);
    other.input.set(network.input);
    other.setWeights(0, edited, conv1.bias);
    other.setWeights(2, conv2.kernel, conv2.bias);
    other.run();
    facts[`edits one after the other, a filter of the next convolution off: ${step}`] = network.layers.every((layer, k) => largestDifference(layer.output, other.layers[k].output) < 1e-4);
  }
  conv2.off = [];
  network.setWeights(2, conv2.learned.kernel, conv2.learned.bias);
  toInput(photo, network.input);
  facts["the weights as learned are kept"] = conv1.learned.kernel[9 * 32 + 5] !== kernel[9 * 32 + 5];
  network.setWeights(0, conv1.learned.kernel, conv1.learned.bias);
  facts["two runs give the same"] = same(network.run(), before) && same(network.run(), before);

  const relu1 = network.layers[network.index("relu1")];
  relu1.off = [3, 7];
  network.run(network.index("relu1"));
  facts["a filter that is off gives zeros"] = relu1.output.every((value, i) => ![3, 7].includes(i % 32) || value === 0) && relu1.output.some((value) => value > 0);
  relu1.off = [];
  network.run();
  const kept = network.layers[last].output.slice();
  conv1.output.fill(9);
  network.run(network.index("pool1"));
  facts["layers before the first are not computed again"] = same(network.layers[last].output, kept) && conv1.output[0] === 9;
  facts["a layer that is not there is named, with those that are"] = (await message(() => network.index("conv9"))).startsWith("The network has no layer conv9; it has conv1, relu1,");

  const large = softmax(Float32Array.of(1000, 999, -1000));
  facts["softmax of large scores stays finite"] = Math.abs(large[0] + large[1] - 1) < 1e-6 && Math.abs(large[0] / large[1] - Math.E) < 1e-4 && large[2] === 0;
  const random = randomWeights(conv1, 3), limit = Math.sqrt(6 / (27 + 288)), mean = random.reduce((a, b) => a + b) / random.length;
  facts["random weights: the same for a seed, another for another, as wide as Keras makes them"] = same(random, randomWeights(conv1, 3)) && !same(random, randomWeights(conv1, 4))
    && Math.max(...random.map(Math.abs)) <= limit && Math.max(...random) > 0.97 * limit && Math.min(...random) < -0.97 * limit && Math.abs(mean) < limit / 15;
  facts["a missing file is named"] = (await message(() => readFile(model, "missing.json"))) === "missing.json could not be loaded (404); reload the page.";
  const odd = new TextEncoder().encode('{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}'), bytes = new Uint8Array(16 + odd.length);
  bytes[0] = odd.length;
  bytes.set(odd, 8);
  facts["numbers of another kind are named"] = (await message(() => readSafetensors(bytes.buffer))).startsWith("Expected numbers as F16, F32 or I32, but a has F64");
  return facts;
}

/** What arrives of the file `name` in `folder`, which comes packed: its bytes, or the message of the error. `isOld`: in a browser that cannot decompress. */
export async function arrival({ folder, name, isOld }) {
  const { DecompressionStream } = globalThis, base = new URL(`${folder}/`, import.meta.url).href;
  if (isOld) delete globalThis.DecompressionStream;
  try {
    return [...new Uint8Array(await readFile({ get: (key) => (key === "base" ? base : undefined) }, name))];
  } catch (error) {
    return error.message;
  } finally {
    globalThis.DecompressionStream = DecompressionStream;
  }
}
