/* Which photos are alike: the nearest ones, and the two directions in which photos differ most. Python's twin:
   cnnviz_helpers/units/neighbours.py.
   No page in here. All of it follows from the products of all pairs of rows, Σ a · b: the Gram matrix. */

/** Row `i` of it, from its diagonal on, and so column `i`. rows: (n * wide) numbers; gram: (n * n). */
export function fillRow(gram, rows, n, wide, i) {
  for (let j = i; j < n; j++) {
    let sum = 0;
    for (let a = i * wide, b = j * wide, end = a + wide; a < end; a++, b++) sum += rows[a] * rows[b];
    gram[i * n + j] = gram[j * n + i] = sum;
  }
}

/**
 * The `many` others nearest to each row, by the straight distance: (n * many) numbers of rows, the nearest first; of two as near, the
 * lower number.
 */
export function nearest(gram, n, many) {
  const found = new Int32Array(n * many), far = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const others = [];
    for (let j = 0; j < n; j++) {
      far[j] = gram[j * n + j] - 2 * gram[i * n + j];
      if (j !== i) others.push(j);
    }
    others.sort((a, b) => far[a] - far[b] || a - b);
    found.set(others.slice(0, many), i * many);
  }
  return found;
}

/** The same numbers as if the mean of all rows had been taken from each. */
function centred(gram, n) {
  const means = new Float64Array(n);
  for (let at = 0; at < n * n; at++) means[Math.floor(at / n)] += gram[at] / n;
  const all = means.reduce((sum, mean) => sum + mean / n, 0);
  return gram.map((value, at) => value - means[Math.floor(at / n)] - means[at % n] + all);
}

const STEPS = 600, STILL = 1e-12; // at most; a direction that changes by less has been found

/**
 * The two directions along which rows differ most (principal components), by repeated multiplication: {places: (2 * n), how far each row
 * lies along
 * the first, then along the second; shares: of the whole variance}. As in Python, the largest number of a direction is positive.
 */
export function components(gram, rows, n, wide) {
  const middle = centred(gram, n), found = [];
  let whole = 0;
  for (let i = 0; i < n; i++) whole += middle[i * n + i];
  for (let k = 0; k < 2; k++) found.push(direction(middle, n, found, k));
  const places = new Float64Array(2 * n);
  found.forEach(({ vector, length }, k) => {
    const sign = signOf(vector, rows, n, wide);
    vector.forEach((part, i) => { places[k * n + i] = sign * part * Math.sqrt(length); });
  });
  return { places, shares: found.map(({ length }) => (whole > 0 ? length / whole : 0)) };
}

/**
 * The direction of the largest variance at right angles to those that are `known`: {vector, of length 1; length, the sum of squares along
 * it}.
 */
function direction(middle, n, known, k) {
  let vector = Float64Array.from({ length: n }, (_, i) => Math.sin((k + 1) * (i + 1))), length = 0;
  for (let step = 0; step < STEPS; step++) {
    const next = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0, at = i * n; j < n; j++, at++) sum += middle[at] * vector[j];
      next[i] = sum;
    }
    for (const { vector: other } of known) {
      const along = other.reduce((sum, part, i) => sum + part * next[i], 0);
      for (let i = 0; i < n; i++) next[i] -= along * other[i];
    }
    length = Math.hypot(...next);
    if (!(length > 0)) return { vector: new Float64Array(n), length: 0 };
    let change = 0;
    for (let i = 0; i < n; i++) {
      next[i] /= length;
      change = Math.max(change, Math.abs(next[i] - vector[i]));
    }
    vector = next;
    if (change < STILL) break;
  }
  return { vector, length };
}

/** 1, or -1 where the largest number of the direction, as one among the numbers of a row, is below zero. */
function signOf(vector, rows, n, wide) {
  const along = new Float64Array(wide);
  for (let at = 0; at < n * wide; at++) along[at % wide] += vector[Math.floor(at / wide)] * rows[at];
  return along[along.reduce((best, value, at) => (Math.abs(value) > Math.abs(along[best]) ? at : best), 0)] < 0 ? -1 : 1;
}
