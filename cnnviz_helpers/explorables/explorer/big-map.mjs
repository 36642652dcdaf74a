/* One map, large: a press on a place, or Enter, leads on into its number. */

import { drawMaps, number } from "../kit/draw.mjs";
import { el, write } from "../kit/element.mjs";
import { cellMap, scaleBar } from "../kit/maps.mjs";
import { placeOf } from "../figures/one-number.sums.mjs";
import * as WORDS from "./map-view.words.mjs";

/**
 * label: what a screen reader calls it; go(row, column): to a place; enter(), if given: into the number there.
 * Then only a press on a place points, and enters; else one can also drag over it.
 */
export class BigMap {
  constructor({ label, go, enter }) {
    const onmove = (row, column, isPointed) => {
      go(row, column);
      if (isPointed && enter) enter();
    };
    const size = () => this.layer.shape, words = (...place) => this.words(...place);
    this.cells = cellMap({ label, size, words, onmove, isChoice: Boolean(enter) });
    this.cells.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !enter) return;
      event.preventDefault();
      enter();
    });
    this.bar = scaleBar();
    this.said = el("p.x-was");
    this.element = el(".x-bigmap", this.cells, this.bar, this.said);
  }

  words(row, column) {
    const { layer: { output, shape }, map } = this;
    return WORDS.place(row, column, number(output[placeOf(shape, { map, row, column })], 4));
  }

  /** layer, map, row, column: what to show; limit: the end of its scale; scale: its colours. */
  draw({ layer, map, row, column }, limit, scale = "signed") {
    Object.assign(this, { layer, map });
    const { canvas } = this.cells, [rows, columns] = layer.shape;
    drawMaps(canvas, layer.output, layer.shape, { maps: [map], limits: limit, scale });
    canvas.style.aspectRatio = `${columns} / ${rows}`;
    this.bar.set(limit);
    this.bar.children[1].className = `x-ramp is-${scale}`;
    this.cells.set(row, column);
    write(this.said, this.words(row, column));
  }
}
