/* The activations that take each number for itself: what they make of x, and how steep they are there, y being what they made.
   At a corner the slope is TensorFlow's. `words`: how it is computed, x being written down already. */

const sigmoid = (x) => 1 / (1 + Math.exp(-x));
const softplus = (x) => Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x))); // the plain way overflows
const hardSigmoid = (x) => Math.min(6, Math.max(0, x + 3)) / 6;
const isBent = (x) => Math.abs(x) < 3; // where a hard sigmoid rises

/** 1 − erf(x), to the precision of float32 (Press et al., Numerical Recipes, 1992, section 6.2). */
function erfc(x) {
  const t = 1 / (1 + Math.abs(x) / 2), rest = ERFC.reduceRight((sum, factor) => sum * t + factor, 0);
  const above = t * Math.exp(-x * x + rest);
  return x < 0 ? 2 - above : above;
}
const ERFC = [-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277];

/** What gelu multiplies x with: the normal distribution, or nearly that; and its slope. */
const ROOT = Math.sqrt(2 / Math.PI), CUBE = 0.044715;
const bell = ({ approximate }, x) => (approximate ? (1 + Math.tanh(ROOT * (x + CUBE * x ** 3))) / 2 : erfc(-x / Math.SQRT2) / 2);
function bellSlope({ approximate }, x) {
  if (!approximate) return Math.exp(-x * x / 2) * ROOT / 2;
  return (1 - Math.tanh(ROOT * (x + CUBE * x ** 3)) ** 2) / 2 * ROOT * (1 + 3 * CUBE * x * x);
}

const SCALE = 1.0507009873554805, ALPHA = 1.6732632423543772; // of selu

/** ReLU's settings, in single precision: only so does a number lie in a corner as TensorFlow sees it. */
const corners = ({ slope = 0, threshold = 0, most = Infinity }) => ({ slope, threshold: Math.fround(threshold), most: Math.fround(most) });

function relu(x, layer) {
  const { slope, threshold, most } = corners(layer), above = x > threshold ? x : 0;
  return (most < Infinity ? Math.min(most, Math.max(0, above)) : above) - slope * Math.max(0, threshold - x);
}

/**
 * In the corner at the threshold, ReLU is flat, but a leaky one goes on with its slope.
 * TensorFlow has relu6 for itself, flat from six on; elsewhere it clips, and both ends of what it clips to are steep.
 */
function reluSlope(x, layer) {
  const { slope, threshold, most } = corners(layer), isLeaky = threshold === 0 && most === Infinity;
  const isInside = most === Infinity || (x >= 0 && (most === 6 && threshold === 0 ? x < most : x <= most));
  return (x > threshold && isInside ? 1 : 0) + (x < threshold || (isLeaky && x === 0) ? slope : 0);
}

const bentWords = (x, above, below) => (x.startsWith("−") ? below : above);

export const SCALARS = {
  relu: {
    value: relu,
    slope: (x, y, layer) => reluSlope(x, layer),
    words(x, { slope = 0, threshold = 0, most }, number) {
      const above = threshold ? `(${x} if above ${threshold}, else 0)` : `max(0, ${x})`;
      const kept = most === undefined ? above : `min(${most}, ${above})`;
      return slope ? `${kept} + ${slope} · min(0, ${threshold ? `${x} − ${number(threshold)}` : x})` : kept;
    },
  },
  "leaky-relu": {
    value: (x, { slope }) => (x > 0 ? x : slope * x),
    slope: (x, y, { slope }) => (x > 0 ? 1 : slope),
    words: (x, { slope }) => `max(0, ${x}) + ${slope} · min(0, ${x})`,
  },
  prelu: {
    value: (x, layer, at) => (x > 0 ? x : layer.alpha[layer.alphaAt[at]] * x),
    slope: (x, y, layer, at) => (x > 0 ? 1 : x < 0 ? layer.alpha[layer.alphaAt[at]] : 0),
    words: (x, layer, number, at) => `max(0, ${x}) + ${number(layer.alpha[layer.alphaAt[at]], 4)} · min(0, ${x})`,
  },
  elu: {
    value: (x, { alpha }) => (x > 0 ? x : alpha * Math.expm1(x)),
    slope: (x, y, { alpha }) => (x > 0 ? 1 : y + alpha),
    words: (x, { alpha }) => bentWords(x, `${x}, above 0`, `${alpha} · (e^${x} − 1)`),
  },
  selu: {
    value: (x) => SCALE * (x > 0 ? x : ALPHA * Math.expm1(x)),
    slope: (x, y) => (y < 0 ? y + SCALE * ALPHA : SCALE),
    words: (x) => bentWords(x, `1.0507 · ${x}`, `1.7581 · (e^${x} − 1)`),
  },
  silu: {
    value: (x) => x * sigmoid(x),
    slope: (x, y) => sigmoid(x) + y * (1 - sigmoid(x)),
    words: (x) => `x / (1 + e^−x), x = ${x}`,
  },
  sigmoid: {
    value: sigmoid,
    slope: (x, y) => y * (1 - y),
    words: (x) => `1 / (1 + e^−x), x = ${x}`,
  },
  tanh: {
    value: Math.tanh,
    slope: (x, y) => 1 - y * y,
    words: (x) => `tanh(${x})`,
  },
  softplus: {
    value: softplus,
    slope: sigmoid,
    words: (x) => `ln(1 + e^x), x = ${x}`,
  },
  softsign: {
    value: (x) => x / (1 + Math.abs(x)),
    slope: (x) => (1 + Math.abs(x)) ** -2,
    words: (x) => `x / (1 + |x|), x = ${x}`,
  },
  exponential: {
    value: Math.exp,
    slope: (x, y) => y,
    words: (x) => `e^x, x = ${x}`,
  },
  "hard-sigmoid": {
    value: hardSigmoid,
    slope: (x) => (isBent(x) ? 1 / 6 : 0),
    words: (x) => `min(6, max(0, ${x} + 3)) / 6`,
  },
  "hard-silu": {
    value: (x) => x * hardSigmoid(x),
    slope: (x) => hardSigmoid(x) + (isBent(x) ? x / 6 : 0),
    words: (x) => `x · min(6, max(0, x + 3)) / 6, x = ${x}`,
  },
  "hard-tanh": {
    value: (x) => Math.min(1, Math.max(-1, x)),
    slope: (x) => (Math.abs(x) <= 1 ? 1 : 0),
    words: (x) => `min(1, max(−1, ${x}))`,
  },
  mish: {
    value: (x) => x * Math.tanh(softplus(x)),
    slope(x) {
      const bound = Math.tanh(softplus(x));
      return bound + x * (1 - bound * bound) * sigmoid(x);
    },
    words: (x) => `x · tanh(ln(1 + e^x)), x = ${x}`,
  },
  gelu: {
    value: (x, layer) => x * bell(layer, x),
    slope: (x, y, layer) => bell(layer, x) + x * bellSlope(layer, x),
    words: (x, { approximate }) => `x · ${approximate ? "(1 + tanh(0.7979 · (x + 0.0447 · x³))) / 2" : "(1 + erf(x / √2)) / 2"}, x = ${x}`,
  },
};
