/* What network.json may say of a layer of each kind: its settings, how many layers it reads, which arrays it has. How it is computed stands
   in the engine's tables, from where the shapes come. An entry:
     settings   {key: whether a value is one, of the value and the layers' shapes}; one that may be left out stands in `optional`
     optional   the same
     reads      how many layers: [least, most]; left out: one
     fits       whether the shapes that it reads go together
     arrays     {name: shape}, from the entry and the shape that it reads
     mayShrink  its arrays may have 1 in place of any size, and are stretched then */

import { product } from "../engine/kinds.mjs";

export const MOST_SIZE = 65536; // of one side of anything

const whole = (least, most = MOST_SIZE) => (value) => Number.isInteger(value) && value >= least && value <= most;
const some = whole(1), isNumber = Number.isFinite, isTrue = (value) => typeof value === "boolean";
const listOf = (n, isOne) => (value) => Array.isArray(value) && value.length === n && value.every((one) => isOne(one));
const oneOf = (...words) => (value) => words.includes(value);
const pair = listOf(2, some), edges = listOf(2, listOf(2, whole(0)));

/** Axes of maps, each once. */
const isAxes = (value) => Array.isArray(value) && value.length > 0 && new Set(value).size === value.length && value.every(whole(0, 2));
/** A number, or one for each channel. */
const perChannel = (value, [[, , channels]]) => isNumber(value) || listOf(channels, isNumber)(value);

const STEPS = { strides: pair, padding: oneOf("valid", "same") }, DILATION = { dilation: pair };
const CONVOLUTION = { filters: some, window: pair, ...STEPS }, INTERPOLATION = { interpolation: oneOf("nearest", "bilinear") };
const POOL = { settings: { window: pair, ...STEPS } }, GLOBAL = { optional: { keepdims: isTrue } }, NOTHING = {};
const EPSILON = { epsilon: (value) => isNumber(value) && value >= 0 };
// What a layer can be without: its array is zeros or ones then.
const BIAS = { use_bias: isTrue }, SCALES = { scale: isTrue, center: isTrue };

const kernelAndBias = (kernel, many) => ({ kernel, bias: [many] });
const perMap = (...names) => (entry, [, , channels]) => Object.fromEntries(names.map((name) => [name, [channels]]));

/** Sizes are the same, or 1. */
function stretches(entry, shapes) {
  return shapes[0].every((_, axis) => new Set(shapes.map((shape) => shape[axis]).filter((size) => size > 1)).size < 2);
}

const merged = (most = 1000) => ({ reads: [2, most], fits: stretches });

function layerNormArrays({ axes }, from) {
  const shape = from.map((size, axis) => (axes.includes(axis) ? size : 1));
  return { gamma: shape, beta: shape };
}

const FUNCTIONS = "selu silu sigmoid tanh softplus softsign exponential hard-sigmoid hard-silu hard-tanh mish softmax".split(" ");

export const FORMS = {
  conv: {
    settings: CONVOLUTION, optional: BIAS,
    arrays: ({ window, filters }, from) => kernelAndBias([...window, from[2], filters], filters),
  },
  "general-conv": {
    settings: { ...CONVOLUTION, ...DILATION, groups: some },
    optional: BIAS,
    fits: ({ groups, filters }, [from]) => from[2] % groups === 0 && filters % groups === 0,
    arrays: ({ window, groups, filters }, from) => kernelAndBias([...window, from[2] / groups, filters], filters),
  },
  "depthwise-conv": {
    settings: { window: pair, ...STEPS, ...DILATION, times: some },
    optional: BIAS,
    arrays: ({ window, times }, from) => kernelAndBias([...window, from[2], times], from[2] * times),
  },
  "conv-transpose": {
    settings: { ...CONVOLUTION, ...DILATION },
    optional: { output_padding: listOf(2, whole(0)), ...BIAS },
    arrays: ({ window, filters }, from) => kernelAndBias([...window, filters, from[2]], filters),
  },
  dense: { settings: { filters: some }, optional: BIAS, arrays: ({ filters }, from) => kernelAndBias([from[2], filters], filters) },
  "batch-norm": { settings: EPSILON, optional: SCALES, arrays: perMap("gamma", "beta", "mean", "variance") },
  "layer-norm": { settings: { ...EPSILON, axes: isAxes }, optional: SCALES, arrays: layerNormArrays },
  relu: { optional: { slope: isNumber, threshold: isNumber, most: isNumber } },
  "leaky-relu": { settings: { slope: isNumber } },
  prelu: { arrays: (entry, from) => ({ alpha: from }), mayShrink: true },
  elu: { settings: { alpha: isNumber } },
  gelu: { settings: { approximate: isTrue } },
  ...Object.fromEntries(FUNCTIONS.map((kind) => [kind, NOTHING])),
  add: merged(), subtract: merged(2), multiply: merged(), average: merged(), maximum: merged(), minimum: merged(),
  concat: {
    settings: { axis: whole(0, 2) },
    reads: [1, 1000],
    fits: ({ axis }, shapes) => shapes.every((shape) => shape.every((size, i) => i === axis || size === shapes[0][i])),
  },
  "max-pool": POOL, "mean-pool": POOL, "global-max-pool": GLOBAL, "global-mean-pool": GLOBAL,
  flatten: NOTHING, identity: NOTHING,
  reshape: {
    settings: { shape: (value) => [1, 2, 3].some((n) => listOf(n, whole(1, Infinity))(value)) },
    fits: ({ shape }, [from]) => product(shape) === product(from),
  },
  permute: { settings: { axes: (value) => isAxes(value) && value.length === 3 } },
  "zero-pad": { settings: { edges } },
  crop: { settings: { edges } },
  upsample: { settings: { size: pair, ...INTERPOLATION } },
  resize: { settings: { shape: (value) => pair(value) || listOf(3, some)(value), ...INTERPOLATION } },
  rescale: { settings: { scale: perChannel, offset: perChannel } },
  normalise: { optional: { invert: isTrue }, arrays: perMap("mean", "variance") },
};
