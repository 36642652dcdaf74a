/* Pixels go: deletion and insertion in the order of a map; on one photo, and over many; beside orders that use no network. */

import { drawPhotos, number, percent, range } from "../kit/draw.mjs";
import { Asking, AskingFigure, figureOf } from "../kit/asking.mjs";
import { chart } from "../kit/chart.mjs";
import { button, choice, slider } from "../kit/controls.mjs";
import { describe, el, picture, write } from "../kit/element.mjs";
import { alike, ranks } from "../kit/forgetting.mjs";
import { oneOf, whole } from "../kit/frame.mjs";
import { area, goneAt, inOrder, partsOf } from "../kit/orders.mjs";
import { Player } from "../kit/player.mjs";
import { NAMES, fills } from "../kit/belief.words.mjs";
import * as WORDS from "./pixels-go.words.mjs";

const STEPS = 16, BLOCKS = [1, 4], MANY = 100, SPEED = 4; // SPEED: steps a second
const WORKERS = 2; // that count, each its half of the photos
const BLIND = ["random", "edges", "centre_first"], ROWS = Object.keys(NAMES), KINDS = ["deletion", "insertion"];

class PixelsGo extends AskingFigure {
  begin() {
    this.found = {}; // {name: {map, deletion, insertion}} of the photo, fill and blocks `about`
    this.counts = {}; // {fill and blocks: a `Count`}
    this.isCounting = false;
  }

  allowed() {
    return {
      image: this.ofPhotos(), order: oneOf(...ROWS), fill: oneOf(...Object.keys(fills)), block: oneOf(...BLOCKS), gone: whole(0, STEPS),
    };
  }

  tries() {
    const { blind, chance, ranks: two } = WORDS.tries;
    const now = (name, kind) => this.areas()[name]?.[kind], words = (value) => number(value, 3);
    const seen = () => Object.values(this.counts).filter(({ isAll }) => isAll);
    return [
      {
        text: blind.text, done: () => BLIND.includes(this.state.order) && now(this.state.order, "insertion") > now("evidence", "insertion"),
        say: () => blind.then(NAMES[this.state.order], words(now(this.state.order, "insertion")), words(now("evidence", "insertion"))),
      },
      {
        text: chance.text, done: () => this.state.order === "random" && now("random", "deletion") < now("evidence", "deletion"),
        say: () => chance.then(words(now("random", "deletion")), words(now("evidence", "deletion"))),
      },
      {
        text: two.text, done: () => seen().length > 1,
        say: () => two.then(...seen().slice(0, 2).map((one) => [one.words, number(agreement(one))])),
      },
    ];
  }

  build() {
    const { frame } = this;
    this.one = new Asking(this, (data) => this.hear(data));
    this.many = range(WORKERS).map((i) => new Asking(this, (data) => this.hearCount(i, data)));
    this.fill = choice(WORDS.fill, Object.entries(fills), "", (fill) => frame.set({ fill }));
    this.block = choice(WORDS.block, BLOCKS.map((side) => [side, WORDS.blocks(side)]), "", (block) => frame.set({ block: Number(block) }));
    this.pictures = KINDS.map((kind) => ({ kind, canvas: this.room(picture(kind)), words: el("p.x-kind") }));
    this.curves = chart(...WORDS.axes);
    this.curves.set({ x: [0, 1], y: [0, 1], lines: [], words: "" }); // it takes its room
    this.gone = slider(WORDS.gone, { min: 0, max: STEPS, step: 1, digits: 0, oninput: (gone) => frame.set({ gone: Math.round(gone) }) });
    this.player = new Player({ play: WORDS.play, pause: WORDS.pause }, {
      step: (n) => frame.set({ gone: Math.min(STEPS, this.state.gone + n) }), isAtEnd: () => this.state.gone >= STEPS,
      restart: () => frame.set({ gone: 0 }), perSecond: () => SPEED,
    });
    frame.onEnd(() => this.player.halt());
    frame.body.append(
      el(".x-row.x-thin", this.photoChoice(), this.fill, this.block),
      el(".x-goes", ...this.pictures.map(({ kind, canvas, words }) => el(`div.is-${kind}`, canvas, words)), this.curves),
      el(".x-row", this.player.button, this.gone), this.buildTable(), this.buildCount(),
    );
  }

