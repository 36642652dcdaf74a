/* Layers that move numbers to other places: joined, in another order or shape, with borders or without, larger or smaller. */

import { POINT, product, runCopy, spotOf } from "./kinds.mjs";

/** How far apart the numbers of a column, a row and a place of maps of this shape lie. */
const stepsOf = ([, width, channels]) => [width * channels, channels, 1];

/** The one term of a number that is the same as that at `at`, or nothing but a border (null). */
const oneTerm = (c, at, source = 0) => [{ c, columns: 1, cells: [{ at }], source }];

const total = () => "the same";

/* ---- joined along an axis ---- */

function joinedShape({ axis, sources }, from) {
  return { shape: from.map((size, i) => (i === axis ? sources.reduce((sum, source) => sum + source.shape[i], 0) : size)) };
}

function runJoined({ loops }, { sources, axis, at, shape }) {
  const run = product(shape.slice(axis)), many = product(shape.slice(0, axis));
  let to = at;
  for (const source of sources) {
    const own = product(source.shape.slice(axis));
    loops.copy(source.at, to, own, run, own, many);
    to += own;
  }
}

/** Where along the axis the numbers of a source begin. */
const startOf = ({ sources, axis }, source) => sources.slice(0, source).reduce((sum, { shape }) => sum + shape[axis], 0);

function joinedTerms(layer, at) {
  const { shape, axis, sources } = layer, { map, row, column } = spotOf(shape, at), spot = [row, column, map];
  let source = 0;
  while (spot[axis] >= sources[source].shape[axis]) spot[axis] -= sources[source++].shape[axis];
  const steps = stepsOf(sources[source].shape);
  return oneTerm(spot[2], spot.reduce((sum, place, i) => sum + place * steps[i], 0), source);
}

function seesJoined(layer, spans, map, source = 0) {
  const { axis, sources } = layer, start = startOf(layer, source), size = sources[source].shape[axis];
  const within = (place) => Math.min(Math.max(place - start, 0), size);
  if (axis < 2) return { spans: spans.map((span, i) => (i === axis ? span.map(within) : span)), map };
  if (map === null) return { spans, map };
  const isHere = map >= start && map < start + size;
  return { spans: isHere ? spans : spans.map(([first]) => [first, first]), map: isHere ? map - start : null };
}

/* ---- in another shape, or order ---- */

/** What a number is, where all numbers stay in their order. */
const sameTerm = ({ from }, at) => oneTerm(at % from[2], at);

/** The smallest box around the numbers that `place` names for each number of a box. */
function seesBox({ shape, from }, spans, map, place) {
  const [[top, bottom], [left, right]] = spans, maps = map === null ? [0, shape[2]] : [map, map + 1], found = [];
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      for (let c = maps[0]; c < maps[1]; c++) found.push(spotOf(from, place((y * shape[1] + x) * shape[2] + c)));
    }
  }
  const around = (name) =>
    found.reduce(([first, end], spot) => [Math.min(first, spot[name]), Math.max(end, spot[name] + 1)], [Infinity, 0]);
  const [first, end] = around("map");
  return { spans: [around("row"), around("column")], map: end - first === 1 ? first : null };
}

/** One size or two are filled up to three, with ones in front. */
const reshapedShape = ({ shape }) => ({ shape: [...[1, 1].slice(shape.length - 1), ...shape] });

const seesReshaped = (layer, spans, map) => seesBox(layer, spans, map, (at) => at);

export function runPermuted({ heap }, { before, from, at, shape, axes }) {
  const [down, right, step] = axes.map((axis) => stepsOf(from)[axis]);
  for (let y = 0, to = at; y < shape[0]; y++) {
    for (let x = 0; x < shape[1]; x++) {
      for (let c = 0, place = before.at + y * down + x * right; c < shape[2]; c++, place += step) heap[to++] = heap[place];
    }
  }
}

/** Where the number at `at` comes from. */
function permutedFrom({ from, shape, axes }, at) {
  const { map, row, column } = spotOf(shape, at), steps = stepsOf(from);
  return row * steps[axes[0]] + column * steps[axes[1]] + map * steps[axes[2]];
}

function permutedTerms(layer, at) {
  const place = permutedFrom(layer, at);
  return oneTerm(place % layer.from[2], place);
}

const seesPermuted = (layer, spans, map) => seesBox(layer, spans, map, (at) => permutedFrom(layer, at));

/* ---- with a border of zeros, or without a border ---- */

/** The part of a picture that a crop keeps, or that zeros are put around: where it begins, and its rows, as both have them. */
export function runBorder({ heap, loops }, { before, at, size, edges: [[top], [left]], from, shape }, isCrop) {
  const [height, width, channels] = isCrop ? shape : from, [row] = stepsOf(from), [newRow] = stepsOf(shape), run = width * channels;
  const inside = ([line]) => top * line + left * channels;
  if (!isCrop) heap.fill(0, at, at + size); // a map that was off may have left numbers in the border
  loops.copy(before.at + (isCrop ? inside([row]) : 0), at + (isCrop ? 0 : inside([newRow])), row, newRow, run, height);
}

