/* A model as single steps, each use of a layer one: networks inside are taken apart, and each step knows what it reads. In the order, and
   with the names, that Python gives them (cnnviz_helpers/networks/graph.py and single_steps.py). */

import { MOST_LAYERS } from "./keras-model.mjs";
import * as words from "./words.mjs";

const { refuse } = words;

export const PICTURE = "input"; // what a step reads that reads the picture itself

const keyOf = ([name, node, place]) => JSON.stringify([name, node, place]);

/** All uses in a network that its outputs need, each after those that it reads: [{key, layer, call}, ...]. */
function nodesOf({ used, outputs }) {
  const known = new Map(used.flatMap(({ layer, calls }) => calls.map((call, i) => [`${i} ${layer.name}`, { layer, call, index: i }])));
  const madeBy = ([name, index], reader) => known.get(`${index} ${name}`) ?? refuse(words.noSource(reader, name));
  const found = new Set(), open = new Set(), waiting = outputs.map((tensor) => madeBy(tensor, "the end"));
  while (waiting.length) {
    const node = waiting.at(-1);
    if (found.has(node)) {
      waiting.pop();
      continue;
    }
    const before = node.call.reads.map((tensor) => madeBy(tensor, node.layer.name)).filter((one) => !found.has(one));
    if (!before.length) found.add(waiting.pop());
    else if (open.has(node)) refuse(words.circle(node.layer.name));
    open.add(node);
    waiting.push(...before);
  }
  return [...found];
}

/**
 * The uses that give the outputs of a network, where `given` are those that give its inputs (null: the picture); all uses are added to
 * `all.found`.
 */
function walk({ name: ofNetwork, network }, given, path, isTold, all) {
  if (++all.walks > MOST_LAYERS) refuse(words.manyLayers(MOST_LAYERS));
  if (given.length !== network.inputs.length) refuse(words.noSource(ofNetwork, "input"));
  const made = new Map(network.inputs.map((tensor, i) => [keyOf(tensor), given[i]]));
  const from = (tensor, reader) => (made.has(keyOf(tensor)) ? made.get(keyOf(tensor)) : refuse(words.noSource(reader, tensor[0])));
  for (const { layer, call, index } of nodesOf(network)) {
    if (!call.reads.length) continue;
    const sources = call.reads.map((tensor) => from(tensor, layer.name)), told = call.options.training, trains = (told ?? isTold) === true;
    let outputs;
    if (layer.network) outputs = walk(layer, sources, [...path, layer.name], trains, all);
    else {
      outputs = [{ layer, call, path, sources, trains }];
      if (all.found.push(outputs[0]) > MOST_LAYERS) refuse(words.manyLayers(MOST_LAYERS));
    }
    outputs.forEach((use, place) => made.set(keyOf([layer.name, index, place]), use));
  }
  return network.outputs.map((tensor) => from(tensor, ofNetwork));
}

/**
 * The steps that a model's output needs, each after those that it reads: {name, layer, call, sources, trains}. sources: other steps, null
 * for the picture. trains: it is told to train also when the network predicts.
 */
export function singleSteps(model) {
  const { inputs, outputs } = model.network, all = { found: [], walks: 0 };
  if (inputs.length !== 1) refuse(words.manyInputs(inputs.length));
  if (outputs.length !== 1) refuse(words.manyOutputs(outputs.length));
  const [last] = walk(model, [null], [], false, all), needed = new Set(), waiting = [last];
  while (waiting.length) {
    const use = waiting.pop();
    if (use === null || needed.has(use)) continue;
    needed.add(use);
    waiting.push(...use.sources);
  }
  const steps = all.found.filter((use) => needed.has(use));
  if (!steps.length) refuse(words.notDescription(words.noLayers));
  return nameAll(steps, new Set([PICTURE, inputs[0][0]]));
}

/** Give each step a name of its own, none of those `taken`. */
function nameAll(steps, taken) {
  const count = (keys) => keys.reduce((many, key) => many.set(key, (many.get(key) ?? 0) + 1), new Map());
  const uses = count(steps.map(({ layer }) => layer)), seen = new Map();
  for (const step of steps) {
    const { layer, path } = step, n = (seen.get(layer) ?? 0) + 1;
    seen.set(layer, n);
    step.label = uses.get(layer) > 1 ? `${layer.name}_${n}` : layer.name;
    if (layer.name === PICTURE && !path.length) refuse(words.sameName(PICTURE));
  }
  const same = count(steps.map(({ label }) => label)), isRepeated = ({ layer }) => Number(uses.get(layer) > 1);
  // The model's own layers keep their names.
  for (const step of [...steps].sort((a, b) => a.path.length - b.path.length || isRepeated(a) - isRepeated(b))) {
    const { label, path } = step, longer = path.map((_, i) => [...path.slice(path.length - 1 - i), label].join("_"));
    step.name = freeName(!path.length || same.get(label) === 1 ? [label, ...longer] : longer, taken);
  }
  return steps;
}

/** The first of the names `wanted` that is not among those `taken`, or the last one with a number; from then on it is taken. */
export function freeName(wanted, taken) {
  let name = wanted.find((one) => !taken.has(one));
  for (let i = 2; name === undefined; i++) if (!taken.has(`${wanted.at(-1)}_${i}`)) name = `${wanted.at(-1)}_${i}`;
  taken.add(name);
  return name;
}
