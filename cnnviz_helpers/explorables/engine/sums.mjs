/* What a number is made of, and which pixels it sees. No page in here, only places and numbers. */

/** The terms of the number at `at`: groups {c, columns, cells} of places in the layer before (null: padding), with weights where there are any. */
export function takeApart({ kind, from, shape, window = [1, 1], strides = [1, 1], down, across, kernel }, at) {
  if (kind === "photo") return [];
  if (kind === "flatten") return [{ c: at % from[2], columns: 1, cells: [{ at }] }];
  const [height, width, channels] = from, many = shape[2], map = at % many, spot = Math.floor(at / many);
  const [rows, columns] = kind.startsWith("global") ? from : window;
  const top = Math.floor(spot / shape[1]) * strides[0] - (down?.before ?? 0), left = (spot % shape[1]) * strides[1] - (across?.before ?? 0);
  const group = (c) => ({
    c, columns,
    cells: Array.from({ length: rows * columns }, (_, k) => {
      const row = top + Math.floor(k / columns), column = left + (k % columns), isInside = row >= 0 && row < height && column >= 0 && column < width;
      return { at: isInside ? (row * width + column) * channels + c : null, weight: kernel?.[(k * channels + c) * many + map] };
    }),
  });
  return kernel || kind === "softmax" ? Array.from({ length: channels }, (_, c) => group(c)) : [group(map)];
}

/** One kernel's part of a sum: its weights times the numbers `values` under them. */
export const subtotal = ({ cells }, values) => cells.reduce((sum, { at, weight }) => sum + (at === null ? 0 : values[at] * weight), 0);

/** Which map, row and column the number at `at` of maps of this shape belongs to. */
export const spotOf = ([, width, many], at) => ({ map: at % many, row: Math.floor(at / many / width), column: Math.floor(at / many) % width });

/** The pixels that can change a number of layer `i`: [first, end) of the rows, and of the columns. */
export function seenPixels(layers, i, row, column, map) {
  let spans = [[row, row + 1], [column, column + 1]];
  for (; i > 0; i--) {
    const { kind, from, window, strides, down, across } = layers[i];
    if (kind === "dense") map = null; // it reads all that is there
    if (kind === "flatten" && map !== null) ({ row, column } = spotOf(from, map), spans = [[row, row + 1], [column, column + 1]]);
    else if (kind.startsWith("global") || kind === "flatten") spans = [[0, from[0]], [0, from[1]]];
    else if (down) spans = spans.map(([first, end], axis) => {
      const start = first * strides[axis] - [down, across][axis].before;
      return [Math.max(0, start), Math.min(from[axis], start + (end - first - 1) * strides[axis] + window[axis])];
    });
  }
  return spans;
}
