/* A network by itself, whoever wrote it: whether a description (network.json) says what can be computed, and its arrays go with it. */

import { KINDS, product, rulesOf, sameShape } from "../engine/kinds.mjs";
import { MORE_KINDS } from "../engine/more-kinds.mjs";
import { FORMS, MOST_SIZE } from "./forms.mjs";
import { checkName, MOST_LAYERS } from "./keras-model.mjs";
import { PICTURE } from "./steps.mjs";
import * as words from "./words.mjs";

const { refuse } = words;

const MOST_NUMBERS = 4e8; // 1.6 GB
const MOST_PRODUCTS = 1e11; // for one picture: a minute or so
const MOST_CHANNELS = 4;
const MOST_BORDER = 64;
const MOST_CLASSES = 100000;
const MOST_PICTURES = 100000, MOST_PIXELS = 2 ** 26; // of all pictures together
const LONGEST_NAME = 200;
const BASICS = new Set(["name", "kind", "inputs"]);

// These two lay out tables as large as the maps, which the shape does not need.
const RULES = {
  ...KINDS, ...MORE_KINDS,
  prelu: { ...MORE_KINDS.prelu, shape: sameShape }, "layer-norm": { ...MORE_KINDS["layer-norm"], shape: sameShape },
};

/** The shape [h, w, c] that a layer gives when it reads these. Throws, in a sentence, where it gives none. */
export function shapeOf(entry, froms) {
  const sources = froms.map((shape) => ({ shape })), [before] = sources;
  const { shape } = rulesOf(entry, RULES).shape({ ...entry, sources, before, from: before.shape }, before.shape, false);
  if (!shape.every((size) => size >= 1)) refuse(words.tooSmall(entry.name, before.shape));
  return shape;
}

/** Check the settings of a layer, and whether the shapes that it reads go together. */
export function checkEntry(entry, froms) {
  const { name, kind } = entry;
  if (!Object.hasOwn(FORMS, kind)) refuse(words.otherKind(name, kind));
  const { settings = {}, optional = {}, reads: [least, most] = [1, 1], fits } = FORMS[kind];
  if (froms.length < least || froms.length > most) refuse(words.manySources(name, froms.length));
  for (const key of Object.keys(settings)) if (!Object.hasOwn(entry, key)) refuse(words.badSetting(name, key));
  for (const [key, value] of Object.entries(entry)) {
    const isOne = [settings, optional].find((known) => Object.hasOwn(known, key))?.[key];
    if (!BASICS.has(key) && !isOne?.(value, froms)) refuse(words.badSetting(name, key, value));
  }
  if (fits && !fits(entry, froms)) refuse(words.shapesDiffer(name, froms));
  // A window may lie over the border, but one that is mostly border would only keep the page busy.
  const reach = entry.window?.map((size, axis) => (size - 1) * (entry.dilation?.[axis] ?? 1) + 1) ?? [];
  if (reach.some((size, axis) => size > 2 * froms[0][axis] + MOST_BORDER)) refuse(words.tooSmall(name, froms[0]));
}

/** How many numbers a layer multiplies or compares for one picture. */
function productsOf({ kind, window }, { kernel }, from, shape) {
  if (!kernel) return window ? product(window) * product(shape) : 0;
  const [height, width] = kind === "conv-transpose" ? from : shape;
  return product(kernel) * height * width;
}

/** The arrays that a layer must have, {name: shape}. */
export const arraysOf = (entry, from) => FORMS[entry.kind].arrays?.(entry, from) ?? {};

const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** How a byte becomes a number: times `scale`, plus `offset`, numbers or one a channel; in which order the colours come. */
function arePixels(pixels, channels) {
  if (!isRecord(pixels)) return false;
  const { scale = 1, offset = 0, order = "rgb", ...others } = pixels;
  const fits = (value) => Number.isFinite(value) || (Array.isArray(value) && value.length === channels && value.every(Number.isFinite));
  return fits(scale) && fits(offset) && ["rgb", "bgr"].includes(order) && !Object.keys(others).length && [scale].flat().every(Boolean);
}

/** The network's own pictures, of one shape, in columns of a large one. */
function arePictures(pictures) {
  if (!isRecord(pictures)) return false;
  const { n, columns, shape } = pictures, isCount = (value) => Number.isInteger(value) && value >= 1 && value <= MOST_PICTURES;
  const isSize = Array.isArray(shape) && shape.length === 2 && shape.every(isCount);
  return isCount(n) && isCount(columns) && isSize && n * product(shape) <= MOST_PIXELS;
}

