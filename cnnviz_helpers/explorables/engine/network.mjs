/* The network, computed: every layer's output for one picture. No page in here, only numbers.

   All numbers lie in one long float32 array, the heap. The number for row y, column x, channel c of an output that begins at `at`
   stands at heap[at + (y * width + x) * channels + c]. The loops that take time are WebAssembly (engine.c), or JavaScript, which computes the same without tiles. */

const BLOCK = 16; // filters that are computed together, as in engine.c
const APART = 16; // numbers between the 16 parts of all tiles, as in engine.c
const HEAP_START = 65536 / 4; // below it lies what the compiled loops need for themselves

/** The loops in plain JavaScript, for browsers without WebAssembly SIMD; places in the heap count numbers, not bytes. */
export function scriptLoops(heap) {
  return {
    conv(from, weights, bias, to, inRow, right, down, height, width, rows, run, filters, first, last) {
      for (let f = first * BLOCK; f < Math.min(filters, last * BLOCK); f += 8) { // half a block: more sums would not stay in registers
        const start = weights + (f & -BLOCK) * rows * run + (f & 8), many = Math.min(8, filters - f), b = bias + f;
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            let s0 = heap[b], s1 = heap[b + 1], s2 = heap[b + 2], s3 = heap[b + 3], s4 = heap[b + 4], s5 = heap[b + 5], s6 = heap[b + 6], s7 = heap[b + 7];
            for (let row = 0, w = start; row < rows; row++) {
              const left = from + y * down + x * right + row * inRow;
              for (let k = left; k < left + run; k++, w += BLOCK) {
                const number = heap[k];
                s0 += number * heap[w]; s1 += number * heap[w + 1]; s2 += number * heap[w + 2]; s3 += number * heap[w + 3];
                s4 += number * heap[w + 4]; s5 += number * heap[w + 5]; s6 += number * heap[w + 6]; s7 += number * heap[w + 7];
              }
            }
            const sums = [s0, s1, s2, s3, s4, s5, s6, s7], place = to + (y * width + x) * filters + f;
            for (let i = 0; i < many; i++) heap[place + i] = sums[i];
          }
        }
      }
    },
    relu(from, to, n) {
      for (let i = 0; i < n; i++) heap[to + i] = heap[from + i] > 0 ? heap[from + i] : 0;
    },
    pool(from, to, inHeight, inWidth, channels, rows, columns, stepY, stepX, top, left, height, width, isMean) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++, to += channels) {
          for (let c = 0; c < channels; c++) {
            let most = -Infinity, sum = 0, n = 0;
            for (let r = Math.max(0, y * stepY - top); r < Math.min(inHeight, y * stepY - top + rows); r++) {
              for (let k = Math.max(0, x * stepX - left); k < Math.min(inWidth, x * stepX - left + columns); k++, n++) {
                const number = heap[from + (r * inWidth + k) * channels + c];
                sum += number;
                if (number > most) most = number;
              }
            }
            heap[to + c] = isMean ? sum / n : most;
          }
        }
      }
    },
  };
}

/** The same loops from engine.wasm. They count bytes, so places are multiplied by 4. */
function compiledLoops({ conv, relu, pool, to_tiles, kernel_tiles, from_tiles }) {
  return {
    conv: (from, weights, bias, to, inRow, ...rest) => conv(from * 4, weights * 4, bias * 4, to * 4, inRow, ...rest),
    relu: (from, to, n) => relu(from * 4, to * 4, n),
    pool: (from, to, ...rest) => pool(from * 4, to * 4, ...rest),
    toTiles: (from, to, ...rest) => to_tiles(from * 4, to * 4, ...rest),
    kernelTiles: (from, to, ...rest) => kernel_tiles(from * 4, to * 4, ...rest),
    fromTiles: (from, bias, to, ...rest) => from_tiles(from * 4, bias * 4, to * 4, ...rest),
  };
}

/** `n` numbers and the loops over them: compiled (`wasm`: the bytes of engine.wasm), or in script (null). */
async function makeHeap(n, wasm) {
  if (wasm) {
    const memory = new WebAssembly.Memory({ initial: Math.ceil(((HEAP_START + n) * 4) / 65536) });
    const { instance } = await WebAssembly.instantiate(wasm, { env: { memory } });
    return { heap: new Float32Array(memory.buffer), loops: compiledLoops(instance.exports) };
  }
  const heap = new Float32Array(HEAP_START + n);
  return { heap, loops: scriptLoops(heap) };
}

