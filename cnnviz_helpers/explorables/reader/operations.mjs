/* Functions of Keras that are no layers, `x + 3.0`, keras.ops.concatenate, keras.ops.mean(x, axis=(1, 2)) …,
   as the kinds of layers that do the same: as Python writes them (cnnviz_helpers/networks/operations.py). */

import { OPERATION_EFFECTS } from "./effects.mjs";
import { givenTo } from "./keras-model.mjs";
import { cannot, concat, pair, perChannel, permuted, placeOf, reshaped, resized } from "./keras-settings.mjs";
import * as words from "./words.mjs";

const each = (value, change) => (Array.isArray(value) ? value.map(change) : change(value));

/**
 * Two tensors are merged; a tensor and numbers are scaled and moved, as `withNumber(numbers, comesFirst)` says: [scale, offset], or null.
 */
const merged = (kind, withNumber) => ({ call, froms, ranks }) => {
  if (froms.length === 2) return kind && ranks[0] === ranks[1] ? { kind } : null;
  const { number, comesFirst } = givenTo(call), numbers = perChannel(number, froms[0], ranks[0]);
  const found = numbers === null ? null : withNumber?.(numbers, comesFirst) ?? bent(kind, numbers);
  return Array.isArray(found) ? rescaled(...found) : found;
};

/** What changes nothing is no rescaling. */
function rescaled(scale, offset) {
  const isNothing = [scale].flat().every((one) => one === 1) && [offset].flat().every((one) => one === 0);
  return isNothing ? { kind: "identity" } : { kind: "rescale", settings: { scale, offset } };
}

/** The larger of a number and zero is a ReLU. */
const bent = (kind, number) => (kind === "maximum" && number === 0 ? { kind: "relu" } : null);

const pooled = (kind) => ({ layer: { config: { axis, keepdims, initial } }, ranks: [rank] }) => {
  const isOver = (axes) => Array.isArray(axis) && `${axis.map((one) => placeOf(one, rank)).sort()}` === axes;
  const isOfMaps = rank === 3 && isOver("0,1") && (initial ?? null) === null;
  return isOfMaps ? { kind, settings: keepdims ? { keepdims } : {}, rank: keepdims ? 3 : 1 } : null;
};

const windowed = (kind) => ({ layer: { config: { pool_size: window, strides, padding } }, ranks: [rank] }) =>
  (rank === 3 ? { kind, settings: { window: pair(window), strides: pair(strides ?? window), padding } } : null);

const sizesOf = ({ froms: [from], ranks: [rank] }) => from.slice(3 - rank);

/** A shape of Keras with the batch in front, which stays. */
function newShape(step) {
  const { layer, froms } = step, { newshape: shape } = layer.config;
  const isKnown = Array.isArray(shape) && [-1, null].includes(shape[0]) && !shape.slice(1).includes(-1);
  return isKnown ? reshaped(layer, froms, shape.slice(1)) : null;
}

function expanded(step) {
  const { layer, froms, ranks: [rank] } = step, sizes = sizesOf(step);
  for (const axis of [layer.config.axis].flat()) {
    const place = axis < 0 ? axis + rank + 2 : axis;
    if (!Number.isInteger(place) || place < 1 || place > rank + 1) return null;
    sizes.splice(place - 1, 0, 1);
  }
  return reshaped(layer, froms, sizes);
}

function squeezed(step) {
  const { layer, froms, ranks: [rank] } = step, sizes = sizesOf(step), { axis = null } = layer.config;
  const gone = axis === null ? sizes.map((size, i) => (size === 1 ? i : -1)) : [axis].flat().map((one) => (one < 0 ? one + rank : one - 1));
  return reshaped(layer, froms, sizes.filter((size, i) => size !== 1 || !gone.includes(i)));
}

function transposed({ layer: { config: { axes } }, ranks: [rank] }) {
  return Array.isArray(axes) && axes.length === rank + 1 && axes[0] === 0 ? permuted(axes.slice(1), rank) : null;
}

function padded({ layer: { config: { mode = "constant", pad_width: widths } }, call: { args, options } }) {
  const given = options.constant_values || ![undefined, null].includes(args[1]);
  const isOfMaps = Array.isArray(widths) && widths.length === 4 && [0, 3].every((axis) => `${widths[axis]}` === "0,0");
  return mode === "constant" && !given && isOfMaps ? { kind: "zero-pad", settings: { edges: widths.slice(1, 3) } } : null;
}

function resizedTo(step) {
  const { size, ...config } = step.layer.config;
  if (step.ranks[0] !== 3 || !Array.isArray(size)) return null;
  return resized(step, { interpolation: "bilinear", ...config, height: size[0], width: size[1] });
}

const mean = pooled("global-mean-pool"), max = pooled("global-max-pool");

/** By the name of the class. Each gives a piece, or null where it does what no kind does. */
const OPERATIONS = {
  Add: merged("add", (numbers) => [1, numbers]),
  Subtract: merged("subtract", (numbers, comesFirst) => (comesFirst ? [-1, numbers] : [1, each(numbers, (one) => -one)])),
  Multiply: merged("multiply", (numbers) => [numbers, 0]),
  Divide: merged(null, (numbers, comesFirst) => (comesFirst ? null : [each(numbers, (one) => 1 / one), 0])),
  Maximum: merged("maximum"),
  Minimum: merged("minimum"),
  Concatenate: concat,
  Mean: mean, Max: max, Amax: max,
  MaxPool: windowed("max-pool"), AveragePool: windowed("mean-pool"),
  Reshape: newShape, ExpandDims: expanded, Squeeze: squeezed,
  Transpose: transposed, Pad: padded, Resize: resizedTo,
};
OPERATIONS.TrueDivide = OPERATIONS.Divide;

/** The piece of a step that is a function. */
export function operationPiece(step) {
  const { layer, froms } = step, { className, config } = layer;
  if (config.data_format === "channels_first") words.refuse(words.channelsFirst(layer.name));
  if (Object.hasOwn(OPERATIONS, className)) return OPERATIONS[className](step) ?? cannot(layer, words.unknownKind);
  const effect = Object.hasOwn(OPERATION_EFFECTS, className) && froms.length === 1 ? OPERATION_EFFECTS[className](config) : null;
  const { kind, ...settings } = effect ?? cannot(layer, words.unknownKind);
  return { kind, settings };
}
