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

/** The cases in a folder, the last of which is kept: [{name, description, arrays, inputs, outputs: {layer: numbers}}]. */
async function casesIn(folder) {
  if (kept.has(folder)) return kept.get(folder);
  const names = JSON.parse(new TextDecoder().decode(await bytes(`${folder}/cases.json`)));
  const all = readSafetensors(await bytes(`${folder}/numbers.safetensors`)), found = names.map((one) => ({ ...one, arrays: {}, outputs: {} }));
  for (const [key, array] of Object.entries(all)) {
    const [, i, part, name] = key.match(/^(\d+)\/(\w+)\/?(.*)$/s);
    if (part === "inputs") found[i].inputs = array.values;
    else if (part === "outputs") found[i].outputs[name] = array.values;
    else found[i].arrays[name] = array;
  }
  kept.clear();
  kept.set(folder, found);
  return found;
}

/** A case's network, computed by the modules in the folder `engine`. */
async function open({ description, arrays }, engine, isCompiled) {
  const { Network } = await import(`./${engine}/network.mjs`);
  const more = async () => ({ ...await import(`./${engine}/more-kinds.mjs`), wasm: await bytes(`${engine}/more.wasm`) });
  const network = await Network.create(description, arrays, isCompiled ? await bytes(`${engine}/engine.wasm`) : null, { more });
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
      network.layers.forEach(({ name, output, size }, k) => differences[k].add(output, one.outputs[name].subarray(i * size, (i + 1) * size)));
    }
    network.layers.forEach(({ name: layer, kind: its }, k) => found.push({ name: one.name, layer, kind: its, difference: differences[k].share }));
  }
  return found;
}

/**
 * What is wrong with the terms of some numbers of each layer, with what they are said to see, or with the words for them: a list of sentences.
 * A sum is that of its terms; a place that a number comes of lies in what it sees; a changed pixel that it does not see changes nothing.
 */
export async function terms({ folder, engine = "engine" }) {
  const wrong = [];
  for (const one of await casesIn(folder)) {
    const network = await open(one, engine, true), n = network.input.length, say = (layer, what) => wrong.push(`${one.name}, ${layer.name}: ${what}`);
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
      const isSeen = its.row >= top && its.row < bottom && its.column >= left && its.column < right && (seen.map === null || seen.map === its.map);
      if (its.map !== c || !isSeen) return `${at} comes of ${cell.at} of map ${c}, which it does not see`;
    }
  }
  const words = rules.total?.(layer, layer.before.output, at, (value, digits = 2) => value.toFixed(digits));
  return rules.total && !(words?.length > 2 && !/undefined|NaN|null|\[/.test(words)) ? `words for ${at}: ${words}` : null;
}

/** Change all pixels that a number in the middle of the last output does not see: it must stay as it is. */
function unseenFault(network, others) {
  const last = network.layers.at(-1), at = Math.floor(last.size / 2), { map, row, column } = placed(last.shape, at), value = last.output[at];
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
  const isWhole = (rules) => ["shape", "run", "terms", "sees"].every((part) => typeof rules[part] === "function") && (rules.isSum || rules.total);
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
