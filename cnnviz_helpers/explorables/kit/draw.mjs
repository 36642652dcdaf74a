/* Numbers to pixels. The colours are those of every figure in the book (colours.mjs is written by Python from its palette). */

import { COLOURS } from "./colours.mjs";

const HALF = 128; // steps from zero to each end

/** The scales for the three colours of a photo, in the order of its bytes. The scale for all other numbers is "signed". */
export const RGB = ["red", "green", "blue"];

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

export const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

/**
 * Which step of a scale a number gets: zero in the middle, the ends at -limit and limit; NaN gets none, and so stays transparent.
 * Written for speed: a wall of maps has 100,000 numbers.
 */
function stepOf(value, limit) {
  const share = value / (limit || 1);
  if (share >= 1) return 2 * HALF;
  return share <= -1 ? 0 : Math.floor((share + 1) * HALF + 0.5);
}

/** How much light a byte of a colour gives on a screen, from 0 to 1 (WCAG 2.2, "relative luminance"). */
const light = (byte) => (byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4);

/** The style of a number's cell: its colour on a scale that ends at `limit`, and words in black or white, what can be read better on it. */
export function tint(value, limit, scale) {
  const pixel = table(scale)[stepOf(value, limit)], bytes = [0, 8, 16].map((bits) => (pixel >> bits) & 255);
  const [red, green, blue] = bytes.map(light);
  return `background: rgb(${bytes}); color: ${0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000" : "#fff"}`;
}

/**
 * Draw `maps` on a canvas, each number one pixel (style sheets make it large): in so many `columns`, with a `gap` between.
 * values: (height, width, channels) numbers, channels last; limits: one end of the scale for all maps, or a list with one for each.
 */
export function drawMaps(canvas, values, [height, width, channels], { maps = [0], columns = 1, gap = 0, limits = 1, scale = "signed" }) {
  const rows = Math.ceil(maps.length / columns);
  const wide = columns * (width + gap) - gap, high = rows * (height + gap) - gap;
  if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
  const image = new ImageData(wide, high), pixels = new Uint32Array(image.data.buffer), steps = table(scale);
  maps.forEach((map, tile) => {
    const left = (tile % columns) * (width + gap), top = Math.floor(tile / columns) * (height + gap);
    const limit = limits[tile] ?? limits;
    for (let y = 0; y < height; y++) {
      for (let x = 0, from = y * width * channels + map; x < width; x++, from += channels) {
        pixels[(top + y) * wide + left + x] = steps[stepOf(values[from], limit)];
      }
    }
  });
  canvas.getContext("2d").putImageData(image, 0, 0);
}

/** Draw photos of (high * wide * 3) bytes each, which lie one after the other: so many `columns` in a row. */
export function drawPhotos(canvas, rgb, [high, wide], columns = 1) {
  const pixels = high * wide, rows = Math.ceil(rgb.length / (3 * pixels * columns)), width = columns * wide;
  const image = new ImageData(new Uint8ClampedArray(width * rows * high * 4).fill(255), width);
  Object.assign(canvas, { width, height: rows * high });
  for (let i = 0, from = 0; from < rgb.length; i++) { // pixel after pixel, as they lie
    const photo = Math.floor(i / pixels), y = Math.floor(photo / columns) * high + Math.floor((i % pixels) / wide);
    const to = 4 * (y * width + (photo % columns) * wide + (i % wide));
    for (let c = 0; c < 3; c++) image.data[to + c] = rgb[from++];
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}

/** [lowest, highest] number of one map, or of all numbers (`map` left out). */
export function extent(values, map = 0, channels = 1) {
  let low = Infinity, high = -Infinity;
  for (let i = map; i < values.length; i += channels) {
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  return [low, high];
}

/** The largest distance from zero, likewise: the end of a zero-centred scale. */
export function spread(...which) {
  const [low, high] = extent(...which);
  return Math.max(high, -low);
}

/** [0, 1, … n - 1] */
export const range = (n) => [...Array(n).keys()];

/** The place of the largest number in a list. */
export const argmax = (values) => values.indexOf(Math.max(...values));

/** A number for a reader: a real minus sign, and no minus before a zero. */
export function number(value, digits = 2) {
  const words = value.toFixed(digits);
  return (Number(words) === 0 ? words.replace("-", "") : words).replace("-", "−");
}

/** A whole number for a reader: large ones in groups of digits, as the page's language writes them. */
export const grouped = (count) => count.toLocaleString(document.documentElement.lang || "en");

export const percent = (share, digits = 0) => `${(100 * share).toFixed(digits)} %`;

/** A length in a style sheet: `part` of `whole`. */
export const portion = (part, whole = 1) => `${(100 * part) / whole}%`;
