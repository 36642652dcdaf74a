/* The weights of one filter, to be changed: drag up or down on a cell, press an arrow key, or type a number. */

import { clamp, number, range, tint } from "../kit/draw.mjs";
import { button, slider } from "../kit/controls.mjs";
import { describe, el, write } from "../kit/element.mjs";
import { rangeOf } from "../figures/kernel-lab.weights.mjs";
import { placeOfCell } from "./apply.mjs";
import { editOf, withEdit } from "./changes.mjs";
import * as WORDS from "./map-view.words.mjs";

const STEP = 0.05, FAR = 0.5; // by an arrow key, and by Page up or down: shares of the largest that a weight can be moved to
const DRAG = 150; // pixels that a pointer moves to change a weight by that
const DIGIT = /^[\d.,-]$/;

/** The numbers of one filter of `layer`, the network's layer `i`: its weights, kernel by kernel, and at the end the bias. */
export class KernelCells {
  constructor(explorer, { layer, filter, kernels }) {
    Object.assign(this, { explorer, layer, i: explorer.network.layers.indexOf(layer), filter, kernels }, rangeOf(layer));
    this.n = kernels.reduce((n, { weights }) => n + weights.length, 0);
    this.chosen = 0;
    this.cells = new Map(); // {number of the cell: its element}, of those that are shown
    const { most, digits } = this;
    const oninput = (value) => this.edit(this.chosen, value);
    this.field = slider(WORDS.weight, { min: -most, max: most, step: most / 100, digits, oninput });
    this.undo = button("", () => this.edit(this.chosen, undefined));
    this.editor = el(".x-row.x-editor", this.field, this.undo);
  }

  /** One kernel as a grid of cells. name: of the map that it reads; scale: its colours. */
  grid({ first, columns, weights }, name, scale) {
    const about = (k) => WORDS.weightAt(name, Math.floor(k / columns), k % columns);
    const cells = range(weights.length).map((k) => this.cell(first + k, about(k), scale));
    return el(columns > 5 ? ".x-kernelgrid.is-many" : ".x-kernelgrid", { style: `--across: ${columns}` }, ...cells);
  }

  /** The bias as a cell. */
  biasCell() {
    return this.cell(this.n, WORDS.bias, "signed");
  }

  cell(k, words, scale) {
    const is = { role: "spinbutton", tabindex: -1, "aria-valuemin": -this.most, "aria-valuemax": this.most };
    const cell = Object.assign(el("span.x-kernelcell", is, el("span")), { k, words, scale });
    this.cells.set(k, cell);
    describe(cell, words);
    cell.addEventListener("focus", () => this.choose(k));
    cell.addEventListener("keydown", (event) => this.press(k, event));
    cell.addEventListener("pointerdown", (event) => this.take(cell, event));
    return cell;
  }

  /** Forget the cells: others are shown from now on. */
  clear() {
    this.cells.clear();
  }

  choose(k) {
    this.chosen = k;
    this.show();
  }

  /** The number in a cell: what it was given last may not be in the network yet, as keys come faster than frames. */
  value(k) {
    return editOf(this.explorer.state.edits, this.i, this.filter, k) ?? this.used(k);
  }

  /** The number that the network has. */
  used(k) {
    const kernel = this.kernels.findLast(({ first }) => first <= k);
    return k === this.n ? this.layer.bias[this.filter] : kernel.weights[k - kernel.first];
  }

  /** The number that training gave a cell; nothing while the weights are others. */
  learned(k) {
    const { layer, layer: { learned: { kernel, bias } }, filter } = this;
    if (this.explorer.state.weights !== "trained") return undefined;
    return k === this.n ? bias[filter] : kernel[placeOfCell(layer, filter, k)];
  }

  edit(k, value) {
    const { explorer, most, digits } = this;
    const next = value === undefined ? undefined : Number(clamp(value, -most, most).toFixed(digits));
    explorer.set({ edits: withEdit(explorer.state.edits, this.i, this.filter, k, next) });
  }

  /** By mouse a press takes hold of a cell; by finger a tap chooses it first, as a finger on another cell moves the page. */
  take(cell, event) {
    const isFinger = event.pointerType === "touch";
    if (event.button || (isFinger && this.chosen !== cell.k)) return;
    const start = event.clientY, first = this.value(cell.k);
    let isMoved = false;
    const move = ({ clientY }) => {
      isMoved ||= Math.abs(clientY - start) > 2;
      if (isMoved) this.edit(cell.k, first + ((start - clientY) / DRAG) * this.most);
    };
    const end = () => {
      cell.classList.remove("is-held");
      cell.removeEventListener("pointermove", move);
    };
    cell.setPointerCapture(event.pointerId);
    cell.classList.add("is-held");
    cell.addEventListener("pointermove", move);
    for (const kind of ["pointerup", "pointercancel"]) cell.addEventListener(kind, end, { once: true });
  }

  press(k, event) {
    const { most } = this, by = { ArrowUp: STEP, ArrowDown: -STEP, PageUp: FAR, PageDown: -FAR }[event.key];
    const beside = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (by) this.edit(k, this.value(k) + by * most);
    else if (beside) this.walk(k, beside);
    else if (event.key === "Backspace" || event.key === "Delete") this.edit(k, undefined);
    else if (event.key === "Enter") this.typed().select();
    else if (DIGIT.test(event.key)) return this.type();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  typed() {
    const field = this.field.querySelector("[type='number']");
    field.focus();
    return field;
  }

  /** A digit begins a new number, in the field: there the key arrives. */
  type() {
    this.typed().value = "";
  }

  walk(k, by) {
    const shown = [...this.cells.keys()].sort((a, b) => a - b), next = this.cells.get(shown[shown.indexOf(k) + by]);
    next?.focus();
  }

  /** The numbers as they are now. */
  show() {
    const { kernels, filter, i, digits, explorer: { state: { edits } } } = this;
    const end = Math.max(...kernels.map(({ weights }) => Math.max(...weights.map(Math.abs))), 1e-9);
    if (!this.cells.has(this.chosen)) [this.chosen] = this.cells.keys();
    for (const [k, cell] of this.cells) {
      const value = this.value(k), isChosen = k === this.chosen, isChanged = editOf(edits, i, filter, k) !== undefined;
      const look = [value, end, isChosen, isChanged].join();
      if (cell.look === look) continue;
      cell.look = look;
      cell.style.cssText = tint(value, k === this.n ? Math.max(end, Math.abs(value)) : end, cell.scale);
      write(cell.firstChild, number(value));
      cell.classList.toggle("is-chosen", isChosen);
      cell.classList.toggle("is-edited", isChanged);
      cell.tabIndex = isChosen ? 0 : -1;
      cell.setAttribute("aria-valuenow", value.toFixed(digits));
    }
    this.showEditor(editOf(edits, i, filter, this.chosen) !== undefined);
  }

  showEditor(isChanged) {
    const { chosen, digits } = this, learned = this.learned(chosen);
    write(this.field.firstChild, this.cells.get(chosen).words);
    this.field.set(Number(this.value(chosen).toFixed(digits)));
    write(this.undo, learned === undefined ? WORDS.asItWas : WORDS.learned(number(learned, digits)));
    this.undo.disabled = !isChanged;
  }
}
