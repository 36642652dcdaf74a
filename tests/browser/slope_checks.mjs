/* Runs in the page of test_slopes.py: the engine's slopes beside those of Keras. */

import * as moreKinds from "./engine/more-kinds.mjs";
import * as moreSlopes from "./engine/more-slopes.mjs";
import { Network, pack } from "./engine/network.mjs";
import { readSafetensors } from "./engine/safetensors.mjs";
import * as scriptLoops from "./engine/script-loops.mjs";
import * as slopesModule from "./engine/slopes.mjs";

const { SLOPES, Slopes } = slopesModule;
const script = () => scriptLoops;
const bytes = async (name) => (await fetch(name)).arrayBuffer();
const numbers = async (name) => new Float32Array(await bytes(name));

/** Mistakes that one makes when one writes slopes. Each spoils the layers before they run, or how a kind of them passes slopes on. */
const BUGS = {
  "kernels swapped, not turned": (slopes, layers) => {
    const conv = layers.find(({ kind }) => kind === "conv"), { from: [, , channels], filters, kernel, turned } = conv;
    const swapped = kernel.slice();
    kernel.forEach((value, i) => {
      const f = i % filters, c = Math.floor(i / filters) % channels, place = Math.floor(i / filters / channels);
      swapped[(place * filters + f) * channels + c] = value;
    });
    pack(slopes, turned, swapped, 0, channels);
    conv.isTurned = true;
  },
  "a border off by one": (slopes, layers) => { layers.find(({ kind }) => kind === "conv").turned.down.before -= 1; },
  "a gate that is always open": (slopes, layers) => pass(layers, "relu", SLOPES.identity.back),
  "ties to the last": (slopes, layers) => pass(layers, "max-pool", toTheLast),
  "a sum for a mean": (slopes, layers) => pass(layers, "global-mean-pool", ({ heap }, { gradient, before }, to) => {
    for (let i = 0; i < before.size; i++) heap[to + i] = gradient[i % gradient.length];
  }),
  "each class for itself": (slopes, layers) => pass(layers, "softmax", ({ heap }, { gradient, output }, to) => {
    gradient.forEach((value, i) => { heap[to + i] = value * output[i] * (1 - output[i]); });
  }),
  "windows that met other numbers": (slopes, layers) => {
    const conv = layers.find(({ kind }) => kind === "conv"), { weights } = conv.backwards;
    const shifted = (all, { across, ...layer }, to) => weights(all, { ...layer, across: { ...across, padded: across.padded - 1 } }, to);
    conv.backwards = { ...conv.backwards, weights: shifted };
  },
};

/** Let all layers of a kind pass slopes on in another way. */
function pass(layers, kind, back) {
  for (const layer of layers) if (layer.kind === kind) layer.backwards = { ...layer.backwards, back };
}

function toTheLast({ heap }, { before, from: [, wide, channels], shape: [, width], window, strides, gradient }, to) {
  heap.fill(0, to, to + before.size);
  gradient.forEach((value, i) => {
    const c = i % channels, x = Math.floor(i / channels) % width, y = Math.floor(i / channels / width), cells = [];
    for (let row = 0; row < window[0]; row++) {
      for (let column = 0; column < window[1]; column++) {
        cells.push(((y * strides[0] + row) * wide + x * strides[1] + column) * channels + c);
      }
    }
    heap[to + cells.reduce((best, at) => (heap[before.at + at] >= heap[before.at + best] ? at : best))] += value;
  });
}

/** Ask for the slopes of a number, as the Python side names it; without a layer's name, of the last one. */
const ASK = {
  number: (slopes, { layer, at }) => slopes.ofNumber(layer, at),
  mean: (slopes, { layer, at }) => slopes.ofMean(layer, at),
  loss: (slopes, { at }) => slopes.ofLoss(at),
};

/**
 * {name: the largest difference from Keras, as a share of Keras' largest slope there}, of each layer and of each layer's weights,
 * over all pictures and all that is asked of them, [{of, layer, at}].
 * expected: of each picture and question first the photo's slopes, then the layers'; of a loss, and where there is one question
 * only, then the weights', too.
 */
export async function slopes({ folder, questions, isCompiled, bug }) {
  const description = JSON.parse(new TextDecoder().decode(await bytes(`${folder}/network.json`)));
  const arrays = readSafetensors(await bytes(`${folder}/weights.safetensors`));
  const more = async () => ({ ...moreKinds, ...moreSlopes, wasm: await bytes("engine/more.wasm") });
  const network = await Network.create(
    description, arrays, isCompiled ? await bytes("engine.wasm") : null, { more, slopes: slopesModule, script },
  );
  const all = [network.photo, ...network.layers], sums = network.layers.filter(({ backwards }) => backwards.weights), worst = {};
  const backwards = new Slopes(network), inputs = await numbers(`${folder}/inputs`), n = network.input.length;
  const expected = await numbers(`${folder}/slopes`);
  BUGS[bug]?.(backwards, network.layers);
  let at = 0;
  const compare = (name, ours) => {
    const theirs = expected.subarray(at, at += ours.length), largest = theirs.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const difference = ours.reduce((most, value, i) => Math.max(most, Math.abs(value - theirs[i])), 0) / (largest || 1);
    worst[name] = difference <= (worst[name] ?? 0) ? worst[name] ?? 0 : difference;
  };
  for (let i = 0; i < inputs.length; i += n) {
    network.input.set(inputs.subarray(i, i + n));
    network.run();
    for (const { of, layer, at: place } of questions) {
      ASK[of](backwards, { layer: network.layers[layer ? network.index(layer) : network.layers.length - 1], at: place });
      for (const { name, gradient } of all) compare(name, gradient);
      for (const layer of of === "loss" || questions.length === 1 ? sums : []) {
        const { kernel, bias } = backwards.ofWeights(layer);
        compare(`${layer.name}/kernel`, kernel);
        compare(`${layer.name}/bias`, bias);
      }
    }
  }
  return { worst, isWhole: at === expected.length };
}
