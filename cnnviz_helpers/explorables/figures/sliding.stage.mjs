/* The pictures of "A window that slides": the photo with the window, the map that fills, and between them the sum, number by number. */

import { drawMaps, number, range, spread, tint } from "../kit/draw.mjs";
import { MUTE, alone, el, write } from "../kit/element.mjs";
import { cellMap, layOver } from "../kit/maps.mjs";
import { placeTowards, placeUnder } from "./sliding.sums.mjs";
import * as WORDS from "./sliding.words.mjs";

const MANY = 7; // weights in a row: of more, the numbers have no room
const SHAPES = "<svg><polygon/><polygon/><circle r='6'/></svg>"; // two beams, and what goes from the sum to the map

/** The part of `box` that high x wide cells fill, of a picture of [rows, columns]. */
function partOf({ left, top, right, bottom }, [row, column, high, wide], [rows, columns]) {
  const down = (bottom - top) / rows, across = (right - left) / columns, y = top + row * down, x = left + column * across;
  return { left: x, right: x + wide * across, top: y, bottom: y + high * down };
}

/** The corners of a beam from the lower edge of a box to the upper edge of another, as SVG writes them. */
const beam = (from, to) => `${from.left},${from.bottom} ${from.right},${from.bottom} ${to.right},${to.top} ${to.left},${to.top}`;

/** So many digits have room behind the point of numbers up to a limit. */
const digitsTo = (limit) => (limit < 10 ? 2 : limit < 100 ? 1 : 0);

/** Leave a canvas empty after its first `n` cells. */
function emptyAfter(canvas, n) {
  const pen = canvas.getContext("2d"), { width, height } = canvas, row = Math.floor(n / width);
  pen.clearRect(n % width, row, width, 1);
  pen.clearRect(0, row + 1, width, height);
}

/** Leave a canvas empty around high x wide of its cells. */
function emptyAround(canvas, [top, left, high, wide]) {
  const pen = canvas.getContext("2d"), { width, height } = canvas;
  pen.clearRect(0, 0, width, top);
  pen.clearRect(0, top + high, width, height);
  pen.clearRect(0, 0, left, height);
  pen.clearRect(left + wide, 0, width, height);
}

export class Stage {
  /** conv: the convolution whose windows these are; go(place): what to do when somebody points at one, or goes there by keys. */
  constructor(conv, go) {
    this.conv = conv;
    this.turn = 0; // even or odd: two names for one animation, so that it begins anew
    this.root = el(".x-stage", this.buildPictures(go), this.buildSum(), this.buildBeams());
    this.watcher = new ResizeObserver(() => this.measure());
    this.watcher.observe(this.root);
  }

  buildPictures(go) {
    const words = () => WORDS.place(...this.place);
    const overPhoto = (row, column, isPointed) => go(
      isPointed ? placeUnder(this.conv, [row, column]) : placeTowards(this.conv, this.place, [row, column]));
    this.photo = cellMap({ label: WORDS.window, size: () => this.sums.size, words, onmove: overPhoto });
    this.map = cellMap({ label: WORDS.map, size: () => this.sums.shape, words, onmove: (row, column) => go([row, column]) });
    this.inside = el("span.x-inside", MUTE);
    this.photo.append(this.inside);
    this.names = range(2).map(() => el("strong"));
    this.count = el("span.x-count");
    return el(".x-pair", el("div", el("p", this.names[0]), this.photo), el("div", el("p", this.names[1], this.count), this.map));
  }

  buildSum() {
    const { window: [rows, columns] } = this.conv, n = rows * columns;
    const sign = (words) => el("span.x-sign", MUTE, words), part = (shown, words) => el(".x-part", shown, el("p", words));
    const kind = columns > MANY ? ".x-nine.is-many" : ".x-nine", cells = () => range(n).map(() => el("span", alone()));
    const grid = (name) => el(`${kind}.${name}`, MUTE, { style: `--across: ${columns}` }, ...cells());
    this.grids = ["x-pixels", "x-weights", "x-products"].map(grid);
    this.total = el("span.x-sum", alone());
    const [pixels, weights, products] = [WORDS.pixels, WORDS.weights, WORDS.products].map((words, i) => part(this.grids[i], words(n)));
    return el(".x-work", el("div", pixels, sign("×"), weights), el("div", sign("="), products, sign("→"), part(this.total, WORDS.sum)));
  }

