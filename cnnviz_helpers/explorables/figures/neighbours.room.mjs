/* What is seen of "Neighbours" once all photos are compared: the nearest ones in two rows, and the map. It comes with the comparison. */

import { percent, range } from "../kit/draw.mjs";
import { write } from "../kit/element.mjs";
import { photoRow } from "../kit/photo-row.mjs";
import { PhotoMap } from "./neighbours.map.mjs";
import * as WORDS from "./neighbours.words.mjs";

/** Takes the places that `figure` has kept for it. `show(label)`: of the photo of the state, whose class that is. */
export class Room {
  constructor(figure) {
    const { frame, photos, all, rows } = figure;
    this.figure = figure;
    for (const space of Object.values(rows)) {
      const row = photoRow(space.title, photos.size, (image) => frame.set({ image }));
      space.row.replaceWith(row);
      space.row = row;
    }
    this.map = new PhotoMap(photos, all.rgb, { onpick: (image) => frame.set({ image }), onview: (view) => frame.set(view),
      words: (i) => figure.name(i) });
    figure.map.replaceWith(this.map.element);
    frame.onEnd(() => this.map.close());
  }

  show(label) {
    const { figure, figure: { rows, found, state: { image, space, x, y, zoom } } } = this;
    for (const one of Object.keys(rows)) this.showRow(one, label);
    this.map.show({ places: found[space].places, chosen: image, near: figure.near(space), view: { x, y, zoom } });
  }

  showRow(space, label) {
    const { all, all: { labels }, photos: { n }, many, found, classes, rows } = this.figure, { right, row } = rows[space];
    row.show([...this.figure.near(space)].map((i) => ({
      rgb: all.rgbOf(i), value: i, words: [this.figure.name(i), classes[labels[i]] ?? "", `${i}`],
        kind: labels.length && labels[i] !== label ? "is-wrong" : "",
    })));
    right.hidden = !labels.length;
    if (!labels.length) return;
    const alike = range(n).filter((i) => labels[found[space].nearest[i * many]] === labels[i]).length;
    write(right, WORDS.right(alike, n, percent(alike / n, 1)));
  }
}
