/* Train it yourself: a small network learns in a worker, from random weights on; its loss on what it sees, and on what it does not. */

import { drawMaps, number, percent, range, spread } from "../kit/draw.mjs";
import { button, choice } from "../kit/controls.mjs";
import { el, picture, write } from "../kit/element.mjs";
import { makeFrame, oneOf, whole } from "../kit/frame.mjs";
import { scaleBar } from "../kit/maps.mjs";
import { numberField } from "../kit/number-field.mjs";
import { Photos, importLater, makeNetwork, openNetwork, toInput } from "../kit/resources.mjs";
import { AllPhotos } from "../kit/all-photos.mjs";
import { noWeights, randomStart, smallNetwork } from "../kit/small-network.mjs";
import * as WORDS from "./train-it.words.mjs";

const RATES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3], BATCHES = [1, 4, 16, 64, 256, 800];
const LEARN = 0.8; // of the photos it learns from
const MOST_SEEDS = 9999, MOST_EPOCHS = 100;
const HIGHEST = 1.5; // times the loss of guessing: so far up the chart goes
const RISEN = 0.2; // by so much the loss of the others must have risen from its lowest

class TrainIt {
  constructor(root, model, network, chart) {
    Object.assign(this, { model, network, photos: new Photos(model, network), run: [], before: [] });
    const { n } = this.photos, seed = whole(0, MOST_SEEDS), epochs = whole(1, MOST_EPOCHS), image = whole(0, n - 1);
    const allowed = { rate: oneOf(...RATES), batch: oneOf(...BATCHES), seed, epochs, image };
    this.learn = Math.floor(LEARN * n);
    this.frame = makeFrame(root, model, { title: WORDS.title, lead: WORDS.lead(this.learn, n - this.learn), tries: this.tries(), allowed });
    this.state = this.frame.state;
    this.frame.draw = () => this.draw();
    this.all = new AllPhotos(model, this.frame, this.photos, "figures/train-it.worker.mjs");
    this.build(chart);
  }

  tries() {
    const { over, spoil } = WORDS.tries, { classes } = this.network, guess = Math.log(classes.length);
    const risen = () => this.run.at(-1)?.others.loss - Math.min(...this.run.map(({ others }) => others.loss)) > RISEN;
    return [
      { text: over.text(RISEN), done: () => risen() && this.run.at(-1).learned.loss < this.run.at(-2).learned.loss, then: over.then },
      { text: spoil.text(number(guess)), done: () => this.run.length > 1 && !(this.run.at(-1).learned.loss < guess), then: spoil.then },
    ];
  }

  build(chart) {
    const { frame } = this;
    this.rate = choice(WORDS.rate, RATES, "", (rate) => frame.set({ rate: Number(rate) }));
    this.batch = choice(WORDS.batch, BATCHES, "", (batch) => frame.set({ batch: Number(batch) }));
    this.seed = numberField(WORDS.seed, { min: 0, max: () => MOST_SEEDS, onpick: (seed) => frame.set({ seed }) });
    this.go = button(WORDS.train, () => (this.all.isRunning ? this.halt() : this.begin()), { class: "x-play" });
    this.progress = el("progress", { max: 1, "aria-label": WORDS.progress });
    this.done = el("span");
    [this.loss, this.right] = [WORDS.loss, WORDS.right].map((up) => chart(WORDS.epoch, up));
    [this.filters, this.maps] = [WORDS.filters, WORDS.maps].map(picture);
    this.scale = scaleBar(WORDS.filters);
    const { learned, others } = WORDS.legend, { n } = this.photos;
    const legend = el("p.x-legend", el("span.is-learned", learned(this.learn)), el("span.is-others", others(n - this.learn)));
    frame.body.append(
      el(".x-row", this.rate, this.batch, this.go),
      el(".x-row.x-progress", this.progress, this.done),
      el(".x-charts", this.loss, this.right), legend,
      el(".x-learning", el("div", this.filters, this.scale), el("div", this.maps, el("p.x-was", WORDS.maps))),
      el("details", el("summary", WORDS.more), this.seed));
  }

