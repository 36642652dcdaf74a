/* Numbers to pixels. The colours are those of every figure in the book (colours.mjs is written by Python from its palette). */

import { COLOURS } from "./colours.mjs";

const HALF = 128; // steps from zero to each end

/** The steps of a scale as packed pixels, made once. */
const tables = {};
function table(name) {
  if (!tables[name]) {
    const stops = Uint8Array.from(atob(COLOURS[name]), (c) => c.charCodeAt(0)), last = stops.length / 3 - 1;
    tables[name] = Uint32Array.from({ length: 2 * HALF + 1 }, (_, i) => {
      const place = (i / (2 * HALF)) * last, left = Math.min(Math.floor(place), last - 1), share = place - left;
      const mix = (c) => Math.round(stops[3 * left + c] * (1 - share) + stops[3 * left + 3 + c] * share);
      return (255 << 24) | (mix(2) << 16) | (mix(1) << 8) | mix(0);
    });
  }
  return tables[name];
}

/** Which step of a scale a number gets: zero in the middle of a signed one, at the start of "amount". */
function stepOf(value, limit, name) {
  const share = Math.max(-1, Math.min(1, value / (limit || 1)));
  return Math.round(name === "amount" ? Math.max(0, share) * 2 * HALF : (share + 1) * HALF);
}

/** `"rgb(r, g, b)"` for a number on a scale that ends at `limit`; scales: signed, amount, red, green, blue. */
export function colour(value, limit, name = "signed") {
  const pixel = table(name)[stepOf(value, limit, name)];
  return `rgb(${pixel & 255}, ${(pixel >> 8) & 255}, ${(pixel >> 16) & 255})`;
}

/** Black or white, whichever can be read better on the colour of `value`. */
export function inkOn(value, limit, name = "signed") {
  const pixel = table(name)[stepOf(value, limit, name)];
  const linear = (byte) => (byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4);
  const light = 0.2126 * linear(pixel & 255) + 0.7152 * linear((pixel >> 8) & 255) + 0.0722 * linear((pixel >> 16) & 255);
  return light > 0.179 ? "#000" : "#fff";
}

/**
 * Draw maps on a canvas, each number one pixel (style sheets make it large): map `first` alone, or `n` of them in `columns`, a gap between.
 * values: (height, width, channels) numbers, channels last; limits: one end of the scale for all maps, or a list with one for each.
 */
export function drawMaps(canvas, values, [height, width, channels], { maps = [0], columns = 1, gap = 0, limits = 1, scale = "signed" } = {}) {
  const rows = Math.ceil(maps.length / columns);
  const wide = columns * (width + gap) - gap, high = rows * (height + gap) - gap;
  if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
  const context = canvas.getContext("2d");
  const image = context.createImageData(wide, high), pixels = new Uint32Array(image.data.buffer), steps = table(scale), isAmount = scale === "amount";
  maps.forEach((map, tile) => {
    const left = (tile % columns) * (width + gap), top = Math.floor(tile / columns) * (height + gap);
    const limit = (Array.isArray(limits) ? limits[tile] : limits) || 1;
    for (let y = 0; y < height; y++) {
      for (let x = 0, from = y * width * channels + map; x < width; x++, from += channels) {
        const share = Math.max(-1, Math.min(1, values[from] / limit));
        pixels[(top + y) * wide + left + x] = steps[Math.round(isAmount ? Math.max(0, share) * 2 * HALF : (share + 1) * HALF)];
      }
    }
  });
  context.putImageData(image, 0, 0);
}

/** Draw a photo, (height * width * 3) bytes. */
export function drawPhoto(canvas, rgb, height = 32, width = 32) {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d"), image = context.createImageData(width, height);
  for (let i = 0, from = 0; i < image.data.length; i += 4) {
    image.data[i] = rgb[from++];
    image.data[i + 1] = rgb[from++];
    image.data[i + 2] = rgb[from++];
    image.data[i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

/** The largest distance from zero of one map, or of all numbers (`map` left out): the end of a zero-centred scale. */
export function spread(values, map = null, channels = 1) {
  let most = 0;
  for (let i = map ?? 0; i < values.length; i += map === null ? 1 : channels) most = Math.max(most, Math.abs(values[i]));
  return most;
}

/** A number for a reader: a real minus sign, and no minus before a zero. */
export function number(value, digits = 2) {
  const words = value.toFixed(digits);
  return (Number(words) === 0 ? words.replace("-", "") : words).replace("-", "−");
}

export function percent(share, digits = 0) {
  return `${(100 * share).toFixed(digits)} %`;
}
