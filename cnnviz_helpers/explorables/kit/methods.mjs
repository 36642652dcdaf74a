/* Maps that say where in a photo a class's score comes from: methods that ask the network, and controls that do not.
   Python's are `cnnviz_helpers/attribution`. No page in here.

   A photo is (rows, columns, channels) numbers, as the network reads them.
   A method gives as many, or a number for each place: of each pixel, or of each unit of the last maps. */

import { evidence, perPixel, runCovered, starts } from "../engine/attribution.mjs";
import { filled } from "./orders.mjs";
import { chainTo, evidenceEnd, fieldOf } from "./parts.mjs";
import { normal, randomOf } from "./random.mjs";

/** The layer whose numbers are scores: what a softmax or a sigmoid at the end reads. */
export function scoresOf({ layers }) {
  let end = layers.at(-1);
  while (!end.rules.isShare && !end.rules.isChance && end.before.rules) end = end.before;
  return end.before;
}

/** The last layer that gives maps of more than one place: where Grad-CAM looks. */
export const lastMaps = (network) => evidenceEnd(network)?.maps
  ?? chainTo(network.layers.at(-1)).filter(({ shape: [height, width] }) => height * width > 1).at(-1);

/** A network to ask about a photo and a class. slopes: a `Slopes` of it. */
export class Asked {
  constructor(network, slopes) {
    Object.assign(this, { network, slopes, scores: scoresOf(network), end: evidenceEnd(network), maps: lastMaps(network) });
    [this.rows, this.columns, this.channels] = network.photo.shape;
  }

  /** A single score is that of the second class; turned round it is that of the first. */
  signOf(k) {
    return this.scores.size > 1 || k ? 1 : -1;
  }

  run(photo) {
    this.network.input.set(photo);
    this.network.run();
  }

  /** The score of class `k`, as the network has just computed it. */
  logitNow(k) {
    return this.signOf(k) * this.scores.output[this.scores.size > 1 ? k : 0];
  }

  logit(photo, k) {
    this.run(photo);
    return this.logitNow(k);
  }

  /** The share of class `k` for a photo. */
  share(photo, k) {
    this.run(photo);
    const { output } = this.network.layers.at(-1);
    return output.length > 1 ? output[k] : k ? output[0] : 1 - output[0];
  }

  /**
   * Lay the slopes of the score of class `k`, for what the network has just computed, into each layer's `gradient`.
   * Returns those of the photo.
   */
  slopesNow(k) {
    return this.slopes.of(this.scores, (gradient) => { gradient[this.scores.size > 1 ? k : 0] = this.signOf(k); });
  }

  gradient(photo, k) {
    this.run(photo);
    return this.slopesNow(k);
  }
}

/* ---- methods: (asked, photo, class, settings) -> numbers ---- */

/**
 * What the methods can be set to. first: the number of the photo, for what is by chance; noise: its deviation,
 * as a share of the way from black to white; baseline, fill: names of FILLS in orders.mjs.
 */
export const SETTINGS = { first: 0, n: 16, noise: 0.1, seed: 0, baseline: "grey", steps: 32, window: 8, stride: 4 };

/** Simonyan et al. 2014. */
const gradient = (asked, photo, k) => asked.gradient(photo, k).slice();

const gradientTimesInput = (asked, photo, k) => asked.gradient(photo, k).map((slope, i) => slope * photo[i]);

/** The mean of `gradients`, a function that gives the i-th of `n`. */
function meanOf(n, length, gradients) {
  const mean = new Float64Array(length);
  for (let i = 0; i < n; i++) gradients(i).forEach((slope, at) => { mean[at] += slope / n; });
  return mean;
}

/** Smilkov et al. 2017: the mean gradient of `n` photos with noise, that of the i-th by `randomOf(seed, i)`, number by number. */
const smoothGrad = (asked, photo, k, { n, noise, seed }) => meanOf(n, photo.length, (i) => {
  const random = randomOf(seed, i), deviation = noise * 2 * asked.network.pixels.limit;
  return asked.gradient(photo.map((value) => value + deviation * normal(random)), k);
});

