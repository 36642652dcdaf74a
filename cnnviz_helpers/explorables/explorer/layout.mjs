/* Where the tiles of the explorer lie: every map of every column is as large as every other, so that one place in any tile is one
   place in the photo.
   No page in here, only numbers: pixels of the page. */

import { clamp, range } from "../kit/draw.mjs";

const LEAST = 12, EASY = 24, MOST = 96; // of a tile; of a network that does not fit, at least EASY
export const HEAD = 40; // the words over a column
export const LANE = 14; // a lane over the tiles, for the lines that lead past a column
const GUTTER = [30, 76, 64]; // between columns, at least and at most; from where one begins to the next one at least, for their names
const ROWS = 40, LANES = 3; // at most
export const FOLD = 28; // the width of a fold
const TURNS = 112; // of two buttons beside the words over a column that stands alone
const STACKED = 6; // between columns that stand below each other
const NOWHERE = { reads: [], ends: [] };

const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);

/** How wide columns are, each with what lies behind it. */
const widthsOf = (counts, { tile, rows }, gutter, pitch) => counts.map((n) => Math.max(Math.ceil(n / rows) * tile + gutter, pitch));

/**
 * How large tiles get in a box. counts: how many maps each column has; width, height: what there is for all columns.
 * Returns {tile, rows}: the side of a tile with its gap, and how many tiles stand below each other. It may be less than LEAST: then all
 * do not fit.
 */
function fit(counts, width, height, [gutter, , pitch = 0]) {
  const fits = (one) => sum(widthsOf(counts, one, gutter, pitch)) <= width - gutter, most = Math.max(...counts);
  for (let tile = MOST; tile > 0; tile--) {
    const rows = Math.min(ROWS, most, Math.floor(height / tile));
    if (rows && fits({ tile, rows })) return { tile, rows: range(rows).find((row) => fits({ tile, rows: row + 1 })) + 1 };
  }
  return { tile: 1, rows: ROWS };
}

/** So many tiles of a column, `rows` below each other, from a left side on: {left, top, tile, rows, columns, n}. */
function block(n, left, top, { tile, rows }) {
  const columns = Math.ceil(n / rows), below = Math.min(rows, Math.ceil(n / columns));
  return { left, top, tile, columns, rows: below, n, width: columns * tile, height: below * tile };
}

/**
 * All columns side by side. Returns {tile, blocks, shown, folds, head, routes}: a block for each column, or null for those that there is
 * no room for, as `shown` says: the first and the last columns, and those around the column `chosen`; between them folds, {columns, left,
 * top, width, height}, each of several columns in a row; head: what is over the tiles, names and lanes; routes: who leads past whom, as
 * `routesOf` gives it. gutters: how wide is what lies between columns, at least and at most, and how far it is from one to the next;
 * paths: as `pathsOf` gives them.
 */
export function layWall(counts, { width, height, chosen = 0, gutters = GUTTER, paths = NOWHERE }) {
  const plan = whichFit(counts, { width, height, gutters, paths }, chosen), { items, shown, routes, tile, rows, room } = plan;
  const [least, most, pitch = 0] = gutters, own = shown.map((k) => counts[k]), wide = (gutter) => sum(widthsOf(own, plan, gutter, pitch));
  const gutter = clamp(least + (room - wide(least) - least) / (items.length + 1), least, most);
  const folded = (items.length - shown.length) * (FOLD + gutter), high = Math.max(...own.map((n) => block(n, 0, 0, plan).height));
  const head = HEAD + routes.n * LANE, top = head + Math.max(0, (height - head - high) / 2);
  let left = Math.max(0, (width - wide(gutter) - folded - gutter) / 2) + gutter;
  const blocks = counts.map(() => null), folds = [];
  for (const columns of items) {
    if (!columns.isFold) {
      const one = blocks[columns[0]] = block(counts[columns[0]], left, top, { tile, rows });
      left += one.room = Math.max(one.width + gutter, pitch);
    } else {
      folds.push({ columns, left, top, width: FOLD, height: high });
      left += FOLD + gutter;
    }
  }
  return { tile, blocks, shown, folds, head, routes };
}

/** What stands side by side: [[a column], [the columns of a fold], …]. */
function itemsOf(n, shown) {
  const items = [];
  for (const k of range(n)) {
    if (shown.includes(k)) items.push([k]);
    else if (items.at(-1)?.isFold) items.at(-1).push(k);
    else items.push(Object.assign([k], { isFold: true }));
  }
  return items;
}

