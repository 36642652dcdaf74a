/* Slopes: by how much one number of the network changes with any other, found backwards, layer by layer. No page in here.

   Whoever asks for the slopes of a number n gets, for each number x that it was made of, dn/dx: n changes by dn/dx times a small change of x.
   The chain rule goes from each layer to those that it reads. How a kind of layer passes slopes on stands in its entry:
     back(slopes, layer, to, source) writes the slopes of what the layer reads (of the source with that number) at `to`, from `layer.gradient`
     turn(layer, isCompiled)         the layer that it runs for that, `layer.turned`, of a sum
     room(layer)                     how many other numbers of the heap it needs, as `layer.backOwn`
     weights(slopes, layer, to)      writes the slopes of its kernel at `to`
     scratch(layer)                  how many numbers it needs for that
   Kinds that the book's network does not have stand in more-slopes.mjs. */

import { convolve, placeOf, product } from "./kinds.mjs";
import { BLOCK } from "./loops.mjs";
import { pack } from "./network.mjs";
import { fitsTiles, layTiles, tileSize } from "./tiles.mjs";

/* ---- convolutions ---- */

/**
 * The convolution that passes the slopes of `layer` back. A pixel's slope is the sum, over all windows that saw it, of the weight there times the
 * window's slope: again a convolution, of the slopes with their steps spread out, by the same kernels turned round, filters and channels swapped.
 */
function turnedConv({ from, filters, window, shape, down, across }, isCompiled) {
  const axes = [down, across].map(({ before }, axis) => ({ n: from[axis], before: window[axis] - 1 - before, padded: from[axis] + window[axis] - 1 }));
  const back = { ...turnedDense({ from, filters, window, shape }), strides: [1, 1], down: axes[0], across: axes[1] };
  back.tiles = isCompiled && fitsTiles(back, filters) ? layTiles(...axes) : 0;
  if (back.tiles) back.packedSize = back.blocks * BLOCK * 16 * filters;
  back.paddedSize = axes[0].padded * axes[1].padded * filters;
  return back;
}

/** The same of a dense layer, at each place for itself. */
function turnedDense({ from, filters, window = [1, 1], shape }) {
  const inputs = product(window) * filters, blocks = Math.ceil(from[2] / BLOCK);
  return { from: [shape[0], shape[1], filters], shape: from, window, filters: from[2], inputs, blocks, packedSize: blocks * BLOCK * inputs };
}

/** Kernels (rows, columns, channels, filters), in Keras' order -> turned by half a turn, (rows, columns, filters, channels). */
function turn(kernel, places, channels, filters) {
  const found = new Float32Array(kernel.length);
  for (let place = 0; place < places; place++) {
    const from = (places - 1 - place) * channels * filters, to = place * channels * filters;
    for (let c = 0; c < channels; c++) for (let f = 0; f < filters; f++) found[to + f * channels + c] = kernel[from + c * filters + f];
  }
  return found;
}

/** The turned layer; its kernels are laid ready anew after each change of the weights. */
function turnedLayer(slopes, layer) {
  const back = layer.turned, channels = layer.from[2];
  if (!layer.isTurned) pack(slopes, back, turn(layer.kernel, product(back.window), channels, layer.filters), 0, channels);
  layer.isTurned = true;
  return back;
}

function convBack(slopes, layer, to) {
  const back = turnedLayer(slopes, layer), { padded, down, across } = back, { strides, shape: [height, width, filters], gradient } = layer;
  const { heap } = slopes, run = strides[1] === 1 ? width : 1; // as many windows as lie side by side there, too
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x += run) {
      const place = ((down.before + y * strides[0]) * across.padded + across.before + x * strides[1]) * filters, from = placeOf(gradient) + (y * width + x) * filters;
      heap.copyWithin(placeOf(padded) + place, from, from + run * filters);
    }
  }
  back.at = to;
  convolve(slopes, back, 0, back.blocks);
}

function denseBack(slopes, layer, to) {
  const back = turnedLayer(slopes, layer), { filters, from: [height, width, channels] } = layer;
  slopes.loops.conv(
    placeOf(layer.gradient), placeOf(back.packed), slopes.noBias, to, filters, filters, filters, height * width, 1, 1, filters, channels, 0, back.blocks,
  );
}