/** Sundararajan et al. 2017: the mean gradient on the way from `baseline`, at the middles of `steps` equal parts, times the way. */
function integratedGradients(asked, photo, k, settings) {
  const { steps } = settings, baseline = filled(settings.baseline, photo, asked.network);
  const mean = meanOf(steps, photo.length, (i) => {
    const share = (i + 0.5) / steps;
    return asked.gradient(photo.map((value, at) => baseline[at] + share * (value - baseline[at])), k);
  });
  return mean.map((slope, at) => slope * (photo[at] - baseline[at]));
}

/**
 * What each unit of the last maps says, (h, w) numbers: the evidence; of a network that ends otherwise,
 * Grad-CAM with its sign (Selvaraju et al. 2017).
 */
export function evidenceMap(asked, photo, k) {
  asked.run(photo);
  return evidenceNow(asked, k);
}

/** The same of what the network has just computed. */
export function evidenceNow(asked, k) {
  const { maps, end } = asked;
  if (end) {
    const { kernel, filters } = end.dense, sign = asked.signOf(k);
    return evidence(maps.output, kernel, filters, filters > 1 ? k : 0).map((part) => sign * part);
  }
  asked.slopesNow(k);
  return gradCam(maps.output, maps.gradient, maps.shape[2]);
}

/** Each map times its mean slope, added up: a number for each place. */
export function gradCam(numbers, slopes, many) {
  const weights = new Float64Array(many), places = numbers.length / many;
  slopes.forEach((slope, i) => { weights[i % many] += slope / places; });
  return evidence(numbers, weights, 1, 0);
}

/**
 * For each pixel along an axis: the two units between whose fields' middles it lies, and how far the second counts;
 * outside of the outermost, those.
 */
const between = (length, n, [first, step]) => Array.from({ length }, (_, pixel) => {
  const at = Math.min(n - 1, Math.max(0, (pixel - first) / step)), low = Math.floor(at);
  return [low, Math.min(low + 1, n - 1), at - low];
});

/**
 * Along each axis the pixel in the middle of what unit 0 sees, and how far it is to the next one's;
 * of units that see all, spread evenly.
 */
function middles(layer, size) {
  const fields = fieldOf(layer), seesAll = fields.some(({ first, size: wide }, axis) => first + 0.5 + wide / 2 >= size[axis]);
  return fields.map(({ first, step }, axis) => {
    const even = size[axis] / layer.shape[axis];
    return seesAll ? [even / 2 - 0.5, even] : [first, step];
  });
}

/** A map of a layer -> one of the photo's pixels: between the middles of fields in a straight line from one number to the next. */
export function overPixels(map, layer, size) {
  const [[, wide], [down, across]] = [
    layer.shape, middles(layer, size).map((middle, axis) => between(size[axis], layer.shape[axis], middle)),
  ];
  const mixed = (row, [left, right, share]) => map[row * wide + left] * (1 - share) + map[row * wide + right] * share;
  return Float64Array.from(down.flatMap(([top, bottom, share]) =>
    across.map((at) => mixed(top, at) * (1 - share) + mixed(bottom, at) * share)));
}

/** Springenberg et al. 2015: a ReLU lets only slopes above zero pass, besides closing where its number is not above zero. */
function guided(asked, photo, k) {
  const gates = asked.network.layers.filter(({ rules }) => rules.silences), usual = gates.map(({ backwards }) => backwards);
  for (const gate of gates) {
    const { back } = gate.backwards;
    gate.backwards = {
      ...gate.backwards,
      back: (slopes, layer, ...to) => back(slopes, { ...layer, gradient: aboveZero(layer.gradient) }, ...to),
    };
  }
  try {
    return asked.gradient(photo, k).slice();
  } finally {
    gates.forEach((gate, i) => { gate.backwards = usual[i]; });
  }
}

