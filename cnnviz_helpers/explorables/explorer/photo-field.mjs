/* The photo of the explorer, as the network got it: one can point at a pixel, hold the patch, or move all of it. */

import { clamp, drawPhotos } from "../kit/draw.mjs";
import { MUTE, el, write } from "../kit/element.mjs";
import { cellMap, layOver } from "../kit/maps.mjs";
import { readPatch, readShift } from "./apply.mjs";
import * as WORDS from "./photo-field.words.mjs";

export class PhotoField {
  constructor(explorer) {
    this.explorer = explorer;
    this.size = explorer.network.photo.shape.slice(0, 2);
    this.seen = el("span.x-cursor.x-seen", MUTE, { hidden: true });
    this.cells = cellMap({
      label: WORDS.photo, size: () => this.size, words: (row, column) => this.words(row, column), held: "box",
      onmove: (row, column) => this.move(row, column),
      onhover: (row, column) => this.isLooking() && explorer.point({ pixel: [row, column] }),
    });
    this.cells.append(this.seen);
    this.cells.addEventListener("pointerleave", () => explorer.point(null));
    this.cells.addEventListener("pointerdown", ({ pointerType }) => {
      [this.hand, this.before] = [pointerType, this.place];
      this.start = null;
    }, { capture: true });
    this.cells.addEventListener("click", () => this.click());
    this.cells.addEventListener("keydown", (event) => event.key === "Enter" && this.isLooking() && this.open());
    this.cells.addEventListener("focus", () => this.isLooking() && explorer.point({ pixel: this.place }));
    this.cells.addEventListener("blur", () => explorer.point(null));
    this.name = el("p.x-photoname");
    this.element = el(".x-photo-field", this.cells, this.name);
    this.place = [Math.floor(this.size[0] / 2), Math.floor(this.size[1] / 2)];
    this.isShifting = false;
  }

  /** Whether one points at pixels: the patch is not held, and the photo not moved. */
  isLooking() {
    return !this.isShifting && !this.explorer.state.patch;
  }

  words(row, column) {
    const { patch, shift } = this.explorer.state;
    if (this.isShifting) return WORDS.moved(...(readShift(shift, this.size) ?? [0, 0]));
    return patch ? WORDS.covered(row, column, readPatch(patch, this.size)?.[2]) : WORDS.pixel(row, column);
  }

  move(row, column) {
    const { explorer } = this, patch = readPatch(explorer.state.patch, this.size);
    if (this.isShifting) return this.drag(row, column);
    if (patch) {
      const [most, far] = this.size.map((length) => length - patch[2]);
      return explorer.set({ patch: [clamp(row, 0, most), clamp(column, 0, far), patch[2]].join(".") });
    }
    this.place = [clamp(row, 0, this.size[0] - 1), clamp(column, 0, this.size[1] - 1)];
    explorer.point({ pixel: this.place });
    return this.mark();
  }

  /** Move the photo by as much as the pointer, or the key, went from where it was. */
  drag(row, column) {
    const middle = this.size.map((length) => Math.floor(length / 2)), now = readShift(this.explorer.state.shift, this.size) ?? [0, 0];
    if (this.hand) this.start ??= { at: [row, column], shift: now };
    const { at, shift } = this.start ?? { at: middle, shift: now }, most = this.size.map((length) => length >> 1);
    const [dx, dy] = [clamp(shift[0] + column - at[1], -most[1], most[1]), clamp(shift[1] + row - at[0], -most[0], most[0])];
    this.explorer.set({ shift: dx || dy ? `${dx}.${dy}` : "" });
  }

  /** A mouse goes into a pixel at once, a finger with its second tap. */
  click() {
    const isSecond = this.before.join() === this.place.join();
    if (this.isLooking() && (this.hand === "mouse" || isSecond)) this.open();
    this.hand = null;
  }

  open() {
    const [row, column] = this.place;
    this.explorer.enter({ level: "pixel", layer: this.explorer.network.photo.name, map: 0, row, column });
  }

  draw() {
    const { input, picture, state, network: { photo } } = this.explorer;
    drawPhotos(this.cells.canvas, input, photo.shape);
    write(this.name, WORDS.named(picture.isOwn ? "" : state.image, picture.name));
    this.mark();
  }

  mark() {
    const patch = readPatch(this.explorer.state.patch, this.size);
    if (this.isShifting) this.cells.set(...this.size.map((length) => Math.floor(length / 2)));
    else if (patch) this.cells.set(patch[0], patch[1], patch[2], patch[2]);
    else this.cells.set(...this.place);
    this.element.classList.toggle("is-quiet", this.isShifting);
  }

  /** Frame the pixels that a unit sees: [[first, end] of the rows, likewise of the columns], or null. */
  see(spans) {
    this.seen.hidden = !spans;
    if (spans) layOver(this.seen, [spans[0][0], spans[1][0], spans[0][1] - spans[0][0], spans[1][1] - spans[1][0]], this.size);
  }

  rect() {
    return this.cells.canvas.getBoundingClientRect();
  }
}
