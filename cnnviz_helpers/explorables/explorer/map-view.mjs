/* One map of the network and the filter that makes it: the maps that it reads, the kernels, the sum, the ReLU; where it is strongest. */

import { number, spread } from "../kit/draw.mjs";
import { button, toggle } from "../kit/controls.mjs";
import { el, write } from "../kit/element.mjs";
import { channelName } from "../figures/one-number.sums.mjs";
import * as ONE_NUMBER from "../figures/one-number.words.mjs";
import { BigMap } from "./big-map.mjs";
import { flipped, isFilterEdited, isOff, withoutEdits } from "./changes.mjs";
import { isFiltered } from "./filter.mjs";
import { FilterRows } from "./filter-rows.mjs";
import { Flow } from "./flow.mjs";
import { columnWith } from "./place.mjs";
import { Strongest } from "./strongest.mjs";
import { toScore } from "./to-score.mjs";
import * as WORDS from "./map-view.words.mjs";

export class MapView {
  /** openTable(layer, map): show the numbers of a map as a table. */
  constructor(explorer, net, openTable) {
    Object.assign(this, { explorer, net, openTable, parts: null });
    this.how = { ...ONE_NUMBER.how, ...explorer.network.how };
    this.strongest = new Strongest(explorer, net);
    this.element = el(".x-mapview");
    this.element.append(this.buildMap(), this.strongest.element);
  }

  buildMap() {
    const { explorer } = this;
    this.heading = el("h2", { tabindex: -1 });
    this.told = el("p.x-was");
    this.big = new BigMap({ label: WORDS.scale, go: (row, column) => explorer.set({ row, column }), enter: () => this.enter() });
    this.sides = ["before", "after"].map((side) => toggle("", false, () => explorer.set({ side })));
    this.off = toggle(WORDS.off, false, () => explorer.set({ off: flipped(explorer.state.off, this.indexOff(), this.place.map) }));
    this.undo = button(WORDS.asLearned, () => {
      explorer.set({ edits: withoutEdits(explorer.state.edits, this.index(this.column.before), this.place.map) });
    });
    this.table = button(WORDS.table, () => this.openTable(this.shown, this.place.map));
    this.note = el("p.x-was");
    this.given = el("p.x-given");
    return el("section.x-onemap", this.heading, this.big.element, this.given, this.note,
      el(".x-row", ...this.sides, this.off, this.undo, this.table), this.told);
  }

  /** Where what is flown from and to lies. */
  get large() {
    return this.big.cells;
  }

  index(layer) {
    return this.explorer.network.layers.indexOf(layer);
  }

  /** The layer whose map is switched off: the last of its column, which others read. */
  indexOff() {
    return this.index(this.column.after);
  }

  enter() {
    const { explorer, column, place: { map } } = this, { row, column: at } = explorer.state;
    explorer.enter({ level: "number", layer: column.before.name, map, row, column: at });
  }

  draw(place) {
    const { explorer } = this;
    this.column = columnWith(explorer.columns, place.layer) ?? { before: place.layer, after: place.layer };
    this.place = place;
    const { before, after } = this.column;
    if (this.parts?.layer !== before || this.parts.map !== place.map) this.lay(before, place.map);
    this.shown = this.column[explorer.state.side] ?? after;
    const limit = spread(before.output, place.map, before.shape[2]) || 1;
    this.big.draw({ ...place, layer: this.shown }, limit);
    this.parts.draw(limit, explorer.picture);
    this.strongest.element.hidden = this.column.name === undefined; // layers between columns are not looked through
    if (!this.strongest.element.hidden) this.strongest.draw(after, place.map);
    this.showGiven(place);
    this.showControls(place);
  }

  /** What it gives to the score that is explained; of a layer between columns that is not known. */
  showGiven({ map }) {
    const { explorer: { columns, lines, explained, classes, network }, column } = this, k = columns.indexOf(column);
    this.given.hidden = k < 0;
    if (k < 0) return;
    const { mean, weight, share, score } = toScore(network, column, k, map, { lines, label: explained });
    const name = classes[explained], given = (share > 0 ? "+" : "") + number(share);
    const made = () => ({ mean: number(mean), weight: number(weight, 3), given, name, score: number(score) });
    write(this.given, mean === undefined ? WORDS.share(name, given) : WORDS.given(made()));
  }

  /** Another map: other rows. */
  lay(layer, map) {
    const { explorer, net } = this;
    this.parts?.element.remove();
    this.parts?.close();
    this.parts = isFiltered(layer) ? new FilterRows(explorer, net, { layer, map }) : new Flow(explorer, net, { layer, map });
    this.element.prepend(this.parts.element);
    write(this.told, isFiltered(layer) ? WORDS.filtered(this.parts.kernels.length) : this.how[layer.kind] ?? "");
  }

  showControls({ map }) {
    const { explorer: { state }, net, column: { before, after } } = this, isDouble = before !== after;
    const out = isOff(state.off, this.indexOff(), map);
    const side = isDouble && WORDS.side(after, this.shown === after);
    write(this.heading, WORDS.title(before.name, channelName(net, net.layers.indexOf(before), map), side));
    this.sides.forEach((button, k) => {
      button.hidden = !isDouble;
      write(button, WORDS.side(after, k === 1));
      button.set((k === 1) === (this.shown === after));
    });
    this.off.set(out);
    this.undo.hidden = !isFiltered(before);
    this.undo.disabled = !isFilterEdited(state.edits, this.index(before), map);
    write(this.note, out ? WORDS.isOff : WORDS.enter);
  }

  /** What a screen reader hears on arriving. */
  words() {
    return `${this.heading.textContent}. ${this.told.textContent}`;
  }

  pieces() {
    return this.parts.pieces();
  }

  close() {
    this.parts?.close();
  }
}
