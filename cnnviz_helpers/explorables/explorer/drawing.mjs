/* A field as large as the network's input, to draw on: by mouse, by finger, by keys. Each move of the brush is a new picture. */

import { button, labelled, toggle } from "../kit/controls.mjs";
import { clamp, drawPhotos } from "../kit/draw.mjs";
import { MUTE, describe, el } from "../kit/element.mjs";
import { cellFrom, cellUnder, layOver } from "../kit/maps.mjs";
import * as KIT_WORDS from "../kit/words.mjs";
import { Sheet } from "./drawing.sheet.mjs";
import * as WORDS from "./drawing.words.mjs";

const GREY = 128; // of an empty field: nearly zero for the network
const LARGEST = 1 / 4; // the largest brush, of the field's shorter side
const MIXED = "#8a5fc0"; // until the reader mixes another colour
const COLOURS = Object.entries(WORDS.colours);

/** "#7f0a00" -> [127, 10, 0]. */
const bytesOf = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

export class Drawing {
  /**
   * `element`: the field and its tools. network: whose input it is drawn for; photo: the bytes that are shown now;
   * ondraw(rgb): with the bytes of the drawing, whenever it changes.
   */
  constructor(network, photo, ondraw) {
    const { photo: { shape: [high, wide] } } = network, most = Math.max(1, Math.round(Math.min(high, wide) * LARGEST));
    Object.assign(this, { network, photo, ondraw, shown: photo, size: [high, wide], sheet: new Sheet([high, wide], photo) });
    Object.assign(this, { tool: "brush", colour: COLOURS[0][0], across: Math.ceil(most / 4) });
    this.place = this.size.map((n) => Math.floor(n / 2));
    this.buildField();
    this.element = el(".x-draw", ...this.buildTools(most));
    this.show();
  }

  buildField() {
    this.canvas = el("canvas.x-map");
    this.cursor = el("span.x-cursor", MUTE);
    const is = { tabindex: 0, role: "application", "aria-roledescription": WORDS.field, "aria-label": WORDS.field };
    this.field = el(".x-draw-field", is, this.canvas, this.cursor);
    this.field.style.aspectRatio = this.size[1] / this.size[0];
    this.field.addEventListener("pointerdown", (event) => this.touch(event));
    this.field.addEventListener("pointermove", (event) => this.field.hasPointerCapture(event.pointerId) && this.drag(event));
    this.field.addEventListener("keydown", (event) => this.key(event));
  }

  buildTools(most) {
    const choices = (entries, key) => entries.map(([value, words]) => [value, toggle(words, false, () => this.choose({ [key]: value }))]);
    this.tools = choices(Object.entries(WORDS.tools), "tool");
    this.swatches = choices(COLOURS, "colour");
    this.swatches.forEach(([colour, swatch], i) => { // the colour in the place of its name
      swatch.replaceChildren();
      describe(swatch, COLOURS[i][1]);
      swatch.style.background = colour;
    });
    const [tools, swatches] = [this.tools, this.swatches].map((all) => all.map(([, control]) => control));
    const mix = () => this.choose({ colour: this.any.value }), resize = () => this.choose({ across: Number(this.brush.value) });
    this.any = el("input", { type: "color", value: MIXED, "aria-label": WORDS.anyColour, oninput: mix, onclick: mix });
    this.brush = el("input", { type: "range", min: 1, max: most, step: 1, oninput: resize });
    this.back = button(WORDS.undo, () => this.undo());
    const anew = (words, base) => button(words, () => this.begin(base())), empty = () => this.sheet.rgb.map(() => GREY);
    const acts = [this.back, anew(WORDS.clear, () => this.sheet.base), anew(WORDS.empty, empty), anew(WORDS.photo, () => this.photo)];
    this.choose({});
    return [
      el(".x-draw-modes", { role: "group", "aria-label": WORDS.tool }, ...tools), this.field,
      el(".x-swatches", { role: "group", "aria-label": WORDS.colour }, ...swatches, this.any),
      labelled(WORDS.size, this.brush), el(".x-draw-acts", ...acts), el("p.x-was", WORDS.keys),
    ];
  }

  /** Take another tool, colour or brush. A colour that is chosen is for painting. */
  choose(change) {
    if (change.colour && this.tool === "eraser") this.tool = "brush";
    Object.assign(this, change);
    for (const [tool, control] of this.tools) control.set(tool === this.tool);
    for (const [colour, control] of this.swatches) control.set(colour === this.colour);
    if (!(this.colour in WORDS.colours)) this.any.value = this.colour; // else it keeps the last one that was mixed
    this.brush.value = this.across;
    this.brush.setAttribute("aria-valuetext", WORDS.pixels(this.across));
    this.point(this.place);
  }

  /** Draw on other bytes, which are shown at once. */
  begin(base) {
    this.sheet.begin(base);
    this.show();
    this.tell();
  }

  /** Another picture is shown, by whatever means: draw on that. */
  follow(rgb) {
    if (rgb === this.shown) return;
    this.shown = this.photo = rgb;
    this.sheet.begin(rgb);
    this.show();
  }

  touch(event) {
    if (event.button) return; // the left one, a finger, a pen
    event.preventDefault(); // neither text is marked, nor moves the page
    this.field.focus({ preventScroll: true });
    this.field.setPointerCapture(event.pointerId);
    this.point(cellUnder(this.canvas, event, this.size));
    this.sheet.mark();
    this.paint(this.place);
  }

  /** All places that the pointer has been at since the last frame. */
  drag(event) {
    const all = event.getCoalescedEvents?.() ?? [];
    for (const each of all.length ? all : [event]) {
      const to = cellUnder(this.canvas, each, this.size);
      if (this.tool !== "fill" && `${to}` !== `${this.last}`) this.paint(to, this.last);
    }
  }

  key(event) {
    const next = cellFrom(this.place, event, this.size[1]), isPainted = event.key === " ", isUndone = /^[uz]$/i.test(event.key);
    if (!next && !isPainted && !isUndone) return;
    event.preventDefault();
    if (next) this.point(next);
    else if (isUndone) this.undo();
    else {
      this.sheet.mark();
      this.paint(this.place);
    }
  }

  /** Move the cursor to a place, or as near as the field goes. */
  point(place) {
    const { across, size, tool } = this, [row, column] = this.place = place.map((at, axis) => clamp(at, 0, size[axis] - 1));
    const n = tool === "fill" ? 1 : across;
    layOver(this.cursor, [row - Math.floor(n / 2), column - Math.floor(n / 2), n, n], size);
    describe(this.field, `${WORDS.field}, ${WORDS.at(row, column)}`);
  }

  /** Use the tool at a place; a brush that was at `from` before paints all the way. */
  paint(to, from = to) {
    const { across, sheet, tool } = this, colour = tool === "eraser" ? null : bytesOf(this.colour);
    if (tool === "fill") sheet.fill(this.place, colour);
    else sheet.line(from, to, across, colour);
    this.last = to;
    this.point(to);
    this.show();
    this.tell();
  }

  undo() {
    this.sheet.undo();
    this.show();
    this.tell();
  }

  /** The drawing as the network will get it: grey, if that is grey. */
  show() {
    this.given = this.network.fit(this.sheet.rgb, this.network.photo.shape).slice();
    drawPhotos(this.canvas, this.given, this.size);
    this.back.disabled = !this.sheet.past.length;
  }

  tell() {
    this.shown = this.given;
    this.ondraw(this.given);
  }
}