/* ---- pools ---- */

/** Call `visit(from, first, rows, columns)` for each window: where its slope stands, and the first number that it reads inside of the border. */
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
function maxPoolBack({ heap }, layer, to) {
  const { gradient, before, from: [, wide, channels] } = layer;
  heap.fill(0, to, to + before.size);
  eachWindow(layer, (from, first, rows, columns) => {
    for (let c = 0; c < channels; c++) {
      let best = first + c;
      for (let row = 0; row < rows; row++) {
        for (let k = 0, at = first + row * wide * channels + c; k < columns; k++, at += channels) {
          if (heap[before.at + at] > heap[before.at + best]) best = at;
        }
      }
      heap[to + best] += gradient[from + c];
    }
  });
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
  for (let i = 0; i < before.size; i++) heap[to + i] = heap[before.at + i] === output[i % channels] ? gradient[i % channels] / ties[i % channels] : 0;
}

function globalMeanBack({ heap }, { gradient, before, from: [height, width, channels] }, to) {
  for (let i = 0; i < before.size; i++) heap[to + i] = gradient[i % channels] / (height * width);
}

/* ---- numbers for themselves ---- */

/** A gate: open where the number was above zero; at zero it is closed. */
function reluBack({ heap }, { gradient, output, size }, to) {
  for (let i = 0; i < size; i++) heap[to + i] = gradient[i] * (output[i] > 0); // without a branch: half of the gates are closed, in no order
}

/** More for one class is less for all others. */
function softmaxBack({ heap }, { gradient, output, size, shape: [, , many] }, to) {
  for (let first = 0; first < size; first += many) {
    let sum = 0;
    for (let i = first; i < first + many; i++) sum += gradient[i] * output[i];
    for (let i = first; i < first + many; i++) heap[to + i] = output[i] * (gradient[i] - sum);
  }
}

const copyBack = ({ heap }, { gradient }, to) => heap.set(gradient, to);

/* ---- weights ---- */

/**
 * The slopes of a convolution's kernels, (rows, columns, channels, filters), laid at `to`: for each weight the sum, over all windows, of the number
 * that it met times the window's slope. For one row and column of the kernels that is a product of two tables, the numbers that
 * each channel had there, window by window, and the windows' slopes; the loop of the convolutions computes it.
 */
function convWeights({ heap, loops, noBias, scratch }, layer, to) {
  const { padded, from: [, , channels], window, strides, down, across, filters, blocks } = layer, { n } = across, high = down.padded;
  const met = placeOf(scratch), slopes = met + channels * high * n;
  packSlopes(heap, layer, slopes);
  for (let column = 0; column < window[1]; column++) {
    for (let y = 0; y < high; y++) { // channel by channel
      for (let x = 0; x < n; x++) {
        const from = (y * across.padded + x * strides[1] + column) * channels, place = met + y * n + x;
        for (let c = 0; c < channels; c++) heap[place + c * high * n] = padded[from + c];
      }
    }
    for (let row = 0; row < window[0]; row++) {
      const place = to + (row * window[1] + column) * channels * filters;
      loops.conv(met + row * n, slopes, noBias, place, strides[0] * n, 0, high * n, channels, 1, down.n, n, filters, 0, blocks);
    }
  }
}

/** The same of a dense layer. */
function denseWeights({ heap, loops, noBias, scratch }, layer, to) {
  const { before, from: [height, width, channels], filters, blocks } = layer, places = height * width;
  const met = placeOf(scratch), slopes = met + channels * places;
  packSlopes(heap, layer, slopes);
  for (let i = 0; i < before.size; i++) heap[met + (i % channels) * places + Math.floor(i / channels)] = heap[before.at + i];
  loops.conv(met, slopes, noBias, to, 0, 0, places, channels, 1, 1, places, filters, 0, blocks);
}

/** The slopes of a layer's output as the loop needs what it multiplies by: in blocks of filters, place by place. */
function packSlopes(heap, { gradient, size, filters, blocks }, to) {
  const places = size / filters;
  heap.fill(0, to, to + blocks * places * BLOCK);
  for (let i = 0; i < size; i++) {
    const f = i % filters;
    heap[to + ((f >> 4) * places + Math.floor(i / filters)) * BLOCK + (f % BLOCK)] = gradient[i];
  }
}

