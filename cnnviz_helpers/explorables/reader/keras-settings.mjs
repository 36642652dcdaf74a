/* Settings of Keras as network.json has them: axes, numbers for each channel, shapes. Layers and functions share them (keras-kinds.mjs,
   operations.mjs). */

import * as words from "./words.mjs";

/** Stop: this layer has `what`. */
export const cannot = ({ name, className }, what) => words.refuse(words.cannot(name, className, what));

/** An axis of Keras, which counts the batch, of tensors with so many axes besides, as an axis of maps; -1 for the batch's. */
export function placeOf(axis, rank) {
  if (!Number.isInteger(axis) || axis < -rank - 1 || axis > rank) words.refuse(words.damaged);
  return axis === 0 || axis === -rank - 1 ? -1 : (axis > 0 ? axis - 1 : axis + rank) + 3 - rank;
}

/** The axes of maps that a step's `axis` names, ascending. */
export const axesOf = ({ layer: { config: { axis } }, ranks: [rank] }) => (
  [axis].flat().map((one) => placeOf(one, rank)).sort((a, b) => a - b));

/** A setting of one or of two numbers, as two. */
export const pair = (value) => (Array.isArray(value) ? value : [value, value]);

/** A list or a number, also where Keras writes an array as an object. */
const plain = (value) => (["__numpy__", "__tensor__"].includes(value?.class_name) ? value.config?.value : value);

/**
 * Numbers that numbers of this shape are multiplied by, or that are added: one, or a list of one for each channel; null if they differ from
 * place to place.
 */
export function perChannel(given, [, , channels], rank) {
  const numbers = plain(given), shape = [];
  for (let inner = numbers; Array.isArray(inner); inner = inner[0]) shape.push(inner.length);
  const flat = [numbers].flat(9);
  if (!flat.every(Number.isFinite) || shape.length > rank + 1) return null;
  if (flat.length === 1) return flat[0];
  return flat.length === channels && shape.at(-1) === channels ? flat : null;
}

/** Axes are joined as maps have them. */
export function concat(step) {
  const [axis] = axesOf(step);
  return axis < 0 ? cannot(step.layer, words.batchAxis) : { kind: "concat", settings: { axis } };
}

/** A shape with at most one size of -1, which is what is left. */
export function reshaped(layer, [from], shape) {
  const isSize = (size) => Number.isInteger(size) && size >= -1;
  const isShape = Array.isArray(shape) && shape.length >= 1 && shape.length <= 3 && shape.every(isSize);
  if (!isShape) cannot(layer, words.manySizes);
  const all = from.reduce((a, b) => a * b), known = shape.reduce((a, b) => (b === -1 ? a : a * b), 1);
  return { kind: "reshape", settings: { shape: shape.map((size) => (size === -1 ? all / known : size)) }, rank: shape.length };
}

/** axes: those that stand in the place of the first, second and third, in Keras' count without the batch. */
export function permuted(axes, rank) {
  return { kind: "permute", settings: { axes: [...[0, 1].slice(0, 3 - rank), ...axes.map((axis) => placeOf(axis, rank))] } };
}

/** An interpolation that there is. */
export const interpolated = (layer, interpolation) =>
  (["nearest", "bilinear"].includes(interpolation) ? interpolation : cannot(layer, words.interpolation(interpolation)));

/** A layer Resizing, or the function resize: cropping and padding change nothing where the sides keep their ratio. */
export function resized({ layer, froms: [[height, width]], ofPicture }, { height: rows, width: columns, interpolation, ...more }) {
  const { crop_to_aspect_ratio: crops, pad_to_aspect_ratio: pads, antialias } = more, way = interpolated(layer, interpolation);
  if ((crops || pads) && height * columns !== width * rows) cannot(layer, words.ratio);
  if (antialias && way !== "nearest" && (rows < height || columns < width)) cannot(layer, words.antialias);
  if (ofPicture?.includes("int")) cannot(layer, words.rounded);
  return { kind: "resize", settings: { interpolation: way, shape: [rows, columns] } };
}
