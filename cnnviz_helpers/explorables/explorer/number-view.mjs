/* One number: the window on the maps that it was made of, the sum, term by term; on into each term. The window can slide over the map. */

import { drawMaps, drawPhotos, number, range, spread } from "../kit/draw.mjs";
import { button, labelled } from "../kit/controls.mjs";
import { MUTE, el, write } from "../kit/element.mjs";
import { drawLedger } from "../kit/ledger.mjs";
import { layOver, walkOver } from "../kit/maps.mjs";
import { Player } from "../kit/player.mjs";
import { seenPixels, spotOf } from "../engine/sums.mjs";
import { layerLines, numberAt, numberName, placeOf, sightOf } from "../figures/one-number.sums.mjs";
import * as ONE_NUMBER from "../figures/one-number.words.mjs";
import * as SLIDING from "../figures/sliding.words.mjs";
import { BigMap } from "./big-map.mjs";
import { withMapOn } from "./switched.mjs";
import * as WORDS from "./number-view.words.mjs";

const SPEEDS = [1, 4, 16, 60]; // places a second
const CALM = 600; // milliseconds from one place to the next, from which on one can follow how the products come

export class NumberView {
  /** openTable(layer, map): show the numbers of a map as a table. */
  constructor(explorer, net, openTable) {
    Object.assign(this, { explorer, net, openTable, speed: 1, isAll: 0, seen: "", moved: 0 });
    this.how = { ...ONE_NUMBER.how, ...explorer.network.how };
    this.big = new BigMap({ label: ONE_NUMBER.oneMap, go: (row, column) => this.go(row, column) });
    this.table = button(WORDS.table, () => this.openTable(this.place.layer, this.place.map));
    this.element = el(".x-numberview", this.buildPictures(), this.buildSum());
    this.element.addEventListener("keydown", (event) => this.press(event));
  }

  buildPictures() {
    const { explorer } = this;
    const restart = () => explorer.set({ row: 0, column: 0 }), isAtEnd = () => this.at() === this.last();
    const perSecond = () => SPEEDS[this.speed];
    this.player = new Player({ play: SLIDING.play, pause: SLIDING.pause }, {
      step: (n) => this.step(n), isAtEnd, restart, perSecond, changed: (isOn) => isOn && explorer.say(SLIDING.playing(perSecond())),
    });
    const range = el("input", { type: "range", min: 0, max: SPEEDS.length - 1, value: this.speed, oninput: () => this.setSpeed(range) });
    const onstep = () => { this.player.halt(); this.step(1); };
    const next = button(WORDS.step, onstep, { "aria-label": WORDS.next });
    this.controls = el(".x-row.x-slides", this.player.button, next, labelled(SLIDING.speed, range));
    this.setSpeed(range);
    this.photo = el("canvas.x-map", { role: "img", "aria-label": WORDS.photo });
    this.box = el("span.x-cursor", MUTE);
    this.sight = el("p.x-was");
    const sight = el(".x-sight", el(".x-seenphoto", this.photo, this.box), this.sight);
    return el(".x-numberpictures", this.big.element, this.controls, sight);
  }

  setSpeed(range) {
    this.speed = range.valueAsNumber;
    range.setAttribute("aria-valuetext", WORDS.speedNow(SPEEDS[this.speed]));
  }

  buildSum() {
    this.heading = el("h2", { tabindex: -1 });
    this.told = el("p.x-was");
    [this.terms, this.end] = range(2).map(() => el("ol", { role: "list", onkeydown: (event) => this.walk(event) }));
    this.ledger = el(".x-ledger", this.terms, this.end);
    this.lines = [];
    return el("section.x-numbersum", el(".x-row.x-numberhead", this.heading, this.table), this.told, this.ledger);
  }

  get large() {
    return this.big.element.hidden ? this.heading : this.big.cells;
  }

  /* ---- where the window is ---- */

  at() {
    const { layer: { shape } } = this.place, { row, column } = this.explorer.state;
    return row * shape[1] + column;
  }

  last() {
    const [rows, columns] = this.place.layer.shape;
    return rows * columns - 1;
  }

  /** To a place, by hand. */
  go(row, column) {
    this.player.halt();
    this.explorer.set({ row, column });
  }

  /** By `n` places on, row by row, to the last one at most. */
  step(n) {
    const [, columns] = this.place.layer.shape, at = Math.min(this.at() + n, this.last());
    this.explorer.set({ row: Math.floor(at / columns), column: at % columns });
  }

  /** The space key plays and pauses, but on a button. */
  press(event) {
    if (event.key !== " " || event.target.closest("button, input") || this.controls.hidden) return;
    event.preventDefault();
    this.player.turn();
  }

  /** Arrow keys walk over the numbers of the sum. */
  walk(event) {
    walkOver([...this.ledger.querySelectorAll(".x-cell")], Number(event.target.value), event);
  }

  /** Into a number of the sum, by its place in the heap. */
  enter(place) {
    const { layers } = this.net, { i, at } = numberAt(this.net, place), spot = spotOf(layers[i].shape, at);
    this.player.halt();
    this.isEntering = true;
    if (i === 0) this.explorer.enter({ level: "pixel", row: spot.row, column: spot.column });
    else this.explorer.enter({ level: "number", layer: layers[i].name, ...spot });
  }

  /* ---- what is shown ---- */

