/* What "One number, taken apart" computes: the way to a number, the lines of its sum, and the names of both. No page in here. */

import { number, range } from "../kit/draw.mjs";
import * as KIT_WORDS from "../kit/words.mjs";
import { spotOf, subtotal, takeApart } from "../engine/sums.mjs";
import * as WORDS from "./one-number.words.mjs";

const FEW = 3, SHOWN = 6, ALL = 1000; // terms of a sum: so many are never ranked; of more, so many are shown at first; and at most
const MANY = 12, MOST = 576; // lines of what is no sum, and numbers in one of them, of which more are not all shown
const MUCH = 0.15; // what a kernel must have given in the second challenge

/** The photo and the network's layers, as they lie in its heap; the classes; `scores`: the place of the layer that gives each a score. */
export function netOf({ photo, layers, classes, heap, pixels }) {
  const all = [photo, ...layers];
  return { layers: all, classes, heap, pixels, scores: all.map(({ rules }) => Boolean(rules.isSum)).lastIndexOf(true) };
}

/** Whether the numbers of layer `i` belong to the classes. */
export const isAnswer = ({ layers, scores, classes }, i) => i >= scores && [1, classes.length].includes(layers[i].size);

/** The number that stands at a place of the heap, as {i, at}. */
export function numberAt({ layers }, place) {
  const i = layers.findIndex(({ at, size }) => place >= at && place < at + size);
  return { i, at: place - layers[i].at };
}

/** The terms of the number {i, at}: groups as the engine gives them, but with places in the heap; `from`: the layer that they stand in. */
function termsOf({ layers }, { i, at }) {
  return takeApart(layers[i], at).map(({ source = 0, cells, ...group }) => {
    const from = layers[i].sources[source];
    return { ...group, from, cells: cells.map((cell) => ({ ...cell, at: cell.at === null ? null : from.at + cell.at })) };
  });
}

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
function isMadeOf(net, sum, part) {
  const place = net.layers[part.i].at + part.at;
  return termsOf(net, sum).some(({ cells }) => cells.some(({ at }) => at === place));
}

/** The way to a number, when one goes to `stop` = {i, at}: of the way so far stays what leads to it. */
export function wayTo(net, way, stop) {
  const known = way.findIndex(({ i, at }) => i === stop.i && at === stop.at);
  if (known >= 0) return way.slice(0, known + 1);
  return [...way.slice(0, way.findIndex((sum) => isMadeOf(net, sum, stop)) + 1), stop];
}

/**
 * A way, as the state holds it: the places of the numbers that led to the last one, upwards;
 * of one that is not the next layer's, its layer too.
 */
export const wayInWords = (way) =>
  way.slice(0, -1).map(({ i, at }, k) => (i === way[k + 1].i + 1 ? at : `${at}_${i}`)).reverse().join("-");

/** The same the other way round: the way to `stop`, as far as each number is made of the one before. */
export function wayFrom(net, stop, words) {
  const way = [stop];
  for (const part of words.split("-").filter(Boolean)) {
    const [at, i = way[0].i + 1] = part.split("_").map(Number), sum = { i, at };
    if (!(at < net.layers[i]?.size) || !isMadeOf(net, sum, way[0])) break;
    way.unshift(sum);
  }
  return way;
}

/** The name of channel `c` of layer `i`. */
export function channelName(net, i, c) {
  const { rules, shape, from } = net.layers[i];
  if (i === 0) return KIT_WORDS.colours[net.pixels.scales[c]];
  if (rules.joinsPlaces) return WORDS.cameFrom(spotOf(from, c));
  if (shape[1] > 1) return WORDS.map(c);
  return isAnswer(net, i) ? net.classes[shape[2] > 1 ? c : 1] : WORDS.channel(c); // a single share is that of the second class
}

/** The name of the number at `at` of layer `i`. */
export function numberName(net, i, at) {
  const { name, shape } = net.layers[i], spot = spotOf(shape, at), channel = channelName(net, i, spot.map);
  return shape[1] > 1 ? WORDS.numberAt(name, channel, spot) : WORDS.number(name, channel);
}

/** What Python gives the same number: layer, input and index, or all of it in one. */
export function pythonOf({ layers }, i, at, { map, row, column }, photo) {
  const { name, output, shape } = layers[i];
  const index = `${shape[1] > 1 ? `${row}, ${column}, ` : ""}${map}]  # ${output[at].toFixed(4)}`;
  return i ? [name, photo, `[0, ${index}`] : [`${photo}[${index}`];
}

/** Which pixels a number sees, in words; nothing of a pixel itself. */
export function sightOf(i, [rows, columns], [height, width]) {
  if (i === 0) return "";
  return rows[1] - rows[0] === height && columns[1] - columns[0] === width ? WORDS.seesAll : WORDS.sees(rows, columns);
}

