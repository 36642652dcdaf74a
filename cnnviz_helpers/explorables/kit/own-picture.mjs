/* A reader's own picture: decoded, cropped to a square, averaged to 32 × 32. All of it happens in this page; nothing is sent. */

import { pause } from "./resources.mjs";

const EDGE = 32, MOST_BYTES = 25e6, MOST_SIDE = 8192, STRIP = 64;

/** [width, height] from the first bytes of a PNG, GIF, WebP or JPEG, so that nothing huge is ever decoded; else undefined. */
function pixelSize(view) {
  if (view.byteLength < 30) return undefined;
  const short = (at) => view.getUint16(at, true), long = (at) => view.getUint32(at, true);
  const [magic, kind] = [view.getUint32(0), view.getUint32(12)];
  if (magic === 0x89504e47) return [view.getUint32(16), view.getUint32(20)]; // PNG
  if (magic === 0x47494638) return [short(6), short(8)]; // GIF8
  if (magic === 0x52494646 && view.getUint32(8) === 0x57454250) { // RIFF, WEBP
    if (kind === 0x56503858) return [1 + (long(24) & 0xffffff), 1 + (long(26) >>> 8)]; // VP8X
    return kind === 0x5650384c ? [1 + (long(21) & 0x3fff), 1 + ((long(21) >>> 14) & 0x3fff)] : [short(26) & 0x3fff, short(28) & 0x3fff];
  }
  if (magic >>> 16 !== 0xffd8) return undefined;
  for (let at = 2, mark; at + 9 < view.byteLength; at += 2 + view.getUint16(at + 2)) { // JPEG: from segment to segment
    mark = view.getUint16(at);
    if (mark >= 0xffc0 && mark <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(mark)) return [view.getUint16(at + 7), view.getUint16(at + 5)];
  }
}

/** A file -> its picture, upright. Throws one sentence. */
export async function decodePicture(file) {
  if (!file?.size) throw new Error("Expected a picture file, got an empty one; choose another.");
  if (file.size > MOST_BYTES) throw new Error(`Expected a file of at most 25 MB, got ${Math.round(file.size / 1e6)} MB; make it smaller first.`);
  const size = pixelSize(new DataView(await file.arrayBuffer()));
  if (!size) throw new Error("Expected a PNG, JPEG, GIF or WebP picture, got another kind of file (SVG and HEIC are not read); save it as JPEG first.");
  if (Math.max(...size) > MOST_SIDE) throw new Error(`Expected at most ${MOST_SIDE} pixels a side, got ${size.join(" × ")}; make it smaller first.`);
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    throw new Error("Expected a whole picture, but this one is damaged; save it anew as PNG or JPEG.");
  }
}

/** Average `n` pixels that lie `step` apart into 32 equal parts, with exact shares where a pixel is cut; so for each of the lanes beside each other. */
function average(from, start, n, step, lanes, lane, to, toStep, toLane) {
  for (let part = 0; part < EDGE; part++) {
    const low = start + (part * n) / EDGE, high = start + ((part + 1) * n) / EDGE;
    for (let i = Math.floor(low); i < high; i++) {
      const share = ((Math.min(high, i + 1) - Math.max(low, i)) * EDGE) / n;
      for (let l = 0, a = i * step, b = part * toStep; l < lanes; l++, a += lane, b += toLane) for (let c = 0; c < 3; c++) to[b + c] += share * from[a + c];
    }
  }
  return to;
}

/** A picture -> a promise of crop(place): the bytes of a square at `place` (0 to 1 along the longer side), 32 × 32; of null as soon as it is not wanted any more. In script, so that all browsers agree. */
export async function squares(bitmap, isWanted = () => true) {
  const { width, height } = bitmap, isWide = width >= height, n = Math.min(width, height), long = Math.max(width, height);
  const thin = new Float64Array(long * EDGE * 3); // the short side averaged: (long, 32, 3)
  for (let at = 0; at < long; at += STRIP) { // in strips: large canvases fail on phones, and the page gets its turn
    const lanes = Math.min(STRIP, long - at), [w, h] = isWide ? [lanes, n] : [n, lanes];
    const pen = Object.assign(document.createElement("canvas"), { width: w, height: h }).getContext("2d", { willReadFrequently: true });
    pen.fillStyle = "#fff"; // behind what is transparent
    pen.fillRect(0, 0, w, h);
    pen.drawImage(bitmap, isWide ? -at : 0, isWide ? 0 : -at);
    average(pen.getImageData(0, 0, w, h).data, 0, n, isWide ? 4 * w : 4, lanes, isWide ? 4 : 4 * w, thin.subarray(at * EDGE * 3), 3, 3 * EDGE);
    await pause();
    if (!isWanted()) return null;
  }
  return (place) => {
    const start = Math.round(place * (long - n)), [x, y] = isWide ? [3, 3 * EDGE] : [3 * EDGE, 3];
    return Uint8Array.from(average(thin, start, n, 3 * EDGE, EDGE, 3, new Float64Array(EDGE * EDGE * 3), x, y), Math.round);
  };
}
