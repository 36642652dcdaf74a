/* All photos in a strip, to browse by class, right and wrong, and to choose one of them. The network answers them beside the page. */

import { argmax, clamp, drawPhotos, grouped, range } from "../kit/draw.mjs";
import { button, choice } from "../kit/controls.mjs";
import { el, write } from "../kit/element.mjs";
import { cellMap, walkOver } from "../kit/maps.mjs";
import { answersOf, startWorker } from "../kit/resources.mjs";
import * as KIT_WORDS from "../kit/words.mjs";
import * as WORDS from "./strip.words.mjs";

const ROWS = 3, WRONG = 3; // lines of photos; pixels of the line under a wrong one
const MOST_WIDE = 16_384; // pixels of a canvas, in every browser

/** Chips of which one is on, by keys as by pointer; `set(entries, value)`: [value, words] each. onpick(value). */
function chips(words, onpick) {
  const made = new Map(), onkeydown = (event) => walkOver([...root.children], 1, event);
  const root = el(".x-chips", { role: "group", "aria-label": words, onkeydown });
  const make = (value) => {
    made.set(value, button("", () => onpick(value)));
    return made.get(value);
  };
  const set = (entries, now) => {
    for (const [value, chip] of made) if (!entries.some(([wanted]) => wanted === value)) (chip.remove(), made.delete(value));
    entries.forEach(([value, text], i) => {
      const chip = made.get(value) ?? make(value);
      if (root.children[i] !== chip) root.insertBefore(chip, root.children[i]); // those that are there stay, and keep the focus
      write(chip, text);
      chip.setAttribute("aria-pressed", value === now);
      if (!root.contains(document.activeElement)) chip.tabIndex = value === now ? 0 : -1;
    });
  };
  return Object.assign(root, { set });
}