  draw(place) {
    const { layer, i, map, row, column } = place, now = performance.now(), seen = [layer.name, map, row, column].join();
    this.place = place;
    const isMoved = seen !== this.seen, isCalm = isMoved && now - this.moved >= CALM;
    if (isMoved) Object.assign(this, { seen, moved: now });
    this.showMap(place);
    this.showSight(place);
    const at = placeOf(layer.shape, place);
    write(this.heading, ONE_NUMBER.isNumber(numberName(this.net, i, at), number(layer.output[at], 4)));
    write(this.told, `${this.how[layer.kind] ?? ""} ${WORDS.goOn}`);
    this.showLedger(i, at, isCalm);
  }

  /** A layer of single numbers has no map over which a window could slide. */
  showMap({ layer, map, row, column }) {
    const isMap = this.last() > 0;
    this.big.element.hidden = this.controls.hidden = !isMap;
    this.table.hidden = !isMap;
    if (isMap) this.big.draw({ layer, map, row, column }, spread(layer.output, map, layer.shape[2]) || 1);
  }

  showSight({ i, row, column, map }) {
    const { net, explorer } = this, [high, wide] = net.layers[0].shape, [rows, columns] = seenPixels(net.layers, i, row, column, map);
    drawPhotos(this.photo, explorer.input, [high, wide]);
    layOver(this.box, [rows[0], columns[0], rows[1] - rows[0], columns[1] - columns[0]], [high, wide]);
    write(this.sight, sightOf(i, [rows, columns], [high, wide]));
  }

  /** The sum; and below it what activations and the like make of the number. isCalm: one product comes after the other. */
  showLedger(i, at, isCalm) {
    const { net, net: { layers, pixels } } = this, layer = layers[i], { rules } = layer, readsPhoto = layer.before === layers[0];
    const held = this.cells().indexOf(document.activeElement), all = layerLines(net, i, at, this.isAll), last = all.length - 1;
    const { value, isOff } = withMapOn(this.explorer.network, layer, at);
    all[last].amount = value; // what the terms give
    const lines = drawLedger(all, {
      isSum: rules.isSum || rules.isAdded, isMax: rules.isMax, values: net.heap,
      scale: (c) => (readsPhoto ? pixels.scales[c] : "signed"), limit: readsPhoto && pixels.limit,
      words: (place) => { const one = numberAt(net, place); return numberName(net, one.i, one.at); }, enter: (place) => this.enter(place),
      more: () => { this.isAll = 1 - this.isAll; this.draw(this.place); this.terms.querySelector(".x-more").focus(); },
    }, this.lines);
    all.forEach(({ group }, k) => group && this.showWindow(lines[k], group));
    const isOther = lines.length !== this.lines.length || lines.some((line, k) => line !== this.lines[k]);
    if (isOther) this.terms.replaceChildren(...lines.slice(0, last));
    this.lines = lines;
    this.showNext(layer, at, isOff ? [lines[last], el("li.is-off", WORDS.isOff)] : [lines[last]]);
    this.beat(isCalm);
    if (this.isEntering) this.terms.querySelector("[tabindex='0']")?.focus({ preventScroll: true });
    else if (held >= 0) this.cells()[held]?.focus({ preventScroll: true });
    this.isEntering = false;
  }

  cells() {
    return [...this.ledger.querySelectorAll(".x-cell")];
  }

  /** After a calm step the cells light up, one after the other: two names for one animation, so that it begins anew. */
  beat(isCalm) {
    this.turn = 1 - (this.turn ?? 0);
    this.ledger.dataset.turn = isCalm ? this.turn : "";
  }

  /** Before a term, the map that it lies in, with the window on it. */
  showWindow(line, { from, c, cells }) {
    const places = cells.filter(({ at }) => at !== null).map(({ at }) => spotOf(from.shape, at - from.at));
    const isMap = from.shape[1] > 1 && places.length > 0;
    const tile = line.tile ??= this.addTile(line), { pixels, layers: [photo] } = this.net, look = [from.name, c, this.explorer.runs].join();
    tile.root.hidden = !isMap;
    if (!isMap) return;
    const [rows, columns] = ["row", "column"].map((axis) => places.map((place) => place[axis]));
    const [top, left] = [Math.min(...rows), Math.min(...columns)], limits = spread(from.output, c, from.shape[2]) || 1;
    const style = from === photo ? { limits: pixels.limit, scale: pixels.scales[c] } : { limits };
    if (tile.look !== look) drawMaps(tile.canvas, from.output, from.shape, { maps: [c], ...style });
    tile.look = look;
    layOver(tile.box, [top, left, Math.max(...rows) - top + 1, Math.max(...columns) - left + 1], from.shape);
  }

  addTile(line) {
    const canvas = el("canvas"), box = el("span.x-window"), root = el("span.x-sourcemap", MUTE, canvas, box);
    line.firstChild.prepend(root);
    return { canvas, box, root };
  }

  /** lines: what the end of the sum begins with. */
  showNext(layer, at, lines) {
    for (const next of this.net.layers) {
      const is = next.rules;
      if (!next.sources?.includes(layer) || next.size !== layer.size || !(is.isActivation || is.isNormalisation || is.isAdded)) continue;
      const { value, isOff } = withMapOn(this.explorer.network, next, at);
      const words = ONE_NUMBER.gives(is.total(next, layer.output, at, number), number(value, 4));
      const go = button(isOff ? WORDS.butOff(words) : words, () => this.enter(next.at + at));
      lines.push(el("li.is-next", el("span", ONE_NUMBER.then(next)), go));
    }
    this.end.replaceChildren(...lines);
  }

  words() {
    return `${this.heading.textContent}. ${this.told.textContent} ${this.sight.textContent}`;
  }

  pieces() {
    return [];
  }

  close() {
    this.player.halt();
  }
}