  buildTable() {
    this.head = el("th", { colspan: 2, scope: "colgroup" });
    this.rows = ROWS.map((name) => {
      const pick = button(NAMES[name], () => this.frame.set({ order: name })), cells = range(4).map(() => el("td"));
      const item = el("tr", el("th", { scope: "row" }, pick), ...cells);
      if (BLIND.includes(name)) item.classList.add("is-blind");
      return { name, pick, cells, item };
    });
    const heads = WORDS.columns.map((words) => el(words ? "th" : "td", words && { scope: "col" }, words));
    return el("table.x-areas",
      el("thead", el("tr", el("td"), el("th", { colspan: 2, scope: "colgroup" }, WORDS.here), this.head), el("tr", ...heads)),
      el("tbody", ...this.rows.map(({ item }) => item)));
  }

  buildCount() {
    this.button = button("", () => (this.isCounting ? this.halt() : this.count()));
    this.progress = el("progress", { max: 1, value: 0, "aria-label": WORDS.progress });
    this.done = el("span");
    this.agree = el("p");
    return el("div", el(".x-row.x-progress", this.button, this.progress, this.done), this.agree, el("p.x-was", WORDS.never));
  }

  /** How the pixels go: what is counted over many photos depends on it. */
  way() {
    return `${this.state.fill} ${this.state.block}`;
  }

  wants() {
    return `${this.state.image} ${this.way()}`;
  }

  renew() {
    const { rgb, state: { image, fill, block, order } } = this, names = [order, ...ROWS.filter((name) => name !== order)];
    if (this.isCounting && this.counting !== this.counts[this.way()]) this.halt();
    Object.assign(this, { found: {}, answer: null });
    this.one.ask({ ask: "curves", rgb, names, settings: { first: image }, fill, block, steps: STEPS });
  }

  hear({ answer, name, map, deletion, insertion, empty }) {
    if (answer) Object.assign(this, { answer, empty });
    if (name) this.found[name] = { map, deletion, insertion };
    this.draw();
  }

  /** {name: {deletion, insertion}}: the areas of this photo, as far as they are known. */
  areas() {
    return Object.fromEntries(Object.entries(this.found).map(([name, curves]) =>
      [name, Object.fromEntries(KINDS.map((kind) => [kind, area(curves[kind])]))]));
  }

  draw() {
    const { state, found: { [state.order]: own } } = this;
    this.sayPython();
    this.fill.set(state.fill);
    this.block.set(state.block);
    this.gone.set(state.gone);
    for (const { name, pick } of this.rows) pick.setAttribute("aria-pressed", name === state.order);
    if (own && this.answer) {
      this.drawPictures(own);
      this.drawCurves(own);
      this.say(own);
    }
    this.drawTable();
    this.drawCount();
    this.frame.tick();
  }

  /** The photo, from which pixels have gone; and the fill, to which they have come. */
  drawPictures(own) {
    const { rgb, empty, photos: { size }, state: { gone, block } } = this;
    const parts = partsOf(size, block), n = goneAt(gone, STEPS, parts.length);
    const taken = new Set(inOrder(own.map, parts).slice(0, n).flat()), part = percent(gone / STEPS);
    for (const { kind, canvas, words } of this.pictures) {
      const [from, to] = kind === "deletion" ? [rgb, empty] : [empty, rgb];
      drawPhotos(canvas, from.map((byte, i) => (taken.has(Math.floor(i / 3)) ? to[i] : byte)), size);
      describe(canvas, WORDS.picture(kind, part));
      write(words, WORDS.sure(WORDS[kind], percent(own[kind][gone], 1)));
    }
  }

  drawCurves(own) {
    const at = (i) => i / STEPS, { order, gone } = this.state;
    const lines = KINDS.map((kind) => ({ kind: `is-${kind}`, points: own[kind].map((share, i) => [at(i), share]) }));
    const dots = KINDS.map((kind) => ({ kind: `is-${kind}`, at: [at(gone), own[kind][gone]] }));
    const words = WORDS.curves(NAMES[order], ...KINDS.map((kind) => number(area(own[kind]), 3)));
    this.curves.set({ x: [0, 1], y: [0, 1], lines, dots, words });
  }

