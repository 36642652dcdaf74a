/* Runs in the page of keras_site.py: the numbers of many small networks beside those of Keras, and what the tables say of each kind. */

import { KINDS } from "./engine/kinds.mjs";
import { MORE_KINDS } from "./engine/more-kinds.mjs";
import { readSafetensors } from "./engine/safetensors.mjs";
import { SCALARS } from "./engine/scalars.mjs";
import { seenPixels, subtotal, takeApart } from "./engine/sums.mjs";

const bytes = async (name) => {
  const answer = await fetch(name);
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer.arrayBuffer();
};
const kept = new Map();

/**
 * The cases in a folder, the last of which is kept: [{name, description, arrays, inputs, outputs: {layer: numbers},
 * and as keras_site.py has them: counts, slopes, weights}].
 */
async function casesIn(folder) {
  if (kept.has(folder)) return kept.get(folder);
  const names = JSON.parse(new TextDecoder().decode(await bytes(`${folder}/cases.json`)));
  const all = readSafetensors(await bytes(`${folder}/numbers.safetensors`));
  const found = names.map((one) => ({ ...one, arrays: {}, outputs: {}, slopes: {}, weights: {} }));
  for (const [key, array] of Object.entries(all)) {
    const [, i, part, name] = key.match(/^(\d+)\/(\w+)\/?(.*)$/s);
    if (name) found[i][part][name] = part === "arrays" ? array : array.values;
    else found[i][part] = array.values;
  }
  kept.clear();
  kept.set(folder, found);
  return found;
}

/** A case's network, computed by the modules in the folder `engine`; slopes: with that module, room for slopes. */
async function open({ description, arrays }, engine, isCompiled, slopes) {
  const { Network } = await import(`./${engine}/network.mjs`), others = ["more-kinds", ...(slopes ? ["more-slopes"] : [])];
  const more = async () => Object.assign(
    { wasm: await bytes(`${engine}/more.wasm`) },
    ...await Promise.all(others.map((name) => import(`./${engine}/${name}.mjs`))),
  );
  const network = await Network.create(
    description, arrays, isCompiled ? await bytes(`${engine}/engine.wasm`) : null,
    { more, slopes, script: () => import(`./${engine}/script-loops.mjs`) },
  );
  if (network.isCompiled !== isCompiled) throw new Error("The engine took the other path.");
  return network;
}

/** The largest difference, as a share of the largest of Keras' numbers; what is no number counts as infinitely far. */
class Difference {
  farthest = 0;
  largest = 0;

  add(ours, theirs) {
    if (ours.length !== theirs.length) this.farthest = Infinity;
    for (let i = 0; i < theirs.length; i++) {
      const far = Math.abs(ours[i] - theirs[i]);
      if (!(far <= this.farthest)) this.farthest = Number.isNaN(far) ? Infinity : far;
      this.largest = Math.max(this.largest, Math.abs(theirs[i]));
    }
  }

  get share() {
    return Math.min(this.farthest / (this.largest || 1), 1e9); // infinity has no JSON
  }
}

/** Each layer of each case beside Keras: [{name, layer, kind, difference}]. kind: only cases with such a layer. */
export async function compare({ folder, engine = "engine", isCompiled, kind }) {
  const found = [];
  for (const one of await casesIn(folder)) {
    if (kind && one.description.layers.every((layer) => layer.kind !== kind)) continue;
    const network = await open(one, engine, isCompiled), n = network.input.length, differences = network.layers.map(() => new Difference());
    for (let at = 0, i = 0; at < one.inputs.length; at += n, i++) {
      network.input.set(one.inputs.subarray(at, at + n));
      network.run();
      network.layers.forEach(({ name, output, size }, k) =>
        differences[k].add(output, one.outputs[name].subarray(i * size, (i + 1) * size)));
    }
    network.layers.forEach(({ name: layer, kind: its }, k) =>
      found.push({ name: one.name, layer, kind: its, difference: differences[k].share }));
  }
  return found;
}

/**
 * The slopes of a sum of the last outputs, at every step and at all weights, beside those of TensorFlow's tape:
 * rows as `compare` has them, layer: "conv", or "conv/weights" for its weights.
 * Where a number is zero but for rounding, a gate may be open on one side only: the rows of such a case have `gates`,
 * how many those are, and say nothing.
 */
export async function compareSlopes({ folder, engine = "engine", isCompiled, kind }) {
  const found = [], module = await import(`./${engine}/slopes.mjs`);
  for (const one of await casesIn(folder)) {
    if (kind && one.description.layers.every((layer) => layer.kind !== kind)) continue;
    const network = await open(one, engine, isCompiled, module), slopes = new module.Slopes(network), n = network.input.length;
    const { layers, photo } = network, last = layers.at(-1), part = (all, size, i) => all.subarray(i * size, (i + 1) * size), summed = {};
    const differences = new Map([photo, ...layers].map((layer) => [layer, new Difference()]));
    let gates = 0;
    for (let i = 0; i * n < one.inputs.length; i++) {
      network.input.set(part(one.inputs, n, i));
      network.run();
      gates += layers.reduce((sum, layer) =>
        sum + (layer.rules.silences ? gatesApart(layer, part(one.outputs[layer.name], layer.size, i)) : 0), 0);
      slopes.of(last, (gradient) => gradient.set(part(one.counts, last.size, i)));
      for (const [layer, difference] of differences) difference.add(layer.gradient, part(one.slopes[layer.name], layer.size, i));
      for (const layer of layers.filter(({ backwards }) => backwards.weights)) {
        for (const [name, values] of Object.entries(slopes.ofWeights(layer))) {
          const key = `${layer.name}/${name}`, before = summed[key];
          summed[key] = before ? values.map((value, k) => value + before[k]) : values;
        }
      }
    }
    const row = (layer, its, { share }) => found.push({ name: one.name, layer, kind: its, difference: gates ? 0 : share, gates });
    for (const [{ name, kind: its }, difference] of differences) row(name, its, difference);
    for (const { name, kind: its } of layers.filter((layer) => `${layer.name}/kernel` in one.weights)) {
      const difference = new Difference(); // of kernel and bias: before a normalisation, a bias alone changes nothing but for rounding
      for (const key of [`${name}/kernel`, `${name}/bias`].filter((all) => all in one.weights)) {
        difference.add(summed[key], one.weights[key]);
      }
      row(`${name}/weights`, its, difference);
    }
  }
  return found;
}

