/* Slopes: by how much one number of the network changes with any other, found backwards, layer by layer. No page in here.

   Whoever asks for the slopes of a number n gets, for each number x that it was made of, dn/dx:
   n changes by dn/dx times a small change of x.
   The chain rule goes from each layer to those that it reads. How a kind of layer passes slopes on stands in its entry:
     back(slopes, layer, to, source) writes the slopes of what the layer reads (of the source with that number) at `to`,
                                     from `layer.gradient`
     turn(layer, isCompiled)         the layer that it runs for that, `layer.turned`, of a sum
     room(layer)                     how many other numbers of the heap it needs, as `layer.backOwn`
     weights(slopes, layer, to)      writes the slopes of its kernel at `to`
     scratch(layer)                  how many numbers it needs for that
   Sums stand in slope-sums.mjs; kinds that the book's network does not have, and other forms of ReLU, in more-slopes.mjs. */

import { placeOf } from "./kinds.mjs";
import { BLOCK } from "./loops.mjs";
import { SUM_SLOPES } from "./slope-sums.mjs";
import { tileSize } from "./tiles.mjs";

/* ---- pools ---- */

/**
 * Call `visit(from, first, rows, columns)` for each window: where its slope stands, and the first number that it
 * reads inside of the border.
 */
function eachWindow({ from: [high, wide, channels], shape: [height, width], window, strides, down, across }, visit) {
  for (let y = 0; y < height; y++) {
    const top = y * strides[0] - down.before, first = Math.max(0, top), rows = Math.min(high, top + window[0]) - first;
    for (let x = 0; x < width; x++) {
      const left = x * strides[1] - across.before, start = Math.max(0, left), columns = Math.min(wide, left + window[1]) - start;
      visit((y * width + x) * channels, (first * wide + start) * channels, rows, columns);
    }
  }
}

/** Each window's slope goes to its largest number; of several, to the first, as TensorFlow does it. */
function maxPoolBack({ heap, loops }, { before, gradient, from, window, strides, down, across, shape }, to) {
  heap.fill(0, to, to + before.size);
  loops.maxBack(before.at, placeOf(gradient), to, ...from, ...window, ...strides, down.before, across.before, shape[0], shape[1]);
}

/** Each number of a window gets its share. */
function meanPoolBack({ heap }, layer, to) {
  const { gradient, before, from: [, wide, channels] } = layer;
  heap.fill(0, to, to + before.size);
  eachWindow(layer, (from, first, rows, columns) => {
    for (let row = 0; row < rows; row++) {
      const start = to + first + row * wide * channels;
      for (let i = 0; i < columns * channels; i++) heap[start + i] += gradient[from + (i % channels)] / (rows * columns);
    }
  });
}

/** All places where a map is largest share its slope, as TensorFlow does it. */
function globalMaxBack({ heap }, { gradient, output, before, from: [, , channels] }, to) {
  const ties = new Float32Array(channels);
  for (let i = 0; i < before.size; i++) ties[i % channels] += heap[before.at + i] === output[i % channels];
  for (let i = 0; i < before.size; i++) {
    heap[to + i] = heap[before.at + i] === output[i % channels] ? gradient[i % channels] / ties[i % channels] : 0;
  }
}

/** All numbers of a map get the same share. */
function globalMeanBack(slopes, layer, to) {
  const { backOwn, from: [height, width, channels] } = layer;
  backOwn.set(layer.gradient.map((slope) => slope / (height * width)));
  for (let i = 0; i < height * width; i++) slopes.heap.set(backOwn, to + i * channels);
}

/* ---- all numbers of a place, and the same numbers ---- */

/** More for one class is less for all others. */
function softmaxBack({ heap }, { gradient, output, size, shape: [, , many] }, to) {
  for (let first = 0; first < size; first += many) {
    let sum = 0;
    for (let i = first; i < first + many; i++) sum += gradient[i] * output[i];
    for (let i = first; i < first + many; i++) heap[to + i] = output[i] * (gradient[i] - sum);
  }
}

/** A gate: open for numbers above zero. */
const reluBack = ({ loops }, { gradient, before, size }, to) => loops.gate(placeOf(gradient), before.at, to, size, 0, Infinity, 0);

const copyBack = ({ heap }, { gradient }, to) => heap.set(gradient, to);

/* ---- the table ---- */

export const SLOPES = {
  ...SUM_SLOPES,
  "max-pool": { back: maxPoolBack },
  "mean-pool": { back: meanPoolBack },
  "global-max-pool": { back: globalMaxBack },
  "global-mean-pool": { back: globalMeanBack, room: ({ from }) => from[2] },
  relu: { back: reluBack },
  flatten: { back: copyBack },
  softmax: { back: softmaxBack },
  identity: { back: copyBack },
};

/* ---- backwards through a network ---- */

/** Give each layer its entry (also of `more` kinds), and count the numbers that all slopes need. `Network.create` asks this. */
export function prepare(photo, layers, isCompiled, more) {
  const table = { ...SLOPES, ...more };
  let own = photo.size + 1;
  for (const layer of layers) {
    layer.backwards = table[layer.kind];
    layer.turned = layer.backwards.turn?.(layer, isCompiled);
    own += layer.size + (layer.turned ? layer.turned.packedSize + (layer.turned.paddedSize ?? 0) : 0)
      + (layer.backwards.room?.(layer) ?? 0);
  }
  const { bias, tiles, scratch, kernel } = sharedRoom(photo, layers);
  return own + bias + tiles + scratch + kernel;
}

