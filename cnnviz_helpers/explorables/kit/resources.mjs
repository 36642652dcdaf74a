/* What the live figures compute with: the network, the 1,000 pictures, and small helpers. */

import { Network } from "../engine/network.mjs";
import { readArrays, readFile, readJson } from "./files.mjs";
import * as KIT_WORDS from "./words.mjs";

/**
 * A network, not shared: a figure may change its weights. The engine is made ready while the weights, the large file, are on their way.
 * slopes: the module engine/slopes.mjs, for a figure that asks for slopes.
 */
export async function openNetwork(model, slopes) {
  const arrays = readArrays(model, "weights.safetensors");
  const engine = Promise.all([readJson(model, "network.json"), readFile(model, "engine.wasm")]);
  const made = engine.then(([description, wasm]) => Network.create(description, arrays, wasm, { more: () => readMore(model, slopes), slopes }));
  return (await Promise.all([made, arrays]))[0];
}

/** What kinds of layers need that the book's own network does not have. */
async function readMore(model, slopes) {
  const modules = ["engine/more-kinds.mjs", ...(slopes ? ["engine/more-slopes.mjs"] : [])].map((name) => importLater(model, name));
  return Object.assign({ wasm: await readFile(model, "more.wasm") }, ...await Promise.all(modules));
}

/** Random weights of the sizes of `layers`, as Keras begins (Glorot's uniform), the same for the same seed. */
export function randomWeights(layer, seed) {
  let state = seed * 0x9e3779b9 + 1;
  const random = () => { // xorshift32
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const places = layer.inputs / layer.from[2]; // of one kernel
  const limit = Math.sqrt(6 / (layer.inputs + places * layer.filters));
  return Float32Array.from({ length: layer.inputs * layer.filters }, () => (2 * random() - 1) * limit);
}

/** How many pixels a photo of the book is wide and high: as they lie in the large picture, `COLUMNS` in a row. */
export const PHOTO_SIDE = 32;
const COLUMNS = 40, BYTES = PHOTO_SIDE * PHOTO_SIDE * 3, PHOTOS = 1000;
const AS_INPUT = Float32Array.from({ length: 256 }, (_, pixel) => Math.fround(pixel / 255) - 0.5);

/** Pixels from 0 to 255 -> numbers as the network expects them: pixel / 255 - 0.5. */
export function toInput(rgb, input) {
  for (let i = 0; i < rgb.length; i++) input[i] = AS_INPUT[rgb[i]];
}

/** The 1,000 pictures. The first one comes with the page, so that a figure opens without the large file. */
export class Photos {
  constructor(model) {
    this.model = model;
    this.opening = model.get("picture"); // {index, label, rgb: base64}, or nothing
    this.n = PHOTOS;
    this.side = PHOTO_SIDE;
  }

  /** Picture `index`. rgb: Uint8, red, green, blue, row by row; label: the number of its class, or -1 where it is not known. */
  async get(index) {
    const { opening } = this;
    if (opening?.index === index) return { rgb: Uint8Array.from(atob(opening.rgb), (c) => c.charCodeAt(0)), label: opening.label };
    const [all, labels] = await Promise.all([this.all(), readJson(this.model, "labels.json")]);
    return { rgb: all.subarray(index * BYTES, (index + 1) * BYTES), label: labels[index] ?? -1 };
  }

  /** All pictures, one after the other. */
  all() {
    this.loaded ??= readFile(this.model, "cifar10-1000.png").then(unpackSprite);
    return this.loaded;
  }
}

/** The large picture that holds all the small ones -> their bytes, one picture after the other. */
async function unpackSprite(png) {
  const asStored = { colorSpaceConversion: "none", premultiplyAlpha: "none" };
  const bitmap = await createImageBitmap(new Blob([png], { type: "image/png" }), asStored);
  const canvas = Object.assign(document.createElement("canvas"), { width: bitmap.width, height: bitmap.height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  const all = new Uint8Array(COLUMNS * (bitmap.height / PHOTO_SIDE) * BYTES);
  for (let y = 0, to = 0; to < all.length; y++) { // a row of one small picture after the other
    const i = Math.floor(y / PHOTO_SIDE), row = Math.floor(i / COLUMNS) * PHOTO_SIDE + (y % PHOTO_SIDE);
    for (let x = 0, from = (row * COLUMNS + (i % COLUMNS)) * PHOTO_SIDE * 4; x < PHOTO_SIDE; x++, from++) { // the fourth byte is left out
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
  return import(model.get("modules")?.[name] ?? new URL(name, model.get("base"))).catch(() => { throw new Error(KIT_WORDS.notLoaded(name)); });
}
