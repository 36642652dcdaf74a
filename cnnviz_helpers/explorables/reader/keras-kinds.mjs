/* Layers of Keras as the kinds of network.json: as Python writes them (cnnviz_helpers/networks/kinds.py, parts.py, settings.py). */

import { activationEffect, activationWord } from "./effects.mjs";
import { isLayer } from "./keras-model.mjs";
import { axesOf, cannot, concat, interpolated, pair, perChannel, permuted, reshaped, resized } from "./keras-settings.mjs";
import { operationPiece } from "./operations.mjs";
import * as words from "./words.mjs";

/* A step here: {name, layer, call, froms, ranks, ofPicture}. froms: the shapes [h, w, c] that it reads; ranks: how many axes these have in
   Keras, without the batch. A piece: {kind, settings, arrays, suffix, rank}; rank: of what it gives, if not as what it reads; arrays:
   {name: where it comes from}, the number of a variable of the layer; {at, spread} for one that may be a single number; {fill}: one number
   everywhere; {values}. */

/** Which variable is which, where some may be missing: [name, whether it is there, what stands for it]. */
function variables(...parts) {
  let n = 0;
  return Object.fromEntries(parts.map(([name, isThere, fill]) => [name, isThere ? n++ : { fill }]));
}

const sums = ({ use_bias: hasBias = true }) => variables(["kernel", true], ["bias", hasBias, 0]);

/** What a layer is without, which is the less usual. */
const without = (config, ...switches) => Object.fromEntries(switches.filter((name) => config[name] === false).map((name) => [name, false]));

const steps = ({ strides, padding }) => ({ strides: pair(strides), padding });
const windows = ({ kernel_size: window, ...config }) => ({ window: pair(window), ...steps(config) });
const dilation = ({ dilation_rate: rate = 1 }) => ({ dilation: pair(rate) });

function conv({ layer: { config } }) {
  const { filters, groups = 1 } = config, far = dilation(config);
  const settings = { filters, ...windows(config), ...without(config, "use_bias") }, arrays = sums(config);
  const isPlain = groups === 1 && Math.max(...far.dilation) === 1;
  return isPlain ? { kind: "conv", settings, arrays } : { kind: "general-conv", settings: { ...settings, ...far, groups }, arrays };
}

const depthwise = (config) => ({ ...windows(config), ...dilation(config), times: config.depth_multiplier ?? 1 });

/** Two pieces: each channel alone, then single places that join them. */
function separable({ layer: { config } }) {
  const { filters, use_bias: hasBias = true } = config;
  return [
    {
      kind: "depthwise-conv", settings: { ...depthwise(config), use_bias: false }, arrays: { kernel: 0, bias: { fill: 0 } },
      suffix: "depthwise",
    },
    {
      kind: "conv", settings: { filters, window: [1, 1], strides: [1, 1], padding: "valid", ...without(config, "use_bias") },
      arrays: { kernel: 1, bias: hasBias ? 2 : { fill: 0 } },
    },
  ];
}

function turned({ layer: { config } }) {
  const { filters, output_padding: more } = config, given = more === null || more === undefined ? {} : { output_padding: pair(more) };
  const settings = { filters, ...windows(config), ...dilation(config), ...given, ...without(config, "use_bias") };
  return { kind: "conv-transpose", settings, arrays: sums(config) };
}

function batchNorm(step) {
  const { layer } = step, { config } = layer, { epsilon, scale = true, center = true } = config;
  if (`${axesOf(step)}` !== "2") cannot(layer, words.anotherAxis);
  // What renorm keeps beside these comes behind them, and counts in training only.
  const arrays = variables(["gamma", scale, 1], ["beta", center, 0], ["mean", true], ["variance", true]);
  return { kind: "batch-norm", settings: { epsilon, ...without(config, "scale", "center") }, arrays };
}

function layerNorm(step) {
  const { layer } = step, { config: { epsilon, scale = true, center = true, rms_scaling: isRms } } = layer, axes = axesOf(step);
  if (axes.includes(-1)) cannot(layer, words.batchAxis);
  if (isRms) cannot(layer, words.rms);
  const settings = { epsilon, axes, ...without(layer.config, "scale", "center") };
  return { kind: "layer-norm", settings, arrays: variables(["gamma", scale, 1], ["beta", center, 0]) };
}

/** Its numbers are weights, if it has seen data, else they stand in its settings: one, or one for each channel. */
function normalisation(step) {
  const { layer, froms: [from], ranks: [rank] } = step, { config: { mean, variance, invert, axis } } = layer;
  const kept = axis === null || axis === undefined ? [] : axesOf(step);
  if (kept.some((place) => place < 0 || (place < 2 && from[place] > 1))) cannot(layer, words.anotherAxis);
  const given = (value) => perChannel(value, from, rank) ?? cannot(layer, words.anotherAxis);
  const isGiven = mean !== null && mean !== undefined;
  const arrays = isGiven
    ? { mean: { values: given(mean) }, variance: { values: given(variance) } }
    : { mean: { at: 0, spread: true }, variance: { at: 1, spread: true } };
  return { kind: "normalise", settings: invert ? { invert: true } : {}, arrays };
}

