/* Which pixels a unit of a column sees, and which units see a pixel. No page in here. */

import { range } from "../kit/draw.mjs";
import { seenPixels } from "../engine/sums.mjs";

export class Reach {
  constructor(network, columns) {
    Object.assign(this, { all: [network.photo, ...network.layers], columns, known: columns.map(() => null) });
  }

  /** The pixels that a unit of column `k` sees: [[first, end] of the rows, likewise of the columns]. */
  seen(k, row, place) {
    const { rows, places } = this.spans(k);
    return [rows[row], places[place]];
  }

  /** The units of each column that see a pixel, likewise; null where none does. */
  of(row, place) {
    return this.columns.map((_, k) => {
      const { rows, places } = this.spans(k), spans = [within(rows, row), within(places, place)];
      return spans.every(Boolean) ? spans : null;
    });
  }

  /** What the units of each row, and of each column, of a column's maps see along that axis. */
  spans(k) {
    const { after } = this.columns[k], [height, width] = after.shape, i = this.all.indexOf(after);
    return this.known[k] ??= {
      rows: range(height).map((row) => seenPixels(this.all, i, row, 0, 0)[0]),
      places: range(width).map((place) => seenPixels(this.all, i, 0, place, 0)[1]),
    };
  }
}

/** From the first to behind the last of those spans that hold a place; nothing, if none does. */
function within(spans, place) {
  const found = range(spans.length).filter((i) => spans[i][0] <= place && place < spans[i][1]);
  return found.length ? [found[0], found.at(-1) + 1] : null;
}
