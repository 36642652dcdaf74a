/* What the live figures compute with: the network, the 1,000 pictures, and small helpers. */

import { Network } from "../engine/network.mjs";
import { RGB } from "./draw.mjs";
import { readArrays, readFile, readJson } from "./files.mjs";
import { xorshift } from "./random.mjs";
import * as KIT_WORDS from "./words.mjs";

/** The pixels of a photo of the book as numbers: the byte / 255 − 0.5. */
const AS_INPUT = Float32Array.from({ length: 256 }, (_, pixel) => Math.fround(pixel / 255) - 0.5);

/**
 * What figures know of a network beside its layers; of another one than the book's, any-network.mjs works it out.
 *   pixels: how a picture's bytes, red, green and blue, become numbers. number(rgb, at): that at `at` of the input, from the byte at
 *           byteAt(at); words(byte, c): the same in words; scales: the colours of each channel; limit: the largest number; grey(c): that
 *           between black and white; scale, offset: how a byte becomes a number, if it is so in all channels, and not as for the book's;
 *   album: the photos that one can choose from, in one large picture `file`, `columns` in a row; name(index): in Python;
 *   fit(rgb): a photo -> as large as the network's input, and grey if that is grey.
 */
const BOOKS = {
  pixels: {
    byteAt: (at) => at, number: (rgb, at) => AS_INPUT[rgb[at]], words: KIT_WORDS.pixel, scales: RGB, limit: 0.5, grey: () => 0,
  },
  album: { file: "cifar10-1000.png", n: 1000, columns: 40, shape: [32, 32], name: (index) => `x_test[${index}]` },
  fit: (rgb) => rgb,
};

/**
 * A network, not shared: a figure may change its weights. The engine is made ready while the weights, the large file, are on their way.
 * Files that come with the figure may be those of another network than the book's (in a worker: `own`).
 * slopes: the module engine/slopes.mjs, for a figure that asks for slopes.
 */
export async function openNetwork(model, slopes) {
  const arrays = readArrays(model, "weights.safetensors"), isOther = model.get("own") ?? model.get("files");
  const any = isOther && importLater(model, "kit/any-network.mjs");
  const engine = readFile(model, "engine.wasm"); // comes at the same time
  const made = Promise.all([readJson(model, "network.json"), any, engine]).then(async ([description, other]) => {
    const network = await makeNetwork(model, description, arrays, slopes);
    return Object.assign(network, BOOKS, other && other.featuresOf(network, description, BOOKS, model.get("name")));
  });
  return (await Promise.all([made, arrays]))[0];
}

/** A network as `description` and `arrays` say, on the engine that comes with a figure; `slopes` as for openNetwork. */
export async function makeNetwork(model, description, arrays, slopes) {
  const more = (isSpecial) => readMore(model, slopes, isSpecial), script = () => importLater(model, "engine/script-loops.mjs");
  return Network.create(description, arrays, await readFile(model, "engine.wasm"), { more, slopes, script });
}

/** A model, with other `values` in the place of some. */
export const instead = (model, values) => ({
  get: (key) => (key in values ? values[key] : model.get(key)),
  set: (key, value) => model.set(key, value),
  save_changes: () => model.save_changes(),
  on: (event, call) => model.on?.(event, call),
  off: (event, call) => model.off?.(event, call),
});

/** The shares of the classes, as the network has just computed them. A single number at its end is the share of the second class. */
export function answersOf({ layers, classes }) {
  const shares = [...layers.at(-1).output];
  return shares.length < classes.length ? [1 - shares[0], shares[0]] : shares;
}

/** What slopes need, and kinds of layers that the book's own network does not have. */
export async function readMore(model, slopes, isSpecial) {
  const parts = isSpecial ? ["kinds", ...(slopes ? ["slopes"] : [])] : ["loops"];
  const modules = parts.map((part) => importLater(model, `engine/more-${part}.mjs`));
  return Object.assign({ wasm: await readFile(model, "more.wasm") }, ...await Promise.all(modules));
}

