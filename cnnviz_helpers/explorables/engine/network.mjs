/* The network, computed: every layer's output for one picture. No page in here, only numbers.

   All numbers lie in one long float32 array, the heap. The number for row y, column x, channel c of an output that begins at `at`
   stands at heap[at + (y * width + x) * channels + c]. How each kind of layer is computed stands in kinds.mjs. */

import { KINDS, placeOf, product, rulesOf } from "./kinds.mjs";
import { BLOCK, HEAP_START, makeHeap } from "./loops.mjs";
import { packTiles, tileSize } from "./tiles.mjs";

/** The maps of filters that are off hold one number: zero, or what stands for the filter in `numbers`. */
export function switchOff({ off, numbers, output, size, shape }) {
  for (const filter of off) for (let i = filter; i < size; i += shape[2]) output[i] = numbers?.[filter] ?? 0;
}

/** Whether a layer's weights are laid ready here: other sums do it for themselves. */
const isPacked = ({ rules }) => rules.isSum && !rules.pack;

/**
 * The layers of a description (network.json), each with its rules, what it reads (`sources`, of which `before` is the first),
 * the shapes of what goes in and comes out, and how much room it needs.
 * A layer that does not say what it reads, reads the one before it.
 */
function layersOf({ layers }, photo, kinds, isCompiled) {
  const known = { input: photo };
  let last = "input";
  return layers.map((entry) => {
    const rules = rulesOf(entry, kinds), sources = (entry.inputs ?? [last]).map((name) => known[name]), [before] = sources;
    const layer = { ...entry, rules, sources, before, from: before.shape, off: [], readers: 0 };
    Object.assign(layer, rules.shape(layer, layer.from, isCompiled));
    for (const source of sources) source.readers++;
    layer.size = product(layer.shape);
    if (rules.isSum) layer.inputs = (product(layer.window ?? [1]) * layer.from[2]) / (layer.groups ?? 1); // of one sum
    if (isPacked(layer)) {
      layer.blocks = Math.ceil(layer.filters / BLOCK);
      layer.packedSize = layer.blocks * BLOCK * (layer.tiles ? 16 * layer.from[2] : layer.inputs);
      layer.paddedSize = rules.isWindow ? paddedSize(layer) : 0;
    }
    known[last = layer.name] = layer;
    return layer;
  });
}

/** How many numbers the padded picture takes; none where no padding is: then the windows lie in what the layer reads. */
function paddedSize({ down, across, from: [height, width, channels] }) {
  return down.padded === height && across.padded === width ? 0 : down.padded * across.padded * channels;
}

/** How many numbers the layers need for themselves; and what they use one after the other: a bias of zeros, one map alone, tiles. */
function roomFor(photo, layers) {
  const sums = layers.filter(isPacked), most = (size) => Math.max(0, ...sums.map(size));
  const own = layers.reduce((n, layer) => n + layer.size + (layer.rules.room?.(layer) ?? 0), photo.size)
    + sums.reduce((n, { packedSize, blocks, paddedSize }) => n + packedSize + blocks * BLOCK + paddedSize, 0);
  const ofOneMap = ({ down, across, window, blocks }) => down.padded * across.padded + product(window) * blocks * BLOCK;
  const alone = (layer) => (layer.rules.isSplit ? ofOneMap(layer) : 0);
  return { own, bias: most(({ blocks }) => blocks * BLOCK), alone: most(alone), tiles: most(tileSize) };
}

/** Lay the kernels of the filters `first` .. `end` as the loops need them. */
export function pack(network, layer, kernel, first, end) {
  const { packed, inputs, filters } = layer;
  if (layer.tiles) return packTiles(network, layer, kernel);
  for (let f = first; f < end; f++) {
    const start = (f & -BLOCK) * inputs + (f % BLOCK);
    for (let k = 0; k < inputs; k++) packed[start + k * BLOCK] = kernel[k * filters + f];
  }
}

/** Whether a layer is of none of the book's kinds, or is a ReLU with more than one corner. */
const isOther = ({ kind, slope, threshold, most }) => !(kind in KINDS) || slope || threshold || most !== undefined;