/** The named arrays of a safetensors file (float16 or float32): {name: {shape, values: Float32Array}}. */
export function readSafetensors(buffer) {
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  const arrays = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const bytes = buffer.slice(8 + length + entry.data_offsets[0], 8 + length + entry.data_offsets[1]);
    if (!(entry.dtype in READERS)) throw new Error(`Expected numbers as F16, F32 or I32, but ${name} has ${entry.dtype}; export the model again.`);
    arrays[name] = { shape: entry.shape, values: READERS[entry.dtype](bytes) };
  }
  return arrays;
}
const READERS = {
  F16: (bytes) => (globalThis.Float16Array ? new Float32Array(new Float16Array(bytes)) : halvesToSingles(bytes)),
  F32: (bytes) => new Float32Array(bytes),
  I32: (bytes) => Float32Array.from(new Int32Array(bytes)),
};

/** Half-precision numbers -> single precision: sign, exponent and fraction are moved to their new places. */
function halvesToSingles(bytes) {
  const halves = new Uint16Array(bytes), singles = new Float32Array(halves.length), bits = new Uint32Array(singles.buffer);
  for (let i = 0; i < halves.length; i++) {
    const size = halves[i] & 0x7fff;
    if (size < 0x400) singles[i] = size / 0x1000000; // too small for an exponent
    else bits[i] = (size << 13) + (size < 0x7c00 ? 0x38000000 : 0x70000000); // the larger: infinity, and what is no number
    bits[i] |= (halves[i] & 0x8000) << 16;
  }
  return singles;
}

/** Where windows lie along one axis: how many, and how much padding stands before the first. As TensorFlow counts it. */
function windows(size, length, step, padding) {
  if (padding === "valid") return { n: Math.floor((size - length) / step) + 1, before: 0, padded: size };
  const n = Math.ceil(size / step), missing = Math.max((n - 1) * step + length - size, 0);
  return { n, before: missing >> 1, padded: size + missing };
}

/** Whether a convolution can be computed in tiles of 2 x 2 outputs, as engine.c does it. */
const fitsTiles = ({ window, strides, filters }, channels) => `${window} ${strides}` === "3,3 1,1" && filters % 4 === 0 && channels % 4 === 0;

/** The shape of a layer's output, from its input's shape and its description; of a convolution also how many tiles it is computed in, or 0. */
function plan(layer, [height, width, channels], isCompiled) {
  if (layer.kind === "conv" || layer.kind.endsWith("pool") && layer.window) {
    const [rows, columns] = layer.window, [stepY, stepX] = layer.strides;
    const down = windows(height, rows, stepY, layer.padding), across = windows(width, columns, stepX, layer.padding);
    const isTiled = isCompiled && layer.kind === "conv" && fitsTiles(layer, channels);
    for (const axis of isTiled ? [down, across] : []) {
      axis.tiles = Math.ceil(axis.n / 2);
      axis.padded = 2 * axis.tiles + 2; // the last tile may hang over
    }
    return { shape: [down.n, across.n, layer.filters ?? channels], down, across, tiles: isTiled ? down.tiles * across.tiles : 0 };
  }
  if (layer.kind.startsWith("global")) return { shape: [1, 1, channels] };
  if (layer.kind === "dense") return { shape: [height, width, layer.filters] };
  if (layer.kind === "flatten") return { shape: [1, 1, height * width * channels] };
  return { shape: [height, width, channels] };
}

/** Whether each map that a layer gives comes of one map alone. */
const staysInItsMap = (kind) => kind === "relu" || kind === "dropout" || kind.endsWith("pool");

/** Filters that are off give zeros. */
function switchOff({ off, output, size, shape }) {
  for (const filter of off) for (let i = filter; i < size; i += shape[2]) output[i] = 0;
}

const product = (numbers) => numbers.reduce((a, b) => a * b, 1);

/** How many numbers the tiles of a layer take: 16 parts of what goes in, and as many of what comes out; and a kernel, before it is packed. */
const tileSize = ({ tiles, from, filters }) => (tiles ? Math.max(16 * (tiles * (from[2] + filters) + 2 * APART), 9 * from[2] * filters) : 0);

