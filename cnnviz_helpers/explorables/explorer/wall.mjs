/* The wall: every map of the network as a tile, in columns in which one can walk; over them lines, frames, and what a pixel reaches:
   overlay.mjs. */

import { button } from "../kit/controls.mjs";
import { drawMaps, extent, range } from "../kit/draw.mjs";
import { el } from "../kit/element.mjs";
import { cellMap } from "../kit/maps.mjs";
import { isConcat } from "./columns.mjs";
import { Head } from "./heads.mjs";
import { HEAD, layOne, layStack, layWall, tileAt } from "./layout.mjs";
import { Overlay } from "./overlay.mjs";
import * as WORDS from "./wall.words.mjs";

const FRAME = "#c9c4b8", PAPER = "#fdfcf9"; // around a tile, of which most are pale after ReLU; and zero
const TOUCHED = "touch"; // a finger chooses at first, and enters with the second tap
export const MOST_MAPS = 128; // of a column that stand there: of one that has more, those of the largest shares

/** The largest distance from zero, of each map. */
function endsOf({ output, shape: [, , n] }) {
  const ends = new Float32Array(n);
  for (let i = 0; i < output.length;) {
    for (let map = 0; map < n; map++, i++) {
      const size = Math.abs(output[i]);
      if (size > ends[map]) ends[map] = size;
    }
  }
  return ends;
}

/**
 * `element`: the box of the columns; `overlay.element`: what lies over them and around, as large as `stage`, the element that both lie in.
 * columns: as columnsOf gives them. choose({column, map}, how): by key, or by click; how: "key", "mouse" or "touch"; enter(): into what
 * is chosen, by key; point({column, map, row, place} | null): what the pointer is over; said(column, map): what a screen reader says of a
 * map; unfold(column): show those around it. paths: what leads where, as pathsOf gives it, where lines will be drawn.
 */
export class Wall {
  constructor(stage, columns, { choose, point, enter, said, unfold }, paths) {
    Object.assign(this, { stage, columns, choose, point, enter, said, unfold, paths });
    Object.assign(this, { layout: null, scratch: el("canvas"), anchor: 0, folds: [] });
    this.counts = columns.map(({ n }) => Math.min(n, MOST_MAPS));
    this.orders = this.counts.map(range);
    this.parts = columns.map((column, k) => this.buildColumn(column, k));
    this.element = el(".x-wallbox", ...this.parts.map(({ box }) => box));
    this.overlay = new Overlay(this);
  }

