/* Where is it, really? Four photos in a picture of twice their height and width, and the evidence for the class of each. */

import { drawMaps, drawPhotos, grouped, number, percent, range, spread } from "../kit/draw.mjs";
import { Asking, AskingFigure, figureOf } from "../kit/asking.mjs";
import { button, slider } from "../kit/controls.mjs";
import { MUTE, describe, el, picture, write } from "../kit/element.mjs";
import { whole } from "../kit/frame.mjs";
import { layOver, scaleBar } from "../kit/maps.mjs";
import * as WORDS from "./mosaic.words.mjs";

const QUARTERS = 4, MANY = 250, LAST = MANY - 1, PEAK = 3; // PEAK: pixels, the side of its mark
const WIDE = 1.96; // deviations of a mean, half of an interval of 95 %

class Mosaic extends AskingFigure {
  begin() {
    this.found = null; // {photos, classes, peaks} of the mosaic that is shown
    this.asked = -1; // its number
    this.right = []; // of each mosaic that is counted, how many of its four peaks lie in their own photos
    this.isCounting = false;
  }

  allowed() {
    return { number: whole(0, LAST), quarter: whole(0, QUARTERS - 1) };
  }

  tries() {
    const { wrong, count } = WORDS.tries, peak = () => this.found?.peaks[this.state.quarter];
    return [
      {
        text: wrong.text, done: () => Boolean(this.isShown && peak().quarter !== this.state.quarter),
        say: () => wrong.then(this.nameOf(this.state.quarter), this.nameOf(peak().quarter)),
      },
      { text: count.text, done: () => this.right.length === MANY, say: () => count.then(...this.result()) },
    ];
  }

  build() {
    this.asking = new Asking(this, (data) => this.hear(data));
    const { frame } = this, step = (by) => () => frame.set({ number: (this.state.number + by + LAST + 1) % (LAST + 1) });
    [this.canvas, this.grey, this.map] = [picture(WORDS.title), el("canvas.x-map", MUTE), picture(WORDS.title)]
      .map((canvas) => this.room(canvas, 2));
    [this.peak, this.frameOf] = ["peak", "quarter"].map((name) => el(`span.x-${name}`, MUTE));
    this.scale = scaleBar(WORDS.evidence);
    this.scale.set(10, 1);
    this.number = slider(WORDS.number, {
      min: 0, max: LAST, step: 1, digits: 0, oninput: (value) => frame.set({ number: Math.round(value) }),
    });
    this.names = range(QUARTERS).map((quarter) => button("", () => frame.set({ quarter })));
    [this.where, this.total, this.done] = ["p.x-outcome", "p.x-outcome", "span"].map((name) => el(name));
    this.button = button("", () => (this.isCounting ? this.halt() : this.count()));
    this.progress = el("progress", { max: 1, value: 0, "aria-label": WORDS.progress });
    frame.body.append(
      el(".x-row",
        this.number, button("‹", step(-1), { "aria-label": WORDS.before }), button("›", step(1), { "aria-label": WORDS.next })),
      el(".x-mosaic",
        el("div", this.canvas), el("div", el(".x-laid", this.grey, this.map, this.frameOf, this.peak), this.scale),
        el("div", el("p.x-was", WORDS.classes), el(".x-four", { role: "group", "aria-label": WORDS.classes }, ...this.names), this.where)),
      el("div", el(".x-row.x-progress", this.button, this.progress, this.done), this.total),
    );
  }

  nameOf(quarter) {
    return this.classes[this.found.classes[quarter]];
  }

  /** Ask the worker; all photos go there with the first question. */
  async question(job) {
    if (!this.rgb) [this.rgb, this.labels] = await Promise.all([this.photos.all(), this.photos.labels()]);
    this.asking.ask({ rgb: this.rgb, labels: this.labels, n: this.photos.n, ...job });
  }

  async show() {
    this.draw();
    if (this.asked === this.state.number) return;
    if (this.isCounting) this.halt();
    Object.assign(this, { asked: this.state.number, isShown: false });
    await this.question({ ask: "mosaic", number: this.asked });
  }