/** A whole network, ready to run. Make one with `Network.create`. */
export class Network {
  /** description: network.json; arrays: {name/kernel, name/bias: {shape, values}}, or a promise of them; wasm: bytes of engine.wasm, or null for script. */
  static async create(description, arrays, wasm) {
    const isCompiled = Boolean(wasm) && typeof WebAssembly === "object" && WebAssembly.validate(wasm);
    let shape = description.input, n = product(shape), tiled = 0, widest = 0, alone = 0;
    const layers = description.layers.map((entry) => {
      const layer = { ...entry, from: shape, ...plan(entry, shape, isCompiled), off: [] };
      layer.size = product(layer.shape);
      n += layer.size;
      if (layer.filters) {
        layer.inputs = product(layer.window ?? [1]) * shape[2];
        layer.blocks = Math.ceil(layer.filters / BLOCK);
        layer.packedSize = layer.blocks * BLOCK * (layer.tiles ? 16 * shape[2] : layer.inputs);
        n += layer.packedSize + layer.blocks * BLOCK;
        if (layer.kind === "conv") {
          n += layer.down.padded * layer.across.padded * shape[2];
          alone = Math.max(alone, layer.down.padded * layer.across.padded + product(layer.window) * layer.blocks * BLOCK);
        }
        tiled = Math.max(tiled, tileSize(layer));
        widest = Math.max(widest, layer.blocks * BLOCK);
      }
      shape = layer.shape;
      return layer;
    });
    const network = new Network(description, layers, { isCompiled, ...(await makeHeap(n + widest + alone + tiled, isCompiled ? wasm : null)) });
    network.noBias = network.take(widest).byteOffset / 4;
    network.alone = network.take(alone);
    network.tiles = network.take(tiled).byteOffset / 4; // used by one layer after the other
    network.run(); // on zeros, so that the browser has compiled the loops when the weights come
    network.learn(await arrays);
    return network;
  }

  constructor(description, layers, { heap, loops, isCompiled }) {
    Object.assign(this, { classes: description.classes, layers, heap, loops, isCompiled, free: HEAP_START });
    this.input = this.take(product(description.input));
    let before = { at: this.input.byteOffset / 4, shape: description.input };
    layers.forEach((layer) => {
      layer.before = before;
      layer.output = this.take(layer.size);
      layer.at = layer.output.byteOffset / 4;
      if (layer.filters) {
        layer.packed = this.take(layer.packedSize);
        layer.packedBias = this.take(layer.blocks * BLOCK);
        if (layer.kind === "conv") layer.padded = this.take(layer.down.padded * layer.across.padded * layer.from[2]);
      }
      before = layer;
    });
  }