/** A description without its layers: the size of pictures, and names of classes. */
function checkHead({ input, classes, layers, pixels, pictures }) {
  const isSize = (size) => Number.isInteger(size) && size >= 1 && size <= MOST_SIZE;
  const isInput = Array.isArray(input) && input.length === 3 && input.every(isSize);
  if (!isInput) refuse(words.notDescription(words.badInput));
  if (input[2] > MOST_CHANNELS) refuse(words.otherChannels(input[2], MOST_CHANNELS));
  if (!Array.isArray(classes) || !classes.length || classes.length > MOST_CLASSES) refuse(words.notDescription(words.noClasses));
  const isName = (name) => typeof name === "string" && name.length > 0 && name.length <= LONGEST_NAME;
  if (!classes.every(isName)) refuse(words.notDescription(words.badClass));
  if (pixels !== undefined && !arePixels(pixels, input[2])) refuse(words.notDescription(words.badPixels));
  if (pictures !== undefined && !arePictures(pictures)) refuse(words.notDescription(words.badPictures));
  if (!Array.isArray(layers) || !layers.length) refuse(words.notDescription(words.noLayers));
  if (layers.length > MOST_LAYERS) refuse(words.manyLayers(MOST_LAYERS));
}

/**
 * Check a description, an object out of JSON. Returns the arrays that it needs, {"layer/array": {shape, mayShrink}}; sizes of 1 may be in
 * place of others.
 */
export function checkDescription(description) {
  if (typeof description !== "object" || description === null) refuse(words.notDescription(words.noLayers));
  checkHead(description);
  const { input, classes, layers } = description, shapes = new Map([[PICTURE, input]]), needed = {};
  let last = PICTURE, numbers = product(input), products = 0;
  const count = (shape) => {
    numbers += product(shape);
    if (!(numbers <= MOST_NUMBERS)) refuse(words.manyNumbers(MOST_NUMBERS));
  };
  for (const entry of layers) {
    const { name, inputs = [last] } = entry ?? {};
    checkName(typeof name === "string" ? name : "");
    if (shapes.has(name)) refuse(words.sameName(name));
    if (!Array.isArray(inputs)) refuse(words.badSetting(name, "inputs", inputs));
    const froms = inputs.map((source) => shapes.get(source) ?? refuse(words.noSource(name, source)));
    checkEntry(entry, froms);
    const arrays = arraysOf(entry, froms[0]), shape = shapeOf(entry, froms);
    for (const [part, its] of Object.entries(arrays)) {
      count(its);
      needed[`${name}/${part}`] = { shape: its, mayShrink: FORMS[entry.kind].mayShrink ?? false };
    }
    count(shape);
    products += productsOf(entry, arrays, froms[0], shape);
    if (!(products <= MOST_PRODUCTS)) refuse(words.manyProducts(MOST_PRODUCTS));
    shapes.set(last = name, shape);
  }
  checkEnd(shapes.get(last), classes, layers.at(-1));
  return needed;
}

/** One row of numbers, one for each class; a single chance is that of the second of two. */
function checkEnd(shape, classes, { kind }) {
  const [height, width, outputs] = shape;
  if (height * width !== 1) refuse(words.noClassesLeft(shape));
  const isOneChance = outputs === 1 && kind === "sigmoid" && classes.length === 2;
  if (outputs !== classes.length && !isOneChance) refuse(words.otherClasses(classes.length, outputs));
}

/**
 * Check a description and its arrays, {"layer/array": {shape, values: Float32Array}}: all are there, in their shapes, and finite. Returns
 * the description with what it needs and no more, and only those arrays.
 */
export function checkNetwork(description, arrays) {
  const needed = checkDescription(description), found = {}, seen = new Set();
  for (const [name, { shape, mayShrink }] of Object.entries(needed)) {
    if (!Object.hasOwn(arrays, name)) refuse(words.noArray(name));
    const { shape: its, values } = arrays[name];
    const isSize = (size, axis) => size === shape[axis] || (mayShrink && size === 1);
    const isShape = Array.isArray(its) && its.length === shape.length && its.every(isSize);
    if (!isShape || values.length !== product(its)) refuse(words.otherShape(name, shape, Array.isArray(its) ? its : [values.length]));
    if (!seen.has(values) && !isFinite(values)) refuse(words.notFinite(name));
    seen.add(values);
    found[name] = arrays[name];
  }
  const { input, classes, layers, pixels, pictures } = description;
  return { description: { input, classes, ...(pixels && { pixels }), ...(pictures && { pictures }), layers }, arrays: found };
}

/** Whether no number is infinite or none: times zero, only those give another sum than zero. */
function isFinite(values) {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * 0;
  return sum === 0;
}
