/* One pixel: its bytes, what the network gets for them; painted in another colour, what that changes. */

import { argmax, drawPhotos, number, percent, range } from "../kit/draw.mjs";
import { button, labelled, slider } from "../kit/controls.mjs";
import { el, write } from "../kit/element.mjs";
import { cellMap } from "../kit/maps.mjs";
import { answersOf } from "../kit/resources.mjs";
import * as KIT_WORDS from "../kit/words.mjs";
import { changedBytes, readPatch } from "./apply.mjs";
import { isPainted, withPaint } from "./changes.mjs";
import { fromHex, inHex, seeing } from "./pixel.sums.mjs";
import * as WORDS from "./pixel-view.words.mjs";

const RGB = ["red", "green", "blue"];

export class PixelView {
  constructor(explorer, net) {
    Object.assign(this, { explorer, net, about: "", seen: "" });
    this.channels = net.layers[0].shape[2];
    this.element = el(".x-pixelview", this.buildPhoto(), this.buildColour(), this.buildEffects());
  }

  buildPhoto() {
    const { explorer, net: { layers: [{ shape }] } } = this;
    this.photo = cellMap({
      label: WORDS.photo, size: () => shape, words: (row, column) => WORDS.place(row, column, this.bytesAt(row, column).join(", ")),
      onmove: (row, column) => explorer.set({ row, column }),
    });
    this.photo.canvas.style.aspectRatio = `${shape[1]} / ${shape[0]}`;
    return el(".x-pixelphoto", this.photo);
  }

  buildColour() {
    const change = (c) => (value) => this.paint(this.bytes.map((byte, k) => (k === c || this.channels === 1 ? Math.round(value) : byte)));
    const names = this.channels === 1 ? [KIT_WORDS.colours.signed] : RGB.map((name) => KIT_WORDS.colours[name]);
    this.heading = el("h2", { tabindex: -1 });
    this.sliders = names.map((name, c) => slider(name, { min: 0, max: 255, step: 1, digits: 0, oninput: change(c) }));
    this.numbers = names.map(() => el("p.x-was"));
    this.colour = el("input", { type: "color", oninput: () => this.paint(fromHex(this.colour.value.slice(1))) });
    this.undo = button(WORDS.asItWas, () => this.explorer.set({ paint: withPaint(this.explorer.state.paint, ...this.at(), "") }));
    this.undoAll = button(WORDS.allAsWas, () => this.explorer.set({ paint: "" }));
    return el("section.x-colour", this.heading, el("p.x-was", this.channels === 1 ? WORDS.toldGrey : WORDS.told),
      ...this.sliders.map((field, c) => el(".x-byte", field, this.numbers[c])),
      el(".x-row", labelled(WORDS.paint, this.colour), this.undo, this.undoAll));
  }

  buildEffects() {
    const head = [WORDS.layer, WORDS.many, WORDS.ofAll].map((words) => el("th", { scope: "col" }, words));
    this.result = el("p");
    this.rows = el("tbody");
    return el("section.x-effects", el("p", el("strong", WORDS.answer)), this.result,
      el("table", el("caption", WORDS.seen), el("thead", el("tr", ...head)), this.rows));
  }

  get large() {
    return this.photo;
  }

  at() {
    return [this.place.row, this.place.column];
  }

  bytesAt(row, column, bytes = this.explorer.input) {
    const at = 3 * (row * this.net.layers[0].shape[1] + column);
    return [...bytes.subarray(at, at + 3)];
  }

  paint(bytes) {
    const { explorer } = this;
    explorer.set({ paint: withPaint(explorer.state.paint, ...this.at(), inHex(bytes)) });
  }

  draw(place) {
    const { explorer, net: { layers } } = this, { row, column } = place;
    this.place = place;
    this.bytes = this.bytesAt(row, column);
    drawPhotos(this.photo.canvas, explorer.input, layers[0].shape);
    this.photo.set(row, column);
    write(this.heading, WORDS.title(row, column));
    this.showBytes();
    this.showEffects();
    if (this.seen !== [row, column].join()) this.showSeeing(row, column);
  }

  showBytes() {
    const { bytes, channels, net: { pixels, layers: [photo] }, place, explorer: { state } } = this;
    const first = place.row * photo.shape[1] + place.column;
    for (const c of range(channels)) {
      const at = first * channels + c, byte = pixels.byteAt(at) % RGB.length; // a network may read blue first
      this.sliders[byte].set(bytes[byte]);
      write(this.numbers[byte], WORDS.isNumber(pixels.words(bytes[byte], c), number(photo.output[at], 4)));
    }
    const colour = `#${inHex(bytes)}`;
    if (this.colour.value !== colour) this.colour.value = colour;
    this.undo.disabled = !isPainted(state.paint, ...this.at());
    this.undoAll.disabled = !state.paint;
  }

  /** The answer, and that without the paint on this pixel. */
  showEffects() {
    const { explorer: { network: { classes }, shares, answer, state } } = this, share = (all) => percent(all[answer], 1);
    if (!isPainted(state.paint, ...this.at())) return write(this.result, WORDS.unpainted);
    const usual = this.without(), was = argmax(usual), before = [classes[was], percent(usual[was], 1)];
    const now = [classes[answer], share(shares)];
    return write(this.result, was === answer ? WORDS.same(...now, share(usual)) : WORDS.other(...before, ...now));
  }

  /** The shares without the paint on this pixel: the network computes them once, then again what is shown. */
  without() {
    const { network, picture, state } = this.explorer, { input, pixels, photo } = network, [, wide, channels] = photo.shape;
    const paint = withPaint(state.paint, ...this.at(), ""), { edits, off, weights, shift, patch } = state;
    const about = [edits, off, weights, shift, patch, paint, ...this.at()].join("|");
    if (this.about === about && this.picture === picture) return this.usual;
    const kept = input.slice(), first = (this.place.row * wide + this.place.column) * channels;
    const bytes = changedBytes(picture.rgb, { shift, paint, patch: "" }, photo.shape);
    if (!this.isCovered()) for (let at = first; at < first + channels; at++) input[at] = pixels.number(bytes, at);
    network.run();
    Object.assign(this, { about, picture, usual: answersOf(network) });
    input.set(kept);
    network.run();
    return this.usual;
  }

  /** Under the patch no paint is seen. */
  isCovered() {
    const [top, left, size] = readPatch(this.explorer.state.patch, this.net.layers[0].shape) ?? [0, 0, 0], [row, column] = this.at();
    return row >= top && row < top + size && column >= left && column < left + size;
  }

  showSeeing(row, column) {
    this.seen = [row, column].join();
    const head = (words) => el("th", { scope: "row" }, words), cell = (words) => el("td", words);
    const line = ({ name, many, size, share }) => el("tr", head(name), cell(`${many}`), cell(`${size} (${share})`));
    this.rows.replaceChildren(...seeing(this.net.layers, row, column).map(line));
  }

  words() {
    return `${this.heading.textContent}. ${this.numbers.map(({ textContent }) => textContent).join(", ")}`;
  }

  pieces() {
    return [];
  }

  close() {
    this.place = null;
  }
}