/* ---- the table ---- */

export const SLOPES = {
  conv: {
    turn: turnedConv, back: convBack, weights: convWeights,
    scratch: ({ from, down, across, size, blocks, filters }) => from[2] * down.padded * across.n + (size / filters) * blocks * BLOCK,
  },
  dense: {
    turn: turnedDense, back: denseBack, weights: denseWeights,
    scratch: ({ before, size, blocks, filters }) => before.size + (size / filters) * blocks * BLOCK,
  },
  relu: { back: reluBack },
  "max-pool": { back: maxPoolBack },
  "mean-pool": { back: meanPoolBack },
  "global-max-pool": { back: globalMaxBack },
  "global-mean-pool": { back: globalMeanBack },
  flatten: { back: copyBack },
  softmax: { back: softmaxBack },
  identity: { back: copyBack },
};

/* ---- backwards through a network ---- */

/** Give each layer its entry (also of `more` kinds), and count the numbers that all slopes need. `Network.create` asks this. */
export function prepare(photo, layers, isCompiled, more) {
  const table = { ...SLOPES, ...more };
  let own = photo.size;
  for (const layer of layers) {
    layer.backwards = table[layer.kind];
    layer.turned = layer.backwards.turn?.(layer, isCompiled);
    own += layer.size + (layer.turned ? layer.turned.packedSize + (layer.turned.paddedSize ?? 0) : 0) + (layer.backwards.room?.(layer) ?? 0);
  }
  const { bias, tiles, scratch, kernel } = sharedRoom(photo, layers);
  return own + bias + tiles + scratch + kernel;
}

/** What the layers use one after the other. */
function sharedRoom(photo, layers) {
  const most = (size) => layers.reduce((found, layer) => Math.max(found, size(layer)), 0);
  return {
    bias: most(({ blocks = 0, turned }) => Math.max(blocks, turned?.blocks ?? 0) * BLOCK),
    tiles: most(({ turned }) => (turned?.tiles ? tileSize(turned) : 0)),
    scratch: Math.max(photo.size, most((layer) => Math.max(layer.size, layer.backwards.scratch?.(layer) ?? 0))),
    kernel: most(({ inputs = 0, filters, rules }) => (rules.isSum ? inputs * filters : 0)),
  };
}

/**
 * The slopes of one number of a network that was made with room for them. First put a picture into the network and run it.
 * Each of these lays the slopes of its number into `gradient` of every layer, and of the network's `photo`: as many numbers as that has outputs;
 * zeros, where it does not depend on them.
 */
export class Slopes {
  constructor(network) {
    const { photo, layers, heap, loops } = network, { bias, tiles, scratch, kernel } = sharedRoom(photo, layers), take = (n) => network.take(n);
    Object.assign(this, { network, heap, loops, all: [photo, ...layers] });
    for (const one of this.all) one.gradient = take(one.size);
    const zeros = take(bias);
    this.noBias = placeOf(zeros);
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
    const { gradient, off, shape, sources } = layer, kept = off.length ? gradient.slice() : null;
    for (const filter of off) for (let i = filter; i < gradient.length; i += shape[2]) gradient[i] = 0; // it gives the same, whatever it reads
    sources.forEach((source, s) => {
      const isFirst = !reached.has(source);
      reached.add(source);
      layer.backwards.back(this, layer, placeOf(isFirst ? source.gradient : this.scratch), s);
      if (!isFirst) for (let i = 0; i < source.size; i++) source.gradient[i] += this.scratch[i];
    });
    if (kept) gradient.set(kept);
  }

  /** After one of those: the slopes of a layer's weights, {kernel, bias}, in Keras' order. */
  ofWeights(layer) {
    const { filters, gradient, inputs } = layer, bias = new Float32Array(filters);
    gradient.forEach((value, i) => { bias[i % filters] += value; });
    layer.backwards.weights(this, layer, placeOf(this.kernel));
    return { kernel: this.kernel.slice(0, inputs * filters), bias };
  }
}