  buildColumn(column, k) {
    const { name, n } = column, shown = this.counts[k], meeting = this.meetingIn(column, k), head = new Head(column, shown, meeting);
    const mapAt = (row, place) => this.orders[k][Math.min(row * this.across(k) + place, shown - 1)];
    const cells = cellMap({
      label: WORDS.column(name, n, shown, meeting.met.length ? WORDS.met(meeting.met) : ""),
      size: () => [this.layout?.blocks[k]?.rows ?? 1, this.across(k)], words: (row, place) => this.said(k, mapAt(row, place)),
      onmove: (row, place, isPointed) => this.choose({ column: k, map: mapAt(row, place) }, isPointed ? this.hand : "key"), isChoice: true,
    });
    cells.addEventListener("pointerdown", ({ pointerType }) => { this.hand = pointerType; }, { capture: true });
    cells.addEventListener("pointermove", (event) => { if (event.pointerType !== TOUCHED) this.point(this.spotUnder(event, k)); });
    cells.addEventListener("pointerleave", () => this.point(null));
    cells.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.enter();
    });
    return { box: el(".x-column", head.element, cells), cells, head };
  }

  /** What meets in a column: {met: the names of the columns, if there are several, sign: what is written between them}. */
  meetingIn({ before }, k) {
    const reads = this.paths?.reads[k] ?? [], { added, beside, other } = WORDS.signs;
    const names = reads.map((at) => this.columns[at]?.name ?? WORDS.photo), areBeside = [before, ...before.sources].some(isConcat);
    return { met: reads.length > 1 ? names : [], sign: before.rules.isAdded ? added : areBeside ? beside : other };
  }

  /** How many tiles of column `k` stand in a row. */
  across(k) {
    return this.layout?.blocks[k]?.columns ?? 1;
  }

  /** The map under a pointer, and the place on it: {column, map, row, place}; null between tiles. */
  spotUnder({ clientX, clientY }, k) {
    const block = this.layout?.blocks[k], box = this.parts[k].cells.getBoundingClientRect(), [height, width] = this.columns[k].after.shape;
    if (!block) return null;
    const x = (clientX - box.left) / block.tile, y = (clientY - box.top) / block.tile;
    const map = this.orders[k][Math.floor(y) * block.columns + Math.floor(x)];
    return map === undefined ? null : { column: k, map, row: Math.floor((y % 1) * height), place: Math.floor((x % 1) * width) };
  }

  /**
   * Lay all tiles for a size of the box: side by side, below each other, or only the column `chosen`. Where not all columns fit, others
   * are folded; they stay as they are until one is chosen that is not there. Returns whether anything has changed.
   */
  lay({ width, height, isNarrow, isStacked, chosen = 0, gutters }) {
    const { counts, paths, layout } = this, anchor = !isNarrow && layout?.blocks[chosen] ? this.anchor : chosen;
    const key = [width, height, isNarrow, isStacked, anchor].join();
    if (key === this.laid || !width) return false;
    const lay = (at) => (isStacked ? layStack : isNarrow ? layOne : layWall)(counts, { width, height, chosen: at, gutters, paths });
    const next = lay(anchor), isLost = !next.blocks[chosen]; // in a smaller window, it was folded
    this.anchor = isLost ? chosen : anchor;
    this.layout = isLost ? lay(chosen) : next;
    this.laid = [width, height, isNarrow, isStacked, this.anchor].join();
    this.parts.forEach((part, k) => this.layColumn(part, k, isNarrow));
    this.layFolds();
    this.place();
    return true;
  }

  layColumn({ box, cells, head }, k, isNarrow) {
    const block = this.layout.blocks[k], over = this.layout.head ?? HEAD;
    box.hidden = !block;
    if (!block) return;
    Object.assign(box.style, { left: `${block.left}px`, top: `${block.top - over}px`, width: `${block.width}px` });
    Object.assign(cells.style, { width: `${block.width}px`, height: `${block.height}px`, marginTop: `${over - HEAD}px` });
    head.write(block.room ?? block.width, isNarrow ? WORDS.place(k, this.columns.length) : "");
  }

  /** What is folded: a button between columns that unfolds it there. */
  layFolds() {
    for (const fold of this.folds) fold.remove();
    this.folds = (this.layout.folds ?? []).map(({ columns, left, top, width, height }) => {
      const names = columns.map((k) => this.columns[k].name), words = WORDS.unfold(names);
      const open = () => this.unfold(columns[Math.floor(columns.length / 2)]);
      const fold = button(WORDS.fold(columns.length), open, { class: "x-fold", title: names.join("\n"), "aria-label": words });
      Object.assign(fold.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
      this.parts[columns.at(-1) + 1].box.before(fold);
      return fold;
    });
  }

  /** The drawing is as large as the stage; the box lies somewhere in it. */
  place() {
    const stage = this.stage.getBoundingClientRect();
    this.corners = this.parts.map(({ cells }) => {
      const { left, top } = cells.getBoundingClientRect();
      return [left - stage.left, top - stage.top];
    });
  }

  /**
   * Draw all tiles. side: before or after ReLU; scale: what ends at the same number; orders: in which order the maps of each column stand;
   * limits, if given: where the scale of each column ends.
   */
  draw({ side, scale, orders, limits }) {
    if (!this.layout) return;
    const layers = this.columns.map((column) => column[side]), ends = layers.map(endsOf), largest = ends.map((all) => extent(all)[1]);
    const most = Math.max(...largest);
    this.orders = orders;
    this.limits = limits ?? ends.map((all, k) => (scale === "map" ? Array.from(all) : scale === "layer" ? largest[k] : most));
    for (const k of this.layout.shown) this.drawColumn(k, layers[k]);
  }

  drawColumn(k, { output, shape: [height, width, n] }) {
    const block = this.layout.blocks[k], { canvas } = this.parts[k].cells, ratio = devicePixelRatio;
    const order = this.orders[k], limit = this.limits[k], limits = limit.length ? order.map((map) => limit[map]) : limit;
    const wide = Math.round(block.width * ratio), high = Math.round(block.height * ratio), pen = this.pen(canvas, wide, high);
    drawMaps(this.scratch, output, [height, width, n], { maps: order, columns: block.columns, limits });
    pen.imageSmoothingEnabled = block.tile * ratio < width;
    const side = block.tile * ratio, ends = (n) => range(n).map((i) => Math.round((i + 1) * side) - 1); // where tiles end, and a frame lies
    pen.drawImage(this.scratch, 0, 0, block.columns * side, block.rows * side);
    pen.fillStyle = FRAME;
    for (const right of ends(block.columns)) pen.fillRect(right, 0, 1, high);
    for (const bottom of ends(block.rows)) pen.fillRect(0, bottom, wide, 1);
    const last = order.length % block.columns;
    if (last) pen.clearRect(last * block.tile * ratio, (block.rows - 1) * block.tile * ratio, wide, high);
  }

  pen(canvas, width, height) {
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    return canvas.getContext("2d");
  }

  /** The cursor of a column stands on a map. */
  mark(k, map) {
    if (!this.layout?.blocks[k]) return;
    const place = this.orders[k].indexOf(map), { cells } = this.parts[k];
    cells.set(Math.floor(place / this.across(k)), place % this.across(k));
  }

  /**
   * Where a tile lies in the stage: {left, top, side}, and where its column begins and ends; null where the column is not shown. Of a map
   * that is not among those that stand there, it lies at the foot of the column, and has no side.
   */
  tile({ column, map }) {
    const block = this.layout?.blocks[column], place = this.orders[column]?.indexOf(map);
    if (!block) return null;
    const [edge, first] = this.corners[column], ends = { edge, end: edge + block.width };
    if (place < 0) return { left: edge, top: first + block.height, side: 0, ...ends };
    const { left, top, side } = tileAt({ ...block, left: edge, top: first }, place, 0);
    return { left, top, side, ...ends };
  }

  /** The same in the window, by the name of the layer that the column begins or ends with: a DOMRect, or null. */
  rectOf(name, map) {
    const column = this.columns.findIndex(({ before, after }) => before.name === name || after.name === name);
    const tile = column >= 0 && this.tile({ column, map });
    if (!tile) return null;
    const stage = this.stage.getBoundingClientRect();
    return new DOMRect(stage.left + tile.left, stage.top + tile.top, tile.side, tile.side);
  }
}