  /** Take over the weights that training found. */
  learn(arrays) {
    this.layers.forEach((layer, i) => {
      if (!layer.filters) return;
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

  /** Give layer `i` other weights, in Keras' order (rows, columns, channels, filters), and biases. With `filter`, only that one has changed. */
  setWeights(i, kernel, bias, filter = null) {
    const layer = this.layers[i], { packed, inputs, filters: many } = layer;
    if (this.others?.edit !== `${i} ${filter}`) this.others = null;
    if (layer.tiles) {
      this.heap.set(kernel, this.tiles);
      this.loops.kernelTiles(this.tiles, packed.byteOffset / 4, layer.from[2], many);
    }
    for (let f = filter ?? 0; f < (filter === null ? many : filter + 1); f++) {
      layer.packedBias[f] = bias[f];
      if (layer.tiles) continue;
      const start = (f & -BLOCK) * inputs + (f % BLOCK);
      for (let k = 0; k < inputs; k++) packed[start + k * BLOCK] = kernel[k * many + f];
    }
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

  /** Compute one filter of the convolution `i` (with those that are computed beside it): for a weight that was just edited. */
  runFilter(i, filter) {
    const block = Math.floor(filter / BLOCK);
    this.runLayer(this.layers[i], block, block + 1);
  }

  /**
   * Compute all that one edited filter of the convolution `i` changes, once everything has been run with that photo. The next convolution adds up
   * what it makes of each map: its sum over all other maps is kept from edit to edit, and only the edited one's share is computed again.
   */
  runEdit(i, filter) {
    const { layers } = this, edit = `${i} ${filter}`, next = layers.findIndex(({ kind }, k) => k > i && !staysInItsMap(kind)), layer = layers[next];
    if (layer?.kind !== "conv") {
      this.runFilter(i, filter);
      return this.runLayers(i + 1);
    }
    if (this.others?.edit !== edit) {
      const { output, shape } = layers[next - 1];
      for (let k = filter; k < output.length; k += shape[2]) output[k] = 0;
      this.runLayer(layer);
      this.others = { edit, sums: layer.output.slice() };
    }
    this.runFilter(i, filter);
    this.runLayers(i + 1, next - 1);
    this.runShare(layer, filter);
    const { output } = layer, { sums } = this.others;
    for (let k = 0; k < sums.length; k++) output[k] += sums[k];
    switchOff(layer);
    return this.runLayers(next + 1);
  }

  /** What a convolution makes of one map alone, without bias. */
  runShare({ before, at, from, down, across, window, strides, shape, filters, blocks, kernel }, map) {
    const { heap, alone, noBias } = this, [height, width, channels] = from, row = across.padded, places = product(window);
    const picture = alone.byteOffset / 4, weights = picture + down.padded * row;
    alone.fill(0);
    for (let y = 0; y < height; y++) {
      const start = picture + (y + down.before) * row + across.before;
      for (let x = 0; x < width; x++) heap[start + x] = heap[before.at + (y * width + x) * channels + map];
    }
    for (let k = 0; k < places; k++) {
      for (let f = 0; f < filters; f++) heap[weights + (f & -BLOCK) * places + k * BLOCK + (f % BLOCK)] = kernel[(k * channels + map) * filters + f];
    }
    this.loops.conv(picture, weights, noBias, at, row, strides[1], strides[0] * row, shape[0], shape[1], window[0], window[1], filters, 0, blocks);
  }

  runLayer(layer, first = 0, last = layer.blocks) {
    const { before, at, output, kind, shape, from } = layer, [height, width, channels] = from, isMean = kind.endsWith("mean-pool") ? 1 : 0;
    if (kind === "conv") this.runConv(layer, first, last);
    else if (kind === "dense") {
      const [n, many] = [height * width, layer.filters];
      this.loops.conv(before.at, layer.packed.byteOffset / 4, layer.packedBias.byteOffset / 4, at, channels, channels, channels, n, 1, 1, channels, many, first, last);
    } else if (kind === "relu") this.loops.relu(before.at, at, layer.size);
    else if (kind.startsWith("global")) this.loops.pool(before.at, at, height, width, channels, height, width, 1, 1, 0, 0, 1, 1, isMean);
    else if (kind.endsWith("pool")) {
      const { window, strides, down, across } = layer;
      this.loops.pool(before.at, at, height, width, channels, ...window, ...strides, down.before, across.before, shape[0], shape[1], isMean);
    } else {
      this.heap.copyWithin(at, before.at, before.at + layer.size); // flatten, dropout, softmax's start
      if (kind === "softmax") for (let i = 0; i < layer.size; i += shape[2]) softmax(output.subarray(i, i + shape[2]));
    }
    switchOff(layer);
  }

  runConv(layer, first, last) {
    const { before, from, down, across, padded, window, strides, shape } = layer, [height, width, channels] = from;
    const row = across.padded * channels, start = padded.byteOffset / 4;
    for (let y = 0; y < height; y++) {
      const source = before.at + y * width * channels;
      this.heap.copyWithin(start + (y + down.before) * row + across.before * channels, source, source + width * channels);
    }
    if (layer.tiles) this.runTiles(layer, start, row, first, last);
    else this.loops.conv(
      start, layer.packed.byteOffset / 4, layer.packedBias.byteOffset / 4, layer.at, row, strides[1] * channels, strides[0] * row,
      shape[0], shape[1], window[0], window[1] * channels, layer.filters, first, last,
    );
  }

  /** A convolution in tiles: sums of the picture, 16 convolutions of 1 x 1 over all tiles, and sums of what these give. */
  runTiles({ at, from, shape, down, across, tiles, packed, packedBias, blocks, filters }, picture, row, first, last) {
    const { loops, noBias } = this, channels = from[2], made = this.tiles + 16 * (tiles * channels + APART);
    loops.toTiles(picture, this.tiles, row, channels, down.tiles, across.tiles);
    for (let i = 0; i < 16; i++) {
      const part = this.tiles + i * (tiles * channels + APART), weights = packed.byteOffset / 4 + i * blocks * BLOCK * channels;
      loops.conv(part, weights, noBias, made + i * (tiles * filters + APART), 0, channels, 0, 1, tiles, 1, channels, filters, first, last);
    }
    loops.fromTiles(made, packedBias.byteOffset / 4, at, shape[0], shape[1], filters, first * BLOCK, Math.min(filters, last * BLOCK));
  }
}

/** Scores to probabilities, in place. The largest is taken away first, so that nothing overflows. */
export function softmax(scores) {
  const most = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += scores[i] = Math.exp(scores[i] - most);
  for (let i = 0; i < scores.length; i++) scores[i] /= sum;
  return scores;
}
