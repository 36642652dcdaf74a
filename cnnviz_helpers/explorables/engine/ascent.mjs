/* A picture for a number of the network: its pixels climb along the signs of their slopes. No page in here.
   Python's twin is cnnviz_helpers/attribution/ascent.py: the same numbers, step by step.
   It comes later than a figure, and brings the slopes: as a whole it is what `openNetwork` takes for the module of the slopes. */

import { randomOf } from "../kit/random.mjs";

export { Slopes, prepare } from "./slopes.mjs";

const NOISE = 0.2; // of a pixel's range, around its middle
const NOISE_OF = 1; // the number of the picture whose random numbers the noise has: those of picture 0 are for jitter

/** What a number of the picture can be, channel by channel: {low, high}, as the bytes 0 and 255 of a photo give it. */
export function rangeOf({ pixels, photo: { shape } }) {
  const ends = [0, 255].map((byte) => Float32Array.from({ length: shape[2] }, (_, c) => pixels.number(new Uint8Array(3).fill(byte), c)));
  return { low: ends[0].map((end, c) => Math.min(end, ends[1][c])), high: ends[0].map((end, c) => Math.max(end, ends[1][c])) };
}

/** A grey picture, all numbers in the middle of their range; with `seed`, and noise on it: uniform, over a fifth of the range. */
export function plainPicture(network, seed = null) {
  const { low, high } = rangeOf(network), random = seed === null ? () => 0.5 : randomOf(seed, NOISE_OF), n = low.length;
  return Float32Array.from({ length: network.photo.size }, (_,
    i) => (low[i % n] + high[i % n]) / 2 + NOISE * (high[i % n] - low[i % n]) * (random() - 0.5));
}

/** `from` moved by (down, right) into `to`, both of the shape (H, W, C); what leaves at an edge comes in at the other one. */
function roll(from, to, [height, width, channels], down, right) {
  for (let y = 0; y < height; y++) {
    const row = ((y + down + height) % height) * width;
    for (let x = 0; x < width; x++) {
      const here = (y * width + x) * channels, there = (row + ((x + right + width) % width)) * channels;
      for (let c = 0; c < channels; c++) to[there + c] = from[here + c];
    }
  }
}

/** Each number becomes a quarter of the one `step` before it, a quarter of the one behind it and half of itself; outside are zeros. */
function blurAlong(values, step, length) {
  const line = step * length;
  for (let first = 0; first < values.length; first += line) {
    for (let k = 0; k < step; k++) {
      for (let at = first + k, before = 0; at < first + line; at += step) {
        const here = values[at], behind = at + step < first + line ? values[at + step] : 0;
        values[at] = (before + behind) / 4 + here / 2;
        before = here;
      }
    }
  }
}

/**
 * One picture that climbs. network: made with room for slopes; slopes: its `Slopes`; at: which number of `layer` is to grow; picture: what
 * it begins with.
 * size: by how much each number of the picture changes in a step, as a share of its range; jitter: by how many pixels at most, along each
 * axis, the
 * picture is moved while its slopes are asked for, at random by `seed`; smooth: how often the slopes are blurred.
 */
export class Ascent {
  constructor(network, slopes, { layer, at, picture, size, jitter = 0, smooth = 0, seed = 0 }) {
    const { photo: { shape, size: many }, layers } = network;
    Object.assign(this, { network, slopes, layer, at, size, jitter, smooth, shape, last: layers.indexOf(layer), picture: picture.slice() });
    Object.assign(this, { range: rangeOf(network), random: randomOf(seed, 0), steps: 0, isKnown: false });
    [this.seen, this.uphill] = [0, 1].map(() => new Float32Array(many));
  }

  run(picture) {
    this.network.input.set(picture);
    this.network.run(0, this.last);
    this.isKnown = picture === this.picture; // the network holds what it makes of the picture as it is
    return this.layer.output[this.at];
  }

  /** The number, of the picture as it is. */
  value() {
    return this.isKnown ? this.layer.output[this.at] : this.run(this.picture);
  }

  step() {
    const { picture, seen, uphill, shape, size, jitter, range: { low, high } } = this, [height, width, n] = shape;
    const [down, right] = [0, 1].map(() => Math.floor((2 * jitter + 1) * this.random()) - jitter);
    if (down || right) {
      roll(picture, seen, shape, down, right);
      this.run(seen);
    } else this.value();
    roll(this.slopes.ofNumber(this.layer, this.at), uphill, shape, -down, -right);
    for (let i = 0; i < this.smooth; i++) {
      blurAlong(uphill, width * n, height);
      blurAlong(uphill, n, width);
    }
    for (let i = 0; i < picture.length; i++) {
      const c = i % n, next = picture[i] + Math.sign(uphill[i]) * size * (high[c] - low[c]);
      picture[i] = Math.min(high[c], Math.max(low[c], next));
    }
    this.isKnown = false;
    this.steps += 1;
  }
}

/**
 * The most that a number of the map can be in any picture, bias + Σ max(weight · lowest, weight · highest), where a layer reads the
 * picture itself
 * and all of each window; else undefined.
 */
export function mostOf(network, { kernel, bias, filters, inputs, rules, before }, map) {
  if (!rules.isSum || before !== network.photo || kernel?.length !== inputs * filters) return undefined;
  const { low, high } = rangeOf(network), n = low.length;
  let sum = bias[map];
  for (let k = 0; k < inputs; k++) sum += Math.max(kernel[k * filters + map] * low[k % n], kernel[k * filters + map] * high[k % n]);
  return sum;
}