/** Terms with their amounts. Of more than a few, the largest come first, and one line says what the rest gives together. */
function ranked(terms, isAll, few = FEW) {
  if (terms.length <= few) return terms;
  terms.sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount));
  const shown = isAll ? ALL : SHOWN, rest = terms.slice(shown);
  const amount = rest.length ? rest.reduce((sum, term) => sum + term.amount, 0) : undefined;
  const name = isAll && !rest.length ? "" : WORDS.more(rest.length);
  return [...terms.slice(0, shown), { name, more: isAll ? WORDS.showLargest : WORDS.showAll, amount }];
}

/** The lines of the ledger for a pixel: its numbers, made of the bytes `rgb`. */
export function pixelLines(net, at, rgb) {
  const { layers: [{ output, shape }], pixels } = net, { map } = spotOf(shape, at), first = at - map;
  return range(shape[2]).map((c) => ({
    name: channelName(net, 0, c), text: pixels.words(rgb[pixels.byteAt(first + c)], c), amount: output[first + c], isThis: c === map,
  }));
}

/** Of very many numbers in one line only the largest. */
function largest({ columns, cells, ...group }, heap) {
  if (cells.length <= MOST) return { columns, cells, ...group };
  const size = ({ at }) => Math.abs(heap[at] ?? 0);
  return { ...group, columns: MANY, cells: [...cells].sort((a, b) => size(b) - size(a)).slice(0, MANY ** 2) };
}

/** The lines of the ledger for the number at `at` of layer `i`, whose sum is shown whole if `isAll`. */
export function layerLines(net, i, at, isAll) {
  const { layers, heap } = net, layer = layers[i], { rules, before, sources } = layer, { map } = spotOf(layer.shape, at);
  const nameOf = ({ from, c }) => [...(sources[1] ? [from.name] : []), channelName(net, layers.indexOf(from), c)].join(", ");
  const terms = termsOf(net, { i, at }).map((group) => ({ name: nameOf(group), group: largest(group, heap) }));
  const total = { name: rules.total?.(layer, before.output, at, number) ?? WORDS.total, amount: layer.output[at], isTotal: true };
  const value = ({ cells: [cell] }) => heap[cell.at], share = (group) => rules.amount(value(group));
  const amount = rules.isSum ? (group) => subtotal(group, heap) : rules.isAdded ? value : rules.isShare && share;
  if (amount) for (const term of terms) term.amount = amount(term.group);
  if (rules.isShare) terms[map].isThis = true;
  if (rules.isSum) return [...ranked(terms, isAll), { name: WORDS.bias, amount: layer.bias[map] }, total];
  return [...(amount ? ranked(terms, isAll, MANY) : terms.slice(0, MANY)), total];
}

/** Which steps beside sums lie between a score and a pixel, in words. */
export function stepsOf(layers) {
  const has = (test) => layers.some(({ rules }) => test(rules)), { mean, largest: most, activation } = WORDS.step;
  const others = layers.filter(({ kind, rules }) => !(kind in WORDS.how || rules.doesNothing || rules.joinsPlaces)).map(({ kind }) => kind);
  return [
    has(({ isWholeMap, isMax }) => isWholeMap && !isMax) && mean,
    has(({ isWindow, isMax }) => isWindow && isMax) && most,
    has(({ silences }) => silences) && activation, ...new Set(others),
  ].filter(Boolean);
}

/** The place of the first ReLU that follows a sum, or -1. */
export const firstReLU = (layers) => layers.findIndex(({ rules, before }) => rules.silences && before.rules.isSum);

const signed = (value) => (value > 0 ? "+" : "") + number(value);

/**
 * If this number of a ReLU that follows a sum is a zero although a kernel gave much, that kernel's `name`, what it `gave`, and what else
 * was `against` it, or `helped`: {isBias, value}, the other kernels together, and the bias. Else nothing.
 */
export function silencing(net, { i, at }) {
  const { before, output } = net.layers[i], groups = termsOf(net, { i: net.layers.indexOf(before), at });
  const given = groups.map((group) => subtotal(group, net.heap)), most = Math.max(...given), { from, c } = groups[given.indexOf(most)];
  if (output[at] !== 0 || most <= MUCH) return undefined;
  const bias = before.bias[spotOf(before.shape, at).map], others = before.output[at] - bias - most;
  const parts = (sign) => [[others], [bias, true]].filter(([value]) => Math.sign(Math.round(100 * value)) === sign) // what is seen of it
    .map(([value, isBias]) => ({ isBias, value: signed(value) }));
  return { name: channelName(net, net.layers.indexOf(from), c), gave: signed(most), against: parts(-1), helped: parts(1) };
}
