/* How much of a number came from which map: the lines of the explorer. No page in here.

   A network of sums, ReLUs and pools is, for one photo, a sum itself: each ReLU lets a number through or not, each max pool takes one
   number. So a number is the sum, over all numbers of a column, of slope × number, plus what biases add behind that column, the `rest`.
   What map m of a sum got from channel c of what it reads: its weights for that channel × the slopes of the explained number for these
   weights. Both are exact. Where an activation bends, as a sigmoid, the rest also holds what slope × number does not tell. */

import { range } from "../kit/draw.mjs";
import { isConcat, pathsOf, placesOf } from "./columns.mjs";
import { kernelSlopes } from "./kernel-slopes.mjs";

/** The layer of the scores: of one number for each class, before they become shares of 100 percent. */
export function scoreLayer({ layers }) {
  let last = layers.at(-1);
  while (last.before?.size === last.size && (last.rules.doesNothing || last.rules.joinsPlaces)) last = last.before;
  return last.rules.isShare || last.rules.isChance ? last.before : layers.at(-1);
}

/** Where the numbers of one channel come from: {column: its place, map}; of the photo, column −1; null where many meet on the way. */
function originOf(places, layer, channel) {
  if (places.has(layer)) return { column: places.get(layer), map: channel };
  const { rules, sources, before, shape } = layer;
  if (!sources) return { column: -1, map: channel };
  if (rules.joinsPlaces) return originOf(places, before, channel % before.shape[2]);
  if (rules.staysInItsMap && sources.length === 1) return originOf(places, before, Math.floor(channel * before.shape[2] / shape[2]));
  if (!isConcat(layer)) return null;
  let first = 0;
  const source = sources.find((one) => channel < first + one.shape[2] || ((first += one.shape[2]), false));
  return originOf(places, source, channel - first);
}

/** What a column reads: [{column, map}] of each channel, of several sources one after the other. */
function originsOf(places, { before }) {
  return before.sources.flatMap((source) => range(source.shape[2]).map((channel) => originOf(places, source, channel)));
}

/** The sum of slope × number over each map. */
function totalsOf(output, gradient, n) {
  const totals = new Float64Array(n);
  for (let i = 0; i < output.length;) for (let map = 0; map < n; map++, i++) totals[map] += gradient[i] * output[i];
  return totals;
}

/** Which weight, by its place in a kernel of groups, of depth, or turned round, leads from channel c to map m: as c * n + m. */
function placeIn({ rules, from, shape: [, , n], groups = 1, times }, channels) {
  if (times) return (i) => Math.floor((i % n) * channels / n) * n + (i % n); // each map comes of one channel alone
  if (rules.isSpread) return (i) => (i % channels) * n + (Math.floor(i / channels) % n);
  const many = from[2] / groups, each = n / groups;
  return (i) => (Math.floor((i % n) / each) * many + (Math.floor(i / n) % many)) * n + (i % n);
}

/** Explains numbers of a network that was made with room for slopes. */
export class Lines {
  constructor(network, slopes, columns) {
    const places = placesOf(columns), paths = pathsOf(columns, scoreLayer(network));
    Object.assign(this, { network, slopes, columns, ...paths, origins: columns.map((column) => originsOf(places, column)) });
    this.shown = range(columns.length); // the columns that lines lead into; of others is told what their maps gave, not what went in
  }

  /** The score of a class. A single score at the end is that of the second class, and against the first one. */
  ofClass(label) {
    const layer = scoreLayer(this.network), isSingle = layer.size < this.network.classes.length, sign = isSingle && label === 0 ? -1 : 1;
    const at = isSingle ? 0 : label;
    return this.of(layer, (gradient) => { gradient[at] = sign; }, sign * layer.output[at]);
  }

  /** The mean of a map of a column, before or behind its ReLU. */
  ofMap(column, map, side = "after") {
    const layer = this.columns[column][side], { shape: [height, width, n], output } = layer;
    let sum = 0;
    for (let i = map; i < output.length; i += n) sum += output[i];
    const lay = (gradient) => { for (let i = map; i < gradient.length; i += n) gradient[i] = 1 / (height * width); };
    return this.of(layer, lay, sum / (height * width), column);
  }

  /** One number of a layer. */
  ofNumber(layer, at) {
    return this.of(layer, (gradient) => { gradient[at] = 1; }, layer.output[at]);
  }

  /**
   * number: what is explained, whose slopes `lay` lays. Returns {number, last, totals, rests, into}, for the columns up to `last`:
   * totals[k]: of each map of column k, its share; rests[k]: what is missing; into[k](maps): of channel c to map m, for these maps m, or
   * for all, at [c * n + m], until the next question; null, if k is not shown.
   */
  of(layer, lay, number, last = this.columns.length - 1) {
    const { columns, slopes, origins, shown } = this, reached = columns.slice(0, last + 1);
    slopes.of(layer, lay);
    const totals = reached.map(({ after, n }) => totalsOf(after.output, after.gradient, n));
    const rests = totals.map((all) => all.reduce((rest, share) => rest - share, number));
    const into = reached.map((column, k) => (shown.includes(k) ? (maps) => this.sharesInto(column, origins[k].length, maps) : null));
    return { number, last, totals, rests, into };
  }