/** sign: 1 for a crop, which looks further on; −1 for a border. */
const border = (sign) => ({
  shape: ({ edges }, [height, width, channels]) => {
    const [down, across] = edges.map(([first, last]) => sign * (first + last));
    return { shape: [height - down, width - across, channels] };
  },
  run: (network, layer) => runBorder(network, layer, sign > 0),
  terms({ edges: [[top], [left]], from, shape }, at) {
    const { map, row, column } = spotOf(shape, at), y = row + sign * top, x = column + sign * left;
    return oneTerm(map, y >= 0 && y < from[0] && x >= 0 && x < from[1] ? (y * from[1] + x) * from[2] + map : null);
  },
  sees: ({ edges, from }, spans, map) => ({
    spans: spans.map((span, axis) => span.map((place) => Math.min(Math.max(place + sign * edges[axis][0], 0), from[axis]))), map,
  }),
});

/* ---- in another size ---- */

/**
 * Where along one axis each of `n` numbers is taken from, in single precision as TensorFlow has it:
 * the two places on both sides, and how far the second counts. Pixels are squares: it is their centres that
 * are laid over each other.
 */
function placesAlong(size, n, isNearest) {
  const { fround } = Math, scale = fround(size / n);
  return Array.from({ length: n }, (_, i) => {
    const centre = fround(fround(i + 0.5) * scale);
    if (isNearest) return { low: Math.min(size - 1, Math.floor(centre)), high: Math.min(size - 1, Math.floor(centre)), share: 0 };
    const place = fround(centre - 0.5), below = Math.floor(place);
    return { low: Math.max(0, below), high: Math.min(size - 1, Math.ceil(place)), share: fround(place - below) };
  });
}

function resizedShape({ interpolation }, [height, width, channels], [rows, columns]) {
  const isNearest = interpolation === "nearest";
  return { shape: [rows, columns, channels], rows: placesAlong(height, rows, isNearest), columns: placesAlong(width, columns, isNearest) };
}

function runResized({ heap }, { before, from: [, width, channels], at, rows, columns }) {
  let to = at;
  for (const { low: top, high: bottom, share: down } of rows) {
    const upper = before.at + top * width * channels, lower = before.at + bottom * width * channels;
    for (const { low, high, share } of columns) {
      const left = low * channels, right = high * channels;
      for (let c = 0; c < channels; c++) {
        const above = heap[upper + left + c] + (heap[upper + right + c] - heap[upper + left + c]) * share;
        const below = heap[lower + left + c] + (heap[lower + right + c] - heap[lower + left + c]) * share;
        heap[to++] = above + (below - above) * down;
      }
    }
  }
}

/** Up to two by two places, each with the weight that it has in the mean. */
function resizedTerms({ from: [, width, channels], shape, rows, columns }, at) {
  const { map, row, column } = spotOf(shape, at);
  const both = ({ low, high, share }) => [[low, 1 - share], [high, share]].filter(([, weight]) => weight);
  const across = both(columns[column]);
  const cells = both(rows[row]).flatMap(([y, down]) =>
    across.map(([x, right]) => ({ at: (y * width + x) * channels + map, weight: down * right })));
  return [{ c: map, columns: across.length, cells }];
}

const seesResized = ({ rows, columns }, spans, map) => ({
  spans: spans.map(([first, end], axis) => {
    const places = [rows, columns][axis].slice(first, end);
    return [Math.min(...places.map(({ low }) => low)), Math.max(...places.map(({ high }) => high)) + 1];
  }),
  map,
});

const resized = {
  staysInItsMap: true, run: runResized, terms: resizedTerms, sees: seesResized,
  total: ({ interpolation }) => (interpolation === "nearest" ? "the same" : "weighted mean"),
};

export const PLACES = {
  concat: { isJoin: true, shape: joinedShape, run: runJoined, terms: joinedTerms, sees: seesJoined, total },
  reshape: { shape: reshapedShape, run: runCopy, terms: sameTerm, sees: seesReshaped, total },
  permute: {
    shape: ({ axes }, from) => ({ shape: axes.map((axis) => from[axis]) }),
    run: runPermuted, terms: permutedTerms, sees: seesPermuted, total,
  },
  "zero-pad": {
    ...border(-1), staysInItsMap: true,
    total: (layer, values, at) => (layer.rules.terms(layer, at)[0].cells[0].at === null ? "zero" : "the same"),
  },
  crop: { ...border(1), staysInItsMap: true, total },
  upsample: { ...resized, shape: (layer, from) => resizedShape(layer, from, layer.size.map((times, axis) => times * from[axis])) },
  resize: { ...resized, shape: (layer, from) => resizedShape(layer, from, layer.shape) },
};
