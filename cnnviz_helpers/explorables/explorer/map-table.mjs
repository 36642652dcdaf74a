/* The numbers of one map as a table, in a window of its own: for a screen reader, and to be copied into a spreadsheet. */

import { number, range } from "../kit/draw.mjs";
import { button } from "../kit/controls.mjs";
import { el, write } from "../kit/element.mjs";
import { channelName } from "../figures/one-number.sums.mjs";
import * as WORDS from "./map-table.words.mjs";

const MOST = 5000; // numbers in a table
const SEEN = 2000; // milliseconds for which an answer can be read
const DIGITS = 4;

/** The numbers of a map, a list for each row. */
export const rowsOf = ({ output, shape: [height, width, n] }, map) =>
  range(height).map((row) => range(width).map((column) => output[(row * width + column) * n + map]));

/** The same as a spreadsheet reads it. */
export const asText = (rows) => rows.map((row) => row.map((value) => value.toFixed(DIGITS)).join("\t")).join("\n");

export class MapTable {
  constructor(net) {
    this.net = net;
    this.title = el("strong");
    this.copy = button(WORDS.copy, () => this.copyAll());
    this.room = el(".x-tableroom", { tabindex: 0, role: "region" });
    const close = button(WORDS.close, () => this.element.close());
    this.element = el("dialog.x-maptable", el("p.x-row", this.title, this.copy, close), this.room);
    this.element.addEventListener("keydown", (event) => { if (event.key === "Escape") event.stopPropagation(); }); // it closes nothing else
  }

  open(layer, map) {
    const { net } = this, words = WORDS.title(layer.name, channelName(net, net.layers.indexOf(layer), map)), [height, width] = layer.shape;
    this.rows = rowsOf(layer, map);
    write(this.title, words);
    this.element.setAttribute("aria-label", words);
    this.room.setAttribute("aria-label", words);
    this.room.replaceChildren(height * width > MOST ? el("p", WORDS.large(height, width)) : this.table(words));
    this.element.showModal();
  }

  table(words) {
    const head = range(this.rows[0].length).map((column) => el("th", { scope: "col", "aria-label": WORDS.column(column) }, `${column}`));
    const cells = (row) => row.map((value) => el("td", number(value, DIGITS)));
    const lines = this.rows.map((row, i) => el("tr", el("th", { scope: "row", "aria-label": WORDS.row(i) }, `${i}`), ...cells(row)));
    return el("table", { "aria-label": words }, el("thead", el("tr", el("td"), ...head)), el("tbody", ...lines));
  }

  async copyAll() {
    try {
      await navigator.clipboard.writeText(asText(this.rows));
      write(this.copy, WORDS.copied);
    } catch {
      write(this.copy, WORDS.notCopied);
    }
    setTimeout(() => write(this.copy, WORDS.copy), SEEN);
  }
}