/** How the columns `shown` stand in a box: what stands side by side, who leads past whom, the size of tiles, the room that folds leave. */
function planOf(counts, { width, height, gutters, paths }, shown) {
  const items = itemsOf(counts.length, shown), routes = routesOf(paths, items);
  const room = width - (items.length - shown.length) * (FOLD + gutters[0]);
  return { items, shown, routes, room, ...fit(shown.map((k) => counts[k]), room, height - HEAD - routes.n * LANE, gutters) };
}

/** The columns that there is room for: all; else the first and the last, and as many as fit around the chosen one. */
function whichFit(counts, box, chosen) {
  const all = range(counts.length), whole = planOf(counts, box, all);
  if (whole.tile >= LEAST) return whole;
  const wanted = [counts.length - 1, 0, chosen, ...all.flatMap((far) => [chosen - far - 1, chosen + far + 1])].filter((k) => k in all);
  let shown = [], plan = whole;
  for (const k of new Set(wanted)) {
    const next = [...shown, k].sort((a, b) => a - b), more = planOf(counts, box, next);
    if (shown.length > 2 && more.tile < EASY) break;
    [shown, plan] = [next, more];
  }
  return plan;
}

/**
 * Who is led past whom. Returns {n, place, laneTo}: how many lanes; place(column): at which place it stands, or the fold that holds it,
 * of the photo (column −1) 0, of the number behind all columns the last one; laneTo(place): the lane of the lines that come to a place
 * from others than its neighbour, 0 the lowest. Lanes that overlap lie above each other, the longest on top.
 */
export function routesOf({ reads, ends }, items) {
  const places = new Map([[-1, 0], ...items.flatMap((columns, i) => columns.map((k) => [k, i + 1]))]), last = items.length + 1;
  const firstOf = (columns) => Math.min(...columns.map((k) => places.get(k)));
  const all = [...items.map((columns) => columns.flatMap((k) => reads[k] ?? [])), ends];
  const spans = all.map((columns, i) => ({ from: firstOf(columns), to: i + 1 })).filter(({ from, to }) => from < to - 1);
  const lanes = [], lanesTo = new Map();
  for (const span of spans.sort((a, b) => (a.to - a.from) - (b.to - b.from))) {
    const isFree = (lane) => lane.every(({ from, to }) => to <= span.from || from >= span.to), free = lanes.findIndex(isFree);
    const lane = free >= 0 ? free : Math.min(lanes.length, LANES - 1);
    (lanes[lane] ??= []).push(span);
    lanesTo.set(span.to, lane);
  }
  return { n: lanes.length, place: (k) => places.get(k) ?? last, laneTo: (place) => lanesTo.get(place) ?? 0 };
}

/** One column alone, as large as it gets: on a phone. */
export function layOne(counts, { width, height, chosen }) {
  const n = counts[chosen], room = height - HEAD, side = (columns) => Math.min(width / columns, room / Math.ceil(n / columns), MOST);
  const columns = range(n).reduce((best, i) => (side(i + 1) > side(best) ? i + 1 : best), 1), tile = Math.floor(side(columns));
  const left = Math.floor((width - columns * tile) / 2);
  const one = { left, top: HEAD, tile, columns, rows: Math.ceil(n / columns), n, width: columns * tile, room: width - left - TURNS };
  one.height = one.rows * tile;
  return { tile, shown: [chosen], blocks: counts.map((_, k) => (k === chosen ? one : null)) };
}

/** All columns below each other, each of so many tiles in a row as make the tiles largest: on a phone, where nothing is opened. */
export function layStack(counts, { width, height }) {
  const room = height - STACKED * (counts.length - 1), below = (across) => counts.reduce((sum, n) => sum + Math.ceil(n / across), 0);
  const side = (across) => Math.floor(Math.min(width / across, room / below(across), MOST));
  const columns = range(Math.max(...counts)).reduce((best, i) => (side(i + 1) > side(best) ? i + 1 : best), 1), tile = side(columns);
  let top = HEAD; // the words stand beside
  const blocks = counts.map((n) => {
    const rows = Math.ceil(n / columns), one = { left: 0, top, tile, columns, rows, n, width: columns * tile, height: rows * tile };
    top += one.height + STACKED;
    return one;
  });
  return { tile, blocks, shown: range(counts.length) };
}

/** Where the tile at `place` (counted row by row) of a block lies: {left, top, side}. */
export function tileAt({ left, top, tile, columns }, place, gap = 1) {
  return { left: left + (place % columns) * tile + gap, top: top + Math.floor(place / columns) * tile + gap, side: tile - 2 * gap };
}
