/* One weight, one slope: the loss over 21 values of any weight of the network, the slope in two ways, and a step of learning. */

import { number, range, extent } from "../kit/draw.mjs";
import { button, choice } from "../kit/controls.mjs";
import { el, write } from "../kit/element.mjs";
import { makeFrame, oneOf, whole } from "../kit/frame.mjs";
import { AllPhotos } from "../kit/all-photos.mjs";
import { numberField } from "../kit/number-field.mjs";
import { Photos, importLater, openNetwork } from "../kit/resources.mjs";
import * as WORDS from "./one-weight.words.mjs";

const EACH_SIDE = 10, REACH = 1; // values on each side of the learned one, and how far they go
const STEPS = [0.1, 0.01, 0.001], RATES = [1, 3, 10, 30, 100];
const ROOM = 0.15; // of the chart, above and below the curve
const CLOSE = 0.01, LEAST = 1e-6; // by such a part two slopes may differ; of smaller ones nothing is said
const FLAT = 0.001; // by so much losses differ that are as good as the same

class OneWeight {
  /** weights: the module weight-picker.mjs, which comes later, as the chart does. */
  constructor(root, model, network, weights, chart) {
    Object.assign(this, { network, weights, photos: new Photos(model, network), known: {}, rows: {}, trail: [], here: null });
    const value = (words) => words === "" || Number.isFinite(Number(words));
    const allowed = { ...weights.allowedWeights(network), n: whole(1, this.photos.n), step: oneOf(...STEPS), rate: oneOf(...RATES), value };
    this.frame = makeFrame(root, model, { title: WORDS.title, lead: WORDS.lead, tries: this.tries(), allowed });
    this.state = this.frame.state;
    this.frame.draw = () => this.draw();
    this.all = new AllPhotos(model, this.frame, this.photos, "figures/one-weight.worker.mjs");
    this.build(chart);
  }

  tries() {
    const { over, flat, close } = WORDS.tries, isDone = () => this.here && !this.all.isRunning;
    const isNear = ({ slope, near }) => Math.abs(slope) > LEAST && Math.abs(near - slope) < CLOSE * Math.abs(slope);
    return [
      { text: over.text, done: () => isDone() && this.trail.at(-1)?.loss > this.trail.at(-2)?.loss, then: over.then },
      { text: close.text, done: () => isDone() && isNear(this.here), then: close.then },
      { text: flat.text, done: () => isDone() && this.here.high - this.here.low < FLAT, then: flat.then },
    ];
  }

  build(chart) {
    const { frame } = this;
    const set = (changes) => frame.set({ ...changes, value: "" }); // another weight begins at the value that it has learned
    this.picker = this.weights.weightPicker({ state: this.state, set }, this.network);
    this.many = numberField(WORDS.photos, { min: 1, max: () => this.photos.n, onpick: (n) => frame.set({ n }) });
    this.near = choice(WORDS.neighbours, STEPS.map((step) => [step, WORDS.within(step)]), "", (step) => frame.set({ step: Number(step) }));
    this.rate = choice(WORDS.rate, RATES, "", (rate) => frame.set({ rate: Number(rate) }));
    this.step = button(WORDS.step, () => this.learn(), { class: "x-play", disabled: true });
    this.back = button(WORDS.back, () => frame.set({ value: "" }));
    this.stop = button("", () => (this.all.isRunning ? this.halt() : this.draw()));
    this.progress = el("progress", { "aria-label": WORDS.counted });
    this.done = el("span");
    this.curve = chart(WORDS.value, WORDS.loss);
    this.facts = el("dl.x-facts");
    this.showFacts([]);
    this.showProgress(0);
    frame.say(WORDS.begins);
    frame.body.append(
      el(".x-weight", this.picker.element, el("div", this.curve, this.facts)),
      el(".x-row", this.rate, this.step, this.back),
      el(".x-row.x-progress", this.progress, this.done, this.stop),
      el("details", el("summary", WORDS.more), el(".x-row", this.many, this.near)));
  }

  /** The weight's value now, as far as it has learned. */
  value() {
    return this.state.value === "" ? this.weight.learned : Number(this.state.value);
  }

  /** The 21 values around the learned one. */
  row() {
    return range(2 * EACH_SIDE + 1).map((i) => this.weight.learned + (REACH * (i - EACH_SIDE)) / EACH_SIDE);
  }

  draw() {
    const { frame, network, state } = this, weight = this.weight = this.weights.weightOf(network, state), { n, step, rate } = state;
    this.picker.show();
    this.many.set(n);
    this.near.set(step);
    this.rate.set(rate);
    this.back.disabled = state.value === "";
    const about = [weight.layer.name, weight.isBias, weight.at, n].join();
    if (this.about !== about) this.trail = [];
    this.about = about;
    const array = `${weight.layer.name}/${weight.isBias ? "bias" : "kernel"}`, photos = this.photos.name(0).slice(0, -"[0]".length);
    frame.python(WORDS.python(array, this.weights.indexOf(weight), photos, n, step));
    const key = this.key(), isAsked = key === this.asked && this.all.isRunning;
    if (this.known[key]) this.showKnown(key);
    else if (this.isSeen && !isAsked) this.ask();
  }

