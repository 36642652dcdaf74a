/* What functions without weights do, by the names under which Keras saves them: {kind, ...settings} as network.json has them. Python tries
   numbers out (cnnviz_helpers/networks/effects.py); here nothing of a file is run, so a name must be known. */

const PLAIN = "relu softmax sigmoid tanh selu silu softplus softsign exponential hard_sigmoid hard_silu hard_tanh mish".split(" ");
const kindOf = (name) => name.replaceAll("_", "-");

/** keras.activations, with the settings that they have when only named. */
const NAMED = {
  ...Object.fromEntries(PLAIN.map((name) => [name, { kind: kindOf(name) }])),
  linear: { kind: "identity" },
  swish: { kind: "silu" },
  hard_swish: { kind: "hard-silu" },
  relu6: { kind: "relu", most: 6 },
  leaky_relu: { kind: "leaky-relu", slope: 0.2 },
  elu: { kind: "elu", alpha: 1 },
  celu: { kind: "elu", alpha: 1 },
  gelu: { kind: "gelu", approximate: false },
};

const byName = (name) => (Object.hasOwn(NAMED, name) ? NAMED[name] : null);

/** A ReLU inside another layer: what bends twice is one, what bends once is a leaky one. */
function relu({ max_value: most, negative_slope: slope, threshold }) {
  if (threshold) return null;
  const top = most === null || most === undefined ? {} : { most };
  if (!slope) return { kind: "relu", ...top };
  return most === undefined || most === null ? { kind: "leaky-relu", slope } : { kind: "relu", ...top, slope };
}

/** Layers without weights as the activation of another: each a function of its config. */
const LAYERS = {
  ReLU: relu,
  LeakyReLU: ({ negative_slope: slope }) => (slope ? { kind: "leaky-relu", slope } : { kind: "relu" }),
  ELU: ({ alpha }) => ({ kind: "elu", alpha }),
  Softmax: ({ axis }) => (axis === -1 ? { kind: "softmax" } : null),
  Activation: ({ activation }) => activationEffect(activation),
  Identity: () => NAMED.linear,
};

/**
 * What an activation does, as a layer's config has it: a name, a function of keras.activations or keras.ops, or a layer; null if it is
 * unknown.
 */
export function activationEffect(activation) {
  if (activation === null || activation === undefined) return NAMED.linear;
  if (typeof activation === "string") return byName(activation);
  const { module, class_name: className, config } = activation, isKerass = /^keras(\.|$)/.test(module);
  if (!isKerass) return null;
  // A function of keras.ops has the name of an activation, but gelu, which is approximated there if nothing else is said.
  if (className === "function") return config === "gelu" && /\bops\b/.test(module) ? { kind: "gelu", approximate: true } : byName(config);
  return Object.hasOwn(LAYERS, className) && typeof config === "object" && config !== null ? LAYERS[className](config) : null;
}

/** What an activation is called in a sentence. */
export const activationWord = (activation) => (
  typeof activation === "string" ? activation : activation?.registered_name ?? activation?.class_name ?? "none");

/** Functions of keras.ops that take one tensor and no axes: {name of the class: a function of its config}. */
const always = (effect) => () => effect;

export const OPERATION_EFFECTS = {
  ...Object.fromEntries("Relu Relu6 Softplus Softsign Sigmoid Silu Tanh Selu Mish HardSigmoid HardSilu HardTanh".split(" ").map((name) =>
    [name, always(byName(name.replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase()))])),
  Exp: always(NAMED.exponential),
  Softmax: ({ axis = -1 }) => (axis === -1 ? NAMED.softmax : null),
  LeakyRelu: ({ negative_slope: slope = 0.2 }) => ({ kind: "leaky-relu", slope }),
  Elu: ({ alpha = 1 }) => ({ kind: "elu", alpha }),
  Celu: ({ alpha = 1 }) => (alpha === 1 ? NAMED.celu : null),
  Gelu: ({ approximate = true }) => ({ kind: "gelu", approximate }),
  Negative: always({ kind: "rescale", scale: -1, offset: 0 }),
  Clip: ({ x_min: least, x_max: most }) => {
    if (least === 0 && most > 0) return { kind: "relu", most };
    return least === -1 && most === 1 ? NAMED.hard_tanh : null;
  },
};