/** A whole network, ready to run. Make one with `Network.create`. */
export class Network {
  /**
   * description: network.json; arrays: {name/kernel, name/bias: {shape, values}}, or a promise; wasm: engine.wasm's bytes, or null.
   * more: an async function that gives {moreLoops, wasm}, for slopes, and {MORE_KINDS, MORE_SLOPES}, too, for kinds that
   * the book's own network does not have; it is called where one is needed, with whether there are such kinds.
   * slopes: the module slopes.mjs, where they will be asked for: they take room.
   * script: an async function that gives script-loops.mjs, for browsers that cannot run wasm, and where that is null.
   */
  static async create(description, arrays, wasm, { more, slopes, script } = {}) {
    const isCompiled = Boolean(wasm) && typeof WebAssembly === "object" && WebAssembly.validate(wasm);
    const isSpecial = description.layers.some(isOther), others = more && (slopes || isSpecial) ? await more(isSpecial) : null;
    const { classes, input } = description, size = product(input);
    const photo = { name: "photo", kind: "photo", rules: KINDS.photo, shape: input, size, readers: 0 };
    const layers = layersOf(description, photo, { ...KINDS, ...others?.MORE_KINDS }, isCompiled);
    const { own, bias, alone, tiles } = roomFor(photo, layers);
    const backwards = slopes?.prepare(photo, layers, isCompiled, others.MORE_SLOPES) ?? 0;
    const made = await makeHeap(own + bias + alone + tiles + backwards, isCompiled ? wasm : null, script);
    if (others) Object.assign(made.loops, await others.moreLoops(made, others.wasm));
    const network = new Network(classes, photo, layers, made);
    network.isCompiled = isCompiled;
    network.noBias = placeOf(network.take(bias));
    network.alone = network.take(alone);
    network.tiles = placeOf(network.take(tiles));
    network.run(); // on zeros, so that the browser has compiled the loops when the weights come
    network.learn(await arrays);
    return network;
  }

  constructor(classes, photo, layers, { heap, loops }) {
    Object.assign(this, { classes, photo, layers, heap, loops, free: HEAP_START });
    this.input = photo.output = this.take(photo.size);
    photo.at = placeOf(photo.output);
    for (const layer of layers) {
      layer.output = this.take(layer.size);
      layer.at = placeOf(layer.output);
      layer.own = this.take(layer.rules.room?.(layer) ?? 0);
      if (isPacked(layer)) {
        layer.packed = this.take(layer.packedSize);
        layer.packedBias = this.take(layer.blocks * BLOCK);
        layer.padded = layer.paddedSize ? this.take(layer.paddedSize) : layer.before.output;
      }
    }
  }

  /** Take over the weights that training found. */
  learn(arrays) {
    this.layers.forEach((layer, i) => {
      layer.rules.learn?.(this, layer, arrays);
      if (!layer.rules.isSum) return;
      layer.learned = { kernel: arrays[`${layer.name}/kernel`].values, bias: arrays[`${layer.name}/bias`].values };
      this.setWeights(i, layer.learned.kernel, layer.learned.bias);
    });
  }

  /** The next `n` free numbers of the heap. */
  take(n) {
    this.free += n;
    return this.heap.subarray(this.free - n, this.free);
  }

  /** The place of the layer with this name. */
  index(name) {
    const i = this.layers.findIndex((layer) => layer.name === name);
    if (i < 0) throw new Error(`The network has no layer ${name}; it has ${this.layers.map((layer) => layer.name).join(", ")}.`);
    return i;
  }

  /** Give layer `i` other weights, in Keras' order (rows, columns, channels, filters), and biases. `filter`: only that one has changed. */
  setWeights(i, kernel, bias, filter = null) {
    const layer = this.layers[i], { filters: many } = layer;
    if (this.others?.edit !== `${i} ${filter}`) this.others = null;
    const end = filter === null ? many : filter + 1;
    if (layer.rules.pack) layer.rules.pack(this, layer, kernel, bias);
    else {
      for (let f = filter ?? 0; f < end; f++) layer.packedBias[f] = bias[f];
      pack(this, layer, kernel, filter ?? 0, end);
    }
    layer.isTurned = false; // slopes.mjs
    layer.kernel = kernel;
    layer.bias = bias;
  }

  /** Compute the layers `first` .. `last` from what stands before them. Put a picture into `input` first. */
  run(first = 0, last = this.layers.length - 1) {
    this.others = null;
    return this.runLayers(first, last);
  }

  runLayers(first, last = this.layers.length - 1) {
    for (let i = first; i <= last; i++) this.runLayer(this.layers[i]);
    return this.layers[last].output;
  }

  runLayer(layer, first = 0, last = layer.blocks) {
    layer.rules.run(this, layer, first, last);
    switchOff(layer);
  }
}
