/* Is 65 % a 65 %? All answers in bins by their confidence, a temperature, and inputs from nowhere. */

import { percent, portion, range } from "../kit/draw.mjs";
import { button, slider } from "../kit/controls.mjs";
import { beginCounting, mustBeLabelled, nothing } from "../kit/counts.mjs";
import { MUTE, describe, el, write } from "../kit/element.mjs";
import { makeFrame, whole } from "../kit/frame.mjs";
import { walkOver } from "../kit/maps.mjs";
import { photoRow } from "../kit/photo-row.mjs";
import { progress } from "../kit/progress.mjs";
import { importLater, openNetwork } from "../kit/resources.mjs";
import { BINS, atTemperature, binned, sureness } from "./calibration.bins.mjs";
import * as WORDS from "./calibration.words.mjs";

const NOISE = 500, MOST_SEEDS = 999; // pictures of noise; how many heaps of them there are
const SHOWN = 40; // photos of a bin
const TEMPERATURES = { min: 0.25, max: 4, step: 0.05, digits: 2 };
const TOO_SURE = 0.1; // by how much, in the second try

const inPercent = (share) => percent(share, 1);
const ends = (bin) => [bin, bin + 1].map((edge) => Math.round((100 * edge) / BINS));

function triesOf(figure) {
  const { surest, warm, noise } = WORDS.tries;
  const isAll = () => figure.found?.n === figure.photos.n, last = () => figure.found.bins.findLastIndex(({ n }) => n);
  return [
    {
      text: surest.text, done: (frame) => frame.isTouched && isAll() && frame.state.bin === last(),
      get then() {
        const { n, right, sure } = figure.found.bins[last()];
        return surest.then(n - right, n, inPercent(sure));
      },
    },
    {
      text: warm.text(100 * TOO_SURE), done: () => isAll() && figure.found.sure - figure.found.share >= TOO_SURE,
      get then() { return warm.then(inPercent(figure.found.sure), inPercent(figure.found.share)); },
    },
    {
      text: noise.text, done: () => figure.heap().done === NOISE,
      get then() { return noise.then(...figure.noise.about(figure.heap(), figure.sureOf)); },
    },
  ];
}

class Calibration {
  constructor(root, model, network, photos) {
    Object.assign(this, { network, classes: network.classes, photos, model, found: null, noise: null });
    this.frame = makeFrame(root, model, { title: WORDS.title, lead: WORDS.lead, allowed: this.allowed(), tries: triesOf(this) });
    this.state = this.frame.state;
    this.frame.draw = () => this.frame.later(() => this.show());
    this.build();
    this.sureOf = (shares) => sureness(atTemperature(shares, this.state.temperature));
    this.frame.whenSeen(() => this.count());
  }

  allowed() {
    const { min, max } = TEMPERATURES, temperature = Object.assign((value) => value >= min && value <= max, { first: 1 });
    return { temperature, bin: whole(0, BINS - 1), noise: whole(0, MOST_SEEDS) };
  }

  build() {
    const { frame, photos: { size } } = this, isNoise = () => this.state.noise > 0;
    this.slider = slider(WORDS.temperature, { ...TEMPERATURES, oninput: (temperature) => frame.set({ temperature }) });
    this.press = button("", () => this.showNoise(isNoise() ? 0 : 1));
    this.progress = progress(WORDS.count, () => frame.attempt(() => this.count()), () => this.counting.stop());
    this.cells = range(BINS).map((bin) => this.buildBin(bin));
    [this.sum, this.head, this.place] = ["p.x-outcome", "p", ""].map((name) => el(name));
    this.place.hidden = true;
    this.row = photoRow(WORDS.photosIn, size);
    frame.body.append(
      el(".x-row", this.slider, this.press), this.place, this.progress,
      el("div", el("p.x-full", MUTE, WORDS.allRight),
        el(".x-bins", { role: "group", "aria-label": WORDS.bins }, ...this.cells.map(({ cell }) => cell)),
        el("p.x-was", WORDS.key)),
      this.sum, el(".x-held", this.head, this.row),
    );
  }

  /** A bin is a button: a bar for the share that is right, a whisker for its interval, a line for how sure the network is on average. */
  buildBin(bin) {
    const [fill, whisker, line] = ["span.x-fill", "span.x-whisker", "span.x-line"].map((name) => el(name)), n = el("span"), [low, high] =
      ends(bin);
    const walk = (event) => walkOver(this.cells.map(({ cell }) => cell), 0, event), is = { tabindex: bin ? -1 : 0, onkeydown: walk };
    const cell = button("", () => this.frame.set({ bin }), is);
    cell.append(el("span.x-area", MUTE, fill, whisker, line), el("span.x-edges", MUTE, WORDS.from(low, high)), n);
    return { cell, fill, whisker, line, n };
  }