/** Random weights of the sizes of `layers`, as Keras begins (Glorot's uniform), the same for the same seed. */
export function randomWeights(layer, seed) {
  const random = xorshift(seed * 0x9e3779b9 + 1), places = layer.inputs / layer.from[2]; // of one kernel
  const limit = Math.sqrt(6 / (layer.inputs + places * layer.shape[2]));
  return layer.learned.kernel.map(() => (2 * random() - 1) * limit);
}

/** Pixels from 0 to 255 -> numbers as the network expects them. */
export function toInput(rgb, input, { number } = BOOKS.pixels) {
  for (let i = 0; i < input.length; i++) input[i] = number(rgb, i);
}

/** The photos of an album, fitted to the network. The first one comes with the page, so that a figure opens without the large file. */
export class Photos {
  constructor(model, { album, fit, photo } = BOOKS) {
    Object.assign(this, { model, fit, size: photo?.shape ?? album.shape, ...album });
    this.opening = model.get("picture"); // {index, label, rgb: base64}, or nothing
  }

  /**
   * Photo `index`. rgb: Uint8, red, green, blue, row by row, of the `size` of the input; label: the number of its class,
   * -1 if not known.
   */
  async get(index) {
    const { opening, fit } = this;
    if (opening?.index === index) return { rgb: fit(Uint8Array.from(atob(opening.rgb), (c) => c.charCodeAt(0))), label: opening.label };
    const [all, labels] = await Promise.all([this.all(), this.labels()]), bytes = all.length / this.n;
    return { rgb: fit(all.subarray(index * bytes, (index + 1) * bytes)), label: labels[index] ?? -1 };
  }

  /** All photos as they are stored, (high, wide, 3) bytes each by their `shape`, one after the other. */
  all() {
    this.loaded ??= readFile(this.model, this.file).then((png) => unpackSprite(png, this));
    return this.loaded;
  }

  /** The number of the class of each photo; an empty list where they are not known. */
  labels() {
    return readJson(this.model, "labels.json");
  }

  /** A look at all of them, to choose one: album.mjs. */
  async album(onpick) {
    const { Album } = await importLater(this.model, "kit/album.mjs");
    return new Album(this, onpick);
  }
}

/** The large picture that holds all the small ones -> their bytes, one picture after the other. */
async function unpackSprite(png, { n, columns, shape: [high, wide] }) {
  const asStored = { colorSpaceConversion: "none", premultiplyAlpha: "none" };
  const bitmap = await createImageBitmap(new Blob([png], { type: "image/png" }), asStored);
  const canvas = Object.assign(document.createElement("canvas"), { width: bitmap.width, height: bitmap.height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  const all = new Uint8Array(n * high * wide * 3);
  for (let y = 0, to = 0; to < all.length; y++) { // a row of one small picture after the other
    const i = Math.floor(y / high), row = Math.floor(i / columns) * high + (y % high);
    for (let x = 0, from = (row * columns + (i % columns)) * wide * 4; x < wide; x++, from++) { // the fourth byte is left out
      for (let c = 0; c < 3; c++) all[to++] = data[from++];
    }
  }
  return all;
}

/** Wait until all that has arrived meanwhile is done. A timer would wait 4 ms each time, and a second in a page that nobody sees. */
export const pause = () => new Promise((go) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => { port1.close(); go(); };
  port2.postMessage(0);
});

/** A worker that runs the module `name`: from its known address (in a notebook, in a page of one file), or from beside the page. */
export function startWorker(model, name) {
  return new Worker(model.get("modules")?.[name] ?? new URL(name, model.get("base")), { type: "module", name });
}

/** The module `name`, which comes only when it is needed; from the same places. */
export function importLater(model, name) {
  return import(model.get("modules")?.[name] ?? new URL(name, model.get("base")))
    .catch(() => { throw new Error(KIT_WORDS.notLoaded(name)); });
}