  buildBeams() {
    const root = el(".x-beams", MUTE);
    root.innerHTML = SHAPES; // only the browser's parser knows what belongs to SVG
    this.shapes = [...root.firstChild.children];
    return root;
  }

  /** Other sums than before. scale: the colours of the pixels and the weights; bright: the pixel at which they end. */
  open(sums, scale, bright) {
    const weights = spread(sums.weights);
    Object.assign(this, { sums, scale, limits: { pixels: bright, weights, products: bright * weights, map: spread(sums.map) } });
    drawMaps(this.photo.canvas, sums.plane, [...sums.size, 1], { limits: bright, scale });
    emptyAround(this.photo.canvas, sums.inside);
    layOver(this.inside, sums.inside, sums.size);
  }

  /** What stands above the photo and the map. */
  name(...names) {
    names.forEach((words, i) => write(this.names[i], words));
  }

  /** The window on a place [row, column], with the first `filled` numbers of the map; isCalm: one product after the other. */
  show(place, filled, isCalm) {
    const { sums, limits, conv: { window } } = this, at = place[0] * sums.shape[1] + place[1];
    this.place = place;
    this.photo.set(...sums.corner(...place), ...window);
    this.map.set(...place);
    drawMaps(this.map.canvas, sums.map, [...sums.shape, 1], { limits: limits.map });
    emptyAfter(this.map.canvas, filled);
    write(this.count, WORDS.filled(filled, sums.map.length));
    this.showNumbers(sums.cells(...place), sums.map[at]);
    this.showBeams();
    this.turn = 1 - this.turn;
    this.root.dataset.turn = isCalm ? this.turn : "";
  }

  showNumbers(cells, sum) {
    const { limits, scale, sums: { pixels } } = this, [seen, weights, products] = this.grids.map(({ children }) => children);
    cells.forEach(({ at, weight }, k) => {
      const isPadding = at === null, pixel = isPadding ? 0 : pixels[at];
      this.paint(seen[k], pixel, limits.pixels, scale, k);
      this.paint(weights[k], weight, limits.weights, scale, k);
      this.paint(products[k], pixel * weight, limits.products, "signed", k);
      seen[k].className = isPadding ? "is-padding" : "";
    });
    this.total.style.cssText = `${tint(sum, limits.map, "signed")}; --k: ${cells.length}`;
    write(this.total.firstChild, number(sum, digitsTo(limits.map) + 1));
    this.shapes[2].setAttribute("class", sum < 0 ? "is-minus" : "");
  }

  /** A number on its colour; `k`: its turn. */
  paint(cell, value, limit, scale, k) {
    const look = `${tint(value, limit, scale)}; --k: ${k}`;
    if (cell.look !== look) cell.style.cssText = cell.look = look;
    write(cell.firstChild, number(value, digitsTo(limit)));
  }

  /** Where the pictures lie: asked of the browser only when that has changed. */
  measure() {
    const { left, top } = this.root.getBoundingClientRect();
    this.boxes = [this.photo.canvas, this.grids[0], this.map.canvas, this.total].map((element) => {
      const box = element.getBoundingClientRect();
      return { left: box.left - left, right: box.right - left, top: box.top - top, bottom: box.bottom - top };
    });
    if (this.place) this.showBeams();
  }

  /** From the window to its pixels, and from the sum to its place on the map. */
  showBeams() {
    if (!this.boxes) return;
    const [photo, pixels, map, total] = this.boxes, { sums, place, conv: { window }, shapes: [down, up, dot] } = this;
    const cell = partOf(map, [...place, 1, 1], sums.shape);
    down.setAttribute("points", beam(partOf(photo, [...sums.corner(...place), ...window], sums.size), pixels));
    up.setAttribute("points", beam(cell, total));
    const ends = [[total.left + total.right, 2 * total.top], [cell.left + cell.right, cell.top + cell.bottom]]; // twice the points
    const way = ends.map(([x, y], i) => `--x${i}: ${x / 2}px; --y${i}: ${y / 2}px`);
    dot.style.cssText = [...way, `--k: ${this.grids[2].childElementCount}`].join("; ");
  }
}
