/* What figures must know of a network that came with them: how its pictures become numbers, and in which size. It comes only with one. */

import { refusalOf } from "./needs.mjs";
import * as WORDS from "./any-network.words.mjs";

export { refusalOf } from "./needs.mjs";

const SCALE = 1 / 255, OFFSET = -0.5; // of a network that does not say how a byte becomes a number: as the book's
const GREY = [0.299, 0.587, 0.114]; // how much of red, green and blue there is in grey
const RGB = ["red", "green", "blue"];
const MIDDLE = 127.5; // the byte between black and white

const ofChannel = (setting, c) => setting[c] ?? setting;

/** A number in at most four digits, without zeros at its end. */
const short = (value) => String(Number(value.toPrecision(4))).replace("-", "−");

/** A number for each byte: in single precision, step by step as Python has it. */
function tableOf(scale, offset) {
  const isUsual = scale === SCALE && offset === OFFSET;
  return Float32Array.from({ length: 256 }, (_, byte) => (isUsual ? Math.fround(byte / 255) - 0.5 : byte * scale + offset));
}

/** In words, what is done to a byte. */
function stepsInWords(scale, offset) {
  const times = scale === 1 ? "" : Math.abs(scale) < 1 ? ` / ${short(1 / scale)}` : ` · ${short(scale)}`;
  return `${times}${offset ? ` ${offset < 0 ? "−" : "+"} ${short(Math.abs(offset))}` : ""}`;
}

/** How pictures become numbers; as in resources.mjs. */
function pixelsOf({ input: [, , channels], pixels: { scale = SCALE, offset = OFFSET, order } = {} }) {
  const all = Array.from({ length: channels }, (_, c) => [ofChannel(scale, c), ofChannel(offset, c)]);
  const tables = all.map((one) => tableOf(...one)), inWords = all.map((one) => stepsInWords(...one));
  const place = (c) => (order === "bgr" ? RGB.length - 1 - c : c);
  const byteAt = (at) => Math.floor(at / channels) * RGB.length + place(at % channels);
  const isAlike = new Set(inWords).size === 1;
  return {
    byteAt, scale: isAlike ? all[0][0] : 1, offset: isAlike ? all[0][1] : 0,
    limit: Math.max(...tables.flatMap((table) => [table[0], table[255]]).map(Math.abs)),
    scales: channels === 1 ? ["signed"] : RGB.map((_, c) => RGB[place(c)]),
    number: (rgb, at) => tables[at % channels][rgb[byteAt(at)]],
    grey: (c) => MIDDLE * all[c][0] + all[c][1],
    words: (byte, c = 0) => (isAlike || typeof byte === "number" ? `${byte}${inWords[c]}` : WORDS.eachWay(byte, inWords)),
  };
}

/** Where along one axis each of `n` numbers lies among `size`: the two places on both sides, and how far the second counts. */
function placesAlong(size, n) {
  return Array.from({ length: n }, (_, i) => {
    const at = Math.min(Math.max(((i + 0.5) * size) / n - 0.5, 0), size - 1), low = Math.floor(at);
    return { low, high: Math.min(low + 1, size - 1), share: at - low };
  });
}

/**
 * (high, wide, 3) bytes -> as many rows and columns as the input has, between pixels as their distance says;
 * and grey, if it has one channel.
 */
function fitted(rgb, [height, width], [rows, columns, channels]) {
  if (channels === RGB.length && height === rows && width === columns) return rgb;
  const across = placesAlong(width, columns), pixel = [0, 0, 0], result = new Uint8Array(rows * columns * RGB.length);
  let to = 0;
  for (const { low: top, high: bottom, share: down } of placesAlong(height, rows)) {
    for (const { low, high, share } of across) {
      for (let c = 0; c < RGB.length; c++) {
        const at = (row, column) => rgb[(row * width + column) * RGB.length + c];
        const above = at(top, low) * (1 - share) + at(top, high) * share, below = at(bottom, low) * (1 - share) + at(bottom, high) * share;
        pixel[c] = above * (1 - down) + below * down;
      }
      const grey = GREY.reduce((sum, part, c) => sum + part * pixel[c], 0);
      for (let c = 0; c < RGB.length; c++) result[to++] = Math.floor((channels === 1 ? grey : pixel[c]) + 0.5);
    }
  }
  return result;
}

/** The photos of the network's own folder, or those of the book. */
function albumOf({ input, pixels, pictures }, album) {
  if (pictures) return { file: "pictures.png", ...pictures, name: WORDS.inPython };
  return pixels || `${input}` !== `${[...album.shape, RGB.length]}` ? { ...album, name: WORDS.inPython } : album;
}

/**
 * What figures know of a network beside its layers, in the place of what they know of the book's (`usual`);
 * `how`: how each kind of layer computes; `unlabelled`: what is said where the right answers are not known.
 * Throws one sentence if the figure of that name cannot show it.
 */
export function featuresOf(network, description, usual, figure) {
  const refusal = refusalOf(figure, network);
  if (refusal) throw new Error(refusal);
  const album = albumOf(description, usual.album), { shape } = network.photo;
  return {
    pixels: pixelsOf(description), album, how: WORDS.how, unlabelled: WORDS.unlabelled,
    fit: (rgb, from = album.shape) => fitted(rgb, from, shape),
  };
}
