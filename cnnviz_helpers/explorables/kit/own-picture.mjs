/* A reader's own picture: decoded, cropped to the shape of the photos, averaged to their size. All in this page; nothing is sent. */

import { Camera, Steps } from "./own-steps.mjs";
import { pause } from "./resources.mjs";
import * as KIT_WORDS from "./words.mjs";

const MOST_BYTES = 25e6, MOST_SIDE = 8192, STRIP = 64; // STRIP: lines that are read from a canvas at a time

// How a file begins that was meant to be a picture. [^] is any byte.
const BEGINNINGS = [/^\x89PNG\r\n\x1a\n/, /^\xff\xd8/, /^GIF8/, /^RIFF[^]{4}WEBP/, /^[^]{4}ftypavi[fs]/, /^BM[^]{4}\0{4}/];

/** A file -> its bytes as an address; undefined of what cannot be read, such as a folder.
    It has no kind: the browser looks at the bytes, and takes no SVG. */
function dataAddress(file) {
  return new Promise((done) => {
    const reader = new FileReader();
    Object.assign(reader, { onload: () => done(reader.result), onerror: () => done() });
    reader.readAsDataURL(new Blob([file]));
  });
}

/** [width, height], which the browser knows before it decodes a pixel, so that nothing huge is ever decoded;
    undefined of what it cannot show. */
function pixelSize(address) {
  return new Promise((done) => {
    const image = new Image();
    Object.assign(image, { onload: () => done([image.naturalWidth, image.naturalHeight]), onerror: () => done(), src: address });
  });
}

/** A file -> its picture, upright. Throws one sentence. */
export async function decodePicture(file) {
  if (!file?.size) throw new Error(KIT_WORDS.emptyFile);
  if (file.size > MOST_BYTES) throw new Error(KIT_WORDS.largeFile(MOST_BYTES / 1e6, Math.round(file.size / 1e6)));
  const address = await dataAddress(file), size = address && await pixelSize(address);
  if (size && Math.max(...size) > MOST_SIDE) throw new Error(KIT_WORDS.manyPixels(MOST_SIDE, size));
  try {
    if (size) return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch { /* its beginning says which sentence fits */ }
  const beginning = address ? atob(address.split(",")[1].slice(0, 24)) : "";
  throw new Error(BEGINNINGS.some((known) => known.test(beginning)) ? KIT_WORDS.damaged : KIT_WORDS.otherKind);
}

/**
 * Add to `to` the means of so many equal `parts` of `n` pixels of `from`, which lie `step` apart from `start` on;
 * a pixel that is cut counts by its exact share. So for each of the `lanes` beside each other.
 * step, lane: from a number to that of the next pixel, of the next lane; toStep, toLane: the same for the means.
 */
export function average({ from, start = 0, n, parts, step, lanes, lane }, to, toStep, toLane) {
  for (let part = 0; part < parts; part++) {
    const low = start + (part * n) / parts, high = Math.min(start + ((part + 1) * n) / parts, start + n);
    for (let i = Math.floor(low); i < high; i++) {
      const share = ((Math.min(high, i + 1) - Math.max(low, i)) * parts) / n;
      for (let l = 0, a = i * step, b = part * toStep; l < lanes; l++, a += lane, b += toLane) {
        for (let c = 0; c < 3; c++) to[b + c] += share * from[a + c];
      }
    }
  }
  return to;
}

/**
 * `lanes` lines of a picture across its longer side, from `at` on: their bytes `from`, four a pixel, on white where it is transparent;
 * and how many bytes it is to the next pixel `across` the longer side, and `along` it.
 */
function strip(bitmap, isWide, at, lanes) {
  const [width, height] = isWide ? [lanes, bitmap.height] : [bitmap.width, lanes];
  const pen = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d", { willReadFrequently: true });
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, width, height);
  pen.drawImage(bitmap, isWide ? -at : 0, isWide ? 0 : -at);
  return { from: pen.getImageData(0, 0, width, height).data, across: isWide ? 4 * width : 4, along: isWide ? 4 : 4 * width };
}

/**
 * A picture -> a promise of crop(place): the bytes of a part of the shape of the photos at `place` (0 to 1 along the side that is too
 * long), averaged to their size; of null as soon as it is not wanted any more. In script, so that all browsers agree.
 */
export async function squares(bitmap, isWanted = () => true, [high, wide] = [32, 32]) {
  const { width, height } = bitmap, isWide = width * high >= height * wide;
  const [n, long, parts, others] = isWide ? [height, width, high, wide] : [width, height, wide, high];
  const row = 3 * parts, thin = new Float64Array(long * row); // one side averaged: (long, parts, 3)
  for (let at = 0; at < long; at += STRIP) { // in strips: large canvases fail on phones, and the page gets its turn
    const lanes = Math.min(STRIP, long - at), { from, across, along } = strip(bitmap, isWide, at, lanes);
    average({ from, n, parts, step: across, lanes, lane: along }, thin.subarray(at * row), 3, row);
    await pause();
    if (!isWanted()) return null;
  }
  return (place) => {
    const cut = (n * others) / parts, start = Math.min(Math.round(place * (long - cut)), Math.floor(long - cut));
    const from = { from: thin, start, n: cut, parts: others, step: row, lanes: parts, lane: 3 }, part = new Float64Array(3 * high * wide);
    return Uint8Array.from(average(from, part, ...(isWide ? [3, 3 * wide] : [3 * wide, 3])), Math.round);
  };
}

/** What an OwnPanel needs once a reader brings a picture. */
export const partsOf = (panel) => ({ steps: new Steps(panel), lens: new Camera(panel), decodePicture, squares });