  /** What these maps of a column, or all, got from each channel that it reads. */
  sharesInto({ before, n }, channels, maps = range(n)) {
    const { rules, kernel } = before, shares = new Float64Array(channels * n);
    if (!rules.isSum) return this.withoutWeights(before, n, shares);
    const few = maps.length < n && kernelSlopes(this.slopes, before, maps);
    if (few) {
      for (let i = 0, at = 0; at < few.length; i++) { // as the weights lie: place by place, channel by channel
        for (const map of maps) shares[(i % channels) * n + map] += few[at++] * kernel[i * n + map];
      }
      return shares;
    }
    const place = placeIn(before, channels), slope = before.backwards.weights && this.slopes.ofWeights(before).kernel;
    for (let i = 0; slope && i < kernel.length; i++) shares[place(i)] += slope[i] * kernel[i];
    return shares;
  }

  /** Of a layer without weights, in which each map comes of those with its number, or of one of them; else nothing is told. */
  withoutWeights(layer, n, shares) {
    let first = 0;
    layer.sources.forEach((source, s) => {
      const many = source.shape[2], map = isConcat(layer) ? first : 0;
      if ((layer.rules.isJoin || layer.rules.staysInItsMap) && map + many <= n && (many > 1 || n === 1)) {
        totalsOf(source.output, this.slopes.through(layer, s), many).forEach((share, c) => { shares[(first + c) * n + map + c] = share; });
      }
      first += many;
    });
    return shares;
  }
}

/** The places of the `most` largest numbers, by size. */
function largest(numbers, most) {
  const found = [];
  for (let i = 0; i < numbers.length; i++) {
    const size = Math.abs(numbers[i]);
    if (size === 0 || (found.length === most && size <= found.at(-1).size)) continue;
    found.splice(found.length - (found.length === most), found.length === most ? 1 : 0, { i, size });
    found.sort((a, b) => b.size - a.size);
  }
  return found.map(({ i }) => i);
}

/**
 * The lines that made a number, from its end to the photo: [{from: {column, map}, to: {column, map}, share}], into each column the `most`
 * largest of those that go into maps which have been reached. to.column is columns.length for the number itself; from.column is −1 for
 * the photo, whose channels are one. Where a column is not shown, map is null: all that comes from those that are not shown in a row is
 * one line, and so is what goes to them.
 */
export function follow(lines, found, most, start = null) {
  const follower = new Follower(lines, found, most);
  if (start === null) follower.fromNumber();
  else follower.reached[found.last].add(start);
  for (let k = found.last; k >= 0; k--) if (found.into[k]) follower.goOn(k);
  return follower.lines;
}

const MANY = 2 ** 20; // more than a column has maps

class Follower {
  constructor({ origins, columns, reads, ends }, { totals, into, last }, most) {
    Object.assign(this, { origins, columns, ends, totals, into, most, lines: [], reached: columns.map(() => new Set()) });
    this.readers = columns.map((_, k) => range(last + 1).filter((other) => reads[other].includes(k)));
    let row = 0;
    this.rows = into.map((shares, k) => (row = shares || into[k - 1] ? k : row)); // of columns that are not shown: the first in a row
  }

  add(from, to, share) {
    this.lines.push({ from, to, share });
    if (from.map !== null) this.reached[from.column].add(from.map);
  }

  /** The largest shares of the number itself. */
  fromNumber() {
    const { ends, into, totals, rows, most, columns } = this;
    const apart = (k) => Array.from(this.leaving(k), (share, map) => ({ column: k, map, share }));
    const together = (k) => [{ column: rows[k], map: null, share: totals[k].reduce((sum, share) => sum + share, 0) }];
    const all = ends.filter((k) => k >= 0).flatMap((k) => (into[k] ? apart(k) : together(k)));
    for (const i of largest(all.map(({ share }) => share), most)) {
      const { share, ...from } = all[i];
      this.add(from, { column: columns.length, map: null }, share);
    }
  }

  /** What the maps of a column gave to all but the columns that are shown. */
  leaving(k) {
    const { origins, columns, into, totals, readers } = this, left = totals[k].slice();
    for (const other of readers[k].filter((reader) => into[reader])) {
      const { n } = columns[other], shares = into[other]();
      origins[other].forEach((from, c) => {
        if (from?.column === k) for (let map = 0; map < n; map++) left[from.map] -= shares[c * n + map];
      });
    }
    return left;
  }

  /** From a column on to what it was made of; where it goes to columns that are not shown, its largest shares in them come first. */
  goOn(k) {
    const { readers, into, rows, most, ends } = this, hidden = readers[k].find((reader) => !into[reader]);
    if (hidden !== undefined && !ends.includes(k)) {
      const left = this.leaving(k);
      for (const map of largest(left, most)) this.add({ column: k, map }, { column: rows[hidden], map: null }, left[map]);
    }
    const maps = [...this.reached[k]], shares = into[k](maps), all = maps.flatMap((map) => this.linesTo(k, map, shares));
    for (const i of largest(all.map(({ share }) => share), most)) this.add(all[i].from, all[i].to, all[i].share);
  }

  /** All lines into a map, of what its column got. */
  linesTo(k, map, shares) {
    const { origins, into, rows, columns } = this, { n } = columns[k], found = new Map();
    origins[k].forEach((origin, c) => {
      const share = shares[c * n + map];
      if (!origin || !share) return;
      const isAlone = origin.column >= 0 && into[origin.column], column = origin.column < 0 ? -1 : rows[origin.column];
      const key = isAlone ? column * MANY + origin.map : -2 - column, known = found.get(key);
      if (known) known.share += share;
      else found.set(key, { from: { column, map: isAlone ? origin.map : null }, to: { column: k, map }, share });
    });
    return [...found.values()];
  }
}
