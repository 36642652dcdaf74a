/* What a class's score is made of, at any layer: shares of its places, and whether they add up.
   Python's are `cnnviz_helpers/attribution`. No page in here. */

import { evidenceMap, gradCam } from "./methods.mjs";

/** Whether what a layer gives is an affine function of what it reads: sums, means. */
const isAffine = ({ rules }) => rules.isSum || rules.adds || rules.doesNothing || rules.joinsPlaces
  || ((rules.isPool || rules.isWholeMap) && !rules.isMax);

/**
 * The layers through which all goes and that give maps,
 * [{layer, i: its number, after: the layers up to the scores, if all of them are affine}].
 * The photo is one of them, with the number -1.
 */
export function layersToAsk({ photo, layers }, scores) {
  const isLater = (i) => (source) => layers.indexOf(source) >= i, end = layers.indexOf(scores);
  const isAll = (i) => layers.slice(i + 1).every(({ sources }) => sources.every(isLater(i)));
  const hasPlaces = ({ shape: [height, width] }) => height * width > 1;
  const after = (i) => (layers.slice(i + 1, end + 1).every(isAffine) ? layers.slice(i + 1, end + 1) : null);
  return [photo, ...layers.slice(0, end)]
    .map((layer, at) => ({ layer, i: at - 1, after: after(at - 1) }))
    .filter(({ layer, i }) => hasPlaces(layer) && isAll(i));
}

/** What stands after layer `i`, asked: the score of class `k` for numbers of that layer, and its slopes there. */
class Rest {
  constructor(asked, { layer, i }, k) {
    Object.assign(this, { asked, layer, first: i + 1, k });
  }

  score(numbers) {
    this.layer.output.set(numbers);
    this.asked.network.run(this.first);
    return this.asked.logitNow(this.k);
  }

  slopes(numbers) {
    this.score(numbers);
    this.asked.slopesNow(this.k);
    return this.layer.gradient;
  }
}

/** (h · w · C) numbers -> (h · w): those of each place added up. */
function perPlace(numbers, many) {
  const found = new Float64Array(numbers.length / many);
  numbers.forEach((value, i) => { found[Math.floor(i / many)] += value; });
  return found;
}

/**
 * What the biases behind the layer give, and what normalisations add: each times the slope of the number that it is added to,
 * over all places. Slopes of the photo as it is must stand.
 */
function biasesAfter({ layers }, first, end) {
  let sum = 0;
  for (const layer of layers.slice(first, end + 1)) {
    const { rules, gradient, shape: [, , many] } = layer, added = rules.isSum ? layer.bias : rules.adds?.(layer);
    if (added) gradient.forEach((slope, i) => { sum += slope * added[i % many]; });
  }
  return sum;
}

const PART = 32; // places between looks at the post

/**
 * What the score is made of at one layer, part by part: first {logit, zero, biases}, then each method's {method, map},
 * (h · w) shares; between them undefined, when the caller may do something else.
 * zero: the score where all numbers of the layer are zero. The evidence is there at the last maps only.
 * steps: of Integrated Gradients.
 */
export function* sharesAt(asked, photo, k, { layer, i }, steps) {
  const { network, end } = asked, many = layer.shape[2], rest = new Rest(asked, { layer, i }, k), logit = asked.logit(photo, k);
  const numbers = layer.output.slice(), places = layer.size / many, slopes = rest.slopes(numbers).slice();
  const biases = biasesAfter(network, i + 1, network.layers.indexOf(asked.scores)), zero = rest.score(new Float32Array(numbers.length));
  yield { logit, zero, biases };
  if (end?.maps === layer) yield { method: "evidence", map: evidenceMap(asked, photo, k).map((part) => part / places) };
  yield { method: "grad_cam", map: gradCam(numbers, slopes, many) };
  yield { method: "gradient", map: perPlace(Float64Array.from(slopes, (slope, at) => slope * numbers[at]), many) };
  yield { method: "integrated_gradients", map: perPlace(integrated(rest, numbers, steps), many) };
  const drops = new Float64Array(places);
  for (let place = 0; place < places; place++) {
    drops[place] = logit - rest.score(numbers.slice().fill(0, place * many, (place + 1) * many));
    if (place % PART === PART - 1) yield undefined;
  }
  yield { method: "occlusion", map: drops };
}

/** Integrated Gradients on the way from zeros. */
function integrated(rest, numbers, steps) {
  const found = new Float64Array(numbers.length);
  for (let step = 0; step < steps; step++) {
    const share = (step + 0.5) / steps;
    rest.slopes(numbers.map((value) => share * value)).forEach((slope, at) => { found[at] += slope * numbers[at] / steps; });
  }
  return found;
}
