/* Photos with something changed: their colours, the order of their parts, or each number by a little. Python:
   `cnnviz_helpers/perturbations`. No page in here.

   A picture is (height, width, channels) numbers, as the network reads them; `shape` says how many. Each of these gives a new one. */

import { randomOf } from "./random.mjs";

const GREY = { red: 0.299, green: 0.587, blue: 0.114 }; // how much of each colour there is in grey, as for television (ITU-R BT.601)
const SLACK = 1e-6; // of the range: a number in single precision may lie beside the end that it stands for

/**
 * In each channel what there is of grey. colours: of the channels, in their order; ends: [the numbers of black, of white], one for each
 * channel.
 */
export function grey(picture, colours, [black, white]) {
  const light = (at) => (picture[at] - black[at % black.length]) / (white[at % black.length] - black[at % black.length]);
  return picture.map((_, at) => {
    const c = at % colours.length, sum = colours.reduce((total, colour, k) => total + GREY[colour] * light(at - c + k), 0);
    return black[c] + sum * (white[c] - black[c]);
  });
}

/** A new picture: at (row, column) stands the pixel that `from(row, column)` = [row, column] names. */
function moved(picture, [height, width, channels], from) {
  const found = new Float32Array(picture.length);
  for (let row = 0, to = 0; row < height; row++) {
    for (let column = 0; column < width; column++, to += channels) {
      const [y, x] = from(row, column), at = (y * width + x) * channels;
      for (let c = 0; c < channels; c++) found[to + c] = picture[at + c];
    }
  }
  return found;
}

/** Left is right. */
export const mirrored = (picture, shape) => moved(picture, shape, (row, column) => [row, shape[1] - 1 - column]);

/** Top is bottom; left stays left. */
export const upsideDown = (picture, shape) => moved(picture, shape, (row, column) => [shape[0] - 1 - row, column]);

/**
 * 0 … n − 1 in an order by chance (Fisher and Yates): from the last place down to place 1,
 * each changes with place ⌊random · (place + 1)⌋.
 */
export function shuffledOrder(n, random) {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** Cut in n × n tiles, counted row by row; on place p lies tile order[p]. `n` divides height and width. */
export function shuffled(picture, shape, n, random) {
  const [high, wide] = [shape[0] / n, shape[1] / n], order = shuffledOrder(n * n, random);
  return moved(picture, shape, (row, column) => {
    const tile = order[Math.floor(row / high) * n + Math.floor(column / wide)];
    return [Math.floor(tile / n) * high + (row % high), (tile % n) * wide + (column % wide)];
  });
}

/** One sign for each number, by chance: −1 where the next random number is below a half, else 1; number by number as they lie. */
export const randomSigns = (length, random) => Float32Array.from({ length }, () => (random() < 0.5 ? -1 : 1));

/**
 * Push each number by `share` of its channel's range along a direction's sign, no farther than the range: what a photo can be.
 * ends: [the numbers of black, of white], one for each channel.
 */
export function push(picture, direction, share, [black, white]) {
  const { length } = black;
  return picture.map((value, at) => {
    const c = at % length, low = Math.min(black[c], white[c]), high = Math.max(black[c], white[c]);
    return Math.min(high, Math.max(low, value + Math.sign(direction[at]) * share * (high - low)));
  });
}

/** The share of numbers that such a push would move out of their range: they stop at its end. */
export function clipped(picture, direction, share, [black, white]) {
  const { length } = black, isOut = (value, at) => {
    const c = at % length, range = Math.abs(white[c] - black[c]), wanted = value + Math.sign(direction[at]) * share * range, slack =
      SLACK * range;
    return wanted < Math.min(black[c], white[c]) - slack || wanted > Math.max(black[c], white[c]) + slack;
  };
  return picture.filter(isOut).length / picture.length;
}

/** A picture of nothing: each number by chance between black and white, number by number as they lie. */
export function noise(length, random, [black, white]) {
  return Float32Array.from({ length }, (_, at) =>
    black[at % black.length] + random() * (white[at % black.length] - black[at % black.length]));
}

/**
 * What can be changed in picture `i` of many: {kind: (picture, reads, change, i) => the changed one}. reads: what `readsOf` says of the
 * network.
 * change: {kind, and what it needs: n tiles across, seed, share of the range, direction}.
 */
export const CHANGES = {
  none: (picture) => picture,
  grey: (picture, { colours, ends }) => grey(picture, colours, ends),
  mirrored: (picture, { shape }) => mirrored(picture, shape),
  "upside-down": (picture, { shape }) => upsideDown(picture, shape),
  tiles: (picture, { shape }, { n, seed }, i) => shuffled(picture, shape, n, randomOf(seed, i)),
  slope: (picture, { ends }, { share, direction }) => push(picture, direction, share, ends),
  signs: (picture, { ends }, { share, seed }, i) => push(picture, randomSigns(picture.length, randomOf(seed, i)), share, ends),
  noise: (picture, { ends }, { seed }, i) => noise(picture.length, randomOf(seed, i), ends),
};

/** Of a network: the `shape` of its pictures, the `colours` of their channels, and the `ends` of their range. */
export function readsOf({ photo: { shape }, pixels }) {
  const ends = [0, 255].map((byte) => Array.from({ length: shape[2] }, (_, c) => pixels.number(new Uint8Array(3).fill(byte), c)));
  return { shape, colours: pixels.scales, ends };
}

/** The other way round: a picture -> bytes, red, green, blue, as one sees it. */
export function asBytes(picture, { shape: [, , channels], ends: [black, white] }, { byteAt }) {
  const rgb = new Uint8ClampedArray((3 * picture.length) / channels);
  picture.forEach((value, at) => {
    const c = at % channels, byte = (255 * (value - black[c])) / (white[c] - black[c]);
    if (channels === 1) rgb.fill(byte, 3 * at, 3 * at + 3);
    else rgb[byteAt(at)] = byte;
  });
  return rgb;
}
