/* The maps that a filter reads, each with its kernel, the partial map that the two make, and what that gave; then the bias and the sum. */

import { drawMaps, number, spread } from "../kit/draw.mjs";
import { button, toggle } from "../kit/controls.mjs";
import { MUTE, alone, describe, el, picture, write } from "../kit/element.mjs";
import { emptyFall, layFall, runningSum } from "../kit/ledger.mjs";
import { channelName } from "../figures/one-number.sums.mjs";
import { bySize, gaveOf, kernelsOf, partialMap } from "./filter.mjs";
import { KernelCells } from "./kernel-cells.mjs";
import { goTo } from "./place.mjs";
import * as WORDS from "./map-view.words.mjs";

const FEW = 6; // rows at first
const MANY = 2e6; // products of which more are not computed in each frame, but once it is quiet
const QUIET = 250; // milliseconds

/** The rows of one filter: of the map `map` of a layer. */
export class FilterRows {
  constructor(explorer, net, { layer, map }) {
    Object.assign(this, { explorer, net, layer, map, isAll: false, rows: [], about: null });
    const { shape: [rows, columns] } = layer;
    this.kernels = kernelsOf(layer, map);
    this.scratch = new Float32Array(rows * columns);
    this.cells = new KernelCells(explorer, { layer, filter: map, kernels: this.kernels });
    this.isHeavy = this.scratch.length * this.cells.n > MANY;
    this.build();
  }

  build() {
    const { kernels: { length }, layer: { before: { name: source } } } = this;
    this.list = el("ul.x-filterrows", { role: "list" });
    this.title = el("p");
    this.more = button("", () => this.unfold());
    this.numbers = toggle(WORDS.numbers, false, (isOn) => this.list.classList.toggle("has-numbers", isOn));
    const heads = [source, WORDS.kernel, WORDS.partialMap, WORDS.gave].map((words) => el("span", words));
    this.head = el("li.x-filterhead", MUTE, ...heads);
    this.element = el(".x-filter",
      el(".x-row.x-filtertitle", this.title, length > FEW && this.more, this.numbers),
      this.cells.editor, this.list, el("p.x-was", WORDS.howTo),
    );
  }

  unfold() {
    this.isAll = !this.isAll;
    this.about = null;
    this.draw(this.limit);
  }

  /** The rows of these kernels, by their places in the list of all. */
  lay(order) {
    const { length } = this.kernels, few = this.isAll ? length : Math.min(FEW, length);
    this.order = order;
    this.cells.clear();
    this.rows = order.slice(0, few).map((k) => this.buildRow(k));
    this.rest = length > few ? this.buildSum(WORDS.rest(length - few)) : null;
    this.bias = this.buildSum(WORDS.bias, this.cells.biasCell());
    this.total = this.buildSum(WORDS.sum);
    this.total.item.classList.add("is-total");
    this.list.replaceChildren(this.head, ...[...this.rows, this.rest, this.bias, this.total].filter(Boolean).map(({ item }) => item));
    write(this.title, WORDS.most(few, length));
    write(this.more, this.isAll ? WORDS.fewOf : WORDS.allOf(length));
  }

  buildRow(k) {
    const { explorer, net, layer: { before }, kernels } = this, kernel = kernels[k], i = net.layers.indexOf(before);
    const name = channelName(net, i, kernel.c), scale = i ? "signed" : explorer.network.pixels.scales[kernel.c];
    const source = el("canvas"), partial = picture(WORDS.partial(name)), bar = emptyFall(), value = alone();
    const go = button("", () => goTo(explorer, before, kernel.c), { class: "x-source", "aria-label": WORDS.goInto(name) });
    go.append(source, el("span", name));
    const grid = this.cells.grid(kernel, name, scale);
    const item = el("li", go, el("span", MUTE, "×"), grid, el("span", MUTE, "="), partial, bar, el("span.x-value", value));
    return { k, name, scale, source, partial, bar, value, item, limit: i ? 0 : explorer.network.pixels.limit };
  }

  buildSum(words, cell) {
    const bar = emptyFall(), value = alone();
    return { bar, value, item: el("li.x-sumrow", el("span", words), cell, bar, el("span.x-value", value)) };
  }

  /** The rows as the numbers are now, in a new order where they are `about` another photo. limit: the end of the scale for partial maps. */
  draw(limit, about = this.about) {
    const { layer, map, cells, rows: { length } } = this;
    this.limit = limit;
    this.kernels = cells.kernels = kernelsOf(layer, map);
    if (!this.isHeavy || !length || !this.gave) this.gave = gaveOf(layer, this.kernels, this.scratch);
    else this.waitForQuiet();
    const isOther = about !== this.about && !this.element.contains(document.activeElement); // nothing moves under the reader's hand
    if (!length || this.about === null || isOther) this.lay(bySize(this.gave));
    this.about = about ?? "";
    this.show();
  }

  waitForQuiet() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => {
      this.gave = gaveOf(this.layer, this.kernels, this.scratch);
      this.show();
    }, QUIET);
  }

  show() {
    const { layer, before = layer.before, rows, gave, kernels, scratch, limit, map } = this, end = spread(before.output);
    for (const row of rows) {
      const kernel = kernels[row.k];
      drawMaps(row.source, before.output, before.shape, { maps: [kernel.c], limits: row.limit || end, scale: row.scale });
      partialMap(layer, kernel, scratch);
      drawMaps(row.partial, scratch, [...layer.shape.slice(0, 2), 1], { limits: limit });
      describe(row.partial, WORDS.gaves(WORDS.partial(row.name), number(gave[row.k])));
    }
    this.showSums(gave, layer.bias[map]);
    this.cells.show();
  }

  /** What each gave, on average over the map: with the bias they add up to the mean of the sum. */
  showSums(gave, bias) {
    const { rows, rest, order } = this, together = order.slice(rows.length).reduce((sum, k) => sum + gave[k], 0);
    const amounts = [...rows.map(({ k }) => gave[k]), ...(rest ? [together] : []), bias];
    const total = amounts.reduce((sum, one) => sum + one, 0);
    const lines = [...amounts.map((amount) => ({ amount })), { amount: total, isTotal: true }], sums = runningSum(lines, true);
    [...rows, rest, this.bias, this.total].filter(Boolean).forEach(({ bar, value }, n) => {
      const { amount, isTotal } = lines[n], words = (amount > 0 && !isTotal ? "+" : "") + number(amount, 3);
      layFall(bar, sums.starts[n], amount, sums);
      write(value, words);
    });
  }

  /** What comes from tiles of the wall: [{element, layer, map}]. */
  pieces() {
    return this.rows.map(({ source, k }) => ({ element: source, layer: this.layer.before, map: this.kernels[k].c }));
  }

  close() {
    clearTimeout(this.waiting);
  }
}
