/* Runs in the page of test_engine.py: the engine's numbers beside those of Keras, and what it reads. */

import { runEdit } from "./engine/edit.mjs";
import { KINDS } from "./engine/kinds.mjs";
import { Network } from "./engine/network.mjs";
import { readSafetensors } from "./engine/safetensors.mjs";
import * as scriptLoops from "./engine/script-loops.mjs";
import { how as usual } from "./figures/one-number.words.mjs";
import { how as others } from "./kit/any-network.words.mjs";
import { readArrays, readFile, readJson } from "./kit/files.mjs";
import { Photos, openNetwork, toInput } from "./kit/resources.mjs";

export const model = { get: (key) => (key === "base" ? new URL("./", import.meta.url).href : undefined) };
const script = () => scriptLoops;
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
  "missing bias": {
    network: (network) => {
      const i = network.index("conv3"), { kernel, bias } = network.layers[i];
      network.setWeights(i, kernel, bias.map(() => 0));
    },
  },
  "wrong padding": { network: ({ layers: [conv1] }) => { conv1.down.before = conv1.across.before = 0; } },
  "rows for columns": {
    network: (network) => {
      const i = network.index("conv4"), { kernel, bias } = network.layers[i], block = kernel.length / 9;
      const turned = (k) => (k % 3) * 3 + Math.floor(k / 3);
      network.setWeights(i, kernel.map((_, k) => kernel[turned(Math.floor(k / block)) * block + (k % block)]), bias);
    },
  },
  "ReLU left out": { network: (network) => { network.layers[network.index("relu3")].rules = KINDS.identity; } },
};

/** The engine against Keras: {layer: largest difference}, and of how many pictures the largest output is
    the same. `chunks`: of which files. */
export async function parity({ chunks, isCompiled, bug }) {
  const network = isCompiled ? await openNetwork(model) : await inScript();
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

/** The network computed without WebAssembly. */
async function inScript() {
  return Network.create(await readJson(model, "network.json"), await readArrays(model, "weights.safetensors"), null, { script });
}

/** NaN counts as infinitely far. */
export function largestDifference(ours, theirs) {
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

/** Each convolution's last filter edited twice: how far any layer of `edited` is, at most, from what a whole run of `other` gives. */
export function editDifference(edited, other) {
  let most = 0;
  other.input.set(edited.input);
  edited.layers.forEach(({ rules, kernel, bias, filters }, i) => {
    if (!rules.isSplit) return;
    edited.run();
    for (const by of [0.5, -0.25]) {
      const changed = [kernel, bias].map((weights) => weights.map((weight, k) => (k % filters === filters - 1 ? weight + by : weight)));
      edited.setWeights(i, ...changed, filters - 1);
      runEdit(edited, i, filters - 1);
      other.setWeights(i, ...changed);
      other.run();
      edited.layers.forEach((layer, k) => { most = Math.max(most, largestDifference(layer.output, other.layers[k].output)); });
    }
    for (const network of [edited, other]) network.setWeights(i, kernel, bias);
  });
  return most;
}

/** A network of another kind: how far its output is from Keras', at most, compiled and in script; and an edit's from a whole run's. */
export async function generic(folder) {
  const file = async (name) => (await fetch(`${folder}/${name}`)).arrayBuffer();
  const description = JSON.parse(new TextDecoder().decode(await file("network.json")));
  const arrays = readSafetensors(await file("weights.safetensors"));
  const inputs = await numbers(`${folder}/inputs`), expected = await numbers(`${folder}/expected`), found = {};
  for (const [path, wasm] of [["compiled", await readFile(model, "engine.wasm")], ["script", null]]) {
    const network = await Network.create(description, arrays, wasm, { script }), n = network.input.length, { size } = network.layers.at(-1);
    found[path] = expected.length * n === inputs.length * size ? 0 : Infinity;
    for (let i = 0; i < inputs.length / n; i++) {
      network.input.set(inputs.subarray(i * n, (i + 1) * n));
      found[path] = Math.max(found[path], largestDifference(network.run(), expected.subarray(i * size, (i + 1) * size)));
    }
    found[`${path}, edited`] = editDifference(network, await Network.create(description, arrays, wasm, { script }));
  }
  return found;
}

/** A safetensors file's arrays, as lists; `isOld`: as in a browser without half precision. NaN, infinity, −0 come as words. */
export async function read([name, isOld]) {
  const bytes = await (await fetch(name)).arrayBuffer(), { Float16Array } = globalThis;
  if (isOld) globalThis.Float16Array = undefined;
  const arrays = readSafetensors(bytes);
  if (Float16Array) globalThis.Float16Array = Float16Array;
  const word = (value) => (Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? "-0.0" : String(value));
  return Object.fromEntries(Object.entries(arrays).map(([key, { shape, values }]) => [key, { shape, values: [...values].map(word) }]));
}

/** The kinds of layers that the engine can compute, and those of which something is missing that figures ask for. */
export function kinds() {
  const asked = { shape: "function", run: "function", terms: "function", sees: "function" };
  const isWhole = (rules) => Object.entries(asked).every(([part, type]) => typeof rules[part] === type);
  const COMPUTED = Object.keys(KINDS).filter((kind) => KINDS[kind].run);
  return { known: COMPUTED, incomplete: COMPUTED.filter((kind) => !isWhole(KINDS[kind]) || !(usual[kind] ?? others[kind])) };
}

/** What arrives of the packed file `name` in `folder`: its bytes, or the error's message. `isOld`: in a browser that cannot decompress. */
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