  /** What is known need not be asked; what was asked before is not wanted any more. */
  showKnown(key) {
    if (this.all.isRunning) this.all.stop();
    this.asked = key;
    this.show();
  }

  /** Photos are run once the figure is in the window. */
  begin() {
    this.isSeen = true;
    this.draw();
  }

  key() {
    return `${this.about} ${this.state.step} ${this.state.value}`;
  }

  ask() {
    const { weight: { layer: { name }, isBias, at }, state: { n, step } } = this, value = this.value();
    const row = this.rows[this.about] ? [] : this.row(); // what is known is not asked again
    Object.assign(this, { asked: this.key(), here: null });
    const values = [value - step, value, value + step, ...row];
    this.all.ask({ layer: name, isBias, at, n, values, slopeAt: 1 }, (found) => this.hear(found));
    this.showFacts([]);
    this.step.disabled = true;
    this.showProgress(0);
  }

  halt() {
    this.all.stop();
    this.showProgress(this.here?.n ?? 0);
  }

  hear({ done, losses, slope }) {
    const found = { near: losses.slice(0, 3), row: this.rows[this.about] ?? losses.slice(3), slope, n: done };
    if (!this.all.isRunning) {
      this.known[this.asked] = found;
      this.rows[this.about] = found.row;
    }
    this.show(found);
    this.frame.tick();
  }

  /** What has been found, of as many photos as have been run. */
  show(found = this.known[this.key()]) {
    const { near: [before, loss, after], row, slope, n } = found, { rate, step } = this.state, near = (after - before) / (2 * step);
    const value = this.value(), last = this.trail.at(-1), [low, high] = extent(row);
    this.here = { loss, slope, near, low, high, n };
    if (n === this.state.n && last?.value !== value) this.trail = [...(this.state.value === "" ? [] : this.trail), { value, loss }];
    this.showProgress(n);
    this.showCurve(row, value);
    this.showFacts([number(value, 3), number(loss, 4), number(near, 5), number(slope, 5)]);
    this.step.disabled = n < this.state.n;
    const ends = [0, 2 * EACH_SIDE].map((i) => [number(this.row()[i]), number(row[i])]), next = number(value - rate * slope, 3);
    const told = { value: number(value, 3), loss: number(loss, 4), near: number(near, 5), slope: number(slope, 5) };
    this.frame.say(WORDS.says({ n, ...told, ends, next, rate }));
  }

  showFacts(words) {
    const names = [WORDS.now, WORDS.lossNow, WORDS.byNeighbours, WORDS.backwards];
    this.facts.replaceChildren(...names.map((name, i) => el("div", el("dt", name), el("dd", words[i] ?? WORDS.notYet))));
  }

  showCurve(losses, value) {
    const { loss, slope } = this.here, row = this.row(), trail = this.trail.map((one) => [one.value, one.loss]), now = [value, loss];
    const x = extent([...row, value]), [low, high] = extent([...losses, loss]); // where the trail was does not count: no link holds it
    const room = ROOM * (high - low) || 0.01, points = losses.map((one, i) => [row[i], one]);
    this.curve.set({
      x, y: [low - room, high + room], words: WORDS.chart,
      lines: [
        { points: x.map((at) => [at, loss + slope * (at - value)]), kind: "is-tangent" },
        { points, kind: "is-curve" }, { points: trail, kind: "is-trail" },
      ],
      dots: [
        ...points.map((at) => ({ at, kind: "is-small" })), ...trail.map((at) => ({ at, kind: "is-past" })), { at: now, kind: "is-now" },
      ],
    });
  }

  showProgress(done) {
    const { n } = this.state;
    this.progress.max = n;
    this.progress.value = done;
    this.stop.disabled = !this.all.isRunning && done === n;
    write(this.stop, this.all.isRunning || done === n ? WORDS.stop : WORDS.goOn);
    write(this.done, WORDS.done(done, n));
  }

  /** One step of learning, of this weight alone. */
  learn() {
    const next = this.value() - this.state.rate * this.here.slope;
    this.frame.set({ value: String(Number(next.toPrecision(6))) });
  }
}

async function render({ model, el: root }) {
  const later = ["kit/weight-picker.mjs", "kit/chart.mjs"].map((name) => importLater(model, name));
  const [network, weights, { chart }] = await Promise.all([openNetwork(model), ...later]);
  const figure = new OneWeight(root, model, network, weights, chart);
  figure.draw();
  figure.frame.whenSeen(() => figure.begin());
  return figure.frame.close;
}

export default { render };