  drawTable() {
    const areas = this.areas(), count = this.counts[this.way()], n = count?.photos ?? 0, means = n && meansOf(count);
    const order = means && Object.fromEntries(KINDS.map((kind) =>
      [kind, ranks(ROWS.map((name) => (kind === "deletion" ? 1 : -1) * means[name][kind]))]));
    write(this.head, WORDS.over(n));
    this.rows.forEach(({ name, cells }, i) => KINDS.forEach((kind, k) => {
      write(cells[k], areas[name] ? number(areas[name][kind], 3) : "");
      write(cells[2 + k], n ? WORDS.ranked(number(means[name][kind], 3), order[kind][i]) : "");
    }));
  }

  drawCount() {
    const count = this.counts[this.way()], isAll = Boolean(count?.isAll);
    write(this.button, this.isCounting ? WORDS.stop : count?.photos && !isAll ? WORDS.goOn : WORDS.count(this.total()));
    this.button.disabled = isAll;
    this.progress.value = (count?.photos ?? 0) / this.total();
    write(this.done, count ? WORDS.counted(count.photos, this.total()) : "");
    write(this.agree, isAll ? WORDS.agree(number(agreement(count))) : "");
  }

  total() {
    return Math.min(MANY, this.photos.n);
  }

  async count() {
    const { fill, block } = this.state, all = await this.photos.all();
    const n = this.total(), rgb = all.slice(0, (n * all.length) / this.photos.n);
    this.counting = this.counts[this.way()] ??= new Count(n, WORDS.way(fills[fill], WORDS.blocks(block)));
    this.isCounting = true;
    this.counting.parts.forEach(({ at, end }, i) => {
      if (at < end) this.many[i].ask({ ask: "sweep", rgb, n, names: ROWS, settings: {}, fill, block, steps: STEPS, first: at, end });
    });
    this.draw();
  }

  halt() {
    this.isCounting = false;
    for (const one of this.many) one.stop();
    this.draw();
  }

  hearCount(i, { done, areas }) {
    this.counting.take(i, done, areas);
    this.isCounting = !this.counting.isAll;
    if (!this.isCounting) return this.draw();
    this.drawTable(); // pictures and curves stay as they are: to draw them time and again would slow the count
    this.drawCount();
  }

  say(own) {
    const { order, gone } = this.state, shares = KINDS.map((kind) => percent(own[kind][gone], 1));
    this.frame.say(WORDS.says({
      name: NAMES[order], answer: this.classes[this.answer.k], share: percent(gone / STEPS),
      deletion: shares[0], insertion: shares[1],
    }));
  }

  sayPython() {
    const { order, fill, block, image } = this.state, photo = this.photos.name(image);
    const map = `attribute(model, ${photo}, method="${order}"${order === "random" ? `, first=${image}` : ""}).pixels`;
    this.frame.python(`order_curves(model, ${photo}, ${map}, fill="${fill}", block=${block})`);
  }
}

/**
 * The areas of `n` photos, counted part by part: {name: {deletion: [of each photo], insertion}}.
 * words: about the way in which pixels go.
 */
class Count {
  constructor(n, words) {
    const first = (i) => Math.round((i * n) / WORKERS) * ROWS.length;
    Object.assign(this, { words, areas: {}, parts: range(WORKERS).map((i) => ({ first: first(i), at: first(i), end: first(i + 1) })) });
  }

  take(i, done, areas) {
    this.parts[i].at = done;
    for (const [name, found] of Object.entries(areas)) {
      const own = (this.areas[name] ??= { deletion: [], insertion: [] });
      for (const kind of KINDS) own[kind].push(...found[kind]);
    }
  }

  /** How many photos are counted. */
  get photos() {
    return Math.floor(this.parts.reduce((sum, { first, at }) => sum + at - first, 0) / ROWS.length);
  }

  get isAll() {
    return this.parts.every(({ at, end }) => at === end);
  }
}

/** {name: {deletion, insertion}}: the means of a count. */
const meansOf = ({ areas }) => Object.fromEntries(ROWS.map((name) => [name, Object.fromEntries(KINDS.map((kind) => {
  const all = areas[name]?.[kind] ?? [];
  return [kind, all.reduce((a, b) => a + b, 0) / (all.length || 1)];
}))]));

/** How the ranks by deletion and by insertion agree, over all rows: Spearman's correlation. */
function agreement(count) {
  const means = meansOf(count), [small, large] = KINDS.map((kind) => ROWS.map((name) => means[name][kind]));
  return alike(ranks(small.map((value) => -value)), ranks(large));
}

export default figureOf(PixelsGo, WORDS);
