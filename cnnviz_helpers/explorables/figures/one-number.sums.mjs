/* What "One number, taken apart" computes: the way to a number, the lines of its sum, and the names of both. No page in here. */

import { number, range } from "../kit/draw.mjs";
import { spotOf, subtotal, takeApart } from "../engine/sums.mjs";
import * as WORDS from "./one-number.words.mjs";

const FEW = 3, SHOWN = 6; // terms of a sum: so many are never ranked; of more, so many are shown at first
const MUCH = 0.15; // what a kernel must have given in the second challenge

/** The photo and the network's layers, one after the other; the classes; `scores`: the place of the layer that gives each a score. */
export function chainOf({ photo, layers, classes }) {
  const chain = [photo, ...layers];
  return { layers: chain, classes, scores: chain.map(({ rules }) => Boolean(rules.isSum)).lastIndexOf(true) };
}

/** Whether the numbers of layer `i` belong to the classes. */
export const isAnswer = ({ layers, scores }, i) => i >= scores && layers[i].shape[1] === 1;

/** Where the number of this map, row and column stands in an output of this shape. */
export const placeOf = ([, width, many], { map, row, column }) => (row * width + column) * many + map;

/** The place in layer `to` that lies where `spot` lies in layer `from`: the middle of its cell, as a share of the map. */
export function samePlace({ map, row, column }, from, to) {
  const near = (n, axis) => Math.floor(((n + 0.5) / from[axis]) * to[axis]);
  return placeOf(to, { map: map % to[2], row: near(row, 0), column: near(column, 1) });
}

/** The place of an output's spot that all changes lead to: maps go round, rows and columns end at the border. */
export const nearest = ([height, width, many], { map, row, column }) => (
  { map: (map + many) % many, row: Math.min(row, height - 1), column: Math.min(column, width - 1) });

/** How many of `n` maps stand in a row, so that all of them are about twice as wide as high. */
export const mapsInRow = (n) => Math.ceil(Math.sqrt(2 * n));

/** Whether `part` = {i, at} is one of the numbers that `sum` is made of. */
function isMadeOf(layers, sum, part) {
  return sum.i === part.i + 1 && takeApart(layers[sum.i], sum.at).some(({ cells }) => cells.some(({ at }) => at === part.at));
}

/** The way to a number, when one goes to `stop` = {i, at}: of the way so far stays what leads to it. */
export function wayTo(layers, way, stop) {
  const known = way.findIndex(({ i, at }) => i === stop.i && at === stop.at);
  if (known >= 0) return way.slice(0, known + 1);
  return [...way.slice(0, way.findIndex((sum) => isMadeOf(layers, sum, stop)) + 1), stop];
}

/** A way, as the state holds it: the places of the numbers that led to the last one, from layer to layer upwards. */
export const wayInWords = (way) => way.slice(0, -1).reverse().map(({ at }) => at).join("-");

/** The same the other way round: the way to `stop`, as far as each number is made of the one before. */
export function wayFrom(layers, stop, words) {
  const way = [stop];
  for (const at of words.split("-").filter(Boolean).map(Number)) {
    const sum = { i: way[0].i + 1, at };
    if (!(at < layers[sum.i]?.output.length) || !isMadeOf(layers, sum, way[0])) break;
    way.unshift(sum);
  }
  return way;
}

/** The name of channel `c` of layer `i`. */
export function channelName(net, i, c) {
  const { rules, shape, from } = net.layers[i];
  if (i === 0) return WORDS.colours[c];
  if (rules.joinsPlaces) return WORDS.cameFrom(spotOf(from, c));
  if (shape[1] > 1) return WORDS.map(c);
  return isAnswer(net, i) ? net.classes[c] : WORDS.channel(c);
}

/** The name of the number at `at` of layer `i`. */
export function numberName(net, i, at) {
  const { name, shape } = net.layers[i], spot = spotOf(shape, at), channel = channelName(net, i, spot.map);
  return shape[1] > 1 ? WORDS.numberAt(name, channel, spot) : WORDS.number(name, channel);
}

/** What Python gives the same number: layer, input and index, or all of it in one. */
export function pythonOf(layers, i, at, { image, map, row, column }) {
  const { name, output, shape } = layers[i], photo = `x_test[${image}]`;
  const index = `${shape[1] > 1 ? `${row}, ${column}, ` : ""}${map}]  # ${output[at].toFixed(4)}`;
  return i ? [name, photo, `[0, ${index}`] : [`${photo}[${index}`];
}

/** Which pixels a number sees, in words; nothing of a pixel itself. */
export function sightOf(i, [rows, columns], [height, width]) {
  if (i === 0) return "";
  return rows[1] - rows[0] === height && columns[1] - columns[0] === width ? WORDS.seesAll : WORDS.sees(rows, columns);
}

/** Terms of a sum with their amounts. Of more than a few, the largest come first, and one line says what the rest gives together. */
function amounts(terms, values, isAll) {
  for (const term of terms) term.amount = subtotal(term.group, values);
  if (terms.length <= FEW) return terms;
  terms.sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount));
  if (isAll) return [...terms, { name: "", more: WORDS.showLargest }];
  const rest = terms.slice(SHOWN), amount = rest.length ? rest.reduce((sum, term) => sum + term.amount, 0) : undefined;
  return [...terms.slice(0, SHOWN), { name: WORDS.more(rest.length), more: WORDS.showAll, amount }];
}

/** The lines of the ledger for a pixel: its three numbers, made of the bytes `rgb`. */
export function pixelLines({ output, shape }, at, rgb) {
  const { map } = spotOf(shape, at), first = at - map;
  return range(shape[2]).map((c) => (
    { name: WORDS.colours[c], text: WORDS.pixel(rgb[first + c]), amount: output[first + c], isThis: c === map }));
}

/** The lines of the ledger for the number at `at` of layer `i`, whose sum is shown whole if `isAll`. */
export function layerLines(net, i, at, isAll) {
  const layer = net.layers[i], values = net.layers[i - 1].output, { map } = spotOf(layer.shape, at);
  const terms = takeApart(layer, at).map((group) => ({ name: channelName(net, i - 1, group.c), group }));
  const total = { name: layer.rules.total?.(layer, values, at, number) ?? WORDS.total, amount: layer.output[at], isTotal: true };
  if (layer.rules.isSum) return [...amounts(terms, values, isAll), { name: WORDS.bias, amount: layer.bias[map] }, total];
  if (layer.rules.isShare) {
    for (const term of terms) term.amount = layer.rules.amount(values[term.group.cells[0].at]);
    terms[map].isThis = true;
  }
  return [...terms, total];
}

/** Which steps beside sums lie between a score and a pixel, in words. */
export function stepsOf(layers) {
  const has = (test) => layers.some(({ rules }) => test(rules)), { mean, largest, activation } = WORDS.step;
  return [
    has(({ isWholeMap, isMax }) => isWholeMap && !isMax) && mean,
    has(({ isWindow, isMax }) => isWindow && isMax) && largest,
    has(({ isActivation }) => isActivation) && activation,
  ].filter(Boolean);
}

/** The place of the first activation that follows a sum, or -1. */
export const firstActivation = (layers) => layers.findIndex(({ rules }, i) => rules.isActivation && layers[i - 1].rules.isSum);

/** Whether the number is a zero that ReLU made although a kernel gave much. */
export function isSilenced(layers, { i, at }) {
  const { rules, output } = layers[i];
  if (!rules.isActivation || output[at] !== 0) return false;
  return takeApart(layers[i - 1], at).some((group) => subtotal(group, layers[i - 2].output) > MUCH);
}
