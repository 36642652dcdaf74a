/* A map of all photos to wander in: photos lie where two numbers each put them. */

import { button } from "../kit/controls.mjs";
import { clamp, drawPhotos } from "../kit/draw.mjs";
import { MUTE, describe, el } from "../kit/element.mjs";
import * as WORDS from "./neighbours.words.mjs";

export const CLOSEST = 5; // how often the map can be doubled
const SHEET = 40; // photos in a row of the sheet that holds all
const TILE = 15, GROWS = 1.45; // pixels of a photo on the whole map; how much larger with each doubling
const MARGIN = 0.04; // of the map's width, left free
const MOVED = 4; // pixels: less is no drag
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class PhotoMap {
  /** onpick(photo); onview({x, y, zoom}): another part of the map; x and y, of its middle, in thousandths. */
  constructor(photos, rgb, { onpick, onview, words }) {
    Object.assign(this, { photos, onpick, onview, words, n: photos.n, sheet: el("canvas") });
    drawPhotos(this.sheet, rgb, photos.shape, SHEET);
    this.canvas = el("canvas", MUTE);
    const is = { tabindex: 0, role: "application", "aria-label": WORDS.map, onkeydown: (event) => this.walk(event) };
    this.root = el(".x-wander", is, this.canvas);
    const zoom = (by) => () => this.look({ zoom: clamp(this.view.zoom + by, 0, CLOSEST) }, true);
    this.closer = button(WORDS.closer, zoom(1));
    this.farther = button(WORDS.farther, zoom(-1));
    const whole = button(WORDS.whole, () => this.look({ x: 500, y: 500, zoom: 0 }));
    this.element = el("div", this.root, el("p.x-row.x-looks", this.closer, this.farther, whole));
    this.listen();
    this.watcher = new ResizeObserver(() => this.draw());
    this.watcher.observe(this.root);
  }

  /** A drag moves the map; a press or a tap chooses; the wheel, with Ctrl, looks closer. */
  listen() {
    const { root } = this;
    let from = null;
    root.addEventListener("pointerdown", (event) => {
      from = { x: event.clientX, y: event.clientY, view: this.view, isDrag: false };
      root.setPointerCapture(event.pointerId);
    });
    root.addEventListener("pointermove", ({ clientX, clientY, pointerType }) => {
      if (!from) return;
      const by = [clientX - from.x, clientY - from.y];
      if (!from.isDrag && pointerType === "touch" && Math.abs(by[0]) <= Math.abs(by[1])) return; // up or down, a finger moves the page
      from.isDrag ||= Math.hypot(...by) > MOVED;
      if (from.isDrag) this.look({ x: from.view.x - (1000 * by[0]) / this.scale(), y: from.view.y - (1000 * by[1]) / this.scale() });
    });
    root.addEventListener("pointerup", ({ clientX, clientY }) => {
      if (from && !from.isDrag) this.point(clientX, clientY);
      from = null;
    });
    root.addEventListener("pointercancel", () => { from = null; });
    root.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.look({ zoom: clamp(this.view.zoom - Math.sign(event.deltaY), 0, CLOSEST) }, true);
    }, { passive: false });
  }

  /** Another part of the map; with `toChosen`, around the photo that is chosen. */
  look(changes, toChosen) {
    const next = { ...this.view, ...changes }, [x, y] = toChosen && next.zoom ? this.at(this.chosen) : [next.x, next.y];
    this.onview({ zoom: next.zoom, x: clamp(Math.round(x), 0, 1000), y: clamp(Math.round(y), 0, 1000) });
  }

  /** Pixels of the whole map's width as it is drawn now. */
  scale() {
    return this.root.clientWidth * 2 ** this.view.zoom;
  }

  /** Where photo `i` lies, in thousandths of the map's width; 500, 500 is the middle. */
  at(i) {
    return [this.spots[i], this.spots[this.n + i]];
  }

  /** In pixels, from the upper left corner. */
  onScreen(i) {
    const [x, y] = this.at(i), { clientWidth, clientHeight } = this.root, scale = this.scale() / 1000;
    return [clientWidth / 2 + (x - this.view.x) * scale, clientHeight / 2 + (y - this.view.y) * scale];
  }

  side() {
    return TILE * GROWS ** this.view.zoom;
  }

  /** The photo that is seen there: of those that lie over one another the one on top, near which a finger hits, too. */
  point(clientX, clientY) {
    const { left, top } = this.root.getBoundingClientRect(), half = this.side() / 2 + 2, over = this.order();
    const hit = over.findLast((i) => this.onScreen(i).every((place, axis) => Math.abs(place - [clientX - left,
      clientY - top][axis]) <= half));
    if (hit !== undefined) this.onpick(hit);
  }

  /** By an arrow key to the nearest photo in that direction; closer and farther by + and −. */
  walk(event) {
    const { key } = event, way = KEYS[key];
    if (key === "+" || key === "-") this.look({ zoom: clamp(this.view.zoom + (key === "+" ? 1 : -1), 0, CLOSEST) }, true);
    else if (!way) return;
    event.preventDefault();
    if (!way) return;
    const [x, y] = this.at(this.chosen);
    let best = -1, least = Infinity;
    for (let i = 0; i < this.n; i++) {
      const [dx, dy] = [this.spots[i] - x, this.spots[this.n + i] - y], along = dx * way[0] + dy * way[1],
        aside = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
      const far = along + 2 * aside;
      if (along > 0 && aside <= 2 * along && far < least) [best, least] = [i, far];
    }
    if (best >= 0) this.onpick(best);
  }

  /** The photos in the order in which they are drawn: the neighbours of the chosen one and itself last. */
  order() {
    const last = new Set([...this.near, this.chosen]), order = [];
    for (let i = 0; i < this.n; i++) if (!last.has(i)) order.push(i);
    return [...order, ...last];
  }

  /** places: (2 * n), as `components` gives them; near: the neighbours of the chosen photo. */
  show({ places, chosen, near, view }) {
    if (places !== this.places) this.spots = spotsOf(places, this.n);
    Object.assign(this, { places, chosen, near: [...near].reverse(), view });
    this.closer.disabled = view.zoom === CLOSEST;
    this.farther.disabled = !view.zoom;
    describe(this.root, `${WORDS.map}, ${this.words(chosen)}`);
    const [x, y] = this.onScreen(chosen), { clientWidth, clientHeight } = this.root;
    const isOutside = clientWidth && (x < 0 || y < 0 || x > clientWidth || y > clientHeight);
    if (isOutside && chosen !== this.shown) this.look({}, true);
    this.shown = chosen;
    this.draw();
  }

  draw() {
    const { canvas, root: { clientWidth: width, clientHeight: height }, photos: { shape: [high, wide] }, sheet } = this;
    if (!this.places || !width) return;
    const sharp = devicePixelRatio, side = this.side(), context = canvas.getContext("2d");
    Object.assign(canvas, { width: Math.round(width * sharp), height: Math.round(height * sharp) });
    context.scale(sharp, sharp);
    context.imageSmoothingEnabled = side < wide;
    const tile = (i) => {
      const [x, y] = this.onScreen(i).map((place) => place - side / 2);
      if (x > -side && y > -side && x < width && y < height) context.drawImage(sheet, (i % SHEET) * wide, Math.floor(i / SHEET) * high,
        wide, high, x, y, side, side);
      return [x, y];
    };
    const order = this.order(), first = order.length - this.near.length - 1, style = getComputedStyle(this.root);
    order.slice(0, first).forEach(tile);
    context.strokeStyle = style.getPropertyValue("--x-orange");
    context.lineWidth = 2;
    for (const i of this.near) {
      context.beginPath();
      context.moveTo(...this.onScreen(this.chosen));
      context.lineTo(...this.onScreen(i));
      context.stroke();
    }
    for (const i of order.slice(first)) {
      const [x, y] = tile(i);
      context.lineWidth = i === this.chosen ? 4 : 2;
      context.strokeRect(x, y, side, side);
    }
  }

  close() {
    this.watcher.disconnect();
  }
}

/** Places along two directions -> in thousandths of a map that is as wide as they need, both on the same scale, the second upwards. */
function spotsOf(places, n) {
  const ends = [0, 1].map((axis) => {
    const all = places.subarray(axis * n, (axis + 1) * n);
    return [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))];
  });
  const scale = (1000 * (1 - 2 * MARGIN)) / Math.max(ends[0][1] - ends[0][0], 1.5 * (ends[1][1] - ends[1][0]), 1e-9);
  return places.map((place, at) => {
    const axis = Math.floor(at / n), [low, high] = ends[axis];
    return 500 + (axis ? -1 : 1) * scale * (place - (low + high) / 2);
  });
}