/** How many of a layer's gates are open here and not there. */
const gatesApart = ({ output }, theirs) => theirs.reduce((sum, value, i) => sum + ((value > 0) !== (output[i] > 0)), 0);

/**
 * What is wrong with the terms of some numbers of each layer, with what they are said to see, or with the words for them:
 * a list of sentences. A sum is that of its terms; a place that a number comes of lies in what it sees;
 * a changed pixel that it does not see changes nothing.
 */
export async function terms({ folder, engine = "engine" }) {
  const wrong = [];
  for (const one of await casesIn(folder)) {
    const network = await open(one, engine, true), n = network.input.length;
    const say = (layer, what) => wrong.push(`${one.name}, ${layer.name}: ${what}`);
    network.input.set(one.inputs.subarray(0, n));
    network.run();
    for (const layer of network.layers) {
      for (let k = 0; k < 5; k++) {
        const at = Math.floor((layer.size - 1) * k / 4), fault = faultAt(layer, at);
        if (fault) say(layer, fault);
      }
    }
    const fault = unseenFault(network, one.inputs.subarray(n, 2 * n));
    if (fault) say(network.layers.at(-1), fault);
  }
  return wrong;
}

const placed = ([, width, many], at) => ({ map: at % many, row: Math.floor(at / many / width), column: Math.floor(at / many) % width });

function faultAt(layer, at) {
  const { rules, shape, sources, output } = layer, groups = takeApart(layer, at), { map, row, column } = placed(shape, at);
  if (rules.isSum) {
    const sum = groups.reduce((total, group) => total + subtotal(group, layer.before.output), layer.bias[map]);
    if (!(Math.abs(sum - output[at]) < 1e-4 * (1 + Math.abs(sum)))) return `the terms of ${at} give ${sum}, not ${output[at]}`;
  }
  for (const { c, cells, source = 0 } of groups) {
    const seen = rules.sees(layer, [[row, row + 1], [column, column + 1]], map, source), [[top, bottom], [left, right]] = seen.spans;
    for (const cell of cells.filter((one) => one.at !== null)) {
      const its = placed(sources[source].shape, cell.at);
      const isSeen = its.row >= top && its.row < bottom && its.column >= left && its.column < right
        && (seen.map === null || seen.map === its.map);
      if (its.map !== c || !isSeen) return `${at} comes of ${cell.at} of map ${c}, which it does not see`;
    }
  }
  const words = rules.total?.(layer, layer.before.output, at, (value, digits = 2) => value.toFixed(digits));
  return rules.total && !(words?.length > 2 && !/undefined|NaN|null|\[/.test(words)) ? `words for ${at}: ${words}` : null;
}

/** Change all pixels that a number in the middle of the last output does not see: it must stay as it is. */
function unseenFault(network, others) {
  const last = network.layers.at(-1), at = Math.floor(last.size / 2);
  const { map, row, column } = placed(last.shape, at), value = last.output[at];
  const chain = [network.photo, ...network.layers], [[top, bottom], [left, right]] = seenPixels(chain, chain.length - 1, row, column, map);
  const [height, width, channels] = network.photo.shape;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (y >= top && y < bottom && x >= left && x < right) continue;
      const first = (y * width + x) * channels;
      network.input.set(others.subarray(first, first + channels), first);
    }
  }
  network.run();
  return last.output[at] === value ? null : `${at} sees more than rows ${top} to ${bottom}, columns ${left} to ${right}`;
}

/** The kinds that can be computed, and those of them that lack something. */
export function kinds() {
  const all = { ...KINDS, ...MORE_KINDS }, known = Object.keys(all).filter((kind) => all[kind].run);
  const isWhole = (rules) =>
    ["shape", "run", "terms", "sees"].every((part) => typeof rules[part] === "function") && (rules.isSum || rules.total);
  return { known, incomplete: known.filter((kind) => !isWhole(all[kind])) };
}

/** What activations make of some numbers, and their slopes there: for each of [{kind, settings}] a list of [value, slope]. */
export function scalars({ asked, numbers }) {
  return asked.map(({ kind, settings }) => {
    const { value, slope } = SCALARS[kind], layer = { alphaAt: [0], ...settings };
    return numbers.map((x) => {
      const y = Math.fround(value(x, layer, 0));
      return [y, slope(x, y, layer, 0)];
    });
  });
}

/** Their kinds. */
export const scalarKinds = () => Object.keys(SCALARS);