/** The numbers above zero; the others become zero. In their place: a slope that a gate holds back is not asked for again. */
function aboveZero(numbers) {
  for (let i = 0; i < numbers.length; i++) if (numbers[i] < 0) numbers[i] = 0;
  return numbers;
}

/** Zeiler and Fergus 2014: by how much the score drops when a window is covered; for each pixel the mean over the windows that cover it. */
function occlusion(asked, photo, k, settings) {
  const { network, rows, columns } = asked, whole = asked.logit(photo, k), { grey: fill } = network.pixels;
  const [window, stride] = [settings.window, settings.stride].map((length) => Math.min(length, rows, columns));
  const windows = starts(rows, window, stride).flatMap((row) => starts(columns, window, stride).map((column) => {
    runCovered(network, photo, row, column, window, fill);
    return { row, column, value: whole - asked.logitNow(k) };
  }));
  return perPixel(windows, window, [rows, columns]);
}

export const METHODS = {
  gradient, gradient_x_input: gradientTimesInput, smoothgrad: smoothGrad, integrated_gradients: integratedGradients,
  evidence: evidenceMap, guided_backpropagation: guided, occlusion,
};

/* ---- controls: they ask no network ---- */

/**
 * How steep the brightness is, the mean of the channels: half its difference from the pixel before to the one after,
 * down and across, are the sides of a right triangle, and this is the third one. Beyond the border the outermost pixels go on.
 */
function edges({ rows, columns, channels }, photo) {
  const at = (row, column) => (Math.min(rows - 1, Math.max(0, row)) * columns + Math.min(columns - 1, Math.max(0, column))) * channels;
  const brightness = (first) => photo.subarray(first, first + channels).reduce((sum, value) => sum + value / channels, 0);
  const difference = (before, after) => (brightness(at(...after)) - brightness(at(...before))) / 2;
  return Float64Array.from({ length: rows * columns }, (_, pixel) => {
    const row = Math.floor(pixel / columns), column = pixel % columns;
    return Math.hypot(difference([row - 1, column], [row + 1, column]), difference([row, column - 1], [row, column + 1]));
  });
}

/** The nearer to the middle, the larger. Rounded as Python rounds it: what lies as far away is equal in both. */
const centre = ({ rows, columns }) => Float64Array.from({ length: rows * columns }, (_, at) => (
  -Math.sqrt((Math.floor(at / columns) - (rows - 1) / 2) ** 2 + ((at % columns) - (columns - 1) / 2) ** 2)));

/** Each pixel by chance, of photo number `first`. */
function byChance({ rows, columns }, photo, k, { seed, first }) {
  const random = randomOf(seed, first);
  return Float64Array.from({ length: rows * columns }, random);
}

export const CONTROLS = { random: byChance, edges, centre_first: centre };

/**
 * What a method or a control says, by its name, of each place:
 * {map: one signed number, the sum over channels; size: the sum of absolute values}.
 */
export function placesOf(name, asked, photo, k, settings) {
  const values = (METHODS[name] ?? CONTROLS[name])(asked, photo, k, { ...SETTINGS, ...settings });
  const places = isOfUnits(name) ? values.length : asked.rows * asked.columns;
  const [map, size] = [0, 0].map(() => new Float64Array(places)), many = values.length / places;
  values.forEach((value, i) => {
    map[Math.floor(i / many)] += value;
    size[Math.floor(i / many)] += Math.abs(value);
  });
  return { map, size };
}

/** Whether its places are units of the last maps, not pixels. */
const isOfUnits = (name) => name === "evidence";

/** A map of its places -> a number for each pixel. */
export const toPixels = (name, map, { rows, columns, maps }) => (isOfUnits(name) ? overPixels(map, maps, [rows, columns]) : map);

/** One signed number for each pixel. */
export const mapOf = (name, asked, ...about) => toPixels(name, placesOf(name, asked, ...about).map, asked);