  draw() {
    const { rate, batch, seed } = this.state;
    this.rate.set(rate);
    this.batch.set(batch);
    this.seed.set(seed);
    if (this.all.isRunning) this.halt(); // it was with other settings
    return this.show();
  }

  begin() {
    const { rate, batch, seed, epochs, image } = this.state;
    Object.assign(this, { before: this.run.length > 1 ? this.run : this.before, run: [] });
    this.all.ask({ seed, rate, batch, epochs, learn: this.learn, image }, (data) => this.hear(data));
    this.show();
  }

  halt() {
    this.all.stop();
    this.show();
  }

  /** How far it is, or what there is after an epoch. */
  hear({ done, moment }) {
    this.progress.value = done % 1;
    if (!moment) return;
    this.run.push(moment);
    this.show();
    this.frame.tick();
  }

  show() {
    const { run, state, photos } = this, last = run.at(-1), epochs = Math.max(run.length, this.before.length, 2) - 1;
    write(this.go, this.all.isRunning ? WORDS.stop : WORDS.train);
    write(this.done, last ? WORDS.done(last.epoch, last.epoch * Math.ceil(this.learn / state.batch)) : WORDS.notYet);
    this.showChart(this.loss, ({ loss }) => loss, epochs, Math.log(this.network.classes.length));
    this.showChart(this.right, ({ right }) => 100 * right, epochs, 100);
    const all = photos.name(0).slice(0, -"[0]".length);
    this.frame.python(WORDS.python({ all, learn: this.learn, ...state, epochs: last?.epoch ?? 1 }));
    if (!last) return this.frame.attempt(() => this.showStart());
    this.showFilters(last);
    const facts = ({ loss, right }) => [number(loss), percent(right)];
    return this.frame.say(WORDS.says(last.epoch, facts(last.learned), facts(last.others), last.milliseconds / 1000));
  }

  /** What it begins with: the random weights of the first layer, and the maps that they make of the photo. */
  async showStart() {
    const { state: { seed, image }, network: { photo: { shape }, classes, pixels } } = this;
    this.frame.say(WORDS.ready);
    this.small ??= makeNetwork(this.model, smallNetwork(shape, classes), noWeights);
    const [small, { rgb }] = await Promise.all([this.small, this.photos.get(image)]), [conv] = small.layers;
    if (this.run.length || seed !== this.state.seed || image !== this.state.image) return; // by now there is something newer
    const { kernel, bias } = randomStart(conv, seed, 0);
    toInput(rgb, small.input, pixels);
    small.setWeights(0, kernel, bias);
    small.run();
    this.showFilters({ kernel, maps: conv.output });
  }

  /** Both lines, and those of the run before; they may rise out of the picture. */
  showChart(place, of, epochs, usual) {
    const line = (run, part, kind) => ({ points: run.map((one) => [one.epoch, of(one[part])]), kind: `is-${part} ${kind}` });
    const lines = (run, kind) => ["learned", "others"].map((part) => line(run, part, kind));
    const all = [...this.run, ...this.before].flatMap(({ learned, others }) => [of(learned), of(others)]).filter(Number.isFinite);
    const most = Math.max(usual, Math.min(HIGHEST * usual, Math.max(0, ...all)));
    place.set({ x: [0, epochs], y: [0, most], lines: [...lines(this.before, "is-before"), ...lines(this.run, "")], words: WORDS.chart });
  }

  /** The kernels of each filter, side by side in a row of their own; and the maps that they make. */
  showFilters({ kernel, maps }) {
    const [high, wide, channels] = this.network.photo.shape, n = kernel.length / (3 * 3 * channels);
    drawMaps(this.filters, kernel, [3, 3, channels * n], { maps: range(channels * n), columns: n, gap: 1, limits: spread(kernel) });
    drawMaps(this.maps, maps, [high - 2, wide - 2, n], { maps: range(n), columns: n / 2, gap: 1, limits: spread(maps) });
    this.scale.set(spread(kernel));
  }
}

async function render({ model, el: root }) {
  const [network, { chart }] = await Promise.all([openNetwork(model), importLater(model, "kit/chart.mjs")]);
  const figure = new TrainIt(root, model, network, chart);
  await figure.draw();
  return figure.frame.close;
}

export default { render };