function relu({ layer: { config: { max_value: most, negative_slope: slope, threshold } } }) {
  const given = { ...(slope && { slope }), ...(threshold && { threshold }), ...(most !== null && most !== undefined && { most }) };
  return { kind: "relu", settings: given };
}

function softmax(step) {
  return `${axesOf(step)}` === "2" ? { kind: "softmax" } : cannot(step.layer, words.anotherAxis);
}

/** By what it does; the name of the kind does not tell that it was an Activation. */
function activation({ layer }) {
  const { kind, ...settings } = effectIn(layer);
  return { kind, settings };
}

function effectIn(layer) {
  const { activation: given } = layer.config;
  return activationEffect(given) ?? cannot(layer, words.activation(activationWord(given)));
}

const merge = (kind) => () => ({ kind });

const pool = (kind) => ({ layer: { config: { pool_size: window, strides, padding } } }) =>
  ({ kind, settings: { window: pair(window), ...steps({ strides: strides ?? window, padding }) } });
const globalPool = (kind) => ({ layer: { config: { keepdims } } }) => (
  { kind, settings: keepdims ? { keepdims } : {}, rank: keepdims ? 3 : 1 });

const borders = (value) => pair(value).map(pair);

function upsample({ layer }) {
  const { size, interpolation } = layer.config;
  return { kind: "upsample", settings: { size: pair(size), interpolation: interpolated(layer, interpolation) } };
}

function rescale({ layer, froms: [from], ranks: [rank] }) {
  const [scale, offset] = ["scale", "offset"].map((key) => perChannel(layer.config[key], from, rank) ?? cannot(layer, words.placesDiffer));
  return { kind: "rescale", settings: { scale, offset } };
}

const IN_TRAINING_ONLY = `Identity Dropout SpatialDropout2D AlphaDropout GaussianNoise GaussianDropout ActivityRegularization
  RandomBrightness RandomContrast RandomFlip RandomRotation RandomTranslation RandomZoom`.split(/\s+/);

const KINDS = {
  Conv2D: conv,
  DepthwiseConv2D: ({ layer: { config } }) => (
    { kind: "depthwise-conv", settings: { ...depthwise(config), ...without(config, "use_bias") }, arrays: sums(config) }),
  SeparableConv2D: separable,
  Conv2DTranspose: turned,
  Dense: ({ layer: { config } }) => (
    { kind: "dense", settings: { filters: config.units, ...without(config, "use_bias") }, arrays: sums(config) }),
  BatchNormalization: batchNorm,
  LayerNormalization: layerNorm,
  Normalization: normalisation,
  ReLU: relu,
  LeakyReLU: ({ layer: { config: { negative_slope: slope } } }) => ({ kind: "leaky-relu", settings: { slope } }),
  PReLU: () => ({ kind: "prelu", arrays: { alpha: { at: 0 } } }),
  ELU: ({ layer: { config: { alpha } } }) => ({ kind: "elu", settings: { alpha } }),
  Softmax: softmax,
  Activation: activation,
  Add: merge("add"), Subtract: merge("subtract"), Multiply: merge("multiply"),
  Average: merge("average"), Maximum: merge("maximum"), Minimum: merge("minimum"),
  Concatenate: concat,
  MaxPooling2D: pool("max-pool"), AveragePooling2D: pool("mean-pool"),
  GlobalMaxPooling2D: globalPool("global-max-pool"), GlobalAveragePooling2D: globalPool("global-mean-pool"),
  Flatten: () => ({ kind: "flatten", rank: 1 }),
  Reshape: ({ layer, froms }) => reshaped(layer, froms, layer.config.target_shape),
  Permute: ({ layer: { config: { dims } }, ranks: [rank] }) => permuted([dims].flat(), rank),
  ZeroPadding2D: ({ layer: { config: { padding } } }) => ({ kind: "zero-pad", settings: { edges: borders(padding) } }),
  Cropping2D: ({ layer: { config: { cropping } } }) => ({ kind: "crop", settings: { edges: borders(cropping) } }),
  UpSampling2D: upsample,
  Resizing: (step) => resized(step, step.layer.config),
  Rescaling: rescale,
  ...Object.fromEntries(IN_TRAINING_ONLY.map((name) => [name, merge("identity")])),
};

const isQuantized = ({ quantization_config: config, dtype }) => Boolean(config) || String(dtype?.class_name).startsWith("Quantized");

/** The pieces of one step, one to three: an activation inside a layer becomes a piece of its own. */
export function piecesOf(step) {
  const { layer, trains } = step, { className, config } = layer;
  if (isQuantized(config)) cannot(layer, words.quantized);
  if (!isLayer(layer)) return [operationPiece(step)];
  if (!Object.hasOwn(KINDS, className)) cannot(layer, words.unknownKind);
  const own = [KINDS[className](step)].flat();
  const isOther = IN_TRAINING_ONLY.includes(className) || (className === "BatchNormalization" && layer.training);
  if (trains && isOther) cannot(layer, words.trains);
  if (className === "Activation" || !Object.hasOwn(config, "activation")) return own;
  const { kind, ...settings } = effectIn(layer);
  return kind === "identity" ? own : [...own, { kind, settings, suffix: kind }];
}