/** What the layers use one after the other. */
function sharedRoom(photo, layers) {
  const most = (size) => layers.reduce((found, layer) => Math.max(found, size(layer)), 0);
  return {
    bias: most(({ blocks = 0, turned, shape }) => Math.max(blocks * BLOCK, (turned?.blocks ?? 0) * BLOCK, shape[2])),
    tiles: most(({ turned }) => (turned?.tiles ? tileSize(turned) : 0)),
    scratch: Math.max(photo.size, most((layer) => Math.max(layer.size, layer.backwards.scratch?.(layer) ?? 0))),
    kernel: most(({ inputs = 0, filters, rules }) => (rules.isSum ? inputs * filters : 0)),
  };
}

/**
 * The slopes of one number of a network that was made with room for them. First put a picture into the network and run it.
 * Each of these lays the slopes of its number into `gradient` of every layer, and of the network's `photo`:
 * as many numbers as that has outputs; zeros, where it does not depend on them.
 */
export class Slopes {
  constructor(network) {
    const { photo, layers, heap, loops } = network, { bias, tiles, scratch, kernel } = sharedRoom(photo, layers);
    const take = (n) => network.take(n);
    Object.assign(this, { network, heap, loops, all: [photo, ...layers] });
    for (const one of this.all) one.gradient = take(one.size);
    const zeros = take(bias);
    this.noBias = placeOf(zeros);
    this.one = placeOf(take(1).fill(1));
    this.tiles = placeOf(take(tiles));
    this.scratch = take(scratch);
    this.kernel = take(kernel);
    for (const layer of layers) {
      layer.backOwn = take(layer.backwards.room?.(layer) ?? 0);
      const { turned } = layer;
      if (turned) Object.assign(turned, { packed: take(turned.packedSize), padded: take(turned.paddedSize ?? 0), packedBias: zeros });
    }
  }

  /** Of the number at `at` of a layer. */
  ofNumber(layer, at) {
    return this.of(layer, (gradient) => { gradient[at] = 1; });
  }

  /** Of the mean of a layer's map. */
  ofMean(layer, map) {
    const [height, width, many] = layer.shape;
    return this.of(layer, (gradient) => {
      for (let i = map; i < gradient.length; i += many) gradient[i] = 1 / (height * width);
    });
  }

  /**
   * Of the loss for the class `label`, minus the logarithm of what the network gives it: by the scores before a softmax
   * (or before the sigmoid of a single unit), which is exact also where the share is nearly zero. Softmax's own slopes stay zeros.
   */
  ofLoss(label) {
    const { layers } = this.network, last = layers.at(-1), shares = last.output;
    if (shares.length === 1) return this.of(last.before, (gradient) => { gradient[0] = shares[0] - label; });
    return this.of(last.before, (gradient) => {
      gradient.set(shares);
      gradient[label] -= 1;
    });
  }

  /** Of any sum of outputs of `layer`; lay(slope) says how much each of them counts. */
  of(layer, lay) {
    const { all } = this, reached = new Set([layer]);
    for (const one of all) one.gradient.fill(0);
    lay(layer.gradient);
    for (let i = all.indexOf(layer); i > 0; i--) if (reached.has(all[i])) this.pass(all[i], reached);
    return this.network.photo.gradient;
  }

  /** From one layer to those that it reads. Who is read by several layers gets the sum of what comes from each. */
  pass(layer, reached) {
    this.withoutOff(layer, () => layer.sources.forEach((source, s) => {
      const isFirst = !reached.has(source);
      reached.add(source);
      layer.backwards.back(this, layer, placeOf(isFirst ? source.gradient : this.scratch), s);
      if (!isFirst) this.add(source);
    }));
  }

  /** Do `work` with a layer whose filters that are off have no slopes: they give the same, whatever they read. */
  withoutOff({ gradient, off, shape }, work) {
    const kept = off.length ? gradient.slice() : null;
    for (const filter of off) for (let i = filter; i < gradient.length; i += shape[2]) gradient[i] = 0;
    work();
    if (kept) gradient.set(kept);
  }

  /**
   * After one of those: the slopes of what a layer reads, of the source with that number, through this layer alone, also if others read it.
   * They stand until the next question.
   */
  through(layer, source = 0) {
    this.withoutOff(layer, () => layer.backwards.back(this, layer, placeOf(this.scratch), source));
    return this.scratch.subarray(0, layer.sources[source].size);
  }

  /** Add what stands in `scratch` to what a layer has. */
  add({ gradient, size }) {
    this.loops.join(placeOf(this.scratch), 0, 0, 1, placeOf(gradient), 0, 0, 1, placeOf(gradient), 1, 1, size, 0);
  }

  /** After one of those: the slopes of a layer's weights, {kernel, bias}, in Keras' order. */
  ofWeights(layer) {
    const { filters, gradient, inputs, size } = layer, { loops, one, scratch, kernel } = this, places = size / filters;
    scratch.fill(0, 0, filters);
    loops.meet(placeOf(gradient), 0, filters, 1, one, 0, 0, 0, placeOf(scratch), 0, 0, 1, 1, places, filters);
    const bias = scratch.slice(0, filters);
    layer.backwards.weights(this, layer, placeOf(kernel));
    return { kernel: kernel.slice(0, inputs * filters), bias };
  }
}