  hear({ answering, of, number: which, done, right, ...found }) {
    if (answering) this.answering = { answering, of };
    if (which !== undefined) Object.assign(this, { found, isShown: true, answering: null });
    if (done) {
      this.right.push(...right);
      this.isCounting = done < MANY;
      this.answering = null;
    }
    this.draw();
  }

  draw() {
    this.number.set(this.state.number);
    this.drawCount();
    this.sayPython();
    if (!this.found) return;
    this.drawMosaic();
    this.say();
    this.frame.tick();
  }

  drawMosaic() {
    const { found: { photos, peaks }, state: { quarter }, photos: { size: [rows, columns], n }, rgb } = this;
    const both = [2 * rows, 2 * columns], bytes = rgb.length / n;
    const four = photos.map((photo) => this.photos.fit(rgb.subarray(photo * bytes, (photo + 1) * bytes)));
    const all = new Uint8Array(four.flatMap((one) => [...one]));
    const { map, row, column } = peaks[quarter], limit = spread(map);
    for (const canvas of [this.canvas, this.grey]) drawPhotos(canvas, all, [rows, columns], 2);
    describe(this.canvas, WORDS.mosaic(range(QUARTERS).map((one) => this.nameOf(one))));
    drawMaps(this.map, map, [...both, 1], { limits: limit });
    describe(this.map, WORDS.over(this.nameOf(quarter)));
    this.scale.set(limit, 1);
    layOver(this.peak, [row - (PEAK - 1) / 2, column - (PEAK - 1) / 2, PEAK, PEAK], both);
    layOver(this.frameOf, [Math.floor(quarter / 2), quarter % 2, 1, 1], [2, 2]);
    this.names.forEach((name, one) => {
      write(name, this.nameOf(one));
      name.setAttribute("aria-pressed", one === quarter);
    });
    write(this.where, WORDS.isIn(row, column) + this.verdict());
  }

  verdict() {
    const { quarter } = this.found.peaks[this.state.quarter];
    return quarter === this.state.quarter ? WORDS.right : WORDS.wrong(this.nameOf(quarter));
  }

  drawCount() {
    const { right: { length: done }, answering } = this;
    write(this.button, this.isCounting ? WORDS.stop : done && done < MANY ? WORDS.goOn : WORDS.count(MANY));
    this.button.disabled = done === MANY;
    this.progress.value = answering ? answering.answering / answering.of : done / MANY;
    write(this.done, answering ? WORDS.answering(grouped(answering.answering), grouped(answering.of)) : WORDS.counted(done, MANY));
    write(this.total, done ? WORDS.result(...this.result(), QUARTERS * done) : "");
  }

  /** The share of peaks that lie in their own photos, and its interval of 95 % over mosaics: a mosaic's four are not independent. */
  result() {
    const { right, right: { length: n } } = this, mean = right.reduce((a, b) => a + b, 0) / n / QUARTERS;
    const half = WIDE * Math.sqrt(right.reduce((sum, one) => sum + (one / QUARTERS - mean) ** 2, 0) / Math.max(1, n - 1) / n);
    return [mean, Math.max(0, mean - half), Math.min(1, mean + half)].map((share) => percent(share, 1));
  }

  count() {
    this.isCounting = true;
    this.question({ ask: "mosaics", first: this.right.length, many: MANY });
    this.draw();
  }

  halt() {
    this.isCounting = false;
    this.asking.stop();
    this.draw();
  }

  say() {
    const { found: { photos }, state: { quarter } } = this;
    this.frame.say(WORDS.says({
      photos: photos.map((photo) => number(photo, 0)).join(", "), name: this.nameOf(quarter),
      quarter: WORDS.quarters[quarter], where: this.verdict(),
    }));
  }

  /** The line of Python; `right`: which photos are answered right, where that is known. */
  sayPython() {
    const { number: which } = this.state, of = this.labels?.length === 0 ? "" : "[right]", all = this.photos.name("").split("[")[0];
    this.frame.python(`join_mosaics(${all}${of}, draw_mosaics(answers${of}, ${which + 1})[${which}])`);
  }
}

export default figureOf(Mosaic, WORDS);