export class Strip {
  /**
   * `element`: the strip. photos: kit Photos; network: of it, the classes and the last layer's name;
   * model: where the worker is, and what it reads;
   * onpick(index, isPointed): a photo was chosen, by mouse or finger, or else by key; attempt(work): does what may throw one sentence.
   */
  constructor({ photos, network, model, onpick, attempt }) {
    Object.assign(this, { photos, network, model, onpick, attempt });
    Object.assign(this, { by: "label", wanted: "all", judgement: "all", answers: [], labels: [], shown: [], place: [0, 0], task: 0 });
    this.wall = cellMap({
      label: WORDS.strip, size: () => [ROWS, this.columns], words: (...place) => this.wordsAt(place), isChoice: true,
      onmove: (row, column, isPointed) => (isPointed ? this.take([row, column], true) : this.walk([row, column])),
      onhover: (...place) => this.tell(place),
    });
    this.wall.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.take(this.place, false);
    });
    this.scroller = el(".x-browse-scroll", { onscroll: () => this.drawLater(), onwheel: (event) => this.wheel(event) }, this.wall);
    this.buildFilters();
    this.element = el(".x-browse", this.filters, this.classes, this.scroller);
  }

  buildFilters() {
    const change = (key) => (value) => this.filter({ [key]: value });
    this.bySwitch = choice(WORDS.by, Object.entries(WORDS.bys), this.by, change("by"));
    this.bySwitch.classList.add("x-quiet");
    this.judged = chips(WORDS.judged, change("judgement"));
    this.classes = chips(WORDS.by, change("wanted"));
    this.progress = el("progress", { max: this.photos.n, "aria-label": WORDS.progress });
    this.asking = el("span"); // it changes too often to be said
    this.count = el("span", { role: "status" });
    this.words = el("p.x-browse-words");
    this.filters = el(".x-row.x-browse-filters", this.bySwitch, this.judged, this.progress, this.asking, this.count, this.words);
  }

  get columns() {
    return Math.max(1, Math.ceil(this.shown.length / ROWS));
  }

  /** The strip is seen: load the photos, and have them answered. now: the photo that is shown. */
  async open(now) {
    [this.all, this.labels] = await Promise.all([this.photos.all(), this.photos.labels()]);
    if (!this.labels.length) this.by = "answer";
    for (const part of [this.bySwitch, this.judged]) part.hidden = !this.labels.length;
    this.filter({});
    const at = Math.max(0, this.shown.indexOf(now));
    this.walk([at % ROWS, Math.floor(at / ROWS)], "center");
    if (this.answers.length < this.photos.n) this.ask();
  }

  /** The worker begins; what it says comes in slices. */
  ask() {
    const { model, network, photos: { n } } = this, [files, base, modules] = ["files", "base", "modules"].map((key) => model.get(key));
    if (!this.worker) {
      this.worker = startWorker(model, "kit/all-photos-worker.mjs");
      this.worker.onmessage = ({ data }) => this.attempt(() => this.hear(data));
      this.worker.onerror = () => this.attempt(() => { throw new Error(WORDS.noWorker); });
      this.worker.postMessage({ open: { files, base, modules, own: Boolean(files), rgb: this.all, n } });
    }
    this.answers = [];
    this.worker.postMessage({ task: this.task += 1, layers: [network.layers.at(-1).name] });
  }

  hear({ error, task, found, first, done }) {
    if (error) throw new Error(error);
    if (task !== this.task) return; // it is ready, or was stopped meanwhile
    const [outputs] = Object.values(found), n = done - first, one = outputs.length / n, { classes } = this.network;
    const answer = (output) => argmax(answersOf({ layers: [{ output }], classes }));
    this.answers.push(...range(n).map((i) => answer(outputs.subarray(i * one, (i + 1) * one))));
    this.filter({});
  }

  /** Show the photos that are as wanted, and say how many there are of each. */
  filter(change) {
    Object.assign(this, change);
    const { answers, by, judgement, labels, network: { classes }, photos: { n }, wanted } = this;
    const sorted = by === "label" ? labels : answers, isJudged = (i) => judgement === "all" || this.judgementOf(i) === judgement;
    const judged = range(n).filter(isJudged), counts = new Map();
    for (const i of judged) if (sorted[i] >= 0) counts.set(sorted[i], (counts.get(sorted[i]) ?? 0) + 1);
    const found = range(classes.length).filter((c) => counts.has(c) || c === wanted);
    const entries = found.map((c) => [c, WORDS.chip(classes[c], counts.get(c) ?? 0)]);
    this.shown = judged.filter((i) => wanted === "all" || sorted[i] === wanted);
    this.bySwitch.set(by);
    this.judged.set(Object.entries(WORDS.judgements), judgement);
    this.classes.set([["all", WORDS.chip(WORDS.every, judged.length)], ...entries], wanted);
    this.showProgress();
    this.lay(Object.keys(change).length > 0);
  }

  /** "right", "wrong", or undefined where that is not known (yet). */
  judgementOf(i) {
    const { answers, labels } = this;
    if (i >= answers.length || !labels.length) return undefined;
    return answers[i] === labels[i] ? "right" : "wrong";
  }

  showProgress() {
    const { answers: { length: done }, photos: { n }, shown: { length } } = this, isAll = done === n;
    this.progress.hidden = this.asking.hidden = isAll;
    this.progress.value = done;
    write(this.asking, WORDS.asking(grouped(done), grouped(n)));
    write(this.count, isAll ? WORDS.counted(grouped(length)) : "");
  }

  /** Give the strip the length that it needs. isNew: other photos are shown now, from the first one. */
  lay(isNew) {
    const [high, wide] = this.photos.shape, scale = Math.min(1, MOST_WIDE / (this.columns * wide)), { canvas } = this.wall;
    this.thumb = [high, wide].map((side) => Math.max(1, Math.floor(side * scale)));
    const [width, height] = [this.columns * this.thumb[1], ROWS * this.thumb[0]];
    if (isNew || canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    this.wall.style.setProperty("--x-columns", this.columns);
    if (isNew) this.walk([0, 0]);
    else this.wall.set(...this.place); // on a strip that is longer now
    this.drawLater();
  }

  /** Of many scrolls before the screen is drawn, the last one counts. */
  drawLater() {
    cancelAnimationFrame(this.drawing);
    this.drawing = requestAnimationFrame(() => this.draw());
  }

  /** Draw the photos that are in sight: the rest comes when it is scrolled to. */
  draw() {
    const { columns, scroller: { scrollLeft, clientWidth }, shown, wall } = this, pen = wall.canvas.getContext("2d");
    const [first, end] = [scrollLeft, scrollLeft + clientWidth].map((x) => (x / wall.clientWidth) * columns);
    pen.fillStyle = getComputedStyle(this.element).color;
    for (let k = Math.floor(first) * ROWS; k < Math.min(Math.ceil(end) * ROWS, shown.length); k++) this.drawThumb(pen, k);
  }

  drawThumb(pen, k) {
    const i = this.shown[k], [high, wide] = this.thumb, left = Math.floor(k / ROWS) * wide, top = (k % ROWS) * high;
    this.sheet ??= el("canvas");
    drawPhotos(this.sheet, this.photoAt(i), this.photos.shape);
    pen.drawImage(this.sheet, left, top, wide, high);
    if (this.judgement === "all" && this.judgementOf(i) === "wrong") pen.fillRect(left, top + high - WRONG, wide, WRONG);
  }

  photoAt(i) {
    const size = this.all.length / this.photos.n;
    return this.all.subarray(i * size, (i + 1) * size);
  }

  /** The number of the photo at a place; undefined of a place behind the last one. */
  at([row, column]) {
    return this.shown[column * ROWS + row];
  }

  wordsAt(place) {
    const i = this.at(place), { answers, labels, network: { classes } } = this;
    if (i === undefined) return WORDS.none;
    const label = classes[labels[i]], answer = classes[answers[i]];
    const known = [label && WORDS.labelled(label), answer && WORDS.answered(answer), WORDS.judgements[this.judgementOf(i)]];
    return [KIT_WORDS.photoNamed(i, ""), ...known].filter(Boolean).join(", ");
  }

  tell(place) {
    write(this.words, this.wordsAt(place));
  }

  /** To a photo. inline: where in the strip it is scrolled to. */
  walk(place, inline = "nearest") {
    const last = this.shown.length - 1, k = clamp(place[1] * ROWS + place[0], 0, Math.max(0, last));
    this.place = [k % ROWS, Math.floor(k / ROWS)];
    this.wall.set(...this.place);
    this.tell(this.place);
    this.wall.querySelector(".x-cursor").scrollIntoView({ block: "nearest", inline });
  }

  take(place, isPointed) {
    this.walk(place);
    const i = this.at(this.place);
    if (i !== undefined) this.onpick(i, isPointed);
  }

  /** A wheel that turns up and down moves the strip, which goes from side to side. */
  wheel(event) {
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
    event.preventDefault();
    this.scroller.scrollLeft += event.deltaY;
  }

  /** It is not seen any more: what is still computed is not wanted. */
  stop() {
    if (this.answers.length < this.photos.n) this.worker?.postMessage({ stop: true });
  }

  close() {
    cancelAnimationFrame(this.drawing);
    this.worker?.terminate();
  }
}
