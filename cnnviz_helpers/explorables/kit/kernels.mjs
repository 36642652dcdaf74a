/* Kernels made by hand, for windows of any size; Python's `stills.py` draws the same. No page in here. */

/** Whether a cell of `n` in a row lies before the middle (-1), on it (0), or after it (1). */
const side = (cell, n) => Math.sign(2 * cell - n + 1);
const middle = (n) => (n - 1) >> 1;
const isMiddle = (row, column, [rows, columns]) => row === middle(rows) && column === middle(columns);

/** The weight in a row and column of a window of [rows, columns]. */
export const MADE = {
  "upright edges": (row, column, window) => side(column, window[1]),
  "level edges": (row, column, window) => side(row, window[0]),
  "any edge": (row, column, window) => (isMiddle(row, column, window) ? window[0] * window[1] - 1 : -1),
  blur: (row, column, window) => 1 / (window[0] * window[1]),
  middle: (row, column, window) => Number(isMiddle(row, column, window)),
};
