/* What "Backwards" computes: the way of a slope from the loss back to a number, and what each place adds to a weight's slope.
   It comes when the figure opens, with the engine's slopes and the sums in columns. No page in here. */

import { placeOf, spotOf } from "../engine/kinds.mjs";
import { number, range } from "../kit/draw.mjs";
import * as WORDS from "./backwards.words.mjs";

export * as slopes from "../engine/slopes.mjs";
export { lossOf } from "../engine/loss.mjs";
export { awayLine, drawLedger } from "../kit/ledger.mjs";

const SHOWN = 6; // maps of a sum

/** (h · w,) what the weight is multiplied by at each place of its map: 0 on padding, 1 of a bias. */
export function metBy({ layer, channel, row, column, isBias }) {
  const { before: { output }, from: [high, wide, channels], shape: [h, w], strides = [1, 1], down, across } = layer;
  if (isBias) return new Float32Array(h * w).fill(1);
  return Float32Array.from({ length: h * w }, (_, place) => {
    const y = Math.floor(place / w) * strides[0] + row - (down?.before ?? 0), x = (place % w) * strides[1] + column - (across?.before ?? 0);
    return y >= 0 && y < high && x >= 0 && x < wide ? output[(y * wide + x) * channels + channel] : 0;
  });
}

/** The layers that read this one. */
export const readersOf = ({ layers }, layer) => layers.filter(({ sources }) => sources.includes(layer));

/** The number whose slope stands at a place of the heap, as {layer, at}. */
export function numberAt({ layers }, place) {
  const layer = layers.find(({ gradient, size }) => place >= placeOf(gradient) && place < placeOf(gradient) + size);
  return { layer, at: place - placeOf(layer.gradient) };
}

/** Whether a ReLU or a max pool lets the slope of a number that it reads pass; undefined of all other layers. */
export function isOpen(reader, at) {
  const { rules, before, output } = reader;
  if (rules.isActivation && rules.silences) return output[at] > 0;
  if (!rules.isPool || !rules.isMax || !rules.isWindow) return undefined;
  return windowsOver(reader, at).some(({ out }) => winnerOf(reader, before.output, out) === at);
}

function winnerOf({ rules, ...layer }, values, out) {
  const cells = rules.terms({ rules, ...layer }, out)[0].cells.filter(({ at }) => at !== null);
  return cells.reduce((best, { at }) => (values[at] > values[best] ? at : best), cells[0].at);
}

/** The windows of `reader` that see a number: {out: their place, of map 0 or of the number's own; row, column: where it lies in them}. */
function windowsOver({ from, shape: [h, w, maps], window = [1, 1], strides = [1, 1], down, across, rules }, at) {
  const { row, column, map } = spotOf(from, at), own = rules.staysInItsMap ? map : 0;
  const along = (place, length, step, n) => range(n).filter((i) => place - i * step >= 0 && place - i * step < length);
  const rows = along(row + (down?.before ?? 0), window[0], strides[0], h);
  const columns = along(column + (across?.before ?? 0), window[1], strides[1], w);
  return rows.flatMap((y) => columns.map((x) => ({
    out: (y * w + x) * maps + own, columns: columns.length,
    row: row + (down?.before ?? 0) - y * strides[0], column: column + (across?.before ?? 0) - x * strides[1],
  })));
}

/** What a convolution or a dense layer gives back to a number: a group for each of its maps. */
function sumLines(reader, at, nameOf) {
  const { gradient, kernel, filters, window = [1, 1], from } = reader, { map } = spotOf(from, at), windows = windowsOver(reader, at);
  return range(filters).map((f) => {
    const cells = windows.map(({ out, row, column }) => ({
      at: placeOf(gradient) + out + f, weight: kernel[((row * window[1] + column) * from[2] + map) * filters + f],
    }));
    const amount = windows.reduce((sum, { out }, i) => sum + gradient[out + f] * cells[i].weight, 0);
    return { name: nameOf(reader, f), amount, group: { c: 0, columns: windows[0]?.columns ?? 1, cells } };
  });
}

/** What one of its readers gives back to a number. */
function linesThrough({ slopes, nameOf }, reader, layer, at) {
  const { name, rules, gradient, size, from } = reader, one = (out, weight, text) => {
    const cells = [{ at: placeOf(gradient) + out, weight }];
    return [{ name, amount: gradient[out] * weight, group: { c: 0, columns: 1, cells }, text }];
  };
  if (rules.isSum && !rules.pack) return sumLines(reader, at, nameOf);
  const open = isOpen(reader, at), value = number(layer.output[at], 3);
  if (open !== undefined && rules.isActivation) return one(at, Number(open), WORDS.gate(open, value));
  if (open !== undefined) {
    const [{ out }, ...others] = [...windowsOver(reader, at), { out: null }];
    if (out !== null && others.length === 1) return one(out, Number(open), WORDS.winner(open));
  }
  if (rules.isWholeMap && !rules.isMax) return one(at % from[2], from[2] / layer.size, WORDS.mean(layer.size / from[2]));
  if ((rules.doesNothing || rules.joinsPlaces) && size === layer.size) return one(at, 1, WORDS.same);
  return [{ name, amount: slopes.through(reader, reader.sources.indexOf(layer))[at], text: WORDS.through }];
}

/**
 * The slope of the number at `at` of a layer, as lines of a sum. figure: {network, slopes, nameOf(layer, map)}; isAll: also those that
 * give least.
 */
export function linesOf(figure, layer, at, isAll) {
  const { network } = figure, last = network.layers.at(-1), slope = layer.gradient[at];
  const total = { name: WORDS.total, amount: slope, isTotal: true };
  if (layer === last.before) {
    const share = last.output[at];
    return [{ name: WORDS.share, amount: share }, { name: WORDS.wanted, amount: slope - share }, total];
  }
  const lines = readersOf(network, layer).flatMap((reader) => linesThrough(figure, reader, layer, at));
  if (lines.length <= SHOWN + 1) return [...lines, total];
  lines.sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount));
  const rest = lines.splice(isAll ? lines.length : SHOWN), amount = rest.reduce((sum, line) => sum + line.amount, 0);
  const more = isAll ? { name: "", more: WORDS.fewer } : { name: WORDS.others(rest.length), amount, more: WORDS.more };
  return [...lines, more, total];
}
