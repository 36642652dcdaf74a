/* A `.keras` file as a network that the page can run: what network.json would say of it, and its weights. */

import { arraysOf, checkDescription, checkEntry, checkNetwork, shapeOf } from "./check-network.mjs";
import { Hdf5 } from "./hdf5.mjs";
import { readJson } from "./json.mjs";
import { piecesOf } from "./keras-kinds.mjs";
import { placesOf, readModel } from "./keras-model.mjs";
import { freeName, PICTURE, singleSteps } from "./steps.mjs";
import * as words from "./words.mjs";
import { rest } from "./zip.mjs";

const { refuse } = words;

const MANY = 1e6; // numbers of an array, after which the page is let live on

/**
 * The network in the parts of a `.keras` file, two ArrayBuffers: {description, arrays, range, parameters}.
 * range: "0..255" if the network takes bytes and brings them to its own range, else null. parameters: how many numbers it has learned.
 */
export async function readKeras({ "config.json": config, "model.weights.h5": weights }) {
  const model = readModel(readJson(config, "config.json")), input = inputOf(model), { entries, from, shape } = entriesOf(model, input);
  const isOneChance = entries.at(-1).kind === "sigmoid" && shape[2] === 1, many = isOneChance ? 2 : shape[2];
  if (shape[0] * shape[1] !== 1) refuse(words.noClassesLeft(shape));
  const description = { input, classes: Array.from({ length: many }, (_, i) => `class ${i}`), layers: entries };
  checkDescription(description); // no room is made for more than it allows
  const file = new Hdf5(weights), { arrays, parameters } = await readArrays(file, from);
  return { ...checkNetwork(description, arrays), range: rangeOf(entries), parameters };
}

/** The size of the pictures, [height, width, channels]. */
function inputOf({ network: { used, inputs } }) {
  if (inputs.length !== 1) refuse(words.manyInputs(inputs.length));
  const { layer } = used.find(({ layer: { name } }) => name === inputs[0][0]) ?? refuse(words.noInput);
  const { batch_shape: shape } = layer.config;
  if (layer.className !== "InputLayer" || !Array.isArray(shape)) refuse(words.noInput);
  const size = shape.slice(1);
  return size.length === 3 && size.every((n) => Number.isInteger(n) && n > 0) ? size : refuse(words.otherInput(size));
}

/**
 * The layers of network.json, and of each array from where it comes: [{name, shape, source, layer, place}, ...]; and the shape of what
 * comes out.
 */
function entriesOf(model, input) {
  const steps = singleSteps(model), places = placesOf(model), taken = new Set([PICTURE, ...steps.map(({ name }) => name)]);
  const { dtype } = model.network.used.find(({ layer }) => layer.className === "InputLayer").layer.config;
  const picture = { name: PICTURE, shape: input, rank: 3, dtype: String(dtype?.config?.name ?? dtype) };
  const last = new Map([[null, picture]]), entries = [], from = [];
  for (const step of steps) {
    let reads = step.sources.map((source) => last.get(source));
    const known = { ...step, froms: reads.map(({ shape }) => shape), ranks: reads.map(({ rank }) => rank), ofPicture: reads[0].dtype };
    const pieces = piecesOf(known);
    for (const { kind, settings = {}, arrays = {}, suffix, rank } of pieces) {
      const name = suffix ? freeName([`${step.name}_${suffix}`], taken) : step.name, before = entries.at(-1)?.name ?? PICTURE;
      const entry = { name, kind, ...settings }, froms = reads.map(({ shape }) => shape);
      if (reads.length > 1 || reads[0].name !== before) entry.inputs = reads.map((read) => read.name);
      checkEntry(entry, froms);
      for (const [part, shape] of Object.entries(arraysOf(entry, froms[0]))) {
        from.push({ name: `${name}/${part}`, shape, source: arrays[part], layer: step.layer, place: places.get(step.layer) });
      }
      entries.push(entry);
      reads = [{ name, shape: shapeOf(entry, froms), rank: rank ?? Math.max(...reads.map((read) => read.rank)) }];
    }
    last.set(step, reads[0]);
  }
  return { entries, from, shape: last.get(steps.at(-1)).shape };
}

/** All arrays out of the file, {"layer/array": {shape, values}}, and how many numbers were read. A layer that comes twice has them once. */
async function readArrays(file, from) {
  const arrays = {}, kept = new Map();
  let parameters = 0;
  for (const { name, shape, source, layer, place } of from) {
    const { at, fill, values, spread } = typeof source === "number" ? { at: source } : source, many = shape.reduce((a, b) => a * b, 1);
    if (at === undefined) {
      arrays[name] = { shape, values: values === undefined ? new Float32Array(many).fill(fill) : spreadOut([values].flat(), many) };
      continue;
    }
    const path = `${place}vars/${at}`, key = `${path} ${shape}`;
    if (!kept.has(key)) {
      const found = file.array(path) ?? refuse(words.noWeights(layer.name, path));
      parameters += found.values.length;
      if (found.values.length > MANY) await rest();
      kept.set(key, fitted(name, found, shape, spread));
    }
    arrays[name] = kept.get(key);
  }
  return { arrays, parameters };
}

/** An array in the shape that it has on a page: sizes of 1 may be added, or left out; a slope may be shared along an axis. */
function fitted(name, { shape, values }, expected, spread) {
  const many = expected.reduce((a, b) => a * b, 1), long = (one) => `${one.filter((size) => size > 1)}`;
  const isSame = (one, other) => long(one) === long(other);
  if (spread && values.length === 1) return { shape: expected, values: spreadOut(values, many) };
  if (isSame(shape, expected)) return { shape: expected, values };
  // The shape of alpha is checked with the network.
  if (name.endsWith("/alpha")) return { shape: [...Array(Math.max(0, 3 - shape.length)).fill(1), ...shape], values };
  return refuse(words.otherShape(name, expected, shape));
}

const spreadOut = (values, many) => (values.length === many ? Float32Array.from(values) : new Float32Array(many).fill(values[0]));

/** What a network takes that begins with bringing bytes to its own range. */
function rangeOf(entries) {
  const { kind, scale } = entries.find((entry) => entry.kind !== "identity") ?? {};
  return kind === "rescale" && [scale].flat().every((one) => Math.abs(one) <= 1 / 64) ? "0..255" : null;
}
