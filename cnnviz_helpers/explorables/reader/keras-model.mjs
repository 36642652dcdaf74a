/* A model of Keras as config.json tells it: layers, how they read each other, and where their weights lie. Nothing in it is run. */

import * as words from "./words.mjs";

const { refuse } = words;

export const MOST_LAYERS = 5000;
export const MOST_DEEP = 20;

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether a value stands for what another layer gives. */
const isTensor = (value) => isObject(value) && value.class_name === "__keras_tensor__";

/** The networks that Keras knows how to take apart. */
const isNetwork = ({ class_name: name, module }) => /^keras(\.|$)/.test(module) && (name === "Sequential" || name === "Functional");

/** The model that config.json holds. */
export function readModel(config) {
  if (!isObject(config) || !isNetwork(config)) refuse(words.notModel(isObject(config) ? config.class_name ?? "no model" : "no model"));
  return readLayer(config, { shared: new Map(), many: 0 }, 0);
}

/**
 * A layer, or a network: {name, className, module, config, training (whether it learns), network}. `network` is null, or {layers, inputs,
 * outputs}: layers with how each is used, and the tensors at both ends. A layer that several networks have is one object.
 */
function readLayer(entry, all, depth) {
  if (!isObject(entry) || !isObject(entry.config)) refuse(words.damaged);
  const { class_name: className, module, config, shared_object_id: id } = entry;
  if (++all.many > MOST_LAYERS) refuse(words.manyLayers(MOST_LAYERS));
  if (depth > MOST_DEEP) refuse(words.deepModels(MOST_DEEP));
  if (id !== undefined && all.shared.has(id)) return all.shared.get(id);
  const name = config.name ?? entry.name; // functions have theirs beside their settings
  if (typeof name !== "string" || typeof className !== "string") refuse(words.damaged);
  checkName(name);
  const layer = { name, className, module, config, training: config.trainable !== false, network: null };
  if (isNetwork(entry)) layer.network = (className === "Sequential" ? readSequential : readFunctional)(config, all, depth + 1);
  else checkClass(layer, entry.registered_name);
  if (id !== undefined) all.shared.set(id, layer);
  return layer;
}

/** A name is shown, is looked up in objects, and names arrays. */
export function checkName(name) {
  if (!/^[^/\\<>&"'`\p{C}]{1,100}$/u.test(name) || name in Object.prototype) refuse(words.badName(name));
}

/** Only classes of Keras are known; what else there is, is code that somebody wrote. */
function checkClass({ name, className, module, config }, registered) {
  if (className === "Lambda" || config.activation?.class_name === "__lambda__") refuse(words.lambda(name));
  const isKerass = typeof module === "string" && /^keras(\.|$)/.test(module) && (registered ?? className) === className;
  if (!isKerass) refuse(words.ownClass(name, className));
  if (config.data_format === "channels_first") refuse(words.channelsFirst(name));
}

/** Whether it is a layer or a network; else it is a function, such as `x + 3`, which has no weights. */
export const isLayer = ({ module, network }) => network !== null || !/^keras\.(src\.)?ops/.test(module);

const layersOf = ({ layers }) => (Array.isArray(layers) && layers.length ? layers : refuse(words.noInput));

/** One layer after the other. */
function readSequential(config, all, depth) {
  const layers = layersOf(config).map((entry) => readLayer(entry, all, depth));
  if (layers[0].className !== "InputLayer") refuse(words.noInput);
  const used = layers.map((layer, i) => ({ layer, calls: [{ reads: i ? [[layers[i - 1].name, 0, 0]] : [], args: [], options: {} }] }));
  checkNames(used);
  return { isSequential: true, used, inputs: [[layers[0].name, 0, 0]], outputs: [[layers.at(-1).name, 0, 0]] };
}

function checkNames(used) {
  const names = new Set();
  for (const { layer: { name } } of used) names.has(name) ? refuse(words.sameName(name)) : names.add(name);
}

function readFunctional(config, all, depth) {
  const used = layersOf(config).map((entry) => {
    const layer = readLayer(entry, all, depth), nodes = entry.inbound_nodes;
    if (!Array.isArray(nodes) || !nodes.every(isObject)) refuse(words.damaged); // Keras 2 had lists
    return { layer, calls: layer.className === "InputLayer" ? [{ reads: [], args: [], options: {} }] : nodes.map(readCall) };
  });
  checkNames(used);
  // A functional network begins with a use of its own, which only the ends count.
  const isShifted = new Set(used.filter(({ layer }) => layer.network && !layer.network.isSequential).map(({ layer }) => layer.name));
  const ends = (struct) => endsOf(struct).map(([name, node, place]) => [name, isShifted.has(name) ? node - 1 : node, place]);
  return { isSequential: false, used, inputs: ends(config.input_layers), outputs: ends(config.output_layers) };
}

/** The tensors in a list, an object, or alone: [[name, node, place], ...]. */
function endsOf(struct) {
  if (Array.isArray(struct) && struct.length === 3 && typeof struct[0] === "string") return [struct];
  return typeof struct === "object" && struct !== null ? inOrder(struct).flatMap(endsOf) : refuse(words.damaged);
}

/** The parts of a list, or of an object in the order in which Keras takes its names. */
const inOrder = (struct) => (Array.isArray(struct) ? struct : Object.keys(struct).sort().map((key) => struct[key]));

/** One use of a layer: what it reads, and all that it is called with. */
function readCall({ args = [], kwargs = {} }) {
  if (!Array.isArray(args) || !isObject(kwargs)) refuse(words.damaged);
  return { reads: [...args.flatMap(tensorsIn), ...tensorsIn(kwargs)], args, options: kwargs };
}

function tensorsIn(value) {
  if (typeof value !== "object" || value === null || (Array.isArray(value) && typeof value[0] === "number")) return [];
  if (!isTensor(value)) return inOrder(value).flatMap(tensorsIn);
  const history = value.config?.keras_history;
  return Array.isArray(history) && history.length === 3 ? [history] : refuse(words.damaged);
}

/** What a call is given beside tensors, in order, and whether a tensor comes first: `x + 3` and `3 + x`. */
export function givenTo({ args, options }) {
  const [first, second] = [...args, ...Object.values(options)];
  return isTensor(first) ? { number: second, comesFirst: false } : { number: first, comesFirst: true };
}

/* ---- where weights lie ---- */

/** As Python's naming.to_snake_case: Conv2D -> conv2d, BatchNormalization -> batch_normalization, PReLU -> p_re_lu. */
const snake = (name) =>
  name.replace(/\W+/g, "").replace(/(.)([A-Z][a-z]+)/g, "$1_$2").replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase();

/**
 * A Map of layers and the groups of model.weights.h5 that hold their weights: by class, counted in each network; the first one that has a
 * layer.
 */
export function placesOf(model) {
  const places = new Map();
  const visit = ({ network: { used } }, path) => {
    const seen = new Map();
    for (const { layer } of used) {
      if (!isLayer(layer)) continue;
      const name = snake(layer.className), n = seen.get(name) ?? 0, place = `${path}layers/${n ? `${name}_${n}` : name}/`;
      seen.set(name, n + 1);
      if (places.has(layer)) continue;
      places.set(layer, place);
      if (layer.network) visit(layer, place);
    }
  };
  visit(model, "");
  return places;
}