  /** What is counted of all photos, and of the noise that is shown. */
  all() {
    return this.counting?.of({ kind: "none" }) ?? nothing(this.photos.n);
  }

  heap({ noise } = this.state) {
    return (noise && this.counting?.of({ kind: "noise", seed: noise - 1 }, NOISE)) || nothing(NOISE);
  }

  showNoise(noise) {
    this.frame.set({ noise });
    this.frame.attempt(() => this.count());
  }

  async count() {
    await beginCounting(this, () => this.frame.draw());
    return this.counting.ask([this.all(), this.state.noise && this.heap()].filter(Boolean));
  }

  async show() {
    const { state } = this, all = this.all(), heap = this.heap(), isNoise = state.noise > 0;
    if (isNoise && !this.noise) await this.bringNoise();
    this.slider.set(state.temperature);
    this.frame.python(WORDS.python(state.temperature));
    write(this.press, isNoise ? WORDS.hideNoise : WORDS.noise);
    this.progress.set({ ...(isNoise && all.done === all.n ? heap : all), isRunning: Boolean(this.counting?.isRunning) });
    this.sure = all.shares.map(this.sureOf);
    this.isRight = all.answers.map((answer, i) => answer === this.counting.labels[i]);
    this.found = binned(this.sure, this.isRight);
    this.found.bins.forEach((bin, i) => this.showBin(i, bin));
    if (all.done) this.showSum();
    this.showPhotos(all);
    this.place.hidden = !isNoise;
    if (isNoise) this.noise.show(heap, this.sureOf);
    this.frame.tick();
  }

  async bringNoise() {
    const { Noise } = await importLater(this.model, "figures/calibration.noise.mjs");
    if (this.noise) return; // it was asked for twice
    this.noise = new Noise(this, () => this.showNoise((this.state.noise % MOST_SEEDS) + 1));
    this.place.append(this.noise.element);
  }

  showBin(i, { n, right, sure }) {
    const { cell, fill, whisker, line, n: told } = this.cells[i], [low, high] = ends(i), [least, most] = n
      ? this.counting.interval(right, n) : [0, 0];
    cell.setAttribute("aria-pressed", i === this.state.bin);
    cell.classList.toggle("is-off", n > 0 && (sure < least || sure > most));
    fill.style.height = portion(n ? right / n : 0);
    [whisker.hidden, line.hidden] = [!n, !n];
    whisker.style.cssText = `bottom: ${portion(least)}; height: ${portion(most - least)}`;
    line.style.bottom = portion(sure);
    write(told, n);
    describe(cell, n ? WORDS.binSays({ low, high, n, sure: inPercent(sure), right, share: inPercent(right / n), least: inPercent(least),
      most: inPercent(most) })
      : WORDS.empty(low, high));
  }

  showSum() {
    const { found } = this, filled = found.bins.filter(({ n }) => n);
    const fits = filled.filter(({ n, right, sure }) => {
      const [least, most] = this.counting.interval(right, n);
      return sure >= least && sure <= most;
    });
    write(this.sum, WORDS.sum(inPercent(found.sure), inPercent(found.share), found.error.toFixed(3)));
    if (found.n < this.photos.n) return;
    this.frame.say(`${this.cells[this.state.bin].cell.getAttribute("aria-label")}. ${WORDS.fits(fits.length, filled.length)}`);
  }

  /** The photos of the bin that is open: first those that are wrong, then the others, the surest first. */
  showPhotos(all) {
    const { isRight, sure, counting, classes, state: { bin } } = this, { photos, right, n } = this.found.bins[bin];
    const order = [...photos].sort((a, b) => isRight[a] - isRight[b] || sure[b] - sure[a]).slice(0, SHOWN);
    write(this.head, WORDS.photosOf(...ends(bin), n - right, n, SHOWN));
    this.row.show(order.map((i) => ({
      rgb: counting.rgbOf(i), kind: isRight[i] ? "" : "is-wrong",
      words: [WORDS.photo(i), `${classes[all.answers[i]]} ${percent(sure[i])}`, isRight[i] ? "" : WORDS.is(classes[counting.labels[i]])],
    })));
  }
}

async function render({ model, el: root }) {
  const network = await openNetwork(model), figure = new Calibration(root, model, network, await mustBeLabelled(model, network));
  await figure.show();
  return figure.frame.close;
}

export default { render };
