/* A reader's own picture: decoded, cropped to a square, averaged to the size of the photos. All in this page; nothing is sent. */

import { PHOTO_SIDE, pause } from "./resources.mjs";
import * as KIT_WORDS from "./words.mjs";

const MOST_BYTES = 25e6, MOST_SIDE = 8192, STRIP = 64; // STRIP: lines that are read from a canvas at a time

/** [width, height] from the first bytes of a PNG, GIF, WebP or JPEG, so that nothing huge is ever decoded; else undefined. */
function pixelSize(view) {
  if (view.byteLength < 30) return undefined;
  const short = (at) => view.getUint16(at, true), long = (at) => view.getUint32(at, true);
  const [magic, kind] = [view.getUint32(0), view.getUint32(12)];
  if (magic === 0x89504e47) return [view.getUint32(16), view.getUint32(20)]; // PNG
  if (magic === 0x47494638) return [short(6), short(8)]; // GIF8
  if (magic === 0x52494646 && view.getUint32(8) === 0x57454250) { // RIFF, WEBP
    if (kind === 0x56503858) return [1 + (long(24) & 0xffffff), 1 + (long(26) >>> 8)]; // VP8X
    if (kind === 0x5650384c) return [1 + (long(21) & 0x3fff), 1 + ((long(21) >>> 14) & 0x3fff)]; // VP8L
    return [short(26) & 0x3fff, short(28) & 0x3fff]; // VP8
  }
  if (magic >>> 16 !== 0xffd8) return undefined;
  for (let at = 2; at + 9 < view.byteLength; at += 2 + view.getUint16(at + 2)) { // JPEG: from segment to segment
    const mark = view.getUint16(at);
    const isFrame = mark >= 0xffc0 && mark <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(mark);
    if (isFrame) return [view.getUint16(at + 7), view.getUint16(at + 5)];
  }
}

/** A file -> its picture, upright. Throws one sentence. */
export async function decodePicture(file) {
  if (!file?.size) throw new Error(KIT_WORDS.emptyFile);
  if (file.size > MOST_BYTES) throw new Error(KIT_WORDS.largeFile(MOST_BYTES / 1e6, Math.round(file.size / 1e6)));
  const size = pixelSize(new DataView(await file.arrayBuffer()));
  if (!size) throw new Error(KIT_WORDS.otherKind);
  if (Math.max(...size) > MOST_SIDE) throw new Error(KIT_WORDS.manyPixels(MOST_SIDE, size));
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    throw new Error(KIT_WORDS.damaged);
  }
}

/**
 * Add to `to` the means of PHOTO_SIDE equal parts of `n` pixels of `from`, which lie `step` apart from `start` on;
 * a pixel that is cut counts by its exact share. So for each of the `lanes` beside each other.
 * step, lane: from a number to that of the next pixel, of the next lane; toStep, toLane: the same for the means.
 */
function average({ from, start = 0, n, step, lanes, lane }, to, toStep, toLane) {
  for (let part = 0; part < PHOTO_SIDE; part++) {
    const low = start + (part * n) / PHOTO_SIDE, high = start + ((part + 1) * n) / PHOTO_SIDE;
    for (let i = Math.floor(low); i < high; i++) {
      const share = ((Math.min(high, i + 1) - Math.max(low, i)) * PHOTO_SIDE) / n;
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
 * A picture -> a promise of crop(place): the bytes of a square at `place` (0 to 1 along the longer side),
 * averaged to the size of the photos; of null as soon as it is not wanted any more. In script, so that all browsers agree.
 */
export async function squares(bitmap, isWanted = () => true) {
  const { width, height } = bitmap, isWide = width >= height, n = Math.min(width, height), long = Math.max(width, height);
  const row = 3 * PHOTO_SIDE, thin = new Float64Array(long * row); // the shorter side averaged: (long, PHOTO_SIDE, 3)
  for (let at = 0; at < long; at += STRIP) { // in strips: large canvases fail on phones, and the page gets its turn
    const lanes = Math.min(STRIP, long - at), { from, across, along } = strip(bitmap, isWide, at, lanes);
    average({ from, n, step: across, lanes, lane: along }, thin.subarray(at * row), 3, row);
    await pause();
    if (!isWanted()) return null;
  }
  return (place) => {
    const start = Math.round(place * (long - n)), [toStep, toLane] = isWide ? [3, row] : [row, 3];
    const square = new Float64Array(PHOTO_SIDE * row);
    return Uint8Array.from(average({ from: thin, start, n, step: row, lanes: PHOTO_SIDE, lane: 3 }, square, toStep, toLane), Math.round);
  };
}
