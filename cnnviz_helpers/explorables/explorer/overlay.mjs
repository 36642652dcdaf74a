/* What lies over the wall: lines, frames, what a pixel reaches. */

import { clamp } from "../kit/draw.mjs";
import { LANE } from "./layout.mjs";
import { over, straight } from "./routes.mjs";

const SVG = "http://www.w3.org/2000/svg";
const WIDEST = 6, THINNEST = 0.8, IN_LANE = 3; // pixels of a line; in a lane at most
const RIM = 12; // pixels: as far from the ends of a fold a line comes to it

/** An element of a drawing. */
function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

export class Overlay {
  constructor(wall) {
    this.wall = wall;
    this.element = shape("svg", { class: "x-drawing", "aria-hidden": "true" });
    this.under = shape("g", {});
    this.over = shape("g", {});
    this.cone = shape("path", { class: "x-cone" });
    this.crosses = shape("path", { class: "x-crosses" });
    this.element.append(this.under, this.over, this.crosses, this.cone);
  }

  /**
   * Draw lines, each {from, to, share} as `follow` gives them, and frames around the maps at their ends.
   * ends: {photo, number}, as `tile` gives them: where lines come from that come from the photo, and go to that go into the number.
   * isBare: frames alone, where one column is shown.
   */
  connect(lines, ends, isBare) {
    const most = lines.reduce((largest, { share }) => Math.max(largest, Math.abs(share)), 0), framed = new Map(), beside = new Map();
    const paths = lines.map(({ from, to, share }) => {
      const spots = [this.endOf(from, ends), this.endOf(to, ends)];
      [from, to].forEach((end, i) => { if (end.map !== null && spots[i]?.side) framed.set(`${end.column} ${end.map}`, spots[i]); });
      if (isBare || !spots.every(Boolean)) return null;
      const widest = this.isPast(from, to) ? IN_LANE : WIDEST, width = THINNEST + (widest - THINNEST) * Math.abs(share) / (most || 1);
      const d = this.way(from, to, ...spots, beside);
      return shape("path", { d, class: share < 0 ? "is-minus" : "is-plus", "stroke-width": width.toFixed(2) });
    });
    this.under.replaceChildren(...paths.filter(Boolean));
    const frame = ({ left, top, side }) =>
      shape("rect", { x: left - 1, y: top - 1, width: side + 1, height: side + 1, class: "x-tileframe" });
    this.over.replaceChildren(...[...framed.values()].map(frame));
  }

  /** Where an end of a line lies; of a fold also how high it is. */
  endOf({ column, map }, { photo, number }) {
    const { wall, wall: { layout, corners, columns } } = this, fold = (layout.folds ?? []).find((one) => one.columns.includes(column));
    if (column < 0) return photo;
    if (column === columns.length) return number;
    if (!fold) return map === null ? null : wall.tile({ column, map });
    const [known] = layout.shown, block = layout.blocks[known], left = fold.left + corners[known][0] - block.left; // both lie in one box
    return { edge: left, end: left + fold.width, top: fold.top + corners[known][1] - block.top, side: 0, height: fold.height };
  }

  /** Whether a line leads past something. */
  isPast(from, to) {
    const { routes } = this.wall.layout;
    return routes.place(to.column) - routes.place(from.column) > 1;
  }

  /** The path of a line; beside: how many lines run in each lane so far. */
  way(from, to, first, last, beside) {
    const { layout: { routes, shown }, corners } = this.wall, place = routes.place(to.column);
    const middle = ({ top, side }) => top + side / 2;
    const along = (fold, other) => clamp(middle(other), fold.top + RIM, fold.top + fold.height - RIM);
    const [y1, y2] = [first.height ? along(first, last) : middle(first), last.height ? along(last, first) : middle(last)];
    if (!this.isPast(from, to)) return straight([first.end, y1], [last.edge, y2]);
    const lane = routes.laneTo(place), i = beside.get(place) ?? 0;
    beside.set(place, i + 1);
    return over([first.end, y1], [last.edge, y2], corners[shown[0]][1] - (lane + 0.5) * LANE, i);
  }

  /** Cross out the tiles of maps that are off, [{column, map}]. */
  cross(maps) {
    const words = maps.map((one) => this.wall.tile(one)).filter(Boolean)
      .map(({ left, top, side }) => `M${left} ${top}l${side} ${side}m0 ${-side}l${-side} ${side}`).join("");
    if (this.crosses.getAttribute("d") !== words) this.crosses.setAttribute("d", words);
  }

  /** Outline, in every tile of each column, what is given for it: [[first, end] of rows, [first, end] of columns], or null for nothing. */
  outline(spans) {
    const { layout } = this.wall, words = spans.map((span, k) => (span && layout?.blocks[k] ? this.outlineIn(k, span) : "")).join("");
    if (this.cone.getAttribute("d") !== words) this.cone.setAttribute("d", words);
  }

  outlineIn(k, [rows, columns]) {
    const { wall } = this, [height, width] = wall.columns[k].after.shape;
    return wall.orders[k].map((map) => {
      const { left, top, side } = wall.tile({ column: k, map }), x = left + columns[0] / width * side, y = top + rows[0] / height * side;
      const [wide, high] = [(columns[1] - columns[0]) / width * side, (rows[1] - rows[0]) / height * side].map((size) => size.toFixed(1));
      return `M${x.toFixed(1)} ${y.toFixed(1)}h${wide}v${high}h-${wide}z`;
    }).join("");
  }
}
